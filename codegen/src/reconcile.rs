//! Reconciliation: a description, and what its server was seen to do.
//!
//! - In: a description with its overlay, and recordings.
//! - Out: each kind of deviation once, and the overlay with the actions that make the description true.
//!
//! Actions are tried before they are given: the description is read again with them, and what they uncover, such as a value
//! within a member that nobody described, is looked at in a further round.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::Canonical;
use crate::diagnostic::{Diagnostic, Place, Severity, Sink, positions};
use crate::dialect::Dialect;
use crate::document::Document;
use crate::load;
use crate::pipeline::{canonicalize, read_with_overlay, settings};
use crate::pointer::Pointer;
use crate::request::Request;
use crate::settings::Settings;
use crate::source::{FileId, Sources};
use crate::traffic::{self, Action, Actions, Described, Deviation, Exchange, Recording};

/// How often a description is read again.
const ROUNDS: usize = 16;

/// What came of holding recordings against a description.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Reconciliation {
    /// Each kind of deviation once, in the order of the description.
    pub deviations: Vec<Observed>,
    /// What is otherwise too, and read as described by clients with these settings: no action would do any good.
    pub harmless: Vec<Observed>,
    /// The text of the overlay with the new actions; `None` where there are none.
    pub overlay: Option<String>,
    /// How many actions are new.
    pub actions: usize,
    /// How many exchanges the recordings have, and how many of them are of an operation.
    pub exchanges: (usize, usize),
    /// Entries of recordings that can't be used, each as `file:line:column: why`.
    pub skipped: Vec<String>,
    /// What keeps the description from being read.
    pub findings: Vec<Diagnostic>,
}

/// A deviation, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Observed {
    /// What is otherwise: a clause in lower case, without a full stop.
    pub what: String,
    /// Where the description says it: `file:line:column`.
    pub place: String,
    /// In how many exchanges it was seen, and of how many that have something at this place.
    pub count: (usize, usize),
    /// The first that was seen, bounded.
    pub excerpt: String,
    /// Where it was seen first: `file:line:column` of a recording.
    pub seen: String,
    /// The overlay actions (YAML) that make the description true; empty where an overlay can't say it.
    pub actions: String,
}

/// Holds recordings against a description.
///
/// `name` and `folder` are those that a new overlay has in `sources`.
pub fn reconcile(
    sources: &Sources,
    request: &Request,
    recordings: &[FileId],
    (folder, name): (&str, &str),
) -> Reconciliation {
    let mut result = Reconciliation::default();
    let mut sink = Sink::default();
    let mut sources = sources.clone();
    let mut exchanges = Vec::new();
    for id in recordings {
        let Some(document) = recording(&mut sources, *id, &mut sink, &mut result) else { continue };
        let Recording { exchanges: found, skipped } = traffic::read(&document);
        exchanges.extend(found);
        let places: Vec<Place> = skipped.iter().map(|it| it.place.clone()).collect();
        let at = positions(&places, &sources);
        result.skipped.extend(at.iter().zip(&skipped).map(|(at, it)| format!("{at}: {}", it.why)));
    }
    let settings = settings(&sources, request, &mut sink);
    let mut rounds = Rounds {
        exchanges,
        sources,
        request: request.clone(),
        settings,
        tried: BTreeSet::new(),
        result,
        known: BTreeMap::new(),
    };
    for _ in 0..ROUNDS {
        if !rounds.next((folder, name), &mut sink) {
            break;
        }
    }
    let mut result = rounds.result;
    let findings = sink.into_findings();
    let is_error = |it: &Diagnostic| it.code.severity() == Severity::Error;
    result.findings = findings.into_iter().filter(is_error).collect();
    result
}

