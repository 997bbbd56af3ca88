//! What carries requests: the one door to the network.

pub(super) mod error;
pub(super) mod stream;

use std::{fmt, time::Duration};

pub use self::{
    error::{TransportError, TransportErrorKind},
    stream::BodyStream,
};
use super::{
    headers::Headers,
    maybe_send::{BoxFuture, MaybeSend, MaybeSync},
    request::Request,
};

/// Sends one request and gives one response, redirects and error statuses included.
///
/// Redirects, credentials, decoding and limits are the runtime's part, above this trait.
/// An implementation follows no redirect, keeps no cookie and adds no credential of its own.
/// `ClientBuilder::wrap` puts one around another, to log, to measure or to sign.
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
