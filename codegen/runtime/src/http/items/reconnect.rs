//! Connecting again where a stream of events broke off, as WHATWG HTML, section 9.2, has it.
//!
//! - In: the request as it was before its tokens and redirects, the last id, and the time that the server asks to wait.
//! - Out: another body of events, the end that the server wants, or an error.
//! - Invariants: nothing is sent again that could do something twice; the same rules hold for credentials and redirects
//!   as for the first request.

use std::{
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use crate::{
    http::{
        download::Download,
        environment::Environment,
        error::Error,
        frames::{Frame, Frames, Framing},
        headers,
        maybe_send::BoxFuture,
        random::Random,
        raw_response::{BufferedResponse, RawResponse, Resend, StreamingResponse},
        transport::TransportErrorKind,
    },
    json::DecodeError,
};

/// How a stream of server-sent events connects again; see [`Items::reconnect`](crate::Items::reconnect).
///
/// ```
/// use clientwright_runtime::Reconnect;
/// use std::time::Duration;
///
/// let reconnect = Reconnect::new().max_attempts(5).delay(Duration::from_secs(1));
/// # let _ = reconnect;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconnect {
    max_attempts: u32,
    delay: Duration,
    max_delay: Duration,
}

/// The least that a server can ask to wait, unless the policy has less.
const LEAST: Duration = Duration::from_millis(100);

impl Reconnect {
    /// Up to 10 attempts in a row; after 3 seconds, twice as long each time, but never after more than 5 minutes.
    pub fn new() -> Self {
        Self {
            max_attempts: 10,
            delay: Duration::from_secs(3),
            max_delay: Duration::from_secs(300),
        }
    }

    /// Sets after how many attempts in a row that bring not a single byte it is given up.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// Sets how long to wait before the first attempt, unless the server says so (`retry`).
    ///
    /// Half of it is left to chance, so that the clients of a server that fails don't come back all at once.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sets how long to wait at most, also where the server asks for more.
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// How long to wait after so many failures in a row.
    ///
    /// A server may ask for less than the policy has, but not for clients that come back without end.
    fn wait(&self, asked: Option<Duration>, failures: u32, random: &Random) -> Duration {
        let first = asked.map_or(self.delay, |it| it.max(LEAST.min(self.delay)));
        let grown = first.saturating_mul(2_u32.saturating_pow(failures)).min(self.max_delay);
        let wait = grown / 2 + random.up_to(grown / 2);
        wait.max(asked.unwrap_or_default().min(self.max_delay))
    }
}

impl Default for Reconnect {
    fn default() -> Self {
        Self::new()
    }
}

/// A stream that connects again.
pub(super) struct Reconnecting {
    policy: Reconnect,
    resend: Box<dyn Resend>,
    /// How many attempts in a row brought nothing.
    failures: u32,
    opening: Option<BoxFuture<'static, Result<Option<Download>, Error>>>,
    /// The event before, where it has an id.
    given: Option<Frame>,
    /// Whether this connection has given an event.
    is_fresh: bool,
}

impl Reconnecting {
    pub(super) fn new(policy: Reconnect, resend: Box<dyn Resend>) -> Self {
        let (failures, opening, given, is_fresh) = (0, None, None, false);
        Self { policy, resend, failures, opening, given, is_fresh }
    }

    /// Sets out to connect again, unless that was in vain too often.
    pub(super) fn open(&mut self, frames: &Frames) -> bool {
        if self.failures >= self.policy.max_attempts {
            return false;
        }
        let environment = Arc::clone(self.resend.environment());
        let asked = frames.retry().map(Duration::from_millis);
        let wait = self.policy.wait(asked, self.failures, &environment.random);
        self.failures += 1;
        let sent = self.resend.send(frames.last_id().filter(|it| headers::is_value(it)));
        self.opening = Some(Box::pin(async move {
            environment.transport.sleep(wait).await;
            opened(sent.await?, &environment).await
        }));
        true
    }

    /// The same after an attempt that failed, if it is worth another one.
    pub(super) fn open_after(&mut self, error: &Error, frames: &Frames) -> bool {
        let is_passing = match error {
            Error::Transport(it) => {
                !matches!(it.kind(), TransportErrorKind::Redirect | TransportErrorKind::RequestBody)
            }
            error => error.is_timeout() || error.is_connect(),
        };
        is_passing && self.open(frames)
    }

    /// What came of the attempt under way: another body, or `None` for the end; nothing when there is none.
    pub(super) fn poll_opened(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Option<Download>, Error>>> {
        let Some(opening) = &mut self.opening else { return Poll::Ready(None) };
        let opened = ready!(opening.as_mut().poll(cx));
        self.opening = None;
        self.is_fresh = true;
        Poll::Ready(Some(opened))
    }

    /// Notes that the connection is worth something.
    pub(super) fn has_come(&mut self) {
        self.failures = 0;
    }

    /// Whether the server has given this event before: the one that was to be followed, with its id.
    pub(super) fn is_repeated(&mut self, frame: &Frame) -> bool {
        let is_first = std::mem::take(&mut self.is_fresh);
        let has_id = frame.event.as_ref().is_some_and(|it| it.has_id);
        if is_first && has_id && self.given.as_ref() == Some(frame) {
            return true;
        }
        self.given = has_id.then(|| frame.clone());
        false
    }
}

/// The body of a stream that was asked for again; `None` where the server wants no more of it.
async fn opened(
    response: RawResponse,
    environment: &Environment,
) -> Result<Option<Download>, Error> {
    let StreamingResponse { operation, download, limits, resend: _ } = match response {
        RawResponse::Streaming(streaming) => streaming,
        RawResponse::Buffered(buffered) => return Err(buffered.unexpected(None)),
    };
    if matches!(download.status(), 204 | 205) {
        return Ok(None);
    }
    let content_type = download.content_type().unwrap_or_default().to_owned();
    if Framing::of(&content_type) == Some(Framing::Events) {
        return Ok(Some(download));
    }
    let message = format!("expected `text/event-stream`, found `{}`", content_type.escape_debug());
    let head = download.head.clone();
    // It is read for the message alone, and not for as long as a stream.
    let deadline = environment.deadline(limits.timeout);
    let read = environment.within(deadline, download.bytes_up_to(limits.max_body)).await;
    let bytes = read.unwrap_or_else(|| Err(limits.timed_out())).map_err(Error::Transport)?;
    let whole = BufferedResponse { operation, head, bytes, truncated: false };
    Err(whole.not_decoded(DecodeError::new(message, 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_the_most_and_keep_to_what_the_server_asks() {
        let random = Random::seeded(5);
        let policy =
            Reconnect::new().delay(Duration::from_secs(2)).max_delay(Duration::from_secs(9));
        for (failures, most) in [(0, 2), (1, 4), (2, 8), (3, 9), (99, 9)] {
            let (wait, most) = (policy.wait(None, failures, &random), Duration::from_secs(most));
            assert!(most / 2 <= wait && wait <= most, "{failures}: {wait:?}");
        }
        let asked =
            |seconds, failures| policy.wait(Some(Duration::from_secs(seconds)), failures, &random);
        assert_eq!(asked(1, 0), Duration::from_secs(1));
        assert!(asked(1, 1) >= Duration::from_secs(1));
        assert_eq!(asked(100, 0), Duration::from_secs(9));
        let none = policy.wait(Some(Duration::ZERO), 0, &random);
        assert!(LEAST / 2 <= none && none <= LEAST, "{none:?}");
    }
}
