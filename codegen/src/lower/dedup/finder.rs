//! What finding equal types reads.

use crate::canonical::Canonical;
use crate::lower::draft::Draft;
use crate::lower::names::Ledger;
use crate::lower::naming::Naming;

/// Finds types that are the same.
pub(super) struct Finder<'d> {
    pub(super) draft: &'d Draft,
    pub(super) canonical: &'d Canonical,
    pub(super) ledger: &'d Ledger,
    pub(super) naming: Naming<'d>,
}
