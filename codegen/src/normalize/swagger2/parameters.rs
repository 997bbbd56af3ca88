//! Gives parameters and headers a schema.
//!
//! - In: parameters that aren't bodies, and headers of responses, with `type`, `items`, `collectionFormat` and the like
//!   on themselves.
//! - Out: these keywords are in `schema`; `style` and `explode` say how an array is written. What 3.0 has no style for
//!   is in `x-clientwright-collection-format`, on the parameter, or on the `items` that are arrays themselves.
//! - Moves: each of these parameters to its `schema`.
//!
//! Source: OpenAPI 2.0, Parameter Object and Items Object; `collectionFormat` is `csv` when absent.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::swagger2::schemas::repair;
use crate::normalize::swagger2::walk::{
    Object, for_each_path_item, is_pending, members, operations, rename_key,
};
use crate::pointer::Pointer;

/// See the module.
pub(super) const PASS: Pass = Pass { name: "type_parameters", run };

const KEYWORDS: [&str; 28] = [
    "type",
    "format",
    "title",
    "items",
    "default",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxProperties",
    "minProperties",
    "properties",
    "additionalProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "nullable",
    "readOnly",
];

fn run(document: &mut Document, sink: &mut Sink) {
    if !is_pending(document) {
        return;
    }
    for_each_path_item(document, |document, at, item| {
        type_parameters(document, &at.child("parameters"), item.get_mut("parameters"), sink);
        for (at, operation) in operations(at, item) {
            let parameters = operation.get_mut("parameters");
            type_parameters(document, &at.child("parameters"), parameters, sink);
            let responses = operation.get_mut("responses");
            type_headers(document, &at.child("responses"), responses, sink);
        }
    });
    let at = Pointer::root().child("components");
    let mut components = document.root.get_mut("components").map(Value::take);
    if let Some(components) = &mut components {
        let parameters = components.get_mut("parameters");
        type_parameters(document, &at.child("parameters"), parameters, sink);
        type_headers(document, &at.child("responses"), components.get_mut("responses"), sink);
    }
    if let (Some(slot), Some(components)) = (document.root.get_mut("components"), components) {
        *slot = components;
    }
}

fn type_parameters(
    document: &mut Document,
    at: &Pointer,
    parameters: Option<&mut Value>,
    sink: &mut Sink,
) {
    for (at, parameter) in parameters.into_iter().flat_map(|it| members(at, it)) {
        let Some(parameter) = parameter.as_object_mut() else { continue };
        let location = parameter.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
        type_one(document, &at, parameter, &location, sink);
    }
}

fn type_headers(
    document: &mut Document,
    at: &Pointer,
    responses: Option<&mut Value>,
    sink: &mut Sink,
) {
    for (at, response) in responses.into_iter().flat_map(|it| members(at, it)) {
        let Some(headers) = response.get_mut("headers") else { continue };
        for (at, header) in members(&at.child("headers"), headers) {
            if let Some(header) = header.as_object_mut() {
                type_one(document, &at, header, "header", sink);
            }
        }
    }
}

fn type_one(
    document: &mut Document,
    at: &Pointer,
    parameter: &mut Object,
    location: &str,
    sink: &mut Sink,
) {
    if parameter.contains_key("$ref") || parameter.contains_key("content") {
        return;
    }
    let format = parameter.shift_remove("collectionFormat");
    let is_styled = parameter.contains_key("style") || parameter.contains_key("explode");
    let mut schema = lift_schema(document, at, parameter);
    infer_type(document, at, &mut schema, sink);
    report_inner_arrays(document, &at.child("schema"), &schema, sink);
    if is_array(&schema) && !is_styled {
        let format = collection_format(document, at, format.as_ref(), location, sink);
        parameter.extend(array_style(format, location));
    }
    parameter.insert("schema".to_owned(), Value::Object(schema));
    name_examples(document, at, parameter);
}

/// Takes the schema out of a parameter: its `schema`, or what it says about its type itself.
pub(super) fn lift_schema(document: &mut Document, at: &Pointer, parameter: &mut Object) -> Object {
    let given = parameter.shift_remove("schema");
    let mut schema = if let Some(Value::Object(schema)) = given {
        schema
    } else {
        document.origins.moved(at, &at.child("schema"));
        Object::new()
    };
    let keys: Vec<String> = parameter.keys().filter(|it| is_of_schema(it)).cloned().collect();
    for key in keys {
        if let Some(value) = parameter.shift_remove(&key)
            && !schema.contains_key(&key)
        {
            schema.insert(key, value);
        }
    }
    mark_inner_arrays(&mut schema);
    repair(document, &at.child("schema"), &mut schema);
    schema
}

fn is_of_schema(key: &str) -> bool {
    KEYWORDS.contains(&key)
        || key.starts_with("x-enum")
        || matches!(key, "x-ms-enum" | "x-nullable" | "x-isnullable" | "x-isNullable")
}

