//! The client that generated clients wrap: where to, with which credentials, through which transport.

mod inner;

use std::{fmt, sync::Arc, time::Duration};

pub(crate) use self::inner::{CurrentContext, Inner, Shared};
use super::{
    clock::{self, Clock},
    cookies::CookieJar,
    credentials::{Credential, resolve},
    environment::Environment,
    error::BuildError,
    headers,
    observe::{Notices, Observer},
    options::RequestOptions,
    package::{self, Package},
    random::Random,
    reading::{DeviationCounter, DeviationCounts, ErrorMembers},
    retry::{Budget, RetryPolicy},
    scheme::Scheme,
    server::{NamedServer, Server, TokenUrl},
    signer::Signer,
    tokens::AuthorizationRequest,
    trace_context::TraceContext,
    transport::Transport,
};
use crate::json::DeviationPolicy;

/// How many retries are free unless it is set.
const RETRIES: u32 = 100;

/// Calls the operations of one API on one server. Cloning it is cheap and shares the connections.
#[derive(Clone)]
pub struct Client(pub(super) Arc<Inner>);

impl Client {
    /// Returns a builder of a client for this server.
    pub fn builder(server: Server) -> ClientBuilder {
        ClientBuilder {
            server,
            named: Vec::new(),
            credentials: Vec::new(),
            transport: None,
            options: RequestOptions::new(),
            wraps: Vec::new(),
            user_agent: None,
            headers: Vec::new(),
            clock: Arc::new(clock::now),
            seed: None,
            n_retries: RETRIES,
            observers: Vec::new(),
            error_members: ErrorMembers::default(),
            secret_members: &[],
            package: &package::RUNTIME,
            trace_context: None,
            signer: None,
            cookies: false,
        }
    }

    /// Returns a client with these options for its calls, which win over those that it has.
    ///
    /// It shares connections, tokens and the budget for retries.
    #[must_use = "the client itself stays as it is"]
    pub fn with_options(&self, options: RequestOptions) -> Self {
        Self(self.0.with_options(options))
    }

    /// Returns how often responses weren't as described so far, whatever the policy: those of this client, of its clones,
    /// and of the clients that [`with_options`](Self::with_options) has made of them.
    pub fn deviation_counts(&self) -> DeviationCounts {
        self.0.shared.deviations.counts()
    }

