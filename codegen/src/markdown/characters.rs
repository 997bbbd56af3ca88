//! The characters that a text may have where it is shown: no controls, nothing that can't be seen.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text of several lines: one kind of line break, tabs, and else nothing that controls.
pub(super) fn lines(text: &str) -> Cow<'_, str> {
    let odd =
        |c: char| c != '\n' && c != '\t' && (c.is_control() || is_separator(c) || is_hidden(c));
    if !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' => out.push('\n'),
            c if is_separator(c) => out.push('\n'),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || is_hidden(c) => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The text on one line.
pub(super) fn one_line(text: &str) -> String {
    let space = |c: char| if c.is_whitespace() || is_separator(c) { ' ' } else { c };
    let shown = |c: &char| c.is_whitespace() || !(c.is_control() || is_hidden(*c));
    text.chars().filter(shown).map(space).collect()
}

/// The text on one line without blanks around it, each run of them being one.
pub(super) fn squeezed(text: &str) -> String {
    one_line(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text on one line, where each character is told that can't be shown: `\n`, `\u{202e}`.
pub(super) fn told(text: &str) -> Cow<'_, str> {
    let untold = |c: char| c.is_control() || is_separator(c) || is_hidden(c);
    if !text.contains(untold) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if untold(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// The JSON text with each character escaped that can't be seen. Strings alone have such characters.
pub(super) fn escaped(json: String) -> String {
    // Nearly all of a large text is ASCII.
    let unseen = |c: char| match c {
        '\n' | ' '..='~' => false,
        c => c.is_control() || is_separator(c) || is_hidden(c),
    };
    if !json.contains(unseen) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if unseen(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Separators of lines and paragraphs, which some programs take for line breaks.
fn is_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Characters that can't be seen, or change how others are shown.
///
/// The compiler refuses those that turn the direction of a line (CVE-2021-42574). Joiners stay: Persian and pictures of
/// several parts need them.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}
