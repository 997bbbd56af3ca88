//! From a request to a response: attempts, tokens, redirects, time limits.
//!
//! An attempt begins where the one before has ended: at the request that failed, which may be one that a redirect has led
//! to. So a `POST` whose 303 has been followed isn't sent again because the `GET` after it fails.

use std::{sync::Arc, time::Duration};

use super::{
    Download, Error, Operation, RequestError, TokenError, TransportError, TransportErrorKind,
    TransportResponse,
    client::Inner,
    clock, collect,
    items::Again,
    observe::Watch,
    redirect::{self, Trip},
    retry::Attempts,
    settle::{Whole, is_success},
    testing,
    tokens::Held,
};

/// What a call has come to, before its types come in.
pub(crate) enum Done {
    /// The body was read.
    Whole(Whole),
    /// The body is still to come.
    Stream(Coming),
}

impl Done {
    /// The body that was read; only a download or a stream isn't, and has an end of its own.
    pub(crate) fn into_whole(self) -> Result<Whole, TransportError> {
        match self {
            Self::Whole(whole) => Ok(whole),
            Self::Stream(_) => {
                Err(TransportError::new(TransportErrorKind::Other, "the body was not read"))
            }
        }
    }
}

/// A response whose body is still to come.
pub(crate) struct Coming {
    pub(crate) operation: &'static Operation,
    pub(crate) download: Download,
    /// How many bytes of it may be held.
    pub(crate) limit: usize,
    /// What it takes to ask for it again, where that does no harm.
    pub(crate) again: Option<Box<Again>>,
}

/// Sends the request, again where that may help, and reads the response.
pub(crate) async fn run(
    client: Arc<Inner>,
    trip: Result<Trip, RequestError>,
    streaming: bool,
) -> Result<Done, Error> {
    if testing::learns(&trip) {
        return std::future::pending().await;
    }
    let mut trip = trip.map_err(Error::Request)?;
    trip.request.streaming = streaming;
    trip.request.accepts_gzip = !streaming;
    trip.request.idle_timeout = client.idle_timeout();
    trip.request.connect_timeout = client.connect_timeout();
    let mut watch = Watch::begin(&client.shared, &trip);
    let span = watch.span();
    let outcome = span.hold(persevere(&client, trip, &mut watch)).await;
    watch.call_ended(&outcome);
    outcome
}

/// Makes attempts until one is the last.
async fn persevere(
    client: &Arc<Inner>,
    mut trip: Trip,
    watch: &mut Watch<'_>,
) -> Result<Done, Error> {
    let again = if trip.request.streaming { Again::of(client, &trip) } else { None };
    let mut attempts = Attempts::begin(client);
    loop {
        watch.attempt_begins();
        let outcome = attempt(client, &mut trip, &mut attempts, watch).await;
        watch.attempt_ended(attempts.n, &outcome);
        let wait = match outcome {
            Ok(Done::Stream(coming)) => return Ok(Done::Stream(Coming { again, ..coming })),
            Ok(done) => return Ok(done),
            Err(Failed::Finally(error)) => return Err(error.after(attempts.n)),
            Err(Failed::Again(wait, _)) => wait,
        };
        watch.retry_scheduled(attempts.n, wait);
        client.shared.transport.sleep(wait).await;
    }
}

/// Why an attempt gave nothing.
pub(crate) enum Failed {
    /// Another one may, after so long a wait; without an error where a response has come.
    Again(Duration, Option<Error>),
    Finally(Error),
}

/// Sends the request and reads the response, which isn't read where it leads to another attempt.
async fn attempt(
    client: &Arc<Inner>,
    trip: &mut Trip,
    attempts: &mut Attempts<'_>,
    watch: &mut Watch<'_>,
) -> Result<Done, Failed> {
    let travelled = travel(client, trip, attempts, watch).await;
    let response = travelled.map_err(|it| judge(client, trip, attempts, it))?;
    watch.responded(response.status, &response.headers);
    let may_repeat = may_repeat(client, trip);
    if let Some(wait) = attempts.after_response(response.status, &response.headers, may_repeat) {
        return Err(Failed::Again(wait, None));
    }
    let received = receive(client, trip, response, attempts).await;
    received.map_err(|it| judge(client, trip, attempts, it))
}

