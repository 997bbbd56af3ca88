//! A connection, whatever it goes through.

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
        Pin::new(&mut *self.io).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.io).poll_flush(cx)
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
        Pin::new(&mut *self.io).poll_write_vectored(cx, slices)
    }
}
