//! The grants of OAuth 2.0.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    AccessToken, TokenRequest, TokenSource,
    endpoint::{self, Form},
    error::{TokenError, TokenErrorKind},
};
use crate::http::{
    error::build::BuildError,
    headers::bare,
    maybe_send::BoxFuture,
    secret::{Secret, basic},
};

/// The resource owner password credentials grant: a user's name and password for a token.
///
/// Where a token comes with a refresh token, the next is got by that, and the password is sent again only when the
/// refresh is refused with `invalid_grant`.
///
/// Source: RFC 6749, section 4.3, and section 6 for the refresh.
///
/// ```
/// use clientwright_runtime::PasswordGrant;
///
/// let grant = PasswordGrant::new("my-client", "agent", "password").client_secret("secret").scope("openid");
/// assert!(!format!("{grant:?}").contains("secret\""));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a grant does nothing until a client has it"]
pub struct PasswordGrant {
    oauth: OAuth,
    username: String,
    password: Secret,
}

impl PasswordGrant {
    /// Creates a grant for this client and user.
    pub fn new(
        client_id: impl Into<String>,
        username: impl Into<String>,
        password: impl Into<Secret>,
    ) -> Self {
        let (username, password) = (username.into(), password.into());
        Self { oauth: OAuth::new(client_id.into()), username, password }
    }

    /// Sets the client's secret; a public client has none.
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.oauth.client_secret = Some(secret.into());
        self
    }
}

/// The client credentials grant: the client's own secret for a token.
///
/// Source: RFC 6749, section 4.4.
#[derive(Clone, Debug)]
#[must_use = "a grant does nothing until a client has it"]
pub struct ClientCredentials {
    oauth: OAuth,
}

impl ClientCredentials {
    /// Creates a grant for this client.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        let client_secret = Some(client_secret.into());
        Self { oauth: OAuth { client_secret, ..OAuth::new(client_id.into()) } }
    }
}

/// A refresh token that was got elsewhere, for access tokens.
///
/// Where a token comes with another refresh token, that one is kept and used from then on.
/// A refusal is final: whoever has made the first refresh token must make another.
///
/// Source: RFC 6749, section 6.
#[derive(Clone, Debug)]
#[must_use = "a grant does nothing until a client has it"]
pub struct RefreshTokenGrant {
    oauth: OAuth,
    refresh_token: Secret,
}

impl RefreshTokenGrant {
    /// Creates a grant for this client, beginning with this refresh token.
    pub fn new(client_id: impl Into<String>, refresh_token: impl Into<Secret>) -> Self {
        Self { oauth: OAuth::new(client_id.into()), refresh_token: refresh_token.into() }
    }

    /// Sets the client's secret; a public client has none.
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.oauth.client_secret = Some(secret.into());
        self
    }
}

/// A code that a person has allowed the client to have, for access tokens.
///
/// The code is used once. Where its token comes with a refresh token, the next is got by that; where it doesn't, or the
/// refresh is refused, calls end in an error, and the person has to be asked again.
///
/// [`AuthorizationRequest`](super::AuthorizationRequest) asks for a code. To keep the refresh token for a
/// [`RefreshTokenGrant`] of another day, wrap this in a [`TokenSource`] of yours, which sees every token on its way.
///
/// Source: RFC 6749, section 4.1.3; RFC 7636, section 4.5.
#[derive(Clone, Debug)]
#[must_use = "a grant does nothing until a client has it"]
pub struct AuthorizationCode {
    oauth: OAuth,
    code: Secret,
    redirect_uri: String,
    verifier: Option<Secret>,
    /// Shared by all clones: who sends a code twice may lose what it was good for (RFC 6749, section 4.1.2).
    is_used: Arc<AtomicBool>,
}

impl AuthorizationCode {
    /// Creates a grant for this client and code, which has come to `redirect_uri`.
    pub fn new(
        client_id: impl Into<String>,
        code: impl Into<Secret>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        Self {
            oauth: OAuth::new(client_id.into()),
            code: code.into(),
            redirect_uri: redirect_uri.into(),
            verifier: None,
            is_used: Arc::default(),
        }
    }

