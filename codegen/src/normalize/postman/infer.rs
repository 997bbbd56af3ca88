//! Types, inferred from samples.
//!
//! - In: for each body of the document, the samples that show it.
//! - Out: a schema for each body, and the components that several of them mention.
//! - Holds: every sample fits the schema of its body; the same samples give the same types.
//!
//! What is inferred:
//!
//! 1. A type says what all values at a place have in common. What one object lacks is optional, what one has as
//!    `null` is nullable; integers and fractions make a number, of a type that loses no digit, and so do integers in
//!    `lat` or `longitude`; a text has a format
//!    (`date-time`, `date`, `uuid`) where all texts have. Empty lists and objects say nothing about what they hold.
//! 2. An object is a map where its keys are ids: UUIDs, long hexadecimal or decimal numbers, dates, or serial names
//!    such as `A12`; or where they are words of "lorem ipsum"; and its values are alike. Beside other members, keys such
//!    as `nulla_8` are no members.
//! 3. Objects at one place are of several types where a member such as `type`, `kind` or `object` holds a constant in
//!    each, and objects with different constants share less than two thirds of their members. That member becomes a
//!    constant of each type. Whole bodies that share no member are of several types as well. All else is one type with
//!    optional members.
//! 4. Values of several kinds at one place (a text and a number, a list and an object) make a union.
//! 5. Two places have one type if they are called alike (`customer`, `customers`) and share two thirds of their members,
//!    or have the same ones and are called alike in the last word (`billing_address`), or have the same six or more; and
//!    if no member that they share is in conflict, their constants neither. A name such as `data` says little: with it,
//!    few members have to be the same ones. Such a type is a component, named like the first place. What is
//!    mentioned once stays where it is.
//! 6. Requests of one operation have one type where their bodies share two thirds of their members, or one has all
//!    members of the other, and no constant in them tells them apart; else each has its own, named after the request.
//! 7. Nothing is an enumeration, because samples never show all values; and every object is open, because they never
//!    show all members.

mod exclusion;
mod formats;
mod maps;
mod merge;
mod names;
mod numbers;
mod requests;
mod schema;
mod seen;
mod shape;
mod unions;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::sample::Sample;
use names::Place;
use schema::Root;
use seen::Seen;
use shape::{Forest, Observed};

/// Samples on their way to types.
#[derive(Debug, Default)]
pub(super) struct Inference {
    bodies: Vec<Body>,
}

#[derive(Debug)]
struct Body {
    names: Vec<String>,
    constants: Vec<String>,
    /// The samples of each request, or all of them without a name.
    variants: Vec<Variant>,
    is_union: bool,
}

/// A body that all samples show.
#[derive(Clone, Debug, Default)]
pub(super) struct Slot {
    /// What its type may be called, best first; words in any case.
    pub names: Vec<String>,
    /// The samples.
    pub samples: Vec<Sample>,
    /// The members of the body, texts, that have one value: a query.
    pub constants: Vec<String>,
}

/// The body of one of the requests that an operation stands for.
#[derive(Clone, Debug, Default)]
pub(super) struct Variant {
    /// The name of the request.
    pub name: String,
    /// The samples.
    pub samples: Vec<Sample>,
    /// The members of the body, texts, that have one value: a query.
    pub constants: Vec<String>,
}

/// Which body a schema is for: the index in [`Inferred::slots`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SlotId(pub usize);

/// The types.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Inferred {
    /// The components.
    pub schemas: Map<String, Value>,
    /// The schema of each body, or the reference to it.
    pub slots: Vec<Value>,
}

impl Inferred {
    /// The schema of a body.
    pub(super) fn schema(&self, slot: SlotId) -> Value {
        self.slots.get(slot.0).cloned().unwrap_or_default()
    }
}

impl Inference {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Takes a body that all samples show.
    pub(super) fn slot(&mut self, slot: Slot) -> SlotId {
        let Slot { names, samples, constants } = slot;
        let variant = Variant { samples, ..Variant::default() };
        self.add(Body { names, constants, variants: vec![variant], is_union: false })
    }

    /// Takes the body of an operation that stands for several requests.
    pub(super) fn variants(&mut self, names: Vec<String>, variants: Vec<Variant>) -> SlotId {
        let constants = variants.iter().flat_map(|it| it.constants.iter().cloned()).collect();
        self.add(Body { names, constants, variants, is_union: true })
    }

    fn add(&mut self, body: Body) -> SlotId {
        self.bodies.push(body);
        SlotId(self.bodies.len() - 1)
    }

    /// Infers the types of all bodies together.
    pub(super) fn finish(self) -> Inferred {
        let mut next = 0;
        let seen: Vec<Vec<Vec<Seen<'_>>>> =
            self.bodies.iter().map(|it| see(&it.variants, &mut next)).collect();
        let mut marks = BTreeMap::new();
        for (body, seen) in self.bodies.iter().zip(&seen) {
            if body.is_union {
                requests::mark(seen, &body.constants, &mut marks);
            } else {
                let objects: Vec<_> = seen.iter().flatten().filter_map(Seen::object).collect();
                requests::mark_constants(&objects, &body.constants, &mut marks);
            }
        }
        let mut forest = Forest::new(marks.clone());
        let mut roots = Vec::new();
        for (body, seen) in self.bodies.iter().zip(&seen) {
            roots.push(root(body, seen, &marks, &mut forest));
        }
        let shapes: Vec<&Observed<'_>> = roots.iter().flat_map(Root::shapes).collect();
        merge::merge_alike(&mut forest, &shapes);
        let (schemas, slots) = schema::write(&forest, &roots);
        Inferred { schemas, slots }
    }
}

/// The values of each request.
fn see<'t>(variants: &'t [Variant], next: &mut usize) -> Vec<Vec<Seen<'t>>> {
    let mut all = Vec::new();
    for variant in variants {
        let mut seen = Vec::new();
        for sample in &variant.samples {
            seen.push(seen::see(sample, next));
        }
        all.push(seen);
    }
    all
}

/// The shapes of a body.
fn root<'t>(
    body: &Body,
    seen: &'t [Vec<Seen<'t>>],
    marks: &BTreeMap<usize, Vec<&'t str>>,
    forest: &mut Forest<'t>,
) -> Root<'t> {
    let clusters = if body.is_union { requests::clusters(seen, marks) } else { Vec::new() };
    if clusters.len() < 2 {
        return Root::One(forest.shape(seen.iter().flatten(), &Place::body(&body.names)));
    }
    let mut shapes = Vec::new();
    let mut of_request = vec![0; body.variants.len()];
    for (index, members) in clusters.into_iter().enumerate() {
        let first = members.first().and_then(|it| body.variants.get(*it));
        let name = first.map(|it| it.name.clone()).unwrap_or_default();
        let mut names = vec![name.clone()];
        names.extend(body.names.first().map(|it| format!("{it} {name}")));
        let values = members.iter().filter_map(|it| seen.get(*it)).flatten();
        let shape = forest.shape(values, &Place::body(&names));
        for member in members {
            if let Some(it) = of_request.get_mut(member) {
                *it = index;
            }
        }
        shapes.push((names, shape));
    }
    let requests = body.variants.iter().map(|it| it.name.clone()).zip(of_request).collect();
    Root::Several { shapes, requests }
}

#[cfg(test)]
mod tests;
