//! What a mock was told to expect, and what came.

use std::{fmt::Write as _, time::Duration};

use bytes::Bytes;
use serde_json::Value;
use url::form_urlencoded;

use super::canned::{Canned, json};
use crate::http::{
    request::Request,
    transport::{TransportError, TransportErrorKind},
};

/// What a mock was told to expect, and what came of it.
#[derive(Default)]
pub(super) struct Expectations {
    pub(super) expected: Vec<Expectation>,
    pub(super) token: Option<String>,
    /// What came that nobody expected.
    pub(super) unexpected: Vec<String>,
    pub(super) requests: Vec<Request>,
    pub(super) sleeps: Vec<Duration>,
}

/// A call, and what it is answered.
pub(super) struct Expectation {
    pub(super) request: Request,
    pub(super) any_query: bool,
    pub(super) any_body: bool,
    pub(super) checks: Vec<Check>,
    /// With how often each is still given; `None` for always.
    pub(super) responses: Vec<(Option<usize>, Result<Canned, TransportErrorKind>)>,
}

impl Expectations {
    /// Expects this request; returns its number.
    pub(super) fn expect(&mut self, request: Request) -> usize {
        let (any_query, any_body, checks, responses) = (false, false, Vec::new(), Vec::new());
        self.expected.push(Expectation { request, any_query, any_body, checks, responses });
        self.expected.len() - 1
    }

    pub(super) fn answer(&mut self, request: &Request) -> Result<Canned, TransportError> {
        if let Some(token) = self.token.as_ref().filter(|_| request.is_for_token) {
            let token = serde_json::json!({"access_token": token, "token_type": "Bearer"});
            return Ok(json(200, token.to_string()));
        }
        let fits = |it: &&mut Expectation| it.difference(request).is_none();
        for expectation in self.expected.iter_mut().filter(fits) {
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
        let rank = |it: &&Expectation| {
            let difference = it.difference(request);
            (difference.is_none(), difference)
        };
        let Some(nearest) = self.expected.iter().max_by_key(rank) else {
            message.push_str("; no call was expected");
            return message;
        };
        let expected = shown(&nearest.request);
        let what = match nearest.difference(request) {
            None => "whose answers are used up",
            Some(Difference::Check(index)) => {
                let got = nearest.checks.get(index).and_then(|it| (it.fails)(request));
                let got = got.unwrap_or_default();
                let _ = write!(message, "; nearest expectation: {expected}, {got}");
                return message;
            }
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
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    Path,
    Method,
    Query,
    Body,
    /// The check of this number.
    Check(usize),
}

/// Says why something doesn't hold of a request.
type Fails = dyn Fn(&Request) -> Option<String> + Send + Sync;

/// What else has to hold of a request.
pub(super) struct Check {
    /// The query parameter that is looked at here instead of being compared.
    pub(super) parameter: Option<String>,
    /// Says why it doesn't hold.
    pub(super) fails: Box<Fails>,
}

impl Check {
    /// That a header has this value.
    pub(super) fn header(name: &str, value: &str) -> Self {
        let (name, value) = (name.to_ascii_lowercase(), value.to_owned());
        Self::of(None, move |request| {
            let got = request.headers.get(&name);
            if got == Some(&value) {
                return None;
            }
            let got = match got {
                Some(_) if request.hides_header(&name) => "another".to_owned(),
                Some(got) => format!("`{got}`"),
                None => "missing".to_owned(),
            };
            Some(format!("whose header `{name}` has another value; it is {got}"))
        })
    }

    /// That a predicate takes the values of a query parameter.
    pub(super) fn query(
        name: &str,
        predicate: impl Fn(&[String]) -> bool + Send + Sync + 'static,
    ) -> Self {
        let name = name.to_owned();
        Self::of(Some(name.clone()), move |request| {
            let own = query(request).into_iter().filter(|(it, _)| *it == name);
            let values: Vec<String> = own.map(|(_, value)| value).collect();
            let got = || format!("whose predicate doesn't take {values:?} for `{name}`");
            (!predicate(&values)).then(got)
        })
    }

    /// That a predicate takes the body, as JSON.
    pub(super) fn json(predicate: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Self {
        Self::of(None, move |request| {
            let bytes = request.body.as_bytes();
            let json = bytes.and_then(|it| serde_json::from_slice::<Value>(it).ok());
            let got = || format!("whose predicate doesn't take the body {}", text(request));
            (!json.is_some_and(|it| predicate(&it))).then(got)
        })
    }

    /// That a predicate takes the request.
    pub(super) fn request(predicate: impl Fn(&Request) -> bool + Send + Sync + 'static) -> Self {
        Self::of(None, move |request| {
            let got = || format!("whose predicate doesn't take {request:?}");
            (!predicate(request)).then(got)
        })
    }

    fn of(
        parameter: Option<String>,
        fails: impl Fn(&Request) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        Self { parameter, fails: Box::new(fails) }
    }
}

impl Expectation {
    fn difference(&self, request: &Request) -> Option<Difference> {
        let expected = &self.request;
        if target(expected) != target(request) {
            Some(Difference::Path)
        } else if expected.method != request.method {
            Some(Difference::Method)
        } else if !self.any_query && self.compared(expected) != self.compared(request) {
            Some(Difference::Query)
        } else if !self.any_body && !same_body(expected, request) {
            Some(Difference::Body)
        } else {
            let failed = self.checks.iter().position(|it| (it.fails)(request).is_some());
            failed.map(Difference::Check)
        }
    }

    /// The parameters that no check is about.
    fn compared(&self, request: &Request) -> Vec<(String, String)> {
        let mut pairs = query(request);
        let is_checked =
            |name: &str| self.checks.iter().any(|it| it.parameter.as_deref() == Some(name));
        pairs.retain(|(name, _)| !is_checked(name));
        pairs
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
pub(super) fn shown(request: &Request) -> String {
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
