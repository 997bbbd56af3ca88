//! The transport over the network: HTTP/1.1, or HTTP/2 with the feature `http2`.
//!
//! - `engine` is what sends: `hyper` with its pool of connections, which a `connector` makes and a `stream` is; or `reqwest`, by
//!   its feature, for who wants a client of it. What holds for both is here: times, headers, what an error means.
//! - `rustls`, `native_tls`, `no_tls`: what speaks https, by feature.
//!   ring builds with a C compiler alone: a clean build of reqwest took 47 s of CPU with it, 76 s with aws-lc-rs and 30 s
//!   without TLS. Certificates are checked as the platform does, so an installed company root is honoured.
//! - HTTP/2 is a feature and not the default: it adds eight crates and no API here needs it.
//! - No redirects, cookies or referer here: the runtime decides about those.
//! - Proxies come from `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, unless one is set.
//! - A transport has a thread of its own, so that no server decides how long a call takes: see `connections`.
//! - hyper itself sends a request again, on another connection, when the server closed the kept one before any of it was
//!   written; with `http2` also where the server says that it did nothing with it. All other errors come up.

mod builder;
mod connections;
mod connector;
mod engine;
mod hyper;
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
mod native_tls;
#[cfg(not(any(feature = "native-tls", feature = "rustls")))]
mod no_tls;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "rustls")]
mod rustls;
mod settings;
mod stream;
mod upload;

use std::{
    fmt,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Uri,
    header::{ACCEPT, ACCEPT_ENCODING, CONTENT_LENGTH, USER_AGENT},
};
use hyper_util::client::proxy::matcher::Matcher;
use tokio::{
    runtime::Handle,
    time::{Instant, Sleep, sleep, sleep_until},
};
use url::Url;

pub use self::builder::HttpTransportBuilder;
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
use self::native_tls::Tls;
#[cfg(not(any(feature = "native-tls", feature = "rustls")))]
use self::no_tls::Tls;
#[cfg(feature = "rustls")]
use self::rustls::Tls;
use self::{
    connections::{Connections, OtherThread},
    engine::Engine,
    upload::{Outgoing, Stall, Uploading},
};
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
    engine: Arc<dyn Engine>,
    network: settings::Network,
    /// As they were when the transport was built, whatever the environment says later.
    proxies: Arc<Matcher>,
    tls: Tls,
    /// Why nothing can be sent over https, when the platform has no certificates.
    no_tls: Option<String>,
    /// Those of other connect timeouts, the last used one last: an engine has one time for all its connections.
    others: Mutex<Vec<(Duration, Arc<dyn Engine>)>>,
    connections: Connections,
}

/// How many connect timeouts beside the transport's own keep their connections.
const MOST_OTHERS: usize = 4;

