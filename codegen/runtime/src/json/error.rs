//! Why a JSON text couldn't be read, and where.

use std::fmt;

use super::{DeviationKind, deviation::is_secret_name};

/// Why a value couldn't be read: what was found, at which path and byte of the text.
///
/// The path is built while the error travels outwards, so that reading without errors pays nothing for it.
#[derive(Clone, Debug, PartialEq, Eq)]
// Boxed: every `Result` of the readers is as small as its value.
pub struct DecodeError(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    path: String,
    message: String,
    offset: usize,
    kind: DeviationKind,
    /// Empty where the message says all.
    expected: String,
    /// Whether nobody may see what came.
    is_hidden: bool,
}

impl DecodeError {
    /// Returns an error with a message (lower case, no full stop) at a byte of the text.
    #[cold]
    pub fn new(message: impl Into<String>, offset: usize) -> Self {
        Self::of(DeviationKind::Format, "", message.into(), offset)
    }

    /// Returns an error about a value that isn't what was `expected`.
    #[cold]
    pub(super) fn of(kind: DeviationKind, expected: &str, message: String, offset: usize) -> Self {
        let (path, expected) = (String::new(), expected.to_owned());
        Self(Box::new(Inner { path, message, offset, kind, expected, is_hidden: false }))
    }

    /// Returns in which way the text isn't what was expected.
    pub fn kind(&self) -> DeviationKind {
        self.0.kind
    }

    /// Returns what was expected, such as `an integer`; the message where that says it.
    pub fn expected(&self) -> &str {
        let Inner { message, expected, .. } = &*self.0;
        if expected.is_empty() { message } else { expected }
    }

    /// Returns the path of the value, such as `items[3].id`; empty for the whole text.
    ///
    /// A name that isn't an identifier is quoted: `["a b"].id`.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Returns what is wrong, without the path.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the byte of the text at which it was noticed.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// Returns the error as the reader of an object sees it, whose member `name` has it.
    #[cold]
    #[must_use]
    pub fn in_field(mut self, name: &str) -> Self {
        let inner = &mut *self.0;
        // Nothing is told of what came for a secret.
        let tells = inner.kind == DeviationKind::Format && !inner.expected.is_empty();
        if tells && is_secret_name(name) {
            inner.message = format!("expected {}, found `…`", inner.expected);
        }
        if is_identifier(name) {
            return self.within(name.to_owned());
        }
        let quoted = serde_json::Value::from(name);
        self.within(format!("[{quoted}]"))
    }

    /// Returns the error as the reader of an array sees it, whose item `index` has it.
    #[cold]
    #[must_use]
    pub fn in_item(self, index: usize) -> Self {
        self.within(format!("[{index}]"))
    }

    /// Returns the error with other texts, made of its path and message.
    pub(crate) fn rewritten(mut self, rewrite: &dyn Fn(&str) -> String) -> Self {
        self.0.path = rewrite(&self.0.path);
        self.0.message = rewrite(&self.0.message);
        self
    }

    /// Returns the error that there are words where JSON was expected, if those are what `text` is.
    pub(crate) fn of_words(mut self, text: &[u8]) -> Self {
        let text = std::str::from_utf8(text).unwrap_or_default().trim();
        let is_like_json = text.is_empty() || text.starts_with(['{', '[', '"']);
        if is_like_json
            || self.is_hidden()
            || serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
        {
            return self;
        }
        let inner = &mut *self.0;
        inner.message = format!("not JSON: `{}`", shortened(text, 40));
        (inner.kind, inner.expected, inner.offset) = (DeviationKind::Syntax, "JSON".to_owned(), 0);
        self
    }

    /// Returns the error about what nobody may see.
    pub(super) fn hidden(mut self) -> Self {
        self.0.is_hidden = true;
        self
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.0.is_hidden
    }

    /// Returns the error with another message.
    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.0.message = message;
        self
    }

    /// Returns the error at a path below that it is at.
    pub(super) fn in_path(self, path: &str) -> Self {
        self.within(path.to_owned())
    }

    fn within(mut self, mut path: String) -> Self {
        let inner = &mut *self.0;
        if !inner.path.is_empty() && !inner.path.starts_with('[') {
            path.push('.');
        }
        path.push_str(&inner.path);
        inner.path = path;
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { path, message, .. } = &*self.0;
        match path.as_str() {
            "" => f.write_str(message),
            _ => write!(f, "at `{path}`: {message}"),
        }
    }
}

impl std::error::Error for DecodeError {}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|it: char| it.is_alphabetic() || it == '_' || it == '$')
        && name.chars().all(|it| it.is_alphanumeric() || it == '_' || it == '$')
}

/// The first characters of a text, and `…` where there are more.
#[cold]
pub(crate) fn shortened(text: &str, n_chars: usize) -> String {
    let mut shown: String = text.chars().take(n_chars).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
