//! The kinds of changes: which nodes each is about, and what it does there.

use clientwright::Pointer;
use serde_json::{Map, Value, json};

/// A kind of change.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) is_of: fn(&Pointer) -> bool,
    /// Makes it; none where the node isn't one that can have it.
    pub(super) change: fn(&mut Value) -> Option<()>,
}

/// All of them.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "property added",
        is_of: is_schema,
        change: |it| add(properties(it)?, "zz_new", json!({ "type": "string" })),
    },
    Kind { name: "required property added", is_of: is_schema, change: required_property },
    Kind { name: "property removed", is_of: is_schema, change: |it| remove_last(properties(it)?) },
    Kind { name: "became required", is_of: is_schema, change: became_required },
    Kind { name: "became optional", is_of: is_schema, change: |it| shorten(it, "required") },
    Kind { name: "type changed", is_of: is_schema, change: another_type },
    Kind {
        name: "format set",
        is_of: is_schema,
        change: |it| set_of(it, "string", "format", json!("uuid")),
    },
    Kind { name: "value added", is_of: is_schema, change: value_added },
    Kind { name: "value removed", is_of: is_schema, change: |it| shorten(it, "enum") },
    Kind {
        name: "enum set",
        is_of: is_schema,
        change: |it| set_of(it, "string", "enum", json!(["zz_a", "zz_b"])),
    },
    Kind {
        name: "maxLength set",
        is_of: is_schema,
        change: |it| set_of(it, "string", "maxLength", json!(4321)),
    },
    Kind {
        name: "pattern set",
        is_of: is_schema,
        change: |it| set_of(it, "string", "pattern", json!("^[a-z]+$")),
    },
    Kind {
        name: "minimum set",
        is_of: is_schema,
        change: |it| set_of(it, "integer", "minimum", json!(3)),
    },
    Kind {
        name: "maximum set",
        is_of: is_schema,
        change: |it| set_of(it, "integer", "maximum", json!(4321)),
    },
    Kind {
        name: "default set",
        is_of: is_schema,
        change: |it| set_of(it, "string", "default", json!("zz")),
    },
    Kind {
        name: "maxItems set",
        is_of: is_schema,
        change: |it| set_of(it, "array", "maxItems", json!(4321)),
    },
    Kind {
        name: "uniqueItems set",
        is_of: is_schema,
        change: |it| set_of(it, "array", "uniqueItems", json!(true)),
    },
    Kind {
        name: "nullable set",
        is_of: is_schema,
        change: |it| set_of(it, "string", "nullable", json!(true)),
    },
    Kind {
        name: "readOnly set",
        is_of: is_property,
        change: |it| set_of(it, "string", "readOnly", json!(true)),
    },
    Kind {
        name: "writeOnly set",
        is_of: is_property,
        change: |it| set_of(it, "string", "writeOnly", json!(true)),
    },
    Kind {
        name: "member deprecated",
        is_of: is_property,
        change: |it| set_of(it, "string", "deprecated", json!(true)),
    },
    Kind { name: "additionalProperties forbidden", is_of: is_schema, change: closed },
    Kind { name: "alternative added", is_of: is_schema, change: alternative_added },
    Kind {
        name: "alternative removed",
        is_of: is_schema,
        change: |it| shorten(it, "oneOf").or_else(|| shorten(it, "anyOf")),
    },
    Kind {
        name: "operation removed",
        is_of: is_path,
        change: |it| remove_method(it.as_object_mut()?),
    },
    Kind {
        name: "operation deprecated",
        is_of: is_operation,
        change: |it| set(it, "deprecated", json!(true)),
    },
    Kind {
        name: "operationId changed",
        is_of: is_operation,
        change: |it| replace(it, "operationId", json!("zzRenamed")),
    },
    Kind {
        name: "tag changed",
        is_of: is_operation,
        change: |it| replace(it, "tags", json!(["zz"])),
    },
    Kind {
        name: "security emptied",
        is_of: is_operation,
        change: |it| replace(it, "security", json!([])),
    },
    Kind { name: "security set", is_of: is_operation, change: |it| set(it, "security", json!([])) },
    Kind { name: "parameter added", is_of: is_operation, change: |it| parameter(it, false) },
    Kind {
        name: "required parameter added",
        is_of: is_operation,
        change: |it| parameter(it, true),
    },
    Kind { name: "parameter removed", is_of: is_operation, change: parameter_removed },
    Kind { name: "parameter became required", is_of: is_parameter, change: parameter_required },
    Kind { name: "parameter became optional", is_of: is_parameter, change: parameter_optional },
    Kind { name: "parameter written otherwise", is_of: is_parameter, change: written_otherwise },
    Kind { name: "body became required", is_of: is_body, change: body_required },
    Kind {
        name: "body removed",
        is_of: is_operation,
        change: |it| it.as_object_mut()?.remove("requestBody").map(drop),
    },
    Kind {
        name: "media type added",
        is_of: is_content,
        change: |it| {
            add(
                it.as_object_mut()?,
                "application/zz+json",
                json!({ "schema": { "type": "string" } }),
            )
        },
    },
    Kind { name: "media type changed", is_of: is_content, change: media_type },
    Kind {
        name: "error documented",
        is_of: is_responses,
        change: |it| add(it.as_object_mut()?, "418", json!({ "description": "A teapot." })),
    },
    Kind {
        name: "status removed",
        is_of: is_responses,
        change: |it| remove_last(it.as_object_mut()?),
    },
    Kind { name: "header added", is_of: is_response, change: header },
    Kind {
        name: "server moved",
        is_of: is_server,
        change: |it| replace(it, "url", json!("https://zz.example.com")),
    },
    Kind {
        name: "credential changed",
        is_of: is_credential,
        change: |it| replace(it, "name", json!("X-ZZ")),
    },
];

