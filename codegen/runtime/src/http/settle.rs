//! Which of the documented responses came, and how its body reads.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;

use super::{
    ApiError, BodyKind, DecodeResponseError, Download, Error, Item, Items, Operation, Response,
    ResponseBody, UnexpectedResponseError,
    exchange::{Coming, Done},
    headers::essence,
    multipart::is_json,
    operation::Status,
    response::Head,
};
use crate::{DecodeError, Reader};

/// A response whose body is in memory.
pub(crate) struct Whole {
    pub(crate) operation: &'static Operation,
    pub(crate) head: Head,
    pub(crate) bytes: Bytes,
    /// Whether an error's body was longer.
    pub(crate) cut: bool,
}

/// Decodes a response into the body with its head.
pub(crate) fn response<T: ResponseBody, E: ResponseBody>(
    done: Done,
) -> Result<Response<T>, Error<E>> {
    let whole = done.into_whole().map_err(Error::Transport)?;
    match whole.verdict() {
        Verdict::Success(kind) => match read(&whole, kind) {
            Ok(body) => Ok(Response { head: whole.head, body, bytes: whole.bytes }),
            Err(error) => Err(whole.not_decoded(error)),
        },
        Verdict::Failure(kind) => Err(failure(whole, kind)),
    }
}

/// Gives a body of whatever kind as it came.
pub(crate) fn raw<E: ResponseBody>(done: Done) -> Result<Response<Bytes>, Error<E>> {
    let whole = done.into_whole().map_err(Error::Transport)?;
    match whole.verdict() {
        Verdict::Success(_) => {
            let Whole { head, bytes, operation: _, cut: _ } = whole;
            Ok(Response { head, body: bytes.clone(), bytes })
        }
        Verdict::Failure(kind) => Err(failure(whole, kind)),
    }
}

/// Decodes a response into the body.
pub(crate) fn body<T: ResponseBody, E: ResponseBody>(done: Done) -> Result<T, Error<E>> {
    response(done).map(Response::into_body)
}

/// Gives a download that has begun, or decodes the error that came instead.
pub(crate) fn download_response<E: ResponseBody>(
    done: Done,
) -> Result<Response<Download>, Error<E>> {
    let download = download(done)?;
    Ok(Response { head: download.head.clone(), body: download, bytes: Bytes::new() })
}

/// The same without the head, which a download has too.
pub(crate) fn download<E: ResponseBody>(done: Done) -> Result<Download, Error<E>> {
    coming(done).map(|it| it.download)
}

/// Gives the items of a body that has begun, or decodes the error that came instead.
pub(crate) fn items_response<T: Item, E: ResponseBody>(
    done: Done,
) -> Result<Response<Items<T>>, Error<E>> {
    let coming = coming(done)?;
    let head = coming.download.head.clone();
    Ok(Response { head, body: Items::new(coming), bytes: Bytes::new() })
}

/// The same without the head, which the items have too.
pub(crate) fn items<T: Item, E: ResponseBody>(done: Done) -> Result<Items<T>, Error<E>> {
    items_response(done).map(Response::into_body)
}

/// The error of a response that isn't what its operation documents for a success.
pub(crate) fn refusal<E: ResponseBody>(whole: Whole) -> Error<E> {
    match whole.verdict() {
        Verdict::Success(_) => match crate::json::pick::pick(&whole.bytes, &[]) {
            Ok(_) => whole.not_decoded(DecodeError::new("there are no items", 0)),
            Err(error) => whole.not_decoded(error),
        },
        Verdict::Failure(kind) => failure(whole, kind),
    }
}

fn coming<E: ResponseBody>(done: Done) -> Result<Coming, Error<E>> {
    let whole = match done {
        Done::Stream(coming) => return Ok(coming),
        Done::Whole(whole) => whole,
    };
    match whole.verdict() {
        Verdict::Success(_) => Err(whole.unexpected(None)),
        Verdict::Failure(kind) => Err(failure(whole, kind)),
    }
}

