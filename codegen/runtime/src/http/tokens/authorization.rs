//! Sending a person to an authorization server, and taking the code that they come back with.
//!
//! RFC 6749: sections 4.1.1 (the request) and 4.1.2 (what comes back); RFC 7636 (PKCE): sections 4.1 to 4.3.

#[cfg(feature = "pkce")]
mod proof;

use std::fmt;

use url::form_urlencoded;

use super::{error::TokenError, grants::AuthorizationCode};
use crate::http::{headers::bare, secret::Secret};

/// The request that a person's browser takes to an authorization server.
///
/// Source: RFC 6749, section 4.1.1, with the proof key of RFC 7636 by the method `S256`.
#[derive(Clone)]
#[must_use = "a request does nothing until it has begun"]
pub struct AuthorizationRequest {
    url: String,
    client_id: String,
    redirect_uri: String,
    scope: Option<String>,
    fields: Vec<(String, String)>,
}

impl AuthorizationRequest {
    /// Creates a request for this client, after which the browser comes back to `redirect_uri`.
    ///
    /// `authorization_url` is `http` or `https`, absolute, without a fragment.
    pub fn new(
        authorization_url: impl Into<String>,
        client_id: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        let (url, client_id) = (authorization_url.into(), client_id.into());
        let redirect_uri = redirect_uri.into();
        Self { url, client_id, redirect_uri, scope: None, fields: Vec::new() }
    }

    /// Asks for these scopes, separated by spaces (RFC 6749, section 3.3); the server's default if none are set.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self
    }

    /// Adds a parameter, such as `prompt`.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }
}

/// Shows neither the query of the URL nor the values of the parameters.
impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest")
            .field("url", &bare(&self.url))
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// An authorization that a person is asked for.
///
/// Keep it, or its [`state`](Self::state) and [`verifier`](Self::verifier), in the person's own session until they come
/// back: that the state is the same is what shows that it was they who have begun.
///
/// ```
/// # #[cfg(feature = "pkce")] {
/// use clientwright_runtime::AuthorizationRequest;
///
/// let request = AuthorizationRequest::new("https://login.example.com/authorize", "my-client", "https://app.example.com/back");
/// let authorization = request.scope("read").begin()?;
/// assert!(authorization.url().starts_with("https://login.example.com/authorize?response_type=code&client_id=my-client"));
///
/// // The browser went there, and came back to this address.
/// let back = format!("https://app.example.com/back?code=c&state={}", authorization.state().expose());
/// let grant = authorization.finish(&back).expect("it is the same state");
/// # }
/// # Ok::<(), clientwright_runtime::BuildError>(())
/// ```
#[derive(Clone)]
pub struct Authorization {
    url: String,
    client_id: String,
    redirect_uri: String,
    state: Secret,
    verifier: Secret,
}

impl Authorization {
    /// Returns the URL to open in the browser.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the state that the browser brings back.
    pub fn state(&self) -> &Secret {
        &self.state
    }

    /// Returns the code verifier, which proves to the token endpoint that this client has asked (RFC 7636, section 4.1).
    pub fn verifier(&self) -> &Secret {
        &self.verifier
    }

    /// Takes the code from the URL that the browser has come back to, of which the query is enough.
    ///
    /// # Errors
    ///
    /// Returns a [`TokenError`]: of the kind [`Refused`](super::TokenErrorKind::Refused) with the server's
    /// [`code`](TokenError::code), such as `access_denied`, when there is no authorization, and of the kind
    /// [`Other`](super::TokenErrorKind::Other) when the state is not the one that was sent, or there is no code.
    pub fn finish(&self, url: &str) -> Result<AuthorizationCode, TokenError> {
        let query = url.split_once('?').map_or(url, |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default();
        let one = |name: &str| {
            let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(it, _)| it == name);
            // RFC 6749, section 3.1: none comes twice.
            match (values.next(), values.next()) {
                (Some((_, value)), None) if !value.is_empty() => Some(Secret::new(value)),
                _ => None,
            }
        };
        if one("state").as_ref() != Some(&self.state) {
            let message = "the state that came back is not the one that was sent";
            return Err(TokenError::new(message));
        }
        if let Some(code) = one("error") {
            let description = one("error_description");
            return Err(TokenError::denied(
                code.expose(),
                description.as_ref().map(Secret::expose),
            ));
        }
        let Some(code) = one("code") else {
            return Err(TokenError::new("no authorization code came back"));
        };
        let grant = AuthorizationCode::new(&self.client_id, code, &self.redirect_uri);
        Ok(grant.verifier(self.verifier.clone()))
    }
}

/// Shows none of what it is about.
impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}
