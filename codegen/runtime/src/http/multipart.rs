//! Bodies of `multipart/form-data` (RFC 7578) and its kin.
//!
//! - In: parts, each with a body in memory or one that is read while it is sent.
//! - Out: the content type, and one [`Body`] that is in memory where all parts are, and streamed where one isn't.
//! - Invariants: the boundary comes from the parts alone, so that the same call writes the same bytes, and no part holds
//!   it.

use std::{io, path::Path};

use bytes::Bytes;

use super::{
    body::{Body, contains},
    escape::Escape,
    headers::{is_name, is_value},
    media_type::is_json,
    style::{self, Style},
};
use crate::json::{Flat, flatten};

/// A file to upload, from memory, from a [stream](Body::stream), or from the [disk](Self::from_path).
///
/// ```
/// use clientwright_runtime::FilePart;
///
/// let file = FilePart::new("notes.txt", "hello").content_type("text/plain");
/// # let _ = file;
/// ```
///
/// One that isn't in memory is never held whole: the form is sent as it is read.
/// Bytes and a [`Body`] become one of the name `file`; a text doesn't, because it might be meant as a path.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FilePart {
    /// The name the server sees; empty for none.
    pub name: String,
    /// The media type.
    pub content_type: String,
    /// What is in it.
    pub body: Body,
    /// Headers of its part besides those that every file has.
    pub headers: Vec<(String, String)>,
}

/// What a file is when nobody says.
const BYTES: &str = "application/octet-stream";

impl FilePart {
    /// Creates a file of this name, as `application/octet-stream`.
    pub fn new(name: impl Into<String>, body: impl Into<Body>) -> Self {
        Self {
            name: name.into(),
            content_type: BYTES.to_owned(),
            body: body.into(),
            headers: Vec::new(),
        }
    }

    /// Creates a file on the disk, under its own name, as `application/octet-stream`; read while it is sent.
    ///
    /// # Errors
    ///
    /// Fails like [`Body::from_path`].
    pub fn from_path(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self::new(name, Body::from_path(path)?))
    }

    /// Sets the media type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }

    /// Adds a header to the part.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl From<Bytes> for FilePart {
    fn from(body: Bytes) -> Self {
        Self::new("file", body)
    }
}

impl From<Body> for FilePart {
    fn from(body: Body) -> Self {
        Self::new("file", body)
    }
}

impl From<&'static [u8]> for FilePart {
    fn from(body: &'static [u8]) -> Self {
        Self::new("file", body)
    }
}

impl From<Vec<u8>> for FilePart {
    fn from(body: Vec<u8>) -> Self {
        Self::new("file", body)
    }
}

/// One part of the form.
#[derive(Clone)]
pub(crate) struct Part {
    name: String,
    file_name: Option<String>,
    content_type: String,
    headers: Vec<(String, String)>,
    body: Body,
}

impl Part {
    /// A file; `Err` when its content type or a header of it can't be one.
    pub(crate) fn file(name: &str, file: FilePart) -> Result<Self, String> {
        let FilePart { name: file_name, content_type, body, headers } = file;
        if !is_value(&content_type) {
            return Err(format!("the content type of the file `{name}` has a control character"));
        }
        if let Some((header, _)) = headers.iter().find(|it| !is_name(&it.0) || !is_value(&it.1)) {
            return Err(format!("no part can have the header `{header}` of the file `{name}`"));
        }
        let file_name = Some(file_name).filter(|it| !it.is_empty());
        Ok(Self { name: name.to_owned(), file_name, content_type, headers, body })
    }

    /// Whether it is one of the parts of a field.
    pub(crate) fn is_of(&self, field: &str) -> bool {
        self.name == field
    }

