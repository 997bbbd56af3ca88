//! Which failures are worth another attempt, and when it is made.
//!
//! - In: what came of an attempt, and whether the request may be sent twice.
//! - Out: how long to wait before the next, or that there is none.
//! - `attempts` counts those of one call, `asked` reads how long a response asks to wait, `budget` keeps an outage from being
//!   amplified, `classifier` is the user's own word on a failure.
//!
//! Nothing is sent twice that must not be: see [`RetryPolicy`].

mod asked;
mod attempts;
mod budget;
mod classifier;

use std::{borrow::Cow, time::Duration};

use self::classifier::Classifier;
pub use self::classifier::{FailedAttempt, RetryDecision};
pub(crate) use self::{asked::asked, attempts::Attempts, budget::Budget, classifier::Failure};
use super::{headers::Headers, random::Random, transport::TransportErrorKind};

/// How often, when and after what a call is sent again; for a client by
/// `ClientBuilder::retry`, for one call by
/// [`RequestOptions::retry`](crate::RequestOptions::retry).
///
/// A request is sent again after a status of [`statuses`](Self::statuses), or when the connection broke or was silent
/// for too long, if sending it twice does no harm:
///
/// - its method is idempotent: `GET`, `HEAD`, `OPTIONS`, `TRACE`, `PUT`, `DELETE` (RFC 9110, section 9.2.2) and `QUERY`
///   (RFC 10008), unless the API's settings say otherwise of the operation;
/// - it has an idempotency key;
/// - or [`any_method`](Self::any_method) says so.
///
/// Every other request is sent again only if nothing was done for it:
///
/// - no connection was made, so that nothing can have arrived;
/// - or the server has [refused](Self::refusals) it, by a 429 (RFC 6585, section 4).
///
/// [`code`](Self::code) decides otherwise by the error's code, and a [`classifier`](Self::classifier) by all that is known.
///
/// What never changes: a body that can't be sent twice isn't, nothing is sent again once a stream or a download has
/// begun, and the call's timeout is for all attempts together, each of which has a share of it
/// ([`attempt_timeout`](crate::RequestOptions::attempt_timeout)). Following a redirect and the replay after a 401 are no
/// retries.
///
/// The response may ask for a time by `retry-after-ms`, `retry-after` (RFC 9110, section 10.2.3: seconds, or a date,
/// which is held against the response's own `date`) or, with a 429, by `ratelimit`, `ratelimit-reset` or
/// `x-ratelimit-reset`: that is waited for, up to [`max_wait`](Self::max_wait). Else the wait is random, from nothing
/// to [`backoff`](Self::backoff)'s base for the first retry and twice as much for each after it ("full jitter"). A
/// response with `x-should-retry: false` is the result; with `true` it counts as one of the statuses.
///
/// ```
/// use clientwright_runtime::RetryPolicy;
/// use std::time::Duration;
///
/// let patient = RetryPolicy::new().max_retries(5).max_wait(Duration::from_secs(300));
/// let never = RetryPolicy::none();
/// # assert_ne!(patient, never);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a policy does nothing until a client or an option has it"]
pub struct RetryPolicy {
    max_retries: u32,
    base: Duration,
    cap: Duration,
    max_wait: Duration,
    statuses: Cow<'static, [u16]>,
    refusals: Cow<'static, [u16]>,
    any_method: bool,
    codes: Cow<'static, [(String, RetryDecision)]>,
    classifier: Option<Classifier>,
}

/// What a client does unless it is told otherwise.
pub(crate) static DEFAULT: RetryPolicy = RetryPolicy::new();

impl RetryPolicy {
    /// At most two retries, of 408, 429, 500, 502, 503 and 504, after up to half a second and up to a second, or as
    /// long as the server asks if that is not more than a minute.
    pub const fn new() -> Self {
        Self {
            max_retries: 2,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(8),
            max_wait: Duration::from_secs(60),
            statuses: Cow::Borrowed(&[408, 429, 500, 502, 503, 504]),
            refusals: Cow::Borrowed(&[429]),
            any_method: false,
            codes: Cow::Borrowed(&[]),
            classifier: None,
        }
    }

    /// Creates a policy without retries.
    pub const fn none() -> Self {
        Self::new().max_retries(0)
    }

    /// Sets how often a call is sent again at most; it is sent once more than that.
    pub const fn max_retries(mut self, n: u32) -> Self {
        self.max_retries = n;
        self
    }

