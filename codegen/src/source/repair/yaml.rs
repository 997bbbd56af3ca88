//! YAML that the parser refuses and other readers accept.
//!
//! Tabs in lines of nothing but white space, the surrogate pairs of JSON (`\ud83d\ude00`) in double quotes, and lines
//! inside of brackets or quotes that stand further left than the block around them.

use super::{Repair, What, escapes, is_surrogate};
use crate::source::CharIndex;

/// A text on its way to one that the parser accepts.
#[derive(Debug)]
pub(crate) struct Repaired<'a> {
    received: &'a str,
    /// The text with replacements of the same length.
    replaced: String,
    /// Where spaces are put into it, in its order.
    inserts: Vec<Insert>,
    /// How many: more than any line is indented by.
    width: usize,
    repairs: Vec<Repair>,
}

/// Spaces at the beginning of a line, which begins at this byte and this character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Insert {
    byte: usize,
    char: usize,
}

impl<'a> Repaired<'a> {
    /// Repairs what needs no parser to be found.
    pub(crate) fn new(received: &'a str) -> Self {
        let mut bytes = received.as_bytes().to_vec();
        let mut repairs = Vec::new();
        let mut at = 0;
        let mut width = 1;
        for line in received.split_inclusive('\n') {
            let end = at + line.len();
            if line.contains('\t') && line.trim().is_empty() {
                for byte in bytes.get_mut(at..end).into_iter().flatten().filter(|it| **it == b'\t')
                {
                    *byte = b' ';
                }
                repairs.push(Repair { what: What::TabLine, bytes: at..end });
            }
            width = width.max(1 + line.len() - line.trim_start_matches(' ').len());
            at = end;
        }
        disguise_surrogates(received, &mut bytes);
        let replaced = String::from_utf8(bytes).unwrap_or_else(|_| received.to_owned());
        Self { received, replaced, inserts: Vec::new(), width, repairs }
    }

    /// The text to parse.
    pub(crate) fn text(&self) -> String {
        let mut text = String::with_capacity(self.replaced.len() + self.inserts.len() * self.width);
        let mut done = 0;
        for Insert { byte, .. } in &self.inserts {
            text.push_str(self.replaced.get(done..*byte).unwrap_or_default());
            text.extend(std::iter::repeat_n(' ', self.width));
            done = *byte;
        }
        text.push_str(self.replaced.get(done..).unwrap_or_default());
        text
    }

    /// The character of the text as received that `char` of the text to parse is.
    pub(crate) fn received(&self, char: usize) -> usize {
        // How many inserts are before it, by halving: the nth begins `n * width` behind where it was.
        let (mut n, mut end) = (0, self.inserts.len());
        while n < end {
            let middle = usize::midpoint(n, end);
            if self.inserts.get(middle).is_some_and(|it| it.char + middle * self.width <= char) {
                n = middle + 1;
            } else {
                end = middle;
            }
        }
        let Some(last) = n.checked_sub(1).and_then(|it| self.inserts.get(it)) else { return char };
        char.saturating_sub(n * self.width).max(last.char)
    }

    /// Indents the line that the parser refused at `char` of the text as received, or the lines of the quoted scalar
    /// that begins there. Returns whether that is news.
    pub(crate) fn indent(&mut self, chars: &CharIndex<'_>, char: usize, quoted: bool) -> bool {
        let at = chars.byte(char);
        let Some((before, behind)) = self.received.split_at_checked(at) else { return false };
        let line = before.rfind('\n').map_or(0, |it| it + 1);
        let mut starts = vec![line];
        if quoted {
            let end = at + quoted_len(behind);
            let inside = self.received.get(at..end).unwrap_or_default();
            starts = inside.match_indices('\n').map(|(it, _)| at + it + 1).collect();
        }
        let n_before = self.inserts.len();
        for byte in starts {
            let char = char + chars.count(at, byte);
            let char = if byte < at { char - chars.count(byte, at) } else { char };
            let insert = Insert { byte, char };
            if let Err(place) = self.inserts.binary_search(&insert) {
                self.inserts.insert(place, insert);
                self.repairs.push(Repair { what: What::Outdented, bytes: byte..byte });
            }
        }
        self.inserts.len() > n_before
    }

    /// What was repaired, in the order of the text.
    pub(crate) fn into_repairs(mut self) -> Vec<Repair> {
        self.repairs.sort_by_key(|it| it.bytes.start);
        self.repairs
    }
}

/// How long the quoted scalar is that `text` begins with.
fn quoted_len(text: &str) -> usize {
    let double = text.starts_with('"');
    let mut bytes = text.bytes().enumerate().skip(1).peekable();
    while let Some((at, byte)) = bytes.next() {
        let is_escape = if double {
            byte == b'\\'
        } else {
            byte == b'\'' && bytes.peek().is_some_and(|it| it.1 == byte)
        };
        if is_escape {
            bytes.next();
        } else if byte == if double { b'"' } else { b'\'' } {
            return at;
        }
    }
    text.len()
}

/// Turns every `\udXXX` of a surrogate into the same escape of a private character, which a YAML parser accepts.
///
/// Nothing is changed in a text that has these private characters itself.
fn disguise_surrogates(text: &str, repaired: &mut [u8]) {
    let used = text.chars().any(is_disguise)
        || escapes(text).any(|(_, unit)| char::from_u32(u32::from(unit)).is_some_and(is_disguise));
    if used {
        return;
    }
    for (at, _) in escapes(text).filter(|(_, unit)| is_surrogate(*unit)) {
        // The `d` becomes an `e`, the `D` an `E`.
        if let Some(byte) = repaired.get_mut(at + 2) {
            *byte += 1;
        }
    }
}

/// Takes the text of a scalar of a repaired YAML text back to what was meant.
pub(crate) fn restore(text: String) -> String {
    if text.contains(is_disguise) {
        let units: Vec<u16> = text
            .encode_utf16()
            .map(|it| if (0xE800..=0xEFFF).contains(&it) { it - 0x1000 } else { it })
            .collect();
        return String::from_utf16_lossy(&units);
    }
    // In a scalar without double quotes the escape is text.
    let surrogates: Vec<usize> = escapes(&text)
        .filter(|(_, unit)| (0xE800..=0xEFFF).contains(unit))
        .map(|(at, _)| at + 2)
        .collect();
    if surrogates.is_empty() {
        return text;
    }
    let mut bytes = text.clone().into_bytes();
    for at in surrogates {
        if let Some(byte) = bytes.get_mut(at) {
            *byte -= 1;
        }
    }
    String::from_utf8(bytes).unwrap_or(text)
}

fn is_disguise(c: char) -> bool {
    ('\u{E800}'..='\u{EFFF}').contains(&c)
}
