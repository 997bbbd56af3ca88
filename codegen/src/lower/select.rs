//! Part of an API: the operations that somebody wants, and the types that these need.
//!
//! - In: the [`Api`] of a whole description, and `[select]` of the settings.
//! - Out: the same without the rest; and no findings about the rest, but errors.
//! - Holds: what is left is called as in the crate of the whole, so that a wider selection renames nothing.

mod choice;
mod reach;

use std::collections::{BTreeMap, BTreeSet};

use super::names::Ledger;
use crate::canonical::Canonical;
use crate::diagnostic::{Diagnostic, Severity, Sink};
use crate::ir::{Api, Group, ResponseCase, TypeId, renumber_surface, surface_types};
use crate::pointer::Pointer;
use crate::settings::Select;
use crate::source::FileId;

use self::choice::Choice;

/// Leaves out of `api` what isn't selected.
pub(super) fn select(
    api: &mut Api,
    canonical: &Canonical,
    select: &Select,
    (ledger, sink): (&Ledger, &mut Sink),
) {
    if select.include.is_empty() && select.exclude.is_empty() {
        return;
    }
    let mut choice = Choice::new(select);
    let mut kept = BTreeSet::new();
    let mut left = BTreeSet::new();
    for group in &mut api.groups {
        group.operations.retain(|it| {
            let is_in = choice.has_operation(it);
            if is_in { &mut kept } else { &mut left }.insert(it.pointer.clone());
            is_in
        });
    }
    api.left_out = left.len();
    api.webhooks.retain(|it| {
        let is_in = choice.has_webhook(it, canonical);
        if is_in { &mut kept } else { &mut left }.insert(it.pointer.clone());
        is_in
    });
    choice.report(sink);
    if api.webhooks.is_empty() {
        (api.event_name, api.signature) = (None, None);
    }
    drop_groups(&mut api.groups, &ledger.former_tags(kept.iter().cloned()));
    drop_shared(api);
    drop_types(api);
    let (reached, unreached) = reach::components(canonical, &kept);
    kept.extend(reached);
    left.extend(unreached);
    hush(canonical, (&kept, &left), sink);
}

/// Leaves out groups without an operation, unless others are under them or there was one of the `former` tags.
fn drop_groups(groups: &mut Vec<Group>, former: &BTreeSet<String>) {
    let is_needed = |it: &Group| !it.operations.is_empty() || former.contains(&it.tag);
    let mut is_kept: Vec<bool> = groups.iter().map(is_needed).collect();
    for group in groups.iter() {
        let mut under = group.parent.filter(|_| is_needed(group));
        while let Some(index) = under {
            if let Some(kept) = is_kept.get_mut(index) {
                *kept = true;
            }
            under = groups.get(index).and_then(|it| it.parent);
        }
    }
    let kept = is_kept.iter().enumerate().filter(|(_, is_kept)| **is_kept);
    let index: BTreeMap<usize, usize> =
        kept.enumerate().map(|(new, (old, _))| (old, new)).collect();
    let mut is_kept = is_kept.into_iter();
    groups.retain(|_| is_kept.next().unwrap_or(true));
    for group in groups {
        group.parent = group.parent.and_then(|it| index.get(&it).copied());
    }
}

/// Leaves out what operations have in common none of which is left; what one alone has stays where the whole has it.
fn drop_shared(api: &mut Api) {
    let Api { groups, shared, .. } = api;
    let operations = || groups.iter().flat_map(|it| &it.operations);
    let errors: BTreeSet<&String> =
        operations().filter_map(|it| it.error.same_as.as_ref()).collect();
    let headers = operations().filter_map(|it| it.headers.as_ref()?.same_as.as_ref());
    let headers: BTreeSet<&String> = headers.collect();
    shared.errors.retain(|it| errors.contains(&it.name));
    shared.headers.retain(|it| headers.contains(&it.name));
    let responses = operations().flat_map(|it| &it.responses);
    let said: BTreeSet<_> = responses.map(ResponseCase::said).collect();
    shared.notes.retain(|it| said.contains(&it.said()));
}

/// Leaves out the types that nothing mentions any more.
fn drop_types(api: &mut Api) {
    let mut open: Vec<TypeId> = Vec::new();
    for ty in surface_types(&mut api.groups, &mut api.webhooks) {
        ty.each_named(&mut |id| open.push(id));
    }
    open.extend(api.servers.iter().flat_map(|it| &it.variables).filter_map(|it| it.choices));
    let mut needed = BTreeSet::new();
    while let Some(id) = open.pop() {
        if needed.insert(id) {
            for ty in api.def(id).kind.types() {
                ty.each_named(&mut |id| open.push(id));
            }
        }
    }
    let ids = needed.iter().enumerate().map(|(new, old)| (*old, TypeId(new))).collect();
    let mut index = 0;
    api.types.retain(|_| {
        index += 1;
        needed.contains(&TypeId(index - 1))
    });
    let own = api.types.iter_mut().flat_map(|it| it.kind.types_mut());
    own.for_each(|it| it.renumber(&ids));
    api.shared.types_mut().for_each(|it| it.renumber(&ids));
    renumber_surface((&mut api.groups, &mut api.webhooks, &mut api.servers), &ids);
}

/// Takes back what was found about what is left out; what stands in one place with something that is kept is not.
fn hush(
    canonical: &Canonical,
    (kept, left): (&BTreeSet<Pointer>, &BTreeSet<Pointer>),
    sink: &mut Sink,
) {
    let place = |it: &Pointer| {
        let place = canonical.origins.place(it);
        (place.file, place.pointer)
    };
    let mut is_left: BTreeMap<(FileId, Pointer), bool> =
        left.iter().map(|it| (place(it), true)).collect();
    is_left.extend(kept.iter().map(|it| (place(it), false)));
    let is_about_rest = |it: &Diagnostic| {
        let mut above = it.place.pointer.ancestors();
        above.find_map(|at| is_left.get(&(it.place.file, at)).copied()).unwrap_or(false)
    };
    sink.retain(|it| it.code.severity() == Severity::Error || !is_about_rest(it));
}
