//! From a request to a response: attempts, tokens, redirects, time limits.
//!
//! An attempt begins where the one before has ended: at the request that failed, which may be one that a redirect has led
//! to. So a `POST` whose 303 has been followed isn't sent again because the `GET` after it fails.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;

use super::{
    client::Inner,
    collect,
    download::Download,
    environment::Environment,
    error::{Error, RequestError, RequestErrorKind, said::code_of},
    frames::Framing,
    headers::Headers,
    maybe_send::BoxFuture,
    observe::Watch,
    prepared::PreparedRequest,
    raw_response::{RawResponse, Resend, StreamingResponse},
    reading::Reading,
    redirect,
    request::Request,
    retry::{Attempts, FailedAttempt, Failure},
    signer::{self, Signer},
    tokens::{CachedToken, Caller, TokenError},
    transport::{TransportError, TransportResponse},
};

/// Sends the request, again where that may help, and reads the response.
pub(crate) async fn run(
    client: Arc<Inner>,
    prepared: Result<PreparedRequest, RequestError>,
    streaming: bool,
) -> Sent {
    let mut prepared = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return Sent { outcome: Err(Error::Request(error)), watch: Watch::none() },
    };
    prepared.request.streaming = streaming;
    prepared.request.accepts_gzip = !streaming;
    let limits = client.options.limits();
    prepared.request.connect_timeout = limits.connect_timeout;
    prepared.request.default_user_agent = client.shared.environment.package.user_agent;
    let mut watch = Watch::begin(&client.shared, prepared.operation, &prepared.request);
    let span = watch.span();
    let outcome = span.hold(send_with_retries(&client, prepared, &mut watch)).await;
    Sent { outcome, watch }
}

/// What came of sending a call, and who is told what it comes to when it has been read.
pub(crate) struct Sent {
    outcome: Result<RawResponse, Error>,
    watch: Watch,
}

impl Sent {
    /// Reads the response, and tells what the call has come to.
    pub(crate) fn read<T, E>(
        self,
        read: impl FnOnce(RawResponse) -> Result<T, Error<E>>,
    ) -> Result<T, Error<E>> {
        let Self { outcome, mut watch } = self;
        let outcome = outcome.map_err(Error::widen).and_then(read);
        watch.call_ended(outcome.as_ref().err());
        outcome
    }
}

/// Makes attempts until one is the last.
async fn send_with_retries(
    client: &Arc<Inner>,
    mut prepared: PreparedRequest,
    watch: &mut Watch,
) -> Result<RawResponse, Error> {
    let resend = if prepared.request.streaming { Repeat::of(client, &prepared) } else { None };
    // Within the span, so that this may be the current context.
    if let Some(context) = client.shared.trace_context.as_ref().and_then(|current| current()) {
        context.put(&mut prepared.request.headers);
    }
    let environment = &client.shared.environment;
    let deadline = environment.deadline(client.options.limits().timeout);
    let mut attempts = Attempts::new(environment, client.options.retry_policy(), deadline);
    loop {
        watch.attempt_begins();
        let outcome = attempt(client, &mut prepared, &mut attempts, watch).await;
        watch.attempt_ended(attempts.n, outcome.as_ref().err().and_then(AttemptError::error));
        let wait = match outcome {
            Ok(RawResponse::Streaming(streaming)) => {
                return Ok(RawResponse::Streaming(StreamingResponse { resend, ..streaming }));
            }
            Ok(buffered) => return Ok(buffered),
            Err(AttemptError::Final(error)) => {
                return Err(error.of(prepared.operation.name, attempts.n));
            }
            Err(AttemptError::Retry(wait, _)) => wait,
        };
        watch.retry_scheduled(attempts.n, wait);
        environment.transport.sleep(wait).await;
    }
}

/// Why an attempt gave nothing.
enum AttemptError {
    /// Another one may, after so long a wait; without an error where a response has come.
    Retry(Duration, Option<Error>),
    Final(Error),
}

impl AttemptError {
    fn error(&self) -> Option<&Error> {
        match self {
            Self::Retry(_, error) => error.as_ref(),
            Self::Final(error) => Some(error),
        }
    }
}

