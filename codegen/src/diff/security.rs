//! Who can call an operation.

use super::context::{Context, Spot};
use super::manifest::Needs;
use super::rules::operations as rules;

/// Compares the alternatives of what callers need: what will do must go on to do.
pub(super) fn compare(cx: &mut Context<'_>, at: &Spot, one: &[Needs], other: &[Needs]) {
    match (is_open(one), is_open(other)) {
        (true, true) => return,
        (true, false) => {
            cx.say(at, &rules::SECURITY_REQUIRED, &[&at.label, &all(other)]);
            return;
        }
        (false, true) => {
            cx.say(at, &rules::SECURITY_LIFTED, &[&at.label, &all(one)]);
            return;
        }
        (false, false) => {}
    }
    for needs in other {
        match one.iter().find(|it| it.keys().eq(needs.keys())) {
            Some(old) => scopes(cx, at, old, needs),
            None => {
                cx.say(at, &rules::SECURITY_ALTERNATIVE_ADDED, &[&at.label, &shown(needs)]);
            }
        }
    }
    for needs in one.iter().filter(|it| !other.iter().any(|other| is_enough(it, other))) {
        if !other.iter().any(|it| it.keys().eq(needs.keys())) {
            let facts = [&*at.label, &shown(needs), &all(other)];
            cx.say(at, &rules::SECURITY_ALTERNATIVE_REMOVED, &facts);
        }
    }
}

/// Whether anyone may call.
fn is_open(all: &[Needs]) -> bool {
    all.is_empty() || all.iter().any(Needs::is_empty)
}

/// Whether who has these has all that is needed.
fn is_enough(has: &Needs, needs: &Needs) -> bool {
    needs.keys().all(|it| has.contains_key(it))
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
    all.iter().map(shown).collect::<Vec<_>>().join(" | ")
}
