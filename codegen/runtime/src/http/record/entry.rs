//! One exchange as an entry of a HAR file.

use std::{io::Read, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, SecondsFormat};
use flate2::bufread::MultiGzDecoder;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use super::bodies::RecordBodies;
use crate::http::{
    clock,
    headers::{self, Headers},
    media_type::essence,
    redact::Secrets,
    redacted::{self, Names, REDACTED},
    request::Request,
};

/// What is asked of a recording.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) bodies: RecordBodies,
    pub(super) body_limit: usize,
    pub(super) entry_limit: usize,
    pub(super) size_limit: usize,
    pub(super) names: Names,
}

/// A request that is on its way.
struct Draft {
    /// The time since 1970.
    started: Duration,
    method: String,
    url: String,
    headers: Headers,
    /// Names of headers and parameters of the query that are credentials.
    hidden: Vec<String>,
    secrets: Secrets,
    body: Option<Bytes>,
    /// The size of the body, where it is known; of one that isn't in memory nothing else is.
    size: Option<u64>,
}

impl Draft {
    fn new(request: &Request) -> Self {
        let hidden = request.sensitive.headers.iter().chain(&request.sensitive.query).cloned();
        Self {
            started: clock::since_1970(),
            method: request.method.clone().into_owned(),
            url: request.url.clone(),
            headers: request.headers.clone(),
            hidden: hidden.collect(),
            secrets: request.sensitive.secrets.clone(),
            body: request.body.as_bytes().cloned(),
            size: request.body.content_length(),
        }
    }
}

/// A request, and what came of it so far.
pub(super) struct Seen {
    draft: Draft,
    pub(super) waited: Duration,
    pub(super) received: Duration,
    /// The status; 0 where no response came.
    pub(super) status: u16,
    pub(super) headers: Headers,
    /// The beginning of the body, as it arrived.
    pub(super) body: BytesMut,
    /// How long it was.
    pub(super) size: usize,
    pub(super) error: Option<String>,
}

impl Seen {
    pub(super) fn new(request: &Request) -> Self {
        Self {
            draft: Draft::new(request),
            waited: Duration::ZERO,
            received: Duration::ZERO,
            status: 0,
            headers: Headers::new(),
            body: BytesMut::new(),
            size: 0,
            error: None,
        }
    }

    /// The entry, in one line.
    pub(super) fn to_json(&self, options: &Options) -> String {
        let Options { bodies, body_limit: limit, names, entry_limit: _, size_limit: _ } = options;
        let writer = Writer { draft: &self.draft, bodies: *bodies, limit: *limit, names };
        let started = i64::try_from(self.draft.started.as_millis()).unwrap_or_default();
        let started = DateTime::from_timestamp_millis(started).unwrap_or_default();
        let (wait, receive) = (millis(self.waited), millis(self.received));
        let mut response = writer.response(self);
        if let (Some(error), Some(members)) = (&self.error, response.as_object_mut()) {
            members.insert("_error".to_owned(), Value::from(self.draft.secrets.hide(error)));
        }
        let entry = json!({
            "startedDateTime": started.to_rfc3339_opts(SecondsFormat::Millis, true),
            "time": wait + receive,
            "request": writer.request(),
            "response": response,
            "cache": {},
            "timings": { "send": 0, "wait": wait, "receive": receive },
        });
        entry.to_string()
    }
}

fn millis(duration: Duration) -> f64 {
    // A tenth of a millisecond is more than anybody looks at.
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}

/// Writes the two halves of an entry.
struct Writer<'a> {
    draft: &'a Draft,
    bodies: RecordBodies,
    /// How many bytes of a body are kept.
    limit: usize,
    names: &'a Names,
}

