//! The body of a request as it goes to a connection: in memory at once, or read as it is sent.

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use tokio::time::{Instant, Sleep};

use crate::http::{
    body::Body,
    lock::lock,
    transport::{BodyStream, TransportError},
};

/// The body of a request.
pub(super) enum Outgoing {
    /// What of it isn't sent.
    Whole(Option<Bytes>),
    Chunks(Upload),
}

impl Outgoing {
    /// The body, and how far its sending has come where it isn't in memory.
    pub(super) fn new(body: &Body) -> (Self, Option<Arc<Uploading>>) {
        if body.is_empty() {
            return (Self::Whole(None), None);
        }
        if let Some(bytes) = body.as_bytes() {
            return (Self::Whole(Some(bytes.clone())), None);
        }
        let uploading = Arc::<Uploading>::default();
        let upload = Upload::new(body, Arc::clone(&uploading));
        (Self::Chunks(upload), Some(uploading))
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        match &mut *self {
            Self::Whole(bytes) => {
                Poll::Ready(bytes.take().map(|it| Ok(http_body::Frame::data(it))))
            }
            Self::Chunks(upload) => Pin::new(upload).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(None))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        match self {
            Self::Whole(bytes) => {
                let n_bytes = bytes.as_ref().map_or(0, Bytes::len);
                http_body::SizeHint::with_exact(n_bytes.try_into().unwrap_or(u64::MAX))
            }
            Self::Chunks(upload) => upload.size_hint(),
        }
    }
}

/// Since when the network has had a chunk and asked for no other; not while a chunk is being made, nor when all are out.
#[derive(Default)]
pub(super) struct Uploading(Mutex<Option<Instant>>);

impl Uploading {
    fn set(&self, since: Option<Instant>) {
        *lock(&self.0) = since;
    }
}

/// Notices when the server takes no more of a body.
pub(super) struct Stall {
    uploading: Arc<Uploading>,
    limit: Duration,
    next: Instant,
}

impl Stall {
    /// `None` for a limit beyond what a clock can show.
    pub(super) fn new(uploading: Arc<Uploading>, limit: Duration) -> Option<Self> {
        let next = Instant::now().checked_add(limit)?;
        Some(Self { uploading, limit, next })
    }

    /// When to look first.
    pub(super) fn alarm(&self) -> Instant {
        self.next
    }

    /// The error, once a chunk has taken too long; `alarm` is set anew each time that it goes off before.
    pub(super) fn poll(
        &mut self,
        mut alarm: Pin<&mut Sleep>,
        cx: &mut Context<'_>,
    ) -> Poll<TransportError> {
        loop {
            ready!(alarm.as_mut().poll(cx));
            let now = Instant::now();
            let since = (*lock(&self.uploading.0)).unwrap_or(now);
            if now.saturating_duration_since(since) >= self.limit {
                return Poll::Ready(TransportError::stalled(self.limit));
            }
            // It was in range before, and time has not gone back.
            let Some(next) = since.checked_add(self.limit) else { return Poll::Pending };
            alarm.as_mut().reset(next);
        }
    }
}

/// The body of a request that isn't in memory.
pub(super) struct Upload {
    // Nobody shares it, but reqwest asks for what can be.
    chunks: Mutex<Box<dyn BodyStream + Send>>,
    /// How many bytes are left, where that is known: hyper makes a `content-length` of it.
    left: Option<u64>,
    uploading: Arc<Uploading>,
}

impl Upload {
    fn new(body: &Body, uploading: Arc<Uploading>) -> Self {
        Self { chunks: Mutex::new(body.chunks()), left: body.content_length(), uploading }
    }
}

impl http_body::Body for Upload {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        self.uploading.set(None);
        let chunks = self.chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
        let chunk = ready!(chunks.poll_chunk(cx));
        if let Ok(Some(chunk)) = &chunk {
            let n_bytes = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            self.left = self.left.map(|it| it.saturating_sub(n_bytes));
            // Nobody asks for more than all of it.
            self.uploading.set((self.left != Some(0)).then(Instant::now));
        }
        Poll::Ready(chunk.map(|it| it.map(http_body::Frame::data)).transpose())
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.left.map_or_else(http_body::SizeHint::default, http_body::SizeHint::with_exact)
    }
}

/// What the server isn't going to take has no time.
impl Drop for Upload {
    fn drop(&mut self) {
        self.uploading.set(None);
    }
}
