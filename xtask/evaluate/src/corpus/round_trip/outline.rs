//! Schemas that hold at once, seen as one.

use std::collections::{BTreeMap, BTreeSet};

use clientwright::Pointer;
use serde_json::Value;

use super::judge::Judge;
use super::translate::{self, EXAMPLES};

/// What schemas that hold at once say together.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline<'a> {
    /// The types that all of them allow; `None` where none says any.
    pub(super) types: Option<Vec<&'a str>>,
    /// Keywords about scalars and sizes; where two schemas have one, the first counts.
    pub(super) keywords: BTreeMap<&'a str, &'a Value>,
    /// What a member has to be.
    pub(super) properties: BTreeMap<&'a str, Vec<&'a Value>>,
    pub(super) required: BTreeSet<&'a str>,
    /// What other members have to be; none where no schema says anything about them.
    pub(super) additional: Vec<&'a Value>,
    pub(super) patterns: Vec<(&'a str, &'a Value)>,
    pub(super) items: Vec<&'a Value>,
    pub(super) prefix: &'a [Value],
    /// Alternatives, of each of which one is to be chosen.
    pub(super) choices: Vec<Choice<'a>>,
    /// The definitions that were looked into, by name.
    pub(super) names: Vec<&'a str>,
    /// Members by which an API tells what the object is.
    pub(super) tags: BTreeMap<&'a str, String>,
    pub(super) examples: Vec<&'a Value>,
    /// Whether a schema lists members, be it none.
    pub(super) lists_members: bool,
    /// Whether a schema is `false`.
    pub(super) is_never: bool,
}

/// The branches of a `oneOf` or `anyOf`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice<'a> {
    pub(super) branches: &'a [Value],
    pub(super) discriminator: Option<&'a Value>,
}

impl<'a> Outline<'a> {
    pub(super) fn of(judge: &'a Judge, schemas: &[&'a Value]) -> Self {
        let mut outline = Self::default();
        for schema in schemas {
            outline.absorb(judge, schema);
        }
        outline
    }

    /// Adds what `schema` says.
    pub(super) fn absorb(&mut self, judge: &'a Judge, schema: &'a Value) {
        let Value::Object(members) = schema else {
            self.is_never |= *schema == Value::Bool(false);
            return;
        };
        for (key, value) in members {
            self.keyword(judge, key, value);
        }
        let discriminator = members.get("discriminator");
        let mut is_composed = false;
        for key in ["oneOf", "anyOf"] {
            if let Some(Value::Array(branches)) = members.get(key) {
                is_composed = true;
                self.choices.push(Choice { branches, discriminator });
            }
        }
        // What extends a base with a discriminator is told by its own name.
        let is_component = |it: &&str| !it.starts_with('/');
        if let (Some(discriminator), false, Some(name)) =
            (discriminator, is_composed, self.names.iter().copied().find(is_component))
        {
            self.tag(discriminator, name);
        }
    }

    fn keyword(&mut self, judge: &'a Judge, key: &'a str, value: &'a Value) {
        match (key, value) {
            ("$ref", Value::String(reference)) => {
                let name = translate::target(reference).and_then(|it| last_token(judge, &it));
                let is_new = name.is_none_or(|it| !self.names.contains(&it));
                if let (true, Some(target)) = (is_new, judge.target(reference)) {
                    self.names.extend(name);
                    self.absorb(judge, target);
                }
            }
            ("allOf", Value::Array(parts)) => parts.iter().for_each(|it| self.absorb(judge, it)),
            ("type", Value::String(name)) => self.restrict(&[name]),
            ("type", Value::Array(names)) => {
                self.restrict(&names.iter().filter_map(Value::as_str).collect::<Vec<_>>());
            }
            ("properties", Value::Object(members)) => {
                self.lists_members = true;
                for (name, schema) in members {
                    self.properties.entry(name).or_default().push(schema);
                }
            }
            ("required", Value::Array(names)) => {
                self.required.extend(names.iter().filter_map(Value::as_str));
            }
            ("additionalProperties", schema) => self.additional.push(schema),
            ("patternProperties", Value::Object(patterns)) => {
                self.patterns.extend(patterns.iter().map(|(it, schema)| (it.as_str(), schema)));
            }
            ("items", schema) => self.items.push(schema),
            ("prefixItems", Value::Array(items)) => self.prefix = items,
            (EXAMPLES, Value::Array(examples)) => self.examples.extend(examples),
            ("oneOf" | "anyOf" | "discriminator", _) => {}
            _ => {
                let known = self.keywords.entry(key).or_insert(value);
                self.is_never |= key == "const" && *known != value;
                // Of two enumerations the shorter one says more.
                let size = |it: &Value| it.as_array().map_or(usize::MAX, Vec::len);
                if key == "enum" && size(value) < size(known) {
                    *known = value;
                }
            }
        }
    }

    fn restrict(&mut self, names: &[&'a str]) {
        match &mut self.types {
            Some(types) => {
                let has =
                    |it: &str| names.contains(&it) || it == "integer" && names.contains(&"number");
                let narrowed = types.contains(&"number") && names.contains(&"integer");
                types.retain(|it| has(it));
                if narrowed {
                    types.push("integer");
                }
            }
            None => self.types = Some(names.to_vec()),
        }
    }

    /// Adds a branch of a choice.
    pub(super) fn choose(&mut self, judge: &'a Judge, choice: Choice<'a>, branch: &'a Value) {
        let before = self.names.len();
        self.absorb(judge, branch);
        if let (Some(discriminator), Some(name)) =
            (choice.discriminator, self.names.get(before).copied())
        {
            self.tag(discriminator, name);
        }
    }

    /// Notes the value of the discriminator that means the definition `name`.
    ///
    /// Source: OpenAPI 3.0.4, "Discriminator Object": a mapped value is a name or a reference; unmapped, it is the name.
    fn tag(&mut self, discriminator: &'a Value, name: &'a str) {
        let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else {
            return;
        };
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let leads_here = |to: &Value| {
            to.as_str().and_then(|it| it.rsplit('/').next()).is_some_and(|it| it == name)
        };
        let mapped = mapping.and_then(|it| it.iter().find(|(_, to)| leads_here(to)));
        let tag = mapped.map_or(name, |(tag, _)| tag).to_owned();
        self.tags.entry(property).or_insert(tag);
    }

    /// Whether it is about objects and names no member and nothing about them.
    pub(super) fn is_free_map(&self) -> bool {
        self.properties.is_empty() && self.additional.is_empty() && self.patterns.is_empty()
    }

    /// The types of its values: those that it says, or those that its keywords are about.
    pub(super) fn kinds(&self) -> Vec<&'a str> {
        if let Some(types) = &self.types {
            return types.clone();
        }
        let has = |keys: &[&str]| keys.iter().any(|it| self.keywords.contains_key(it));
        if self.lists_members
            || !self.is_free_map()
            || !self.required.is_empty()
            || has(&["minProperties", "maxProperties"])
        {
            return vec!["object"];
        }
        if !self.items.is_empty() || !self.prefix.is_empty() || has(&["minItems", "maxItems"]) {
            return vec!["array"];
        }
        if has(&["pattern", "minLength", "maxLength", "format"]) {
            return vec!["string"];
        }
        if has(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]) {
            return vec!["number"];
        }
        Vec::new()
    }
}