    /// Returns the base URL, without a slash at its end.
    pub fn base_url(&self) -> &str {
        match &self.0.options.base_url {
            Some(Ok(url)) => url,
            Some(Err(_)) | None => &self.0.shared.base,
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<&str> = self.0.shared.auths.iter().map(|it| it.scheme).collect();
        f.debug_struct("Client")
            .field("server", &self.base_url())
            .field("credentials", &schemes)
            .field("options", &self.0.options)
            .finish_non_exhaustive()
    }
}

/// Makes a transport of a transport.
type Wrap = Arc<dyn Fn(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync>;

/// Puts a [`Client`] together.
#[derive(Clone)]
#[must_use = "a builder does nothing until it builds"]
pub struct ClientBuilder {
    server: Server,
    named: Vec<(&'static NamedServer, String)>,
    credentials: Vec<(&'static Scheme, Credential)>,
    transport: Option<Arc<dyn Transport>>,
    options: RequestOptions,
    wraps: Vec<Wrap>,
    user_agent: Option<String>,
    headers: Vec<(String, String)>,
    clock: Clock,
    seed: Option<u64>,
    n_retries: u32,
    observers: Vec<Arc<dyn Observer>>,
    error_members: ErrorMembers,
    secret_members: &'static [&'static str],
    package: &'static Package,
    trace_context: Option<CurrentContext>,
    signer: Option<Arc<dyn Signer>>,
    cookies: bool,
}

impl ClientBuilder {
    /// Takes another server.
    pub fn server(mut self, server: Server) -> Self {
        self.server = server;
        self
    }

    /// Sets where the operations of a named server go, and where tokens are got if their URL begins with it; it wins
    /// over [`server`](Self::server).
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

    /// Lets calls go without the credentials that the description asks for, to a server that asks for none.
    ///
    /// [`RequestOptions::anonymous`] does so for single calls of a client that has credentials.
    pub fn anonymous(mut self) -> Self {
        self.options = self.options.anonymous();
        self
    }

    /// Begins to ask a person for an authorization at the description's `url`, with the values that this builder has
    /// for the variables in it; see [`AuthorizationRequest`].
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when a variable of the URL has no value, or its server isn't a valid one.
    pub fn authorization_request(
        &self,
        url: &'static TokenUrl,
        client_id: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Result<AuthorizationRequest, BuildError> {
        let named = self.named.iter().cloned().map(named_base).collect::<Result<Vec<_>, _>>()?;
        let url = self.server.resolve_page(url, &named)?;
        Ok(AuthorizationRequest::new(url, client_id, redirect_uri))
    }

    /// Takes another transport than the default one.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Puts a transport of yours around the client's, whichever that is: middleware.
    ///
    /// It sees each request as it would go out, with its credentials, and each response as it came: retries and
    /// redirects one by one, and requests for tokens too. The first that is added is the innermost, so that the last
    /// one added sees a request first and its response last.
    ///
    /// ```
    /// use std::{sync::Arc, time::Duration};
    /// use clientwright_runtime::codegen::{Client, Server};
    /// use clientwright_runtime::{
    ///     BoxFuture, Request, Transport, TransportError, TransportResponse, testing::MemoryTransport,
    /// };
    ///
    /// /// Adds the id that this program's logs are found by.
    /// #[derive(Debug)]
    /// struct Traced(Arc<dyn Transport>);
    ///
    /// impl Transport for Traced {
    ///     fn send(&self, mut request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
    ///         request.headers.insert("x-trace-id", "4711");
    ///         self.0.send(request)
    ///     }
    ///
    ///     fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
    ///         self.0.sleep(duration)
    ///     }
    /// }
    ///
    /// let client = Client::builder(Server::custom("https://example.org"))
    ///     .transport(MemoryTransport::responding(204, &[], ""))
    ///     .wrap(|inner| Arc::new(Traced(inner)))
    ///     .build()?;
    /// # Ok::<(), clientwright_runtime::BuildError>(())
    /// ```
    pub fn wrap(
        mut self,
        wrap: impl Fn(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync + 'static,
    ) -> Self {
        self.wraps.push(Arc::new(wrap));
        self
    }

    /// Signs each request to the client's server right before it is sent.
    ///
    /// It stands for schemes of the description that no fixed credential is enough for: those of `http` that are neither
    /// basic nor bearer, and keys in `authorization`; one that is set otherwise is sent all the same.
    /// Calls that are [`anonymous`](Self::anonymous) aren't signed.
    pub fn signer(mut self, signer: impl Signer + 'static) -> Self {
        self.signer = Some(Arc::new(signer));
        self
    }

    /// Keeps the cookies that servers set, and sends them again until they expire (RFC 6265); none are kept unless it is called.
    ///
    /// A cookie goes to the origin that has set it and to no other, whatever its `Domain` says. Clones of the client share
    /// them, and clients of other options. A call that is [`anonymous`](RequestOptions::anonymous), such as a login, sends none
    /// and keeps what it is given. A cookie that is a parameter or a credential wins over one of its name. They are credentials:
    /// no `Debug`, no error and no recording shows them.
    pub fn cookies(mut self) -> Self {
        self.cookies = true;
        self
    }

    /// Sets how long a call may take, with its attempts and the waits between them, tokens, redirects and the body; 60
    /// seconds unless set, `None` for no limit.
    ///
    /// For a download or a stream it is until the head has come, since nobody knows how long the whole is;
    /// [`idle_timeout`](Self::idle_timeout) is for what comes then. The transport keeps the time.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options = self.options.timeout(timeout);
        self
    }

    /// Sets how long one attempt may take, redirects and the body of the response included (of a download or a stream the
    /// head), so that there is time for another; `None` for all that is left of the call's time.
    ///
    /// Unless set, an attempt that another one may follow has an equal share of [`timeout`](Self::timeout), a third at
    /// least: 20 of 60 seconds with the usual two retries. The last one has all that is left, and so has the only one of
    /// a request that must not be sent twice, or whose body comes from disk or a stream.
    pub fn attempt_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options = self.options.attempt_timeout(timeout);
        self
    }

    /// Sets how long each chunk may take of a body that is sent from disk or a stream, and of a download or a stream;
    /// `None` for no limit.
    ///
    /// Unless set, a chunk of a download or a stream may take as long as [`timeout`](Self::timeout), and one that is sent
    /// as long as an attempt of a body in memory.
    /// The time that your own code takes for a chunk or between two doesn't count.
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options = self.options.idle_timeout(timeout);
        self
    }

    /// Sets how long connecting may take; the transport's own limit by default.
    pub fn connect_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options = self.options.connect_timeout(timeout);
        self
    }

    /// Sets how often, when and after what a call is sent again; [`RetryPolicy::new`] by default.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options = self.options.retry(policy);
        self
    }

    /// Sets how many retries the client's calls have together before successes must pay for them; 100 by default.
    ///
    /// Each retry costs five successes, but for one that succeeds, which costs nothing. So an outage that makes every
    /// call fail soon makes every call one attempt, and a few faults change nothing. Clones share the budget.
    pub fn retry_budget(mut self, n_retries: u32) -> Self {
        self.n_retries = n_retries;
        self
    }

