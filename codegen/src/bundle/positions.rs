//! The references of a document or of part of one, with what belongs where they stand.

use serde_json::Value;

use crate::normalize::grammar::{Kind, Shape};
use crate::normalize::walk::At;
use crate::pointer::Pointer;

/// A reference.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// The object that holds it, or the value of a discriminator's `mapping`.
    pub(super) at: Pointer,
    /// What belongs there.
    pub(super) shape: Shape,
    /// Its text.
    pub(super) text: String,
    /// Whether nothing stands beside it.
    pub(super) is_alone: bool,
    /// Whether it is a value of a `mapping`.
    pub(super) is_mapping: bool,
}

impl Seen {
    /// Whether it means the schema that it stands in: a description is none as a whole.
    pub(super) fn means_its_schema(&self) -> bool {
        let is_below = || self.at.component_around().is_some_and(|it| it != self.at);
        self.kind() == Some(Kind::Schema) && self.text == "#" && is_below()
    }

    /// Where the text of the reference stands.
    pub(super) fn text_at(&self) -> Pointer {
        if self.is_mapping { self.at.clone() } else { self.at.child("$ref") }
    }

    /// The reference as it is where the tree that it was found in stands at `at`.
    pub(super) fn below(self, at: &Pointer) -> Self {
        Self { at: at.join(&self.at), ..self }
    }

    /// What the reference stands for, where that can be a component.
    pub(super) fn kind(&self) -> Option<Kind> {
        match self.shape {
            Shape::One(kind) => Some(kind),
            Shape::SchemaOrFlag => Some(Kind::Schema),
            _ => None,
        }
    }
}

/// The references in `node`, where something of `shape` belongs, outer ones first.
pub(super) fn references(shape: Shape, node: &Value) -> Vec<Seen> {
    let mut seen = Vec::new();
    collect(&At::root(), shape, node, &mut seen);
    seen
}

fn collect(at: &At<'_>, shape: Shape, node: &Value, seen: &mut Vec<Seen>) {
    if let Some(Value::String(text)) = node.get("$ref") {
        let is_alone = node.as_object().is_some_and(|it| it.len() == 1);
        // A value that has a `$ref` beside other members is what it is.
        if is_alone || shape != Shape::Any {
            let (at, text) = (at.pointer(), text.clone());
            seen.push(Seen { at, shape, text, is_alone, is_mapping: false });
        }
    }
    match (shape, node) {
        (Shape::One(Kind::Discriminator), Value::Object(members)) => {
            let mapping = members.get("mapping").and_then(Value::as_object);
            let at = at.key("mapping");
            for (name, value) in mapping.into_iter().flatten() {
                mapped(&at.key(name), value, seen);
            }
        }
        // The older form of `items`.
        (Shape::One(Kind::Schema), Value::Array(items)) => {
            collect_items(at, Kind::Schema, items, seen);
        }
        (Shape::List(kind), Value::Array(items)) => collect_items(at, kind, items, seen),
        (Shape::One(kind), Value::Object(_)) => collect_members(at, kind, node, seen),
        (Shape::SchemaOrFlag, Value::Object(_)) => collect_members(at, Kind::Schema, node, seen),
        (Shape::Map(kind), Value::Object(members)) => {
            for (name, member) in members.iter().filter(|(_, it)| !it.is_string()) {
                collect(&at.key(name), Shape::One(kind), member, seen);
            }
        }
        _ => {}
    }
}

fn collect_items(at: &At<'_>, kind: Kind, items: &[Value], seen: &mut Vec<Seen>) {
    for (index, item) in items.iter().enumerate() {
        collect(&at.index(index), Shape::One(kind), item, seen);
    }
}

fn collect_members(at: &At<'_>, kind: Kind, node: &Value, seen: &mut Vec<Seen>) {
    for (key, member) in node.as_object().into_iter().flatten() {
        if let Some(shape) = shape_of(kind, key) {
            collect(&at.key(key), shape, member, seen);
        }
    }
}

/// A value of a discriminator's `mapping`, unless it is the name of a schema.
fn mapped(at: &At<'_>, value: &Value, seen: &mut Vec<Seen>) {
    let Value::String(text) = value else { return };
    if is_file_or_place(text) {
        seen.push(Seen {
            at: at.pointer(),
            shape: Shape::One(Kind::Schema),
            text: text.clone(),
            is_alone: false,
            is_mapping: true,
        });
    }
}

/// Whether a reference leads to no part of a document: it is empty, or means the whole.
pub(super) fn is_whole(text: &str) -> bool {
    matches!(text.trim(), "" | "#" | "#/")
}

/// Whether a value of a `mapping` is a reference, not a name.
///
/// OpenAPI 3.1.1, "Discriminator Object": what can be either is a name.
pub(super) fn is_file_or_place(text: &str) -> bool {
    text.contains(['/', '#']) || super::address::names_text(text)
}

/// What belongs at a member, in 2.0 too; `None` where nothing is known, or nobody refers from there.
fn shape_of(kind: Kind, key: &str) -> Option<Shape> {
    let older = match (kind, key) {
        (Kind::Root, "definitions") => Some(Shape::Map(Kind::Schema)),
        (Kind::Root, "parameters") => Some(Shape::Map(Kind::Parameter)),
        (Kind::Root, "responses") => Some(Shape::Map(Kind::Response)),
        (Kind::Root, "securityDefinitions") => Some(Shape::Map(Kind::SecurityScheme)),
        (Kind::Root, "x-webhooks") => Some(Shape::Map(Kind::PathItem)),
        (Kind::Response, "schema") | (Kind::Parameter | Kind::Header, "items") => {
            Some(Shape::One(Kind::Schema))
        }
        _ => None,
    };
    match older.or_else(|| kind.member(key))? {
        // An example may be kept in a file of its own; other values are what they are.
        Shape::Any if !matches!(key, "example" | "value") => None,
        shape => Some(shape),
    }
}
