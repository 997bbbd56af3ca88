//! Which event a request is, and its payload.

use bytes::Bytes;
use serde_json::Value;

use super::WebhookError;
use crate::{
    http::Headers,
    json::{DecodeError, decode},
};

/// The events of a vendor, as generated crates have them.
pub trait WebhookEvent: Sized {
    /// Reads the payload of the event that the vendor calls `name`.
    ///
    /// # Errors
    ///
    /// Returns a [`DecodeError`] when the body isn't what the description says of this event.
    fn parse_as(name: &str, body: &[u8]) -> Result<Self, DecodeError>;
}

/// Events whose requests say which they are.
pub trait NamedEvent: WebhookEvent {
    /// Where they say it.
    const NAME: EventName;
}

/// Events whose vendor signs them with an HMAC.
#[cfg(feature = "webhooks")]
pub trait SignedEvent: WebhookEvent {
    /// How they are signed; the secret is still to be set.
    fn hmac() -> super::HmacBuilder;
}

/// Where a request says which event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventName {
    /// The value of this header.
    Header(&'static str),
    /// What this JSON pointer (RFC 6901) leads to in the body, a string or a number.
    Body(&'static str),
    /// Nowhere: there is no other event than this.
    Only(&'static str),
}

/// Reads an event from the headers and the body of a request, whoever has sent it.
///
/// # Errors
///
/// Returns [`WebhookError::Unnamed`] or [`WebhookError::Decode`].
pub fn parse<E: NamedEvent>(
    headers: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>,
    body: &[u8],
) -> Result<E, WebhookError> {
    parse_named(&Headers::received(headers), body)
}

pub(super) fn parse_named<E: NamedEvent>(
    headers: &Headers,
    body: &[u8],
) -> Result<E, WebhookError> {
    let name = E::NAME.of(headers, body)?;
    E::parse_as(&name, body).map_err(|error| WebhookError::decode(&name, error, body))
}

impl EventName {
    /// What the request says.
    fn of(self, headers: &Headers, body: &[u8]) -> Result<String, WebhookError> {
        let found = match self {
            Self::Only(name) => return Ok(name.to_owned()),
            Self::Header(header) => headers.get(header).map(str::trim).map(str::to_owned),
            Self::Body(pointer) => {
                let json: Value =
                    decode(body).map_err(|error| WebhookError::decode("", error, body))?;
                match json.pointer(pointer) {
                    Some(Value::String(name)) => Some(name.clone()),
                    Some(Value::Number(number)) => Some(number.to_string()),
                    Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_))
                    | None => None,
                }
            }
        };
        found.filter(|it| !it.is_empty()).ok_or_else(|| WebhookError::Unnamed {
            place: match self {
                Self::Header(header) => format!("header `{header}`"),
                Self::Body(pointer) => format!("body at `{pointer}`"),
                Self::Only(_) => String::new(),
            },
            bytes: Bytes::copy_from_slice(body),
        })
    }
}
