//! What carries requests: the one door to the network.

use std::{
    borrow::Cow,
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;

use url::form_urlencoded;

use super::{Body, Headers, redact::Secrets};

/// A boxed future that can move between threads, but for [WebAssembly](MaybeSend).
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A boxed future that stays on its thread, as all do [here](MaybeSend).
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// `Send`, but for WebAssembly without an operating system (`wasm32-unknown-unknown`).
///
/// There a future may hold values of JavaScript, which belong to their thread; elsewhere it may move to another.
/// [`BoxFuture`] makes the same difference.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub trait MaybeSend: Send {}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// Nothing that a type would have to be: what is `Send` elsewhere needn't be here.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub trait MaybeSend {}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl<T: ?Sized> MaybeSend for T {}

/// `Sync`, where [`MaybeSend`] is `Send`.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub trait MaybeSync: Sync {}

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
impl<T: Sync + ?Sized> MaybeSync for T {}

/// Nothing that a type would have to be: what is `Sync` elsewhere needn't be here.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub trait MaybeSync {}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
impl<T: ?Sized> MaybeSync for T {}

/// Sends one request and gives one response, redirects and error statuses included.
///
/// Redirects, credentials, decoding and limits are the runtime's part, above this trait.
/// An implementation follows no redirect, keeps no cookie and adds no credential of its own.
/// [`ClientBuilder::wrap`](crate::ClientBuilder::wrap) puts one around another, to log, to measure or to sign.
pub trait Transport: MaybeSend + MaybeSync + fmt::Debug {
    /// Sends `request`.
    ///
    /// # Errors
    ///
    /// Returns a [`TransportError`] when no response came; a response of any status is not an error.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>>;

    /// Waits, as between two attempts at a call; the future must be ready no sooner than this.
    ///
    /// The runtime has no clock of its own, because time belongs to what drives the network: tokio, a browser, a test.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

/// A request as it goes over the wire.
///
/// `Debug` hides the values of credentials; [`Request::to_text`] shows everything.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The method, as it is sent.
    pub method: Cow<'static, str>,
    /// The absolute URL, already percent-encoded, without a fragment.
    pub url: String,
    /// The headers in the order they are sent; `host` and `content-length` are the transport's.
    pub headers: Headers,
    /// The body.
    pub body: Body,
    /// How long it may take: until the end of the body, or when `streaming` until the head.
    pub timeout: Option<Duration>,
    /// How long the next chunk of a body may take when `streaming`.
    pub idle_timeout: Option<Duration>,
    /// How long a connection may take to come about, where this call asks for another time than the transport's own.
    pub connect_timeout: Option<Duration>,
    /// Whether the body of the response is handed on as it arrives.
    pub streaming: bool,
    /// Whether a body that is gzipped is welcome; the runtime unpacks it.
    pub accepts_gzip: bool,
    /// Whether it asks for an access token, rather than being a call's own.
    pub(crate) is_for_token: bool,
    /// Which headers and query parameters `Debug` hides.
    pub(crate) sensitive: Sensitive,
}

impl Request {
    /// Creates a request without headers or body.
    pub fn new(method: impl Into<Cow<'static, str>>, url: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            url: url.into(),
            headers: Headers::new(),
            body: Body::empty(),
            timeout: None,
            idle_timeout: None,
            connect_timeout: None,
            streaming: false,
            accepts_gzip: false,
            is_for_token: false,
            sensitive: Sensitive::default(),
        }
    }

    /// Returns the whole request as text, secrets included, for comparing in a test.
    ///
    /// `POST https://…`, a line for each header in order, an empty line, the body if it is in memory.
    pub fn to_text(&self) -> String {
        let mut text = format!("{} {}\n", self.method, self.url);
        for (name, value) in self.headers.iter() {
            text.push_str(name);
            text.push_str(": ");
            text.push_str(value);
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&String::from_utf8_lossy(self.body.as_bytes().map_or(&[], |it| it)));
        text
    }

    /// Hides the value of this header in `Debug`, and in the compression of HTTP/2, as that of a credential.
    ///
    /// For what a [wrapping](crate::ClientBuilder::wrap) transport adds, such as a signature.
    pub fn hide_header(&mut self, name: &str) {
        self.sensitive.headers.push(name.to_ascii_lowercase());
    }

    /// Returns whether the value of this header is a secret.
    pub fn hides_header(&self, name: &str) -> bool {
        self.sensitive.hides(name)
    }

    /// The URL with the values of credentials hidden.
    pub(crate) fn public_url(&self) -> String {
        self.sensitive.redact(&self.url)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Headers = self
            .headers
            .iter()
            .map(|(name, value)| (name, if self.sensitive.hides(name) { "…" } else { value }))
            .collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.public_url())
            .field("headers", &headers)
            .field("body", &self.body)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// The names whose values are secret.
#[derive(Clone, Default)]
pub(crate) struct Sensitive {
    pub(crate) headers: Vec<String>,
    pub(crate) query: Vec<String>,
    /// What no error repeats.
    pub(crate) secrets: Secrets,
}

impl Sensitive {
    fn hides(&self, header: &str) -> bool {
        is_credential_header(header)
            || self.headers.iter().any(|it| it.eq_ignore_ascii_case(header))
    }

    /// Hides all that is in the query of this URL.
    pub(crate) fn hide_query_of(&mut self, url: &str) {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let names = form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned());
        self.query.extend(names);
    }

    /// `url` with the values of secret query parameters replaced by `…`.
    pub(crate) fn redact(&self, url: &str) -> String {
        let query = url.split_once('?').filter(|_| !self.query.is_empty());
        let Some((head, query)) = query else { return url.to_owned() };
        // A location may spell a name differently from this library.
        let is_secret = |pair: &str| {
            form_urlencoded::parse(pair.as_bytes())
                .any(|(name, _)| self.query.iter().any(|it| *it == name))
        };
        let pairs: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, _)) if is_secret(pair) => format!("{name}=…"),
                None if is_secret(pair) => "…".to_owned(),
                Some(_) | None => pair.to_owned(),
            })
            .collect();
        format!("{head}?{}", pairs.join("&"))
    }
}

