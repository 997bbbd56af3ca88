//! A transport that answers from a recording.
//!
//! - In: a HAR file, by a [`Recorder`](crate::Recorder), a browser or a proxy.
//! - Out: to each request the response that was recorded for it, in the recorded order.

use std::{
    error::Error as StdError,
    fmt::{self, Write as _},
    future::ready,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::http::{
    headers::Headers,
    lock::lock,
    maybe_send::BoxFuture,
    redacted::is_placeholder,
    request::Request,
    transport::{BodyStream, Transport, TransportError, TransportErrorKind, TransportResponse},
};

/// A [`Transport`] that answers from a recording, so that tests run without the network.
///
/// ```
/// use clientwright_runtime::testing::{Replay, block_on};
/// # use clientwright_runtime::{Never, Pending};
/// # use clientwright_runtime::codegen::{Client, Operation, ResponseSpec, Server, Status};
/// # static PING: Operation = Operation {
/// #     name: "ping",
/// #     path: "/ping",
/// #     accept: "text/plain",
/// #     responses: &[ResponseSpec::text(Status::Code(200))],
/// #     ..Operation::BASE
/// # };
/// # fn ping(client: &Client) -> Pending<String, Never> { client.call(&PING).body() }
///
/// // include_str!("session.har")
/// let har = r#"{"log": {"entries": [{
///     "request": {"method": "GET", "url": "https://api.example.org/ping"},
///     "response": {"status": 200, "content": {"mimeType": "text/plain", "text": "pong"}}
/// }]}}"#;
/// let replay = Replay::from_har(har)?;
/// let client = Client::builder(Server::custom("https://example.org")).transport(replay.clone()).build()?;
///
/// assert_eq!(block_on(ping(&client))?, "pong");
/// assert_eq!(replay.left(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A request is a recorded one when its method, its path, its query and its body are the same: parameters in any order,
/// JSON in any layout, and whatever there is for what was redacted. The host and the headers make no difference.
/// Equal requests get the recorded responses one after the other. A request that was never recorded, or more often than
/// it was, is an error that shows the nearest one. A response that broke off when it was recorded breaks off again.
pub struct Replay(Mutex<Vec<Entry>>);

/// Why a text is no recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayError(String);

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for ReplayError {}

/// A recorded exchange.
struct Entry {
    asked: Asked,
    response: Recorded,
    is_used: bool,
}

/// What of a request is compared.
struct Asked {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    body: Content,
}

/// The body of a request.
enum Content {
    None,
    Json(Value),
    Form(Vec<(String, String)>),
    Text(Bytes),
    /// It wasn't recorded, or can't be looked at.
    Unknown,
}

#[derive(Clone)]
struct Recorded {
    status: u16,
    headers: Headers,
    body: Bytes,
    error: Option<String>,
}

/// In which respect a request isn't the recorded one; the later, the nearer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    Path,
    Method,
    Query,
    Body,
    Used,
}

