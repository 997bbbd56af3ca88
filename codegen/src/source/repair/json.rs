//! JSON that `serde_json` refuses: half surrogate pairs and numbers that are too large.

use super::{Repair, What, escapes, is_surrogate};

/// Repairs what can be repaired in `text`; `None` where there is nothing.
pub(crate) fn repair(text: &str) -> Option<(String, Vec<Repair>)> {
    let mut repairs = Vec::new();
    lone_surrogates(text, &mut repairs);
    huge_numbers(text, &mut repairs);
    if repairs.is_empty() {
        return None;
    }
    repairs.sort_by_key(|it| it.bytes.start);
    let mut repaired = String::with_capacity(text.len());
    let mut done = 0;
    for Repair { what, bytes } in &repairs {
        repaired.push_str(text.get(done..bytes.start)?);
        match what {
            What::LoneSurrogate => repaired.push_str("\\ufffd"),
            What::HugeNumber if text.get(bytes.clone())?.starts_with('-') => {
                repaired.push_str(MOST_NEGATIVE);
            }
            What::HugeNumber => repaired.push_str(LARGEST),
            What::TabLine | What::Outdented => {}
        }
        done = bytes.end;
    }
    repaired.push_str(text.get(done..)?);
    Some((repaired, repairs))
}

/// The largest number that a double can be.
const LARGEST: &str = "1.7976931348623157e308";
const MOST_NEGATIVE: &str = "-1.7976931348623157e308";

fn lone_surrogates(text: &str, repairs: &mut Vec<Repair>) {
    let mut all = escapes(text).filter(|(_, unit)| is_surrogate(*unit)).peekable();
    while let Some((at, unit)) = all.next() {
        let paired =
            unit < 0xDC00 && all.next_if(|(next, low)| *next == at + 6 && *low >= 0xDC00).is_some();
        if !paired {
            repairs.push(Repair { what: What::LoneSurrogate, bytes: at..at + 6 });
        }
    }
}

fn huge_numbers(text: &str, repairs: &mut Vec<Repair>) {
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
                    repairs.push(Repair { what: What::HugeNumber, bytes: at..at + n });
                }
                n
            }
            other => other.len_utf8(),
        };
        rest = rest.get(taken..).unwrap_or("");
    }
}

impl Repair {
    /// By how many bytes the text has grown here.
    pub(crate) fn growth(&self) -> usize {
        match self.what {
            What::TabLine | What::Outdented | What::LoneSurrogate => 0,
            // Roughly: a number has up to one byte of sign.
            What::HugeNumber => LARGEST.len().saturating_sub(self.bytes.len()),
        }
    }
}