/// Whether the error is worth another attempt.
fn judge(client: &Inner, trip: &Trip, attempts: &Attempts<'_>, error: Error) -> Failed {
    let wait = match &error {
        Error::Transport(it) => attempts.after_error(it.kind(), may_repeat(client, trip)),
        _ => None,
    };
    match wait {
        Some(wait) => Failed::Again(wait, Some(error)),
        None => Failed::Finally(error),
    }
}

/// Whether sending the request twice can be done, and does no harm.
fn may_repeat(client: &Inner, trip: &Trip) -> bool {
    trip.request.body.is_replayable() && client.retry().may_repeat(&trip.request.method, trip.keyed)
}

/// Sends the request, and again wherever a redirect leads, and once more with other tokens after a 401.
async fn travel(
    client: &Arc<Inner>,
    trip: &mut Trip,
    attempts: &mut Attempts<'_>,
    watch: &mut Watch<'_>,
) -> Result<TransportResponse, Error> {
    let mut held = authorize(client, trip, &[], attempts).await?;
    attempts.n += 1;
    watch.sends(attempts.n);
    loop {
        // One budget for all attempts, hops and the body; a stream's is until its head.
        trip.request.timeout = attempts.left();
        if trip.request.timeout.is_some_and(|it| it.is_zero()) {
            // What nobody waits for isn't to be done.
            return Err(fail(client.too_late(), trip));
        }
        let sent = client.shared.transport.send(trip.request.clone()).await;
        let response = sent.map_err(|it| fail(it, trip))?;
        if response.status == 401
            && !held.is_empty()
            && trip.trusted
            && trip.request.body.is_replayable()
        {
            drop(response);
            authorize(client, trip, &held, attempts).await?;
            // A second refusal is the API's response.
            held.clear();
            continue;
        }
        let next = redirect::next(trip, response.status, &response.headers);
        match next.map_err(|it| fail(it, trip))? {
            Some(next) => *trip = next,
            None => return Ok(response),
        }
    }
}

/// Puts tokens into the headers that are for them, others than the `refused` ones.
///
/// The time that it takes is the call's. Another origin that a redirect has led to gets none.
async fn authorize(
    client: &Arc<Inner>,
    trip: &mut Trip,
    refused: &[Arc<Held>],
    attempts: &Attempts<'_>,
) -> Result<Vec<Arc<Held>>, Error> {
    let fail = |error: TokenError| Error::Token(Box::new(error));
    let mut held = Vec::new();
    if !trip.trusted {
        return Ok(held);
    }
    for (idx, header) in trip.tokens.iter().enumerate() {
        let token = header.cache.token(client, refused.get(idx), attempts.deadline);
        let token = token.await.map_err(fail)?;
        let (name, value) = header.with(token.token());
        trip.request.headers.set_secret(name, value.expose());
        trip.request.sensitive.secrets.add(token.token());
        held.push(token);
    }
    Ok(held)
}

/// Hands a stream on, and reads every other body.
async fn receive(
    client: &Inner,
    trip: &Trip,
    response: TransportResponse,
    attempts: &Attempts<'_>,
) -> Result<Done, Error> {
    let (head, body) = collect::open(trip, response, attempts.n);
    let limit = client.max_body();
    if !trip.request.streaming {
        return collect::whole(trip, head, body, limit).await.map(Done::Whole);
    }
    let operation = trip.operation;
    if is_success(operation, head.status) {
        let download = Download::new(head, trip.request.method.clone(), body);
        return Ok(Done::Stream(Coming { operation, download, limit, again: None }));
    }
    // The transport gives a stream all the time there is, but this is no stream.
    let read = collect::whole(trip, head, body, limit);
    match clock::within(&client.shared, attempts.deadline, read).await {
        Some(whole) => whole.map(Done::Whole),
        None => Err(fail(client.too_late(), trip)),
    }
}

fn fail(error: TransportError, trip: &Trip) -> Error {
    Error::Transport(error.of(&trip.request))
}
