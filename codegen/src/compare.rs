//! Two descriptions of one API: what changed from one to the other, and where.

use std::collections::BTreeMap;

use crate::canonical::Canonical;
use crate::diagnostic::Diagnostic;
use crate::diff::{
    self, Cause, Change, Diff, Manifest, Place, Places, Report, Snippet, Unreadable, Version,
};
use crate::output::Output;
use crate::pipeline::{self, Lowered, Names, Purpose, Reading};
use crate::pointer::Pointer;
use crate::release::{self, MANIFEST};
use crate::request::Request;
use crate::source::Sources;

/// What [`compare`] returns.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Comparison {
    /// The name of the package, which is that of the base.
    pub package: String,
    /// The version of the package, which is that of the base.
    pub version: String,
    /// What changed; `None` where one of the descriptions has errors.
    pub diff: Option<Diff>,
    /// For each change where it is, with the lines there.
    pub places: Vec<Places>,
    /// What there is to say about the base.
    pub base: Vec<Diagnostic>,
    /// What there is to say about the revision.
    pub revision: Vec<Diagnostic>,
}

impl Comparison {
    /// Returns what [`diff::render`] prints, where the base is called `base`; `None` where one of the descriptions has
    /// errors.
    pub fn report<'a>(&'a self, base: &'a str) -> Option<Report<'a>> {
        let report = Report::new(&self.package, base, self.diff.as_ref()?);
        Some(report.places(&self.places))
    }

    /// Returns the section of a `CHANGELOG.md` that says what changed and how to migrate, below the version that follows
    /// the base's by that; `None` where one of the descriptions has errors.
    pub fn changelog(&self) -> Option<String> {
        let version = Version::parse(&self.version)?;
        Some(release::section(&version, self.diff.as_ref()?))
    }
}

/// Compares what two descriptions of an API give: one crate in two versions, whose names are those of the base.
///
/// ```
/// use clientwright::{Request, Sources, compare, diff};
///
/// let described = |path: &str| {
///     let mut sources = Sources::default();
///     let operation = r#"{ get: { operationId: ping, responses: { "204": { description: Alive. } } } }"#;
///     let text = format!("openapi: 3.0.3\ninfo: {{ title: Ping, version: '1' }}\npaths: {{ {path}: {operation} }}\n");
///     let description = sources.add("ping.yaml", text);
///     (sources, Request::new(description))
/// };
/// let comparison = compare(&described("/ping"), &described("/pong"));
///
/// let found = comparison.diff.as_ref().expect("neither has errors");
/// assert_eq!(found.wire(), diff::Wire::Breaking);
/// assert!(comparison.changelog().is_some_and(|it| it.starts_with("## 0.1.1\n\n### Broken by the server\n")));
/// let page = diff::render(&comparison.report("before").into_iter().collect::<Vec<_>>(), diff::Format::Html);
/// assert!(page.starts_with("<!DOCTYPE html>"));
/// ```
pub fn compare(base: &(Sources, Request), revision: &(Sources, Request)) -> Comparison {
    let before = Made::of(&base.0, &base.1);
    // One crate in two versions, whatever the description is called.
    let names = before.names();
    let reading = Reading::new(&revision.0, &revision.1);
    let lowered = reading.lower(&revision.0, &revision.1, Purpose::Manifest(names.as_ref()));
    let after = Made::new(reading, lowered);
    let (package, version) = (before.output.package.clone(), before.output.version.clone());
    let mut comparison = Comparison { package, version, ..Comparison::default() };
    if let (Some(old), Some(new)) = (&before.document, &after.document)
        && let (Some(Ok(from)), Some(Ok(to))) = (&before.manifest, &after.manifest)
    {
        let mut diff = diff::diff(from, to);
        diff.attribute(Cause::Description);
        let old = places(old, &base.0, &diff.changes, |it| it.base.as_ref(), true);
        let new = places(new, &revision.0, &diff.changes, |it| it.revision.as_ref(), true);
        let pairs = old.into_iter().zip(new);
        comparison.places = pairs.map(|(base, revision)| Places::new(base, revision)).collect();
        comparison.diff = Some(diff);
    }
    (comparison.base, comparison.revision) = (before.output.findings, after.output.findings);
    comparison
}

/// What a description gives for a comparison: the manifest, once it is written and read again, and the document that its
/// places are in.
#[derive(Debug, Default)]
pub struct Made {
    /// What else came of it; the manifest isn't among the files.
    pub output: Output,
    /// None where the description can't be read.
    pub document: Option<Canonical>,
    /// None where a finding is an error.
    pub manifest: Option<Result<Manifest, Unreadable>>,
}

impl Made {
    /// Makes it of a description.
    pub fn of(sources: &Sources, request: &Request) -> Self {
        let reading = Reading::new(sources, request);
        let lowered = reading.lower(sources, request, Purpose::Manifest(None));
        Self::new(reading, lowered)
    }

    /// Makes it of a description that was read and lowered.
    pub fn new(reading: Reading, lowered: Lowered) -> Self {
        // What is written then takes the memory of the rest.
        let document = reading.into_document();
        let mut output = lowered.finish_manifest();
        let text = output.files.take().and_then(|mut it| it.remove(MANIFEST));
        Self { output, document, manifest: text.map(|it| Manifest::parse(&it)) }
    }

    /// What it is called; none where a finding is an error.
    fn names(&self) -> Option<Names> {
        self.manifest.as_ref()?;
        let Output { package, names, .. } = &self.output;
        Some(Names { package: package.clone(), within: Some(names.clone()) })
    }
}

/// Where the nodes of changes stand in a description, one after the other; with the lines there, where somebody wants to
/// see them.
pub fn places<'a>(
    document: &Canonical,
    sources: &Sources,
    changes: &'a [Change],
    node: impl Fn(&'a Change) -> Option<&'a Pointer>,
    with_lines: bool,
) -> Vec<Option<Place>> {
    let nodes: Vec<Pointer> = changes.iter().filter_map(&node).cloned().collect();
    if nodes.is_empty() {
        return vec![None; changes.len()];
    }
    let mut spots = pipeline::spots(document, sources, &nodes).into_iter();
    let mut texts = BTreeMap::new();
    let each = changes.iter().map(|change| {
        node(change)?;
        let at = spots.next().filter(|it| !it.is_empty())?;
        let about = change.facts.get(1..).unwrap_or_default();
        let shown = if with_lines { snippet(sources, &at, about, &mut texts) } else { None };
        Some(Place::new(at).snippet(shown))
    });
    each.collect()
}

/// The lines at `FILE:LINE:COLUMN`; `texts` has those of all files that were asked for.
fn snippet<'s>(
    sources: &'s Sources,
    at: &str,
    about: &[String],
    texts: &mut BTreeMap<String, Vec<&'s str>>,
) -> Option<Snippet> {
    let (rest, column) = at.rsplit_once(':')?;
    let (file, line) = rest.rsplit_once(':')?;
    if !texts.contains_key(file) {
        let source = sources.files().find(|it| it.name == file)?;
        texts.insert(file.to_owned(), source.content().lines().collect());
    }
    Snippet::cut(texts.get(file)?, line.parse().ok()?, column.parse().ok()?, about)
}