/// Whether a header carries credentials whatever the description says.
pub(crate) fn is_credential_header(name: &str) -> bool {
    ["authorization", "cookie", "proxy-authorization"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(name))
}

/// What came back: status and headers at once, the body as it arrives.
#[non_exhaustive]
pub struct TransportResponse {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Box<dyn BodyStream>,
}

impl TransportResponse {
    /// Creates a response with this body.
    pub fn new(status: u16, headers: Headers, body: Box<dyn BodyStream>) -> Self {
        Self { status, headers, body }
    }
}

impl fmt::Debug for TransportResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportResponse")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// A body that arrives in chunks.
pub trait BodyStream: MaybeSend {
    /// The next chunk, or `None` at the end; after the end or an error it isn't called again.
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>>;
}

/// A body that is already there.
impl BodyStream for Bytes {
    fn poll_chunk(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        let all = std::mem::take(self);
        Poll::Ready(Ok((!all.is_empty()).then_some(all)))
    }
}

/// No response came, or not all of it.
///
/// Its message never holds credentials.
/// `Display` says what happened, and [`source`](std::error::Error::source) what that came of; with `{:#}` it says both.
#[derive(Clone, Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    attempts: u32,
}

/// The same kind and message; what they came of doesn't compare.
impl PartialEq for TransportError {
    fn eq(&self, other: &Self) -> bool {
        (self.kind, &self.message) == (other.kind, &other.message)
    }
}

impl Eq for TransportError {}

