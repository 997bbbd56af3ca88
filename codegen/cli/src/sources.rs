//! The files of a run: what is named, and what that refers to.

use std::io::Read;
use std::path::Path;

pub use clientwright::internal::build::{Folder, include};
use clientwright::{FileId, Sources, internal::build};

use crate::files::{self, unread};
use crate::{Error, Shell};

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
    build::add(sources, path, name).map_err(|why| unread(&why, path))
}

/// As [`add`], of any file in a folder.
pub(crate) fn add_in(
    sources: &mut Sources,
    folder: Folder<'_>,
    path: &Path,
    name: &str,
) -> Result<FileId, Error> {
    build::add_in(sources, folder, path, name).map_err(|why| unread(&why, path))
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
