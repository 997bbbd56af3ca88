//! Lines of a file.

/// Lines of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Passage {
    /// The name of the file.
    pub file: String,
    /// The first line, from 1.
    pub first: usize,
    /// The last line.
    pub last: usize,
}
