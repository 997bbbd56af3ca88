//! Makes one type of inline schemas that are the same.
//!
//! Descriptions repeat themselves: a tool has written out every reference, or each list has the same `sort` parameter.
//! Two inline types that are alike in all but their texts become one when they are called alike where they stand, or
//! are so large that it is no coincidence; with a component it is the same. Components stay apart from each other:
//! their names are the vendor's.
//!
//! - In: all types, from the leaves up: types are alike when what they mention has become one.
//! - Out: every mention leads to the type that stands for all, and [`Draft::shared`] says where else it stood.

mod alike;
mod facts;
mod finder;
mod role;
mod shared_names;
mod texts;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Tagging, Ty, TypeId, TypeKind};
use crate::lower::draft::{Definition, Draft, Shared};
use crate::lower::names::Kind;
use crate::lower::naming::Naming;
use crate::lower::pass::{Context, Pass};
use crate::pointer::Pointer;

use alike::{Numbers, Part};
use finder::Finder;

/// How many members or values make it unlikely that two types are alike by chance.
const DISTINCTIVE: usize = 4;

/// A type that may be the same as another.
#[derive(Debug)]
struct Candidate {
    id: TypeId,
    is_component: bool,
    /// Whether it is large enough that another one like it is no coincidence.
    is_distinctive: bool,
    /// What it is called where it stands, by its title and by its role; the name of a component.
    called: BTreeSet<String>,
    /// What it consists of.
    parts: Vec<Part>,
}

/// Definitions by the texts of their places.
type Ids<'d> = BTreeMap<&'d str, TypeId>;

/// Types that are the same: what they become, and who they are.
type Class = (TypeId, Vec<TypeId>);

/// Replaces every mention of a type by that of the one that stands for it.
pub(super) const PASS: Pass = Pass { name: "dedup_types", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    let finder = Finder {
        draft,
        canonical: context.canonical,
        ledger: context.ledger,
        naming: Naming::new(draft, context.resolver),
    };
    let roles = finder.roles();
    let weights = alike::weights(&draft.types);
    let (ids, order) = (finder.ids(), finder.order());
    let same_as = classes(&finder.candidates(&roles, &weights));
    let classes = finder.classes(&same_as, &weights, (&ids, &order));
    let mut same: BTreeMap<TypeId, TypeId> = BTreeMap::new();
    for (stand_in, members) in &classes {
        same.extend(members.iter().filter(|it| *it != stand_in).map(|it| (*it, *stand_in)));
    }
    let shared = finder.shared(&classes, &same, &roles, (&ids, &order));
    for (stand_in, members) in &classes {
        texts::join(draft, *stand_in, members);
        facts::join(draft, *stand_in, members);
    }
    draft.renumber(&same);
    join_variants(&mut draft.types);
    draft.shared = shared;
}

impl Finder<'_> {
    /// The types that others may become or that may become others, components first.
    fn candidates(&self, roles: &role::Roles, weights: &[usize]) -> Vec<Candidate> {
        let (mut candidates, mut numbers) = (Vec::new(), Numbers::default());
        for (index, (def, weight)) in self.draft.types.iter().zip(weights).enumerate() {
            let id = TypeId(index);
            let Some(parts) = alike::parts(self.draft, id, def, &mut numbers) else {
                continue;
            };
            candidates.push(Candidate {
                id,
                is_component: def.is_component(),
                is_distinctive: *weight >= DISTINCTIVE,
                called: roles.called(id),
                parts,
            });
        }
        candidates.sort_by_key(|it| !it.is_component);
        candidates
    }

    /// Chooses what stands for each class: the component, else what the ledger knows, else the first one.
    ///
    /// What lies in a type that became another is no place any more, unless it is the only one that is known.
    fn classes(
        &self,
        same: &BTreeMap<TypeId, TypeId>,
        weights: &[usize],
        (ids, order): (&Ids<'_>, &[usize]),
    ) -> Vec<Class> {
        let mut members: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
        for (id, first) in same {
            members.entry(*first).or_insert_with(|| vec![*first]).push(*id);
        }
        let mut members: Vec<Vec<TypeId>> = members.into_values().collect();
        for it in &mut members {
            it.sort_unstable();
        }
        // A type is larger than what lies in it.
        let weight = |it: &[TypeId]| it.iter().filter_map(|it| weights.get(it.0)).max().copied();
        members.sort_by_key(|it| Reverse(weight(it)));
        let mut gone: BTreeSet<TypeId> = BTreeSet::new();
        let mut classes = Vec::new();
        for members in members {
            let rank = |id: &TypeId| {
                let Some(def) = self.draft.def(*id) else { return (true, true, true, 0) };
                let known = self.ledger.known(Kind::Type, &def.pointer).is_some();
                let inside = is_inside(&def.pointer, ids, &gone);
                (!def.is_component(), !known, inside, order.get(id.0).copied().unwrap_or_default())
            };
            let Some(stand_in) = members.iter().copied().min_by_key(rank) else { continue };
            gone.extend(members.iter().filter(|it| **it != stand_in));
            classes.push((stand_in, members));
        }
        classes
    }

    /// The ranks of the definitions: those of operations as the document has them, and within one, and of components, by
    /// their pointers, because `properties` have no order.
    fn order(&self) -> Vec<usize> {
        let mut operations: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        let mut ranked: Vec<(usize, &Pointer, usize)> = Vec::new();
        for (index, def) in self.draft.types.iter().enumerate() {
            let operation: Vec<String> = def.pointer.tokens().take(3).collect();
            let is_component = operation.first().is_some_and(|it| it == "components");
            let first = if is_component {
                usize::MAX
            } else {
                *operations.entry(operation).or_insert(index)
            };
            ranked.push((first, &def.pointer, index));
        }
        ranked.sort_unstable();
        let mut order = vec![0; ranked.len()];
        for (rank, (_, _, index)) in ranked.into_iter().enumerate() {
            if let Some(slot) = order.get_mut(index) {
                *slot = rank;
            }
        }
        order
    }

    /// The definitions by their places.
    fn ids(&self) -> Ids<'_> {
        let all = self.draft.types.iter().enumerate();
        all.map(|(index, it)| (it.pointer.as_str(), TypeId(index))).collect()
    }

    /// Where the inline types that stand for several places stood, and what they are called.
    fn shared(
        &self,
        classes: &[Class],
        same: &BTreeMap<TypeId, TypeId>,
        roles: &role::Roles,
        (ids, order): (&Ids<'_>, &[usize]),
    ) -> Shared {
        let gone: BTreeSet<TypeId> = same.keys().copied().collect();
        let at = |id: &TypeId| Some((*id, &self.draft.def(*id)?.pointer));
        let mut places = BTreeMap::new();
        for (stand_in, members) in classes {
            let mut standing: Vec<TypeId> = members
                .iter()
                .filter_map(at)
                .filter(|(id, at)| id == stand_in || !is_inside(at, ids, &gone))
                .map(|it| it.0)
                .collect();
            standing.sort_by_key(|id| order.get(id.0));
            let inline = self.draft.def(*stand_in).is_some_and(|it| !it.is_component());
            if inline && standing.len() > 1 {
                places.insert(*stand_in, standing);
            }
        }
        let names = self.shared_names(&places, &gone, roles);
        let place = |id: &TypeId| at(id).map(|it| it.1.clone());
        let names = names.iter().filter_map(|(id, name)| Some((place(id)?, name.clone())));
        let names = names.collect();
        let places = places
            .iter()
            .filter_map(|(id, it)| Some((place(id)?, it.iter().filter_map(place).collect())));
        Shared { names, places: places.collect() }
    }
}

