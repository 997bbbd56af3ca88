//! HTML in a text, cut into tags and what is between them.
//!
//! - In: what CommonMark takes for HTML; it may be anything.
//! - Out: pieces in their order, and for a tag what it means. Nothing is looked at twice.

use pulldown_cmark::{Event, Parser};

use super::tree::Mark;

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text, whose references to characters aren't resolved yet.
    Text(&'a str),
    /// A tag.
    Tag(Tag<'a>),
}

/// A tag as it was written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name in lower case.
    pub(super) name: String,
    /// Whether it ends an element.
    pub(super) ends: bool,
    /// All of it.
    pub(super) written: &'a str,
}

/// What an element means here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The end of a line.
    Break,
    Rule,
    Image,
    /// What is a paragraph of its own.
    Section,
    Heading(usize),
    Quote,
    List,
    NumberedList,
    Item,
    /// Code of several lines.
    Preformatted,
    Table,
    Row,
    Cell,
    Marked(Mark),
    Code,
    Anchor,
    Superscript,
    /// What changes nothing but the looks, or only helps a table.
    Nothing,
    /// What isn't shown: programs and styles.
    Hidden,
}

/// What an element of this name means; `None` where that isn't known, so that its tags are text.
///
/// Those that people rather mean for placeholders (`<data>`, `<label>`, `<object>`) aren't known.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    Some(match name {
        "br" => Meaning::Break,
        "hr" => Meaning::Rule,
        "img" => Meaning::Image,
        "p" | "div" | "section" | "article" | "aside" | "header" | "footer" | "nav" | "main"
        | "center" | "details" | "summary" | "figure" | "figcaption" | "dl" | "dt" | "dd" => {
            Meaning::Section
        }
        "h1" => Meaning::Heading(1),
        "h2" => Meaning::Heading(2),
        "h3" => Meaning::Heading(3),
        "h4" => Meaning::Heading(4),
        "h5" => Meaning::Heading(5),
        "h6" => Meaning::Heading(6),
        "blockquote" => Meaning::Quote,
        "ul" => Meaning::List,
        "ol" => Meaning::NumberedList,
        "li" => Meaning::Item,
        "pre" => Meaning::Preformatted,
        "table" => Meaning::Table,
        "tr" => Meaning::Row,
        "td" | "th" => Meaning::Cell,
        "em" | "i" | "cite" | "dfn" | "var" => Meaning::Marked(Mark::Emphasis),
        "strong" | "b" => Meaning::Marked(Mark::Strong),
        "s" | "del" | "strike" => Meaning::Marked(Mark::Struck),
        "code" | "tt" | "kbd" | "samp" => Meaning::Code,
        "a" => Meaning::Anchor,
        "sup" => Meaning::Superscript,
        "span" | "font" | "u" | "ins" | "small" | "big" | "sub" | "mark" | "abbr" | "nobr"
        | "wbr" | "q" | "thead" | "tbody" | "tfoot" | "colgroup" | "col" | "caption" => {
            Meaning::Nothing
        }
        "script" | "style" => Meaning::Hidden,
        _ => return None,
    })
}

/// The pieces of `html`. Comments, declarations and instructions are left out.
pub(super) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let (mut begun, mut at) = (0, 0);
    let text =
        |from: usize, to: usize| html.get(from..to).filter(|it| !it.is_empty()).map(Piece::Text);
    while let Some(found) = html.get(at..).and_then(|it| it.find('<')) {
        let start = at + found;
        let rest = html.get(start..).unwrap_or_default();
        let (len, tag) = match (unshown(rest), tag(rest)) {
            (Some(len), _) => (len, None),
            (None, Some((len, tag))) => (len, Some(tag)),
            (None, None) => {
                at = start + 1;
                continue;
            }
        };
        out.extend(text(begun, start));
        out.extend(tag.map(Piece::Tag));
        at = start + len;
        begun = at;
    }
    out.extend(text(begun, html.len()));
    out
}

