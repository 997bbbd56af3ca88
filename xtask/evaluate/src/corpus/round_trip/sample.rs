//! Values of a schema: small and full ones, every enumerated value, every branch, the ends of every range.
//!
//! - In: a schema as the judge has it.
//! - Out: values that are likely to be valid; the judge has the last word. The same schema gives the same values.
//! - Recursion ends with the members that are required; a schema of which no value can be found gives none.

mod scalar;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::judge::Judge;
use super::outline::Outline;

/// How many values a schema gives, by how deep it is within another.
const MOST: [usize; 5] = [32, 8, 4, 2, 1];

/// From this depth on, objects have only the members that are required.
const SLIM: usize = 3;

/// Where values end.
const DEEPEST: usize = 14;

/// How many schemas may be looked into for a component, before its values become slim and before they end.
const EFFORT: (usize, usize) = (4_000, 40_000);

/// Makes values of the schemas of a judge.
pub(super) struct Sampler<'a> {
    judge: &'a Judge,
    effort: Cell<usize>,
    /// Validators of restricted scalars, by the text of their schema.
    leaves: RefCell<BTreeMap<String, Option<Validator>>>,
}

impl<'a> Sampler<'a> {
    pub(super) fn new(judge: &'a Judge) -> Self {
        Self { judge, effort: Cell::new(0), leaves: RefCell::default() }
    }

    /// Values of the schema `name`, each once.
    pub(super) fn values(&self, name: &'a str) -> Vec<Value> {
        let Some(schema) = self.judge.schema(name) else { return Vec::new() };
        self.effort.set(0);
        let mut values = Vec::new();
        for value in self.sample(&[schema], 0, &mut vec![name]) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }

