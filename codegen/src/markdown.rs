//! The one door through which text gets into Markdown of ours: doc comments and READMEs.
//!
//! - In: any text at all, of a vendor or of ours.
//! - Out: [`Markdown`] of known structure. A vendor's text is read by the parser that rustdoc has, and written again: no HTML,
//!   no code that rustdoc would test, no link that it would resolve, no line break in a name, no character that can't be seen.
//! - Nothing but this module makes [`Markdown`], and [`markdown!`] takes nothing else into a sentence.
//! - The time is linear in the text, and no text is deeper than the stack that it takes.

mod characters;
mod html;
mod inline;
mod read;
mod stack;
mod tree;
mod url;
mod wrap;
mod write;

use std::fmt;

/// Markdown whose structure is known: a part of a line, or blocks.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Markdown(String);

impl Markdown {
    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to read.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What [`markdown!`] has put together.
    pub(crate) fn put_together(text: fmt::Arguments<'_>) -> Self {
        Self(text.to_string())
    }

    /// The parts with something between them.
    pub(crate) fn joined(parts: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        Self(parts.into_iter().map(|it| it.0).collect::<Vec<_>>().join(between))
    }

    /// The same with a capital letter, where it begins with a word of ours.
    pub(crate) fn capitalized(self) -> Self {
        let mut letters = self.0.chars();
        let first = letters.next().map(|it| it.to_ascii_uppercase());
        Self(first.into_iter().chain(letters).collect())
    }

    /// Blocks below each other.
    pub(crate) fn stacked(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined(parts.into_iter().filter(|it| !it.is_empty()), "\n\n")
    }

    /// The same with its long lines broken.
    pub(crate) fn wrapped(&self) -> Self {
        Self(wrap::wrapped(&self.0))
    }

    /// A list. Lines of an item below its first stand in it.
    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let item = |it: Self| write::hung("- ", it.0.lines().map(str::to_owned).collect());
        Self(items.into_iter().flat_map(item).collect::<Vec<_>>().join("\n"))
    }
}

impl fmt::Display for Markdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&'static str> for Markdown {
    fn from(text: &'static str) -> Self {
        Self(text.to_owned())
    }
}

/// What may stand in a sentence: Markdown, words of the program, numbers. No `String` does.
pub(crate) trait Part: fmt::Display {}

impl Part for Markdown {}
impl Part for &'static str {}
impl Part for u64 {}
impl Part for usize {}

impl<T: Part> Part for &T {}

/// A part as it is.
pub(crate) fn part<T: Part>(part: T) -> impl fmt::Display {
    part
}

/// Puts parts together as `format!` does.
///
/// A format that another macro has made captures no variable, so that each one goes through [`part`].
macro_rules! markdown {
    ($text:literal $(, $part:expr)* $(,)?) => {
        $crate::markdown::Markdown::put_together(
            format_args!(concat!($text) $(, $crate::markdown::part($part))*)
        )
    };
}

pub(crate) use markdown;

/// A vendor's text with a paragraph below it; the paragraph alone where there is no text.
pub(crate) fn below(text: Option<String>, paragraph: String) -> String {
    match text {
        Some(text) => format!("{}\n\n{paragraph}", text.trim_end()),
        None => paragraph,
    }
}

/// A vendor's CommonMark.
pub(crate) fn blocks(text: &str) -> Markdown {
    Markdown(write::text(&read::blocks(text)))
}

/// A vendor's CommonMark on one line, such as a summary.
pub(crate) fn line(text: &str) -> Markdown {
    Markdown(write::line(&read::inlines(text)))
}

/// A vendor's CommonMark in a cell of a table.
pub(crate) fn cell(text: &str) -> Markdown {
    Markdown(write::cell(&read::inlines(text)))
}

/// A text that isn't CommonMark, such as a title, on one line.
pub(crate) fn plain(text: &str) -> Markdown {
    let text = characters::squeezed(text);
    Markdown(write::line(&[tree::Inline::Text(text)]))
}

/// A code span: a name, a path, a value.
pub(crate) fn code(text: &str) -> Markdown {
    Markdown(inline::code_span(text))
}

/// A code span in a cell of a table.
pub(crate) fn code_cell(text: &str) -> Markdown {
    Markdown(write::cell(&[tree::Inline::Code(text.to_owned())]))
}

/// The name of an item of ours, or a path to one. It has no other characters than these.
pub(crate) fn item(name: &str) -> Markdown {
    let is_name = |c: &char| c.is_alphanumeric() || "_:.#()-".contains(*c);
    Markdown(name.chars().filter(is_name).collect())
}

/// A block of code in a language of ours: `text`, or the attributes of a test.
pub(crate) fn fenced(language: &'static str, code: &str) -> Markdown {
    let code = characters::lines(code);
    Markdown(write::fenced(language, &code).join("\n"))
}

/// A text that doesn't go into Markdown, on one line and without characters that can't be seen.
pub(crate) fn one_line(text: &str) -> String {
    characters::squeezed(text)
}

/// A text that doesn't go into Markdown, on one line, where each character is told that can't be shown: `\u{202e}`.
pub(crate) fn told(text: &str) -> std::borrow::Cow<'_, str> {
    characters::told(text)
}

/// A JSON text in which characters that can't be seen are escaped.
pub(crate) fn seen(json: String) -> String {
    characters::escaped(json)
}

#[cfg(test)]
mod tests;
