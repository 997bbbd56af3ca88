//! Which of the documented replies came, and how its body reads.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;

use super::{
    ApiError, BodyKind, DecodeFailure, Download, Error, Item, Items, Operation, ReplyBody,
    Response, TransportError, TransportErrorKind, Unexpected,
    exchange::{Coming, Done},
    multipart::is_json,
    operation::Status,
    reply::Head,
};
use crate::{DecodeError, Reader};

/// A reply whose body is in memory.
pub(crate) struct Whole {
    pub(crate) operation: &'static Operation,
    pub(crate) head: Head,
    pub(crate) bytes: Bytes,
}

/// Decodes a reply into the body with its head.
pub(crate) fn response<T: ReplyBody, E: ReplyBody>(done: Done) -> Result<Response<T>, Error<E>> {
    let whole = match done {
        Done::Whole(whole) => whole,
        // Only a download streams, and it has an end of its own.
        Done::Stream(_) => {
            let error = TransportError::new(TransportErrorKind::Other, "the body was not read");
            return Err(Error::Transport(error));
        }
    };
    match whole.verdict() {
        Verdict::Success(kind) => match read(&whole, kind) {
            Ok(body) => Ok(Response { head: whole.head, body }),
            Err(error) => Err(whole.not_decoded(error)),
        },
        Verdict::Failure(kind) => Err(failure(whole, kind)),
    }
}

/// Decodes a reply into the body.
pub(crate) fn body<T: ReplyBody, E: ReplyBody>(done: Done) -> Result<T, Error<E>> {
    response(done).map(Response::into_body)
}

/// Gives a download that has begun, or decodes the error that came instead.
pub(crate) fn download_response<E: ReplyBody>(done: Done) -> Result<Response<Download>, Error<E>> {
    let download = download(done)?;
    Ok(Response { head: download.head.clone(), body: download })
}

/// The same without the head, which a download has too.
pub(crate) fn download<E: ReplyBody>(done: Done) -> Result<Download, Error<E>> {
    coming(done).map(|it| it.download)
}

/// Gives the items of a body that has begun, or decodes the error that came instead.
pub(crate) fn items_response<T: Item, E: ReplyBody>(
    done: Done,
) -> Result<Response<Items<T>>, Error<E>> {
    let Coming { operation, download, limit } = coming(done)?;
    let head = download.head.clone();
    Ok(Response { head, body: Items::new(operation, download, limit) })
}

/// The same without the head, which the items have too.
pub(crate) fn items<T: Item, E: ReplyBody>(done: Done) -> Result<Items<T>, Error<E>> {
    items_response(done).map(Response::into_body)
}

/// The error of a reply that isn't what its operation documents for a success.
pub(crate) fn refusal<E: ReplyBody>(whole: Whole) -> Error<E> {
    match whole.verdict() {
        Verdict::Success(_) => match crate::json::pick::pick(&whole.bytes, &[]) {
            Ok(_) => whole.not_decoded(DecodeError::new("there are no items", 0)),
            Err(error) => whole.not_decoded(error),
        },
        Verdict::Failure(kind) => failure(whole, kind),
    }
}

fn coming<E: ReplyBody>(done: Done) -> Result<Coming, Error<E>> {
    let whole = match done {
        Done::Stream(coming) => return Ok(coming),
        Done::Whole(whole) => whole,
    };
    match whole.verdict() {
        Verdict::Success(_) => Err(whole.unexpected(None)),
        Verdict::Failure(kind) => Err(failure(whole, kind)),
    }
}

fn failure<E: ReplyBody>(whole: Whole, kind: Option<BodyKind>) -> Error<E> {
    let Some(kind) = kind else { return whole.unexpected(None) };
    match read(&whole, kind) {
        Ok(body) => {
            let Whole { operation, head: Head { status, headers, .. }, .. } = whole;
            Error::Api(Box::new(ApiError { operation: operation.name, status, headers, body }))
        }
        Err(error) => whole.unexpected(Some(error)),
    }
}

fn read<T: ReplyBody>(whole: &Whole, kind: BodyKind) -> Result<T, DecodeError> {
    let mut slot = None;
    whole.read(kind, &mut |status, r| {
        slot = Some(T::read_reply(status, r)?);
        Ok(())
    })?;
    slot.ok_or_else(|| DecodeError::new("the body was not read", 0))
}

enum Verdict {
    /// Yes, and this is how the body reads.
    Success(BodyKind),
    /// No, and this is how the body reads if one is documented.
    Failure(Option<BodyKind>),
}

