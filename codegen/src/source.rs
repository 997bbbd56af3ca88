//! The files of one run, and places in them.

mod json;
mod mend;
mod position;
mod span;
mod yaml;

pub(crate) use mend::{Mend, What, mend_json};
pub(crate) use position::CharIndex;
pub use position::{Lines, Position};
pub use span::{Span, locate};
pub(crate) use yaml::{Kind, Node, NodeId, Tree};

/// A file of [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(usize);

/// One input file: its text, and the name under which findings show it.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path as the user knows it, such as `specs/flexperto/swagger.yaml`; never opened.
    pub name: String,
    /// The whole text, as received.
    pub text: String,
}

impl SourceFile {
    /// The text without its byte order mark.
    pub fn content(&self) -> &str {
        self.text.strip_prefix('\u{feff}').unwrap_or(&self.text)
    }

    /// Whether the name is one of a JSON file.
    pub(crate) fn is_named_json(&self) -> bool {
        self.name.to_ascii_lowercase().ends_with(".json")
    }
}

/// Every file that a run may read. The library does no I/O: whoever calls it has read them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push(SourceFile { name: name.into(), text: text.into() });
        FileId(self.files.len() - 1)
    }

    /// The file behind an id of this collection.
    ///
    /// An id of another collection gives `None`.
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0)
    }
}

/// Whether a file is to be read as JSON first: by how it begins, or else by its name.
pub(crate) fn looks_like_json(file: &SourceFile) -> bool {
    file.content().trim_start().starts_with(['{', '[']) || file.is_named_json()
}
