//! Header fields, in the order they are sent or were received.

use std::borrow::Cow;

/// A multimap from header name to value; names compare without regard to case.
///
/// A value that isn't UTF-8 is read as ISO 8859-1, so that nothing a server sends is lost (RFC 9110, section 5.5).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// No header at all.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// The first value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Every value of `name`, in order.
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.iter().filter(move |(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// All of them as pairs of lower-case name and value, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> + '_ {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many there are, counting a repeated name each time.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one more, beside any of the same name.
    pub fn append(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_ascii_lowercase(), value.into()));
    }

    /// Sets `name` to this value alone; the first occurrence keeps its place.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let Some(at) = self.0.iter().position(|(it, _)| it.eq_ignore_ascii_case(name)) else {
            return self.append(name, value);
        };
        let mut idx = 0;
        self.0.retain(|(it, _)| {
            let keep = idx <= at || !it.eq_ignore_ascii_case(name);
            idx += 1;
            keep
        });
        if let Some((_, old)) = self.0.get_mut(at) {
            *old = value.into();
        }
    }

    /// Takes every value of `name` out.
    pub fn remove(&mut self, name: &str) {
        self.retain(|it| !it.eq_ignore_ascii_case(name));
    }

    /// Keeps only the headers whose name passes.
    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|(name, _)| keep(name));
    }

    /// Adds a value as it came over the wire, in whatever encoding.
    pub fn append_bytes(&mut self, name: &str, value: &[u8]) {
        let value = match std::str::from_utf8(value) {
            Ok(text) => text.to_owned(),
            Err(_) => value.iter().copied().map(char::from).collect(),
        };
        self.append(name, value);
    }
}

/// Hides what a server may make of a credential: the query of a location, to which it may have copied the API key of the
/// request, and cookies.
impl std::fmt::Debug for Headers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter().map(|(name, value)| (name, shown(name, value)))).finish()
    }
}

fn shown<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    match (name, value.split_once('?')) {
        ("set-cookie", _) => Cow::Borrowed("…"),
        ("content-location" | "location" | "refresh", Some((before, _))) => {
            Cow::Owned(format!("{before}?…"))
        }
        _ => Cow::Borrowed(value),
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Headers {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        let mut headers = Self::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        headers
    }
}

/// The id by which a server knows a request: the first of the headers that servers have for it.
pub(crate) fn request_id(headers: &Headers) -> Option<&str> {
    const NAMES: [&str; 9] = [
        "x-request-id",
        "request-id",
        "x-correlation-id",
        "x-amzn-requestid",
        "x-amz-request-id",
        "x-ms-request-id",
        "x-goog-request-id",
        "x-trace-id",
        "cf-ray",
    ];
    NAMES.iter().find_map(|it| headers.get(it)).map(str::trim).filter(|it| !it.is_empty())
}

/// Whether `name` is a token, as a header's name must be (RFC 9110, section 5.6.2).
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Whether `value` can be sent: no control character but the tab.
///
/// RFC 9110, section 5.5: CR, LF and NUL would let a value end the header and begin another.
pub(crate) fn is_value(value: &str) -> bool {
    value.bytes().all(|byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_keep_their_order() {
        let mut headers: Headers = [("A", "1"), ("b", "2"), ("a", "3")].into_iter().collect();
        assert_eq!(headers.get("B"), Some("2"));
        assert_eq!(headers.get_all("A").collect::<Vec<_>>(), ["1", "3"]);
        headers.set("a", "4");
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("a", "4"), ("b", "2")]);
        headers.remove("A");
        assert_eq!(headers.len(), 1);
    }

    #[test]
    fn credentials_that_a_server_sends_are_not_printed() {
        let headers: Headers =
            [("Location", "/a?key=s"), ("set-cookie", "sid=s"), ("link", "</a?page=2>")]
                .into_iter()
                .collect();
        let shown = r#"{"location": "/a?…", "set-cookie": "…", "link": "</a?page=2>"}"#;
        assert_eq!(format!("{headers:?}"), shown);
        assert_eq!(headers.get("location"), Some("/a?key=s"));
    }

    #[test]
    fn a_value_outside_utf8_is_kept_as_latin1() {
        let mut headers = Headers::new();
        headers.append_bytes("x", b"caf\xe9");
        assert_eq!(headers.get("x"), Some("café"));
    }

    #[test]
    fn values_must_not_end_the_header() {
        assert!(is_value("a\tb é"));
        for bad in ["a\r\nx: y", "a\nb", "a\0b", "\x7f"] {
            assert!(!is_value(bad), "{bad:?}");
        }
        assert!(is_name("x-a_b") && !is_name("x y") && !is_name("") && !is_name("é"));
    }
}