impl Replay {
    /// Reads a recording; of one whose process was killed, the exchanges before the last line.
    ///
    /// # Errors
    ///
    /// It is no HAR file, or an entry has no request or no response.
    pub fn from_har(text: &str) -> Result<Arc<Self>, ReplayError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let fail = |error| ReplayError(format!("the recording is no JSON: {error}"));
        let root: Value = match serde_json::from_str(text) {
            Ok(root) => root,
            Err(error) => whole(text).ok_or_else(|| fail(error))?,
        };
        let entries = root.pointer("/log/entries").and_then(Value::as_array);
        let entries = entries.ok_or_else(|| ReplayError("it has no `log.entries`".to_owned()))?;
        let entries = entries.iter().enumerate().map(|(index, it)| {
            entry(it).ok_or_else(|| ReplayError(format!("entry {index} is no exchange")))
        });
        Ok(Arc::new(Self(Mutex::new(entries.collect::<Result<_, _>>()?))))
    }

    /// Returns how many recorded exchanges weren't asked for yet.
    pub fn left(&self) -> usize {
        lock(&self.0).iter().filter(|it| !it.is_used).count()
    }

    fn answer(&self, request: &Request) -> Result<Recorded, TransportError> {
        let body = match request.body.as_bytes() {
            Some(body) => content(body, request.headers.get("content-type").unwrap_or_default()),
            None if request.body.is_empty() => Content::None,
            // A stream can be looked at but once.
            None => Content::Unknown,
        };
        let asked = asked(&request.method, &request.url, body);
        let asked =
            asked.ok_or_else(|| refused(format!("`{}` is no URL", request.public_url())))?;
        let mut entries = lock(&self.0);
        let difference = |it: &Entry| it.difference(&asked);
        if let Some(entry) = entries.iter_mut().find(|it| difference(it).is_none()) {
            entry.is_used = true;
            return Ok(entry.response.clone());
        }
        let nearest = entries.iter().filter_map(|it| Some((difference(it)?, it)));
        // Of equally near ones the first.
        let nearest = nearest.reduce(|a, b| if b.0 > a.0 { b } else { a });
        let mut message = format!("not recorded: {} {}", request.method, request.public_url());
        match nearest {
            None => message.push_str("; the recording is empty"),
            Some((difference, entry)) => {
                let what = match difference {
                    Difference::Path => "which is another path",
                    Difference::Method => "which is another method",
                    Difference::Query => "whose query is another",
                    Difference::Body => "whose body is another",
                    Difference::Used => "whose responses are used up",
                };
                let _ = write!(message, "; nearest: {}, {what}", entry.asked.line());
            }
        }
        Err(refused(message))
    }
}

fn refused(message: String) -> TransportError {
    TransportError::new(TransportErrorKind::Refused, message)
}

impl Entry {
    fn difference(&self, asked: &Asked) -> Option<Difference> {
        let own = &self.asked;
        if own.path != asked.path {
            Some(Difference::Path)
        } else if !own.method.eq_ignore_ascii_case(&asked.method) {
            Some(Difference::Method)
        } else if !same_pairs(&own.query, &asked.query) {
            Some(Difference::Query)
        } else if !own.body.is(&asked.body) {
            Some(Difference::Body)
        } else {
            self.is_used.then_some(Difference::Used)
        }
    }
}

impl Asked {
    fn line(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.extend_pairs(&self.query).finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{} {}{mark}{query}", self.method, self.path)
    }
}

impl Content {
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) | (Self::None, Self::None) => true,
            (Self::Json(a), Self::Json(b)) => same_json(a, b),
            (Self::Form(a), Self::Form(b)) => same_pairs(a, b),
            (Self::Text(a), Self::Text(b)) => a == b,
            _ => false,
        }
    }
}

/// How many lines at its end a write that was broken off may have spoilt.
const MOST_BROKEN: usize = 3;

/// What a [`Recorder`](crate::Recorder) has written, a line an exchange, without the last line, which is broken.
fn whole(text: &str) -> Option<Value> {
    let mut rest = text.trim_end();
    // What stands behind the end of a list may be left of a line before.
    for _ in 0..MOST_BROKEN {
        let (before, _) = rest.rsplit_once('\n')?;
        rest = before.trim_end();
        let lines = rest.strip_suffix(',').unwrap_or(rest);
        if let Ok(root) = serde_json::from_str(&format!("{lines}]}}}}")) {
            return Some(root);
        }
        if let Ok(root) = serde_json::from_str(rest) {
            return Some(root);
        }
    }
    None
}

/// Whether the recorded value is the other one, apart from what was redacted.
fn same_json(recorded: &Value, other: &Value) -> bool {
    match (recorded, other) {
        (Value::String(text), _) if is_placeholder(text) => true,
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_json(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same_json(a, b)))
        }
        (a, b) => a == b,
    }
}

/// The same for pairs, which are sorted by their names.
fn same_pairs(recorded: &[(String, String)], other: &[(String, String)]) -> bool {
    let same = |a: &(String, String), b: &(String, String)| {
        a.0 == b.0 && (a.1 == b.1 || is_placeholder(&a.1))
    };
    recorded.len() == other.len() && recorded.iter().zip(other).all(|(a, b)| same(a, b))
}

fn asked(method: &str, url: &str, body: Content) -> Option<Asked> {
    let url = Url::parse(url).ok()?;
    let (method, path) = (method.to_owned(), url.path().to_owned());
    Some(Asked { method, path, query: pairs(url.query().unwrap_or_default().as_bytes()), body })
}

