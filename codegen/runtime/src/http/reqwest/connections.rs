//! Who looks after connections.
//!
//! Tokio's worker threads do, beside what else they do. Where there is only one, a connection that always has something
//! to read keeps it from all else: hyper skips interim responses (1xx) as long as they come, up to 50 MB of them at a
//! time, and reqwest has no way to count them. Meanwhile no clock is looked at, so that a server that sends nothing but
//! these would decide how long a call takes. There the connections of a transport are looked after by a thread of their
//! own.
//!
//! - In: a future that opens connections.
//! - Out: the same, which opens them on a runtime that has more than the thread that waits.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    task::{Poll, Waker},
    thread,
};

use tokio::runtime::{Builder, Handle};

/// Where the connections of a transport are looked after, if that isn't where its calls are awaited.
#[derive(Default)]
pub(super) struct Connections(OnceLock<Option<Arc<OtherThread>>>);

impl Connections {
    /// The thread that a call from here needs: begun by the first, and ended with the last who holds it.
    ///
    /// There is none where the system gives no thread.
    pub(super) fn thread(&self) -> Option<Arc<OtherThread>> {
        if Handle::current().metrics().num_workers() > 1 {
            return None;
        }
        self.0.get_or_init(OtherThread::begin).clone()
    }
}

/// A thread with a runtime that connections belong to.
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
                let mut end = awaited.lock().unwrap_or_else(PoisonError::into_inner);
                end.waker = Some(cx.waker().clone());
                if end.has_come { Poll::Ready(()) } else { Poll::Pending }
            }));
            // Names that are still being looked up have threads of their own.
            runtime.shutdown_background();
        };
        thread::Builder::new().name("clientwright-connections".to_owned()).spawn(run).ok()?;
        Some(Arc::new(Self { handle, end }))
    }

    /// Drives a future, whose connections belong to the thread.
    pub(super) async fn drive<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|cx| {
            // Sockets, timers and tasks belong to the runtime that is entered when they are made.
            let _entered = self.handle.enter();
            future.as_mut().poll(cx)
        })
        .await
    }
}

impl Drop for OtherThread {
    fn drop(&mut self) {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        end.has_come = true;
        if let Some(waker) = end.waker.take() {
            waker.wake();
        }
    }
}
