//! Makes a crate like a staged one file by file, where two folders can't be exchanged.
//!
//! The `.commit` file names the crate and the files to be removed, a line each. From when it is there the staged crate is
//! the one that counts: whoever comes next finishes what was begun.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::home::Home;
use crate::Error;
use crate::files::{self, Tree};

/// Declares that the staged crate counts, and installs it.
pub(super) fn commit(home: &Home, target: &Path, remove: &BTreeSet<String>) -> Result<(), Error> {
    let shown = target.strip_prefix(home.base()).unwrap_or(Path::new(""));
    let lines = std::iter::once(shown.to_string_lossy().replace('\\', "/"));
    let lines: Vec<_> = lines.chain(remove.iter().cloned()).collect();
    // In one step: half of it would be another one.
    files::replace(&home.commit(target), lines.join("\n"), home.path())?;
    finish(home, target, remove)
}

fn finish(home: &Home, target: &Path, remove: &BTreeSet<String>) -> Result<(), Error> {
    let (staged, commit) = (home.staged(target), home.commit(target));
    let mut want = Tree::new();
    for path in files::list(&staged)? {
        let text = files::read(&staged.join(&path))?;
        want.insert(path, text);
    }
    install(target, &want, remove, home.path())?;
    fs::remove_file(&commit).map_err(|it| Error::io(&commit, "can't remove", &it))?;
    files::remove_folder(&staged)
}

/// Writes what differs. The manifest comes first, so that no folder is without one.
fn install(
    target: &Path,
    want: &Tree,
    remove: &BTreeSet<String>,
    temporary: &Path,
) -> Result<(), Error> {
    if files::is_link(target) {
        fs::remove_file(target).map_err(|it| Error::io(target, "can't remove", &it))?;
    }
    for path in remove {
        files::remove(target, path)?;
    }
    let there = files::entries(target)?;
    let manifest = want.get_key_value("Cargo.toml");
    for (path, text) in manifest.into_iter().chain(want) {
        if !files::holds(target, &there, path, text)? {
            files::replace(&target.join(path), text, temporary)?;
        }
    }
    Ok(())
}

/// Finishes what a killed run has declared, and drops what it hasn't.
pub(super) fn recover(home: &Home) -> Result<(), Error> {
    let entries =
        fs::read_dir(home.path()).map_err(|it| Error::io(home.path(), "can't read", &it))?;
    let paths: BTreeSet<PathBuf> = entries.filter_map(|it| Some(it.ok()?.path())).collect();
    let ends = |path: &Path, endings: &[&str]| {
        path.extension().is_some_and(|it| endings.iter().any(|ending| it == *ending))
    };
    for path in paths.iter().filter(|it| ends(it, &["commit"])) {
        let text = files::read(path)?;
        let mut lines = text.lines();
        let target = Path::new(lines.next().unwrap_or_default());
        let is_inside = target.components().all(|it| matches!(it, Component::Normal(_)));
        let target = home.base().join(target);
        if is_inside && home.staged(&target).is_dir() {
            finish(home, &target, &lines.map(str::to_owned).collect())?;
        }
    }
    for path in paths.iter().filter(|it| ends(it, &["commit", "new", "old"])) {
        if path.is_dir() {
            files::remove_folder(path)?;
        } else {
            let _ = fs::remove_file(path);
        }
    }
    Ok(())
}
