//! The files of a run: what is named, and what that refers to.
//!
//! References lead to files of the description's folder and below, and to nothing else: the library counts paths, and here
//! links are followed before a file is read.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clientwright::internal::bundle;
use clientwright::{FileId, Sources, Unavailable};

use crate::files::{self, Unread};
use crate::{Error, Shell};

/// A folder that references can't leave.
#[derive(Clone, Copy, Debug)]
pub struct Folder<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// Its name in findings; empty where names begin in it.
    pub name: &'a str,
}

/// The name in findings of what is piped in.
const PIPED: &str = "<stdin>";

/// Reads the description that a command line names; `-` is standard input, which no file lies beside.
pub(crate) fn add_described(
    sources: &mut Sources,
    file: &Path,
    shell: &mut Shell<'_>,
) -> Result<FileId, Error> {
    if file == Path::new("-") {
        return Ok(sources.add(PIPED, piped(shell)?));
    }
    add(sources, &shell.cwd.join(file), &file.to_string_lossy())
}

/// All of standard input.
fn piped(shell: &mut Shell<'_>) -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = shell.input.take(files::MOST_BYTES + 1).read_to_end(&mut bytes);
    let read = read.map_err(|it| Error::new(format!("can't read standard input: {it}")))?;
    if read as u64 > files::MOST_BYTES {
        return Err(Error::new("standard input is too large for a description"));
    }
    clientwright::internal::source::decode(bytes)
        .ok_or_else(|| Error::new("standard input is neither UTF-8 nor UTF-16"))
}

/// Reads a description or an overlay, which is called `name`, and the files of its own folder that it refers to.
pub(crate) fn add(sources: &mut Sources, path: &Path, name: &str) -> Result<FileId, Error> {
    let name = name.replace('\\', "/");
    let folder = Folder {
        path: path.parent().unwrap_or(Path::new("")),
        name: name.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    add_in(sources, folder, path, &name)
}

/// As [`add`], of any file in a folder.
pub(crate) fn add_in(
    sources: &mut Sources,
    folder: Folder<'_>,
    path: &Path,
    name: &str,
) -> Result<FileId, Error> {
    let text = files::read(path)?;
    let file = sources.add_in(folder.name, name, text);
    include(sources, folder, file);
    Ok(file)
}

/// Reads the names that earlier runs gave, where there are any.
pub(crate) fn add_names(
    sources: &mut Sources,
    path: &Path,
    name: &str,
) -> Result<Option<FileId>, Error> {
    let text = files::read_optional(path)?;
    Ok(text.map(|it| sources.add(name.replace('\\', "/"), it)))
}

/// Reads the files that `first` refers to, and those that these refer to, unless they are there already.
///
/// What can't be read is noted: it is a finding about the reference.
pub fn include(sources: &mut Sources, folder: Folder<'_>, first: FileId) {
    let mut open = vec![first];
    while let Some(file) = open.pop() {
        for name in bundle::mentioned(sources, first, file) {
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
    files::text(&path).map_err(|why| match why {
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
    if files::is_absent(error) {
        return Unavailable::Missing;
    }
    // The text of the system's message differs from one to the other.
    Unavailable::Unreadable(error.kind().to_string())
}
