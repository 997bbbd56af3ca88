//! `cargo xtask validate`: what other people's validators say of canonical documents.
//!
//! - In: descriptions. Their canonical documents go to the target folder.
//! - Out: how many of them each validator accepts, and every complaint that isn't known. A validator that can't be
//!   installed is skipped, and that is said.

mod validators;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clientwright::internal::diagnostic::Sink;
use clientwright::{Request, Sources};

use crate::args::Validate;
use crate::corpus;
use crate::known::Known;
use clientwright_cli::paths::resolve;
use clientwright_cli::{Error, Outcome, Project, Shell, files, findings, lint};
use validators::{Complaint, Validator};

/// A canonical document.
struct Document {
    /// What the table of known complaints calls it.
    name: String,
    path: PathBuf,
}

pub(crate) fn run(args: &Validate, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let root = Project::find(shell)?.root;
    let target = resolve(&root.join("target"));
    let mut known = Known::read(&root.join("tests/conformance/validators.tsv"))?;
    let documents = documents(&args.targets, &root, &target.join("validate"), shell)?;
    let paths: Vec<PathBuf> = documents.iter().map(|it| it.path.clone()).collect();
    let (mut is_well, mut has_all) = (true, true);
    for validator in Validator::ALL {
        let name = validator.name();
        let said = match validator.judge(&target, &paths) {
            Ok(said) => said,
            Err(reason) => {
                shell.eprint(format_args!("skipped: {name}: {reason}"))?;
                has_all = false;
                continue;
            }
        };
        let (mut accepted, mut n_known, mut lines) = (0, 0, Vec::new());
        for document in &documents {
            let complaints = said.get(&document.path).map_or(&[][..], Vec::as_slice);
            accepted += usize::from(complaints.is_empty());
            for Complaint { at, message } in complaints {
                if known.knows(&document.name, at, name, message) {
                    n_known += 1;
                } else {
                    lines.push(format!("  {}: {at}: {}", document.name, short(message)));
                }
            }
        }
        let known = match n_known {
            0 => String::new(),
            n => format!("; {} known", findings::number(n, "complaint")),
        };
        let n = findings::number(documents.len(), "document");
        shell.print(format_args!("{name}: {accepted} of {n} accepted{known}"))?;
        for line in &lines {
            shell.print(line)?;
        }
        is_well &= lines.is_empty();
    }
    if has_all {
        let names: Vec<&str> = documents.iter().map(|it| it.name.as_str()).collect();
        for entry in known.unused(&names, false) {
            shell.print(format_args!("no complaint is like this any more: {entry}"))?;
            is_well = false;
        }
    }
    Ok(if is_well { Outcome::Done } else { Outcome::Findings })
}

/// Complaints have the whole value in them.
fn short(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let all = line.chars().count();
    if all <= 300 {
        return line;
    }
    let [first, last] =
        [line.chars().take(150).collect(), line.chars().skip(all - 150).collect::<String>()];
    format!("{first} … {last}")
}

/// Writes the canonical documents of what is named.
fn documents(
    targets: &[String],
    root: &Path,
    dir: &Path,
    shell: &mut Shell<'_>,
) -> Result<Vec<Document>, Error> {
    let mut documents = Vec::new();
    let mut taken = BTreeSet::new();
    let is_folder =
        |it: &&String| shell.cwd.join(it).is_dir() && !root.join("specs").join(it).is_dir();
    let (folders, others): (Vec<&String>, Vec<&String>) = targets.iter().partition(is_folder);
    if !others.is_empty() || folders.is_empty() {
        let mut sources = Sources::default();
        let others: Vec<String> = others.into_iter().cloned().collect();
        for request in lint::requests(&others, &mut sources, shell)? {
            let file = sources.file(request.get_description()).map_or("", |it| it.name.as_str());
            let name = request.get_package().map(str::to_owned);
            let name = name.unwrap_or_else(|| corpus::package(file, &mut taken));
            documents.extend(write(&sources, &request, name, dir)?);
        }
    }
    for folder in folders {
        for input in corpus::inputs(&shell.cwd.join(folder), root)? {
            // What isn't readable is no description.
            let Ok((sources, description)) = input.read() else { continue };
            if !input.is_part {
                documents.extend(write(&sources, &Request::new(description), input.package, dir)?);
            }
        }
    }
    Ok(documents)
}

/// Writes the canonical document of one description; `None` where it is none.
fn write(
    sources: &Sources,
    request: &Request,
    name: String,
    dir: &Path,
) -> Result<Option<Document>, Error> {
    let mut sink = Sink::default();
    let Some((canonical, _)) = clientwright::internal::read(sources, request, &mut sink) else {
        return Ok(None);
    };
    let path = dir.join(format!("{name}.yaml"));
    files::write(&path, &canonical.to_yaml())?;
    Ok(Some(Document { name, path }))
}
