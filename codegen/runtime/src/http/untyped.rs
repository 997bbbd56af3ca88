//! Any request: for what a description doesn't have, with what the client has for those that it does.

use std::{borrow::Cow, future::IntoFuture};

use bytes::Bytes;

use super::{
    body::Body,
    call::Call,
    client::Client,
    decode,
    download::Download,
    error::{Error, Never},
    items::{Item, Items},
    multipart::FilePart,
    operation::{Operation, ResponseSpec, Status},
    pending::Pending,
    response::Response,
    target::Target,
};
use crate::json::{Json, Param};

impl Client {
    /// Begins a request that no operation of the description is.
    ///
    /// `path` continues the base URL and may have a query; an absolute URL has to be of the same origin, because the
    /// client's credentials go there.
    pub fn request(
        &self,
        method: impl Into<Cow<'static, str>>,
        path: impl Into<String>,
    ) -> AnyRequest {
        AnyRequest(self.call(&ANY).target(Target::new(method.into(), path.into())))
    }
}

/// What a response may be is not known, so that every success is.
static ANY: Operation = Operation {
    name: "request",
    responses: &[ResponseSpec::json(Status::Class(2))],
    ..Operation::BASE
};

/// A request that no operation is, made by `Client::request`.
///
/// It has the client's credentials, all that were set, its headers, options, retries and limits, and follows redirects by
/// the same rules. Awaiting it gives the body as bytes, and its other ends give it otherwise; a status other than 2xx is
/// [`Error::UnexpectedResponse`].
///
/// Its setters never fail: the first value that can't be sent is the error of the request.
#[derive(Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct AnyRequest(Call);

impl AnyRequest {
    /// Adds a query parameter; a list repeats it.
    pub fn query<T: Param + ?Sized>(self, name: &str, value: &T) -> Self {
        Self(self.0.query(name, value))
    }

    /// Sets a header.
    pub fn header<T: Param + ?Sized>(self, name: &str, value: &T) -> Self {
        Self(self.0.header(name, value))
    }

    /// Sends this as JSON: a type of a generated crate, or a `serde_json::Value`.
    pub fn json<T: Param + ?Sized>(self, body: &T) -> Self {
        Self(self.0.json("application/json", body))
    }

    /// Sends text, in UTF-8.
    pub fn text(self, media_type: &'static str, body: impl Into<String>) -> Self {
        Self(self.0.text(media_type, body))
    }

    /// Sends bytes as they are.
    pub fn bytes(self, media_type: &'static str, body: impl Into<Body>) -> Self {
        Self(self.0.bytes(media_type, body))
    }

    /// Adds a field of a urlencoded form; a list repeats the field, an object is JSON text.
    ///
    /// A body of another kind replaces the fields before, and a field another body.
    pub fn form<T: Param + ?Sized>(self, name: &str, value: &T) -> Self {
        Self(self.0.form(name, value))
    }

    /// Adds a part of a multipart form: scalars as text, a list part by part, an object as JSON.
    pub fn part<T: Param + ?Sized>(self, name: &str, value: &T) -> Self {
        Self(self.0.part(name, value))
    }

    /// Adds a file to a multipart form.
    pub fn file(self, name: &str, file: FilePart) -> Self {
        Self(self.0.file(name, file))
    }

    /// Sends it; gives the body as bytes, with the status and the headers.
    pub fn send(self) -> Pending<Response<Bytes>, Never> {
        Pending::new(self.0, false, decode::raw)
    }

    /// Sends it; gives the body decoded from JSON, with the status and the headers.
    pub fn send_json<T: Json>(self) -> Pending<Response<T>, Never> {
        self.0.response()
    }

    /// Sends it; gives the body as it arrives.
    pub fn download(self) -> Pending<Download, Never> {
        self.0.download()
    }

    /// Sends it; gives the values of a stream as they arrive: JSON, one value after the other, or the data of
    /// server-sent events, of which an [`Event`](crate::Event) has all.
    ///
    /// The response's media type says how they are kept apart; without one made for streams they are JSON values, with
    /// whatever space between.
    pub fn items<T: Item>(self) -> Pending<Items<T>, Never> {
        self.0.items()
    }
}

impl IntoFuture for AnyRequest {
    type Output = Result<Response<Bytes>, Error>;
    type IntoFuture = Pending<Response<Bytes>, Never>;

    fn into_future(self) -> Self::IntoFuture {
        self.send()
    }
}
