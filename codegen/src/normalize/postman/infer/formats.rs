//! Formats of texts, told by what samples look like.

/// RFC 3339, section 5.6, with the offset that it asks for.
pub(super) fn is_date_time(text: &str) -> bool {
    text.as_bytes().get(10) == Some(&b'T') && chrono::DateTime::parse_from_rfc3339(text).is_ok()
}

pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

/// In lower case, because a UUID is written so, and what was sent in capitals might be compared as text.
pub(super) fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|it| it.len()).collect();
    lengths == [8, 4, 4, 4, 12]
        && groups.iter().all(|it| it.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')))
}
