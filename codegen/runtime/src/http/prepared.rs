//! A request that can be sent, and what its credentials and its redirects take.

use super::{
    credentials::{Auth, TokenHeader},
    operation::Operation,
    request::Request,
};

/// A call under way: the request to send next, and what it takes to redirect it.
#[derive(Clone)]
pub(crate) struct PreparedRequest {
    pub(crate) operation: &'static Operation,
    pub(crate) request: Request,
    /// The API keys of the query.
    pub(crate) keys: Vec<Auth>,
    /// The headers that hold tokens from a source.
    pub(crate) tokens: Vec<TokenHeader>,
    /// Whether every redirect so far stayed within the origin.
    pub(crate) trusted: bool,
    /// How many redirects were followed.
    pub(crate) n_redirects: usize,
    /// Whether the request has an idempotency key.
    pub(crate) keyed: bool,
}

impl PreparedRequest {
    /// One that begins with this request, which has no credentials but those in it.
    pub(crate) fn new(operation: &'static Operation, request: Request) -> Self {
        let (keys, tokens) = (Vec::new(), Vec::new());
        Self { operation, request, keys, tokens, trusted: true, n_redirects: 0, keyed: false }
    }
}
