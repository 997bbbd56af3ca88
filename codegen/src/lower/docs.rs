//! What is said about a value where it is used: the description's text, what a format means, and the default.
//!
//! - In: the text that stands there, and the schema.
//! - Out: the text with what it leaves unsaid.

use openapiv3::Schema;
use serde_json::Value;

use crate::lower::facets::{Basic, Facets};
use crate::markdown::{below, code};

/// Longer defaults aren't worth a line.
const MAX: usize = 80;

/// The text with the schema's default, or what its format means where there is no text.
pub(super) fn value_docs(text: Option<String>, schema: &Schema) -> Option<String> {
    let text = text.or_else(|| meaning(&Facets::new(schema)).map(str::to_owned));
    let default = default_line(schema, text.as_deref());
    match default {
        Some(default) => Some(below(text, default)),
        None => text,
    }
}

/// A sentence about the default, unless the text has one.
fn default_line(schema: &Schema, text: Option<&str>) -> Option<String> {
    let value = match schema.schema_data.default.as_ref()? {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => return None,
        Value::Null | Value::Object(_) => return None,
        // Beyond 2^53 the digits may not be those that were written.
        Value::Number(it) if it.is_f64() && it.as_f64().is_none_or(|it| it.abs() >= 9e15) => {
            return None;
        }
        other => other.to_string(),
    };
    if value.trim().is_empty() || value.len() > MAX {
        return None;
    }
    // Some repeat the description as the default.
    let is_said = |text: &str| {
        text.contains("efault") && text.contains(&value)
            || text.trim().trim_end_matches('.') == value
    };
    (!text.is_some_and(is_said)).then(|| format!("Default: {}.", code(&value)))
}

/// What a format means whose values stay text.
fn meaning(facets: &Facets<'_>) -> Option<&'static str> {
    if facets.basic != Some(Basic::String) || !facets.values.is_empty() {
        return None;
    }
    Some(match facets.format.as_deref()? {
        "uri" => "A URI (RFC 3986).",
        "uri-reference" => "A URI, or the end of one (RFC 3986).",
        "uri-template" => "A template of a URI (RFC 6570).",
        "email" => "An email address.",
        "hostname" => "The name of a host.",
        "duration" => "A duration (ISO 8601).",
        "time" => "A time of day (RFC 3339).",
        "regex" => "A regular expression.",
        "json-pointer" => "A JSON pointer (RFC 6901).",
        "int32" | "int64" | "uint32" | "uint64" => "An integer, as text.",
        "float" | "double" | "decimal" => "A number, as text.",
        _ => return None,
    })
}
