//! The user's own word on a failure.

use std::{fmt, sync::Arc};

use crate::{
    http::{headers::Headers, transport::TransportErrorKind},
    json::pick::scalar,
};

/// What came of an attempt that may be worth another.
#[derive(Clone, Copy)]
pub(crate) enum Failure<'a> {
    Response { status: u16, headers: &'a Headers },
    Transport(TransportErrorKind),
}

/// What a [classifier](super::RetryPolicy::classifier) decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryDecision {
    /// What the policy says without it.
    #[default]
    Default,
    /// The request is sent again, whatever its method, if there is a retry and time left and its body can be sent twice.
    ///
    /// Who says so of a `POST` knows that it was not done, or that doing it twice does no harm.
    Retry,
    /// The failure is the call's result.
    Stop,
}

/// An attempt that failed, as a [classifier](super::RetryPolicy::classifier) sees it.
///
/// Its `Debug` shows neither headers nor body.
#[derive(Clone, Copy)]
#[must_use]
pub struct FailedAttempt<'a> {
    pub(crate) operation: &'static str,
    pub(crate) method: &'a str,
    pub(crate) attempt: u32,
    pub(crate) failure: Failure<'a>,
    pub(crate) body: &'a [u8],
    pub(crate) code: Option<&'a str>,
    pub(crate) may_repeat: bool,
    pub(crate) is_replayable: bool,
}

impl<'a> FailedAttempt<'a> {
    /// One of a request of which nothing is known, but that its body can be sent again.
    pub(crate) fn of(failure: Failure<'a>) -> Self {
        Self {
            operation: "",
            method: "",
            attempt: 1,
            failure,
            body: &[],
            code: None,
            may_repeat: false,
            is_replayable: true,
        }
    }

    /// The operation's name, as errors mention it.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The method of the request.
    pub fn method(&self) -> &'a str {
        self.method
    }

    /// How many attempts there were, with this one: 1 for the first.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The response's status; `None` where no response has come, or not all of it.
    pub fn status(&self) -> Option<u16> {
        match self.failure {
            Failure::Response { status, .. } => Some(status),
            Failure::Transport(_) => None,
        }
    }

    /// The response's headers.
    pub fn headers(&self) -> Option<&'a Headers> {
        match self.failure {
            Failure::Response { headers, .. } => Some(headers),
            Failure::Transport(_) => None,
        }
    }

    /// What went wrong where no response has come, or not all of it.
    pub fn transport_error(&self) -> Option<TransportErrorKind> {
        match self.failure {
            Failure::Response { .. } => None,
            Failure::Transport(kind) => Some(kind),
        }
    }

    /// The response's body, cut after a mebibyte; empty where there is none.
    pub fn body(&self) -> &'a [u8] {
        self.body
    }

    /// The error's code, as [`Error::code`](crate::Error::code) gives it.
    pub fn code(&self) -> Option<&'a str> {
        self.code
    }

    /// The scalar that a JSON body has at this JSON pointer (RFC 6901), as text: `/error/code`, say.
    pub fn member(&self, pointer: &str) -> Option<String> {
        scalar(self.body, pointer)
    }

    /// Whether sending the request twice does no harm: by its method, its idempotency key or the API's settings.
    pub fn is_repeatable(&self) -> bool {
        self.may_repeat
    }
}

impl fmt::Debug for FailedAttempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FailedAttempt")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("attempt", &self.attempt)
            .field("status", &self.status())
            .field("transport_error", &self.transport_error())
            .finish_non_exhaustive()
    }
}

pub(super) trait Classify: Fn(&FailedAttempt<'_>) -> RetryDecision + Send + Sync {}

impl<F: Fn(&FailedAttempt<'_>) -> RetryDecision + Send + Sync> Classify for F {}

/// A function that decides; two are equal if they are one.
#[derive(Clone)]
pub(super) struct Classifier(Arc<dyn Classify>);

impl Classifier {
    pub(super) fn new(classify: impl Classify + 'static) -> Self {
        Self(Arc::new(classify))
    }

    /// Requests that belong to no operation, as those for tokens, aren't its business, and neither are other responses
    /// than errors.
    pub(super) fn decide(&self, failed: &FailedAttempt<'_>) -> RetryDecision {
        let is_error = failed.status().is_none_or(|it| it >= 400);
        let is_asked = is_error && !failed.operation.is_empty();
        if is_asked { (self.0)(failed) } else { RetryDecision::Default }
    }
}

impl PartialEq for Classifier {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Classifier {}

impl fmt::Debug for Classifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Classifier")
    }
}
