//! Words of HTTP's own grammar, wherever a description uses them.

/// Whether a text is a token, as a method and a header's name must be.
///
/// Source: RFC 9110, section 5.6.2, "Tokens".
pub(crate) fn is_token(text: &str) -> bool {
    let is_tchar = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    !text.is_empty() && text.bytes().all(is_tchar)
}

/// A media type without its parameters, in the letters that it is written in.
///
/// Source: RFC 9110, section 8.3.1, "Media Type".
pub(crate) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// Whether a media type, an [`essence`] in lower case, is one that is made for several JSON values.
///
/// Source: OpenAPI 3.2.0, "Sequential Media Types"; the runtime tells them apart in the same way.
pub(crate) fn is_sequence(media_type: &str) -> bool {
    matches!(media_type, "application/json-seq" | "application/stream+json")
        || media_type.ends_with("+json-seq")
        || ["ndjson", "jsonl", "json-lines"].iter().any(|word| media_type.contains(word))
}
