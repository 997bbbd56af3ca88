//! What an operation gives: responses, their headers, and what Rust makes of them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::context::{Context, Names, Spot};
use super::effect::Rust;
use super::expression;
use super::manifest::{End, Header, Operation, Response};
use super::rules::responses as rules;
use super::rules::values as value_rules;
use super::values::{self, Of};

pub(super) fn compare<'a>(
    cx: &mut Context<'a>,
    at: &Spot,
    one: &'a Operation,
    other: &'a Operation,
) {
    let mut is_explained = false;
    for (status, response) in &other.responses {
        let spot = at.below(&format!(" response {status}"), &["responses", status]);
        if let Some(old) = one.responses.get(status) {
            let (at, spot) = at.part(spot, old.at.as_ref(), response.at.as_ref());
            let is_same = both(cx, &spot, (&at, status), old, response);
            // Then it was compared as the body, and said if it has another name.
            let is_given = one.gives == *old.ty && other.gives == *response.ty;
            is_explained |= is_success(status) && (is_given || !is_same);
        } else {
            let rule =
                if is_success(status) { &rules::RESPONSE_ADDED } else { &rules::ERROR_ADDED };
            cx.say(&spot.added(), rule, &[&at.label, status]);
        }
    }
    for status in one.responses.keys().filter(|it| !other.responses.contains_key(*it)) {
        let spot = at.below(&format!(" response {status}"), &["responses", status]).removed();
        let rule =
            if is_success(status) { &rules::RESPONSE_REMOVED } else { &rules::ERROR_REMOVED };
        cx.say(&spot, rule, &[&at.label, status]);
    }
    gives(cx, at, &one.gives, &other.gives, is_explained);
    errors(cx, at, one, other);
    shared(cx, at, one, other);
    headers(cx, at, one, other);
    for (name, end) in &other.ends {
        match one.ends.get(name) {
            None => cx.say(at, &rules::END_ADDED, &[&at.label, name]),
            Some(old) => both_ends(cx, at, (name, old, end), (one, other)),
        }
    }
    for name in one.ends.keys().filter(|it| !other.ends.contains_key(*it)) {
        cx.say(at, &rules::END_REMOVED, &[&at.label, name]);
    }
}

/// Compares two ends of the same name, whose responses are those of their operations where they have none.
fn both_ends<'a>(
    cx: &mut Context<'a>,
    at: &Spot,
    (name, one, other): (&str, &'a End, &'a End),
    (old, new): (&'a Operation, &'a Operation),
) {
    if one.accept != other.accept {
        let facts = [&*at.label, name, &one.accept, &other.accept];
        cx.say(at, &rules::END_ACCEPT_CHANGED, &facts);
    }
    let of = |end: &'a End, operation: &'a Operation, status: &str| {
        end.responses.get(status).or_else(|| operation.responses.get(status))
    };
    let mut statuses: BTreeSet<&str> = BTreeSet::new();
    statuses.extend(one.responses.keys().chain(other.responses.keys()).map(String::as_str));
    let mut is_explained = false;
    for status in statuses {
        if let (Some(base), Some(revision)) = (of(one, old, status), of(other, new, status)) {
            let tokens = ["responses", status];
            let spot = at.below(&format!(" response {status} of {name}"), &tokens);
            let is_same = bodies(cx, &spot, (at, status), base, revision);
            let is_given = one.gives == *base.ty && other.gives == *revision.ty;
            is_explained |= is_success(status) && (is_given || !is_same);
        }
    }
    let spot = at.below(&format!(" end {name}"), &[]);
    gives(cx, &spot, &one.gives, &other.gives, is_explained);
}

/// Whether a status isn't an error's.
fn is_success(status: &str) -> bool {
    status.starts_with(['1', '2', '3'])
}

