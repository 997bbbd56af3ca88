//! Whether a value is one of a schema, as the crate `jsonschema` sees it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clientwright::Pointer;
use clientwright::internal::canonical::Canonical;
use clientwright::internal::document::Document;
use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::translate;

/// How many references and parts may lead to what a member says of itself.
const MOST_REFERENCES: usize = 8;

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// To the server: members that are read-only needn't be there.
    Sent,
    /// From the server: members that are write-only needn't be there.
    Received,
}

/// The schemas of a description in one reading of it.
#[derive(Debug)]
pub struct Judge {
    /// The schemas under `$defs`.
    root: Value,
    /// Of an object with a member for each schema, so that what several schemas refer to is compiled once.
    validator: Validator,
    /// Of parts of definitions, by where they are in memory; `root` doesn't change.
    parts: RefCell<BTreeMap<usize, Option<Validator>>>,
}

impl Judge {
    /// The judge that follows the description as received; `None` for a collection, which has no schemas.
    ///
    /// `inline` are schemas of it that have no name, by one that no component has.
    pub(super) fn of_received(document: &Document, inline: &Map<String, Value>) -> Option<Self> {
        let root = &document.root;
        root.get("openapi").or_else(|| root.get("swagger"))?;
        let schemas = root.pointer("/components/schemas").or_else(|| root.get("definitions"));
        Self::of(&together(schemas, inline))
    }

    /// The judge that follows the canonical document.
    pub(super) fn of_canonical(canonical: &Canonical, inline: &Map<String, Value>) -> Option<Self> {
        Self::of(&together(canonical.root.pointer("/components/schemas"), inline))
    }

    /// The judge that follows these schemas, in the words of any dialect.
    pub(crate) fn of(schemas: &Map<String, Value>) -> Option<Self> {
        let definitions = translate::definitions(schemas);
        let properties = definitions
            .keys()
            .map(|name| (name.clone(), json!({ "$ref": translate::reference(name) })));
        let properties: Map<String, Value> = properties.collect();
        let root = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "properties": properties,
            "$defs": definitions,
        });
        let validator = validator(&root)?;
        Some(Self { root, validator, parts: RefCell::default() })
    }

    /// The judge of values that go one way.
    pub fn of_direction(schemas: &Map<String, Value>, direction: Direction) -> Option<Self> {
        let left_out = match direction {
            Direction::Sent => "readOnly",
            Direction::Received => "writeOnly",
        };
        let mut released = Value::Object(schemas.clone());
        release(&mut released, &|it| has_flag(it, left_out, schemas, MOST_REFERENCES));
        Self::of(released.as_object()?)
    }

    /// The schema of that name, where it can be judged by.
    pub fn schema(&self, name: &str) -> Option<&Value> {
        self.definitions().get(name)
    }

    /// The schemas by name.
    pub(super) fn definitions(&self) -> &Value {
        self.root.get("$defs").unwrap_or(&Value::Null)
    }

    /// What a reference leads to.
    pub(super) fn target(&self, reference: &str) -> Option<&Value> {
        translate::target(reference)?.get(&self.root)
    }

    /// Whether `value` is one of the schema `name`.
    pub fn accepts(&self, name: &str, value: &Value) -> bool {
        self.validator.is_valid(&json!({ name: value }))
    }

    /// Whether `value` is one of `schema`, which is part of a definition.
    pub(super) fn fits(&self, schema: &Value, value: &Value) -> bool {
        let at = std::ptr::from_ref(schema).addr();
        let mut parts = self.parts.borrow_mut();
        let validator = parts.entry(at).or_insert_with(|| {
            validator(&json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "allOf": [schema],
                "$defs": self.definitions(),
            }))
        });
        validator.as_ref().is_some_and(|it| it.is_valid(value))
    }

    /// Why `value` is none of the schema `name`.
    pub fn complaint(&self, name: &str, value: &Value) -> String {
        let value = json!({ name: value });
        match self.validator.validate(&value) {
            Ok(()) => String::new(),
            Err(error) => format!("at {}: {error}", error.instance_path()),
        }
    }
}

fn validator(schema: &Value) -> Option<Validator> {
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .with_format("byte", |text: &str| STANDARD.decode(text).is_ok())
        .offline()
        .build(schema);
    validator.ok()
}

fn together(components: Option<&Value>, inline: &Map<String, Value>) -> Map<String, Value> {
    let components = components.and_then(Value::as_object).into_iter().flatten();
    let components = components.map(|(name, schema)| (name.clone(), schema.clone()));
    inline.clone().into_iter().chain(components).collect()
}

/// Asks for no member of which `is_free` says that it goes the other way.
///
/// Source: OpenAPI 3.0.3, 4.7.24.1: `required` takes effect on one direction only where a property is `readOnly` or
/// `writeOnly`.
fn release(schema: &mut Value, is_free: &dyn Fn(&Value) -> bool) {
    match schema {
        Value::Object(members) => {
            let properties = members.get("properties").and_then(Value::as_object);
            let free = properties.into_iter().flatten().filter(|(_, it)| is_free(it));
            let free: Vec<String> = free.map(|(name, _)| name.clone()).collect();
            if let Some(Value::Array(required)) = members.get_mut("required") {
                required
                    .retain(|it| it.as_str().is_none_or(|it| !free.iter().any(|free| free == it)));
            }
            members.values_mut().for_each(|it| release(it, is_free));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| release(it, is_free)),
        _ => {}
    }
}

/// Whether a schema, that of `schemas` which it refers to, or a part of it has a flag.
fn has_flag(schema: &Value, flag: &str, schemas: &Map<String, Value>, left: usize) -> bool {
    let Some(left) = left.checked_sub(1) else { return false };
    let reference = schema.get("$ref").and_then(Value::as_str);
    let name = reference.and_then(|it| Pointer::parse(it.strip_prefix('#')?)?.split_last());
    let referred = name.and_then(|(_, name)| schemas.get(&name));
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    schema.get(flag) == Some(&Value::Bool(true))
        || referred.into_iter().chain(parts).any(|it| has_flag(it, flag, schemas, left))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Judge;

    #[test]
    fn formats_are_known_in_other_spellings_and_of_numbers_as_texts() {
        for (format, good, bad) in [
            ("dateTime", "2024-02-29T12:34:56Z", "text"),
            ("date_time", "2024-02-29T12:34:56Z", "2024-02-29"),
            ("guid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "text"),
            ("base64", "aGVsbG8=", "?"),
            ("int64", "-12", "1.5"),
            ("uint64", "12", "-12"),
            ("decimal", "-1.5", "text"),
            ("unknown", "text", ""),
        ] {
            let schema = json!({ "type": "string", "format": format, "minLength": 1 });
            let judge = Judge::of(json!({ "A": schema }).as_object().unwrap()).unwrap();
            assert!(judge.accepts("A", &good.into()), "{format}: {good}");
            assert!(!judge.accepts("A", &bad.into()), "{format}: {bad}");
        }
    }
}
