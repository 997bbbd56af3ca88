//! Brings `default` and `example` in line with the `type` beside them.
//!
//! - In: enums in their form, `default` and `example` of any type.
//! - Out: both are of the schema's type, where it has one; what can't be read as such is gone.
//! - Moves: nothing.

use serde_json::Value;

use crate::diagnostic::{Code, Sink};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::openapi30::mend_enums::convert;
use crate::normalize::openapi31::split_types::is_of;
use crate::normalize::walk::walk_schemas;

pub(crate) const PASS: Pass = Pass { name: "mend_values", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |cx, at, schema| {
        let Some(name) = schema.get("type").and_then(Value::as_str).map(str::to_owned) else {
            return;
        };
        for key in ["default", "example"] {
            let Some(value) = schema.get(key) else { continue };
            if value.is_null() || is_of(value, &name) {
                continue;
            }
            let here = at.key(key);
            if let Some(converted) = convert(cx, &here, value, &name) {
                if key == "default" {
                    let message =
                        format!("`default` isn't of type `{name}`; read as `{converted}`");
                    cx.report(Code::MismatchedValue, &here, message);
                }
                schema.insert(key.to_owned(), converted);
            } else {
                let message = format!("`{key}` isn't of type `{name}`; left out");
                cx.report(Code::MismatchedValue, &here, message);
                schema.shift_remove(key);
            }
        }
    });
}
