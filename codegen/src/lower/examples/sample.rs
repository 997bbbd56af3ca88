//! A value made from a type, where the description gives none.

use serde_json::{Map, Value, json};

use super::fit::TEXT;
use crate::ir::{Choice, Presence, Record, Ty, TypeDef, TypeId, TypeKind, Union};

/// How deep optional members are filled in.
const DEPTH: usize = 3;

/// How deep lists and maps hold an item.
const LIMIT: usize = 24;

/// How deep required members may nest before they are given up.
const DEEPEST: usize = 200;

/// How many definitions lie one within the other in the shortest value of each; `DEEPEST` for those without an end.
fn heights(types: &[TypeDef]) -> Vec<usize> {
    let mut heights = vec![DEEPEST; types.len()];
    loop {
        let mut changed = false;
        for (index, def) in types.iter().enumerate() {
            let height = height_of_definition(def, &heights).min(DEEPEST);
            if let Some(known) = heights.get_mut(index).filter(|known| height < **known) {
                *known = height;
                changed = true;
            }
        }
        if !changed {
            return heights;
        }
    }
}

fn height_of_definition(def: &TypeDef, heights: &[usize]) -> usize {
    1 + match &def.kind {
        TypeKind::Record(it) => {
            let needed = it.fields.iter().filter(|it| it.presence == Presence::Required);
            needed.map(|it| height(&it.ty, heights)).max().unwrap_or(0)
        }
        TypeKind::Union(it) => {
            it.variants.iter().map(|it| height(&it.ty, heights)).min().unwrap_or(0)
        }
        TypeKind::Alias(ty) => height(ty, heights),
        TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) => 0,
    }
}

fn height(ty: &Ty, heights: &[usize]) -> usize {
    match ty {
        Ty::Named(id) => heights.get(id.0).copied().unwrap_or(0),
        Ty::Boxed(ty) => height(ty, heights),
        Ty::Tuple(places) => places.iter().map(|it| height(it, heights)).max().unwrap_or(0),
        _ => 0,
    }
}

/// Makes values of types.
pub(super) struct Sampler<'a> {
    types: &'a [TypeDef],
    heights: Vec<usize>,
}

impl<'a> Sampler<'a> {
    /// One for these types.
    pub(super) fn new(types: &'a [TypeDef]) -> Self {
        Self { types, heights: heights(types) }
    }

    /// A value of `ty`.
    pub(super) fn sample(&self, ty: &Ty) -> Value {
        self.value(ty, 0)
    }

    fn value(&self, ty: &Ty, depth: usize) -> Value {
        match ty {
            Ty::Unit => Value::Null,
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
            Ty::List(_) | Ty::Map(_) if depth > LIMIT => empty(ty),
            Ty::List(item) => json!([self.value(item, depth + 1)]),
            Ty::Map(item) => json!({ "key": self.value(item, depth + 1) }),
            Ty::Tuple(places) => {
                Value::Array(places.iter().map(|it| self.value(it, depth + 1)).collect())
            }
            Ty::Nullable(_) if depth > DEPTH => Value::Null,
            Ty::Nullable(ty) | Ty::Boxed(ty) => self.value(ty, depth),
            Ty::Named(id) => self.definition(*id, depth),
        }
    }

    fn definition(&self, id: TypeId, depth: usize) -> Value {
        let Some(def) = self.types.get(id.0).filter(|_| depth <= DEEPEST) else { return json!({}) };
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
        }
    }

    fn record(&self, record: &Record, depth: usize) -> Value {
        let mut object = Map::new();
        for field in &record.fields {
            let needed = matches!(field.presence, Presence::Required | Presence::Nullable);
            if needed || depth < DEPTH {
                object.insert(field.wire.clone(), self.value(&field.ty, depth + 1));
            }
        }
        Value::Object(object)
    }

    fn union(&self, union: &Union, depth: usize) -> Value {
        // The variant that ends soonest, so that a recursion does.
        let variant = if depth < DEPTH {
            union.variants.first()
        } else {
            union.variants.iter().min_by_key(|it| height(&it.ty, &self.heights))
        };
        let Some(variant) = variant else { return Value::Null };
        let inner = self.value(&variant.ty, depth + 1);
        match (&union.choice, inner, variant.tags.first()) {
            (Choice::Tag(property), Value::Object(mut object), Some(tag)) => {
                object.insert(property.clone(), json!(tag));
                Value::Object(object)
            }
            (_, inner, _) => inner,
        }
    }
}

fn empty(ty: &Ty) -> Value {
    if matches!(ty, Ty::List(_)) { json!([]) } else { json!({}) }
}
