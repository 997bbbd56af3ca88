//! Bodies of `multipart/form-data` (RFC 7578).
//!
//! The boundary comes from the content alone, so that the same call writes the same bytes.

use bytes::Bytes;

use super::headers::is_value;
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
}

impl File {
    /// A file of this name, as `application/octet-stream`.
    pub fn new(name: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            content_type: "application/octet-stream".to_owned(),
            body: body.into(),
        }
    }

    /// The same with another media type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = content_type.into();
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
    body: Bytes,
}

impl Part {
    /// A file; `Err` when its content type can't stand in a header.
    pub(crate) fn file(name: &str, file: File) -> Result<Self, String> {
        if !is_value(&file.content_type) {
            return Err(format!("the content type of the file `{name}` has a control character"));
        }
        let file_name = Some(file.name).filter(|it| !it.is_empty());
        let File { content_type, body, .. } = File { name: String::new(), ..file };
        Ok(Self { name: name.to_owned(), file_name, content_type, body })
    }

    fn text(name: &str, content_type: &str, text: impl Into<Bytes>) -> Self {
        let (name, content_type) = (name.to_owned(), content_type.to_owned());
        Self { name, file_name: None, content_type, body: text.into() }
    }
}

/// The parts of a property without an Encoding Object (OpenAPI 3.0.4, Encoding Object).
///
/// Scalars are `text/plain`, a list is a part for each item, an object is `application/json`.
pub(crate) fn default_parts(name: &str, json: Vec<u8>) -> Vec<Part> {
    const TEXT: &str = "text/plain";
    match flatten(&json) {
        Flat::Null => Vec::new(),
        Flat::Scalar(text) => vec![Part::text(name, TEXT, text)],
        Flat::List(items) => items.into_iter().map(|it| Part::text(name, TEXT, it)).collect(),
        Flat::Object(_) => vec![Part::text(name, "application/json", json)],
    }
}

/// One part of a given media type: the string itself when it isn't JSON.
pub(crate) fn typed_part(name: &str, media_type: &str, json: Vec<u8>) -> Vec<Part> {
    match flatten(&json) {
        Flat::Null => Vec::new(),
        Flat::Scalar(text) if !is_json(media_type) => vec![Part::text(name, media_type, text)],
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
pub(crate) fn write(parts: &[Part]) -> (String, Vec<u8>) {
    let boundary = boundary(parts);
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(head(part, &boundary).as_bytes());
        body.extend_from_slice(&part.body);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

fn head(part: &Part, boundary: &str) -> String {
    let name = quoted(&part.name);
    let file_name = part
        .file_name
        .as_ref()
        .map_or(String::new(), |it| format!("; filename=\"{}\"", quoted(it)));
    format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{file_name}\r\n\
         Content-Type: {}\r\n\r\n",
        part.content_type
    )
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
    }
}
