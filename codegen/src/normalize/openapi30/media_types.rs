//! Media types as they are written, and which one is meant by a misspelt one.
//!
//! Source: RFC 9110, section 8.3.1, "Media Type"; RFC 6838, section 4.2.7, and the registry of media types at IANA.

/// A form without files.
const FORM: &str = "application/x-www-form-urlencoded";
/// A form with files.
const MULTIPART: &str = "multipart/form-data";

/// The top-level types that are registered.
const TYPES: [&str; 11] = [
    "application",
    "audio",
    "example",
    "font",
    "haptics",
    "image",
    "message",
    "model",
    "multipart",
    "text",
    "video",
];

/// What may be in `multipart` beside a form.
const PARTS: [&str; 14] = [
    "alternative",
    "appledouble",
    "byteranges",
    "digest",
    "encrypted",
    "header-set",
    "mixed",
    "multilingual",
    "parallel",
    "related",
    "report",
    "signed",
    "voice-message",
    "x-mixed-replace",
];

/// Those of which one slip is no other media type.
const OFTEN: [&str; 7] = [
    "application/json",
    "application/octet-stream",
    "application/problem+json",
    "application/x-ndjson",
    "text/event-stream",
    "text/html",
    "text/plain",
];
/// Those that look like a slip and are none.
const NO_SLIPS: [&str; 2] = ["application/json5", "application/jsonl"];

/// Who writes the body, which decides what a `multipart` type can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// A request, whose parts are the fields of a form unless something else is said.
    Sent,
    /// A response, which is as the server has it.
    Received,
}

/// The media types that a key stands for, as they are usually written; none where it is no media type.
///
/// Parameters keep their case, and spaces alone are no reason to change what is sent.
pub(super) fn meant(key: &str, used: Use) -> Vec<String> {
    let mut meant: Vec<String> = Vec::new();
    for part in key.split([';', ',']).map(str::trim).filter(|it| !it.is_empty()) {
        match (meant.last_mut(), parameter(part)) {
            (Some(last), Some(parameter)) => {
                last.push_str("; ");
                last.push_str(&parameter);
            }
            // What has no value is no parameter.
            (Some(_), None) if !part.contains('/') => {}
            _ => meant.extend(essence(part, used).filter(|it| !meant.contains(it))),
        }
    }
    if key.chars().all(|it| it.is_whitespace() || matches!(it, ';' | ',')) {
        meant.push("*/*".to_owned());
    }
    let without_spaces = |it: &str| it.replace(' ', "");
    match meant.as_slice() {
        [only] if without_spaces(only) == without_spaces(key) && !head(key).contains(' ') => {
            vec![key.trim().to_owned()]
        }
        _ => meant,
    }
}

fn head(key: &str) -> &str {
    key.trim().split(';').next().unwrap_or_default()
}

fn parameter(part: &str) -> Option<String> {
    if part.contains('=') && !part.split('=').next().is_some_and(|it| it.contains('/')) {
        return Some(part.to_owned());
    }
    let is_utf8 = part.eq_ignore_ascii_case("utf-8") || part.eq_ignore_ascii_case("utf8");
    is_utf8.then(|| "charset=utf-8".to_owned())
}

/// Type and subtype; `None` where these can't be told.
fn essence(text: &str, used: Use) -> Option<String> {
    let lower: String =
        text.to_ascii_lowercase().chars().filter(|it| !it.is_whitespace()).collect();
    let short = match lower.as_str() {
        "*" => Some("*/*".to_owned()),
        "json" | "xml" | "pdf" | "zip" | "octet-stream" => Some(format!("application/{lower}")),
        "text" | "string" | "plain" => Some("text/plain".to_owned()),
        "html" | "csv" => Some(format!("text/{lower}")),
        _ => form(&lower, used),
    };
    if short.is_some() {
        return short;
    }
    let (kind, name) = lower.split_once('/').or_else(|| {
        let after =
            |kind: &&str| Some(lower.strip_prefix(*kind)?.strip_prefix(['-', '.', '_', '\\']));
        TYPES.iter().find_map(|kind| Some((*kind, after(kind)??)))
    })?;
    let kind = if TYPES.contains(&kind) {
        kind
    } else {
        TYPES.into_iter().find(|it| is_slip(kind, it)).unwrap_or(kind)
    };
    let whole = format!("{kind}/{name}");
    let often = OFTEN.into_iter().find(|it| is_slip(&whole, it));
    Some(match often.filter(|_| !NO_SLIPS.contains(&whole.as_str())) {
        Some(often) => often.to_owned(),
        None => form(&whole, used).unwrap_or(whole),
    })
}

