//! What a page says about itself and the next one.

use std::{
    borrow::Cow,
    hash::{DefaultHasher, Hash, Hasher},
    ops::Range,
};

use crate::{
    http::{
        links::{NextPage, next_link},
        paging::{Paging, Strategy},
        raw_response::BufferedResponse,
    },
    json::{
        DecodeError, Flat, encode, flatten,
        pick::{has_items, items, pick},
    },
};

/// The facts of a page, read from its text.
pub(super) struct PageInfo {
    /// Where its items are.
    pub(super) items: Vec<Range<usize>>,
    /// Whether their list is there; `null` is none.
    pub(super) has_list: bool,
    /// Whether another list stands where theirs is missing, and isn't empty.
    pub(super) has_other_list: bool,
    /// What tells its items from those of another page.
    pub(super) fingerprint: u64,
    pub(super) total: Option<u64>,
    pub(super) pages: Option<u64>,
    pub(super) more: Option<bool>,
    pub(super) page_size: Option<u64>,
    /// Which page it is.
    pub(super) number: Option<u64>,
    pub(super) next: Next,
}

/// What leads to the next page.
pub(super) enum Next {
    None,
    /// A value, as JSON.
    Value(Vec<u8>),
    Address(NextPage),
}

impl PageInfo {
    /// Reads them.
    ///
    /// # Errors
    ///
    /// Returns a [`DecodeError`] when the page isn't JSON, or has no array where its items should be.
    pub(super) fn read(paging: &Paging, buffered: &BufferedResponse) -> Result<Self, DecodeError> {
        let Paging { strategy, limit: _, items: at, total, pages, more, page_size } = *paging;
        let (number, next) = match strategy {
            Strategy::Page { number, .. } => (number, None),
            Strategy::Cursor { next, .. } | Strategy::NextUrl(next) => (None, Some(next)),
            Strategy::Offset { .. } | Strategy::LastItem { .. } | Strategy::Link => (None, None),
        };
        let text: &[u8] =
            if buffered.bytes.trim_ascii().is_empty() { b"null" } else { &buffered.bytes };
        let wanted = [Some(at), total, pages, more, page_size, number, next];
        let pointers: Vec<&str> = wanted.iter().copied().flatten().filter(is_pointer).collect();
        let mut found = pick(text, &pointers)?.into_iter();
        let facts = wanted.map(|it| match it.filter(is_pointer) {
            Some(_) => found.next().flatten().map(Cow::Borrowed),
            None => buffered.head.headers.get(it?).map(of_header),
        });
        let [array, total, pages, more, page_size, number, next] = &facts;
        let array: &[u8] = array.as_deref().unwrap_or(b"null");
        let (number, next) = (number.as_deref(), next.as_deref());
        let has_list = array != b"null";
        let items = items(text, array)?;
        let last = items.last().and_then(|it| text.get(it.clone()));
        let value = |raw: &[u8]| is_cursor(raw).then(|| raw.to_vec());
        let address = |to: String| NextPage { from: buffered.head.url.clone(), to };
        let next = match strategy {
            Strategy::Cursor { .. } => next.and_then(value).map_or(Next::None, Next::Value),
            Strategy::LastItem { member, .. } => {
                let member = last.and_then(|it| pick(it, &[member]).ok()?.pop()?);
                member.and_then(value).map_or(Next::None, Next::Value)
            }
            Strategy::NextUrl(_) => {
                next.and_then(target).map_or(Next::None, |it| Next::Address(address(it)))
            }
            Strategy::Link => next_link(&buffered.head.headers)
                .map_or(Next::None, |it| Next::Address(address(it.to_owned()))),
            Strategy::Offset { .. } | Strategy::Page { .. } => Next::None,
        };
        let beside = at.rsplit_once('/').filter(|_| !has_list).map(|it| it.0);
        let beside = beside.and_then(|it| pick(text, &[it]).ok()?.pop()?);
        Ok(Self {
            items,
            has_list,
            has_other_list: beside.is_some_and(has_items),
            fingerprint: fingerprint(array),
            total: total.as_deref().and_then(number_in),
            pages: pages.as_deref().and_then(number_in),
            more: more.as_deref().and_then(boolean_in),
            page_size: page_size.as_deref().and_then(number_in),
            number: number.and_then(number_in),
            next,
        })
    }
}

/// Whether a place is one in the body; another is the name of a header.
fn is_pointer(place: &&str) -> bool {
    place.is_empty() || place.starts_with('/')
}

/// The value of a header, as JSON.
fn of_header(value: &str) -> Cow<'static, [u8]> {
    Cow::Owned(encode(&value.trim().to_owned()))
}

/// A number that tells texts apart.
pub(super) fn fingerprint(text: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Whether a value leads anywhere: nothing, 0 and `false` are said after the last page.
fn is_cursor(raw: &[u8]) -> bool {
    match flatten(raw) {
        Flat::Null => false,
        Flat::Scalar(text) => !matches!(text.as_str(), "" | "0" | "-1" | "false"),
        Flat::List(values) => !values.is_empty(),
        Flat::Object(members) => !members.is_empty(),
    }
}

/// An address, which may be in an object under `href`, as in HAL and JSON:API.
fn target(raw: &[u8]) -> Option<String> {
    let href = pick(raw, &["/href"]).ok().and_then(|mut it| it.pop().flatten());
    Flat::scalar(href.unwrap_or(raw)).filter(|it| !it.trim().is_empty() && it != "false")
}

fn number_in(raw: &[u8]) -> Option<u64> {
    let text = Flat::scalar(raw)?;
    text.trim_end_matches('0').strip_suffix('.').unwrap_or(&text).trim().parse().ok()
}

fn boolean_in(raw: &[u8]) -> Option<bool> {
    match Flat::scalar(raw)?.as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
