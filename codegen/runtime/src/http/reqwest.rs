//! The transport over reqwest: HTTP/1.1, or HTTP/2 with the feature `http2`.
//!
//! - `rustls`, `native_tls`, `no_tls`: what speaks https, by feature.
//!   ring builds with a C compiler alone: a clean build of reqwest took 47 s of CPU with it, 76 s with aws-lc-rs and 30 s
//!   without TLS. Certificates are checked as the platform does, so an installed company root is honoured.
//! - HTTP/2 is a feature and not the default: it adds ten crates and no API here needs it.
//! - No redirects, cookies or referer of reqwest's own: the runtime decides about those.
//! - Proxies come from `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, as reqwest reads them, unless one is set.
//! - A transport has a thread of its own, so that no server decides how long a call takes: see `connections`.
//! - hyper itself sends a request again, on another connection, when the server closed the kept one before any of it was
//!   written. All other errors come up.

mod builder;
mod connections;
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
mod native_tls;
#[cfg(not(any(feature = "native-tls", feature = "rustls")))]
mod no_tls;
#[cfg(feature = "rustls")]
mod rustls;

mod upload;

use std::{
    error::Error as StdError,
    fmt,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use ::reqwest::{Method, Url};
use bytes::Bytes;
use http_body::Body as _;
use tokio::{
    runtime::Handle,
    time::{Instant, Sleep, sleep, sleep_until},
};

pub use self::builder::HttpTransportBuilder;
use self::connections::{Connections, OtherThread};
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
use self::native_tls::Tls;
#[cfg(not(any(feature = "native-tls", feature = "rustls")))]
use self::no_tls::Tls;
#[cfg(feature = "rustls")]
use self::rustls::Tls;
use self::upload::{Stall, Uploading};
use super::{
    error::BuildError,
    headers::Headers,
    lock::lock,
    maybe_send::BoxFuture,
    request::Request,
    transport::{BodyStream, Transport, TransportError, TransportErrorKind, TransportResponse},
};

/// Sends requests over the network. Needs a tokio runtime with time and IO enabled.
///
/// Cloning it is cheap and shares the connections.
#[derive(Clone)]
pub struct HttpTransport(Arc<Shared>);

struct Shared {
    client: ::reqwest::Client,
    network: builder::Network,
    tls: Tls,
    /// Why nothing can be sent over https, when the platform has no certificates.
    no_tls: Option<String>,
    /// Those of other connect timeouts, the last used one last: reqwest has one time for a whole client.
    others: Mutex<Vec<(Duration, ::reqwest::Client)>>,
    connections: Connections,
}

/// How many connect timeouts beside the transport's own keep their connections.
const MOST_OTHERS: usize = 4;

impl HttpTransport {
    /// Creates a transport with the default settings, which takes its proxies from the environment.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when TLS can't be set up.
    pub fn new() -> Result<Self, BuildError> {
        Self::builder().build()
    }

    /// Creates a transport that connects directly, whatever the environment says.
    ///
    /// # Errors
    ///
    /// Fails like [`new`](Self::new).
    pub fn without_proxy() -> Result<Self, BuildError> {
        Self::builder().no_proxy().build()
    }

    /// Begins a transport with settings of one's own.
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder::default()
    }
}

impl Shared {
    fn new(
        client: ::reqwest::Client,
        network: builder::Network,
        tls: Tls,
        no_tls: Option<String>,
    ) -> Self {
        let (others, connections) = (Mutex::default(), Connections::default());
        Self { client, network, tls, no_tls, others, connections }
    }

    /// The client whose connections may take this long to come about.
    fn client(&self, timeout: Option<Duration>) -> Result<::reqwest::Client, TransportError> {
        let Some(timeout) = timeout.filter(|it| Some(*it) != self.network.connect_timeout) else {
            return Ok(self.client.clone());
        };
        let mut others = lock(&self.others);
        let found = others.iter().position(|(it, _)| *it == timeout).map(|it| others.remove(it));
        let client = if let Some((_, client)) = found {
            client
        } else {
            let client = self.network.client(&self.tls, Some(timeout));
            client.map_err(|error| refused(&error.to_string()))?
        };
        if others.len() >= MOST_OTHERS {
            others.remove(0);
        }
        others.push((timeout, client.clone()));
        Ok(client)
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(self.exchange(request))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            // Without a runtime no request is sent either, which says why.
            if Handle::try_current().is_ok() {
                sleep(duration).await;
            }
        })
    }
}

