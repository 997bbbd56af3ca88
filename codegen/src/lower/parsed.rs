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
        Self {
            webhooks: webhooks(canonical),
            item_schemas: item_schemas(canonical),
            tuples: tuples(canonical),
        }
    }
}

fn webhooks(canonical: &Canonical) -> Vec<(String, PathItem)> {
    let Some(Value::Object(hooks)) = canonical.root.get(extensions::WEBHOOKS) else {
        return Vec::new();
    };
    let parse =
        |(name, item): (&String, &Value)| Some((name.clone(), PathItem::deserialize(item).ok()?));
    hooks.iter().filter_map(parse).collect()
}

fn item_schemas(canonical: &Canonical) -> BTreeMap<Pointer, ReferenceOr<Schema>> {
    let mut found = BTreeMap::new();
    extensions::each_member(&canonical.root, extensions::ITEM_SCHEMA, &mut |at, schema| {
        if let Ok(schema) = ReferenceOr::deserialize(schema) {
            found.insert(at, schema);
        }
    });
    found
}

fn tuples(canonical: &Canonical) -> BTreeMap<Pointer, Vec<ReferenceOr<Schema>>> {
    // What is no schema says nothing about its item.
    let any = || ReferenceOr::Item(ANYTHING.clone());
    let parse = |it: &Value| serde_json::from_value(it.clone()).unwrap_or_else(|_| any());
    let mut found = BTreeMap::new();
    extensions::each_member(&canonical.root, extensions::PREFIX_ITEMS, &mut |at, places| {
        if let Value::Array(places) = places {
            found.insert(at, places.iter().map(parse).collect());
        }
    });
    found
}
