//! Beginning an authorization: its state, and the proof key of RFC 7636.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use url::Url;
use zeroize::Zeroizing;

use super::{Authorization, AuthorizationRequest};
use crate::http::{error::build::BuildError, secret::Secret, tokens::endpoint};

impl AuthorizationRequest {
    /// Begins with a new state and a new proof key, 256 bits of the system's randomness each.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when the URL is invalid, or when the system has no randomness.
    pub fn begin(self) -> Result<Authorization, BuildError> {
        let (state, verifier) = (random()?, random()?);
        self.resume(state, verifier)
    }

    /// Goes on where an [`Authorization`] has begun, in another process for example, with what was kept of it.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] when the URL is invalid.
    pub fn resume(
        self,
        state: impl Into<Secret>,
        verifier: impl Into<Secret>,
    ) -> Result<Authorization, BuildError> {
        let (state, verifier) = (state.into(), verifier.into());
        let Self { url, client_id, redirect_uri, scope, fields } = self;
        let fail = |what: String| BuildError::new(format!("the authorization URL {what}"));
        if let Some(problem) = endpoint::problem(&url) {
            return Err(fail(problem));
        }
        let mut url = Url::parse(&url).map_err(|error| fail(format!("is none: {error}")))?;
        let challenge = challenge(&verifier);
        let mut query = url.query_pairs_mut();
        query.append_pair("response_type", "code");
        query.append_pair("client_id", &client_id);
        query.append_pair("redirect_uri", &redirect_uri);
        query.extend_pairs(scope.iter().map(|it| ("scope", it)));
        query.append_pair("state", state.expose());
        query.append_pair("code_challenge", &challenge);
        query.append_pair("code_challenge_method", "S256");
        query.extend_pairs(&fields);
        drop(query);
        Ok(Authorization { url: url.into(), client_id, redirect_uri, state, verifier })
    }
}

/// 43 letters, which RFC 7636, section 4.1, takes as a verifier.
fn random() -> Result<Secret, BuildError> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *bytes)
        .map_err(|error| BuildError::new(format!("the system has no randomness: {error}")))?;
    Ok(Secret::new(base64_url(&*bytes)))
}

/// RFC 7636, section 4.2: `S256`.
fn challenge(verifier: &Secret) -> String {
    base64_url(&Sha256::digest(verifier.expose()))
}

fn base64_url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