/// What went wrong between here and the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The transport sends no such request, and wouldn't at another attempt: a URL or a header that is none, a setting
    /// against it, no runtime to send it by, a mock that doesn't expect it.
    Refused,
    /// No connection: name resolution, TCP, TLS, a proxy that refuses. Nothing was sent.
    Connect,
    /// No connection within the time for one. Nothing was sent.
    ConnectTimeout,
    /// It took longer than the timeout.
    Timeout,
    /// The connection ended before the head of a response was there. The server may have acted on the request.
    Closed,
    /// The request's own body couldn't be read: its stream or file failed, has another length than was said, or was a
    /// stream that had been sent before.
    RequestBody,
    /// The connection broke while the body was on its way, or the body could not be unpacked.
    Body,
    /// The body is longer than the [limit](crate::Download::limit) of a download.
    TooLarge,
    /// A redirect that must not be followed, or one too many.
    Redirect,
    /// Anything else.
    Other,
}

impl TransportErrorKind {
    /// Returns whether it was a timeout, of connecting or of the response.
    pub const fn is_timeout(self) -> bool {
        matches!(self, Self::Timeout | Self::ConnectTimeout)
    }

    /// Returns whether the server was never reached, so that it can't have acted on the request.
    pub const fn is_connect(self) -> bool {
        matches!(self, Self::Connect | Self::ConnectTimeout)
    }
}

impl TransportError {
    /// Creates an error of this kind. The message must not hold credentials.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None, attempts: 0 }
    }

    /// That it took longer than this.
    pub(crate) fn timed_out(limit: Duration) -> Self {
        Self::new(TransportErrorKind::Timeout, format!("took longer than {limit:?}"))
    }

    /// Sets the source of the error, which must not hold credentials either, nor what the message says already.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(Arc::from(source.into()));
        self
    }

    /// Returns the kind of error, for code.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns the message, for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns whether it was a timeout, of connecting or of the response.
    pub fn is_timeout(&self) -> bool {
        self.kind.is_timeout()
    }

    /// Returns whether the server was never reached, so that it can't have acted on the request.
    pub fn is_connect(&self) -> bool {
        self.kind.is_connect()
    }

    /// The same with the request it happened to in front, whose address a server may have made of credentials.
    pub(crate) fn during(self, method: &str, public_url: &str, secrets: &Secrets) -> Self {
        let message = secrets.hide(&format!("{method} {public_url}: {}", self.message));
        Self { message, ..self }
    }

    /// The same of this request.
    pub(crate) fn of(self, request: &Request) -> Self {
        self.during(&request.method, &request.public_url(), &request.sensitive.secrets)
    }

    /// How many attempts there were.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The same after so many attempts.
    pub(crate) fn after(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if f.alternate() { write_sources(self.source(), f) } else { Ok(()) }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|it| &**it as &(dyn StdError + 'static))
    }
}

/// Writes an error and those that it came of, each after a colon.
pub(crate) fn write_sources(
    mut source: Option<&(dyn StdError + 'static)>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    while let Some(error) = source {
        write!(f, ": {error}")?;
        source = error.source();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_what_is_secret_and_text_shows_it() {
        let mut request =
            Request::new("GET", "https://x.test/a?api%20key=s3cret&b=1&api+key=s3cret");
        request.headers.append("authorization", "Bearer s3cret");
        request.headers.append("x-key", "s3cret");
        request.sensitive = Sensitive {
            headers: vec!["X-Key".to_owned()],
            query: vec!["api key".to_owned()],
            secrets: Secrets::default(),
        };
        let debug = format!("{request:?}");
        assert!(!debug.contains("s3cret"), "{debug}");
        assert!(debug.contains("https://x.test/a?api%20key=…&b=1&api+key=…"), "{debug}");
        assert_eq!(
            request.to_text(),
            "GET https://x.test/a?api%20key=s3cret&b=1&api+key=s3cret\nauthorization: Bearer s3cret\nx-key: s3cret\n\n"
        );
    }
}
