//! A transport that answers the calls it was told to expect.
//!
//! A call is written as the code under test writes it, and not sent: the expectation is the request that it would send, so
//! that it needs no URL, asks for no token and is no attempt; its types say what it can be answered.

use std::{
    fmt,
    future::IntoFuture,
    sync::{Arc, Mutex},
    time::Duration,
};

use super::{
    canned::Canned,
    expectations::{Expectations, shown},
    when::When,
};
use crate::http::{
    lock::lock,
    maybe_send::BoxFuture,
    pending::Pending,
    request::Request,
    transport::{Transport, TransportError, TransportResponse},
};

/// A [`Transport`] that answers the calls it was told to expect, and fails all others.
///
/// ```
/// use clientwright_runtime::testing::{Mock, block_on};
/// # use clientwright_runtime::{Never, Pending};
/// # use clientwright_runtime::codegen::{Client, Operation, ResponseSpec, Server, Status};
/// # static COUNT: Operation = Operation {
/// #     name: "count",
/// #     path: "/count",
/// #     accept: "application/json",
/// #     responses: &[ResponseSpec::json(Status::Code(200))],
/// #     ..Operation::BASE
/// # };
/// # fn count(client: &Client) -> Pending<i64, Never> { client.call(&COUNT).query("of", "users").body() }
///
/// let mock = Mock::new();
/// let client = Client::builder(Server::custom("https://example.org")).transport(mock.clone()).build()?;
///
/// // A request of a generated client, which the code under test makes too.
/// mock.when(count(&client)).status(503).responds(7);
///
/// // The client sends the call again, and the mock doesn't make it wait.
/// assert_eq!(block_on(count(&client)), Ok(7));
/// assert_eq!((mock.requests().len(), mock.sleeps().len()), (2, 1));
/// mock.assert_done();
/// # Ok::<(), clientwright_runtime::BuildError>(())
/// ```
pub struct Mock(Arc<Mutex<Expectations>>);

impl Mock {
    /// Creates a mock that expects nothing yet.
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Arc::default()))
    }

    /// Expects this call; what the result is told says how it is answered.
    ///
    /// A request is this call when its method, its URL and its body are the same: parameters of the query in any order,
    /// JSON in any layout. Headers don't matter, unless the result is told which; it takes predicates, too. Where several expectations fit, the first that has an answer left
    /// gives it.
    ///
    /// # Panics
    ///
    /// Panics when the call would send nothing, such as one without its credentials.
    #[track_caller]
    pub fn when<T, E, C>(&self, call: C) -> When<T, E>
    where
        C: IntoFuture<IntoFuture = Pending<T, E>>,
    {
        let prepared = match call.into_future().into_unsent() {
            Some(Ok(prepared)) => prepared,
            Some(Err(error)) => panic!("the expected call sends nothing: {error}"),
            None => panic!("the expected call was sent already"),
        };
        let index = lock(&self.0).expect(prepared.request);
        When::new(Arc::clone(&self.0), index, prepared.operation)
    }

    /// Gives this access token to whichever grant asks for one, as often as it does.
    pub fn gives_token(&self, token: &str) {
        lock(&self.0).token = Some(token.to_owned());
    }

    /// Returns the requests so far, in order.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.0).requests.clone()
    }

    /// Returns the waits that were asked for so far, in order; it never waits.
    pub fn sleeps(&self) -> Vec<Duration> {
        lock(&self.0).sleeps.clone()
    }

    /// Checks that every answer was given, and that nothing came that nobody expected.
    ///
    /// # Panics
    ///
    /// Panics when it isn't so, with the requests that are missing or too many.
    #[track_caller]
    pub fn assert_done(&self) {
        let state = lock(&self.0);
        let mut problems = state.unexpected.clone();
        for expectation in &state.expected {
            let left: usize = expectation.responses.iter().filter_map(|(n, _)| *n).sum();
            if left > 0 {
                let request = shown(&expectation.request);
                problems.push(format!("{left} answers were not asked for: {request}"));
            }
        }
        drop(state);
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}

impl Transport for Mock {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<TransportResponse, TransportError>> {
        let mut state = lock(&self.0);
        let response = state.answer(&request).map(Canned::into_response);
        state.requests.push(request);
        Box::pin(std::future::ready(response))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        lock(&self.0).sleeps.push(duration);
        Box::pin(std::future::ready(()))
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.0);
        let expected: Vec<String> = state.expected.iter().map(|it| shown(&it.request)).collect();
        f.debug_struct("Mock").field("expected", &expected).finish_non_exhaustive()
    }
}
