//! What a vendor posts to a URL of the user's: whether the vendor has sent it, which event it is, its payload.
//!
//! - In: the headers and the body of a request, as any server hands them over, and the time.
//! - Out: an event, after a [`Verifier`] has found the signature good.
//! - The body must be the bytes that came: a signature is over these, and not over JSON that says the same.
//!
//! [`Hmac`], with the feature `webhooks`, is the verifier that most vendors need; it has presets for the schemes of
//! Stripe, GitHub, Slack and Standard Webhooks. Another one is a type that implements [`Verifier`].
//!
//! Generated crates have an enum of a vendor's events and, under the name `Webhooks`, a [`Receiver`] of these.

mod error;
mod event;
#[cfg(feature = "webhooks")]
mod hmac;
mod receiver;

use std::{sync::Arc, time::SystemTime};

pub use self::{
    error::{DecodeEventError, SignatureError, WebhookError},
    event::{EventName, NamedEvent, WebhookEvent, parse},
    receiver::Receiver,
};
#[cfg(feature = "webhooks")]
pub use self::{
    event::SignedEvent,
    hmac::{Hmac, HmacBuilder},
};
use crate::http::Headers;

/// Says whether a request comes from whom it should.
///
/// ```
/// use clientwright_runtime::Headers;
/// use clientwright_runtime::webhooks::{SignatureError, Verifier};
/// use std::time::SystemTime;
///
/// /// A proxy in front has checked a client certificate.
/// struct Certificate;
///
/// impl Verifier for Certificate {
///     fn verify(&self, headers: &Headers, _: &[u8], _: SystemTime) -> Result<(), SignatureError> {
///         match headers.get("x-client-verify") {
///             Some("SUCCESS") => Ok(()),
///             Some(_) => Err(SignatureError::Mismatch),
///             None => Err(SignatureError::Missing { header: "x-client-verify".to_owned() }),
///         }
///     }
/// }
/// ```
pub trait Verifier: Send + Sync {
    /// Checks a request with these headers and this body, which came at `now`.
    ///
    /// # Errors
    ///
    /// Returns a [`SignatureError`], which must hold neither the secret nor the signature that would have been right.
    fn verify(&self, headers: &Headers, body: &[u8], now: SystemTime)
    -> Result<(), SignatureError>;
}

impl<T: Verifier + ?Sized> Verifier for Arc<T> {
    fn verify(
        &self,
        headers: &Headers,
        body: &[u8],
        now: SystemTime,
    ) -> Result<(), SignatureError> {
        (**self).verify(headers, body, now)
    }
}

impl<T: Verifier + ?Sized> Verifier for Box<T> {
    fn verify(
        &self,
        headers: &Headers,
        body: &[u8],
        now: SystemTime,
    ) -> Result<(), SignatureError> {
        (**self).verify(headers, body, now)
    }
}
