//! Who looks after connections and clocks.
//!
//! Tokio's worker threads do, beside what else they do. A connection that always has something to read keeps its worker
//! from all else: hyper skips interim responses (1xx) as long as they come, up to 50 MB of them at a time. If that worker is
//! the one that looks at the clock, a server that sends nothing but these would decide how long a call takes. A transport
//! has a thread of its own against that.
//!
//! - Where there is one worker, or only the thread that waits, its thread looks after the connections.
//! - Where there are several, these do, and its thread after the timeouts.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex, OnceLock},
    task::{Poll, Waker},
    thread,
};

use tokio::runtime::{Builder, Handle};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::http::lock::lock;

/// The thread of a transport, once there is a call.
#[derive(Default)]
pub(super) struct Connections(OnceLock<Option<Arc<OtherThread>>>);

impl Connections {
    /// The thread: begun by the first call, and ended with the last who holds it.
    ///
    /// There is none where the system gives no thread.
    pub(super) fn thread(&self) -> Option<Arc<OtherThread>> {
        self.0.get_or_init(OtherThread::begin).clone()
    }
}

/// A thread with a runtime that connections or clocks belong to.
pub(super) struct OtherThread {
    handle: Handle,
    end: Arc<Mutex<End>>,
}

#[derive(Default)]
struct End {
    has_come: bool,
    waker: Option<Waker>,
}

impl OtherThread {
    fn begin() -> Option<Arc<Self>> {
        let runtime = Builder::new_current_thread().enable_all().build().ok()?;
        let (handle, end) = (runtime.handle().clone(), Arc::<Mutex<End>>::default());
        let awaited = Arc::clone(&end);
        let run = move || {
            runtime.block_on(poll_fn(|cx| {
                let mut end = lock(&awaited);
                end.waker = Some(cx.waker().clone());
                if end.has_come { Poll::Ready(()) } else { Poll::Pending }
            }));
            // Names that are still being looked up have threads of their own.
            runtime.shutdown_background();
        };
        thread::Builder::new().name("clientwright-connections".to_owned()).spawn(run).ok()?;
        Some(Arc::new(Self { handle, end }))
    }

    /// Drives a future; its connections belong to the thread, unless there are several workers here.
    pub(super) async fn drive<F: Future>(&self, future: F) -> F::Output {
        if has_workers() {
            return future.await;
        }
        let mut future = pin!(future);
        poll_fn(|cx| {
            // Sockets, timers and tasks belong to the runtime that is entered when they are made.
            let _entered = self.handle.enter();
            future.as_mut().poll(cx)
        })
        .await
    }

    /// Waits until `deadline`, by the clock of the thread where a worker may be kept from looking at its own.
    pub(super) fn sleep_until(&self, deadline: Instant) -> Sleep {
        let _entered = has_workers().then(|| self.handle.enter());
        sleep_until(deadline)
    }
}

/// Whether this runtime has several workers.
fn has_workers() -> bool {
    Handle::current().metrics().num_workers() > 1
}

impl Drop for OtherThread {
    fn drop(&mut self) {
        let mut end = lock(&self.end);
        end.has_come = true;
        if let Some(waker) = end.waker.take() {
            waker.wake();
        }
    }
}
