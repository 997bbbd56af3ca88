//! The context of a distributed trace, as requests carry it: W3C Trace Context, level 1.

use std::fmt;

use super::headers::{self, Headers};

/// Where in a distributed trace a call stands: what `traceparent` and `tracestate` say of it ([W3C Trace
/// Context](https://www.w3.org/TR/trace-context/)).
///
/// `ClientBuilder::trace_context` takes what tells it for each call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    trace_id: [u8; 16],
    parent_id: [u8; 8],
    flags: u8,
    state: String,
}

impl TraceContext {
    /// Creates a context of the trace's id, the id of the span that the request is made in, and the trace flags, of which
    /// 1 says that the span is sampled.
    pub fn new(trace_id: [u8; 16], parent_id: [u8; 8], flags: u8) -> Self {
        Self { trace_id, parent_id, flags, state: String::new() }
    }

    /// Sets what vendors of tracing systems have to say, as the `tracestate` header is written; empty for nothing.
    #[must_use]
    pub fn with_state(mut self, state: impl Into<String>) -> Self {
        self.state = state.into();
        self
    }

    /// Puts it into the headers, unless they have one, or an id is all zeros, which is none.
    ///
    /// Source: Trace Context, sections 3.2.2.3 and 3.2.2.4 (ids) and 3.3 (`tracestate` goes with `traceparent` alone).
    pub(crate) fn put(&self, headers: &mut Headers) {
        if self.trace_id == [0; 16]
            || self.parent_id == [0; 8]
            || headers.get("traceparent").is_some()
        {
            return;
        }
        headers.insert("traceparent", self.to_string());
        if !self.state.is_empty() && headers::is_value(&self.state) {
            headers.insert("tracestate", self.state.clone());
        }
    }
}

/// The `traceparent` header.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (trace, parent) =
            (u128::from_be_bytes(self.trace_id), u64::from_be_bytes(self.parent_id));
        write!(f, "00-{trace:032x}-{parent:016x}-{:02x}", self.flags)
    }
}
