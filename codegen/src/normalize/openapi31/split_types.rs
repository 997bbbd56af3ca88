//! Rewrites a list of types.
//!
//! - In: `type` as a list, `null` among it or not.
//! - Out: one `type` and `nullable`; for several types `anyOf` with a schema for each, which takes the keywords that
//!   apply to its type. All types together are no `type` at all. `integer` stays beside `number`: whoever lists both tells
//!   `3` from `3.0`.
//! - Moves: what went into a member of the `anyOf`.

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::walk::{At, Context, Object, walk_schemas};

pub(crate) const PASS: Pass = Pass { name: "split_types", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |cx, at, schema| {
        let Some(Value::Array(listed)) = schema.get("type") else { return };
        let mut types: Vec<String> = Vec::new();
        for name in listed.iter().filter_map(Value::as_str) {
            if !types.iter().any(|it| it == name) {
                types.push(name.to_owned());
            }
        }
        let nullable = types.iter().any(|it| it == "null");
        types.retain(|it| it != "null");
        schema.shift_remove("type");
        if nullable {
            schema.insert("nullable".to_owned(), Value::Bool(true));
        }
        match types.as_slice() {
            [] if nullable => {
                schema.insert("enum".to_owned(), json!([null]));
            }
            [] => {}
            [only] => {
                schema.insert("type".to_owned(), Value::from(only.as_str()));
            }
            several if is_everything(several) => {}
            several => split(cx, at, schema, several),
        }
    });
}

fn is_everything(types: &[String]) -> bool {
    ["string", "number", "boolean", "object", "array"]
        .iter()
        .all(|all| types.iter().any(|it| it == all))
}

/// Puts a schema for each of `types` into an `anyOf`.
pub(crate) fn split(cx: &mut Context<'_>, at: &At<'_>, schema: &mut Object, types: &[String]) {
    if ["anyOf", "oneOf", "allOf"].iter().any(|it| schema.contains_key(*it)) {
        // The members name their own types.
        return;
    }
    let values = schema.shift_remove("enum");
    let lists_integers = types.iter().any(|it| it == "integer");
    let integers = |it: &Value| lists_integers && is_of(it, "integer");
    let mut members: Vec<Object> = Vec::new();
    for name in types {
        let mut member = Object::new();
        member.insert("type".to_owned(), Value::from(name.as_str()));
        if let Some(Value::Array(values)) = &values {
            // An integer is a number too, but one is enough.
            let is_own = |it: &&Value| is_of(it, name) && !(name == "number" && integers(it));
            let own: Vec<Value> = values.iter().filter(is_own).cloned().collect();
            if own.is_empty() {
                continue;
            }
            member.insert("enum".to_owned(), Value::Array(own));
        }
        members.push(member);
    }
    let keys: Vec<String> = schema.keys().cloned().collect();
    for key in keys {
        let takers: Vec<usize> = (0..members.len())
            .filter(|it| members.get(*it).is_some_and(|member| applies(&key, member, schema)))
            .collect();
        if takers.is_empty() {
            continue;
        }
        let Some(value) = schema.shift_remove(&key) else { continue };
        for taker in takers {
            cx.moved(&at.key(&key), &at.key("anyOf").index(taker).key(&key));
            if let Some(member) = members.get_mut(taker) {
                member.insert(key.clone(), value.clone());
            }
        }
    }
    let members = members.into_iter().map(Value::Object).collect();
    schema.insert("anyOf".to_owned(), Value::Array(members));
}

fn applies(key: &str, member: &Object, schema: &Object) -> bool {
    let Some(Value::String(name)) = member.get("type") else { return false };
    if key == "format" {
        let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
        let of_numbers =
            ["int32", "int64", "uint32", "uint64", "int16", "int8", "float", "double", "decimal"];
        return of_numbers.contains(&format) == matches!(name.as_str(), "integer" | "number")
            && matches!(name.as_str(), "integer" | "number" | "string");
    }
    is_keyword_of(key, name)
}

/// Whether a keyword says something about values of a type only.
pub(crate) fn is_keyword_of(key: &str, name: &str) -> bool {
    match name {
        "string" => matches!(key, "pattern" | "minLength" | "maxLength"),
        "integer" | "number" => {
            matches!(
                key,
                "multipleOf" | "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum"
            )
        }
        "array" => matches!(
            key,
            "items"
                | "minItems"
                | "maxItems"
                | "uniqueItems"
                | extensions::PREFIX_ITEMS
                | extensions::CLOSED_ITEMS
        ),
        "object" => matches!(
            key,
            "properties"
                | "required"
                | "additionalProperties"
                | "minProperties"
                | "maxProperties"
                | "discriminator"
                | extensions::PATTERN_PROPERTIES
        ),
        _ => false,
    }
}

/// Whether a value is of a type.
pub(crate) fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "string" => value.is_string(),
        // What is beyond 64 bits has no fraction that could be told.
        "integer" => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|it| it.abs() >= 1e18)
        }
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