/// Sends the request and reads the response, which isn't read where it leads to another attempt.
async fn attempt(
    client: &Arc<Inner>,
    prepared: &mut PreparedRequest,
    attempts: &mut Attempts<'_>,
    watch: &mut Watch,
) -> Result<RawResponse, AttemptError> {
    let response = follow_redirects(client, prepared, attempts, watch).await;
    let response = response.map_err(|it| classify(client, prepared, attempts, it))?;
    watch.responded(response.status, &response.headers);
    // A classifier may want to know what the error says.
    let reads = response.status >= 400 && client.options.retry_policy().reads_errors();
    if !reads {
        let TransportResponse { status, headers, .. } = &response;
        let failure = Failure::Response { status: *status, headers };
        if let Some(wait) = after(client, prepared, attempts, failure, &[]) {
            return Err(AttemptError::Retry(wait, None));
        }
    }
    let shared = &client.shared;
    let reading = Reading {
        policy: client.options.deviations.unwrap_or_default(),
        error_members: shared.error_members,
        operation: prepared.operation.name,
        counter: shared.deviations.clone(),
        listener: watch.listener(),
    };
    let head = reads.then(|| (response.status, response.headers.clone()));
    let received = receive(client, prepared, response, attempts, reading).await;
    if let Some((status, headers)) = head {
        // Of a body that breaks off nothing is known.
        let body = match &received {
            Ok(RawResponse::Buffered(it)) => it.bytes.clone(),
            Ok(RawResponse::Streaming(_)) | Err(_) => Bytes::new(),
        };
        let failure = Failure::Response { status, headers: &headers };
        if let Some(wait) = after(client, prepared, attempts, failure, &body) {
            return Err(AttemptError::Retry(wait, None));
        }
    }
    received.map_err(|it| classify(client, prepared, attempts, it))
}

/// How long to wait before the attempt after one that has come to this, if there is to be one.
fn after(
    client: &Inner,
    prepared: &PreparedRequest,
    attempts: &Attempts<'_>,
    failure: Failure<'_>,
    body: &[u8],
) -> Option<Duration> {
    let code = code_of(body, client.shared.error_members);
    attempts.after(&FailedAttempt {
        operation: prepared.operation.name,
        method: &prepared.request.method,
        attempt: attempts.n,
        failure,
        body,
        code: code.as_deref(),
        may_repeat: may_repeat(client, prepared),
        is_replayable: prepared.request.body.is_replayable(),
    })
}

/// Whether the error is worth another attempt.
fn classify(
    client: &Inner,
    prepared: &PreparedRequest,
    attempts: &Attempts<'_>,
    error: Error,
) -> AttemptError {
    let wait = match &error {
        Error::Transport(it) => {
            after(client, prepared, attempts, Failure::Transport(it.kind()), &[])
        }
        _ => None,
    };
    match wait {
        Some(wait) => AttemptError::Retry(wait, Some(error)),
        None => AttemptError::Final(error),
    }
}

/// Whether sending the request twice can be done, and does no harm.
fn may_repeat(client: &Inner, prepared: &PreparedRequest) -> bool {
    let PreparedRequest { operation, request, keyed, .. } = prepared;
    let policy = client.options.retry_policy();
    request.body.is_replayable()
        && policy.may_repeat(&request.method, *keyed, operation.is_repeatable)
}

