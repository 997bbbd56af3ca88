//! Overlays, and what they are applied to.

use crate::diagnostic::finding::Finding;
use crate::diagnostic::{Code, Place};

fn invalid(message: impl Into<String>) -> Finding {
    Finding::new(Code::OverlayInvalid, message)
}

pub(crate) fn not_an_overlay() -> Finding {
    invalid("this is not an overlay: it has no `overlay`")
        .help("an overlay begins with `overlay: 1.0.0`")
}

pub(crate) fn no_actions() -> Finding {
    invalid("the overlay has no list of `actions`")
}

pub(crate) fn action_is_no_object() -> Finding {
    invalid("an action has to be an object")
}

pub(crate) fn unknown_key(key: &str) -> Finding {
    invalid(format!("an action has no `{key}`"))
}

pub(crate) fn no_target() -> Finding {
    invalid("an action needs a `target`, which is a JSONPath")
}

/// A `target` or `copy` that can't be read.
pub(crate) fn no_json_path(key: &str, why: &str) -> Finding {
    invalid(format!("`{key}` is not a JSONPath: {why}"))
}

pub(crate) fn copy_is_no_text() -> Finding {
    invalid("`copy` has to be a JSONPath")
}

pub(crate) fn copy_of_several(n_nodes: usize) -> Finding {
    invalid(format!("`copy` has to select one node and selects {n_nodes}"))
}

pub(crate) fn nothing_to_do() -> Finding {
    invalid("an action needs `update`, `remove: true` or `copy`")
}

/// What is at `now`, and so can't be merged with.
pub(crate) fn conflict(now: &str, found: &str, given: &str, place: Place) -> Finding {
    let message = format!(
        "at `{now}` is {found}, which can't be merged with {given}; remove it in an action of its own first"
    );
    invalid(message).label(place, "what is there")
}

pub(crate) fn removes_document() -> Finding {
    invalid("the whole document can't be removed")
}

pub(crate) fn unknown_version(version: &str) -> Finding {
    let message = format!("there is no version {version} of overlays; this was read as 1.1");
    Finding::new(Code::OverlayVersion, message)
}

pub(crate) fn no_match(target: &str) -> Finding {
    let message = format!("`{target}` selects nothing in the description");
    Finding::new(Code::OverlayNoMatch, message).help(
        "remove the action if the vendor has fixed it, or say `x-optional: true` if it may be absent",
    )
}

/// A node that is no longer what an action saw; both as they are shown.
pub(crate) fn vendor_changed(node: &str, is: &str, was: &str, place: Place) -> Finding {
    let message = format!("the vendor changed this: `{node}` is {is} and was {was}");
    Finding::new(Code::VendorChanged, message)
        .label(place, "what is there now")
        .help("see whether the action is still right, then write what is there now into `x-expect`")
}

/// An action that changes none of the nodes at `places`.
pub(crate) fn redundant(places: impl IntoIterator<Item = Place>) -> Finding {
    Finding::new(Code::OverlayRedundant, "the description says this already")
        .label_each(places, "what says it")
        .help("the vendor has probably fixed it: remove the action")
}