/// Compares two responses of a status, and returns whether their bodies are the same on the wire.
fn both<'a>(
    cx: &mut Context<'a>,
    spot: &Spot,
    (at, status): (&Spot, &str),
    one: &'a Response,
    other: &'a Response,
) -> bool {
    for it in other.media_types.difference(&one.media_types) {
        cx.say(spot, &rules::RESPONSE_MEDIA_TYPE_ADDED, &[&at.label, status, it]);
    }
    for it in one.media_types.difference(&other.media_types) {
        cx.say(spot, &rules::RESPONSE_MEDIA_TYPE_REMOVED, &[&at.label, status, it]);
    }
    for (key, header) in &other.headers {
        let spot = spot.below(&format!(" header {}", header.wire), &["headers", &header.wire]);
        if let Some(old) = one.headers.get(key) {
            let (at, spot) = at.part(spot, old.at.as_ref(), header.at.as_ref());
            both_headers(cx, &spot, &at, old, header);
        } else {
            let draft =
                cx.draft(&spot.added(), &rules::RESPONSE_HEADER_ADDED, &[&at.label, &header.wire]);
            draft.rust(Rust::Minor);
        }
    }
    for (_, header) in one.headers.iter().filter(|(key, _)| !other.headers.contains_key(*key)) {
        let spot = spot.below(&format!(" header {}", header.wire), &["headers", &header.wire]);
        let rule = if header.required {
            &rules::REQUIRED_RESPONSE_HEADER_REMOVED
        } else {
            &rules::RESPONSE_HEADER_REMOVED
        };
        cx.say(&spot.removed(), rule, &[&at.label, &header.wire]);
    }
    bodies(cx, spot, (at, status), one, other)
}

/// Compares what is in two responses, and returns whether that is the same on the wire.
fn bodies<'a>(
    cx: &mut Context<'a>,
    spot: &Spot,
    (at, status): (&Spot, &str),
    one: &'a Response,
    other: &'a Response,
) -> bool {
    let ((kind, ty), (new_kind, new_ty)) =
        (expression::payload(&one.ty), expression::payload(&other.ty));
    if kind == new_kind {
        let base = Of { ty, form: &Value::Null, schema: &one.schema };
        let revision = Of { ty: new_ty, form: &Value::Null, schema: &other.schema };
        let rule = if is_success(status) {
            &rules::RETURNED_TYPE_CHANGED
        } else {
            &value_rules::TYPE_NAME_CHANGED
        };
        return values::compare(cx, spot, base, revision, rule);
    }
    let facts = [&*at.label, status, &shown(kind, ty), &shown(new_kind, new_ty)];
    let draft = match (kind, new_kind) {
        ("nothing", _) => {
            cx.draft(spot, &rules::RESPONSE_BODY_ADDED, &[&at.label, status, facts[3]])
        }
        (_, "nothing") => {
            cx.draft(spot, &rules::RESPONSE_BODY_REMOVED, &[&at.label, status, facts[2]])
        }
        _ => cx.draft(spot, &rules::RESPONSE_KIND_CHANGED, &facts),
    };
    if !is_success(status) {
        // The type of the error says what it does to Rust.
        draft.rust(Rust::None);
    }
    false
}

fn shown(kind: &str, ty: &str) -> String {
    match kind {
        "JSON" => ty.to_owned(),
        "a stream of items" | "a stream of events" => format!("{kind}, {ty}"),
        _ => kind.to_owned(),
    }
}

fn both_headers<'a>(
    cx: &mut Context<'a>,
    spot: &Spot,
    at: &Spot,
    one: &'a Header,
    other: &'a Header,
) {
    let rule = match (one.required, other.required) {
        (true, false) => Some(&rules::RESPONSE_HEADER_BECAME_OPTIONAL),
        (false, true) => Some(&rules::RESPONSE_HEADER_BECAME_REQUIRED),
        _ => None,
    };
    if let Some(rule) = rule {
        cx.say(spot, rule, &[&at.label, &other.wire]);
    }
    let of = |it: &'a Header| Of { ty: &it.ty, form: &Value::Null, schema: &it.schema };
    values::compare(cx, spot, of(one), of(other), &value_rules::TYPE_NAME_CHANGED);
}

/// What `.await` gives.
fn gives<'a>(
    cx: &mut Context<'a>,
    at: &Spot,
    one: &'a Value,
    other: &'a Value,
    is_explained: bool,
) {
    let rule = &rules::RETURNED_TYPE_CHANGED;
    if let (Some(base), Some(revision)) = (one.as_str(), other.as_str()) {
        let spot = at.clone();
        if !is_explained && base != revision {
            cx.names.push(Names { spot, rule, base, revision });
        }
        return;
    }
    let shown = |it: &'a Value| {
        it.as_str().or_else(|| it.get("name").and_then(Value::as_str)).unwrap_or_default()
    };
    let (name, new_name) = (shown(one), shown(other));
    let kept = |it: &'a Value| it.get("cases").and_then(Value::as_object).into_iter().flatten();
    let is_kept = kept(one).all(|(name, case)| {
        let body = |it: &'a Value| it.get("body").cloned();
        other.pointer("/cases").and_then(|it| it.get(name)).is_some_and(|it| body(it) == body(case))
    });
    if one.is_object() && other.is_object() && name == new_name {
        let n = |it: &'a Value| kept(it).count();
        if !is_kept {
            cx.say(at, rule, &[&at.label, name, new_name]);
        } else if n(one) < n(other) {
            cx.draft(at, rule, &[&at.label, name, new_name]).rust(Rust::Minor);
        }
    } else {
        cx.say(at, rule, &[&at.label, name, new_name]);
    }
}

