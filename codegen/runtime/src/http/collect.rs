//! The body of a response, read into memory.
//!
//! - In: a response whose head is there.
//! - Out: its body, unpacked.
//! - Invariants: no more is held than the limit; that of an error is cut where it is longer, and any other is refused.

use std::future::poll_fn;

use bytes::{Bytes, BytesMut};

use super::{
    error::{BodyTooLargeError, Error},
    gzip,
    operation::Operation,
    raw_response::BufferedResponse,
    reading::Reading,
    request::Request,
    response::{Head, LedTo},
    transport::{TransportResponse, error::TransportError, stream::BodyStream},
};

/// The head of the response, and its body unpacked.
pub(crate) fn open(
    request: &Request,
    response: TransportResponse,
    attempts: u32,
    reading: Reading,
) -> (Head, Box<dyn BodyStream>) {
    let TransportResponse { status, mut headers, mut body } = response;
    if request.method != "HEAD" {
        body = gzip::unpacked(&mut headers, body);
    }
    let (url, led_to) = (request.public_url(), LedTo::of(request));
    let secrets = request.sensitive.secrets.clone();
    (Head { status, headers, url, led_to, attempts, secrets, reading }, body)
}

/// How many bytes of an error's body are kept.
const ERROR_BODY: usize = 1 << 20;

/// Reads the body into memory, up to the limit; that of an error is cut where it is longer.
pub(crate) async fn buffer(
    operation: &'static Operation,
    request: &Request,
    head: Head,
    mut body: Box<dyn BodyStream>,
    limit: usize,
) -> Result<BufferedResponse, Error> {
    let is_error = !operation.is_success(head.status);
    let limit = if is_error { limit.min(ERROR_BODY) } else { limit };
    let too_large =
        |head| Error::TooLarge(Box::new(BodyTooLargeError::new(operation.name, head, limit)));
    let announced = head.content_length();
    let is_long = announced.is_some_and(|it| usize::try_from(it).map_or(true, |it| it > limit));
    if is_long && !is_error && request.method != "HEAD" {
        return Err(too_large(head));
    }
    let read = read(&mut *body, limit).await;
    let during = |it: TransportError| Error::Transport(request.error(it));
    let (bytes, truncated) = read.map_err(during)?;
    if truncated && !is_error {
        return Err(too_large(head));
    }
    Ok(BufferedResponse { operation, head, bytes, truncated })
}

/// The chunks up to `limit` bytes, and whether there were more.
async fn read(body: &mut dyn BodyStream, limit: usize) -> Result<(Bytes, bool), TransportError> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    let mut cut = false;
    while let Some(mut chunk) = poll_fn(|cx| body.poll_chunk(cx)).await? {
        let so_far = first.len() + all.len();
        let left = limit.saturating_sub(so_far);
        cut = chunk.len() > left;
        chunk.truncate(left);
        if so_far == 0 {
            // The usual body is one chunk, which needs no copy.
            first = chunk;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&std::mem::take(&mut first));
            }
            all.extend_from_slice(&chunk);
        }
        if cut {
            break;
        }
    }
    Ok((if all.is_empty() { first } else { all.freeze() }, cut))
}
