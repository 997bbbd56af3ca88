//! Files as they are and files as they should be.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

pub use clientwright::internal::build::text;
pub(crate) use clientwright::internal::build::{MOST_BYTES, Unread, is_absent};

use crate::Error;

/// The files of a crate: path in it, with `/`, to text.
pub type Tree = BTreeMap<String, String>;

/// What differs about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
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
const OWN_BUILD: &[&str] = &[BUILD, "Cargo.lock"];

/// Where a crate is made up that has no place for it beside it.
pub(crate) const STAGE: &str = ".clientwright";

/// What builds leave, and would make again.
pub(crate) const BUILD: &str = "target";

/// What has to be done to `dir` to make it `want`, ordered by path. A folder that isn't there is an empty one.
///
/// # Errors
///
/// The folder, or a file of it, can't be read.
pub fn compare(dir: &Path, want: &Tree) -> Result<BTreeMap<String, Change>, Error> {
    let there = entries(dir)?;
    let mut changes = BTreeMap::new();
    for (path, text) in want {
        if !holds(dir, &there, path, text)? {
            let is_there = there.contains_key(path);
            let change = if is_there { Change::Changed } else { Change::Added };
            changes.insert(path.clone(), change);
        }
    }
    let others = there.into_keys().filter(|it| !want.contains_key(it));
    let others: Vec<_> = others.map(|it| (it, Change::Removed)).collect();
    changes.extend(others);
    Ok(changes)
}

/// Whether the folder, which has these `entries`, has a file at `path` with that text. A link is none, wherever it leads.
pub(crate) fn holds(
    dir: &Path,
    entries: &BTreeMap<String, Kind>,
    path: &str,
    text: &str,
) -> Result<bool, Error> {
    Ok(entries.get(path) == Some(&Kind::File) && is_text(&dir.join(path), text)?)
}

/// Whether the file at `path`, which is there, has that text.
fn is_text(path: &Path, text: &str) -> Result<bool, Error> {
    let read = |it| Error::io(path, "can't read", &it);
    let length = fs::symlink_metadata(path).map_err(read)?.len();
    Ok(length == text.len() as u64 && fs::read(path).map_err(read)? == text.as_bytes())
}

/// Why the file at `path` gave no text, and what to do.
pub(crate) fn unread(why: &Unread, path: &Path) -> Error {
    let error = match why {
        Unread::Io(error) if is_absent(error) => return Error::no_file(path),
        Unread::Io(error) => return Error::io(path, "can't read", error),
        _ => Error::at(path, format_args!("can't read: {why}")),
    };
    match why {
        Unread::NoFile => error.help("what is read is a file; save what a pipe gives to one"),
        Unread::NoText => error.help("save it as UTF-8"),
        Unread::Io(_) | Unread::TooLarge(_) => error,
    }
}

/// The text of a file that may be missing.
///
/// # Errors
///
/// It is there and can't be read.
pub fn read_optional(path: &Path) -> Result<Option<String>, Error> {
    match text(path) {
        Ok(text) => Ok(Some(text)),
        Err(Unread::Io(error)) if is_absent(&error) => Ok(None),
        Err(why) => Err(unread(&why, path)),
    }
}

/// The text of a file that must be there.
///
/// # Errors
///
/// It can't be read.
pub fn read(path: &Path) -> Result<String, Error> {
    text(path).map_err(|why| unread(&why, path))
}

/// What there is in a folder, besides folders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A file.
    File,
    /// A link, wherever it leads.
    Link,
    /// A pipe, a device or the like.
    Special,
}

/// The files of a crate in `dir` and below it, without what its own build leaves. Links are not followed.
pub(crate) fn entries(dir: &Path) -> Result<BTreeMap<String, Kind>, Error> {
    entries_but(dir, &|name| OWN_BUILD.contains(&name) || name == STAGE)
}

