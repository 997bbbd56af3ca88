//! Waiting until something has a state, such as an archive that is being packed.
//!
//! - In: a call that tells the state, and what of its response says so.
//! - Out: one state after the other, each by a call of its own, until it is the one that is waited for.
//! - Invariants: a server is never asked more often than it wants, and there is an end, whatever it says.

mod error;

use std::{
    fmt,
    future::{IntoFuture, poll_fn},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use futures_core::Stream;

pub use self::error::WaitError;
use super::{
    call::Call,
    decode,
    error::Error,
    exchange::Sent,
    maybe_send::BoxFuture,
    raw_response::{BufferedResponse, RawResponse},
    response::ResponseBody,
    retry,
};
use crate::json::pick::scalar;

/// What is waited for, as generated code states it: which values mean that it has come, and which that it never will.
///
/// A value is compared by its text: `true` and `"true"` are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaiterSpec {
    /// Where a response has its state: a JSON pointer (RFC 6901).
    pub state: &'static str,
    /// The values that are waited for.
    pub done: &'static [&'static str],
    /// Those that never become one of them.
    pub failed: &'static [&'static str],
    /// Statuses of errors that say no more than 'not yet', such as 404.
    pub pending_statuses: &'static [u16],
    /// How many seconds pass between a response and the next request.
    pub interval: u64,
    /// After how many seconds nothing is waited for any more.
    pub limit: u64,
}

impl WaiterSpec {
    /// What a waiter has unless it is said otherwise: a request every five seconds, for half an hour.
    pub const BASE: Self =
        Self { state: "", done: &[], failed: &[], pending_statuses: &[], interval: 5, limit: 1800 };
}

impl Call {
    /// Asks again and again until the response has the state that is waited for.
    pub fn wait_until<T: ResponseBody, E: ResponseBody>(
        self,
        spec: &'static WaiterSpec,
    ) -> Waiter<T, E> {
        let WaiterSpec { interval, limit, .. } = *spec;
        let (interval, limit) = (Duration::from_secs(interval), Duration::from_secs(limit));
        Waiter { call: self, spec, interval, limit, read: decode::body::<T, E> }
    }
}

/// Waits until something has a state. Await it for the response that says so, or ask for [`states`](Self::states).
///
/// Each request is a call of its own, with the client's credentials, retries and observers. The first is sent at once.
/// The next ones follow at an interval, or later where the response before asks for that by `retry-after`.
#[must_use = "a waiter does nothing until it is awaited"]
pub struct Waiter<T, E> {
    call: Call,
    spec: &'static WaiterSpec,
    interval: Duration,
    limit: Duration,
    read: fn(RawResponse) -> Result<T, Error<E>>,
}

impl<T, E> Waiter<T, E> {
    /// Sets how long to wait between a response and the next request, unless the response asks for longer.
    pub fn interval(self, interval: Duration) -> Self {
        Self { interval, ..self }
    }

    /// Sets how long to wait in all, the calls included.
    ///
    /// A request that couldn't be sent before then isn't waited for.
    pub fn limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// Returns a stream of the responses: every one after which another request follows, and the one with the state that is
    /// waited for.
    pub fn states(self) -> States<T, E> {
        States { waiter: self, deadline: None, paused: Duration::ZERO, last: None, step: Step::Ask }
    }
}

impl<T: Send + 'static, E: Send + 'static> IntoFuture for Waiter<T, E> {
    type Output = Result<T, WaitError<T, E>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let mut states = self.states();
        Box::pin(poll_fn(move |cx| {
            loop {
                match ready!(states.poll_state(cx)) {
                    Some(Ok(body)) if states.has_ended() => return Poll::Ready(Ok(body)),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => return Poll::Ready(Err(error)),
                    None => unreachable!("the last state is the one that is waited for"),
                }
            }
        }))
    }
}

impl<T, E> fmt::Debug for Waiter<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { call, spec, interval, limit, read: _ } = self;
        let mut shown = f.debug_struct("Waiter");
        shown.field("call", call).field("state", &spec.state).field("done", &spec.done);
        shown.field("interval", interval).field("limit", limit).finish_non_exhaustive()
    }
}

/// The responses of a [`Waiter`], one after the other. Read them with [`next`](Self::next), or as a [`Stream`].
#[must_use = "states do nothing until they are asked for"]
pub struct States<T, E> {
    waiter: Waiter<T, E>,
    /// When nothing is waited for any more, by the client's clock; `None` before the first request.
    deadline: Option<Duration>,
    /// How long nothing was sent so far.
    paused: Duration,
    /// The last state that was seen.
    last: Option<String>,
    step: Step,
}

