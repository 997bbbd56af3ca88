//! Makes connections: names, TCP, proxies, TLS, all within one time.

use std::{
    error::Error as StdError,
    io,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::{HeaderMap, HeaderValue, Uri, header::USER_AGENT};
use hyper_util::client::{
    legacy::connect::{HttpConnector, proxy::Tunnel},
    proxy::matcher::{Intercept, Matcher},
};
use tower_service::Service;

use super::{BoxFuture, Tls, settings::Network, stream::Stream};

type Error = Box<dyn StdError + Send + Sync>;

/// How long TCP waits for what it sent to be acknowledged: the time of its probes for an idle peer.
#[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// Connects to a server, through a proxy where there is one for it.
#[derive(Clone)]
pub(super) struct Connector {
    tcp: HttpConnector,
    tls: Tls,
    proxies: Arc<Matcher>,
    timeout: Option<Duration>,
    /// Said to proxies.
    user_agent: HeaderMap,
}

impl Connector {
    pub(super) fn new(
        network: &Network,
        proxies: Matcher,
        tls: Tls,
        timeout: Option<Duration>,
    ) -> Self {
        let mut tcp = HttpConnector::new();
        // https begins with TCP as well.
        tcp.enforce_http(false);
        tcp.set_connect_timeout(timeout);
        tcp.set_nodelay(true);
        tcp.set_local_address(network.local_address);
        tcp.set_keepalive(network.tcp_keepalive);
        tcp.set_keepalive_interval(network.tcp_keepalive);
        tcp.set_keepalive_retries(network.tcp_keepalive.map(|_| 3));
        #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
        tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        let agent = HeaderValue::from_str(network.user_agent()).ok();
        let user_agent = agent.map(|it| (USER_AGENT, it)).into_iter().collect();
        Self { tcp, tls, proxies: Arc::new(proxies), timeout, user_agent }
    }

    /// The proxy that requests to this URI go through.
    pub(super) fn proxy(&self, uri: &Uri) -> Option<Intercept> {
        self.proxies.intercept(uri)
    }

    async fn connect(self, uri: Uri) -> Result<Stream, Error> {
        let Some(proxy) = self.proxy(&uri) else {
            return Direct { tcp: self.tcp, tls: self.tls }.connect(uri).await;
        };
        let to_proxy = proxy.uri().clone();
        if !matches!(to_proxy.scheme_str(), Some("http" | "https")) {
            return Err("the proxy is neither of http nor of https".into());
        }
        let direct = Direct { tcp: self.tcp, tls: self.tls.for_proxies() };
        if uri.scheme_str() != Some("https") {
            return direct.connect(to_proxy).await.map(Stream::proxied);
        }
        let mut tunnel = Tunnel::new(to_proxy, direct).with_headers(self.user_agent);
        if let Some(secret) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(secret.clone());
        }
        let stream = tunnel.call(uri.clone()).await?;
        self.tls.connect(host(&uri)?, stream).await.map_err(Into::into)
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Stream, Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let (timeout, connection) = (self.timeout, self.clone().connect(uri));
        Box::pin(async move {
            let Some(timeout) = timeout else { return connection.await };
            let over = |_| io::Error::new(io::ErrorKind::TimedOut, "connecting took too long");
            tokio::time::timeout(timeout, connection).await.map_err(over)?
        })
    }
}

/// Connects to what a URI names: a server, or a proxy.
#[derive(Clone)]
struct Direct {
    tcp: HttpConnector,
    tls: Tls,
}

impl Direct {
    async fn connect(mut self, uri: Uri) -> Result<Stream, Error> {
        let stream = Stream::new(self.tcp.call(uri.clone()).await?);
        if uri.scheme_str() != Some("https") {
            return Ok(stream);
        }
        self.tls.connect(host(&uri)?, stream).await.map_err(Into::into)
    }
}

impl Service<Uri> for Direct {
    type Response = Stream;
    type Error = Error;
    type Future = BoxFuture<'static, Result<Stream, Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        Box::pin(self.clone().connect(uri))
    }
}

/// The host that a certificate has to be of: IPv6 without brackets.
fn host(uri: &Uri) -> Result<&str, Error> {
    let host = uri.host().ok_or("the URL has no host")?;
    Ok(host.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(host))
}
