//! The file engine: R224, R226.

use hyper::body::Bytes;
use serde_json::json;

use super::{refuse, unknown};
use crate::expertflow_cx::cx::State;
use crate::server::{Reply, Seen};

/// The default limit.
const MOST: usize = 5 << 20;

pub(super) fn answer(request: &Seen, state: &mut State, rest: &[&str]) -> Result<Reply, Reply> {
    match (request.method.as_str(), rest) {
        ("POST", ["uploadFileStream"]) => upload(request, state),
        ("GET", ["downloadFileStream"]) => {
            request.no_body()?;
            let query = request.query(&["filename"])?;
            match query.get("filename").and_then(|it| state.files.get(it)) {
                Some((media_type, content)) => Ok(Reply::bytes(media_type, content.clone())),
                None => Ok(Reply::json(404, &json!({ "message": "File not found" }))),
            }
        }
        _ => Err(unknown(request)),
    }
}

fn upload(request: &Seen, state: &mut State) -> Result<Reply, Reply> {
    request.query(&[])?;
    request.accepts("application/json")?;
    let parts = parts(request)?;
    let [file, tag] = parts.as_slice() else {
        return Err(refuse(format!("{} parts", parts.len())));
    };
    let Some(file_name) = file.file_name.as_deref().filter(|_| file.name == "file") else {
        return Err(refuse(format!("no file: {file:?}")));
    };
    if tag.name != "conversationId" || tag.file_name.is_some() {
        return Err(refuse(format!("no tag: {tag:?}")));
    }
    // Letters, digits, underscore, hyphen and space, before the dot of the extension.
    let (stem, extension) = file_name.rsplit_once('.').unwrap_or((file_name, ""));
    let is_sound = |it: char| it.is_ascii_alphanumeric() || "_- ".contains(it);
    if !stem.chars().chain(extension.chars()).all(is_sound) || file.content.len() > MOST {
        let message = "An error occurred while uploading file.";
        return Ok(Reply::json(404, &json!({ "message": message })));
    }
    let tag = String::from_utf8_lossy(&tag.content);
    let name = format!("{}_{file_name}", tag.get(..8).unwrap_or(&tag));
    let media_type = file.content_type.clone().unwrap_or_default();
    let response = json!({
        "message": "File uploaded successfully.", "etag": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        "name": name, "type": media_type, "size": file.content.len(),
    });
    state.files.insert(name, (media_type, file.content.clone()));
    Ok(Reply::json(200, &response))
}

/// A part of `multipart/form-data` (RFC 7578).
#[derive(Debug)]
struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    content: Bytes,
}

fn parts(request: &Seen) -> Result<Vec<Part>, Reply> {
    let media_type = request.header("content-type").unwrap_or_default();
    let boundary = media_type.strip_prefix("multipart/form-data; boundary=");
    let boundary = boundary.ok_or_else(|| refuse(format!("a body of {media_type}")))?;
    let boundary = boundary.trim_matches('"');
    let delimiter = [b"\r\n--", boundary.as_bytes()].concat();
    let body = [b"\r\n", request.body.as_ref()].concat();
    let mut pieces = split(&body, &delimiter).into_iter();
    if pieces.next() != Some(&b""[..]) {
        return Err(refuse("something before the first part"));
    }
    let mut parts = Vec::new();
    for piece in pieces {
        if let Some(rest) = piece.strip_prefix(b"--") {
            return if rest == b"\r\n" || rest.is_empty() {
                Ok(parts)
            } else {
                Err(refuse("something after the last part"))
            };
        }
        parts.push(part(piece)?);
    }
    Err(refuse("the form doesn't end"))
}

fn part(piece: &[u8]) -> Result<Part, Reply> {
    let end = piece.windows(4).position(|it| it == b"\r\n\r\n");
    let end = end.ok_or_else(|| refuse("a part without a head"))?;
    let head = String::from_utf8_lossy(&piece[..end]);
    let mut part = Part {
        name: String::new(),
        file_name: None,
        content_type: None,
        content: Bytes::copy_from_slice(&piece[end + 4..]),
    };
    for line in head.trim().lines() {
        let (name, value) = line.split_once(": ").ok_or_else(|| refuse(line))?;
        match name.to_ascii_lowercase().as_str() {
            "content-type" => part.content_type = Some(value.to_owned()),
            "content-disposition" => {
                let quoted = |key: &str| {
                    let (_, rest) = value.split_once(&format!("; {key}=\""))?;
                    Some(rest.split_once('"')?.0.to_owned())
                };
                part.name = quoted("name").unwrap_or_default();
                part.file_name = quoted("filename");
            }
            _ => return Err(refuse(line)),
        }
    }
    Ok(part)
}

fn split<'a>(mut text: &'a [u8], at: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    while let Some(found) = text.windows(at.len()).position(|it| it == at) {
        pieces.push(&text[..found]);
        text = &text[found + at.len()..];
    }
    pieces.push(text);
    pieces
}
