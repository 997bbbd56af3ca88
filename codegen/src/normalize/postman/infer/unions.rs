//! Objects of several types at one place.

use std::collections::BTreeSet;

use heck::ToSnakeCase;
use indexmap::IndexMap;

use super::formats::is_uuid;
use super::seen::Object;

/// How many types a tag may tell apart.
const KINDS: usize = 60;

/// How many types without a tag there may be at one place.
const UNTAGGED: usize = 4;

/// How the objects at a place are told apart.
#[derive(Debug)]
pub(super) enum Split<'t> {
    /// They are of one type.
    Whole,
    /// By the value of a member.
    Tagged(&'t str),
    /// By their members, which have nothing in common; each with a member that all of its objects have.
    Untagged(Vec<(&'t str, Vec<&'t Object<'t>>)>),
}

/// How the objects at a place are told apart; only whole bodies are without a tag.
pub(super) fn split<'t>(objects: &[&'t Object<'t>], is_body: bool) -> Split<'t> {
    if let Some(tag) = tag(objects, false) {
        return Split::Tagged(tag);
    }
    if !is_body {
        return Split::Whole;
    }
    untagged(objects).map_or(Split::Whole, Split::Untagged)
}

/// The member whose value tells objects of different types apart.
///
/// `named` means that the author already told the objects apart, by names of requests.
pub(super) fn tag<'t>(objects: &[&'t Object<'t>], named: bool) -> Option<&'t str> {
    let first = objects.first()?;
    if objects.len() < 2 {
        return None;
    }
    let candidates = first.members.iter().map(|(name, _)| *name);
    let mut ranked: Vec<(Rank, &str)> =
        candidates.filter_map(|name| Some((rank(name)?, name))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().find(|(rank, name)| tells_apart(objects, name, *rank, named)).map(|it| it.1)
}

/// How likely the name of a member is that of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Certain,
    Likely,
    Possible,
}

fn rank(name: &str) -> Option<Rank> {
    let words = name.to_snake_case();
    match words.as_str() {
        "type" | "kind" | "object_type" | "discriminator" => Some(Rank::Certain),
        "object" | "event" | "event_type" => Some(Rank::Likely),
        "name" | "action" | "method" | "operation" | "op" | "class" => Some(Rank::Possible),
        other if other.ends_with("_type") || other.ends_with("_kind") => Some(Rank::Likely),
        _ => None,
    }
}

fn tells_apart<'t>(objects: &[&'t Object<'t>], name: &str, rank: Rank, named: bool) -> bool {
    let mut groups: IndexMap<&str, Members<'t>> = IndexMap::new();
    for object in objects {
        let Some(value) = object.text(name).filter(|it| is_constant(it)) else { return false };
        let members = || object.members.iter().map(|(it, _)| *it).filter(|it| *it != name);
        let group = groups.entry(value).or_default();
        if group.objects == 0 {
            group.required = members().collect();
        } else {
            group.required.retain(|it| object.has(it));
        }
        group.objects += 1;
        group.any.extend(members());
    }
    // Any text could stand in `name`: only one that comes again is a constant.
    if rank == Rank::Possible && !groups.values().any(|it| it.objects > 1) {
        return false;
    }
    if !(2..=KINDS).contains(&groups.len()) {
        return false;
    }
    let groups: Vec<&Members<'_>> = groups.values().collect();
    let mut pairs = groups
        .iter()
        .enumerate()
        .flat_map(|(index, one)| groups.iter().skip(index + 1).map(move |other| (one, other)));
    match rank {
        Rank::Certain => pairs.any(|(one, other)| {
            one.is_unlike(other) || one.is_more(other, named) || other.is_more(one, named)
        }),
        Rank::Likely => pairs.any(|(one, other)| one.is_unlike(other)),
        Rank::Possible => pairs.all(|(one, other)| one.is_unlike(other)),
    }
}

/// The members of the objects with one value of a tag.
#[derive(Debug, Default)]
struct Members<'t> {
    objects: usize,
    required: BTreeSet<&'t str>,
    any: BTreeSet<&'t str>,
}

impl Members<'_> {
    /// Whether objects are of another type: each has a member of its own, and they share little.
    fn is_unlike(&self, other: &Self) -> bool {
        let (shared, all) = self.common(other);
        let have_own = self.own(other) > 0 && other.own(self) > 0;
        have_own && shared * 3 < all * 2
    }

    /// Whether objects are of another type though all members of the `other` are theirs as well: they have many more.
    fn is_more(&self, other: &Self, named: bool) -> bool {
        let (shared, all) = self.common(other);
        if named {
            self.own(other) > 0 && shared * 3 < all * 2
        } else {
            self.own(other) > 1 && shared * 2 < all
        }
    }

    /// How many members are shared, and how many there are.
    fn common(&self, other: &Self) -> (usize, usize) {
        (self.any.intersection(&other.any).count(), self.any.union(&other.any).count())
    }

    /// How many members all objects have, and none of the `other` has.
    fn own(&self, other: &Self) -> usize {
        self.required.difference(&other.any).count()
    }
}

/// Whether a text looks like a constant of a program, and not like an id or prose.
pub(super) fn is_constant(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"_-.:".contains(&it))
        && text.bytes().filter(u8::is_ascii_digit).count() < 6
        && !is_uuid(text)
}

/// Groups of objects that have no member in common; `None` where there is one, or too many.
fn untagged<'t>(objects: &[&'t Object<'t>]) -> Option<Vec<(&'t str, Vec<&'t Object<'t>>)>> {
    let mut groups: Vec<(BTreeSet<&str>, Vec<&'t Object<'t>>)> = Vec::new();
    for object in objects {
        let names: BTreeSet<&str> = object.members.iter().map(|(name, _)| *name).collect();
        if names.is_empty() {
            return None;
        }
        let mut all = (names, vec![*object]);
        let mut apart = Vec::new();
        let mut place = None;
        for mut group in groups {
            if group.0.is_disjoint(&all.0) {
                apart.push(group);
            } else {
                place.get_or_insert(apart.len());
                group.0.append(&mut all.0);
                group.1.append(&mut all.1);
                all = group;
            }
        }
        apart.insert(place.unwrap_or(apart.len()), all);
        groups = apart;
    }
    if !(2..=UNTAGGED).contains(&groups.len()) {
        return None;
    }
    let named = groups.into_iter().map(|(_, group)| {
        let first = group.first()?;
        let mut names = first.members.iter().map(|(name, _)| *name);
        let own = names.find(|name| group.iter().all(|it| it.has(name)))?;
        Some((own, group))
    });
    named.collect()
}
