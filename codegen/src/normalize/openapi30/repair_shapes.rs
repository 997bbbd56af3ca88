//! Gives members the shape that the grammar asks for, where what stands there has one reading as it.
//!
//! - In: any JSON at any member.
//! - Out: numbers where text belongs are their text as received; `"true"` is a boolean, `"10"` a number; a value where a
//!   list belongs is a list of one; lists of named things where a map belongs are maps; members that are `null` are gone.
//! - Moves: what went into a list or a map.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::{Kind, Shape};
use crate::normalize::openapi30::repair_enums::whole;
use crate::normalize::walk::{At, Context, Object, walk};

/// All but the scalars of schemas: those mean other things in 3.1, and are repaired after its keywords are rewritten.
pub(crate) const CONTAINERS: Pass = Pass { name: "repair_shapes", run: run_containers };

/// The scalars of schemas.
pub(crate) const SCALARS: Pass = Pass { name: "repair_scalars", run: run_scalars };

fn run_containers(document: &mut Document, sink: &mut Sink) {
    run(document, sink, |kind, shape| {
        kind != Kind::Schema
            || matches!(shape, Shape::One(_) | Shape::List(_) | Shape::Map(_) | Shape::SchemaOrFlag)
    });
}

fn run_scalars(document: &mut Document, sink: &mut Sink) {
    run(document, sink, |kind, _| kind == Kind::Schema);
}

fn run(document: &mut Document, sink: &mut Sink, is_meant: fn(Kind, Shape) -> bool) {
    walk(document, sink, &mut |cx, at, kind, value| {
        let Value::Object(object) = value else { return };
        object.retain(|key, value| !value.is_null() || keeps_null(kind, key));
        for (key, value) in object {
            if let Some(shape) = kind.member(key).filter(|it| is_meant(kind, *it)) {
                repair(cx, &at.key(key), shape, value);
            }
        }
    });
}

/// Whether `null` says something at this member.
fn keeps_null(kind: Kind, key: &str) -> bool {
    key.starts_with("x-")
        || matches!(kind.member(key), None | Some(Shape::Any))
        // An empty response in YAML.
        || matches!(kind, Kind::Responses)
}

fn repair(cx: &mut Context<'_>, at: &At<'_>, shape: Shape, value: &mut Value) {
    match shape {
        Shape::Any | Shape::Object | Shape::Values => {}
        Shape::Text => text(cx, at, value),
        Shape::Flag => flag(cx, at, value),
        Shape::Number => number(cx, at, value),
        Shape::Count => {
            number(cx, at, value);
            if let Some(count) = value.as_f64().filter(|_| value.is_f64()).and_then(whole) {
                *value = Value::from(count);
            }
        }
        Shape::Texts => texts(cx, at, value),
        Shape::TextMap => text_map(cx, at, value),
        Shape::One(kind) => one(cx, at, kind, value),
        Shape::List(kind) => list(cx, at, kind, value),
        Shape::Map(kind) => map(cx, at, kind, value),
        Shape::SchemaOrFlag => {
            if value.is_string() {
                flag(cx, at, value);
                one(cx, at, Kind::Schema, value);
            }
        }
    }
}

fn text(cx: &mut Context<'_>, at: &At<'_>, value: &mut Value) {
    let repaired = match &*value {
        Value::Number(_) | Value::Bool(_) => cx.text(at, value),
        Value::Array(lines) if matches!(at.name(), Some("description" | "summary")) => {
            let lines: Option<Vec<&str>> = lines.iter().map(Value::as_str).collect();
            lines.map(|it| it.join("\n"))
        }
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    };
    if let Some(repaired) = repaired {
        let name = at.name().unwrap_or("value");
        cx.report(at, findings::members::not_text(name, &repaired));
        *value = Value::String(repaired);
    }
}

