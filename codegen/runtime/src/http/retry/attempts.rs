//! The attempts at one call: how many there were, how much time is left, and whether there is another.

use std::time::Duration;

use super::{FailedAttempt, RetryPolicy, Verdict};
use crate::http::{
    environment::Environment, options::Limits, request::Request, transport::TransportError,
};

/// How far one call has come.
pub(crate) struct Attempts<'a> {
    environment: &'a Environment,
    policy: &'a RetryPolicy,
    /// When the call has taken too long, by the client's clock.
    pub(crate) deadline: Option<Duration>,
    /// The same of the attempt under way, which is no later.
    pub(crate) attempt_deadline: Option<Duration>,
    attempt_limit: Option<Duration>,
    /// How many have begun.
    pub(crate) n: u32,
}

impl<'a> Attempts<'a> {
    /// None yet, of a call that may last until then.
    pub(crate) fn new(
        environment: &'a Environment,
        policy: &'a RetryPolicy,
        deadline: Option<Duration>,
    ) -> Self {
        Self {
            environment,
            policy,
            deadline,
            attempt_deadline: deadline,
            attempt_limit: None,
            n: 0,
        }
    }

    /// Begins an attempt, and sets how long its chunks may take.
    ///
    /// Where another may follow it must not use up the time of that one. Of a body that isn't in memory nobody knows how
    /// long it takes to send, so that only the time without any of it going out says that the server is stuck.
    pub(crate) fn begin(&mut self, limits: Limits, request: &mut Request, may_repeat: bool) {
        self.n += 1;
        let n_shares = if may_repeat { self.policy.shares(self.n) } else { 1 };
        let in_memory = request.body.is_empty() || request.body.as_bytes().is_some();
        let limit = limits.attempt(if in_memory { n_shares } else { 1 });
        let own = self.environment.deadline(limit);
        self.attempt_deadline = own.into_iter().chain(self.deadline).min();
        self.attempt_limit = limit.into_iter().chain(limits.timeout).min();
        request.send_idle_timeout = limits.chunk_sent(n_shares);
        request.idle_timeout = limits.chunk_received();
    }

    /// How much time is left for the attempt under way; `None` for no limit.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.environment.left(self.attempt_deadline)
    }

    /// The error of the attempt under way when its time is over.
    pub(crate) fn timed_out(&self) -> TransportError {
        TransportError::timed_out(self.attempt_limit.unwrap_or_default())
    }

    /// How long to wait before the next attempt, if there is to be one, which is paid for then.
    pub(crate) fn after(&self, failed: &FailedAttempt<'_>) -> Option<Duration> {
        let n_retries = self.n.saturating_sub(1);
        match self.policy.verdict(failed) {
            Verdict::Again => {}
            Verdict::Transient => return None,
            Verdict::Permanent => {
                // A server that answers is one that works, which pays for retries to come.
                if failed.status().is_some() {
                    self.environment.budget.deposit(n_retries);
                }
                return None;
            }
        }
        let (random, left) = (&self.environment.random, self.environment.left(self.deadline));
        let wait = self.policy.wait(failed.failure, n_retries, left, random)?;
        self.environment.budget.withdraw().then_some(wait)
    }
}
