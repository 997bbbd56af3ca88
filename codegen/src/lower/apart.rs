//! Tells the variants of a union apart that look the same from outside, by members of their members.
//!
//! - In: types that are done.
//! - Out: the `nested` of shapes, only where two variants need them: an object that has the members of both is told by a
//!   constant further in, or by a member further in that the other one doesn't know.
//! - Invariant: a path leads through required records, so that every value of the variant has it.

use std::collections::VecDeque;

use crate::ir::{
    Choice, JsonKind, NestedMember, Presence, Record, Scalar, Shape, Ty, TypeDef, TypeKind,
};

/// How many names a path has at most.
const DEPTH: usize = 4;

/// Fills in what tells the variants of each union apart.
pub(super) fn look_deeper(types: &mut [TypeDef]) {
    for index in 0..types.len() {
        let found = types.get(index).map(|it| tellings(types, it)).unwrap_or_default();
        let Some(TypeKind::Union(union)) = types.get_mut(index).map(|it| &mut it.kind) else {
            continue;
        };
        for (variant, nested) in union.variants.iter_mut().zip(found) {
            variant.shape.nested = nested;
        }
    }
}

/// For each variant what tells it from the others.
fn tellings(types: &[TypeDef], def: &TypeDef) -> Vec<Vec<NestedMember>> {
    let TypeKind::Union(union) = &def.kind else { return Vec::new() };
    let mut found = vec![Vec::new(); union.variants.len()];
    if union.choice != Choice::Shape {
        return found;
    }
    let mut alike = Vec::new();
    for (one, first) in union.variants.iter().enumerate() {
        for (other, second) in union.variants.iter().enumerate().skip(one + 1) {
            if first.ty != second.ty && !are_apart(&first.shape, &second.shape) {
                alike.push((one, other));
            }
        }
    }
    if alike.is_empty() {
        return found;
    }
    let inside: Vec<Inside<'_>> =
        union.variants.iter().map(|it| Inside::new(types, &it.ty)).collect();
    for (one, other) in alike {
        let (Some(a), Some(b)) = (inside.get(one), inside.get(other)) else { continue };
        let (of_one, of_other) = telling(types, a, b);
        for (index, member) in [(one, of_one), (other, of_other)] {
            if let (Some(list), Some(member)) = (found.get_mut(index), member)
                && !list.contains(&member)
            {
                list.push(member);
            }
        }
    }
    found
}

/// Whether no object is a value of both as far as their own members tell.
fn are_apart(a: &Shape, b: &Shape) -> bool {
    let differs = |a: &Shape, b: &Shape| a.constants.iter().any(|it| !b.constants.contains(it));
    let unknown = |a: &Shape, b: &Shape| a.required.iter().any(|it| !b.known.contains(it));
    let objects = a.kind == JsonKind::Object && b.kind == JsonKind::Object;
    !objects || differs(a, b) || differs(b, a) || unknown(a, b) || unknown(b, a)
}

/// A type and what its values have further in.
struct Inside<'a> {
    ty: &'a Ty,
    members: Vec<NestedMember>,
}

impl<'a> Inside<'a> {
    fn new(types: &[TypeDef], ty: &'a Ty) -> Self {
        Self { ty, members: nested_members(types, ty) }
    }

    fn constants(&self) -> impl Iterator<Item = &NestedMember> {
        self.members.iter().filter(|it| it.value.is_some())
    }
}

/// What tells each of two types from the other: different constants, else what only one of them has.
fn telling(
    types: &[TypeDef],
    a: &Inside<'_>,
    b: &Inside<'_>,
) -> (Option<NestedMember>, Option<NestedMember>) {
    let both = a.constants().find_map(|it| {
        let other = b.constants().find(|other| other.path == it.path)?;
        (other.value != it.value).then(|| (Some(it.clone()), Some(other.clone())))
    });
    if let Some(both) = both {
        return both;
    }
    let alone =
        |a: &Inside<'_>, b: &Inside<'_>| a.constants().find(|it| !b.members.contains(it)).cloned();
    let (of_a, of_b) = (alone(a, b), alone(b, a));
    if of_a.is_some() || of_b.is_some() {
        return (of_a, of_b);
    }
    let unknown = |a: &Inside<'_>, b: &Inside<'_>| {
        let it = a.members.iter().find(|it| !knows(types, b.ty, &it.path))?;
        Some(NestedMember { value: None, ..it.clone() })
    };
    (unknown(a, b), unknown(b, a))
}

/// The members that every value of `ty` has further in, those nearest first.
fn nested_members(types: &[TypeDef], ty: &Ty) -> Vec<NestedMember> {
    let mut found = Vec::new();
    let mut open: VecDeque<(Vec<String>, &Record)> =
        record(types, ty).map(|it| (Vec::new(), it)).into_iter().collect();
    while let Some((path, it)) = open.pop_front() {
        let needed = |presence| matches!(presence, Presence::Required | Presence::Nullable);
        for field in it.fields.iter().filter(|it| needed(it.presence)) {
            let mut path = path.clone();
            path.push(field.wire.clone());
            if let Some(inner) = record(types, &field.ty)
                .filter(|_| field.presence == Presence::Required && path.len() < DEPTH)
            {
                open.push_back((path.clone(), inner));
            }
            if path.len() > 1 {
                let value: Option<Scalar> = field.constant.as_ref().map(|it| it.value.clone());
                found.push(NestedMember { path, value });
            }
        }
    }
    found
}

/// Whether values of `ty` may have a member at `path`.
fn knows(types: &[TypeDef], ty: &Ty, path: &[String]) -> bool {
    let Some((name, rest)) = path.split_first() else { return true };
    let Some(record) = record(types, ty) else { return true };
    match record.fields.iter().find(|it| it.wire == *name) {
        Some(field) => knows(types, &field.ty, rest),
        None => record.extra.is_some(),
    }
}

/// The record that a type is.
fn record<'a>(types: &'a [TypeDef], ty: &Ty) -> Option<&'a Record> {
    // A longer chain of aliases is a circle.
    let mut id = ty.named()?;
    for _ in 0..64 {
        match &types.get(id.0)?.kind {
            TypeKind::Record(it) => return Some(it),
            TypeKind::Alias(ty) => id = ty.named()?,
            TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) | TypeKind::Union(_) => {
                return None;
            }
        }
    }
    None
}
