//! HAR 1.2, as browsers, proxies and this project's runtime write it.
//!
//! - In: a document with `log.entries`.
//! - Out: the exchanges, and what can't be used of the rest.
//!
//! Source: the HTTP Archive format 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>). Read besides: pseudo-headers of
//! HTTP/2, a query in the URL or in `queryString`, `postData` with an `encoding`, and `_error`, by which browsers and our
//! recorder say that a response broke off.

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD_NO_PAD};
use serde_json::Value;
use url::Url;

use crate::document::Document;
use crate::pointer::Pointer;

use super::exchange::{Body, Exchange, Message, Recording, Skipped, plain_media_type};
use super::redacted::has_redacted;

/// Reads the entries of `document`.
pub(super) fn read(document: &Document) -> Recording {
    let mut recording = Recording::default();
    let at = Pointer::root().child("log").child("entries");
    let Some(entries) = at.get(&document.root).and_then(Value::as_array) else {
        recording.skip(document, &at, "`log.entries` is no list");
        return recording;
    };
    let shows_credentials = shows_credentials(&document.root, entries);
    for (index, entry) in entries.iter().enumerate() {
        let at = at.index(index);
        let mut reader =
            Reader { document, recording: &mut recording, at: at.clone(), shows_credentials };
        match reader.entry(entry) {
            Ok(exchange) => recording.exchanges.push(exchange),
            Err(why) => recording.skip(document, &at, why),
        }
    }
    recording
}

impl Recording {
    /// Notes what can't be used.
    pub(super) fn skip(&mut self, document: &Document, at: &Pointer, why: impl Into<String>) {
        self.skipped.push(Skipped { place: document.origins.place(at), why: why.into() });
    }
}

struct Reader<'a> {
    document: &'a Document,
    recording: &'a mut Recording,
    at: Pointer,
    shows_credentials: bool,
}

impl Reader<'_> {
    fn entry(&mut self, entry: &Value) -> Result<Exchange, String> {
        let request = entry.get("request").ok_or("it has no `request`")?;
        let response = entry.get("response").ok_or("it has no `response`")?;
        let is_method = |it: &&str| {
            !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphabetic() || it == b'-')
        };
        let method = text(request, "method").filter(is_method);
        let method = method.ok_or("the request has no `method`")?;
        let url = text(request, "url").ok_or("the request has no `url`")?;
        let mut url = Url::parse(url).map_err(|error| format!("`url` is no address: {error}"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("`{}` is no scheme of HTTP", url.scheme()));
        }
        let status = response.get("status").and_then(Value::as_u64).unwrap_or_default();
        let status = u16::try_from(status).ok().filter(|it| (100..600).contains(it));
        let status = status.ok_or("no response came")?;
        if status == 101 {
            return Err("the connection went on with another protocol".to_owned());
        }
        let query = query(request, &url);
        url.set_query(None);
        let error = response.get("_error").or_else(|| entry.get("_error"));
        let broke_off = error.is_some_and(|it| !it.is_null());
        Ok(Exchange {
            place: self.document.origins.place(&self.at),
            date: date(entry),
            method: method.to_ascii_uppercase(),
            query,
            request: self.request(request),
            status,
            response: self.response(response, broke_off),
            url,
            shows_credentials: self.shows_credentials,
        })
    }

    fn request(&mut self, request: &Value) -> Message {
        let headers = headers(request);
        let size = number(request, "bodySize");
        let Some(data) = request.get("postData").filter(|it| it.is_object()) else {
            let body = if size > 0 { Body::Partial } else { Body::Empty };
            return message(headers, None, body);
        };
        let stated = text(data, "mimeType").map(plain_media_type).filter(|it| !it.is_empty());
        let mut message = message(headers, stated, Body::Empty);
        let params = data.get("params").and_then(Value::as_array).filter(|it| !it.is_empty());
        message.body = match (text(data, "text").filter(|it| !it.is_empty()), params) {
            _ if is_cut(data) => Body::Partial,
            (Some(_), _) => self.body(data, (&message.media_type, size), "request/postData/text"),
            (None, Some(params)) => Body::Form(params.iter().filter_map(pair).collect()),
            (None, None) if size > 0 => Body::Partial,
            (None, None) => Body::Empty,
        };
        message
    }

    fn response(&mut self, response: &Value, broke_off: bool) -> Message {
        let headers = headers(response);
        let none = Value::Null;
        let content = response.get("content").unwrap_or(&none);
        let stated = text(content, "mimeType").map(plain_media_type);
        let stated = stated.filter(|it| !it.is_empty() && it != "x-unknown");
        let mut message = message(headers, stated, Body::Empty);
        let size = number(content, "size");
        message.body = match text(content, "text").filter(|it| !it.is_empty()) {
            _ if broke_off || is_cut(content) => Body::Partial,
            Some(_) => self.body(content, (&message.media_type, size), "response/content/text"),
            None if size > 0 || had_body(response, &message) => Body::Partial,
            None => Body::Empty,
        };
        message
    }

    /// A body that was recorded as a text, and that had `size` bytes.
    fn body(&mut self, content: &Value, (media_type, size): (&str, i64), way: &str) -> Body {
        let text = text(content, "text").unwrap_or_default();
        // What was taken out made it shorter, or longer.
        let size = if has_redacted(text) { 0 } else { size };
        let encoding = content.get("encoding").and_then(Value::as_str).unwrap_or_default();
        if !encoding.eq_ignore_ascii_case("base64") {
            return whole(Body::of_text(text, media_type), text.len(), size);
        }
        let plain: String = text.chars().filter(|it| !it.is_ascii_whitespace()).collect();
        let Ok(bytes) = BASE64.decode(plain.trim_end_matches('=')) else {
            let at = way.split('/').fold(self.at.clone(), |at, it| at.child(it));
            self.recording.skip(self.document, &at, "the body is no base64");
            return Body::Partial;
        };
        let length = bytes.len();
        let body =
            String::from_utf8(bytes).map_or(Body::Bytes, |it| Body::of_text(&it, media_type));
        whole(body, length, size)
    }
}