/// Whether the last tokens are these, `*` standing for any.
fn ends(at: &Pointer, with: &[&str]) -> bool {
    let tokens: Vec<_> = at.tokens().collect();
    tokens.len() >= with.len()
        && tokens.iter().rev().zip(with.iter().rev()).all(|(it, with)| *with == "*" || it == with)
}

/// Whether no part of an example, whose nodes are no schemas.
fn is_described(at: &Pointer) -> bool {
    !at.tokens().any(|it| {
        ["example", "examples", "x-examples", "default", "enum"].contains(&&*it)
            || it.starts_with("x-")
    })
}

fn is_property(at: &Pointer) -> bool {
    is_described(at)
        && ends(at, &["properties", "*"])
        && !ends(at, &["properties", "properties", "*"])
}

fn is_schema(at: &Pointer) -> bool {
    let named = ends(at, &["components", "schemas", "*"]) || ends(at, &["definitions", "*"]);
    is_property(at) || is_described(at) && (named || ends(at, &["schema"]) || ends(at, &["items"]))
}

fn is_path(at: &Pointer) -> bool {
    at.tokens().count() == 2 && at.tokens().next().as_deref() == Some("paths")
}

fn is_operation(at: &Pointer) -> bool {
    let last = at.tokens().last();
    at.tokens().count() == 3
        && at.tokens().next().as_deref() == Some("paths")
        && last.is_some_and(|it| METHODS.contains(&&*it))
}

fn is_parameter(at: &Pointer) -> bool {
    is_described(at) && ends(at, &["parameters", "*"])
}

fn is_body(at: &Pointer) -> bool {
    ends(at, &["requestBody"]) || ends(at, &["requestBodies", "*"])
}

fn is_content(at: &Pointer) -> bool {
    is_described(at) && ends(at, &["content"])
}

fn is_responses(at: &Pointer) -> bool {
    at.tokens().count() == 4 && ends(at, &["responses"])
}

fn is_response(at: &Pointer) -> bool {
    at.tokens().count() == 5 && ends(at, &["responses", "*"])
}

fn is_server(at: &Pointer) -> bool {
    at.as_str() == "/servers/0"
}

fn is_credential(at: &Pointer) -> bool {
    ends(at, &["securitySchemes", "*"]) || ends(at, &["securityDefinitions", "*"])
}

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

fn set(it: &mut Value, key: &str, value: Value) -> Option<()> {
    add(it.as_object_mut()?, key, value)
}

fn replace(it: &mut Value, key: &str, value: Value) -> Option<()> {
    *it.get_mut(key)? = value;
    Some(())
}

fn add(members: &mut Map<String, Value>, key: &str, value: Value) -> Option<()> {
    let is_new = !members.contains_key(key) && !members.contains_key("$ref");
    is_new.then(|| members.insert(key.to_owned(), value)).map(drop)
}

fn is_of(it: &Value, ty: &str) -> bool {
    it.get("type").and_then(Value::as_str) == Some(ty)
}

/// Sets a keyword of a schema of a type that says no more of its values.
fn set_of(it: &mut Value, ty: &str, key: &str, value: Value) -> Option<()> {
    let is_plain = ["enum", "const", "format", "pattern", "default", "x-enum"]
        .iter()
        .all(|key| it.get(key).is_none());
    (is_of(it, ty) && is_plain).then_some(())?;
    set(it, key, value)
}

fn properties(it: &mut Value) -> Option<&mut Map<String, Value>> {
    it.get_mut("properties")?.as_object_mut().filter(|it| it.len() > 1)
}

fn remove_last(members: &mut Map<String, Value>) -> Option<()> {
    let key = members.keys().next_back().filter(|_| members.len() > 1)?.clone();
    members.remove(&key).map(drop)
}

