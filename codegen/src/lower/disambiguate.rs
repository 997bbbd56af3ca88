//! Tells the variants of a union apart that look the same from outside, by members of their members.
//!
//! - In: types that are done.
//! - Out: the `nested` of shapes, only where two variants need them: an object that has the members of both is told by a
//!   constant further in, or by a member further in that the other one doesn't know.
//! - Invariant: a path leads through required records, so that every value of the variant has it.

mod overlap;

use std::collections::{BTreeMap, VecDeque};

use crate::diagnostic::findings;
use crate::ir::{
    JsonKind, NestedMember, Presence, Record, Scalar, Tagging, Ty, TypeKind, Union, Variant,
};
use crate::lower::draft::{Definition, Draft};
use crate::lower::pass::{Context, Pass};
use crate::lower::schemas::shape::{Shapes, record};

use self::overlap::Overlaps;

/// How many names a path has at most.
const DEPTH: usize = 4;

/// How many members further in are looked at for each variant, those nearest first.
const MEMBERS: usize = 1024;

/// How many pairs of variants are compared in each union.
const PAIRS: usize = 8192;

/// Fills in what tells the variants of each union apart, and reports those that nothing does.
pub(super) const PASS: Pass = Pass { name: "disambiguate_variants", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    look_deeper(&mut draft.types);
    report_alike(&draft.types, context);
}

fn look_deeper(types: &mut [Definition]) {
    for index in 0..types.len() {
        let found = match types.get(index).map(|it| &it.kind) {
            Some(TypeKind::Union(union)) if union.tagging == Tagging::Untagged => {
                Comparison::new(types, union).run()
            }
            _ => continue,
        };
        let Some(TypeKind::Union(union)) = types.get_mut(index).map(|it| &mut it.kind) else {
            continue;
        };
        for (variant, nested) in union.variants.iter_mut().zip(found) {
            for shape in &mut variant.shapes {
                shape.nested.clone_from(&nested);
            }
        }
    }
}

/// Variants by the constant that they have somewhere.
type ByValue = BTreeMap<Scalar, Vec<usize>>;

/// The variants of a union, and what was found to tell each of them from others.
struct Comparison<'a> {
    types: &'a [Definition],
    union: &'a Union,
    inside: Vec<Inside<'a>>,
    found: Vec<Vec<NestedMember>>,
    /// How many pairs may still be compared.
    left: usize,
}

impl<'a> Comparison<'a> {
    fn new(types: &'a [Definition], union: &'a Union) -> Self {
        let inside = union.variants.iter().map(|it| Inside::new(types, &it.ty)).collect();
        Self { types, union, inside, found: vec![Vec::new(); union.variants.len()], left: PAIRS }
    }

    /// For each variant what tells it from the others.
    fn run(mut self) -> Vec<Vec<NestedMember>> {
        // What has nothing further in isn't told by it.
        if self.inside.iter().all(|it| it.members.is_empty()) {
            return self.found;
        }
        let overlaps = Overlaps::new(self.union.variants.iter().enumerate());
        for alike in overlaps.alike() {
            self.split(alike);
        }
        for (one, other) in overlaps.different() {
            if self.left == 0 {
                break;
            }
            self.compare(one, other);
        }
        self.found
    }

    /// Tells variants that look the same by the first constant further in that all of them have, and not all the same one;
    /// then those with the same constant by the next. What has no such constant is compared each with each.
    fn split(&mut self, variants: &[usize]) {
        if variants.len() < 2 {
            return;
        }
        let Some((path, groups)) = self.groups(variants) else {
            return self.compare_each(variants);
        };
        for (value, group) in groups {
            let member = NestedMember { path: path.clone(), value: Some(value) };
            for index in &group {
                self.add(*index, &member);
            }
            self.split(&group);
        }
    }

    /// A path at which all variants have constants, not all the same one, and the variants with each.
    fn groups(&self, variants: &[usize]) -> Option<(Vec<String>, ByValue)> {
        let first = self.inside.get(*variants.first()?)?;
        first.constants().find_map(|member| {
            let mut groups = ByValue::new();
            for index in variants {
                let value = self.inside.get(*index)?.constant(&member.path)?;
                groups.entry(value.clone()).or_default().push(*index);
            }
            (groups.len() > 1).then(|| (member.path.clone(), groups))
        })
    }

    fn compare_each(&mut self, variants: &[usize]) {
        for (nth, one) in variants.iter().enumerate() {
            for other in variants.iter().skip(nth + 1) {
                if self.left == 0 {
                    return;
                }
                self.compare(*one, *other);
            }
        }
    }

    /// Finds what tells two variants from each other: different constants, else what only one of them has.
    fn compare(&mut self, one: usize, other: usize) {
        self.left = self.left.saturating_sub(1);
        let (Some(a), Some(b)) = (self.inside.get(one), self.inside.get(other)) else { return };
        if a.ty == b.ty {
            return;
        }
        let (of_one, of_other) = difference(self.types, a, b);
        for (index, member) in [(one, of_one), (other, of_other)] {
            if let Some(member) = member {
                self.add(index, &member);
            }
        }
    }

    fn add(&mut self, variant: usize, member: &NestedMember) {
        if let Some(list) = self.found.get_mut(variant)
            && !list.contains(member)
        {
            list.push(member.clone());
        }
    }
}

