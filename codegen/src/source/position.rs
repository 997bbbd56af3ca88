//! Bytes, characters, lines and columns of a text.

/// A line and a column, both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// Turns counts of characters, which the YAML parser gives, into bytes.
#[derive(Clone, Debug)]
pub(crate) struct CharIndex<'a> {
    text: &'a str,
    /// The byte of every [`STEP`]th character; empty for ASCII, where both are the same.
    steps: Vec<usize>,
}

const STEP: usize = 256;

impl<'a> CharIndex<'a> {
    /// An index of `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        let steps = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().step_by(STEP).map(|(byte, _)| byte).collect()
        };
        Self { text, steps }
    }

    /// The byte of the character `n`, at most the length of the text.
    pub(crate) fn byte(&self, n: usize) -> usize {
        if self.steps.is_empty() {
            return n.min(self.text.len());
        }
        let Some(start) = self.steps.get(n / STEP).copied() else { return self.text.len() };
        let rest = self.text.get(start..).unwrap_or_default();
        rest.char_indices().nth(n % STEP).map_or(self.text.len(), |(byte, _)| start + byte)
    }

    /// How many characters are from byte `start` to byte `end`; none when they are the other way round.
    pub(crate) fn count(&self, start: usize, end: usize) -> usize {
        self.text
            .get(start..end)
            .map_or(0, |it| if self.steps.is_empty() { it.len() } else { it.chars().count() })
    }
}
