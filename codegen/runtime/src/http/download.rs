//! Bodies that are handed on as they arrive.

mod disposition;
mod save;

use std::{
    borrow::Cow,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

pub use self::save::DownloadError;
use super::{
    headers::Headers,
    response::Head,
    transport::{BodyStream, TransportError, TransportErrorKind},
};

/// A body that arrives: read it [chunk](Self::chunk) by chunk, as a [`Stream`], or [whole](Self::bytes), or
/// [save](Self::save) it.
///
/// Nothing is read ahead: a slow reader slows the server down. Its length has no limit unless you [set one](Self::limit);
/// how long the server may be silent between chunks is limited by the idle timeout of the request. A body of fewer bytes
/// than its `content-length` is an error, and one that comes gzipped, though nobody asked for it, is unpacked.
pub struct Download {
    pub(crate) head: Head,
    method: Cow<'static, str>,
    /// `None` after its end.
    body: Option<Box<dyn BodyStream>>,
    limit: u64,
    received: u64,
    on_progress: Option<Box<OnProgress>>,
}

type OnProgress = dyn FnMut(Progress) + Send;

/// How far a [`Download`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many bytes have come so far.
    pub received: u64,
    /// How many there will be, if the server says so.
    pub total: Option<u64>,
}

impl Download {
    pub(crate) fn new(head: Head, method: Cow<'static, str>, body: Box<dyn BodyStream>) -> Self {
        Self { head, method, body: Some(body), limit: u64::MAX, received: 0, on_progress: None }
    }

    /// Returns the status.
    pub fn status(&self) -> u16 {
        self.head.status
    }

    /// Returns the headers; without those of the packing where it was unpacked.
    pub fn headers(&self) -> &Headers {
        &self.head.headers
    }

    /// Returns the media type, if the server says one.
    pub fn content_type(&self) -> Option<&str> {
        self.head.headers.get("content-type")
    }

    /// Returns how many bytes there are, if the server says so.
    pub fn content_length(&self) -> Option<u64> {
        self.head.content_length()
    }

    /// Returns the name of the file that the server proposes.
    ///
    /// The last part of it only, and never `.` or `..`: a server must not choose the folder (RFC 6266, section 4.3).
    /// Nor has it what is more than a name on some system: a drive or a stream behind a colon, a device such as `CON`,
    /// dots or spaces at the end, controls, marks of direction. It has 255 bytes at most, its extension among them.
    pub fn file_name(&self) -> Option<String> {
        disposition::file_name(self.head.headers.get("content-disposition")?)
    }

    /// Limits the download: one of more bytes ends in [`TransportErrorKind::TooLarge`].
    ///
    /// A body that says so beforehand isn't read at all, and no byte beyond the limit is handed on.
    #[must_use]
    pub fn limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Calls `tell` after each chunk with how much has come.
    ///
    /// ```
    /// # async fn get(download: clientwright_runtime::Download) -> Result<(), Box<dyn std::error::Error>> {
    /// let download = download.on_progress(|it| println!("{} of {:?} bytes", it.received, it.total));
    /// download.save("archive.zip").await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn on_progress(mut self, tell: impl FnMut(Progress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(tell));
        self
    }

    /// Returns the next chunk, or `None` at the end. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// Returns a [`TransportError`] when the connection breaks, the next chunk takes too long, or the body is longer
    /// than the [limit](Self::limit).
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        poll_fn(|cx| self.poll_chunk(cx)).await
    }

    /// Returns the whole body in memory, however long it is.
    ///
    /// # Errors
    ///
    /// Fails like [`chunk`](Self::chunk).
    pub async fn bytes(mut self) -> Result<Bytes, TransportError> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// Returns the whole body in memory, unless it is longer than `limit` bytes.
    ///
    /// # Errors
    ///
    /// Fails like [`chunk`](Self::chunk).
    pub async fn bytes_up_to(self, limit: usize) -> Result<Bytes, TransportError> {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).min(self.limit);
        self.limit(limit).bytes().await
    }

    pub(crate) fn poll_chunk(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, TransportError>> {
        let Some(body) = &mut self.body else { return Poll::Ready(Ok(None)) };
        let is_too_long = self.method != "HEAD"
            && self.received == 0
            && self.head.content_length().is_some_and(|it| it > self.limit);
        let chunk = if is_too_long {
            Err(too_large(self.limit))
        } else {
            ready!(body.poll_chunk(cx)).and_then(|it| it.map(|it| self.count(it)).transpose())
        };
        if !matches!(chunk, Ok(Some(_))) {
            self.stop();
        }
        Poll::Ready(
            chunk.map_err(|error| error.during(&self.method, &self.head.url, &self.head.secrets)),
        )
    }

    fn count(&mut self, chunk: Bytes) -> Result<Bytes, TransportError> {
        let received = u64::try_from(chunk.len()).ok().and_then(|it| self.received.checked_add(it));
        let received = received.filter(|it| *it <= self.limit);
        self.received = received.ok_or_else(|| too_large(self.limit))?;
        if let Some(tell) = &mut self.on_progress {
            tell(Progress { received: self.received, total: self.head.content_length() });
        }
        Ok(chunk)
    }

    /// Reads no more, which ends the connection.
    pub(crate) fn stop(&mut self) {
        self.body = None;
    }
}

fn too_large(limit: u64) -> TransportError {
    let message = format!("the body is longer than {limit} bytes");
    TransportError::new(TransportErrorKind::TooLarge, message)
}

impl Stream for Download {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(cx).map(Result::transpose)
    }
}

/// What is still to come, to be sent on as it comes; not in a browser, whose streams stay on their thread.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
impl From<Download> for crate::Body {
    fn from(download: Download) -> Self {
        let length = download.content_length().map(|it| it.saturating_sub(download.received));
        let body = Self::stream(download);
        length.into_iter().fold(body, Self::with_content_length)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.head.status)
            .field("headers", &self.head.headers)
            .finish_non_exhaustive()
    }
}
