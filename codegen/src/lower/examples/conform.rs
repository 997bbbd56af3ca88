//! Whether a JSON value fits a type, and what the type writes after it read the value.
//!
//! This says again what codecs do, from the IR alone: wire tests hold the two against each other.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::ir::{
    Field, JsonKind, NestedMember, Presence, Record, Scalar, Shape, Tagging, Ty, TypeId, TypeKind,
    Union, Variant,
};
use crate::lower::draft::Definition;
use crate::lower::schemas::shape;

use super::scalars::{integer, scalar};

/// What a value of `ty` writes after it read `value`; `None` where it can't read it.
pub(in crate::lower) fn conform(types: &[Definition], ty: &Ty, value: &Value) -> Option<Value> {
    match ty {
        Ty::Unit => Some(Value::Null),
        Ty::Any => Some(sorted(value)),
        Ty::List(item) => {
            let items = value.as_array()?.iter().map(|it| conform(types, item, it));
            items.collect::<Option<Vec<_>>>().map(Value::Array)
        }
        Ty::Map(item) => {
            let members = value
                .as_object()?
                .iter()
                .map(|(name, it)| Some((name.clone(), conform(types, item, it)?)));
            let mut members = members.collect::<Option<Vec<_>>>()?;
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Some(Value::Object(members.into_iter().collect()))
        }
        Ty::Tuple(places) => {
            let items = value.as_array()?;
            let items = places.iter().enumerate().map(|(i, ty)| conform(types, ty, items.get(i)?));
            items.collect::<Option<Vec<_>>>().map(Value::Array)
        }
        Ty::Nullable(_) if value.is_null() => Some(Value::Null),
        Ty::Nullable(ty) | Ty::Boxed(ty) => conform(types, ty, value),
        Ty::Named(id) => definition(types, *id, value),
        ty => scalar(ty, value),
    }
}

fn definition(types: &[Definition], id: TypeId, value: &Value) -> Option<Value> {
    match &types.get(id.0)?.kind {
        TypeKind::Record(it) => record(types, it, value),
        TypeKind::Enumeration(_) => value.is_string().then(|| value.clone()),
        TypeKind::IntegerEnumeration(_) => integer(value).map(Value::from),
        TypeKind::Union(it) => union(types, it, value),
        TypeKind::Alias(ty) => conform(types, ty, value),
        TypeKind::Foreign(_) => Some(value.clone()),
    }
}

fn record(types: &[Definition], record: &Record, value: &Value) -> Option<Value> {
    let object = value.as_object()?;
    let (implied, fields): (Vec<&Field>, Vec<&Field>) =
        record.fields.iter().partition(|it| it.presence == Presence::Implied);
    if implied.iter().any(|it| is_null_where_required(it, object)) {
        return None;
    }
    let tags = implied.iter().filter_map(|it| Some((it.wire.clone(), it.implied()?.into())));
    let mut written: Map<String, Value> = tags.collect();
    for field in fields {
        let form = &field.form;
        let natural = object.get(&field.wire).map(|it| form.natural(types, &field.ty, it));
        let value = natural.as_deref();
        match (field.presence, value) {
            (Presence::Required | Presence::Nullable, None) => return None,
            (Presence::Nullable | Presence::OptionalNullable, Some(Value::Null)) => {
                written.insert(field.wire.clone(), form.written(types, &field.ty, Value::Null));
            }
            (Presence::Optional | Presence::OptionalNullable | Presence::Implied, None) => {}
            // A null is left out when it is written again, unless it is a value of the type.
            (Presence::Optional, Some(Value::Null)) if !field.ty.is_any(types) => {}
            (_, Some(value)) => {
                let read = conform(types, &field.ty, value)?;
                let own = object.get(&field.wire).filter(|it| is_text(it));
                let own = own.filter(|_| field.ty.mentions(&Ty::Decimal) && !form.is_plain());
                // Its digits are kept, which a JSON number here isn't able to.
                let value = own.cloned().unwrap_or_else(|| form.written(types, &field.ty, read));
                written.insert(field.wire.clone(), value);
            }
        }
    }
    if let Some((_, ty)) = &record.extra {
        let known = |name: &str| record.fields.iter().any(|it| it.wire == name);
        let mut others: Vec<_> = object.iter().filter(|(name, _)| !known(name)).collect();
        others.sort_by(|a, b| a.0.cmp(b.0));
        for (name, value) in others {
            written.insert(name.clone(), conform(types, ty, value)?);
        }
    }
    Some(Value::Object(written))
}

