//! Transports without a network, and a way to wait without a runtime: for the tests of code that uses a client.
//!
//! - [`Mock`] answers the calls that it was told to expect, typed as the operations are.
//! - [`Replay`] answers from a recording.
//! - [`MemoryTransport`] answers requests, as bytes.
//! - [`blank`] and [`from_json`] make values of types that are only received.
//!
//! ```
//! use clientwright_runtime::testing;
//! # use clientwright_runtime::{Never, Pending};
//! # use clientwright_runtime::codegen::{Client, Operation, ResponseSpec, Server, Status};
//! # static PING: Operation = Operation {
//! #     name: "ping",
//! #     path: "/ping",
//! #     accept: "text/plain",
//! #     responses: &[ResponseSpec::text(Status::Code(200))],
//! #     ..Operation::BASE
//! # };
//! # fn ping(client: &Client) -> Pending<String, Never> { client.call(&PING).body() }
//!
//! let transport = testing::MemoryTransport::responding(200, &[], "pong");
//! let client = Client::builder(Server::custom("https://example.org/v1"))
//!     .transport(transport.clone())
//!     .build()?;
//!
//! // A request of a generated client.
//! assert_eq!(testing::block_on(ping(&client))?, "pong");
//! assert_eq!(transport.requests()[0].to_text(), "GET https://example.org/v1/ping\naccept: text/plain\n\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod canned;
mod expectations;
mod mock;
mod replay;
mod values;
mod when;

use std::{
    collections::VecDeque,
    fmt,
    future::{Future, IntoFuture},
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::Duration,
};

use bytes::Bytes;

#[cfg(test)]
pub(crate) use self::canned::Chunks;
pub use self::{
    canned::Canned,
    mock::Mock,
    replay::{Replay, ReplayError},
    values::{blank, from_json},
    when::{Streamed, When},
};
use super::{
    lock::lock,
    maybe_send::BoxFuture,
    request::Request,
    transport::{Transport, TransportError, TransportErrorKind, TransportResponse},
};

type Answer = dyn Fn(&Request) -> Result<Canned, TransportError> + Send + Sync;

/// A [`Transport`] that answers from memory and records what it was asked.
pub struct MemoryTransport {
    answer: Box<Answer>,
    requests: Mutex<Vec<Request>>,
    sleeps: Mutex<Vec<Duration>>,
}

impl MemoryTransport {
    /// Answers every request with the same response.
    pub fn responding(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Arc<Self> {
        let mut canned = Canned::new(status).body(body);
        canned.headers = headers.iter().copied().collect();
        Self::with(move |_| Ok(canned.clone()))
    }

    /// Answers the first request with the first response, and so on; a request too many is an error.
    pub fn in_order(responses: impl IntoIterator<Item = Canned>) -> Arc<Self> {
        let responses: Mutex<VecDeque<Canned>> = Mutex::new(responses.into_iter().collect());
        Self::with(move |_| {
            lock(&responses).pop_front().ok_or_else(|| {
                TransportError::new(TransportErrorKind::Refused, "no canned response is left")
            })
        })
    }

    /// Answers each request with what `answer` makes of it.
    pub fn with(
        answer: impl Fn(&Request) -> Result<Canned, TransportError> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self {
            answer: Box::new(answer),
            requests: Mutex::default(),
            sleeps: Mutex::default(),
        })
    }

    /// Returns the requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.requests).clone()
    }

    /// Returns the waits that were asked for so far, in order; it never waits.
    pub fn sleeps(&self) -> Vec<Duration> {
        lock(&self.sleeps).clone()
    }
}

impl Transport for MemoryTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async move {
            let mut request = request;
            if !request.body.is_empty() {
                // A stream can be looked at but once.
                request.body = request.body.bytes().await?.into();
            }
            let response = (self.answer)(&request).map(Canned::into_response);
            lock(&self.requests).push(request);
            response
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        lock(&self.sleeps).push(duration);
        Box::pin(std::future::ready(()))
    }
}

impl fmt::Debug for MemoryTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTransport").field("requests", &self.requests).finish_non_exhaustive()
    }
}

/// Waits for what can be awaited on this thread, without any runtime.
///
/// Enough for a [`Mock`] and a [`MemoryTransport`]; `HttpTransport` needs tokio.
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut cx = Context::from_waker(&waker);
    let mut future = pin!(future.into_future());
    loop {
        match future.as_mut().poll(&mut cx) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_on_waits_for_another_thread() {
        let (slot, mut started) = (Arc::new(Mutex::new(None)), false);
        let answer = block_on(std::future::poll_fn(|cx| {
            if let Some(answer) = *lock(&slot) {
                return Poll::Ready(answer);
            }
            if !std::mem::replace(&mut started, true) {
                let (slot, waker) = (Arc::clone(&slot), cx.waker().clone());
                thread::spawn(move || {
                    *lock(&slot) = Some(7);
                    waker.wake();
                });
            }
            Poll::Pending
        }));
        assert_eq!(answer, 7);
    }
}
