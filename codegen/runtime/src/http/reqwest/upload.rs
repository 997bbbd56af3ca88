//! The body of a request as reqwest takes it: in memory at once, or read as it is sent.

use std::{
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;

use crate::http::{
    body::Body,
    transport::{BodyStream, TransportError},
};

pub(super) fn body(body: &Body) -> Option<::reqwest::Body> {
    let in_memory = body.as_bytes().map(|it| it.clone().into());
    in_memory.or_else(|| (!body.is_empty()).then(|| ::reqwest::Body::wrap(Upload::new(body))))
}

/// The body of a request that isn't in memory.
struct Upload {
    // Nobody shares it, but reqwest asks for what can be.
    chunks: Mutex<Box<dyn BodyStream + Send>>,
    /// How many bytes are left, where that is known: hyper makes a `content-length` of it.
    left: Option<u64>,
}

impl Upload {
    fn new(body: &Body) -> Self {
        Self { chunks: Mutex::new(body.chunks()), left: body.content_length() }
    }
}

impl http_body::Body for Upload {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        let chunks = self.chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
        let chunk = ready!(chunks.poll_chunk(cx));
        if let Ok(Some(chunk)) = &chunk {
            let n_bytes = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            self.left = self.left.map(|it| it.saturating_sub(n_bytes));
        }
        Poll::Ready(chunk.map(|it| it.map(http_body::Frame::data)).transpose())
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.left.map_or_else(http_body::SizeHint::default, http_body::SizeHint::with_exact)
    }
}