/// Says which unions have variants that can't be told.
fn report_alike(types: &[Definition], context: &mut Context<'_>) {
    for def in types {
        let TypeKind::Union(union) = &def.kind else { continue };
        let Some((a, b)) = alike(types, union) else { continue };
        let placed = [a, b].map(|it| {
            let ty = it.ty.named().and_then(|it| types.get(it.0));
            let own = ty.filter(|it| it.pointer != def.pointer);
            (it.name.as_str(), own.map(|it| context.canonical.origins.place(&it.pointer)))
        });
        context.report(&def.pointer, findings::unions::alike(placed));
    }
}

/// The first two variants of a union that accept the same objects, neither of which is the more specific one, of the first
/// [`PAIRS`] that share objects.
///
/// The one that requires more members is, and so is the one that some member further in tells.
fn alike<'a>(types: &[Definition], union: &'a Union) -> Option<(&'a Variant, &'a Variant)> {
    if union.tagging != Tagging::Untagged {
        return None;
    }
    let is_told = |it: &Variant| it.shapes.iter().any(|it| !it.nested.is_empty());
    let untold = union.variants.iter().enumerate().filter(|(_, it)| !is_told(it));
    let mut shapes = Shapes::new(types);
    let overlaps = Overlaps::new(untold);
    let ties = overlaps.ties().take(PAIRS);
    let ties =
        ties.filter_map(|(a, b)| Some((a, b, union.variants.get(a)?, union.variants.get(b)?)));
    let unclear =
        ties.filter(|(.., a, b)| a.ty != b.ty && !clash(&mut shapes, types, &a.ty, &b.ty));
    let (.., a, b) = unclear.min_by_key(|(a, b, ..)| (*a, *b))?;
    Some((a, b))
}

/// Whether a member that both require is of another kind in each, so that what is one can't be read as the other.
fn clash(shapes: &mut Shapes<'_>, types: &[Definition], a: &Ty, b: &Ty) -> bool {
    let (Some(a), Some(b)) = (record(types, a), record(types, b)) else { return false };
    let mut kinds = |ty: &Ty| -> Vec<JsonKind> { shapes.of(ty).iter().map(|it| it.kind).collect() };
    a.fields.iter().filter(|it| it.presence == Presence::Required).any(|one| {
        let other = b.fields.iter().find(|it| it.wire == one.wire);
        other.filter(|it| it.presence == Presence::Required).is_some_and(|other| {
            let (one, other) = (kinds(&one.ty), kinds(&other.ty));
            one.iter().all(|a| other.iter().all(|b| are_disjoint(*a, *b)))
        })
    })
}

fn are_disjoint(a: JsonKind, b: JsonKind) -> bool {
    let number = |it| matches!(it, JsonKind::Integer | JsonKind::Number);
    a != b && a != JsonKind::Any && b != JsonKind::Any && !(number(a) && number(b))
}

/// A type and what its values have further in.
struct Inside<'a> {
    ty: &'a Ty,
    /// Those nearest first.
    members: Vec<NestedMember>,
    /// The places of members by their paths.
    by_path: BTreeMap<Vec<String>, usize>,
}

impl<'a> Inside<'a> {
    fn new(types: &[Definition], ty: &'a Ty) -> Self {
        let members = nested_members(types, ty);
        let by_path = members.iter().enumerate().map(|(at, it)| (it.path.clone(), at)).collect();
        Self { ty, members, by_path }
    }

    fn constants(&self) -> impl Iterator<Item = &NestedMember> {
        self.members.iter().filter(|it| it.value.is_some())
    }

    fn at(&self, path: &[String]) -> Option<&NestedMember> {
        self.members.get(*self.by_path.get(path)?)
    }

    fn constant(&self, path: &[String]) -> Option<&Scalar> {
        self.at(path)?.value.as_ref()
    }
}

/// What tells each of two types from the other.
fn difference(
    types: &[Definition],
    a: &Inside<'_>,
    b: &Inside<'_>,
) -> (Option<NestedMember>, Option<NestedMember>) {
    let both = a.constants().find_map(|it| {
        let other = b.at(&it.path).filter(|other| other.value.is_some())?;
        (other.value != it.value).then(|| (Some(it.clone()), Some(other.clone())))
    });
    if let Some(both) = both {
        return both;
    }
    let alone = |a: &Inside<'_>, b: &Inside<'_>| {
        a.constants().find(|it| b.at(&it.path) != Some(it)).cloned()
    };
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

/// The members that every value of `ty` has further in, those nearest first, and no more than [`MEMBERS`].
fn nested_members(types: &[Definition], ty: &Ty) -> Vec<NestedMember> {
    let mut found = Vec::new();
    let mut open: VecDeque<(Vec<String>, &Record)> =
        record(types, ty).map(|it| (Vec::new(), it)).into_iter().collect();
    while let Some((path, it)) = open.pop_front()
        && found.len() < MEMBERS
    {
        let needed = |presence| matches!(presence, Presence::Required | Presence::Nullable);
        for field in it.fields.iter().filter(|it| needed(it.presence)).take(MEMBERS) {
            let mut path = path.clone();
            path.push(field.wire.clone());
            if let Some(inner) = record(types, &field.ty)
                .filter(|_| field.presence == Presence::Required && path.len() < DEPTH)
                .filter(|_| open.len() < MEMBERS)
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
fn knows(types: &[Definition], ty: &Ty, path: &[String]) -> bool {
    let Some((name, rest)) = path.split_first() else { return true };
    let Some(record) = record(types, ty) else { return true };
    match record.fields.iter().find(|it| it.wire == *name) {
        Some(field) => knows(types, &field.ty, rest),
        None => record.extra.is_some(),
    }
}
