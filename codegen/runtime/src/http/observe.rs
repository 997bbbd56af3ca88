//! What becomes of calls, told to whoever wants to know.
//!
//! - In: the life of each call, from `exchange`.
//! - Out: plain facts to every [`Observer`], and with the feature `tracing` a span a call with events in it.
//! - Invariants: nothing secret is told: no header, no query, no value of a path parameter. Where nobody listens, nobody
//!   asks what time it is.

mod notice;
mod report;
mod span;
mod watch;

use std::{borrow::Cow, time::Duration};

use crate::json::Deviations;

#[cfg(feature = "tracing")]
pub use self::span::Happening;
pub use self::{notice::Deprecation, span::Telemetry};
pub(crate) use self::{notice::Notices, watch::Watch};

/// Is told what becomes of calls; `ClientBuilder::observer` adds one.
///
/// Its methods are called between two steps of a call, on the thread that drives it, and so must be quick and not block.
/// With the feature `tracing` the same is in spans and events, without any observer.
///
/// ```
/// use clientwright_runtime::{CallEnded, ObservedCall, Observer};
///
/// struct Slow;
///
/// impl Observer for Slow {
///     fn call_ended(&self, call: &ObservedCall, ended: &CallEnded<'_>) {
///         if ended.duration.as_secs() >= 2 {
///             println!("{} {}: {:?} after {} attempts", call.method, call.path, ended.status, ended.attempts);
///         }
///     }
/// }
/// # let _ = clientwright_runtime::codegen::Client::builder(clientwright_runtime::codegen::Server::custom("https://x.test")).observer(Slow);
/// ```
pub trait Observer: Send + Sync {
    /// A call is about to be sent for the first time.
    fn call_started(&self, call: &ObservedCall) {
        let _ = call;
    }

    /// An attempt at it has ended, whether or not another follows.
    fn attempt_ended(&self, call: &ObservedCall, attempt: &AttemptEnded<'_>) {
        let _ = (call, attempt);
    }

    /// It will be sent again, after a wait.
    fn retry_scheduled(&self, call: &ObservedCall, retry: &RetryScheduled) {
        let _ = (call, retry);
    }

    /// It has a result: the body, decoded, or the head of a stream or a download, or an error, such as a body that isn't as
    /// described.
    fn call_ended(&self, call: &ObservedCall, ended: &CallEnded<'_>) {
        let _ = (call, ended);
    }

    /// Its response isn't as described, whether or not it was read nevertheless; told for each response, and for each
    /// item of pages that deviates, when it is decoded, which is before [`call_ended`](Self::call_ended) for a response, and after it
    /// for an item.
    fn deviated(&self, call: &ObservedCall, deviations: &Deviations) {
        let _ = (call, deviations);
    }

    /// The server says that the operation is, or will be, deprecated or gone; told once for each operation of a client.
    fn deprecated(&self, call: &ObservedCall, notice: &Deprecation) {
        let _ = (call, notice);
    }
}

/// Which call it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObservedCall {
    /// The name of the operation.
    pub operation: &'static str,
    /// The method.
    pub method: Cow<'static, str>,
    /// The path template, such as `/users/{userId}`; empty for an untyped request.
    pub path: &'static str,
    /// The host that the request goes to.
    pub server_address: String,
    /// Its port.
    pub server_port: u16,
}

/// How an attempt at a call has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptEnded<'a> {
    /// Which attempt it was, from 1; 0 where nothing was sent for want of a token.
    pub number: u32,
    /// The status, if a response came.
    pub status: Option<u16>,
    /// What went wrong, as [`CallEnded::error_type`] says it.
    pub error_type: Option<Cow<'static, str>>,
    /// How long it took, with its redirects and its body, or its head alone for a stream.
    pub duration: Duration,
    /// The id by which the server knows it.
    pub request_id: Option<&'a str>,
}

/// That a call will be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryScheduled {
    /// Which attempt it will be, from 2.
    pub number: u32,
    /// How long to wait before.
    pub wait: Duration,
}

/// How a call has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallEnded<'a> {
    /// How often it was sent.
    pub attempts: u32,
    /// The status, if a response came.
    pub status: Option<u16>,
    /// What went wrong, as `error.type` of OpenTelemetry's semantic conventions for HTTP has it: a status of 400 or more as
    /// text, else `request`, `token`, `connect`, `timeout`, `closed`, `request_body`, `body`, `too_large`, `redirect`,
    /// `refused`, `other`, `decode` for a success that can't be read, `unexpected_response` for a status that is neither a
    /// success nor an error, such as 304, or `cancelled` for a call whose future was dropped.
    pub error_type: Option<Cow<'static, str>>,
    /// How long it took, with all attempts and waits.
    pub duration: Duration,
    /// The id by which the server knows the last attempt.
    pub request_id: Option<&'a str>,
}