impl Writer<'_> {
    fn is_secret(&self, name: &str) -> bool {
        self.names.hide(name) || self.draft.hidden.iter().any(|it| it.eq_ignore_ascii_case(name))
    }

    fn request(&self) -> Value {
        let url = self.url();
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let query = form_urlencoded::parse(query.as_bytes());
        let query: Vec<Value> =
            query.map(|(name, it)| json!({ "name": name, "value": it })).collect();
        let draft = self.draft;
        let size = draft.size.and_then(|it| i64::try_from(it).ok()).unwrap_or(-1);
        let mut request = json!({
            "method": draft.method,
            "url": url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": self.headers(&draft.headers),
            "queryString": query,
            "headersSize": -1,
            "bodySize": size,
        });
        let media_type = draft.headers.get("content-type").unwrap_or_default();
        if let (Some(body), Some(members)) = (&draft.body, request.as_object_mut()) {
            // Nobody looks into the parts of a form, so that none of them is written.
            let is_parts = essence(media_type).starts_with("multipart/");
            let limit = if is_parts { 0 } else { self.limit };
            let kept = body.get(..body.len().min(limit)).unwrap_or_default();
            let mut data = self.content(kept, media_type, body.len());
            if let Some(data) = data.as_object_mut() {
                data.remove("size");
            }
            members.insert("postData".to_owned(), data);
        }
        request
    }

    fn response(&self, seen: &Seen) -> Value {
        let media_type = seen.headers.get("content-type").unwrap_or_default();
        let coding = seen.headers.get("content-encoding").unwrap_or_default();
        let is_whole = seen.size <= seen.body.len();
        let (body, size) = match &*coding.trim().to_ascii_lowercase() {
            "" | "identity" => (seen.body.to_vec(), seen.size),
            "gzip" | "x-gzip" => {
                let (body, is_cut) = unpacked(&seen.body, self.limit);
                let all = is_whole && !is_cut;
                let size = if all { body.len() } else { body.len().max(seen.size) + 1 };
                (body, size)
            }
            // What can't be looked into may hold anything.
            _ => (Vec::new(), seen.size),
        };
        json!({
            "status": seen.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": self.headers(&seen.headers),
            "content": self.content(&body, media_type, size),
            "redirectURL": self.location(seen.headers.get("location").unwrap_or_default()),
            "headersSize": -1,
            "bodySize": seen.size,
        })
    }

    fn headers(&self, headers: &Headers) -> Vec<Value> {
        let shown = |name: &str, value: &str| {
            let name = name.to_ascii_lowercase();
            if !headers::is_secret(&name) && !self.is_secret(&name) {
                return match &*name {
                    "location" | "content-location" | "referer" => self.location(value),
                    _ => self.draft.secrets.hide(value),
                };
            }
            match value.split_once(' ').filter(|_| name.ends_with("authorization")) {
                Some((scheme, _)) => format!("{scheme} {REDACTED}"),
                None => REDACTED.to_owned(),
            }
        };
        let fields = headers.iter();
        fields.map(|(name, value)| json!({ "name": name, "value": shown(name, value) })).collect()
    }

    fn url(&self) -> String {
        self.shown_url(&self.draft.url, &|name| self.is_secret(name))
    }

    /// An address that a header has; all of a query that another origin gets may let in whoever has it.
    fn location(&self, value: &str) -> String {
        let from = Url::parse(&self.draft.url);
        let to = from.as_ref().ok().and_then(|it| it.join(value).ok());
        let is_foreign = to.is_none_or(|to| from.is_ok_and(|from| from.origin() != to.origin()));
        self.shown_url(value, &|name| is_foreign || self.is_secret(name))
    }

    /// A URL without a user, a password, a fragment and the values of secret parameters.
    fn shown_url(&self, url: &str, is_secret: &dyn Fn(&str) -> bool) -> String {
        let bare = url.split('#').next().unwrap_or_default();
        let url = match Url::parse(bare) {
            Ok(mut url) if !url.username().is_empty() || url.password().is_some() => {
                let _ = url.set_username("").and_then(|()| url.set_password(None));
                url.to_string()
            }
            _ => bare.to_owned(),
        };
        let shown = match url.split_once('?') {
            Some((head, query)) => format!("{head}?{}", redacted::pairs(query, is_secret)),
            None => url,
        };
        self.draft.secrets.hide(&shown)
    }

    /// A body of this size, of which `body` is known.
    fn content(&self, body: &[u8], media_type: &str, size: usize) -> Value {
        let mut content = json!({ "size": size, "mimeType": media_type });
        let Some(members) = content.as_object_mut() else { return content };
        if body.len() < size {
            members.insert("_truncated".to_owned(), Value::Bool(true));
        }
        if body.is_empty() || self.bodies == RecordBodies::None {
            return content;
        }
        let is_cut = body.len() < size;
        if let Some(text) = text(body) {
            members.insert("text".to_owned(), Value::from(self.text(text, is_cut, media_type)));
        } else if self.bodies == RecordBodies::All {
            // What isn't UTF-8 may be a text all the same, with secrets in it.
            let lossy = String::from_utf8_lossy(body);
            let shown = self.text(&lossy, is_cut, media_type);
            if shown == *lossy {
                members.insert("text".to_owned(), Value::from(STANDARD.encode(body)));
                members.insert("encoding".to_owned(), Value::from("base64"));
            } else {
                members.insert("text".to_owned(), Value::from(shown));
            }
        }
        content
    }

    /// The text without its secrets: those of the request, and members that are called so wherever JSON stands in it.
    fn text(&self, text: &str, is_cut: bool, media_type: &str) -> String {
        // What a parameter of the query is called says nothing of a member.
        let secrets = &self.draft.secrets;
        let is_secret = |name: &str| self.names.hide(name) || secrets.has_member(name);
        let text = if essence(media_type) == "application/x-www-form-urlencoded" {
            redacted::pairs(text, &|name| is_secret(name) || name == "code")
        } else {
            redacted::json(text, REDACTED, &is_secret)
        };
        if is_cut { secrets.hide_cut(&text) } else { secrets.hide(&text) }
    }
}

/// The text of a body, of which the last character may be cut.
fn text(body: &[u8]) -> Option<&str> {
    match std::str::from_utf8(body) {
        Ok(text) => Some(text),
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(body.get(..error.valid_up_to())?).ok()
        }
        Err(_) => None,
    }
}

/// What a gzipped body holds, as far as it is there, up to the limit; and whether there is more.
fn unpacked(body: &[u8], limit: usize) -> (Vec<u8>, bool) {
    let mut unpacked = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut reader = MultiGzDecoder::new(body).take(most);
    // What comes before an error is there.
    let _ = reader.read_to_end(&mut unpacked);
    let is_cut = unpacked.len() > limit;
    unpacked.truncate(limit);
    (unpacked, is_cut)
}