    fn sample(&self, schemas: &[&'a Value], depth: usize, within: &mut Vec<&'a str>) -> Vec<Value> {
        let effort = self.effort.replace(self.effort.get() + 1);
        if depth > DEEPEST || effort > EFFORT.1 {
            return Vec::new();
        }
        let mut outline = Outline::default();
        outline.names.extend(if depth == 0 { within.first() } else { None });
        for schema in schemas {
            outline.absorb(self.judge, schema);
        }
        let before = within.len();
        within.extend(&outline.names);
        let again = |name: &&str| within.iter().filter(|it| *it == name).count() > 2;
        let slim = depth >= SLIM || effort > EFFORT.0 || outline.names.iter().any(again);
        let most = MOST.get(depth).copied().unwrap_or(1);
        let mut lists = Vec::new();
        for outline in self.branches(outline) {
            let values = self.plain(&outline, depth, slim, within);
            if slim && most == 1 && !values.is_empty() {
                lists = vec![values];
                break;
            }
            lists.push(values);
        }
        within.truncate(before);
        in_turn(&lists, most)
    }

    /// The outline with every way to choose, up to a limit.
    fn branches(&self, outline: Outline<'a>) -> Vec<Outline<'a>> {
        const MOST: usize = 48;
        let mut done = Vec::new();
        let mut open = vec![outline];
        while let Some(mut outline) = open.pop() {
            let Some(choice) = outline.choices.pop() else {
                done.push(outline);
                continue;
            };
            for branch in choice.branches.iter().take(MOST.saturating_sub(done.len())).rev() {
                let mut chosen = outline.clone();
                chosen.choose(self.judge, choice, branch);
                // A choice that leads to itself never ends.
                if chosen.choices.len() < 8 {
                    open.push(chosen);
                }
            }
        }
        done.truncate(MOST);
        done
    }

    /// The values of an outline without choices.
    fn plain(
        &self,
        outline: &Outline<'a>,
        depth: usize,
        slim: bool,
        within: &mut Vec<&'a str>,
    ) -> Vec<Value> {
        if outline.is_never {
            return Vec::new();
        }
        let values = outline.keywords.get("enum").and_then(|it| it.as_array());
        if let Some(only) = outline.keywords.get("const") {
            let is_listed = values.is_none_or(|it| it.contains(only));
            return is_listed.then(|| (*only).clone()).into_iter().collect();
        }
        if let Some(values) = values {
            return values.iter().filter(|it| self.is_leaf(outline, it)).cloned().collect();
        }
        let kinds = outline.kinds();
        if outline.types.is_none() && kinds.is_empty() {
            return anything(depth);
        }
        let lists = kinds.iter().map(|kind| match *kind {
            "object" => self.objects(outline, depth, slim, within),
            "array" => self.arrays(outline, depth, slim, within),
            "null" => vec![Value::Null],
            "boolean" => vec![true.into(), false.into()],
            kind => self.scalars(outline, kind),
        });
        in_turn(&lists.collect::<Vec<_>>(), usize::MAX)
    }

    fn objects(
        &self,
        outline: &Outline<'a>,
        depth: usize,
        slim: bool,
        within: &mut Vec<&'a str>,
    ) -> Vec<Value> {
        let mut members: Vec<(String, Vec<Value>)> = Vec::new();
        for (name, schemas) in &outline.properties {
            let is_required = outline.required.contains(name);
            if slim && !is_required {
                continue;
            }
            let mut values = self.sample(schemas, depth + 1, within);
            if let Some(tag) = outline.tags.get(name)
                && self.takes(schemas, tag)
            {
                values = vec![tag.as_str().into()];
            }
            match values.is_empty() {
                true if is_required => return Vec::new(),
                true => {}
                false => members.push(((*name).to_owned(), values)),
            }
        }
        let required = members.len();
        let unnamed = outline.required.iter().filter(|it| !outline.properties.contains_key(*it));
        for name in unnamed {
            match self.other_values(outline, depth, within) {
                Some(values) if values.is_empty() => return Vec::new(),
                Some(values) => members.push(((*name).to_owned(), values)),
                None => members.push(((*name).to_owned(), vec!["text".into()])),
            }
        }
        debug_assert!(members.len() >= required, "members are added");
        let is_optional = |name: &str| !outline.required.contains(name);
        let small = members.iter().filter(|(name, _)| !is_optional(name));
        let small: Map<String, Value> =
            small.filter_map(|(name, it)| Some((name.clone(), it.first()?.clone()))).collect();
        if !slim {
            members.extend(self.extras(outline, depth, within));
        }
        let most = members.iter().map(|(_, it)| it.len()).max().unwrap_or(1);
        let full = (0..most).map(|turn| {
            let chosen = members.iter().filter_map(|(name, values)| {
                Some((name.clone(), values.get(turn % values.len())?.clone()))
            });
            Value::Object(trimmed(chosen.collect(), outline))
        });
        let mut objects: Vec<Value> = full.collect();
        let small = Value::Object(small);
        if !objects.contains(&small) {
            objects.insert(objects.len().min(1), small);
        }
        objects
    }

    /// Whether a text is one of the values that `schemas` allow, as far as they enumerate them.
    fn takes(&self, schemas: &[&'a Value], text: &str) -> bool {
        let outline = Outline::of(self.judge, schemas);
        let is_only = outline.keywords.get("const").is_none_or(|it| *it == text);
        let values = outline.keywords.get("enum").and_then(|it| it.as_array());
        is_only && values.is_none_or(|it| it.iter().any(|it| it == text))
    }

    /// Members beside those that have a name.
    fn extras(
        &self,
        outline: &Outline<'a>,
        depth: usize,
        within: &mut Vec<&'a str>,
    ) -> Vec<(String, Vec<Value>)> {
        let mut extras = Vec::new();
        if let Some(values) = self.other_values(outline, depth, within)
            && let Some(first) = values.first()
        {
            let least = outline.keywords.get("minProperties").and_then(|it| it.as_u64());
            let most = usize::try_from(least.unwrap_or(0)).unwrap_or(0).clamp(2, 20);
            extras.push(("extra".to_owned(), values.clone()));
            extras.push(("further one".to_owned(), vec![first.clone()]));
            extras.extend((2..most).map(|n| (format!("extra{n}"), vec![first.clone()])));
        }
        for (pattern, schema) in &outline.patterns {
            let values = self.sample(&[schema], depth + 1, within);
            let name = self.text_of_pattern(pattern);
            if let (Some(name), false) = (name, values.is_empty()) {
                extras.push((name, values));
            }
        }
        extras.retain(|(name, _)| !outline.properties.contains_key(name.as_str()));
        extras
    }

    /// What members without a name may be; `None` where they aren't spoken of.
    fn other_values(
        &self,
        outline: &Outline<'a>,
        depth: usize,
        within: &mut Vec<&'a str>,
    ) -> Option<Vec<Value>> {
        if outline.is_free_map() {
            return Some(anything(depth + 1));
        }
        if outline.additional.is_empty() || outline.additional.contains(&&Value::Bool(false)) {
            return None;
        }
        Some(self.sample(&outline.additional, depth + 1, within))
    }

    fn arrays(
        &self,
        outline: &Outline<'a>,
        depth: usize,
        slim: bool,
        within: &mut Vec<&'a str>,
    ) -> Vec<Value> {
        let size = |key: &str| {
            let size = outline.keywords.get(key).and_then(|it| it.as_u64());
            size.and_then(|it| usize::try_from(it).ok())
        };
        let (least, most) = (size("minItems").unwrap_or(0), size("maxItems").unwrap_or(64));
        if least > 64 {
            return Vec::new();
        }
        let prefix: Vec<Vec<Value>> =
            outline.prefix.iter().map(|it| self.sample(&[it], depth + 1, within)).collect();
        let is_closed = outline.items.contains(&&Value::Bool(false));
        let items = match outline.items.as_slice() {
            _ if is_closed || slim && least == 0 => Vec::new(),
            [] if prefix.is_empty() => anything(depth + 1),
            [] => Vec::new(),
            items => self.sample(items, depth + 1, within),
        };
        let head = |turn: usize| {
            let items = prefix.iter().map(|it| it.get(turn % it.len().max(1)).cloned());
            items.collect::<Option<Vec<Value>>>()
        };
        let is_unique = outline.keywords.get("uniqueItems") == Some(&&Value::Bool(true));
        let mut arrays = Vec::new();
        let turns = prefix.iter().map(Vec::len).max().unwrap_or(0).max(items.len()).max(1);
        for turn in (0..turns).step_by(if prefix.is_empty() { 2 } else { 1 }) {
            let Some(mut array) = head(turn) else { break };
            let wanted = if items.is_empty() { array.len() } else { array.len() + 2 };
            let wanted = wanted.max(least).min(most.max(least));
            let mut next = items.iter().cycle().skip(turn).take(items.len().max(64));
            while array.len() < wanted {
                let Some(item) = next.next() else { break };
                if !is_unique || !array.contains(item) {
                    array.push(item.clone());
                }
            }
            array.truncate(most);
            arrays.push(Value::Array(array));
        }
        if least == 0 {
            arrays.insert(arrays.len().min(1), json!([]));
        }
        arrays
    }
}

/// Any JSON; deep within another schema, little of it.
fn anything(depth: usize) -> Vec<Value> {
    if depth >= SLIM {
        return vec!["text".into()];
    }
    vec![
        json!({ "a": [1, "two", null, { "b": true }] }),
        "text".into(),
        7.into(),
        json!([0.5, {}]),
        true.into(),
        Value::Null,
    ]
}

/// Takes the first of each list, then the second of each, and so on.
fn in_turn(lists: &[Vec<Value>], most: usize) -> Vec<Value> {
    let turns = lists.iter().map(Vec::len).max().unwrap_or(0);
    let all = (0..turns).flat_map(|turn| lists.iter().filter_map(move |it| it.get(turn)));
    all.take(most).cloned().collect()
}

/// An object with no more members than it may have.
fn trimmed(mut object: Map<String, Value>, outline: &Outline<'_>) -> Map<String, Value> {
    let most = outline.keywords.get("maxProperties").and_then(|it| it.as_u64());
    let most = most.and_then(|it| usize::try_from(it).ok()).unwrap_or(usize::MAX);
    let mut surplus = object.len().saturating_sub(most);
    object.retain(|name, _| {
        let stays = surplus == 0 || outline.required.contains(name.as_str());
        surplus -= usize::from(!stays);
        stays
    });
    object
}
