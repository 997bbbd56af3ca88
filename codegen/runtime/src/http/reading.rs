//! By which rules a response is read, and who is told where it isn't as its description says.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex},
};

use super::{
    lock::lock,
    maybe_send::{MaybeSend, MaybeSync},
};
use crate::json::{DeviationKind, DeviationPolicy, Deviations};

/// What a response is read by.
#[derive(Clone, Default)]
pub(crate) struct Reading {
    pub(crate) policy: DeviationPolicy,
    pub(crate) error_members: ErrorMembers,
    /// The name of the operation whose response it is.
    pub(crate) operation: &'static str,
    pub(crate) counter: DeviationCounter,
    /// `None` where nobody listens.
    pub(crate) listener: Option<Arc<dyn Listener>>,
}

impl Reading {
    /// Counts what isn't as described, and tells of it, if there is anything and anybody.
    pub(crate) fn tell(&self, deviations: &Deviations) {
        if deviations.is_empty() {
            return;
        }
        self.counter.add(self.operation, deviations);
        if let Some(listener) = &self.listener {
            listener.deviated(deviations);
        }
    }
}

/// Counts for all calls of a client; clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeviationCounter(Arc<Mutex<DeviationCounts>>);

impl DeviationCounter {
    fn add(&self, operation: &'static str, deviations: &Deviations) {
        let mut counts = lock(&self.0);
        for (kind, n) in deviations.counts() {
            *counts.0.entry((operation, kind)).or_default() += n;
        }
    }

    /// What was counted so far.
    pub(crate) fn counts(&self) -> DeviationCounts {
        lock(&self.0).clone()
    }
}

/// How often the responses to a client's calls weren't as described, by operation and [kind](DeviationKind).
///
/// `deviation_counts` of a client returns it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviationCounts(BTreeMap<(&'static str, DeviationKind), usize>);

impl DeviationCounts {
    /// Returns how many deviations there were.
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// Returns how many there were of this kind.
    pub fn of_kind(&self, kind: DeviationKind) -> usize {
        self.iter().filter(|it| it.1 == kind).map(|it| it.2).sum()
    }

    /// Returns an iterator over the names of operations, kinds, and how many there were of both, in this order; a request
    /// that the description doesn't have is `request`.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, DeviationKind, usize)> + '_ {
        self.0.iter().map(|((operation, kind), n)| (*operation, *kind, *n))
    }
}

/// Responses are the same by whatever rules they are read.
impl PartialEq for Reading {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Reading {}

/// Is told where a response isn't as described.
pub(crate) trait Listener: MaybeSend + MaybeSync {
    fn deviated(&self, deviations: &Deviations);
}

impl fmt::Debug for dyn Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}

/// Where the errors of an API have their message and their code, as JSON pointers; the usual members beside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErrorMembers {
    /// Where the message is; the first that is there counts.
    pub message: &'static [&'static str],
    /// Where the code is, likewise.
    pub code: &'static [&'static str],
}
