//! What a crate says of facts that aren't the vendor's own statement.

use super::docs::{Text, terms};
use super::response;
use crate::ir::{Api, Docs, ErrorNote, TypeDef, TypeKind};
use crate::markdown::{Markdown, markdown};

/// What isn't the vendor's own statement, where anything isn't.
pub(super) fn text(api: &Api) -> Option<Markdown> {
    if !is_inferred(api) {
        return None;
    }
    let said = "The vendor doesn't state everything in this crate. What was found elsewhere or inferred is marked as such in its \
                documentation";
    let of = |it: &ErrorNote| {
        let text = Text::default().docs(&it.docs).markdown();
        (response::status_words(it.status), text)
    };
    let mut notes = api.shared.notes.iter().collect::<Vec<_>>();
    notes.sort_by_key(|it| it.place);
    let notes = notes.into_iter().map(of).collect::<Vec<_>>();
    Some(match notes.as_slice() {
        [] => markdown!("{}.", said),
        _ => {
            markdown!(
                "{}. What many operations share about errors is marked here only:\n\n{}",
                said,
                terms(notes)
            )
        }
    })
}

/// Whether anything here isn't the vendor's own statement.
fn is_inferred(api: &Api) -> bool {
    let has = |docs: &Docs| docs.provenance.is_some();
    // What a census doesn't count by itself.
    let is_value = |def: &TypeDef| match &def.kind {
        TypeKind::Enumeration(it) => it.values.iter().any(|it| has(&it.docs)),
        TypeKind::IntegerEnumeration(it) => it.values.iter().any(|it| has(&it.docs)),
        TypeKind::Union(it) => it.variants.iter().any(|it| has(&it.docs)),
        TypeKind::Record(_) | TypeKind::Alias(_) | TypeKind::Foreign(_) => false,
    };
    api.provenances().next().is_some()
        || api.types.iter().any(is_value)
        || has(&api.docs)
        || api.groups.iter().any(|it| has(&it.docs))
        || api.operations().any(|(_, it)| has(&it.docs))
}
