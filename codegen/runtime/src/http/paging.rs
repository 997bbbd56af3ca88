//! How an operation's results come page by page: the static facts, as generated code states them.

/// How the pages of an operation follow each other.
///
/// A parameter is named as on the wire: one of the query by its name (`limit`), a member of a JSON body by a JSON
/// pointer (RFC 6901, `/page/after`). What a response holds is found by JSON pointers, of which the empty one is the whole
/// body; a place that is none is the name of a header, such as `x-next-page`.
///
/// ```
/// use clientwright_runtime::codegen::{Operation, Paging};
///
/// static LIST_USERS: Operation = Operation {
///     name: "listUsers",
///     path: "/users",
///     paging: Some(&Paging::offset("offset", 0).limit("limit").items("/items").total("/total")),
///     ..Operation::BASE
/// };
/// # assert!(LIST_USERS.paging.is_some());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    pub(crate) strategy: Strategy,
    pub(crate) limit: Option<&'static str>,
    pub(crate) items: &'static str,
    pub(crate) total: Option<&'static str>,
    pub(crate) pages: Option<&'static str>,
    pub(crate) more: Option<&'static str>,
    pub(crate) page_size: Option<&'static str>,
}

/// What the next page is asked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// The number of items before it, counted from `first`.
    Offset { parameter: &'static str, first: u64 },
    /// Its number, counted from `first`, or from what the first response says at `number`.
    Page { parameter: &'static str, first: Option<u64>, number: Option<&'static str> },
    /// A value of the page before, at `next`.
    Cursor { parameter: &'static str, next: &'static str },
    /// A member of the last item of the page before.
    LastItem { parameter: &'static str, member: &'static str },
    /// An address, at this place of the page before.
    NextUrl(&'static str),
    /// An address, in the `link` header of the page before.
    Link,
}

impl Paging {
    const fn new(strategy: Strategy) -> Self {
        Self {
            strategy,
            limit: None,
            items: "",
            total: None,
            pages: None,
            more: None,
            page_size: None,
        }
    }

    /// Creates pagination by offset: a parameter says how many items come before the page, counted from `first`, usually 0.
    ///
    /// The next page begins after as many items as came, not as were asked for.
    pub const fn offset(parameter: &'static str, first: u64) -> Self {
        Self::new(Strategy::Offset { parameter, first })
    }

    /// Creates pagination by number: a parameter has the number of the page, counted from `first`.
    pub const fn page(parameter: &'static str, first: u64) -> Self {
        Self::new(Strategy::Page { parameter, first: Some(first), number: None })
    }

    /// Creates pagination by number, where each response says at `number` which page it is.
    pub const fn numbered_page(parameter: &'static str, number: &'static str) -> Self {
        Self::new(Strategy::Page { parameter, first: None, number: Some(number) })
    }

    /// Creates pagination by cursor: a parameter takes what the page before has at `next`.
    pub const fn cursor(parameter: &'static str, next: &'static str) -> Self {
        Self::new(Strategy::Cursor { parameter, next })
    }

    /// Creates pagination by item: a parameter takes what the last item of the page before has at `member`.
    pub const fn last_item(parameter: &'static str, member: &'static str) -> Self {
        Self::new(Strategy::LastItem { parameter, member })
    }

    /// Creates pagination by address, which the page before has at `next`.
    pub const fn next_url(next: &'static str) -> Self {
        Self::new(Strategy::NextUrl(next))
    }

    /// Creates pagination by the address that the page before has in a `link` header (RFC 8288) with the relation `next`.
    pub const fn link() -> Self {
        Self::new(Strategy::Link)
    }

    /// Sets the parameter that says how many items a page may have.
    #[must_use]
    pub const fn limit(self, parameter: &'static str) -> Self {
        Self { limit: Some(parameter), ..self }
    }

    /// Sets where the array of items is; the whole response by default.
    #[must_use]
    pub const fn items(self, pointer: &'static str) -> Self {
        Self { items: pointer, ..self }
    }

    /// Sets where the number of items of all pages is.
    #[must_use]
    pub const fn total(self, pointer: &'static str) -> Self {
        Self { total: Some(pointer), ..self }
    }

    /// Sets where the number of pages is.
    #[must_use]
    pub const fn pages(self, pointer: &'static str) -> Self {
        Self { pages: Some(pointer), ..self }
    }

    /// Sets where a boolean says whether there are more pages.
    #[must_use]
    pub const fn more(self, pointer: &'static str) -> Self {
        Self { more: Some(pointer), ..self }
    }

    /// Sets where the server says how many items it puts on a page, whatever was asked for.
    #[must_use]
    pub const fn page_size(self, pointer: &'static str) -> Self {
        Self { page_size: Some(pointer), ..self }
    }
}
