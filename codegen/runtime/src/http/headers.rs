//! Header fields, in the order they are sent or were received.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use zeroize::Zeroize;

/// A multimap from header name to value; names compare without regard to case.
///
/// A value that isn't UTF-8 is read as ISO 8859-1, so that nothing a server sends is lost (RFC 9110, section 5.5).
/// The values of credentials are wiped from memory when they are dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<Field>);

/// One line.
#[derive(Clone)]
struct Field {
    name: String,
    value: String,
    /// Whether the value is a credential.
    secret: bool,
}

impl Field {
    fn new(name: &str, value: String) -> Self {
        let name = name.to_ascii_lowercase();
        let secret = is_secret(&name);
        Self { name, value, secret }
    }
}

impl Drop for Field {
    fn drop(&mut self) {
        if self.secret {
            self.value.zeroize();
        }
    }
}

/// What is said counts, and not whether it is known to be secret.
impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.value == other.value
    }
}

impl Eq for Field {}

/// Whether a header's value is a credential whatever the description says.
pub(crate) fn is_secret(name: &str) -> bool {
    name == "set-cookie" || is_credential_header(name)
}

impl Headers {
    /// Creates headers without any field.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Returns the first value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Returns every value of `name`, in order.
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.iter().filter(move |(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Returns all of them as pairs of lower-case name and value, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> + '_ {
        self.0.iter().map(|it| (it.name.as_str(), it.value.as_str()))
    }

    /// Returns how many there are, counting a repeated name each time.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one more, beside any of the same name.
    pub fn append(&mut self, name: &str, value: impl Into<String>) {
        self.0.push(Field::new(name, value.into()));
    }

    /// Sets `name` to this value alone; the first occurrence keeps its place.
    pub fn insert(&mut self, name: &str, value: impl Into<String>) {
        self.put(Field::new(name, value.into()));
    }

    /// The same for a credential, which is wiped when it is dropped.
    pub(crate) fn set_secret(&mut self, name: &str, value: &str) {
        let mut field = Field::new(name, value.to_owned());
        field.secret = true;
        self.put(field);
    }

    fn put(&mut self, field: Field) {
        let Some(at) = self.0.iter().position(|it| it.name == field.name) else {
            return self.0.push(field);
        };
        let mut idx = 0;
        self.0.retain(|it| {
            let keep = idx <= at || it.name != field.name;
            idx += 1;
            keep
        });
        if let Some(old) = self.0.get_mut(at) {
            *old = field;
        }
    }

    /// Takes every value of `name` out.
    pub fn remove(&mut self, name: &str) {
        self.retain(|it| !it.eq_ignore_ascii_case(name));
    }

    /// Keeps only the headers whose name passes.
    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|it| keep(&it.name));
    }

    /// Those that came over the wire, from what an HTTP library has for them: `http::HeaderMap` by reference, or pairs.
    pub(crate) fn received(
        lines: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>,
    ) -> Self {
        let mut headers = Self::new();
        for (name, value) in lines {
            headers.append_bytes(name.as_ref(), value.as_ref());
        }
        headers
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

/// Hides what a server may make of a credential: the query of a location or a link, to which it may have copied the API
/// key of the request, and cookies.
impl std::fmt::Debug for Headers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter().map(|(name, value)| (name, shown(name, value)))).finish()
    }
}

fn shown<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    match (name, value.split_once('?')) {
        ("set-cookie", _) => Cow::Borrowed("…"),
        ("content-location" | "link" | "location" | "refresh", Some((before, _))) => {
            Cow::Owned(format!("{before}?…"))
        }
        _ => Cow::Borrowed(value),
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Headers {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        let field = |(name, value): (&str, &str)| Field::new(name, value.to_owned());
        Self(pairs.into_iter().map(field).collect())
    }
}