/// Leaves out variants of unions that have become another one of the same union.
fn join_variants(types: &mut [Definition]) {
    for def in types {
        let TypeKind::Union(union) = &mut def.kind else { continue };
        let n_before = union.variants.len();
        let mut known: Vec<(Ty, Vec<String>)> = Vec::new();
        union.variants.retain(|it| {
            let what = (it.ty.clone(), it.tags.clone());
            let is_new = it.constructor.is_some() || !known.contains(&what);
            known.push(what);
            is_new
        });
        if let ([only], true) = (union.variants.as_slice(), n_before > 1)
            && union.tagging == Tagging::Untagged
        {
            def.kind = TypeKind::Alias(only.ty.clone());
        }
    }
}

/// Whether a place lies in a type that has become another.
fn is_inside(at: &Pointer, ids: &Ids<'_>, gone: &BTreeSet<TypeId>) -> bool {
    at.above().any(|it| ids.get(it).is_some_and(|id| gone.contains(id)))
}

/// The type that each type is the same as, where it is another: a component, or the first.
///
/// Types that mention each other become alike from the leaves up, a level in each round.
fn classes(candidates: &[Candidate]) -> BTreeMap<TypeId, TypeId> {
    let candidates = twins(candidates);
    let mut same: BTreeMap<TypeId, TypeId> = BTreeMap::new();
    for _ in 0..=candidates.len() {
        let mut alike: BTreeMap<Vec<Part>, Vec<&Candidate>> = BTreeMap::new();
        for candidate in &candidates {
            let mut parts = candidate.parts.clone();
            parts.iter_mut().filter_map(|it| it.ty.as_mut()).for_each(|it| it.renumber(&same));
            alike.entry(parts).or_default().push(candidate);
        }
        let found = alike.values().filter(|it| it.len() > 1).flat_map(|it| joined(it)).collect();
        if found == same {
            break;
        }
        same = found;
    }
    same
}

/// The candidates that another one is like, whatever the types are that they mention.
fn twins(candidates: &[Candidate]) -> Vec<&Candidate> {
    let mut alike: BTreeMap<Vec<Part>, Vec<usize>> = BTreeMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let parts = candidate.parts.iter().map(Part::but_for_names);
        alike.entry(parts.collect()).or_default().push(index);
    }
    let mut twins: Vec<usize> = alike.into_values().filter(|it| it.len() > 1).flatten().collect();
    twins.sort_unstable();
    twins.into_iter().filter_map(|it| candidates.get(it)).collect()
}

/// Which of the types that are alike become one.
fn joined(alike: &[&Candidate]) -> Vec<(TypeId, TypeId)> {
    let (components, inline): (Vec<&Candidate>, Vec<&Candidate>) =
        alike.iter().partition(|it| it.is_component);
    let mut groups: Vec<(BTreeSet<String>, Vec<&Candidate>)> = Vec::new();
    for candidate in inline {
        let (mut called, mut members) = (candidate.called.clone(), vec![candidate]);
        groups.retain_mut(|(others, known)| {
            if !candidate.is_distinctive && others.is_disjoint(&called) {
                return true;
            }
            called.append(others);
            members.append(known);
            false
        });
        groups.push((called, members));
    }
    let mut found = Vec::new();
    for (called, members) in groups {
        let named = components.iter().find(|it| !it.called.is_disjoint(&called));
        let large = components.first().filter(|it| it.is_distinctive);
        let inline = members.iter().min_by_key(|it| it.id);
        if let Some(first) = named.or(large).or(inline) {
            found.extend(members.iter().filter(|it| it.id != first.id).map(|it| (it.id, first.id)));
        }
    }
    found
}
