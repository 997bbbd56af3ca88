//! A description held against its crate.

use std::collections::BTreeSet;

use clientwright::{Diagnostic, FileId, Pointer};
use serde_json::Value;

use super::counts::{Inventory, Kind, Missing};
use super::described;
use super::emitted::Crate;
use clientwright_cli::files::Tree;

/// Holds the description with the tree `root` against the crate `tree`; `None` where the crate can't be read.
pub(crate) fn hold(
    root: &Value,
    file: FileId,
    tree: &Tree,
    findings: &[Diagnostic],
) -> Option<Inventory> {
    let krate = Crate::read(tree)?;
    let reported = Reported::new(findings, file);
    let mut inventory = Inventory::default();
    for item in described::items(root) {
        let kind = item.kind();
        let Some(count) = Kind::ALL.iter().position(|it| *it == kind) else { continue };
        let Some(count) = inventory.counts.get_mut(count) else { continue };
        count.described += 1;
        if krate.has(&item) {
            count.emitted += 1;
        } else if reported.is_about(&item.at) {
            count.reported += 1;
        } else {
            let name = item.to_string();
            inventory.missing.push(Missing { kind, at: item.at, name });
        }
    }
    Some(inventory)
}

/// The places of findings.
struct Reported(BTreeSet<Pointer>);

impl Reported {
    fn new(findings: &[Diagnostic], file: FileId) -> Self {
        let here = findings.iter().filter(|it| it.place.file == file);
        Self(here.map(|it| it.place.pointer.clone()).collect())
    }

    /// Whether a finding is about what is at `at`: about itself, what is in it, or what it is in.
    ///
    /// What it is in counts from an operation, a component or a request on; a finding about the whole of `paths` says
    /// nothing of what is missing.
    fn is_about(&self, at: &Pointer) -> bool {
        let below = |it: &Pointer| it.strip_prefix(at).is_some();
        if self.0.range(at.clone()..).next().is_some_and(below) {
            return true;
        }
        let mut here = at.clone();
        while let Some((parent, _)) = here.split_last() {
            if parent.tokens().count() < 2 {
                return false;
            }
            if self.0.contains(&parent) {
                return true;
            }
            here = parent;
        }
        false
    }
}
