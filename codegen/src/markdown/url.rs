//! Addresses in texts, and where links may lead.

use std::fmt::Write as _;

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found<'a> {
    Text(&'a str),
    Url(&'a str),
    /// An address with variables in it, which leads nowhere.
    Template(&'a str),
}

/// The text cut at its addresses.
pub(super) fn in_text(text: &str) -> Vec<Found<'_>> {
    let mut out = Vec::new();
    let (mut begun, mut at) = (0, 0);
    while let Some(found) = text.get(at..).and_then(|it| it.find("http")) {
        let start = at + found;
        at = start + "http".len();
        let Some(url) = text.get(start..).and_then(address) else { continue };
        if let Some(before) = text.get(begun..start).filter(|it| !it.is_empty()) {
            out.push(Found::Text(before));
        }
        out.push(if url.contains(['{', '}']) { Found::Template(url) } else { Found::Url(url) });
        at = start + url.len();
        begun = at;
    }
    if let Some(rest) = text.get(begun..).filter(|it| !it.is_empty()) {
        out.push(Found::Text(rest));
    }
    out
}

/// The address that `text` begins with. Brackets belong to it where they are closed in it, punctuation at its end doesn't.
///
/// Source: GitHub Flavored Markdown 0.29, section 6.9.
fn address(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '{').then_some(())?;
    let mut open = Vec::new();
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        let closes = match c {
            '(' | '[' | '{' => {
                open.push(c);
                true
            }
            ')' => open.pop() == Some('('),
            ']' => open.pop() == Some('['),
            '}' => open.pop() == Some('{'),
            c => !(c.is_whitespace() || c.is_control() || "<>\"`|\\^".contains(c)),
        };
        if !closes {
            end = at;
            break;
        }
    }
    let url = text.get(..end)?;
    Some(url.trim_end_matches(|c: char| ".,:;!?*_~'([{".contains(c)))
}

/// The address as a link may have it, percent-encoded where it isn't: of the web, and without what would end it.
pub(super) fn sound(url: &str) -> Option<String> {
    let url = url.trim();
    let lower = url.get(..8.min(url.len())).unwrap_or_default().to_ascii_lowercase();
    let scheme = ["https://", "http://", "mailto:", "ftp://"]
        .into_iter()
        .find(|it| lower.starts_with(it))?;
    let rest = url.get(scheme.len()..)?;
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '[').then_some(())?;
    let is_address = |c: char| c.is_alphanumeric() || "@._+-?=&%".contains(c);
    (scheme != "mailto:" || rest.chars().all(is_address)).then_some(())?;
    let balanced = is_balanced(rest);
    let mut out = scheme.to_owned();
    for (at, c) in rest.char_indices() {
        let after = rest.get(at + c.len_utf8()..).unwrap_or_default();
        match c {
            '(' | ')' if !balanced => out.push_str(if c == '(' { "%28" } else { "%29" }),
            '&' if is_reference(after) => out.push_str("%26"),
            c if c.is_control() || super::characters::is_hidden(c) => {}
            c if c.is_whitespace() || "<>\"`|\\^{}".contains(c) => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(out, "%{byte:02X}");
                }
            }
            c => out.push(c),
        }
    }
    Some(out)
}

/// Whether each parenthesis has its other one, and none stands in more than the parser looks into.
fn is_balanced(url: &str) -> bool {
    let mut depth = 0_usize;
    for c in url.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return false,
            ')' => depth -= 1,
            _ => {}
        }
        if depth > 8 {
            return false;
        }
    }
    depth == 0
}

/// Whether what is behind a `&` makes it a reference to a character: `amp;`.
pub(super) fn is_reference(after: &str) -> bool {
    let name = after.bytes().take_while(|it| it.is_ascii_alphanumeric() || *it == b'#').count();
    name > 0 && after.as_bytes().get(name) == Some(&b';')
}
