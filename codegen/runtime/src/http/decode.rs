//! Which of the documented responses came, and how its body reads.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;

use super::{
    charset,
    download::Download,
    error::{ApiError, Error},
    items::{Item, Items},
    media_type::{essence, is_json},
    operation::BodyKind,
    raw_response::{BufferedResponse, RawResponse, StreamingResponse},
    response::{Head, Response, ResponseBody},
};
use crate::json::{DecodeError, DeviationKind, Deviations, Notes, Reader, pick::pick};

/// Decodes a response into the body with its head.
pub(crate) fn response<T: ResponseBody, E: ResponseBody>(
    raw: RawResponse,
) -> Result<Response<T>, Error<E>> {
    let buffered = raw.into_buffered().map_err(Error::Transport)?;
    match buffered.verdict() {
        Verdict::Success(kind) => {
            let (read, deviations) = read(&buffered, kind);
            match read {
                Ok(body) => {
                    let BufferedResponse { head, bytes, operation: _, truncated: _ } = buffered;
                    Ok(Response { head: head.told(), body, bytes, deviations })
                }
                Err(error) => Err(buffered.refused(error, deviations)),
            }
        }
        Verdict::Failure(kind) => Err(failure(buffered, kind)),
    }
}

/// Gives a body of whatever kind as it came.
pub(crate) fn raw<E: ResponseBody>(raw: RawResponse) -> Result<Response<Bytes>, Error<E>> {
    let buffered = raw.into_buffered().map_err(Error::Transport)?;
    match buffered.verdict() {
        Verdict::Success(_) => {
            let BufferedResponse { head, bytes, operation: _, truncated: _ } = buffered;
            let (body, deviations) = (bytes.clone(), Deviations::default());
            Ok(Response { head: head.told(), body, bytes, deviations })
        }
        Verdict::Failure(kind) => Err(failure(buffered, kind)),
    }
}

/// Decodes a response into the body.
pub(crate) fn body<T: ResponseBody, E: ResponseBody>(raw: RawResponse) -> Result<T, Error<E>> {
    response(raw).map(Response::into_body)
}

/// Gives a download that has begun, or decodes the error that came instead.
pub(crate) fn download_response<E: ResponseBody>(
    raw: RawResponse,
) -> Result<Response<Download>, Error<E>> {
    let download = download(raw)?;
    Ok(still_to_come(download.head.clone(), download))
}

/// The same without the head, which a download has too.
pub(crate) fn download<E: ResponseBody>(raw: RawResponse) -> Result<Download, Error<E>> {
    streaming(raw).map(|it| it.download)
}

/// Gives the items of a body that has begun, or decodes the error that came instead.
pub(crate) fn items_response<T: Item, E: ResponseBody>(
    raw: RawResponse,
) -> Result<Response<Items<T>>, Error<E>> {
    let streaming = streaming(raw)?;
    let head = streaming.download.head.clone();
    Ok(still_to_come(head, Items::new(streaming)))
}

fn still_to_come<T>(head: Head, body: T) -> Response<T> {
    Response { head, body, bytes: Bytes::new(), deviations: Deviations::default() }
}

/// The same without the head, which the items have too.
pub(crate) fn items<T: Item, E: ResponseBody>(raw: RawResponse) -> Result<Items<T>, Error<E>> {
    items_response(raw).map(Response::into_body)
}

/// The error of a response that isn't what its operation documents for a success.
pub(crate) fn refusal<E: ResponseBody>(buffered: BufferedResponse) -> Error<E> {
    match buffered.verdict() {
        Verdict::Success(_) => match pick(&buffered.bytes, &[]) {
            Ok(_) => buffered.not_decoded(DecodeError::new("there are no items", 0)),
            Err(error) => buffered.not_decoded(error),
        },
        Verdict::Failure(kind) => failure(buffered, kind),
    }
}

fn streaming<E: ResponseBody>(raw: RawResponse) -> Result<StreamingResponse, Error<E>> {
    let buffered = match raw {
        RawResponse::Streaming(streaming) => return Ok(streaming),
        RawResponse::Buffered(buffered) => buffered,
    };
    match buffered.verdict() {
        Verdict::Success(_) => Err(buffered.unexpected(None)),
        Verdict::Failure(kind) => Err(failure(buffered, kind)),
    }
}

fn failure<E: ResponseBody>(buffered: BufferedResponse, kind: Option<BodyKind>) -> Error<E> {
    let Some(kind) = kind else { return buffered.unexpected(None) };
    if buffered.truncated {
        let what = format!("it is longer than {} bytes", buffered.bytes.len());
        return buffered.unexpected(Some(DecodeError::new(what, 0)));
    }
    let (read, deviations) = read(&buffered, kind);
    let is_another = deviations.into_iter().any(|it| it.kind() == DeviationKind::NoKnownMember);
    match read {
        // An empty value would hide all that the server says.
        Ok(_) if is_another => {
            let what = "it has none of the documented members";
            buffered.unexpected(Some(DecodeError::new(what, 0)))
        }
        Ok(body) => {
            let BufferedResponse { operation, head, bytes, truncated: _ } = buffered;
            Error::Api(Box::new(ApiError::new(operation.name, head, body, bytes)))
        }
        Err(error) => buffered.unexpected(Some(error)),
    }
}

/// Reads the body, and tells where it isn't as described.
fn read<T: ResponseBody>(
    buffered: &BufferedResponse,
    kind: BodyKind,
) -> (Result<T, DecodeError>, Deviations) {
    let (mut read, mut notes) = attempt(buffered, kind);
    let mut bytes = buffered.bytes.clone();
    if read.is_err()
        && kind == BodyKind::Json
        && let Some(in_utf8) = buffered.in_utf8()
    {
        (read, notes) = attempt(&in_utf8, kind);
        bytes = in_utf8.bytes;
    }
    let deviations = Deviations::collect(notes, &bytes, read.as_ref().err());
    (read, buffered.head.tell(deviations))
}

