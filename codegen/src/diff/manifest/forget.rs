//! A manifest as one before the first number would be, so that older ones can be compared with newer ones.

use serde_json::{Map, Value};

/// The keys that manifests before the first number didn't have.
const NEW_KEYS: [&str; 12] = [
    "described",
    "schema",
    "flows",
    "tags",
    "sunset",
    "stability",
    "at",
    "read_only",
    "write_only",
    "explode",
    "form",
    "media_types",
];

/// The keys whose members go by names of the API, which may be the same as such keys.
const BY_NAME: [&str; 10] = [
    "operations",
    "types",
    "fields",
    "values",
    "variants",
    "responses",
    "headers",
    "waiters",
    "alternatives",
    "cases",
];

/// The keys that say where something stands in the canonical document.
const PLACES: [&str; 3] = ["at", "component", "of_path"];

/// How deep such keys are.
const DEEPEST: usize = 8;

/// Leaves out the facts that only newer manifests have.
pub(super) fn wire_facts(root: &mut Value) {
    forget(root, "", DEEPEST);
}

/// The same of what stands at `key`.
fn forget(at: &mut Value, key: &str, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match at {
        // The struct of an operation's headers has a name beside its fields.
        Value::Object(members) if BY_NAME.contains(&key) && !is_struct(members) => {
            members.values_mut().for_each(|it| forget(it, "", depth));
        }
        Value::Object(members) => {
            // Those of unions and of values that Rust reads otherwise were there.
            let is_new = |key: &String, it: &Value| {
                NEW_KEYS.contains(&key.as_str()) && (key != "form" || it.is_string())
            };
            members.retain(|key, it| !is_new(key, it));
            if let Some(security) = members.get_mut("security").and_then(Value::as_array_mut) {
                for needs in security {
                    let scopes = needs.as_object_mut().into_iter().flat_map(Map::values_mut);
                    scopes.for_each(|it| *it = Value::Array(Vec::new()));
                }
            }
            if let Some(headers) = members.get("headers")
                && headers.get("fields").is_none()
            {
                members.remove("headers");
            }
            members.iter_mut().for_each(|(key, it)| forget(it, key, depth));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| forget(it, "", depth)),
        _ => {}
    }
}

/// Whether two values are the same but for where something stands.
pub(super) fn are_same_elsewhere(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            // What has such a name itself is an object.
            let is_fact =
                |(key, it): &(&String, &Value)| !PLACES.contains(&key.as_str()) || it.is_object();
            let is_same = |(key, it): (&String, &Value)| {
                other.get(key).is_some_and(|other| are_same_elsewhere(it, other))
            };
            let n_facts = |it: &Map<String, Value>| it.iter().filter(is_fact).count();
            n_facts(one) == n_facts(other) && one.iter().filter(is_fact).all(is_same)
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| are_same_elsewhere(one, other))
        }
        _ => one == other,
    }
}

/// Whether this is a struct with fields, and no map by name.
fn is_struct(members: &Map<String, Value>) -> bool {
    members.get("name").is_some_and(Value::is_string)
        && members.get("fields").is_some_and(Value::is_object)
}