/// Sends the request, and again wherever a redirect leads, and once more with other tokens after a 401.
async fn follow_redirects(
    client: &Arc<Inner>,
    prepared: &mut PreparedRequest,
    attempts: &mut Attempts<'_>,
    watch: &mut Watch,
) -> Result<TransportResponse, Error> {
    let mut held = authorize(client, prepared, &[], attempts).await?;
    let (limits, may_repeat) = (client.options.limits(), may_repeat(client, prepared));
    attempts.begin(limits, &mut prepared.request, may_repeat);
    prepared.request.attempt = attempts.n;
    watch.sends(attempts.n);
    let mut was_challenged = false;
    loop {
        // One budget for all hops and the body; a stream's is until its head.
        prepared.request.timeout = attempts.left();
        if prepared.request.timeout.is_some_and(|it| it.is_zero()) {
            // What nobody waits for isn't to be done.
            return Err(fail(attempts.timed_out(), prepared));
        }
        let mut request = prepared.request.clone();
        put_cookies(client, prepared, &mut request);
        let signer = signer(client, prepared);
        if let Some(signer) = signer {
            sign(signer, prepared.operation.name, &mut request)?;
        }
        // No error of this call shows what was sent, on this hop or one before.
        prepared.request.sensitive = request.sensitive.clone();
        // What was sent says which challenge it has answered.
        let answered = signer.map(|it| (it, request.clone()));
        let response = send(client, request, attempts).await.map_err(|it| fail(it, prepared))?;
        keep_cookies(client, prepared, &response.headers);
        if response.status == 401
            && !was_challenged
            && answered.is_some_and(|(signer, it)| signer.challenged(&it, &response.headers))
            && prepared.request.body.is_replayable()
        {
            was_challenged = true;
            continue;
        }
        if response.status == 401
            && !held.is_empty()
            && prepared.trusted
            && prepared.request.body.is_replayable()
        {
            drop(response);
            authorize(client, prepared, &held, attempts).await?;
            // A second refusal is the API's response.
            held.clear();
            continue;
        }
        let next = redirect::next(prepared, response.status, &response.headers);
        match next.map_err(|it| fail(it, prepared))? {
            Some(next) => *prepared = next,
            None => return Ok(response),
        }
    }
}

/// What signs the request; another origin that a redirect has led to gets no signature.
fn signer<'c>(client: &'c Inner, prepared: &PreparedRequest) -> Option<&'c dyn Signer> {
    let is_signed = prepared.trusted && !client.options.anonymous;
    client.shared.signer.as_deref().filter(|_| is_signed)
}

fn sign(signer: &dyn Signer, operation: &'static str, request: &mut Request) -> Result<(), Error> {
    let fail = |it| {
        let message = format!("the request can't be signed: {it}");
        let error = RequestError::new(RequestErrorKind::Credentials, message);
        Error::Request(error.of(operation))
    };
    signer::sign(signer, request).map_err(fail)
}

/// Sends the request, within the time of the attempt: a transport around the client's own needn't keep it.
async fn send(
    client: &Inner,
    request: Request,
    attempts: &Attempts<'_>,
) -> Result<TransportResponse, TransportError> {
    let environment = &client.shared.environment;
    let sent = environment.transport.send(request);
    match environment.within(attempts.attempt_deadline, sent).await {
        Some(sent) => sent,
        None => Err(attempts.timed_out()),
    }
}

/// Adds the cookies that the client keeps for the request, which are secrets of it from now on.
///
/// One that is there already wins, and another origin that a redirect has led to gets none.
fn put_cookies(client: &Inner, prepared: &PreparedRequest, request: &mut Request) {
    let jar = client.shared.cookies.as_ref().filter(|_| !client.options.anonymous);
    let Some(jar) = jar.filter(|_| prepared.trusted) else { return };
    let own = request.headers.get("cookie").unwrap_or_default().split(';').map(str::trim);
    let own: Vec<&str> = own.filter(|it| !it.is_empty()).collect();
    let is_own = |name: &str| own.iter().any(|it| it.split('=').next() == Some(name));
    let mut kept = jar.of(&request.url, client.shared.environment.now());
    kept.retain(|(name, _)| !is_own(name));
    if kept.is_empty() {
        return;
    }
    for (_, value) in &kept {
        // Not each is a credential: `light` and `true` are words that errors need.
        request.sensitive.secrets.add_other(value.expose());
    }
    let kept = kept.iter().map(|(name, value)| format!("{name}={}", value.expose()));
    let all: Vec<String> = own.iter().map(|it| (*it).to_owned()).chain(kept).collect();
    request.headers.set_secret("cookie", &all.join("; "));
}

/// Keeps the cookies that a response sets.
fn keep_cookies(client: &Inner, prepared: &PreparedRequest, response: &Headers) {
    if let Some(jar) = client.shared.cookies.as_ref().filter(|_| prepared.trusted) {
        jar.keep(&prepared.request.url, response, client.shared.environment.now());
    }
}