    /// Sets the longest wait before the first retry, and the one before any.
    pub const fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        (self.base, self.cap) = (base, cap);
        self
    }

    /// Sets how long a server may ask to wait; a response that asks for more is the call's result.
    pub const fn max_wait(mut self, most: Duration) -> Self {
        self.max_wait = most;
        self
    }

    /// Sets the statuses after which a call that may be sent twice is sent again, beside [`refusals`](Self::refusals),
    /// which go for every call.
    pub fn statuses(mut self, statuses: impl Into<Vec<u16>>) -> Self {
        self.statuses = Cow::Owned(statuses.into());
        self
    }

    /// Sets which statuses say that the server has done nothing, so that a request of every method is sent again: 429
    /// unless set.
    ///
    /// A 503 counts only where its response has a `retry-after`, and has to be asked for, as `refusals([429, 503])`: some
    /// proxies send it for whatever the server behind them may have done, before it went silent.
    ///
    /// With none, as `refusals([])`, a `POST` that was answered is never sent again.
    pub fn refusals(mut self, statuses: impl Into<Vec<u16>>) -> Self {
        self.refusals = Cow::Owned(statuses.into());
        self
    }

    /// Takes every request for one that may be sent twice, as where a `POST` only reads.
    pub const fn any_method(mut self) -> Self {
        self.any_method = true;
        self
    }

    /// Decides by the code of an error, as [`FailedAttempt::code`] reads it; of two with one code the later counts.
    ///
    /// As the word of a [`classifier`](Self::classifier), which is asked first, it goes before statuses and methods.
    ///
    /// ```
    /// use clientwright_runtime::{RetryDecision, RetryPolicy};
    ///
    /// let policy = RetryPolicy::new()
    ///     .code("lock_timeout", RetryDecision::Retry)
    ///     .code("quota_exhausted", RetryDecision::Stop);
    /// # assert_ne!(policy, RetryPolicy::new());
    /// ```
    pub fn code(mut self, code: impl Into<String>, decision: RetryDecision) -> Self {
        self.codes.to_mut().push((code.into(), decision));
        self
    }

    /// Sets a function that is asked about each failed attempt: a response of 400 or more, with its body, or an error of
    /// the transport.
    ///
    /// What it decides goes before the statuses, the refusals and `x-should-retry`; the number of retries, the waits, the
    /// call's timeout and the budget stay, and a body that can't be sent twice isn't. An error's body is read before the
    /// decision, up to a mebibyte; one that breaks off is empty. Requests for tokens don't ask.
    ///
    /// ```
    /// use clientwright_runtime::{RetryDecision, RetryPolicy};
    ///
    /// let policy = RetryPolicy::new().classifier(|failed| {
    ///     match failed.member("/error/code").as_deref() {
    ///         Some("lock_timeout") => RetryDecision::Retry,
    ///         Some("quota_exhausted") => RetryDecision::Stop,
    ///         _ => RetryDecision::Default,
    ///     }
    /// });
    /// # assert_eq!(policy, policy.clone());
    /// ```
    pub fn classifier(
        mut self,
        classify: impl Fn(&FailedAttempt<'_>) -> RetryDecision + Send + Sync + 'static,
    ) -> Self {
        self.classifier = Some(Classifier::new(classify));
        self
    }
}

