//! Bodies that arrive in chunks.

use std::task::{Context, Poll};

use bytes::Bytes;

use super::error::TransportError;
use crate::http::maybe_send::MaybeSend;

/// A body that arrives in chunks.
pub trait BodyStream: MaybeSend {
    /// The next chunk, or `None` at the end; after the end or an error it isn't called again.
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>>;
}

/// A body that is already there.
impl BodyStream for Bytes {
    fn poll_chunk(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        let all = std::mem::take(self);
        Poll::Ready(Ok((!all.is_empty()).then_some(all)))
    }
}
