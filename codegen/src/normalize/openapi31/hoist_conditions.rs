//! Names the members that a schema has only under a condition.
//!
//! - In: `then`, `else` and `dependentSchemas`, of a schema or of its inline `allOf`, that name members, be it by a
//!   reference.
//! - Out: those that the schema doesn't name itself stand among its `properties`, as optional ones: `anyOf` them where
//!   branches differ. The keywords are gone.
//! - Moves: these members; those of what is referred to are copied.
//!
//! Source: JSON Schema 2020-12, Core, sections 10.2.2.2, 10.2.2.3 and 10.2.2.4.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::walk::{At, Context, Object, each_schema, walk_schemas};
use crate::pointer::Pointer;

pub(crate) const PASS: Pass = Pass { name: "hoist_conditions", run };

/// What says that a value is looked for, and not only what one that is described elsewhere has to be.
const KINDS: [&str; 8] =
    ["type", "$ref", "properties", "items", "prefixItems", "allOf", "anyOf", "oneOf"];

/// The branches of a condition.
const BRANCHES: [&str; 2] = ["then", "else"];

/// What a branch is composed of; all that it may name is optional anyway.
const PARTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];

/// How many conditions are read within one another at most.
const MOST_NESTED: usize = 16;

/// The schemas that branches refer to, by the text of the reference, each with its place.
type Shared = BTreeMap<String, (Pointer, Object)>;

fn run(document: &mut Document, sink: &mut Sink) {
    let shared = shared(document);
    walk_schemas(document, sink, &mut |cx, at, schema| {
        let mut reading = Reading { shared: &shared, seen: BTreeSet::new(), found: Vec::new() };
        reading.take(&|| at.pointer(), schema, MOST_NESTED);
        if !reading.found.is_empty() && may_be_object(schema) {
            hoist(cx, at, schema, reading.found);
        }
    });
}

fn shared(document: &mut Document) -> Shared {
    let mut open = Vec::new();
    each_schema(&mut document.root, &mut |schema| {
        branches(schema).for_each(|it| references(it, &mut open, MOST_NESTED));
    });
    let mut shared = Shared::new();
    while let Some(reference) = open.pop() {
        let at = reference.strip_prefix('#').and_then(Pointer::from_fragment);
        let target = at.as_ref().and_then(|it| it.get(&document.root)).and_then(Value::as_object);
        if let (Some(at), Some(target)) = (at, target)
            && !shared.contains_key(&reference)
        {
            references(target, &mut open, MOST_NESTED);
            shared.insert(reference, (at, target.clone()));
        }
    }
    shared
}

/// The branches of the conditions of a schema.
fn branches(schema: &Object) -> impl Iterator<Item = &Object> {
    let plain = BRANCHES.iter().filter_map(|it| schema.get(*it));
    let dependent = schema.get("dependentSchemas").and_then(Value::as_object);
    let dependent = dependent.into_iter().flat_map(|it| it.values());
    plain.chain(dependent).filter_map(Value::as_object)
}

/// Adds the references of a branch, its parts and the branches within it.
fn references(branch: &Object, found: &mut Vec<String>, left: usize) {
    let Some(left) = left.checked_sub(1) else { return };
    found.extend(branch.get("$ref").and_then(Value::as_str).map(str::to_owned));
    let parts = PARTS.iter().filter_map(|it| branch.get(*it)?.as_array()).flatten();
    for part in parts.filter_map(Value::as_object).chain(branches(branch)) {
        references(part, found, left);
    }
}

/// A member that a condition names.
struct Conditional {
    name: String,
    schema: Value,
    from: Pointer,
}

/// What is read of the conditions of one schema.
struct Reading<'s> {
    shared: &'s Shared,
    /// The references that were followed.
    seen: BTreeSet<String>,
    found: Vec<Conditional>,
}

