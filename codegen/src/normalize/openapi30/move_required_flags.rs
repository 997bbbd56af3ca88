//! Moves `required: true` from a property to the object that has it.
//!
//! - In: `required` as a boolean, in a property or elsewhere.
//! - Out: `required` of a schema is a list, or what a later pass repairs.
//! - Moves: nothing.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::walk::{Object, walk_schemas};

pub(crate) const PASS: Pass = Pass { name: "move_required_flags", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk_schemas(document, sink, &mut |cx, at, schema| {
        if flag(schema).is_some() {
            cx.report(at, findings::schemas::required_flag());
            schema.shift_remove("required");
        }
        let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
        let mut names = Vec::new();
        let here = at.key("properties");
        for (name, property) in properties {
            let Value::Object(property) = property else { continue };
            let Some(required) = flag(property) else { continue };
            property.shift_remove("required");
            cx.report(&here.key(name), findings::schemas::required_flag_of(name));
            if required {
                names.push(Value::from(name.as_str()));
            }
        }
        if names.is_empty() {
            return;
        }
        // A flag of the object itself is gone by now; a lone name is a list of one.
        let list = schema.entry("required").or_insert_with(|| json!([]));
        if let Value::String(only) = list {
            *list = json!([only]);
        }
        if let Value::Array(list) = list {
            names.retain(|it| !list.contains(it));
            list.extend(names);
        }
    });
}

fn flag(schema: &Object) -> Option<bool> {
    match schema.get("required")? {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}
