//! What is written about an item, as doc attributes.

use proc_macro2::TokenStream;
use quote::quote;

use super::markdown;
use crate::ir::{Docs, Provenance, ProvenanceKind};

/// The paragraphs of one item's documentation.
#[derive(Clone, Debug, Default)]
pub(super) struct Text(Vec<String>);

impl Text {
    /// Adds a paragraph of our own, which is sound Markdown.
    pub(super) fn own(mut self, paragraph: impl Into<String>) -> Self {
        self.0.push(paragraph.into());
        self
    }

    /// Adds a vendor's CommonMark.
    pub(super) fn vendor(mut self, text: Option<&str>) -> Self {
        let text = text.map(markdown::sound).unwrap_or_default();
        if !text.is_empty() {
            self.0.push(text);
        }
        self
    }

    /// Adds the text of `docs` and where it comes from.
    pub(super) fn docs(self, docs: &Docs) -> Self {
        self.vendor(docs.text.as_deref()).provenance(docs.provenance.as_ref())
    }

    /// Adds where a fact comes from.
    pub(super) fn provenance(self, provenance: Option<&Provenance>) -> Self {
        match provenance {
            Some(it) => self.own(provenance_line(it)),
            None => self,
        }
    }

    /// Adds a paragraph unless there is one already.
    pub(super) fn or_own(self, paragraph: impl Into<String>) -> Self {
        if self.0.is_empty() { self.own(paragraph) } else { self }
    }

    /// The lines, paragraphs being apart.
    pub(super) fn lines(&self) -> Vec<String> {
        self.0.join("\n\n").lines().map(str::to_owned).collect()
    }

    /// The doc attributes.
    pub(super) fn attrs(&self) -> TokenStream {
        let lines = self
            .lines()
            .into_iter()
            .map(|line| if line.is_empty() { line } else { format!(" {line}") });
        quote!(#(#[doc = #lines])*)
    }

    /// The lines as inner doc comments.
    pub(super) fn inner(&self) -> String {
        prefixed(&self.lines(), "//!")
    }
}

/// Lines behind a comment mark.
pub(super) fn prefixed(lines: &[String], mark: &str) -> String {
    let line =
        |it: &String| if it.is_empty() { format!("{mark}\n") } else { format!("{mark} {it}\n") };
    lines.iter().map(line).collect()
}

/// `#[deprecated]`, where the vendor advises against an item.
pub(super) fn deprecated(docs: &Docs) -> TokenStream {
    if docs.deprecated { quote!(#[deprecated]) } else { TokenStream::new() }
}

fn provenance_line(provenance: &Provenance) -> String {
    let Provenance { kind, note } = provenance;
    let note = note.as_deref().map(markdown::sound_line);
    match (kind, note) {
        (ProvenanceKind::Web, Some(note)) => {
            format!("Found on the public web, not stated by the vendor: {note}.")
        }
        (ProvenanceKind::Web, None) => {
            "Found on the public web, not stated by the vendor.".to_owned()
        }
        (ProvenanceKind::Inferred, Some(note)) => format!("Inferred: {note}."),
        (ProvenanceKind::Inferred, None) => "Inferred, not stated by the vendor.".to_owned(),
    }
}

/// The first sentence or line of a text, for tables.
pub(super) fn summary(text: Option<&str>) -> String {
    let line = text
        .unwrap_or_default()
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    let sentence = line.split_once(". ").map_or(line, |(first, _)| first);
    markdown::sound_line(sentence.trim_end_matches('.')).replace('|', "\\|")
}
