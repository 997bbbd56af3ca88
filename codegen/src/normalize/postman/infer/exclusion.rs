//! Which types no value is of at once: only those may stand beside each other in `oneOf`.
//!
//! Objects are open, so that what one type lacks and another requires tells them apart for a reader, but excludes
//! nothing: an object with the members of both is of both.

use super::shape::{Forest, Objects, Observed, RecordId};

/// How deep types are compared.
const DEPTH: usize = 6;

/// Whether each two of these records exclude each other.
pub(super) fn exclude_records(forest: &Forest<'_>, records: &[RecordId]) -> bool {
    let mut pairs = records
        .iter()
        .enumerate()
        .flat_map(|(index, one)| records.iter().skip(index + 1).map(move |other| (*one, *other)));
    pairs.all(|(one, other)| are_apart(forest, one, other, DEPTH))
}

/// Whether no value has both shapes.
fn are_unlike(forest: &Forest<'_>, one: &Observed<'_>, other: &Observed<'_>, depth: usize) -> bool {
    // What shows no type but null is any value.
    if one.is_unknown() || other.is_unknown() {
        return false;
    }
    let shared = [
        one.null && other.null,
        one.boolean && other.boolean,
        one.number.is_some() && other.number.is_some(),
        one.text.is_some() && other.text.is_some(),
        one.list.is_some() && other.list.is_some(),
    ];
    if shared.contains(&true) {
        return false;
    }
    match (records(&one.objects), records(&other.objects)) {
        (Some(records), Some(others)) => records
            .iter()
            .all(|one| others.iter().all(|other| are_apart(forest, *one, *other, depth))),
        // A map takes any object whose members fit, the empty one too.
        _ => one.objects.are_none() || other.objects.are_none(),
    }
}

/// The records that objects are; `None` where they are a map.
fn records(objects: &Objects<'_>) -> Option<Vec<RecordId>> {
    match objects {
        Objects::None => Some(Vec::new()),
        Objects::Empty | Objects::Map(_) => None,
        Objects::Record(id) => Some(vec![*id]),
        Objects::Either { kinds, .. } => Some(kinds.clone()),
    }
}

/// Whether no object is of both types: a member that one of them requires has a constant of its own in each, or values
/// that exclude each other.
fn are_apart(forest: &Forest<'_>, one: RecordId, other: RecordId, depth: usize) -> bool {
    if depth == 0 || forest.resolve(one) == forest.resolve(other) {
        return false;
    }
    let (one, other) = (forest.record(one), forest.record(other));
    one.members.iter().any(|(name, shape)| {
        let Some(counterpart) = other.members.get(name) else { return false };
        if !one.requires(shape) && !other.requires(counterpart) {
            return false;
        }
        match (one.constant(name), other.constant(name)) {
            (Some(value), Some(other)) => value != other,
            _ => are_unlike(forest, shape, counterpart, depth - 1),
        }
    })
}
