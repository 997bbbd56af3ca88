//! Puts a transport together: a setter for each setting.

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use hyper_util::client::proxy::matcher::Matcher;

use super::{
    BuildError, Engine, HttpTransport, Shared, Tls,
    connector::Connector,
    hyper::Hyper,
    settings::{Network, Proxies, Trust},
};

/// Puts an [`HttpTransport`] together.
///
/// ```no_run
/// use std::{sync::Arc, time::Duration};
/// # use clientwright_runtime::codegen::{Client, Server};
/// use clientwright_runtime::HttpTransport;
///
/// let transport = HttpTransport::builder()
///     .proxy("http://proxy.example.org:3128")
///     .no_proxy_for("localhost, .internal.example.org")
///     .root_certificate_pem(&std::fs::read("company-root.pem")?)
///     .connect_timeout(Duration::from_secs(5))
///     .build()?;
/// let client = Client::builder(Server::custom("https://example.org")).transport(Arc::new(transport)).build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
#[must_use = "a builder does nothing until it builds"]
pub struct HttpTransportBuilder {
    trust: Trust,
    network: Network,
}

/// Proxies: unless one is set here, they come from `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.
///
/// A URL is http or https, with a user and a password where the proxy asks for them. Requests to https go through a
/// tunnel (`CONNECT`), so that the proxy sees nothing but the host.
impl HttpTransportBuilder {
    /// Sets the proxy for all requests; those of [`http_proxy`](Self::http_proxy) and
    /// [`https_proxy`](Self::https_proxy) win.
    pub fn proxy(self, url: impl Into<String>) -> Self {
        self.put_proxy("proxy", url.into())
    }

    /// Sets the proxy for requests to http.
    pub fn http_proxy(self, url: impl Into<String>) -> Self {
        self.put_proxy("http_proxy", url.into())
    }

    /// Sets the proxy for requests to https.
    pub fn https_proxy(self, url: impl Into<String>) -> Self {
        self.put_proxy("https_proxy", url.into())
    }

    fn put_proxy(mut self, setter: &'static str, url: String) -> Self {
        self.network.proxies.given.retain(|(it, _)| *it != setter);
        self.network.proxies.given.push((setter, url));
        self
    }

    /// Hosts that are reached without the proxies set here, apart by commas: names with all below them, IP addresses,
    /// networks such as `10.0.0.0/8`, `*` for all.
    pub fn no_proxy_for(mut self, hosts: impl Into<String>) -> Self {
        self.network.proxies.except = Some(hosts.into());
        self
    }

    /// Connects directly, whatever was set before and whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.network.proxies = Proxies { ignore_environment: true, ..Proxies::default() };
        self
    }
}

/// TLS. These need the feature `rustls` or `native-tls`.
impl HttpTransportBuilder {
    /// Trusts the certificates in this PEM too, such as a company's root or a test server's own; may be called again.
    pub fn root_certificate_pem(mut self, pem: &[u8]) -> Self {
        self.trust.roots.push(pem.to_vec());
        self
    }

    /// Sets whether the certificates that the platform trusts are trusted; they are by default.
    pub fn platform_certificates(mut self, trusted: bool) -> Self {
        self.trust.only_those = !trusted;
        self
    }

    /// Shows a certificate of one's own to servers that ask for one: PEM, the certificate first and then those that
    /// lead up to its root, and its private key in PKCS #8.
    pub fn identity_pem(mut self, certificates: &[u8], key: &[u8]) -> Self {
        self.trust.identity = Some((certificates.to_vec(), key.to_vec()));
        self
    }

    /// Sets whether requests to http fail instead of being sent; they are sent by default.
    pub fn https_only(mut self, only: bool) -> Self {
        self.network.https_only = only;
        self
    }
}

