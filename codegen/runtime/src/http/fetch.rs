//! The transport of a browser, or of whatever else has its `fetch`: through reqwest, which is that there.
//!
//! Redirects, TLS, proxies, connections and unpacking are the browser's own, and so is what it lets a page see (CORS).
//! Time is kept by its timers.

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};

use ::reqwest::{Client, Method, Url};
use bytes::Bytes;
use futures_core::Stream;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen_futures::JsFuture;

use super::{
    error::BuildError,
    headers::Headers,
    maybe_send::BoxFuture,
    request::Request,
    transport::{BodyStream, Transport, TransportError, TransportErrorKind, TransportResponse},
};

/// Sends requests by the browser's `fetch`.
///
/// The browser follows redirects, so that the runtime never sees one: another origin gets what the Fetch standard lets
/// it have, which is no `authorization` header, and of other headers those that its CORS preflight allows.
#[derive(Clone)]
pub struct HttpTransport(Client);

impl HttpTransport {
    /// Creates a transport.
    ///
    /// # Errors
    ///
    /// None here; elsewhere, where TLS can't be set up.
    pub fn new() -> Result<Self, BuildError> {
        let fail = |_| BuildError::new("no HTTP client");
        Client::builder().build().map(Self).map_err(fail)
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(sleep(duration))
    }
}

impl HttpTransport {
    async fn exchange(&self, mut request: Request) -> Result<TransportResponse, TransportError> {
        if !request.body.is_empty() {
            // A page sends streams by HTTP/2 alone, and only in some browsers.
            request.body = request.body.bytes().await?.into();
        }
        let Request { timeout, idle_timeout, streaming, .. } = request;
        let mut alarm = Alarm::new(timeout);
        let mut response = pin!(async {
            let sent = translate(&request)?;
            self.0.execute(sent).await.map_err(|it| failed(it, false))
        });
        // What is dropped before its end is aborted.
        let response = poll_fn(|cx| match response.as_mut().poll(cx) {
            Poll::Ready(response) => Poll::Ready(response),
            Poll::Pending => alarm.poll(cx).map(Err),
        })
        .await?;
        let mut headers = Headers::received(response.headers());
        if headers.get("content-encoding").is_some() {
            // The browser has unpacked the body already.
            headers.remove("content-encoding");
            headers.remove("content-length");
        }
        let status = response.status().as_u16();
        let idle = idle_timeout.filter(|_| streaming);
        if streaming {
            alarm = Alarm::new(idle);
        }
        let body = HttpBody { stream: Box::pin(response.bytes_stream()), alarm, idle };
        Ok(TransportResponse::new(status, headers, Box::new(body)))
    }
}

/// The request, whose body is in memory.
fn translate(request: &Request) -> Result<::reqwest::Request, TransportError> {
    let method = Method::from_bytes(request.method.as_bytes())
        .map_err(|_| refused("the method is not one"))?;
    let url = Url::parse(&request.url).map_err(|_| refused("the URL is not one"))?;
    let mut sent = ::reqwest::Request::new(method, url);
    for (name, value) in request.headers.iter() {
        let name = http::HeaderName::from_bytes(name.as_bytes());
        let value = http::HeaderValue::from_bytes(value.as_bytes());
        let (Ok(name), Ok(value)) = (name, value) else {
            return Err(refused("a header cannot be sent"));
        };
        sent.headers_mut().append(name, value);
    }
    *sent.body_mut() = request.body.as_bytes().cloned().map(Into::into);
    Ok(sent)
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").finish_non_exhaustive()
    }
}

/// The body of a response, with an alarm.
struct HttpBody {
    stream: Pin<Box<dyn Stream<Item = ::reqwest::Result<Bytes>>>>,
    alarm: Alarm,
    /// When set, the alarm starts again after each chunk.
    idle: Option<Duration>,
}

impl BodyStream for HttpBody {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        let Poll::Ready(chunk) = self.stream.as_mut().poll_next(cx) else {
            return self.alarm.poll(cx).map(Err);
        };
        if self.idle.is_some() {
            self.alarm = Alarm::new(self.idle);
        }
        Poll::Ready(chunk.transpose().map_err(|it| failed(it, true)))
    }
}

/// Something takes too long when it goes off.
struct Alarm(Option<(BoxFuture<'static, ()>, Duration)>);

impl Alarm {
    fn new(limit: Option<Duration>) -> Self {
        Self(limit.map(|it| (Box::pin(sleep(it)) as BoxFuture<'static, ()>, it)))
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<TransportError> {
        let Some((sleep, limit)) = &mut self.0 else { return Poll::Pending };
        sleep.as_mut().poll(cx).map(|()| TransportError::timed_out(*limit))
    }
}

/// By the global `setTimeout`, which counts milliseconds up to 2³¹ - 1 and takes more for none.
async fn sleep(duration: Duration) {
    const MOST: u128 = 0x7fff_ffff;
    let mut left = duration.as_nanos().div_ceil(1_000_000);
    while left > 0 {
        let millis = u32::try_from(left.min(MOST)).unwrap_or(u32::MAX);
        left -= u128::from(millis);
        let timer = Promise::new(&mut |resolve, reject| {
            let global = js_sys::global();
            let started = Reflect::get(&global, &"setTimeout".into())
                .map(Function::from)
                .and_then(|it| it.call2(&global, &resolve, &millis.into()));
            if let Err(error) = started {
                let _ = reject.call1(&global, &error);
            }
        });
        if JsFuture::from(timer).await.is_err() {
            // Where there are no timers, time doesn't pass: nothing is called too late.
            std::future::pending::<()>().await;
        }
    }
}

fn refused(message: &str) -> TransportError {
    TransportError::new(TransportErrorKind::Refused, message)
}

/// `fetch` says little of why it failed, so as not to tell a page about other hosts.
fn failed(error: ::reqwest::Error, in_body: bool) -> TransportError {
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if in_body {
        TransportErrorKind::Body
    } else if error.is_builder() {
        TransportErrorKind::Refused
    } else {
        TransportErrorKind::Closed
    };
    // Without the URL, whose query may hold an API key; what JavaScript says of the request may hold it too.
    let message = if in_body { "the body broke off" } else { "fetch failed" };
    let message = format!("{message}: {}", error.without_url());
    TransportError::new(kind, message)
}
