//! Applies an OpenAPI Overlay, with which the project repairs what a vendor got wrong.
//!
//! - In: a document as loaded, and an Overlay 1.0 or 1.1.
//! - Out: the document with the actions applied, one after the other.
//! - Moves: items behind a removed one. What an action brings is recorded as introduced by the overlay.
//!
//! Source: Overlay Specification 1.1.0, Action Object. Three things are added to it, because an overlay outlives the
//! document that it was written for: an action that selects nothing is an error unless it says `x-optional: true`; an
//! action may hold what it saw in `x-expect`, and a difference is reported; an action that changes nothing is reported.
//! And an item that an array has already is not added again.

mod merge;
mod select;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::diagnostic::{Finding, Place, Sink, findings};
use crate::document::Document;
use crate::pointer::Pointer;
use merge::{Conflict, Merge, differs};

/// Applies `overlay` to `document`.
pub(crate) fn apply(document: &mut Document, overlay: &Document, sink: &mut Sink) {
    let root = Pointer::root();
    let version = overlay
        .root
        .get("overlay")
        .map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
    match version {
        Some(version) if version == "1" || version.starts_with("1.") => {}
        Some(version) => {
            let finding = findings::overlay::unknown_version(&version);
            overlay.report(sink, &root.child("overlay"), finding);
        }
        None => return overlay.report(sink, &root, findings::overlay::not_an_overlay()),
    }
    let at = root.child("actions");
    let Some(actions) = overlay.root.get("actions").and_then(Value::as_array) else {
        return overlay.report(sink, &root, findings::overlay::no_actions());
    };
    for (n, body) in actions.iter().enumerate() {
        let at = at.index(n);
        match body.as_object() {
            Some(body) => Action { overlay, at, body }.apply(document, sink),
            None => overlay.report(sink, &at, findings::overlay::action_is_no_object()),
        }
    }
    // A scalar's text is found by its place as received, which for what was brought is one in the overlay.
    document.raw.extend(overlay.raw.clone());
}

/// One action of an overlay.
struct Action<'a> {
    overlay: &'a Document,
    at: Pointer,
    body: &'a Map<String, Value>,
}

const KEYS: [&str; 5] = ["target", "description", "update", "remove", "copy"];

