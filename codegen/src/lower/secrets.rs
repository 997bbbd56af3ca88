//! Which members are secret by what they are called.
//!
//! - In: the members of records, how pages follow each other, and `[secrets]` of the settings.
//! - Out: `Secret` in the place of `String` where a name is that of a credential; findings about settings that change
//!   nothing.

use std::collections::BTreeSet;

use crate::diagnostic::findings;
use crate::ir::{BodyKind, Operation, Outcome, PagePlace, PageStep, Ty, TypeId, TypeKind};
use crate::lower::draft::{Definition, Draft};
use crate::lower::pass::{Context, Pass};
use crate::lower::places;
use crate::pointer::Pointer;
use crate::settings::{Secrets, Setting};
use crate::words::secrets::{folded, is_secret};

/// Hides the texts that are credentials.
pub(super) const PASS: Pass = Pass { name: "hide_secrets", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    let Secrets { also, never } = &context.settings.secrets;
    let mut idle: Vec<&Setting<String>> = also.iter().chain(never).collect();
    let of_pages = members_of_pages(draft);
    let has =
        |list: &[Setting<String>], name: &str| list.iter().any(|it| folded(&it.value) == name);
    for (index, def) in draft.types.iter_mut().enumerate() {
        let TypeKind::Record(record) = &mut def.kind else { continue };
        let beside: Vec<String> = record.fields.iter().map(|it| it.wire.clone()).collect();
        for field in &mut record.fields {
            if !matches!(field.ty, Ty::String | Ty::Secret) {
                continue;
            }
            let name = folded(&field.wire);
            let by_name = !of_pages.contains(&(TypeId(index), field.wire.clone()))
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

/// The members by which pages follow each other, each with its record: people keep them to go on later.
fn members_of_pages(draft: &Draft) -> BTreeSet<(TypeId, String)> {
    let operations = draft.groups.iter().flat_map(|it| &it.operations);
    operations.flat_map(|it| members_of_pages_of(&draft.types, it)).collect()
}

/// Those of one operation: what a page has to go on with, and where requests take that.
fn members_of_pages_of(types: &[Definition], operation: &Operation) -> BTreeSet<(TypeId, String)> {
    let Some(paging) = &operation.paging else { return BTreeSet::new() };
    let (parameter, mut found) = match (&paging.step, &operation.outcome) {
        (PageStep::Cursor { parameter, next: PagePlace::Body(at) }, Outcome::Value(page)) => {
            (parameter, places::members_at(types, page, at))
        }
        (PageStep::LastItem { parameter, member }, _) => {
            (parameter, places::members_at(types, &paging.item, member))
        }
        (PageStep::Cursor { parameter, .. }, _) => (parameter, BTreeSet::new()),
        _ => return BTreeSet::new(),
    };
    if let Some(BodyKind::Json(body)) = operation.body.as_ref().map(|it| &it.kind)
        && let Some(at) = Pointer::parse(parameter)
    {
        found.extend(places::members_at(types, body, &at));
    }
    // A member of a parameter that is an object may be a parameter on the wire.
    for param in &operation.params {
        let Ty::Named(id) = places::plain(types, &param.ty) else { continue };
        let deep = parameter.strip_prefix(param.wire.as_str());
        let deep = deep.and_then(|it| it.strip_prefix('[')?.strip_suffix(']'));
        found.insert((*id, deep.unwrap_or(parameter).to_owned()));
    }
    found
}
