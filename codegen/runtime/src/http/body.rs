//! The body of a request.

use bytes::Bytes;

/// What a request carries.
///
/// An opaque type rather than an enum, so that bodies which are streamed can be added without breaking anyone.
#[derive(Clone, Debug, Default)]
pub struct Body(Option<Bytes>);

impl Body {
    /// No body at all: neither `content-length` nor `content-type` is sent.
    pub const fn empty() -> Self {
        Self(None)
    }

    /// The whole body when it is in memory; `None` when there is no body.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        self.0.as_ref()
    }

    /// Whether the request has no body, which is not the same as a body of no bytes.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Whether the body can be sent a second time, as a redirect asks for.
    pub fn is_replayable(&self) -> bool {
        true
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Some(bytes))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Some(bytes.into()))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self(Some(text.into()))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self(Some(Bytes::from_static(text.as_bytes())))
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Self(Some(Bytes::from_static(bytes)))
    }
}
