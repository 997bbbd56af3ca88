//! How a parameter's value is written.
//!
//! Source: OpenAPI 3.0.4, [Style Values] and [Style Examples], 3.2.0 for `cookie`; RFC 6570 for the escaping.
//! What they leave undefined is decided here, once:
//!
//! - `null` sends nothing, as an item or a member too; an empty list or object sends nothing when exploded, else an
//!   empty value.
//! - A list or object inside another is comma-separated, except that a list inside an exploded object repeats the
//!   member, and that an object inside a list is its JSON text.
//! - `deepObject` nests as `a[b][c]=1`, and numbers the items of a list, which may be objects: `a[b][0]=1&a[b][1]=2`.
//! - A scalar under a delimited style or `deepObject` is written as `form` does.
//!
//! [Style Values]: https://spec.openapis.org/oas/v3.0.4.html#style-values
//! [Style Examples]: https://spec.openapis.org/oas/v3.0.4.html#style-examples

use super::escape::Escape;
use crate::json::{Flat, flatten};

/// How a parameter's value is written.
///
/// ```
/// use clientwright_runtime::codegen::Style;
///
/// let style: Style = Style::PipeDelimited.allow_reserved();
/// # let _ = style;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// `color=blue,black`, or exploded `color=blue&color=black`.
    Form {
        /// Whether each item or member is a parameter of its own.
        explode: bool,
    },
    /// `color=blue%20black`; `collectionFormat: ssv` of OpenAPI 2.0.
    SpaceDelimited,
    /// `color=blue%7Cblack`; `collectionFormat: pipes` of OpenAPI 2.0.
    PipeDelimited,
    /// `color=blue%09black`; `collectionFormat: tsv` of OpenAPI 2.0.
    TabDelimited,
    /// `color%5BR%5D=100&color%5BG%5D=200`.
    DeepObject,
    /// `blue,black`; objects `R,100` or exploded `R=100`.
    Simple {
        /// Whether the members of an object are written `R=100`.
        explode: bool,
    },
    /// `.blue,black`, or exploded `.blue.black`.
    Label {
        /// Whether items are separated by dots.
        explode: bool,
    },
    /// `;color=blue,black`, or exploded `;color=blue;color=black`.
    Matrix {
        /// Whether each item or member has a semicolon of its own.
        explode: bool,
    },
    /// `color=blue,black`, or exploded `color=blue; color=black`, in a cookie and without escaping: OpenAPI 3.2's `cookie`.
    Cookie {
        /// Whether each item or member is a cookie of its own.
        explode: bool,
    },
    /// JSON text: a parameter with `content: application/json`.
    Json,
    /// A style whose values keep their reserved characters; see [`Style::allow_reserved`].
    Reserved(Reserved),
}

/// The styles that `allowReserved` goes with, in a query or a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reserved {
    /// [`Style::Form`].
    Form {
        /// Whether each item or member is a parameter of its own.
        explode: bool,
    },
    /// [`Style::SpaceDelimited`].
    SpaceDelimited,
    /// [`Style::PipeDelimited`].
    PipeDelimited,
    /// [`Style::DeepObject`].
    DeepObject,
    /// [`Style::Simple`].
    Simple {
        /// Whether the members of an object are written `R=100`.
        explode: bool,
    },
    /// [`Style::Json`].
    Json,
}

impl Style {
    /// Returns this style with `allowReserved: true`; nothing changes for a style that is never asked for with it.
    ///
    /// Reserved characters and percent-encoded triples pass, except for `#`, `[` and `]`, `&` and `+` in a query, and `?`
    /// in a path, where a value with `/` is several segments.
    #[must_use]
    pub const fn allow_reserved(self) -> Self {
        Self::Reserved(match self {
            Self::Form { explode } => Reserved::Form { explode },
            Self::SpaceDelimited => Reserved::SpaceDelimited,
            Self::PipeDelimited => Reserved::PipeDelimited,
            Self::DeepObject => Reserved::DeepObject,
            Self::Simple { explode } => Reserved::Simple { explode },
            Self::Json => Reserved::Json,
            Self::TabDelimited
            | Self::Label { .. }
            | Self::Matrix { .. }
            | Self::Cookie { .. }
            | Self::Reserved(_) => return self,
        })
    }

    /// The style without what it says of escaping, and the escaping that goes with it.
    fn escaping(self, default: Escape) -> (Self, Escape) {
        match self {
            Self::Cookie { explode } => (Self::Form { explode }, Escape::None),
            Self::Reserved(style) => (style.plain(), Escape::Reserved),
            style => (style, default),
        }
    }
}

impl Reserved {
    /// The style without `allowReserved`.
    fn plain(self) -> Style {
        match self {
            Self::Form { explode } => Style::Form { explode },
            Self::SpaceDelimited => Style::SpaceDelimited,
            Self::PipeDelimited => Style::PipeDelimited,
            Self::DeepObject => Style::DeepObject,
            Self::Simple { explode } => Style::Simple { explode },
            Self::Json => Style::Json,
        }
    }
}

/// Name and value, both escaped.
pub(crate) type Pair = (String, String);

