//! Files as they are and files as they should be.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Component, Path};

use clientwright::source;

use crate::Error;

/// The files of a crate: path in it, with `/`, to text.
pub(crate) type Tree = BTreeMap<String, String>;

/// What differs about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// It isn't there yet.
    Added,
    /// It has other text.
    Changed,
    /// It is there and shouldn't be.
    Removed,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        })
    }
}

/// What in a crate's folder comes of using it on its own.
const OWN_BUILD: &[&str] = &["target", "Cargo.lock"];

/// What `own build` leaves in `dir`.
pub(crate) fn left_by_builds(dir: &Path) -> impl Iterator<Item = &'static str> {
    OWN_BUILD.iter().copied().filter(move |it| dir.join(it).symlink_metadata().is_ok())
}

/// What has to be done to `dir` to make it `want`, ordered by path. A folder that isn't there is an empty one.
pub(crate) fn compare(dir: &Path, want: &Tree) -> Result<BTreeMap<String, Change>, Error> {
    let mut changes = BTreeMap::new();
    for (path, text) in want {
        match is_text(&dir.join(path), text)? {
            Some(true) => {}
            Some(false) => drop(changes.insert(path.clone(), Change::Changed)),
            None => drop(changes.insert(path.clone(), Change::Added)),
        }
    }
    for path in list(dir)? {
        if !want.contains_key(&path) {
            changes.insert(path, Change::Removed);
        }
    }
    Ok(changes)
}

/// Whether the file at `path` has that text; `None` where there is no file.
pub(crate) fn is_text(path: &Path, text: &str) -> Result<Option<bool>, Error> {
    match fs::symlink_metadata(path) {
        // A link is never what was generated, wherever it leads.
        Ok(meta) if !meta.is_file() => Ok(Some(false)),
        Ok(meta) if meta.len() != text.len() as u64 => Ok(Some(false)),
        Ok(_) => {
            let bytes = fs::read(path).map_err(|it| Error::io(path, "can't read", &it))?;
            Ok(Some(bytes == text.as_bytes()))
        }
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(Error::io(path, "can't read", &error)),
    }
}

/// The text of a file that may be missing.
pub(crate) fn read_optional(path: &Path) -> Result<Option<String>, Error> {
    match fs::read(path) {
        Ok(bytes) => decode(path, bytes).map(Some),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(Error::io(path, "can't read", &error)),
    }
}

/// The text of a file that must be there.
pub(crate) fn read(path: &Path) -> Result<String, Error> {
    decode(path, fs::read(path).map_err(|it| Error::io(path, "can't read", &it))?)
}

fn decode(path: &Path, bytes: Vec<u8>) -> Result<String, Error> {
    source::decode(bytes).ok_or_else(|| {
        Error::new(format!("{}: can't read: this isn't text in UTF-8 or UTF-16", path.display()))
            .help("save it as UTF-8")
    })
}

/// The files in `dir` and below it, without what its own build leaves.
pub(crate) fn list(dir: &Path) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    let mut open = vec![String::new()];
    while let Some(prefix) = open.pop() {
        let at = dir.join(&prefix);
        let entries = match fs::read_dir(&at) {
            Ok(entries) => entries,
            Err(error) if prefix.is_empty() && is_absent(&error) => break,
            Err(error) => return Err(Error::io(&at, "can't read", &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|it| Error::io(&at, "can't read", &it))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if prefix.is_empty() && OWN_BUILD.contains(&name.as_str()) {
                continue;
            }
            let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
            let kind =
                entry.file_type().map_err(|it| Error::io(&entry.path(), "can't read", &it))?;
            if kind.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// Writes `text` to `path` in one step: by way of a file in `temporary`, which is on the same file system.
pub(crate) fn replace(path: &Path, text: &str, temporary: &Path) -> Result<(), Error> {
    let staged = temporary.join("file.new");
    write(&staged, text)?;
    create_parent(path)?;
    if path.symlink_metadata().is_ok_and(|it| it.is_dir()) {
        fs::remove_dir_all(path).map_err(|it| Error::io(path, "can't remove", &it))?;
    }
    fs::rename(&staged, path).map_err(|it| Error::io(path, "can't write", &it))
}

/// Writes a file that isn't there yet, and the folders it lies in.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    create_parent(path)?;
    let done = fs::File::create(path).and_then(|mut file| file.write_all(text.as_bytes()));
    done.map_err(|it| Error::io(path, "can't write", &it))
}

fn create_parent(path: &Path) -> Result<(), Error> {
    let Some(parent) = path.parent() else { return Ok(()) };
    fs::create_dir_all(parent).map_err(|it| Error::io(parent, "can't create the folder", &it))
}

/// Removes a file, and the folders up to `dir` that become empty.
pub(crate) fn remove(dir: &Path, path: &str) -> Result<(), Error> {
    let path = dir.join(path);
    match fs::remove_file(&path) {
        Ok(()) => {}
        Err(error) if is_absent(&error) => {}
        Err(error) => return Err(Error::io(&path, "can't remove", &error)),
    }
    for parent in path.ancestors().skip(1).take_while(|it| *it != dir) {
        if fs::remove_dir(parent).is_err() {
            break;
        }
    }
    Ok(())
}

/// Removes a folder with all that is in it, if it is there.
pub(crate) fn remove_folder(dir: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(dir) {
        Ok(()) => Ok(()),
        Err(error) if is_absent(&error) => Ok(()),
        Err(error) => Err(Error::io(dir, "can't remove", &error)),
    }
}

pub(crate) fn is_absent(error: &io::Error) -> bool {
    // The second: a part of the path is a file.
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Says what keeps `files` from being a crate; nothing of the kind may reach `generated/`.
pub(crate) fn is_whole(files: &Tree) -> Result<(), String> {
    for path in files.keys() {
        let inside = Path::new(path).components().all(|it| matches!(it, Component::Normal(_)));
        if !inside || path.is_empty() || path.contains('\\') {
            return Err(format!("the generator made a file outside the crate: `{path}`"));
        }
    }
    for needed in ["Cargo.toml", "src/lib.rs"] {
        if !files.contains_key(needed) {
            return Err(format!("the generator made no {needed}"));
        }
    }
    Ok(())
}

/// The first line of a crate's `src/lib.rs`, if it is one that this project made.
pub(crate) fn mark(dir: &Path) -> Result<Option<String>, Error> {
    let Some(text) = read_optional(&dir.join("src/lib.rs"))? else { return Ok(None) };
    let line = text.lines().next().unwrap_or_default();
    Ok(is_mark(line).then(|| line.to_owned()))
}

/// Whether `line` is how generated files begin.
pub fn is_mark(line: &str) -> bool {
    line.contains("Generated by Clientwright")
}