    /// Sets the verifier whose challenge was sent with the request for the code (RFC 7636).
    pub fn verifier(mut self, verifier: impl Into<Secret>) -> Self {
        self.verifier = Some(verifier.into());
        self
    }

    /// Sets the client's secret; a public client has none.
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.oauth.client_secret = Some(secret.into());
        self
    }

    async fn get(&self, request: &TokenRequest) -> Result<AccessToken, TokenError> {
        if let Some(token) = request.previous().and_then(|it| it.refresh_token.as_ref()) {
            return self.oauth.refresh(request, token, false).await;
        }
        if self.is_used.load(Ordering::SeqCst) {
            let message =
                "the authorization code is used, and no refresh token came with its token";
            return Err(TokenError::new(message));
        }
        let mut own = vec![("code", self.code.expose()), ("redirect_uri", &self.redirect_uri)];
        own.extend(self.verifier.as_ref().map(|it| ("code_verifier", it.expose())));
        let token = self.oauth.ask(request, "authorization_code", own, false).await?;
        self.is_used.store(true, Ordering::SeqCst);
        Ok(token)
    }
}

/// What all grants can be told.
macro_rules! settings {
    ($($grant:ident)*) => {$(
        impl $grant {
            /// Sets the token URL, for refreshing as well: `http` or `https`, absolute, without a fragment. What the
            /// description says, unless set.
            pub fn token_url(mut self, url: impl Into<String>) -> Self {
                self.oauth.token_url = Some(url.into());
                self
            }

            /// Adds a field to the form, such as `audience`.
            pub fn field(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
                self.oauth.fields.push((name.into(), value.into()));
                self
            }

            /// Sends the client's id and secret as HTTP basic authentication instead of in the form (RFC 6749,
            /// section 2.3.1).
            pub fn basic_auth(mut self) -> Self {
                self.oauth.basic = true;
                self
            }
        }
    )*};
}

settings!(PasswordGrant ClientCredentials RefreshTokenGrant AuthorizationCode);

/// What those can be told that ask for scopes; a code has those that it was asked for with.
macro_rules! scopes {
    ($($grant:ident)*) => {$(
        impl $grant {
            /// Asks for these scopes, separated by spaces (RFC 6749, section 3.3); the server's default if none are set.
            pub fn scope(mut self, scope: impl Into<String>) -> Self {
                self.oauth.scope = Some(scope.into());
                self
            }
        }
    )*};
}

scopes!(PasswordGrant ClientCredentials RefreshTokenGrant);

impl TokenSource for AuthorizationCode {
    fn fetch<'a>(
        &'a self,
        request: &'a TokenRequest,
    ) -> BoxFuture<'a, Result<AccessToken, TokenError>> {
        Box::pin(self.get(request))
    }

    fn check(&self, token_url: Option<&str>) -> Result<(), BuildError> {
        self.oauth.check(token_url)
    }
}

impl TokenSource for PasswordGrant {
    fn fetch<'a>(
        &'a self,
        request: &'a TokenRequest,
    ) -> BoxFuture<'a, Result<AccessToken, TokenError>> {
        let own = [("username", self.username.as_str()), ("password", self.password.expose())];
        Box::pin(self.oauth.renew(request, "password", own.to_vec()))
    }

    fn check(&self, token_url: Option<&str>) -> Result<(), BuildError> {
        self.oauth.check(token_url)
    }
}

impl TokenSource for ClientCredentials {
    fn fetch<'a>(
        &'a self,
        request: &'a TokenRequest,
    ) -> BoxFuture<'a, Result<AccessToken, TokenError>> {
        Box::pin(self.oauth.renew(request, "client_credentials", Vec::new()))
    }

    fn check(&self, token_url: Option<&str>) -> Result<(), BuildError> {
        self.oauth.check(token_url)
    }
}

impl TokenSource for RefreshTokenGrant {
    fn fetch<'a>(
        &'a self,
        request: &'a TokenRequest,
    ) -> BoxFuture<'a, Result<AccessToken, TokenError>> {
        let rotated = request.previous().and_then(|it| it.refresh_token.as_ref());
        Box::pin(self.oauth.refresh(request, rotated.unwrap_or(&self.refresh_token), true))
    }

    fn check(&self, token_url: Option<&str>) -> Result<(), BuildError> {
        self.oauth.check(token_url)
    }
}

