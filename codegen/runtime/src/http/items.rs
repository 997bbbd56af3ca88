//! Bodies that are a sequence of items, typed as they arrive.

mod reconnect;

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

pub use self::reconnect::Reconnect;
use self::reconnect::Reconnecting;
use super::{
    download::Download,
    error::{BodyTooLargeError, Error, ItemError},
    frames::{Fields, Frame, Frames, Framing},
    headers::Headers,
    media_type::is_json,
    operation::{Envelope, Operation},
    raw_response::{BufferedResponse, Resend, StreamingResponse},
};
use crate::json::{
    DecodeError, DeviationPolicy, Deviations, Json, Notes, Reader, Writer, pick::pick,
};

/// The items of a body, one after the other: values of JSON, records, or server-sent [`Event`]s.
///
/// An item that doesn't read as documented is an error of its own, kept whole, and the next one comes after it. Nothing
/// is read ahead; dropping it ends the connection. Read it with [`next`](Self::next), or as a [`Stream`].
///
/// How items are kept apart is said by the response's media type, and by what was asked for where it says nothing.
pub struct Items<T> {
    source: Source,
    read: fn(&mut Parts<'_>) -> Result<Next<T>, DecodeError>,
}

/// What comes of an item's text.
#[doc(hidden)]
#[derive(Debug)]
pub enum Next<T> {
    /// A value.
    Item(T),
    /// Nothing that is meant for the reader.
    Nothing,
    /// The end of the items, which the server announces by a word.
    End,
}

/// What a stream may consist of: every [`Json`] type, and [`Event`]s of them.
pub trait Item: Sized {
    /// Reads an item.
    ///
    /// # Errors
    ///
    /// Returns a [`DecodeError`] when the item is something else.
    #[doc(hidden)]
    fn of(parts: &mut Parts<'_>) -> Result<Next<Self>, DecodeError>;
}

/// The text of an item, and what an event says beside it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Parts<'a> {
    frame: &'a Frame,
    /// Whether events were asked for, so that the type of an item may be that of a whole one.
    events: bool,
    policy: DeviationPolicy,
    /// Where what was read isn't as described.
    deviations: Deviations,
}

/// A server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The last id that the server has sent, with this event or one before.
    pub id: Option<String>,
    /// What kind of event it is, where the server says so.
    pub event: Option<String>,
    /// What it is about. Data that isn't JSON is a string for those who take one.
    pub data: T,
    /// How many milliseconds the server asks to wait before the next connection, where this event says so.
    pub retry: Option<u64>,
}

/// All but the types.
struct Source {
    operation: &'static Operation,
    /// Whether events were asked for, so that the type of an item may be that of a whole one.
    events: bool,
    download: Download,
    frames: Frames,
    limit: usize,
    /// How many items there were.
    count: usize,
    /// Where they weren't as described.
    deviations: Deviations,
    ended: bool,
    /// What sends the request again.
    resend: Option<Box<dyn Resend>>,
    reconnecting: Option<Reconnecting>,
}

impl<T: Item> Items<T> {
    pub(crate) fn new(response: StreamingResponse) -> Self {
        let StreamingResponse { operation, download, limits, resend } = response;
        let limit = limits.max_body;
        let framing = framing(operation.accept, download.content_type().unwrap_or_default());
        let frames = Frames::new(framing, limit);
        let source = Source {
            operation,
            events: Framing::of(operation.accept) == Some(Framing::Events),
            download,
            frames,
            limit,
            count: 0,
            deviations: Deviations::default(),
            ended: false,
            resend,
            reconnecting: None,
        };
        Self { source, read: T::of }
    }
}

impl<T> Items<T> {
    /// Returns the status.
    pub fn status(&self) -> u16 {
        self.source.download.status()
    }

    /// Returns the headers.
    pub fn headers(&self) -> &Headers {
        self.source.download.headers()
    }

    /// Returns where the items so far weren't as described, each with its number in the path: `[3].id`.
    ///
    /// The policy of the call says what is accepted of that, and whether an item that can't be read is left out.
    pub fn deviations(&self) -> &Deviations {
        &self.source.deviations
    }

