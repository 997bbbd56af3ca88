//! One call, twice: by a generated client, and as somebody writes it who has reqwest and serde.
//!
//! Both build a request with a query, a credential and a timeout, hand it to a transport that answers from memory with
//! 10 KB of JSON, look at the status and the media type, and decode the same type.

pub mod by_hand;
pub mod cases;
pub mod kinds;
pub mod pages;

use std::sync::Arc;

use flexperto::clientwright_runtime::{
    BodyStream, BoxFuture, Headers, Request, TransportError, TransportResponse,
};
use flexperto::{Client, Transport};

/// A transport that keeps nothing.
#[derive(Debug)]
pub struct Memory(bytes::Bytes);

impl Memory {
    /// Answers with this JSON.
    pub fn new(json: String) -> Self {
        Self(json.into())
    }
}

impl Transport for Memory {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let headers: Headers = HEADERS.into_iter().collect();
        let body: Box<dyn BodyStream> = Box::new(self.0.clone());
        Box::pin(std::future::ready(Ok(TransportResponse::new(200, headers, body))))
    }

    fn sleep(&self, _: std::time::Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}

/// What servers send beside a body.
pub(crate) const HEADERS: [(&str, &str); 6] = [
    ("content-type", "application/json; charset=utf-8"),
    ("date", "Sun, 22 Nov 2026 12:00:00 GMT"),
    ("server", "nginx"),
    ("x-request-id", "0d4f2bc8-4c6e-4c1c-8e4c-6d8b8f4a8a11"),
    ("cache-control", "no-store"),
    ("vary", "accept-encoding"),
];

/// The generated client over such a transport.
///
/// # Panics
///
/// Never: the settings are good.
#[expect(clippy::expect_used, reason = "these settings are good")]
pub fn generated(json: String) -> Client {
    Client::builder()
        .api_key("not a real key")
        .transport(Arc::new(Memory::new(json)))
        .build()
        .expect("the settings are good")
}
