//! What a schema asks for that no Rust type shows: constraints, defaults, formats.

use std::collections::BTreeSet;

use serde_json::Value;

use super::context::{Context, Spot};
use super::effect::Rust;
use super::rule::Rule;
use super::rules::constraints as rules;
use super::rules::values;

/// A keyword that bounds a value.
struct Bound {
    keyword: &'static str,
    /// Whether it is a lower bound.
    is_least: bool,
    tightened: &'static Rule,
    loosened: &'static Rule,
}

const fn least(keyword: &'static str, tightened: &'static Rule, loosened: &'static Rule) -> Bound {
    Bound { keyword, is_least: true, tightened, loosened }
}

const fn most(keyword: &'static str, tightened: &'static Rule, loosened: &'static Rule) -> Bound {
    Bound { keyword, is_least: false, tightened, loosened }
}

static BOUNDS: [Bound; 10] = [
    least("minimum", &rules::MINIMUM_TIGHTENED, &rules::MINIMUM_LOOSENED),
    least(
        "exclusiveMinimum",
        &rules::EXCLUSIVE_MINIMUM_TIGHTENED,
        &rules::EXCLUSIVE_MINIMUM_LOOSENED,
    ),
    most("maximum", &rules::MAXIMUM_TIGHTENED, &rules::MAXIMUM_LOOSENED),
    most(
        "exclusiveMaximum",
        &rules::EXCLUSIVE_MAXIMUM_TIGHTENED,
        &rules::EXCLUSIVE_MAXIMUM_LOOSENED,
    ),
    least("minLength", &rules::MIN_LENGTH_TIGHTENED, &rules::MIN_LENGTH_LOOSENED),
    most("maxLength", &rules::MAX_LENGTH_TIGHTENED, &rules::MAX_LENGTH_LOOSENED),
    least("minItems", &rules::MIN_ITEMS_TIGHTENED, &rules::MIN_ITEMS_LOOSENED),
    most("maxItems", &rules::MAX_ITEMS_TIGHTENED, &rules::MAX_ITEMS_LOOSENED),
    least("minProperties", &rules::MIN_PROPERTIES_TIGHTENED, &rules::MIN_PROPERTIES_LOOSENED),
    most("maxProperties", &rules::MAX_PROPERTIES_TIGHTENED, &rules::MAX_PROPERTIES_LOOSENED),
];

/// A keyword that is there, changed or not there: the rules for set, changed and unset.
type Three = (&'static str, [&'static Rule; 3]);

static OTHERS: [Three; 4] = [
    (
        "multipleOf",
        [&rules::MULTIPLE_OF_SET, &rules::MULTIPLE_OF_CHANGED, &rules::MULTIPLE_OF_UNSET],
    ),
    ("pattern", [&rules::PATTERN_SET, &rules::PATTERN_CHANGED, &rules::PATTERN_UNSET]),
    ("default", [&rules::DEFAULT_SET, &rules::DEFAULT_CHANGED, &rules::DEFAULT_UNSET]),
    ("format", [&rules::FORMAT_SET, &rules::FORMAT_CHANGED, &rules::FORMAT_UNSET]),
];

/// How deep schemas are compared.
const DEEPEST: usize = 32;

/// Compares what two schemas ask for. Where the type differs, formats aren't compared: they are told by the type.
pub(super) fn compare(
    cx: &mut Context<'_>,
    spot: &Spot,
    base: &Value,
    revision: &Value,
    same_type: bool,
) {
    within(cx, spot, base, revision, (same_type, DEEPEST));
}

fn within(
    cx: &mut Context<'_>,
    spot: &Spot,
    base: &Value,
    revision: &Value,
    (same_type, depth): (bool, usize),
) {
    if base == revision || depth == 0 {
        return;
    }
    for bound in &BOUNDS {
        compare_bound(cx, spot, bound, base, revision);
    }
    for (keyword, rules) in &OTHERS {
        if same_type || *keyword != "format" {
            compare_three(cx, spot, (keyword, rules), base, revision);
        }
    }
    compare_unique(cx, spot, base, revision);
    compare_rest(cx, spot, base, revision, same_type);
    let empty = Value::Null;
    let get = |of: &'_ Value, keyword: &str| of.get(keyword).filter(|it| it.is_object()).cloned();
    for (keyword, suffix) in [("items", "[]"), ("additionalProperties", ".*")] {
        let (one, other) = (get(base, keyword), get(revision, keyword));
        let below = spot.below(suffix, &[keyword]);
        let (one, other) = (one.as_ref().unwrap_or(&empty), other.as_ref().unwrap_or(&empty));
        within(cx, &below, one, other, (same_type, depth - 1));
    }
}

