//! A step from what the walk has found to the API.

use crate::canonical::Canonical;
use crate::diagnostic::{Finding, Sink};
use crate::lower::draft::Draft;
use crate::lower::names::Ledger;
use crate::lower::resolver::Resolver;
use crate::pointer::Pointer;
use crate::settings::Settings;

/// A step that changes the draft. It is total: what it can't deal with it reports and leaves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass {
    /// Its name, verb first.
    pub(super) name: &'static str,
    /// What it does.
    pub(super) run: fn(&mut Draft, &mut Context<'_>),
}

/// What passes read beside the draft, and where they report.
pub(super) struct Context<'c> {
    pub(super) canonical: &'c Canonical,
    pub(super) resolver: &'c Resolver<'c>,
    pub(super) settings: &'c Settings,
    /// The names of earlier runs.
    pub(super) ledger: &'c Ledger,
    pub(super) sink: &'c mut Sink,
}

impl Context<'_> {
    /// Reports something about what the canonical document has at `at`.
    pub(super) fn report(&mut self, at: &Pointer, finding: Finding) {
        self.sink.push(finding.at(self.canonical.origins.place(at)));
    }
}
