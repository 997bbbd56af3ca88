//! Unpacking of bodies as they arrive.
//!
//! Here rather than in the transport, so that limits count unpacked bytes and a small response can't fill the memory:
//! no more is unpacked than is asked for. Downloads and streams don't ask for gzip, but some servers send it unasked.

use std::{
    io::{self, BufRead, ErrorKind, Read},
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use flate2::bufread::MultiGzDecoder;

use super::{
    headers::Headers,
    transport::{BodyStream, TransportError, TransportErrorKind},
};

/// How many unpacked bytes are a chunk at most.
const CHUNK: usize = 64 << 10;

/// The body as it is without its packing; its headers no longer speak of one.
pub(crate) fn unpacked(headers: &mut Headers, body: Box<dyn BodyStream>) -> Box<dyn BodyStream> {
    if !is_gzip(headers) {
        return body;
    }
    headers.remove("content-encoding");
    headers.remove("content-length");
    let feed = Feed { chunk: Bytes::new(), is_over: false };
    let decoder = Box::new(MultiGzDecoder::new(feed));
    Box::new(Unpacked { decoder, body, buffer: vec![0; CHUNK], is_begun: false })
}

/// Whether the headers say that the body is gzipped, and nothing else besides.
fn is_gzip(headers: &Headers) -> bool {
    headers
        .get("content-encoding")
        .is_some_and(|it| matches!(it.trim().to_ascii_lowercase().as_str(), "gzip" | "x-gzip"))
}

struct Unpacked {
    decoder: Box<MultiGzDecoder<Feed>>,
    body: Box<dyn BodyStream>,
    buffer: Vec<u8>,
    /// Whether there was a chunk: a body of no bytes isn't packed.
    is_begun: bool,
}

impl BodyStream for Unpacked {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        loop {
            match self.decoder.read(&mut self.buffer) {
                Ok(0) => return Poll::Ready(Ok(None)),
                Ok(n_read) => {
                    let chunk = self.buffer.get(..n_read).unwrap_or_default();
                    return Poll::Ready(Ok(Some(Bytes::copy_from_slice(chunk))));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => {
                    let message = format!("the gzipped body is damaged: {error}");
                    let error = TransportError::new(TransportErrorKind::Body, message);
                    return Poll::Ready(Err(error));
                }
            }
            let feed = self.decoder.get_mut();
            match ready!(self.body.poll_chunk(cx))? {
                Some(chunk) => {
                    self.is_begun |= !chunk.is_empty();
                    feed.chunk = chunk;
                }
                None if self.is_begun => feed.is_over = true,
                None => return Poll::Ready(Ok(None)),
            }
        }
    }
}

/// The packed bytes that have come.
struct Feed {
    chunk: Bytes,
    is_over: bool,
}

impl BufRead for Feed {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.chunk.is_empty() && !self.is_over {
            return Err(ErrorKind::WouldBlock.into());
        }
        Ok(&self.chunk)
    }

    fn consume(&mut self, n_bytes: usize) {
        self.chunk.advance(n_bytes);
    }
}

impl Read for Feed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n_read = self.fill_buf()?.read(into)?;
        self.consume(n_read);
        Ok(n_read)
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, io::Write};

    use flate2::{Compression, write::GzEncoder};

    use super::*;
    use crate::http::testing::{Chunks, block_on};

    fn pack(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    /// The sizes of the unpacked chunks, and what they hold.
    fn unpack<'a>(
        chunks: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<(Vec<usize>, Vec<u8>), String> {
        let chunks = Chunks(chunks.into_iter().map(Bytes::copy_from_slice).collect());
        let mut headers =
            [("content-encoding", "gzip"), ("content-length", "9")].into_iter().collect();
        let mut body = unpacked(&mut headers, Box::new(chunks));
        assert!(headers.is_empty());
        let (mut sizes, mut all) = (Vec::new(), Vec::new());
        while let Some(chunk) =
            block_on(poll_fn(|cx| body.poll_chunk(cx))).map_err(|it| it.to_string())?
        {
            sizes.push(chunk.len());
            all.extend_from_slice(&chunk);
        }
        Ok((sizes, all))
    }

    #[test]
    fn it_unpacks_wherever_the_body_is_cut() {
        let packed = [pack(b"hello, "), pack(b"hello")].concat();
        for at in 0..=packed.len() {
            let (head, tail) = packed.split_at(at);
            assert_eq!(unpack([head, tail]).unwrap().1, b"hello, hello", "cut at {at}");
        }
        assert_eq!(unpack(packed.chunks(1)).unwrap().1, b"hello, hello");
    }

    #[test]
    fn much_from_little_comes_by_and_by() {
        let packed = pack(&vec![7; 3 << 20]);
        let (sizes, all) = unpack([&*packed]).unwrap();
        assert_eq!(all, vec![7; 3 << 20]);
        assert!(sizes.iter().all(|it| *it <= CHUNK), "{sizes:?}");
    }

    #[test]
    fn all_that_has_come_is_unpacked_before_more_is_waited_for() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![7; 1 << 20]).unwrap();
        encoder.flush().unwrap();
        let chunks = Chunks([Bytes::from(encoder.get_ref().clone())].into());
        let mut headers = [("content-encoding", "x-gzip")].into_iter().collect();
        let mut body = unpacked(&mut headers, Box::new(chunks));
        let mut n_unpacked = 0;
        // What isn't there yet counts as missing only now.
        let error = loop {
            match block_on(poll_fn(|cx| body.poll_chunk(cx))) {
                Ok(chunk) => n_unpacked += chunk.unwrap().len(),
                Err(error) => break error,
            }
        };
        assert_eq!(n_unpacked, 1 << 20);
        assert!(error.to_string().starts_with("the gzipped body is damaged: "), "{error}");
    }

    #[test]
    fn what_is_cut_or_damaged_is_an_error_and_nothing_is_nothing() {
        let mut packed = pack(b"hello");
        assert_eq!(unpack([]).unwrap().1, b"");
        for end in 1..packed.len() {
            let cut = unpack([&packed[..end]]).map(|it| it.1);
            assert!(cut.unwrap_err().starts_with("the gzipped body is damaged: "), "{end}");
        }
        let last = packed.len() - 5;
        packed[last] ^= 1;
        assert!(unpack([&*packed]).is_err(), "the checksum is wrong");
        assert!(unpack([&b"<html>"[..]]).is_err());
    }
}
