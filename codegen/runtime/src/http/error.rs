//! What a call can end in instead of its body.

mod any;
pub(super) mod build;
mod item;
pub(super) mod request;
pub(super) mod said;
mod state;
mod unread;

use std::{error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;

use self::request::Prefix;
use self::said::Said;
pub use self::{
    any::{AnyError, AnyErrorBody},
    build::BuildError,
    item::ItemError,
    request::{RequestError, RequestErrorKind},
    state::StateError,
    unread::{BodyTooLargeError, DecodeResponseError},
};
use super::{
    headers::{Headers, bare, request_id},
    redact::{Secrets, boundary},
    redacted,
    response::{Head, LedTo, ResponseBody},
    retry::{self, Failure},
    tokens::error::TokenError,
    transport::error::TransportError,
};
use crate::json::{DecodeError, Reader};

/// The error of a call.
///
/// `E` is what the operation documents for its error responses; [`Never`] when it documents nothing.
///
/// `Display` says what happened. What that came of outside of this crate, such as a refused connection, is the
/// [`source`](std::error::Error::source); `{:#}` shows it too, each once.
///
/// What came with a response is boxed, so that a `Result` stays small.
/// Neither `Display` nor `Debug` shows a credential that was sent, even where the server repeats it, percent-encoded,
/// escaped or in base64: there is `…` in its place. Of what a server says they show 1 KiB at most. The fields of the
/// errors have all of it, as it came.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error<E = Never> {
    /// Nothing was sent: an argument or a credential is missing or invalid.
    Request(RequestError),
    /// No access token could be obtained.
    Token(Box<TokenError>),
    /// No response came, or not all of it.
    Transport(TransportError),
    /// A documented error, decoded.
    Api(Box<ApiError<E>>),
    /// An error status that isn't documented, or whose body doesn't read as documented; kept whole.
    UnexpectedResponse(Box<UnexpectedResponseError>),
    /// A success whose body doesn't read as documented; kept whole.
    Decode(Box<DecodeResponseError>),
    /// The body is longer than the client's limit.
    TooLarge(Box<BodyTooLargeError>),
    /// An error that the server sends within a stream, in place of an item.
    Item(Box<ItemError>),
    /// A state that was waited for hasn't come: of an [`AnyError`] alone, which is made of a
    /// [`WaitError`](crate::WaitError).
    State(Box<StateError>),
}

/// The error body of an operation that documents none. There is no value of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Never {}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl StdError for Never {}

impl ResponseBody for Never {
    fn read_response(_: u16, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Err(r.error("no body is documented"))
    }
}

