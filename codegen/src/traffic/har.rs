//! HAR 1.2, as browsers, proxies and this project's runtime write it.
//!
//! - In: a document with `log.entries`.
//! - Out: the exchanges, and what can't be used of the rest.
//!
//! Source: the HTTP Archive format 1.2 (<http://www.softwareishard.com/blog/har-12-spec/>). Read besides: pseudo-headers of
//! HTTP/2, a query in the URL or in `queryString`, `postData` with an `encoding`, and `_error`, by which browsers and our
//! recorder say that a response broke off.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use url::Url;

use crate::document::Document;
use crate::pointer::Pointer;

use super::exchange::{Body, Exchange, Message, Recording, Skipped, plain_media_type};

/// Reads the entries of `document`.
pub(super) fn read(document: &Document) -> Recording {
    let mut recording = Recording::default();
    let at = Pointer::root().child("log").child("entries");
    let Some(entries) = at.get(&document.root).and_then(Value::as_array) else {
        recording.skip(document, &at, "`log.entries` is no list");
        return recording;
    };
    for (index, entry) in entries.iter().enumerate() {
        let at = at.index(index);
        let mut reader = Reader { document, recording: &mut recording, at: at.clone() };
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
        })
    }

    fn request(&mut self, request: &Value) -> Message {
        let headers = headers(request);
        let Some(data) = request.get("postData").filter(|it| it.is_object()) else {
            let size = request.get("bodySize").and_then(Value::as_i64).unwrap_or_default();
            let body = if size > 0 { Body::Partial } else { Body::Empty };
            return message(headers, None, body);
        };
        let stated = text(data, "mimeType").map(plain_media_type);
        let media_type = stated.clone().unwrap_or_default();
        let params = data.get("params").and_then(Value::as_array).filter(|it| !it.is_empty());
        let body = match (text(data, "text").filter(|it| !it.is_empty()), params) {
            (Some(_), _) => self.body(data, &media_type, "request/postData/text"),
            (None, Some(params)) => Body::Form(params.iter().filter_map(pair).collect()),
            (None, None) => Body::Empty,
        };
        message(headers, stated, body)
    }

    fn response(&mut self, response: &Value, broke_off: bool) -> Message {
        let headers = headers(response);
        let Some(content) = response.get("content") else {
            return message(headers, None, Body::Empty);
        };
        let stated = text(content, "mimeType").map(plain_media_type);
        let stated = stated.filter(|it| !it.is_empty() && it != "x-unknown");
        let media_type = stated.clone().unwrap_or_default();
        let size = content.get("size").and_then(Value::as_i64).unwrap_or_default();
        let body = match text(content, "text").filter(|it| !it.is_empty()) {
            _ if broke_off => Body::Partial,
            Some(text) if is_shorter(text, content, size) => Body::Partial,
            Some(_) => self.body(content, &media_type, "response/content/text"),
            None if size > 0 => Body::Partial,
            None => Body::Empty,
        };
        message(headers, stated, body)
    }

    fn body(&mut self, content: &Value, media_type: &str, way: &str) -> Body {
        let text = text(content, "text").unwrap_or_default();
        let is_base64 = content.get("encoding").is_some_and(|it| it == "base64");
        if !is_base64 {
            return Body::of_text(text, media_type);
        }
        let plain: String = text.chars().filter(|it| !it.is_ascii_whitespace()).collect();
        let Ok(bytes) = STANDARD.decode(plain) else {
            let at = way.split('/').fold(self.at.clone(), |at, it| at.child(it));
            self.recording.skip(self.document, &at, "the body is no base64");
            return Body::Partial;
        };
        String::from_utf8(bytes).map_or(Body::Bytes, |it| Body::of_text(&it, media_type))
    }
}

fn message(headers: Vec<(String, String)>, stated: Option<String>, body: Body) -> Message {
    let mut message = Message { headers, media_type: String::new(), body };
    let header = message.header("content-type").map(plain_media_type);
    message.media_type = header.or(stated).unwrap_or_default();
    message
}

/// Whether a recording has less of a body than there was.
fn is_shorter(text: &str, content: &Value, size: i64) -> bool {
    let is_base64 = content.get("encoding").is_some_and(|it| it == "base64");
    let length = if is_base64 { text.len() / 4 * 3 } else { text.len() };
    // Some count characters, and some what a text was before its encoding was undone.
    let is_cut = content.get("_truncated").is_some_and(|it| *it == true);
    is_cut || i64::try_from(length).is_ok_and(|length| length.saturating_mul(2) < size)
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
