//! The time that passes: the one place that asks for it.
//!
//! A moment is the time since the first question of this process, so that nothing else needs a clock of the platform's,
//! and a test can put its own in place.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{Arc, OnceLock},
    task::Poll,
    time::Duration,
};

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use std::time::Instant;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use web_time::Instant;

use super::client::Shared;

/// Tells the time since some fixed moment.
pub(crate) type Clock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// The time since the first call of this function.
pub(crate) fn now() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// What comes of the future, or `None` if the deadline comes first.
///
/// A future that is ready at once costs nothing; a transport that doesn't wait, as one in memory, ends nothing early.
pub(crate) async fn within<T>(
    shared: &Shared,
    deadline: Option<Duration>,
    future: impl Future<Output = T>,
) -> Option<T> {
    let mut future = pin!(future);
    let mut begun = false;
    let mut alarm = None;
    let is_late = |deadline| (shared.clock)() >= deadline;
    poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(output));
        }
        let Some(deadline) = deadline else { return Poll::Pending };
        if !std::mem::replace(&mut begun, true) {
            let left = deadline.saturating_sub((shared.clock)());
            alarm = Some(shared.transport.sleep(left));
        }
        let Some(Poll::Ready(())) = alarm.as_mut().map(|it| it.as_mut().poll(cx)) else {
            return Poll::Pending;
        };
        alarm = None;
        if is_late(deadline) { Poll::Ready(None) } else { Poll::Pending }
    })
    .await
}
