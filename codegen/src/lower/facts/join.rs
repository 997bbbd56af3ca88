//! The keywords of a schema, and what several schemas come to that hold at once.
//!
//! - In: keywords as OpenAPI 3.0 has them.
//! - Out: keywords as JSON Schema 2020-12 has them: an exclusive bound is a number.

use serde_json::{Map, Value, json};

use crate::ir::Facts;

/// Keywords that are taken as they stand.
const KEYWORDS: [(&str, Join); 14] = [
    ("contentEncoding", Join::Last),
    ("contentMediaType", Join::Last),
    ("enum", Join::Shared),
    ("format", Join::Last),
    ("maxItems", Join::Least),
    ("maxLength", Join::Least),
    ("maxProperties", Join::Least),
    ("minItems", Join::Greatest),
    ("minLength", Join::Greatest),
    ("minProperties", Join::Greatest),
    ("multipleOf", Join::All),
    ("pattern", Join::All),
    ("type", Join::Last),
    ("uniqueItems", Join::On),
];

/// What two schemas come to that hold at once and have the same keyword.
#[derive(Clone, Copy)]
enum Join {
    /// What the later one says.
    Last,
    /// The smaller number.
    Least,
    /// The greater number.
    Greatest,
    /// What is on in one of them.
    On,
    /// The values that both list.
    Shared,
    /// Both, as a list where they differ.
    All,
}

/// Adds what a schema says itself to what those say that hold at the same time.
pub(super) fn own(schema: &Map<String, Value>, facts: &mut Facts) {
    // Most schemas have fewer members than there are keywords.
    for (keyword, value) in schema {
        match keyword.as_str() {
            "minimum" => bound(schema, ("minimum", "exclusiveMinimum", Join::Greatest), facts),
            "maximum" => bound(schema, ("maximum", "exclusiveMaximum", Join::Least), facts),
            keyword => {
                if let Some(join) = own_join(keyword) {
                    add(keyword, join, value.clone(), facts);
                }
            }
        }
    }
}

/// Adds what is said of items or values to what those say that hold at the same time; that there are none is the most.
pub(super) fn within(keyword: &str, own: &Facts, facts: &mut Facts) {
    let mut all = match facts.get(keyword) {
        None => Facts::default(),
        Some(Value::Object(known)) => Facts::from(known),
        Some(_) => return,
    };
    for (keyword, value) in own.iter() {
        match (keyword, value) {
            ("oneOf" | "anyOf", Value::Array(it)) => all.add_alternatives(keyword, it.clone()),
            ("allOf", Value::Array(it)) => it.iter().for_each(|it| all.add_part(it.clone())),
            _ => add(keyword, of(keyword), value.clone(), &mut all),
        }
    }
    facts.set(keyword, all.to_value());
}

/// How a keyword is joined.
fn of(keyword: &str) -> Join {
    match keyword {
        "minimum" | "exclusiveMinimum" => Join::Greatest,
        "maximum" | "exclusiveMaximum" => Join::Least,
        _ => own_join(keyword).unwrap_or(Join::Last),
    }
}

/// How a keyword is joined that is taken as it stands.
fn own_join(keyword: &str) -> Option<Join> {
    KEYWORDS.iter().find(|it| it.0 == keyword).map(|it| it.1)
}

/// A bound is one keyword or the other.
fn bound(schema: &Map<String, Value>, (plain, open, join): (&str, &str, Join), facts: &mut Facts) {
    let Some(value) = schema.get(plain) else { return };
    let keyword = if schema.get(open) == Some(&Value::Bool(true)) { open } else { plain };
    add(keyword, join, value.clone(), facts);
    // Of a bound that lies in the interval and one that doesn't, one says it all.
    if let (Some(closed), Some(open_at)) = (facts.get(plain), facts.get(open)) {
        let wins = *open_at == pick(join, closed.clone(), open_at.clone());
        facts.take(if wins { plain } else { open });
    }
}

fn add(keyword: &str, join: Join, value: Value, facts: &mut Facts) {
    let value = match facts.take(keyword) {
        Some(known) => pick(join, known, value),
        None => value,
    };
    let is_off = matches!(join, Join::On) && value != Value::Bool(true);
    if !is_off {
        facts.set(keyword, value);
    }
}

fn pick(join: Join, known: Value, value: Value) -> Value {
    let number = |it: &Value| it.as_f64().unwrap_or_default();
    match join {
        Join::Least if number(&known) < number(&value) => known,
        Join::Greatest if number(&known) > number(&value) => known,
        Join::On => json!(known == json!(true) || value == json!(true)),
        Join::Shared => shared(known, &value),
        Join::All => both(known, value),
        Join::Last | Join::Least | Join::Greatest => value,
    }
}

/// The values that both list; where they share none, the later list.
fn shared(known: Value, value: &Value) -> Value {
    let (Value::Array(known), Value::Array(others)) = (known, value) else { return value.clone() };
    let shared: Vec<Value> = known.into_iter().filter(|it| others.contains(it)).collect();
    if shared.is_empty() { value.clone() } else { json!(shared) }
}

/// Each of them once.
fn both(known: Value, value: Value) -> Value {
    let mut all = match known {
        Value::Array(all) => all,
        one => vec![one],
    };
    if !all.contains(&value) {
        all.push(value);
    }
    match <[Value; 1]>::try_from(all) {
        Ok([one]) => one,
        Err(all) => json!(all),
    }
}
