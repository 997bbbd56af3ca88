//! Streams of pages and of their items.
//!
//! - In: a call, and how the pages of its operation follow each other.
//! - Out: one page after the other, each by a call of its own: with credentials, retries and the call's other values.
//! - Invariants: nothing is asked for before it is wanted; there is an end, whatever the server says.

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
    info::PageInfo,
    progress::{NextRequest, Progress},
};
use super::{
    call::Call,
    decode,
    error::Error,
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
#[must_use = "pages do nothing until they are asked for"]
pub struct Pages<P, E> {
    pager: Pager,
    read: fn(RawResponse) -> Result<Response<P>, Error<E>>,
    deviations: Deviations,
}

/// The items of an operation's results, page after page. Read them with [`next`](Self::next), or as a [`Stream`].
///
/// As [`Pages`], with the items of a page handed out before the next page is asked for.
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
        Poll::Ready(match ready!(self.pager.poll(cx)) {
            Some(Ok((raw, _))) => Some((self.read)(raw).map(|it| {
                self.deviations.append(it.deviations);
                it.body
            })),
            Some(Err(error)) => Some(Err(error.widen())),
            None => None,
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
            let (raw, items) = match ready!(self.pager.poll(cx)) {
                Some(Ok(page)) => page,
                Some(Err(error)) => return Poll::Ready(Some(Err(error.widen()))),
                None => return Poll::Ready(None),
            };
            // Only what streams isn't buffered, and pages don't.
            let RawResponse::Buffered(buffered) = raw else { return Poll::Ready(None) };
            match items {
                Some(items) => self.page.fill(buffered, items, self.pager.items_at()),
                None => return Poll::Ready(Some(Err((self.refuse)(buffered)))),
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
    /// How many of them were handed out.
    count: usize,
}

impl Page {
    fn none(operation: &'static Operation) -> Self {
        let (bytes, items) = (Bytes::new(), VecDeque::new());
        Self { operation, head: None, bytes, items, at: "", count: 0 }
    }

    fn fill(&mut self, buffered: BufferedResponse, items: Vec<Range<usize>>, at: &'static str) {
        let BufferedResponse { operation, head, bytes, truncated: _ } = buffered;
        *self = Self { operation, head: Some(head), bytes, items: items.into(), at, count: 0 };
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
    /// How many pages may still be asked for.
    left: usize,
}

enum State {
    /// This page is to be asked for.
    Ready(NextRequest),
    /// A page is on its way.
    Asked(BoxFuture<'static, Result<RawResponse, Error>>),
    /// There is a next page that can't be asked for.
    Failed(Error),
    Ended,
}

/// A response, and where its items are; `None` where it is no page.
type ReceivedPage = (RawResponse, Option<Vec<Range<usize>>>);

impl Pager {
    fn new(call: Call) -> Self {
        let progress = Progress::new(&call);
        Self { call, progress, state: State::Ready(NextRequest::First), left: usize::MAX }
    }

    fn items_at(&self) -> &'static str {
        self.call.operation.paging.map_or("", |it| it.items)
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<ReceivedPage, Error>>> {
        loop {
            let raw = match &mut self.state {
                State::Asked(asked) => Some(ready!(asked.as_mut().poll(cx))),
                State::Ready(_) | State::Failed(_) | State::Ended => None,
            };
            let state = std::mem::replace(&mut self.state, State::Ended);
            return Poll::Ready(match (raw, state) {
                (Some(Ok(raw)), _) => self.receive(raw).map(Ok),
                (Some(Err(error)), _) | (None, State::Failed(error)) => Some(Err(error)),
                (None, State::Ready(next)) if self.left > 0 => {
                    self.left -= 1;
                    self.state = State::Asked(next.of(&self.call).send(false));
                    continue;
                }
                (None, _) => None,
            });
        }
    }

    /// Settles what comes after a response, and whether it is a page at all.
    fn receive(&mut self, raw: RawResponse) -> Option<ReceivedPage> {
        let RawResponse::Buffered(buffered) = &raw else { return None };
        if !buffered.operation.is_success(buffered.head.status) {
            let past_the_end = buffered.head.status == 404 && self.progress.may_be_past_the_end();
            return (!past_the_end).then_some((raw, None));
        }
        let Some(paging) = self.call.operation.paging else { return Some((raw, None)) };
        // What can't be read is told when it is decoded.
        let Ok(info) = PageInfo::read(paging, buffered) else { return Some((raw, None)) };
        self.state = match self.progress.next(&info, buffered) {
            Ok(Some(next)) => State::Ready(next),
            Ok(None) => State::Ended,
            Err(error) => State::Failed(Error::Request(error.of(buffered.operation.name))),
        };
        Some((raw, Some(info.items)))
    }
}