/// Whether `null` stands where a member is always there.
fn is_null_where_required(field: &Field, object: &Map<String, Value>) -> bool {
    field.described == Presence::Required && object.get(&field.wire).is_some_and(Value::is_null)
}

/// Whether a value is a text or a list of texts.
fn is_text(value: &Value) -> bool {
    value.is_string() || value.as_array().is_some_and(|it| it.iter().all(Value::is_string))
}

fn union(types: &[Definition], union: &Union, value: &Value) -> Option<Value> {
    match &union.tagging {
        Tagging::Internal(property) => {
            let named =
                |tag: &str| union.variants.iter().find(|it| it.tags.iter().any(|it| it == tag));
            let variant = match value.get(property) {
                Some(tag) => tag.as_str().and_then(named),
                None => untagged(union, value),
            };
            let written = variant.map(|it| tagged(types, property, it, value));
            match (written, value.get(property)) {
                (Some(Some(written)), _) => Some(written),
                // A variant that is named has to fit.
                (Some(None), Some(_)) => None,
                (None, _) | (_, None) => Some(sorted(value)),
            }
        }
        Tagging::Untagged => Some(shaped(types, union, value).unwrap_or_else(|| sorted(value))),
    }
}

/// What the variant that fits best writes; `None` where none fits.
fn shaped(types: &[Definition], union: &Union, value: &Value) -> Option<Value> {
    let mut fitting = fitting(union, value);
    if let (Some((_, _, best)), Value::Object(members)) = (fitting.first(), value) {
        // None swallows what another one knows that fits as well.
        let n_constants = constants(best, value);
        let rivals = fitting.iter().filter(|(.., it)| constants(it, value) == n_constants);
        let known: BTreeSet<&String> = rivals.flat_map(|(.., it)| &it.known).collect();
        let told: Vec<&String> = members.keys().filter(|it| known.contains(it)).collect();
        fitting.retain(|(.., it)| {
            it.open || it.kind == JsonKind::Any || told.iter().all(|name| it.known.contains(name))
        });
    }
    fitting.into_iter().find_map(|(_, it, _)| conform(types, &it.ty, value))
}

/// The variants that fit a value, the best fit first.
fn fitting<'u>(union: &'u Union, value: &Value) -> Vec<(Rank, &'u Variant, &'u Shape)> {
    let shapes =
        union.shapes().filter_map(|(index, shape)| Some((union.variants.get(index)?, shape)));
    let mut fitting: Vec<(Rank, &Variant, &Shape)> = shapes
        .enumerate()
        .filter(|(_, (_, shape))| fits(shape, value))
        .map(|(index, (variant, shape))| (rank(shape, value, index), variant, shape))
        .collect();
    fitting.sort_by_key(|(rank, ..)| *rank);
    fitting
}

/// The one variant that an object without a tag is, as the runtime's `tagged_or_shaped` sees it.
fn untagged<'u>(union: &'u Union, value: &Value) -> Option<&'u Variant> {
    let members = value.as_object()?;
    let mut fitting = fitting(union, value);
    fitting.retain(|(.., it)| it.open || members.keys().all(|name| it.known.contains(name)));
    let order = |rank: Rank| (rank.0, rank.1, rank.2, rank.3, rank.4, rank.5);
    let best = order(fitting.first()?.0);
    fitting.retain(|(rank, ..)| order(*rank) == best);
    let is_base = |(at, _, base): &&(Rank, &Variant, &Shape)| {
        let others = fitting.iter().filter(|(rank, ..)| rank != at);
        others.into_iter().all(|(.., it)| {
            it.known.len() > base.known.len()
                && base.known.iter().all(|name| it.known.contains(name))
        })
    };
    fitting.iter().find(is_base).map(|(_, it, _)| *it)
}