/// Base64 without its padding, which some leave out.
const BASE64: GeneralPurpose = STANDARD_NO_PAD;

/// A body of which `length` bytes of `size` were recorded.
///
/// Some programs count what a text was before its encoding or its line ends were changed: what can be read as a whole is
/// all of it, unless there is less than half.
fn whole(body: Body, length: usize, size: i64) -> Body {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let is_read = match &body {
        Body::Json(it) => it.is_object() || it.is_array(),
        Body::Items(_) | Body::Events(_) | Body::Form(_) => true,
        Body::Text(_) | Body::Bytes | Body::Empty | Body::Partial => false,
    };
    let is_whole = length >= size || is_read && length.saturating_mul(2) >= size;
    if is_whole { body } else { Body::Partial }
}

/// Whether a response without a text had a body nevertheless: then the recording says nothing of it.
fn had_body(response: &Value, message: &Message) -> bool {
    let stated = message.header("content-length").and_then(|it| it.trim().parse::<u64>().ok());
    let says_size = response.get("content").is_some_and(|it| it.get("size").is_some());
    match stated {
        Some(length) => length > 0,
        // A size of -1 is one that isn't known.
        None if says_size => {
            number(response, "bodySize") > 0
                || response.get("content").is_some_and(|it| number(it, "size") < 0)
        }
        None => number(response, "bodySize") != 0,
    }
}

/// Whether a body is said to be only a part of what there was.
fn is_cut(content: &Value) -> bool {
    const WORDS: [&str; 6] =
        ["truncat", "omit", "too large", "partial", "not available", "discard"];
    let comment = text(content, "comment").unwrap_or_default().to_ascii_lowercase();
    content.get("_truncated").is_some_and(|it| *it == true)
        || comment.split(|it: char| !it.is_ascii_alphabetic()).any(|it| it.starts_with("cut"))
        || WORDS.iter().any(|it| comment.contains(it))
}

/// Whether a recording shows credentials: browsers leave them out unless they are asked to keep them.
fn shows_credentials(root: &Value, entries: &[Value]) -> bool {
    let creator = root.pointer("/log/creator/name").and_then(Value::as_str).unwrap_or_default();
    let is_browser = ["WebInspector", "Web Inspector"].iter().any(|it| creator.contains(it));
    let names = |it: &Value| {
        let headers = it.get("request").map(headers).unwrap_or_default();
        headers.iter().any(|(name, _)| matches!(name.as_str(), "authorization" | "cookie"))
    };
    !is_browser || entries.iter().any(names)
}

fn number(value: &Value, key: &str) -> i64 {
    value.get(key).and_then(Value::as_i64).unwrap_or_default()
}

fn message(headers: Vec<(String, String)>, stated: Option<String>, body: Body) -> Message {
    let mut message = Message { headers, media_type: String::new(), body };
    let header = message.header("content-type").map(plain_media_type);
    message.media_type = header.or(stated).unwrap_or_default();
    message
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

/// The day on which an entry was recorded.
fn date(entry: &Value) -> String {
    let started = text(entry, "startedDateTime").unwrap_or_default();
    let day = started.get(..10).unwrap_or_default();
    let is_day = chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok();
    if is_day { day.to_owned() } else { String::new() }
}

/// Headers by their names in lower case, without the pseudo-headers of HTTP/2 (RFC 9113, section 8.3).
fn headers(message: &Value) -> Vec<(String, String)> {
    let listed = message.get("headers").and_then(Value::as_array).into_iter().flatten();
    let pairs = listed.filter_map(pair).filter(|(name, _)| !name.starts_with(':'));
    pairs.map(|(name, it)| (name.to_ascii_lowercase(), it)).collect()
}

fn pair(value: &Value) -> Option<(String, String)> {
    let it = text(value, "value").unwrap_or_default();
    Some((text(value, "name")?.to_owned(), it.to_owned()))
}

/// The query of the URL, or that of the list where the URL has none.
fn query(request: &Value, url: &Url) -> Vec<(String, String)> {
    let own = url.query_pairs().map(|(name, it)| (name.into_owned(), it.into_owned()));
    let own: Vec<_> = own.collect();
    if !own.is_empty() {
        return own;
    }
    let listed = request.get("queryString").and_then(Value::as_array).into_iter().flatten();
    listed.filter_map(pair).collect()
}
