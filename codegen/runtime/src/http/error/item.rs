//! An error that a server sends in the middle of a stream.

use std::{error::Error as StdError, fmt};

use bytes::Bytes;

use super::{Shown, request::Prefix, said::Said};
use crate::http::{headers::Headers, redact::Secrets, response::Head};

/// An error that came in place of an item of a stream, whose status had said yes by then.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ItemError {
    /// The name of the operation.
    pub operation: &'static str,
    /// The status that the stream began with.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// What the server says of the error, as JSON.
    pub bytes: Bytes,
    /// How often the request was sent.
    pub attempts: u32,
    said: Said,
    secrets: Secrets,
}

impl ItemError {
    pub(crate) fn new(operation: &'static str, head: Head, bytes: Bytes) -> Self {
        let said = Said::of(&head, &bytes);
        let Head { status, headers, attempts, secrets, .. } = head;
        Self { operation, status, headers, bytes, attempts, said, secrets }
    }

    /// Returns what the server says of the error, for people.
    pub fn message(&self) -> Option<&str> {
        self.said.message.as_deref()
    }

    /// Returns the server's code of the error, for programs; a number as text.
    pub fn code(&self) -> Option<&str> {
        self.said.code.as_deref()
    }
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, bytes, secrets, .. } = self;
        let shown = super::said::excerpt(bytes, "application/json", secrets);
        write!(f, "{}the stream has an error: {}", Prefix(operation), shown.unwrap_or_default())
    }
}

impl fmt::Debug for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, headers, bytes, attempts, said: _, secrets } = self;
        let mut shown = Shown::begin("ItemError", secrets, f);
        shown.field("operation", operation).field("status", status).field("headers", headers);
        shown.body("bytes", bytes).field("attempts", attempts).end()
    }
}

impl StdError for ItemError {}