/// The name of the definition that a pointer leads to, as the judge's document spells it.
fn last_token<'a>(judge: &'a Judge, at: &Pointer) -> Option<&'a str> {
    let (parent, name) = at.split_last()?;
    let definitions = judge.definitions().as_object()?;
    (parent.as_str() == "/$defs").then_some(())?;
    definitions.get_key_value(&name).map(|(name, _)| name.as_str())
}

/// The schemas that may say something about a value: `schemas` with all that they refer to or are composed of.
pub(super) fn reach<'a>(judge: &'a Judge, schemas: &[&'a Value]) -> Vec<&'a Value> {
    reach_where(judge, schemas, |_| true)
}

/// Those that say something about `value`: of alternatives the ones that it fits.
pub(super) fn reach_fitting<'a>(
    judge: &'a Judge,
    schemas: &[&'a Value],
    value: &Value,
) -> Vec<&'a Value> {
    reach_where(judge, schemas, |it| judge.fits(it, value))
}

fn reach_where<'a>(
    judge: &'a Judge,
    schemas: &[&'a Value],
    is_meant: impl Fn(&Value) -> bool,
) -> Vec<&'a Value> {
    let mut open: Vec<&Value> = schemas.iter().rev().copied().collect();
    let mut found: Vec<&Value> = Vec::new();
    while let Some(schema) = open.pop() {
        if found.iter().any(|it| std::ptr::eq(*it, schema)) {
            continue;
        }
        found.push(schema);
        if let Some(target) =
            schema.get("$ref").and_then(Value::as_str).and_then(|it| judge.target(it))
        {
            open.push(target);
        }
        open.extend(schema.get("allOf").and_then(Value::as_array).into_iter().flatten());
        for key in ["oneOf", "anyOf"] {
            let alternatives = schema.get(key).and_then(Value::as_array).into_iter().flatten();
            open.extend(alternatives.filter(|it| is_meant(it)));
        }
        for key in ["if", "then", "else"] {
            open.extend(schema.get(key));
        }
    }
    found
}