/// Puts tokens into the headers that are for them, others than the `refused` ones.
///
/// The time that it takes is the call's, and after a 401 that of the attempt as well. Another origin that a redirect has led to gets none.
async fn authorize(
    client: &Arc<Inner>,
    prepared: &mut PreparedRequest,
    refused: &[Arc<CachedToken>],
    attempts: &Attempts<'_>,
) -> Result<Vec<Arc<CachedToken>>, Error> {
    let fail = |error: TokenError| Error::Token(Box::new(error));
    let mut held = Vec::new();
    if !prepared.trusted || prepared.tokens.is_empty() {
        return Ok(held);
    }
    let caller = Caller {
        environment: &client.shared.environment,
        limits: client.options.limits(),
        retry: client.options.retry_policy(),
        deadline: attempts.deadline,
    };
    for (idx, header) in prepared.tokens.iter().enumerate() {
        let token = header.cache.token(&caller, refused.get(idx));
        let token = token.await.map_err(fail)?;
        let (name, value) = header.with(token.token());
        prepared.request.headers.set_secret(name, value.expose());
        prepared.request.sensitive.secrets.add(token.token());
        held.push(token);
    }
    Ok(held)
}

/// Hands a stream on, and reads every other body.
async fn receive(
    client: &Inner,
    prepared: &PreparedRequest,
    response: TransportResponse,
    attempts: &Attempts<'_>,
    reading: Reading,
) -> Result<RawResponse, Error> {
    let PreparedRequest { operation, request, .. } = prepared;
    let (head, body) = collect::open(request, response, attempts.n, reading);
    let limits = client.options.limits();
    if request.streaming && operation.is_success(head.status) {
        let download = Download::new(head, request.method.clone(), body);
        let streaming = StreamingResponse { operation, download, limits, resend: None };
        return Ok(RawResponse::Streaming(streaming));
    }
    // The transport keeps the time, but gives a stream all there is, and this is no stream.
    let deadline = attempts.attempt_deadline.filter(|_| request.streaming);
    let read = collect::buffer(operation, request, head, body, limits.max_body);
    match client.shared.environment.within(deadline, read).await {
        Some(buffered) => buffered.map(RawResponse::Buffered),
        None => Err(fail(attempts.timed_out(), prepared)),
    }
}

fn fail(error: TransportError, prepared: &PreparedRequest) -> Error {
    Error::Transport(prepared.request.error(error))
}

/// What it takes to ask for the same stream again.
struct Repeat {
    client: Arc<Inner>,
    prepared: PreparedRequest,
}

impl Repeat {
    /// `None` for what isn't a stream of events, or a request that must not be sent twice.
    ///
    /// Source: RFC 9110, section 9.2: safe methods can be repeated, and idempotent ones where they carry nothing.
    fn of(client: &Arc<Inner>, prepared: &PreparedRequest) -> Option<Box<dyn Resend>> {
        let body = &prepared.request.body;
        let is_repeatable = match (prepared.operation.is_repeatable, &*prepared.request.method) {
            (Some(true), _) | (None, "GET" | "HEAD" | "QUERY" | "OPTIONS") => body.is_replayable(),
            (None, "PUT" | "DELETE") => body.is_empty(),
            (Some(false) | None, _) => false,
        };
        let accept = prepared.request.headers.get("accept").unwrap_or_default();
        if !is_repeatable || Framing::of(accept) != Some(Framing::Events) {
            return None;
        }
        Some(Box::new(Self { client: client.without_retries(), prepared: prepared.clone() }))
    }
}

impl Resend for Repeat {
    fn send(&self, last_event_id: Option<&str>) -> BoxFuture<'static, Result<RawResponse, Error>> {
        let mut prepared = self.prepared.clone();
        if let Some(id) = last_event_id {
            prepared.request.headers.insert("last-event-id", id);
        }
        let sent = run(Arc::clone(&self.client), Ok(prepared), true);
        Box::pin(async move { sent.await.read(Ok) })
    }

    fn environment(&self) -> &Arc<Environment> {
        &self.client.shared.environment
    }
}
