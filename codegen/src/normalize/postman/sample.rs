//! Bodies, read as JSON.
//!
//! - In: the text of a body, as somebody typed or saved it, and the variables of the collection.
//! - Out: its value, and the places that hold nothing but a variable that nobody gave a value.
//! - Moves: nothing. What strict JSON doesn't take goes to the [`lenient`] reader.

mod lenient;
mod numbers;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Number, Value};

use crate::pointer::Pointer;

use super::variables::{Piece, Variables, pieces};

/// A body of a collection, read as JSON.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sample {
    /// The value; a variable that nobody gave a value stands as its name.
    pub value: Value,
    /// The places whose value is nothing but a variable without a value: they say nothing about a type.
    pub unknown: BTreeSet<Pointer>,
    /// The places of numbers that have more digits than `value` can have.
    pub rounded: BTreeSet<Pointer>,
    /// Those of them that are beyond every double, as they are written; `value` has the largest one.
    pub huge: BTreeMap<Pointer, String>,
    /// Whether comments, trailing commas, bare variables or the like had to be put right.
    pub repaired: bool,
}

impl From<Value> for Sample {
    fn from(value: Value) -> Self {
        Self { value, ..Self::default() }
    }
}

/// Reads a body; or says why it isn't JSON.
pub(super) fn parse(text: &str, variables: &Variables) -> Result<Sample, String> {
    let mut sample = match strict_filled(text, variables) {
        Some(sample) => sample,
        None => lenient::read(text, variables)?,
    };
    fill_placeholders(&mut sample.value, &Pointer::root(), &mut sample.unknown);
    Ok(sample)
}

/// The value of a text that is JSON once its variables are replaced, as Postman sends it.
///
/// `None` where one of them has no value: its place would look as if somebody had given one.
fn strict_filled(text: &str, variables: &Variables) -> Option<Sample> {
    if !text.contains("{{") {
        return exact(text);
    }
    let is_known = |it| match it {
        Piece::Variable(name) => variables.value(name).is_some(),
        Piece::Text(_) => true,
    };
    let sample = pieces(text).all(is_known).then(|| exact(&variables.fill(text))).flatten()?;
    Some(Sample { repaired: strict(text).is_none(), ..sample })
}

/// The value of a text that is JSON, and which of its numbers are rounded.
fn exact(text: &str) -> Option<Sample> {
    let value = strict(text)?;
    let mut digits = 0;
    let has_long_number = text.bytes().any(|it| {
        digits = if it.is_ascii_digit() { digits + 1 } else { 0 };
        digits >= numbers::ALWAYS_EXACT
    });
    // The other reader sees the text of each number.
    let read = has_long_number.then(|| lenient::read(text, &Variables::default()).ok()).flatten();
    let rounded = read.map(|it| it.rounded).unwrap_or_default();
    Some(Sample { value, rounded, ..Sample::default() })
}

fn strict(text: &str) -> Option<Value> {
    serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()
}

/// Replaces what Postman's importer of `OpenAPI` writes for a value that it has no example of: `"<integer>"`.
fn fill_placeholders(value: &mut Value, at: &Pointer, unknown: &mut BTreeSet<Pointer>) {
    match value {
        Value::String(text) => {
            let Some(name) = text.strip_prefix('<').and_then(|it| it.strip_suffix('>')) else {
                return;
            };
            let stand_in = match name {
                "boolean" => Value::Bool(true),
                "integer" | "long" => Value::from(0),
                "number" | "double" | "float" => {
                    Number::from_f64(0.5).map_or(Value::Null, Value::from)
                }
                "dateTime" | "date-time" => Value::from("2026-01-01T00:00:00Z"),
                "date" => Value::from("2026-01-01"),
                "uuid" => Value::from("3f2c9a54-6d1b-4e0f-9a77-0c5d2e8b1f60"),
                _ => return,
            };
            *value = stand_in;
            unknown.remove(at);
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                fill_placeholders(item, &at.index(index), unknown);
            }
        }
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                fill_placeholders(member, &at.child(name), unknown);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests;
