//! Responses before their bodies are decoded: in memory, or still to come.

use std::sync::Arc;

use bytes::Bytes;

use super::{
    download::Download,
    environment::Environment,
    error::{DecodeResponseError, Error, UnexpectedResponseError},
    maybe_send::{BoxFuture, MaybeSend},
    operation::Operation,
    options::Limits,
    response::Head,
    transport::error::{TransportError, TransportErrorKind},
};
use crate::json::{DecodeError, Deviations, Notes};

/// A response before its body is decoded.
pub(crate) enum RawResponse {
    /// The body was read.
    Buffered(BufferedResponse),
    /// The body is still to come.
    Streaming(StreamingResponse),
}

impl RawResponse {
    /// The response whose body was read; only a download or a stream isn't, and has an end of its own.
    pub(crate) fn into_buffered(self) -> Result<BufferedResponse, TransportError> {
        match self {
            Self::Buffered(buffered) => Ok(buffered),
            Self::Streaming(_) => {
                Err(TransportError::new(TransportErrorKind::Other, "the body was not read"))
            }
        }
    }
}

/// A response whose body is in memory.
pub(crate) struct BufferedResponse {
    pub(crate) operation: &'static Operation,
    pub(crate) head: Head,
    pub(crate) bytes: Bytes,
    /// Whether an error's body was longer.
    pub(crate) truncated: bool,
}

impl BufferedResponse {
    pub(crate) fn unexpected<E>(self, error: Option<DecodeError>) -> Error<E> {
        let Self { operation, head, bytes, truncated } = self;
        let mut unexpected = UnexpectedResponseError::new(operation.name, head, bytes, error);
        unexpected.truncated = truncated;
        unexpected.is_documented = operation.kind(unexpected.status).is_some();
        Error::UnexpectedResponse(Box::new(unexpected))
    }

    pub(crate) fn not_decoded<E>(self, error: DecodeError) -> Error<E> {
        let deviations = Deviations::collect(Notes::default(), &self.bytes, Some(&error));
        let deviations = self.head.tell(deviations);
        self.refused(error, deviations)
    }

    /// The error of a success that can't be read, which is the last of its deviations.
    pub(crate) fn refused<E>(self, error: DecodeError, deviations: Deviations) -> Error<E> {
        let Self { operation, head, bytes, truncated: _ } = self;
        let failed = DecodeResponseError::new(operation.name, head, bytes, error, deviations);
        Error::Decode(Box::new(failed))
    }
}

/// A response whose body is still to come.
pub(crate) struct StreamingResponse {
    pub(crate) operation: &'static Operation,
    pub(crate) download: Download,
    /// The limits of the call.
    pub(crate) limits: Limits,
    /// What it takes to ask for it again, where that does no harm.
    pub(crate) resend: Option<Box<dyn Resend>>,
}

/// Sends the request of a stream again, as it was before its tokens and redirects.
pub(crate) trait Resend: MaybeSend {
    /// Sends it with what its client sends with, without retries, after the event of this id.
    fn send(&self, last_event_id: Option<&str>) -> BoxFuture<'static, Result<RawResponse, Error>>;

    /// What its client sends with.
    fn environment(&self) -> &Arc<Environment>;
}
