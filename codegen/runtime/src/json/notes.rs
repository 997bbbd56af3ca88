//! What a reader writes down of what isn't as described: where it is, as a byte of the text.
//!
//! Only once all is read, and there is a note, `located` looks the paths up. So reading what is as described pays nothing.

use std::collections::BTreeMap;

use super::{DecodeError, DeviationKind, DeviationOutcome, deviation::KEPT};

/// What a reader has noted.
#[derive(Default)]
pub(crate) struct Notes {
    pub(super) kept: Vec<Noted>,
    /// How many there are of each kind.
    pub(super) counts: BTreeMap<DeviationKind, usize>,
}

impl Notes {
    #[cold]
    pub(super) fn add(&mut self, noted: Noted) {
        *self.counts.entry(noted.kind).or_default() += 1;
        if self.kept.len() < KEPT {
            self.kept.push(noted);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Shows nothing of what came in all but the first `n`.
    pub(super) fn hide_after(&mut self, n: usize) {
        self.kept.iter_mut().skip(n).for_each(|it| it.at = HIDDEN);
    }

    pub(super) fn append(&mut self, other: Self) {
        for (kind, n) in other.counts {
            *self.counts.entry(kind).or_default() += n;
        }
        let room = KEPT.saturating_sub(self.kept.len());
        self.kept.extend(other.kept.into_iter().take(room));
    }
}

/// The place of what nobody may see.
pub(super) const HIDDEN: usize = usize::MAX;

/// A deviation whose path isn't known yet.
pub(super) struct Noted {
    pub(super) kind: DeviationKind,
    pub(super) outcome: DeviationOutcome,
    /// A byte within the value that it is about, and within none that lies in that.
    pub(super) offset: usize,
    /// The path from that value on.
    pub(super) within: String,
    /// The byte at which that stands which came; [`HIDDEN`] if nobody may see it.
    pub(super) at: usize,
    pub(super) expected: String,
}

impl Noted {
    /// What an error says.
    pub(super) fn of(error: &DecodeError, outcome: DeviationOutcome) -> Self {
        Self {
            kind: error.kind(),
            outcome,
            offset: error.offset(),
            within: error.path().to_owned(),
            at: if error.is_hidden() { HIDDEN } else { error.offset() },
            expected: error.expected().to_owned(),
        }
    }
}
