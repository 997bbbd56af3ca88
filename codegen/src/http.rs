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

/// Whether a member is a field of a server-sent event, or the comment that servers' types have for it.
///
/// Source: HTML, section 9.2.6 "Interpreting an event stream"; a line of a comment is of no account to clients.
pub(crate) fn is_event_field(name: &str) -> bool {
    matches!(name, "data" | "event" | "id" | "retry" | "comment")
}

/// Whether a media type, an [`essence`] in lower case, is one that is made for several JSON values.
///
/// Source: OpenAPI 3.2.0, "Sequential Media Types"; the runtime tells them apart in the same way.
pub(crate) fn is_sequence(media_type: &str) -> bool {
    matches!(media_type, "application/json-seq" | "application/stream+json")
        || media_type.ends_with("+json-seq")
        || ["ndjson", "jsonl", "json-lines"].iter().any(|word| media_type.contains(word))
}

/// Whether credentials of an authentication scheme are computed for each request or agreed upon with the server, so that
/// no text can be sent that is the same for all.
///
/// Source: IANA's registry of HTTP authentication schemes (RFC 9110, section 16.4.1), and signatures that are in wide use.
pub(crate) fn is_computed_scheme(scheme: &str) -> bool {
    const SCHEMES: [&str; 13] = [
        "asap",
        "concealed",
        "digest",
        "dpop",
        "edgegrid",
        "gnap",
        "hawk",
        "hoba",
        "mutual",
        "negotiate",
        "ntlm",
        "signature",
        "vapid",
    ];
    const FAMILIES: [&str; 4] = ["aws", "hmac", "oauth", "scram-"];
    let scheme = scheme.to_ascii_lowercase();
    SCHEMES.contains(&scheme.as_str()) || FAMILIES.iter().any(|it| scheme.starts_with(it))
}

/// The part of a URL that a variable in it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UrlPart {
    /// The beginning: the scheme, the host and whatever follows.
    Start,
    /// The scheme.
    Scheme,
    /// The port.
    Port,
    /// A part of the host or the path.
    Segment,
}

impl UrlPart {
    /// The part of `template` that its variable `name` stands for, by where it stands.
    pub(crate) fn of(template: &str, name: &str) -> Self {
        let Some((before, after)) = template.split_once(&format!("{{{name}}}")) else {
            return Self::Segment;
        };
        // A colon within the path is none before a port.
        let authority = before.split_once("//").map_or(before, |(_, rest)| rest);
        let is_port = authority.ends_with(':') && !authority.contains('/');
        match before {
            "" if after.starts_with("://") => Self::Scheme,
            "" => Self::Start,
            _ if is_port && (after.is_empty() || after.starts_with(['/', '{'])) => Self::Port,
            _ => Self::Segment,
        }
    }

    /// What stands for a value that nobody knows.
    pub(crate) fn stand_in(self) -> &'static str {
        match self {
            Self::Start => "https://example.com",
            Self::Scheme => "https",
            Self::Port => "8080",
            Self::Segment => "example",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UrlPart;

    #[test]
    fn a_variable_is_a_part_of_a_url_by_its_place() {
        for (template, part) in [
            ("{it}", UrlPart::Start),
            ("{it}/v1", UrlPart::Start),
            ("{it}://api.example.com", UrlPart::Scheme),
            ("https://{it}.example.com", UrlPart::Segment),
            ("https://{host}:{it}", UrlPart::Port),
            ("//{host}:{it}/v1", UrlPart::Port),
            ("{host}:{it}{path}", UrlPart::Port),
            ("https://user:{it}@example.com", UrlPart::Segment),
            ("https://example.com/documents/1:{it}", UrlPart::Segment),
            ("https://example.com", UrlPart::Segment),
        ] {
            assert_eq!(UrlPart::of(template, "it"), part, "{template}");
        }
    }
}
