//! Says of values that are an integer or a text that they are, as Kubernetes has them in ports and quantities.
//!
//! - In: schemas with the format `int-or-string`, or with `x-kubernetes-int-or-string`, of whatever type they say.
//! - Out: both types, without the format, which would speak of one.
//! - Moves: nothing.
//!
//! Source: Kubernetes, `CustomResourceDefinition`, `x-kubernetes-int-or-string`.

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::walk::{Object, walk_schemas};

pub(crate) const PASS: Pass = Pass { name: "widen_int_or_string", run };

const EXTENSION: &str = "x-kubernetes-int-or-string";

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |_, _, schema| {
        if says_both(schema) {
            schema.shift_remove("format");
            // As OpenAPI 3.1 writes it, which `split_types` reads.
            schema.insert("type".to_owned(), json!(["integer", "string"]));
        }
    });
}

fn says_both(schema: &Object) -> bool {
    let by_format = schema
        .get("format")
        .and_then(Value::as_str)
        .is_some_and(|it| it.to_ascii_lowercase().replace(['-', '_'], "") == "intorstring");
    let composed = ["$ref", "allOf", "anyOf", "oneOf", "enum"];
    (by_format || schema.get(EXTENSION) == Some(&Value::Bool(true)))
        && !composed.iter().any(|it| schema.contains_key(*it))
        && schema
            .get("type")
            .is_none_or(|it| ["string", "integer", "number"].iter().any(|name| it == name))
}
