//! Names the members that a schema has only under a condition.
//!
//! - In: `then`, `else` and `dependentSchemas`, of a schema or of its inline `allOf`, that name members.
//! - Out: those that the schema doesn't name itself stand among its `properties`, as optional ones: `anyOf` them where
//!   branches differ. The keywords are gone.
//! - Moves: these members.
//!
//! Source: JSON Schema 2020-12, Core, sections 10.2.2.2, 10.2.2.3 and 10.2.2.4.

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::walk::{At, Context, Object, walk_schemas};
use crate::pointer::Pointer;

pub(crate) const PASS: Pass = Pass { name: "hoist_conditions", run };

/// What says that a value is looked for, and not only what one that is described elsewhere has to be.
const KINDS: [&str; 8] =
    ["type", "$ref", "properties", "items", "prefixItems", "allOf", "anyOf", "oneOf"];

/// How many conditions are read within one another at most.
const MOST_NESTED: usize = 16;

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |cx, at, schema| {
        let mut found = Vec::new();
        take(at, schema, &mut found, MOST_NESTED);
        if !found.is_empty() && may_be_object(schema) {
            hoist(cx, at, schema, found);
        }
    });
}

/// A member that a condition names.
struct Conditional {
    name: String,
    schema: Value,
    from: Pointer,
}

/// Takes the branches out of a schema and of its inline parts, and what they name.
fn take(at: &At<'_>, schema: &mut Object, found: &mut Vec<Conditional>, left: usize) {
    let Some(left) = left.checked_sub(1) else { return };
    if let Some(Value::Array(parts)) = schema.get_mut("allOf") {
        for (index, part) in parts.iter_mut().enumerate() {
            if let Value::Object(part) = part {
                take(&at.key("allOf").index(index), part, found, left);
            }
        }
    }
    for key in ["then", "else"] {
        if let Some(Value::Object(branch)) = schema.shift_remove(key) {
            read_branch(&at.key(key), branch, found, left);
        }
    }
    if let Some(Value::Object(branches)) = schema.shift_remove("dependentSchemas") {
        for (name, branch) in branches {
            if let Value::Object(branch) = branch {
                read_branch(&at.key("dependentSchemas").key(&name), branch, found, left);
            }
        }
    }
}

/// Adds what a branch names, its parts and the branches within it.
fn read_branch(at: &At<'_>, mut branch: Object, found: &mut Vec<Conditional>, left: usize) {
    take(at, &mut branch, found, left);
    if let Some(Value::Object(members)) = branch.shift_remove("properties") {
        let at = at.key("properties");
        let named =
            members.into_iter().filter(|(_, it)| it.is_object() || *it == Value::Bool(true));
        found.extend(named.map(|(name, schema)| {
            let from = at.key(&name).pointer();
            Conditional { name, schema, from }
        }));
    }
    if let (Some(left), Some(Value::Array(parts))) =
        (left.checked_sub(1), branch.shift_remove("allOf"))
    {
        for (index, part) in parts.into_iter().enumerate() {
            if let Value::Object(part) = part {
                read_branch(&at.key("allOf").index(index), part, found, left);
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
