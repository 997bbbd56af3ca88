//! Text that parsers refuse although it has one reading, put right without moving a byte.
//!
//! - In: a text that a parser refused.
//! - Out: a text of the same length that it may accept, and what was changed where; `None` when nothing was.
//!
//! Every replacement is as long as what it replaces, so that places in the one are places in the other.

use std::ops::Range;

/// One mended spot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mend {
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
    /// Half of a surrogate pair, now U+FFFD.
    LoneSurrogate,
    /// A number that is beyond 64-bit floating point, now the largest that isn't.
    HugeNumber,
}

/// Mends YAML: tabs in lines of white space, and JSON's `\ud83d\ude00` in double quotes.
pub(crate) fn yaml(text: &str) -> Option<(String, Vec<Mend>)> {
    let mut mended = text.as_bytes().to_vec();
    let mut mends = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if line.contains('\t') && line.trim().is_empty() {
            for byte in mended.get_mut(at..end).into_iter().flatten().filter(|it| **it == b'\t') {
                *byte = b' ';
            }
            mends.push(Mend { what: What::TabLine, bytes: at..end });
        }
        at = end;
    }
    let disguised = disguise_surrogates(text, &mut mended);
    if mends.is_empty() && !disguised {
        return None;
    }
    Some((String::from_utf8(mended).ok()?, mends))
}

/// Turns every `\udXXX` of a surrogate into the same escape of a private character, which a YAML parser accepts.
///
/// Nothing is changed in a text that has these private characters itself.
fn disguise_surrogates(text: &str, mended: &mut [u8]) -> bool {
    let used = text.chars().any(is_disguise)
        || escapes(text).any(|(_, unit)| char::from_u32(u32::from(unit)).is_some_and(is_disguise));
    if used {
        return false;
    }
    let mut changed = false;
    for (at, _) in escapes(text).filter(|(_, unit)| is_surrogate(*unit)) {
        // The `d` becomes an `e`, the `D` an `E`.
        if let Some(byte) = mended.get_mut(at + 2) {
            *byte += 1;
            changed = true;
        }
    }
    changed
}

/// Takes the text of a scalar of a mended YAML text back to what was meant.
pub(crate) fn restore_yaml(text: String) -> String {
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

fn is_surrogate(unit: u16) -> bool {
    (0xD800..=0xDFFF).contains(&unit)
}

/// Mends JSON: half surrogate pairs and numbers that are too large.
pub(crate) fn json(text: &str) -> Option<(String, Vec<Mend>)> {
    let mut mends = Vec::new();
    lone_surrogates(text, &mut mends);
    huge_numbers(text, &mut mends);
    if mends.is_empty() {
        return None;
    }
    mends.sort_by_key(|it| it.bytes.start);
    let mut mended = String::with_capacity(text.len());
    let mut done = 0;
    for Mend { what, bytes } in &mends {
        mended.push_str(text.get(done..bytes.start)?);
        match what {
            What::LoneSurrogate => mended.push_str("\\ufffd"),
            What::HugeNumber if text.get(bytes.clone())?.starts_with('-') => {
                mended.push_str(MOST_NEGATIVE)
            }
            What::HugeNumber => mended.push_str(LARGEST),
            What::TabLine => {}
        }
        done = bytes.end;
    }
    mended.push_str(text.get(done..)?);
    Some((mended, mends))
}

/// The largest number that a double can be.
pub(crate) const LARGEST: &str = "1.7976931348623157e308";
const MOST_NEGATIVE: &str = "-1.7976931348623157e308";

fn lone_surrogates(text: &str, mends: &mut Vec<Mend>) {
    let mut all = escapes(text).filter(|(_, unit)| is_surrogate(*unit)).peekable();
    while let Some((at, unit)) = all.next() {
        let paired =
            unit < 0xDC00 && all.next_if(|(next, low)| *next == at + 6 && *low >= 0xDC00).is_some();
        if !paired {
            mends.push(Mend { what: What::LoneSurrogate, bytes: at..at + 6 });
        }
    }
}

fn huge_numbers(text: &str, mends: &mut Vec<Mend>) {
    let mut rest = text;
    let mut quoted = false;
    loop {
        let at = text.len() - rest.len();
        let Some(first) = rest.chars().next() else { return };
        let taken = match first {
            '\\' if quoted => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            '"' => {
                quoted = !quoted;
                1
            }
            '-' | '0'..='9' if !quoted => {
                let n = rest
                    .find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E'))
                    .unwrap_or(rest.len());
                if rest.get(..n).and_then(|it| it.parse::<f64>().ok()).is_some_and(f64::is_infinite)
                {
                    mends.push(Mend { what: What::HugeNumber, bytes: at..at + n });
                }
                n
            }
            other => other.len_utf8(),
        };
        rest = rest.get(taken..).unwrap_or("");
    }
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

impl Mend {
    /// By how many bytes the text has grown here.
    pub(crate) fn growth(&self) -> usize {
        match self.what {
            What::TabLine | What::LoneSurrogate => 0,
            // Roughly: a number has up to one byte of sign.
            What::HugeNumber => LARGEST.len().saturating_sub(self.bytes.len()),
        }
    }
}
