//! Percent-encoding: which characters stand for themselves where.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters of RFC 3986, section 2.3.
pub(crate) const STRICT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What reserved expansion leaves (RFC 6570, section 3.2.3), less the five that would end a query value.
///
/// OpenAPI 3.0.4, Parameter Object, `allowReserved`: `[`, `]` and `#` are not allowed in a query, `&` and `+` mean
/// something else there.
/// A typed value is data, so this library encodes those five itself rather than let a value break out of its parameter.
const RESERVED: &AsciiSet = &STRICT
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// The same in a path: a question mark would end it, and the other two mean nothing there (RFC 3986, section 3.3).
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.add(b'?').remove(b'&').remove(b'+');

/// What the serializer of `application/x-www-form-urlencoded` encodes (WHATWG URL standard); the space is done apart.
const FORM: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_').remove(b' ');

/// What can't stand in a URL at all; a template is written by people.
const LITERAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Writes the text between the parameters of a path template; what is escaped already stays.
pub(crate) fn literal(text: &str) -> String {
    utf8_percent_encode(text, LITERAL).to_string()
}

/// Whether URLs are joined without the segment (RFC 3986, section 5.2.4; WHATWG URL knows the encoded ones).
pub(crate) fn is_dots(segment: &str) -> bool {
    let rest = without_dot(segment);
    rest.is_some_and(|it| it.is_empty() || without_dot(it) == Some(""))
}

/// What follows a dot.
fn without_dot(text: &str) -> Option<&str> {
    ["%2e", "%2E", "."].into_iter().find_map(|dot| text.strip_prefix(dot))
}

/// How a name or a value is written where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// As it is: headers, and cookies of the style `cookie`.
    None,
    /// Everything but unreserved characters: paths, queries, cookies.
    Strict,
    /// `allowReserved`: reserved characters and percent-encoded triples pass.
    Reserved,
    /// The same in a path.
    ReservedInPath,
    /// A body of `application/x-www-form-urlencoded`: a space is `+`.
    Form,
}

impl Escape {
    /// Writes a value.
    pub(crate) fn value(self, text: &str) -> String {
        match self {
            Self::None => text.to_owned(),
            Self::Strict => utf8_percent_encode(text, STRICT).to_string(),
            Self::Reserved => reserved(text, RESERVED),
            Self::ReservedInPath => reserved(text, RESERVED_IN_PATH),
            Self::Form => utf8_percent_encode(text, FORM).to_string().replace(' ', "+"),
        }
    }

    /// Writes a name; `allowReserved` is about values only.
    pub(crate) fn name(self, text: &str) -> String {
        match self {
            Self::Reserved | Self::ReservedInPath => Self::Strict.value(text),
            Self::None | Self::Strict | Self::Form => self.value(text),
        }
    }
}

fn reserved(text: &str, encoded: &'static AsciiSet) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        out.extend(utf8_percent_encode(before, encoded));
        let triple =
            from.get(..3).filter(|it| it.bytes().skip(1).all(|byte| byte.is_ascii_hexdigit()));
        out.push_str(triple.unwrap_or("%25"));
        rest = from.get(triple.map_or(1, str::len)..).unwrap_or_default();
    }
    out.extend(utf8_percent_encode(rest, encoded));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ascii_character_in_every_place() {
        let ascii: String = (' '..='~').filter(|it| !it.is_ascii_alphanumeric()).collect();
        assert_eq!(
            Escape::Strict.value(&ascii),
            "%20%21%22%23%24%25%26%27%28%29%2A%2B%2C-.%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E_%60%7B%7C%7D~"
        );
        assert_eq!(
            Escape::Reserved.value(&ascii),
            "%20!%22%23$%25%26'()*%2B,-./:;%3C=%3E?@%5B%5C%5D%5E_%60%7B%7C%7D~"
        );
        assert_eq!(
            Escape::Form.value(&ascii),
            "+%21%22%23%24%25%26%27%28%29*%2B%2C-.%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E_%60%7B%7C%7D%7E"
        );
        assert_eq!(Escape::None.value(&ascii), ascii);
    }

    #[test]
    fn reserved_lets_triples_pass_and_nothing_else_with_a_percent_sign() {
        assert_eq!(Escape::Reserved.value("a%2Fb%zz%4"), "a%2Fb%25zz%254");
        assert_eq!(Escape::Reserved.value("100%"), "100%25");
        assert_eq!(Escape::Reserved.value("%é"), "%25%C3%A9");
        assert_eq!(Escape::Reserved.name("a/b"), "a%2Fb");
    }
}
