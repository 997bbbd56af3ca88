//! Findings: what a run has to say about its input.
//!
//! Stages push into a [`Sink`] and go on; nothing here prints.

mod advice;
mod codes;
mod finding;
pub(crate) mod findings;
mod render;
mod similar;
mod suggestion;

pub use codes::{Code, Severity};
pub(crate) use finding::Finding;
pub use render::{Format, positions, render, visible};
pub(crate) use render::{data, is_obeyed, property, visible_json};
pub use similar::most as most_similar;
pub(crate) use suggestion::yaml_text;

use self::similar::Similar;
use crate::pointer::Pointer;
use crate::source::FileId;

/// Whether a place means a member's key or its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The key of the member that the pointer leads to.
    Key,
    /// The value.
    #[default]
    Value,
}

/// A place in an input file, found as line and column only when it is printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The node in that file, as received (not in the normalized document).
    pub pointer: Pointer,
    /// Key or value.
    pub part: Part,
    /// Where the text can't be parsed and no pointer leads there: the byte offset.
    pub offset: Option<usize>,
    /// The node in the document that overlays are about, where that isn't the one received.
    pub target: Option<Pointer>,
}

#[doc(hidden)]
impl Place {
    /// The value at `pointer` in `file`.
    pub fn value(file: FileId, pointer: Pointer) -> Self {
        Self { file, pointer, part: Part::Value, offset: None, target: None }
    }

    /// The value of a keyword of what is here.
    fn keyword(self, keyword: &str) -> Self {
        let target = self.target.map(|it| it.child(keyword));
        Self { pointer: self.pointer.child(keyword), part: Part::Value, target, ..self }
    }
}

/// Another place that a finding has to do with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What is there: lower case, no full stop.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Which kind of finding.
    pub code: Code,
    /// What is wrong: lower case, names in backticks, no full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Other places that it has to do with, such as the first of two that are alike.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// An overlay action (YAML) that would repair it.
    pub overlay: Option<String>,
}

/// For whoever makes findings: the library, and what stands in for it in tests.
#[doc(hidden)]
impl Diagnostic {
    /// A finding of somebody's own, such as that of a stand-in for the generator; those of this library are made of what
    /// [`findings`] say.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), place, labels: Vec::new(), help: None, overlay: None }
    }
}

/// Collects findings.
#[derive(Clone, Debug, Default)]
pub struct Sink {
    findings: Vec<Diagnostic>,
    similar: Similar,
}

impl Sink {
    /// Adds a finding.
    pub fn push(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// The one of `known` that may be meant by `name`, if so many weren't looked for already that it would take long.
    pub fn most_similar<'a>(
        &mut self,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        self.similar.most(name, known)
    }

    /// Takes back the findings that `keep` isn't true of.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.findings.retain(keep);
    }

    /// Whether one of the findings is an error, so that the run can't go on.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|it| it.code.severity() == Severity::Error)
    }

    /// The findings ordered by place, each once.
    pub fn into_findings(mut self) -> Vec<Diagnostic> {
        self.findings
            .sort_by(|a, b| (&a.place, a.code, &a.message).cmp(&(&b.place, b.code, &b.message)));
        self.findings.dedup();
        self.findings
    }
}
