//! Why a request is no event.

use std::fmt;

use bytes::Bytes;

use crate::json::DecodeError;

/// Why a signature isn't good, without the signature or the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// A header that the signature needs isn't there.
    Missing {
        /// The name of the header, in lower case.
        header: String,
    },
    /// A header that there may be one of is there more often, so that nobody knows which of them counts.
    Repeated {
        /// The name of the header, in lower case.
        header: String,
    },
    /// A header isn't as the scheme has it.
    Malformed {
        /// The name of the header, in lower case.
        header: String,
    },
    /// It was signed too long ago, and may be sent again by somebody who has seen it.
    TooOld {
        /// The name of the header that says when, in lower case.
        header: String,
    },
    /// It was signed in the future: one of the clocks is wrong.
    TooNew {
        /// The name of the header that says when, in lower case.
        header: String,
    },
    /// No signature fits the body and any of the secrets.
    Mismatch,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { header } => write!(f, "the header `{header}` is missing"),
            Self::Repeated { header } => write!(f, "the header `{header}` is there more than once"),
            Self::Malformed { header } => write!(f, "the header `{header}` is malformed"),
            Self::TooOld { header } => write!(f, "the time in the header `{header}` is too old"),
            Self::TooNew { header } => {
                write!(f, "the time in the header `{header}` is in the future")
            }
            Self::Mismatch => f.write_str("no signature fits the body"),
        }
    }
}

impl std::error::Error for SignatureError {}

/// Why a request is no event.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WebhookError {
    /// Nothing shows that the vendor has sent it; answer with a 400 or a 401, and do nothing.
    Signature(SignatureError),
    /// It doesn't say which event it is.
    Unnamed {
        /// Where that should be: `header x-event` or `body /topic`.
        place: String,
        /// The body as it came.
        bytes: Bytes,
    },
    /// The body isn't what the description says of this event.
    Decode(Box<DecodeEventError>),
}

/// An event whose body isn't as documented.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DecodeEventError {
    /// Which event it says it is; empty where that isn't known yet.
    pub event: String,
    /// What is wrong with the body.
    pub error: DecodeError,
    /// The body as it came.
    pub bytes: Bytes,
}

impl WebhookError {
    pub(super) fn decode(event: &str, error: DecodeError, body: &[u8]) -> Self {
        let bytes = Bytes::copy_from_slice(body);
        Self::Decode(Box::new(DecodeEventError { event: event.to_owned(), error, bytes }))
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signature(error) => error.fmt(f),
            Self::Unnamed { place, bytes: _ } => {
                write!(f, "which event it is should be in the {place}, and isn't")
            }
            Self::Decode(it) => match it.event.as_str() {
                "" => it.error.fmt(f),
                event => write!(f, "`{}`: {}", event.escape_debug(), it.error),
            },
        }
    }
}

impl std::error::Error for WebhookError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Signature(error) => Some(error),
            Self::Unnamed { .. } => None,
            Self::Decode(it) => Some(&it.error),
        }
    }
}

impl From<SignatureError> for WebhookError {
    fn from(error: SignatureError) -> Self {
        Self::Signature(error)
    }
}