/// A value as people read it.
fn shown(value: Option<&Value>) -> String {
    match value {
        None => "not set".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn compare_bound(cx: &mut Context<'_>, spot: &Spot, bound: &Bound, base: &Value, other: &Value) {
    let (one, other) = (base.get(bound.keyword), other.get(bound.keyword));
    if one == other {
        return;
    }
    let rises = match (one.and_then(Value::as_f64), other.and_then(Value::as_f64)) {
        // One as large as the other may be written otherwise: 1 and 1.0.
        (Some(one), Some(other)) if one.total_cmp(&other).is_eq() => return,
        (Some(one), Some(other)) => other > one,
        (None, Some(_)) => bound.is_least,
        (Some(_), None) => !bound.is_least,
        // In OpenAPI 3.0 the exclusive ones are flags.
        (None, None) => (other == Some(&Value::Bool(true))) == bound.is_least,
    };
    let rule = if rises == bound.is_least { bound.tightened } else { bound.loosened };
    cx.say(spot, rule, &[&spot.label, &shown(one), &shown(other)]);
}

fn compare_three(
    cx: &mut Context<'_>,
    spot: &Spot,
    (keyword, [set, changed, unset]): (&str, &[&'static Rule; 3]),
    base: &Value,
    revision: &Value,
) {
    let (one, other) = (base.get(keyword), revision.get(keyword));
    let rule = match (one, other) {
        (one, other) if one == other => return,
        (None, _) => set,
        (_, None) => unset,
        _ => changed,
    };
    cx.say(spot, rule, &[&spot.label, &shown(one), &shown(other)]);
}

fn compare_unique(cx: &mut Context<'_>, spot: &Spot, base: &Value, revision: &Value) {
    let is_set = |it: &Value| it.get("uniqueItems").and_then(Value::as_bool).unwrap_or_default();
    let (one, other) = (is_set(base), is_set(revision));
    if one != other {
        let rule =
            if other { &rules::UNIQUE_ITEMS_REQUIRED } else { &rules::UNIQUE_ITEMS_NOT_REQUIRED };
        cx.say(spot, rule, &[&spot.label, &one.to_string(), &other.to_string()]);
    }
}

/// The keywords that have rules of their own.
fn is_known(keyword: &str) -> bool {
    BOUNDS.iter().any(|it| it.keyword == keyword)
        || OTHERS.iter().any(|(it, _)| *it == keyword)
        || ["uniqueItems", "items", "additionalProperties"].contains(&keyword)
}

fn compare_rest(
    cx: &mut Context<'_>,
    spot: &Spot,
    base: &Value,
    revision: &Value,
    same_type: bool,
) {
    let keys = |it: &'_ Value| {
        let keys = it.as_object().into_iter().flatten().map(|(key, _)| key.clone());
        keys.collect::<BTreeSet<_>>()
    };
    for keyword in keys(base).union(&keys(revision)).filter(|it| !is_known(it)) {
        let (one, other) = (base.get(keyword), revision.get(keyword));
        if one == other {
            continue;
        }
        let rule = match keyword.as_str() {
            "type" if !same_type => continue,
            "nullable" if other == Some(&Value::Bool(true)) => &values::BECAME_NULLABLE,
            "nullable" => &values::BECAME_NOT_NULLABLE,
            "enum" if one.is_none() => &values::BECAME_ENUM,
            "enum" if other.is_none() => &values::BECAME_NOT_ENUM,
            "enum" => {
                compare_enum(cx, spot, one, other);
                continue;
            }
            "type" => &values::TYPE_CHANGED,
            it if it.starts_with("content") => &rules::CONTENT_CHANGED,
            _ => &rules::KEYWORD_CHANGED,
        };
        let facts = [&*spot.label, &shown(one), &shown(other), keyword];
        // What Rust doesn't show breaks no code.
        cx.draft(spot, rule, &facts).rust(Rust::None);
    }
}

/// The values of an enum that is none in Rust.
fn compare_enum(cx: &mut Context<'_>, spot: &Spot, one: Option<&Value>, other: Option<&Value>) {
    let all = |it: Option<&Value>| {
        let values = it.and_then(Value::as_array).into_iter().flatten();
        values.map(|it| shown(Some(it))).collect::<BTreeSet<_>>()
    };
    let (one, other) = (all(one), all(other));
    for value in other.difference(&one) {
        cx.draft(spot, &values::ENUM_VALUE_ADDED, &[&spot.label, value]).rust(Rust::None);
    }
    for value in one.difference(&other) {
        let facts = [&*spot.label, value, value];
        cx.draft(spot, &values::ENUM_VALUE_REMOVED, &facts).rust(Rust::None);
    }
}
