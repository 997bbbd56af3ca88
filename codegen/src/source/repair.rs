//! Text that parsers refuse although it has one reading, put right where that is.
//!
//! - In: a text that a parser refused.
//! - Out: a text that it may accept, what was changed where, and the way back to places in the text as received.

mod json;
mod yaml;

pub(crate) use json::repair as repair_json;
pub(super) use yaml::{Repaired, restore};

use std::ops::Range;

/// One repaired spot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Repair {
    /// What was put right.
    pub(crate) what: What,
    /// Where, in bytes.
    pub(crate) bytes: Range<usize>,
}

/// What was put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A line of nothing but white space that contains tabs.
    TabLine,
    /// A line inside of brackets or quotes that stands further left than the block around it.
    Outdented,
    /// Half of a surrogate pair, now U+FFFD.
    LoneSurrogate,
    /// A number that is beyond 64-bit floating point, now the largest that isn't.
    HugeNumber,
}

fn is_surrogate(unit: u16) -> bool {
    (0xD800..=0xDFFF).contains(&unit)
}

/// The `\uXXXX` escapes of a text (of which an odd number of backslashes is part) with their places.
fn escapes(text: &str) -> impl Iterator<Item = (usize, u16)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += text.get(at..)?.find('\\')?;
            let here = at;
            let digits =
                text.get(here + 2..here + 6).filter(|it| it.bytes().all(|b| b.is_ascii_hexdigit()));
            let is_unicode = text.as_bytes().get(here + 1) == Some(&b'u');
            // Also passes over the second of two backslashes.
            at += 1 + text.get(here + 1..)?.chars().next().map_or(0, char::len_utf8);
            if let (true, Some(unit)) =
                (is_unicode, digits.and_then(|it| u16::from_str_radix(it, 16).ok()))
            {
                at = here + 6;
                return Some((here, unit));
            }
        }
    })
}
