//! The transport over reqwest: HTTP/1.1, TLS by rustls.
//!
//! - TLS: rustls with the ring provider, which builds with a C compiler alone.
//!   A clean build of reqwest took 47 s of CPU with it, 76 s with aws-lc-rs and 30 s without TLS.
//!   Certificates are checked as the platform does, so an installed company root is honoured.
//! - HTTP/2 is a feature and not the default: it adds ten crates and no API here needs it.
//! - No redirects, cookies or referer of reqwest's own: the runtime decides about those.
//! - Proxies come from `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, as reqwest reads them.

use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use ::reqwest::{Method, Url, redirect::Policy};
use bytes::Bytes;
use http_body::Body as _;
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::{
    runtime::Handle,
    time::{Instant, Sleep, sleep, sleep_until, timeout},
};

use super::{
    BodyStream, BoxFuture, BuildError, Headers, Request, Transport, TransportError,
    TransportErrorKind, TransportReply,
};

/// Sends requests over the network. Needs a tokio runtime with time and IO enabled.
#[derive(Clone)]
pub struct HttpTransport {
    client: ::reqwest::Client,
    /// Why nothing can be sent over https, when the platform has no certificates.
    no_tls: Option<String>,
}

impl HttpTransport {
    /// A transport that takes its proxies from the environment.
    ///
    /// # Errors
    ///
    /// A [`BuildError`] when TLS can't be set up.
    pub fn new() -> Result<Self, BuildError> {
        Self::from_builder(::reqwest::Client::builder())
    }

    /// A transport that connects directly, whatever the environment says.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn without_proxy() -> Result<Self, BuildError> {
        Self::from_builder(::reqwest::Client::builder().no_proxy())
    }

    fn from_builder(builder: ::reqwest::ClientBuilder) -> Result<Self, BuildError> {
        let (tls, no_tls) = tls()?;
        let client = builder
            .tls_backend_preconfigured(tls)
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(Duration::from_secs(20))
            .user_agent(concat!("clientwright-runtime/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| BuildError::new(format!("no HTTP client: {}", chain(&error))))?;
        Ok(Self { client, no_tls })
    }
}

/// The configuration, and why it trusts nobody when the platform has no certificates to go by.
///
/// A machine without them, such as a bare container, can still use plain http.
fn tls() -> Result<(ClientConfig, Option<String>), BuildError> {
    let fail = |error: rustls::Error| BuildError::new(format!("no TLS: {error}"));
    let builder = || {
        ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(fail)
    };
    let (mut config, no_tls) = match builder()?.with_platform_verifier() {
        Ok(platform) => (platform.with_no_client_auth(), None),
        Err(error) => {
            let trusts_nobody = builder()?.with_root_certificates(RootCertStore::empty());
            (trusts_nobody.with_no_client_auth(), Some(error.to_string()))
        }
    };
    if cfg!(feature = "http2") {
        config.alpn_protocols.push(b"h2".to_vec());
    }
    config.alpn_protocols.push(b"http/1.1".to_vec());
    Ok((config, no_tls))
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportReply, TransportError>> {
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
    async fn exchange(&self, request: Request) -> Result<TransportReply, TransportError> {
        if Handle::try_current().is_err() {
            return Err(other("HttpTransport needs a tokio runtime"));
        }
        let (limit, streaming) = (request.timeout, request.streaming);
        let deadline = limit.and_then(|it| Instant::now().checked_add(it));
        let reply = self.client.execute(self.translate(&request)?);
        let reply = match limit {
            Some(limit) => timeout(limit, reply).await.map_err(|_| timed_out(limit))?,
            None => reply.await,
        };
        let reply: http::Response<::reqwest::Body> = reply.map_err(failed)?.into();
        let (head, body) = reply.into_parts();
        let mut headers = Headers::new();
        for (name, value) in &head.headers {
            headers.append_bytes(name.as_str(), value.as_bytes());
        }
        let idle = request.idle_timeout.filter(|_| streaming);
        let sleep = match (streaming, idle, deadline) {
            (true, Some(idle), _) => Some(Box::pin(sleep(idle))),
            (false, _, Some(deadline)) => Some(Box::pin(sleep_until(deadline))),
            (true, None, _) | (false, _, None) => None,
        };
        let limit = if streaming { idle } else { limit };
        let body = HttpBody { body, sleep, idle, limit: limit.unwrap_or_default() };
        Ok(TransportReply::new(head.status.as_u16(), headers, Box::new(body)))
    }

    fn translate(&self, request: &Request) -> Result<::reqwest::Request, TransportError> {
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| other("the method is not one"))?;
        let url = Url::parse(&request.url).map_err(|_| other("the URL is not one"))?;
        if let Some(reason) = self.no_tls.as_ref().filter(|_| url.scheme() == "https") {
            return Err(TransportError::new(TransportErrorKind::Connect, reason));
        }
        let mut sent = ::reqwest::Request::new(method, url);
        for (name, value) in request.headers.iter() {
            let name = http::HeaderName::from_bytes(name.as_bytes());
            let value = http::HeaderValue::from_bytes(value.as_bytes());
            let (Ok(name), Ok(value)) = (name, value) else {
                return Err(other("a header cannot be sent"));
            };
            sent.headers_mut().append(name, value);
        }
        if request.accepts_gzip {
            let gzip = http::HeaderValue::from_static("gzip");
            sent.headers_mut().entry(http::header::ACCEPT_ENCODING).or_insert(gzip);
        }
        if request.body.as_bytes().is_none() && matches!(&*request.method, "POST" | "PUT" | "PATCH")
        {
            // Servers refuse these with 411 when nothing says that no body follows (RFC 9110, section 8.6).
            sent.headers_mut().insert(http::header::CONTENT_LENGTH, 0.into());
        }
        *sent.body_mut() = request.body.as_bytes().map(|it| it.clone().into());
        Ok(sent)
    }
}

impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").finish_non_exhaustive()
    }
}

/// The body of a reply, with an alarm.
struct HttpBody {
    body: ::reqwest::Body,
    sleep: Option<Pin<Box<Sleep>>>,
    /// When set, the alarm starts again after each chunk.
    idle: Option<Duration>,
    limit: Duration,
}

impl BodyStream for HttpBody {
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, TransportError>> {
        loop {
            let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) else {
                return match self.sleep.as_mut().map(|it| it.as_mut().poll(cx)) {
                    Some(Poll::Ready(())) => Poll::Ready(Err(timed_out(self.limit))),
                    Some(Poll::Pending) | None => Poll::Pending,
                };
            };
            return Poll::Ready(match frame {
                None => Ok(None),
                Some(Err(error)) => Err(failed(error)),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(chunk) => {
                        self.restart();
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
    fn restart(&mut self) {
        if let (Some(sleep), Some(idle)) = (&mut self.sleep, self.idle)
            && let Some(deadline) = Instant::now().checked_add(idle)
        {
            sleep.as_mut().reset(deadline);
        }
    }
}

fn timed_out(limit: Duration) -> TransportError {
    let message = format!("took longer than {limit:?}");
    TransportError::new(TransportErrorKind::Timeout, message)
}

fn other(message: &str) -> TransportError {
    TransportError::new(TransportErrorKind::Other, message)
}

fn failed(error: ::reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_body() || error.is_decode() {
        TransportErrorKind::Body
    } else {
        TransportErrorKind::Other
    };
    // Without the URL, whose query may hold an API key.
    TransportError::new(kind, chain(&error.without_url()))
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
