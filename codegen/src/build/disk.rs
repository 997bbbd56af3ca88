//! Reading: what is named, and what that refers to.
//!
//! References lead to files of the description's folder and below, and to nothing else: [`references`] counts paths, and
//! here links are followed before a file is read.

use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::pipeline::references;
use crate::source::{self, FileId, Sources, Unavailable};

/// The largest file that is read: far more than anybody writes.
pub const MOST_BYTES: u64 = 64 << 20;

/// Why a file gave no text.
#[derive(Debug)]
pub enum Unread {
    /// The system says why.
    Io(io::Error),
    /// It is a folder, a pipe or a device: reading the latter may never end.
    NoFile,
    /// It has so many bytes.
    TooLarge(u64),
    /// It is neither UTF-8 nor UTF-16.
    NoText,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::NoFile => f.write_str("it is not a file"),
            Self::TooLarge(bytes) => {
                write!(f, "it has {} MB, more than {}", bytes >> 20, MOST_BYTES >> 20)
            }
            Self::NoText => f.write_str("it is neither UTF-8 nor UTF-16"),
        }
    }
}

/// A folder that references can't leave.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// Its name in findings; empty where names begin in it.
    pub name: &'a str,
}

/// Reads a file that is called `name`, and the files of `folder` that it refers to.
///
/// # Errors
///
/// The file itself can't be read.
pub fn add_in(
    sources: &mut Sources,
    folder: Folder<'_>,
    path: &Path,
    name: &str,
) -> Result<FileId, Unread> {
    let file = sources.add_in(folder.name, name, text(path)?);
    include(sources, folder, file);
    Ok(file)
}

/// As [`add_in`], of the file's own folder.
///
/// # Errors
///
/// The file itself can't be read.
pub fn add(sources: &mut Sources, path: &Path, name: &str) -> Result<FileId, Unread> {
    let name = name.replace('\\', "/");
    let folder = Folder {
        path: path.parent().unwrap_or(Path::new("")),
        name: name.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    add_in(sources, folder, path, &name)
}

/// Reads the files that `first` refers to, and those that these refer to, unless they are there already.
///
/// What can't be read is noted: it is a finding about the reference.
pub fn include(sources: &mut Sources, folder: Folder<'_>, first: FileId) {
    let mut open = vec![first];
    while let Some(file) = open.pop() {
        for name in references(sources, first, file) {
            let below =
                if folder.name.is_empty() { Some(&*name) } else { name.strip_prefix(folder.name) };
            let below = below.unwrap_or(&name).trim_start_matches('/');
            match read(folder.path, below) {
                Ok(text) => open.push(sources.add_in(folder.name, name, text)),
                Err(why) => sources.refuse(name, why),
            }
        }
    }
}

/// The text of a file below `folder`.
fn read(folder: &Path, below: &str) -> Result<String, Unavailable> {
    let path = resolve(folder, below)?;
    text(&path).map_err(|why| match why {
        Unread::Io(error) => unavailable(&error),
        why => Unavailable::Unreadable(why.to_string()),
    })
}

/// Where a file is, all links followed, if that is below `folder`.
fn resolve(folder: &Path, below: &str) -> Result<PathBuf, Unavailable> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let folder = fs::canonicalize(folder).map_err(|it| unavailable(&it))?;
    let path = fs::canonicalize(folder.join(below)).map_err(|it| unavailable(&it))?;
    if path.starts_with(&folder) { Ok(path) } else { Err(Unavailable::Outside) }
}

fn unavailable(error: &io::Error) -> Unavailable {
    if is_absent(error) {
        return Unavailable::Missing;
    }
    // The text of the system's message differs from one to the other.
    Unavailable::Unreadable(error.kind().to_string())
}

/// Whether the error says that nothing is there.
pub fn is_absent(error: &io::Error) -> bool {
    // The second: a part of the path is a file.
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// The text of a file: the one way to read any that the generator didn't write itself.
///
/// # Errors
///
/// It is no file, too large or no text, or the system doesn't give it.
pub fn text(path: &Path) -> Result<String, Unread> {
    // Before it is opened: opening a pipe waits for whoever writes to it.
    let meta = fs::metadata(path).map_err(Unread::Io)?;
    if !meta.is_file() {
        return Err(Unread::NoFile);
    }
    let size = usize::try_from(meta.len().min(MOST_BYTES)).unwrap_or_default();
    // With a byte to spare, so that the end is found without more room.
    let mut bytes = Vec::with_capacity(size + 1);
    let file = fs::File::open(path).map_err(Unread::Io)?;
    // It may grow while it is read, and files of the system itself say that they are empty.
    let read = file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(Unread::Io)?;
    if read as u64 > MOST_BYTES {
        return Err(Unread::TooLarge(meta.len().max(read as u64)));
    }
    source::decode(bytes).ok_or(Unread::NoText)
}
