//! The schema of what was seen, and of no more.
//!
//! What all objects have is required, and what one has as `null` is nullable. Values of several types are alternatives.
//! Nothing is an enumeration, because traffic never shows all values.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::lower::reads;

use super::redacted::is_redacted_value;

/// How a version of OpenAPI says that `null` is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `x-nullable`, as for OpenAPI 2.0.
    Extension,
    /// `nullable`, as OpenAPI 3.0 has it.
    Keyword,
    /// `null` among the types, as OpenAPI 3.1 has it.
    Type,
}

impl Spelling {
    /// The keyword, where there is one.
    pub(super) fn keyword(self) -> Option<&'static str> {
        match self {
            Self::Extension => Some("x-nullable"),
            Self::Keyword => Some("nullable"),
            Self::Type => None,
        }
    }
}

/// How deep the schema of what was seen goes; what is deeper may be anything.
const DEPTH: usize = 24;

/// The schema of all these values.
pub(super) fn schema(values: &[&Value], spelling: Spelling) -> Value {
    within(values, spelling, DEPTH)
}

fn within(values: &[&Value], spelling: Spelling, depth: usize) -> Value {
    let Some(depth) = depth.checked_sub(1) else { return Value::Object(Map::new()) };
    let known: Vec<&Value> = values.iter().copied().filter(|it| !is_redacted_value(it)).collect();
    if known.is_empty() && !values.is_empty() {
        return json!({ "type": "string" });
    }
    let mut kinds: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    let nullable = known.iter().any(|it| it.is_null());
    for value in known.into_iter().filter(|it| !it.is_null()) {
        kinds.entry(kind(value)).or_default().push(value);
    }
    // Integers among fractions are numbers.
    if let (Some(integers), true) = (kinds.get("integer").cloned(), kinds.contains_key("number")) {
        kinds.remove("integer");
        kinds.entry("number").or_default().extend(integers);
    }
    let mut schemas: Vec<Value> =
        kinds.into_iter().map(|(kind, values)| of_kind(kind, &values, (spelling, depth))).collect();
    let mut schema = match schemas.len() {
        0 => Value::Object(Map::new()),
        1 => schemas.remove(0),
        _ => json!({ "anyOf": schemas }),
    };
    if nullable {
        make_nullable(&mut schema, spelling);
    }
    schema
}

fn make_nullable(schema: &mut Value, spelling: Spelling) {
    let Some(members) = schema.as_object_mut() else { return };
    if members.is_empty() {
        return;
    }
    if let Some(keyword) = spelling.keyword() {
        members.insert(keyword.to_owned(), Value::Bool(true));
    } else if let Some(ty) = members.get_mut("type") {
        *ty = json!([ty.clone(), "null"]);
    } else if let Some(Value::Array(schemas)) = members.get_mut("anyOf") {
        schemas.push(json!({ "type": "null" }));
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(it) if it.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn of_kind(kind: &str, values: &[&Value], (spelling, depth): (Spelling, usize)) -> Value {
    match kind {
        "object" => object(values, (spelling, depth)),
        "array" => {
            let items: Vec<&Value> =
                values.iter().filter_map(|it| it.as_array()).flatten().collect();
            json!({ "type": "array", "items": within(&items, spelling, depth) })
        }
        "string" => match format(values) {
            Some(format) => json!({ "type": "string", "format": format }),
            None => json!({ "type": "string" }),
        },
        kind => json!({ "type": kind }),
    }
}

/// The format that all texts are of.
fn format(values: &[&Value]) -> Option<&'static str> {
    let looks = |it: &Value| it.as_str().is_some_and(|it| it.len() >= 10);
    let formats = ["date-time", "date", "uuid"];
    let all = |format: &&str| values.iter().all(|it| looks(it) && reads("string", format, it));
    formats.into_iter().find(all)
}

fn object(values: &[&Value], (spelling, depth): (Spelling, usize)) -> Value {
    let objects: Vec<&Map<String, Value>> = values.iter().filter_map(|it| it.as_object()).collect();
    let mut members: Vec<(&String, Vec<&Value>)> = Vec::new();
    let mut places: BTreeMap<&String, usize> = BTreeMap::new();
    for (name, value) in objects.iter().flat_map(|it| it.iter()) {
        let place = *places.entry(name).or_insert_with(|| {
            members.push((name, Vec::new()));
            members.len() - 1
        });
        if let Some((_, values)) = members.get_mut(place) {
            values.push(value);
        }
    }
    let required: Vec<&String> =
        members.iter().filter(|it| it.1.len() == objects.len()).map(|it| it.0).collect();
    let mut object = Map::new();
    object.insert("type".to_owned(), Value::from("object"));
    if !required.is_empty() {
        object.insert("required".to_owned(), json!(required));
    }
    if !members.is_empty() {
        let properties =
            members.into_iter().map(|(name, it)| (name.clone(), within(&it, spelling, depth)));
        object.insert("properties".to_owned(), Value::Object(properties.collect()));
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_says_what_was_seen() {
        let values = [json!({"a": 1, "b": null, "t": "2026-01-02T03:04:05Z"}), json!({"a": 1.5})];
        let values: Vec<&Value> = values.iter().collect();
        let seen = schema(&values, Spelling::Keyword);
        assert_eq!(
            seen,
            json!({"type": "object", "required": ["a"], "properties": {
                "a": {"type": "number"}, "b": {}, "t": {"type": "string", "format": "date-time"}}})
        );
        let mixed = [json!("x"), json!(1), json!(null)];
        let mixed: Vec<&Value> = mixed.iter().collect();
        let types = json!([{"type": "integer"}, {"type": "string"}, {"type": "null"}]);
        assert_eq!(schema(&mixed, Spelling::Type), json!({ "anyOf": types }));
        assert_eq!(schema(&[&json!("***")], Spelling::Type), json!({"type": "string"}));
    }
}
