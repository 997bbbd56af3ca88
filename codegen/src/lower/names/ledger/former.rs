//! What places were called before they were renamed: names that users have in their code, and that stay theirs until a
//! major version.

use std::collections::BTreeMap;

use super::kind::Kind;

/// What something was called.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Former {
    /// The tag of the operation then; none of what isn't one.
    pub(in crate::lower) tag: String,
    /// Where it stands, as the ledger calls the place.
    pub(in crate::lower) place: String,
    /// Its names then, the oldest first.
    pub(in crate::lower) names: Vec<String>,
    /// Its tag and its name now.
    pub(in crate::lower) now: (String, String),
}

/// A kind, a tag, and a place.
type At<'a> = (Kind, &'a str, &'a str);

/// Names by kinds, tags and places; the oldest of a place first.
#[derive(Clone, Debug, Default)]
pub(super) struct Formers(BTreeMap<(Kind, String, String), Vec<String>>);

impl Formers {
    /// Those of a kind: tag, place and names.
    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = (&str, &str, &[String])> {
        let all = self.0.iter().filter(move |it| it.0.0 == kind);
        all.map(|((_, tag, place), names)| (tag.as_str(), place.as_str(), names.as_slice()))
    }

    pub(super) fn add(&mut self, (kind, tag, place): At<'_>, name: &str) {
        let names = self.0.entry((kind, tag.to_owned(), place.to_owned())).or_default();
        if !names.iter().any(|it| it == name) {
            names.push(name.to_owned());
        }
    }

    pub(super) fn remove(&mut self, (kind, tag, place): At<'_>, name: &str) {
        let at = (kind, tag.to_owned(), place.to_owned());
        let Some(names) = self.0.get_mut(&at) else { return };
        names.retain(|it| it != name);
        if names.is_empty() {
            self.0.remove(&at);
        }
    }

    /// The oldest name of a place.
    pub(super) fn first(&self, (kind, tag, place): At<'_>) -> Option<&str> {
        let names = self.0.get(&(kind, tag.to_owned(), place.to_owned()))?;
        names.first().map(String::as_str)
    }

    /// Takes the oldest name of a place.
    pub(super) fn take_first(&mut self, at: At<'_>) -> Option<String> {
        let first = self.first(at)?.to_owned();
        self.remove(at, &first);
        Some(first)
    }

    /// Has them for places under the names that these have now.
    pub(super) fn rename(&mut self, new: impl Fn(&str) -> Option<String>) {
        let all = std::mem::take(&mut self.0).into_iter();
        self.0 = all
            .map(|((kind, tag, place), names)| {
                let to = new(&place).unwrap_or(place);
                ((kind, tag, to), names)
            })
            .collect();
    }
}
