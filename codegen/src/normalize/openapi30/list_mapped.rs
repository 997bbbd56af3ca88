//! Lists the alternatives that only a discriminator names.
//!
//! - In: a `mapping` to schemas that the `oneOf` or `anyOf` beside it doesn't list (OpenAPI 3.0.3, "Discriminator Object").
//! - Out: they are listed, with a note. Those that a listed one leads to, or that extend one, are among the alternatives
//!   already.
//! - Moves: nothing.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::walk::{Object, at_root, walk_schemas};
use crate::pointer::Pointer;

pub(crate) const PASS: Pass = Pass { name: "list_mapped", run };

/// A union whose mapping names more than it lists.
struct Union {
    at: Pointer,
    keyword: &'static str,
    /// The references that the mapping names alone, with the values that mean them.
    unlisted: Vec<(String, String)>,
}

fn run(document: &mut Document, sink: &mut Sink) {
    let mut unions = Vec::new();
    walk_schemas(document, sink, &mut |_, at, schema| {
        let Some(keyword) = keyword(schema) else { return };
        let listed = references(schema, keyword);
        let mut unlisted: Vec<(String, String)> = Vec::new();
        for (value, reference) in mapping(schema) {
            let is_known = listed.contains(&reference)
                || unlisted.iter().any(|(_, known)| known == reference)
                || reference.strip_prefix('#') == Some(at.pointer().as_str());
            if !is_known {
                unlisted.push((value.to_owned(), reference.to_owned()));
            }
        }
        if !unlisted.is_empty() {
            unions.push(Union { at: at.pointer(), keyword, unlisted });
        }
    });
    for mut union in unions {
        let known = alternatives(&document.root, &union);
        union.unlisted.retain(|(_, it)| !is_among(&document.root, it, &known));
        let place = union.at.child(union.keyword);
        let Some(Value::Array(list)) = place.get_mut(&mut document.root) else { continue };
        list.extend(union.unlisted.iter().map(|(_, reference)| json!({ "$ref": reference })));
        at_root(document, sink, |cx, _| {
            for (value, reference) in &union.unlisted {
                cx.report_at(
                    &union.at.child("discriminator"),
                    findings::unions::unlisted_mapping(reference, value, union.keyword),
                );
            }
        });
    }
}

fn keyword(schema: &Object) -> Option<&'static str> {
    ["oneOf", "anyOf"].into_iter().find(|it| schema.get(*it).is_some_and(Value::is_array))
}

fn mapping(schema: &Object) -> impl Iterator<Item = (&str, &str)> {
    let mapping = schema.get("discriminator").and_then(|it| it.get("mapping")?.as_object());
    mapping.into_iter().flatten().filter_map(|(value, it)| Some((value.as_str(), it.as_str()?)))
}

/// The references in a list of schemas.
fn references<'a>(schema: &'a Object, keyword: &str) -> Vec<&'a str> {
    let list = schema.get(keyword).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(|it| it.get("$ref")?.as_str()).collect()
}

/// What the alternatives of a union lead to, by references, unions and an `allOf` of one.
fn alternatives<'a>(root: &'a Value, union: &Union) -> Vec<&'a str> {
    let mut known: Vec<&str> = Vec::new();
    let mut open: Vec<&Value> = union.at.get(root).into_iter().collect();
    while let Some(Value::Object(schema)) = open.pop() {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str)
            && !known.contains(&reference)
        {
            known.push(reference);
            open.extend(target(root, reference));
        }
        let list = |keyword: &str| schema.get(keyword).and_then(Value::as_array);
        open.extend(["oneOf", "anyOf"].into_iter().filter_map(list).flatten());
        open.extend(list("allOf").filter(|it| it.len() == 1).into_iter().flatten());
    }
    known
}

/// Whether the alternatives hold what `reference` leads to: itself, or a base with a discriminator that it extends.
fn is_among(root: &Value, reference: &str, known: &[&str]) -> bool {
    let (mut open, mut seen) = (vec![reference], Vec::new());
    while let Some(reference) = open.pop() {
        if seen.contains(&reference) {
            continue;
        }
        seen.push(reference);
        let Some(Value::Object(schema)) = target(root, reference) else { continue };
        let is_base = schema.contains_key("discriminator") && keyword(schema).is_none();
        if known.contains(&reference) && (seen.len() == 1 || is_base) {
            return true;
        }
        open.extend(references(schema, "allOf"));
    }
    false
}

fn target<'a>(root: &'a Value, reference: &str) -> Option<&'a Value> {
    Pointer::parse(reference.strip_prefix('#')?)?.get(root)
}
