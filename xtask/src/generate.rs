//! `cargo xtask generate`: a crate from any description, anywhere.

use std::fs;
use std::io::Read;
use std::path::Path;

use clientwright::source::{FileId, Sources};
use clientwright::{Output, Request};

use crate::args::Generate;
use crate::files::{self, Change, Tree};
use crate::{Error, Outcome, Shell, findings, project, regen, sources, stage, vendor};

pub(crate) fn run(args: &Generate, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    if let Some(name) = args.name.as_deref().filter(|it| !vendor::is_package_name(it)) {
        return Err(Error::new(format!("`{name}` can't be the name of a crate"))
            .help("letters, digits, `-` and `_`, a letter first"));
    }
    let dir = project::resolve(&shell.cwd.join(&args.out));
    if !args.force {
        refuse_foreign(&dir)?;
    }

    let mut sources = Sources::default();
    let request = Request {
        description: add(&args.file, &mut sources, shell)?,
        overlay: match &args.overlay {
            Some(path) => Some(add(path, &mut sources, shell)?),
            None => None,
        },
        settings: match &args.settings {
            Some(path) => Some(add(path, &mut sources, shell)?),
            None => None,
        },
        names: files::read_optional(&dir.join("names.lock"))?,
        package: args.name.clone(),
        title: None,
        manifest: project::manifest_at(&shell.root, &dir)?,
    };
    let outputs = regen::generate_all(&sources, &[request], shell.generate, shell.looks.progress)?;
    let Some(output) = outputs.into_iter().next() else { return Ok(Outcome::Findings) };

    findings::report(&output.findings, &sources, args.verbose, shell)?;
    let Some(tree) = tree(&output, shell)? else { return Ok(Outcome::Findings) };
    let written = install(&dir, &tree)?;
    let census = &output.census;
    shell.say(format_args!(
        "{}  {}  {}  {}  {}  {} written to {}",
        output.package,
        census.dialect,
        findings::number(census.operations, "operation"),
        findings::number(census.types, "type"),
        findings::number(census.gaps, "gap"),
        findings::number(written, "file"),
        args.out.display(),
    ))?;
    Ok(Outcome::Done)
}

/// Reads a file of the command line.
fn add(path: &Path, sources: &mut Sources, shell: &Shell<'_>) -> Result<FileId, Error> {
    sources::add(sources, &shell.cwd.join(path), &path.to_string_lossy())
}

/// The files of the crate with its names, unless it can't be written.
fn tree(output: &Output, shell: &mut Shell<'_>) -> Result<Option<Tree>, Error> {
    if findings::has_errors(&output.findings) {
        shell.note("error: nothing written")?;
        return Ok(None);
    }
    let Some(tree) = &output.files else {
        shell.note("error: the generator made no crate and found no error")?;
        return Ok(None);
    };
    if let Err(reason) = files::is_whole(tree) {
        shell.note(format_args!("error: {reason}"))?;
        return Ok(None);
    }
    let mut tree = tree.clone();
    tree.insert("names.lock".to_owned(), output.names.clone());
    Ok(Some(tree))
}

/// Refuses a folder that holds something else than a crate of ours.
fn refuse_foreign(dir: &Path) -> Result<(), Error> {
    let is_empty = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(Error::io(dir, "can't write here", &error)),
    };
    if is_empty || files::mark(dir)?.is_some() {
        return Ok(());
    }
    Err(Error::at(dir, "is not empty, and not a crate that this command made").help(
        "name another folder, or `--force` to write the crate's files in here beside what there is",
    ))
}

/// Writes what differs and returns how many files that were.
///
/// Others than generated files are left alone: this folder is the user's.
fn install(dir: &Path, tree: &Tree) -> Result<usize, Error> {
    let changes = files::compare(dir, tree)?;
    let mut n = 0;
    for (path, change) in &changes {
        n += usize::from(*change != Change::Removed || begins_with_mark(&dir.join(path)));
    }
    if n == 0 {
        return Ok(0);
    }
    if dir.symlink_metadata().is_ok() {
        let temporary = dir.join(".clientwright");
        let done = stage::install_in_place(dir, tree, &temporary, &begins_with_mark);
        files::remove_folder(&temporary)?;
        done?;
    } else {
        install_new(dir, tree)?;
    }
    Ok(n)
}

/// Whether the file is one that was generated, by its first line.
fn begins_with_mark(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = fs::File::open(path).and_then(|it| it.take(1 << 10).read_to_end(&mut start));
    read.is_ok() && String::from_utf8_lossy(&start).lines().next().is_some_and(files::is_mark)
}

/// Writes a folder that isn't there yet.
fn install_new(dir: &Path, tree: &Tree) -> Result<(), Error> {
    // What marks the folder as ours comes first, so that a run that is killed can be run again.
    let marked = ["src/lib.rs", "Cargo.toml"].into_iter().filter_map(|it| tree.get_key_value(it));
    for (path, text) in marked.chain(tree) {
        if let Err(error) = files::write(&dir.join(path), text) {
            files::remove_folder(dir)?;
            return Err(error);
        }
    }
    Ok(())
}
