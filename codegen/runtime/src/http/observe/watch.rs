//! One call, watched.

use std::{borrow::Cow, sync::Arc, time::Duration};

use url::Url;

use super::{
    AttemptEnded, CallEnded, Deprecation, ObservedCall, Observer, RetryScheduled,
    report::Report,
    span::{Emitter, Span},
};
use crate::http::{
    client::Shared,
    error::Error,
    headers::{Headers, request_id},
    operation::Operation,
    reading::Listener,
    request::Request,
    transport::TransportErrorKind,
};

/// What is known of a call that somebody watches; nothing of one that nobody does.
pub(crate) struct Watch(Option<Box<Watched>>);

struct Watched {
    shared: Arc<Shared>,
    operation: &'static Operation,
    call: ObservedCall,
    emitter: Emitter,
    begun: Duration,
    attempt_begun: Duration,
    attempts: u32,
    /// Of the last response.
    status: Option<u16>,
    request_id: Option<String>,
    has_ended: bool,
}

impl Watch {
    /// That of a call that isn't begun.
    pub(crate) fn none() -> Self {
        Self(None)
    }

    pub(crate) fn begin(
        shared: &Arc<Shared>,
        operation: &'static Operation,
        request: &Request,
    ) -> Self {
        let telemetry = shared.environment.package.telemetry;
        if shared.observers.is_empty() && !Emitter::is_enabled(telemetry) {
            return Self(None);
        }
        let url = Url::parse(&request.url).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        let call = ObservedCall {
            operation: operation.name,
            method: request.method.clone(),
            path: operation.path,
            server_address: host.to_owned(),
            server_port: url.as_ref().and_then(Url::port_or_known_default).unwrap_or_default(),
        };
        let now = shared.environment.now();
        let watched = Watched {
            shared: Arc::clone(shared),
            operation,
            emitter: Emitter::of(telemetry, &call),
            call,
            begun: now,
            attempt_begun: now,
            attempts: 0,
            status: None,
            request_id: None,
            has_ended: false,
        };
        watched.tell(|it, call| it.call_started(call));
        Self(Some(Box::new(watched)))
    }

    /// The span that the call's steps are in.
    pub(crate) fn span(&self) -> Span {
        self.0.as_ref().map_or_else(Span::none, |it| it.emitter.span())
    }

    pub(crate) fn attempt_begins(&mut self) {
        let Some(it) = &mut self.0 else { return };
        it.attempt_begun = it.shared.environment.now();
        (it.status, it.request_id) = (None, None);
    }

    /// Takes note that the attempt of this number is sent.
    pub(crate) fn sends(&mut self, number: u32) {
        if let Some(it) = &mut self.0 {
            it.attempts = number;
        }
    }

    /// Takes note of a response's head.
    pub(crate) fn responded(&mut self, status: u16, headers: &Headers) {
        let Some(it) = &mut self.0 else { return };
        it.status = Some(status);
        it.request_id = request_id(headers).map(str::to_owned);
        let Some(notice) = Deprecation::read(headers) else { return };
        if it.shared.notices.is_first(it.operation) {
            it.emitter.deprecated(&it.call, &notice);
            it.tell(|observer, call| observer.deprecated(call, &notice));
        }
    }

    /// Who is told where the response isn't as described.
    pub(crate) fn listener(&self) -> Option<Arc<dyn Listener>> {
        let it = self.0.as_ref()?;
        let (shared, call, emitter) = (Arc::clone(&it.shared), it.call.clone(), it.emitter.clone());
        Some(Arc::new(Report { shared, call, emitter }))
    }

    pub(crate) fn attempt_ended(&mut self, number: u32, error: Option<&Error>) {
        let Some(it) = &mut self.0 else { return };
        let ended = AttemptEnded {
            number,
            status: it.status,
            error_type: match error {
                Some(error) => Some(error_type(it.status, error)),
                None => it.status.filter(|it| *it >= 400).map(|it| it.to_string().into()),
            },
            duration: it.shared.environment.now().saturating_sub(it.attempt_begun),
            request_id: it.request_id.as_deref(),
        };
        it.emitter.attempt_ended(&ended);
        it.tell(|observer, call| observer.attempt_ended(call, &ended));
    }

    pub(crate) fn retry_scheduled(&self, attempts: u32, wait: Duration) {
        let Some(it) = &self.0 else { return };
        let retry = RetryScheduled { number: attempts + 1, wait };
        it.emitter.retry_scheduled(&retry);
        it.tell(|observer, call| observer.retry_scheduled(call, &retry));
    }

    /// Takes note of what the call has come to, when its response has been read.
    pub(crate) fn call_ended<E>(&mut self, error: Option<&Error<E>>) {
        let Some(it) = &mut self.0 else { return };
        it.end(error.map(|error| error_type(it.status, error)));
    }
}

impl Watched {
    fn tell(&self, what: impl Fn(&dyn Observer, &ObservedCall)) {
        for observer in &self.shared.observers {
            what(&**observer, &self.call);
        }
    }

    fn end(&mut self, error_type: Option<Cow<'static, str>>) {
        self.has_ended = true;
        let ended = CallEnded {
            attempts: self.attempts,
            status: self.status,
            error_type,
            duration: self.shared.environment.now().saturating_sub(self.begun),
            request_id: self.request_id.as_deref(),
        };
        self.emitter.call_ended(&self.call, &ended);
        self.tell(|observer, call| observer.call_ended(call, &ended));
    }
}

/// Whoever drops the future of a call has no result, and observers should know.
impl Drop for Watched {
    fn drop(&mut self) {
        if !self.has_ended {
            self.end(Some("cancelled".into()));
        }
    }
}

/// The status of a response that says no, else a word for what went wrong.
fn error_type<E>(status: Option<u16>, error: &Error<E>) -> Cow<'static, str> {
    let word = match error {
        Error::Request(_) => "request",
        Error::Token(_) => "token",
        Error::Transport(error) => match error.kind() {
            TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout => "connect",
            TransportErrorKind::Timeout => "timeout",
            TransportErrorKind::Closed => "closed",
            TransportErrorKind::RequestBody => "request_body",
            TransportErrorKind::Body => "body",
            TransportErrorKind::TooLarge => "too_large",
            TransportErrorKind::Redirect => "redirect",
            TransportErrorKind::Refused => "refused",
            TransportErrorKind::Other => "other",
        },
        Error::TooLarge(_) => "too_large",
        Error::Decode(_) => "decode",
        Error::State(_) => "state",
        Error::Api(_) | Error::UnexpectedResponse(_) | Error::Item(_) => match status {
            Some(status @ 400..) => return status.to_string().into(),
            // Such as a 304, which nobody has documented.
            Some(_) | None => "unexpected_response",
        },
    };
    word.into()
}