/// As [`new`](RetryPolicy::new) makes it.
impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPolicy {
    /// Whether sending a request of this method twice does no harm; `keyed` if it has an idempotency key, `known` what is
    /// known of its operation.
    pub(crate) fn may_repeat(&self, method: &str, keyed: bool, known: Option<bool>) -> bool {
        self.any_method || keyed || known.unwrap_or_else(|| is_idempotent(method))
    }

    /// Whether the body of an error has to be read before it is known whether another attempt follows.
    pub(crate) fn reads_errors(&self) -> bool {
        self.classifier.is_some() || !self.codes.is_empty()
    }

    /// How many equal shares of a call's time an attempt leaves room for, when so many have begun: one where no other
    /// follows, and three at most.
    pub(crate) fn shares(&self, n_attempts: u32) -> u32 {
        if n_attempts > self.max_retries { 1 } else { self.max_retries.min(2) + 1 }
    }

    /// Whether another attempt may repair the failure, and may be made.
    pub(crate) fn verdict(&self, failed: &FailedAttempt<'_>) -> Verdict {
        let decision = match self.classifier.as_ref().map(|it| it.decide(failed)) {
            Some(RetryDecision::Default) | None => self.by_code(failed),
            Some(decision) => decision,
        };
        let (is_transient, is_allowed) = match decision {
            RetryDecision::Retry => (true, true),
            RetryDecision::Stop => (false, false),
            RetryDecision::Default => (
                self.is_transient(failed.failure),
                failed.may_repeat || self.did_nothing(failed.failure),
            ),
        };
        if !is_transient {
            return Verdict::Permanent;
        }
        if is_allowed && failed.is_replayable { Verdict::Again } else { Verdict::Transient }
    }

    /// What is set for the error's code.
    fn by_code(&self, failed: &FailedAttempt<'_>) -> RetryDecision {
        let Some(code) = failed.code() else { return RetryDecision::Default };
        let found = self.codes.iter().rfind(|(it, _)| it == code);
        found.map(|(_, decision)| *decision).unwrap_or_default()
    }

    /// Whether the failure is one that another attempt may repair.
    pub(crate) fn is_transient(&self, failure: Failure<'_>) -> bool {
        match failure {
            Failure::Response { status, headers } => match headers.get("x-should-retry") {
                Some("true") => status >= 400,
                Some("false") => false,
                Some(_) | None => {
                    self.statuses.contains(&status) || self.is_refusal(status, headers)
                }
            },
            Failure::Transport(kind) => is_transient(kind),
        }
    }

    /// Whether the server is known to have done nothing.
    fn did_nothing(&self, failure: Failure<'_>) -> bool {
        match failure {
            Failure::Transport(kind) => kind.is_connect(),
            Failure::Response { status, headers } => self.is_refusal(status, headers),
        }
    }

    /// Whether the response says that nothing was done.
    fn is_refusal(&self, status: u16, headers: &Headers) -> bool {
        let says_when = || asked(status, headers).is_some();
        self.refusals.contains(&status) && (status != 503 || says_when())
    }

    /// How long to wait before the next attempt, if there is one; `left` is the rest of the call's time.
    pub(crate) fn wait(
        &self,
        failure: Failure<'_>,
        n_retries: u32,
        left: Option<Duration>,
        random: &Random,
    ) -> Option<Duration> {
        if n_retries >= self.max_retries {
            return None;
        }
        let asked = match failure {
            Failure::Response { status, headers } => asked(status, headers),
            Failure::Transport(_) => None,
        };
        let wait = match asked.filter(|it| !it.is_zero()) {
            Some(asked) if asked > self.max_wait => return None,
            Some(asked) => asked,
            None => {
                let factor = 1_u32.checked_shl(n_retries).unwrap_or(u32::MAX);
                random.up_to(self.base.saturating_mul(factor).min(self.cap))
            }
        };
        left.is_none_or(|it| wait < it).then_some(wait)
    }
}

/// What a failure means for another attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is made, if there is time and a retry left.
    Again,
    /// It might help, but must not be made.
    Transient,
    /// It wouldn't help.
    Permanent,
}

/// RFC 9110, section 9.2.2, and for `QUERY` RFC 10008.
fn is_idempotent(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE" | "PUT" | "DELETE" | "QUERY")
}

