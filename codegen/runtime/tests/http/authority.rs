//! A token endpoint and an API in memory, and a transport that holds responses back until told.

use std::{
    collections::VecDeque,
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use clientwright_runtime::{
    BoxFuture, Error, Never, Request, RetryPolicy, TokenSource, Transport, TransportError,
    TransportResponse,
    codegen::{Client, Credential, Operation, Scheme, SchemeKind, Server},
    testing::{Canned, MemoryTransport},
};
use tokio::sync::Semaphore;

use crate::support::ANY;

pub(crate) static OAUTH: Scheme = Scheme { name: "oauth", kind: SchemeKind::OAuth2 };
pub(crate) static GET: Operation = Operation { security: &[&[&OAUTH]], ..ANY };
pub(crate) static POST: Operation = Operation { method: "POST", ..GET };

pub(crate) const TOKEN_URL: &str = "https://login.test/token";

/// A response with this JSON.
pub(crate) fn json(status: u16, body: &str) -> Canned {
    Canned::new(status).header("content-type", "application/json").body(body.to_owned())
}

/// Gives the tokens `a1`, `a2`… at the token endpoint, and refuses all but the last at the API.
#[derive(Clone)]
pub(crate) struct Authority {
    pub(crate) transport: Arc<MemoryTransport>,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    n_tokens: AtomicUsize,
    /// What stands in each response beside the token.
    more: Mutex<String>,
    /// What the token endpoint says instead, in order.
    instead: Mutex<VecDeque<Result<Canned, TransportError>>>,
    refuses_all: Mutex<bool>,
}

impl Authority {
    pub(crate) fn new(more: &str) -> Self {
        let state = Arc::new(State { more: Mutex::new(more.to_owned()), ..State::default() });
        let answers = Arc::clone(&state);
        let transport = MemoryTransport::with(move |request| answers.answer(request));
        Self { transport, state }
    }

    /// What the token endpoint says next, instead of a token.
    pub(crate) fn next(&self, response: Result<Canned, TransportError>) {
        self.state.instead.lock().unwrap().push_back(response);
    }

    /// Makes the API refuse every token from now on, or no longer.
    pub(crate) fn refuse_all(&self, refuses: bool) {
        *self.state.refuses_all.lock().unwrap() = refuses;
    }

    /// Makes the last token one that the API refuses.
    pub(crate) fn revoke(&self) {
        self.state.n_tokens.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn client(&self, source: impl TokenSource + 'static) -> Client {
        self.client_at(source, Hand::new().clock())
    }

    /// A client with a clock of its own.
    pub(crate) fn client_at(
        &self,
        source: impl TokenSource + 'static,
        now: Arc<dyn Fn() -> Duration + Send + Sync>,
    ) -> Client {
        Client::builder(Server::custom("https://x.test"))
            .transport(self.transport.clone())
            .credential(&OAUTH, Credential::source(source))
            .clock(move || now())
            .retry(RetryPolicy::none())
            .build()
            .unwrap()
    }

    /// The bodies of the token requests, and the tokens of the calls in between.
    pub(crate) fn log(&self) -> Vec<String> {
        self.transport.requests().iter().map(line).collect()
    }

    pub(crate) fn n_token_requests(&self) -> usize {
        self.transport.requests().iter().filter(|it| it.url == TOKEN_URL).count()
    }
}

fn line(request: &Request) -> String {
    if request.url == TOKEN_URL {
        let text = request.to_text();
        return text.split_once("\n\n").map(|(_, body)| body.to_owned()).unwrap();
    }
    let token = request.headers.get("authorization").unwrap_or("nothing");
    format!("{} with {token}", request.method)
}

impl State {
    fn answer(&self, request: &Request) -> Result<Canned, TransportError> {
        if request.url == TOKEN_URL {
            if let Some(response) = self.instead.lock().unwrap().pop_front() {
                return response;
            }
            let n = self.n_tokens.fetch_add(1, Ordering::SeqCst) + 1;
            let more = self.more.lock().unwrap().replace('#', &n.to_string());
            return Ok(json(200, &format!("{{\"access_token\": \"a{n}\"{more}}}")));
        }
        let good = format!("Bearer a{}", self.n_tokens.load(Ordering::SeqCst));
        let is_good = request.headers.get("authorization") == Some(&good);
        Ok(Canned::new(if is_good && !*self.refuses_all.lock().unwrap() { 204 } else { 401 }))
    }
}

/// A clock that is put on by hand.
#[derive(Clone)]
pub(crate) struct Hand(Arc<Mutex<Duration>>);

impl Hand {
    pub(crate) fn new() -> Self {
        Self(Arc::default())
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }

    pub(crate) fn clock(&self) -> Arc<dyn Fn() -> Duration + Send + Sync> {
        let now = Arc::clone(&self.0);
        Arc::new(move || *now.lock().unwrap())
    }
}

/// Holds responses back, those of the token endpoint and those of the API, until there is a permit for each.
pub(crate) struct Gated {
    inner: Arc<MemoryTransport>,
    pub(crate) tokens: Semaphore,
    pub(crate) calls: Semaphore,
}

impl Gated {
    pub(crate) fn new(inner: Arc<MemoryTransport>, n_tokens: usize, n_calls: usize) -> Arc<Self> {
        let (tokens, calls) = (Semaphore::new(n_tokens), Semaphore::new(n_calls));
        Arc::new(Self { inner, tokens, calls })
    }

    pub(crate) fn client(self: &Arc<Self>, source: impl TokenSource + 'static) -> Client {
        Client::builder(Server::custom("https://x.test"))
            .transport(self.clone())
            .credential(&OAUTH, Credential::source(source))
            .build()
            .unwrap()
    }
}

impl Transport for Gated {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        Box::pin(async {
            let gate = if request.url == TOKEN_URL { &self.tokens } else { &self.calls };
            let response = self.inner.send(request).await;
            gate.acquire().await.unwrap().forget();
            response
        })
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.inner.sleep(duration)
    }
}

impl fmt::Debug for Gated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gated").finish_non_exhaustive()
    }
}

/// Sends, and gives the status of what came.
pub(crate) async fn status(client: &Client, operation: &'static Operation) -> Result<u16, String> {
    match client.call(operation).response::<(), Never>().await {
        Ok(response) => Ok(response.status()),
        Err(Error::UnexpectedResponse(unexpected)) => Ok(unexpected.status),
        Err(error) => Err(error.to_string()),
    }
}
