//! What an operation takes: parameters and a body.

use std::collections::BTreeMap;

use serde_json::Value;

use super::context::{Context, Spot};
use super::effect::Rust;
use super::expression;
use super::manifest::{Body, Operation, Parameter};
use super::rules::requests as rules;
use super::rules::values as value_rules;
use super::values::{self, Of};

pub(super) fn compare<'a>(
    cx: &mut Context<'a>,
    at: &Spot,
    one: &'a Operation,
    other: &'a Operation,
) {
    let (old, new) = (by_place(one), by_place(other));
    for (key, parameter) in &new {
        if let Some(old) = old.get(key) {
            let shared = at.shared(old.at.as_ref(), parameter.at.as_ref());
            let at = shared.as_ref().unwrap_or(at);
            both(cx, &of(at, parameter), (at, one, other), old, parameter);
        } else {
            added(cx, &of(at, parameter).added(), at, parameter);
        }
    }
    for (_, it) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
        let rule = if it.deprecated {
            &rules::DEPRECATED_PARAMETER_REMOVED
        } else {
            &rules::PARAMETER_REMOVED
        };
        let draft = cx.draft(&of(at, it).removed(), rule, &[&at.label, &it.place, &it.wire]);
        if it.constant.is_some() {
            draft.rust(Rust::Patch);
        } else if !it.required {
            draft.gone(setter(one, it));
        }
    }
    let arguments = |of: &BTreeMap<Key, &Parameter>| {
        of.iter().filter(|(_, it)| is_argument(it)).map(|(key, _)| key.clone()).collect::<Vec<_>>()
    };
    if one.required.is_some() != other.required.is_some() && arguments(&old) == arguments(&new) {
        let how = |it: &Operation| if it.required.is_some() { "by name" } else { "one by one" };
        let facts = [&*at.label, how(one), how(other)];
        cx.say(at, &rules::NAMED_ARGUMENTS_CHANGED, &facts);
    }
    body(cx, at, one, other);
}

/// What code calls to give a parameter its value, or the field of that name where these are taken by name.
fn setter(of: &Operation, parameter: &Parameter) -> String {
    format!("{}.{}", of.builder, parameter.name)
}

/// Where a parameter is, and what it is called there; those of the path are told by their order.
type Key = (String, String);

fn by_place(of: &Operation) -> BTreeMap<Key, &Parameter> {
    let mut found = BTreeMap::new();
    for it in &of.parameters {
        let name = match it.place.as_str() {
            "path" => of.path.find(&format!("{{{}}}", it.wire)).map(|at| {
                let before = of.path.get(..at).unwrap_or_default();
                format!("{:04}", before.matches('{').count())
            }),
            "header" => Some(it.wire.to_lowercase()),
            _ => None,
        };
        found.entry((it.place.clone(), name.unwrap_or_else(|| it.wire.clone()))).or_insert(it);
    }
    found
}

/// The place of a parameter of what is at `at`, unless that is the parameter itself.
fn of(at: &Spot, it: &Parameter) -> Spot {
    let name = format!(" {} {}", it.place, it.wire);
    if at.is_component() {
        at.below(&name, &[])
    } else {
        at.below(&name, &["parameters", &it.wire])
    }
}

