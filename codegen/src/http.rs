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
