//! Which bodies a recording keeps.

/// Which bodies a [`Recorder`](crate::Recorder) keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordBodies {
    /// All, bytes as base64.
    #[default]
    All,
    /// Those that are text.
    Text,
    /// None: their sizes and media types alone.
    None,
}