impl Action<'_> {
    fn apply(&self, document: &mut Document, sink: &mut Sink) {
        let known = |it: &str| KEYS.contains(&it) || it.starts_with("x-");
        if let Some(key) = self.body.keys().find(|it| !known(it)) {
            return self.report(sink, key, findings::overlay::unknown_key(key));
        }
        let Some(target) = self.body.get("target").and_then(Value::as_str) else {
            return self.report(sink, "", findings::overlay::no_target());
        };
        let nodes = match select::nodes(&document.root, target) {
            Ok(nodes) => nodes,
            Err(error) => {
                let finding = findings::overlay::no_json_path("target", &error);
                return self.report(sink, "target", finding);
            }
        };
        if nodes.is_empty() {
            if !self.flag("x-optional") {
                self.report(sink, "target", findings::overlay::no_match(target));
            }
            return;
        }
        self.check_expectation(document, &nodes, sink);
        if self.flag("remove") {
            self.remove(document, nodes, sink);
        } else if let Some(update) = self.body.get("update") {
            let from = Update { value: update, part: "update", copied: None };
            self.merge(document, &nodes, &from, sink);
        } else if let Some(source) = self.body.get("copy") {
            self.copy(document, &nodes, source, sink);
        } else {
            self.report(sink, "", findings::overlay::nothing_to_do());
        }
    }

    fn flag(&self, key: &str) -> bool {
        self.body.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Reports the nodes that are not what the action saw when it was written.
    fn check_expectation(&self, document: &Document, nodes: &[Pointer], sink: &mut Sink) {
        let Some(expected) = self.body.get("x-expect") else { return };
        for node in nodes {
            let found = node.get(&document.root).unwrap_or(&Value::Null);
            if let Some(at) = differs(expected, found) {
                let is = excerpt(at.get(found).unwrap_or(&Value::Null));
                let was = excerpt(at.get(expected).unwrap_or(&Value::Null));
                let node = node.join(&at);
                let place = document.origins.place(&node);
                let finding = findings::overlay::vendor_changed(node.as_str(), &is, &was, place);
                self.report(sink, "x-expect", finding);
            }
        }
    }

    fn copy(&self, document: &mut Document, nodes: &[Pointer], source: &Value, sink: &mut Sink) {
        let sources = match source.as_str().map(|it| select::nodes(&document.root, it)) {
            Some(Ok(nodes)) => nodes,
            Some(Err(error)) => {
                let finding = findings::overlay::no_json_path("copy", &error);
                return self.report(sink, "copy", finding);
            }
            None => return self.report(sink, "copy", findings::overlay::copy_is_no_text()),
        };
        let [source] = sources.as_slice() else {
            let finding = findings::overlay::copy_of_several(sources.len());
            return self.report(sink, "copy", finding);
        };
        let Some(value) = source.get(&document.root).cloned() else { return };
        let from =
            Update { value: &value, part: "copy", copied: Some(document.origins.place(source)) };
        self.merge(document, nodes, &from, sink);
    }

    fn merge(
        &self,
        document: &mut Document,
        nodes: &[Pointer],
        from: &Update<'_>,
        sink: &mut Sink,
    ) {
        let mut is_changed = false;
        for node in nodes {
            let mut merge = Merge::default();
            if let Some(target) = node.get_mut(&mut document.root) {
                merge.merge(target, from.value, node, &Pointer::root());
            }
            is_changed |= !merge.brought.is_empty() || !merge.conflicts.is_empty();
            for (now, rest) in merge.brought {
                forget_raw(document, &now);
                let place = match &from.copied {
                    Some(place) => Place { pointer: place.pointer.join(&rest), ..place.clone() },
                    None => self.overlay.origins.place(&self.at.child(from.part).join(&rest)),
                };
                document.origins.introduced(&now, place);
            }
            for Conflict { at, found, given } in merge.conflicts {
                let place = document.origins.place(&at);
                let finding = findings::overlay::conflict(at.as_str(), found, given, place);
                self.report(sink, from.part, finding);
            }
        }
        if !is_changed {
            let places = nodes.iter().map(|it| document.origins.place(it));
            self.report(sink, "", findings::overlay::redundant(places));
        }
    }

    /// Removes the last of the nodes first, so that the places of the others stay what they are.
    fn remove(&self, document: &mut Document, nodes: Vec<Pointer>, sink: &mut Sink) {
        let nodes: BTreeSet<_> = nodes.into_iter().map(|it| (select::order(&it), it)).collect();
        for (_, node) in nodes.into_iter().rev() {
            let Some((parent, last)) = node.split_last() else {
                self.report(sink, "target", findings::overlay::removes_document());
                continue;
            };
            forget_raw(document, &node);
            match parent.get_mut(&mut document.root) {
                Some(Value::Object(members)) => {
                    members.shift_remove(&last);
                }
                Some(Value::Array(items)) => {
                    let Some(index) = last.parse().ok().filter(|it| *it < items.len()) else {
                        continue;
                    };
                    items.remove(index);
                    for now in index..items.len() {
                        document.origins.moved(&parent.index(now + 1), &parent.index(now));
                    }
                }
                _ => {}
            }
        }
    }

    /// Reports something about a member of the action, or about the action.
    fn report(&self, sink: &mut Sink, key: &str, finding: Finding) {
        let at = if key.is_empty() { self.at.clone() } else { self.at.child(key) };
        self.overlay.report(sink, &at, finding);
    }
}

/// What is merged, and where it comes from.
struct Update<'a> {
    value: &'a Value,
    /// The member of the action.
    part: &'static str,
    /// Where a copied node was received.
    copied: Option<Place>,
}

/// Drops the texts of scalars that are no longer there.
fn forget_raw(document: &mut Document, now: &Pointer) {
    if !document.raw.is_empty() {
        let received = document.origins.place(now);
        let is_gone = |file, at: &Pointer| {
            file == received.file && at.strip_prefix(&received.pointer).is_some()
        };
        document.raw.retain(|(file, at), _| !is_gone(*file, at));
    }
}

/// A value as far as it fits into a message.
fn excerpt(value: &Value) -> String {
    let text = match value {
        Value::Null => return "absent".to_owned(),
        other => other.to_string(),
    };
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("`{}...`", text.get(..end).unwrap_or_default()),
        None => format!("`{text}`"),
    }
}

#[cfg(test)]
mod tests;
