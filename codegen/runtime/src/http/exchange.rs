//! From a request to a reply: attempts, tokens, redirects, time and size limits.
//!
//! An attempt begins where the one before has ended: at the request that failed, which may be one that a redirect has led
//! to. So a `POST` whose 303 has been followed isn't sent again because the `GET` after it fails.

use std::{future::poll_fn, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};

use super::{
    BodyStream, Download, Error, Operation, Request, RequestError, TokenError, TooLarge,
    TransportError, TransportErrorKind, TransportReply,
    client::Inner,
    gzip,
    items::Again,
    observe::Watch,
    redirect::{self, Trip},
    reply::Head,
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

/// A reply whose body is still to come.
pub(crate) struct Coming {
    pub(crate) operation: &'static Operation,
    pub(crate) download: Download,
    /// How many bytes of it may be held.
    pub(crate) limit: usize,
    /// What it takes to ask for it again, where that does no harm.
    pub(crate) again: Option<Box<Again>>,
}

/// Sends the request, again where that may help, and reads the reply.
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
    /// Another one may, after so long a wait; without an error where a reply has come.
    Again(Duration, Option<Error>),
    Finally(Error),
}

/// Sends the request and reads the reply, which isn't read where it leads to another attempt.
async fn attempt(
    client: &Arc<Inner>,
    trip: &mut Trip,
    attempts: &mut Attempts<'_>,
    watch: &mut Watch<'_>,
) -> Result<Done, Failed> {
    let travelled = travel(client, trip, attempts).await;
    let may_repeat = trip.request.body.is_replayable()
        && client.retry().may_repeat(&trip.request.method, trip.keyed);
    let judge = |attempts: &Attempts<'_>, error: Error| match &error {
        Error::Transport(it) => match attempts.after_error(it.kind(), may_repeat) {
            Some(wait) => Failed::Again(wait, Some(error)),
            None => Failed::Finally(error),
        },
        _ => Failed::Finally(error),
    };
    let reply = travelled.map_err(|it| judge(attempts, it))?;
    watch.replied(reply.status, &reply.headers);
    if let Some(wait) = attempts.after_reply(reply.status, &reply.headers, may_repeat) {
        return Err(Failed::Again(wait, None));
    }
    receive(client, trip, reply, attempts.n).await.map_err(|it| judge(attempts, it))
}

/// Sends the request, and again wherever a redirect leads, and once more with other tokens after a 401.
async fn travel(
    client: &Arc<Inner>,
    trip: &mut Trip,
    attempts: &mut Attempts<'_>,
) -> Result<TransportReply, Error> {
    let mut held = authorize(client, trip, &[], attempts).await?;
    attempts.n += 1;
    loop {
        // One budget for all attempts, hops and the body; a stream's is until its head.
        trip.request.timeout = attempts.left();
        let sent = client.shared.transport.send(trip.request.clone()).await;
        let reply = sent.map_err(|it| fail(it, trip))?;
        if reply.status == 401
            && !held.is_empty()
            && trip.trusted
            && trip.request.body.is_replayable()
        {
            drop(reply);
            authorize(client, trip, &held, attempts).await?;
            // A second refusal is the API's reply.
            held.clear();
            continue;
        }
        let next = redirect::next(trip, reply.status, &reply.headers);
        match next.map_err(|it| fail(it, trip))? {
            Some(next) => *trip = next,
            None => return Ok(reply),
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
        held.push(token);
    }
    Ok(held)
}

/// Hands a stream on, and reads every other body.
async fn receive(
    client: &Inner,
    trip: &Trip,
    reply: TransportReply,
    attempts: u32,
) -> Result<Done, Error> {
    let (head, body) = open(trip, reply, attempts);
    if trip.request.streaming && is_success(trip.operation, head.status) {
        let download = Download::new(head, trip.request.method.clone(), body);
        let (operation, limit) = (trip.operation, client.max_body());
        return Ok(Done::Stream(Coming { operation, download, limit, again: None }));
    }
    collect(trip, head, body, client.max_body()).await.map(Done::Whole)
}

/// The head of the reply, and its body unpacked.
pub(crate) fn open(
    trip: &Trip,
    reply: TransportReply,
    attempts: u32,
) -> (Head, Box<dyn BodyStream>) {
    let TransportReply { status, mut headers, mut body } = reply;
    if trip.request.method != "HEAD" {
        body = gzip::unpacked(&mut headers, body);
    }
    (Head { status, headers, url: trip.request.public_url(), attempts }, body)
}

fn fail(error: TransportError, trip: &Trip) -> Error {
    Error::Transport(at(error, &trip.request))
}

fn at(error: TransportError, request: &Request) -> TransportError {
    error.during(&request.method, &request.public_url())
}

/// How many bytes of an error's body are kept.
const ERROR_BODY: usize = 1 << 20;

/// Reads the body into memory, up to the limit; that of an error is cut where it is longer.
pub(crate) async fn collect(
    trip: &Trip,
    head: Head,
    mut body: Box<dyn BodyStream>,
    limit: usize,
) -> Result<Whole, Error> {
    let operation = trip.operation;
    let is_error = !is_success(operation, head.status);
    let limit = if is_error { limit.min(ERROR_BODY) } else { limit };
    let too_large = |head| Error::TooLarge(Box::new(TooLarge::new(operation.name, head, limit)));
    let announced = head.headers.get("content-length").and_then(|it| it.trim().parse::<u64>().ok());
    let is_long = announced.is_some_and(|it| usize::try_from(it).map_or(true, |it| it > limit));
    if is_long && !is_error && trip.request.method != "HEAD" {
        return Err(too_large(head));
    }
    let read = read(&mut *body, limit).await;
    let (bytes, cut) = read.map_err(|it| Error::Transport(at(it, &trip.request)))?;
    if cut && !is_error {
        return Err(too_large(head));
    }
    Ok(Whole { operation, head, bytes, cut })
}

/// The chunks up to `limit` bytes, and whether there were more.
async fn read(body: &mut dyn BodyStream, limit: usize) -> Result<(Bytes, bool), TransportError> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    let mut cut = false;
    while let Some(mut chunk) = poll_fn(|cx| body.poll_chunk(cx)).await? {
        let so_far = first.len() + all.len();
        let left = limit.saturating_sub(so_far);
        cut = chunk.len() > left;
        chunk.truncate(left);
        if so_far == 0 {
            // The usual body is one chunk, which needs no copy.
            first = chunk;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&std::mem::take(&mut first));
            }
            all.extend_from_slice(&chunk);
        }
        if cut {
            break;
        }
    }
    Ok((if all.is_empty() { first } else { all.freeze() }, cut))
}
