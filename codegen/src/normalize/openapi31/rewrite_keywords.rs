//! Rewrites keywords of 3.1 that 3.0 has under another name.
//!
//! - In: `const`, numeric exclusive bounds, `examples` in schemas, `contentEncoding`, `contentMediaType`, a schema in
//!   `unevaluatedProperties`.
//! - Out: `enum`, `minimum` with `exclusiveMinimum: true`, `example`, `format: byte` or `binary`, `additionalProperties`.
//! - Moves: nothing.

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::http::essence;
use crate::normalize::Pass;
use crate::normalize::walk::{Object, walk_schemas};

pub(crate) const PASS: Pass = Pass { name: "rewrite_keywords", run };

/// Keywords of JSON Schema that 3.0 hasn't and that change no type.
const VALIDATION: [&str; 18] = [
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "unevaluatedProperties",
    "unevaluatedItems",
    "propertyNames",
    "contains",
    "minContains",
    "maxContains",
    "contentSchema",
    "$recursiveAnchor",
    "$dynamicAnchor",
    "$schema",
    "$comment",
    "$vocabulary",
];

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |_, _, schema| {
        if let Some(value) = schema.shift_remove("const") {
            schema.insert("enum".to_owned(), json!([value]));
        }
        exclusive(schema, "exclusiveMinimum", "minimum", |bound, other| bound >= other);
        exclusive(schema, "exclusiveMaximum", "maximum", |bound, other| bound <= other);
        examples(schema);
        content(schema);
        unevaluated(schema);
        schema.retain(|key, _| !VALIDATION.contains(&key.as_str()));
    });
}

fn exclusive(schema: &mut Object, key: &str, plain: &str, is_tighter: fn(f64, f64) -> bool) {
    let Some(bound @ Value::Number(_)) = schema.get(key) else { return };
    let bound = bound.clone();
    let number = |it: &Value| it.as_f64().unwrap_or_default();
    let wins = match schema.get(plain) {
        Some(other @ Value::Number(_)) => is_tighter(number(&bound), number(other)),
        _ => true,
    };
    if wins {
        schema.insert(plain.to_owned(), bound);
        schema.insert(key.to_owned(), Value::Bool(true));
    } else {
        schema.shift_remove(key);
    }
}

fn examples(schema: &mut Object) {
    let Some(mut examples) = schema.shift_remove("examples") else { return };
    if schema.contains_key("example") {
        return;
    }
    let first = match &mut examples {
        Value::Array(all) => all.first_mut().map(Value::take),
        // Some write the map that parameters have.
        Value::Object(all) => all.values_mut().next().map(|it| match it.get_mut("value") {
            Some(value) => value.take(),
            None => it.take(),
        }),
        Value::Null => None,
        other => Some(other.take()),
    };
    if let Some(first) = first {
        schema.insert("example".to_owned(), first);
    }
}

fn content(schema: &mut Object) {
    let encoding = schema.shift_remove("contentEncoding");
    let media_type = schema.shift_remove("contentMediaType");
    let format = match (encoding.as_ref().and_then(Value::as_str), media_type) {
        (Some(it), _) if it.eq_ignore_ascii_case("base64url") => "base64url",
        (Some(it), _) if it.to_ascii_lowercase().starts_with("base64") => "byte",
        (Some(it), _) if it.eq_ignore_ascii_case("binary") => "binary",
        (None, Some(Value::String(it))) if is_binary(&it) => "binary",
        _ => return,
    };
    if !schema.contains_key("type") {
        schema.insert("type".to_owned(), Value::from("string"));
    }
    if !schema.contains_key("format") {
        schema.insert("format".to_owned(), Value::from(format));
    }
}

/// Members that neither a schema nor its parts name, as those of `additionalProperties` are once parts are joined.
fn unevaluated(schema: &mut Object) {
    if let Some(rest @ (Value::Object(_) | Value::Bool(true))) =
        schema.shift_remove("unevaluatedProperties")
    {
        schema.entry("additionalProperties").or_insert(rest);
    }
}

/// Whether content of this media type isn't text.
pub(crate) fn is_binary(media_type: &str) -> bool {
    let essence = essence(media_type).to_ascii_lowercase();
    let (kind, name) = essence.split_once('/').unwrap_or((&essence, ""));
    match kind {
        "image" => name != "svg+xml",
        "audio" | "video" | "font" => true,
        "application" => {
            matches!(
                name,
                "octet-stream"
                    | "pdf"
                    | "zip"
                    | "gzip"
                    | "x-gzip"
                    | "x-tar"
                    | "x-zip-compressed"
                    | "msword"
                    | "x-protobuf"
                    | "protobuf"
                    | "x-7z-compressed"
                    | "vnd.ms-excel"
            ) || name.starts_with("vnd.openxmlformats")
        }
        _ => false,
    }
}
