//! The files of a run: what is named, and what that refers to.

use std::path::Path;

pub use clientwright::internal::build::{Folder, include};
use clientwright::{FileId, Sources, internal::build};

use crate::Error;
use crate::files::unread;

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
