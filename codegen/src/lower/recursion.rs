//! Ends recursion: a type that contains itself does so behind a `Box`, and not in every value.
//!
//! Types within types within types end at one as well, long before the compiler gives up counting or a value no longer
//! fits a stack.

use std::collections::BTreeSet;

use crate::diagnostic::findings;
use crate::ir::{Presence, Ty, TypeId, TypeKind};
use crate::lower::draft::{Definition, Draft};
use crate::lower::least::Least;
use crate::lower::pass::{Context, Pass};

/// How many types may lie one within the other.
///
/// To lay a type out, the compiler descends into it, two steps for an optional member, and a crate has 128 unless it asks
/// for more: not only the generated one, but each that uses it.
const DEEPEST: usize = 32;

/// How many parts may lie side by side in a value, those of types within it counted: each has up to 24 bytes or so, and a
/// thread has 2 MB of stack for all values that are on their way.
const MOST_PARTS: usize = 1024;

/// Boxes the mentions of a type by which it would contain itself: members of records, which ends most circles, and
/// variants only where a circle is made of unions alone.
///
/// Lists and maps keep their items elsewhere already, so that only direct mentions count.
pub(super) const PASS: Pass = Pass { name: "end_recursion", run: |draft, _| run(&mut draft.types) };

fn run(types: &mut [Definition]) {
    let is_record = |it: &Definition| matches!(it.kind, TypeKind::Record(_));
    box_circles(types, is_record);
    box_circles(types, |it| matches!(it.kind, TypeKind::Union(_)));
    box_deep_and_large(types);
}

/// Boxes the mentions below which `DEEPEST` types lie one within the other, or `MOST_PARTS` side by side.
fn box_deep_and_large(types: &mut [Definition]) {
    let edges: Vec<Vec<usize>> = types.iter().map(direct).collect();
    let component = components(&edges);
    // What a type contains is numbered before it.
    let mut order: Vec<usize> = (0..types.len()).collect();
    order.sort_by_key(|index| get(&component, *index));
    let (mut depths, mut sizes) = (vec![0; types.len()], vec![1; types.len()]);
    for index in order {
        let Some(def) = types.get_mut(index) else { continue };
        if !matches!(def.kind, TypeKind::Alias(_)) {
            let is_much =
                |id: TypeId| get(&depths, id.0) >= DEEPEST || get(&sizes, id.0) >= MOST_PARTS;
            def.kind.types_mut().into_iter().for_each(|ty| box_direct(ty, &is_much));
        }
        let deepest = direct(def).into_iter().map(|it| get(&depths, it)).max();
        set(&mut depths, index, deepest.map_or(0, |it| it + 1));
        let parts = def.kind.types().into_iter().map(|ty| n_parts(ty, &sizes));
        let size = match &def.kind {
            TypeKind::Union(_) => parts.max().unwrap_or(1),
            _ => parts.fold(0, usize::saturating_add).max(1),
        };
        set(&mut sizes, index, size);
    }
}

/// How many parts of a value of `ty` lie side by side, where those of definitions are known.
fn n_parts(ty: &Ty, sizes: &[usize]) -> usize {
    match ty {
        Ty::Named(id) => get(sizes, id.0),
        Ty::Nullable(ty) => n_parts(ty, sizes),
        Ty::Tuple(tys) => tys.iter().map(|ty| n_parts(ty, sizes)).fold(0, usize::saturating_add),
        _ => 1,
    }
}

/// Boxes the mentions that the definitions of a sort have of those that contain them.
fn box_circles(types: &mut [Definition], sort: impl Fn(&Definition) -> bool) {
    let edges: Vec<Vec<usize>> = types.iter().map(direct).collect();
    let component = components(&edges);
    for index in 0..types.len() {
        let Some(def) = types.get_mut(index).filter(|it| sort(it)) else { continue };
        let within = |id: TypeId| {
            component.get(id.0) == component.get(index)
                && (id.0 != index || edges.get(index).is_some_and(|it| it.contains(&index)))
        };
        def.kind.types_mut().into_iter().for_each(|ty| box_direct(ty, &within));
    }
}

/// Takes out of a union the variants that are it again, directly or through further unions: a reader that tries them would
/// come back to the same value without end, and they add nothing.
pub(super) const CHOICES: Pass = Pass { name: "end_choices", run: end_choices };

fn end_choices(draft: &mut Draft, context: &mut Context<'_>) {
    let types = &mut draft.types;
    let edges: Vec<Vec<usize>> = types.iter().map(choices).collect();
    let component = components(&edges);
    for index in 0..types.len() {
        // What is in no circle with the union needs no look at all that it leads to.
        let may_lead_back =
            |ty: &Ty| ty.named().is_some_and(|it| component.get(it.0) == component.get(index));
        let again: Vec<bool> = match types.get(index).map(|it| &it.kind) {
            Some(TypeKind::Union(it)) => {
                let variants = it.variants.iter().map(|it| &it.ty);
                variants.map(|it| may_lead_back(it) && chooses(types, it, index)).collect()
            }
            _ => continue,
        };
        let Some(def) = types.get_mut(index).filter(|_| again.contains(&true)) else { continue };
        if let TypeKind::Union(union) = &mut def.kind {
            let mut again = again.into_iter();
            union.variants.retain(|_| !again.next().unwrap_or(false));
            context.report(&def.pointer, findings::unions::endless_variant());
        }
    }
}