impl Whole {
    fn verdict(&self) -> Verdict {
        let (operation, status) = (self.operation, self.head.status);
        if is_success(operation, status) {
            let kind = success_kind(operation, status);
            return Verdict::Success(kind.unwrap_or_else(|| self.kind_of_content()));
        }
        let kind = operation.reply(status).map(|it| it.body);
        Verdict::Failure(kind.filter(|it| *it != BodyKind::Empty))
    }

    /// How a body reads that nothing is documented about.
    fn kind_of_content(&self) -> BodyKind {
        let content_type = self.head.headers.get("content-type").unwrap_or_default();
        if self.bytes.is_empty() {
            BodyKind::Empty
        } else if is_json(content_type) {
            BodyKind::Json
        } else if self.is_text() {
            BodyKind::Text
        } else {
            BodyKind::Bytes
        }
    }

    fn read(
        &self,
        kind: BodyKind,
        each: &mut dyn FnMut(u16, &mut Reader<'_>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let Head { status, headers, .. } = &self.head;
        match kind {
            BodyKind::Json if self.bytes.trim_ascii().is_empty() => {
                each(*status, &mut Reader::empty())
            }
            BodyKind::Json => {
                let mut reader = Reader::new(&self.bytes);
                let read = each(*status, &mut reader).and_then(|()| reader.finish());
                // Where JSON is documented some send a word, and say so: it is a string for those who take one.
                match read {
                    Err(error) if self.is_text() => {
                        let text = self.text()?;
                        each(*status, &mut Reader::text(&text)).map_err(|_| error)
                    }
                    read => read,
                }
            }
            BodyKind::Text | BodyKind::Items => each(*status, &mut Reader::text(&self.text()?)),
            BodyKind::Bytes => each(*status, &mut Reader::text(&STANDARD.encode(&self.bytes))),
            BodyKind::Empty => match headers.get("location").filter(|_| *status / 100 == 3) {
                Some(location) => each(*status, &mut Reader::text(location)),
                None => each(*status, &mut Reader::empty()),
            },
        }
    }

    /// Whether the reply says that its body is text.
    fn is_text(&self) -> bool {
        let content_type = self.head.headers.get("content-type").unwrap_or_default();
        content_type.to_ascii_lowercase().starts_with("text/")
    }

    /// The body as text: UTF-8 unless the content type says otherwise.
    fn text(&self) -> Result<Cow<'_, str>, DecodeError> {
        let text = self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.bytes);
        let content_type = self.head.headers.get("content-type").unwrap_or_default();
        if is_latin1(content_type) {
            return Ok(text.iter().copied().map(char::from).collect());
        }
        match std::str::from_utf8(text) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err(DecodeError::new("the text is not UTF-8", error.valid_up_to())),
        }
    }

    fn unexpected<E>(self, error: Option<DecodeError>) -> Error<E> {
        let Self { operation, head: Head { status, headers, .. }, bytes } = self;
        Error::Status(Box::new(Unexpected {
            operation: operation.name,
            status,
            headers,
            bytes,
            error,
        }))
    }

    fn not_decoded<E>(self, error: DecodeError) -> Error<E> {
        let Self { operation, head: Head { status, headers, .. }, bytes } = self;
        Error::Decode(Box::new(DecodeFailure {
            operation: operation.name,
            error,
            status,
            headers,
            bytes,
        }))
    }
}

/// Whether a status says yes: 2xx, or a documented 3xx, which is there because it wasn't followed.
///
/// Nothing is in a 304, which nobody gets who hasn't asked for it by a header.
pub(crate) fn is_success(operation: &Operation, status: u16) -> bool {
    match status / 100 {
        2 => true,
        3 if status == 304 => false,
        3 => operation.exact(status).or_else(|| operation.class(status)).is_some(),
        _ => false,
    }
}

/// How the body of a success reads: as documented for its status, else as for the other successes, else by default.
fn success_kind(operation: &Operation, status: u16) -> Option<BodyKind> {
    let is_success = |it: Status| match it {
        Status::Code(code) => code / 100 == 2,
        Status::Class(class) => class == 2,
        Status::Default => false,
    };
    operation
        .exact(status)
        .or_else(|| operation.class(status))
        .or_else(|| operation.replies.iter().find(|it| is_success(it.status)))
        .or_else(|| operation.fallback())
        .map(|it| it.body)
}

fn is_latin1(content_type: &str) -> bool {
    let lower = content_type.to_ascii_lowercase();
    let charset = lower.split(';').find_map(|it| it.trim().strip_prefix("charset="));
    matches!(charset.map(|it| it.trim_matches('"')), Some("iso-8859-1" | "latin1" | "us-ascii"))
}