/// The length of a comment, a declaration or an instruction. One that isn't closed goes on to the end.
///
/// Source: CommonMark 0.31.2, section 6.6.
fn unshown(rest: &str) -> Option<usize> {
    let is_declaration = |it: &str| {
        it.starts_with("<!") && it.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic)
    };
    let close = match rest {
        it if it.starts_with("<!--") => "-->",
        it if it.starts_with("<?") => "?>",
        it if it.starts_with("<![CDATA[") => "]]>",
        it if is_declaration(it) => ">",
        _ => return None,
    };
    Some(rest.find(close).map_or(rest.len(), |at| at + close.len()))
}

/// The tag that `rest` begins with, and its length.
fn tag(rest: &str) -> Option<(usize, Tag<'_>)> {
    let body = rest.strip_prefix('<')?;
    let ends = body.starts_with('/');
    let body = body.strip_prefix('/').unwrap_or(body);
    let name_len = body.bytes().take_while(|it| it.is_ascii_alphanumeric() || *it == b'-').count();
    let name =
        body.get(..name_len).filter(|it| it.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let mut after = body.get(name_len..)?;
    loop {
        let next = after.trim_start();
        if let Some(behind) = next.strip_prefix("/>").or_else(|| next.strip_prefix('>')) {
            let len = rest.len() - behind.len();
            let written = rest.get(..len)?;
            return Some((len, Tag { name: name.to_ascii_lowercase(), ends, written }));
        }
        if next.len() == after.len() {
            return None;
        }
        after = attribute(next)?.2;
    }
}

/// The name and the value of the attribute that `text` begins with, and what is behind it.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let is_name = |it: &u8| it.is_ascii_alphanumeric() || b"_.:-@".contains(it);
    let len = text.bytes().take_while(is_name).count();
    let (name, rest) = text.split_at_checked(len).filter(|_| len > 0)?;
    let Some(value) = rest.trim_start().strip_prefix('=') else { return Some((name, "", rest)) };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote) {
            let (inner, rest) = inner.split_once(quote)?;
            return Some((name, inner, rest));
        }
    }
    let end = value.find(|c: char| c.is_whitespace() || "\"'=<>`".contains(c))?;
    let (value, rest) = value.split_at_checked(end).filter(|_| end > 0)?;
    Some((name, value, rest))
}

impl Tag<'_> {
    /// What the tag that is all of `html` says; `None` where it is something else.
    pub(super) fn whole(html: &str) -> Option<Tag<'_>> {
        tag(html).filter(|(len, _)| *len == html.len()).map(|(_, tag)| tag)
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.written.get(1 + self.name.len()..)?.trim_start();
        while let Some((name, value, behind)) = attribute(rest) {
            if name.eq_ignore_ascii_case(wanted) {
                return Some(resolved(value));
            }
            rest = behind.trim_start();
        }
        None
    }
}

/// The text with its references to characters (`&lt;`, `&#8211;`) resolved.
pub(super) fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let len = after.bytes().take_while(|it| it.is_ascii_alphanumeric() || *it == b'#').count();
        let is_closed = after.as_bytes().get(len) == Some(&b';') && (1..=LONGEST).contains(&len);
        if let Some(c) = after.get(..=len).filter(|_| is_closed).and_then(character) {
            out.push_str(&c);
            rest = after.get(len + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// How long the names of characters are at most: `CounterClockwiseContourIntegral`.
const LONGEST: usize = 32;

/// What a reference stands for, which the parser of CommonMark knows.
fn character(name: &str) -> Option<String> {
    let reference = format!("&{name}");
    let texts = Parser::new(&reference).filter_map(|event| match event {
        Event::Text(text) => Some(text.into_string()),
        _ => None,
    });
    let shown = texts.collect::<String>();
    (shown != reference).then_some(shown)
}
