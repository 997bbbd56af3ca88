//! The one door through which text gets into the page: escaped, and with each character told that can't be seen.

use std::fmt;

use crate::markdown;

/// HTML whose structure is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Html(String);

impl Html {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What [`html!`] has put together.
    pub(super) fn put_together(text: fmt::Arguments<'_>) -> Self {
        Self(text.to_string())
    }

    pub(super) fn joined(parts: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        Self(parts.into_iter().map(|it| it.0).collect::<Vec<_>>().join(between))
    }

    pub(super) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(parts, "")
    }

    /// Parts on lines of their own.
    pub(super) fn lines(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(parts.into_iter().filter(|it| !it.is_empty()), "\n")
    }
}

impl From<&'static str> for Html {
    fn from(text: &'static str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What may stand in the page as it is: no `String` does.
pub(super) trait Part: fmt::Display {}

impl Part for Html {}
impl Part for &'static str {}
impl Part for usize {}

impl<T: Part> Part for &T {}

/// A part as it is.
pub(super) fn part<T: Part>(part: T) -> impl fmt::Display {
    part
}

/// Puts parts together as `format!` does; each goes through [`part`].
macro_rules! html {
    ($text:literal $(, $part:expr)* $(,)?) => {
        $crate::diff::render::html::markup::Html::put_together(
            format_args!(concat!($text) $(, $crate::diff::render::html::markup::part($part))*)
        )
    };
}

pub(super) use html;

/// Any text, in an element or in the quotes of an attribute.
pub(super) fn text(text: &str) -> Html {
    let told = markdown::told(text);
    let mut out = String::with_capacity(told.len());
    for c in told.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    Html(out)
}

/// A name or a value, which reads from left to right whatever is around it.
pub(super) fn code(name: &str) -> Html {
    html!("<code>{}</code>", text(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_markup() {
        let hostile = "<img src=x onerror='a()'>&\"\n\u{202e}\u{0}";
        let shown = text(hostile);
        assert!(!shown.0.contains(['<', '>', '"', '\'', '\n', '\u{202e}', '\u{0}']), "{shown}");
        assert!(shown.0.contains("&lt;img") && shown.0.contains("\\u{202e}"), "{shown}");
    }
}
