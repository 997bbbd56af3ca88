//! Spans and events of the crate `tracing`, with its feature; else nothing at all.
//!
//! Names are those of OpenTelemetry's semantic conventions for HTTP client spans 1.23 and later, where they are stable;
//! `otel.name`, `otel.kind` and `otel.status_code` are what tracing-opentelemetry makes the span's name, kind and status
//! of. `url.full` is left out: a path or a query may hold what is nobody's business.
//!
//! What `tracing` knows of a span is static, its target too. So the macros that write them stand in the generated crate,
//! by `__telemetry!`, whose target is a module of that crate.

#[cfg(feature = "tracing")]
pub(crate) use self::on::{Emitter, Span};
#[cfg(feature = "tracing")]
pub use self::on::{Happening, Telemetry};

#[cfg(not(feature = "tracing"))]
pub use self::off::Telemetry;
#[cfg(not(feature = "tracing"))]
pub(crate) use self::off::{Emitter, Span};

#[cfg(feature = "tracing")]
mod on {
    use std::{fmt, future::Future};

    use tracing::Instrument;

    use crate::{
        http::observe::{AttemptEnded, CallEnded, Deprecation, ObservedCall, RetryScheduled},
        json::{Deviation, Deviations},
    };

    /// What writes the spans and events of one crate.
    #[derive(Clone, Copy)]
    pub struct Telemetry {
        /// Whether somebody listens.
        pub is_enabled: fn() -> bool,
        /// Begins the span of a call, which has this name.
        pub span: fn(call: &ObservedCall, method: &str, name: &str) -> tracing::Span,
        /// Writes an event within it.
        pub event: fn(span: &tracing::Span, happening: Happening<'_>),
    }

    impl fmt::Debug for Telemetry {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("Telemetry")
        }
    }

    /// What events are about.
    #[derive(Clone, Copy, Debug)]
    pub enum Happening<'a> {
        /// An attempt has ended.
        AttemptEnded(&'a AttemptEnded<'a>),
        /// There will be another.
        RetryScheduled(&'a RetryScheduled),
        /// The call has ended in an error.
        CallFailed(&'a ObservedCall, &'a CallEnded<'a>),
        /// The response isn't as described, here.
        Deviated(&'a ObservedCall, &'a Deviation),
        /// It isn't in so many places.
        Deviations(&'a ObservedCall, u64),
        /// The operation's end is near.
        Deprecated(&'a ObservedCall, &'a Deprecation),
    }

    /// Writes spans and events whose target is the module that it stands in.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __telemetry {
        () => {{
            use $crate::codegen::{Happening, ObservedCall, Telemetry, tracing};

            fn is_enabled() -> bool {
                tracing::enabled!(tracing::Level::WARN)
            }

            fn span(call: &ObservedCall, method: &str, name: &str) -> tracing::Span {
                tracing::info_span!(
                    "http_call",
                    otel.kind = "client",
                    otel.name = name,
                    otel.status_code = tracing::field::Empty,
                    operation = call.operation,
                    http.request.method = method,
                    http.request.method_original = tracing::field::Empty,
                    url.template = call.path,
                    server.address = call.server_address.as_str(),
                    server.port = call.server_port,
                    http.response.status_code = tracing::field::Empty,
                    http.request.resend_count = tracing::field::Empty,
                    error.type = tracing::field::Empty,
                )
            }

            fn event(span: &tracing::Span, happening: Happening<'_>) {
                match happening {
                    Happening::AttemptEnded(it) => tracing::debug!(
                        parent: span,
                        attempt = it.number,
                        http.response.status_code = it.status,
                        error.type = it.error_type.as_deref(),
                        duration = it.duration.as_secs_f64(),
                        request_id = it.request_id,
                        "attempt ended"
                    ),
                    Happening::RetryScheduled(it) => tracing::info!(
                        parent: span,
                        attempt = it.number,
                        wait = it.wait.as_secs_f64(),
                        "retry scheduled"
                    ),
                    Happening::CallFailed(call, it) => tracing::info!(
                        parent: span,
                        operation = call.operation,
                        attempts = it.attempts,
                        http.response.status_code = it.status,
                        error.type = it.error_type.as_deref(),
                        request_id = it.request_id,
                        "call failed"
                    ),
                    Happening::Deviated(call, it) => tracing::warn!(
                        parent: span,
                        operation = call.operation,
                        path = it.path(),
                        expected = it.expected(),
                        found = it.found(),
                        outcome = ?it.outcome(),
                        "response deviates"
                    ),
                    // tracing-opentelemetry counts fields of this name.
                    Happening::Deviations(call, count) => tracing::debug!(
                        parent: span,
                        operation = call.operation,
                        monotonic_counter.deviations = count,
                        "deviations"
                    ),
                    Happening::Deprecated(call, it) => tracing::warn!(
                        parent: span,
                        operation = call.operation,
                        deprecated = it.deprecated,
                        since = it.since.map(|it| it.to_rfc3339()),
                        sunset = it.sunset.map(|it| it.to_rfc3339()),
                        "deprecated operation"
                    ),
                }
            }

            Telemetry { is_enabled, span, event }
        }};
    }

    /// What a call's steps are in.
    pub(crate) struct Span(tracing::Span);

    impl Span {
        pub(crate) fn none() -> Self {
            Self(tracing::Span::none())
        }

        pub(crate) fn hold<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
            future.instrument(self.0)
        }
    }

