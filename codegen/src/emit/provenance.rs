//! What a crate says of facts that aren't the vendor's own statement.

use super::docs::{Text, terms};
use super::response;
use crate::ir::{Api, Docs, ErrorNote, TypeKind};
use crate::markdown::{Markdown, markdown};

/// What isn't the vendor's own statement, where anything isn't.
pub(super) fn text(api: &Api) -> Option<Markdown> {
    let said = "The vendor doesn't state everything that this crate says. What was found elsewhere or inferred says so in its \
                documentation";
    let of = |it: &ErrorNote| {
        let text = Text::default().docs(&it.docs).markdown();
        (response::status_words(it.status), text)
    };
    let mut notes = api.shared.notes.iter().collect::<Vec<_>>();
    notes.sort_by_key(|it| it.place);
    let notes = notes.into_iter().map(of).collect::<Vec<_>>();
    is_inferred(api).then(|| match notes.as_slice() {
        [] => markdown!("{}.", said),
        _ => {
            markdown!("{}, but for what many operations say of an error:\n\n{}", said, terms(notes))
        }
    })
}

/// Whether anything here isn't the vendor's own statement.
fn is_inferred(api: &Api) -> bool {
    let has = |docs: &Docs| docs.provenance.is_some();
    let types = api.types.iter().any(|def| {
        has(&def.docs)
            || match &def.kind {
                TypeKind::Record(it) => it.fields.iter().any(|it| has(&it.docs)),
                TypeKind::Enumeration(it) => it.values.iter().any(|it| has(&it.docs)),
                TypeKind::IntegerEnumeration(it) => it.values.iter().any(|it| has(&it.docs)),
                TypeKind::Union(it) => it.variants.iter().any(|it| has(&it.docs)),
                TypeKind::Alias(_) | TypeKind::Foreign(_) => false,
            }
    });
    let operations = api.operations().any(|(_, it)| {
        has(&it.docs)
            || it.params.iter().any(|it| has(&it.docs))
            || it.responses.iter().any(|it| has(&it.docs))
    });
    let webhooks = api.webhooks.iter().any(|it| has(&it.docs));
    has(&api.docs) || types || operations || webhooks || api.groups.iter().any(|it| has(&it.docs))
}
