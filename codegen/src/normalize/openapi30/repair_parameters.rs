//! Repairs parameters, each for itself and in their lists.
//!
//! - In: parameters of any form, those of 2.0 included.
//! - Out: every parameter and header has exactly one of `schema` and `content`, a style that its place knows, and a place
//!   in lower case; path parameters are required. Of two of the same name and place the first stays. What was `in: body`
//!   or `in: formData` is a request body.
//! - Moves: schemas of the older form, bodies.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::openapi30::span_segments;
use crate::normalize::openapi32::querystring;
use crate::normalize::walk::{At, Context, Object, walk};

pub(crate) const PASS: Pass = Pass { name: "repair_parameters", run };

/// What in 2.0 stands at a parameter and in 3.0 in its schema.
const OF_SCHEMA: [&str; 17] = [
    "type",
    "format",
    "items",
    "enum",
    "default",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "multipleOf",
    "nullable",
];

fn run(document: &mut Document, sink: &mut Sink) {
    walk(document, sink, &mut |cx, at, kind, value| {
        let Value::Object(object) = value else { return };
        match kind {
            Kind::Operation => {
                bodies(cx, at, object);
                doubles(cx, at, object);
            }
            Kind::PathItem => doubles(cx, at, object),
            Kind::Parameter | Kind::Header if !object.contains_key("$ref") => {
                if place(cx, at, kind, object) {
                    format(cx, at, object);
                    style(cx, at, kind, object);
                } else {
                    *value = Value::Null;
                }
            }
            _ => {}
        }
    });
}

fn doubles(cx: &mut Context<'_>, at: &At<'_>, owner: &mut Object) {
    let Some(Value::Array(parameters)) = owner.get_mut("parameters") else { return };
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    let (list, mut n_kept) = (at.key("parameters"), 0);
    cx.keep(&list, parameters, |cx, here, parameter| {
        let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
        let key = (text("name").to_owned() + text("$ref"), text("in").to_ascii_lowercase());
        if let Some(first) = known.get(&key).filter(|_| !key.0.is_empty()) {
            let first = cx.place(&list.index(*first));
            cx.report(here, findings::parameters::repeated(&key.0, first));
            return false;
        }
        known.insert(key, n_kept);
        n_kept += 1;
        true
    });
}

/// Whether the parameter has a place.
fn place(cx: &mut Context<'_>, at: &At<'_>, kind: Kind, parameter: &mut Object) -> bool {
    if kind == Kind::Header {
        for key in ["name", "in", "allowEmptyValue", "allowReserved"] {
            parameter.shift_remove(key);
        }
        return true;
    }
    let Some(Value::String(place)) = parameter.get_mut("in") else { return true };
    let lower = place.trim().to_ascii_lowercase();
    if *place != lower && matches!(lower.as_str(), "path" | "query" | "header" | "cookie") {
        cx.report(at, findings::parameters::misspelled_place(place, &lower));
        place.clone_from(&lower);
    }
    // OpenAPI 3.0.4, "Parameter Object": for a query only, but what is meant is clear.
    if lower == "path" && parameter.shift_remove("allowEmptyValue") == Some(Value::Bool(true)) {
        cx.report(at, findings::parameters::empty_value_in_path());
        parameter.insert(extensions::ALLOW_EMPTY.to_owned(), Value::Bool(true));
    }
    reserved(cx, at, &lower, parameter);
    match lower.as_str() {
        "path" if parameter.get("required") != Some(&Value::Bool(true)) => {
            cx.report(at, findings::parameters::optional_in_path());
            parameter.insert("required".to_owned(), Value::Bool(true));
        }
        "path" | "query" | "header" | "cookie" => {}
        "querystring" => return querystring::rewrite(cx, at, parameter),
        other => {
            let near = cx.sink.most_similar(other, ["path", "query", "header", "cookie"]);
            cx.report(at, findings::parameters::unknown_place(other, near));
            return false;
        }
    }
    true
}

/// Says of a value that it is sent as it is.
///
/// A value in the path that has slashes by its pattern is several segments.
///
/// Source: OpenAPI 3.2.0, "Parameter Object", `allowReserved`, which 3.0 has for queries alone; the extension is older.
fn reserved(cx: &mut Context<'_>, at: &At<'_>, place: &str, parameter: &mut Object) {
    let key = match place {
        "path" => extensions::ALLOW_RESERVED,
        "query" => "allowReserved",
        _ => return,
    };
    for other in ["allowReserved", "x-ms-skip-url-encoding"] {
        if other != key && parameter.shift_remove(other) == Some(Value::Bool(true)) {
            cx.moved(&at.key(other), &at.key(key));
            parameter.insert(key.to_owned(), Value::Bool(true));
        }
    }
    let pattern = parameter.get("schema").and_then(|it| it.get("pattern")).and_then(Value::as_str);
    if place == "path" && pattern.is_some_and(span_segments::is_asked_for) {
        parameter.insert(key.to_owned(), Value::Bool(true));
    }
}

