//! How far the pages have come, and what the next one is asked for by.
//!
//! Where a page ends everything: nothing leads on from it; the server says that there is no more; it is empty, and pages
//! are counted. A page without a list is no end where the server says that there is more, or has other lists in its place. A page that isn't full is an end only by the size that the server says it applies.
//! Totals are believed as long as they agree with what came: one that is less than that is ignored.

use std::collections::BTreeSet;

use super::info::{Next, PageInfo, fingerprint};
use crate::{
    http::{
        call::Call,
        error::{RequestError, RequestErrorKind},
        links::NextPage,
        paging::{Paging, Strategy},
        raw_response::BufferedResponse,
    },
    json::Flat,
};

/// Which page to ask for.
#[derive(Clone)]
pub(super) enum NextRequest {
    /// The one that the call asks for by itself.
    First,
    /// The one that this value of a parameter, given as JSON, leads to.
    By(&'static str, Vec<u8>),
    /// The one at this address.
    At(NextPage),
}

impl NextRequest {
    /// The call for the page.
    pub(super) fn of(&self, call: &Call) -> Call {
        let mut call = call.clone();
        if !matches!(self, Self::First) {
            call.renew_key();
        }
        match self {
            Self::First => {}
            Self::By(parameter, value) => call.set(parameter, value),
            Self::At(next) => call.draft.next_page = Some(next.clone()),
        }
        call
    }
}

pub(super) struct Progress {
    paging: Option<&'static Paging>,
    mark: Mark,
    /// How many items a page may have, as the call says.
    limit: Option<u64>,
    /// The cursors and addresses so far.
    known: BTreeSet<u64>,
    /// The items of the page before.
    before: Option<u64>,
}

/// How far the pages have come, in numbers.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    /// The number of items before the page, or the number of the page, once it is known.
    pub(super) position: Option<u64>,
    /// What the first page is counted from, once it is known.
    pub(super) first: u64,
    /// Whether the first page was the first of all.
    pub(super) from_start: bool,
    /// How many pages there were.
    pub(super) pages: usize,
    /// How many items there were.
    pub(super) items: u64,
}

impl Progress {
    pub(super) fn new(call: &Call) -> Self {
        let paging = call.operation.paging;
        let number = |name: &str| call.value(name).and_then(|it| it.trim().parse::<u64>().ok());
        let (given, first) = match paging.map(|it| it.strategy) {
            Some(Strategy::Offset { parameter, first }) => (number(parameter), Some(first)),
            Some(Strategy::Page { parameter, first, .. }) => (number(parameter), first),
            _ => (None, None),
        };
        let known = match paging.map(|it| it.strategy) {
            Some(Strategy::Cursor { parameter, .. } | Strategy::LastItem { parameter, .. }) => {
                call.value(parameter).map(|it| fingerprint(it.as_bytes()))
            }
            _ => None,
        };
        let mark = Mark {
            position: given.or(first),
            first: first.unwrap_or(1),
            from_start: given.is_none() || given == first,
            pages: 0,
            items: 0,
        };
        let limit = paging.and_then(|it| it.limit).and_then(number);
        Self { paging, mark, limit, known: known.into_iter().collect(), before: None }
    }

    pub(super) fn mark(&self) -> Mark {
        self.mark
    }

    /// Goes on from there.
    pub(super) fn go_on(&mut self, mark: Mark, next: &NextRequest) {
        let known = match next {
            NextRequest::First => None,
            NextRequest::By(_, value) => Some(fingerprint(Flat::text(value).as_bytes())),
            NextRequest::At(next) => Some(fingerprint(next.to.as_bytes())),
        };
        self.mark = mark;
        self.known = known.into_iter().collect();
        self.before = None;
    }

    /// Whether there may be no such page, as some servers say by a 404 instead of an empty one.
    pub(super) fn may_be_past_the_end(&self) -> bool {
        self.mark.pages > 0
            && matches!(self.paging.map(|it| it.strategy), Some(Strategy::Page { .. }))
    }

