//! Spans and events of the crate `tracing`, with its feature; else nothing at all.
//!
//! Names are those of OpenTelemetry's semantic conventions for HTTP client spans 1.23 and later, where they are stable;
//! `otel.name` and `otel.kind` are what tracing-opentelemetry makes the span's name and kind of.

#[cfg(feature = "tracing")]
pub(super) use self::on::Emitter;
#[cfg(feature = "tracing")]
pub(crate) use self::on::Span;

#[cfg(not(feature = "tracing"))]
pub(super) use self::off::Emitter;
#[cfg(not(feature = "tracing"))]
pub(crate) use self::off::Span;

#[cfg(feature = "tracing")]
mod on {
    use std::future::Future;

    use tracing::{Instrument, Level, field::Empty};

    use crate::{
        http::observe::{AttemptEnded, CallEnded, Deprecation, ObservedCall, RetryScheduled},
        json::{Deviation, Deviations},
    };

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
    pub(in crate::http::observe) struct Emitter(tracing::Span);

    impl Emitter {
        pub(in crate::http::observe) fn is_enabled() -> bool {
            tracing::enabled!(Level::INFO)
        }

        pub(in crate::http::observe) fn of(call: &ObservedCall) -> Self {
            let ObservedCall { operation, method, path, server_address, server_port } = call;
            let name = format!("{method} {path}");
            let span = tracing::info_span!(
                "http_call",
                otel.kind = "client",
                otel.name = name.trim_end(),
                operation = *operation,
                http.request.method = &**method,
                url.template = *path,
                server.address = server_address.as_str(),
                server.port = *server_port,
                http.response.status_code = Empty,
                http.request.resend_count = Empty,
                error.type = Empty,
            );
            Self(span)
        }

        pub(in crate::http::observe) fn span(&self) -> Span {
            Span(self.0.clone())
        }

        pub(in crate::http::observe) fn attempt_ended(&self, ended: &AttemptEnded<'_>) {
            let AttemptEnded { number, status, error_type, duration, request_id } = ended;
            tracing::debug!(
                parent: &self.0,
                attempt = *number,
                http.response.status_code = *status,
                error.type = error_type.as_deref(),
                duration = duration.as_secs_f64(),
                request_id = *request_id,
                "attempt ended"
            );
        }

        pub(in crate::http::observe) fn retry_scheduled(&self, retry: &RetryScheduled) {
            let RetryScheduled { number, wait } = retry;
            let wait = wait.as_secs_f64();
            tracing::info!(parent: &self.0, attempt = *number, wait, "retry scheduled");
        }

        pub(in crate::http::observe) fn call_ended(&self, ended: &CallEnded<'_>) {
            let CallEnded { attempts, status, error_type, duration: _, request_id: _ } = ended;
            if let Some(status) = status {
                self.0.record("http.response.status_code", *status);
            }
            if *attempts > 1 {
                self.0.record("http.request.resend_count", attempts - 1);
            }
            if let Some(error_type) = error_type {
                self.0.record("error.type", &**error_type);
            }
        }

        pub(in crate::http::observe) fn deviated(
            &self,
            call: &ObservedCall,
            deviations: &Deviations,
        ) {
            let each = |it: &Deviation| {
                tracing::warn!(
                    parent: &self.0,
                    operation = call.operation,
                    path = it.path(),
                    expected = it.expected(),
                    found = it.found(),
                    outcome = ?it.outcome(),
                    "response deviates"
                );
            };
            deviations.into_iter().for_each(each);
            let (count, operation) = (deviations.count(), call.operation);
            // tracing-opentelemetry counts fields of this name.
            tracing::debug!(
                parent: &self.0,
                operation,
                monotonic_counter.deviations = count as u64,
                "deviations"
            );
        }

        pub(in crate::http::observe) fn deprecated(
            &self,
            call: &ObservedCall,
            notice: &Deprecation,
        ) {
            let Deprecation { deprecated, since, sunset } = notice;
            let text = |it: &Option<chrono::DateTime<chrono::Utc>>| it.map(|it| it.to_rfc3339());
            tracing::warn!(
                parent: &self.0,
                operation = call.operation,
                deprecated,
                since = text(since),
                sunset = text(sunset),
                "deprecated operation"
            );
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
    pub(in crate::http::observe) struct Emitter;

    #[expect(clippy::unused_self, reason = "with the feature it has a span")]
    impl Emitter {
        pub(in crate::http::observe) fn is_enabled() -> bool {
            false
        }

        pub(in crate::http::observe) fn of(_: &ObservedCall) -> Self {
            Self
        }

        pub(in crate::http::observe) fn span(&self) -> Span {
            Span
        }

        pub(in crate::http::observe) fn attempt_ended(&self, _: &AttemptEnded<'_>) {}

        pub(in crate::http::observe) fn retry_scheduled(&self, _: &RetryScheduled) {}

        pub(in crate::http::observe) fn call_ended(&self, _: &CallEnded<'_>) {}

        pub(in crate::http::observe) fn deviated(&self, _: &ObservedCall, _: &Deviations) {}

        pub(in crate::http::observe) fn deprecated(&self, _: &ObservedCall, _: &Deprecation) {}
    }
}
