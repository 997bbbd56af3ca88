//! Why the body of a success is not there.

use std::{error::Error as StdError, fmt};

use bytes::Bytes;

use super::{Shown, request::Prefix};
use crate::{
    http::{
        headers::Headers,
        redact::Secrets,
        response::{Head, LedTo},
    },
    json::{DecodeError, Deviations},
};

/// A successful response whose body doesn't read as documented, kept whole.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DecodeResponseError {
    /// The name of the operation.
    pub operation: &'static str,
    /// Why it doesn't.
    pub error: DecodeError,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The body as it came.
    pub bytes: Bytes,
    /// Where the body isn't as described; the last is why it can't be read.
    pub deviations: Deviations,
    /// How often the request was sent.
    pub attempts: u32,
    led_to: LedTo,
    secrets: Secrets,
}

impl DecodeResponseError {
    pub(crate) fn new(
        operation: &'static str,
        head: Head,
        bytes: Bytes,
        error: DecodeError,
        deviations: Deviations,
    ) -> Self {
        let Head { status, headers, led_to, attempts, secrets, url: _, reading: _ } = head;
        let error = error.rewritten(&|text| secrets.hide_shortened(text));
        Self { operation, error, status, headers, bytes, deviations, attempts, led_to, secrets }
    }
}

impl fmt::Display for DecodeResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, error, led_to, secrets, .. } = self;
        let prefix = Prefix(operation);
        let error = secrets.shown(format_args!("{error}"));
        write!(
            f,
            "{prefix}the call succeeded with status {status}{led_to}, but its body is not as documented: {error}"
        )
    }
}

impl fmt::Debug for DecodeResponseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation, error, status, headers, bytes, deviations, attempts, secrets, ..
        } = self;
        let mut shown = Shown::begin("DecodeResponseError", secrets, f);
        shown.field("deviations", &deviations.count());
        shown.field("operation", operation).field("error", error).field("status", status);
        shown.field("headers", headers).body("bytes", bytes).field("attempts", attempts).end()
    }
}

impl StdError for DecodeResponseError {}

/// A response whose body is longer than the client reads; see
/// `ClientBuilder::max_body`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BodyTooLargeError {
    /// The name of the operation.
    pub operation: &'static str,
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// How many bytes the client reads, unpacked.
    pub limit: usize,
    /// How often the request was sent.
    pub attempts: u32,
    secrets: Secrets,
}

impl BodyTooLargeError {
    pub(crate) fn new(operation: &'static str, head: Head, limit: usize) -> Self {
        let Head { status, headers, attempts, secrets, .. } = head;
        Self { operation, status, headers, limit, attempts, secrets }
    }
}

impl fmt::Display for BodyTooLargeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, limit, .. } = self;
        write!(f, "{}status {status}, whose body is longer than {limit} bytes", Prefix(operation))
    }
}

impl fmt::Debug for BodyTooLargeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, headers, limit, attempts, secrets } = self;
        let mut shown = Shown::begin("BodyTooLargeError", secrets, f);
        shown.field("operation", operation).field("status", status).field("headers", headers);
        shown.field("limit", limit).field("attempts", attempts).end()
    }
}

impl StdError for BodyTooLargeError {}
