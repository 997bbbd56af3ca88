//! Why there is no response.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use crate::http::redact::Secrets;

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
    operation: &'static str,
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
    /// The connection ended before the head of a response was there, or what came can't be read as one. The server may
    /// have acted on the request.
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
        Self { kind, message: message.into(), source: None, attempts: 0, operation: "" }
    }

    /// That it took longer than this.
    pub(crate) fn timed_out(limit: Duration) -> Self {
        Self::new(TransportErrorKind::Timeout, format!("took longer than {:?}", rounded(limit)))
    }

    /// That a server took nothing of the request's body for so long.
    #[cfg(all(feature = "http", not(all(target_arch = "wasm32", target_os = "unknown"))))]
    pub(crate) fn stalled(limit: Duration) -> Self {
        let limit = rounded(limit);
        let message = format!("the server took no more of the body for {limit:?}");
        Self::new(TransportErrorKind::Timeout, message)
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

    /// How many attempts there were.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The name of the operation, where it is known.
    pub(crate) fn operation(&self) -> &'static str {
        self.operation
    }

    /// The same, of a call of this operation after so many attempts.
    pub(crate) fn of(self, operation: &'static str, attempts: u32) -> Self {
        Self { attempts, operation, ..self }
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

/// To milliseconds, where there are any: what is left of a limit is some microseconds less.
fn rounded(limit: Duration) -> Duration {
    if limit < Duration::from_millis(10) {
        return limit;
    }
    let millis = limit.saturating_add(Duration::from_micros(500)).as_millis();
    u64::try_from(millis).map_or(limit, Duration::from_millis)
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