/// The `grant_type` of RFC 6749, section 6.
const REFRESH: &str = "refresh_token";

/// What every grant has.
#[derive(Clone)]
struct OAuth {
    client_id: String,
    client_secret: Option<Secret>,
    basic: bool,
    token_url: Option<String>,
    scope: Option<String>,
    fields: Vec<(String, Secret)>,
}

impl OAuth {
    fn new(client_id: String) -> Self {
        Self {
            client_id,
            client_secret: None,
            basic: false,
            token_url: None,
            scope: None,
            fields: Vec::new(),
        }
    }

    fn check(&self, given: Option<&str>) -> Result<(), BuildError> {
        let Some(url) = self.token_url.as_deref().or(given) else {
            return Err(BuildError::new("needs a token URL: set `token_url`"));
        };
        endpoint::check_url(url)
    }

    /// By the refresh token if there is one, else by the grant itself.
    async fn renew(
        &self,
        request: &TokenRequest,
        grant: &'static str,
        own: Vec<(&'static str, &str)>,
    ) -> Result<AccessToken, TokenError> {
        if let Some(token) = request.previous().and_then(|it| it.refresh_token.as_ref()) {
            match self.refresh(request, token, false).await {
                Err(error) if is_spent(&error) => {}
                outcome => return outcome,
            }
        }
        self.ask(request, grant, own, true).await
    }

    /// RFC 6749, section 6: a refresh token stays good unless another comes.
    async fn refresh(
        &self,
        request: &TokenRequest,
        refresh_token: &Secret,
        scoped: bool,
    ) -> Result<AccessToken, TokenError> {
        let own = vec![("refresh_token", refresh_token.expose())];
        let mut token = self.ask(request, REFRESH, own, scoped).await?;
        token.refresh_token.get_or_insert_with(|| refresh_token.clone());
        Ok(token)
    }

    async fn ask(
        &self,
        request: &TokenRequest,
        grant: &'static str,
        own: Vec<(&'static str, &str)>,
        scoped: bool,
    ) -> Result<AccessToken, TokenError> {
        let given = if grant == REFRESH { request.refresh_url() } else { request.token_url() };
        let Some(url) = self.token_url.as_deref().or(given) else {
            return Err(TokenError::new("no token URL is set"));
        };
        let mut fields = vec![("grant_type", grant)];
        fields.extend(own);
        // A refresh has the scope that was granted, which may be less than was asked for.
        fields.extend(self.scope.as_deref().filter(|_| scoped).map(|it| ("scope", it)));
        fields.extend(self.fields.iter().map(|(name, value)| (name.as_str(), value.expose())));
        let secret = self.client_secret.as_ref().map(Secret::expose);
        let authorization = self
            .basic
            .then(|| basic(&endpoint::basic_pair(&self.client_id, secret.unwrap_or_default())));
        if !self.basic {
            fields.push(("client_id", &self.client_id));
            fields.extend(secret.map(|it| ("client_secret", it)));
        }
        // A server that gives another refresh token each time may have taken the first for spent, were it sent twice.
        let may_repeat = grant != REFRESH;
        let (url, body) = (url.to_owned(), endpoint::encoded(&fields));
        let form = Form { url, body, authorization, may_repeat };
        endpoint::post(request, form).await
    }
}

/// Whether a refresh token is no longer good, rather than the request wrong or the server ill.
fn is_spent(error: &TokenError) -> bool {
    error.kind() == TokenErrorKind::Refused && error.code() == Some("invalid_grant")
}

/// Shows the names of fields without their values, and the URL without its query.
impl fmt::Debug for OAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields: Vec<&str> = self.fields.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("OAuth")
            .field("client_id", &self.client_id)
            .field("client_secret", &self.client_secret)
            .field("token_url", &self.token_url.as_deref().map(bare))
            .field("scope", &self.scope)
            .field("fields", &fields)
            .finish_non_exhaustive()
    }
}
