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
