//! What a client sends with: the network, the time, chance, the retries that it has left, and what it calls itself.
//!
//! All its calls share it, those for tokens too.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

use super::{clock::Clock, package::Package, random::Random, retry::Budget, transport::Transport};

/// What a client sends with.
pub(crate) struct Environment {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) budget: Budget,
    /// The crate that the client is of.
    pub(crate) package: &'static Package,
    /// The `user-agent`, if one was set.
    pub(crate) user_agent: Option<String>,
}

impl Environment {
    /// The time, by the client's clock.
    pub(crate) fn now(&self) -> Duration {
        (self.clock)()
    }

    /// When a call that begins now has taken too long, by the client's clock; `None` for no limit.
    pub(crate) fn deadline(&self, timeout: Option<Duration>) -> Option<Duration> {
        timeout.map(|it| self.now().saturating_add(it))
    }

    /// How much time is left until then; `None` for no limit.
    pub(crate) fn left(&self, deadline: Option<Duration>) -> Option<Duration> {
        deadline.map(|it| it.saturating_sub(self.now()))
    }

    /// What comes of the future, or `None` if the deadline comes first.
    ///
    /// A future that is ready at once costs nothing; a transport that doesn't wait, as one in memory, ends nothing early.
    pub(crate) async fn within<T>(
        &self,
        deadline: Option<Duration>,
        future: impl Future<Output = T>,
    ) -> Option<T> {
        let mut future = pin!(future);
        let mut begun = false;
        let mut alarm = None;
        poll_fn(|cx| {
            if let Poll::Ready(output) = future.as_mut().poll(cx) {
                return Poll::Ready(Some(output));
            }
            let Some(deadline) = deadline else { return Poll::Pending };
            if !std::mem::replace(&mut begun, true) {
                let left = deadline.saturating_sub(self.now());
                alarm = Some(self.transport.sleep(left));
            }
            let Some(Poll::Ready(())) = alarm.as_mut().map(|it| it.as_mut().poll(cx)) else {
                return Poll::Pending;
            };
            alarm = None;
            if self.now() >= deadline { Poll::Ready(None) } else { Poll::Pending }
        })
        .await
    }
}
