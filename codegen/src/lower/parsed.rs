//! What is parsed of extensions, because the typed model has no place for it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use openapiv3::{PathItem, ReferenceOr, Schema};
use serde::Deserialize;
use serde_json::Value;

use crate::canonical::Canonical;
use crate::extensions;
use crate::pointer::Pointer;

/// The schema that says nothing.
pub(super) static ANYTHING: LazyLock<Schema> = LazyLock::new(|| Schema {
    schema_data: openapiv3::SchemaData::default(),
    schema_kind: openapiv3::SchemaKind::Any(openapiv3::AnySchema::default()),
});

/// What is parsed of extensions.
pub(super) struct Parsed {
    /// The webhooks, which OpenAPI 3.0 has no keyword for.
    pub(super) webhooks: Vec<(String, PathItem)>,
    /// The schemas that describe the items of sequences, by their places.
    pub(super) item_schemas: BTreeMap<Pointer, ReferenceOr<Schema>>,
    /// The schemas of all first items, by the places of their lists.
    pub(super) tuples: BTreeMap<Pointer, Vec<ReferenceOr<Schema>>>,
}

impl Parsed {
    pub(super) fn new(canonical: &Canonical) -> Self {
        let mut parsed = Self {
            webhooks: webhooks(canonical),
            item_schemas: BTreeMap::new(),
            tuples: BTreeMap::new(),
        };
        let names = [extensions::ITEM_SCHEMA, extensions::PREFIX_ITEMS];
        extensions::each_member(&canonical.root, &names, &mut |name, at, found| {
            if name == extensions::ITEM_SCHEMA {
                if let Ok(schema) = ReferenceOr::deserialize(found) {
                    parsed.item_schemas.insert(at, schema);
                }
            } else if let Value::Array(places) = found {
                parsed.tuples.insert(at, places.iter().map(place).collect());
            }
        });
        parsed
    }
}

/// The schema of one of the first items; what is no schema says nothing about it.
fn place(schema: &Value) -> ReferenceOr<Schema> {
    ReferenceOr::deserialize(schema).unwrap_or_else(|_| ReferenceOr::Item(ANYTHING.clone()))
}

fn webhooks(canonical: &Canonical) -> Vec<(String, PathItem)> {
    let Some(Value::Object(hooks)) = canonical.root.get(extensions::WEBHOOKS) else {
        return Vec::new();
    };
    let parse =
        |(name, item): (&String, &Value)| Some((name.clone(), PathItem::deserialize(item).ok()?));
    hooks.iter().filter_map(parse).collect()
}
