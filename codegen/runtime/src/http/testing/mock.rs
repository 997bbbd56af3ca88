//! A transport that answers the calls it was told to expect.
//!
//! A call is written as the code under test writes it. Its first step takes note of what it would send instead of sending
//! it, so that an expectation needs no URL, asks for no token and is no attempt; its types say what it can be answered.

use std::{
    cell::RefCell,
    fmt::{self, Write as _},
    future::{Future, IntoFuture},
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Waker},
    time::Duration,
};

use bytes::Bytes;
use serde_json::Value;
use url::form_urlencoded;

use super::{
    super::{Error, Operation, RequestError, redirect::Trip},
    BoxFuture, Canned, Request, Transport, TransportError, TransportErrorKind, TransportResponse,
    When, lock,
    when::json,
};

/// A [`Transport`] that answers the calls it was told to expect, and fails all others.
///
/// ```
/// use clientwright_runtime::{
///     Call, Client, Error, Never, Operation, Pending, ResponseSpec, Server, Status, testing::{Mock, block_on},
/// };
///
/// static COUNT: Operation = Operation {
///     name: "count",
///     path: "/count",
///     accept: "application/json",
///     responses: &[ResponseSpec::json(Status::Code(200))],
///     ..Operation::BASE
/// };
/// // What a generated method and its setters come to.
/// let count = |client: &Client| -> Pending<i64, Never> { client.call(&COUNT).query("of", "users").body() };
///
/// let mock = Mock::new();
/// let client = Client::builder(Server::custom("https://example.org")).transport(mock.clone()).build()?;
/// mock.when(count(&client)).status(503).responds(7);
///
/// // The client sends the call again, and the mock doesn't make it wait.
/// assert_eq!(block_on(count(&client)), Ok(7));
/// assert_eq!((mock.requests().len(), mock.sleeps().len()), (2, 1));
/// mock.assert_done();
/// # Ok::<(), clientwright_runtime::BuildError>(())
/// ```
pub struct Mock(Mutex<State>);

#[derive(Default)]
struct State {
    expectations: Vec<Expectation>,
    token: Option<String>,
    /// What came that nobody expected.
    unexpected: Vec<String>,
    requests: Vec<Request>,
    sleeps: Vec<Duration>,
}

/// A call, and what it is answered.
pub(super) struct Expectation {
    request: Request,
    pub(super) any_query: bool,
    pub(super) any_body: bool,
    /// With how often each is still given; `None` for always.
    pub(super) responses: Vec<(Option<usize>, Result<Canned, TransportErrorKind>)>,
}

