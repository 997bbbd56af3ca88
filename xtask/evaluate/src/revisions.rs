//! `cargo xtask revisions`: what `diff` finds in descriptions that have changed, held against what other people's program
//! finds in them.
//!
//! - In: folders with the revisions of a description each, or descriptions that are changed at random (`mutate`).
//! - Out: for each kind of change that `redocly` finds how many of them `diff` finds too, why it doesn't find others, and
//!   each that it should have found. With `--churn`, how many lines of a crate differ for each line of a description.

mod churn;
mod mutate;
mod ours;
mod redocly;
mod tally;
mod verdict;

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::Value;

use crate::args::Revisions;
use clientwright_cli::paths::resolve;
use clientwright_cli::{Error, Outcome, Project, Shell, files};
use tally::Tally;

/// Two revisions of a description.
#[derive(Clone, Debug)]
struct Pair {
    name: String,
    base: PathBuf,
    revision: PathBuf,
}

pub(crate) fn run(args: &Revisions, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let root = Project::find(shell)?.root;
    let target = resolve(&root.join("target"));
    let dir = shell.cwd.join(&args.dir);
    let mut pairs = match args.mutate {
        None => revisions(&dir)?,
        Some(n) => mutate::pairs(&dir, &target.join("revisions"), (n, args.seed))?,
    };
    let wanted = args.only.as_deref().unwrap_or_default();
    pairs.retain(|it| it.name.contains(wanted));
    if args.churn {
        return churn::run(&pairs, &target.join("churn"), shell);
    }
    let program = redocly::installed(&target).map_err(Error::new)?;
    let all: Vec<_> = pairs.par_iter().map(|it| compared(it, &program)).collect();
    let (mut tally, mut is_well) = (Tally::default(), true);
    for (pair, result) in pairs.iter().zip(all) {
        match result {
            Ok((theirs, ours, base)) => tally.add(&pair.name, &theirs, (&ours, &base)),
            Err(why) => {
                shell.eprint(format_args!("skipped: {}: {why}", pair.name))?;
                is_well = false;
            }
        }
    }
    shell.print_raw(tally.to_markdown().trim_end())?;
    for line in &tally.missed {
        shell.print(line)?;
    }
    is_well &= tally.missed.is_empty();
    Ok(if is_well { Outcome::Done } else { Outcome::Findings })
}

/// What both programs find, and the document of the base.
fn compared(
    pair: &Pair,
    program: &Path,
) -> Result<(Vec<redocly::Change>, Vec<ours::Change>, Value), String> {
    let theirs = redocly::compare(program, &pair.base, &pair.revision)?;
    let base = mutate::read(&pair.base).ok_or("no description")?;
    Ok((theirs, ours::compare(&pair.base, &pair.revision)?, base))
}

/// Each file of each folder below `dir`, and the one after it by name.
fn revisions(dir: &Path) -> Result<Vec<Pair>, Error> {
    let mut pairs = Vec::new();
    for folder in listed(dir)?.into_iter().filter(|it| it.is_dir()) {
        let files = listed(&folder)?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        for (n, both) in files.windows(2).enumerate() {
            if let [base, revision] = both {
                let name = format!("{name}-{}", n + 1);
                pairs.push(Pair { name, base: base.clone(), revision: revision.clone() });
            }
        }
    }
    Ok(pairs)
}

/// What a folder has, by name.
fn listed(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(dir).map_err(|it| Error::io(dir, "can't read", &it))?;
    let mut paths: Vec<_> = entries.flatten().map(|it| it.path()).collect();
    paths.sort();
    Ok(paths)
}

/// The text of a description.
fn text(path: &Path) -> Result<String, String> {
    files::read(path).map_err(|it| it.to_string())
}
