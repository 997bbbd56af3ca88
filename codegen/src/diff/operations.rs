//! Operations: which of the revision is which of the base, and what became of each.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::context::{Context, Owner, Spot};
use super::effect::{Cause, Direction, Rust};
use super::manifest::{Manifest, Operation};
use super::rule::Rule;
use super::rules::operations as rules;
use super::{automatic, requests, responses, security};
use crate::pointer::Pointer;

/// An operation with its name in Rust.
type Named<'a> = (&'a str, &'a Operation);

pub(super) fn compare(cx: &mut Context<'_>) {
    let (mut old, mut new) = (by_route(cx.base), by_route(cx.revision));
    for (route, ones) in &mut old {
        for (one, other) in new.get_mut(route).map(|it| same(ones, it)).unwrap_or_default() {
            both(cx, one, other);
        }
    }
    let left =
        |of: BTreeMap<String, Vec<_>>| of.into_values().flatten().collect::<Vec<Named<'_>>>();
    let (old, new) = (left(old), left(new));
    let mut by_id = BTreeMap::new();
    for it in &new {
        if let Some(id) = it.1.id.as_deref() {
            by_id.entry(id).or_insert_with(Vec::new).push(*it);
        }
    }
    let mut taken = BTreeSet::new();
    for one in old {
        // What is called the same elsewhere has moved.
        let moved = one.1.id.as_deref().and_then(|id| by_id.get(id));
        match moved.map(Vec::as_slice) {
            Some([other]) if taken.insert(other.0) => both(cx, one, *other),
            _ => removed(cx, one),
        }
    }
    for other in new.into_iter().filter(|it| !taken.contains(it.0)) {
        let user = cx.user(other.0);
        let at = spot(user, other, other, Direction::None).added();
        let draft = cx.draft(&at, &rules::OPERATION_ADDED, &[&at.label, other.0]);
        draft.signature(other.1.signature(other.0));
    }
}

/// The operations by method and path, whose parameters have no names, since nobody sends these. Several ways to send one
/// request are told apart by what they send.
fn by_route(of: &Manifest) -> BTreeMap<String, Vec<Named<'_>>> {
    let mut routes = BTreeMap::new();
    for (name, it) in &of.operations {
        let mut route = format!("{} {}", it.method, nameless(&it.path));
        if it.is_alternative {
            let media_types = it.body.iter().flat_map(|it| &it.media_types);
            for media_type in media_types {
                route.push(' ');
                route.push_str(media_type);
            }
        }
        routes.entry(route).or_insert_with(Vec::new).push((name.as_str(), it));
    }
    routes
}

/// Takes from the operations of a route those that are the same: first by the path with its names, then in their order.
fn same<'a>(old: &mut Vec<Named<'a>>, new: &mut Vec<Named<'a>>) -> Vec<(Named<'a>, Named<'a>)> {
    let mut by_path = BTreeMap::new();
    for it in new.drain(..) {
        by_path.entry(it.1.path.as_str()).or_insert_with(VecDeque::new).push_back(it);
    }
    let (mut pairs, mut others) = (Vec::new(), VecDeque::new());
    for one in old.drain(..) {
        match by_path.get_mut(one.1.path.as_str()).and_then(VecDeque::pop_front) {
            Some(other) => pairs.push((one, other)),
            None => others.push_back(one),
        }
    }
    new.extend(by_path.into_values().flatten());
    new.sort_by_key(|it| it.0);
    let n = new.len().min(others.len());
    pairs.extend(others.drain(..n).zip(new.drain(..n)));
    old.extend(others);
    pairs
}

/// The path with `{}` for each parameter.
fn nameless(path: &str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|it| it.split_once('}').map_or(it, |(_, after)| after));
    std::iter::once(first).chain(rest).collect::<Vec<_>>().join("{}")
}

/// The place of an operation, or of a part of it that travels in `direction`.
fn spot(user: usize, one: Named<'_>, other: Named<'_>, direction: Direction) -> Spot {
    let shown = |it: &Operation| format!("{} {}", it.method, it.path);
    let at = |it: &Operation| {
        Pointer::root().child("paths").child(&it.path).child(&it.method.to_lowercase())
    };
    Spot {
        owner: Owner::User(user, direction),
        label: shown(other.1),
        key: shown(one.1),
        base: Some(at(one.1)),
        revision: Some(at(other.1)),
    }
}

fn removed(cx: &mut Context<'_>, one: Named<'_>) {
    let user = cx.user(one.0);
    let at = spot(user, one, one, Direction::None).removed();
    if one.1.deprecated || one.1.sunset.is_some() {
        let since = one.1.sunset.as_deref().unwrap_or("");
        let rule = if since.is_empty() {
            &rules::DEPRECATED_OPERATION_REMOVED
        } else {
            &rules::SUNSET_OPERATION_REMOVED
        };
        cx.draft(&at, rule, &[&at.label, one.0, since]).gone(one.0);
    } else {
        cx.draft(&at, &rules::OPERATION_REMOVED, &[&at.label, one.0]).gone(one.0);
    }
}

