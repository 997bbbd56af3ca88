//! From a request to a reply: tokens, redirects, time and size limits.

use std::{future::poll_fn, sync::Arc, time::Instant};

use bytes::{Bytes, BytesMut};

use super::{
    BodyStream, Download, Error, Operation, Request, RequestError, TokenError, TooLarge,
    TransportError, TransportErrorKind, TransportReply,
    client::Inner,
    gzip,
    redirect::{self, MAX_REDIRECTS, Trip},
    reply::Head,
    settle::{Whole, is_success},
    tokens::Held,
};

/// What a call has come to, before its types come in.
pub(crate) enum Done {
    /// The body was read.
    Whole(Whole),
    /// The body is still to come.
    Stream(Coming),
}

/// A reply whose body is still to come.
pub(crate) struct Coming {
    pub(crate) operation: &'static Operation,
    pub(crate) download: Download,
    /// How many bytes of it may be held.
    pub(crate) limit: usize,
}

/// Sends the request and reads the reply.
pub(crate) async fn run(
    client: Arc<Inner>,
    trip: Result<Trip, RequestError>,
    streaming: bool,
) -> Result<Done, Error> {
    let mut trip = trip.map_err(Error::Request)?;
    trip.request.streaming = streaming;
    trip.request.accepts_gzip = !streaming;
    let (trip, reply) = travel(&client, trip).await?;
    let TransportReply { status, headers, body } = reply;
    let head = Head { status, headers, url: trip.request.public_url() };
    if streaming && is_success(trip.operation, status) {
        let download = Download { head, method: trip.request.method.clone(), body: Some(body) };
        let (operation, limit) = (trip.operation, client.max_body);
        return Ok(Done::Stream(Coming { operation, download, limit }));
    }
    collect(&trip, head, body, client.max_body).await.map(Done::Whole)
}

/// Sends the request, and again wherever a redirect leads, and once more with other tokens after a 401.
async fn travel(client: &Inner, mut trip: Trip) -> Result<(Trip, TransportReply), Error> {
    let fail = |error, trip: &Trip| Err(Error::Transport(at(error, &trip.request)));
    let started = Instant::now();
    let mut held = authorize(client, &mut trip, &[]).await?;
    let mut redirects = 0;
    while redirects <= MAX_REDIRECTS {
        trip.request.timeout = client.timeout;
        trip.request.idle_timeout = client.timeout;
        if !trip.request.streaming {
            // One budget for all hops and the body; a stream has it for each head and each chunk.
            trip.request.timeout = client.timeout.map(|it| it.saturating_sub(started.elapsed()));
        }
        let request = trip.request.clone();
        let reply = match client.transport.send(request).await {
            Ok(reply) => reply,
            Err(error) => return fail(error, &trip),
        };
        if reply.status == 401
            && !held.is_empty()
            && trip.trusted
            && trip.request.body.is_replayable()
        {
            drop(reply);
            authorize(client, &mut trip, &held).await?;
            // A second refusal is the API's reply.
            held.clear();
            continue;
        }
        match redirect::next(&trip, reply.status, &reply.headers) {
            Ok(Some(next)) => trip = next,
            Ok(None) => return Ok((trip, reply)),
            Err(error) => return fail(error, &trip),
        }
        redirects += 1;
    }
    let message = format!("more than {MAX_REDIRECTS} redirects");
    fail(TransportError::new(TransportErrorKind::Redirect, message), &trip)
}

/// Puts tokens into the headers that are for them, others than the `refused` ones.
///
/// The time that it takes is the call's.
async fn authorize(
    client: &Inner,
    trip: &mut Trip,
    refused: &[Arc<Held>],
) -> Result<Vec<Arc<Held>>, Error> {
    let fail = |error: TokenError| Error::Token(Box::new(error));
    let mut held = Vec::new();
    for (idx, header) in trip.tokens.iter().enumerate() {
        let token = header.cache.token(client, refused.get(idx)).await.map_err(fail)?;
        let (name, value) = header.with(token.token());
        trip.request.headers.set(name, value);
        held.push(token);
    }
    Ok(held)
}

fn at(error: TransportError, request: &Request) -> TransportError {
    error.during(&request.method, &request.public_url())
}

/// Reads the body into memory, up to the limit, packed and unpacked.
pub(crate) async fn collect(
    trip: &Trip,
    mut head: Head,
    mut body: Box<dyn BodyStream>,
    limit: usize,
) -> Result<Whole, Error> {
    let operation = trip.operation;
    let too_large = |head: Head| {
        let Head { status, headers, .. } = head;
        Error::TooLarge(Box::new(TooLarge { operation: operation.name, status, headers, limit }))
    };
    let announced = head.headers.get("content-length").and_then(|it| it.trim().parse::<u64>().ok());
    // A small body grows a little when it is packed.
    let is_gzip = gzip::is_gzip(&head.headers);
    let most = if is_gzip { limit.saturating_add(gzip::OVERHEAD) } else { limit };
    let is_head = trip.request.method == "HEAD";
    if !is_head && announced.is_some_and(|it| usize::try_from(it).map_or(true, |it| it > most)) {
        return Err(too_large(head));
    }
    let read =
        read(&mut *body, most).await.map_err(|it| Error::Transport(at(it, &trip.request)))?;
    let Some(mut bytes) = read else { return Err(too_large(head)) };
    if is_gzip && !bytes.is_empty() {
        let unpacked = gzip::unpack(&bytes, limit);
        let Some(unpacked) = unpacked.map_err(|it| Error::Transport(at(it, &trip.request)))? else {
            return Err(too_large(head));
        };
        bytes = unpacked;
        head.headers.remove("content-encoding");
        head.headers.remove("content-length");
    }
    Ok(Whole { operation, head, bytes })
}

/// All chunks, or `None` when they are more than `limit` bytes.
async fn read(body: &mut dyn BodyStream, limit: usize) -> Result<Option<Bytes>, TransportError> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(chunk) = poll_fn(|cx| body.poll_chunk(cx)).await? {
        let so_far = first.len() + all.len();
        if chunk.len() > limit.saturating_sub(so_far) {
            return Ok(None);
        }
        if so_far == 0 {
            // The usual body is one chunk, which needs no copy.
            first = chunk;
            continue;
        }
        if all.is_empty() {
            all.extend_from_slice(&std::mem::take(&mut first));
        }
        all.extend_from_slice(&chunk);
    }
    Ok(Some(if all.is_empty() { first } else { all.freeze() }))
}
