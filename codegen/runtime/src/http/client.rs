//! The client that generated clients wrap: where to, with which credentials, through which transport.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    AuthorizationRequest, Call, Credential, NamedServer, Operation, Scheme, Server, TokenUrl,
    Transport,
    credentials::{Proven, prove},
    headers,
    tokens::Clock,
};

/// Calls the operations of one API on one server. Cloning it is cheap and shares the connections.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) server: Server,
    /// Without a slash at its end.
    pub(crate) base: String,
    /// The named servers that the user has set, with their base URLs, without a slash at its end.
    pub(crate) named: Vec<(&'static NamedServer, String)>,
    pub(crate) proven: Vec<Proven>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_body: usize,
    /// For every request; `user-agent` first, if it was set.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) clock: Clock,
}

impl Client {
    /// Begins a client of this server.
    pub fn builder(server: Server) -> ClientBuilder {
        ClientBuilder {
            server,
            named: Vec::new(),
            credentials: Vec::new(),
            transport: None,
            timeout: Some(Duration::from_secs(60)),
            max_body: 32 << 20,
            user_agent: None,
            headers: Vec::new(),
            clock: Arc::new(Instant::now),
        }
    }

    /// Begins a call.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::new(Arc::clone(&self.0), operation)
    }

    /// The base URL, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.0.base
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<&str> = self.0.proven.iter().map(|it| it.scheme).collect();
        f.debug_struct("Client")
            .field("server", &self.0.base)
            .field("credentials", &schemes)
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

/// Puts a [`Client`] together.
#[derive(Clone)]
#[must_use = "a builder does nothing until it builds"]
pub struct ClientBuilder {
    server: Server,
    named: Vec<(&'static NamedServer, String)>,
    credentials: Vec<(&'static Scheme, Credential)>,
    transport: Option<Arc<dyn Transport>>,
    timeout: Option<Duration>,
    max_body: usize,
    user_agent: Option<String>,
    headers: Vec<(String, String)>,
    clock: Clock,
}

impl ClientBuilder {
    /// Takes another server.
    pub fn server(mut self, server: Server) -> Self {
        self.server = server;
        self
    }

    /// Sets where the operations of a named server go, and where tokens are got if their URL begins with it; it wins over
    /// [`server`](Self::server).
    ///
    /// Credentials are sent there as to the client's own server.
    pub fn named_server(mut self, server: &'static NamedServer, url: impl Into<String>) -> Self {
        self.named.retain(|(it, _)| it.name != server.name);
        self.named.push((server, url.into()));
        self
    }

    /// Sets the credential for a scheme.
    pub fn credential(mut self, scheme: &'static Scheme, credential: Credential) -> Self {
        self.credentials.retain(|(it, _)| it.name != scheme.name);
        self.credentials.push((scheme, credential));
        self
    }

    /// Begins to ask a person for an authorization at the description's `url`, with the values that this builder has
    /// for the variables in it; see [`AuthorizationRequest`].
    ///
    /// # Errors
    ///
    /// A [`BuildError`] when a variable of the URL has no value, or its server isn't one.
    pub fn authorization_request(
        &self,
        url: &'static TokenUrl,
        client_id: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Result<AuthorizationRequest, BuildError> {
        let named = self.named.iter().cloned().map(named_base).collect::<Result<Vec<_>, _>>()?;
        let url = self.server.resolve(url, url.url, &named)?;
        Ok(AuthorizationRequest::new(url, client_id, redirect_uri))
    }

    /// Takes another transport than the default one.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// How long a call may take, redirects and body included; 60 seconds unless set, `None` for no limit.
    ///
    /// For a download it is how long each head and then each chunk may take, since nobody knows how long the whole is.
    /// The transport keeps the time.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// How many bytes of a body are read into memory, unpacked; 32 MiB unless set. Downloads have no limit.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Sets the `user-agent`.
    pub fn user_agent(mut self, user_agent: &str) -> Self {
        self.user_agent = Some(user_agent.to_owned());
        self
    }

    /// Sends this header with every request, except to another origin that a redirect leads to.
    ///
    /// A parameter or credential that goes to the same header wins.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// Tells the time by which tokens expire, for tests; [`Instant::now`] unless set.
    pub fn clock(mut self, now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// A [`BuildError`] when a server is not an absolute http or https URL or one of its variables doesn't do, when a
    /// credential doesn't fit its scheme, when a source of tokens lacks something such as a token URL, when a header
    /// can't be sent, or when there is no transport.
    pub fn build(self) -> Result<Client, BuildError> {
        let Self {
            server,
            named,
            credentials,
            transport,
            timeout,
            max_body,
            user_agent,
            headers,
            clock,
        } = self;
        if server.is_unset() {
            let what = "no server is set: give `server` of the client's builder an absolute URL";
            return Err(BuildError::new(what));
        }
        let base = server.base()?;
        let named = named.into_iter().map(named_base).collect::<Result<Vec<_>, _>>()?;
        let proofs = credentials.iter().map(|(scheme, it)| prove(scheme, it, &server, &named));
        let proven = proofs.collect::<Result<_, _>>()?;
        let agent = user_agent.map(|it| ("user-agent".to_owned(), it));
        let headers: Vec<_> = agent.into_iter().chain(headers).collect();
        headers.iter().try_for_each(|(name, value)| check_header(name, value))?;
        let transport = match transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        let inner =
            Inner { server, base, named, proven, transport, timeout, max_body, headers, clock };
        Ok(Client(Arc::new(inner)))
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<&str> = self.credentials.iter().map(|(it, _)| it.name).collect();
        // A custom server may hold a password until `build` refuses it.
        f.debug_struct("ClientBuilder").field("credentials", &schemes).finish_non_exhaustive()
    }
}

fn named_base(
    (server, url): (&'static NamedServer, String),
) -> Result<(&'static NamedServer, String), BuildError> {
    let base = Server::custom(url).base();
    let fail = |it| BuildError::new(format!("`{}`: {it}", server.name));
    base.map(|it| (server, it)).map_err(fail)
}

fn check_header(name: &str, value: &str) -> Result<(), BuildError> {
    let taken =
        ["accept", "content-type", "content-length", "host", "transfer-encoding", "connection"];
    let problem = if !headers::is_name(name) {
        "is not the name of a header"
    } else if taken.contains(&name) {
        "is set by each operation"
    } else if !headers::is_value(value) {
        "has a character no header can carry"
    } else {
        return Ok(());
    };
    Err(BuildError::new(format!("the header `{}` {problem}", name.escape_debug())))
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(super::HttpTransport::new()?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport() -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError::new("there is no transport: set one, or enable the feature `reqwest`"))
}

/// Why a client could not be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError(String);

impl BuildError {
    /// An error with a message (lower case, no full stop), which must not hold credentials.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BuildError {}
