//! Repairs what `type` says.
//!
//! - In: any spelling: `String`, `int`, `date`, `file`, `dict`, `any`, `string[]`, the name of a component.
//! - Out: one of the six types, a list of them (which a later pass splits), `"null"`, or none.
//! - Moves: nothing.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::openapi30::find_target::Targets;
use crate::normalize::walk::{At, Context, Object, walk_schemas};

pub(crate) const PASS: Pass = Pass { name: "repair_types", run };

const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "null"];

/// What authors write, the type they mean and the format that it implies.
const SPELLINGS: [(&str, &str, &str); 48] = [
    ("str", "string", ""),
    ("text", "string", ""),
    ("char", "string", ""),
    ("varchar", "string", ""),
    ("enum", "string", ""),
    ("id", "string", ""),
    ("int", "integer", ""),
    ("int32", "integer", "int32"),
    ("int64", "integer", "int64"),
    ("uint32", "integer", "uint32"),
    ("uint64", "integer", "uint64"),
    ("long", "integer", "int64"),
    ("short", "integer", ""),
    ("bigint", "integer", "int64"),
    ("num", "number", ""),
    ("numeric", "number", ""),
    ("decimal", "number", "decimal"),
    ("bigdecimal", "number", "decimal"),
    ("float", "number", "float"),
    ("float32", "number", "float"),
    ("float64", "number", "double"),
    ("double", "number", "double"),
    ("bool", "boolean", ""),
    ("date", "string", "date"),
    ("datetime", "string", "date-time"),
    ("date-time", "string", "date-time"),
    ("date_time", "string", "date-time"),
    ("time", "string", "time"),
    ("uuid", "string", "uuid"),
    ("guid", "string", "uuid"),
    ("uri", "string", "uri"),
    ("url", "string", "uri"),
    ("email", "string", "email"),
    ("password", "string", "password"),
    ("byte", "string", "byte"),
    ("base64", "string", "byte"),
    ("binary", "string", "binary"),
    ("blob", "string", "binary"),
    ("file", "string", "binary"),
    ("dict", "object", ""),
    ("dictionary", "object", ""),
    ("map", "object", ""),
    ("hash", "object", ""),
    ("struct", "object", ""),
    ("list", "array", ""),
    ("tuple", "array", ""),
    ("set", "array", ""),
    ("arrays", "array", ""),
];

const ANY: [&str; 9] = ["any", "mixed", "json", "*", "", "unknown", "undefined", "void", "all"];

fn run(document: &mut Document, sink: &mut Sink) {
    let components = Targets::new(&document.root).schema_names();
    walk_schemas(document, sink, &mut |cx, at, schema| match schema.get("type") {
        Some(Value::String(name)) if TYPES.contains(&name.as_str()) => {}
        Some(Value::String(name)) => {
            let name = name.clone();
            repair(cx, at, schema, &name, &components);
        }
        Some(Value::Array(names)) => {
            let repaired: Vec<Value> =
                names.iter().filter_map(one_of_list).map(Value::from).collect();
            if *names != repaired {
                cx.report(at, findings::schemas::misspelled_type_in_list());
            }
            schema.insert("type".to_owned(), Value::Array(repaired));
        }
        Some(Value::Null) => {
            schema.shift_remove("type");
        }
        Some(_) => {
            cx.report(at, findings::schemas::type_is_no_name());
            schema.shift_remove("type");
        }
        None => {}
    });
}

fn one_of_list(name: &Value) -> Option<&'static str> {
    match name {
        Value::Null => Some("null"),
        Value::String(name) => known(name).map(|(to, _)| to),
        _ => None,
    }
}

fn known(name: &str) -> Option<(&'static str, &'static str)> {
    let lower = name.trim().to_ascii_lowercase();
    let exact = TYPES.iter().find(|it| **it == lower).map(|it| (*it, ""));
    exact.or_else(|| SPELLINGS.iter().find(|it| it.0 == lower).map(|it| (it.1, it.2)))
}

fn repair(
    cx: &mut Context<'_>,
    at: &At<'_>,
    schema: &mut Object,
    name: &str,
    components: &BTreeSet<String>,
) {
    if let Some((to, format)) = known(name) {
        cx.report(at, findings::schemas::misspelled_type(name, to));
        schema.insert("type".to_owned(), Value::from(to));
        if !format.is_empty() && !schema.contains_key("format") {
            schema.insert("format".to_owned(), Value::from(format));
        }
        return;
    }
    if ANY.contains(&name.trim().to_ascii_lowercase().as_str()) {
        cx.report(at, findings::schemas::type_for_any(name));
        schema.shift_remove("type");
        return;
    }
    if components.contains(name) && !schema.contains_key("$ref") && !schema.contains_key("allOf") {
        cx.report(at, findings::schemas::type_for_schema(name));
        schema.shift_remove("type");
        let reference = json!(format!("#/components/schemas/{name}"));
        if schema.is_empty() {
            schema.insert("$ref".to_owned(), reference);
        } else {
            schema.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
        }
        return;
    }
    if let Some((to, format)) = name.strip_suffix("[]").and_then(known) {
        cx.report(at, findings::schemas::type_for_list(name, to));
        schema.insert("type".to_owned(), Value::from("array"));
        let items = if format.is_empty() {
            json!({ "type": to })
        } else {
            json!({ "type": to, "format": format })
        };
        schema.entry("items").or_insert(items);
        return;
    }
    let known = TYPES.iter().copied().chain(components.iter().map(String::as_str));
    let near = cx.sink.most_similar(name, known);
    cx.report(at, findings::schemas::unknown_type(name, near));
    schema.shift_remove("type");
}
