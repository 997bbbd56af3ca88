//! How results come page by page.

use std::fmt;

use crate::ir::Ty;
use crate::pointer::Pointer;

/// How the pages of an operation's results follow each other.
///
/// A parameter is named as on the wire: one of the query by its name, a member of a JSON body by its pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// What the next page is asked for by.
    pub step: PageStep,
    /// The parameter that says how many items a page may have.
    pub limit: Option<String>,
    /// Where a page has the array of its items.
    pub items: Pointer,
    /// The type of an item.
    pub item: Ty,
    /// Where a page has the number of items of all pages.
    pub total: Option<PagePlace>,
    /// Where a page has the number of pages.
    pub pages: Option<PagePlace>,
    /// Where a page says whether more comes.
    pub more: Option<PagePlace>,
    /// Where a page says how many items it may have, whatever was asked for.
    pub page_size: Option<PagePlace>,
    /// Whether a person has said so; otherwise it is concluded from names and types.
    pub confirmed: bool,
}

/// What the next page is asked for by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageStep {
    /// A parameter with the number of items before it.
    Offset {
        /// The parameter.
        parameter: String,
        /// What it is at the beginning.
        first: u64,
    },
    /// A parameter with its number.
    Page {
        /// The parameter.
        parameter: String,
        /// What the first page's number is.
        first: FirstPage,
    },
    /// A parameter that takes a value of the page before.
    Cursor {
        /// The parameter.
        parameter: String,
        /// Where the value is.
        next: PagePlace,
    },
    /// A parameter that takes a member of the last item of the page before.
    LastItem {
        /// The parameter.
        parameter: String,
        /// Where the member is in the item.
        member: Pointer,
    },
    /// An address, which the page before has there.
    NextUrl(PagePlace),
    /// An address, which the page before has in its `Link` header.
    Link,
}

/// What the number of the first page is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirstPage {
    /// This.
    Is(u64),
    /// What the first page itself says there.
    At(PagePlace),
}

/// Where a response says something about its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagePlace {
    /// There in its body.
    Body(Pointer),
    /// In the header of this name.
    Header(String),
}

impl PagePlace {
    /// The pointer, which is empty or begins with a slash, or the name, which doesn't.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Body(at) => at.as_str(),
            Self::Header(name) => name,
        }
    }
}

impl fmt::Display for PagePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Pointer> for PagePlace {
    fn from(at: Pointer) -> Self {
        Self::Body(at)
    }
}
