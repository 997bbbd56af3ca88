//! Makes a value that was made up from a type fit its schema too: types don't know how long a text or a list may be.
//!
//! - In: a value as it stands on the wire, and the place of its schema in the canonical document.
//! - Out: the value with texts, numbers and lists as the schema wants them, without members that only the other side writes.
//! - Holds: what the schema doesn't limit stays, and what can't be made to fit stays as well.

mod scalars;

use std::cell::Cell;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::sample::MOST_PARTS;
use crate::extensions;
use crate::lower::resolver;
use crate::pointer::Pointer;

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// From the client to the server.
    Sent,
    /// From the server to the client.
    Received,
}

impl Direction {
    /// The keyword of members that don't go this way.
    fn other(self) -> &'static str {
        match self {
            Self::Sent => "readOnly",
            Self::Received => "writeOnly",
        }
    }
}

/// How deep schemas and their parts are looked into.
const DEPTH: usize = 32;

/// Longer lists aren't made.
const MOST_ITEMS: usize = 16;

/// How many schemas are looked at for one value: parts that lead to themselves would have no end.
const MOST_STEPS: u32 = 100_000;

/// The schemas of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schemas<'a> {
    pub(super) root: &'a Value,
}

impl<'a> Schemas<'a> {
    /// Those of the document `root`.
    pub(super) fn new(root: &'a Value) -> Self {
        Self { root }
    }

    /// Makes `value` fit a schema.
    pub(super) fn fit(self, schema: &'a Value, direction: Direction, mut value: Value) -> Value {
        let left = Cell::new(MOST_PARTS);
        let fitter = Fitter { schemas: self, direction, steps: Cell::new(MOST_STEPS), left };
        fitter.fit_to(schema, &mut value, DEPTH);
        value
    }

    /// What stands at a place.
    pub(super) fn at(self, place: &Pointer) -> Option<&'a Value> {
        place.get(self.root)
    }

    /// The node that `node` is or refers to.
    pub(super) fn follow(self, node: &'a Value) -> Option<&'a Value> {
        resolver::follow(self.root, node)
    }
}

/// Makes one value fit.
struct Fitter<'a> {
    schemas: Schemas<'a>,
    direction: Direction,
    /// How many schemas may still be looked at.
    steps: Cell<u32>,
    /// How many values may still be added to lists: lists within lists multiply.
    left: Cell<usize>,
}

