//! The files of one run, and places in them.

mod json;
mod position;
mod repair;
mod span;
mod toml;
mod yaml;

use std::collections::BTreeMap;

pub(crate) use json::{first_keys, json_error};
pub(crate) use position::CharIndex;
pub use position::{Lines, Position, Span};
pub(crate) use repair::{Repair, What, repair_json};
pub use span::locate;
pub(crate) use yaml::{Kind, Node, NodeId, Tree};

/// A file of [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(usize);

/// One input file: its text, and the name under which findings show it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SourceFile {
    /// The path as the user knows it, such as `specs/flexperto/swagger.yaml`; never opened.
    pub name: String,
    /// The whole text, as received.
    pub text: String,
    /// The folder that references can't leave; empty for that in which names begin.
    pub folder: String,
}

impl SourceFile {
    /// The text without its byte order mark.
    pub fn content(&self) -> &str {
        self.text.strip_prefix('\u{feff}').unwrap_or(&self.text)
    }

    /// Whether the name is one of a TOML file.
    pub(crate) fn is_named_toml(&self) -> bool {
        self.name.to_ascii_lowercase().ends_with(".toml")
    }

    /// Whether the name is one of a JSON file.
    pub(crate) fn is_named_json(&self) -> bool {
        self.name.to_ascii_lowercase().ends_with(".json")
    }
}

/// Why a file that a reference names can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unavailable {
    /// There is no such file.
    Missing,
    /// The name is that of a link, which leads out of the folder.
    Outside,
    /// Something else, as a clause: `it is no file`.
    Unreadable(String),
}

/// Every file that a run may read. The library does no I/O: whoever calls it has read them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// What there is to say of each name.
    names: BTreeMap<String, Result<FileId, Unavailable>>,
}

impl Sources {
    /// Adds a file and returns its id. References in it may lead to what is in its folder, and below.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let name = name.into();
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        self.add_in(folder, name, text)
    }

    /// Adds a file of which references may lead to what is in `folder`, and below, and returns its id.
    ///
    /// The name of the file begins with that of the folder, unless that is empty.
    pub fn add_in(
        &mut self,
        folder: impl Into<String>,
        name: impl Into<String>,
        text: impl Into<String>,
    ) -> FileId {
        let (id, name) = (FileId(self.files.len()), name.into());
        self.names.insert(name.clone(), Ok(id));
        self.files.push(SourceFile { folder: folder.into(), name, text: text.into() });
        id
    }

    /// The files, in the order in which they were added.
    pub fn files(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// Notes that there is no file of this name to be read, and why.
    pub fn refuse(&mut self, name: impl Into<String>, why: Unavailable) {
        self.names.insert(name.into(), Err(why));
    }

    /// The names of files that somebody looked for and that can't be read.
    #[cfg(feature = "build")]
    pub(crate) fn refused(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter(|(_, it)| it.is_err()).map(|(name, _)| name.as_str())
    }

    /// The file of this name, or why there is none; `None` where nobody has looked for it.
    pub fn find(&self, name: &str) -> Option<Result<FileId, &Unavailable>> {
        self.names.get(name).map(|it| it.as_ref().copied())
    }

    /// The file behind an id of this collection.
    ///
    /// An id of another collection gives `None`.
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0)
    }
}

/// The text of a file: UTF-8, or UTF-16 where it begins as such; `None` where it is neither.
///
/// Source: YAML 1.2.2, section 5.2, "Character Encodings": the first character is a byte order mark or in ASCII.
pub fn decode(bytes: Vec<u8>) -> Option<String> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (units, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = units.iter().copied().map(unit).collect();
        String::from_utf16(&units).ok().filter(|_| rest.is_empty())
    };
    match bytes.as_slice() {
        [0xff, 0xfe, text @ ..] => utf16(text, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => utf16(text, u16::from_be_bytes),
        [1..=0x7f, 0, 1..=0x7f, 0, ..] => utf16(&bytes, u16::from_le_bytes),
        [0, 1..=0x7f, 0, 1..=0x7f, ..] => utf16(&bytes, u16::from_be_bytes),
        _ => String::from_utf8(bytes).ok(),
    }
}

/// Whether a file is to be read as JSON first: by how it begins, or else by its name.
pub(crate) fn looks_like_json(file: &SourceFile) -> bool {
    file.content().trim_start().starts_with(['{', '[']) || file.is_named_json()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn a_file_is_utf_8_or_utf_16() {
        let little: Vec<u8> = "aä🦀".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "aä🦀".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: [u8; 2], text: &[u8]| [&mark, text].concat();
        for bytes in [marked([0xff, 0xfe], &little), marked([0xfe, 0xff], &big), "aä🦀".into()] {
            assert_eq!(decode(bytes).as_deref(), Some("aä🦀"));
        }
        let plain: Vec<u8> = "ab: c".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(plain).as_deref(), Some("ab: c"));
        for bytes in [&b"\xe4"[..], b"\xff\xfea", b"\xff\xfe\x00\xdc"] {
            assert_eq!(decode(bytes.to_vec()), None, "{bytes:?}");
        }
    }
}
