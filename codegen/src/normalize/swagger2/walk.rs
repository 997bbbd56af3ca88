//! Ways through a document of dialect 2.0: path items, operations, schemas and references.

use serde_json::{Map, Value};

use crate::document::Document;
use crate::extensions;
use crate::normalize::grammar::METHODS;
use crate::pointer::Pointer;

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// The sections that hold path items: before the last pass, and after it.
const PATH_ITEM_SECTIONS: [&str; 3] = ["paths", "x-webhooks", extensions::WEBHOOKS];

/// Whether the passes of 2.0 still have work to do: the last of them writes `openapi`.
pub(super) fn is_pending(document: &Document) -> bool {
    document.root.get("swagger").is_some() || document.root.get("openapi").is_none()
}

/// Whether `key` of a path item holds an operation, in whichever case it is written.
pub(super) fn is_method(key: &str) -> bool {
    METHODS.iter().any(|it| it.eq_ignore_ascii_case(key))
}

/// Hands every path item to `visit`. Meanwhile it is missing from the document.
pub(super) fn for_each_path_item(
    document: &mut Document,
    mut visit: impl FnMut(&mut Document, &Pointer, &mut Object),
) {
    for section in PATH_ITEM_SECTIONS {
        let Some(slot) = document.root.get_mut(section) else { continue };
        let mut items = slot.take();
        let at = Pointer::root().child(section);
        for (key, item) in items.as_object_mut().into_iter().flatten() {
            if key.starts_with("x-") && section == "paths" {
                continue;
            }
            if let Some(item) = item.as_object_mut() {
                visit(document, &at.child(key), item);
            }
        }
        if let Some(slot) = document.root.get_mut(section) {
            *slot = items;
        }
    }
}

/// Hands every operation to `visit`. Meanwhile its section is missing from the document.
pub(super) fn for_each_operation(
    document: &mut Document,
    mut visit: impl FnMut(&mut Document, &Pointer, &mut Object),
) {
    for_each_path_item(document, |document, at, item| {
        for (at, operation) in operations(at, item) {
            visit(document, &at, operation);
        }
    });
}

/// The operations of a path item.
pub(super) fn operations<'a>(
    at: &'a Pointer,
    item: &'a mut Object,
) -> impl Iterator<Item = (Pointer, &'a mut Object)> {
    item.iter_mut().filter(|(key, _)| is_method(key)).filter_map(|(key, operation)| {
        operation.as_object_mut().map(|operation| (at.child(key), operation))
    })
}

/// The place of a schema and what is there.
type Visit<'a> = &'a mut dyn FnMut(&mut Document, &Pointer, &mut Object);

/// Hands every schema object to `visit`, the outer before the inner. Meanwhile the document is empty.
///
/// Visits both forms: sections and parameters of 2.0, and components. A parameter that isn't a body has no schema of
/// its own yet, so only what is nested in it is visited.
pub(super) fn for_each_schema(
    document: &mut Document,
    mut visit: impl FnMut(&mut Document, &Pointer, &mut Object),
) {
    let mut root = document.root.take();
    visit_root(document, &mut root, &mut visit);
    document.root = root;
}

fn visit_root(document: &mut Document, root: &mut Value, visit: Visit<'_>) {
    let top = Pointer::root();
    for (at, section) in members(&top, root) {
        match at.as_str() {
            "/definitions" => visit_members(document, &at, section, visit),
            "/parameters" => visit_parameters(document, &at, section, visit),
            "/responses" => visit_responses(document, &at, section, visit),
            "/components" => {
                for (at, section) in members(&at, section) {
                    match at.as_str() {
                        "/components/schemas" => visit_members(document, &at, section, visit),
                        "/components/parameters" => {
                            visit_parameters(document, &at, section, visit);
                        }
                        "/components/responses" => visit_responses(document, &at, section, visit),
                        _ => {}
                    }
                }
            }
            _ => {
                let is_paths = PATH_ITEM_SECTIONS.iter().any(|it| at == top.child(it));
                if is_paths {
                    for (at, item) in members(&at, section) {
                        visit_path_item(document, &at, item, visit);
                    }
                }
            }
        }
    }
}

