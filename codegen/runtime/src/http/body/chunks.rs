//! What the chunks of a body come from: a stream, one that is taken once, several one after the other.

use std::{
    error::Error as StdError,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

use crate::http::{
    lock::lock,
    transport::{
        error::{TransportError, TransportErrorKind},
        stream::BodyStream,
    },
};

/// A body is `Send` in a browser too, whose own streams aren't.
pub(super) type Chunks = Box<dyn BodyStream + Send>;

type Chunk = Poll<Result<Option<Bytes>, TransportError>>;

/// A stream of the user's.
pub(super) struct Streamed<S>(pub(super) Pin<Box<S>>);

impl<S, B, E> BodyStream for Streamed<S>
where
    S: Stream<Item = Result<B, E>> + Send,
    B: Into<Bytes>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Chunk {
        Poll::Ready(match ready!(self.0.as_mut().poll_next(cx)) {
            None => Ok(None),
            Some(Ok(chunk)) => Ok(Some(chunk.into())),
            Some(Err(error)) => Err(failed(&*error.into())),
        })
    }
}

#[cold]
fn failed(error: &(dyn StdError + Send + Sync)) -> TransportError {
    fail(format!("the stream of the request's body failed: {error}"))
}

/// A stream that is taken by whoever asks first for a chunk, so that a connection that isn't made costs nothing.
pub(super) struct Once {
    slot: Arc<Mutex<Option<Chunks>>>,
    taken: Option<Chunks>,
}

impl Once {
    pub(super) fn new(slot: Arc<Mutex<Option<Chunks>>>) -> Self {
        Self { slot, taken: None }
    }
}

impl BodyStream for Once {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Chunk {
        if self.taken.is_none() {
            self.taken = lock(&self.slot).take();
        }
        let Some(chunks) = &mut self.taken else {
            let message = "the request's body is a stream that can be sent only once, and it was";
            return Poll::Ready(Err(fail(message)));
        };
        chunks.poll_chunk(cx)
    }
}

/// Chunks that have to be as many bytes as was said.
pub(super) struct Exact {
    chunks: Chunks,
    length: u64,
    left: u64,
}

impl Exact {
    pub(super) fn new(chunks: Chunks, length: u64) -> Self {
        Self { chunks, length, left: length }
    }
}

impl BodyStream for Exact {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Chunk {
        let (chunk, length) = (ready!(self.chunks.poll_chunk(cx))?, self.length);
        let Some(chunk) = chunk else {
            let sent = length - self.left;
            let short = || fail(format!("the request's body ended after {sent} of {length} bytes"));
            return Poll::Ready(if self.left == 0 { Ok(None) } else { Err(short()) });
        };
        let left = u64::try_from(chunk.len()).ok().and_then(|it| self.left.checked_sub(it));
        Poll::Ready(match left {
            Some(left) => {
                self.left = left;
                Ok(Some(chunk))
            }
            None => Err(fail(format!("the request's body is longer than its {length} bytes"))),
        })
    }
}

/// Bodies one after the other.
pub(super) struct Chain<F> {
    boundary: Bytes,
    /// Gives the next body's chunks, and whether it is in memory, so that it is known not to hold the boundary.
    next: F,
    chunks: Chunks,
    /// The end of what came of a body that has to be looked through; `None` for one that was already.
    seen: Option<Vec<u8>>,
}

impl<F> Chain<F> {
    pub(super) fn new(boundary: Bytes, next: F) -> Self {
        Self { boundary, next, chunks: Box::new(Bytes::new()), seen: None }
    }

    /// Whether the boundary is in what came of this body with this chunk, which may have its end only.
    fn holds_boundary(&mut self, chunk: &[u8]) -> bool {
        let (boundary, Some(seen)) = (&self.boundary, &mut self.seen) else { return false };
        let overlap = boundary.len().saturating_sub(1);
        seen.extend(chunk.iter().take(overlap));
        let found = contains(seen, boundary) || contains(chunk, boundary);
        if chunk.len() > overlap {
            seen.clear();
            seen.extend(chunk.iter().skip(chunk.len() - overlap));
        } else {
            seen.drain(..seen.len().saturating_sub(overlap));
        }
        found
    }
}

impl<F: FnMut() -> Option<(Chunks, bool)> + Send> BodyStream for Chain<F> {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Chunk {
        loop {
            if let Some(chunk) = ready!(self.chunks.poll_chunk(cx))? {
                if self.holds_boundary(&chunk) {
                    let message =
                        "a file holds the boundary of its own form, whose end it would be";
                    return Poll::Ready(Err(fail(message)));
                }
                return Poll::Ready(Ok(Some(chunk)));
            }
            let Some((chunks, is_in_memory)) = (self.next)() else {
                return Poll::Ready(Ok(None));
            };
            self.chunks = chunks;
            self.seen = (!is_in_memory).then(Vec::new);
        }
    }
}

pub(crate) fn contains(text: &[u8], word: &[u8]) -> bool {
    // Boundaries are rare in bodies; look at whole windows only where the first byte fits.
    let Some(first) = word.first() else { return true };
    let mut rest = text;
    while let Some(at) = rest.iter().position(|it| it == first) {
        rest = rest.get(at..).unwrap_or_default();
        if rest.starts_with(word) {
            return true;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

pub(super) fn fail(message: impl Into<String>) -> TransportError {
    TransportError::new(TransportErrorKind::RequestBody, message)
}