/// Whether the method takes it as an argument.
fn is_argument(it: &Parameter) -> bool {
    it.required && it.constant.is_none()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn added(cx: &mut Context<'_>, spot: &Spot, at: &Spot, it: &Parameter) {
    let facts = [&*at.label, &*it.place, &*it.wire];
    match &it.constant {
        Some(value) if it.required => {
            let value = text(value);
            let facts = [&*at.label, &*it.place, &*it.wire, &value];
            cx.say(spot, &rules::PARAMETER_ADDED_CONSTANT, &facts);
        }
        _ if it.required => cx.say(spot, &rules::PARAMETER_ADDED_REQUIRED, &facts),
        _ => cx.say(spot, &rules::PARAMETER_ADDED_OPTIONAL, &facts),
    }
}

fn both<'a>(
    cx: &mut Context<'a>,
    spot: &Spot,
    (at, old, new): (&Spot, &Operation, &Operation),
    one: &'a Parameter,
    other: &'a Parameter,
) {
    let by_name = new.required.is_some();
    let facts = [&*at.label, &*other.place, &*other.wire];
    if one.wire != other.wire && other.place == "path" {
        let draft =
            cx.draft(spot, &rules::PATH_PARAMETER_RENAMED, &[&at.label, &one.wire, &other.wire]);
        if by_name && one.name != other.name {
            draft.rust(Rust::Major);
        }
    } else if one.name != other.name && (by_name || !other.required) {
        let facts = [facts[0], facts[1], facts[2], &one.name, &other.name];
        cx.draft(spot, &rules::PARAMETER_RENAMED_IN_RUST, &facts).gone(setter(old, one));
    }
    match (one.required, other.required) {
        (false, true) => {
            cx.draft(spot, &rules::PARAMETER_BECAME_REQUIRED, &facts).gone(setter(old, one));
        }
        (true, false) => cx.say(spot, &rules::PARAMETER_BECAME_OPTIONAL, &facts),
        _ => {}
    }
    if one.style != other.style || one.allow_reserved != other.allow_reserved {
        let shown = |it: &Parameter| {
            let reserved = if it.allow_reserved { ", with reserved characters" } else { "" };
            format!("{}{reserved}", it.style)
        };
        let facts = [facts[0], facts[1], facts[2], &shown(one), &shown(other)];
        cx.say(spot, &rules::PARAMETER_STYLE_CHANGED, &facts);
    }
    if one.constant != other.constant {
        let shown = |it: &Parameter| it.constant.as_ref().map_or("any value".to_owned(), text);
        let facts = [facts[0], facts[1], facts[2], &shown(one), &shown(other)];
        let draft = cx.draft(spot, &rules::PARAMETER_CONSTANT_CHANGED, &facts);
        if one.constant.is_some() != other.constant.is_some() {
            draft.rust(Rust::Major);
        }
    }
    match (one.deprecated, other.deprecated) {
        (false, true) => cx.say(spot, &rules::PARAMETER_DEPRECATED, &facts),
        (true, false) => cx.say(spot, &rules::PARAMETER_UNDEPRECATED, &facts),
        _ => {}
    }
    for it in other.media_types.difference(&one.media_types) {
        let facts = [facts[0], facts[1], facts[2], it];
        cx.say(spot, &rules::PART_MEDIA_TYPE_ADDED, &facts);
    }
    for it in one.media_types.difference(&other.media_types) {
        let facts = [facts[0], facts[1], facts[2], it];
        cx.say(spot, &rules::PART_MEDIA_TYPE_REMOVED, &facts);
    }
    let of = |it: &'a Parameter| Of { ty: &it.ty, form: &it.form, schema: &it.schema };
    values::compare(cx, spot, of(one), of(other), &value_rules::TYPE_NAME_CHANGED);
}

fn body<'a>(cx: &mut Context<'a>, at: &Spot, one: &'a Operation, other: &'a Operation) {
    let by_name = one.required.is_some() && other.required.is_some();
    let (one, other) = (one.body.as_ref(), other.body.as_ref());
    let spot = at.below(" body", &["requestBody"]);
    let (one, other) = match (one, other) {
        (None, None) => return,
        (None, Some(it)) => {
            let rule =
                if it.required { &rules::BODY_ADDED_REQUIRED } else { &rules::BODY_ADDED_OPTIONAL };
            return cx.say(&spot.added(), rule, &[&at.label]);
        }
        (Some(_), None) => {
            return cx.say(&spot.removed(), &rules::BODY_REMOVED, &[&at.label]);
        }
        (Some(one), Some(other)) => (one, other),
    };
    let (at, spot) = at.part(spot, one.at.as_ref(), other.at.as_ref());
    // What is an argument by its place has no name for callers.
    if one.required == other.required && (by_name || !other.required) {
        cx.renamed(&spot, "setter", one.name.as_ref(), other.name.as_ref());
    }
    match (one.required, other.required) {
        (false, true) => cx.say(&spot, &rules::BODY_BECAME_REQUIRED, &[&at.label]),
        (true, false) => cx.say(&spot, &rules::BODY_BECAME_OPTIONAL, &[&at.label]),
        _ => {}
    }
    for it in other.media_types.difference(&one.media_types) {
        cx.say(&spot, &rules::BODY_MEDIA_TYPE_ADDED, &[&at.label, it]);
    }
    let lost = one.choice.is_some() && other.choice.is_none();
    if !lost || one.media_types == other.media_types {
        cx.renamed(&spot, "setter of the media type", one.choice.as_ref(), other.choice.as_ref());
    }
    let rest = other.media_types.iter().cloned().collect::<Vec<_>>().join(", ");
    for it in one.media_types.difference(&other.media_types) {
        let draft = cx.draft(&spot, &rules::BODY_MEDIA_TYPE_REMOVED, &[&at.label, it, &rest]);
        if lost {
            draft.rust(Rust::Major);
        }
    }
    let ((kind, _), (new_kind, _)) = (expression::payload(&one.ty), expression::payload(&other.ty));
    if kind == new_kind {
        let of = |it: &'a Body| Of { ty: &it.ty, form: &Value::Null, schema: &it.schema };
        values::compare(cx, &spot, of(one), of(other), &value_rules::TYPE_NAME_CHANGED);
    } else {
        cx.say(&spot, &rules::BODY_KIND_CHANGED, &[&at.label, kind, new_kind]);
    }
}
