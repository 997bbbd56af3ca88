//! Calls that are sent when they are awaited.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    task::{Context, Poll, ready},
};

use super::{
    call::Call,
    decode,
    download::Download,
    error::{Error, RequestError},
    exchange::{self, Sent},
    items::{Item, Items},
    maybe_send::BoxFuture,
    operation::Operation,
    options::RequestOptions,
    prepared::PreparedRequest,
    raw_response::RawResponse,
    response::{Response, ResponseBody},
};

/// A call that is sent when it is first polled; dropping it gives up.
///
/// The call until then, one boxed future after that, the same for every operation, and a pointer to what decodes the
/// response.
#[must_use = "a call does nothing until it is awaited"]
pub struct Pending<T, E> {
    unsent: Option<Call>,
    sent: Option<BoxFuture<'static, Sent>>,
    /// Whether the body is handed on as it arrives.
    streaming: bool,
    decode: fn(RawResponse) -> Result<T, Error<E>>,
}

impl<T, E> Pending<T, E> {
    /// A call whose response `decode` reads; `streaming` if its body is handed on as it arrives.
    pub(crate) fn new(
        call: Call,
        streaming: bool,
        decode: fn(RawResponse) -> Result<T, Error<E>>,
    ) -> Self {
        Self { unsent: Some(call), sent: None, streaming, decode }
    }

    /// The request that the first poll would send, or why it would send none; `None` after that.
    pub(crate) fn into_unsent(self) -> Option<Result<PreparedRequest, RequestError>> {
        self.unsent.map(Call::prepare)
    }
}

impl<T, E> Future for Pending<T, E> {
    type Output = Result<T, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if let Some(call) = self.unsent.take() {
            self.sent = Some(call.send(self.streaming));
        }
        let Some(sent) = &mut self.sent else { unreachable!("it was sent above") };
        let sent = ready!(sent.as_mut().poll(cx));
        Poll::Ready(sent.read(self.decode))
    }
}

impl<T, E> fmt::Debug for Pending<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}

/// Ends: each sends the call when awaited.
impl Call {
    /// Sends and gives the body.
    pub fn body<T: ResponseBody, E: ResponseBody>(self) -> Pending<T, E> {
        Pending::new(self, false, decode::body::<T, E>)
    }

    /// Sends and gives the body with its status and headers.
    pub fn response<T: ResponseBody, E: ResponseBody>(self) -> Pending<Response<T>, E> {
        Pending::new(self, false, decode::response::<T, E>)
    }

    /// Sends and gives the body as it arrives.
    pub fn download<E: ResponseBody>(self) -> Pending<Download, E> {
        Pending::new(self, true, decode::download::<E>)
    }

    /// Sends and gives the body as it arrives, in a [`Response`].
    pub fn download_response<E: ResponseBody>(self) -> Pending<Response<Download>, E> {
        Pending::new(self, true, decode::download_response::<E>)
    }

    /// Sends and gives the items of the body as they arrive.
    pub fn items<T: Item, E: ResponseBody>(self) -> Pending<Items<T>, E> {
        Pending::new(self, true, decode::items::<T, E>)
    }

    /// Sends and gives the items of the body as they arrive, in a [`Response`].
    pub fn items_response<T: Item, E: ResponseBody>(self) -> Pending<Response<Items<T>>, E> {
        Pending::new(self, true, decode::items_response::<T, E>)
    }

    /// The same request by another static, which asks for another media type.
    pub fn accept(self, operation: &'static Operation) -> Self {
        Self { operation, ..self }
    }

    /// Ends with the body.
    pub fn request<T: ResponseBody, E: ResponseBody>(self) -> ApiRequest<T, E> {
        ApiRequest { call: self, body: Self::body, response: Self::response }
    }

    /// Ends with the body as it arrives.
    pub fn download_request<E: ResponseBody>(self) -> ApiRequest<Download, E> {
        ApiRequest { call: self, body: Self::download, response: Self::download_response }
    }

    /// Ends with the items of the body as they arrive.
    pub fn items_request<T: Item, E: ResponseBody>(self) -> ApiRequest<Items<T>, E> {
        ApiRequest { call: self, body: Self::items, response: Self::items_response }
    }

    pub(crate) fn send(self, streaming: bool) -> BoxFuture<'static, Sent> {
        let client = self.client.clone();
        Box::pin(exchange::run(client, self.prepare(), streaming))
    }
}

/// A request of which nothing is left to set but its options: that of an operation without optional parameters, or for
/// another of the media types that one documents.
#[must_use = "a request does nothing until it is awaited"]
pub struct ApiRequest<T, E> {
    call: Call,
    body: fn(Call) -> Pending<T, E>,
    response: fn(Call) -> Pending<Response<T>, E>,
}

impl<T, E> ApiRequest<T, E> {
    /// Sets options for this request alone.
    pub fn options(self, options: RequestOptions) -> Self {
        Self { call: self.call.options(options), ..self }
    }

    /// Sends the request and returns the status and the headers beside the body.
    pub fn send(self) -> Pending<Response<T>, E> {
        (self.response)(self.call)
    }
}

impl<T, E> IntoFuture for ApiRequest<T, E> {
    type Output = Result<T, Error<E>>;
    type IntoFuture = Pending<T, E>;

    fn into_future(self) -> Self::IntoFuture {
        (self.body)(self.call)
    }
}

// Not derived, which would ask for bodies that are `Clone`.
impl<T, E> Clone for ApiRequest<T, E> {
    fn clone(&self) -> Self {
        let Self { call, body, response } = self;
        Self { call: call.clone(), body: *body, response: *response }
    }
}

impl<T, E> fmt::Debug for ApiRequest<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ApiRequest").field(&self.call).finish()
    }
}
