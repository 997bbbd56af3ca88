//! Says the type that the other keywords imply.
//!
//! - In: schemas with or without `type`.
//! - Out: `properties` make an object, `items` an array, values of one kind in `enum` their type, a format that belongs to
//!   one type that type. A schema put together from others stays open. An array without `items` has any items.
//! - Moves: nothing.

use serde_json::{Value, json};

use crate::diagnostic::{Code, Sink};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::openapi31::split_types::is_of;
use crate::normalize::walk::{Object, walk_schemas};

pub(crate) const PASS: Pass = Pass { name: "imply_types", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |cx, at, schema| {
        if schema.get("type").is_none()
            && let Some((name, because)) = implied(schema)
        {
            if !because.is_empty() {
                cx.report(
                    Code::ImpliedType,
                    at,
                    format!("`type` is missing; `{because}` makes it `{name}`"),
                );
            }
            schema.insert("type".to_owned(), Value::from(name));
        }
        if schema.get("type").is_some_and(|it| it == "array") && !schema.contains_key("items") {
            cx.report(Code::ImpliedType, at, "an array without `items` has items of any kind");
            schema.insert("items".to_owned(), json!({}));
        }
    });
}

fn implied(schema: &Object) -> Option<(&'static str, &'static str)> {
    if ["$ref", "allOf", "anyOf", "oneOf", "not"].iter().any(|it| schema.contains_key(*it)) {
        return None;
    }
    if schema.get("properties").is_some_and(Value::is_object) {
        return Some(("object", "properties"));
    }
    if schema.get("items").is_some_and(|it| it.is_object() || it.is_boolean()) {
        return Some(("array", "items"));
    }
    if schema.get("additionalProperties").is_some_and(Value::is_object) {
        return Some(("object", "additionalProperties"));
    }
    if let Some(Value::Array(values)) = schema.get("enum") {
        let mut told = values.iter().filter(|it| !it.is_null()).peekable();
        told.peek()?;
        let all = |name: &str| told.clone().all(|it| is_of(it, name));
        let name = ["string", "integer", "number", "boolean"].into_iter().find(|it| all(it))?;
        return Some((name, ""));
    }
    if schema.keys().any(|it| matches!(it.as_str(), "pattern" | "minLength" | "maxLength")) {
        return Some(("string", "pattern"));
    }
    let format = schema.get("format").and_then(Value::as_str)?;
    match format {
        "int32" | "int64" | "uint32" | "uint64" => Some(("integer", "format")),
        "float" | "double" => Some(("number", "format")),
        "date" | "date-time" | "uuid" | "uri" | "url" | "email" | "byte" | "binary"
        | "password" | "hostname" | "ipv4" | "ipv6" | "time" | "duration" | "uri-reference" => {
            Some(("string", "format"))
        }
        _ => None,
    }
}
