//! Expertflow CX as its fact sheet has it: sections 3 (hosts), 4 (tokens), 5 (errors), 7 (objects) and 8 (requests).
//!
//! Two hosts share one state: Keycloak, and the gateway that has every service behind it. Both go by a clock that only
//! tests advance. A request that the sheet doesn't have is refused, and fails the test even if nobody looks at the response.

mod gateway;
mod keycloak;
mod messages;
mod samples;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::server::{Loopback, Reply, Seen};

pub(crate) use self::keycloak::{CLIENT_SECRET, PASSWORD};
pub(crate) use self::samples::{AGENT, CONVERSATION, PROVIDER, QUEUE, TASK};

/// The channel that messages name.
pub(crate) const SERVICE: &str = "1122";

struct State {
    /// Seconds since the beginning.
    now: u64,
    /// How long access tokens are good for.
    life: u64,
    /// Access tokens, and when they end.
    access: BTreeMap<String, u64>,
    /// Refresh tokens, and when they end.
    refresh: BTreeMap<String, u64>,
    /// The messages that customers sent, as they came.
    messages: Vec<Value>,
    /// The messages that went out.
    sent: Vec<Value>,
    conversation_data: Value,
    connectors: Vec<Value>,
    reasons: Vec<Value>,
    customers: Vec<Value>,
    /// By name: media type and content.
    files: BTreeMap<String, (String, Bytes)>,
    /// What was asked that the sheet doesn't have.
    refused: Vec<String>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            now: 0,
            life: 300,
            access: BTreeMap::new(),
            refresh: BTreeMap::new(),
            messages: Vec::new(),
            sent: Vec::new(),
            conversation_data: json!({ "orderId": "42", "language": "en" }),
            connectors: Vec::new(),
            reasons: Vec::new(),
            customers: Vec::new(),
            files: BTreeMap::new(),
            refused: Vec::new(),
        }
    }
}

pub(crate) struct Cx {
    pub(crate) gateway: Loopback,
    pub(crate) keycloak: Loopback,
    state: Arc<Mutex<State>>,
}

impl Cx {
    pub(crate) async fn start() -> Self {
        let state = Arc::<Mutex<State>>::default();
        let serve = |answer: fn(&Seen, &mut State) -> Result<Reply, Reply>| {
            let state = Arc::clone(&state);
            Loopback::start(move |request| {
                let mut state = state.lock().unwrap();
                let response = answer(request, &mut state);
                if response.is_err() {
                    state.refused.push(request.line());
                }
                response
            })
        };
        let gateway = serve(gateway::answer).await;
        let keycloak = serve(keycloak::answer).await;
        Self { gateway, keycloak, state }
    }

    /// Lets time pass.
    pub(crate) fn advance(&self, seconds: u64) {
        self.state().now += seconds;
    }

    /// How long access tokens are good for from now on.
    pub(crate) fn issue_tokens_for(&self, seconds: u64) {
        self.state().life = seconds;
    }

    /// A token as somebody else got it.
    pub(crate) fn token(&self) -> String {
        keycloak::issue(&mut self.state()).0
    }

    /// Ends all access tokens, whatever was said of their life.
    pub(crate) fn revoke_access_tokens(&self) {
        self.state().access.clear();
    }

    /// What customers sent.
    pub(crate) fn received(&self) -> Vec<Value> {
        self.state().messages.clone()
    }

    /// What went out to customers.
    pub(crate) fn sent(&self) -> Vec<Value> {
        self.state().sent.clone()
    }

    /// The fields of the token requests, of each its grant first.
    pub(crate) fn grants(&self) -> Vec<String> {
        let seen = self.keycloak.seen();
        let tokens = seen.iter().filter(|it| it.target.ends_with("/openid-connect/token"));
        tokens.map(|it| keycloak::form(it).unwrap_or_default()["grant_type"].clone()).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for Cx {
    fn drop(&mut self) {
        if !thread::panicking() {
            assert_eq!(self.state().refused, [""; 0], "the sheet has no such request");
        }
    }
}
