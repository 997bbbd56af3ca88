//! Rewrites `patternProperties`.
//!
//! - In: `patternProperties` beside any `additionalProperties`.
//! - Out: `x-clientwright-pattern-properties`, and an `additionalProperties` that takes them: the only pattern's schema
//!   where there was none, `anyOf` all of them where there are several; `true` stays. Beside `properties`, where nothing
//!   is said of others, it is `true`.
//! - Moves: the patterns.

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::walk::walk_schemas;

pub(crate) const PASS: Pass = Pass { name: "rewrite_pattern_properties", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |cx, at, schema| {
        let Some(Value::Object(patterns)) = schema.get("patternProperties") else {
            schema.shift_remove("patternProperties");
            return;
        };
        let patterns = patterns.clone();
        schema.shift_remove("patternProperties");
        if patterns.is_empty() {
            return;
        }
        cx.moved(&at.key("patternProperties"), &at.key(extensions::PATTERN_PROPERTIES));
        let mut any_of: Vec<Value> = Vec::new();
        for pattern in patterns.values() {
            if !any_of.contains(pattern) {
                any_of.push(pattern.clone());
            }
        }
        match schema.get("additionalProperties") {
            Some(Value::Bool(true)) => any_of.clear(),
            // A member that the vendor adds fits no pattern, may be anything, and mustn't cost the object.
            None if schema.contains_key("properties") => any_of = vec![Value::Bool(true)],
            Some(rest @ Value::Object(_)) if !any_of.contains(rest) => any_of.push(rest.clone()),
            _ => {}
        }
        if any_of.len() == 1 {
            schema.insert("additionalProperties".to_owned(), any_of.remove(0));
        } else if !any_of.is_empty() {
            schema.insert("additionalProperties".to_owned(), json!({ "anyOf": any_of }));
        }
        schema.entry("type").or_insert_with(|| Value::from("object"));
        schema.insert(extensions::PATTERN_PROPERTIES.to_owned(), Value::Object(patterns));
    });
}