fn flag(cx: &mut Context<'_>, at: &At<'_>, value: &mut Value) {
    let repaired = match &*value {
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" => true,
            "false" | "no" | "n" => false,
            _ => return,
        },
        Value::Number(number) if number.as_u64() == Some(0) => false,
        Value::Number(number) if number.as_u64() == Some(1) => true,
        _ => return,
    };
    cx.report(at, findings::members::not_a_boolean(&value.to_string(), repaired));
    *value = Value::Bool(repaired);
}

fn number(cx: &mut Context<'_>, at: &At<'_>, value: &mut Value) {
    let Value::String(text) = &*value else { return };
    let text = text.trim();
    let repaired = match text.parse::<i64>() {
        Ok(integer) => Some(integer.into()),
        Err(_) => text.parse::<f64>().ok().and_then(serde_json::Number::from_f64),
    };
    if let Some(repaired) = repaired {
        cx.report(at, findings::members::not_a_number(&value.to_string(), &repaired.to_string()));
        *value = Value::Number(repaired);
    }
}

fn texts(cx: &mut Context<'_>, at: &At<'_>, value: &mut Value) {
    if let Value::String(_) | Value::Number(_) = value {
        cx.report(at, findings::members::value_for_list());
        cx.moved(at, &at.index(0));
        *value = Value::Array(vec![value.take()]);
    }
    let Value::Array(items) = value else { return };
    for (index, item) in items.iter_mut().enumerate() {
        let here = at.index(index);
        if let Some(name) = item.get_mut("name").filter(|it| it.is_string()) {
            let name = name.take();
            cx.report(&here, findings::members::object_for_name());
            *item = name;
        }
        text(cx, &here, item);
    }
}

fn text_map(cx: &mut Context<'_>, at: &At<'_>, value: &mut Value) {
    if let Value::Array(items) = value {
        let names = std::mem::take(items);
        cx.report(at, findings::members::list_for_keys());
        let pair = |it: Value| match it {
            Value::String(name) => Some((name, Value::from(""))),
            _ => None,
        };
        *value = Value::Object(names.into_iter().filter_map(pair).collect());
    }
    let Value::Object(members) = value else { return };
    for (key, member) in members {
        if member.is_null() {
            *member = Value::from("");
        }
        text(cx, &at.key(key), member);
    }
}

fn one(cx: &mut Context<'_>, at: &At<'_>, kind: Kind, value: &mut Value) {
    match value {
        Value::Array(items) if items.len() == 1 && items.first().is_some_and(Value::is_object) => {
            cx.report(at, findings::members::list_for_object());
            cx.moved(&at.index(0), at);
            *value = items.remove(0);
        }
        Value::String(name) if kind == Kind::Discriminator => {
            cx.report(at, findings::members::text_for_discriminator());
            *value = json!({ "propertyName": name });
        }
        Value::String(name) if kind == Kind::Schema && is_type(name) => {
            cx.report(at, findings::members::text_for_schema(name));
            *value = json!({ "type": name });
        }
        _ => {}
    }
}

fn is_type(name: &str) -> bool {
    matches!(name, "string" | "integer" | "number" | "boolean" | "object" | "array")
}

fn list(cx: &mut Context<'_>, at: &At<'_>, kind: Kind, value: &mut Value) {
    if let Value::Object(object) = value {
        let object = std::mem::take(object);
        cx.report(at, findings::members::object_for_list());
        let is_by_name = kind == Kind::Parameter
            && !["name", "in", "$ref"]
                .iter()
                .any(|it| object.get(*it).is_some_and(Value::is_string));
        let is_by_index =
            !object.is_empty() && object.keys().all(|it| it.bytes().all(|it| it.is_ascii_digit()));
        if is_by_index || is_by_name {
            for (index, key) in object.keys().enumerate() {
                cx.moved(&at.key(key), &at.index(index));
            }
        }
        *value = if is_by_index {
            Value::Array(object.into_iter().map(|(_, it)| it).collect())
        } else if is_by_name {
            Value::Array(object.into_iter().map(|(name, it)| named(name, it)).collect())
        } else {
            cx.moved(at, &at.index(0));
            Value::Array(vec![Value::Object(object)])
        };
    }
    if value.is_string() && kind != Kind::Schema {
        cx.moved(at, &at.index(0));
        *value = Value::Array(vec![value.take()]);
    }
    let Value::Array(items) = value else { return };
    for (index, item) in items.iter_mut().enumerate() {
        let Value::String(text) = &*item else { continue };
        let repaired = match kind {
            Kind::Tag => json!({ "name": text }),
            Kind::Server => json!({ "url": text }),
            Kind::Requirement => json!({ text: [] }),
            Kind::Schema if is_type(text) => json!({ "type": text }),
            _ => continue,
        };
        cx.report(&at.index(index), findings::members::text_for_object(text));
        *item = repaired;
    }
}