fn failure<E: ResponseBody>(whole: Whole, kind: Option<BodyKind>) -> Error<E> {
    let Some(kind) = kind else { return whole.unexpected(None) };
    if whole.cut {
        let what = format!("it is longer than {} bytes", whole.bytes.len());
        return whole.unexpected(Some(DecodeError::new(what, 0)));
    }
    match read(&whole, kind) {
        Ok(body) => {
            let Whole { operation, head, bytes, cut: _ } = whole;
            Error::Api(Box::new(ApiError::new(operation.name, head, body, bytes)))
        }
        Err(error) => whole.unexpected(Some(error)),
    }
}

fn read<T: ResponseBody>(whole: &Whole, kind: BodyKind) -> Result<T, DecodeError> {
    let mut slot = None;
    whole.read(kind, &mut |status, r| {
        slot = Some(T::read_response(status, r)?);
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
        let kind = operation.response(status).map(|it| it.body);
        Verdict::Failure(kind.filter(|it| *it != BodyKind::Empty))
    }

    /// How a body reads that nothing is documented about.
    fn kind_of_content(&self) -> BodyKind {
        if self.bytes.is_empty() {
            BodyKind::Empty
        } else if is_json(self.content_type()) {
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
                    // A page isn't one.
                    Err(error) if self.is_text() && self.media_type() != "text/html" => {
                        let text = self.text()?;
                        let read = each(*status, &mut Reader::text(&text));
                        read.map_err(|_| self.explain(error))
                    }
                    read => read.map_err(|it| self.explain(it)),
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

    /// Whether the response says that its body is text.
    fn is_text(&self) -> bool {
        self.media_type().starts_with("text/")
    }

    fn content_type(&self) -> &str {
        self.head.headers.get("content-type").unwrap_or_default()
    }

    /// In lower case, without parameters.
    fn media_type(&self) -> String {
        essence(self.content_type())
    }

    /// The error with what the response says it is, where that isn't JSON and so may be the reason.
    fn explain(&self, error: DecodeError) -> DecodeError {
        let media_type = self.media_type();
        if media_type.is_empty() || is_json(&media_type) || !error.path().is_empty() {
            return error;
        }
        let media_type = media_type.escape_debug();
        let message = format!("{} (the response says that it is `{media_type}`)", error.message());
        DecodeError::new(message, error.offset())
    }

    /// The body as text: UTF-8 unless the content type says otherwise.
    fn text(&self) -> Result<Cow<'_, str>, DecodeError> {
        let text = self.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.bytes);
        if is_latin1(self.content_type()) {
            return Ok(text.iter().copied().map(char::from).collect());
        }
        match std::str::from_utf8(text) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err(DecodeError::new("the text is not UTF-8", error.valid_up_to())),
        }
    }

    pub(crate) fn unexpected<E>(self, error: Option<DecodeError>) -> Error<E> {
        let Self { operation, head, bytes, cut } = self;
        let mut unexpected = UnexpectedResponseError::new(operation.name, head, bytes, error);
        unexpected.truncated = cut;
        Error::UnexpectedResponse(Box::new(unexpected))
    }

    fn not_decoded<E>(self, error: DecodeError) -> Error<E> {
        let Self { operation, head, bytes, cut: _ } = self;
        Error::Decode(Box::new(DecodeResponseError::new(operation.name, head, bytes, error)))
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
pub(crate) fn success_kind(operation: &Operation, status: u16) -> Option<BodyKind> {
    let is_success = |it: Status| match it {
        Status::Code(code) => code / 100 == 2,
        Status::Class(class) => class == 2,
        Status::Default => false,
    };
    operation
        .exact(status)
        .or_else(|| operation.class(status))
        .or_else(|| operation.responses.iter().find(|it| is_success(it.status)))
        .or_else(|| operation.fallback())
        .map(|it| it.body)
}

fn is_latin1(content_type: &str) -> bool {
    let lower = content_type.to_ascii_lowercase();
    let charset = lower.split(';').find_map(|it| it.trim().strip_prefix("charset="));
    matches!(charset.map(|it| it.trim_matches('"')), Some("iso-8859-1" | "latin1" | "us-ascii"))
}
