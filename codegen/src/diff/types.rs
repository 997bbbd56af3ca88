//! Two types of which one stands where the other stood.

use std::collections::BTreeMap;

use serde_json::Value;

use super::context::{Context, Owner, Spot};
use super::effect::Cause;
use super::manifest::{Kind, Type};
use super::rules::types as rules;
use super::rules::values as lists;
use super::values::{self, Of};
use super::{members, schema, unions};
use crate::pointer::Pointer;

/// Compares all types that were found to stand for each other, and then those of one name that weren't.
pub(super) fn compare(cx: &mut Context<'_>) {
    pairs(cx);
    for name in cx.base.types.keys() {
        // Nobody sends or receives one where the other was, but programs may name them.
        if let Some((other, _)) = cx.revision.types.get_key_value(name)
            && !cx.is_compared(name, other)
        {
            cx.pair(Owner::Api, name, other);
        }
    }
    pairs(cx);
}

fn pairs(cx: &mut Context<'_>) {
    while let Some((pair, base, revision)) = cx.next() {
        let (one, other) = (cx.base.types.get(base), cx.revision.types.get(revision));
        if let (Some(one), Some(other)) = (one, other) {
            pair_of(cx, pair, (base, one), (revision, other));
        }
    }
}

fn pair_of<'a>(
    cx: &mut Context<'a>,
    pair: usize,
    (base, one): (&'a str, &'a Type),
    (revision, other): (&'a str, &'a Type),
) {
    let at = |it: &Type| it.at.as_deref().and_then(Pointer::parse);
    let spot = Spot {
        owner: Owner::Pair(pair),
        label: revision.to_owned(),
        key: base.to_owned(),
        base: at(one),
        revision: at(other),
    };
    match (&one.kind, &other.kind) {
        (Kind::Record { .. }, Kind::Record { .. }) => members::compare(cx, &spot, one, other),
        (Kind::Enumeration(one), Kind::Enumeration(other))
        | (Kind::IntegerEnumeration(one), Kind::IntegerEnumeration(other)) => {
            enumerations(cx, &spot, one, other);
        }
        (Kind::Union { .. }, Kind::Union { .. }) => {
            unions::compare(cx, &spot, &one.kind, &other.kind);
        }
        (Kind::Alias(one), Kind::Alias(other)) => {
            let of = |ty| Of { ty, form: &Value::Null, schema: &Value::Null };
            values::compare(cx, &spot, of(one), of(other), &rules::ALIAS_CHANGED);
        }
        (Kind::Own(one), Kind::Own(other)) if one != other => {
            cx.say(&spot, &rules::OWN_TYPE_CHANGED, &[&spot.label, one, other]);
        }
        (one, other) if std::mem::discriminant(one) != std::mem::discriminant(other) => {
            let (one, other) = (words(one), words(other));
            let draft = cx.draft(&spot, &rules::TYPE_REPLACED, &[&spot.label, one, other]);
            if [one, other].contains(&OWN) {
                draft.cause(Cause::Generator);
            }
        }
        _ => {}
    }
    in_rust(cx, &spot, one, other);
    schema::compare(cx, &spot, &one.schema, &other.schema, true);
}

/// What somebody's own type is called in sentences.
const OWN: &str = "a type of your own";

fn words(kind: &Kind) -> &'static str {
    match kind {
        Kind::Record { .. } => "a struct",
        Kind::Enumeration(_) | Kind::IntegerEnumeration(_) => "an enum of values",
        Kind::Union { .. } => "an enum of types",
        Kind::Alias(_) => "another name for a type",
        Kind::Own(_) => OWN,
        Kind::Unknown => "something else",
    }
}

/// What Rust code sees of a type besides its content.
fn in_rust(cx: &mut Context<'_>, spot: &Spot, one: &Type, other: &Type) {
    let lost = one.aliases.difference(&other.aliases);
    // The name may be that of another type now, which code that says it is not meant for.
    let lost = lost.filter(|it| !cx.is_called(&spot.key, it));
    for name in lost.collect::<Vec<_>>() {
        cx.draft(spot, &rules::TYPE_ALIAS_REMOVED, &[&spot.label, name]).gone(name);
    }
    if one.deprecated != other.deprecated {
        let rule =
            if other.deprecated { &rules::TYPE_DEPRECATED } else { &rules::TYPE_UNDEPRECATED };
        cx.say(spot, rule, &[&spot.label]);
    }
    for derive in other.derives.difference(&one.derives) {
        cx.say(spot, &rules::DERIVE_ADDED, &[&spot.label, derive]);
    }
    for derive in one.derives.difference(&other.derives) {
        cx.say(spot, &rules::DERIVE_REMOVED, &[&spot.label, derive]);
    }
    let is_record = matches!(one.kind, Kind::Record { .. } | Kind::Union { .. });
    if is_record && one.sent && !other.sent {
        cx.say(spot, &rules::CONSTRUCTOR_REMOVED, &[&spot.label]);
    }
}

/// The variants of an enum, by value.
type Variants = BTreeMap<String, String>;

fn enumerations(cx: &mut Context<'_>, spot: &Spot, one: &Variants, other: &Variants) {
    let of = |value: &str| spot.below(&format!(" {value}"), &[]);
    for (value, name) in other {
        match one.get(value) {
            None => {
                let at = of(value).added();
                cx.say(&at, &lists::ENUM_VALUE_ADDED, &[&spot.label, value]);
            }
            Some(old) if old != name => {
                let facts = [&*spot.label, value, old, name];
                let gone = format!("{}::{old}", spot.key);
                cx.draft(&of(value), &lists::ENUM_VARIANT_RENAMED, &facts).gone(gone);
            }
            Some(_) => {}
        }
    }
    for (value, name) in one.iter().filter(|(value, _)| !other.contains_key(*value)) {
        let name = format!("{}::{name}", spot.key);
        let facts = [&*spot.label, value, &name];
        cx.draft(&of(value).removed(), &lists::ENUM_VALUE_REMOVED, &facts).gone(&name);
    }
}
