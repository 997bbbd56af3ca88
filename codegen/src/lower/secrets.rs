//! Which members are secret by what they are called.
//!
//! - In: the members of records, how pages follow each other, and `[secrets]` of the settings.
//! - Out: `Secret` in the place of `String` where a name is that of a credential; findings about settings that change
//!   nothing.

use std::collections::BTreeSet;

use crate::diagnostic::findings;
use crate::ir::{PageStep, Ty, TypeKind};
use crate::lower::draft::Draft;
use crate::lower::pass::{Context, Pass};
use crate::settings::{Secrets, Setting};
use crate::words::secrets::{folded, is_secret};

/// Hides the texts that are credentials.
pub(super) const PASS: Pass = Pass { name: "hide_secrets", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    let Secrets { also, never } = &context.settings.secrets;
    let mut idle: Vec<&Setting<String>> = also.iter().chain(never).collect();
    let of_pages = places_of_pages(draft);
    let has =
        |list: &[Setting<String>], name: &str| list.iter().any(|it| folded(&it.value) == name);
    for def in &mut draft.types {
        let TypeKind::Record(record) = &mut def.kind else { continue };
        let beside: Vec<String> = record.fields.iter().map(|it| it.wire.clone()).collect();
        for field in &mut record.fields {
            if !matches!(field.ty, Ty::String | Ty::Secret) {
                continue;
            }
            let name = folded(&field.wire);
            let by_name = !of_pages.contains(&field.wire)
                && is_secret(&field.wire, beside.iter().map(String::as_str));
            let stated = field.ty == Ty::Secret;
            let secret = !has(never, &name) && (stated || by_name || has(also, &name));
            if secret != (stated || by_name) {
                idle.retain(|it| folded(&it.value) != name);
            }
            field.ty = if secret { Ty::Secret } else { Ty::String };
        }
    }
    for setting in idle {
        let finding = findings::settings::unused_secret(&setting.value);
        context.sink.push(finding.at(setting.place.clone()));
    }
}

/// The members by which pages follow each other: people keep them to go on later.
fn places_of_pages(draft: &Draft) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut add = |place: &str| names.extend(place.rsplit('/').next().map(str::to_owned));
    for paging in
        draft.groups.iter().flat_map(|it| &it.operations).filter_map(|it| it.paging.as_ref())
    {
        match &paging.step {
            PageStep::Cursor { parameter, next } => [parameter, next.as_str()].map(&mut add),
            PageStep::LastItem { parameter, member } => [parameter, member.as_str()].map(&mut add),
            PageStep::Offset { .. }
            | PageStep::Page { .. }
            | PageStep::NextUrl(_)
            | PageStep::Link => {
                continue;
            }
        };
    }
    names
}