    /// Connects again where a stream of server-sent events breaks off or ends.
    ///
    /// The request is sent again after the time that the server asked for (`retry`), with the last id that came in
    /// `last-event-id`, with a token that is good by then and under the same rules for redirects. An event that hasn't
    /// ended when the connection does is dropped, since it comes again; the event before isn't given twice where the
    /// server repeats it with its id. As WHATWG HTML, section 9.2, has it, the items end with a response of 204, and
    /// with an error for another status or media type: [`Error::UnexpectedResponse`], [`Error::Decode`]. When the
    /// attempts are used up they end as they would have without.
    ///
    /// Events only: lines and records have no ids. And only where nothing can be done twice by it: a request of `GET`,
    /// `HEAD`, `QUERY` or `OPTIONS`, or one of `PUT` or `DELETE` without a body, unless the API's settings say otherwise of
    /// the operation. All else stays as it is.
    ///
    /// ```
    /// # use clientwright_runtime::{Error, Event, Items, Reconnect};
    /// # async fn watch(events: Items<Event<String>>) -> Result<(), Error> {
    /// let mut events = events.reconnect(Reconnect::new());
    /// while let Some(event) = events.next().await {
    ///     println!("{}", event?.data);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn reconnect(mut self, policy: Reconnect) -> Self {
        self.source.reconnect(policy);
        self
    }

    /// Returns the next item, or `None` at the end. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Decode`] for an item that reads otherwise than documented, which has its number in its path,
    /// [`Error::Item`] for an error that the server sends in its place,
    /// and [`Error::TooLarge`] for one longer than `max_body`: the items go on after
    /// it. [`Error::Transport`] when the connection breaks, which is the end. Others come of
    /// [reconnecting](Self::reconnect) alone, and are the end too.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// Returns all items that are left, up to the first error.
    ///
    /// # Errors
    ///
    /// Fails like [`next`](Self::next).
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            let frame = match ready!(self.source.poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            let frame = match self.source.open(frame) {
                Ok(frame) => frame,
                Err(Some(error)) => return Poll::Ready(Some(Err(error))),
                Err(None) => continue,
            };
            let mut parts = self.source.parts(&frame);
            let read = (self.read)(&mut parts);
            let deviations = parts.deviations;
            match read {
                Ok(Next::Item(item)) => {
                    self.source.tell(deviations);
                    return Poll::Ready(Some(Ok(item)));
                }
                Ok(Next::Nothing) => self.source.count -= 1,
                Ok(Next::End) => self.source.end(),
                Err(error) => {
                    if let Some(error) = self.source.broken(frame, error, deviations) {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
        }
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("status", &self.status())
            .field("headers", &self.headers())
            .field("count", &self.source.count)
            .finish_non_exhaustive()
    }
}

/// How the items of a response are kept apart.
fn framing(accept: &str, content_type: &str) -> Framing {
    if let Some(framing) = Framing::of(content_type) {
        return framing;
    }
    match Framing::of(accept) {
        // Not the events that were asked for, but one document.
        Some(Framing::Events) if is_json(content_type) => Framing::Whole,
        framing => framing.unwrap_or(Framing::Values),
    }
}

impl Source {
    fn reconnect(&mut self, policy: Reconnect) {
        if self.frames.framing() == Framing::Events
            && let Some(resend) = self.resend.take()
        {
            self.reconnecting = Some(Reconnecting::new(policy, resend));
        }
    }

    fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame, Error>>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            if let Some(again) = &mut self.reconnecting
                && let Some(opened) = ready!(again.poll_opened(cx))
            {
                match opened {
                    Ok(Some(download)) => {
                        self.download = download;
                        self.frames.restart();
                    }
                    Ok(None) => self.end(),
                    Err(error) if again.open_after(&error, &self.frames) => {}
                    Err(error) => {
                        self.end();
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                continue;
            }
            if let Some(frame) = self.frames.next() {
                if self.reconnecting.as_mut().is_some_and(|it| it.is_repeated(&frame)) {
                    continue;
                }
                return Poll::Ready(Some(self.counted(frame)));
            }
            match ready!(self.download.poll_chunk(cx)) {
                Ok(Some(chunk)) => self.push(chunk),
                Ok(None) | Err(_) if self.open_again() => {}
                Ok(None) => {
                    self.ended = true;
                    let last = self.frames.end();
                    return Poll::Ready(last.map(|it| self.counted(it)));
                }
                Err(error) => {
                    self.ended = true;
                    let (name, attempts) = (self.operation.name, self.download.head.attempts);
                    return Poll::Ready(Some(Err(Error::Transport(error).of(name, attempts))));
                }
            }
        }
    }

    fn push(&mut self, chunk: Bytes) {
        if let Some(again) = &mut self.reconnecting {
            again.has_come();
        }
        self.frames.push(chunk);
    }

    fn open_again(&mut self) -> bool {
        self.reconnecting.as_mut().is_some_and(|it| it.open(&self.frames))
    }

    fn counted(&mut self, frame: Frame) -> Result<Frame, Error> {
        self.count += 1;
        if !frame.cut {
            return Ok(frame);
        }
        let head = self.download.head.clone();
        Err(Error::TooLarge(Box::new(BodyTooLargeError::new(
            self.operation.name,
            head,
            self.limit,
        ))))
    }

    fn parts<'a>(&self, frame: &'a Frame) -> Parts<'a> {
        let deviations = Deviations::default();
        Parts { frame, events: self.events, policy: self.policy(), deviations }
    }

    fn policy(&self) -> DeviationPolicy {
        self.download.head.reading.policy
    }

    /// Tells where the last item isn't as described, and keeps it.
    fn tell(&mut self, deviations: Deviations) -> Deviations {
        if deviations.is_empty() {
            return deviations;
        }
        let nth = self.count.saturating_sub(1);
        let told = self.download.head.tell(deviations.at(&|it| it.in_item(nth)));
        self.deviations.append(told.clone());
        told
    }

    /// What is in the envelope of an item; no error where the item is left out.
    fn open(&mut self, frame: Frame) -> Result<Frame, Option<Error>> {
        let Some(Envelope { item, error: error_at }) = self.operation.envelope else {
            return Ok(frame);
        };
        // What isn't JSON is for whoever reads the item.
        let Ok(found) = pick(&frame.data, &[item, error_at]) else { return Ok(frame) };
        let [found, error] = found.as_slice() else { return Ok(frame) };
        // No pointer means that there are no errors; to `pick` it is the whole value.
        let is_error = |it: &&[u8]| {
            !error_at.is_empty()
                && !matches!(*it, b"null" | b"false" | b"\"\"" | b"[]" | b"{}" | b"0")
        };
        if let Some(error) = error.filter(is_error) {
            let head = self.download.head.clone();
            let bytes = frame.data.slice_ref(error);
            let error = ItemError::new(self.operation.name, head, bytes);
            return Err(Some(Error::Item(Box::new(error))));
        }
        let Some(found) = found else {
            let what = DecodeError::new(format!("there is no `{item}`"), 0);
            let deviations = Deviations::collect(Notes::default(), &frame.data, Some(&what));
            return Err(self.broken(frame, what, deviations));
        };
        Ok(Frame { data: frame.data.slice_ref(found), ..frame })
    }

    fn end(&mut self) {
        self.ended = true;
        self.download.stop();
    }

    /// The error of an item that can't be read; none where it is left out.
    ///
    /// A document that came in place of a stream is never left out, as there would be nothing.
    fn broken(
        &mut self,
        frame: Frame,
        error: DecodeError,
        deviations: Deviations,
    ) -> Option<Error> {
        if self.policy().skips_items() && self.frames.framing() != Framing::Whole {
            self.tell(deviations.skipped());
            return None;
        }
        let deviations = self.tell(deviations);
        let error = error.in_item(self.count.saturating_sub(1));
        let (operation, head) = (self.operation, self.download.head.clone());
        let item = BufferedResponse { operation, head, bytes: frame.data, truncated: false };
        Some(item.refused(error, deviations))
    }
}