/// The value, given as JSON, as one string: in a path or a header. `None` is a `null`.
pub(crate) fn inline(style: Style, name: &str, json: &[u8], escape: Escape) -> Option<String> {
    let (style, escape) = match style {
        Style::Reserved(style) => (style.plain(), Escape::ReservedInPath),
        style => style.escaping(escape),
    };
    let value = Written { name: escape.name(name), value: flatten(json), escape };
    if value.value == Flat::Null {
        return None;
    }
    Some(match style {
        Style::Json => escape.value(&String::from_utf8_lossy(json)),
        Style::Simple { explode } | Style::Form { explode } => value.joined(",", explode),
        Style::Label { explode } => {
            format!(".{}", value.joined(if explode { "." } else { "," }, explode))
        }
        Style::Matrix { explode } => value.matrix(explode),
        Style::SpaceDelimited => value.joined(&escape.value(" "), false),
        Style::PipeDelimited => value.joined(&escape.value("|"), false),
        Style::TabDelimited => value.joined(&escape.value("\t"), false),
        // `escaping` leaves neither of the last two.
        Style::DeepObject | Style::Cookie { .. } | Style::Reserved(_) => value.joined(",", true),
    })
}

/// The value, given as JSON, as pairs: in a query, a cookie or a form.
pub(crate) fn pairs(style: Style, name: &str, json: &[u8], escape: Escape) -> Vec<Pair> {
    let (style, escape) = style.escaping(escape);
    let written = Written { name: escape.name(name), value: flatten(json), escape };
    if written.value == Flat::Null {
        return Vec::new();
    }
    let whole = |delimiter: &str| vec![(written.name.clone(), written.joined(delimiter, false))];
    match style {
        Style::Json => vec![(written.name, escape.value(&String::from_utf8_lossy(json)))],
        Style::Form { explode: true } => exploded(&written),
        Style::DeepObject => deep(name, &written.value, escape),
        Style::SpaceDelimited => whole(&escape.value(" ")),
        Style::PipeDelimited => whole(&escape.value("|")),
        Style::TabDelimited => whole(&escape.value("\t")),
        // `escaping` leaves neither of the last two.
        Style::Form { explode: false }
        | Style::Simple { .. }
        | Style::Label { .. }
        | Style::Matrix { .. }
        | Style::Cookie { .. }
        | Style::Reserved(_) => whole(","),
    }
}

struct Written {
    /// Escaped.
    name: String,
    value: Flat,
    escape: Escape,
}

impl Written {
    /// Items, or members as `name,value` or exploded `name=value`, with `delimiter` between them.
    fn joined(&self, delimiter: &str, explode: bool) -> String {
        let between = if explode { "=" } else { delimiter };
        match &self.value {
            Flat::Object(members) => members
                .iter()
                .filter(|(_, value)| *value != Flat::Null)
                .map(|(name, value)| {
                    format!("{}{between}{}", self.escape.name(name), text(value, self.escape))
                })
                .collect::<Vec<_>>()
                .join(delimiter),
            Flat::List(_) => items(&self.value, self.escape).join(delimiter),
            Flat::Scalar(value) => self.escape.value(value),
            Flat::Null => String::new(),
        }
    }

    /// RFC 6570, section 3.2.7: a name without a value has no equals sign.
    fn matrix(&self, explode: bool) -> String {
        let one = |name: &str, value: &str| match value {
            "" => format!(";{name}"),
            value => format!(";{name}={value}"),
        };
        match &self.value {
            Flat::List(_) | Flat::Object(_) if explode => {
                exploded(self).iter().map(|(name, value)| one(name, value)).collect()
            }
            Flat::List(_) | Flat::Object(_) | Flat::Scalar(_) | Flat::Null => {
                one(&self.name, &self.joined(",", false))
            }
        }
    }
}

/// Each item under the parameter's name; each member under its own.
fn exploded(written: &Written) -> Vec<Pair> {
    let repeated = |name: &str, value: &Flat| -> Vec<Pair> {
        items(value, written.escape).into_iter().map(|it| (name.to_owned(), it)).collect()
    };
    match &written.value {
        Flat::Object(members) => members
            .iter()
            .flat_map(|(name, value)| repeated(&written.escape.name(name), value))
            .collect(),
        value @ (Flat::List(_) | Flat::Scalar(_) | Flat::Null) => repeated(&written.name, value),
    }
}

fn deep(name: &str, value: &Flat, escape: Escape) -> Vec<Pair> {
    match value {
        Flat::Object(members) => members
            .iter()
            .flat_map(|(member, value)| deep(&format!("{name}[{member}]"), value, escape))
            .collect(),
        Flat::List(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, json)| deep(&format!("{name}[{index}]"), &flatten(json), escape))
            .collect(),
        Flat::Scalar(value) => vec![(escape.name(name), escape.value(value))],
        Flat::Null => Vec::new(),
    }
}

/// The escaped items of a list; anything else but `null` is one item.
fn items(value: &Flat, escape: Escape) -> Vec<String> {
    match value {
        Flat::Null => Vec::new(),
        Flat::List(items) => items.iter().map(|it| item(it, escape)).collect(),
        Flat::Scalar(_) | Flat::Object(_) => vec![text(value, escape)],
    }
}

/// An item of a list, escaped: of a list inside it those that it has, of anything else its text.
fn item(json: &[u8], escape: Escape) -> String {
    match flatten(json) {
        list @ Flat::List(_) => items(&list, escape).join(","),
        Flat::Null | Flat::Scalar(_) | Flat::Object(_) => escape.value(&Flat::text(json)),
    }
}

fn text(value: &Flat, escape: Escape) -> String {
    Written { name: String::new(), value: value.clone(), escape }.joined(",", false)
}