    /// What comes after a page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// [`RequestErrorKind::Paging`] when the server leads in a circle.
    pub(super) fn next(
        &mut self,
        page: &PageInfo,
        buffered: &BufferedResponse,
    ) -> Result<Option<NextRequest>, RequestError> {
        let Some(Paging { strategy, .. }) = self.paging else { return Ok(None) };
        self.mark.pages = self.mark.pages.saturating_add(1);
        let count = u64::try_from(page.items.len()).unwrap_or(u64::MAX);
        self.mark.items = self.mark.items.saturating_add(count);
        if page.more == Some(false) {
            return Ok(None);
        }
        if !page.has_list && self.lacks_items(page) {
            let message = "the page has no list of items, though nothing says that it is the last";
            return Err(stuck(message.to_owned()));
        }
        match *strategy {
            Strategy::Offset { parameter, .. } => self.count_on(page, count, count, parameter),
            Strategy::Page { parameter, first, .. } => {
                if self.mark.pages == 1 && first.is_none() {
                    let number = page.number.unwrap_or(self.mark.first);
                    // What comes unasked is the first page.
                    if self.mark.from_start {
                        self.mark.first = number;
                    }
                    self.mark.position = self.mark.position.or(Some(number));
                }
                self.count_on(page, count, 1, parameter)
            }
            Strategy::Cursor { parameter, .. } | Strategy::LastItem { parameter, .. } => {
                let Next::Value(value) = &page.next else { return Ok(None) };
                let text = Flat::text(value);
                self.lead_on(fingerprint(text.as_bytes()), count, "cursor")?
                    .map_or(Ok(None), |()| Ok(Some(NextRequest::By(parameter, value.clone()))))
            }
            Strategy::NextUrl(_) | Strategy::Link => {
                let Next::Address(next) = &page.next else { return Ok(None) };
                self.known.insert(fingerprint(buffered.head.url.as_bytes()));
                let to = next.resolved().map_or_else(|| next.to.clone(), String::from);
                self.lead_on(fingerprint(to.as_bytes()), count, "address")?
                    .map_or(Ok(None), |()| Ok(Some(NextRequest::At(next.clone()))))
            }
        }
    }

    /// Whether a page without its list leaves out what there is: by what the server says, or by other lists in its place.
    ///
    /// Where nothing counts, an empty page is the end, and some servers write `null` for an empty list.
    fn lacks_items(&self, page: &PageInfo) -> bool {
        let first = self.mark.first;
        let come = match self.paging.map(|it| it.strategy) {
            Some(Strategy::Offset { .. }) => {
                Some(self.mark.position.unwrap_or(first).saturating_sub(first))
            }
            Some(Strategy::Page { .. }) => self.mark.from_start.then_some(self.mark.items),
            // What leads on says whether there is more.
            _ => return page.more == Some(true) && matches!(page.next, Next::None),
        };
        match (page.more, page.total, come) {
            (Some(more), ..) => more,
            (None, Some(total), Some(come)) => total > come,
            _ => page.pages.is_none() && page.has_other_list,
        }
    }

    /// Whether something leads to a page that wasn't there before.
    fn lead_on(&mut self, to: u64, count: u64, what: &str) -> Result<Option<()>, RequestError> {
        if self.known.insert(to) {
            return Ok(Some(()));
        }
        // The end of what only ever grows is a place to come back to.
        if count == 0 {
            return Ok(None);
        }
        Err(stuck(format!("the next page's {what} is that of a page before")))
    }

    fn count_on(
        &mut self,
        page: &PageInfo,
        count: u64,
        by: u64,
        parameter: &'static str,
    ) -> Result<Option<NextRequest>, RequestError> {
        if count == 0 || self.is_last(page, count) {
            return Ok(None);
        }
        if self.before == Some(page.fingerprint) {
            let message = format!("two pages are the same, as if `{parameter}` had no effect");
            return Err(stuck(message));
        }
        self.before = Some(page.fingerprint);
        let position = self.mark.position.unwrap_or(self.mark.first).saturating_add(by);
        self.mark.position = Some(position);
        Ok(Some(NextRequest::By(parameter, position.to_string().into_bytes())))
    }

    /// Whether a page of some items is the last one, as far as the server says.
    fn is_last(&self, page: &PageInfo, count: u64) -> bool {
        if page.more == Some(true) {
            return false;
        }
        let is_page = matches!(self.paging.map(|it| it.strategy), Some(Strategy::Page { .. }));
        let before = self.mark.position.unwrap_or(self.mark.first).saturating_sub(self.mark.first);
        if let Some(pages) = page.pages.filter(|it| is_page && *it > before) {
            return pages == before.saturating_add(1);
        }
        let come = if is_page {
            self.mark.from_start.then_some(self.mark.items)
        } else {
            Some(before.saturating_add(count))
        };
        if let (Some(total), Some(come)) = (page.total, come)
            && total >= come
        {
            // A total that is exactly one full page may be the number of items on it.
            let size = page.page_size.or(self.limit);
            return total == come
                && !(self.mark.pages == 1 && size == Some(count) && come == count);
        }
        // What only repeats the request isn't what the server applies.
        page.page_size.is_some_and(|it| count < it && self.limit != Some(it))
    }
}

fn stuck(message: String) -> RequestError {
    RequestError::new(RequestErrorKind::Paging, message)
}
