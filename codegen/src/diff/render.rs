//! Diffs for those who read them: people at a terminal, in a pull request or in a browser, and machines.

mod html;
mod json;
mod markdown;
mod snippet;
mod text;
mod words;

pub use snippet::Snippet;

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
    /// For a comment in a pull request: the verdict first, details folded, of a length that GitHub takes.
    Markdown,
    /// A page for browsers that needs nothing but itself.
    Html,
    /// One JSON object.
    Json,
    /// Annotations of GitHub Actions.
    GitHub,
}

/// The diff of a crate, with what it takes to show it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Report<'a> {
    /// The name of the crate.
    pub package: &'a str,
    /// What the base is called: `HEAD`, a folder, a file.
    pub base: &'a str,
    /// What changed.
    pub diff: &'a Diff,
    /// For each change where it is.
    pub places: &'a [Places],
    /// The versions of the crate, where they are known: that of the base, and the one that it gets.
    pub versions: Option<(&'a str, &'a str)>,
}

impl<'a> Report<'a> {
    /// The diff of `package` since `base`, of which nothing else is known.
    pub fn new(package: &'a str, base: &'a str, diff: &'a Diff) -> Self {
        Self { package, base, diff, places: &[], versions: None }
    }

    /// Says for each change where it is.
    #[must_use]
    pub fn places(self, places: &'a [Places]) -> Self {
        Self { places, ..self }
    }

    /// Says which version the crate had in the base, and which one it gets.
    #[must_use]
    pub fn versions(self, base: &'a str, next: &'a str) -> Self {
        Self { versions: Some((base, next)), ..self }
    }

    fn places_of(&self, n: usize) -> &'a Places {
        self.places.get(n).unwrap_or(const { &Places::NONE })
    }
}

/// Where a change is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Places {
    /// In the description of the base.
    pub base: Option<Place>,
    /// In that of the revision.
    pub revision: Option<Place>,
    /// In code of users that names what is gone.
    pub uses: Vec<Use>,
}

impl Places {
    const NONE: Self = Self { base: None, revision: None, uses: Vec::new() };

    /// Where a change is in both descriptions.
    pub fn new(base: Option<Place>, revision: Option<Place>) -> Self {
        Self { base, revision, uses: Vec::new() }
    }
}

/// A place in a description.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// `FILE:LINE:COLUMN`.
    pub at: String,
    /// The lines there, for those who print them.
    pub snippet: Option<Snippet>,
}

impl Place {
    /// A place that is called `FILE:LINE:COLUMN`.
    pub fn new(at: impl Into<String>) -> Self {
        Self { at: at.into(), snippet: None }
    }

    /// Says which lines are there.
    #[must_use]
    pub fn snippet(self, snippet: Option<Snippet>) -> Self {
        Self { snippet, ..self }
    }
}

/// A function of somebody's that uses a name which is gone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Use {
    /// `package::module::function`.
    pub function: String,
    /// `FILE:LINE`.
    pub at: String,
    /// The name.
    pub name: String,
}

impl Use {
    /// The function that uses a name, and where.
    pub fn new(function: String, at: String, name: String) -> Self {
        Self { function, at, name }
    }
}

/// Prints the diffs of crates.
pub fn render(reports: &[Report<'_>], format: Format) -> String {
    match format {
        Format::Text => text::print(reports, false),
        Format::Coloured => text::print(reports, true),
        Format::Markdown => markdown::print(reports),
        Format::Html => html::print(reports),
        Format::Json => json::print(reports),
        Format::GitHub => text::annotations(reports),
    }
}