fn both<'a>(cx: &mut Context<'a>, one: Named<'a>, other: Named<'a>) {
    let user = cx.user(other.0);
    let at = spot(user, one, other, Direction::None);
    identity(cx, &at, one, other);
    let (old, new) = (one.1, other.1);
    lifecycle(cx, &at, old, new);
    for tag in new.tags.difference(&old.tags) {
        cx.say(&at, &rules::TAG_ADDED, &[&at.label, tag]);
    }
    for tag in old.tags.difference(&new.tags) {
        cx.say(&at, &rules::TAG_REMOVED, &[&at.label, tag]);
    }
    if old.server != new.server {
        let shown = |it: &'a Operation| it.server.as_deref().unwrap_or("of the API");
        let facts = [&*at.label, shown(old), shown(new)];
        cx.say(&at, &rules::OPERATION_SERVER_CHANGED, &facts);
    }
    security::compare(cx, &at, &old.security, &new.security);
    automatic::compare(cx, &at, old, new);
    requests::compare(cx, &spot(user, one, other, Direction::Request), old, new);
    let at = spot(user, one, other, Direction::Response);
    responses::compare(cx, &at, old, new);
    // A method that is still called so has left its types their names.
    if !new.aliases.contains(one.0) {
        responses::error_name(cx, &at, old, new);
    }
}

/// Where it is, and what it is called.
fn identity(cx: &mut Context<'_>, at: &Spot, one: Named<'_>, other: Named<'_>) {
    let (old, new) = (one.1, other.1);
    if old.method != new.method {
        let facts = [&*at.label, other.0, &old.method, &new.method];
        cx.say(at, &rules::OPERATION_METHOD_CHANGED, &facts);
    }
    if nameless(&old.path) != nameless(&new.path) {
        let facts = [&*at.label, other.0, &old.path, &new.path];
        cx.say(at, &rules::OPERATION_PATH_CHANGED, &facts);
    }
    for name in old.aliases.difference(&new.aliases).filter(|it| *it != other.0) {
        cx.draft(at, &rules::METHOD_ALIAS_REMOVED, &[&at.label, name, other.0]).gone(name);
    }
    if one.0 == other.0 {
        if old.id != new.id {
            let shown = |it: &Option<String>| it.clone().unwrap_or_else(|| "none".to_owned());
            let facts = [&*at.label, &shown(&old.id), &shown(&new.id)];
            cx.say(at, &rules::OPERATION_ID_CHANGED, &facts);
        }
        if old.builder != new.builder {
            let facts = [&*at.label, &old.builder, &new.builder];
            cx.draft(at, &rules::BUILDER_RENAMED, &facts).gone(&old.builder);
        }
        return;
    }
    let handle = |it: &str| it.rsplit_once('.').map(|(handle, _)| handle.to_owned());
    let is_moved = handle(one.0) != handle(other.0);
    let rule: &'static Rule =
        if is_moved { &rules::OPERATION_MOVED } else { &rules::OPERATION_RENAMED };
    let same_names = old.id == new.id && old.path == new.path && old.method == new.method;
    let draft = cx.draft(at, rule, &[&at.label, one.0, other.0]);
    if same_names && old.tags == new.tags {
        draft.cause(Cause::Generator);
    }
    if new.aliases.contains(one.0) {
        draft.rust(Rust::Minor);
    } else {
        draft.gone(one.0);
    }
}

fn lifecycle(cx: &mut Context<'_>, at: &Spot, one: &Operation, other: &Operation) {
    match (one.deprecated, other.deprecated) {
        (false, true) => cx.say(at, &rules::OPERATION_DEPRECATED, &[&at.label]),
        (true, false) => cx.say(at, &rules::OPERATION_UNDEPRECATED, &[&at.label]),
        _ => {}
    }
    let (old, new) = (one.sunset.as_deref(), other.sunset.as_deref());
    match (old, new) {
        (None, Some(day)) => cx.say(at, &rules::SUNSET_SET, &[&at.label, day]),
        (Some(day), None) => cx.say(at, &rules::SUNSET_REMOVED, &[&at.label, day]),
        // Days as RFC 3339 writes them are in order as texts.
        (Some(old), Some(new)) if old != new => {
            let rule = if new < old { &rules::SUNSET_EARLIER } else { &rules::SUNSET_LATER };
            cx.say(at, rule, &[&at.label, old, new]);
        }
        _ => {}
    }
    let shown = |it: &Operation| it.stability.clone().unwrap_or_else(|| "stable".to_owned());
    let (old, new) = (shown(one), shown(other));
    if old != new {
        let is_lower = level(&new) < level(&old);
        let rule = if is_lower { &rules::STABILITY_LOWERED } else { &rules::STABILITY_RAISED };
        cx.draft(at, rule, &[&at.label, &old, &new]).rust(Rust::Patch);
    }
}

/// The levels of `x-stability-level`, in their order.
fn level(name: &str) -> usize {
    ["draft", "alpha", "beta"].iter().position(|it| *it == name).unwrap_or(3)
}