    /// Sets how many bytes of a body are read into memory, unpacked; 32 MiB by default. Downloads have no limit.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.options = self.options.max_body(bytes);
        self
    }

    /// Sets what to do where a response isn't as described; [`DeviationPolicy::refuse`] by default.
    pub fn deviations(mut self, policy: DeviationPolicy) -> Self {
        self.options = self.options.deviations(policy);
        self
    }

    /// Sets where the API's errors have their message and code, beside the usual members.
    pub fn error_members(mut self, members: ErrorMembers) -> Self {
        self.error_members = members;
        self
    }

    /// Names the members that are secret by their type, so that neither an error nor a recording shows what they hold.
    pub fn secret_members(mut self, names: &'static [&'static str]) -> Self {
        self.secret_members = names;
        self
    }

    /// Says which crate the client is of: what it calls itself unless [`user_agent`](Self::user_agent) is set, and the
    /// target of its spans and events.
    pub fn package(mut self, package: &'static Package) -> Self {
        self.package = package;
        self
    }

    /// Sends `traceparent` and `tracestate` (W3C Trace Context) with each call for which `current` tells a context; a
    /// header of that name that is set otherwise wins.
    ///
    /// It is asked once a call, with the feature `tracing` within the call's span. Another origin that a redirect leads to
    /// gets neither, nor does a token endpoint.
    pub fn trace_context(
        mut self,
        current: impl Fn() -> Option<TraceContext> + Send + Sync + 'static,
    ) -> Self {
        self.trace_context = Some(Arc::new(current));
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

    /// Adds an observer, which is told of each call.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observers.push(Arc::new(observer));
        self
    }

    /// Tells the time by which tokens expire and calls take too long, since some fixed moment, for tests.
    pub fn clock(mut self, now: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Makes waits and idempotency keys the ones that follow from this number, for tests; nobody can foresee them
    /// unless set.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when a server is not an absolute http or https URL or one of its variables doesn't do,
    /// when a credential doesn't fit its scheme, or is set for a client that is [`anonymous`](Self::anonymous), when a
    /// source of tokens lacks something such as a token URL, when a header can't be sent, or when there is no transport.
    pub fn build(self) -> Result<Client, BuildError> {
        let Self {
            server,
            named,
            credentials,
            transport,
            options,
            wraps,
            user_agent,
            headers,
            clock,
            seed,
            n_retries,
            observers,
            error_members,
            secret_members,
            package,
            trace_context,
            signer,
            cookies,
        } = self;
        if server.is_unset() {
            let what = "no server is set: give `server` of the client's builder an absolute URL";
            return Err(BuildError::new(what));
        }
        if let (true, Some((scheme, _))) = (options.anonymous, credentials.first()) {
            return Err(BuildError::new(format!(
                "the client is `anonymous`, and `{}` is set, which would never be sent: leave out one of them, or make \
                 single calls anonymous by `RequestOptions`",
                scheme.name
            )));
        }
        let base = server.base()?;
        let named = named.into_iter().map(named_base).collect::<Result<Vec<_>, _>>()?;
        let auths = credentials.iter().map(|(scheme, it)| resolve(scheme, it, &server, &named));
        let auths = auths.collect::<Result<_, _>>()?;
        let agent = user_agent.map(|it| ("user-agent".to_owned(), it));
        let headers: Vec<_> = agent.into_iter().chain(headers).collect();
        let mut checked = headers.iter().map(|(name, value)| headers::check(name, value));
        checked.try_for_each(|it| it.map_err(BuildError::new))?;
        let transport = transport.map_or_else(default_transport, Ok)?;
        let user_agent = headers.iter().find(|(name, _)| name == "user-agent");
        let user_agent = user_agent.map(|(_, value)| value.clone());
        let transport = wraps.iter().fold(transport, |inner, wrap| wrap(inner));
        let random = seed.map_or_else(Random::new, Random::seeded);
        let budget = Budget::new(n_retries);
        let shared = Shared {
            server,
            base,
            named,
            auths,
            headers,
            environment: Arc::new(Environment {
                transport,
                clock,
                random,
                budget,
                package,
                user_agent,
            }),
            observers,
            notices: Notices::default(),
            error_members,
            secret_members,
            deviations: DeviationCounter::default(),
            trace_context,
            signer,
            cookies: cookies.then(CookieJar::default),
        };
        Ok(Client(Arc::new(Inner { shared: Arc::new(shared), options })))
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

#[cfg(feature = "http")]
fn default_transport() -> Result<Arc<dyn Transport>, BuildError> {
    Ok(Arc::new(super::network::HttpTransport::new()?))
}

#[cfg(not(feature = "http"))]
fn default_transport() -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError::new("there is no transport: set one, or enable the feature `rustls`"))
}
