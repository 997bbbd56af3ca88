//! `diff`, with the nodes of the documents as received that its changes are about.

use std::path::Path;

use clientwright::diff::{Manifest, Rust, Wire, diff};
use clientwright::internal::canonical::Canonical;
use clientwright::{Pointer, Request, Sources, internal};

/// A change that it finds.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) rule: &'static str,
    pub(super) base: Option<Pointer>,
    pub(super) revision: Option<Pointer>,
    /// What the member or parameter is called that it is about.
    pub(super) name: Option<String>,
    /// What the sentence is about.
    pub(super) facts: Vec<String>,
    /// Whether it breaks somebody.
    pub(super) is_breaking: bool,
}

/// A manifest, the document that it is of, and the names that were given.
struct Side {
    manifest: Manifest,
    document: Canonical,
    names: String,
}

impl Side {
    /// Reads a description; its crate is called as any other, with the names of `before`.
    fn read(path: &Path, before: Option<&Self>) -> Result<Self, String> {
        let mut sources = Sources::default();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let description =
            sources.add(name, clientwright_cli::files::read(path).map_err(|it| it.to_string())?);
        let names = before.map(|it| sources.add("names.lock", it.names.clone()));
        let request = Request::new(description).package("revised").names(names);
        let (output, document) = internal::manifest(&sources, &request);
        let why = || format!("no crate: {:?}", output.findings.first().map(|it| &it.message));
        let text = output.files.as_ref().and_then(|it| it.get("api.json")).ok_or_else(why)?;
        let manifest = Manifest::parse(text).map_err(|it| it.to_string())?;
        let document = document.ok_or_else(why)?;
        Ok(Self { manifest, document, names: output.names })
    }

    /// The node as received that one of the canonical document was.
    fn received(&self, node: Option<&Pointer>) -> Option<Pointer> {
        let mut places = internal::origins(&self.document, std::slice::from_ref(node?));
        places.pop().map(|it| it.pointer)
    }
}

/// What it finds between two files.
pub(super) fn compare(base: &Path, revision: &Path) -> Result<Vec<Change>, String> {
    let base = Side::read(base, None)?;
    let revision = Side::read(revision, Some(&base))?;
    let found = diff(&base.manifest, &revision.manifest);
    let changes = found.changes.iter().map(|it| Change {
        rule: it.rule.id,
        base: base.received(it.base.as_ref()),
        revision: revision.received(it.revision.as_ref()),
        name: it.revision.as_ref().or(it.base.as_ref()).and_then(named),
        facts: it.facts.clone(),
        is_breaking: it.wire >= Wire::Risky || it.rust == Rust::Major,
    });
    Ok(changes.collect())
}

/// What the member, parameter or header is called that a node of the canonical document is in.
fn named(at: &Pointer) -> Option<String> {
    let tokens: Vec<_> = at.tokens().collect();
    let has_names = |it: &String| ["properties", "parameters", "headers"].contains(&&**it);
    let name = tokens.iter().rposition(has_names).and_then(|it| tokens.get(it + 1));
    name.or(tokens.last()).cloned()
}
