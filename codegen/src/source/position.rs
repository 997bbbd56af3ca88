//! Bytes, characters, lines and columns of a text.

use std::ops::Range;

/// A line and a column, both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// Where a node stands, in bytes of the file's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// Its key, quotes included; none for the root and for items.
    pub key: Option<Range<usize>>,
    /// Its value.
    pub value: Range<usize>,
    /// Whether the value is an object or an array.
    pub is_collection: bool,
    /// How many steps of the pointer lead there: all of them, or those to the nearest node above that exists.
    pub depth: usize,
}

/// Where the lines of a text begin.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// The lines of `text`.
    pub fn new(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, it)| *it == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The line and column of a byte.
    pub fn position(&self, byte: usize) -> Position {
        let (line, start) = self.start(byte);
        let before = self.text.get(start..byte.min(self.text.len())).unwrap_or_default();
        let mark = usize::from(before.starts_with('\u{feff}') && start == 0);
        Position { line, column: before.chars().count() - mark + 1 }
    }

    /// The bytes of the line that a byte is on, without the line break and without a byte order mark.
    pub fn line(&self, byte: usize) -> Range<usize> {
        let (line, start) = self.start(byte);
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        let text = self.text.get(start..end).unwrap_or_default();
        let mark =
            if start == 0 { text.len() - text.trim_start_matches('\u{feff}').len() } else { 0 };
        start + mark..start + text.trim_end_matches(['\n', '\r']).len().max(mark)
    }

    /// The number of the line that a byte is on, from 1, and where it begins.
    fn start(&self, byte: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|it| *it <= byte);
        (line, line.checked_sub(1).and_then(|it| self.starts.get(it)).copied().unwrap_or(0))
    }
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
