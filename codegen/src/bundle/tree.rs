//! A tree that references are looked for in: where it comes from, and what is found.

use serde_json::Value;

use crate::bundle::files::{Found, Spot};
use crate::bundle::positions::Seen;
use crate::diagnostic::Place;
use crate::document::Origins;
use crate::pointer::Pointer;
use crate::source::FileId;

/// A tree, and what was found in it.
#[derive(Debug)]
pub(super) struct Opened {
    /// The tree as it is now.
    pub(super) tree: Value,
    /// The references that stay, and where they lead.
    pub(super) refs: Vec<(Seen, Found)>,
    /// What was put in the place of others, and where it comes from; outer ones first.
    pub(super) inlined: Vec<(Pointer, Place)>,
}

/// Where a tree comes from.
#[derive(Clone, Debug)]
pub(super) enum TreeSource<'a> {
    /// It is the description; where there is an overlay, only what that brought is of interest.
    Document { origins: &'a Origins, overlay: Option<FileId> },
    /// It is a place of another file.
    Part(Spot),
}

impl TreeSource<'_> {
    /// The place, as received, of what is at `at` in the tree; `None` where it is of no interest.
    pub(super) fn place(&self, at: &Pointer) -> Option<Place> {
        match self {
            Self::Document { origins, overlay } => {
                let place = origins.place(at);
                overlay.is_none_or(|it| it == place.file).then_some(place)
            }
            Self::Part(spot) => Some(Place::value(spot.file, spot.at.join(at))),
        }
    }

    /// Whether a reference may lead to another file. One to a place of the same file does where that isn't the document.
    pub(super) fn is_open(&self, text: &str) -> bool {
        matches!(self, Self::Part(_)) || !text.trim_start().starts_with('#')
    }
}