/// Connections.
impl HttpTransportBuilder {
    /// Sets how long connecting may take, TLS included; 20 seconds by default, `None` for no limit of
    /// its own.
    ///
    /// Name resolution may lead to several addresses, which share that time.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.network.connect_timeout = timeout.into();
        self
    }

    /// Sets how long an idle connection is kept for the next request; 90 seconds by default, `None` for as long as the
    /// server keeps it.
    pub fn pool_idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.network.pool_idle_timeout = timeout.into();
        self
    }

    /// Sets how many idle connections are kept for each host; no limit by default, and with 0 each request has its own.
    pub fn pool_max_idle_per_host(mut self, n: usize) -> Self {
        self.network.pool_max_idle_per_host = n;
        self
    }

    /// Sets after how long TCP asks whether an idle peer is still there; 15 seconds by default, `None` for never.
    ///
    /// On Linux and Android a connection breaks as well when [`tcp_user_timeout`](Self::tcp_user_timeout) is over.
    pub fn tcp_keepalive(mut self, interval: impl Into<Option<Duration>>) -> Self {
        self.network.tcp_keepalive = interval.into();
        self
    }

    /// Sets for how long what was sent may stay unacknowledged, or the peer take nothing of it, until TCP breaks the
    /// connection (RFC 5482); 30 seconds by default, `None` for as long as the system lets it.
    ///
    /// It is a time-out of Linux and Android, and has no effect elsewhere. A server that pauses an upload for longer needs
    /// a longer one, beside an [`idle_timeout`](crate::RequestOptions::idle_timeout) that allows for it.
    pub fn tcp_user_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.network.tcp_user_timeout = timeout.into();
        self
    }

    /// Sets the address of this machine that connections come from.
    pub fn local_address(mut self, address: impl Into<Option<IpAddr>>) -> Self {
        self.network.local_address = address.into();
        self
    }

    /// Sets the `user-agent` of requests that have none of their own; by default the name and version of the crate that the
    /// client is of.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.network.user_agent = Some(user_agent.into());
        self
    }

    /// Sends by a client of reqwest, changed in ways that have no setting here, such as its resolver or an interface.
    ///
    /// `change` is called for each time to connect that calls ask for, and before what this builder sets, which wins. What the
    /// client promises of redirects, unpacking and time holds whatever it does, but for what it had better leave alone:
    /// `default_headers` go to every origin, also by a redirect; `timeout` and `read_timeout` end bodies that the client's
    /// own times would let go on; `retry` sends again what mustn't be sent twice; `cookie_store` and `cookie_provider` send
    /// cookies with anonymous calls, too; `resolve` and the like decide which host gets the credentials.
    /// reqwest's version is no part of what semantic versioning covers here.
    ///
    /// ```
    /// use clientwright_runtime::HttpTransport;
    ///
    /// let transport = HttpTransport::builder().reqwest(|client| client.tcp_nodelay(false)).build()?;
    /// # Ok::<(), clientwright_runtime::BuildError>(())
    /// ```
    #[cfg(feature = "reqwest")]
    pub fn reqwest(
        mut self,
        change: impl Fn(::reqwest::ClientBuilder) -> ::reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.network.change = Some(Arc::new(change));
        self
    }

    /// Returns the transport.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] that names the setting: a proxy that is no http or https URL, also one that the
    /// environment names, a certificate or key that isn't one, a setting that needs a feature, a user agent that no header can carry.
    pub fn build(self) -> Result<HttpTransport, BuildError> {
        let Self { trust, network } = self;
        if http::HeaderValue::from_str(network.user_agent()).is_err() {
            return Err(BuildError::new("`user_agent` has a character no header can carry"));
        }
        let (tls, no_tls) = Tls::new(&trust)?;
        let proxies = Arc::new(network.proxies.matcher()?);
        let engine = network.engine(&proxies, &tls, network.connect_timeout)?;
        Ok(HttpTransport(Arc::new(Shared::new(engine, network, proxies, tls, no_tls))))
    }
}

impl Network {
    /// What sends, by these settings but for the time that a connection may take.
    #[cfg_attr(
        not(feature = "reqwest"),
        expect(clippy::unnecessary_wraps, reason = "a client of reqwest can't always be made")
    )]
    pub(super) fn engine(
        &self,
        proxies: &Arc<Matcher>,
        tls: &Tls,
        connect_timeout: Option<Duration>,
    ) -> Result<Arc<dyn Engine>, BuildError> {
        #[cfg(feature = "reqwest")]
        if let Some(change) = &self.change {
            return super::reqwest::engine(self, change, tls, connect_timeout);
        }
        let connector = Connector::new(self, Arc::clone(proxies), tls.clone(), connect_timeout);
        Ok(Arc::new(Hyper::new(self, connector)))
    }
}

/// Shows neither the proxies, whose URLs may hold passwords, nor keys.
impl fmt::Debug for HttpTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransportBuilder")
            .field("connect_timeout", &self.network.connect_timeout)
            .field("https_only", &self.network.https_only)
            .finish_non_exhaustive()
    }
}