/// Reads the file of a recording; of one whose last line is broken, those before it.
fn recording(
    sources: &mut Sources,
    id: FileId,
    sink: &mut Sink,
    result: &mut Reconciliation,
) -> Option<Document> {
    let file = sources.file(id)?;
    let is_json = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    let begins_as_har = file.content().trim_start().starts_with(r#"{"log":"#);
    if begins_as_har && !is_json(file.content()) {
        // Our recorder writes an entry in each line, so that a process that is killed breaks the last one.
        let text = file.content().trim_end();
        let whole = text.rfind("\n{").and_then(|it| text.get(..it)).unwrap_or(text);
        let whole = format!("{}\n]}}}}", whole.trim_end().trim_end_matches(','));
        if is_json(&whole) {
            result.skipped.push(format!("{}: the recording broke off in its last line", file.name));
            let name = file.name.clone();
            let repaired = sources.add(name, whole);
            return load::load(sources, repaired, sink);
        }
    }
    load::load(sources, id, sink)
}

/// The state between two readings of a description.
struct Rounds {
    exchanges: Vec<Exchange>,
    sources: Sources,
    request: Request,
    settings: Settings,
    /// What was tried to be repaired: the place, and the deviation.
    tried: BTreeSet<(Pointer, String)>,
    result: Reconciliation,
    /// Which of the result's deviations is of this kind and at this place.
    known: BTreeMap<(String, String), usize>,
}

impl Rounds {
    /// Reads the description, and adds what it takes to its overlay; returns whether that was anything.
    fn next(&mut self, (folder, name): (&str, &str), sink: &mut Sink) -> bool {
        // What is odd about a description is told by `lint`.
        let mut own = Sink::default();
        let Some((canonical, described)) = read(&self.sources, &self.request, &mut own) else {
            own.into_findings().into_iter().for_each(|it| sink.push(it));
            return false;
        };
        let held = traffic::hold(&canonical, &self.settings, &self.exchanges);
        self.result.exchanges = (self.exchanges.len(), held.known);
        let mut actions = Actions::default();
        let mut found = Vec::new();
        for deviation in &held.deviations {
            let what = deviation.kind.clause();
            // What an earlier round uncovered shows the same in another way.
            let shown = format!("{what} {:?} {:?}", deviation.values, deviation.seen);
            let key = (deviation.at.clone(), shown);
            if self.tried.contains(&key) {
                continue;
            }
            let Some(new) = actions.add(&described, deviation, &self.exchanges) else { continue };
            self.tried.insert(key);
            found.push((deviation, what, new));
        }
        // Together, because to look for places reads each recording once more.
        let count = found.len();
        found.extend(held.harmless.iter().map(|it| (it, it.kind.clause(), Vec::new())));
        let mut observed = self.observed(&canonical, found);
        self.result.harmless = observed.split_off(count);
        for it in observed {
            self.add(it);
        }
        let all = actions.all;
        if all.is_empty() {
            return false;
        }
        let existing = self.request.get_overlay().and_then(|it| self.sources.file(it));
        let title = format!("What was seen of {}", canonical.api.info.title.trim());
        let Some(text) = traffic::append(existing, &title, &all) else { return false };
        let id = self.sources.add_in(folder, name, text.clone());
        self.request = self.request.clone().overlay(Some(id));
        self.result.actions += all.len();
        self.result.overlay = Some(text);
        true
    }

    /// Adds a deviation, or what a further round has found of a known one.
    fn add(&mut self, new: Observed) {
        let all = &mut self.result.deviations;
        let index = *self.known.entry((new.what.clone(), new.place.clone())).or_insert(all.len());
        match all.get_mut(index) {
            Some(known) => {
                known.count = known.count.max(new.count);
                known.actions.push_str(&new.actions);
            }
            None => all.push(new),
        }
    }

    /// What was found, for people.
    fn observed(
        &self,
        canonical: &Canonical,
        found: Vec<(&Deviation, String, Vec<Action>)>,
    ) -> Vec<Observed> {
        let mut places = Vec::new();
        for (deviation, ..) in &found {
            let at = canonical.origins.place(&deviation.at);
            let first = deviation.seen.first().and_then(|it| self.exchanges.get(*it));
            let seen = first.map_or_else(|| at.clone(), |it| it.place.clone());
            places.extend([at, seen]);
        }
        let mut texts = positions(&places, &self.sources).into_iter();
        let observed = found.into_iter().map(|(deviation, what, new)| Observed {
            what: what.replace(char::is_control, " "),
            place: texts.next().unwrap_or_default(),
            seen: texts.next().unwrap_or_default(),
            count: (deviation.seen.len(), deviation.of),
            excerpt: deviation.excerpt.clone(),
            actions: traffic::items(&new, 0),
        });
        observed.collect()
    }
}

fn read(sources: &Sources, request: &Request, sink: &mut Sink) -> Option<(Canonical, Described)> {
    let (document, dialect): (_, Dialect) = read_with_overlay(sources, request, sink)?;
    let root = document.root.clone();
    let canonical = canonicalize(document, dialect, sink)?;
    if sink.has_errors() {
        return None;
    }
    let described = Described { root, dialect, origins: canonical.origins.clone() };
    Some((canonical, described))
}

#[cfg(test)]
mod tests;
