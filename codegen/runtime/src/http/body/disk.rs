//! Files that are read while they are sent, and the thread on which that may block.

use std::{
    fs,
    future::Future,
    io,
    io::Read as _,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;

use super::chunks::fail;
use crate::http::transport::{error::TransportError, stream::BodyStream};

/// How much of a file is in memory at a time.
const CHUNK: usize = 64 << 10;

/// The file and its next piece, which is empty at the end.
type Read = io::Result<(fs::File, Bytes)>;

/// The content of a file.
pub(super) enum FileChunks {
    Closed(Arc<Path>),
    Open(fs::File),
    Reading(Pin<Box<dyn Future<Output = Read> + Send>>),
    Over,
}

impl FileChunks {
    pub(super) fn new(path: &Arc<Path>) -> Self {
        Self::Closed(Arc::clone(path))
    }
}

impl BodyStream for FileChunks {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        loop {
            *self = match std::mem::replace(self, Self::Over) {
                Self::Closed(path) => {
                    Self::Reading(Box::pin(blocking(move || read(fs::File::open(path)?))))
                }
                Self::Open(file) => Self::Reading(Box::pin(blocking(move || read(file)))),
                Self::Reading(mut reading) => {
                    let Poll::Ready(read) = reading.as_mut().poll(cx) else {
                        *self = Self::Reading(reading);
                        return Poll::Pending;
                    };
                    let (file, chunk) =
                        read.map_err(|it| fail(format!("the file to send can't be read: {it}")))?;
                    if chunk.is_empty() {
                        return Poll::Ready(Ok(None));
                    }
                    *self = Self::Open(file);
                    return Poll::Ready(Ok(Some(chunk)));
                }
                Self::Over => return Poll::Ready(Ok(None)),
            };
        }
    }
}

fn read(mut file: fs::File) -> Read {
    let mut chunk = Vec::with_capacity(CHUNK);
    (&mut file).take(CHUNK as u64).read_to_end(&mut chunk)?;
    Ok((file, chunk.into()))
}

/// Does what may block: on a thread of tokio's for that where there is one, else here and now.
///
/// The work goes on when the future is dropped, and what it gives is dropped with it.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    #[cfg(all(feature = "http", not(target_arch = "wasm32")))]
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        let done = runtime.spawn_blocking(work).await;
        return done.unwrap_or_else(|error| Err(io::Error::other(error)));
    }
    work()
}