/// Sorted by name alone, so that values of one name keep their order.
fn pairs(text: &[u8]) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(text).into_owned().collect();
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    pairs
}

fn content(body: &[u8], media_type: &str) -> Content {
    if body.is_empty() {
        return Content::None;
    }
    if media_type.starts_with("application/x-www-form-urlencoded") {
        return Content::Form(pairs(body));
    }
    // Its boundary is another each time.
    if media_type.starts_with("multipart/") {
        return Content::Unknown;
    }
    match serde_json::from_slice(body) {
        Ok(value) => Content::Json(value),
        Err(_) => Content::Text(Bytes::copy_from_slice(body)),
    }
}

fn entry(entry: &Value) -> Option<Entry> {
    let text = |it: &Value, key: &str| it.get(key).and_then(Value::as_str).map(str::to_owned);
    let (request, response) = (entry.get("request")?, entry.get("response")?);
    let body = match request.get("postData") {
        Some(data) if text(data, "text").is_some() && data.get("_truncated").is_none() => {
            content(&decoded(data), &text(data, "mimeType").unwrap_or_default())
        }
        Some(_) => Content::Unknown,
        None if request.get("bodySize").and_then(Value::as_i64).unwrap_or_default() > 0 => {
            Content::Unknown
        }
        None => Content::None,
    };
    let asked = asked(&text(request, "method")?, &text(request, "url")?, body)?;
    let status = response.get("status").and_then(Value::as_u64)?;
    let content = response.get("content").unwrap_or(&Value::Null);
    let mut headers = Headers::new();
    for field in response.get("headers").and_then(Value::as_array).into_iter().flatten() {
        let (Some(name), Some(value)) = (text(field, "name"), text(field, "value")) else {
            continue;
        };
        // The body is recorded as it was unpacked.
        let of_transfer = ["content-encoding", "content-length", "transfer-encoding"];
        let is_odd =
            name.starts_with(':') || of_transfer.iter().any(|it| name.eq_ignore_ascii_case(it));
        if !is_odd {
            headers.append(&name, &value);
        }
    }
    if let (None, Some(media_type)) = (headers.get("content-type"), text(content, "mimeType")) {
        headers.append("content-type", &media_type);
    }
    let is_cut = content.get("_truncated").is_some_and(|it| *it == Value::Bool(true));
    let cut = || is_cut.then(|| "only the beginning of the body was recorded".to_owned());
    let error = text(response, "_error").or_else(|| text(entry, "_error")).or_else(cut);
    let response =
        Recorded { status: u16::try_from(status).ok()?, headers, body: decoded(content), error };
    Some(Entry { asked, response, is_used: false })
}

/// The bytes of a recorded body.
fn decoded(content: &Value) -> Bytes {
    let text = content.get("text").and_then(Value::as_str).unwrap_or_default();
    if content.get("encoding").is_some_and(|it| it == "base64") {
        STANDARD.decode(text).map(Bytes::from).unwrap_or_default()
    } else {
        Bytes::copy_from_slice(text.as_bytes())
    }
}

impl Transport for Replay {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let answer = self.answer(&request).and_then(|recorded| {
            let Recorded { status, headers, body, error } = recorded;
            if status == 0 {
                let why = error.unwrap_or_else(|| "no response was recorded".to_owned());
                return Err(TransportError::new(TransportErrorKind::Closed, why));
            }
            Ok(TransportResponse::new(status, headers, Box::new(Replayed { body, error })))
        });
        Box::pin(ready(answer))
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(ready(()))
    }
}

/// A recorded body, which ends as it did.
struct Replayed {
    body: Bytes,
    error: Option<String>,
}

impl BodyStream for Replayed {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        let polled = self.body.poll_chunk(cx);
        match self.error.take_if(|_| matches!(polled, Poll::Ready(Ok(None)))) {
            Some(error) => Poll::Ready(Err(TransportError::new(TransportErrorKind::Body, error))),
            None => polled,
        }
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = lock(&self.0).iter().map(|it| it.asked.line()).collect();
        f.debug_tuple("Replay").field(&lines).finish()
    }
}
