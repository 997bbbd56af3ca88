//! A value made from a type, where the description gives none.
//!
//! - Out: a value of all that is required, and of what is optional as far as the budget goes; nothing where what is
//!   required is more than that, because values within values multiply.

use serde_json::{Map, Value, json};

use crate::ir::{Presence, Record, Tagging, Ty, TypeId, TypeKind, Union};
use crate::lower::draft::Definition;
use crate::lower::least::Least;

/// What the sampler takes for a text of which its type knows nothing.
pub(super) const TEXT: &str = "text";

/// How deep what may be left out or `null` is filled in.
const DEPTH: usize = 3;

/// How deep lists and maps hold an item.
const LIMIT: usize = 24;

/// How deep required members may nest: the runtime reads 128 levels.
pub(super) const DEEPEST: usize = 96;

/// Of how many values one may consist, itself included.
pub(super) const MOST_PARTS: usize = 4096;

/// Makes values of types.
pub(super) struct Sampler<'a> {
    types: &'a [Definition],
    least: Least,
}

impl<'a> Sampler<'a> {
    /// One for these types.
    pub(super) fn new(types: &'a [Definition]) -> Self {
        Self { types, least: Least::new(types) }
    }

    /// A value of `ty`; `None` where the smallest one is too large or too deep.
    pub(super) fn sample(&self, ty: &Ty) -> Option<Value> {
        let mut sample = Sample { types: self.types, least: &self.least, left: MOST_PARTS };
        sample.affords(ty, 0).then(|| sample.value(ty, 0))
    }
}

/// One value that is being made.
///
/// Whatever is made has been paid for: the smallest value that it could be.
struct Sample<'a> {
    types: &'a [Definition],
    least: &'a Least,
    /// How many more values it may consist of.
    left: usize,
}

impl Sample<'_> {
    /// Pays for the smallest value of a type, if that is possible.
    fn affords(&mut self, ty: &Ty, depth: usize) -> bool {
        let size = self.least.of(ty).filter(|it| depth + it.depth <= DEEPEST);
        let left = size.and_then(|it| self.left.checked_sub(it.parts));
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    fn value(&mut self, ty: &Ty, depth: usize) -> Value {
        match ty {
            Ty::Bool => json!(true),
            Ty::I32 | Ty::I64 | Ty::U64 => json!(1),
            Ty::F64 | Ty::Decimal => json!(0.5),
            Ty::String | Ty::Secret => json!(TEXT),
            Ty::Base64 => json!("dGV4dA=="),
            Ty::Base64Url => json!("dGV4dA"),
            Ty::DateTime => json!("2024-01-31T12:30:00Z"),
            Ty::Date => json!("2024-01-31"),
            Ty::Uuid => json!("123e4567-e89b-42d3-a456-426614174000"),
            // Addresses for documentation: RFC 5737 and RFC 3849.
            Ty::Ipv4 | Ty::Ip => json!("192.0.2.1"),
            Ty::Ipv6 => json!("2001:db8::1"),
            Ty::Any => json!({ "key": "value" }),
            Ty::List(item) => match self.item(item, depth) {
                Some(item) => json!([item]),
                None => json!([]),
            },
            Ty::Map(item) => match self.item(item, depth) {
                Some(item) => json!({ "key": item }),
                None => json!({}),
            },
            Ty::Tuple(places) => {
                Value::Array(places.iter().map(|it| self.value(it, depth + 1)).collect())
            }
            Ty::Nullable(ty) if depth <= DEPTH && self.affords(ty, depth) => self.value(ty, depth),
            Ty::Unit | Ty::Nullable(_) => Value::Null,
            Ty::Boxed(ty) => self.value(ty, depth),
            Ty::Named(id) => self.definition(*id, depth),
        }
    }

    /// A value in a list or map; `None` where it would be too deep or too large.
    fn item(&mut self, ty: &Ty, depth: usize) -> Option<Value> {
        (depth <= LIMIT && self.affords(ty, depth + 1)).then(|| self.value(ty, depth + 1))
    }

    fn definition(&mut self, id: TypeId, depth: usize) -> Value {
        let Some(def) = self.types.get(id.0) else { return json!({}) };
        if let Some(example) = def.own.as_ref().and_then(|it| it.example.as_ref()) {
            return example.clone();
        }
        match &def.kind {
            TypeKind::Record(it) => self.record(it, depth),
            TypeKind::Enumeration(it) => {
                it.values.first().map_or(json!("text"), |it| json!(it.wire))
            }
            TypeKind::IntegerEnumeration(it) => {
                it.values.first().map_or(json!(1), |it| json!(it.wire))
            }
            TypeKind::Union(it) => self.union(it, depth),
            TypeKind::Alias(ty) => self.value(ty, depth),
            TypeKind::Foreign(_) => json!({}),
        }
    }

    fn record(&mut self, record: &Record, depth: usize) -> Value {
        // What lies nearer is paid for before anything that lies further in.
        let mut members = Vec::new();
        for field in &record.fields {
            let has_value = match field.presence {
                Presence::Required | Presence::Implied => true,
                Presence::Nullable => depth <= DEPTH && self.affords(&field.ty, depth + 1),
                Presence::Optional | Presence::OptionalNullable => {
                    depth < DEPTH && self.affords(&field.ty, depth + 1)
                }
            };
            if has_value || field.presence == Presence::Nullable {
                members.push((field, has_value));
            }
        }
        let mut object = Map::new();
        for (field, has_value) in members {
            let value = match &field.constant {
                Some(constant) => constant.value.to_json(),
                None if has_value => self.value(&field.ty, depth + 1),
                None => Value::Null,
            };
            object.insert(field.wire.clone(), value);
        }
        Value::Object(object)
    }

    fn union(&mut self, union: &Union, depth: usize) -> Value {
        // The variant that ends soonest, so that a recursion does.
        let shortest = self.least.shortest(&union.variants).map(|it| it.0);
        let first = union.variants.first().filter(|_| depth < DEPTH);
        let first = first.filter(|it| self.affords(&it.ty, depth + 1));
        let Some(variant) = first.or(shortest) else { return Value::Null };
        let inner = self.value(&variant.ty, depth + 1);
        match (&union.tagging, inner, variant.tags.first()) {
            (Tagging::Internal(property), Value::Object(mut object), Some(tag)) => {
                object.insert(property.clone(), json!(tag));
                Value::Object(object)
            }
            (_, inner, _) => inner,
        }
    }
}
