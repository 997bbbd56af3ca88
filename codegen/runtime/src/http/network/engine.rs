//! What sends a request, and what comes of it.

use std::{
    error::Error as StdError,
    io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;

use super::upload::Outgoing;
use crate::http::{
    maybe_send::BoxFuture,
    transport::{
        BodyStream, TransportError,
        TransportErrorKind::{self, Body, Closed, Connect, ConnectTimeout, Timeout},
    },
};

/// A client with connections of its own, which follows no redirect and unpacks nothing.
pub(super) trait Engine: Send + Sync {
    fn send(&self, request: http::Request<Outgoing>) -> BoxFuture<'static, Outcome>;
}

/// A response whose body is still on its way.
pub(super) type Outcome = Result<http::Response<Box<dyn BodyStream>>, TransportError>;

/// The response of a client that has bodies of its own.
pub(super) fn response<B>(
    response: http::Response<B>,
    failed: fn(B::Error) -> TransportError,
) -> http::Response<Box<dyn BodyStream>>
where
    B: http_body::Body<Data = Bytes> + Send + Unpin + 'static,
{
    response.map(|body| Box::new(Frames { body, failed }) as Box<dyn BodyStream>)
}

/// The body of a response, without its trailers.
struct Frames<B: http_body::Body> {
    body: B,
    failed: fn(B::Error) -> TransportError,
}

impl<B: http_body::Body<Data = Bytes> + Send + Unpin> BodyStream for Frames<B> {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        loop {
            let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
                return Poll::Pending;
            };
            let frame = frame.transpose().map_err(self.failed)?;
            match frame.map(http_body::Frame::into_data) {
                None => return Poll::Ready(Ok(None)),
                Some(Ok(chunk)) => return Poll::Ready(Ok(Some(chunk))),
                // Trailers.
                Some(Err(_)) => {}
            }
        }
    }
}

/// An error of this kind, or what went wrong with the request's own body, which was said there.
pub(super) fn failed(
    kind: TransportErrorKind,
    error: impl StdError + Send + Sync + 'static,
) -> TransportError {
    if let Some(own) = sources(&error).find_map(|it| it.downcast_ref::<TransportError>()) {
        return own.clone();
    }
    let message = match kind {
        Connect => "there was no connection",
        ConnectTimeout => "there was no connection in time",
        Timeout => "took too long",
        Closed if is_of_hyper(&error, ::hyper::Error::is_parse) => {
            "what came can't be read as a response of HTTP"
        }
        Closed => "the connection was closed before a response came",
        Body => "the connection broke before the body was whole",
        _ => "no response came",
    };
    let failure = TransportError::new(kind, message);
    #[cfg(feature = "http2")]
    if let Some(reason) = reason_to_go(&error) {
        return failure.caused_by(io::Error::other(format!("the server said GOAWAY: {reason}")));
    }
    failure.caused_by(error)
}

/// Why the server ended a connection of HTTP/2, without the words that it may add (RFC 9113, section 6.8): they may repeat
/// what it was sent, a credential among it.
#[cfg(feature = "http2")]
fn reason_to_go(error: &(dyn StdError + 'static)) -> Option<h2::Reason> {
    let ends = sources(error).filter_map(|it| it.downcast_ref::<h2::Error>());
    ends.filter(|it| it.is_go_away()).find_map(h2::Error::reason)
}

/// Whether an error came of a time that was over.
pub(super) fn is_timeout(error: &(dyn StdError + 'static)) -> bool {
    sources(error).any(|it| {
        let io = it.downcast_ref::<io::Error>();
        io.is_some_and(|it| it.kind() == io::ErrorKind::TimedOut)
    }) || is_of_hyper(error, ::hyper::Error::is_timeout)
}

/// Whether an error came of one of hyper's that is of this kind.
fn is_of_hyper(error: &(dyn StdError + 'static), is: fn(&::hyper::Error) -> bool) -> bool {
    sources(error).any(|it| it.downcast_ref().is_some_and(is))
}

/// An error, and all that it came of.
pub(super) fn sources<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |it| (**it).source())
}
