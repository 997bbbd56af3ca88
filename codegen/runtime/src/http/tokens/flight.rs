//! One future for many who wait.
//!
//! Whoever is polled drives it for all, so that nobody depends on another's call: one that is dropped wakes the rest, and
//! with the last of them the future is dropped as well.

use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Wake, Waker},
};

use super::super::BoxFuture;

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
    Done(T),
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
            Phase::Done(outcome) => {
                *phase = Phase::Done(outcome.clone());
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
        lock(&flight.waiting.0).wakers.insert(self.id, Some(cx.waker().clone()));
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
                landing.at(Phase::Done(outcome.clone()));
                flight.waiting.wake_all();
                Poll::Ready(Some(outcome))
            }
        }
    }
}

impl<T> Drop for Wait<T> {
    fn drop(&mut self) {
        lock(&self.flight.waiting.0).wakers.remove(&self.id);
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

/// Nothing that can panic runs under these locks.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