impl<'a> Fitter<'a> {
    /// The node that `node` is or refers to, while there are steps left.
    fn next(&self, node: &'a Value, depth: usize) -> Option<&'a Value> {
        self.steps.set(self.steps.get().checked_sub(1)?);
        if depth == 0 { None } else { self.schemas.follow(node) }
    }

    fn fit_to(&self, schema: &'a Value, value: &mut Value, depth: usize) {
        let Some(schema) = self.next(schema, depth) else { return };
        for part in list(schema, "allOf") {
            self.fit_to(part, value, depth - 1);
        }
        for key in ["oneOf", "anyOf"] {
            let alternatives = || list(schema, key);
            let meant = alternatives().find(|it| self.takes(it, value, depth - 1));
            if let Some(meant) = meant {
                self.fit_to(meant, value, depth - 1);
            }
        }
        if schema.get("enum").is_some_and(Value::is_array) {
            let listed = || list(schema, "enum");
            if !listed().any(|it| it == value)
                && let Some(first) = listed().find(|it| !it.is_null()).or_else(|| listed().next())
            {
                value.clone_from(first);
            }
            return;
        }
        match value {
            Value::String(text) => *text = scalars::text(schema, text),
            Value::Number(number) => *number = scalars::number(schema, number),
            Value::Array(items) => self.fit_items(schema, items, depth),
            Value::Object(members) => self.fit_members(schema, members, depth),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn fit_members(&self, schema: &'a Value, members: &mut Map<String, Value>, depth: usize) {
        // Parts of an `allOf` have few of all the members, so that theirs are looked up and not the other way round.
        let described = schema.get("properties").and_then(Value::as_object);
        let other = |it: &'a Value| self.says(it, self.direction.other(), depth - 1);
        let named = described.into_iter().flatten();
        let there = named.filter(|(name, _)| members.contains_key(*name));
        let there: Vec<(&String, &Value)> = there.collect();
        let mut gone: BTreeSet<&String> = BTreeSet::new();
        for (name, described) in there {
            let Some(member) = members.get_mut(name) else { continue };
            if other(described) {
                gone.insert(name);
                continue;
            }
            self.fit_to(described, member, depth - 1);
            if self.lacks(described, member, depth - 1)
                && !list(schema, "required").any(|it| it == name)
            {
                gone.insert(name);
            }
        }
        if let Some(additional) = schema.get("additionalProperties") {
            let is_listed = |name: &String| described.is_some_and(|it| it.contains_key(name));
            for (_, member) in members.iter_mut().filter(|(name, _)| !is_listed(name)) {
                self.fit_to(additional, member, depth - 1);
            }
        }
        if !gone.is_empty() {
            members.retain(|name, _| !gone.contains(name));
        }
    }

    /// Whether members are missing that a schema requires: types leave those out deep down that one way alone has.
    fn lacks(&self, schema: &'a Value, value: &Value, depth: usize) -> bool {
        let Some(schema) = self.next(schema, depth) else { return false };
        let Value::Object(members) = value else { return false };
        let goes = |name: &str| {
            let described = schema.get("properties").and_then(|it| it.get(name));
            described.is_none_or(|it| !self.says(it, self.direction.other(), depth - 1))
        };
        let mut required = list(schema, "required").filter_map(Value::as_str);
        required.any(|it| !members.contains_key(it) && goes(it))
            || list(schema, "allOf").any(|it| self.lacks(it, value, depth - 1))
    }

    /// Whether a schema says `keyword` of its values, itself or by a part.
    fn says(&self, schema: &'a Value, keyword: &str, depth: usize) -> bool {
        let Some(schema) = self.next(schema, depth) else { return false };
        schema.get(keyword).is_some_and(|it| *it == true)
            || list(schema, "allOf").any(|it| self.says(it, keyword, depth - 1))
    }

    /// Lists have two items where these are scalars, so that it shows how they are joined.
    fn fit_items(&self, schema: &'a Value, items: &mut Vec<Value>, depth: usize) {
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
        let bound = |key: &str| bound(key).map(|it| usize::try_from(it).unwrap_or(usize::MAX));
        // The schema of a list that is one of several is met as an alternative.
        let item = schema.get("items");
        if item.is_none() && schema.get("type").is_none_or(|it| it != "array") {
            return;
        }
        let fit = |value: &mut Value| {
            if let Some(item) = item {
                self.fit_to(item, value, depth - 1);
            }
        };
        items.iter_mut().for_each(fit);
        let Some(first) = items.first().cloned() else { return };
        if schema.get(extensions::PREFIX_ITEMS).is_some() {
            return;
        }
        let usual = if first.is_object() || first.is_array() { 1 } else { 2 };
        let least = bound("minItems").unwrap_or(0).min(MOST_ITEMS);
        let wanted = usual.max(least).min(bound("maxItems").unwrap_or(usize::MAX));
        let is_unique = schema.get("uniqueItems").is_some_and(|it| *it == true);
        let n_parts = parts(&first);
        for turn in 1..wanted {
            let Some(left) = self.left.get().checked_sub(n_parts) else { break };
            self.left.set(left);
            let next = self.another(item, &first, turn, depth);
            if items.len() < wanted && (items.len() < least || !items.contains(&next)) {
                if is_unique && items.contains(&next) {
                    break;
                }
                items.push(next);
            }
        }
        items.truncate(wanted);
    }

    /// A value like `first` that differs from it, where one is easily found; another one with each turn.
    fn another(&self, item: Option<&'a Value>, first: &Value, turn: usize, depth: usize) -> Value {
        let schema = item.and_then(|it| self.schemas.follow(it));
        let mut listed = schema.into_iter().flat_map(|it| list(it, "enum"));
        if let Some(other) = listed.nth(turn).filter(|it| !it.is_null()) {
            return other.clone();
        }
        let mut value = first.clone();
        vary(&mut value, turn);
        if let Some(item) = item {
            self.fit_to(item, &mut value, depth - 1);
        }
        value
    }

    /// Whether an alternative is of the value's kind, and its members are what it lists.
    fn takes(&self, schema: &'a Value, value: &Value, depth: usize) -> bool {
        let Some(schema) = self.next(schema, depth) else { return false };
        let is_listed = schema.get("enum").is_none() || list(schema, "enum").any(|it| it == value);
        let is_of = |name: &str| match value {
            Value::Null => schema.get("nullable").is_some_and(|it| *it == true),
            Value::Bool(_) => name == "boolean",
            Value::Number(it) => name == "number" || name == "integer" && !it.is_f64(),
            Value::String(_) => name == "string",
            Value::Array(_) => name == "array",
            Value::Object(_) => name == "object",
        };
        let has_type = schema.get("type").and_then(Value::as_str).is_none_or(is_of);
        let names = || list(schema, "required").filter_map(Value::as_str);
        let constant = |name: &str| {
            let member = schema.get("properties").and_then(|it| it.get(name));
            let member = member.and_then(|it| self.schemas.follow(it));
            match (member, value.get(name)) {
                (Some(member), Some(value)) if member.get("enum").is_some() => {
                    list(member, "enum").any(|it| it == value)
                }
                (_, found) => found.is_some(),
            }
        };
        let has_members = !value.is_object() || names().all(constant);
        let any = |key: &str| {
            list(schema, key).next().is_none()
                || list(schema, key).any(|it| self.takes(it, value, depth - 1))
        };
        let fits_parts = list(schema, "allOf").all(|it| self.takes(it, value, depth - 1));
        is_listed && has_type && has_members && fits_parts && any("oneOf") && any("anyOf")
    }
}

/// Of how many values one consists, itself included.
fn parts(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(parts).sum::<usize>() + 1,
        Value::Object(members) => members.values().map(parts).sum::<usize>() + 1,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

pub(super) fn list<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// Changes a value a little, within its kind.
fn vary(value: &mut Value, turn: usize) {
    match value {
        Value::String(text) => *text = scalars::other_text(text, turn),
        Value::Number(number) => {
            if let Some(other) =
                number.as_i64().and_then(|it| it.checked_add(i64::try_from(turn).ok()?))
            {
                *number = other.into();
            }
        }
        Value::Bool(flag) => *flag = !*flag,
        Value::Array(items) => items.iter_mut().take(1).for_each(|it| vary(it, turn)),
        Value::Object(members) => {
            let varied = members.values_mut().find(|it| it.is_string() || it.is_i64());
            if let Some(member) = varied {
                vary(member, turn);
            }
        }
        Value::Null => {}
    }
}