/// The types of the module `shared`, by which functions take the errors of any of several operations.
fn shared<'a>(cx: &mut Context<'a>, at: &Spot, one: &'a Operation, other: &'a Operation) {
    for name in one.shared.iter().filter(|it| !other.shared.contains(it)) {
        cx.say(at, &rules::SHARED_TYPE_LEFT, &[&at.label, name]);
    }
}

/// What the enum of an operation's errors is called.
pub(super) fn error_name<'a>(
    cx: &mut Context<'a>,
    at: &Spot,
    one: &'a Operation,
    other: &'a Operation,
) {
    if one.error != other.error {
        let (base, revision) = (one.error.as_str(), other.error.as_str());
        let (spot, rule) = (at.clone(), &rules::ERROR_TYPE_RENAMED);
        cx.names.push(Names { spot, rule, base, revision });
    }
}

/// The enum of an operation's errors.
fn errors<'a>(cx: &mut Context<'a>, at: &Spot, one: &'a Operation, other: &'a Operation) {
    for (name, ty) in &other.errors {
        let spot = at.below(&format!(" error {name}"), &[]);
        match one.errors.get(name) {
            None => {
                let facts = [&*at.label, name, ty];
                cx.say(&spot.added(), &rules::ERROR_VARIANT_ADDED, &facts);
            }
            Some(old) => {
                let of = |ty: &'a str| Of { ty, form: &Value::Null, schema: &Value::Null };
                let rule = &value_rules::TYPE_NAME_CHANGED;
                values::compare(cx, &spot, of(old), of(ty), rule);
            }
        }
    }
    for name in one.errors.keys().filter(|it| !other.errors.contains_key(*it)) {
        let spot = at.below(&format!(" error {name}"), &[]);
        cx.say(&spot.removed(), &rules::ERROR_VARIANT_REMOVED, &[&at.label, name]);
    }
}

/// The struct of the headers of a response.
fn headers<'a>(cx: &mut Context<'a>, at: &Spot, one: &'a Operation, other: &'a Operation) {
    if let (Some(base), Some(revision)) = (&one.headers, &other.headers)
        && base != revision
    {
        let (spot, rule) = (at.clone(), &rules::HEADERS_TYPE_CHANGED);
        cx.names.push(Names { spot, rule, base, revision });
    }
    for (wire, (name, _)) in &other.header_fields {
        let spot = at.below(&format!(" header {wire}"), &[]);
        if let Some((old, _)) = one.header_fields.get(wire) {
            cx.renamed(&spot, "field", Some(old), Some(name));
        }
    }
    let is_documented = |of: &Operation| of.responses.values().any(|it| !it.headers.is_empty());
    if is_documented(one) || is_documented(other) {
        // Each response says which headers it has.
        return;
    }
    for (wire, (_, ty)) in &other.header_fields {
        let spot = at.below(&format!(" header {wire}"), &[]);
        match one.header_fields.get(wire) {
            None => {
                cx.say(&spot.added(), &rules::RESPONSE_HEADER_ADDED, &[&at.label, wire]);
            }
            Some((_, old)) => {
                let of = |ty: &'a str| Of { ty, form: &Value::Null, schema: &Value::Null };
                let rule = &value_rules::TYPE_NAME_CHANGED;
                values::compare(cx, &spot, of(old), of(ty), rule);
            }
        }
    }
    for wire in one.header_fields.keys().filter(|it| !other.header_fields.contains_key(*it)) {
        let spot = at.below(&format!(" header {wire}"), &[]).removed();
        cx.say(&spot, &rules::RESPONSE_HEADER_REMOVED, &[&at.label, wire]);
    }
}
