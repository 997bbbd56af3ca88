//! A connection, whatever it goes through.
//!
//! A server that has refused a long body may hang up before all of it came, and what is written then fails. Its response
//! has come all the same, and is read: what can't be written any more is as good as sent, as nobody waits for it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use ::hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};

/// Bytes to and from a server.
pub(super) struct Stream {
    io: Box<dyn Io>,
    is_proxied: bool,
    /// Whether the server takes no more: what it has said is still to be read, and then that it has hung up.
    is_deaf: bool,
    #[cfg(feature = "http2")]
    is_http2: bool,
}

pub(super) trait Io: Read + Write + Send + Unpin {}

impl<T: Read + Write + Send + Unpin> Io for T {}

impl Stream {
    pub(super) fn new(io: impl Io + 'static) -> Self {
        Self {
            io: Box::new(io),
            is_proxied: false,
            is_deaf: false,
            #[cfg(feature = "http2")]
            is_http2: false,
        }
    }

    /// The same with a proxy at its end, which wants to know where requests go.
    pub(super) fn proxied(self) -> Self {
        Self { is_proxied: true, ..self }
    }

    /// The same with what TLS has agreed on (ALPN, RFC 7301).
    #[cfg(all(feature = "http2", any(feature = "rustls", feature = "native-tls")))]
    pub(super) fn speaking(self, protocol: Option<&[u8]>) -> Self {
        Self { is_http2: protocol == Some(b"h2"), ..self }
    }

    /// What came of writing so many bytes, unless the server has hung up.
    fn unless_deaf<T>(&mut self, written: Poll<io::Result<T>>, all: T) -> Poll<io::Result<T>> {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset};

        match written {
            Poll::Ready(Err(error))
                if matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset) =>
            {
                self.is_deaf = true;
                Poll::Ready(Ok(all))
            }
            written => written,
        }
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        let connected = Connected::new().proxy(self.is_proxied);
        #[cfg(feature = "http2")]
        if self.is_http2 {
            return connected.negotiated_h2();
        }
        connected
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.io).poll_read(cx, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_deaf {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut *self.io).poll_write(cx, bytes);
        self.unless_deaf(written, bytes.len())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.is_deaf {
            return Poll::Ready(Ok(()));
        }
        let flushed = Pin::new(&mut *self.io).poll_flush(cx);
        self.unless_deaf(flushed, ())
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.io).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let all = slices.iter().map(|it| it.len()).sum();
        if self.is_deaf {
            return Poll::Ready(Ok(all));
        }
        let written = Pin::new(&mut *self.io).poll_write_vectored(cx, slices);
        self.unless_deaf(written, all)
    }
}
