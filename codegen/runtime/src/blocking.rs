//! Calls from programs that aren't async.
//!
//! - [`Wait`] for whatever can be awaited: a request, its `send`, a chunk of a download.
//! - [`WaitEach`] for streams: items of pages, lines and events of a body, chunks.
//!
//! ```no_run
//! use clientwright_runtime::blocking::Wait;
//! # use clientwright_runtime::{Never, Pending, codegen::{Client, Operation, Server}};
//! # static PING: Operation = Operation { path: "/ping", ..Operation::BASE };
//! # fn ping(client: &Client) -> Pending<String, Never> { client.call(&PING).body() }
//! # let client = Client::builder(Server::custom("https://example.org")).build()?;
//!
//! // A request of a generated client, which others await.
//! let pong = ping(&client).wait()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The first call starts a tokio runtime for all of the process, with one thread that looks after the connections; the
//! waiting is done by the thread that asks for it. It needs no other runtime, and several threads may wait at once.

use std::{
    fmt,
    future::{IntoFuture, poll_fn},
    pin::Pin,
    sync::OnceLock,
};

use futures_core::Stream;
use tokio::runtime::{Builder, Runtime};

/// Waits for a call on this thread.
///
/// Of every `IntoFuture`, those of others included.
pub trait Wait: IntoFuture + Sized {
    /// Waits until it is done.
    ///
    /// # Panics
    ///
    /// On a thread that drives tasks of a tokio runtime, which would stop them all: `.await` is what to use there, or
    /// `tokio::task::spawn_blocking` around it. And where the operating system has no thread left for the first call.
    fn wait(self) -> Self::Output {
        runtime().block_on(self.into_future())
    }
}

impl<T: IntoFuture> Wait for T {}

/// Waits for a stream item by item.
pub trait WaitEach: Stream + Unpin + Sized {
    /// The items of the stream; each `next` waits for one.
    ///
    /// # Panics
    ///
    /// `next` does, where [`Wait::wait`] would.
    fn wait_each(self) -> Each<Self> {
        Each(self)
    }
}

impl<S: Stream + Unpin> WaitEach for S {}

/// The items of a stream, waited for one by one.
#[derive(Clone)]
#[must_use = "an iterator does nothing until it is asked"]
pub struct Each<S>(S);

impl<S> Each<S> {
    /// Returns the stream, with what is left in it.
    pub fn into_inner(self) -> S {
        self.0
    }
}

impl<S: Stream + Unpin> Iterator for Each<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        runtime().block_on(poll_fn(|cx| Pin::new(&mut self.0).poll_next(cx)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<S: fmt::Debug> fmt::Debug for Each<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Each").field(&self.0).finish()
    }
}

#[expect(clippy::expect_used, reason = "without a thread nothing can be sent, as `wait` says")]
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("clientwright-blocking")
            .enable_all()
            .build()
            .expect("the operating system gives no thread for the runtime of `blocking`")
    })
}
