//! Leaves out types that nothing sends or receives and the description doesn't name.

use std::collections::BTreeSet;

use crate::ir::TypeId;
use crate::lower::draft::{Definition, Draft};
use crate::lower::pass::Pass;

/// Leaves out types that nothing mentions; components come first then, in the document's order.
pub(super) const PASS: Pass = Pass { name: "drop_unused", run: |draft, _| drop_unused(draft) };

/// Leaves them out.
pub(super) fn drop_unused(draft: &mut Draft) {
    let kept = kept(draft);
    let known: BTreeSet<TypeId> = kept.iter().copied().collect();
    draft.places.retain(|_, ty| {
        let mut all = true;
        ty.each_named(&mut |id| all &= known.contains(&id));
        all
    });
    draft.reorder(&kept);
}

/// The types to keep: components first, in the document's order, then the inline ones in the order they were met.
fn kept(draft: &Draft) -> Vec<TypeId> {
    let is_component = |it: &Definition| it.is_component();
    let is_used = |it: &Definition| it.usage.sent || it.usage.received;
    let ids = |wanted: &dyn Fn(&Definition) -> bool| -> Vec<TypeId> {
        let all = draft.types.iter().enumerate().filter(|it| wanted(it.1));
        all.map(|it| TypeId(it.0)).collect()
    };
    let mut kept = ids(&is_component);
    kept.extend(ids(&|it| !is_component(it) && is_used(it)));
    // What these mention is kept with them, used or not.
    let mut seen: BTreeSet<TypeId> = kept.iter().copied().collect();
    let mut next = 0;
    while let Some(def) = kept.get(next).and_then(|id| draft.def(*id)) {
        next += 1;
        for ty in def.kind.types() {
            ty.each_named(&mut |id| {
                if seen.insert(id) {
                    kept.push(id);
                }
            });
        }
    }
    kept
}
