//! The token of a client: kept while it is good, renewed before it expires.

use std::{
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use super::{AccessToken, Caller, TokenRequest, TokenSource, error::TokenError, flight::Flight};
use crate::http::{headers, lock::lock};

/// A token is renewed this long before it expires, or a tenth of its life where that is less.
///
/// A request takes a while to arrive, and clocks differ.
const EARLY: Duration = Duration::from_secs(30);

type Outcome = Result<Arc<CachedToken>, TokenError>;

/// Where the tokens of a scheme come from, and the last of them.
pub(crate) struct TokenCache {
    scheme: &'static str,
    source: Arc<dyn TokenSource>,
    token_url: Option<Arc<str>>,
    refresh_url: Option<Arc<str>>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: Option<Arc<CachedToken>>,
    /// Whether an API has refused it.
    refused: bool,
    /// The renewal under way. Weak: it lives as long as somebody waits for it.
    flight: Weak<Flight<Outcome>>,
}

/// What leads to a token.
enum Lookup {
    Cached(Arc<CachedToken>),
    Flight {
        flight: Arc<Flight<Outcome>>,
        /// Whether it was this call that asked for it, with its own time.
        is_own: bool,
    },
}

/// A token with the times that matter.
pub(crate) struct CachedToken {
    token: AccessToken,
    renew_at: Option<Duration>,
    expires_at: Option<Duration>,
}

impl CachedToken {
    /// `begun` is when it was asked for: the server counts from some time after that.
    fn new(token: AccessToken, begun: Duration) -> Self {
        let expires_at = token.expires_in.and_then(|it| begun.checked_add(it));
        let renew_at = token
            .expires_in
            .and_then(|it| begun.checked_add(it.saturating_sub(EARLY.min(it / 10))));
        Self { token, renew_at, expires_at }
    }

    pub(crate) fn token(&self) -> &str {
        self.token.token.expose()
    }
}

fn is_before(now: Duration, time: Option<Duration>) -> bool {
    time.is_none_or(|it| now < it)
}

impl TokenCache {
    pub(crate) fn new(
        scheme: &'static str,
        source: Arc<dyn TokenSource>,
        token_url: Option<&str>,
        refresh_url: Option<&str>,
    ) -> Arc<Self> {
        let (token_url, refresh_url) = (token_url.map(Arc::from), refresh_url.map(Arc::from));
        Arc::new(Self { scheme, source, token_url, refresh_url, state: Mutex::default() })
    }

    /// A token to send, and not the one that an API has just refused.
    ///
    /// One that came while the refused one was on its way is as good as a new one.
    ///
    /// # Errors
    ///
    /// Returns a [`TokenError`] when a new one is due and there is none to be had.
    pub(crate) async fn token(
        self: &Arc<Self>,
        caller: &Caller<'_>,
        refused: Option<&Arc<CachedToken>>,
    ) -> Outcome {
        loop {
            let (flight, is_own) = match self.look_up(caller, refused) {
                Lookup::Cached(held) => return Ok(held),
                Lookup::Flight { flight, is_own } => (flight, is_own),
            };
            // Another call may have more time for its token than this one, or less.
            let outcome = match caller.environment.within(caller.deadline, flight.wait()).await {
                None => Err(TokenError::from(caller.limits.timed_out()).of(self.scheme)),
                Some(None) => Err(TokenError::new("the source of tokens panicked").of(self.scheme)),
                Some(Some(Err(error))) if error.is_timeout() && !is_own => {
                    if is_before(caller.environment.now(), caller.deadline) {
                        continue;
                    }
                    Err(error)
                }
                Some(Some(outcome)) => outcome,
            };
            return outcome;
        }
    }

    /// The token that is held, if it does, or the renewal under way, or one that begins.
    fn look_up(
        self: &Arc<Self>,
        caller: &Caller<'_>,
        refused: Option<&Arc<CachedToken>>,
    ) -> Lookup {
        let mut state = lock(&self.state);
        if let (Some(held), Some(refused)) = (&state.held, refused)
            && Arc::ptr_eq(held, refused)
        {
            state.refused = true;
        }
        if let Some(held) = &state.held
            && !state.refused
            && is_before(caller.environment.now(), held.renew_at)
        {
            return Lookup::Cached(Arc::clone(held));
        }
        if let Some(flight) = state.flight.upgrade() {
            return Lookup::Flight { flight, is_own: false };
        }
        let request = self.request(caller, state.held.as_ref());
        let flight = Flight::new(Box::pin(Arc::clone(self).renew(request)));
        state.flight = Arc::downgrade(&flight);
        Lookup::Flight { flight, is_own: true }
    }

    fn request(&self, caller: &Caller<'_>, held: Option<&Arc<CachedToken>>) -> TokenRequest {
        TokenRequest {
            environment: Arc::clone(caller.environment),
            limits: caller.limits,
            retry: caller.retry.clone(),
            deadline: caller.deadline,
            token_url: self.token_url.clone(),
            refresh_url: self.refresh_url.clone(),
            previous: held.map(|it| it.token.clone()),
        }
    }

    async fn renew(self: Arc<Self>, request: TokenRequest) -> Outcome {
        let begun = request.environment.now();
        let fetched = self.source.fetch(&request).await.and_then(sendable);
        let now = request.environment.now();
        let mut state = lock(&self.state);
        state.flight = Weak::new();
        match (fetched, &state.held) {
            (Ok(token), _) => {
                let held = Arc::new(CachedToken::new(token, begun));
                state.held = Some(Arc::clone(&held));
                state.refused = false;
                Ok(held)
            }
            // It was renewed early, so that there is still time.
            (Err(_), Some(held)) if !state.refused && is_before(now, held.expires_at) => {
                Ok(Arc::clone(held))
            }
            (Err(error), _) => Err(error.of(self.scheme)),
        }
    }
}

/// A token that a header can carry.
fn sendable(token: AccessToken) -> Result<AccessToken, TokenError> {
    let text = token.token.expose();
    if text.trim().is_empty() {
        Err(TokenError::new("the token is empty"))
    } else if !headers::is_value(text) {
        Err(TokenError::new("the token has a character no header can carry"))
    } else {
        Ok(token)
    }
}