    /// Writes to the span of one call.
    #[derive(Clone)]
    pub(crate) struct Emitter {
        span: tracing::Span,
        telemetry: Telemetry,
    }

    impl Emitter {
        pub(crate) fn is_enabled(telemetry: Telemetry) -> bool {
            (telemetry.is_enabled)()
        }

        pub(crate) fn of(telemetry: Telemetry, call: &ObservedCall) -> Self {
            // Names of spans and values of attributes are few, whatever methods servers invent.
            let (method, word) = match &*call.method {
                known @ ("CONNECT" | "DELETE" | "GET" | "HEAD" | "OPTIONS" | "PATCH" | "POST"
                | "PUT" | "QUERY" | "TRACE") => (known, known),
                _ => ("_OTHER", "HTTP"),
            };
            let name = format!("{word} {}", call.path);
            let span = (telemetry.span)(call, method, name.trim_end());
            if method == "_OTHER" {
                span.record("http.request.method_original", &*call.method);
            }
            Self { span, telemetry }
        }

        pub(crate) fn span(&self) -> Span {
            Span(self.span.clone())
        }

        fn event(&self, happening: Happening<'_>) {
            (self.telemetry.event)(&self.span, happening);
        }

        pub(crate) fn attempt_ended(&self, ended: &AttemptEnded<'_>) {
            self.event(Happening::AttemptEnded(ended));
        }

        pub(crate) fn retry_scheduled(&self, retry: &RetryScheduled) {
            self.event(Happening::RetryScheduled(retry));
        }

        pub(crate) fn call_ended(&self, call: &ObservedCall, ended: &CallEnded<'_>) {
            let CallEnded { attempts, status, error_type, duration: _, request_id: _ } = ended;
            if let Some(status) = status {
                self.span.record("http.response.status_code", *status);
            }
            if *attempts > 1 {
                self.span.record("http.request.resend_count", attempts - 1);
            }
            if let Some(error_type) = error_type {
                self.span.record("error.type", &**error_type);
                self.span.record("otel.status_code", "ERROR");
                self.event(Happening::CallFailed(call, ended));
            }
        }

        pub(crate) fn deviated(&self, call: &ObservedCall, deviations: &Deviations) {
            for deviation in deviations {
                self.event(Happening::Deviated(call, deviation));
            }
            self.event(Happening::Deviations(call, deviations.count() as u64));
        }

        pub(crate) fn deprecated(&self, call: &ObservedCall, notice: &Deprecation) {
            self.event(Happening::Deprecated(call, notice));
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod off {
    use crate::{
        http::observe::{AttemptEnded, CallEnded, Deprecation, ObservedCall, RetryScheduled},
        json::Deviations,
    };

    /// Nothing.
    #[derive(Clone, Copy, Debug)]
    pub struct Telemetry;

    /// Writes nothing.
    #[doc(hidden)]
    #[macro_export]
    macro_rules! __telemetry {
        () => {
            $crate::codegen::Telemetry
        };
    }

    /// Nothing.
    pub(crate) struct Span;

    impl Span {
        pub(crate) fn none() -> Self {
            Self
        }

        #[expect(clippy::unused_self, reason = "with the feature it is what holds")]
        pub(crate) fn hold<F>(self, future: F) -> F {
            future
        }
    }

    /// Writes nothing.
    #[derive(Clone)]
    pub(crate) struct Emitter;

    #[expect(clippy::unused_self, reason = "with the feature it has a span")]
    impl Emitter {
        pub(crate) fn is_enabled(_: Telemetry) -> bool {
            false
        }

        pub(crate) fn of(_: Telemetry, _: &ObservedCall) -> Self {
            Self
        }

        pub(crate) fn span(&self) -> Span {
            Span
        }

        pub(crate) fn attempt_ended(&self, _: &AttemptEnded<'_>) {}

        pub(crate) fn retry_scheduled(&self, _: &RetryScheduled) {}

        pub(crate) fn call_ended(&self, _: &ObservedCall, _: &CallEnded<'_>) {}

        pub(crate) fn deviated(&self, _: &ObservedCall, _: &Deviations) {}

        pub(crate) fn deprecated(&self, _: &ObservedCall, _: &Deprecation) {}
    }
}