/// A URL without what may be secret: its query, and a password.
pub(crate) fn bare(url: &str) -> &str {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    if bare.contains('@') { "…" } else { bare }
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

/// An HTTP date (RFC 9110, section 5.6.7), in the form that is sent or one of the two obsolete ones.
pub(crate) fn date(value: &str) -> Option<DateTime<FixedOffset>> {
    let sent = DateTime::parse_from_rfc2822(value).ok();
    let asctime = || NaiveDateTime::parse_from_str(value, "%a %b %e %H:%M:%S %Y").ok();
    let utc = |it: NaiveDateTime| it.and_utc().fixed_offset();
    sent.or_else(|| asctime().or_else(|| rfc850_date(value)).map(utc))
}

/// `Sunday, 06-Nov-94 08:49:47 GMT`: the century is the one in which that day is a Sunday.
///
/// RFC 9110 looks at the clock for it; the days of the week tell three centuries apart without one.
fn rfc850_date(value: &str) -> Option<NaiveDateTime> {
    let (day, rest) = value.rsplit_once('-')?;
    let mut in_centuries = ["20", "19", "21"].iter().map(|it| format!("{day}-{it}{rest}"));
    let parse = |it: String| NaiveDateTime::parse_from_str(&it, "%A, %d-%b-%Y %H:%M:%S GMT").ok();
    in_centuries.find_map(parse)
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

/// Whether a header carries credentials whatever the description says.
pub(crate) fn is_credential_header(name: &str) -> bool {
    ["authorization", "cookie", "proxy-authorization"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(name))
}

/// Refuses a header that no request can have, or that isn't the user's to set.
pub(crate) fn check(name: &str, value: &str) -> Result<(), String> {
    let taken =
        ["accept", "content-type", "content-length", "host", "transfer-encoding", "connection"];
    let problem = if !is_name(name) {
        "is not the name of a header"
    } else if taken.contains(&name) {
        "is set by each operation"
    } else if !is_value(value) {
        "has a character no header can carry"
    } else {
        return Ok(());
    };
    Err(format!("the header `{}` {problem}", name.escape_debug()))
}

/// The text of a quoted string up to the closing quote, and what follows it (RFC 9110, section 5.6.4).
pub(crate) fn unquote(quoted: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, it)) = chars.next() {
        match it {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(chars.next().map(|(_, it)| it)),
            it => value.push(it),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_keep_their_order() {
        let mut headers: Headers = [("A", "1"), ("b", "2"), ("a", "3")].into_iter().collect();
        assert_eq!(headers.get("B"), Some("2"));
        assert_eq!(headers.get_all("A").collect::<Vec<_>>(), ["1", "3"]);
        headers.insert("a", "4");
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
        let shown = r#"{"location": "/a?…", "set-cookie": "…", "link": "</a?…"}"#;
        assert_eq!(format!("{headers:?}"), shown);
        assert_eq!(headers.get("location"), Some("/a?key=s"));
    }

    #[test]
    fn a_credential_is_known_as_one_whoever_sets_it() {
        let mut headers: Headers = [("Authorization", "a"), ("x", "y")].into_iter().collect();
        headers.set_secret("x-key", "k");
        headers.set_secret("X", "s");
        let secret = |it: &Field| it.secret.then(|| it.value.clone());
        let secrets: Vec<String> = headers.clone().0.iter().filter_map(secret).collect();
        assert_eq!(secrets, ["a", "s", "k"]);
    }

    #[test]
    fn a_value_outside_utf8_is_kept_as_latin1() {
        let mut headers = Headers::new();
        headers.append_bytes("x", b"caf\xe9");
        assert_eq!(headers.get("x"), Some("café"));
    }

    #[test]
    fn all_three_forms_of_a_date_are_read() {
        // The examples of RFC 9110, section 5.6.7, and days of other centuries.
        for (value, read) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37+00:00"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37+00:00"),
            ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37+00:00"),
            ("Sun Nov 22 12:00:07 2026", "2026-11-22T12:00:07+00:00"),
            ("Sunday, 22-Nov-26 12:00:07 GMT", "2026-11-22T12:00:07+00:00"),
            ("Friday, 29-Feb-08 00:00:00 GMT", "2008-02-29T00:00:00+00:00"),
            ("Tuesday, 05-Jan-70 00:00:00 GMT", ""),
            ("Monday, 05-Jan-70 00:00:00 GMT", "1970-01-05T00:00:00+00:00"),
            ("Sunday, 05-Jan-70 00:00:00 GMT", "2070-01-05T00:00:00+00:00"),
            ("Sunday, 06-Nov-1994 08:49:37 GMT", ""),
            ("Sun Nov  6 08:49:37 1994 GMT", ""),
            ("é-", ""),
        ] {
            let date = date(value).map(|it| it.to_rfc3339()).unwrap_or_default();
            assert_eq!(date, read, "{value}");
        }
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