    /// Adds a header, unless it has one of the name.
    pub(crate) fn add_header(&mut self, name: &str, value: &str) {
        if !self.headers.iter().any(|it| it.0.eq_ignore_ascii_case(name)) {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
    }

    /// A file of this media type unless it says another.
    pub(crate) fn file_as(media_type: &str, name: &str, file: FilePart) -> Result<Self, String> {
        let unsaid = file.content_type == BYTES;
        Self::file(name, if unsaid { file.content_type(media_type) } else { file })
    }

    fn text(name: &str, content_type: &str, text: impl Into<Body>) -> Self {
        let (name, content_type) = (name.to_owned(), content_type.to_owned());
        Self { name, file_name: None, content_type, headers: Vec::new(), body: text.into() }
    }
}

/// The parts of a property without an Encoding Object (OpenAPI 3.0.4, Encoding Object).
///
/// Scalars are `text/plain`, a list is a part for each item, an object is `application/json`.
pub(crate) fn default_parts(name: &str, json: Vec<u8>) -> Vec<Part> {
    match flatten(&json) {
        Flat::List(items) => items.into_iter().flat_map(|it| default_part(name, it)).collect(),
        Flat::Null | Flat::Scalar(_) | Flat::Object(_) => default_part(name, json),
    }
}

fn default_part(name: &str, json: Vec<u8>) -> Vec<Part> {
    match flatten(&json) {
        Flat::Null => Vec::new(),
        Flat::Scalar(text) => vec![Part::text(name, TEXT, text)],
        Flat::List(_) | Flat::Object(_) => vec![Part::text(name, "application/json", json)],
    }
}

const TEXT: &str = "text/plain";

/// The parts of a property whose Encoding Object has a style: each of the pairs that a query would have.
pub(crate) fn styled_parts(style: Style, name: &str, json: &[u8]) -> Vec<Part> {
    let pairs = style::pairs(style, name, json, Escape::None);
    pairs.into_iter().map(|(name, value)| Part::text(&name, TEXT, value)).collect()
}

/// A part of a given media type: JSON as a whole, of another one the string itself, and a list item by item.
pub(crate) fn typed_part(name: &str, media_type: &str, json: Vec<u8>) -> Vec<Part> {
    match flatten(&json) {
        Flat::Null => Vec::new(),
        Flat::Scalar(text) if !is_json(media_type) => vec![Part::text(name, media_type, text)],
        Flat::List(items) if !is_json(media_type) => {
            items.iter().map(|it| Part::text(name, media_type, Flat::text(it))).collect()
        }
        Flat::Scalar(_) | Flat::List(_) | Flat::Object(_) => {
            vec![Part::text(name, media_type, json)]
        }
    }
}

/// The content type with its boundary, and the body.
pub(crate) fn write(media_type: &str, parts: &[Part]) -> (String, Body) {
    let boundary = boundary(parts);
    let mut pieces = Vec::new();
    let mut text = String::new();
    for part in parts {
        text.push_str(&head(part, &boundary));
        pieces.extend([std::mem::take(&mut text).into(), part.body.clone()]);
        text.push_str("\r\n");
    }
    pieces.push(Body::from(format!("{text}--{boundary}--\r\n")));
    let body = if parts.iter().all(is_in_memory) {
        let bytes = pieces.iter().filter_map(Body::as_bytes).map(|it| &**it);
        bytes.collect::<Vec<&[u8]>>().concat().into()
    } else {
        Body::chain(pieces, &boundary)
    };
    (format!("{media_type}; boundary={boundary}"), body)
}

/// Whether all that will be sent can be seen beforehand.
fn is_in_memory(part: &Part) -> bool {
    part.body.as_bytes().is_some() || part.body.is_empty()
}

fn head(part: &Part, boundary: &str) -> String {
    let name = quoted(&part.name);
    let file_name = part
        .file_name
        .as_ref()
        .map_or(String::new(), |it| format!("; filename=\"{}\"", quoted(it)));
    let mut head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\
         Content-Type: {}\r\n",
        part.content_type
    );
    for (name, value) in &part.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.push_str("\r\n");
    head
}

/// As browsers do (WHATWG HTML, multipart form data): these three are percent-encoded, UTF-8 stays.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// The first of a series that no part contains (RFC 2046, section 5.1.1: at most 70 characters).
///
/// A body that is yet to be read can't be searched. Its form's boundary has a number in it that is made of what is
/// known of the parts, so that another file doesn't hold it by chance, not even one that records what was sent before.
/// Whoever knows all of that could still write a file that holds it: therefore such bodies are searched while they are
/// sent, and one that holds the boundary breaks the request off before the server could take its content for parts.
fn boundary(parts: &[Part]) -> String {
    let base = if parts.iter().all(is_in_memory) {
        "clientwright-form-data".to_owned()
    } else {
        format!("clientwright-form-data-{:016x}", fingerprint(parts))
    };
    let taken = |boundary: &str| {
        let boundary = boundary.as_bytes();
        parts.iter().any(|it| {
            contains(head(it, "").as_bytes(), boundary)
                || it.body.as_bytes().is_some_and(|it| contains(it, boundary))
        })
    };
    let mut boundary = base.clone();
    let mut number = 0_u64;
    while taken(&boundary) {
        number += 1;
        boundary = format!("{base}-{number}");
    }
    boundary
}

