//! Sources of access tokens: credentials that are got, kept and renewed instead of given.
//!
//! - In: a [`TokenSource`], which gets one token each time it is asked: the grants of OAuth 2.0, or a user's own.
//! - Out: the header of a request, from a token that still holds.
//! - `cache` keeps the token and decides when another is due, `flight` makes one renewal of those of concurrent calls.
//! - `grants` and `endpoint` are RFC 6749: what is asked of a token endpoint, and what it says; `authorization` is about
//!   the person who is asked before.

mod authorization;
mod cache;
mod endpoint;
pub(super) mod error;
mod flight;
mod grants;

use std::{fmt, sync::Arc, time::Duration};

pub use self::{
    authorization::{Authorization, AuthorizationRequest},
    error::{TokenError, TokenErrorKind},
    grants::{AuthorizationCode, ClientCredentials, PasswordGrant, RefreshTokenGrant},
};
pub(crate) use self::{
    cache::{CachedToken, TokenCache},
    endpoint::check_url,
};
use super::{
    environment::Environment, error::build::BuildError, headers::bare, maybe_send::BoxFuture,
    options::Limits, retry::RetryPolicy, secret::Secret, transport::Transport,
};

/// Gets access tokens, for a credential that isn't a fixed token.
///
/// [`PasswordGrant`], [`ClientCredentials`] and [`RefreshTokenGrant`] are those of OAuth 2.0. An implementation keeps
/// nothing and waits for nobody: the client keeps the token until shortly before it expires, asks once for all
/// concurrent calls, and asks again when an API refuses the token with a 401.
///
/// Every clone of a client shares its token; two clients that were built with the same source have one each.
///
/// ```
/// use clientwright_runtime::{AccessToken, BoxFuture, TokenError, TokenRequest, TokenSource};
/// use std::time::Duration;
///
/// /// Tokens that another process writes into a file.
/// struct TokenFile(std::path::PathBuf);
///
/// impl TokenSource for TokenFile {
///     fn fetch<'a>(&'a self, _: &'a TokenRequest) -> BoxFuture<'a, Result<AccessToken, TokenError>> {
///         Box::pin(async {
///             let token = std::fs::read_to_string(&self.0)
///                 .map_err(|error| TokenError::new(format!("no token file: {error}")))?;
///             Ok(AccessToken::new(token.trim()).expires_in(Duration::from_secs(300)))
///         })
///     }
/// }
/// ```
pub trait TokenSource: Send + Sync {
    /// Gets a new token.
    ///
    /// The future may be dropped before its end, when every call that waits for it was given up.
    /// It must not call an operation that needs this same credential, since that call would wait for it.
    ///
    /// # Errors
    ///
    /// Returns a [`TokenError`], which all calls that wait for this token end in; it must not hold secrets.
    fn fetch<'a>(
        &'a self,
        request: &'a TokenRequest,
    ) -> BoxFuture<'a, Result<AccessToken, TokenError>>;

    /// Whether it can get tokens at all; asked when the client is built.
    ///
    /// `token_url` is what [`TokenRequest::token_url`] will give.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] that says what is missing or wrong, to follow "the credential for `…`".
    fn check(&self, token_url: Option<&str>) -> Result<(), BuildError> {
        let _ = token_url;
        Ok(())
    }
}

impl<T: TokenSource + ?Sized> TokenSource for Arc<T> {
    fn fetch<'a>(
        &'a self,
        request: &'a TokenRequest,
    ) -> BoxFuture<'a, Result<AccessToken, TokenError>> {
        (**self).fetch(request)
    }

    fn check(&self, token_url: Option<&str>) -> Result<(), BuildError> {
        (**self).check(token_url)
    }
}

/// A token, and what is known of its life.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token, as the header has it after `Bearer`.
    pub token: Secret,
    /// How long it is good for, from when it was asked for; without, until an API refuses it.
    pub expires_in: Option<Duration>,
    /// What the next token can be got by (RFC 6749, section 1.5).
    pub refresh_token: Option<Secret>,
}

impl AccessToken {
    /// Creates a token that is good until an API refuses it.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self { token: token.into(), expires_in: None, refresh_token: None }
    }

    /// Sets how long it is good for. One of no time at all serves the calls that wait for it and no other.
    #[must_use]
    pub fn expires_in(mut self, life: Duration) -> Self {
        self.expires_in = Some(life);
        self
    }

    /// Sets what the next token can be got by.
    #[must_use]
    pub fn refresh_token(mut self, token: impl Into<Secret>) -> Self {
        self.refresh_token = Some(token.into());
        self
    }
}

/// A call that needs a token, and what it has for getting one.
pub(crate) struct Caller<'a> {
    pub(crate) environment: &'a Arc<Environment>,
    pub(crate) limits: Limits,
    pub(crate) retry: &'a RetryPolicy,
    /// By the client's clock.
    pub(crate) deadline: Option<Duration>,
}

/// What a [`TokenSource`] has at hand when it is asked for a token.
pub struct TokenRequest {
    environment: Arc<Environment>,
    limits: Limits,
    retry: RetryPolicy,
    /// By the client's clock.
    deadline: Option<Duration>,
    token_url: Option<Arc<str>>,
    refresh_url: Option<Arc<str>>,
    previous: Option<AccessToken>,
}

impl TokenRequest {
    /// Returns the client's transport.
    pub fn transport(&self) -> &Arc<dyn Transport> {
        &self.environment.transport
    }

    /// Returns how much is left of the client's timeout; `None` for no limit.
    pub fn timeout(&self) -> Option<Duration> {
        self.environment.left(self.deadline)
    }

    /// Returns the client's `user-agent`, if one was set.
    pub fn user_agent(&self) -> Option<&str> {
        self.environment.user_agent.as_deref()
    }

    /// Returns the token URL that the description gives for this credential, if any; an absolute URL.
    pub fn token_url(&self) -> Option<&str> {
        self.token_url.as_deref()
    }

    /// Returns where the description says that tokens are refreshed: where they are got, unless it says otherwise.
    pub fn refresh_url(&self) -> Option<&str> {
        self.refresh_url.as_deref().or(self.token_url())
    }

    /// Returns the token before, which has expired or was refused; `None` at first.
    pub fn previous(&self) -> Option<&AccessToken> {
        self.previous.as_ref()
    }
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRequest")
            .field("timeout", &self.timeout())
            .field("token_url", &self.token_url().map(bare))
            .field("previous", &self.previous)
            .finish_non_exhaustive()
    }
}
