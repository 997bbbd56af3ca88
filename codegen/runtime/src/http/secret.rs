//! Texts that nobody gets to see.

use std::{fmt, hint};

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::json::{DecodeError, Json, Reader, Writer};

/// A string that is never printed, and that is wiped from memory when it is dropped.
///
/// So is what the runtime makes of it: headers, forms for a token endpoint, the tokens that a client keeps. The copies
/// that others make aren't: those of a URL that has the key in its query, and those of HTTP, TLS and the kernel on the
/// way out. Nor is a `String` that you made before it became a secret.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Creates a secret of `text`.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Returns the text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// In a time that tells nothing but whether the lengths differ.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (one, other) = (self.0.as_bytes(), other.0.as_bytes());
        let differing =
            one.iter().zip(other).fold(0, |so_far, (a, b)| hint::black_box(so_far | (a ^ b)));
        one.len() == other.len() && differing == 0
    }
}

impl Eq for Secret {}

impl Json for Secret {
    const IS_SECRET: bool = true;

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.unseen(Reader::string).map(Self::new)
    }

    fn blank() -> Self {
        Self::new(String::new())
    }

    fn write(&self, w: &mut Writer) {
        w.string(&self.0);
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// One text of several, without a copy that is left behind when a buffer grows.
pub(crate) fn joined(parts: &[&str]) -> Secret {
    let mut text = String::with_capacity(parts.iter().map(|it| it.len()).sum());
    text.extend(parts.iter().copied());
    Secret::new(text)
}

/// `Basic` with a pair of user and password (RFC 7617, section 2).
pub(crate) fn basic(pair: &Secret) -> Secret {
    let pair = pair.expose();
    let mut text = String::with_capacity("Basic ".len() + pair.len().div_ceil(3) * 4);
    text.push_str("Basic ");
    STANDARD.encode_string(pair, &mut text);
    Secret::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_wiped_and_so_is_what_is_made_of_them() {
        fn is_wiped(_: &impl zeroize::ZeroizeOnDrop) {}
        let value = basic(&joined(&["Aladdin", ":", "open sesame"]));
        is_wiped(&value.0);
        assert_eq!(value.expose(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        // A text that grew would have left its first letters somewhere.
        assert_eq!(value.0.capacity(), value.expose().len());
        let token = joined(&["Bearer", " ", "t"]);
        assert_eq!((token.0.capacity(), token.expose()), (8, "Bearer t"));
    }

    #[test]
    fn secrets_are_equal_when_all_of_them_is() {
        let is_same = |a: &str, b: &str| Secret::from(a) == Secret::from(b);
        assert!(is_same("", "") && is_same("abc", "abc"));
        for (a, b) in [("abc", "abd"), ("abc", "xbc"), ("abc", "ab"), ("", "a"), ("abc", "abcd")] {
            assert!(!is_same(a, b) && !is_same(b, a), "{a} {b}");
        }
    }
}
