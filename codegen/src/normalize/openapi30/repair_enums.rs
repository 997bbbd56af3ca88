//! Brings the values of an `enum` in line with the `type` beside it.
//!
//! - In: `enum` of any form.
//! - Out: a list without doubles whose values are of the type; `null` became `nullable`, unless it is the only value.
//!   Values listed at an array are its items'.
//! - Moves: the values of items.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::openapi31::split_types::is_of;
use crate::normalize::walk::{At, Context, Object, walk_schemas};

pub(crate) const PASS: Pass = Pass { name: "repair_enums", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |cx, at, schema| {
        let Some(values) = schema.shift_remove("enum") else { return };
        let values = match values {
            Value::Array(values) => values,
            // The keys of a map are names, and its values what they stand for.
            Value::Object(names) => {
                cx.report(at, findings::schemas::enum_as_object());
                names.into_iter().map(|(_, value)| value).collect()
            }
            Value::Null => return,
            Value::String(text) if text.contains(',') => {
                cx.report(at, findings::schemas::enum_as_text());
                text.split(',').map(|it| Value::from(it.trim())).collect()
            }
            only => {
                cx.report(at, findings::schemas::enum_as_value());
                vec![only]
            }
        };
        let name = schema.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        if matches!(name.as_str(), "array" | "object") {
            return of_items(cx, at, schema, values, &name);
        }
        repair(cx, at, schema, values, &name);
    });
}

fn of_items(
    cx: &mut Context<'_>,
    at: &At<'_>,
    schema: &mut Object,
    values: Vec<Value>,
    name: &str,
) {
    let is_of_items = name == "array" && !values.iter().any(Value::is_array);
    match schema.get_mut("items") {
        Some(Value::Object(items)) if is_of_items && !items.contains_key("$ref") => {
            cx.report(at, findings::schemas::enum_of_items());
            cx.moved(&at.key("enum"), &at.key("items").key("enum"));
            items.entry("enum").or_insert(Value::Array(values));
        }
        _ => {
            cx.report(at, findings::schemas::unusable_enum(name));
        }
    }
}

fn repair(cx: &mut Context<'_>, at: &At<'_>, schema: &mut Object, values: Vec<Value>, name: &str) {
    let here = at.key("enum");
    let mut kept: Vec<Value> = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let (mut converted, mut dropped, mut nullable) = (false, Vec::new(), false);
    for (index, value) in values.into_iter().enumerate() {
        let value = if value.is_null() {
            nullable = true;
            continue;
        } else if name.is_empty() || is_of(&value, name) {
            value
        } else if let Some(value) = convert(cx, &here.index(index), &value, name) {
            converted = true;
            value
        } else {
            dropped.push(value);
            continue;
        };
        let text = value.to_string();
        if let Some(first) = seen.get(&text) {
            let first = cx.place(&here.index(*first));
            cx.report(&here.index(index), findings::schemas::repeated_enum_value(&text, first));
        } else {
            seen.insert(text, index);
            kept.push(value);
        }
    }
    if converted {
        cx.report(at, findings::schemas::converted_enum(name));
    }
    if !dropped.is_empty() {
        // Values that were written out say more than the name of a type.
        if kept.is_empty() && dropped.iter().all(Value::is_string) {
            cx.report(at, findings::schemas::enum_of_texts(name));
            schema.insert("type".to_owned(), Value::from("string"));
            schema.shift_remove("format");
            kept = dropped;
        } else {
            cx.report(at, findings::schemas::mismatched_enum(name));
        }
    }
    if nullable {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    if !kept.is_empty() {
        schema.insert("enum".to_owned(), Value::Array(kept));
    } else if nullable {
        schema.shift_remove("type");
        schema.insert("enum".to_owned(), json!([null]));
    }
}

/// A value as one of another type, where it has one reading.
pub(crate) fn convert(cx: &Context<'_>, at: &At<'_>, value: &Value, name: &str) -> Option<Value> {
    match (name, value) {
        ("string", Value::Number(_) | Value::Bool(_)) => cx.text(at, value).map(Value::from),
        ("integer", Value::Number(number)) => whole(number.as_f64()?).map(Value::from),
        ("integer", Value::String(text)) => {
            let text = text.trim();
            let signed = text.parse::<i64>().ok().map(Value::from);
            signed.or_else(|| text.parse::<u64>().ok().map(Value::from))
        }
        ("number", Value::String(text)) => {
            let number: f64 = text.trim().parse().ok()?;
            serde_json::Number::from_f64(number).map(Value::Number)
        }
        ("boolean", Value::String(text)) => match text.trim().to_ascii_lowercase().as_str() {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        _ => None,
    }
}

/// A number without a fraction as an integer.
pub(crate) fn whole(number: f64) -> Option<i64> {
    if number.fract() != 0.0 || number.abs() >= 9e15 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is small")]
    let integer = number as i64;
    Some(integer)
}
