//! The ledger of names: which place of a description got which name, so that a new one never renames an old one.

use std::collections::{BTreeMap, BTreeSet};

use crate::lower::names::is_identifier;
use crate::pointer::Pointer;
use crate::source::json_error;

/// What a name is for. Each kind is a section of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lower) enum Kind {
    /// A tag's module.
    Group,
    /// An operation's method.
    Operation,
    /// A type.
    Type,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Group, Self::Operation, Self::Type];

    fn section(self) -> &'static str {
        match self {
            Self::Group => "groups",
            Self::Operation => "operations",
            Self::Type => "types",
        }
    }
}

/// What a place asks for.
#[derive(Clone, Copy, Debug)]
pub(in crate::lower) enum NameRequest<'a> {
    /// The name that it had before.
    Kept(&'a str),
    /// A name made of these words.
    New(&'a str),
}

impl NameRequest<'_> {
    /// The name: a kept one as it is, unless somebody made it one that Rust doesn't take.
    pub(in crate::lower) fn name(self, case: fn(&str) -> String) -> String {
        match self {
            Self::Kept(name) if is_identifier(name) => name.to_owned(),
            Self::Kept(words) | Self::New(words) => case(words),
        }
    }
}

/// The names that places of a description have had since they were first seen.
///
/// Kept beside a vendor's description as `names.lock`. A place that is gone loses its entry.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    known: BTreeMap<(Kind, String), String>,
    used: BTreeMap<(Kind, String), String>,
}

impl Ledger {
    /// Reads a ledger as [`Ledger::to_text`] writes it.
    ///
    /// # Errors
    ///
    /// Says at which byte of `text` it isn't one, and what is wrong there.
    pub fn parse(text: &str) -> Result<Self, (usize, String)> {
        let sections: BTreeMap<String, BTreeMap<String, String>> =
            serde_json::from_str(text).map_err(|error| json_error(text, &error))?;
        let mut known = BTreeMap::new();
        for kind in Kind::ALL {
            for (place, name) in sections.get(kind.section()).into_iter().flatten() {
                known.insert((kind, place.clone()), name.clone());
            }
        }
        Ok(Self { known, used: BTreeMap::new() })
    }

    /// The ledger after a run, as text: sorted, a line an entry.
    pub fn to_text(&self) -> String {
        let mut sections: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for ((kind, place), name) in &self.used {
            sections.entry(kind.section()).or_default().insert(place, name);
        }
        let mut text = serde_json::to_string_pretty(&sections).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The name that `place` had, if it was seen before.
    pub(in crate::lower) fn known(&self, kind: Kind, place: &Pointer) -> Option<&str> {
        self.known.get(&(kind, place.as_str().to_owned())).map(String::as_str)
    }

    /// The names that places had, those of places that are gone too.
    pub(in crate::lower) fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.known.iter().filter(move |it| it.0.0 == kind).map(|it| it.1.as_str())
    }

    /// Notes the name that `place` has now.
    pub(in crate::lower) fn record(&mut self, kind: Kind, place: &Pointer, name: &str) {
        self.used.insert((kind, place.as_str().to_owned()), name.to_owned());
    }

    /// Gives each place a name: first those that had one, then the others in the order given.
    ///
    /// `wanted` has for each place the words of the name that it asks for; `take` takes a name in its scope.
    pub(in crate::lower) fn allocate(
        &mut self,
        kind: Kind,
        wanted: &[(Pointer, String)],
        take: &mut dyn FnMut(NameRequest<'_>) -> String,
    ) -> Vec<String> {
        let mut names = vec![String::new(); wanted.len()];
        let mut done = BTreeSet::new();
        for (index, (place, _)) in wanted.iter().enumerate() {
            if let Some(name) = self.known(kind, place).map(str::to_owned)
                && let Some(slot) = names.get_mut(index)
            {
                *slot = take(NameRequest::Kept(&name));
                done.insert(index);
            }
        }
        for (index, (_, name)) in wanted.iter().enumerate() {
            if !done.contains(&index)
                && let Some(slot) = names.get_mut(index)
            {
                *slot = take(NameRequest::New(name));
            }
        }
        for ((place, _), name) in wanted.iter().zip(&names) {
            self.record(kind, place, name);
        }
        names
    }
}
