//! Turns every spelling of `null` into `nullable`.
//!
//! - In: `anyOf` and `oneOf` with a member that is only `null`, or that says nothing but `nullable: true`, as a part of
//!   `allOf` may too, each as a reference to such a component, too; `type: "null"`, `enum: [null]`.
//! - Out: no such member, and `nullable: true`. A union of one that is left became that one, through `allOf` where it is
//!   a reference or would clash. `null` alone became `nullable: true, enum: [null]`.
//! - Moves: the members after the one that went.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::{At, Context, Object, walk_kind};

pub(crate) const PASS: Pass = Pass { name: "lift_null", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let nulls = Nulls::of(&document.root);
    walk_kind(document, sink, Kind::Schema, &mut |cx, at, schema| {
        if is_null_alone(schema) {
            null_alone(schema);
        }
        lift_part(cx, at, schema, &nulls);
        // What is inlined can be such a union itself.
        while ["anyOf", "oneOf"].iter().any(|key| lift(cx, at, schema, key, &nulls)) {}
    });
}

/// The references to components that are no more than `null`.
struct Nulls {
    /// To those that take `null` and nothing else.
    alone: BTreeSet<String>,
    /// To those that say nothing but `nullable: true`.
    nullable: BTreeSet<String>,
}

impl Nulls {
    fn of(root: &Value) -> Self {
        let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
        let references = |is: fn(&Value) -> bool| {
            let named = schemas.into_iter().flatten().filter(|(_, schema)| is(schema));
            named.map(|(name, _)| format!("#/components/schemas/{name}")).collect()
        };
        Self { alone: references(says_null_alone), nullable: references(says_only_nullable) }
    }

    fn is_null(&self, member: &Value) -> bool {
        says_null_alone(member) || reference(member).is_some_and(|it| self.alone.contains(it))
    }

    fn is_only_nullable(&self, member: &Value) -> bool {
        says_only_nullable(member) || reference(member).is_some_and(|it| self.nullable.contains(it))
    }
}

fn reference(member: &Value) -> Option<&str> {
    member.get("$ref")?.as_str()
}

fn null_alone(schema: &mut Object) {
    schema.shift_remove("type");
    schema.insert("nullable".to_owned(), Value::Bool(true));
    schema.insert("enum".to_owned(), json!([null]));
}

/// Whether the schema takes `null` and nothing else.
fn is_null_alone(schema: &Object) -> bool {
    schema.get("type").is_some_and(|it| *it == "null" || *it == json!(["null"]))
        || schema.get("enum").is_some_and(|it| *it == json!([null]))
}

fn says_null_alone(member: &Value) -> bool {
    member.as_object().is_some_and(is_null_alone)
}

/// Whether it says nothing but that `null` is allowed.
///
/// By the letter `nullable` has no effect without `type` (OpenAPI 3.0.3, "Schema Object"), so that any value would do.
/// Beside other alternatives or parts it is how generators for 3.0 write `null`.
fn says_only_nullable(member: &Value) -> bool {
    let Value::Object(object) = member else { return false };
    object.get("nullable") == Some(&Value::Bool(true))
        && object.keys().all(|key| key == "nullable" || is_annotation(key))
}

/// Whether the alternatives are a reference and `{type: object, nullable: true}`, or `{type: [object, "null"]}`, as
/// converters of `OData` write that what is referred to may be `null`.
fn is_one_reference_or_null(members: &[Value]) -> bool {
    let n_references = members.iter().filter(|it| reference(it).is_some()).count();
    let n_others = members.iter().filter(|it| is_bare_object_or_null(it)).count();
    (n_references, n_others, members.len()) == (1, 1, 2)
}

/// Whether it says of its objects nothing at all, and that `null` is allowed.
fn is_bare_object_or_null(member: &Value) -> bool {
    let Value::Object(object) = member else { return false };
    let is_nullable = object.get("nullable") == Some(&Value::Bool(true));
    let is_object_or_null = match object.get("type") {
        Some(Value::String(ty)) => ty == "object" && is_nullable,
        Some(Value::Array(types)) => {
            let has = |ty: &str| types.iter().any(|it| it == ty);
            types.len() == 2 && has("object") && has("null")
        }
        _ => false,
    };
    is_object_or_null
        && object.keys().all(|key| matches!(key.as_str(), "type" | "nullable") || is_text(key))
}

/// Takes the parts out of an `allOf` that say nothing but `nullable`, which they mean of the whole.
fn lift_part(cx: &mut Context<'_>, at: &At<'_>, schema: &mut Object, nulls: &Nulls) {
    let Some(Value::Array(parts)) = schema.get_mut("allOf") else { return };
    let is_only_nullable = |it: &Value| nulls.is_only_nullable(it);
    if parts.iter().any(is_only_nullable) && !parts.iter().all(is_only_nullable) {
        take_out(cx, &at.key("allOf"), parts, &is_only_nullable);
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
}

/// Takes members out of a list; those behind them move up.
fn take_out(
    cx: &mut Context<'_>,
    at: &At<'_>,
    members: &mut Vec<Value>,
    is_out: &dyn Fn(&Value) -> bool,
) {
    let mut kept = Vec::new();
    for (index, member) in std::mem::take(members).into_iter().enumerate() {
        if !is_out(&member) {
            if index != kept.len() {
                cx.moved(&at.index(index), &at.index(kept.len()));
            }
            kept.push(member);
        }
    }
    *members = kept;
}

fn is_annotation(key: &str) -> bool {
    key.starts_with("x-")
        || is_text(key)
        || matches!(key, "default" | "deprecated" | "example" | "examples" | "$comment")
}

fn lift(cx: &mut Context<'_>, at: &At<'_>, schema: &mut Object, key: &str, nulls: &Nulls) -> bool {
    let Some(Value::Array(members)) = schema.get_mut(key) else { return false };
    // Beside nothing else it takes any value.
    let is_meant = members.iter().any(|it| !nulls.is_null(it) && !nulls.is_only_nullable(it));
    let is_optional = is_one_reference_or_null(members);
    let is_null = |it: &Value| {
        nulls.is_null(it)
            || is_meant && nulls.is_only_nullable(it)
            || is_optional && is_bare_object_or_null(it)
    };
    if !members.iter().any(is_null) || members.len() < 2 {
        return false;
    }
    take_out(cx, &at.key(key), members, &is_null);
    match members.as_mut_slice() {
        [] => {
            schema.shift_remove(key);
            schema.insert("enum".to_owned(), json!([null]));
        }
        [only] => {
            let only = only.take();
            schema.shift_remove(key);
            inline(cx, at, schema, key, only);
        }
        _ => {}
    }
    schema.insert("nullable".to_owned(), Value::Bool(true));
    true
}

/// Puts the one member that is left in the place of the union.
fn inline(cx: &mut Context<'_>, at: &At<'_>, schema: &mut Object, key: &str, only: Value) {
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
