//! What isn't JSON, as the JSON that it stands for.

use serde_json::Value;

use super::exchange::Body;

/// The JSON of a body, where it is some.
pub(super) fn json_of(body: &Body) -> Option<Value> {
    match body {
        Body::Json(value) => Some(value.clone()),
        Body::Items(values) | Body::Events(values) => Some(Value::Array(values.clone())),
        Body::Text(_) => Some(Value::from("")),
        Body::Form(pairs) => {
            let members = pairs.iter().map(|(name, it)| (name.clone(), guess(it)));
            Some(Value::Object(members.collect()))
        }
        Body::Empty | Body::Bytes | Body::Partial => None,
    }
}

/// A text as the value that a schema describes, where it can be one.
pub(super) fn coerced(schema: &Value, text: &str) -> Value {
    let ty = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    match ty {
        "integer" | "number" | "boolean" => guess(text),
        _ => Value::from(text),
    }
}

/// A text as a number or boolean, where it looks like one.
pub(super) fn guess(text: &str) -> Value {
    let value = serde_json::from_str::<Value>(text).ok();
    let value = value.filter(|it| it.is_number() || it.is_boolean());
    value.unwrap_or_else(|| Value::from(text))
}
