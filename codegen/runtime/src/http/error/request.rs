//! Why a request was not sent.

use std::{error::Error as StdError, fmt};

/// A request that was not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestError {
    kind: RequestErrorKind,
    operation: &'static str,
    message: String,
}

/// Why a request was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestErrorKind {
    /// An argument can't be written where it goes.
    Argument,
    /// A credential is missing.
    Credentials,
    /// The operation's own server is not a URL, or one of its variables has no value.
    Server,
    /// One of [`RequestOptions`](crate::RequestOptions) can't be.
    Options,
    /// The next page can't be asked for: its cursor or address repeats, or leads to another origin.
    Paging,
}

impl RequestError {
    pub(crate) fn new(kind: RequestErrorKind, message: impl Into<String>) -> Self {
        Self { kind, operation: "", message: message.into() }
    }

    pub(crate) fn of(self, operation: &'static str) -> Self {
        Self { operation, ..self }
    }

    /// Returns the kind of error, for code.
    pub fn kind(&self) -> RequestErrorKind {
        self.kind
    }

    /// Returns the name of the operation.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Returns the message, for people.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Prefix(self.operation), self.message)
    }
}

impl StdError for RequestError {}

/// `operation: `, or nothing for one without a name.
pub(super) struct Prefix(pub(super) &'static str);

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" => Ok(()),
            name => write!(f, "{name}: "),
        }
    }
}
