//! JSON pointers (RFC 6901): the address of a node in a document.
//!
//! Escaping happens here and nowhere else.

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

/// What the place of a schema below `components` begins with.
const SCHEMAS: &str = "/components/schemas/";

/// The address of one node of a document, such as `/paths/~1users/get`.
///
/// Source: RFC 6901. The empty pointer is the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Takes a pointer as it is written in a document, such as the fragment of a `$ref` without its `#`.
    ///
    /// Returns `None` unless `text` is empty or begins with `/`.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Takes the fragment of a URL, such as `/paths/~1users%2F%7Bid%7D`.
    ///
    /// Source: RFC 6901, section 6. Returns `None` unless it is a pointer.
    pub(crate) fn from_fragment(text: &str) -> Option<Self> {
        Self::parse(&percent_decoded(text))
    }

    /// The pointer to the member `token` of the node here.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + token.len() + 1);
        text.push_str(&self.0);
        text.push('/');
        if !token.contains(['~', '/']) {
            text.push_str(token);
            return Self(text);
        }
        for c in token.chars() {
            match c {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                _ => text.push(c),
            }
        }
        Self(text)
    }

    /// The pointer to the item `index` of the array here.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The pointer that continues this one with `rest`.
    #[must_use]
    pub fn join(&self, rest: &Self) -> Self {
        Self(format!("{}{}", self.0, rest.0))
    }

    /// The pointer without its last token, and that token; `None` at the root.
    pub fn split_last(&self) -> Option<(Self, String)> {
        let (parent, last) = self.0.rsplit_once('/')?;
        Some((Self(parent.to_owned()), unescape(last)))
    }

    /// The name of the schema below `components` that it leads to, where it leads to one itself.
    pub(crate) fn component_schema(&self) -> Option<String> {
        let name = self.0.strip_prefix(SCHEMAS)?;
        (!name.contains('/')).then(|| unescape(name))
    }

    /// The schema below `components` that it leads to, or into.
    pub(crate) fn component_around(&self) -> Option<Self> {
        let name = self.0.strip_prefix(SCHEMAS)?;
        let end = SCHEMAS.len() + name.find('/').unwrap_or(name.len());
        self.0.get(..end).map(|it| Self(it.to_owned()))
    }

    /// The texts of the pointers above this one, up to the root.
    pub(crate) fn above(&self) -> impl Iterator<Item = &str> {
        let ends = self.0.rmatch_indices('/');
        ends.filter_map(|(end, _)| self.0.get(..end))
    }

    /// How many tokens it has.
    pub(crate) fn depth(&self) -> usize {
        self.0.matches('/').count()
    }

    /// The tokens from the root down, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// What of this pointer follows `prefix`, or `None` where it isn't below it.
    pub fn strip_prefix(&self, prefix: &Self) -> Option<Self> {
        let rest = self.0.strip_prefix(&prefix.0)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| Self(rest.to_owned()))
    }

    /// The pointer as RFC 6901 writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// With the crate that documents are made of, which isn't part of the API.
#[doc(hidden)]
impl Pointer {
    /// This one, and then those above it, up to the root.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self.clone()), |it| it.split_last().map(|it| it.0))
    }

    /// The node of `root` that this pointer leads to.
    pub fn get<'a>(&self, root: &'a Value) -> Option<&'a Value> {
        let mut tokens = self.0.split('/');
        // What stands in front of the first slash is empty.
        tokens.next();
        tokens.try_fold(root, |at, token| match at {
            Value::Object(members) if token.contains('~') => members.get(&unescape(token)),
            Value::Object(members) => members.get(token),
            Value::Array(items) => items.get(index(token)?),
            _ => None,
        })
    }

    /// The node of `root` that this pointer leads to, to be changed.
    pub fn get_mut<'a>(&self, root: &'a mut Value) -> Option<&'a mut Value> {
        root.pointer_mut(&self.0)
    }
}

/// The index that a token is, which RFC 6901 writes without leading zeros and signs.
fn index(token: &str) -> Option<usize> {
    let is_plain = !token.starts_with('+') && (token == "0" || !token.starts_with('0'));
    is_plain.then(|| token.parse().ok()).flatten()
}

/// The text of one token as RFC 6901 escapes it.
pub(crate) fn unescape(token: &str) -> String {
    if !token.contains('~') {
        return token.to_owned();
    }
    token.replace("~1", "/").replace("~0", "~")
}

/// `text` with its percent-encoding taken back; as it is where that gives no text.
pub(crate) fn percent_decoded(text: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.map_or_else(|_| text.to_owned(), Cow::into_owned)
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Pointer, percent_decoded};

    #[test]
    fn tokens_are_escaped_once() {
        let at = Pointer::root().child("paths").child("/a~b").index(3);
        assert_eq!(at.as_str(), "/paths/~1a~0b/3");
        assert_eq!(at.tokens().collect::<Vec<_>>(), ["paths", "/a~b", "3"]);
    }

    #[test]
    fn a_component_is_around_what_is_in_it() {
        let around = |it: &str| Pointer::parse(it)?.component_around().map(|it| it.to_string());
        let pet = "/components/schemas/a~1Pet";
        assert_eq!(around(pet).as_deref(), Some(pet));
        assert_eq!(around(&format!("{pet}/properties/id")).as_deref(), Some(pet));
        assert_eq!(around("/components/responses/Pet"), None);
        assert_eq!(around("/components/schemas"), None);
    }

    #[test]
    fn what_is_above_ends_at_the_root() {
        let at = Pointer::root().child("a").child("/b").index(3);
        assert_eq!(at.above().collect::<Vec<_>>(), ["/a/~1b", "/a", ""]);
        assert_eq!((at.depth(), Pointer::root().depth()), (3, 0));
        assert_eq!(Pointer::root().above().count(), 0);
    }

    #[test]
    fn a_prefix_ends_at_a_token() {
        let at = Pointer::root().child("ab").child("c");
        assert_eq!(at.strip_prefix(&Pointer::root().child("a")), None);
        assert_eq!(at.strip_prefix(&Pointer::root().child("ab")), Some(Pointer::root().child("c")));
    }

    #[test]
    fn percent_encoding_is_taken_back() {
        assert_eq!(percent_decoded("a%20b%2"), "a b%2");
        assert_eq!(percent_decoded("%C3%A4%ZZ"), "ä%ZZ");
        assert_eq!(percent_decoded("%FF"), "%FF");
    }
}