/// The files in `dir` and below it, but for those that are left out by their names in `dir`. Links are not followed.
pub(crate) fn entries_but(
    dir: &Path,
    is_left_out: &dyn Fn(&str) -> bool,
) -> Result<BTreeMap<String, Kind>, Error> {
    let mut found = BTreeMap::new();
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
            if prefix.is_empty() && is_left_out(&name) {
                continue;
            }
            let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
            let kind =
                entry.file_type().map_err(|it| Error::io(&entry.path(), "can't read", &it))?;
            if kind.is_dir() {
                open.push(path);
                continue;
            }
            let other = if kind.is_symlink() { Kind::Link } else { Kind::Special };
            found.insert(path, if kind.is_file() { Kind::File } else { other });
        }
    }
    Ok(found)
}

/// Whether there is a link at this path, wherever it leads.
pub(crate) fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|it| it.is_symlink())
}

/// Their paths alone, ordered.
///
/// # Errors
///
/// The folder can't be read.
pub fn list(dir: &Path) -> Result<Vec<String>, Error> {
    Ok(entries(dir)?.into_keys().collect())
}

/// Writes `text` to `path` in one step: by way of a file in `temporary`, which is on the same file system.
///
/// # Errors
///
/// It can't be written.
pub fn replace(path: &Path, text: impl AsRef<[u8]>, temporary: &Path) -> Result<(), Error> {
    let staged = temporary.join("file.new");
    write_bytes(&staged, text.as_ref())?;
    create_parent(path)?;
    if path.symlink_metadata().is_ok_and(|it| it.is_dir()) {
        fs::remove_dir_all(path).map_err(|it| Error::io(path, "can't remove", &it))?;
    }
    fs::rename(&staged, path).map_err(|it| Error::io(path, "can't write", &it))
}

/// Writes a file that isn't there yet, and the folders it lies in.
///
/// # Errors
///
/// It can't be written.
pub fn write(path: &Path, text: &str) -> Result<(), Error> {
    write_bytes(path, text.as_bytes())
}

/// Writes `text` to `path` in one step, by way of a file beside it; a link stays one.
///
/// # Errors
///
/// It can't be written; then the file is as it was.
pub(crate) fn overwrite(path: &Path, text: &str) -> Result<(), Error> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let mut staged = path.clone().into_os_string();
    staged.push(".new");
    let staged = PathBuf::from(staged);
    let done = write(&staged, text).and_then(|()| {
        fs::rename(&staged, &path).map_err(|it| Error::io(&path, "can't write", &it))
    });
    if done.is_err() {
        let _ = fs::remove_file(&staged);
    }
    done
}

/// As [`write`], whatever the bytes are.
pub(crate) fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    create_parent(path)?;
    let done = fs::File::create(path).and_then(|mut file| file.write_all(bytes));
    done.map_err(|it| Error::io(path, "can't write", &it))
}

fn create_parent(path: &Path) -> Result<(), Error> {
    let Some(parent) = path.parent() else { return Ok(()) };
    fs::create_dir_all(parent).map_err(|it| Error::io(parent, "can't create the folder", &it))
}

/// Removes a file, and the folders up to `dir` that become empty.
///
/// # Errors
///
/// It is there and can't be removed.
pub fn remove(dir: &Path, path: &str) -> Result<(), Error> {
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
///
/// # Errors
///
/// It is there and can't be removed.
pub fn remove_folder(dir: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(dir) {
        Ok(()) => Ok(()),
        Err(error) if is_absent(&error) => Ok(()),
        Err(error) => Err(Error::io(dir, "can't remove", &error)),
    }
}

/// Whether a path leads to something below the folder that it is relative to.
pub(crate) fn is_inside(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    !path.is_empty() && !path.contains('\\') && parts.all(|it| matches!(it, Component::Normal(_)))
}

/// Says what keeps `files` from being a crate; nothing of the kind may reach `generated/`.
///
/// # Errors
///
/// What is missing or wrong.
pub fn is_whole(files: &Tree) -> Result<(), String> {
    for path in files.keys() {
        if !is_inside(path) {
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

/// Whether the file is one that was generated, by its first line.
pub(crate) fn begins_with_mark(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = fs::File::open(path).and_then(|it| it.take(1 << 10).read_to_end(&mut start));
    read.is_ok() && String::from_utf8_lossy(&start).lines().next().is_some_and(is_mark)
}

/// Whether `line` is how generated files begin.
pub fn is_mark(line: &str) -> bool {
    line.contains("Generated by Clientwright")
}
