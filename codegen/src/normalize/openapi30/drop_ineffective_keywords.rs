//! Drops keywords that say nothing about the type they stand beside, and writes numbers as openapiv3 can hold them.
//!
//! - In: schemas with their types.
//! - Out: no `format` at a boolean, no `items` at a string; bounds of integers are integers, and exclusive only where they
//!   are; no empty compositions; `required` has each name once.
//! - Moves: nothing.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::openapi30::repair_enums::whole;
use crate::normalize::openapi31::split_types::is_keyword_of;
use crate::normalize::walk::{At, Context, Object, walk_schemas};

pub(crate) const PASS: Pass = Pass { name: "drop_ineffective_keywords", run };

/// The flags that make a bound exclusive, each with its bound.
const EXCLUSIVE: [(&str, &str); 2] =
    [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")];

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |cx, at, schema| {
        for key in ["allOf", "anyOf", "oneOf", "required", "enum"] {
            if schema.get(key).and_then(Value::as_array).is_some_and(Vec::is_empty) {
                schema.shift_remove(key);
            }
        }
        for (key, bound) in EXCLUSIVE {
            exclusive(cx, at, schema, key, bound);
        }
        if let Some(Value::Array(required)) = schema.get_mut("required") {
            let mut known = BTreeSet::new();
            required.retain(|it| it.as_str().is_none_or(|it| known.insert(it.to_owned())));
        }
        if let Some(Value::Bool(nullable)) = schema.get("x-nullable") {
            let nullable = *nullable;
            schema.shift_remove("x-nullable");
            schema.entry("nullable").or_insert(Value::Bool(nullable));
        }
        let Some(name) = schema.get("type").and_then(Value::as_str).map(str::to_owned) else {
            return;
        };
        let idle: Vec<String> = schema.keys().filter(|it| is_idle(it, &name)).cloned().collect();
        for key in idle {
            // A keyword that brings schemas shows that something else was meant.
            if schema.get(&key).is_some_and(Value::is_object) {
                cx.report(at, findings::schemas::keyword_of_another_type(&key, &name));
            }
            schema.shift_remove(&key);
        }
        if name == "integer" {
            whole_bounds(cx, at, schema);
        }
    });
}

/// A flag of a bound that isn't there says nothing.
///
/// Source: OpenAPI 3.0.3, "Schema Object", which takes these from JSON Schema Wright-00, 5.3 and 5.5: "if
/// `exclusiveMaximum` is present, `maximum` MUST also be present".
fn exclusive(cx: &mut Context<'_>, at: &At<'_>, schema: &mut Object, key: &str, bound: &str) {
    if schema.get(bound).is_some_and(Value::is_number) {
        return;
    }
    if schema.shift_remove(key) == Some(Value::Bool(true)) {
        cx.report(at, findings::schemas::keyword_alone(key, bound));
    }
}

fn is_idle(key: &str, name: &str) -> bool {
    const TYPES: [&str; 5] = ["string", "integer", "number", "array", "object"];
    if key == "format" {
        return matches!(name, "boolean" | "array" | "object");
    }
    // A discriminator also chooses between the members of a union.
    key != "discriminator"
        && !is_keyword_of(key, name)
        && TYPES.iter().any(|other| is_keyword_of(key, other))
}

/// Bounds that no `i64` holds are dropped, after they have told the format.
fn whole_bounds(cx: &mut Context<'_>, at: &At<'_>, schema: &mut Object) {
    // Tools that know floats only round the largest `i64` to 2^63: above it is a `u64` where nothing can be negative.
    let end_of_signed = match schema.get("minimum").and_then(Value::as_f64) {
        Some(least) if least >= 0.0 => 9.2e18,
        Some(_) => f64::INFINITY,
        None => 9.3e18,
    };
    // What is larger than 2^64 only says that there is no limit.
    let is_above_signed = |it: f64| it > end_of_signed && it <= 1.844_674_407_370_955_2e19;
    for (key, exclusive) in
        [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"), ("multipleOf", "")]
    {
        let Some(Value::Number(number)) = schema.get(key) else { continue };
        if number.is_i64() {
            continue;
        }
        if let Some(integer) = number.as_f64().and_then(whole) {
            schema.insert(key.to_owned(), Value::from(integer));
            continue;
        }
        let is_unsigned = key == "maximum" && number.as_f64().is_some_and(is_above_signed);
        schema.shift_remove(key);
        schema.shift_remove(exclusive);
        if is_unsigned {
            cx.report(at, findings::schemas::unsigned_maximum());
            schema.insert("format".to_owned(), Value::from("uint64"));
        }
    }
}
