//! A description on its way to the canonical form, and where each of its nodes came from.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::findings::references::Unfollowed;
use crate::diagnostic::{Finding, Place, Sink};
use crate::pointer::Pointer;
use crate::source::FileId;

/// A description as a tree, rewritten by one pass after the other.
#[derive(Clone, Debug)]
pub struct Document {
    /// The tree.
    pub root: Value,
    /// The text of plain YAML scalars that their value doesn't print as, such as `1.10` or `0x1F`, by their place as
    /// received. A pass that knows a string stands there takes it from here.
    pub raw: BTreeMap<(FileId, Pointer), String>,
    /// Where the nodes came from.
    pub origins: Origins,
    /// Why references weren't followed to where they lead, by their text.
    pub refused: BTreeMap<String, Refusal>,
    /// How many operations it has, as received and with its overlay; counted when normalization begins.
    pub described: usize,
}

/// Why a reference that leads out of the file isn't followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What there is to say about it.
    pub(crate) unfollowed: Unfollowed,
    /// Whether the description's component of the same name may be meant.
    pub(crate) may_be_name: bool,
}

impl Document {
    /// A document just read from `file`.
    pub fn new(file: FileId, root: Value) -> Self {
        Self {
            root,
            raw: BTreeMap::new(),
            origins: Origins::new(file),
            refused: BTreeMap::new(),
            described: 0,
        }
    }

    /// Reports something about the node that is at `at` now.
    pub(crate) fn report(&self, sink: &mut Sink, at: &Pointer, finding: Finding) {
        sink.push(finding.at(self.origins.place(at)));
    }
}

/// Where nodes came from: moves from a place as received to a place now.
#[derive(Clone, Debug)]
pub struct Origins {
    file: FileId,
    /// In the order in which they happened.
    steps: Vec<Change>,
    /// How many of them were made before an overlay: by an import or by bundling.
    prepared: usize,
}

/// How a node came to where it was then.
#[derive(Clone, Debug)]
enum Change {
    /// From another place of the document.
    Moved { now: Pointer, before: Pointer },
    /// From an overlay.
    Introduced { now: Pointer, place: Place },
}

impl Origins {
    /// Nothing has moved yet.
    pub fn new(file: FileId) -> Self {
        Self { file, steps: Vec::new(), prepared: 0 }
    }

    /// Notes that what is at `now` was at `before` up to here.
    pub fn moved(&mut self, before: &Pointer, now: &Pointer) {
        if before != now {
            self.steps.push(Change::Moved { now: now.clone(), before: before.clone() });
        }
    }

    /// Notes that overlays are about the document as it is now, after all steps so far.
    pub fn prepared(&mut self) {
        self.prepared = self.steps.len();
    }

    /// Notes that what is at `now` comes from another file.
    pub fn introduced(&mut self, now: &Pointer, place: Place) {
        self.steps.push(Change::Introduced { now: now.clone(), place });
    }

    /// The place, as received, of the node that is at `now`.
    pub fn place(&self, now: &Pointer) -> Place {
        let mut at = now.clone();
        let mut target = None;
        for (index, step) in self.steps.iter().enumerate().rev() {
            if index + 1 == self.prepared {
                target = Some(at.clone());
            }
            match step {
                Change::Moved { now, before } => {
                    if let Some(rest) = at.strip_prefix(now) {
                        at = before.join(&rest);
                    }
                }
                Change::Introduced { now, place } => {
                    if let Some(rest) = at.strip_prefix(now) {
                        let pointer = place.pointer.join(&rest);
                        return Place { pointer, target: target.or(Some(at)), ..place.clone() };
                    }
                }
            }
        }
        Place { target, ..Place::value(self.file, at) }
    }

    /// A reference within the document as its author spells it: where its target stood before it was moved.
    pub fn spelled(&self, reference: &str) -> String {
        let Some(now) = reference.strip_prefix('#').and_then(Pointer::parse) else {
            return reference.to_owned();
        };
        let place = self.place(&now);
        let before = place.target.unwrap_or(place.pointer);
        if before == now { reference.to_owned() } else { format!("#{before}") }
    }
}
