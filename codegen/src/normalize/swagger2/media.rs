//! Media types: what `consumes` and `produces` say, and what of it fits a body.

use serde_json::Value;

use crate::http::essence;
use crate::normalize::swagger2::walk::{Object, component};

/// JSON, and what a body has when nothing says otherwise.
pub(super) const JSON: &str = "application/json";
/// Bytes, and what a file has when nothing says otherwise.
pub(super) const OCTETS: &str = "application/octet-stream";
/// A form without files.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";
/// A form with files.
pub(super) const MULTIPART: &str = "multipart/form-data";

/// What kind of text or bytes a schema is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContentKind {
    /// Bytes as they are.
    Binary,
    /// Objects and arrays.
    Structured,
    /// Scalars, or anything.
    Plain,
}

/// The shape of a schema, found through references and `allOf`.
pub(super) fn shape(root: &Value, schema: Option<&Value>) -> ContentKind {
    let Some(schema) = schema else { return ContentKind::Plain };
    let target = schema.get("$ref").and_then(Value::as_str);
    let schema = match target.and_then(|it| component(root, "schemas", it)) {
        Some((_, schema)) => schema,
        None => schema,
    };
    let has = |key: &str| schema.get(key).is_some();
    match schema.get("type").and_then(Value::as_str) {
        Some("file") => ContentKind::Binary,
        Some("string") => match schema.get("format").and_then(Value::as_str) {
            Some("binary" | "file") => ContentKind::Binary,
            _ => ContentKind::Plain,
        },
        Some("object" | "array") => ContentKind::Structured,
        None if has("properties") || has("allOf") || has("items") => ContentKind::Structured,
        _ => ContentKind::Plain,
    }
}

/// The media types under `key` of the operation, which override those of the document; `None` when there are neither.
pub(super) fn declared(operation: Option<&Object>, root: &Value, key: &str) -> Option<Vec<String>> {
    let own = operation.and_then(|it| it.get(key)).filter(|it| !it.is_null());
    own.or_else(|| root.get(key)).and_then(list)
}

/// The media types that a header parameter `name` allows, the usual one first; none where it takes any.
///
/// Unlike 3.0, OpenAPI 2.0 has parameters `Content-Type` and `Accept` like any other.
pub(super) fn stated<'a>(
    root: &'a Value,
    owners: impl IntoIterator<Item = Option<&'a Value>>,
    name: &str,
) -> Vec<String> {
    let resolved = |it: &'a Value| {
        let target = it.get("$ref").and_then(Value::as_str);
        match target.and_then(|it| component(root, "parameters", it)) {
            Some((_, parameter)) => parameter,
            None => it,
        }
    };
    let is_it = |it: &&Value| {
        let text = |key: &str| it.get(key).and_then(Value::as_str).unwrap_or_default();
        text("in") == "header" && text("name").eq_ignore_ascii_case(name)
    };
    let all = owners.into_iter().flatten().filter_map(Value::as_array).flatten();
    let Some(parameter) = all.map(resolved).find(is_it) else { return Vec::new() };
    // Once parameters are typed, their schema has it.
    let schema = parameter.get("schema").unwrap_or(parameter);
    let values = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    let values = schema.get("default").into_iter().chain(values).filter_map(Value::as_str);
    let mut types: Vec<String> = Vec::new();
    for value in values.filter(|it| it.contains('/') && !it.contains(['*', ',', '{', '<'])) {
        if !types.iter().any(|it| it == value) {
            types.push(value.to_owned());
        }
    }
    types
}

fn list(value: &Value) -> Option<Vec<String>> {
    let texts: Vec<&str> = match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => return None,
    };
    let mut types = Vec::new();
    for text in texts.into_iter().flat_map(|it| it.split(',')) {
        let media_type = full_name(text.trim());
        if !media_type.is_empty() && !types.contains(&media_type) {
            types.push(media_type);
        }
    }
    Some(types)
}

/// Completes the short names that some documents use.
fn full_name(text: &str) -> String {
    match text {
        "json" | "JSON" => JSON.to_owned(),
        "xml" | "XML" => "application/xml".to_owned(),
        "html" | "csv" => format!("text/{text}"),
        "text" | "plain" => "text/plain".to_owned(),
        _ => text.to_owned(),
    }
}

/// The media types among `declared` in which a body of `shape` can be.
///
/// An operation has one list for all its bodies. Where it holds both `application/json` and `application/pdf`, a file
/// is the latter and an object the former; an object is never an image, whatever the list says.
pub(super) fn fitting(declared: &[String], shape: ContentKind) -> Vec<String> {
    let keep = |unfit: fn(&str) -> bool| -> Vec<String> {
        declared.iter().filter(|it| !unfit(essence(it))).cloned().collect()
    };
    let (fitting, default) = match shape {
        ContentKind::Binary => (keep(is_structured), OCTETS),
        ContentKind::Structured => (keep(is_binary), JSON),
        ContentKind::Plain => (declared.to_vec(), JSON),
    };
    if !fitting.is_empty() {
        fitting
    } else if declared.is_empty() || shape == ContentKind::Structured {
        vec![default.to_owned()]
    } else {
        declared.to_vec()
    }
}

/// Whether objects are written in a media type.
pub(super) fn is_structured(essence: &str) -> bool {
    ["/json", "+json", "/xml", "/yaml"].iter().any(|it| essence.ends_with(it))
}

/// Whether what is in a media type can only be kept as it is: it is neither structured nor text, and no range.
pub(super) fn is_raw(essence: &str) -> bool {
    !is_structured(essence)
        && !essence.contains('*')
        && !essence.contains("json")
        && !essence.starts_with("text/")
        && essence != FORM
}

fn is_binary(essence: &str) -> bool {
    let text_in_disguise = essence.ends_with("+xml") || essence.ends_with("+json");
    let is_medium =
        ["image/", "audio/", "video/", "font/"].iter().any(|it| essence.starts_with(it));
    (is_medium && !text_in_disguise)
        || matches!(essence, OCTETS | "application/pdf" | "application/zip" | "application/gzip")
}
