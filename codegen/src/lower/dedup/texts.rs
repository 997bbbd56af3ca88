//! What is written about a type that stands for several.

use std::collections::BTreeMap;

use crate::ir::{TypeId, TypeKind};
use crate::lower::draft::{Definition, Draft};

/// Gives the type that stands for `members` the texts that most of them have, and each of its parts; the first such
/// text where others are as frequent.
pub(super) fn join(draft: &mut Draft, stand_in: TypeId, members: &[TypeId]) {
    // What is written about a component is the vendor's.
    if draft.def(stand_in).is_none_or(Definition::is_component) {
        return;
    }
    let mut counts: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
    for id in members {
        let Some(def) = draft.def_mut(*id) else { continue };
        each_text(def, &mut |part, text| {
            let Some(text) = text.as_ref() else { return };
            let known = counts.entry(part).or_default();
            match known.iter_mut().find(|it| it.0 == *text) {
                Some((_, count)) => *count += 1,
                None => known.push((text.clone(), 1)),
            }
        });
    }
    let provenance = |id: &TypeId| draft.def(*id).map(|it| it.docs.provenance.clone());
    let agreed = members.iter().all(|it| provenance(it) == provenance(&stand_in));
    let Some(def) = draft.def_mut(stand_in) else { return };
    if !agreed {
        def.docs.provenance = None;
    }
    each_text(def, &mut |part, text| {
        let known = counts.remove(&part).unwrap_or_default();
        let most = known.iter().map(|it| it.1).max();
        *text = known.into_iter().find(|it| Some(it.1) == most).map(|it| it.0);
    });
}

/// Calls `each` with the text about a type, and about each of its parts, to change it.
fn each_text(def: &mut Definition, each: &mut dyn FnMut(String, &mut Option<String>)) {
    each(String::new(), &mut def.docs.text);
    match &mut def.kind {
        TypeKind::Record(it) => {
            it.fields.iter_mut().for_each(|it| each(format!("/{}", it.wire), &mut it.docs.text));
        }
        TypeKind::Enumeration(it) => {
            it.values.iter_mut().for_each(|it| each(format!("/{}", it.wire), &mut it.docs.text));
        }
        TypeKind::IntegerEnumeration(it) => {
            it.values.iter_mut().for_each(|it| each(format!("/{}", it.wire), &mut it.docs.text));
        }
        TypeKind::Union(it) => {
            it.variants.iter_mut().for_each(|it| each(format!("/{}", it.name), &mut it.docs.text));
        }
        TypeKind::Alias(_) | TypeKind::Foreign(_) => {}
    }
}
