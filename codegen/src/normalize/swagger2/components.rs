//! Moves the shared sections of 2.0 under `components`, under names that are allowed there.
//!
//! - In: `definitions`, `parameters`, `responses`, `securityDefinitions`, and references to them.
//! - Out: `components` with `schemas`, `parameters`, `responses`, `securitySchemes`, whose entries still have the form
//!   of 2.0; every reference is decoded and leads there.
//! - Moves: the sections, and each entry that gets another name.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::swagger2::walk::{
    Object, for_each_operation, for_each_path_item, for_each_schema, is_pending, local_pointer,
};
use crate::pointer::Pointer;

/// See the module.
pub(super) const PASS: Pass = Pass { name: "move_components", run };

/// Where a section of 2.0 is in 3.0.
const SECTIONS: [(&str, &str); 4] = [
    ("definitions", "schemas"),
    ("parameters", "parameters"),
    ("responses", "responses"),
    ("securityDefinitions", "securitySchemes"),
];

/// The names of 3.0's components that differ: kind and name before, name now.
type Renames = BTreeMap<(&'static str, String), String>;

fn run(document: &mut Document, sink: &mut Sink) {
    if !is_pending(document) {
        return;
    }
    let mut renames = Renames::new();
    for (before, kind) in SECTIONS {
        move_section(document, before, kind, sink);
        rename_entries(document, kind, &mut renames, sink);
    }
    rewrite_schema_references(document, &renames);
    rewrite_part_references(document, &renames);
    rewrite_requirements(document, &renames);
}

fn move_section(document: &mut Document, before: &str, kind: &str, sink: &mut Sink) {
    let Some(root) = document.root.as_object_mut() else { return };
    let at = Pointer::root().child(before);
    let now = Pointer::root().child("components").child(kind);
    let Some(entries) = root.shift_remove(before) else {
        if now.get(&document.root).is_none() {
            // What refers to it is rewritten all the same.
            document.origins.moved(&at, &now);
        }
        return;
    };
    let Value::Object(entries) = entries else {
        if !entries.is_null() {
            document.report(sink, &at, findings::members::malformed_section(before));
        }
        return;
    };
    let components = root.entry("components").or_insert_with(|| json!({}));
    if !components.is_object() {
        *components = json!({});
    }
    let Some(components) = components.as_object_mut() else { return };
    // A document that mixes both versions has components already; 2.0 is what it says it is.
    if let Some(Value::Object(existing)) = components.get_mut(kind) {
        for (key, value) in entries {
            document.origins.moved(&at.child(&key), &now.child(&key));
            existing.insert(key, value);
        }
    } else {
        components.insert(kind.to_owned(), Value::Object(entries));
        document.origins.moved(&at, &now);
    }
}

/// Gives entries whose names aren't allowed another one.
fn rename_entries(
    document: &mut Document,
    kind: &'static str,
    renames: &mut Renames,
    sink: &mut Sink,
) {
    let at = Pointer::root().child("components").child(kind);
    let Some(slot) = at.get_mut(&mut document.root).and_then(Value::as_object_mut) else { return };
    if slot.keys().all(|it| is_component_name(it)) {
        return;
    }
    let entries = std::mem::take(slot);
    let mut taken: Vec<String> =
        entries.keys().filter(|it| is_component_name(it)).cloned().collect();
    let mut allowed = Object::new();
    for (name, value) in entries {
        if is_component_name(&name) {
            allowed.insert(name, value);
            continue;
        }
        let new = free_name(&component_name(&name), |it| taken.iter().any(|taken| taken == it));
        document.report(sink, &at.child(&name), findings::references::renamed(&name, &new));
        document.origins.moved(&at.child(&name), &at.child(&new));
        taken.push(new.clone());
        allowed.insert(new.clone(), value);
        renames.insert((kind, name), new);
    }
    if let Some(slot) = at.get_mut(&mut document.root) {
        *slot = Value::Object(allowed);
    }
}

fn rewrite_schema_references(document: &mut Document, renames: &Renames) {
    let known: Vec<String> = document
        .root
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .map(|it| it.keys().cloned().collect())
        .unwrap_or_default();
    for_each_schema(document, |_, _, schema| {
        if let Some(reference) = schema.get_mut("$ref") {
            rewrite(reference, renames, &known);
        }
        let mapping = schema.get_mut("discriminator").and_then(|it| it.get_mut("mapping"));
        for target in mapping.and_then(Value::as_object_mut).into_iter().flatten() {
            rewrite(target.1, renames, &known);
        }
    });
}

fn rewrite_part_references(document: &mut Document, renames: &Renames) {
    let rewrite_all = |parts: Option<&mut Value>| {
        for part in parts.into_iter().flat_map(values) {
            if let Some(reference) = part.get_mut("$ref") {
                rewrite(reference, renames, &[]);
            }
        }
    };
    for kind in ["parameters", "responses"] {
        rewrite_all(document.root.get_mut("components").and_then(|it| it.get_mut(kind)));
    }
    for_each_path_item(document, |_, _, item| rewrite_all(item.get_mut("parameters")));
    for_each_operation(document, |_, _, operation| {
        rewrite_all(operation.get_mut("parameters"));
        rewrite_all(operation.get_mut("responses"));
    });
}

fn values(value: &mut Value) -> Vec<&mut Value> {
    match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(object) => object.values_mut().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn rewrite(reference: &mut Value, renames: &Renames, known: &[String]) {
    let Value::String(text) = reference else { return };
    if let Some(new) = rewritten(text, renames, known) {
        *text = new;
    }
}

/// The reference in the form of 3.0, or `None` where it isn't one of 2.0.
fn rewritten(text: &str, renames: &Renames, known: &[String]) -> Option<String> {
    let at = match local_pointer(text) {
        Some(at) => at,
        // Old documents name a definition only, or leave the `#` out.
        None => bare_reference(text, renames, known)?,
    };
    let mut tokens = at.tokens();
    let section = tokens.next()?;
    let (_, kind) = SECTIONS.into_iter().find(|(before, _)| *before == section)?;
    let name = tokens.next()?;
    let name = renames.get(&(kind, name.clone())).unwrap_or(&name);
    let target = Pointer::root().child("components").child(kind).child(name);
    Some(format!("#{}", tokens.fold(target, |at, token| at.child(&token))))
}

fn bare_reference(text: &str, renames: &Renames, known: &[String]) -> Option<Pointer> {
    let name = text.trim_start_matches('/').trim_start_matches("definitions/");
    let is_known =
        known.iter().any(|it| it == name) || renames.contains_key(&("schemas", name.to_owned()));
    is_known.then(|| Pointer::root().child("definitions").child(name))
}

fn rewrite_requirements(document: &mut Document, renames: &Renames) {
    if !renames.keys().any(|(kind, _)| *kind == "securitySchemes") {
        return;
    }
    let rewrite_all = |requirements: Option<&mut Value>| {
        for requirement in requirements.and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(requirement) = requirement.as_object_mut() else { continue };
            *requirement = std::mem::take(requirement)
                .into_iter()
                .map(|(name, scopes)| {
                    let key = ("securitySchemes", name);
                    let new = renames.get(&key).cloned();
                    (new.unwrap_or(key.1), scopes)
                })
                .collect();
        }
    };
    rewrite_all(document.root.get_mut("security"));
    for_each_operation(document, |_, _, operation| rewrite_all(operation.get_mut("security")));
}

/// Gives the schema of a shared parameter or response a name, so that copies of its owner share it.
pub(super) fn share_schema(document: &mut Document, owner: &Pointer) {
    let Some((_, name)) = owner.split_last() else { return };
    let at = owner.child("schema");
    let Some(Value::Object(schema)) = at.get(&document.root) else { return };
    let is_type = ["properties", "allOf", "items"].iter().any(|it| schema.contains_key(*it));
    if !is_type || schema.contains_key("$ref") {
        return;
    }
    let Some(components) = document.root.get_mut("components").and_then(Value::as_object_mut)
    else {
        return;
    };
    let schemas = components.entry("schemas").or_insert_with(|| json!({}));
    let Some(schemas) = schemas.as_object_mut() else { return };
    let name = free_name(&name, |it| schemas.contains_key(it));
    let now = Pointer::root().child("components").child("schemas").child(&name);
    schemas.insert(name.clone(), Value::Null);
    let Some(slot) = at.get_mut(&mut document.root) else { return };
    let schema = std::mem::replace(slot, json!({"$ref": format!("#{now}")}));
    document.origins.moved(&at, &now);
    if let Some(slot) = now.get_mut(&mut document.root) {
        *slot = schema;
    }
}

/// Whether 3.0 allows `name` for a component.
fn is_component_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_component_char)
}

fn is_component_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')
}

/// What remains of `name` when only the characters of a component's name are used.
pub(super) fn component_name(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|c| !is_component_char(c)).filter(|it| !it.is_empty()).collect();
    if words.is_empty() { "unnamed".to_owned() } else { words.join("_") }
}

/// `name`, or the first of `name_2`, `name_3`, … that isn't taken.
pub(super) fn free_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut free = name.to_owned();
    let mut n = 2_usize;
    while is_taken(&free) {
        free = format!("{name}_{n}");
        n += 1;
    }
    free
}
