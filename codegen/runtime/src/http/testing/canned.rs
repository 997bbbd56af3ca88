//! Responses that are written down beforehand.

use std::{
    collections::VecDeque,
    task::{Context, Poll},
};

use bytes::Bytes;

use crate::http::{
    headers::Headers,
    transport::{BodyStream, TransportError, TransportResponse},
};

/// A response written down beforehand.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Canned {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Headers,
    /// The chunks of the body.
    pub chunks: Vec<Bytes>,
}

impl Canned {
    /// Creates a response with neither headers nor body.
    pub fn new(status: u16) -> Self {
        Self { status, headers: Headers::new(), chunks: Vec::new() }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Adds a chunk to the body.
    #[must_use]
    pub fn body(mut self, chunk: impl Into<Bytes>) -> Self {
        self.chunks.push(chunk.into());
        self
    }

    pub(super) fn into_response(self) -> TransportResponse {
        TransportResponse::new(self.status, self.headers, Box::new(Chunks(self.chunks.into())))
    }
}

/// A body in these chunks.
pub(crate) struct Chunks(pub(crate) VecDeque<Bytes>);

impl BodyStream for Chunks {
    fn poll_chunk(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        Poll::Ready(Ok(self.0.pop_front()))
    }
}

pub(super) fn json(status: u16, body: impl Into<Bytes>) -> Canned {
    Canned::new(status).header("content-type", "application/json").body(body)
}
