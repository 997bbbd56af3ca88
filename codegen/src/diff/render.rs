//! Diffs for those who read them: people at a terminal, in a pull request, and machines.

mod json;
mod markdown;
mod text;
mod words;

use super::Diff;
pub(crate) use markdown::sentence;
pub(crate) use words::plain;

/// How diffs are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// For terminals.
    Text,
    /// For terminals, with colours.
    Coloured,
    /// For a comment in a pull request: the verdict first, details folded.
    Markdown,
    /// One JSON object.
    Json,
    /// Annotations of GitHub Actions.
    GitHub,
}

/// The diff of a crate, with what it takes to show it.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The name of the crate.
    pub package: &'a str,
    /// What the base is called: `HEAD`, a folder, a file.
    pub base: &'a str,
    /// What changed.
    pub diff: &'a Diff,
    /// For each change where it is in the base and in the revision.
    pub places: &'a [Places],
}

/// Where a change is: `FILE:LINE:COLUMN`, where that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// In the description of the base.
    pub base: Option<String>,
    /// In that of the revision.
    pub revision: Option<String>,
}

/// Prints the diffs of crates.
pub fn render(reports: &[Report<'_>], format: Format) -> String {
    match format {
        Format::Text => text::print(reports, false),
        Format::Coloured => text::print(reports, true),
        Format::Markdown => markdown::print(reports),
        Format::Json => json::print(reports),
        Format::GitHub => text::annotations(reports),
    }
}
