//! Streams of pages and of their items.
//!
//! - In: a call, and how the pages of its operation follow each other.
//! - Out: one page after the other, each by a call of its own: with credentials, retries and the call's other values.
//! - Invariants: nothing is asked for before it is wanted; there is an end, whatever the server says.

mod continuation;
mod info;
mod progress;

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    ops::Range,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_core::Stream;

use self::{
    continuation::Continuation,
    info::PageInfo,
    progress::{NextRequest, Progress},
};
use super::{
    call::Call,
    decode,
    error::Error,
    exchange::Sent,
    headers::Headers,
    maybe_send::BoxFuture,
    operation::Operation,
    raw_response::{BufferedResponse, RawResponse},
    response::{Head, Response, ResponseBody},
};
use crate::json::{
    DecodeError, Decoded, DeviationPolicy, Deviations, Json, decode_with, pick::unescape,
};

impl Call {
    /// Gives page after page, each asked for when it is wanted.
    pub fn pages<P: ResponseBody, E: ResponseBody>(self) -> Pages<P, E> {
        Pages::new(self)
    }

    /// Gives the items of page after page, each page asked for when its first item is wanted.
    pub fn paged_items<T: Json, E: ResponseBody>(self) -> PagedItems<T, E> {
        PagedItems::new(self)
    }
}

/// The pages of an operation's results, one after the other. Read them with [`next`](Self::next), or as a [`Stream`].
///
/// Each page is a call of its own, made when it is asked for; dropping this makes no more. It begins with the page that
/// the request's own parameters ask for.
///
/// A cursor, an address or a page that repeats is [`Error::Request`], and so is an address of another origin: the pages
/// can't go on, and those so far aren't all.
///
/// After any other error [`resume`](Self::resume) goes on at the page that wasn't got, and
/// [`continuation_token`](Self::continuation_token) is the place as text, for another time or another process.
#[must_use = "pages do nothing until they are asked for"]
pub struct Pages<P, E> {
    pager: Pager,
    read: fn(RawResponse) -> Result<Response<P>, Error<E>>,
    deviations: Deviations,
}

/// The items of an operation's results, page after page. Read them with [`next`](Self::next), or as a [`Stream`].
///
/// As [`Pages`], with the items of a page handed out before the next page is asked for. The place of
/// [`continuation_token`](Self::continuation_token) is that of the next item.
#[must_use = "items do nothing until they are asked for"]
pub struct PagedItems<T, E> {
    pager: Pager,
    page: Page,
    deviations: Deviations,
    read: fn(&[u8], DeviationPolicy) -> Decoded<T>,
    refuse: fn(BufferedResponse) -> Error<E>,
}

impl<P: ResponseBody, E: ResponseBody> Pages<P, E> {
    fn new(call: Call) -> Self {
        let (read, deviations) = (decode::response::<P, E>, Deviations::default());
        Self { pager: Pager::new(call), read, deviations }
    }
}

