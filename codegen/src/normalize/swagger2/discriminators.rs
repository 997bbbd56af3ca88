//! Lists the discriminator values that aren't the names of schemas.
//!
//! - In: schemas under `components`; `x-discriminator-value` (or `x-ms-discriminator-value`) on those that have a
//!   value of their own.
//! - Out: each such value, and each definition's name that had to change, is in the `mapping` of every base schema.
//!   Other values are the names of schemas and need no entry.
//! - Moves: each entry comes from the extension, or from the schema.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::swagger2::walk::{is_pending, local_pointer, reference};
use crate::pointer::Pointer;

/// See the module.
pub(super) const PASS: Pass = Pass { name: "map_discriminators", run };

const VALUES: [&str; 2] = ["x-discriminator-value", "x-ms-discriminator-value"];

/// An entry to be made: the base schemas, the value, the schema, and where the value is written.
struct Entry {
    bases: Vec<Pointer>,
    value: String,
    schema: Pointer,
    origin: Pointer,
}

fn run(document: &mut Document, _: &mut Sink) {
    if !is_pending(document) {
        return;
    }
    for Entry { bases, value, schema, origin } in entries(document) {
        for base in bases {
            let discriminator = base.child("discriminator");
            let Some(Value::Object(members)) = discriminator.get_mut(&mut document.root) else {
                continue;
            };
            let mapping = members.entry("mapping").or_insert_with(|| json!({}));
            let Some(mapping) = mapping.as_object_mut() else { continue };
            if !mapping.contains_key(&value) {
                mapping.insert(value.clone(), json!(format!("#{schema}")));
                document.origins.moved(&origin, &discriminator.child("mapping").child(&value));
            }
        }
    }
}

fn entries(document: &Document) -> Vec<Entry> {
    let section = Pointer::root().child("components").child("schemas");
    let schemas = section.get(&document.root).and_then(Value::as_object);
    let mut entries = Vec::new();
    for (name, schema) in schemas.into_iter().flatten() {
        let at = section.child(name);
        let Some((value, origin)) = value_of(document, &at, name, schema) else { continue };
        let mut bases = Vec::new();
        collect_bases(&document.root, &at, &mut BTreeSet::new(), &mut bases);
        if !bases.is_empty() {
            entries.push(Entry { bases, value, schema: at, origin });
        }
    }
    entries
}

/// The discriminator value of a schema, where it isn't its name, and where it is written.
fn value_of(
    document: &Document,
    at: &Pointer,
    name: &str,
    schema: &Value,
) -> Option<(String, Pointer)> {
    for key in VALUES {
        if let Some(value) = schema.get(key).and_then(Value::as_str) {
            return Some((value.to_owned(), at.child(key)));
        }
    }
    let (parent, given) = document.origins.place(at).pointer.split_last()?;
    (parent.as_str() == "/definitions" && given != name).then(|| (given, at.clone()))
}

/// The schemas with a discriminator among a schema and what it is `allOf`.
fn collect_bases(
    root: &Value,
    at: &Pointer,
    seen: &mut BTreeSet<Pointer>,
    bases: &mut Vec<Pointer>,
) {
    let Some(schema) = at.get(root) else { return };
    if !seen.insert(at.clone()) {
        return;
    }
    if schema.get("discriminator").is_some_and(|it| it.get("propertyName").is_some()) {
        bases.push(at.clone());
    }
    let parents = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    for parent in parents.filter_map(reference).filter_map(local_pointer) {
        collect_bases(root, &parent, seen, bases);
    }
}
