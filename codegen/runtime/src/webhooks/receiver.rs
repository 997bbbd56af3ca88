//! Verifying and reading in one step.

use std::{fmt, marker::PhantomData, sync::Arc, time::SystemTime};

use super::{NamedEvent, Verifier, WebhookError, WebhookEvent, event::parse_named};
use crate::http::Headers;

/// Receives the events of one vendor: a request is verified first and read then.
///
/// Make one and share it; a clone is cheap.
pub struct Receiver<E> {
    /// None, where the user has said that nothing is to be verified.
    verifier: Option<Arc<dyn Verifier>>,
    events: PhantomData<fn() -> E>,
}

impl<E: WebhookEvent> Receiver<E> {
    /// Creates a receiver for the vendor's way to sign, with this secret.
    ///
    /// For several secrets, or another tolerance, give [`with`](Self::with) what
    /// [`SignedEvent::hmac`](super::SignedEvent::hmac) builds.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`](crate::BuildError) when the secret is empty, or not in the form that the vendor gives
    /// it.
    #[cfg(feature = "webhooks")]
    pub fn new(secret: impl Into<crate::Secret>) -> Result<Self, crate::BuildError>
    where
        E: super::SignedEvent,
    {
        Ok(Self::with(E::hmac().secret(secret).build()?))
    }

    /// Creates a receiver that verifies in this way.
    pub fn with(verifier: impl Verifier + 'static) -> Self {
        Self { verifier: Some(Arc::new(verifier)), events: PhantomData }
    }

    /// Creates a receiver that takes whatever comes: for a vendor that doesn't sign, behind a URL that nobody can
    /// guess.
    pub fn unverified() -> Self {
        Self { verifier: None, events: PhantomData }
    }

    /// Receives a request that came just now, of an event whose name is known otherwise: by the URL, for example.
    ///
    /// # Errors
    ///
    /// Returns a [`WebhookError`] when the signature isn't good or the body isn't as documented.
    #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
    pub fn receive_as(
        &self,
        name: &str,
        headers: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>,
        body: &[u8],
    ) -> Result<E, WebhookError> {
        self.receive_as_at(name, headers, body, SystemTime::now())
    }

    /// Receives a request that came at `now`, of an event whose name is known otherwise.
    ///
    /// # Errors
    ///
    /// Returns a [`WebhookError`] when the signature isn't good or the body isn't as documented.
    pub fn receive_as_at(
        &self,
        name: &str,
        headers: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>,
        body: &[u8],
        now: SystemTime,
    ) -> Result<E, WebhookError> {
        self.verify(&Headers::received(headers), body, now)?;
        E::parse_as(name, body).map_err(|error| WebhookError::decode(name, error, body))
    }

    fn verify(&self, headers: &Headers, body: &[u8], now: SystemTime) -> Result<(), WebhookError> {
        match &self.verifier {
            Some(verifier) => Ok(verifier.verify(headers, body, now)?),
            None => Ok(()),
        }
    }
}

impl<E: NamedEvent> Receiver<E> {
    /// Receives a request that came just now.
    ///
    /// `wasm32-unknown-unknown` has no clock: use [`receive_at`](Self::receive_at) there.
    ///
    /// # Errors
    ///
    /// Returns a [`WebhookError`] when the signature isn't good, when the request doesn't say which event it is, or
    /// when the body isn't as documented.
    #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
    pub fn receive(
        &self,
        headers: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>,
        body: &[u8],
    ) -> Result<E, WebhookError> {
        self.receive_at(headers, body, SystemTime::now())
    }

    /// Receives a request that came at `now`.
    ///
    /// # Errors
    ///
    /// Fails like [`receive`](Self::receive).
    pub fn receive_at(
        &self,
        headers: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>,
        body: &[u8],
        now: SystemTime,
    ) -> Result<E, WebhookError> {
        let headers = Headers::received(headers);
        self.verify(&headers, body, now)?;
        parse_named(&headers, body)
    }
}

impl<E> Clone for Receiver<E> {
    fn clone(&self) -> Self {
        Self { verifier: self.verifier.clone(), events: PhantomData }
    }
}

impl<E> fmt::Debug for Receiver<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("verifies", &self.verifier.is_some())
            .finish_non_exhaustive()
    }
}
