//! One future for many who wait.
//!
//! Whoever is polled drives it for all, so that nobody depends on another's call: one that is dropped wakes the rest, and
//! with the last of them the future is dropped as well.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Wake, Waker},
};

use crate::http::{lock::lock, maybe_send::BoxFuture};

/// A future that [`Wait`]s share.
pub(crate) struct Flight<T> {
    phase: Mutex<Phase<T>>,
    waiting: Arc<Waiting>,
}

enum Phase<T> {
    /// Nobody is polling it.
    Idle(BoxFuture<'static, T>),
    /// Somebody is.
    Polled,
    /// It came to an end.
    Ended(T),
    /// It panicked while somebody polled it.
    Lost,
}

/// Those who wait: wakes all of them whenever the future can go on.
struct Waiting(Mutex<Wakers>);

#[derive(Default)]
struct Wakers {
    next_id: u64,
    wakers: BTreeMap<u64, Option<Waker>>,
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        self.wake_all();
    }
}

impl Waiting {
    fn wake_all(&self) {
        let wakers: Vec<Waker> =
            lock(&self.0).wakers.values_mut().filter_map(Option::take).collect();
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl<T> Flight<T> {
    pub(crate) fn new(future: BoxFuture<'static, T>) -> Arc<Self> {
        let waiting = Arc::new(Waiting(Mutex::default()));
        Arc::new(Self { phase: Mutex::new(Phase::Idle(future)), waiting })
    }

    /// Waits for the end; `None` when there won't be one, because the future panicked.
    pub(crate) fn wait(self: Arc<Self>) -> Wait<T> {
        let id = {
            let mut wakers = lock(&self.waiting.0);
            let id = wakers.next_id;
            wakers.next_id += 1;
            wakers.wakers.insert(id, None);
            id
        };
        Wait { flight: self, id }
    }

    /// Takes the future if nobody is polling it, or says how things stand.
    fn board(&self) -> Result<BoxFuture<'static, T>, Poll<Option<T>>>
    where
        T: Clone,
    {
        let mut phase = lock(&self.phase);
        match std::mem::replace(&mut *phase, Phase::Polled) {
            Phase::Idle(future) => Ok(future),
            Phase::Polled => Err(Poll::Pending),
            Phase::Ended(outcome) => {
                *phase = Phase::Ended(outcome.clone());
                Err(Poll::Ready(Some(outcome)))
            }
            Phase::Lost => {
                *phase = Phase::Lost;
                Err(Poll::Ready(None))
            }
        }
    }
}

/// One who waits.
pub(crate) struct Wait<T> {
    flight: Arc<Flight<T>>,
    id: u64,
}

impl<T: Clone> Future for Wait<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let flight = &self.flight;
        // Before looking, so that no wake-up falls in between.
        let waker = cx.waker().clone();
        // Dropped without the lock, since a waker may be the last to hold a task that waits here too.
        let _before = lock(&flight.waiting.0).wakers.insert(self.id, Some(waker));
        let mut future = match flight.board() {
            Ok(future) => future,
            Err(state) => return state,
        };
        let landing = Landing(flight);
        let waker = Waker::from(Arc::clone(&flight.waiting));
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => {
                landing.at(Phase::Idle(future));
                Poll::Pending
            }
            Poll::Ready(outcome) => {
                drop(future);
                landing.at(Phase::Ended(outcome.clone()));
                flight.waiting.wake_all();
                Poll::Ready(Some(outcome))
            }
        }
    }
}

impl<T> Drop for Wait<T> {
    fn drop(&mut self) {
        let _own = lock(&self.flight.waiting.0).wakers.remove(&self.id);
        // The last wake-up may have been meant for this one.
        self.flight.waiting.wake_all();
    }
}

/// What becomes of a flight whose future is out of its place.
struct Landing<'a, T>(&'a Flight<T>);

impl<T> Landing<'_, T> {
    fn at(self, phase: Phase<T>) {
        *lock(&self.0.phase) = phase;
        std::mem::forget(self);
    }
}

/// Only by a panic.
impl<T> Drop for Landing<'_, T> {
    fn drop(&mut self) {
        *lock(&self.0.phase) = Phase::Lost;
        self.0.waiting.wake_all();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        future::{pending, poll_fn},
        sync::atomic::{AtomicBool, Ordering},
    };

    use super::*;

    #[derive(Default)]
    struct Flag(AtomicBool);

    impl Wake for Flag {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Ordering::SeqCst);
        }
    }

    fn poll<T: Clone>(wait: &mut Wait<T>, flag: &Arc<Flag>) -> Poll<Option<T>> {
        let waker = Waker::from(Arc::clone(flag));
        Pin::new(wait).poll(&mut Context::from_waker(&waker))
    }

    #[test]
    fn everybody_gets_the_one_outcome() {
        let flight = Flight::new(Box::pin(async { 7 }));
        let flag = Arc::default();
        let (mut one, mut two) = (Arc::clone(&flight).wait(), flight.wait());
        assert_eq!(poll(&mut one, &flag), Poll::Ready(Some(7)));
        assert_eq!(poll(&mut two, &flag), Poll::Ready(Some(7)));
    }

    #[test]
    fn one_who_is_dropped_after_a_wake_up_passes_it_on() {
        // While the first polls the future, it is woken and the second looks in vain.
        let second: Arc<Mutex<Option<Wait<()>>>> = Arc::default();
        let flag: Arc<Flag> = Arc::default();
        let (looking, looked) = (Arc::clone(&second), Arc::clone(&flag));
        let flight = Flight::new(Box::pin(poll_fn(move |cx| {
            cx.waker().wake_by_ref();
            looked.0.store(false, Ordering::SeqCst);
            let mut second = lock(&looking);
            second.as_mut().map_or(Poll::Pending, |it| poll(it, &looked).map(|_| ()))
        })));
        let mut first = Arc::clone(&flight).wait();
        *lock(&second) = Some(flight.wait());
        assert_eq!(poll(&mut first, &Arc::default()), Poll::Pending);
        assert!(!flag.0.load(Ordering::SeqCst));
        drop(first);
        assert!(flag.0.load(Ordering::SeqCst), "the second has to drive the future now");
        // The future holds the second, which holds the flight.
        lock(&second).take();
    }

    #[test]
    fn the_future_goes_with_the_last_who_waits() {
        let (alive, flag) = (Arc::new(()), Arc::default());
        let held = Arc::clone(&alive);
        let flight = Flight::new(Box::pin(async move {
            pending::<()>().await;
            drop(held);
        }));
        let (mut one, mut two) = (Arc::clone(&flight).wait(), flight.wait());
        assert!(poll(&mut one, &flag).is_pending() && poll(&mut two, &flag).is_pending());
        drop(one);
        assert_eq!(Arc::strong_count(&alive), 2);
        drop(two);
        assert_eq!(Arc::strong_count(&alive), 1);
    }
}