fn is_typed(schema: &Object) -> bool {
    ["$ref", "type", "allOf", "anyOf", "oneOf", "not"].iter().any(|it| schema.contains_key(*it))
}

/// A parameter says what it is. One that doesn't is text, unless the rest of it shows otherwise.
pub(super) fn infer_type(document: &Document, at: &Pointer, schema: &mut Object, sink: &mut Sink) {
    if is_typed(schema) {
        return;
    }
    let has_other_values = schema
        .get("enum")
        .and_then(Value::as_array)
        .is_some_and(|it| !it.iter().all(Value::is_string));
    let inferred = if schema.contains_key("items") {
        "array"
    } else if schema.contains_key("properties") {
        "object"
    } else if has_other_values {
        return;
    } else {
        "string"
    };
    schema.insert("type".to_owned(), json!(inferred));
    document.report(sink, at, findings::parameters::untyped(inferred));
}

/// Says of arrays in arrays how they are written: nothing in 3.0 does.
fn mark_inner_arrays(schema: &mut Object) {
    let Some(Value::Object(items)) = schema.get_mut("items") else { return };
    let format = items.shift_remove("collectionFormat");
    if is_array(items) && !items.contains_key("$ref") {
        let stated = format.as_ref().and_then(Value::as_str);
        let format = stated.filter(|it| matches!(*it, "ssv" | "tsv" | "pipes")).unwrap_or("csv");
        items.insert(extensions::COLLECTION_FORMAT.to_owned(), json!(format));
    }
    mark_inner_arrays(items);
}

/// Reports the arrays in arrays that aren't written as their format says.
pub(super) fn report_inner_arrays(
    document: &Document,
    at: &Pointer,
    schema: &Object,
    sink: &mut Sink,
) {
    let Some(items) = schema.get("items").and_then(Value::as_object) else { return };
    let at = at.child("items");
    let format = items.get(extensions::COLLECTION_FORMAT).and_then(Value::as_str);
    if let Some(format) = format.filter(|it| *it != "csv") {
        document.report(sink, &at, findings::parameters::inner_collection_format(format));
    }
    report_inner_arrays(document, &at, items, sink);
}

/// Whether a schema says of itself that it is an array.
pub(super) fn is_array(schema: &Object) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("array")
}

/// The format of an array: `csv` unless something else is said that `location` has.
pub(super) fn collection_format(
    document: &Document,
    at: &Pointer,
    value: Option<&Value>,
    location: &str,
    sink: &mut Sink,
) -> &'static str {
    let has_multi = matches!(location, "query" | "formData");
    let known = match value.map(Value::as_str) {
        None | Some(Some("csv")) => Some("csv"),
        Some(Some("ssv")) => Some("ssv"),
        Some(Some("tsv")) => Some("tsv"),
        Some(Some("pipes")) => Some("pipes"),
        Some(Some("multi")) if has_multi => Some("multi"),
        _ => None,
    };
    known.unwrap_or_else(|| {
        let text = value.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned));
        document.report(
            sink,
            &at.child("collectionFormat"),
            findings::parameters::unknown_collection_format(&text.unwrap_or_default(), location),
        );
        "csv"
    })
}

/// The members that say in 3.0 how an array in a collection format is written.
pub(super) fn array_style(format: &str, location: &str) -> Object {
    let (style, explode, is_extension) = match (location, format) {
        ("query" | "formData", "multi") => ("form", true, false),
        ("query" | "formData", "ssv") => ("spaceDelimited", false, false),
        ("query" | "formData", "pipes") => ("pipeDelimited", false, false),
        ("query" | "formData", "tsv") => ("form", false, true),
        ("query" | "formData", _) => ("form", false, false),
        (_, "ssv" | "tsv" | "pipes") => ("simple", false, true),
        _ => ("simple", false, false),
    };
    let mut members = Object::new();
    members.insert("style".to_owned(), json!(style));
    members.insert("explode".to_owned(), json!(explode));
    if is_extension {
        members.insert(extensions::COLLECTION_FORMAT.to_owned(), json!(format));
    }
    members
}

/// Turns a parameter's `x-example` into its `example`, and `x-examples` into `examples`.
fn name_examples(document: &mut Document, at: &Pointer, parameter: &mut Object) {
    for (before, now) in [("x-example", "example"), ("x-deprecated", "deprecated")] {
        if rename_key(parameter, before, now) {
            document.origins.moved(&at.child(before), &at.child(now));
        }
    }
    if parameter.contains_key("example") {
        // 3.0 allows only one of the two.
        parameter.shift_remove("examples");
        return;
    }
    if !parameter.get("x-examples").is_some_and(Value::is_object)
        || !rename_key(parameter, "x-examples", "examples")
    {
        return;
    }
    document.origins.moved(&at.child("x-examples"), &at.child("examples"));
    for (_, example) in
        parameter.get_mut("examples").and_then(Value::as_object_mut).into_iter().flatten()
    {
        if example.get("value").is_none() {
            *example = json!({"value": example.take()});
        }
    }
}
