//! Makes one type of those that are alike.
//!
//! - In: the records of a forest, as samples show them at each place.
//! - Out: the same records, those merged that are one type.
//! - Holds: merging changes what mentions the merged types, so that it is done again until nothing changes.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Likeness;
use super::shape::{Forest, Objects, Observed, Record, RecordId};

/// How often merging is done again. Every round but the last makes the records fewer.
const ROUNDS: usize = 24;

/// How deep records are compared.
const DEPTH: usize = 6;

/// With how many of the records merged already another one is compared.
const COMPARED: usize = 12;

/// How many members records have at least that are one type though they are called differently.
///
/// With fewer, such as `id` and `name`, things of different kinds would be called like one of them.
const LEAST_MEMBERS: usize = 6;

/// Merges the records that `roots` lead to.
pub(super) fn merge_alike(forest: &mut Forest<'_>, roots: &[&Observed<'_>]) {
    for _ in 0..ROUNDS {
        let classes = classes(forest, &reachable(forest, roots));
        let mut changed = false;
        for class in classes.into_iter().filter(|it| it.len() > 1) {
            forest.merge(&class);
            changed = true;
        }
        if !changed {
            return;
        }
    }
}

/// The records that shapes lead to, those first that were met first.
pub(super) fn reachable(forest: &Forest<'_>, roots: &[&Observed<'_>]) -> Vec<RecordId> {
    let mut found = Vec::new();
    let mut known = BTreeSet::new();
    let mut open: Vec<RecordId> = Vec::new();
    for root in roots {
        mentions(root, &mut |id| open.push(id));
        open.reverse();
        while let Some(id) = open.pop() {
            let id = forest.resolve(id);
            if known.insert(id) {
                found.push(id);
                let start = open.len();
                for shape in forest.record(id).members.values() {
                    mentions(shape, &mut |id| open.push(id));
                }
                if let Some(added) = open.get_mut(start..) {
                    added.reverse();
                }
            }
        }
    }
    found
}

/// Calls `visit` with each record that a shape mentions itself.
pub(super) fn mentions(shape: &Observed<'_>, visit: &mut dyn FnMut(RecordId)) {
    match &shape.objects {
        Objects::None | Objects::Empty => {}
        Objects::Map(values) => mentions(values, visit),
        Objects::Record(id) => visit(*id),
        Objects::Either { kinds, .. } => kinds.iter().copied().for_each(&mut *visit),
    }
    if let Some(items) = &shape.list {
        mentions(items, visit);
    }
}

/// The records, those together that are one type.
fn classes(forest: &Forest<'_>, records: &[RecordId]) -> Vec<Vec<RecordId>> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for name in records.iter().flat_map(|it| forest.record(*it).members.keys()) {
        *uses.entry(name).or_default() += 1;
    }
    let mut classes: Vec<Vec<RecordId>> = Vec::new();
    let mut known: BTreeMap<Key<'_>, BTreeSet<usize>> = BTreeMap::new();
    for id in records {
        let record = forest.record(*id);
        let keys = keys(record, &uses);
        let candidates: BTreeSet<usize> =
            keys.iter().filter_map(|it| known.get(it)).flatten().copied().collect();
        let fitting = candidates
            .into_iter()
            .find(|index| classes.get(*index).is_some_and(|class| fits(forest, record, class)));
        let index = fitting.unwrap_or(classes.len());
        match classes.get_mut(index) {
            Some(class) => class.push(*id),
            None => classes.push(vec![*id]),
        }
        for key in keys {
            known.entry(key).or_default().insert(index);
        }
    }
    classes
}

/// What similar records have in common, so that not every record is compared with every other.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'t> {
    /// What it is called, and one of its members.
    Call(&'t str, &'t str),
    /// A constant.
    Mark(&'t str, &'t str),
    /// All members; where they are few, also the last word of what it is called.
    Members(Vec<&'t str>, Option<&'t str>),
}

/// The keys of a record: [`are_similar`] holds for none with which it shares no key.
fn keys<'t>(record: &'t Record<'_>, uses: &BTreeMap<&'t str, usize>) -> Vec<Key<'t>> {
    let place = &record.place;
    let mut keys: Vec<Key<'t>> =
        record.constants.iter().map(|(name, value)| Key::Mark(name, value)).collect();
    let mut members: Vec<&str> = record.members.keys().copied().collect();
    members.sort_by_key(|it| (uses.get(it), *it));
    // Who shares two thirds of the members shares one of any third of them: the rarest are shared by the fewest.
    let rare = members.get(..=members.len() / 3).unwrap_or(&members);
    for call in place.calls() {
        keys.extend(rare.iter().map(|it| Key::Call(call, it)));
    }
    if members.len() < LEAST_MEMBERS {
        keys.extend(place.last_words().map(|it| Key::Members(members.clone(), Some(it))));
    } else {
        keys.push(Key::Members(members, None));
    }
    keys
}