/// A JSON text; of an event its data, or where events were asked for the object that OpenAPI 3.2 describes them by.
impl<T: Json> Item for T {
    fn of(parts: &mut Parts<'_>) -> Result<Next<Self>, DecodeError> {
        let mut slot = None;
        let read = parts.value(&mut |r| r.field(&mut slot))?;
        Ok(read.with(slot))
    }
}

impl<T: Json> Item for Event<T> {
    fn of(parts: &mut Parts<'_>) -> Result<Next<Self>, DecodeError> {
        let mut slot = None;
        let read = parts.data(&mut |r| r.field(&mut slot))?;
        let Fields { id, has_id: _, event, retry } =
            parts.frame.event.as_deref().cloned().unwrap_or_default();
        Ok(read.with(slot.map(|data| Self { id, event, data, retry })))
    }
}

impl Next<()> {
    /// The same with the value that was read.
    fn with<T>(self, value: Option<T>) -> Next<T> {
        match (self, value) {
            (Self::Item(()), Some(value)) => Next::Item(value),
            (Self::Item(()), None) | (Self::Nothing, _) => Next::Nothing,
            (Self::End, _) => Next::End,
        }
    }
}

type Read<'r> = dyn FnMut(&mut Reader<'_>) -> Result<(), DecodeError> + 'r;