impl<P, E> Pages<P, E> {
    /// Sets how many pages are requested at most.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.pager.left = pages;
        self
    }

    /// Returns where the pages so far weren't as described.
    pub fn deviations(&self) -> &Deviations {
        &self.deviations
    }

    /// Returns the next page, or `None` after the last one. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// Fails like the call of a single page. [`Error::Decode`] is about one page, and the next one comes after it;
    /// every other error is the end.
    pub async fn next(&mut self) -> Option<Result<P, Error<E>>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    /// Returns the next page with its status and headers, or `None` after the last one. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// Fails like [`next`](Self::next).
    pub async fn next_response(&mut self) -> Option<Result<Response<P>, Error<E>>> {
        poll_fn(|cx| self.poll_response(cx)).await
    }

    /// Lets the next page be the one that an error came instead of, to be asked for again; without such an error nothing
    /// changes.
    pub fn resume(&mut self) {
        self.pager.resume();
    }

    /// Returns the place of the next page as text, or `None` after the last one; after an error, that of the page that
    /// wasn't got.
    ///
    /// [`continue_from`](Self::continue_from) goes on there, with a request of the same parameters. Its form may change
    /// with the version of this crate; it has none of the client's credentials, though what the server repeats of
    /// `RequestOptions::query`, and what the server says leads to the page.
    pub fn continuation_token(&self) -> Option<String> {
        self.pager.place().map(|it| it.write(&self.pager.call))
    }

    /// Begins at the place of this [`continuation_token`](Self::continuation_token) instead of the first page.
    ///
    /// Text that is none of this operation is [`Error::Request`] of the kind `Paging`, in place of the first page.
    ///
    /// Take it only from where nobody else can write: it never leads to another origin, but to any address of this one, with
    /// the client's credentials.
    pub fn continue_from(mut self, token: &str) -> Self {
        self.pager.continue_from(token);
        self
    }

    /// Returns all pages that are left, up to the first error.
    ///
    /// # Errors
    ///
    /// Fails like [`next`](Self::next).
    pub async fn collect(mut self) -> Result<Vec<P>, Error<E>> {
        let mut pages = Vec::new();
        while let Some(page) = self.next().await {
            pages.push(page?);
        }
        Ok(pages)
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<P, Error<E>>>> {
        self.poll_response(cx).map(|it| it.map(|it| it.map(Response::into_body)))
    }

    fn poll_response(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Response<P>, Error<E>>>> {
        let (read, deviations) = (self.read, &mut self.deviations);
        self.pager.poll(cx, &mut |raw, _, _| {
            let response = read(raw)?;
            deviations.append(response.deviations.clone());
            Ok(Some(response))
        })
    }
}

impl<T: Json, E: ResponseBody> PagedItems<T, E> {
    fn new(call: Call) -> Self {
        let page = Page::none(call.operation);
        let read = decode_with::<T>;
        let (deviations, refuse) = (Deviations::default(), decode::refusal::<E>);
        Self { pager: Pager::new(call), page, deviations, read, refuse }
    }
}

impl<T, E> PagedItems<T, E> {
    /// Sets how many pages are requested at most.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.pager.left = pages;
        self
    }

    /// Returns where the items so far weren't as described, each with its number on its page in the path.
    ///
    /// The policy of the call says what is accepted of that, and whether an item that can't be read is left out.
    pub fn deviations(&self) -> &Deviations {
        &self.deviations
    }

    /// Returns the next item, or `None` after the last one. Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// Fails like the call of a single page, after the items of all pages before. An [`Error::Decode`] about one item
    /// has its number on its page in its path, and the next item comes after it; every other error is the end.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// Returns the status of the page that the last item is of; `None` before the first page.
    pub fn page_status(&self) -> Option<u16> {
        self.page.head.as_ref().map(|it| it.status)
    }

    /// Returns the headers of the page that the last item is of; `None` before the first page.
    pub fn page_headers(&self) -> Option<&Headers> {
        self.page.head.as_ref().map(|it| &it.headers)
    }

    /// Lets the next items be those of the page that an error came instead of, to be asked for again; without such an
    /// error nothing changes.
    pub fn resume(&mut self) {
        self.pager.resume();
    }

    /// Returns the place of the next item as text, or `None` after the last page; after an error, that of the page that
    /// wasn't got.
    ///
    /// [`continue_from`](Self::continue_from) goes on there, with a request of the same parameters: it asks for the page
    /// again, and leaves out as many items as were handed out of it. Its form may change with the version of this crate; it
    /// has none of the client's credentials, though what the server repeats of `RequestOptions::query`, and what the server
    /// says leads to the page.
    pub fn continuation_token(&self) -> Option<String> {
        let place = match &self.page.from {
            Some(from) if !self.page.items.is_empty() => {
                Some(Continuation { skip: self.page.count, ..from.clone() })
            }
            Some(_) | None => self.pager.place(),
        };
        place.map(|it| it.write(&self.pager.call))
    }

    /// Begins at the place of this [`continuation_token`](Self::continuation_token) instead of the first page.
    ///
    /// Text that is none of this operation is [`Error::Request`] of the kind `Paging`, in place of the first item.
    ///
    /// Take it only from where nobody else can write: it never leads to another origin, but to any address of this one, with
    /// the client's credentials.
    pub fn continue_from(mut self, token: &str) -> Self {
        self.page = Page::none(self.pager.call.operation);
        self.pager.continue_from(token);
        self
    }

    /// Returns all items that are left, up to the first error.
    ///
    /// # Errors
    ///
    /// Fails like [`next`](Self::next).
    pub async fn collect(mut self) -> Result<Vec<T>, Error<E>> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error<E>>>> {
        loop {
            if let Some((index, text)) = self.page.next() {
                let policy = self.page.policy();
                let Decoded { value, deviations } = (self.read)(&text, policy);
                let is_skipped = value.is_err() && policy.skips_items();
                let deviations = if is_skipped { deviations.skipped() } else { deviations };
                let told = self.page.tell(index, deviations);
                self.deviations.append(told.clone());
                if is_skipped {
                    continue;
                }
                let broken = |it| self.page.broken(index, text, it, told).widen();
                return Poll::Ready(Some(value.map_err(broken)));
            }
            let (page, refuse) = (&mut self.page, self.refuse);
            let filled = self.pager.poll(cx, &mut |raw, items, from| {
                let buffered = raw.into_buffered().map_err(Error::Transport)?;
                let Some(items) = items else { return Err(refuse(buffered)) };
                page.fill(buffered, items, from);
                Ok(Some(()))
            });
            match ready!(filled) {
                Some(Ok(())) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<P, E> Stream for Pages<P, E> {
    type Item = Result<P, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(cx)
    }
}

impl<T, E> Stream for PagedItems<T, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<P, E> fmt::Debug for Pages<P, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.pager.call).finish_non_exhaustive()
    }
}

