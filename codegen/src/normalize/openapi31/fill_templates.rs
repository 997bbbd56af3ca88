//! Fills in templates: schemas that leave a type open, where a reference to one says which type it is.
//!
//! - In: a schema with `$dynamicRef: "#T"`, and references to it beside `$defs` one of which has `$dynamicAnchor: T`, or
//!   beside the anchor itself.
//! - Out: in place of such a reference a copy of the template that refers to the type.
//! - Moves: the copies.
//!
//! Source: JSON Schema 2020-12 (draft-bhutton-json-schema-01), section 8.2.3.2; OpenAPI 3.2.0, "Schema Object", generics.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::walk::{At, Object, walk_schemas};
use crate::pointer::Pointer;

pub(crate) const PASS: Pass = Pass { name: "fill_templates", run };

/// What references lead to: a schema with something open, and where it stands.
type Templates = BTreeMap<String, (Object, Pointer)>;

/// The types that a reference gives, by anchor.
type Types = BTreeMap<String, Value>;

fn run(document: &mut Document, sink: &mut Sink) {
    let templates = templates(&document.root);
    if templates.is_empty() {
        return;
    }
    walk_schemas(document, sink, &mut |cx, at, schema| {
        let Some(Value::String(text)) = schema.get("$ref") else { return };
        let Some((template, from)) = templates.get(text) else { return };
        let types = types(at, schema);
        if !types.keys().any(|it| asks_for(template, it)) {
            return;
        }
        let mut filled = template.clone();
        filled.retain(|key, _| !matches!(key.as_str(), "$id" | "$anchor" | "$dynamicAnchor"));
        filled.values_mut().for_each(|it| fill(it, &types));
        if let Some(Value::Object(defs)) = filled.get_mut("$defs") {
            // The template's own are there for what nobody says anything about.
            defs.retain(|_, it| anchor(it).is_none_or(|it| !types.contains_key(&it)));
        }
        schema.shift_remove("$ref");
        if schema.keys().any(|it| !says_nothing(it)) {
            let all_of = schema.entry("allOf").or_insert_with(|| json!([]));
            if let Value::Array(all_of) = all_of {
                cx.origins.moved(from, &at.key("allOf").index(all_of.len()).pointer());
                all_of.push(Value::Object(filled));
            }
        } else {
            cx.origins.moved(from, &at.pointer());
            // Definitions of both are needed, and go by names of their own.
            if let Some(Value::Object(defs)) = filled.shift_remove("$defs")
                && let Value::Object(own) = schema.entry("$defs").or_insert_with(|| json!({}))
            {
                for (name, definition) in defs {
                    own.entry(name).or_insert(definition);
                }
            }
            filled.append(schema);
            *schema = filled;
        }
    });
}

/// Whether a keyword beside a reference tells nothing about values.
fn says_nothing(key: &str) -> bool {
    matches!(key, "$id" | "$defs" | "$dynamicAnchor" | "$comment" | "title" | "description" | "xml")
        || key.starts_with("x-")
}

/// The components that leave something open, but for those that refer to templates in their turn.
fn templates(root: &Value) -> Templates {
    let mut found = Templates::new();
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        let Value::Object(schema) = schema else { continue };
        if !schema.values().any(is_open) || schema.values().any(gives) {
            continue;
        }
        let at = Pointer::root().child("components").child("schemas").child(name);
        found.insert(format!("#{at}"), (schema.clone(), at.clone()));
        if let Some(Value::String(id)) = schema.get("$id") {
            found.insert(id.clone(), (schema.clone(), at));
        }
    }
    found
}

/// Whether an object somewhere in a schema is as `is_it` says.
fn any(value: &Value, is_it: &dyn Fn(&Object) -> bool) -> bool {
    match value {
        Value::Object(object) => is_it(object) || object.values().any(|it| any(it, is_it)),
        Value::Array(items) => items.iter().any(|it| any(it, is_it)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn is_open(schema: &Value) -> bool {
    any(schema, &|it| it.contains_key("$dynamicRef"))
}

/// Whether a reference in it gives a type to something.
fn gives(schema: &Value) -> bool {
    any(schema, &|it| it.contains_key("$ref") && it.contains_key("$defs"))
}

fn asks_for(template: &Object, anchor: &str) -> bool {
    let asks = |it: &Object| {
        let text = it.get("$dynamicRef").and_then(Value::as_str);
        text.and_then(|it| it.strip_prefix('#')) == Some(anchor)
    };
    template.values().any(|it| any(it, &asks))
}

fn anchor(schema: &Value) -> Option<String> {
    schema.get("$dynamicAnchor")?.as_str().map(str::to_owned)
}

/// The types that the reference at `at` gives: those among its definitions, and itself.
fn types(at: &At<'_>, reference: &Object) -> Types {
    let mut types = Types::new();
    let here = at.pointer();
    if let Some(Value::String(name)) = reference.get("$dynamicAnchor") {
        types.insert(name.clone(), json!({ "$ref": format!("#{here}") }));
    }
    let defs = reference.get("$defs").and_then(Value::as_object);
    for (name, definition) in defs.into_iter().flatten() {
        let Some(anchor) = anchor(definition) else { continue };
        // A definition that only refers to a component means that.
        let target = definition
            .get("$ref")
            .filter(|_| definition.as_object().is_some_and(|it| it.len() == 2));
        let own = || Value::from(format!("#{}", here.child("$defs").child(name)));
        types.insert(anchor, json!({ "$ref": target.cloned().unwrap_or_else(own) }));
    }
    types
}

fn fill(value: &mut Value, types: &Types) {
    match value {
        Value::Object(object) => {
            let anchor = object.get("$dynamicRef").and_then(Value::as_str);
            if let Some(given) = anchor.and_then(|it| types.get(it.strip_prefix('#')?)) {
                object.shift_remove("$dynamicRef");
                if let Value::Object(given) = given {
                    object.extend(given.clone());
                }
            }
            object.values_mut().for_each(|it| fill(it, types));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| fill(it, types)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