/// The types of which each value is one of this type as well.
fn choices(def: &Definition) -> Vec<usize> {
    let named = |ty: &Ty| ty.named().map(|it| it.0);
    match &def.kind {
        TypeKind::Union(it) => it.variants.iter().filter_map(|it| named(&it.ty)).collect(),
        TypeKind::Alias(ty) => named(ty).into_iter().collect(),
        TypeKind::Record(_)
        | TypeKind::Enumeration(_)
        | TypeKind::IntegerEnumeration(_)
        | TypeKind::Foreign(_) => Vec::new(),
    }
}

/// Whether a value of `ty` is one of the union `of` as well, because a choice of a choice is.
fn chooses(types: &[Definition], ty: &Ty, of: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut work = vec![ty];
    while let Some(ty) = work.pop() {
        match ty {
            Ty::Nullable(ty) | Ty::Boxed(ty) => work.push(ty),
            Ty::Named(id) if id.0 == of => return true,
            Ty::Named(id) if seen.insert(id.0) => match types.get(id.0).map(|it| &it.kind) {
                Some(TypeKind::Union(it)) => work.extend(it.variants.iter().map(|it| &it.ty)),
                Some(TypeKind::Alias(ty)) => work.push(ty),
                _ => {}
            },
            _ => {}
        }
    }
    false
}

/// Makes optional what no value could have: a required member that leads back to its own type by required ones only.
///
/// Every such member of a circle becomes so, because a vendor's value may begin, and so end, at any of them.
pub(super) const REQUIREMENT: Pass = Pass { name: "end_requirement", run: end_requirement };

fn end_requirement(draft: &mut Draft, context: &mut Context<'_>) {
    let types = &mut draft.types;
    let least = Least::new(types);
    let ends: Vec<bool> = (0..types.len()).map(|it| least.ends(it)).collect();
    let endless: Vec<Vec<usize>> = types
        .iter()
        .zip(&ends)
        .map(|(def, ends_itself)| if *ends_itself { Vec::new() } else { needed(def, &ends) })
        .collect();
    let component = components(&endless);
    for (index, def) in types.iter_mut().enumerate() {
        let TypeKind::Record(record) = &mut def.kind else { continue };
        for field in &mut record.fields {
            let mut found = Vec::new();
            mentions(&field.ty, &mut found);
            let returns = |id: &usize| {
                !ends.get(*id).copied().unwrap_or(true)
                    && component.get(*id) == component.get(index)
            };
            if field.presence == Presence::Required && found.iter().any(returns) {
                field.presence = Presence::Optional;
                context.report(&def.pointer, findings::schemas::endless_member(&field.wire));
            }
        }
    }
}

/// The definitions that every value of this one needs and that don't end.
fn needed(def: &Definition, ends: &[bool]) -> Vec<usize> {
    let mut found = Vec::new();
    match &def.kind {
        TypeKind::Record(record) => {
            for field in record.fields.iter().filter(|it| it.presence == Presence::Required) {
                mentions(&field.ty, &mut found);
            }
        }
        _ => def.kind.types().into_iter().for_each(|ty| mentions(ty, &mut found)),
    }
    found.retain(|id| !ends.get(*id).copied().unwrap_or(true));
    found
}

fn box_direct(ty: &mut Ty, within: &dyn Fn(TypeId) -> bool) {
    match ty {
        Ty::Named(id) if within(*id) => *ty = Ty::Boxed(Box::new(ty.clone())),
        Ty::Nullable(ty) => box_direct(ty, within),
        Ty::Tuple(tys) => tys.iter_mut().for_each(|ty| box_direct(ty, within)),
        _ => {}
    }
}

/// The definitions that a value of this one contains without indirection.
fn direct(def: &Definition) -> Vec<usize> {
    let mut found = Vec::new();
    def.kind.types().into_iter().for_each(|ty| mentions(ty, &mut found));
    found
}

fn mentions(ty: &Ty, found: &mut Vec<usize>) {
    match ty {
        Ty::Named(id) => found.push(id.0),
        Ty::Nullable(ty) => mentions(ty, found),
        Ty::Tuple(tys) => tys.iter().for_each(|ty| mentions(ty, found)),
        _ => {}
    }
}

/// The strongly connected component of each node (Tarjan's algorithm, without recursion).
fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let n = edges.len();
    let (mut index, mut low, mut component) = (vec![UNSEEN; n], vec![0; n], vec![UNSEEN; n]);
    let (mut stack, mut next, mut n_components) = (Vec::new(), 0, 0);
    for root in 0..n {
        if index.get(root) != Some(&UNSEEN) {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                set(&mut index, node, next);
                set(&mut low, node, next);
                next += 1;
                stack.push(node);
            }
            let targets = edges.get(node).map(Vec::as_slice).unwrap_or_default();
            if let Some(&target) = targets.get(edge) {
                work.push((node, edge + 1));
                if get(&index, target) == UNSEEN {
                    work.push((target, 0));
                } else if get(&component, target) == UNSEEN {
                    let lowest = get(&low, node).min(get(&index, target));
                    set(&mut low, node, lowest);
                }
                continue;
            }
            if get(&low, node) == get(&index, node) {
                while let Some(member) = stack.pop() {
                    set(&mut component, member, n_components);
                    if member == node {
                        break;
                    }
                }
                n_components += 1;
            }
            if let Some(&(parent, _)) = work.last() {
                let lowest = get(&low, parent).min(get(&low, node));
                set(&mut low, parent, lowest);
            }
        }
    }
    component
}

fn get(list: &[usize], index: usize) -> usize {
    list.get(index).copied().unwrap_or(usize::MAX)
}

fn set(list: &mut [usize], index: usize, value: usize) {
    if let Some(slot) = list.get_mut(index) {
        *slot = value;
    }
}