impl<T, E> fmt::Debug for PagedItems<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PagedItems").field("call", &self.pager.call).finish_non_exhaustive()
    }
}

/// A page whose items are handed out.
struct Page {
    operation: &'static Operation,
    head: Option<Head>,
    bytes: Bytes,
    items: VecDeque<Range<usize>>,
    /// Where the items are in the page.
    at: &'static str,
    /// How many of its items were handed out, now or another time.
    count: usize,
    /// What it was asked for by.
    from: Option<Continuation>,
}

impl Page {
    fn none(operation: &'static Operation) -> Self {
        let (bytes, items) = (Bytes::new(), VecDeque::new());
        Self { operation, head: None, bytes, items, at: "", count: 0, from: None }
    }

    fn fill(&mut self, buffered: BufferedResponse, items: Vec<Range<usize>>, from: Continuation) {
        let BufferedResponse { operation, head, bytes, truncated: _ } = buffered;
        let (count, at) = (from.skip, operation.paging.map_or("", |it| it.items));
        let items = items.into_iter().skip(count).collect();
        let (head, from) = (Some(head), Some(from));
        *self = Self { operation, head, bytes, items, at, count, from };
    }

    /// The number and the text of the next item.
    fn next(&mut self) -> Option<(usize, Bytes)> {
        let range = self.items.pop_front()?;
        self.count += 1;
        Some((self.count - 1, self.bytes.slice(range)))
    }

    /// The error of an item as that of its page.
    fn outwards(&self, index: usize, error: DecodeError) -> DecodeError {
        let names = self.at.rsplit('/').filter(|it| !it.is_empty());
        names.fold(error.in_item(index), |error, name| error.in_field(&unescape(name)))
    }

    fn policy(&self) -> DeviationPolicy {
        self.head.as_ref().map(|it| it.reading.policy).unwrap_or_default()
    }

    /// Tells where an item isn't as described.
    fn tell(&self, index: usize, deviations: Deviations) -> Deviations {
        let Some(head) = self.head.as_ref().filter(|_| !deviations.is_empty()) else {
            return deviations;
        };
        head.tell(deviations.at(&|it| self.outwards(index, it)))
    }

    fn broken(
        &self,
        index: usize,
        bytes: Bytes,
        error: DecodeError,
        deviations: Deviations,
    ) -> Error {
        let Some(head) = self.head.clone() else { unreachable!("an item is of a page that came") };
        let error = self.outwards(index, error);
        let operation = self.operation;
        BufferedResponse { operation, head, bytes, truncated: false }.refused(error, deviations)
    }
}

/// All but the types.
struct Pager {
    /// The call of the first page.
    call: Call,
    progress: Progress,
    state: State,
    /// What the page is asked for by that is on its way, or that an error came instead of.
    asked: Option<Continuation>,
    /// How many pages may still be asked for.
    left: usize,
}