/// Whether another attempt may get further.
pub(crate) fn is_transient(kind: TransportErrorKind) -> bool {
    match kind {
        TransportErrorKind::Connect
        | TransportErrorKind::ConnectTimeout
        | TransportErrorKind::Timeout
        | TransportErrorKind::Closed
        | TransportErrorKind::Body
        | TransportErrorKind::Other => true,
        TransportErrorKind::Refused
        | TransportErrorKind::RequestBody
        | TransportErrorKind::TooLarge
        | TransportErrorKind::Redirect => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [TransportErrorKind; 10] = [
        TransportErrorKind::Refused,
        TransportErrorKind::RequestBody,
        TransportErrorKind::Connect,
        TransportErrorKind::ConnectTimeout,
        TransportErrorKind::Timeout,
        TransportErrorKind::Closed,
        TransportErrorKind::Body,
        TransportErrorKind::TooLarge,
        TransportErrorKind::Redirect,
        TransportErrorKind::Other,
    ];

    fn wait(policy: &RetryPolicy, failure: Failure<'_>, may_repeat: bool) -> Option<Duration> {
        let failed = FailedAttempt { may_repeat, ..FailedAttempt::of(failure) };
        let again = policy.verdict(&failed) == Verdict::Again;
        policy.wait(failure, 0, None, &Random::seeded(1)).filter(|_| again)
    }

    #[test]
    fn only_a_connection_that_was_never_made_lets_every_request_be_sent_again() {
        for kind in ALL {
            let failure = Failure::Transport(kind);
            let policy = RetryPolicy::new();
            assert_eq!(wait(&policy, failure, false).is_some(), kind.is_connect(), "{kind:?}");
            assert_eq!(wait(&policy, failure, true).is_some(), is_transient(kind), "{kind:?}");
            assert_eq!(wait(&RetryPolicy::none(), failure, true), None);
        }
    }

    #[test]
    fn statuses_that_may_pass_are_tried_again() {
        let policy = RetryPolicy::new();
        let again = |policy: &RetryPolicy, status, pairs: &[(&str, &str)], may_repeat| {
            let headers: Headers = pairs.iter().copied().collect();
            wait(policy, Failure::Response { status, headers: &headers }, may_repeat).is_some()
        };
        let statuses: Vec<u16> = (100..600).filter(|it| again(&policy, *it, &[], true)).collect();
        assert_eq!(statuses, [408, 429, 500, 502, 503, 504]);
        let statuses: Vec<u16> = (100..600).filter(|it| again(&policy, *it, &[], false)).collect();
        assert_eq!(statuses, [429], "for a POST");
        assert!((100..600).all(|it| !again(&policy, it, &[("x-should-retry", "false")], true)));
        let yes: &[_] = &[("x-should-retry", "true")];
        assert!(again(&policy, 409, yes, true) && !again(&policy, 200, yes, true));
        assert!(!again(&policy, 503, yes, false), "the server's word is about the status");
        let soon: &[_] = &[("retry-after", "1")];
        let statuses: Vec<u16> = (100..600).filter(|it| again(&policy, *it, soon, false)).collect();
        assert_eq!(statuses, [429], "a proxy may say when to come again");
        let both = RetryPolicy::new().refusals([429, 503]);
        let statuses: Vec<u16> = (100..600).filter(|it| again(&both, *it, soon, false)).collect();
        assert_eq!(statuses, [429, 503], "for a POST that is to come again");
        assert!(!again(&both, 503, &[], false), "it doesn't say when");
        let none = RetryPolicy::new().refusals([]);
        assert!(
            (100..600).all(|it| !again(&none, it, soon, false)) && again(&none, 429, &[], true)
        );
        let conflict = RetryPolicy::new().refusals([409]);
        assert!(again(&conflict, 409, &[], false) && !again(&conflict, 429, &[], false));
        let own = RetryPolicy::new().statuses([409]);
        assert!(again(&own, 409, &[], true) && !again(&own, 503, &[], true));
        assert!(again(&own, 429, &[], true), "a refusal");
        let (asked, longer): (&[_], &[_]) = (&[("retry-after", "60")], &[("retry-after", "61")]);
        assert!(again(&policy, 503, asked, true) && !again(&policy, 503, longer, true));
    }

    #[test]
    fn waits_double_up_to_the_cap_and_fit_into_the_time_that_is_left() {
        let failure = Failure::Transport(TransportErrorKind::Other);
        let policy = RetryPolicy::new().max_retries(99);
        let longest = |n_retries: u32| {
            let random = Random::seeded(5);
            let waits = (0..500).map(|_| policy.wait(failure, n_retries, None, &random));
            waits.flatten().max().unwrap().as_secs_f64()
        };
        for (n_retries, most) in [(0, 0.5), (1, 1.0), (3, 4.0), (4, 8.0), (5, 8.0), (98, 8.0)] {
            let longest = longest(n_retries);
            assert!(longest <= most && longest > most * 0.98, "{n_retries}: {longest}");
        }
        let headers: Headers = [("retry-after", "2")].into_iter().collect();
        let asked = Failure::Response { status: 503, headers: &headers };
        let random = Random::seeded(1);
        for (left, waits) in [(2000, false), (2001, true), (0, false)] {
            let left = Some(Duration::from_millis(left));
            assert_eq!(policy.wait(asked, 0, left, &random).is_some(), waits, "{left:?}");
        }
    }

    #[test]
    fn methods_are_idempotent_as_specified() {
        for method in ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "QUERY"] {
            assert!(DEFAULT.may_repeat(method, false, None), "{method}");
        }
        for method in ["POST", "PATCH", "CONNECT", "LINK", "get"] {
            assert!(
                !DEFAULT.may_repeat(method, false, None) && DEFAULT.may_repeat(method, true, None)
            );
            assert!(RetryPolicy::new().any_method().may_repeat(method, false, None));
        }
    }
}
