//! Brings the targets of unusual references to where references may lead.
//!
//! - In: 2.0 as received; a `$ref` may lead anywhere in the document.
//! - Out: references lead to `#/definitions/…`, `#/parameters/…` and `#/responses/…`, or nowhere.
//! - Moves: a schema that is a reference's target to `/definitions`; what is copied into its place.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::swagger2::components::{component_name, free_name};
use crate::normalize::swagger2::walk::{
    Object, for_each_path_item, for_each_schema, is_pending, local_pointer, members, operations,
    reference,
};
use crate::pointer::Pointer;

/// See the module.
pub(super) const PASS: Pass = Pass { name: "hoist_targets", run };

/// How often a target may turn out to be a reference itself.
const MAX_DEPTH: usize = 16;

fn run(document: &mut Document, _: &mut Sink) {
    if !is_pending(document) {
        return;
    }
    hoist_schemas(document);
    inline_all(document);
    // What came into view with the copies.
    hoist_schemas(document);
}

fn inline_all(document: &mut Document) {
    // Targets may lie in paths, so they are looked up in the document as it is now.
    let before = document.root.clone();
    for_each_path_item(document, |document, at, item| {
        inline_path_item(document, &before, at, item);
        inline_parts(document, &before, at, item);
        for (at, operation) in operations(at, item) {
            inline_parts(document, &before, &at, operation);
        }
    });
    if let Value::Object(mut root) = document.root.take() {
        inline_parts(document, &before, &Pointer::root(), &mut root);
        document.root = Value::Object(root);
    }
}

/// Puts the target of a path item's `$ref` into the item; what stands beside the reference wins.
fn inline_path_item(document: &mut Document, root: &Value, at: &Pointer, item: &mut Object) {
    for _ in 0..MAX_DEPTH {
        let Some(target) = item.get("$ref").and_then(Value::as_str).and_then(local_pointer) else {
            return;
        };
        let Some(Value::Object(found)) = target.get(root) else { return };
        item.shift_remove("$ref");
        for (key, value) in found {
            if !item.contains_key(key) {
                document.origins.moved(&target.child(key), &at.child(key));
                item.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Puts the targets of parameters and responses in their place, unless they are shared ones.
fn inline_parts(document: &mut Document, root: &Value, at: &Pointer, owner: &mut Object) {
    for (key, shared) in [("parameters", "/parameters"), ("responses", "/responses")] {
        let Some(parts) = owner.get_mut(key) else { continue };
        for (at, part) in members(&at.child(key), parts) {
            for _ in 0..MAX_DEPTH {
                let Some(target) = reference(part).and_then(local_pointer) else { break };
                let is_shared = target.split_last().is_some_and(|(it, _)| it.as_str() == shared);
                let Some(found) = target.get(root).filter(|it| it.is_object() && !is_shared) else {
                    break;
                };
                document.origins.moved(&target, &at);
                *part = found.clone();
            }
        }
    }
}

/// Moves the targets of schemas' references to `/definitions`, and what those lead to.
fn hoist_schemas(document: &mut Document) {
    for _ in 0..MAX_DEPTH {
        let mut targets = foreign_targets(document);
        // The inner first: the way to the outer stays as it is.
        targets.sort_by_key(|it| std::cmp::Reverse(it.as_str().len()));
        let mut new_reference = BTreeMap::new();
        for target in targets {
            if let Some(reference) = hoist(document, &target) {
                new_reference.insert(target, reference);
            }
        }
        if new_reference.is_empty() {
            return;
        }
        for_each_schema(document, |_, _, schema| {
            let Some(Value::String(reference)) = schema.get_mut("$ref") else { return };
            if let Some(new) = local_pointer(reference).and_then(|it| new_reference.get(&it)) {
                new.clone_into(reference);
            }
        });
    }
}

fn foreign_targets(document: &mut Document) -> Vec<Pointer> {
    let mut targets = Vec::new();
    for_each_schema(document, |_, _, schema| {
        let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(local_pointer)
        else {
            return;
        };
        let section = target.tokens().next();
        if section.is_some_and(|it| it != "definitions" && it != "components") {
            targets.push(target);
        }
    });
    targets.sort();
    targets.dedup();
    targets
}

fn hoist(document: &mut Document, target: &Pointer) -> Option<String> {
    let name = name_of(target);
    let found = target.get(&document.root).filter(|it| it.is_object())?;
    if found.get("schema").is_some_and(Value::is_object) && found.get("type").is_none() {
        // A response or body where its schema belongs.
        return hoist(document, &target.child("schema"));
    }
    if let Some(reference) = reference(found) {
        // Leads to itself: nothing to be found there.
        let is_loop = local_pointer(reference).is_some_and(|it| it == *target);
        return (!is_loop).then(|| reference.to_owned());
    }
    let root = document.root.as_object_mut()?;
    let definitions = root.entry("definitions").or_insert_with(|| json!({})).as_object()?;
    let name = free_name(&name, |it| definitions.contains_key(it));
    let at = Pointer::root().child("definitions").child(&name);
    let reference = format!("#{at}");
    let schema = std::mem::replace(target.get_mut(&mut document.root)?, json!({"$ref": reference}));
    document.root.get_mut("definitions")?.as_object_mut()?.insert(name, schema);
    document.origins.moved(target, &at);
    Some(reference)
}

/// A name from the telling parts of the way to a schema.
fn name_of(target: &Pointer) -> String {
    const SILENT: [&str; 6] =
        ["paths", "parameters", "responses", "schema", "properties", "definitions"];
    let words: Vec<String> = target
        .tokens()
        .filter(|it| !SILENT.contains(&it.as_str()))
        .map(|it| component_name(&it))
        .collect();
    component_name(&words.join("_"))
}