fn named(name: String, mut item: Value) -> Value {
    if let Value::Object(item) = &mut item
        && !item.contains_key("$ref")
    {
        item.entry("name").or_insert(Value::String(name));
    }
    item
}

fn map(cx: &mut Context<'_>, at: &At<'_>, kind: Kind, value: &mut Value) {
    if let Value::Array(items) = value {
        let items = std::mem::take(items);
        if !items.is_empty() {
            cx.report(at, findings::members::list_for_map());
        }
        let mut members = Object::new();
        for (index, item) in items.into_iter().enumerate() {
            collect(cx, at, kind, (index, item), &mut members);
        }
        *value = Value::Object(members);
    }
    let Value::Object(members) = value else { return };
    for (name, member) in members {
        let here = at.key(name);
        match kind {
            Kind::Example if !member.is_object() => {
                cx.moved(&here, &here.key("value"));
                *member = json!({ "value": member.take() });
            }
            Kind::Schema => one(cx, &here, kind, member),
            Kind::MediaType => media_type(cx, &here, member),
            _ => {}
        }
    }
}

/// A schema where the object belongs that holds it.
fn media_type(cx: &mut Context<'_>, at: &At<'_>, value: &mut Value) {
    let Value::Object(object) = value else { return };
    let leads_to_schema = |it: &str| it.contains("/schemas/") || it.contains("/definitions/");
    let is_schema = match object.get("$ref") {
        Some(Value::String(text)) => leads_to_schema(text),
        _ => ["type", "properties", "allOf", "oneOf", "anyOf", "items"]
            .iter()
            .any(|it| object.contains_key(*it)),
    };
    if is_schema && !object.contains_key("schema") {
        cx.report(at, findings::members::schema_for_media_type());
        cx.moved(at, &at.key("schema"));
        *value = json!({ "schema": value.take() });
    }
}

/// Adds one item of a list to the map that belongs there.
fn collect(
    cx: &mut Context<'_>,
    at: &At<'_>,
    kind: Kind,
    (index, item): (usize, Value),
    members: &mut Object,
) {
    let number = (index + 1).to_string();
    match item {
        Value::Object(mut object) if kind != Kind::Example => {
            if let Some(Value::String(name)) = object.get("name").cloned() {
                // A parameter has a name of its own.
                if kind.member("name").is_none() {
                    object.shift_remove("name");
                }
                if members.contains_key(&name) {
                    let first = cx.place(&at.key(&name));
                    cx.report(&at.index(index), findings::members::repeated_name(&name, first));
                    return;
                }
                cx.moved(&at.index(index), &at.key(&name));
                members.insert(name, Value::Object(object));
            } else {
                members.extend(object.into_iter().filter(|(_, it)| it.is_object()));
            }
        }
        Value::Object(object) if object.contains_key("value") => {
            members.insert(number, Value::Object(object));
        }
        other if kind == Kind::Example => {
            members.insert(number, json!({ "value": other }));
        }
        Value::String(text) if kind == Kind::MediaType => {
            members.insert(text, json!({}));
        }
        _ => {}
    }
}