impl HttpTransport {
    async fn exchange(&self, request: Request) -> Result<TransportResponse, TransportError> {
        if Handle::try_current().is_err() {
            return Err(refused("HttpTransport needs a tokio runtime"));
        }
        let (limit, streaming) = (request.timeout, request.streaming);
        let idle_timeout = request.idle_timeout;
        let deadline = limit.and_then(|it| Instant::now().checked_add(it));
        let client = self.0.client(request.connect_timeout)?;
        let (sent, uploading) = self.translate(&request)?;
        let stall = request.send_idle_timeout.and_then(|it| Stall::new(uploading?, it));
        let request = client.execute(sent);
        let thread = self.0.connections.thread();
        let response = async {
            match &thread {
                Some(thread) => thread.drive(request).await,
                None => request.await,
            }
        };
        let until = |at| match &thread {
            Some(thread) => thread.sleep_until(at),
            None => sleep_until(at),
        };
        // A deadline beyond what a clock can show is none.
        let end = limit.zip(deadline).map(|(limit, at)| (limit, until(at)));
        let stall = stall.map(|it| (Box::pin(until(it.alarm())), it));
        let response = in_time(response, end, stall).await?;
        let response: http::Response<::reqwest::Body> = response.map_err(failed)?.into();
        let (head, body) = response.into_parts();
        let headers = Headers::received(&head.headers);
        let idle = idle_timeout.filter(|_| streaming);
        let sleep = match (streaming, idle, deadline) {
            (true, Some(idle), _) => Instant::now().checked_add(idle).map(|it| Box::pin(until(it))),
            (false, _, Some(deadline)) => Some(Box::pin(until(deadline))),
            (true, None, _) | (false, _, None) => None,
        };
        let limit = if streaming { idle } else { limit };
        let body = HttpBody {
            body,
            sleep,
            idle,
            is_waiting: false,
            limit: limit.unwrap_or_default(),
            _thread: thread,
        };
        Ok(TransportResponse::new(head.status.as_u16(), headers, Box::new(body)))
    }

    /// The request, and how far the sending of its body has come.
    fn translate(
        &self,
        request: &Request,
    ) -> Result<(::reqwest::Request, Option<Arc<Uploading>>), TransportError> {
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| refused("the method is not one"))?;
        let url = Url::parse(&request.url).map_err(|_| refused("the URL is not one"))?;
        if let Some(reason) = self.0.no_tls.as_ref().filter(|_| url.scheme() == "https") {
            return Err(TransportError::new(TransportErrorKind::Connect, reason));
        }
        let mut sent = ::reqwest::Request::new(method, url);
        for (name, value) in request.headers.iter() {
            let field = http::HeaderName::from_bytes(name.as_bytes());
            let value = http::HeaderValue::from_bytes(value.as_bytes());
            let (Ok(field), Ok(mut value)) = (field, value) else {
                return Err(refused("a header cannot be sent"));
            };
            // HTTP/2 then keeps it out of its tables (RFC 7541, section 7.1.3), and no `Debug` shows it.
            value.set_sensitive(request.hides_header(name));
            sent.headers_mut().append(field, value);
        }
        if self.0.network.user_agent.is_none()
            && !request.default_user_agent.is_empty()
            && let Ok(agent) = http::HeaderValue::from_str(request.default_user_agent)
        {
            sent.headers_mut().entry(http::header::USER_AGENT).or_insert(agent);
        }
        if request.accepts_gzip {
            let gzip = http::HeaderValue::from_static("gzip");
            sent.headers_mut().entry(http::header::ACCEPT_ENCODING).or_insert(gzip);
        }
        if request.body.is_empty() && matches!(&*request.method, "POST" | "PUT" | "PATCH") {
            // Servers refuse these with 411 when nothing says that no body follows (RFC 9110, section 8.6).
            sent.headers_mut().insert(http::header::CONTENT_LENGTH, 0.into());
        }
        let (body, uploading) = upload::body(&request.body);
        *sent.body_mut() = body;
        Ok((sent, uploading))
    }
}

/// What comes of sending, unless its time is over first or the server takes no more of the body.
async fn in_time<T>(
    response: impl Future<Output = T>,
    end: Option<(Duration, Sleep)>,
    mut stall: Option<(Pin<Box<Sleep>>, Stall)>,
) -> Result<T, TransportError> {
    let (limit, end) = end.unzip();
    let (mut response, mut end) = (pin!(response), pin!(end));
    poll_fn(|cx| {
        if let Poll::Ready(response) = response.as_mut().poll(cx) {
            return Poll::Ready(Ok(response));
        }
        if let Some(Poll::Ready(())) = end.as_mut().as_pin_mut().map(|it| it.poll(cx)) {
            return Poll::Ready(Err(TransportError::timed_out(limit.unwrap_or_default())));
        }
        match &mut stall {
            Some((alarm, stall)) => stall.poll(alarm.as_mut(), cx).map(Err),
            None => Poll::Pending,
        }
    })
    .await
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").finish_non_exhaustive()
    }
}