/// Whether a record is of one type with one of a class, and with none in conflict.
fn fits(forest: &Forest<'_>, record: &Record<'_>, class: &[RecordId]) -> bool {
    let mut others = class.iter().take(COMPARED).map(|it| forest.record(*it));
    others.clone().any(|it| are_similar(record, it))
        && others.all(|it| agree(forest, record, it, Scalars::Same, DEPTH))
}

/// Whether two records have so many members in common that they are one type.
fn are_similar(one: &Record<'_>, other: &Record<'_>) -> bool {
    let (few, many) = {
        let (one, other) = (one.members.len(), other.members.len());
        (one.min(other), one.max(other))
    };
    let marked = !one.constants.is_empty() && one.constants == other.constants;
    let shared = one.members.keys().filter(|it| other.members.contains_key(*it)).count();
    let all = few + many - shared;
    // Most pairs end here, before their names are compared, which takes longer.
    if !marked && (few < 2 || shared * 3 < all * 2) {
        return false;
    }
    let called = one.place.likeness(&other.place);
    if marked && called == Likeness::Same {
        return true;
    }
    let (nearly, equal) = match called {
        Likeness::Same => (2, 2),
        _ if marked => (2, 2),
        Likeness::Vague => (LEAST_MEMBERS, 2),
        Likeness::LastWord => (usize::MAX, 2),
        Likeness::None => (usize::MAX, LEAST_MEMBERS),
    };
    let is_near = few >= nearly;
    few >= equal && (if is_near { shared * 3 >= all * 2 } else { shared == all })
}

/// How different scalars at one place are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalars {
    /// A number and a text mean different types.
    Same,
    /// Scalars may differ: they stand in the bodies of one operation.
    Any,
}

/// Whether no member that two records share is in conflict.
pub(super) fn agree(
    forest: &Forest<'_>,
    one: &Record<'_>,
    other: &Record<'_>,
    scalars: Scalars,
    depth: usize,
) -> bool {
    one.constants == other.constants
        && one.members.iter().all(|(name, shape)| {
            let Some(counterpart) = other.members.get(name) else { return true };
            alike(forest, shape, counterpart, scalars, depth)
        })
}

/// Whether two shapes can be those of one place.
pub(super) fn alike(
    forest: &Forest<'_>,
    one: &Observed<'_>,
    other: &Observed<'_>,
    scalars: Scalars,
    depth: usize,
) -> bool {
    let (kinds, others) = (kinds(one, scalars), kinds(other, scalars));
    if kinds & others != kinds && kinds & others != others {
        return false;
    }
    if depth == 0 {
        return true;
    }
    if let (Some(items), Some(others)) = (&one.list, &other.list)
        && !alike(forest, items, others, scalars, depth - 1)
    {
        return false;
    }
    match (&one.objects, &other.objects) {
        (Objects::None | Objects::Empty, _) | (_, Objects::None | Objects::Empty) => true,
        (Objects::Map(values), Objects::Map(others)) => {
            alike(forest, values, others, scalars, depth - 1)
        }
        (Objects::Record(one), Objects::Record(other)) => {
            if forest.resolve(*one) == forest.resolve(*other) {
                return true;
            }
            let (one, other) = (forest.record(*one), forest.record(*other));
            let related = one.members.keys().any(|it| other.members.contains_key(it));
            related && agree(forest, one, other, scalars, depth - 1)
        }
        (Objects::Either { tag, .. }, Objects::Either { tag: other, .. }) => tag == other,
        (Objects::Map(_) | Objects::Record(_) | Objects::Either { .. }, _) => false,
    }
}

/// The kinds of value at a place, a bit for each.
fn kinds(shape: &Observed<'_>, scalars: Scalars) -> u8 {
    let has_objects = !matches!(shape.objects, Objects::None);
    let scalar = [shape.boolean, shape.number.is_some(), shape.text.is_some()];
    let scalar = match scalars {
        Scalars::Same => scalar,
        Scalars::Any => [scalar.contains(&true), false, false],
    };
    let all = scalar.into_iter().chain([shape.list.is_some(), has_objects]);
    all.enumerate().map(|(index, is)| u8::from(is) << index).sum()
}
