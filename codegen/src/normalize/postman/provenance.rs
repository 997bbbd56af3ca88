//! Where an item's facts come from, as the last paragraph of its description may say.
//!
//! The line is `Provenance: web; response: inferred`: one of `seed` (the vendor's own statement), `web` and `inferred`, and
//! a note.

use serde_json::{Map, Value};

/// What a description says about its item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marked {
    /// The text without the mark.
    pub text: Option<String>,
    /// `seed`, `web` or `inferred`.
    pub kind: Option<&'static str>,
    /// The rest of the mark.
    pub note: Option<String>,
}

/// Takes the mark out of a description.
pub(super) fn split(description: Option<&str>) -> Marked {
    let whole = description.map(str::trim).filter(|it| !it.is_empty());
    let unmarked = || Marked { text: whole.map(str::to_owned), ..Marked::default() };
    let Some(text) = whole else { return Marked::default() };
    let (before, line) = text.rsplit_once('\n').unwrap_or(("", text));
    let Some(mark) = line.trim().strip_prefix("Provenance:") else { return unmarked() };
    let (word, note) = mark.split_once(';').unwrap_or((mark, ""));
    let known = ["seed", "web", "inferred"];
    let Some(kind) = known.into_iter().find(|it| *it == word.trim()) else { return unmarked() };
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|it| !it.is_empty());
    Marked { text: filled(before), kind: Some(kind), note: filled(note.trim_end_matches('.')) }
}

impl Marked {
    /// Adds the mark to an object of the document; the vendor's own statements go without.
    pub(super) fn mark(&self, object: &mut Map<String, Value>) {
        let Some(kind) = self.kind.filter(|it| *it != "seed") else { return };
        object.insert("x-provenance".to_owned(), Value::from(kind));
        if let Some(note) = &self.note {
            object.insert("x-provenance-note".to_owned(), Value::from(note.clone()));
        }
    }

    /// How well the item is known: the vendor's own statement best.
    pub(super) fn rank(&self) -> usize {
        ["seed", "web", "inferred"].iter().position(|it| self.kind == Some(it)).unwrap_or_default()
    }
}
