//! Brings `default` and `example` in line with the `type` beside them.
//!
//! - In: enums in their form, `default` and `example` of any type.
//! - Out: both are of the schema's type, where it has one; what can't be read as such is gone. The examples of bodies that
//!   are objects or lists aren't JSON in a text.
//! - Moves: nothing.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::openapi30::repair_enums::convert;
use crate::normalize::openapi31::split_types::is_of;
use crate::normalize::walk::{Object, walk_kind, walk_schemas};
use crate::pointer::Pointer;

pub(crate) const PASS: Pass = Pass { name: "repair_values", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let named = Named::of(&document.root);
    walk_kind(document, sink, Kind::MediaType, &mut |_, _, media_type| {
        examples(media_type, &named);
    });
    walk_schemas(document, sink, &mut |cx, at, schema| {
        let Some(name) = schema.get("type").and_then(Value::as_str).map(str::to_owned) else {
            return;
        };
        for key in ["default", "example"] {
            let Some(value) = schema.get(key) else { continue };
            if value.is_null() || is_of(value, &name) {
                continue;
            }
            let here = at.key(key);
            if let Some(converted) = convert(cx, &here, value, &name) {
                if key == "default" {
                    cx.report(
                        &here,
                        findings::schemas::converted_default(&name, &converted.to_string()),
                    );
                }
                schema.insert(key.to_owned(), converted);
            } else {
                cx.report(&here, findings::schemas::mismatched_value(key, &name));
                schema.shift_remove(key);
            }
        }
    });
}

/// The types of the components, by reference.
struct Named(BTreeMap<String, String>);

impl Named {
    fn of(root: &Value) -> Self {
        let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
        let each = schemas.into_iter().flatten().filter_map(|(name, schema)| {
            let at = Pointer::root().child("components").child("schemas").child(name);
            Some((format!("#{at}"), schema.get("type")?.as_str()?.to_owned()))
        });
        Self(each.collect())
    }

    fn type_of<'a>(&'a self, schema: &'a Value) -> Option<&'a str> {
        match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => self.0.get(reference).map(String::as_str),
            None => schema.get("type")?.as_str(),
        }
    }
}

/// Reads the examples of a body that are JSON in a text, which tools for 2.0 write, as what they mean.
fn examples(media_type: &mut Object, named: &Named) {
    let kind = media_type.get("schema").and_then(|it| named.type_of(it));
    let Some(kind @ ("object" | "array")) = kind else { return };
    let kind = kind.to_owned();
    let wrapped = media_type.get_mut("examples").and_then(Value::as_object_mut).into_iter();
    let wrapped: Vec<&mut Value> =
        wrapped.flatten().filter_map(|(_, it)| it.get_mut("value")).collect();
    for example in wrapped {
        parse(example, &kind);
    }
    if let Some(example) = media_type.get_mut("example") {
        parse(example, &kind);
    }
}

fn parse(example: &mut Value, kind: &str) {
    let parsed = example.as_str().and_then(|it| serde_json::from_str(it).ok());
    if let Some(parsed) = parsed.filter(|it: &Value| is_of(it, kind)) {
        *example = parsed;
    }
}
