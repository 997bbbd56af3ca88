//! What an expected call is answered.

use std::{
    borrow::Borrow,
    fmt,
    marker::PhantomData,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde_json::Value;

use super::{
    canned::{Canned, json},
    expectations::{Check, Expectation, Expectations},
};
use crate::{
    http::{
        decode,
        download::Download,
        error::Error,
        headers::Headers,
        items::Items,
        lock::lock,
        operation::{BodyKind, Operation, Status},
        raw_response::{BufferedResponse, RawResponse},
        reading::Reading,
        redact::Secrets,
        request::Request,
        response::{Head, LedTo, ResponseBody},
        transport::TransportErrorKind,
    },
    json::{Json, encode},
};

/// How an expected call is answered: each answer once, in the order in which they are told, unless
/// [`times`](Self::times) or [`always`](Self::always) says otherwise.
pub struct When<T, E> {
    expectations: Arc<Mutex<Expectations>>,
    index: usize,
    operation: &'static Operation,
    types: PhantomData<fn() -> (T, E)>,
}

/// What is expected, and what anything can be answered.
#[expect(clippy::return_self_not_must_use, reason = "an answer that was told is told")]
impl<T, E> When<T, E> {
    pub(super) fn new(
        expectations: Arc<Mutex<Expectations>>,
        index: usize,
        operation: &'static Operation,
    ) -> Self {
        Self { expectations, index, operation, types: PhantomData }
    }

    fn change(&self, change: impl FnOnce(&mut Expectation)) {
        if let Some(it) = lock(&self.expectations).expected.get_mut(self.index) {
            change(it);
        }
    }

    /// Takes any query.
    pub fn any_query(self) -> Self {
        self.change(|it| it.any_query = true);
        self
    }

    /// Takes any body.
    pub fn any_body(self) -> Self {
        self.change(|it| it.any_body = true);
        self
    }

    /// Takes a request only with this header.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.change(|it| it.checks.push(Check::header(name, value)));
        self
    }

    /// Takes a request only where the predicate takes the values of this query parameter, whatever the expected call has
    /// there.
    pub fn query_where(
        self,
        name: &str,
        predicate: impl Fn(&[String]) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.change(|it| it.checks.push(Check::query(name, predicate)));
        self
    }

    /// Takes a request only where the predicate takes its body, which is JSON, whatever that of the expected call is.
    pub fn json_where(self, predicate: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Self {
        self.change(|it| {
            it.any_body = true;
            it.checks.push(Check::json(predicate));
        });
        self
    }

    /// Takes a request only where the predicate takes it.
    pub fn request_where(
        self,
        predicate: impl Fn(&Request) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.change(|it| it.checks.push(Check::request(predicate)));
        self
    }

    /// Answers with this status and nothing else.
    pub fn status(self, status: u16) -> Self {
        self.canned(Canned::new(status))
    }

    /// Answers with this response, whatever the operation documents: headers, and bytes that aren't as they should be.
    pub fn canned(self, response: Canned) -> Self {
        self.then(Ok(response))
    }

    /// Fails as a network does.
    pub fn error(self, kind: TransportErrorKind) -> Self {
        self.then(Err(kind))
    }

    fn then(self, response: Result<Canned, TransportErrorKind>) -> Self {
        self.change(|it| it.responses.push((Some(1), response)));
        self
    }

    /// Gives the last answer so many times.
    pub fn times(self, n: usize) -> Self {
        self.change(|it| {
            if let Some((last, response)) = it.responses.pop()
                && n > 0
            {
                it.responses.push((last.map(|_| n), response));
            }
        });
        self
    }

    /// Gives the last answer as often as it is asked for, and that may be never.
    pub fn always(self) -> Self {
        self.change(|it| {
            if let Some((left, _)) = it.responses.last_mut() {
                *left = None;
            }
        });
        self
    }
}

/// Bodies of values. JSON, or the text where the operation documents one.
#[expect(clippy::return_self_not_must_use, reason = "an answer that was told is told")]
#[expect(clippy::needless_pass_by_value, reason = "JSON is written where it is told")]
impl<T, E> When<T, E> {
    /// Answers with this body, and the first success that the operation documents.
    pub fn responds(self, body: impl Borrow<T>) -> Self
    where
        T: Json,
    {
        let json = encode(body.borrow());
        let status = success(self.operation, json == b"null");
        let response = response(self.operation, status, json);
        self.canned(response)
    }

    /// Answers with this body and this status.
    pub fn responds_with(self, status: u16, body: impl Borrow<T>) -> Self
    where
        T: Json,
    {
        let response = response(self.operation, status, encode(body.borrow()));
        self.canned(response)
    }

    /// Answers with the body that this JSON is, a text or a [`Value`]: for types that are only received, which have no
    /// constructors.
    ///
    /// # Panics
    ///
    /// Panics when it doesn't read as the operation documents it, with the path where it doesn't.
    #[track_caller]
    pub fn responds_json(self, status: u16, json: impl ToString) -> Self
    where
        T: ResponseBody,
        E: ResponseBody + fmt::Debug,
    {
        let response = response(self.operation, status, json.to_string().into());
        if let Err(error) = decode::body::<T, E>(raw(self.operation, &response)) {
            panic!("`responds_json` is not what the operation gives: {error}");
        }
        self.canned(response)
    }

    /// Answers with this error body and its status.
    pub fn fails_with(self, status: u16, body: impl Borrow<E>) -> Self
    where
        E: Json,
    {
        let response = response(self.operation, status, encode(body.borrow()));
        self.canned(response)
    }

    /// Answers with the error body that this JSON is, a text or a [`Value`].
    ///
    /// # Panics
    ///
    /// Panics when it doesn't read as the operation documents it, with the path where it doesn't.
    #[track_caller]
    pub fn fails_json(self, status: u16, json: impl ToString) -> Self
    where
        T: ResponseBody,
        E: ResponseBody + fmt::Debug,
    {
        assert!(
            !self.operation.is_success(status),
            "`fails_json` with the status of a success: {status}"
        );
        let response = response(self.operation, status, json.to_string().into());
        match decode::body::<T, E>(raw(self.operation, &response)) {
            Err(Error::Api(_)) => self.canned(response),
            Err(error) => panic!("`fails_json` is not what the operation documents: {error}"),
            Ok(_) => unreachable!("its status is no success"),
        }
    }
}

/// Bodies that arrive: downloads and items.
pub trait Streamed {}

impl Streamed for Download {}

impl<T> Streamed for Items<T> {}

#[expect(clippy::return_self_not_must_use, reason = "an answer that was told is told")]
impl<T: Streamed, E> When<T, E> {
    /// Answers with a body that comes in these chunks, and the first success that the operation documents.
    pub fn streams<C: Into<Bytes>>(self, chunks: impl IntoIterator<Item = C>) -> Self {
        let mut response = Canned::new(success(self.operation, false));
        let media_type = self.operation.accept.split(',').next().unwrap_or_default();
        if !media_type.is_empty() {
            response = response.header("content-type", media_type.trim());
        }
        response.chunks = chunks.into_iter().map(Into::into).collect();
        self.canned(response)
    }
}

impl<T, E> fmt::Debug for When<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("When").field("operation", &self.operation.name).finish_non_exhaustive()
    }
}

