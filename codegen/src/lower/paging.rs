//! Pagination: which operations give their results page by page, and how.
//!
//! - In: operations with their types, the document for what types don't say, and `[pagination]` of the settings.
//! - Out: [`Operation::paging`] where the settings say so, or where names and types leave no ambiguity; setters that would
//!   be called like its ends get another name; findings about settings that don't fit, and notes about what is ambiguous.
//! - `candidates`: an operation's parameters and the members of its response, each with what is known of it.
//! - `words`: what names of parameters and members mean.
//! - `infer`: the rules by which an operation is paginated.
//! - `validate`: the same by the settings.

mod candidates;
mod infer;
mod validate;
mod words;

use std::collections::BTreeMap;

use crate::diagnostic::{Finding, Place, Sink, findings};
use crate::ir::{Operation, Paging};
use crate::lower::draft::Draft;
use crate::lower::names::{SETTER_RESERVED, Scope};
use crate::lower::pass::{Context, Pass};
use crate::settings::{Choice, Pagination, Setting};

use self::candidates::Candidates;
use self::infer::{Ambiguity, infer};

/// The ends that the request builder of a paginated operation has.
const ENDS: [&str; 2] = ["items", "pages"];

/// Finds out how each operation is paginated.
pub(super) const PASS: Pass = Pass { name: "find_pages", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    let Draft { types, groups, .. } = draft;
    let Context { canonical, sink, .. } = context;
    let settings = &context.settings.pagination;
    let mut named: Vec<&str> = Vec::new();
    let mut ambiguities: BTreeMap<Ambiguity, Vec<(String, Place)>> = BTreeMap::new();
    for operation in groups.iter_mut().flat_map(|it| &mut it.operations) {
        let candidates = Candidates::new(canonical, types, operation);
        let own = settings.operations.iter().find(|(id, _)| *id == operation.id);
        named.extend(own.iter().map(|(id, _)| id.as_str()));
        let found = match own {
            Some((_, choice)) => chosen(choice, candidates.as_ref(), operation, sink),
            None => unnamed(settings, candidates.as_ref(), operation, &mut |ambiguity| {
                let place = canonical.origins.place(&operation.pointer);
                ambiguities.entry(ambiguity).or_default().push((operation.id.clone(), place));
            }),
        };
        if found.is_some() {
            free_ends(operation);
        }
        operation.paging = found;
    }
    for (id, choice) in &settings.operations {
        if !named.contains(&id.as_str()) {
            let finding = findings::settings::unknown_operation(id);
            sink.push(finding.at(choice.place.clone()));
        }
    }
    for (ambiguity, operations) in ambiguities {
        let n_others = operations.len().saturating_sub(1);
        if let Some((id, place)) = operations.into_iter().next() {
            sink.push(ambiguity.finding(&id, n_others).at(place));
        }
    }
}

/// What the settings say of an operation by its name.
fn chosen(
    choice: &Setting<Choice>,
    candidates: Option<&Candidates<'_>>,
    operation: &Operation,
    sink: &mut Sink,
) -> Option<Paging> {
    let mut refuse = |finding: Finding| sink.push(finding.at(choice.place.clone()));
    let id = &operation.id;
    match (&choice.value, candidates) {
        (Choice::Off, _) => None,
        (_, None) => {
            refuse(findings::settings::no_page(id));
            None
        }
        (Choice::Confirmed, Some(candidates)) => {
            if let Ok(Some(paging)) = infer(candidates) {
                return Some(Paging { confirmed: true, ..paging });
            }
            refuse(findings::settings::nothing_to_confirm(id));
            None
        }
        (Choice::As(rule), Some(candidates)) => match validate::validate(rule, candidates, true) {
            Ok(paging) => Some(paging),
            Err(misfits) => {
                for (place, finding) in misfits {
                    sink.push(finding.at(place.unwrap_or_else(|| choice.place.clone())));
                }
                None
            }
        },
    }
}

/// What holds for an operation that the settings don't name.
fn unnamed(
    settings: &Pagination,
    candidates: Option<&Candidates<'_>>,
    operation: &Operation,
    ambiguity: &mut dyn FnMut(Ambiguity),
) -> Option<Paging> {
    let candidates = candidates?;
    let default = settings.default.as_ref().map(|it| &it.value);
    if let Some(Choice::As(rule)) = default
        && let Ok(paging) = validate::validate(rule, candidates, false)
    {
        return Some(paging);
    }
    if default == Some(&Choice::Off) {
        return None;
    }
    match infer(candidates) {
        Ok(found) => {
            found.map(|it| Paging { confirmed: default == Some(&Choice::Confirmed), ..it })
        }
        Err(found) => {
            // An alternative is the same operation once more.
            if !operation.alternative {
                ambiguity(found);
            }
            None
        }
    }
}

/// Gives setters other names that are called like an end.
fn free_ends(operation: &mut Operation) {
    let mut scope = Scope::new(SETTER_RESERVED);
    for name in ENDS {
        scope.claim(name);
    }
    let taken: Vec<String> = operation.params.iter().map(|it| it.name.clone()).collect();
    for name in &taken {
        scope.claim(name);
    }
    for param in operation.params.iter_mut().filter(|it| it.is_setter()) {
        if ENDS.contains(&param.name.as_str()) {
            let place = if param.location.is_field() { "field" } else { "parameter" };
            param.name = scope.take(&format!("{}_{place}", param.name));
        }
    }
    let Some(body) = operation.body.as_mut().filter(|it| !it.required) else { return };
    if ENDS.contains(&body.name.as_str()) {
        body.name = scope.take(&format!("{}_body", body.name));
    }
}