fn visit_path_item(document: &mut Document, at: &Pointer, item: &mut Value, visit: Visit<'_>) {
    for (key, value) in item.as_object_mut().into_iter().flatten() {
        let at = at.child(key);
        if key == "parameters" {
            visit_parameters(document, &at, value, visit);
        } else if is_method(key) {
            for (at, value) in members(&at, value) {
                if at.as_str().ends_with("/parameters") {
                    visit_parameters(document, &at, value, visit);
                } else if at.as_str().ends_with("/responses") {
                    visit_responses(document, &at, value, visit);
                }
            }
        }
    }
}

fn visit_parameters(document: &mut Document, at: &Pointer, value: &mut Value, visit: Visit<'_>) {
    for (at, parameter) in members(at, value) {
        for (key, schema) in parameter.as_object_mut().into_iter().flatten() {
            if matches!(key.as_str(), "schema" | "items") {
                visit_schema(document, &at.child(key), schema, visit);
            }
        }
    }
}

fn visit_responses(document: &mut Document, at: &Pointer, value: &mut Value, visit: Visit<'_>) {
    for (at, response) in members(at, value) {
        for (key, value) in response.as_object_mut().into_iter().flatten() {
            let at = at.child(key);
            match key.as_str() {
                "schema" | "items" => visit_schema(document, &at, value, visit),
                "headers" => visit_parameters(document, &at, value, visit),
                _ => {}
            }
        }
    }
}

fn visit_schema(document: &mut Document, at: &Pointer, schema: &mut Value, visit: Visit<'_>) {
    let Some(object) = schema.as_object_mut() else { return };
    visit(document, at, object);
    for (key, value) in object {
        match key.as_str() {
            "items" if value.is_array() => visit_members(document, &at.child(key), value, visit),
            "items" | "additionalItems" | "additionalProperties" | "not" => {
                visit_schema(document, &at.child(key), value, visit);
            }
            "allOf" | "anyOf" | "oneOf" | "properties" | "patternProperties" | "definitions" => {
                visit_members(document, &at.child(key), value, visit);
            }
            _ => {}
        }
    }
}

fn visit_members(document: &mut Document, at: &Pointer, value: &mut Value, visit: Visit<'_>) {
    for (at, schema) in members(at, value) {
        visit_schema(document, &at, schema, visit);
    }
}

/// The members of an object or the items of an array, with their places.
pub(super) fn members<'a>(
    at: &'a Pointer,
    value: &'a mut Value,
) -> Box<dyn Iterator<Item = (Pointer, &'a mut Value)> + 'a> {
    match value {
        Value::Object(object) => {
            Box::new(object.iter_mut().map(|(key, value)| (at.child(key), value)))
        }
        Value::Array(items) => {
            Box::new(items.iter_mut().enumerate().map(|(index, value)| (at.index(index), value)))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Box::new(std::iter::empty())
        }
    }
}

/// The target of a `$ref`, when there is one.
pub(super) fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// The pointer in a reference into this document, percent-decoded.
pub(super) fn local_pointer(reference: &str) -> Option<Pointer> {
    Pointer::from_fragment(reference.strip_prefix('#')?)
}

/// Follows a reference to the component `kind`, through aliases, to its name and what is there.
pub(super) fn component<'a>(
    root: &'a Value,
    kind: &str,
    reference_: &str,
) -> Option<(String, &'a Value)> {
    let section = Pointer::root().child("components").child(kind);
    let mut target = reference_.to_owned();
    // Longer chains are cycles.
    for _ in 0..16 {
        let at = local_pointer(&target)?;
        let (parent, name) = at.split_last()?;
        if parent != section {
            return None;
        }
        let value = at.get(root)?;
        match reference(value) {
            Some(next) => next.clone_into(&mut target),
            None => return Some((name, value)),
        }
    }
    None
}

/// Gives a member another key, at the same place in the order. Nothing happens when the new key is taken.
pub(super) fn rename_key(object: &mut Object, before: &str, now: &str) -> bool {
    if !object.contains_key(before) || object.contains_key(now) {
        return false;
    }
    let members = std::mem::take(object);
    object.extend(
        members.into_iter().map(
            |(key, value)| {
                if key == before { (now.to_owned(), value) } else { (key, value) }
            },
        ),
    );
    true
}

/// Puts a member before the one at `index`, in place of one that has its name.
pub(super) fn insert_at(object: &mut Object, index: usize, key: &str, value: Value) {
    object.shift_remove(key);
    object.shift_insert(index.min(object.len()), key.to_owned(), value);
}

/// Where `key` stands in the order, or the end.
pub(super) fn position(object: &Object, key: &str) -> usize {
    object.keys().position(|it| it == key).unwrap_or(object.len())
}