/// A number for what is known of parts before they are read; FNV-1a, as it need not be hard to guess.
fn fingerprint(parts: &[Part]) -> u64 {
    let texts = parts.iter().map(|it| format!("{}{:?}\n", head(it, ""), it.body.content_length()));
    texts.flat_map(String::into_bytes).fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boundary_is_fixed_unless_the_content_holds_it() {
        let part = |body: &'static str| Part::text("a", "text/plain", body);
        assert_eq!(boundary(&[part("x")]), "clientwright-form-data");
        assert_eq!(boundary(&[part("--clientwright-form-data")]), "clientwright-form-data-1");
        assert_eq!(
            boundary(&[part("cclientwright-form-data-1 clientwright-form-data")]),
            "clientwright-form-data-2"
        );
    }

    #[test]
    fn names_cannot_break_out_of_their_quotes() {
        let part = Part::file("a\"b", FilePart::new("x\r\ny: \"z\".txt", "")).unwrap();
        let head = head(&part, "b");
        assert_eq!(
            head,
            "--b\r\nContent-Disposition: form-data; name=\"a%22b\"; filename=\"x%0D%0Ay: %22z%22.txt\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        assert!(Part::file("a", FilePart::new("b", "").content_type("a\r\nb")).is_err());
        assert!(Part::file("a", FilePart::new("b", "").header("c", "d\r\ne: f")).is_err());
    }

    #[test]
    fn a_file_has_the_documented_media_type_unless_it_says_another() {
        let sent = |file| Part::file_as("image/png", "a", file).map(|it| it.content_type);
        assert_eq!(sent(FilePart::new("b", "")), Ok("image/png".to_owned()));
        assert_eq!(
            sent(FilePart::new("b", "").content_type("image/gif")),
            Ok("image/gif".to_owned())
        );
    }

    #[test]
    fn a_file_may_have_headers_of_its_own() {
        let part = Part::file("a", FilePart::new("b", "").header("X-Sum", "1")).unwrap();
        assert_eq!(
            head(&part, "b"),
            "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\
             Content-Type: application/octet-stream\r\nX-Sum: 1\r\n\r\n"
        );
    }

    #[test]
    fn a_described_header_gives_way_to_that_of_a_file() {
        let mut part = Part::file("a", FilePart::new("b", "").header("x-sum", "1")).unwrap();
        part.add_header("X-Sum", "2");
        part.add_header("X-Kind", "draft");
        assert_eq!(
            head(&part, "b"),
            "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\
             Content-Type: application/octet-stream\r\nx-sum: 1\r\nX-Kind: draft\r\n\r\n"
        );
    }

    #[test]
    fn the_items_of_a_list_are_parts_of_the_type_of_each() {
        let sent = |parts: Vec<Part>| -> Vec<(String, Bytes)> {
            let bytes = |it: &Body| it.as_bytes().cloned().unwrap_or_default();
            parts.into_iter().map(|it| (it.content_type, bytes(&it.body))).collect()
        };
        let json = br#"["{", {"b": 1}, null, [2]]"#.to_vec();
        let text = |it: &'static str| ("text/plain".to_owned(), Bytes::from(it));
        let as_json = |it: &'static str| ("application/json".to_owned(), Bytes::from(it));
        assert_eq!(
            sent(default_parts("a", json.clone())),
            [text("{"), as_json(r#"{"b": 1}"#), as_json("[2]")]
        );
        assert_eq!(sent(typed_part("a", "text/plain", json)).len(), 3);
        let deep = styled_parts(Style::DeepObject, "a", br#"{"b": ["c"]}"#);
        assert_eq!(deep.first().map(|it| it.name.as_str()), Some("a[b][0]"));
    }
}
