//! What a call gives: the body, or the body with its status and headers.

use std::{any::Any, fmt};

use bytes::Bytes;
use url::Url;

use super::{
    headers::{Headers, request_id},
    reading::Reading,
    redact::Secrets,
    redacted,
    request::Request,
};
use crate::json::{Base64, DecodeError, Deviations, Json, Reader};

/// The body of a response, which may depend on the status.
///
/// Every [`Json`] type is one. Generated enums over several documented statuses implement it themselves.
pub trait ResponseBody: Sized {
    /// Reads the body of a response of this status.
    ///
    /// # Errors
    ///
    /// Returns a [`DecodeError`] when the body is something else.
    fn read_response(status: u16, r: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// Returns the body itself: of an enum what its variant holds.
    fn content(&self) -> &dyn Any
    where
        Self: 'static,
    {
        self
    }
}

impl<T: Json> ResponseBody for T {
    fn read_response(_: u16, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        T::read(r)
    }
}

/// The body as it came; for a response that is documented as bytes.
impl ResponseBody for Bytes {
    fn read_response(_: u16, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // Bytes travel through the reader as base64: see `decode`.
        Base64::read(r).map(Self::from)
    }
}

/// A redirect that the operation documents and that wasn't followed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Redirect {
    /// The status, such as `302`.
    pub status: u16,
    /// The `location` header, as it came: it may be relative.
    pub location: String,
}

impl ResponseBody for Redirect {
    fn read_response(status: u16, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self { status, location: r.string()? })
    }
}

/// The status line and headers of a response, and where it came from.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) status: u16,
    pub(crate) headers: Headers,
    /// With the values of credentials hidden.
    pub(crate) url: String,
    /// Where that is, if a redirect has led to another origin.
    pub(crate) led_to: LedTo,
    /// How often the request was sent.
    pub(crate) attempts: u32,
    /// What no error repeats.
    pub(crate) secrets: Secrets,
    /// What the body is read by.
    pub(crate) reading: Reading,
}

/// The other origin that a redirect has led to, if one has.
///
/// An error says so, as it may be why: such as a 401 of `https://…`, where the client was given `http://…`.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct LedTo(Option<String>);

impl LedTo {
    pub(crate) fn of(request: &Request) -> Self {
        let url = Url::parse(&request.url).ok().filter(|_| request.sensitive.is_led_away);
        Self(url.map(|it| it.origin().ascii_serialization()))
    }
}

impl fmt::Display for LedTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(origin) => {
                write!(f, " of `{origin}`, to which a redirect has led without credentials")
            }
            None => Ok(()),
        }
    }
}

impl Head {
    /// How many bytes the body has, if the server says so.
    pub(crate) fn content_length(&self) -> Option<u64> {
        self.headers.get("content-length")?.trim().parse().ok()
    }

    /// That of a response of which all is told: its span ends with the call, however long somebody keeps the response.
    pub(crate) fn told(mut self) -> Self {
        self.reading.listener = None;
        self
    }

    /// Tells where the body isn't as described, without the credentials that were sent.
    pub(crate) fn tell(&self, deviations: Deviations) -> Deviations {
        let is_secret = |name: &str| self.secrets.has_member(name);
        let deviations = deviations
            .rewritten(&|text| self.secrets.hide_shortened(&redacted::json(text, "…", &is_secret)));
        self.reading.tell(&deviations);
        deviations
    }
}

/// A body with its status and headers.
#[derive(Clone, PartialEq, Eq)]
pub struct Response<T> {
    pub(crate) head: Head,
    pub(crate) body: T,
    /// None of a body that is still to come.
    pub(crate) bytes: Bytes,
    pub(crate) deviations: Deviations,
}

impl<T> Response<T> {
    /// Returns the status.
    pub fn status(&self) -> u16 {
        self.head.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &Headers {
        &self.head.headers
    }

    /// Returns where the response came from, after redirects; the values of API keys are replaced by `…`, and of
    /// another origin all values of the query, which may hold a signature.
    pub fn url(&self) -> &str {
        &self.head.url
    }

    /// Returns the id that the server gave the request, to quote to its support.
    ///
    /// The first there is of `x-request-id`, `request-id`, `x-correlation-id`, `x-amzn-requestid`, `x-amz-request-id`,
    /// `x-ms-request-id`, `x-goog-request-id`, `x-trace-id` and `cf-ray`; no specification names one.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.head.headers)
    }

    /// Returns how often the request was sent: more than once if it was [sent again](crate::RetryPolicy).
    pub fn attempts(&self) -> u32 {
        self.head.attempts
    }

    /// Returns the body as it came, unpacked but not decoded; of a download or a stream, which is still to come, none.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Returns where the body isn't as described, and was read nevertheless.
    ///
    /// No credential that was sent is shown.
    pub fn deviations(&self) -> &Deviations {
        &self.deviations
    }

    /// Returns the body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Returns the body, for changing or reading it.
    pub fn body_mut(&mut self) -> &mut T {
        &mut self.body
    }

    /// Returns the body alone.
    pub fn into_body(self) -> T {
        self.body
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.head.status)
            .field("headers", &self.head.headers)
            .field("url", &self.head.url)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}
