//! The examples of a canonical document, each with the schema that it is to fit.

use clientwright::Pointer;
use serde_json::{Map, Value};

use super::call::{Fault, Kind, short};
use super::contract::{is_json, schemas};
use crate::corpus::{Direction, Judge};
use crate::reference::resolved;

/// An example and its schema.
struct Example<'a> {
    at: Pointer,
    schema: &'a Value,
    value: &'a Value,
}

/// How many examples there are, and those that don't fit their schemas.
pub(super) fn judge(root: &Value) -> (usize, Vec<Fault>) {
    let mut examples = Vec::new();
    collect(root, root, &Pointer::root(), &mut examples);
    // What only one direction has needn't be in an example of the other.
    let judges = [Direction::Sent, Direction::Received].map(|direction| {
        let each = examples.iter().map(|it| (it.at.to_string(), it.schema.clone()));
        Judge::of_direction(&schemas(root).into_iter().chain(each).collect(), direction)
    });
    let [Some(sent), Some(received)] = judges else { return (0, Vec::new()) };
    examples.retain(|it| sent.schema(&it.at.to_string()).is_some());
    let faults = examples.iter().filter_map(|it| {
        let name = it.at.to_string();
        let fits = sent.accepts(&name, it.value) || received.accepts(&name, it.value);
        (!fits).then(|| Fault {
            operation: name.clone(),
            kind: Kind::InvalidExample,
            message: short(&received.complaint(&name, it.value)),
        })
    });
    (examples.len(), faults.collect())
}

fn collect<'a>(root: &'a Value, node: &'a Value, at: &Pointer, found: &mut Vec<Example<'a>>) {
    match node {
        Value::Object(members) => {
            match members.get("schema") {
                Some(schema) => of_media(root, members, schema, at, found),
                None if is_schema(members) => {
                    let own = members.get("example").map(|it| ("example", it));
                    found.extend(own.map(|(key, value)| Example {
                        at: at.child(key),
                        schema: node,
                        value,
                    }));
                }
                None => {}
            }
            for (key, value) in members {
                let is_data = ["example", "examples", "default", "enum"].contains(&key.as_str());
                if key == "properties" {
                    for (name, it) in value.as_object().into_iter().flatten() {
                        collect(root, it, &at.child(key).child(name), found);
                    }
                } else if !is_data && !key.starts_with("x-") {
                    collect(root, value, &at.child(key), found);
                }
            }
        }
        Value::Array(items) => {
            for (index, it) in items.iter().enumerate() {
                collect(root, it, &at.index(index), found);
            }
        }
        _ => {}
    }
}

/// The examples of a parameter or a media type.
fn of_media<'a>(
    root: &'a Value,
    members: &'a Map<String, Value>,
    schema: &'a Value,
    at: &Pointer,
    found: &mut Vec<Example<'a>>,
) {
    let is_parameter = members.contains_key("in");
    if !is_parameter && !at.split_last().is_some_and(|(_, it)| is_json(&it)) {
        return;
    }
    let one = members.get("example");
    found.extend(one.map(|value| Example { at: at.child("example"), schema, value }));
    let several = members.get("examples").and_then(Value::as_object);
    for (name, example) in several.into_iter().flatten() {
        if let Some(value) = resolved(root, example).get("value") {
            found.push(Example { at: at.child("examples").child(name), schema, value });
        }
    }
}

fn is_schema(members: &Map<String, Value>) -> bool {
    let keys = ["type", "allOf", "oneOf", "anyOf", "enum", "properties", "items", "nullable"];
    keys.iter().any(|it| members.contains_key(*it))
}
