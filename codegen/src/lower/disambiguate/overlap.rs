//! Which variants of a union share values, as far as the members of an object tell by themselves.
//!
//! Variants that look the same are one look, and two looks are compared only where one requires a member that the other
//! knows, of which few know it: a union of thousands of variants has few such pairs, unless they really share values.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{JsonKind, Scalar, Shape, Variant};

/// What an object has to look like, and the variants, by their places in the union, that look like this.
struct Look<'a> {
    required: BTreeSet<&'a str>,
    known: BTreeSet<&'a str>,
    open: bool,
    variants: Vec<usize>,
}

impl Look<'_> {
    /// Whether an object may be of both, which have the same constants.
    fn overlaps(&self, other: &Self) -> bool {
        self.required.is_subset(&other.known) && other.required.is_subset(&self.known)
    }

    /// Whether neither is the more specific one.
    fn ties(&self, other: &Self) -> bool {
        self.open == other.open && self.required.len() == other.required.len()
    }
}

/// The looks with the same constants.
#[derive(Default)]
struct Group<'a> {
    looks: Vec<Look<'a>>,
    /// The looks of which this is the required member that fewest know, or the empty name where nothing is required.
    by_rarest: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Group<'a> {
    fn index(&mut self) {
        let mut n_known: BTreeMap<&str, usize> = BTreeMap::new();
        for name in self.looks.iter().flat_map(|it| &it.known) {
            *n_known.entry(name).or_default() += 1;
        }
        for (index, look) in self.looks.iter().enumerate() {
            let rarest = look.required.iter().min_by_key(|it| n_known.get(*it));
            self.by_rarest.entry(rarest.copied().unwrap_or_default()).or_default().push(index);
        }
    }

    /// The looks behind this one that share values with it.
    fn behind(&self, index: usize) -> impl Iterator<Item = (&Look<'a>, &Look<'a>)> {
        let look = self.looks.get(index);
        let names = look.into_iter().flat_map(|it| it.known.iter().copied()).chain([""]);
        let near: BTreeSet<usize> =
            names.filter_map(|it| self.by_rarest.get(it)).flatten().copied().collect();
        let behind = near.into_iter().filter(move |it| *it > index);
        let pairs = behind.filter_map(move |it| Some((look?, self.looks.get(it)?)));
        pairs.filter(|(look, other)| look.overlaps(other))
    }
}

/// Which variants share values.
pub(super) struct Overlaps<'a> {
    groups: Vec<Group<'a>>,
}

impl<'a> Overlaps<'a> {
    /// Compares variants, each with its place in the union.
    pub(super) fn new(variants: impl Iterator<Item = (usize, &'a Variant)>) -> Self {
        type Constants<'a> = BTreeSet<(&'a str, &'a Scalar)>;
        let mut groups: BTreeMap<Constants<'a>, BTreeMap<_, Look<'a>>> = BTreeMap::new();
        let shapes = variants.flat_map(|(at, it)| it.shapes.iter().map(move |it| (at, it)));
        for (variant, shape) in shapes.filter(|(_, it)| it.kind == JsonKind::Object) {
            let constants = shape.constants.iter().map(|(name, it)| (name.as_str(), it)).collect();
            let look = Look::of(shape);
            let key = (look.required.clone(), look.known.clone(), look.open);
            let look = groups.entry(constants).or_default().entry(key).or_insert(look);
            if look.variants.last() != Some(&variant) {
                look.variants.push(variant);
            }
        }
        let groups = groups.into_values().map(|it| {
            let mut group = Group { looks: it.into_values().collect(), ..Group::default() };
            group.looks.sort_by(|a, b| a.variants.cmp(&b.variants));
            group.index();
            group
        });
        Self { groups: groups.collect() }
    }

    /// Variants that look the same, several each.
    pub(super) fn alike(&self) -> impl Iterator<Item = &[usize]> {
        let looks = self.groups.iter().flat_map(|it| &it.looks);
        looks.map(|it| it.variants.as_slice()).filter(|it| it.len() > 1)
    }

    /// Pairs of variants that look different and share values.
    pub(super) fn different(&self) -> impl Iterator<Item = (usize, usize)> {
        self.looks().flat_map(|(a, b)| between(a, b))
    }

    /// Pairs of variants that share values, neither of which is the more specific one.
    pub(super) fn ties(&self) -> impl Iterator<Item = (usize, usize)> {
        let each = self.alike().flat_map(|all| {
            let behind = move |(nth, one): (usize, &'_ usize)| {
                let one = *one;
                all.iter().skip(nth + 1).map(move |other| (one, *other))
            };
            all.iter().enumerate().flat_map(behind)
        });
        each.chain(self.looks().filter(|(a, b)| a.ties(b)).flat_map(|(a, b)| between(a, b)))
    }

    fn looks(&self) -> impl Iterator<Item = (&Look<'a>, &Look<'a>)> {
        self.groups.iter().flat_map(|it| (0..it.looks.len()).flat_map(|index| it.behind(index)))
    }
}

impl<'a> Look<'a> {
    fn of(shape: &'a Shape) -> Self {
        Self {
            required: shape.required.iter().map(String::as_str).collect(),
            known: shape.known.iter().map(String::as_str).collect(),
            open: shape.open,
            variants: Vec::new(),
        }
    }
}

/// The pairs of a variant of each, that which stands first in the union before the other.
fn between<'a>(a: &'a Look<'_>, b: &'a Look<'_>) -> impl Iterator<Item = (usize, usize)> + 'a {
    let pairs = a.variants.iter().flat_map(|one| b.variants.iter().map(move |it| (*one, *it)));
    pairs.filter(|(a, b)| a != b).map(|(a, b)| (a.min(b), a.max(b)))
}
