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
        proxies: Arc<Matcher>,
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
        tcp.set_tcp_user_timeout(network.tcp_user_timeout);
        let agent = HeaderValue::from_str(network.user_agent()).ok();
        let user_agent = agent.map(|it| (USER_AGENT, it)).into_iter().collect();
        Self { tcp, tls, proxies, timeout, user_agent }
    }

    /// The proxy that requests to this URI go through.
    pub(super) fn proxy(&self, uri: &Uri) -> Option<Intercept> {
        self.proxies.intercept(uri)
    }

    /// The same for reaching a proxy, within the time of the whole.
    fn to_proxy(&self) -> Self {
        let proxies = Arc::new(Matcher::builder().build());
        Self { tls: self.tls.for_proxies(), proxies, timeout: None, ..self.clone() }
    }

    async fn connect(mut self, uri: Uri) -> Result<Stream, Error> {
        let is_https = uri.scheme_str() == Some("https");
        let stream = match self.proxy(&uri) {
            None => Stream::new(self.tcp.call(uri.clone()).await?),
            Some(proxy) if !matches!(proxy.uri().scheme_str(), Some("http" | "https")) => {
                return Err("the proxy is neither of http nor of https".into());
            }
            Some(proxy) if is_https => self.tunnel(&proxy, uri.clone()).await?,
            Some(proxy) => {
                return self.to_proxy().call(proxy.uri().clone()).await.map(Stream::proxied);
            }
        };
        if !is_https {
            return Ok(stream);
        }
        self.tls.connect(host(&uri)?, stream).await.map_err(Into::into)
    }

    /// A connection to a server of https that a proxy passes on (`CONNECT`: RFC 9110, section 9.3.6).
    async fn tunnel(&self, proxy: &Intercept, uri: Uri) -> Result<Stream, Error> {
        let tunnel = Tunnel::new(proxy.uri().clone(), self.to_proxy());
        let mut tunnel = tunnel.with_headers(self.user_agent.clone());
        if let Some(secret) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(secret.clone());
        }
        tunnel.call(uri).await.map_err(Into::into)
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

/// The host that a certificate has to be of: IPv6 without brackets.
fn host(uri: &Uri) -> Result<&str, Error> {
    let host = uri.host().ok_or("the URL has no host")?;
    Ok(host.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(host))
}