impl HttpTransport {
    /// Creates a transport with the default settings, which takes its proxies from the environment.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when TLS can't be set up, or a proxy that the environment names can't be read.
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
        engine: Arc<dyn Engine>,
        network: settings::Network,
        proxies: Arc<Matcher>,
        tls: Tls,
        no_tls: Option<String>,
    ) -> Self {
        let (others, connections) = (Mutex::default(), Connections::default());
        Self { engine, network, proxies, tls, no_tls, others, connections }
    }

    /// The engine whose connections may take this long to come about.
    fn engine(&self, timeout: Option<Duration>) -> Result<Arc<dyn Engine>, TransportError> {
        let Some(timeout) = timeout.filter(|it| Some(*it) != self.network.connect_timeout) else {
            return Ok(Arc::clone(&self.engine));
        };
        let mut others = lock(&self.others);
        let found = others.iter().position(|(it, _)| *it == timeout).map(|it| others.remove(it));
        let engine = if let Some((_, engine)) = found {
            engine
        } else {
            let engine = self.network.engine(&self.proxies, &self.tls, Some(timeout));
            engine.map_err(|error| refused(&error.to_string()))?
        };
        if others.len() >= MOST_OTHERS {
            others.remove(0);
        }
        others.push((timeout, Arc::clone(&engine)));
        Ok(engine)
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
        let engine = self.0.engine(request.connect_timeout)?;
        let (sent, uploading) = self.translate(&request)?;
        let stall = request.send_idle_timeout.and_then(|it| Stall::new(uploading?, it));
        let request = engine.send(sent);
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
        let (head, body) = in_time(response, end, stall).await??.into_parts();
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
    ) -> Result<(http::Request<Outgoing>, Option<Arc<Uploading>>), TransportError> {
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| refused("the method is not one"))?;
        let (body, uploading) = Outgoing::new(&request.body);
        let mut sent = http::Request::new(body);
        *sent.method_mut() = method;
        *sent.uri_mut() = self.target(&request.url)?;
        *sent.headers_mut() = self.headers(request)?;
        Ok((sent, uploading))
    }

    /// Where a request goes.
    fn target(&self, url: &str) -> Result<Uri, TransportError> {
        let fail = || refused("the URL is not one");
        let mut url = Url::parse(url).map_err(|_| fail())?;
        match url.scheme() {
            "https" => {
                if let Some(reason) = &self.0.no_tls {
                    return Err(TransportError::new(TransportErrorKind::Connect, reason));
                }
            }
            "http" if self.0.network.https_only => {
                return Err(refused("nothing is sent over http"));
            }
            "http" => {}
            _ => return Err(refused("the URL is neither of http nor of https")),
        }
        // Nobody is sent these: credentials are headers.
        if !url.username().is_empty() || url.password().is_some() {
            url.set_username("").and_then(|()| url.set_password(None)).map_err(|()| fail())?;
        }
        Uri::try_from(url.as_str()).map_err(|_| fail())
    }

    fn headers(&self, request: &Request) -> Result<HeaderMap, TransportError> {
        let mut headers = HeaderMap::new();
        for (name, value) in request.headers.iter() {
            let field = HeaderName::from_bytes(name.as_bytes());
            let value = HeaderValue::from_bytes(value.as_bytes());
            let (Ok(field), Ok(mut value)) = (field, value) else {
                return Err(refused("a header cannot be sent"));
            };
            // HTTP/2 then keeps it out of its tables (RFC 7541, section 7.1.3), and no `Debug` shows it.
            value.set_sensitive(request.hides_header(name));
            headers.append(field, value);
        }
        if self.0.network.user_agent.is_none()
            && !request.default_user_agent.is_empty()
            && let Ok(agent) = HeaderValue::from_str(request.default_user_agent)
        {
            headers.entry(USER_AGENT).or_insert(agent);
        }
        if let Ok(agent) = HeaderValue::from_str(self.0.network.user_agent()) {
            headers.entry(USER_AGENT).or_insert(agent);
        }
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        if request.accepts_gzip {
            headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip"));
        }
        if request.body.is_empty() && matches!(&*request.method, "POST" | "PUT" | "PATCH") {
            // Servers refuse these with 411 when nothing says that no body follows (RFC 9110, section 8.6).
            headers.insert(CONTENT_LENGTH, 0.into());
        }
        Ok(headers)
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
    body: Box<dyn BodyStream>,
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
        let Poll::Ready(chunk) = self.body.poll_chunk(cx) else {
            self.wait();
            return match self.sleep.as_mut().map(|it| it.as_mut().poll(cx)) {
                Some(Poll::Ready(())) => Poll::Ready(Err(TransportError::timed_out(self.limit))),
                Some(Poll::Pending) | None => Poll::Pending,
            };
        };
        self.is_waiting = false;
        Poll::Ready(chunk)
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
    fn connect_timeouts_have_a_few_engines() {
        let transport = HttpTransport::without_proxy().unwrap();
        let n_users = Arc::strong_count(&transport.0.proxies);
        for millis in [1, 2, 3, 4, 1, 5, 6] {
            transport.0.engine(Some(Duration::from_millis(millis))).unwrap();
        }
        transport.0.engine(Some(Duration::from_secs(20))).unwrap();
        let kept: Vec<_> =
            transport.0.others.lock().unwrap().iter().map(|(it, _)| it.as_millis()).collect();
        assert_eq!(kept, [4, 1, 5, 6]);
        // The environment isn't asked again which proxies there are.
        assert!(Arc::strong_count(&transport.0.proxies) > n_users);
    }
}
