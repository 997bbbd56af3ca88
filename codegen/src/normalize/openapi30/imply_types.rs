//! Says the type that the other keywords imply.
//!
//! - In: schemas with or without `type`.
//! - Out: `properties` make an object, `items` an array in what is sent or where a value shows one, both together an
//!   `anyOf` of the two; values of one kind in `enum` make their type, a format that belongs to one type that type. A
//!   schema put together from others stays open. An array without `items` has any items.
//! - Moves: what went into a member of an `anyOf`.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::openapi31::split_types::{is_of, split};
use crate::normalize::walk::{At, Context, Object, walk_schemas};

pub(crate) const PASS: Pass = Pass { name: "imply_types", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |cx, at, schema| {
        if schema.get("type").is_none() {
            imply(cx, at, schema);
        }
        if schema.get("type").is_some_and(|it| it == "array") && !schema.contains_key("items") {
            cx.report(at, findings::schemas::array_without_items());
            schema.insert("items".to_owned(), json!({}));
        }
    });
}

/// Whether `items` makes a list: it says nothing of what is none (JSON Schema 2020-12, Core, section 10.3.1.2), so that
/// what is received may be something else.
fn is_list(at: &At<'_>, schema: &Object) -> bool {
    let is_shown = ["example", "default", extensions::PREFIX_ITEMS];
    is_shown.iter().any(|it| schema.get(*it).is_some_and(Value::is_array)) || is_sent(at)
}

/// Whether a place is in a parameter or in the body of a request.
fn is_sent(at: &At<'_>) -> bool {
    let mut above: Vec<&str> =
        std::iter::successors(Some(at), |it| it.parent()).filter_map(At::name).collect();
    above.reverse();
    let is_sent = |it: &str| matches!(it, "parameters" | "requestBody" | "requestBodies");
    match above.as_slice() {
        ["paths", _, key, ..] if is_sent(key) => true,
        ["paths", _, _, key, ..] | ["components", key, ..] => is_sent(key),
        _ => false,
    }
}

fn imply(cx: &mut Context<'_>, at: &At<'_>, schema: &mut Object) {
    if let Some(because) = implies_both(schema) {
        cx.report(at, findings::schemas::object_or_array(because));
        split(cx, at, schema, &["object".to_owned(), "array".to_owned()]);
    } else if let Some((name, because)) = implied(schema)
        && (because != "items" || is_list(at, schema))
    {
        if !because.is_empty() {
            cx.report(at, findings::schemas::implied_type(because, name));
        }
        schema.insert("type".to_owned(), Value::from(name));
    }
}

/// The keyword that describes objects in a schema that describes arrays as well: each says nothing of what the other one
/// is about (JSON Schema 2020-12, Core, section 10.3), so that a value may be either.
fn implies_both(schema: &Object) -> Option<&'static str> {
    if is_composed(schema) || !has_items(schema) {
        return None;
    }
    ["properties", "additionalProperties"]
        .into_iter()
        .find(|it| schema.get(*it).is_some_and(Value::is_object))
}

fn is_composed(schema: &Object) -> bool {
    ["$ref", "allOf", "anyOf", "oneOf", "not"].iter().any(|it| schema.contains_key(*it))
}

fn has_items(schema: &Object) -> bool {
    schema.get("items").is_some_and(|it| it.is_object() || it.is_boolean())
}

fn implied(schema: &Object) -> Option<(&'static str, &'static str)> {
    if is_composed(schema) {
        return None;
    }
    if schema.get("properties").is_some_and(Value::is_object) {
        return Some(("object", "properties"));
    }
    if has_items(schema) {
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