enum State {
    /// This page is to be asked for.
    Ready(Continuation),
    /// A page is on its way.
    Asked(BoxFuture<'static, Sent>),
    /// There is a next page that can't be asked for.
    Failed(Error),
    Ended,
}

/// Reads a response of which is known where its items are (`None` where it is no page), and what it was asked for by.
type Read<'r, T, E> = dyn FnMut(RawResponse, Option<Vec<Range<usize>>>, Continuation) -> Result<Option<T>, Error<E>>
    + 'r;

impl Pager {
    fn new(call: Call) -> Self {
        let progress = Progress::new(&call);
        let first = Continuation::new(NextRequest::First, progress.mark());
        Self { call, progress, state: State::Ready(first), asked: None, left: usize::MAX }
    }

    /// Where it goes on.
    fn place(&self) -> Option<Continuation> {
        match &self.state {
            State::Ready(next) => Some(next.clone()),
            State::Asked(_) | State::Failed(_) | State::Ended => self.asked.clone(),
        }
    }

    fn resume(&mut self) {
        // What is on its way is still wanted.
        if matches!(self.state, State::Ended)
            && let Some(asked) = self.asked.take()
        {
            self.left = self.left.saturating_add(1);
            self.state = State::Ready(asked);
        }
    }

    fn continue_from(&mut self, token: &str) {
        self.asked = None;
        self.state = match Continuation::read(token, self.call.operation) {
            Ok(place) => {
                self.progress.go_on(place.mark, &place.next);
                State::Ready(place)
            }
            Err(error) => State::Failed(Error::Request(error.of(self.call.operation.name))),
        };
    }

    fn poll<T, E>(
        &mut self,
        cx: &mut Context<'_>,
        read: &mut Read<'_, T, E>,
    ) -> Poll<Option<Result<T, Error<E>>>> {
        loop {
            let sent = match &mut self.state {
                State::Asked(asked) => Some(ready!(asked.as_mut().poll(cx))),
                State::Ready(_) | State::Failed(_) | State::Ended => None,
            };
            if let Some(sent) = sent {
                self.state = State::Ended;
                let read = sent.read(|raw| match self.receive(&raw) {
                    Received::Page(items, from) => read(raw, items, from),
                    Received::End => Ok(None),
                });
                return Poll::Ready(read.transpose());
            }
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Failed(error) => return Poll::Ready(Some(Err(error.widen()))),
                State::Ready(next) if self.left > 0 => {
                    self.left -= 1;
                    self.state = State::Asked(next.next.of(&self.call).send(false));
                    self.asked = Some(next);
                }
                // The place is kept for who goes on another time.
                State::Ready(next) => {
                    self.state = State::Ready(next);
                    return Poll::Ready(None);
                }
                State::Asked(_) | State::Ended => return Poll::Ready(None),
            }
        }
    }

    /// Settles what comes after a response, and whether it is a page at all; what can't be read is told when it is.
    fn receive(&mut self, raw: &RawResponse) -> Received {
        let (RawResponse::Buffered(buffered), Some(from)) = (raw, self.asked.clone()) else {
            return Received::End;
        };
        if !buffered.operation.is_success(buffered.head.status) {
            if buffered.head.status == 404 && self.progress.may_be_past_the_end() {
                self.asked = None;
                return Received::End;
            }
            return Received::Page(None, from);
        }
        let info = self.call.operation.paging.map(|it| PageInfo::read(it, buffered));
        let Some(Ok(info)) = info else { return Received::Page(None, from) };
        self.state = match self.progress.next(&info, buffered) {
            Ok(Some(next)) => State::Ready(Continuation::new(next, self.progress.mark())),
            Ok(None) => State::Ended,
            Err(error) => State::Failed(Error::Request(error.of(buffered.operation.name))),
        };
        self.asked = None;
        Received::Page(Some(info.items), from)
    }
}

/// What a response is.
enum Received {
    /// A page, or an error in its place, and what it was asked for by.
    Page(Option<Vec<Range<usize>>>, Continuation),
    /// That there is no such page.
    End,
}