impl<E> Error<E> {
    /// Returns the name of the operation that failed, as the description has it; empty for a request that is none of the
    /// operations.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Request(it) => it.operation(),
            Self::Token(it) => it.operation(),
            Self::Transport(it) => it.operation(),
            Self::Api(it) => it.operation,
            Self::UnexpectedResponse(it) => it.operation,
            Self::Decode(it) => it.operation,
            Self::TooLarge(it) => it.operation,
            Self::Item(it) => it.operation,
            Self::State(it) => it.operation,
        }
    }

    /// Returns the status of the response, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Request(_) | Self::Token(_) | Self::Transport(_) | Self::State(_) => None,
            Self::Api(it) => Some(it.status),
            Self::UnexpectedResponse(it) => Some(it.status),
            Self::Decode(it) => Some(it.status),
            Self::TooLarge(it) => Some(it.status),
            Self::Item(it) => Some(it.status),
        }
    }

    /// Returns the headers of the response, if there was one.
    pub fn headers(&self) -> Option<&Headers> {
        match self {
            Self::Request(_) | Self::Token(_) | Self::Transport(_) | Self::State(_) => None,
            Self::Api(it) => Some(&it.headers),
            Self::UnexpectedResponse(it) => Some(&it.headers),
            Self::Decode(it) => Some(&it.headers),
            Self::TooLarge(it) => Some(&it.headers),
            Self::Item(it) => Some(&it.headers),
        }
    }

    /// Returns the id that the server gave the request, to quote to its support; see
    /// [`Response::request_id`](crate::Response::request_id).
    pub fn request_id(&self) -> Option<&str> {
        request_id(self.headers()?)
    }

    /// Returns the body of the response as it came, unpacked, if there was one; at most what
    /// [`UnexpectedResponseError::truncated`] leaves of it.
    pub fn body_bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Request(_)
            | Self::Token(_)
            | Self::Transport(_)
            | Self::TooLarge(_)
            | Self::State(_) => None,
            Self::Api(it) => Some(&it.bytes),
            Self::UnexpectedResponse(it) => Some(&it.bytes),
            Self::Decode(it) => Some(&it.bytes),
            Self::Item(it) => Some(&it.bytes),
        }
    }

    /// Returns how often the request was sent: more than once if it was [sent again](crate::RetryPolicy), and not at
    /// all if it couldn't be; those of a waiter aren't counted.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Request(_) | Self::State(_) => 0,
            Self::Token(it) => it.attempts(),
            Self::Transport(it) => it.attempts(),
            Self::Api(it) => it.attempts,
            Self::UnexpectedResponse(it) => it.attempts,
            Self::Decode(it) => it.attempts,
            Self::TooLarge(it) => it.attempts,
            Self::Item(it) => it.attempts,
        }
    }

    /// Returns whether the same call may succeed later: no connection, or one that broke; too slow; a status such as
    /// 429 or 503.
    ///
    /// It says nothing of whether sending the request twice does harm, which [`RetryPolicy`](crate::RetryPolicy) is
    /// about.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Request(_) | Self::Decode(_) | Self::TooLarge(_) | Self::Item(_) => false,
            Self::Token(it) => it.is_retryable(),
            Self::State(it) => it.limit.is_some(),
            Self::Transport(it) => retry::is_transient(it.kind()),
            Self::Api(_) | Self::UnexpectedResponse(_) => {
                self.response().is_some_and(|(status, headers)| {
                    retry::DEFAULT.is_transient(Failure::Response { status, headers })
                })
            }
        }
    }

    /// Returns how long the response asks to wait before the next call, by `retry-after` and its like.
    pub fn retry_after(&self) -> Option<Duration> {
        self.response().and_then(|(status, headers)| retry::asked(status, headers))
    }

    fn response(&self) -> Option<(u16, &Headers)> {
        self.status().zip(self.headers())
    }

    /// Returns the documented error body, if that is what came.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(it) => Some(&it.body),
            Self::Request(_)
            | Self::Token(_)
            | Self::Transport(_)
            | Self::UnexpectedResponse(_)
            | Self::Decode(_)
            | Self::TooLarge(_)
            | Self::Item(_)
            | Self::State(_) => None,
        }
    }

    /// Returns the documented error body, if that is what came and it is a `T`: of an enum what its variant holds.
    ///
    /// It goes on giving the same when the operation documents more errors.
    pub fn downcast_ref<T: 'static>(&self) -> Option<&T>
    where
        E: ResponseBody + 'static,
    {
        match self {
            Self::Api(it) => it.downcast_ref(),
            _ => None,
        }
    }

    /// Returns whether it was a timeout, or the limit of a waiter.
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Token(it) => it.is_timeout(),
            Self::Transport(it) => it.is_timeout(),
            Self::State(it) => it.limit.is_some(),
            _ => false,
        }
    }

    /// Returns what the server says of the error, for people: its `message`, `detail`, `error_description` or the like, or
    /// the text that it sent. Of a token endpoint, what that says.
    ///
    /// [RFC 9457] has `detail` and `title`, RFC 6749 `error_description`; everything else is custom. No credential that was
    /// sent is in it.
    ///
    /// [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Api(it) => it.message(),
            Self::UnexpectedResponse(it) => it.message(),
            Self::Item(it) => it.message(),
            Self::Token(it) => Some(it.message()),
            Self::Request(_)
            | Self::Transport(_)
            | Self::Decode(_)
            | Self::TooLarge(_)
            | Self::State(_) => None,
        }
    }

    /// Returns the server's code of the error, for programs: its `code`, `error` or the like, or the `type` of
    /// [RFC 9457]; a number as text.
    ///
    /// [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Api(it) => it.code(),
            Self::UnexpectedResponse(it) => it.code(),
            Self::Item(it) => it.code(),
            Self::Token(it) => it.code(),
            Self::Request(_)
            | Self::Transport(_)
            | Self::Decode(_)
            | Self::TooLarge(_)
            | Self::State(_) => None,
        }
    }

    /// Returns whether the call itself succeeded: the server did what it was asked for, and only its response can't be
    /// read. Such a call isn't to be made again.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Decode(_) | Self::TooLarge(_))
    }

    /// Returns whether neither the server nor the one that issues tokens was reached.
    pub fn is_connect(&self) -> bool {
        match self {
            Self::Token(it) => it.is_connect(),
            Self::Transport(it) => it.is_connect(),
            _ => false,
        }
    }
}

