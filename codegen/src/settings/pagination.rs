//! `[pagination]`: how results come page by page, where the description leaves that open.

use super::{Setting, Table};
use crate::diagnostic::findings;

/// The table `[pagination]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pagination {
    /// For every operation that has what it names and isn't named itself.
    pub default: Option<Setting<Choice>>,
    /// By `operationId`, or by method and path.
    pub operations: Vec<(String, Setting<Choice>)>,
}

/// What is said of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Its results don't come page by page: `false`.
    Off,
    /// They come as was concluded: `true`.
    Confirmed,
    /// They come like this: a table.
    As(Box<PageRule>),
}

/// How pages follow each other. Parameters and places are held against the description later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRule {
    /// What the next page is asked for by.
    pub style: PageStyle,
    /// The parameter that the next page is asked for by: the key `offset`, `page` or `cursor`.
    pub parameter: Option<Setting<String>>,
    /// What that is at the beginning.
    pub first: Option<Setting<u64>>,
    /// Where the first page says what that is.
    pub number: Option<Setting<String>>,
    /// Where a page has the next cursor or address.
    pub next: Option<Setting<String>>,
    /// Where an item has its cursor.
    pub member: Option<Setting<String>>,
    /// The parameter for the number of items on a page.
    pub limit: Option<Setting<String>>,
    /// Where the array of items is; the whole response unless set.
    pub items: Option<Setting<String>>,
    /// Where the number of all items is.
    pub total: Option<Setting<String>>,
    /// Where the number of pages is.
    pub pages: Option<Setting<String>>,
    /// Where a boolean says whether more comes.
    pub more: Option<Setting<String>>,
    /// Where the number of items that a page may have is.
    pub page_size: Option<Setting<String>>,
}

/// The key `style`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStyle {
    /// `"offset"`
    Offset,
    /// `"page"`
    Page,
    /// `"cursor"`
    Cursor,
    /// `"last-item"`
    LastItem,
    /// `"next-url"`
    NextUrl,
    /// `"link"`
    Link,
}

impl PageStyle {
    const ALL: [(&'static str, Self); 6] = [
        ("offset", Self::Offset),
        ("page", Self::Page),
        ("cursor", Self::Cursor),
        ("last-item", Self::LastItem),
        ("next-url", Self::NextUrl),
        ("link", Self::Link),
    ];

    /// The key that has the parameter.
    fn parameter(self) -> Option<&'static str> {
        match self {
            Self::Offset => Some("offset"),
            Self::Page => Some("page"),
            Self::Cursor | Self::LastItem => Some("cursor"),
            Self::NextUrl | Self::Link => None,
        }
    }
}

impl Pagination {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let mut pagination = Self::default();
        for key in table.keys() {
            let Some(choice) = choice(table, &key) else { continue };
            if key == "default" {
                pagination.default = Some(choice);
            } else {
                pagination.operations.push((key, choice));
            }
        }
        pagination
    }
}

fn choice(table: &mut Table<'_>, key: &str) -> Option<Setting<Choice>> {
    let place = table.place(key);
    let value = match table.peek(key)?.as_bool() {
        Some(false) => table.take(key).map(|_| Choice::Off),
        Some(true) => table.take(key).map(|_| Choice::Confirmed),
        None => table.table(key, rule).flatten().map(|it| Choice::As(Box::new(it))),
    };
    value.map(|value| Setting { value, place })
}

fn rule(table: &mut Table<'_>) -> Option<PageRule> {
    let Some(style) = style(table) else {
        table.pass_over();
        return None;
    };
    let rule = PageRule {
        style,
        parameter: style.parameter().and_then(|key| table.string(key)),
        first: table.count("first"),
        number: table.string("number"),
        next: table.string("next"),
        member: table.string("member"),
        limit: table.string("limit"),
        items: table.text("items"),
        total: table.string("total"),
        pages: table.string("pages"),
        more: table.string("more"),
        page_size: table.string("page_size"),
    };
    let needed = [
        (style.parameter(), rule.parameter.is_some()),
        (
            matches!(style, PageStyle::Cursor | PageStyle::NextUrl).then_some("next"),
            rule.next.is_some(),
        ),
        ((style == PageStyle::LastItem).then_some("member"), rule.member.is_some()),
    ];
    for (key, given) in needed {
        if let Some(key) = key.filter(|_| !given) {
            table.report(table.here(), findings::settings::missing(key));
            return None;
        }
    }
    Some(rule)
}

fn style(table: &mut Table<'_>) -> Option<PageStyle> {
    let Some(Setting { value, place }) = table.string("style") else {
        table.report(table.here(), findings::settings::no_page_style());
        return None;
    };
    let found = PageStyle::ALL.into_iter().find(|(name, _)| *name == value);
    if found.is_none() {
        let known = PageStyle::ALL.map(|(name, _)| name);
        table.report(place, findings::settings::unknown_page_style(&value, known));
    }
    found.map(|it| it.1)
}