fn shorten(it: &mut Value, key: &str) -> Option<()> {
    let items = it.get_mut(key)?.as_array_mut().filter(|it| it.len() > 2)?;
    items.pop().map(drop)
}

fn required_property(it: &mut Value) -> Option<()> {
    add(properties(it)?, "zz_new", json!({ "type": "string" }))?;
    let required = it.as_object_mut()?.entry("required").or_insert_with(|| json!([]));
    required.as_array_mut()?.push(json!("zz_new"));
    Some(())
}

fn became_required(it: &mut Value) -> Option<()> {
    let names: Vec<_> = properties(it)?.keys().cloned().collect();
    let required =
        it.as_object_mut()?.entry("required").or_insert_with(|| json!([])).as_array_mut()?;
    let name = names.into_iter().find(|name| !required.contains(&json!(name)))?;
    required.push(json!(name));
    Some(())
}

fn another_type(it: &mut Value) -> Option<()> {
    let other = match it.get("type")?.as_str()? {
        "string" => "integer",
        "integer" | "number" | "boolean" => "string",
        _ => return None,
    };
    let is_plain =
        ["enum", "const", "format", "default", "items"].iter().all(|key| it.get(key).is_none());
    is_plain.then_some(())?;
    replace(it, "type", json!(other))
}

fn value_added(it: &mut Value) -> Option<()> {
    let values = it.get_mut("enum")?.as_array_mut()?;
    values.iter().all(Value::is_string).then(|| values.push(json!("zz_new")))
}

fn closed(it: &mut Value) -> Option<()> {
    properties(it)?;
    set(it, "additionalProperties", json!(false))
}

fn alternative_added(it: &mut Value) -> Option<()> {
    let key = ["oneOf", "anyOf"].into_iter().find(|key| it.get(key).is_some())?;
    let items = it.get_mut(key)?.as_array_mut()?;
    items.push(json!({ "type": "object", "properties": { "zz_a": { "type": "string" }, "zz_b": { "type": "integer" } }, "required": ["zz_a"] }));
    Some(())
}

fn remove_method(path: &mut Map<String, Value>) -> Option<()> {
    let found: Vec<_> = METHODS.into_iter().filter(|it| path.contains_key(*it)).collect();
    let method = found.last().filter(|_| found.len() > 1)?;
    path.remove(*method).map(drop)
}

/// OpenAPI 2.0 has the type beside the name, and 3.0 reads a schema only.
fn parameter(it: &mut Value, required: bool) -> Option<()> {
    let is_old = it.get("responses")?.as_object()?.values().all(|it| it.get("content").is_none());
    let is_old = is_old
        && it.get("requestBody").is_none()
        && (it.get("produces").is_some() || it.get("consumes").is_some());
    let mut parameter = json!({ "name": "zz_new", "in": "query", "required": required });
    if is_old {
        set(&mut parameter, "type", json!("string"))?;
    } else {
        set(&mut parameter, "schema", json!({ "type": "string" }))?;
    }
    it.get_mut("parameters")?.as_array_mut()?.push(parameter);
    Some(())
}

fn parameter_removed(it: &mut Value) -> Option<()> {
    let parameters = it.get_mut("parameters")?.as_array_mut()?;
    let is_query = |it: &Value| it.get("in").and_then(Value::as_str) == Some("query");
    parameters.last().filter(|it| is_query(it))?;
    parameters.pop().map(drop)
}

fn is_query(it: &Value) -> Option<()> {
    (it.get("in").and_then(Value::as_str) == Some("query")).then_some(())
}

fn parameter_required(it: &mut Value) -> Option<()> {
    is_query(it)?;
    let members = it.as_object_mut()?;
    (members.get("required") != Some(&json!(true)))
        .then(|| members.insert("required".to_owned(), json!(true)))
        .map(drop)
}

fn parameter_optional(it: &mut Value) -> Option<()> {
    is_query(it)?;
    it.get_mut("required").filter(|it| **it == json!(true)).map(|it| *it = json!(false))
}

fn written_otherwise(it: &mut Value) -> Option<()> {
    is_query(it)?;
    let schema = it.get("schema")?;
    is_of(schema, "array").then_some(())?;
    set(it, "explode", json!(false))
}

fn body_required(it: &mut Value) -> Option<()> {
    it.get("content")?;
    let members = it.as_object_mut()?;
    (members.get("required") != Some(&json!(true)))
        .then(|| members.insert("required".to_owned(), json!(true)))
        .map(drop)
}

fn media_type(it: &mut Value) -> Option<()> {
    let members = it.as_object_mut().filter(|it| it.len() == 1)?;
    let value = members.remove("application/json")?;
    add(members, "application/zz+json", value)
}

fn header(it: &mut Value) -> Option<()> {
    it.get("content")?;
    set(it, "headers", json!({ "X-ZZ": { "schema": { "type": "string" } } }))
}
