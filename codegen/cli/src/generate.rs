//! `generate`: a crate from any description, anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clientwright::{FileId, Output, Request, Sources};

use crate::args::Generate;
use crate::files::{self, Change, Tree};
use crate::stage::Stage;
use crate::written::{self, Hand, NAMES, Written};
use crate::{
    Error, Outcome, Project, Shell, batch, findings, paths, project, runtime, sources, vendor,
};

pub(crate) fn run(args: &Generate, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    if let Some(name) = &args.name {
        vendor::check_name(name, "a crate")?;
    }
    let project = Project::find_optional(shell)?;
    let dir = folder(&shell.cwd.join(&args.out))?;
    // Before anything is read: a killed run may have left half a crate.
    let stage = if dir.exists() { Some(Stage::beside(&dir)?) } else { None };
    let written = Written::read(&dir)?;
    if !args.force {
        refuse_foreign(&dir, &written)?;
    }

    let mut manifest = project::manifest_at(project.as_ref(), &dir)?;
    if let Some(path) = &args.runtime_path {
        manifest = manifest.runtime(runtime::at(&runtime::folder(path, &shell.cwd)?));
    }
    let mut sources = Sources::default();
    let names = args.out.join(NAMES).to_string_lossy().into_owned();
    let names = sources::add_names(&mut sources, &dir.join(NAMES), &names)?;
    let request = request(args, &mut sources, shell)?.names(names).manifest(manifest);
    let outputs = batch::generate(&sources, &[request], shell)?;
    let Some(output) = outputs.into_iter().next() else { return Ok(Outcome::Findings) };

    findings::report(&output.findings, &sources, args.verbose, shell)?;
    let Some(tree) = tree(&output, shell)? else { return Ok(Outcome::Findings) };
    let plan = Plan::new(&dir, &tree, &written, args.force)?;
    if !plan.by_hand.is_empty() {
        let command = project.as_ref().map_or(shell.command, |it| &it.command);
        let force = format!("{command} generate … --force");
        written::report(&plan.by_hand, &force, shell)?;
        return Ok(Outcome::Findings);
    }
    if plan.count > 0 {
        let stage = stage.map_or_else(|| Stage::beside(&dir), Ok)?;
        stage.install(&dir, &tree, &plan.remove)?;
    }
    let census = &output.census;
    shell.print(format_args!(
        "{}  {}  {}  {}  {}  {} written to {}",
        output.package,
        census.dialect,
        findings::number(census.operations, "operation"),
        findings::number(census.types, "type"),
        findings::number(census.gaps, "gap"),
        findings::number(plan.count, "file"),
        args.out.display(),
    ))?;
    Ok(Outcome::Done)
}

/// The folder of the crate, links on the way to it followed.
fn folder(out: &Path) -> Result<PathBuf, Error> {
    let dir = paths::resolve(out);
    if files::is_link(&dir) {
        return Err(Error::at(out, "is a link, and what it leads to is not there")
            .help("make the folder that it leads to, or name another"));
    }
    Ok(dir)
}

/// Reads the files of the command line.
fn request(
    args: &Generate,
    sources: &mut Sources,
    shell: &mut Shell<'_>,
) -> Result<Request, Error> {
    let mut request = Request::new(sources::add_described(sources, &args.file, shell)?);
    if let Some(path) = &args.overlay {
        request = request.overlay(add(path, sources, shell)?);
    }
    if let Some(path) = &args.settings {
        request = request.settings(add(path, sources, shell)?);
    }
    if let Some(name) = &args.name {
        request = request.package(name);
    }
    request = args.include.iter().fold(request, Request::include);
    request = args.exclude.iter().fold(request, Request::exclude);
    Ok(request)
}

/// Reads a file of the command line.
fn add(path: &Path, sources: &mut Sources, shell: &Shell<'_>) -> Result<FileId, Error> {
    sources::add(sources, &shell.cwd.join(path), &path.to_string_lossy())
}

/// The files of the crate with its names, unless it can't be written.
fn tree(output: &Output, shell: &mut Shell<'_>) -> Result<Option<Tree>, Error> {
    if findings::has_errors(&output.findings) {
        shell.eprint("error: nothing written")?;
        return Ok(None);
    }
    let Some(tree) = &output.files else {
        shell.eprint("error: the generator made no crate and found no error")?;
        return Ok(None);
    };
    if let Err(reason) = files::is_whole(tree) {
        shell.eprint(format_args!("error: {reason}"))?;
        return Ok(None);
    }
    Ok(output.written())
}

/// Refuses a folder that holds something else than a crate of ours.
fn refuse_foreign(dir: &Path, written: &Written) -> Result<(), Error> {
    let is_empty = match fs::read_dir(dir) {
        Ok(entries) => entries.filter_map(Result::ok).all(|it| it.file_name() == files::STAGE),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(Error::io(dir, "can't write here", &error)),
    };
    if is_empty || written.is_ours() {
        return Ok(());
    }
    Err(Error::at(dir, "is not empty, and not a crate that this command made").help(
        "name another folder, or `--force` to write the crate's files in here beside what there is",
    ))
}

/// What is to be done to the folder: others than generated files are left alone, since it is the user's.
#[derive(Debug, Default)]
struct Plan {
    /// How many files differ.
    count: usize,
    /// What was generated and isn't any more; where it is forced, also what is in the way.
    remove: BTreeSet<String>,
    /// What keeps the crate from being written.
    by_hand: BTreeMap<String, Hand>,
}

impl Plan {
    fn new(dir: &Path, tree: &Tree, written: &Written, force: bool) -> Result<Self, Error> {
        let changes = files::compare(dir, tree)?;
        let mut hands = written.by_hand(dir, tree, &changes)?;
        let mut plan = Self::default();
        for (path, change) in &changes {
            let hand = hands.get(path).copied();
            let is_in_the_way = written::is_in_the_way(path, tree);
            if *change != Change::Removed || hand.is_none() || is_in_the_way {
                plan.count += 1;
            }
            let goes = hand.is_none() || is_in_the_way || hand == Some(Hand::Edited);
            if *change == Change::Removed && goes {
                plan.remove.insert(path.clone());
            }
            if *change == Change::Removed && !goes {
                hands.remove(path);
            }
        }
        if !force {
            plan.by_hand = hands;
        }
        Ok(plan)
    }
}
