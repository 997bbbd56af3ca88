//! Spells `null` as plain OpenAPI 3.0.3 does, for those who read the canonical document.
//!
//! Within the library `nullable` means that `null` is taken, whatever stands beside it. By the letter it adds `null` to the
//! `type` beside it and to nothing else (OpenAPI 3.0.3, "Schema Object"): an `enum` or an `allOf` that lets no `null` through
//! still forbids it.
//!
//! - In: a canonical document.
//! - Out: `nullable` stands beside `type` alone, `enum` lists `null` where it is taken, and a schema put together from others
//!   became `anyOf` of itself and of `null`. `lift_null` and `repair_enums` read all of that back.

use serde_json::{Value, json};

use crate::extensions;
use crate::normalize::walk::{Object, each_schema};

/// Spells `null` for others in the whole document.
pub(crate) fn spell_null(root: &mut Value) {
    each_schema(root, &mut spell);
}

fn spell(schema: &mut Object) {
    if schema.get("nullable").is_none_or(|it| *it != true) {
        let means_nothing = !schema.contains_key("type");
        schema.retain(|key, _| key != "nullable" || !means_nothing);
        return;
    }
    if schema.get("enum").is_some_and(|it| *it == json!([null])) {
        schema.retain(|key, _| !matches!(key.as_str(), "type" | "nullable" | "enum"));
        schema.extend(null());
        return;
    }
    let composed =
        schema.keys().any(|it| matches!(it.as_str(), "allOf" | "anyOf" | "oneOf" | "not"));
    if schema.contains_key("type") && !composed {
        return list_null(schema);
    }
    schema.shift_remove("nullable");
    let (own, mut whole): (Object, Object) =
        std::mem::take(schema).into_iter().partition(|(key, _)| asserts(key));
    if own.keys().all(|it| it == "enum") {
        whole.extend(own);
        list_null(&mut whole);
    } else {
        whole.insert("anyOf".to_owned(), Value::Array(alternatives(own)));
    }
    *schema = whole;
}

/// Adds `null` to the values that the schema lists.
fn list_null(schema: &mut Object) {
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|it| !it.is_null());
        values.push(Value::Null);
    }
}

/// What the schema says of its values, and `null`.
fn alternatives(mut schema: Object) -> Vec<Value> {
    let is_alone = schema.len() == 1;
    let mut alternatives = match schema.iter_mut().next() {
        // A union of one would be read as that one.
        Some((key, Value::Array(several))) if is_alone && key == "anyOf" && several.len() > 1 => {
            std::mem::take(several)
        }
        Some((key, Value::Array(parts)))
            if is_alone && key == "allOf" && is_one_reference(parts) =>
        {
            std::mem::take(parts)
        }
        _ => vec![Value::Object(schema)],
    };
    alternatives.push(Value::Object(null()));
    alternatives
}

fn is_one_reference(parts: &[Value]) -> bool {
    matches!(parts, [only] if only.get("$ref").is_some())
}

/// The schema of `null` alone.
fn null() -> Object {
    let mut schema = Object::new();
    schema.insert("type".to_owned(), Value::from("object"));
    schema.insert("nullable".to_owned(), Value::Bool(true));
    schema.insert("enum".to_owned(), json!([null]));
    schema
}

/// Whether a keyword says something of the values, so that it isn't about the schema with `null` as a whole.
fn asserts(key: &str) -> bool {
    let documents = matches!(
        key,
        "title"
            | "description"
            | "default"
            | "example"
            | "readOnly"
            | "writeOnly"
            | "deprecated"
            | "externalDocs"
            | "xml"
            | "format"
            | "nullable"
    );
    !documents && (!key.starts_with("x-") || key.starts_with(extensions::PREFIX))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{null, spell_null};

    fn spelled(schema: &Value) -> Value {
        let mut root = json!({ "components": { "schemas": { "S": schema } } });
        spell_null(&mut root);
        root["components"]["schemas"]["S"].take()
    }

    #[test]
    fn null_is_an_alternative_where_no_type_takes_it() {
        let no = Value::Object(null());
        let part = json!({ "$ref": "#/components/schemas/T" });
        let reference = spelled(&json!({ "allOf": [part], "description": "d", "nullable": true }));
        assert_eq!(reference, json!({ "description": "d", "anyOf": [part, no] }));
        let any = spelled(&json!({ "anyOf": [part, { "type": "string" }], "nullable": true }));
        assert_eq!(any, json!({ "anyOf": [part, { "type": "string" }, no] }));
        // `null` could be a value of a part, and `oneOf` takes what is a value of one alone.
        let one = json!({ "oneOf": [part, { "type": "string" }], "discriminator": { "propertyName": "k" } });
        let mut nullable = one.clone();
        nullable["nullable"] = json!(true);
        assert_eq!(spelled(&nullable), json!({ "anyOf": [one, no] }));
        let limited = json!({ "type": "object", "allOf": [part], "x-note": 1, "nullable": true });
        let own = json!({ "type": "object", "allOf": [part] });
        assert_eq!(spelled(&limited), json!({ "x-note": 1, "anyOf": [own, no] }));
        assert_eq!(spelled(&json!({ "enum": [null], "nullable": true })), no);
    }

    #[test]
    fn null_stays_beside_a_type_and_goes_where_nothing_forbids_it() {
        let text = json!({ "type": "string", "nullable": true });
        assert_eq!(spelled(&text), text);
        let listed = spelled(&json!({ "type": "string", "enum": ["a"], "nullable": true }));
        assert_eq!(listed, json!({ "type": "string", "enum": ["a", null], "nullable": true }));
        let mixed = spelled(&json!({ "enum": ["a", 1], "nullable": true }));
        assert_eq!(mixed, json!({ "enum": ["a", 1, null] }));
        assert_eq!(
            spelled(&json!({ "nullable": true, "description": "d" })),
            json!({ "description": "d" })
        );
        assert_eq!(spelled(&json!({ "allOf": [], "nullable": false })), json!({ "allOf": [] }));
        let needed = spelled(&json!({ "required": ["a"], "nullable": true }));
        assert_eq!(needed["anyOf"][0], json!({ "required": ["a"] }));
    }
}