/// The first documented success, one with a body where there is something to send.
fn success(operation: &Operation, is_null: bool) -> u16 {
    let successes = operation.responses.iter().filter_map(|it| match it.status {
        Status::Code(code) if code / 100 == 2 => Some((code, it.body)),
        Status::Class(2) => Some((200, it.body)),
        Status::Code(_) | Status::Class(_) | Status::Default => None,
    });
    let has_body = |it: &(u16, BodyKind)| it.1 != BodyKind::Empty;
    let fit = successes.clone().find(|it| is_null || has_body(it));
    fit.or_else(|| successes.clone().next()).map_or(200, |(code, _)| code)
}

/// A response of the kind that the operation documents for this status.
fn response(operation: &Operation, status: u16, value: Vec<u8>) -> Canned {
    let text = || serde_json::from_slice::<String>(&value).ok();
    match operation.kind(status) {
        Some(BodyKind::Empty) => Canned::new(status),
        Some(BodyKind::Text | BodyKind::Items) => {
            let body = text().map_or_else(|| value.clone(), String::into_bytes);
            Canned::new(status).header("content-type", "text/plain; charset=utf-8").body(body)
        }
        Some(BodyKind::Bytes) => {
            let body =
                text().and_then(|it| STANDARD.decode(it).ok()).unwrap_or_else(|| value.clone());
            Canned::new(status).header("content-type", "application/octet-stream").body(body)
        }
        Some(BodyKind::Json) | None => json(status, value),
    }
}

/// The response as the client would have it, to be read.
fn raw(operation: &'static Operation, response: &Canned) -> RawResponse {
    let Canned { status, headers, chunks } = response;
    let (status, headers): (u16, Headers) = (*status, headers.clone());
    let (url, secrets, reading) = (String::new(), Secrets::default(), Reading::default());
    let head =
        Head { status, headers, url, led_to: LedTo::default(), attempts: 1, secrets, reading };
    RawResponse::Buffered(BufferedResponse {
        operation,
        head,
        bytes: chunks.concat().into(),
        truncated: false,
    })
}
