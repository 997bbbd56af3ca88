//! Who can call an operation.

use super::context::{Context, Spot};
use super::manifest::Needs;
use super::rules::operations as rules;

/// Compares the alternatives of what callers need: what will do must go on to do.
pub(super) fn compare(cx: &mut Context<'_>, at: &Spot, one: &[Needs], other: &[Needs]) {
    match (is_open(one), is_open(other)) {
        (true, false) => cx.say(at, &rules::SECURITY_REQUIRED, &[&at.label, &all(other)]),
        (false, true) => cx.say(at, &rules::SECURITY_LIFTED, &[&at.label, &all(one)]),
        _ => alternatives(cx, at, one, other),
    }
}

/// Compares what both ask for; what stands on both sides, in whatever order, is no change.
fn alternatives(cx: &mut Context<'_>, at: &Spot, one: &[Needs], other: &[Needs]) {
    let without = |it: &[Needs], others: &[Needs]| -> Vec<Needs> {
        it.iter().filter(|it| !it.is_empty() && !others.contains(it)).cloned().collect()
    };
    let (mut old, new) = (without(one, other), without(other, one));
    for needs in &new {
        // The same schemes with other scopes, each of the base at most once.
        match old.iter().position(|it| it.keys().eq(needs.keys())) {
            Some(n) => scopes(cx, at, &old.remove(n), needs),
            None => {
                cx.say(at, &rules::SECURITY_ALTERNATIVE_ADDED, &[&at.label, &shown(needs)]);
            }
        }
    }
    let will_do = |it: &Needs| other.iter().any(|needs| !needs.is_empty() && is_enough(it, needs));
    for needs in old.iter().filter(|it| !will_do(it)) {
        let facts = [&*at.label, &shown(needs), &all(other)];
        cx.say(at, &rules::SECURITY_ALTERNATIVE_REMOVED, &facts);
    }
}

/// Whether anyone may call.
fn is_open(all: &[Needs]) -> bool {
    all.is_empty() || all.iter().any(Needs::is_empty)
}

/// Whether who has these has all that is needed, scopes included.
fn is_enough(has: &Needs, needs: &Needs) -> bool {
    needs.iter().all(|(scheme, scopes)| has.get(scheme).is_some_and(|it| scopes.is_subset(it)))
}

fn scopes(cx: &mut Context<'_>, at: &Spot, one: &Needs, other: &Needs) {
    for (scheme, scopes) in other {
        let old = one.get(scheme).cloned().unwrap_or_default();
        for scope in scopes.difference(&old) {
            cx.say(at, &rules::SECURITY_SCOPE_ADDED, &[&at.label, scheme, scope]);
        }
        for scope in old.difference(scopes) {
            cx.say(at, &rules::SECURITY_SCOPE_REMOVED, &[&at.label, scheme, scope]);
        }
    }
}

fn shown(needs: &Needs) -> String {
    needs.keys().map(String::as_str).collect::<Vec<_>>().join(" + ")
}

fn all(all: &[Needs]) -> String {
    let needed = all.iter().filter(|it| !it.is_empty());
    needed.map(shown).collect::<Vec<_>>().join(" | ")
}
