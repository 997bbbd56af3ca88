//! Unpacking of bodies that are read whole.
//!
//! Here rather than in the transport, so that the limit counts unpacked bytes and a small reply can't fill the memory.

use std::io::Read;

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;

use super::{Headers, TransportError, TransportErrorKind};

/// How many bytes longer than its content a packed body may be.
pub(crate) const OVERHEAD: usize = 1024;

/// Whether the headers say that the body is gzipped, and nothing else besides.
pub(crate) fn is_gzip(headers: &Headers) -> bool {
    headers
        .get("content-encoding")
        .is_some_and(|it| matches!(it.trim().to_ascii_lowercase().as_str(), "gzip" | "x-gzip"))
}

/// The body unpacked, or `None` when it is longer than `limit` bytes then.
pub(crate) fn unpack(packed: &[u8], limit: usize) -> Result<Option<Bytes>, TransportError> {
    let mut unpacked = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(packed).take(most).read_to_end(&mut unpacked).map_err(|error| {
        let message = format!("the gzipped body is damaged: {error}");
        TransportError::new(TransportErrorKind::Body, message)
    })?;
    Ok((unpacked.len() <= limit).then(|| unpacked.into()))
}