impl<E> Error<E> {
    /// The same error with another body.
    fn map<F>(self, body: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Request(it) => Error::Request(it),
            Self::Token(it) => Error::Token(it),
            Self::Transport(it) => Error::Transport(it),
            Self::Api(it) => Error::Api(Box::new(it.map(body))),
            Self::UnexpectedResponse(it) => Error::UnexpectedResponse(it),
            Self::Decode(it) => Error::Decode(it),
            Self::TooLarge(it) => Error::TooLarge(it),
            Self::Item(it) => Error::Item(it),
            Self::State(it) => Error::State(it),
        }
    }
}

impl Error<Never> {
    /// The same error, of a call of this operation after so many attempts.
    pub(crate) fn of(self, operation: &'static str, attempts: u32) -> Self {
        match self {
            Self::Token(it) => Self::Token(Box::new(it.during(operation, attempts))),
            Self::Transport(it) => Self::Transport(it.of(operation, attempts)),
            other => other,
        }
    }

    /// The same error for an operation that documents error bodies.
    pub(crate) fn widen<E>(self) -> Error<E> {
        self.map(|body| match body {})
    }
}

impl<E: fmt::Debug> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(it) => it.fmt(f),
            Self::Token(it) => it.fmt(f),
            Self::Transport(it) => it.fmt(f),
            Self::Api(it) => it.fmt(f),
            Self::UnexpectedResponse(it) => it.fmt(f),
            Self::Decode(it) => it.fmt(f),
            Self::TooLarge(it) => it.fmt(f),
            Self::Item(it) => it.fmt(f),
            Self::State(it) => it.fmt(f),
        }
    }
}

// What this crate has to say, such as the path of a decode error, is in the message and so isn't a source.
impl<E: fmt::Debug> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Token(it) => it.source(),
            Self::Transport(it) => it.source(),
            Self::Request(_)
            | Self::Api(_)
            | Self::UnexpectedResponse(_)
            | Self::Decode(_)
            | Self::TooLarge(_)
            | Self::Item(_)
            | Self::State(_) => None,
        }
    }
}

/// A documented error response.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ApiError<E> {
    /// The name of the operation.
    pub operation: &'static str,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body, decoded.
    pub body: E,
    /// The body as it came, unpacked.
    pub bytes: Bytes,
    /// How often the request was sent.
    pub attempts: u32,
    said: Said,
    led_to: LedTo,
    secrets: Secrets,
}

impl<E> ApiError<E> {
    pub(crate) fn new(operation: &'static str, head: Head, body: E, bytes: Bytes) -> Self {
        let said = Said::of(&head, &bytes);
        let Head { status, headers, led_to, attempts, secrets, url: _, reading: _ } = head;
        Self { operation, status, headers, body, bytes, attempts, said, led_to, secrets }
    }

    fn map<F>(self, map: impl FnOnce(E) -> F) -> ApiError<F> {
        let Self { operation, status, headers, body, bytes, attempts, said, led_to, secrets } =
            self;
        let body = map(body);
        ApiError { operation, status, headers, body, bytes, attempts, said, led_to, secrets }
    }

    /// Returns the body, if it is a `T`, as [`Error::downcast_ref`] does.
    pub fn downcast_ref<T: 'static>(&self) -> Option<&T>
    where
        E: ResponseBody + 'static,
    {
        self.body.content().downcast_ref()
    }

    /// Returns what the server says of the error, as [`Error::message`] does.
    pub fn message(&self) -> Option<&str> {
        self.said.message.as_deref()
    }

    /// Returns the server's code of the error, as [`Error::code`] does.
    pub fn code(&self) -> Option<&str> {
        self.said.code.as_deref()
    }
}

impl<E: fmt::Debug> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, body, led_to, secrets, .. } = self;
        write!(
            f,
            "{}status {status}{led_to}: {}",
            Prefix(operation),
            secrets.shown(format_args!("{body:?}"))
        )
    }
}

impl<E: fmt::Debug> fmt::Debug for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, headers, body, bytes, attempts, secrets, .. } = self;
        let mut shown = Shown::begin("ApiError", secrets, f);
        shown.field("operation", operation).field("status", status).field("headers", headers);
        shown.field("body", body).body("bytes", bytes).field("attempts", attempts).end()
    }
}

impl<E: fmt::Debug> StdError for ApiError<E> {}

/// A response with an error status that isn't documented, or whose body doesn't read as documented; kept whole.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnexpectedResponseError {
    /// The name of the operation.
    pub operation: &'static str,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body as it came.
    pub bytes: Bytes,
    /// Whether the body was longer than 1 MiB, or than what the client reads, and the rest of it was left out.
    pub truncated: bool,
    /// Why the body doesn't read as documented; `None` when no body is documented for this status.
    pub error: Option<DecodeError>,
    /// Whether the description has this status.
    pub is_documented: bool,
    /// How often the request was sent.
    pub attempts: u32,
    said: Said,
    led_to: LedTo,
    secrets: Secrets,
}

