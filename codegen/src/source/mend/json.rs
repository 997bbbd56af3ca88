//! JSON that `serde_json` refuses: half surrogate pairs and numbers that are too large.

use super::{Mend, What, escapes, is_surrogate};

/// Mends what can be mended in `text`; `None` where there is nothing.
pub(crate) fn mend(text: &str) -> Option<(String, Vec<Mend>)> {
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
                mended.push_str(MOST_NEGATIVE);
            }
            What::HugeNumber => mended.push_str(LARGEST),
            What::TabLine | What::Outdented => {}
        }
        done = bytes.end;
    }
    mended.push_str(text.get(done..)?);
    Some((mended, mends))
}

/// The largest number that a double can be.
const LARGEST: &str = "1.7976931348623157e308";
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

impl Mend {
    /// By how many bytes the text has grown here.
    pub(crate) fn growth(&self) -> usize {
        match self.what {
            What::TabLine | What::Outdented | What::LoneSurrogate => 0,
            // Roughly: a number has up to one byte of sign.
            What::HugeNumber => LARGEST.len().saturating_sub(self.bytes.len()),
        }
    }
}
