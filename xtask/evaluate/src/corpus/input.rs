//! A file of a corpus.

use std::path::PathBuf;

/// A file that may be a description.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// The path below the corpus, with `/`.
    pub(crate) file: String,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The package of its crate, which no other file of the corpus has.
    pub(crate) package: String,
    /// How many bytes it has.
    pub(crate) bytes: usize,
    /// A digest of its bytes and those of the files that it refers to, the generator and the runtime: what a row about
    /// it depends on.
    pub(crate) key: String,
    /// Whether another file refers to it.
    pub(crate) is_part: bool,
}
