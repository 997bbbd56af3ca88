//! What is written about an item, as doc attributes: the only place that makes them of more than words of the program.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Docs, Provenance, ProvenanceKind, TypeDef};
use crate::markdown::{self, Markdown, code, markdown};

/// The paragraphs of one item's documentation.
#[derive(Clone, Debug, Default)]
pub(super) struct Text(Vec<Markdown>);

impl Text {
    /// Adds a paragraph of our own.
    pub(super) fn own(mut self, paragraph: impl Into<Markdown>) -> Self {
        self.0.push(paragraph.into());
        self
    }

    /// Adds a vendor's CommonMark.
    pub(super) fn vendor(mut self, text: Option<&str>) -> Self {
        self.0.extend(text.map(markdown::blocks).filter(|it| !it.is_empty()));
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
    pub(super) fn or_own(self, paragraph: impl Into<Markdown>) -> Self {
        if self.0.is_empty() { self.own(paragraph) } else { self }
    }

    /// The paragraphs below each other.
    pub(super) fn markdown(self) -> Markdown {
        Markdown::stacked(self.0)
    }

    /// The doc attributes.
    pub(super) fn attrs(self) -> TokenStream {
        let text = self.markdown().wrapped();
        let lines = text.as_str().lines();
        let lines =
            lines.map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
        quote!(#(#[doc = #lines])*)
    }

    /// The lines as inner doc comments.
    pub(super) fn inner(self) -> String {
        prefixed(&self.markdown().wrapped(), "//!")
    }
}

/// A list of what is said about each thing.
pub(super) fn terms(things: impl IntoIterator<Item = (Markdown, Markdown)>) -> Markdown {
    Markdown::list(things.into_iter().map(|(name, docs)| match docs.as_str().lines().count() {
        0 => name,
        1 => markdown!("{}: {}", name, docs),
        // Several lines may be any block, so they begin one of their own.
        _ => markdown!("{}:\n\n{}", name, docs),
    }))
}

/// Lines behind a comment mark.
pub(super) fn prefixed(text: &Markdown, mark: &str) -> String {
    let line =
        |it: &str| if it.is_empty() { format!("{mark}\n") } else { format!("{mark} {it}\n") };
    text.as_str().lines().map(line).collect()
}

/// `#[deprecated]`, where the vendor advises against an item.
pub(super) fn deprecated(docs: &Docs) -> TokenStream {
    if docs.deprecated { quote!(#[deprecated]) } else { TokenStream::new() }
}

/// `#[doc(alias)]`, where the description calls an item otherwise than by the words of its name, so that searching the
/// documentation for either finds it. A search makes no difference of case and underscores.
pub(super) fn alias(wire: &str, name: &str) -> Option<TokenStream> {
    let letters = |it: &str| -> String {
        it.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    // What rustc doesn't take, and what nobody searches for.
    let is_odd = |it: char| it.is_whitespace() || it.is_control() || "\"'\\".contains(it);
    let is_word = wire.chars().filter(|it| it.is_alphabetic()).count() >= LEAST_LETTERS;
    let differs = letters(wire) != letters(name);
    (differs && is_word && !wire.contains(is_odd)).then(|| quote!(#[doc(alias = #wire)]))
}

/// How many letters a text has that somebody may search for.
const LEAST_LETTERS: usize = 3;

fn provenance_line(provenance: &Provenance) -> Markdown {
    let Provenance { kind, note } = provenance;
    let note = note.as_deref().map(markdown::line);
    match (kind, note) {
        (ProvenanceKind::Web, Some(note)) => {
            markdown!("Found on the public web: {}.", note)
        }
        (ProvenanceKind::Web, None) => "Found on the public web.".into(),
        (ProvenanceKind::Inferred, Some(note)) => markdown!("Inferred: {}.", note),
        (ProvenanceKind::Inferred, None) => "Inferred.".into(),
        (ProvenanceKind::Observed, Some(note)) => markdown!("Observed in traffic: {}.", note),
        (ProvenanceKind::Observed, None) => "Observed in traffic.".into(),
    }
}

/// The first sentence or line of a text, for tables.
pub(super) fn summary(text: Option<&str>) -> Markdown {
    markdown::cell(first_sentence(text))
}

/// The first sentence or line of a text.
pub(super) fn first_sentence(text: Option<&str>) -> &str {
    let mut lines = text.unwrap_or_default().lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let sentence = line.split_once(". ").map_or(line, |(first, _)| first);
    sentence.trim_end_matches('.')
}

/// What is written about a definition, as attributes.
///
/// Where the description says nothing, it is what it is for.
pub(super) fn of_definition(def: &TypeDef, purpose: Option<&Markdown>) -> TokenStream {
    let wire =
        def.wire.as_deref().map(|wire| markdown!("Called {} in the description.", code(wire)));
    let text = Text::default().vendor(def.docs.text.as_deref());
    let text = purpose.into_iter().fold(text, |it, purpose| it.or_own(purpose.clone()));
    let text = text.provenance(def.docs.provenance.as_ref());
    let text = wire.into_iter().fold(text, Text::own).attrs();
    let deprecated = deprecated(&def.docs);
    let alias = def.wire.as_deref().and_then(|wire| alias(wire, &def.name));
    quote!(#text #alias #deprecated)
}

#[cfg(test)]
mod tests {
    use super::alias;

    #[test]
    fn items_are_found_by_what_the_description_calls_them() {
        let shown = |wire: &str, name: &str| alias(wire, name).map(|it| it.to_string());
        assert_eq!(shown("conferenceId", "conference_id"), None);
        assert_eq!(shown("type", "type_"), None);
        assert_eq!(shown("X-Rate.Limit", "x_rate_limit"), None);
        assert_eq!(shown("größe", "groesse").as_deref(), Some("# [doc (alias = \"größe\")]"));
        assert_eq!(
            shown("getUsersList", "list").as_deref(),
            Some("# [doc (alias = \"getUsersList\")]")
        );
        for odd in ["GET /users", "1", "+1", "say \"no\"", ""] {
            assert_eq!(shown(odd, "other"), None, "{odd}");
        }
    }
}
