//! Which states can be waited for, and by which methods.
//!
//! - In: `[waiters]` of the settings, operations with their types and names.
//! - Out: [`Operation::waiters`] of the operations that tell the states; findings about settings that don't fit.

use crate::diagnostic::{Finding, Place, findings};
use crate::ir::{Group, Operation, Outcome, Payload, Ty, TypeKind, Waiter};
use crate::lower::draft::{Definition, Draft};
use crate::lower::names::{shouty, snake};
use crate::lower::pass::{Context, Pass};
use crate::lower::places::{plain, type_at};
use crate::pointer::Pointer;
use crate::settings::{Setting, WaiterRule};
use crate::words::singular;

/// Gives each operation the waiters that are stated for it.
pub(super) const PASS: Pass = Pass { name: "add_waiters", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    for (name, rule) in &context.settings.waiters.rules {
        if let Err(misfit) = add(draft, context, name, rule) {
            let (place, finding) = *misfit;
            context.sink.push(finding.at(place));
        }
    }
}

/// What doesn't fit, and where the settings have it.
type Misfit = Box<(Place, Finding)>;

fn add(
    draft: &mut Draft,
    context: &mut Context<'_>,
    name: &str,
    rule: &Setting<WaiterRule>,
) -> Result<(), Misfit> {
    let Setting { value: rule, place } = rule;
    let Draft { groups, types, .. } = draft;
    let id = &rule.operation.value;
    let operations = groups.iter().enumerate().flat_map(|(group, it)| {
        it.operations.iter().enumerate().map(move |(index, it)| (group, index, it))
    });
    let found = operations.filter(|(.., it)| !it.alternative).find(|(.., it)| it.id == *id);
    let Some((group, index, operation)) = found else {
        return misfit(&rule.operation.place, findings::settings::unknown_waiter_operation(id));
    };
    let state = state(operation, types, rule, context)?;
    let Some(own) = groups.get(group) else { return Ok(()) };
    // Without a tag the methods are the client's own, and so are the handles that stand under nothing.
    let parent = own.handle.as_ref().map(|_| group);
    let method = method_name(own, name);
    let constant = shouty(&method);
    let is_handle = groups.iter().any(|it| it.parent == parent && it.accessor == method);
    let is_taken = own.operations.iter().any(|it| {
        it.name == method
            || it.waiters.iter().any(|waiter| waiter.name == method)
            || it.alternatives.iter().any(|other| other.constant == constant)
    });
    if is_handle || is_taken {
        return misfit(place, findings::settings::waiter_takes_a_name(&method));
    }
    let texts = |it: &[Setting<String>]| it.iter().map(|it| it.value.clone()).collect();
    let waiter = Waiter {
        constant,
        name: method,
        state,
        done: texts(&rule.done),
        failed: texts(&rule.failed),
        pending_statuses: rule.pending_statuses.clone(),
        interval: rule.interval,
        limit: rule.limit,
    };
    let group = groups.get_mut(group);
    if let Some(operation) = group.and_then(|it| it.operations.get_mut(index)) {
        operation.waiters.push(waiter);
    }
    Ok(())
}

fn misfit<T>(place: &Place, finding: Finding) -> Result<T, Misfit> {
    Err(Box::new((place.clone(), finding)))
}

/// The method that waits: without the words that its handle is called by, which stand before it in a call.
fn method_name(group: &Group, name: &str) -> String {
    let name = snake(name);
    let handle = [group.accessor.clone(), singular(&group.accessor)];
    let rest = handle.iter().find_map(|it| name.strip_prefix(it)?.strip_prefix('_'));
    format!("wait_until_{}", rest.filter(|_| group.handle.is_some()).unwrap_or(&name))
}

/// Where a response has the state, once it is known that it may have all that are stated.
fn state(
    operation: &Operation,
    types: &[Definition],
    rule: &WaiterRule,
    context: &mut Context<'_>,
) -> Result<Pointer, Misfit> {
    let id = &operation.id;
    // What the success holds stands among the responses, too; a text or nothing is no JSON that a pointer leads into.
    let body = match &operation.outcome {
        Outcome::Value(body) => Some(body).filter(|body| has_json(operation, body)),
        Outcome::Download | Outcome::Items(_) | Outcome::Events(_) | Outcome::Cases(_) => None,
    };
    let Some(body) = body else {
        return misfit(&rule.operation.place, findings::settings::no_state(id));
    };
    let Setting { value, place } = &rule.state;
    let Some(at) = Pointer::parse(value) else {
        return misfit(place, findings::settings::no_pointer(value, "/status"));
    };
    let Some(found) = type_at(types, body, &at) else {
        return misfit(place, findings::settings::nothing_in_page(id, at.as_str()));
    };
    let Some(known) = values(types, &found) else { return Ok(at) };
    for stated in rule.done.iter().chain(&rule.failed) {
        if !known.contains(&stated.value.as_str()) {
            let near = context.sink.most_similar(&stated.value, known.iter().copied());
            let finding = findings::settings::unknown_state(&stated.value, at.as_str(), near);
            return misfit(&stated.place, finding);
        }
    }
    Ok(at)
}

fn has_json(operation: &Operation, body: &Ty) -> bool {
    operation.responses.iter().any(|it| matches!(&it.payload, Payload::Json(ty) if ty == body))
}

/// The values that a text may have, where they are documented.
fn values<'a>(types: &'a [Definition], ty: &Ty) -> Option<Vec<&'a str>> {
    let Ty::Named(id) = plain(types, ty) else { return None };
    match &types.get(id.0)?.kind {
        TypeKind::Enumeration(it) => Some(it.values.iter().map(|it| it.wire.as_str()).collect()),
        TypeKind::Record(_)
        | TypeKind::Union(_)
        | TypeKind::Alias(_)
        | TypeKind::IntegerEnumeration(_)
        | TypeKind::Foreign(_) => None,
    }
}