impl Mock {
    /// Creates a mock that expects nothing yet.
    pub fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::default()))
    }

    /// Expects this call; what the result is told says how it is answered.
    ///
    /// A request is this call when its method, its URL and its body are the same: parameters of the query in any order,
    /// JSON in any layout. Headers don't matter. Where several expectations fit, the first that has an answer left
    /// gives it.
    ///
    /// # Panics
    ///
    /// Panics when the call would send nothing, such as one without its credentials.
    #[track_caller]
    pub fn when<T, E, C>(self: &Arc<Self>, call: C) -> When<T, E>
    where
        C: IntoFuture<Output = Result<T, Error<E>>>,
    {
        let learned = learn(|| {
            // One step leads as far as to what would be sent, and stops there.
            let _ = pin!(call.into_future()).poll(&mut Context::from_waker(Waker::noop()));
        });
        let (operation, request) = match learned {
            Some(Ok(learned)) => learned,
            Some(Err(error)) => panic!("the expected call sends nothing: {error}"),
            None => panic!("what is expected is no call, or not at once"),
        };
        let mut state = lock(&self.0);
        let index = state.expectations.len();
        let responses = Vec::new();
        state.expectations.push(Expectation {
            request,
            any_query: false,
            any_body: false,
            responses,
        });
        drop(state);
        When::new(Arc::clone(self), index, operation)
    }

    pub(super) fn change(&self, index: usize, change: impl FnOnce(&mut Expectation)) {
        if let Some(it) = lock(&self.0).expectations.get_mut(index) {
            change(it);
        }
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
        for expectation in &state.expectations {
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

impl State {
    fn answer(&mut self, request: &Request) -> Result<Canned, TransportError> {
        if let Some(token) = self.token.as_ref().filter(|_| request.is_for_token) {
            let token = serde_json::json!({"access_token": token, "token_type": "Bearer"});
            return Ok(json(200, token.to_string()));
        }
        let fits = |it: &&mut Expectation| it.difference(request).is_none();
        for expectation in self.expectations.iter_mut().filter(fits) {
            let Some((left, response)) = expectation.responses.first_mut() else { continue };
            let response = response.clone();
            *left = left.map(|it| it.saturating_sub(1));
            expectation.responses.retain(|(left, _)| *left != Some(0));
            let message = "the mock was told to fail";
            return response.map_err(|kind| TransportError::new(kind, message));
        }
        let message = self.unexpected(request);
        self.unexpected.push(message.clone());
        Err(TransportError::new(TransportErrorKind::Refused, message))
    }

    /// Says what came, and what was expected that is most like it.
    fn unexpected(&self, request: &Request) -> String {
        let mut message = format!("unexpected request: {}", shown(request));
        let rank = |it: &&Expectation| it.difference(request).map_or(u8::MAX, |it| it as u8);
        let Some(nearest) = self.expectations.iter().max_by_key(rank) else {
            message.push_str("; no call was expected");
            return message;
        };
        let expected = shown(&nearest.request);
        let what = match nearest.difference(request) {
            None => "whose answers are used up",
            Some(Difference::Path) => "which is another path",
            Some(Difference::Method) => "which is another method",
            Some(Difference::Query) => "whose query is another",
            Some(Difference::Body) => {
                let [wanted, got] = [&nearest.request, request].map(text);
                let _ = write!(
                    message,
                    "; nearest expectation: {expected}, whose body is {wanted} and not {got}"
                );
                return message;
            }
        };
        let _ = write!(message, "; nearest expectation: {expected}, {what}");
        message
    }
}

/// In which respect a request isn't the expected one; the later, the nearer.
#[derive(Clone, Copy)]
enum Difference {
    Path,
    Method,
    Query,
    Body,
}

impl Expectation {
    fn difference(&self, request: &Request) -> Option<Difference> {
        let expected = &self.request;
        if target(expected) != target(request) {
            Some(Difference::Path)
        } else if expected.method != request.method {
            Some(Difference::Method)
        } else if !self.any_query && query(expected) != query(request) {
            Some(Difference::Query)
        } else if !self.any_body && !same_body(expected, request) {
            Some(Difference::Body)
        } else {
            None
        }
    }
}

fn target(request: &Request) -> &str {
    request.url.split('?').next().unwrap_or_default()
}

fn query(request: &Request) -> Vec<(String, String)> {
    let query = request.url.split_once('?').map_or("", |(_, it)| it);
    let mut pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    pairs.sort();
    pairs
}

fn same_body(a: &Request, b: &Request) -> bool {
    let (a, b) = (a.body.as_bytes(), b.body.as_bytes());
    let parse = |it: &Bytes| serde_json::from_slice::<Value>(it).ok();
    a == b || matches!((a.and_then(parse), b.and_then(parse)), (Some(a), Some(b)) if a == b)
}

/// A request in a message, without the values of its credentials.
fn shown(request: &Request) -> String {
    format!("{} {}", request.method, request.public_url())
}

/// A body in a message, up to some length.
fn text(request: &Request) -> String {
    const MOST: usize = 1000;
    if request.is_for_token {
        return "a form with secrets".to_owned();
    }
    let Some(bytes) = request.body.as_bytes() else { return "none".to_owned() };
    let text: String = String::from_utf8_lossy(bytes).chars().take(MOST).collect();
    if text.len() < bytes.len() { format!("`{text}…`") } else { format!("`{text}`") }
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
        let expected: Vec<String> =
            state.expectations.iter().map(|it| shown(&it.request)).collect();
        f.debug_struct("Mock").field("expected", &expected).finish_non_exhaustive()
    }
}

thread_local! {
    static LESSON: RefCell<Lesson> = const { RefCell::new(Lesson::None) };
}

/// What this thread wants to know of the call that it takes a step of.
enum Lesson {
    /// Nothing: calls are sent.
    None,
    /// What it would send.
    Open,
    /// This is it.
    Learned(Box<Learned>),
}

type Learned = Result<(&'static Operation, Request), RequestError>;

/// Runs the first step of a call, and takes note of what it would send.
fn learn(step: impl FnOnce()) -> Option<Learned> {
    /// Ends it even when the step panics.
    struct End;

    impl Drop for End {
        fn drop(&mut self) {
            LESSON.set(Lesson::None);
        }
    }

    LESSON.set(Lesson::Open);
    let _end = End;
    step();
    match LESSON.replace(Lesson::None) {
        Lesson::Learned(learned) => Some(*learned),
        Lesson::None | Lesson::Open => None,
    }
}

/// Whether this thread only wants to know what the call would send; then nothing more is to be done for it.
pub(crate) fn learns(trip: &Result<Trip, RequestError>) -> bool {
    LESSON.with_borrow_mut(|lesson| {
        if matches!(lesson, Lesson::Open) {
            let learned = trip.as_ref().map(|it| (it.operation, it.request.clone()));
            *lesson = Lesson::Learned(Box::new(learned.map_err(Clone::clone)));
        }
        !matches!(lesson, Lesson::None)
    })
}