/// The body of a response, with an alarm.
struct HttpBody {
    body: ::reqwest::Body,
    sleep: Option<Pin<Box<Sleep>>>,
    /// When set, the alarm is for the next chunk.
    idle: Option<Duration>,
    is_waiting: bool,
    limit: Duration,
    /// What the connection needs as long as something comes from it.
    _thread: Option<Arc<OtherThread>>,
}

impl BodyStream for HttpBody {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        loop {
            let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
                self.wait();
                return match self.sleep.as_mut().map(|it| it.as_mut().poll(cx)) {
                    Some(Poll::Ready(())) => {
                        Poll::Ready(Err(TransportError::timed_out(self.limit)))
                    }
                    Some(Poll::Pending) | None => Poll::Pending,
                };
            };
            return Poll::Ready(match frame {
                None => Ok(None),
                Some(Err(error)) => Err(failed(error)),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(chunk) => {
                        self.is_waiting = false;
                        Ok(Some(chunk))
                    }
                    // Trailers.
                    Err(_) => continue,
                },
            });
        }
    }
}

impl HttpBody {
    /// Sets the alarm when the reader begins to wait, so that a slow reader isn't taken for a slow server.
    fn wait(&mut self) {
        if let (Some(sleep), Some(idle), false) = (&mut self.sleep, self.idle, self.is_waiting)
            && let Some(deadline) = Instant::now().checked_add(idle)
        {
            sleep.as_mut().reset(deadline);
        }
        self.is_waiting = true;
    }
}

fn refused(message: &str) -> TransportError {
    TransportError::new(TransportErrorKind::Refused, message)
}

/// What an error means for whether the server may have acted.
///
/// `is_connect` is hyper's word for all that happens before a request is handed to a connection: names, TCP, TLS, the
/// `CONNECT` of a proxy. What is left of sending came after that.
fn failed(error: ::reqwest::Error) -> TransportError {
    // What went wrong with the request's own body was said there.
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(own) = error.downcast_ref::<TransportError>() {
            return own.clone();
        }
        source = error.source();
    }
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        (false, true) => TransportErrorKind::Timeout,
        (false, false) if error.is_body() || error.is_decode() => TransportErrorKind::Body,
        (false, false) if error.is_request() => TransportErrorKind::Closed,
        (false, false) if error.is_builder() => TransportErrorKind::Refused,
        (false, false) => TransportErrorKind::Other,
    };
    let message = match kind {
        TransportErrorKind::Connect => "there was no connection",
        TransportErrorKind::ConnectTimeout => "there was no connection in time",
        TransportErrorKind::Timeout => "took too long",
        TransportErrorKind::Closed => "the connection was closed before a response came",
        TransportErrorKind::Body => "the connection broke before the body was whole",
        _ => "no response came",
    };
    // Without the URL, whose query may hold an API key.
    TransportError::new(kind, message).caused_by(error.without_url())
}

/// The messages of an error and its sources, each once.
fn chain(error: &dyn StdError) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let more = error.to_string();
        if !message.contains(&more) {
            message.push_str(": ");
            message.push_str(&more);
        }
        source = error.source();
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_carry_credentials_are_sensitive() {
        let mut request = Request::new("GET", "https://x.test/");
        for name in ["authorization", "x-key", "x-signature", "accept"] {
            request.headers.append(name, "s3cret");
        }
        request.sensitive.headers.push("x-key".to_owned());
        request.hide_header("X-Signature");
        let (sent, _) = HttpTransport::without_proxy().unwrap().translate(&request).unwrap();
        let is_sensitive = |name: &str| sent.headers()[name].is_sensitive();
        assert!(is_sensitive("authorization") && is_sensitive("x-key"));
        assert!(is_sensitive("x-signature") && !is_sensitive("accept"));
        assert_eq!(format!("{:?}", sent.headers()).matches("s3cret").count(), 1);
    }

    #[test]
    fn connect_timeouts_have_a_few_clients() {
        let transport = HttpTransport::without_proxy().unwrap();
        for millis in [1, 2, 3, 4, 1, 5, 6] {
            transport.0.client(Some(Duration::from_millis(millis))).unwrap();
        }
        transport.0.client(Some(Duration::from_secs(20))).unwrap();
        let kept: Vec<_> =
            transport.0.others.lock().unwrap().iter().map(|(it, _)| it.as_millis()).collect();
        assert_eq!(kept, [4, 1, 5, 6]);
    }
}
