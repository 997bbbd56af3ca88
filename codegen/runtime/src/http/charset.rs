//! The text of a body, in whichever charset it came.
//!
//! UTF-8, and what servers still write beside it: windows-1252, which is what latin1 and ASCII mean in the [Encoding Standard],
//! and UTF-16. A byte order mark wins over what the content type says, as there.
//!
//! [Encoding Standard]: https://encoding.spec.whatwg.org

use std::borrow::Cow;

/// The bytes of a body of this content type as text; `None` where they aren't.
pub(crate) fn text<'a>(bytes: &'a [u8], content_type: &str) -> Option<Cow<'a, str>> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => return std::str::from_utf8(rest).ok().map(Cow::Borrowed),
        [0xFF, 0xFE, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        _ => {}
    }
    match charset(content_type).as_str() {
        "iso-8859-1" | "iso8859-1" | "latin1" | "us-ascii" | "ascii" | "windows-1252"
        | "cp1252" => Some(bytes.iter().map(|it| windows_1252(*it)).collect()),
        "utf-16" | "utf-16le" => utf16(bytes, u16::from_le_bytes),
        "utf-16be" => utf16(bytes, u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
    }
}

/// The charset that a content type says, in lower case; empty where it says none.
fn charset(content_type: &str) -> String {
    let lower = content_type.to_ascii_lowercase();
    let charset = lower.split(';').find_map(|it| it.trim().strip_prefix("charset="));
    charset.unwrap_or_default().trim_matches('"').to_owned()
}

/// What windows-1252 has in the place of latin1's second set of controls.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    let special = byte.checked_sub(0x80).and_then(|it| WINDOWS.get(usize::from(it)));
    special.copied().unwrap_or(char::from(byte))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Cow<'_, str>> {
    let (units, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = units.iter().map(|it| unit(*it)).collect();
    rest.is_empty().then(|| String::from_utf16(&units).ok())?.map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn texts_are_in_the_charset_that_they_say() {
        for (bytes, content_type, expected) in [
            (&b"\xc3\xa9"[..], "text/plain", Some("é")),
            (b"\xe9", "text/plain", None),
            (b"\xe9", "text/plain; charset=ISO-8859-1", Some("é")),
            (b"\x80 5\x9f", "text/csv; header=present; Charset=\"windows-1252\"", Some("€ 5Ÿ")),
            (b"\xef\xbb\xbf\xc3\xa9", "text/plain; charset=latin1", Some("é")),
            (b"\xff\xfea\0\xac\x20", "text/plain", Some("a€")),
            (b"\xfe\xff\0a", "text/plain; charset=utf-16le", Some("a")),
            (b"a\0", "text/plain; charset=utf-16", Some("a")),
            (b"\0a", "text/plain; charset=utf-16be", Some("a")),
            (b"a\0b", "text/plain; charset=utf-16", None),
            (b"\0\xd8", "text/plain; charset=utf-16", None),
            (b"\x80", "text/plain; charset=koi8-r", None),
        ] {
            assert_eq!(text(bytes, content_type).as_deref(), expected, "{content_type}");
        }
    }
}
