//! Why there is no access token.

use std::{error::Error as StdError, fmt};

use crate::http::{
    headers::Headers,
    retry::{self, Failure},
    transport::error::{TransportError, write_sources},
};

/// No access token was got, so that the call was not sent.
///
/// After a 401 it is the replay that was not sent.
/// Neither `Display` nor `Debug` shows a secret that was sent. Both have what a token endpoint says of its refusal, on
/// one line and cut where it is long; its code is kept as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenError {
    kind: TokenErrorKind,
    scheme: &'static str,
    status: Option<u16>,
    code: Option<String>,
    /// Boxed, so that a `Result` stays small.
    transport: Option<Box<TransportError>>,
    message: String,
    /// How often the call was sent for which the token was to be.
    attempts: u32,
    /// That call's operation.
    operation: &'static str,
}

/// Why no access token was got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenErrorKind {
    /// The token endpoint refuses (RFC 6749, section 5.2), or the authorization server (section 4.1.2.1);
    /// [`TokenError::code`] says why.
    Refused,
    /// The token endpoint's response is neither a token nor a refusal.
    Response,
    /// No response came from the token endpoint, or not all of it.
    Transport,
    /// A source that isn't the runtime's says so.
    Other,
}

impl TokenError {
    /// Creates an error of a [`TokenSource`](crate::TokenSource). The message (lower case, no full stop) must not hold
    /// secrets.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            kind: TokenErrorKind::Other,
            scheme: "",
            status: None,
            code: None,
            transport: None,
            message: message.into(),
            attempts: 0,
            operation: "",
        }
    }

    /// A refusal by the token endpoint: `error` and `error_description` of RFC 6749, section 5.2.
    pub(crate) fn refused(status: u16, code: &str, description: Option<&str>) -> Self {
        let message = format!("the token endpoint says {}", said(code, description));
        Self {
            kind: TokenErrorKind::Refused,
            status: Some(status),
            code: Some(code.to_owned()),
            ..Self::new(message)
        }
    }

    /// A refusal by the authorization server, which the browser has brought: RFC 6749, section 4.1.2.1.
    pub(crate) fn denied(code: &str, description: Option<&str>) -> Self {
        let message = format!("the authorization server says {}", said(code, description));
        let code = Some(code.to_owned());
        Self { kind: TokenErrorKind::Refused, code, ..Self::new(message) }
    }

    /// A response that makes no sense here.
    pub(crate) fn response(status: u16, what: impl fmt::Display) -> Self {
        let message = format!("the token endpoint responded with status {status} {what}");
        Self { kind: TokenErrorKind::Response, status: Some(status), ..Self::new(message) }
    }

    /// A redirect of the token endpoint, to this URL.
    pub(crate) fn redirected(status: u16, to: &str) -> Self {
        let to = short(to);
        Self::response(status, format_args!("a redirect to `{to}`, which is not followed"))
    }

    /// A response that is neither a token nor a refusal as RFC 6749 has them, with what it says all the same.
    pub(crate) fn without_token(status: u16, said: Option<&str>) -> Self {
        match said {
            Some(said) => {
                let said = short(said);
                Self::response(status, format_args!("and no `access_token`: {said}"))
            }
            None => Self::response(status, "and no `access_token`"),
        }
    }

    pub(crate) fn of(self, scheme: &'static str) -> Self {
        Self { scheme, ..self }
    }

    /// Returns the kind of error, for code.
    pub fn kind(&self) -> TokenErrorKind {
        self.kind
    }

    /// Returns the name of the scheme in the description.
    pub fn scheme(&self) -> &'static str {
        self.scheme
    }

    /// Returns the status of the token endpoint's response, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// Returns the `error` that the token endpoint gives, such as `invalid_grant` or `invalid_client`.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Returns the message, for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.operation
    }

    pub(crate) fn during(self, operation: &'static str, attempts: u32) -> Self {
        Self { attempts, operation, ..self }
    }

    /// Whether a token may be had later.
    pub(crate) fn is_retryable(&self) -> bool {
        let is_transient = |status: u16| {
            retry::DEFAULT.is_transient(Failure::Response { status, headers: &Headers::new() })
        };
        self.transport.as_ref().is_some_and(|it| retry::is_transient(it.kind()))
            || self.status.is_some_and(is_transient)
    }

    /// Returns whether the token endpoint took too long.
    pub fn is_timeout(&self) -> bool {
        self.transport.as_ref().is_some_and(|it| it.is_timeout())
    }

    /// Returns whether the token endpoint was never reached.
    pub fn is_connect(&self) -> bool {
        self.transport.as_ref().is_some_and(|it| it.is_connect())
    }
}

/// A code and its description in a message.
fn said(code: &str, description: Option<&str>) -> String {
    match description {
        Some(description) => format!("`{}`: {}", short(code), short(description)),
        None => format!("`{}`", short(code)),
    }
}

/// A text on one line, and no longer than somebody reads.
fn short(text: &str) -> String {
    const MOST: usize = 500;
    let mut shown: String = text.chars().take(MOST).flat_map(char::escape_debug).collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

impl From<TransportError> for TokenError {
    fn from(error: TransportError) -> Self {
        Self {
            kind: TokenErrorKind::Transport,
            message: error.message().to_owned(),
            transport: Some(Box::new(error)),
            ..Self::new("")
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scheme {
            "" => write!(f, "no access token: {}", self.message),
            scheme => write!(f, "no access token for `{scheme}`: {}", self.message),
        }?;
        if f.alternate() { write_sources(self.source(), f) } else { Ok(()) }
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.transport.as_ref()?.source()
    }
}
