//! Turns the `null` of 3.1 into `nullable`.
//!
//! - In: `anyOf` and `oneOf` with a member that is only `null`, or that says nothing but `nullable: true`; `type: "null"`
//!   and lists of types with it.
//! - Out: no such member, and `nullable: true`. A union of one that is left became that one, through `allOf` where it is
//!   a reference or would clash. `type: "null"` alone became `nullable: true, enum: [null]`.
//! - Moves: the members after the one that went.

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::{At, Cx, Object, walk_kind};

pub(crate) const PASS: Pass = Pass { name: "lift_null", run };

fn run(document: &mut Document, sink: &mut Sink) {
    walk_kind(document, sink, Kind::Schema, &mut |cx, at, schema| {
        null_alone(schema);
        // What is inlined can be such a union itself.
        while ["anyOf", "oneOf"].iter().any(|key| lift(cx, at, schema, key)) {}
    });
}

fn null_alone(schema: &mut Object) {
    let types = schema.get("type");
    let is_null = types.is_some_and(|it| it == "null" || *it == json!(["null"]));
    if is_null {
        schema.shift_remove("type");
        schema.insert("nullable".to_owned(), Value::Bool(true));
        schema.insert("enum".to_owned(), json!([null]));
    }
}

fn is_null(schema: &Value) -> bool {
    let Value::Object(object) = schema else { return false };
    let of_null = |key: &str| object.get(key).is_some_and(|it| *it == json!([null]));
    object.get("type").is_some_and(|it| it == "null" || *it == json!(["null"]))
        || of_null("enum")
        || object.get("const").is_some_and(Value::is_null)
}

/// Whether it says nothing but that `null` is allowed.
///
/// By the letter `nullable` has no effect without `type` (OpenAPI 3.0.3, "Schema Object"), so that any value would do.
/// Beside other alternatives it is how generators for 3.0 write `null`.
fn is_only_nullable(schema: &Value) -> bool {
    let Value::Object(object) = schema else { return false };
    object.get("nullable") == Some(&Value::Bool(true))
        && object.keys().all(|key| key == "nullable" || is_annotation(key))
}

fn is_annotation(key: &str) -> bool {
    key.starts_with("x-")
        || is_text(key)
        || matches!(key, "default" | "deprecated" | "example" | "examples" | "$comment")
}

fn lift(cx: &mut Cx<'_>, at: &At<'_>, schema: &mut Object, key: &str) -> bool {
    let Some(Value::Array(members)) = schema.get_mut(key) else { return false };
    // Beside nothing else it takes any value.
    let is_meant = members.iter().any(|it| !is_null(it) && !is_only_nullable(it));
    let is_null = |it: &Value| is_null(it) || is_meant && is_only_nullable(it);
    if !members.iter().any(is_null) || members.len() < 2 {
        return false;
    }
    let here = at.key(key);
    let mut kept = Vec::new();
    for (index, member) in std::mem::take(members).into_iter().enumerate() {
        if !is_null(&member) {
            if index != kept.len() {
                cx.moved(&here.index(index), &here.index(kept.len()));
            }
            kept.push(member);
        }
    }
    match <[Value; 1]>::try_from(kept) {
        Ok([only]) => {
            schema.shift_remove(key);
            inline(cx, at, schema, key, only);
        }
        Err(kept) if kept.is_empty() => {
            schema.shift_remove(key);
            schema.insert("enum".to_owned(), json!([null]));
        }
        Err(kept) => *members_mut(schema, key) = Value::Array(kept),
    }
    schema.insert("nullable".to_owned(), Value::Bool(true));
    true
}

fn members_mut<'a>(schema: &'a mut Object, key: &str) -> &'a mut Value {
    schema.entry(key).or_insert(Value::Null)
}

/// Puts the one member that is left in the place of the union.
fn inline(cx: &mut Cx<'_>, at: &At<'_>, schema: &mut Object, key: &str, only: Value) {
    let from = at.key(key).index(0).pointer();
    match only {
        Value::Object(member)
            if !member.contains_key("$ref")
                && member.keys().all(|it| !schema.contains_key(it) || is_text(it)) =>
        {
            cx.origins.moved(&from, &at.pointer());
            for (key, value) in member {
                // What the whole says of itself goes before what its member says.
                schema.entry(key).or_insert(value);
            }
        }
        other => {
            let all_of = schema.entry("allOf").or_insert_with(|| json!([]));
            if let Value::Array(all_of) = all_of {
                cx.origins.moved(&from, &at.key("allOf").index(all_of.len()).pointer());
                all_of.push(other);
            }
        }
    }
}

fn is_text(key: &str) -> bool {
    matches!(key, "title" | "description")
}
