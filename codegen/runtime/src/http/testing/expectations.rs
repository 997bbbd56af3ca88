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
    /// With how often each is still given; `None` for always.
    pub(super) responses: Vec<(Option<usize>, Result<Canned, TransportErrorKind>)>,
}

impl Expectations {
    /// Expects this request; returns its number.
    pub(super) fn expect(&mut self, request: Request) -> usize {
        let (any_query, any_body, responses) = (false, false, Vec::new());
        self.expected.push(Expectation { request, any_query, any_body, responses });
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
        let rank = |it: &&Expectation| it.difference(request).map_or(u8::MAX, |it| it as u8);
        let Some(nearest) = self.expected.iter().max_by_key(rank) else {
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
