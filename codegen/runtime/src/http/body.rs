//! The body of a request: in memory, from a stream or from a file.
//!
//! - In: bytes, or something that gives them by and by.
//! - Out: its [chunks](Body::chunks), which a transport sends as they come, and its length where that is known.
//! - Invariants: what can be sent but once says so, and gives an error rather than nothing when it is asked again;
//!   what says how long it is gives so many bytes or an error.

mod chunks;
mod disk;

use std::{
    error::Error as StdError,
    fmt,
    future::poll_fn,
    io,
    path::Path,
    sync::{Arc, Mutex},
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

pub(crate) use self::{chunks::contains, disk::blocking};
use self::{
    chunks::{Chain, Chunks, Exact, Once, Streamed},
    disk::FileChunks,
};
use super::transport::{error::TransportError, stream::BodyStream};

/// What a request carries.
///
/// What is in memory converts into one. What isn't is never held whole:
///
/// ```
/// use clientwright_runtime::Body;
/// # fn main() -> std::io::Result<()> {
/// # let path = std::env::temp_dir().join("clientwright-body-doc");
/// # std::fs::write(&path, "hello")?;
/// let body = Body::from_path(&path)?;
/// assert_eq!(body.content_length(), Some(5));
/// assert!(body.is_replayable());
/// # std::fs::remove_file(&path)
/// # }
/// ```
///
/// A clone is the same body: sending a stream of its own takes it from all clones. `Debug` shows nothing of the
/// content.
#[derive(Clone, Default)]
pub struct Body {
    content: Content,
    /// What was said of a stream's length.
    length: Option<u64>,
}

#[derive(Clone, Default)]
enum Content {
    #[default]
    None,
    Bytes(Bytes),
    /// The stream is taken out when its first chunk is asked for.
    Once(Arc<Mutex<Option<Chunks>>>),
    Again(Arc<Open>),
    Chain(Arc<Pieces>),
}

type Open = dyn Fn() -> Chunks + Send + Sync;

/// Bodies that are sent one after the other.
struct Pieces {
    bodies: Vec<Body>,
    /// What those that aren't in memory must not hold.
    boundary: Bytes,
}

impl Pieces {
    fn chunks(self: &Arc<Self>) -> Chunks {
        let (pieces, mut next) = (Arc::clone(self), 0);
        Box::new(Chain::new(self.boundary.clone(), move || {
            let body = pieces.bodies.get(next)?;
            next += 1;
            Some((body.chunks(), body.as_bytes().is_some()))
        }))
    }
}

impl Body {
    /// Creates a request's missing body: neither `content-length` nor `content-type` is sent.
    pub const fn empty() -> Self {
        Self { content: Content::None, length: None }
    }

    /// Creates a body of chunks as they come, which can be sent once.
    ///
    /// It is sent in chunks (RFC 9112, section 7.1) unless [`with_content_length`](Self::with_content_length) says how
    /// long it is. An error of the stream breaks the request off, and is a [`TransportError`] of
    /// [`TransportErrorKind::RequestBody`] that quotes its message, which therefore must not hold secrets.
    /// A [`Download`](crate::Download) is such a stream, and converts into a body with its length.
    ///
    /// [`TransportErrorKind::RequestBody`]: crate::TransportErrorKind::RequestBody
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let chunks: Chunks = Box::new(Streamed(Box::pin(stream)));
        Self::of(Content::Once(Arc::new(Mutex::new(Some(chunks)))))
    }

    /// Creates a body that can be sent again: `open` gives its stream anew each time.
    ///
    /// What holds of the stream of [`stream`](Self::stream) does of each of these, which have to be alike.
    ///
    /// ```
    /// use clientwright_runtime::{Body, bytes::Bytes};
    /// use std::{collections::VecDeque, pin::Pin, task::{Context, Poll}};
    ///
    /// struct Lines(VecDeque<&'static str>);
    ///
    /// impl futures_core::Stream for Lines {
    ///     type Item = std::io::Result<Bytes>;
    ///
    ///     fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
    ///         Poll::Ready(self.0.pop_front().map(|it| Ok(it.into())))
    ///     }
    /// }
    ///
    /// let body = Body::from_fn(|| Lines(["a\n", "b\n"].into())).with_content_length(4);
    /// assert!(body.is_replayable());
    /// ```
    pub fn from_fn<S, B, E>(open: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::of(Content::Again(Arc::new(move || Box::new(Streamed(Box::pin(open()))))))
    }

    /// Creates a body from a file, which is read piece by piece when it is sent, and again when it is sent again.
    ///
    /// Its length is taken now. A file that has another when it is sent, or that is gone, is a [`TransportError`] of
    /// [`TransportErrorKind::RequestBody`]. Where a tokio runtime is at hand, as it is for `HttpTransport`, it is read
    /// on a thread that may block.
    ///
    /// # Errors
    ///
    /// What the file system says when the file can't be looked up, and for a folder; always in a browser, which has
    /// none.
    ///
    /// [`TransportErrorKind::RequestBody`]: crate::TransportErrorKind::RequestBody
    pub fn from_path(path: impl AsRef<Path>) -> io::Result<Self> {
        let path: Arc<Path> = path.as_ref().into();
        let metadata = std::fs::metadata(&path)?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let length = metadata.is_file().then_some(metadata.len());
        let open = move || -> Chunks { Box::new(FileChunks::new(&path)) };
        Ok(Self { content: Content::Again(Arc::new(open)), length })
    }

    /// Says how many bytes a stream has, for its `content-length`.
    ///
    /// A stream of more or of fewer bytes then breaks the request off. What is in memory or in a file knows its length.
    #[must_use]
    pub fn with_content_length(mut self, bytes: u64) -> Self {
        if matches!(self.content, Content::Once(_) | Content::Again(_)) {
            self.length.get_or_insert(bytes);
        }
        self
    }

    /// Bodies one after the other, of which those that aren't in memory must not hold the boundary.
    pub(crate) fn chain(bodies: Vec<Self>, boundary: &str) -> Self {
        let boundary = Bytes::copy_from_slice(boundary.as_bytes());
        Self::of(Content::Chain(Arc::new(Pieces { bodies, boundary })))
    }

    fn of(content: Content) -> Self {
        Self { content, length: None }
    }

    /// Returns the whole body when it is in memory; `None` when there is no body, or one that is streamed.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes),
            Content::None | Content::Once(_) | Content::Again(_) | Content::Chain(_) => None,
        }
    }

    /// Returns how many bytes there are, where that is known.
    pub fn content_length(&self) -> Option<u64> {
        match &self.content {
            Content::None => Some(0),
            Content::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Content::Once(_) | Content::Again(_) => self.length,
            Content::Chain(pieces) => {
                let lengths = pieces.bodies.iter().map(Self::content_length);
                lengths.reduce(|sum, it| sum?.checked_add(it?)).unwrap_or(Some(0))
            }
        }
    }

    /// Returns whether the request has no body, which is not the same as a body of no bytes.
    pub fn is_empty(&self) -> bool {
        matches!(self.content, Content::None)
    }

    /// Returns whether the body can be sent a second time, as redirects and retries ask for.
    pub fn is_replayable(&self) -> bool {
        match &self.content {
            Content::None | Content::Bytes(_) | Content::Again(_) => true,
            Content::Once(_) => false,
            Content::Chain(pieces) => pieces.bodies.iter().all(Self::is_replayable),
        }
    }

    /// Returns the body as it is sent, for a [`Transport`](crate::Transport): from its beginning, chunk by chunk.
    ///
    /// Nothing is opened or taken before the first chunk is asked for. All errors are of
    /// [`TransportErrorKind::RequestBody`]: of the stream or the file, of a length that isn't as said, and that of a
    /// stream that was sent before.
    ///
    /// [`TransportErrorKind::RequestBody`]: crate::TransportErrorKind::RequestBody
    pub fn chunks(&self) -> Box<dyn BodyStream + Send> {
        let chunks: Chunks = match &self.content {
            Content::None => Box::new(Bytes::new()),
            Content::Bytes(bytes) => Box::new(bytes.clone()),
            Content::Once(slot) => Box::new(Once::new(Arc::clone(slot))),
            Content::Again(open) => open(),
            Content::Chain(pieces) => pieces.chunks(),
        };
        match self.length {
            Some(length) => Box::new(Exact::new(chunks, length)),
            None => chunks,
        }
    }

    /// Returns the whole body in memory, for a transport that can't stream.
    ///
    /// # Errors
    ///
    /// Fails like [`chunks`](Self::chunks).
    pub async fn bytes(&self) -> Result<Bytes, TransportError> {
        if let Some(bytes) = self.as_bytes() {
            return Ok(bytes.clone());
        }
        let (mut chunks, mut all) = (self.chunks(), BytesMut::new());
        while let Some(chunk) = poll_fn(|cx| chunks.poll_chunk(cx)).await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("content_length", &self.content_length())
            .field("is_replayable", &self.is_replayable())
            .finish_non_exhaustive()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::of(Content::Bytes(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        text.as_bytes().into()
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}