/// Sees to it that there is exactly one of `schema` and `content`.
fn format(cx: &mut Context<'_>, at: &At<'_>, parameter: &mut Object) {
    let has_content = match parameter.get("content") {
        Some(Value::Object(content)) => !content.is_empty(),
        _ => false,
    };
    if !has_content {
        parameter.shift_remove("content");
    }
    let older: Vec<&str> = OF_SCHEMA.into_iter().filter(|it| parameter.contains_key(*it)).collect();
    if parameter.contains_key("schema") {
        if has_content {
            let content = cx.place(&at.key("content"));
            cx.report(&at.key("schema"), findings::parameters::schema_and_content(content));
            parameter.shift_remove("content");
        }
        for key in older {
            merge_older(cx, at, parameter, key);
        }
        return;
    }
    if has_content {
        return;
    }
    let mut schema = Object::new();
    for key in older {
        cx.moved(&at.key(key), &at.key("schema").key(key));
        if let Some(value) = parameter.shift_remove(key) {
            schema.insert(key.to_owned(), value);
        }
    }
    if schema.is_empty() {
        cx.report(at, findings::parameters::no_schema());
        schema.insert("type".to_owned(), Value::from("string"));
    } else {
        cx.report(at, findings::parameters::schema_of_openapi2());
    }
    parameter.insert("schema".to_owned(), Value::Object(schema));
}

fn merge_older(cx: &mut Context<'_>, at: &At<'_>, parameter: &mut Object, key: &str) {
    let Some(value) = parameter.shift_remove(key) else { return };
    if let Some(Value::Object(schema)) = parameter.get_mut("schema")
        && !schema.contains_key("$ref")
        && !schema.contains_key(key)
    {
        cx.report(at, findings::parameters::keyword_beside_schema(key));
        cx.moved(&at.key(key), &at.key("schema").key(key));
        schema.insert(key.to_owned(), value);
    }
}

fn style(cx: &mut Context<'_>, at: &At<'_>, kind: Kind, parameter: &mut Object) {
    let place = match kind {
        Kind::Header => "header",
        _ => parameter.get("in").and_then(Value::as_str).unwrap_or_default(),
    };
    let known: &[&str] = match place {
        "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        "path" => &["simple", "label", "matrix"],
        "header" => &["simple"],
        _ => &["form"],
    };
    let is_cookie = place == "cookie";
    if let Some(collection) = parameter.shift_remove("collectionFormat") {
        let (style, explode) = match collection.as_str() {
            Some("multi") => ("form", true),
            Some("ssv") => ("spaceDelimited", false),
            Some("pipes") => ("pipeDelimited", false),
            _ => ("", false),
        };
        if known.contains(&style) {
            parameter.entry("style").or_insert(Value::from(style));
        }
        parameter.entry("explode").or_insert(Value::Bool(explode));
    }
    let Some(Value::String(style)) = parameter.get_mut("style") else { return };
    if known.contains(&style.as_str()) {
        return;
    }
    // OpenAPI 3.2.0, "Style Values": `form` with the delimiter that cookies have anyway, but without any escaping.
    if is_cookie && style == "cookie" {
        "form".clone_into(style);
        cx.moved(&at.key("style"), &at.key(extensions::STYLE));
        parameter.insert(extensions::STYLE.to_owned(), Value::from("cookie"));
    } else if let Some(repaired) = known.iter().find(|it| it.eq_ignore_ascii_case(style.trim())) {
        cx.report(at, findings::parameters::misspelled_style(style, repaired));
        (*repaired).clone_into(style);
    } else {
        cx.report(at, findings::parameters::unknown_style(style));
        parameter.shift_remove("style");
    }
}

/// Makes the request body of what 2.0 declares as parameters.
fn bodies(cx: &mut Context<'_>, at: &At<'_>, operation: &mut Object) {
    let Some(Value::Array(parameters)) = operation.get_mut("parameters") else { return };
    let place =
        |it: &Value| it.get("in").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    if !parameters.iter().any(|it| matches!(place(it).as_str(), "body" | "formdata")) {
        return;
    }
    let (mut body, mut form, mut required, mut is_file) = (None, Object::new(), Vec::new(), false);
    cx.keep(&at.key("parameters"), parameters, |cx, here, it| {
        let place = place(it);
        let Some(parameter) = it.as_object_mut() else { return true };
        let is_required = parameter.get("required") == Some(&Value::Bool(true));
        if place == "body" {
            cx.report(here, findings::parameters::body_as_parameter());
            let schema = parameter.shift_remove("schema").unwrap_or_else(|| json!({}));
            body = Some(json!({
                "required": is_required,
                "content": { "application/json": { "schema": schema } },
            }));
            return false;
        }
        if place != "formdata" {
            return true;
        }
        cx.report(here, findings::parameters::field_as_parameter());
        let Some(Value::String(name)) = parameter.shift_remove("name") else { return false };
        is_file |= parameter.get("type").is_some_and(|it| it == "file");
        if is_required {
            required.push(Value::from(name.as_str()));
        }
        let mut schema = match parameter.shift_remove("schema") {
            Some(Value::Object(schema)) => schema,
            _ => Object::new(),
        };
        for key in OF_SCHEMA.iter().chain(&["description"]) {
            if let Some(value) = parameter.shift_remove(*key) {
                schema.entry(*key).or_insert(value);
            }
        }
        form.insert(name, Value::Object(schema));
        false
    });
    if body.is_none() && !form.is_empty() {
        let media_type =
            if is_file { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
        let is_required = !required.is_empty();
        let schema = json!({ "type": "object", "properties": form, "required": required });
        body = Some(
            json!({ "required": is_required, "content": { media_type: { "schema": schema } } }),
        );
    }
    if let Some(body) = body {
        operation.entry("requestBody").or_insert(body);
    }
}
