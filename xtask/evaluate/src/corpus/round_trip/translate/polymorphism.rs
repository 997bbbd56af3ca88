//! Bases with a discriminator: a value whose discriminator names a schema that extends the base is one of that schema.
//!
//! Source: Swagger 2.0 and OpenAPI 3.0.4, "Models with Polymorphism Support": where the base is asked for, "any" of the
//! schemas that compose it with `allOf` may come, and the discriminator says which. JSON Schema has no word for that, so
//! that it is said with `anyOf`.

use std::collections::BTreeSet;

use clientwright::Pointer;
use serde_json::{Map, Value, json};

use super::{EXAMPLES, reference, target};

/// Rewrites every base, and has those that extend it refer to what is under the name of [`own`] from then on.
pub(super) fn told_apart(mut definitions: Map<String, Value>) -> Map<String, Value> {
    let bases: Vec<String> =
        definitions.keys().filter(|it| is_base(&definitions, it)).cloned().collect();
    let mut rewritten = Vec::new();
    for base in &bases {
        let children = children(&definitions, base);
        if let (false, Some(schema)) = (children.is_empty(), definitions.get(base)) {
            let whole = whole(&definitions, base, schema, &children);
            rewritten.push((base.clone(), whole, children));
        }
    }
    for (base, _, children) in &rewritten {
        for child in children {
            if let Some(schema) = definitions.get_mut(child) {
                extend_own(schema, base);
            }
        }
    }
    for (base, whole, _) in rewritten {
        if let Some(schema) = definitions.insert(base.clone(), whole) {
            definitions.insert(own(&base), schema);
        }
    }
    definitions
}

/// The name of the base alone, which no schema of a description has.
fn own(base: &str) -> String {
    format!("{base} alone")
}

fn is_base(definitions: &Map<String, Value>, name: &str) -> bool {
    let schema = definitions.get(name);
    let has = |key: &str| schema.is_some_and(|it| it.get(key).is_some());
    // What has a pointer for its name isn't a component, and can't be extended.
    property(schema).is_some() && !has("oneOf") && !has("anyOf") && !name.starts_with('/')
}

fn property(schema: Option<&Value>) -> Option<&str> {
    schema?.get("discriminator")?.get("propertyName")?.as_str()
}

/// The definitions that a schema extends with `allOf`.
fn parents(schema: &Value) -> Vec<String> {
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    let names = parts.map(|part| match part.get("$ref").and_then(Value::as_str) {
        Some(reference) => name(reference).into_iter().collect(),
        None => parents(part),
    });
    names.flatten().collect()
}

fn name(reference: &str) -> Option<String> {
    let at = target(reference)?;
    let rest = at.strip_prefix(&Pointer::root().child("$defs"))?;
    let mut tokens = rest.tokens();
    tokens.next().filter(|_| tokens.next().is_none())
}

/// The definitions that extend `base`, and those that extend them.
fn children(definitions: &Map<String, Value>, base: &str) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    loop {
        let before = found.len();
        for (name, schema) in
            definitions.iter().filter(|(name, _)| *name != base && !name.starts_with('/'))
        {
            if parents(schema).iter().any(|it| it == base || found.contains(it)) {
                found.insert(name.clone());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// The base with what extends it.
fn whole(
    definitions: &Map<String, Value>,
    base: &str,
    schema: &Value,
    children: &BTreeSet<String>,
) -> Value {
    let property = property(Some(schema)).unwrap_or_default();
    let mut branches = Vec::new();
    let mut all_tags = Vec::new();
    for child in children {
        let tags = tags(definitions, schema, child);
        all_tags.extend(tags.iter().cloned());
        branches.push(json!({
            "$ref": reference(child),
            "required": [property],
            "properties": { property: { "enum": tags } },
        }));
    }
    branches.push(json!({
        "$ref": reference(&own(base)),
        "not": { "required": [property], "properties": { property: { "enum": all_tags } } },
    }));
    let mut whole = json!({ "anyOf": branches });
    if let (Some(examples), Some(whole)) = (schema.get(EXAMPLES), whole.as_object_mut()) {
        whole.insert(EXAMPLES.to_owned(), examples.clone());
    }
    whole
}

/// The values of the discriminator that mean `child`.
fn tags(definitions: &Map<String, Value>, base: &Value, child: &str) -> Vec<String> {
    let mapping = base.get("discriminator").and_then(|it| it.get("mapping")?.as_object());
    let leads_here =
        |to: &Value| to.as_str().and_then(|it| it.rsplit('/').next()).is_some_and(|it| it == child);
    let mapped = mapping.into_iter().flatten().filter(|(_, to)| leads_here(to));
    let mapped: Vec<String> = mapped.map(|(tag, _)| tag.clone()).collect();
    if !mapped.is_empty() {
        return mapped;
    }
    let schema = definitions.get(child);
    let stated = ["x-discriminator-value", "x-ms-discriminator-value"]
        .iter()
        .find_map(|key| schema?.get(*key)?.as_str());
    vec![stated.unwrap_or(child).to_owned()]
}

/// Has a schema extend the base alone.
fn extend_own(schema: &mut Value, base: &str) {
    for part in schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        let is_base =
            part.get("$ref").and_then(Value::as_str).and_then(name).is_some_and(|it| it == base);
        match part.get_mut("$ref") {
            Some(it) if is_base => *it = reference(&own(base)).into(),
            Some(_) => {}
            None => extend_own(part, base),
        }
    }
}