impl Reading<'_> {
    /// Takes the branches out of a schema and of its inline parts, and what they name.
    fn take(&mut self, at: &dyn Fn() -> Pointer, schema: &mut Object, left: usize) {
        let Some(left) = left.checked_sub(1) else { return };
        if let Some(Value::Array(parts)) = schema.get_mut("allOf") {
            for (index, part) in parts.iter_mut().enumerate() {
                if let Value::Object(part) = part {
                    self.take(&|| at().child("allOf").index(index), part, left);
                }
            }
        }
        for key in BRANCHES {
            if let Some(Value::Object(branch)) = schema.shift_remove(key) {
                self.branch(&at().child(key), branch, left);
            }
        }
        if let Some(Value::Object(branches)) = schema.shift_remove("dependentSchemas") {
            let at = at().child("dependentSchemas");
            for (name, branch) in branches {
                if let Value::Object(branch) = branch {
                    self.branch(&at.child(&name), branch, left);
                }
            }
        }
    }

    /// Adds what a branch names, what it refers to, its parts and the branches within it.
    fn branch(&mut self, at: &Pointer, mut branch: Object, left: usize) {
        let Some(left) = left.checked_sub(1) else { return };
        self.take(&|| at.clone(), &mut branch, left);
        if let Some(Value::String(reference)) = branch.shift_remove("$ref")
            && let Some((at, target)) = self.shared.get(&reference)
            && self.seen.insert(reference)
        {
            self.branch(at, target.clone(), left);
        }
        if let Some(Value::Object(members)) = branch.shift_remove("properties") {
            let at = at.child("properties");
            let named =
                members.into_iter().filter(|(_, it)| it.is_object() || *it == Value::Bool(true));
            self.found.extend(named.map(|(name, schema)| {
                let from = at.child(&name);
                Conditional { name, schema, from }
            }));
        }
        for keyword in PARTS {
            let Some(Value::Array(parts)) = branch.shift_remove(keyword) else { continue };
            for (index, part) in parts.into_iter().enumerate() {
                if let Value::Object(part) = part {
                    self.branch(&at.child(keyword).index(index), part, left);
                }
            }
        }
    }
}

/// Adds what is named nowhere else to the members of a schema.
fn hoist(cx: &mut Context<'_>, at: &At<'_>, schema: &mut Object, found: Vec<Conditional>) {
    let known = known_names(schema);
    let is_composed = schema.contains_key("$ref") || schema.contains_key("allOf");
    let mut added: IndexMap<String, Vec<(Value, Pointer)>> = IndexMap::new();
    for Conditional { name, schema, from } in found {
        let is_told = KINDS.iter().any(|it| schema.get(it).is_some());
        if known.contains(&name) || (is_composed && !is_told) {
            continue;
        }
        let schemas = added.entry(name).or_default();
        if !schemas.iter().any(|(it, _)| *it == schema) {
            schemas.push((schema, from));
        }
    }
    if added.is_empty() {
        return;
    }
    cx.report(at, findings::schemas::conditional(added.keys().map(String::as_str)));
    let Value::Object(members) = schema.entry("properties").or_insert_with(|| json!({})) else {
        return;
    };
    for (name, mut schemas) in added {
        let now = at.key("properties").pointer().child(&name);
        let member = if schemas.len() == 1
            && let Some((schema, from)) = schemas.pop()
        {
            cx.origins.moved(&from, &now);
            schema
        } else {
            let now = now.child("anyOf");
            let each = schemas.into_iter().enumerate().map(|(index, (schema, from))| {
                cx.origins.moved(&from, &now.index(index));
                schema
            });
            json!({ "anyOf": each.collect::<Vec<Value>>() })
        };
        members.insert(name, member);
    }
}

/// The members that a schema names itself, or one of its inline parts.
fn known_names(schema: &Object) -> Vec<String> {
    let own = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let mut names: Vec<String> = own.map(|(name, _)| name.clone()).collect();
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    names.extend(parts.filter_map(Value::as_object).flat_map(known_names));
    names
}

/// Whether the type that a schema says, if any, has members.
fn may_be_object(schema: &Object) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == "object",
        Some(Value::Array(names)) => names.iter().any(|it| it == "object"),
        _ => true,
    }
}
