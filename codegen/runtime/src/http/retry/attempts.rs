//! The attempts at one call: how many there were, how much time is left, and whether there is another.

use std::time::Duration;

use super::{Failure, RetryPolicy};
use crate::http::{environment::Environment, headers::Headers, transport::TransportErrorKind};

/// How far one call has come.
pub(crate) struct Attempts<'a> {
    environment: &'a Environment,
    policy: &'a RetryPolicy,
    /// When the call has taken too long, by the client's clock.
    pub(crate) deadline: Option<Duration>,
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
        Self { environment, policy, deadline, n: 0 }
    }

    /// How much time is left; `None` for no limit.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.environment.left(self.deadline)
    }

    /// How long to wait before the next attempt when this response has come, if there is to be one, which is paid for then.
    ///
    /// `may_repeat` says whether the request may be sent twice, its body included.
    pub(crate) fn after_response(
        &self,
        status: u16,
        headers: &Headers,
        may_repeat: bool,
    ) -> Option<Duration> {
        let failure = Failure::Response { status, headers };
        if self.policy.is_transient(failure) {
            return self.again(failure, may_repeat);
        }
        self.environment.budget.deposit(self.n.saturating_sub(1));
        None
    }

    /// The same when no response has come, or not all of it.
    pub(crate) fn after_error(
        &self,
        kind: TransportErrorKind,
        may_repeat: bool,
    ) -> Option<Duration> {
        self.again(Failure::Transport(kind), may_repeat)
    }

    fn again(&self, failure: Failure<'_>, may_repeat: bool) -> Option<Duration> {
        if !self.policy.allows(failure, may_repeat) {
            return None;
        }
        let n_retries = self.n.saturating_sub(1);
        let random = &self.environment.random;
        let wait = self.policy.wait(failure, n_retries, self.left(), random)?;
        self.environment.budget.withdraw().then_some(wait)
    }
}