impl UnexpectedResponseError {
    pub(crate) fn new(
        operation: &'static str,
        head: Head,
        bytes: Bytes,
        error: Option<DecodeError>,
    ) -> Self {
        let said = Said::of(&head, &bytes);
        let Head { status, headers, led_to, attempts, secrets, url: _, reading: _ } = head;
        let error = error.map(|it| it.rewritten(&|text| secrets.hide_shortened(text)));
        let (truncated, is_documented) = (false, false);
        Self {
            operation,
            status,
            headers,
            bytes,
            truncated,
            error,
            is_documented,
            attempts,
            said,
            led_to,
            secrets,
        }
    }

    /// Returns what the server says of the error, as [`Error::message`] does.
    pub fn message(&self) -> Option<&str> {
        self.said.message.as_deref()
    }

    /// Returns the server's code of the error, as [`Error::code`] does.
    pub fn code(&self) -> Option<&str> {
        self.said.code.as_deref()
    }

    /// Returns the body as text, for a log; bytes that aren't UTF-8 are replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

impl fmt::Display for UnexpectedResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, headers, bytes, error, is_documented, secrets, .. } = self;
        write!(f, "{}status {status}{}", Prefix(operation), self.led_to)?;
        let content_type = headers.get("content-type").unwrap_or_default();
        let location = headers.get("location").filter(|_| status / 100 == 3);
        let shown = match (location, self.message()) {
            (Some(location), _) => {
                // What is behind it may be a key that the server has copied.
                let to = bare(location);
                Some(secrets.shown(format_args!("it leads to `{to}`, where nothing was sent")))
            }
            (None, Some(message)) => Some(secrets.shown(format_args!("{message}"))),
            (None, None) => said::excerpt(bytes, content_type, secrets),
        };
        if let Some(shown) = &shown {
            write!(f, ": {shown}")?;
        }
        match (error, is_documented, shown) {
            (Some(error), _, _) => {
                let error = secrets.shown(format_args!("{error}"));
                write!(f, " (the body is not as documented: {error})")
            }
            (None, true, Some(_)) => f.write_str(" (documented without a body)"),
            (None, true, None) => f.write_str(", which is documented and has no body"),
            (None, false, Some(_)) => f.write_str(" (not documented)"),
            (None, false, None) => f.write_str(", which is not documented and has no body"),
        }
    }
}

impl fmt::Debug for UnexpectedResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, headers, bytes, truncated, error, attempts, secrets, .. } =
            self;
        let mut shown = Shown::begin("UnexpectedResponseError", secrets, f);
        shown.field("operation", operation).field("status", status).field("headers", headers);
        shown.body("bytes", bytes).field("truncated", truncated).field("error", error);
        shown.field("attempts", attempts).end()
    }
}

impl StdError for UnexpectedResponseError {}

/// How many bytes of a body are looked through for members that are secret: more than are shown.
const REDACTED: usize = 1 << 16;

/// A struct as `Debug` shows it, but for credentials and for more than a part of each field.
struct Shown<'a, 'b, 'f> {
    secrets: &'a Secrets,
    fields: fmt::DebugStruct<'b, 'f>,
    is_pretty: bool,
}

impl<'a, 'b, 'f> Shown<'a, 'b, 'f> {
    fn begin(name: &str, secrets: &'a Secrets, f: &'b mut fmt::Formatter<'f>) -> Self {
        let is_pretty = f.alternate();
        Self { secrets, fields: f.debug_struct(name), is_pretty }
    }

    fn field(&mut self, name: &str, value: &dyn fmt::Debug) -> &mut Self {
        let text = if self.is_pretty {
            self.secrets.shown(format_args!("{value:#?}"))
        } else {
            self.secrets.shown(format_args!("{value:?}"))
        };
        self.fields.field(name, &format_args!("{text}"));
        self
    }

    /// A body: as text where it is some.
    fn body(&mut self, name: &str, bytes: &Bytes) -> &mut Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let (beginning, rest) = text.split_at(boundary(text, REDACTED));
                let shown =
                    redacted::json(beginning, "…", &|name: &str| self.secrets.hides_member(name));
                // Where much was left out, what nobody has looked through would be shown.
                let rest =
                    if shown.len() < REDACTED / 4 && !rest.is_empty() { "…" } else { rest };
                self.field(name, &(shown + rest))
            }
            Err(_) => self.field(name, bytes),
        }
    }

    fn end(&mut self) -> fmt::Result {
        self.fields.finish_non_exhaustive()
    }
}