/// Reads the body as it is; with what was noted.
fn attempt<T: ResponseBody>(
    buffered: &BufferedResponse,
    kind: BodyKind,
) -> (Result<T, DecodeError>, Notes) {
    let mut slot = None;
    let read = buffered.read(kind, &mut |status, r| {
        slot = Some(T::read_response(status, r)?);
        Ok(())
    });
    match read {
        Ok(notes) => (slot.ok_or_else(|| DecodeError::new("the body was not read", 0)), notes),
        Err((notes, error)) => (Err(error), notes),
    }
}

/// What reads a body of this status.
type Each<'e> = dyn FnMut(u16, &mut Reader<'_>) -> Result<(), DecodeError> + 'e;

enum Verdict {
    /// Yes, and this is how the body reads.
    Success(BodyKind),
    /// No, and this is how the body reads if one is documented.
    Failure(Option<BodyKind>),
}

impl BufferedResponse {
    fn verdict(&self) -> Verdict {
        let (operation, status) = (self.operation, self.head.status);
        let kind = operation.kind(status);
        if operation.is_success(status) {
            Verdict::Success(kind.unwrap_or_else(|| self.kind_of_content()))
        } else {
            Verdict::Failure(kind.filter(|it| *it != BodyKind::Empty))
        }
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

    /// Calls `each` with a reader of the body; returns what that noted.
    fn read(&self, kind: BodyKind, each: &mut Each<'_>) -> Result<Notes, (Notes, DecodeError)> {
        let Head { status, headers, .. } = &self.head;
        let text = || self.text().map_err(|it| (Notes::default(), it));
        match kind {
            BodyKind::Json if self.bytes.trim_ascii().is_empty() => {
                self.read_by(Reader::empty(), each)
            }
            BodyKind::Json => {
                let (notes, error) = match self.read_by(Reader::new(&self.bytes), each) {
                    Ok(notes) => return Ok(notes),
                    Err(failed) => failed,
                };
                // Where JSON is documented some send a word, and say so: it is a string for those who take one.
                // A page isn't one.
                if self.is_text() && !matches!(&*self.media_type(), "text/html" | "text/json") {
                    let read = self.read_by(Reader::text(&text()?), each);
                    return read.map_err(|_| (notes, self.explain(error)));
                }
                Err((notes, self.explain(error)))
            }
            BodyKind::Text | BodyKind::Items => self.read_by(Reader::text(&text()?), each),
            BodyKind::Bytes => self.read_by(Reader::text(&STANDARD.encode(&self.bytes)), each),
            BodyKind::Empty => match headers.get("location").filter(|_| *status / 100 == 3) {
                Some(location) => self.read_by(Reader::text(location), each),
                None => self.read_by(Reader::empty(), each),
            },
        }
    }

    fn read_by(
        &self,
        mut reader: Reader<'_>,
        each: &mut Each<'_>,
    ) -> Result<Notes, (Notes, DecodeError)> {
        reader.accept(self.head.reading.policy);
        let read = each(self.head.status, &mut reader).and_then(|()| reader.finish());
        let notes = reader.take_notes();
        match read {
            Ok(()) => Ok(notes),
            Err(error) => Err((notes, error)),
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

    /// The error with what may be the reason: a packing that wasn't asked for, or what isn't JSON, as the response may say.
    fn explain(&self, error: DecodeError) -> DecodeError {
        if !error.path().is_empty() {
            return error;
        }
        if let Some(encoding) = self.packing() {
            let encoding = encoding.escape_debug();
            return error
                .with_message(format!("it is packed as `{encoding}`, which was not asked for"));
        }
        let error = error.of_words(&self.bytes);
        let media_type = self.media_type();
        if media_type.is_empty() || is_json(&media_type) {
            return error;
        }
        let media_type = media_type.escape_debug();
        let message = format!("{} (the response says that it is `{media_type}`)", error.message());
        error.with_message(message)
    }

    /// The same with its text in UTF-8, where it came in another charset: JSON has no other (RFC 8259, section 8.1), but
    /// old servers write it in that of their pages.
    fn in_utf8(&self) -> Option<Self> {
        let text = charset::text(&self.bytes, self.content_type())?;
        // What is valid as UTF-8 isn't anything else, but for what has zeros between its letters.
        if std::str::from_utf8(&self.bytes).is_ok() && !self.bytes.contains(&0) {
            return None;
        }
        let Self { operation, head, truncated, .. } = self;
        let bytes = Bytes::from(text.into_owned());
        Some(Self { operation, head: head.clone(), bytes, truncated: *truncated })
    }

    /// The body as text: UTF-8 unless the content type says otherwise.
    fn text(&self) -> Result<Cow<'_, str>, DecodeError> {
        // Of what is packed each byte is some letter in a charset of bytes.
        let content_type = if self.packing().is_some() { "" } else { self.content_type() };
        charset::text(&self.bytes, content_type).ok_or_else(|| {
            let utf8 = std::str::from_utf8(&self.bytes);
            let valid = utf8.map_or_else(|it| it.valid_up_to(), str::len);
            let error = DecodeError::new("the text is not UTF-8", valid);
            if self.packing().is_some() { self.explain(error) } else { error }
        })
    }

    /// How the body is packed, as the response says, though it was not asked for.
    fn packing(&self) -> Option<&str> {
        let encoding = self.head.headers.get("content-encoding")?;
        (!encoding.trim().eq_ignore_ascii_case("identity")).then_some(encoding)
    }
}