/// What many servers send as the data of their last event; it is no JSON.
const END: &[u8] = b"[DONE]";

impl Parts<'_> {
    fn value(&mut self, read: &mut Read<'_>) -> Result<Next<()>, DecodeError> {
        let data = &self.frame.data;
        let fields = match &self.frame.event {
            None => {
                let (as_json, notes) = self.json(data, read);
                return self.kept(data, as_json, notes);
            }
            Some(_) if !self.events => return self.data(read),
            Some(fields) => fields,
        };
        // The data is a string, unless its schema says what it holds.
        let text = String::from_utf8_lossy(data);
        let mut quoted = Writer::new();
        quoted.string(&text);
        let quoted = object(fields, &quoted.into_bytes());
        let (as_string, notes) = self.json(&quoted, read);
        if as_string.is_ok() && notes.is_empty() {
            return Ok(Next::Item(()));
        }
        let bare = object(fields, data);
        let (as_json, notes) = self.json(&bare, read);
        if as_json.is_err() && as_string.is_ok() {
            let (as_string, notes) = self.json(&quoted, read);
            return self.kept(&quoted, as_string, notes);
        }
        self.kept(&bare, as_json, notes)
    }

    fn data(&mut self, read: &mut Read<'_>) -> Result<Next<()>, DecodeError> {
        let data = self.frame.data.trim_ascii();
        let (as_json, notes) = self.json(data, read);
        if as_json.is_ok() && notes.is_empty() {
            return Ok(Next::Item(()));
        }
        // Where a text is described, a text that looks like a number is as described.
        let text = String::from_utf8_lossy(&self.frame.data);
        match read(&mut Reader::text(&text)) {
            Ok(()) => Ok(Next::Item(())),
            Err(_) if as_json.is_err() && data.is_empty() => Ok(Next::Nothing),
            Err(_) if as_json.is_err() && data == END => Ok(Next::End),
            Err(_) => self.kept(data, as_json, notes),
        }
    }

    /// Reads JSON by the policy; with what was noted.
    fn json(&self, text: &[u8], read: &mut Read<'_>) -> (Result<(), DecodeError>, Notes) {
        let mut r = Reader::new(text);
        r.accept(self.policy);
        let read = read(&mut r).and_then(|()| r.finish());
        (read, r.take_notes())
    }

    /// What was read is what there is: where it isn't as described is kept.
    fn kept(
        &mut self,
        text: &[u8],
        read: Result<(), DecodeError>,
        notes: Notes,
    ) -> Result<Next<()>, DecodeError> {
        let read = read.map_err(|it| it.of_words(text));
        self.deviations = Deviations::collect(notes, text, read.as_ref().err());
        read.map(Next::Item)
    }
}

/// An event as an object; `data` is JSON.
fn object(fields: &Fields, data: &[u8]) -> Bytes {
    let Fields { id, has_id: _, event, retry } = fields;
    let mut object = b"{".to_vec();
    for (name, value) in [("id", id), ("event", event)] {
        if let Some(value) = value {
            let mut w = Writer::new();
            w.string(value);
            object.extend_from_slice(format!("\"{name}\":").as_bytes());
            object.extend_from_slice(&w.into_bytes());
            object.push(b',');
        }
    }
    if let Some(retry) = retry {
        object.extend_from_slice(format!("\"retry\":{retry},").as_bytes());
    }
    object.extend_from_slice(b"\"data\":");
    object.extend_from_slice(data);
    object.push(b'}');
    object.into()
}