/// The media type of forms that is meant by one that is called like one, or is a `multipart` that there isn't.
fn form(essence: &str, used: Use) -> Option<String> {
    let letters: String = essence.chars().filter(char::is_ascii_alphabetic).collect();
    if letters.contains("urlencod") || (letters.contains("www") && letters.contains("form")) {
        return Some(FORM.to_owned());
    }
    let unknown = essence.strip_prefix("multipart/").is_some_and(|name| {
        // RFC 6838, section 3: these trees are others'.
        let is_others = ["vnd.", "prs.", "x-", "x."].iter().any(|it| name.starts_with(it));
        used == Use::Sent && !is_others && !PARTS.contains(&name)
    });
    (unknown || letters.ends_with("formdata")).then(|| MULTIPART.to_owned())
}

/// Whether one letter is missing, too many or another, or two are swapped.
fn is_slip(text: &str, of: &str) -> bool {
    let (mut left, mut right) = (text.as_bytes(), of.as_bytes());
    while let ([a, rest @ ..], [b, others @ ..]) = (left, right)
        && a == b
    {
        (left, right) = (rest, others);
    }
    while let ([rest @ .., a], [others @ .., b]) = (left, right)
        && a == b
    {
        (left, right) = (rest, others);
    }
    match (left, right) {
        ([a, b], [c, d]) => a == d && b == c,
        (left, right) => left.len().max(right.len()) == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{Use, is_slip, meant};

    fn sent(key: &str) -> Vec<String> {
        meant(key, Use::Sent)
    }

    #[test]
    fn media_types_are_written_one_way() {
        assert_eq!(sent(" Application/JSON;charset=UTF-8; "), ["application/json; charset=UTF-8"]);
        assert_eq!(sent("application / json"), ["application/json"]);
        assert_eq!(sent("application/json, charset=utf-8"), ["application/json; charset=utf-8"]);
        assert_eq!(sent("application/json;text/csv"), ["application/json", "text/csv"]);
        assert_eq!(sent("application/json;charset=UTF-8"), ["application/json;charset=UTF-8"]);
        assert_eq!(sent(""), ["*/*"]);
        assert_eq!(sent("json"), ["application/json"]);
    }

    #[test]
    fn a_parameter_has_a_value() {
        assert_eq!(sent("application/json; charset"), ["application/json"]);
        assert_eq!(sent("application/json; utf-8"), ["application/json; charset=utf-8"]);
        let profile = "application/json; profile=\"https://example.org/a\"";
        assert_eq!(sent(profile), [profile]);
    }

    #[test]
    fn a_slip_is_read_as_what_is_meant() {
        for slip in [
            "application/jason",
            "application/josn",
            "application/jon",
            "aplication/json",
            "applicaton/json",
            "application-json",
            "application.json",
            "application\\json",
        ] {
            assert_eq!(sent(slip), ["application/json"], "{slip}");
        }
        assert_eq!(sent("application/octetstream"), ["application/octet-stream"]);
        assert_eq!(sent("test/csv"), ["text/csv"]);
        assert!(
            is_slip("ab", "ba") && is_slip("a", "") && !is_slip("a", "a") && !is_slip("abc", "cab")
        );
    }

    #[test]
    fn a_form_is_called_one() {
        for slip in [
            "application/x-www-form-urlencode",
            "application/x-www-form-encoded",
            "application/x-www-url-encoded",
            "application/www-form-urlencoded",
            "x-www-form-urlencoded",
            "applicaton/x-www-form-urlencoded",
            "application/x-www-form-urlencoded; charset",
        ] {
            assert_eq!(sent(slip), ["application/x-www-form-urlencoded"], "{slip}");
        }
        for slip in [
            "multipart/data",
            "multipart/*",
            "multipart/form",
            "multipart/formdata",
            "multipart-form-data",
            "mutlipart/form-data",
            "application/form-data",
            "form-data",
        ] {
            assert_eq!(sent(slip), ["multipart/form-data"], "{slip}");
        }
        assert_eq!(meant("multipart/*", Use::Received), ["multipart/*"]);
    }

    #[test]
    fn what_there_is_stays() {
        for media_type in [
            "application/jsonl",
            "application/json5",
            "application/json-seq",
            "application/vnd.api+json",
            "text/json",
            "text/x-markdown",
            "image/jpg",
            "image/*",
            "binary/octet-stream",
            "chemical/x-pdb",
            "multipart/mixed",
            "multipart/related; type=\"application/json\"",
            "multipart/vnd.parts",
        ] {
            assert_eq!(sent(media_type), [media_type]);
        }
    }

    #[test]
    fn a_word_is_no_media_type() {
        assert!(sent("default").is_empty());
        assert!(sent("schema").is_empty());
    }
}
