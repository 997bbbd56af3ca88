//! The bodies of the requests that one operation stands for.
//!
//! - In: the bodies of each request.
//! - Out: which requests send bodies of one type, and the members that tell the others apart.

use std::collections::{BTreeMap, BTreeSet};

use super::merge::{Scalars, agree, alike};
use super::names::Place;
use super::seen::{Object, Seen};
use super::shape::{Forest, Objects, Observed};
use super::unions;

/// How deep below a body its mark may be.
const MARK_DEPTH: usize = 3;

/// How deep bodies are compared.
const DEPTH: usize = 6;

/// With how many of those that are of one type already another body is compared.
const COMPARED: usize = 12;

/// Marks the objects that tell the requests apart, and those that have a member of `constants`.
pub(super) fn mark<'t>(
    bodies: &'t [Vec<Seen<'t>>],
    constants: &[String],
    marks: &mut BTreeMap<usize, Vec<&'t str>>,
) {
    let objects: Vec<&Object<'_>> = bodies.iter().flatten().filter_map(Seen::object).collect();
    mark_constants(&objects, constants, marks);
    mark_below(&objects, marks, MARK_DEPTH);
}

/// Marks objects by those of their members that are to be constants.
pub(super) fn mark_constants<'t>(
    objects: &[&'t Object<'t>],
    constants: &[String],
    marks: &mut BTreeMap<usize, Vec<&'t str>>,
) {
    for object in objects {
        let named = object.members.iter().map(|(name, _)| *name);
        let own: Vec<&str> = named.filter(|it| constants.iter().any(|name| name == it)).collect();
        if !own.is_empty() {
            marks.insert(object.id, own);
        }
    }
}

fn mark_below<'t>(
    objects: &[&'t Object<'t>],
    marks: &mut BTreeMap<usize, Vec<&'t str>>,
    depth: usize,
) {
    if objects.len() < 2 || objects.iter().any(|it| marks.contains_key(&it.id)) {
        return;
    }
    if let Some(tag) = unions::tag(objects, true) {
        marks.extend(objects.iter().map(|it| (it.id, vec![tag])));
        return;
    }
    if depth == 0 {
        return;
    }
    let names: Vec<&str> = objects.iter().flat_map(|it| it.members.iter().map(|it| it.0)).collect();
    let mut known = BTreeSet::new();
    for name in names.into_iter().filter(|it| known.insert(*it)) {
        let below: Vec<&Object<'_>> =
            objects.iter().filter_map(|it| it.get(name)).filter_map(Seen::object).collect();
        mark_below(&below, marks, depth - 1);
    }
}

/// The indices of the bodies, those together that are of one type.
pub(super) fn clusters<'t>(
    bodies: &'t [Vec<Seen<'t>>],
    marks: &BTreeMap<usize, Vec<&'t str>>,
) -> Vec<Vec<usize>> {
    let mut forest = Forest::new(marks.clone());
    let place = Place::body(&[]);
    let mut clusters: Vec<(BTreeSet<String>, Vec<usize>)> = Vec::new();
    let mut shapes: Vec<Observed<'t>> = Vec::new();
    for (index, body) in bodies.iter().enumerate() {
        let shape = forest.shape(body, &place);
        let mut key = BTreeSet::new();
        for object in body.iter().filter_map(Seen::object) {
            constants(object, marks, "", MARK_DEPTH, &mut key);
        }
        let fitting = clusters.iter_mut().find(|(other, members)| {
            let mut others = members.iter().take(COMPARED).filter_map(|it| shapes.get(*it));
            *other == key && others.all(|it| are_one(&forest, &shape, it))
        });
        match fitting {
            Some((_, members)) => members.push(index),
            None => clusters.push((key, vec![index])),
        }
        shapes.push(shape);
    }
    clusters.into_iter().map(|(_, members)| members).collect()
}

/// The constants by which a body is told apart.
fn constants<'t>(
    object: &'t Object<'t>,
    marks: &BTreeMap<usize, Vec<&'t str>>,
    at: &str,
    depth: usize,
    found: &mut BTreeSet<String>,
) {
    for mark in marks.get(&object.id).into_iter().flatten() {
        found.insert(format!("{at}/{mark}={}", object.text(mark).unwrap_or_default()));
    }
    if depth == 0 {
        return;
    }
    for (name, member) in &object.members {
        if let Seen::Object(it) = member {
            constants(it, marks, &format!("{at}/{name}"), depth - 1, found);
        }
    }
}

/// Whether the bodies of two requests are of one type: one has the members of the other, or they share most.
fn are_one(forest: &Forest<'_>, one: &Observed<'_>, other: &Observed<'_>) -> bool {
    let (Objects::Record(left), Objects::Record(right)) = (&one.objects, &other.objects) else {
        return alike(forest, one, other, Scalars::Any, DEPTH);
    };
    let (left, right) = (forest.record(*left), forest.record(*right));
    let shared = left.members.keys().filter(|it| right.members.contains_key(*it)).count();
    let few = left.members.len().min(right.members.len());
    let all = left.members.len() + right.members.len() - shared;
    let enough = shared > 0 && shared == few || shared * 3 >= all * 2;
    enough && agree(forest, left, right, Scalars::Any, DEPTH)
}