enum Step {
    /// A request is to be sent.
    Ask,
    /// Its response is on its way; `None` of it where the time is over first.
    Asked(BoxFuture<'static, Option<Sent>>),
    /// Nothing is sent for a while.
    Pause(BoxFuture<'static, ()>),
    Ended,
}

/// What a response says of its state.
enum Seen {
    Done,
    Failed,
    Pending,
}

impl<T, E> States<T, E> {
    /// Returns the next response, or `None` after the one with the state that is waited for. Dropping the future loses
    /// nothing.
    ///
    /// # Errors
    ///
    /// Fails when a call does, when the state is one that never becomes the one that is waited for, and when the limit
    /// is reached; nothing follows.
    pub async fn next(&mut self) -> Option<Result<T, WaitError<T, E>>> {
        poll_fn(|cx| self.poll_state(cx)).await
    }

    fn has_ended(&self) -> bool {
        matches!(self.step, Step::Ended)
    }

    fn poll_state(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, WaitError<T, E>>>> {
        loop {
            let came = match &mut self.step {
                Step::Ask => {
                    self.step = Step::Asked(self.ask());
                    continue;
                }
                Step::Pause(pause) => {
                    ready!(pause.as_mut().poll(cx));
                    self.step = Step::Ask;
                    continue;
                }
                Step::Asked(asked) => ready!(asked.as_mut().poll(cx)),
                Step::Ended => return Poll::Ready(None),
            };
            self.step = Step::Ended;
            let state = match came {
                Some(sent) => self.receive(sent),
                None => Some(Err(self.timed_out())),
            };
            if state.is_some() {
                return Poll::Ready(state);
            }
        }
    }

    /// Sends the request once more.
    fn ask(&mut self) -> BoxFuture<'static, Option<Sent>> {
        let mut call = self.waiter.call.clone();
        let environment = Arc::clone(&call.client.shared.environment);
        if self.deadline.is_some() {
            call.renew_key();
        } else {
            self.deadline = environment.deadline(Some(self.waiter.limit));
        }
        let deadline = self.deadline;
        Box::pin(async move { environment.within(deadline, call.send(false)).await })
    }

    /// What a response gives; `None` where it has nothing to show and another follows.
    fn receive(&mut self, sent: Sent) -> Option<Result<T, WaitError<T, E>>> {
        let mut pause = self.waiter.interval;
        let received = sent.read(|raw| {
            let buffered = raw.into_buffered().map_err(Error::<E>::Transport)?;
            pause = self.pause(&buffered);
            let Some(seen) = self.look_at(&buffered) else { return Ok(None) };
            Ok(Some((seen, (self.waiter.read)(RawResponse::Buffered(buffered))?)))
        });
        let state = match received {
            Err(error) => Err(WaitError::Call(error)),
            Ok(None) => return self.go_on(pause).err().map(Err),
            Ok(Some((Seen::Done, body))) => Ok(body),
            Ok(Some((Seen::Pending, body))) => self.go_on(pause).map(|()| body),
            Ok(Some((Seen::Failed, body))) => {
                let state = self.last.clone().unwrap_or_default();
                let operation = self.operation();
                Err(WaitError::Failed { operation, state, body: Box::new(body) })
            }
        };
        Some(state)
    }

    /// What the response says; `None` where it is an error that says no more than 'not yet'.
    fn look_at(&mut self, buffered: &BufferedResponse) -> Option<Seen> {
        let WaiterSpec { state, done, failed, pending_statuses, .. } = *self.waiter.spec;
        let status = buffered.head.status;
        if !buffered.operation.is_success(status) {
            // What else isn't a success is an error, which reading the body tells.
            return (!pending_statuses.contains(&status)).then_some(Seen::Pending);
        }
        let found = scalar(&buffered.bytes, state);
        let is_in = |values: &[&str]| found.as_deref().is_some_and(|it| values.contains(&it));
        let seen = if is_in(done) {
            Seen::Done
        } else if is_in(failed) {
            Seen::Failed
        } else {
            Seen::Pending
        };
        // An error shows it.
        let secrets = &buffered.head.secrets;
        self.last = found.as_deref().map(|it| secrets.shown(format_args!("{it}")));
        Some(seen)
    }

    fn pause(&self, buffered: &BufferedResponse) -> Duration {
        let asked = retry::asked(buffered.head.status, &buffered.head.headers);
        asked.unwrap_or_default().max(self.waiter.interval)
    }

    /// Lets another request follow, if there is time for it.
    fn go_on(&mut self, pause: Duration) -> Result<(), WaitError<T, E>> {
        let environment = Arc::clone(&self.waiter.call.client.shared.environment);
        let left = environment.left(self.deadline).unwrap_or_default();
        // A transport in memory doesn't wait, so that its time never ends.
        self.paused = self.paused.saturating_add(pause);
        if left <= pause || self.paused >= self.waiter.limit {
            return Err(self.timed_out());
        }
        let sleep = async move { environment.transport.sleep(pause).await };
        self.step = Step::Pause(Box::pin(sleep));
        Ok(())
    }

    fn timed_out(&self) -> WaitError<T, E> {
        let (operation, state) = (self.operation(), self.last.clone());
        WaitError::TimedOut { operation, state, limit: self.waiter.limit }
    }

    fn operation(&self) -> &'static str {
        self.waiter.call.operation.name
    }
}

impl<T, E> Stream for States<T, E> {
    type Item = Result<T, WaitError<T, E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_state(cx)
    }
}

impl<T, E> fmt::Debug for States<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("States")
            .field("waiter", &self.waiter)
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}
