//! What is known of a type that stands for several, beside what it is.

use std::collections::BTreeMap;

use crate::ir::{Facts, TypeId, TypeKind};
use crate::lower::draft::{Definition, Draft};

/// Gives the type that stands for `members` what the schemas of all of them say, and each of its members.
///
/// They are one type whatever they say beside it, so that a constraint changes no name; where they differ, what one or
/// another of them says is an `anyOf`, in which none is lost.
pub(super) fn join(draft: &mut Draft, stand_in: TypeId, members: &[TypeId]) {
    let mut all: BTreeMap<String, Vec<Facts>> = BTreeMap::new();
    for id in members {
        let Some(def) = draft.def_mut(*id) else { continue };
        each(def, &mut |part, facts| all.entry(part).or_default().push(facts.clone()));
    }
    let Some(def) = draft.def_mut(stand_in) else { return };
    each(def, &mut |part, facts| {
        *facts = Facts::any_of(all.get(&part).map_or(&[], Vec::as_slice));
    });
}

/// Calls `with` for a type and for each of its members.
fn each(def: &mut Definition, with: &mut dyn FnMut(String, &mut Facts)) {
    with(String::new(), &mut def.facts);
    if let TypeKind::Record(it) = &mut def.kind {
        it.fields.iter_mut().for_each(|it| with(format!("/{}", it.wire), &mut it.facts));
    }
}