/// Whether `ty` is a union by shape none of whose variants fits: the value is kept, but nothing is known of it.
pub(super) fn is_unknown(types: &[Definition], ty: &Ty, value: &Value) -> bool {
    let def = ty.named().and_then(|id| types.get(id.0));
    match def.map(|it| &it.kind) {
        Some(TypeKind::Union(it)) => {
            it.tagging == Tagging::Untagged && shaped(types, it, value).is_none()
        }
        Some(TypeKind::Alias(ty)) => is_unknown(types, ty, value),
        _ => false,
    }
}

/// The tag comes first, with the value that means the variant, unless the variant writes it itself: one with several values
/// states which, and a record that implies it has it among its own members, in their order.
fn tagged(types: &[Definition], property: &str, variant: &Variant, value: &Value) -> Option<Value> {
    let Value::Object(inner) = conform(types, &variant.ty, value)? else { return None };
    if variant.tags.len() > 1 || implies(types, &variant.ty, property) {
        return Some(Value::Object(inner));
    }
    let mut written = Map::new();
    written.insert(property.to_owned(), Value::from(variant.tags.first()?.as_str()));
    written.extend(inner.into_iter().filter(|(name, _)| name != property));
    Some(Value::Object(written))
}

/// Whether a type is a record that writes the member `property` without having a field for it.
fn implies(types: &[Definition], ty: &Ty, property: &str) -> bool {
    let mut fields = shape::record(types, ty).into_iter().flat_map(|it| &it.fields);
    fields.any(|it| it.wire == property && it.presence == Presence::Implied)
}

fn fits(shape: &Shape, value: &Value) -> bool {
    let kind = match shape.kind {
        JsonKind::Any => true,
        JsonKind::Null => value.is_null(),
        JsonKind::Bool => value.is_boolean(),
        JsonKind::Integer => integer(value).is_some(),
        JsonKind::Number => value.is_number(),
        JsonKind::String => value.is_string(),
        JsonKind::Array => value.is_array(),
        JsonKind::Object => value.is_object(),
    };
    kind && shape.required.iter().all(|it| value.get(it).is_some())
        && shape.constants.iter().all(|(name, constant)| {
            let found = if name.is_empty() { Some(value) } else { value.get(name) };
            // That required ones are there is known, and one that may be `null` says nothing then.
            found.is_none_or(|it| it.is_null() && !name.is_empty() || is_scalar(it, constant))
        })
        && shape.nested.iter().all(|it| has_nested(value, it))
}

fn has_nested(value: &Value, member: &NestedMember) -> bool {
    let found = member.path.iter().try_fold(value, |it, name| it.as_object()?.get(name));
    found.is_some_and(|found| member.value.as_ref().is_none_or(|it| is_scalar(found, it)))
}

/// Smaller is tried earlier.
type Rank = (bool, usize, bool, usize, usize, usize, usize);

/// More constants come first, then what loses no member, then more known ones, then more nested ones, then more required
/// ones, then the order.
fn rank(shape: &Shape, value: &Value, index: usize) -> Rank {
    let many = |n: usize| usize::MAX - n;
    let known = shape.known.iter().filter(|it| value.get(it.as_str()).is_some()).count();
    let kind = usize::from(shape.kind == JsonKind::Number);
    let loses = !shape.open && value.as_object().is_some_and(|it| it.len() > known);
    (
        shape.kind == JsonKind::Any,
        many(constants(shape, value)),
        loses,
        many(known),
        many(shape.nested.len()),
        many(shape.required.len()),
        index + kind * 1000,
    )
}

/// How many constants are there.
fn constants(shape: &Shape, value: &Value) -> usize {
    let there = |name: &str| {
        shape.kind != JsonKind::Object || value.get(name).is_some_and(|it| !it.is_null())
    };
    shape.constants.iter().filter(|(name, _)| there(name)).count()
}

fn is_scalar(value: &Value, scalar: &Scalar) -> bool {
    match scalar {
        Scalar::Bool(it) => value.as_bool() == Some(*it),
        Scalar::Integer(it) => integer(value) == Some(*it),
        Scalar::String(it) => value.as_str() == Some(it),
    }
}

/// Members in the order of their names, all the way down: untyped objects keep no order of their own.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, it)| (name.clone(), sorted(it))).collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(members.into_iter().collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
