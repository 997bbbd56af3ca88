//! What is otherwise, and read by the generated client all the same.
//!
//! An action against it would only weaken a type: a list that may be `null` is an `Option` for no use.

use serde_json::Value;

use crate::extensions;
use crate::lower::follow;
use crate::settings::Settings;

use super::deviation::{Deviation, Form, Kind};
use super::value::{Direction, Values};

/// Whether clients read what was seen as the description says it, by the rules of the settings.
pub(super) fn is_harmless(root: &Value, settings: &Settings, deviation: &Deviation) -> bool {
    // A request has to be as the description says.
    if deviation.is_sent {
        return false;
    }
    let values = Values::new(root, settings, Direction::Received);
    let accepts = settings.responses.rules.accepts_deviations;
    let schema = values.resolve(&deviation.at).map(|it| it.1);
    let has = |key: &str, expected: &str| {
        schema.and_then(|it| it.get(key)).is_some_and(|it| it == expected)
    };
    match &deviation.kind {
        Kind::Null => schema.is_some_and(|it| is_collection(root, it)),
        Kind::Missing(name) => {
            let at = deviation.at.child("properties").child(name);
            values.resolve(&at).is_some_and(|(at, it)| {
                let site = at.get(root).unwrap_or(it);
                is_collection(root, it) || accepts && values.takes_null(site, 8)
            })
        }
        Kind::Empty => schema.is_some_and(|it| {
            let content = it.get("content").and_then(Value::as_object).into_iter().flatten();
            let mut all = content.map(|(name, _)| {
                let at = deviation.at.child("content").child(name).child("schema");
                values.resolve(&at).is_some_and(|it| is_collection(root, it.1))
            });
            all.next().is_some_and(|first| first && all.all(|it| it))
        }),
        Kind::Form(Form::Text | Form::ListOrOne) => accepts,
        Kind::Format => {
            let is_date = |it: &Value| it.as_str().is_some_and(|it| it.len() == 10);
            accepts && has("format", "date-time") && deviation.values.iter().all(is_date)
        }
        Kind::Type => {
            let is_plain = |it: &Value| it.is_number() || it.is_boolean();
            let is_text = has("type", "string")
                && schema.is_some_and(|it| it.get("format").is_none() && it.get("enum").is_none());
            accepts && is_text && deviation.values.iter().all(is_plain)
        }
        _ => false,
    }
}

/// Whether a schema is that of a list or a map, for which `null` and nothing are the empty one.
fn is_collection(root: &Value, schema: &Value) -> bool {
    let says = |key: &str| schema.get(key).is_some();
    // Beside a reference, before OpenAPI 3.1, nothing else can be said.
    if let (None, Some([only])) =
        (schema.get("type"), schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice))
    {
        return follow(root, only)
            .is_some_and(|it| it.get("allOf").is_none() && is_collection(root, it));
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => !says(extensions::PREFIX_ITEMS),
        Some("object") => {
            let has_own = |key: &str| {
                let it = schema.get(key);
                it.is_some_and(|it| {
                    it.as_object().is_some_and(|it| !it.is_empty()) || it.as_array().is_some()
                })
            };
            !["properties", "allOf", "oneOf", "anyOf", extensions::PATTERN_PROPERTIES]
                .iter()
                .any(|it| has_own(it))
        }
        _ => false,
    }
}
