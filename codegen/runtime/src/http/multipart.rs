//! Bodies of `multipart/form-data` (RFC 7578) and its kin.
//!
//! The boundary comes from the content alone, so that the same call writes the same bytes.

use bytes::Bytes;

use super::{
    escape::Escape,
    headers::{is_name, is_value},
    style::{self, Style},
};
use crate::{Flat, flatten};

/// A file to upload.
///
/// ```
/// use clientwright_runtime::File;
///
/// let file = File::new("notes.txt", "hello").content_type("text/plain");
/// # let _ = file;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The name the server sees; empty for none.
    pub name: String,
    /// The media type.
    pub content_type: String,
    /// What is in it.
    pub body: Bytes,
    /// Headers of its part besides those that every file has.
    pub headers: Vec<(String, String)>,
}

/// What a file is when nobody says.
const BYTES: &str = "application/octet-stream";

impl File {
    /// A file of this name, as `application/octet-stream`.
    pub fn new(name: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            content_type: BYTES.to_owned(),
            body: body.into(),
            headers: Vec::new(),
        }
    }

    /// The same with another media type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
        self
    }

    /// The same with one more header of its part.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl From<Bytes> for File {
    fn from(body: Bytes) -> Self {
        Self::new("file", body)
    }
}

impl From<Vec<u8>> for File {
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
    body: Bytes,
}

impl Part {
    /// A file; `Err` when its content type or a header of it can't be one.
    pub(crate) fn file(name: &str, file: File) -> Result<Self, String> {
        let File { name: file_name, content_type, body, headers } = file;
        if !is_value(&content_type) {
            return Err(format!("the content type of the file `{name}` has a control character"));
        }
        if let Some((header, _)) = headers.iter().find(|it| !is_name(&it.0) || !is_value(&it.1)) {
            return Err(format!("no part can have the header `{header}` of the file `{name}`"));
        }
        let file_name = Some(file_name).filter(|it| !it.is_empty());
        Ok(Self { name: name.to_owned(), file_name, content_type, headers, body })
    }

    /// A file of this media type unless it says another.
    pub(crate) fn file_as(media_type: &str, name: &str, file: File) -> Result<Self, String> {
        let unsaid = file.content_type == BYTES;
        Self::file(name, if unsaid { file.content_type(media_type) } else { file })
    }

    fn text(name: &str, content_type: &str, text: impl Into<Bytes>) -> Self {
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

/// Whether a media type is JSON: `application/json`, `…+json`.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// The content type with its boundary, and the body.
pub(crate) fn write(media_type: &str, parts: &[Part]) -> (String, Vec<u8>) {
    let boundary = boundary(parts);
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(head(part, &boundary).as_bytes());
        body.extend_from_slice(&part.body);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("{media_type}; boundary={boundary}"), body)
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

/// The shortest of a fixed series that no part contains (RFC 2046, section 5.1.1: at most 70 characters).
fn boundary(parts: &[Part]) -> String {
    const BASE: &str = "clientwright-form-data";
    let taken = |boundary: &str| {
        parts.iter().any(|it| {
            [it.name.as_bytes(), it.file_name.as_deref().unwrap_or_default().as_bytes(), &it.body]
                .iter()
                .any(|text| contains(text, boundary.as_bytes()))
        })
    };
    let mut boundary = BASE.to_owned();
    let mut number = 0_u64;
    while taken(&boundary) {
        number += 1;
        boundary = format!("{BASE}-{number}");
    }
    boundary
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    // Boundaries are rare in bodies; look at whole windows only where the first byte fits.
    let Some(first) = word.first() else { return true };
    let mut rest = text;
    while let Some(at) = rest.iter().position(|it| it == first) {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with(word) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
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
        let part = Part::file("a\"b", File::new("x\r\ny: \"z\".txt", "")).unwrap();
        let head = head(&part, "b");
        assert_eq!(
            head,
            "--b\r\nContent-Disposition: form-data; name=\"a%22b\"; filename=\"x%0D%0Ay: %22z%22.txt\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        assert!(Part::file("a", File::new("b", "").content_type("a\r\nb")).is_err());
        assert!(Part::file("a", File::new("b", "").header("c", "d\r\ne: f")).is_err());
    }

    #[test]
    fn a_file_has_the_documented_media_type_unless_it_says_another() {
        let sent = |file| Part::file_as("image/png", "a", file).map(|it| it.content_type);
        assert_eq!(sent(File::new("b", "")), Ok("image/png".to_owned()));
        assert_eq!(sent(File::new("b", "").content_type("image/gif")), Ok("image/gif".to_owned()));
    }

    #[test]
    fn a_file_may_have_headers_of_its_own() {
        let part = Part::file("a", File::new("b", "").header("X-Sum", "1")).unwrap();
        assert_eq!(
            head(&part, "b"),
            "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\
             Content-Type: application/octet-stream\r\nX-Sum: 1\r\n\r\n"
        );
    }

    #[test]
    fn the_items_of_a_list_are_parts_of_the_type_of_each() {
        let sent = |parts: Vec<Part>| -> Vec<(String, Bytes)> {
            parts.into_iter().map(|it| (it.content_type, it.body)).collect()
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
