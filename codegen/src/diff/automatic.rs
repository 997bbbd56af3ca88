//! What the client does by itself: pages, waiting, sending again.

use serde_json::Value;

use super::context::{Context, Names, Spot};
use super::manifest::Operation;
use super::rules::operations as rules;

pub(super) fn compare<'a>(
    cx: &mut Context<'a>,
    at: &Spot,
    one: &'a Operation,
    other: &'a Operation,
) {
    pages(cx, at, one.paging.as_ref(), other.paging.as_ref());
    for (name, waiter) in &other.waiters {
        match one.waiters.get(name) {
            None => cx.say(at, &rules::WAITER_ADDED, &[&at.label, name]),
            Some(old) if old != waiter => {
                cx.say(at, &rules::WAITER_CHANGED, &[&at.label, name]);
            }
            Some(_) => {}
        }
    }
    for name in one.waiters.keys().filter(|it| !other.waiters.contains_key(*it)) {
        cx.say(at, &rules::WAITER_REMOVED, &[&at.label, name]);
    }
    if one.idempotency_key != other.idempotency_key {
        let shown = |it: &'a Operation| it.idempotency_key.as_deref().unwrap_or("none");
        let facts = [&*at.label, shown(one), shown(other)];
        cx.say(at, &rules::IDEMPOTENCY_CHANGED, &facts);
    }
    if one.repeatable != other.repeatable {
        let shown = |it: &Operation| match it.repeatable {
            Some(true) => "repeatable",
            Some(false) => "not repeatable",
            None => "repeatable by its method",
        };
        cx.say(at, &rules::REPEATABLE_CHANGED, &[&at.label, shown(one), shown(other)]);
    }
}

fn pages<'a>(cx: &mut Context<'a>, at: &Spot, one: Option<&'a Value>, other: Option<&'a Value>) {
    let (one, other) = match (one, other) {
        (None, None) => return,
        (None, Some(_)) => return cx.say(at, &rules::PAGINATION_ADDED, &[&at.label]),
        (Some(_), None) => return cx.say(at, &rules::PAGINATION_REMOVED, &[&at.label]),
        (Some(one), Some(other)) => (one, other),
    };
    let item = |it: &'a Value| it.get("item").and_then(Value::as_str).unwrap_or_default();
    let (base, revision) = (item(one), item(other));
    if base != revision {
        let (spot, rule) = (at.clone(), &rules::PAGE_ITEM_CHANGED);
        cx.names.push(Names { spot, rule, base, revision });
    }
    let rest = |it: &'a Value| {
        let members = it.as_object().into_iter().flatten();
        members
            .filter(|(key, _)| !["item", "provenance"].contains(&key.as_str()))
            .collect::<Vec<_>>()
    };
    if rest(one) != rest(other) {
        cx.say(at, &rules::PAGINATION_CHANGED, &[&at.label]);
    }
}
