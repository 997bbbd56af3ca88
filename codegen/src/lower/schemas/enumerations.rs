//! `enum`: scalars with known values, what these are called, and what is said about each.
//!
//! Values are also known where alternatives list them (`oneOf` of constants) and where several parts of an `allOf` do,
//! which then share some.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::ir::{Docs, Enumeration, Ty, TypeKind, Union, Value as Known, Variant};
use crate::lower::facets::{Basic, Facets, Node};
use crate::lower::names::{
    Called, Hold, Inside, Scope, plain_value_name, value_key, value_name, variant_name,
};
use crate::lower::steps;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

use super::Member;
use super::formats::formatted;
use super::labels;

/// How deep values are looked for: a longer chain is a circle, or too odd.
const DEPTH: usize = 8;

/// A value that a schema lists, and what is said about it.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    value: Value,
    name: Option<String>,
    docs: Docs,
}

/// The values that a schema lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Listing<'a> {
    values: Vec<Listed>,
    /// The types of which it takes any other value as well.
    open: Vec<Basic>,
    /// A component that lists exactly these.
    component: Option<&'a str>,
    null: bool,
}

impl<'a> Walk<'a> {
    /// The type of a schema that lists its values, itself or by its parts; `None` for another.
    pub(super) fn listed_ty(&mut self, facets: &Facets<'a>, at: &Pointer) -> Option<Ty> {
        let listing = self.listing(facets, 0)?;
        // What is constant in the component isn't here, where other values are fine.
        let component =
            listing.component.filter(|_| !listing.is_open() || listing.values.len() > 1);
        let ty = match component {
            Some(component) => self.component_ty(component, at),
            None => self.values_ty(&listing, facets, at),
        };
        // What the schema says of itself the caller knows.
        let composed =
            !facets.all_of.is_empty() || !facets.any_of.is_empty() || !facets.one_of.is_empty();
        Some(if listing.null && composed { ty.nullable() } else { ty })
    }

    /// The type of a value that each of several schemas describes: the values that any of them lists. `None` where one is
    /// no scalar, or none lists any.
    pub(in crate::lower) fn listed_by_any(
        &mut self,
        nodes: &[Node<'a>],
        at: &Pointer,
    ) -> Option<Ty> {
        let listing = self.alternatives_listing(nodes, 0)?;
        if listing.values.is_empty() {
            return None;
        }
        let first = self.resolver.resolve_node(*nodes.first()?, at)?.schema;
        // Each schema has a type of its own, and a text about itself.
        let facets = Facets::empty(&first.schema_data);
        self.guarded(at, |walk| Some(walk.values_ty(&listing, &facets, at)))
    }

    /// The type of a text that is one of `values`.
    pub(in crate::lower) fn texts_ty(&mut self, values: &[String], at: &Pointer) -> Ty {
        let kind = TypeKind::Enumeration(self.enumeration_of(values, at));
        self.guarded(at, |walk| Some(walk.define(at, Docs::default(), kind))).unwrap_or(Ty::String)
    }

    /// The enumeration of `values`, of which nothing else is said.
    pub(in crate::lower) fn enumeration_of(
        &mut self,
        values: &[String],
        at: &Pointer,
    ) -> Enumeration<String> {
        let listed = |it: &String| Listed {
            value: Value::from(it.as_str()),
            name: None,
            docs: Docs::default(),
        };
        let listed: Vec<Listed> = values.iter().map(listed).collect();
        self.strings(&listed.iter().collect::<Vec<_>>(), false, at)
    }

    fn listing(&self, facets: &Facets<'a>, depth: usize) -> Option<Listing<'a>> {
        let structured = |it| matches!(it, Basic::Object | Basic::Array);
        if depth > DEPTH || !facets.properties.is_empty() || facets.basic.is_some_and(structured) {
            return None;
        }
        let mut found: Option<Listing<'a>> = None;
        let mut add = |listing: Listing<'a>| {
            found = Some(match found.take() {
                Some(known) => known.shared(&listing),
                None => listing,
            });
        };
        let mut says_null = facets.data.nullable;
        for part in &facets.all_of {
            match self.part(*part, depth)? {
                Part::Lists(it) => add(it),
                Part::Only(it) => says_null |= it.data.nullable && it.says_nothing(),
            }
        }
        for nodes in [&facets.one_of, &facets.any_of] {
            if super::merge::says_more(nodes) {
                add(self.alternatives_listing(nodes, depth)?);
            }
        }
        if !facets.values.is_empty() {
            add(own_listing(facets)?);
        }
        let mut listing = found.filter(|it| !it.values.is_empty())?;
        listing.null |= says_null;
        Some(listing)
    }

    /// What a part of an `allOf` lists, or that it says no more than a scalar type.
    fn part(&self, node: Node<'a>, depth: usize) -> Option<Part<'a>> {
        let facets = Facets::new(self.resolver.resolve_node(node, &Pointer::root())?.schema);
        if facets.is_plain() {
            return Some(Part::Only(facets));
        }
        let mut listing = self.listing(&facets, depth + 1)?;
        if let Node::Ref(reference) = node {
            listing.component = Some(reference);
        }
        Some(Part::Lists(listing))
    }

    fn alternatives_listing(&self, nodes: &[Node<'a>], depth: usize) -> Option<Listing<'a>> {
        let mut all = Listing::default();
        let mut components = Vec::new();
        let mut seen = BTreeSet::new();
        for node in nodes {
            let facets = Facets::new(self.resolver.resolve_node(*node, &Pointer::root())?.schema);
            all.null |= facets.data.nullable;
            if facets.is_plain() {
                let ty = formatted(facets.basic?, self.format(&facets));
                let basic =
                    facets.basic.filter(|_| matches!(ty, Ty::String | Ty::I32 | Ty::I64))?;
                all.open.push(basic);
                continue;
            }
            let mut listing = self.listing(&facets, depth + 1)?;
            all.null |= listing.null;
            components.push(match node {
                Node::Ref(reference) => Some(*reference),
                Node::Schema(_) => None,
            });
            if let [only] = listing.values.as_mut_slice() {
                only.describe(&facets);
            }
            for value in listing.values {
                if seen.insert(value.value.to_string()) {
                    all.values.push(value);
                }
            }
            all.open.extend(listing.open);
        }
        if let [Some(component)] = components.as_slice() {
            all.component = Some(component);
        }
        // Other values of a type are kept with those that are known, as long as some of that type are.
        let known = |basic: &Basic| all.values.iter().any(|it| is_a(&it.value, *basic));
        all.open.iter().all(known).then_some(all)
    }

    /// Whether several parts list values for a member and share none.
    pub(super) fn shares_no_value(&self, member: &Member<'a>) -> bool {
        let nodes = member.also.iter().map(|it| it.0).chain([member.node]);
        let mut found: Option<Listing<'a>> = None;
        for node in nodes {
            if let Some(Part::Lists(it)) = self.part(node, 0) {
                found = Some(match found {
                    Some(known) => known.shared(&it),
                    None => it,
                });
            }
        }
        found.is_some_and(|it| it.values.is_empty())
    }

    /// The type of the values that are listed: an enumeration of texts or of integers, or a union of those.
    fn values_ty(&mut self, listing: &Listing<'a>, facets: &Facets<'a>, at: &Pointer) -> Ty {
        let (values, open) = (&listing.values, listing.is_open());
        let of = |keep: fn(&Value) -> bool| -> Vec<&Listed> {
            values.iter().filter(|it| keep(&it.value)).collect()
        };
        let texts = of(Value::is_string);
        let integers = of(|it| integral(it).is_some());
        let n_booleans = of(Value::is_boolean).len();
        let all = values.len();
        if facets.basic == Some(Basic::Boolean) || n_booleans == all {
            return Ty::Bool;
        }
        if texts.len() == all {
            let kind = TypeKind::Enumeration(self.strings(&texts, open, at));
            return self.define(at, facets.docs(), kind);
        }
        let numbers = matches!(facets.basic, Some(Basic::Integer | Basic::Number) | None);
        if integers.len() == all && numbers {
            let kind = TypeKind::IntegerEnumeration(self.integers(&integers, open, at));
            return self.define(at, facets.docs(), kind);
        }
        if let Some(basic @ (Basic::Integer | Basic::Number | Basic::String)) = facets.basic {
            return self.scalar_ty(basic, facets, at);
        }
        if of(Value::is_number).len() == all {
            return Ty::F64;
        }
        if texts.len() + integers.len() + n_booleans < all {
            return Ty::Any;
        }
        let (texts_at, integers_at) = (at.child(steps::TEXTS), at.child(steps::INTEGERS));
        let texts = (!texts.is_empty()).then(|| self.strings(&texts, open, &texts_at));
        let integers = (!integers.is_empty()).then(|| self.integers(&integers, open, &integers_at));
        let variants = self.variants_by_type(texts, integers, n_booleans > 0, at);
        let union = Union::new(variants, "Unknown".to_owned());
        self.define(at, facets.docs(), TypeKind::Union(union))
    }

    /// What texts, integers and booleans that are listed together are each on their own.
    fn variants_by_type(
        &mut self,
        texts: Option<Enumeration<String>>,
        integers: Option<Enumeration<i64>>,
        booleans: bool,
        at: &Pointer,
    ) -> Vec<Variant> {
        let mut variants = Vec::new();
        let mut add =
            |name: &str, ty| variants.push(Variant::new(name.to_owned(), ty, Docs::default()));
        if let Some(texts) = texts {
            let (at, kind) = (at.child(steps::TEXTS), TypeKind::Enumeration(texts));
            add("Text", self.define(&at, Docs::default(), kind));
        }
        if let Some(integers) = integers {
            let kind = TypeKind::IntegerEnumeration(integers);
            let at = at.child(steps::INTEGERS);
            add("Integer", self.define(&at, Docs::default(), kind));
        }
        if booleans {
            add("Boolean", Ty::Bool);
        }
        variants
    }
}

/// What a part of an `allOf` says about values.
enum Part<'a> {
    Lists(Listing<'a>),
    /// No more than a scalar type.
    Only(Facets<'a>),
}

impl Listing<'_> {
    /// Whether the description allows other values as well.
    fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// The values that both list, with all that either says about them.
    fn shared(self, other: &Self) -> Self {
        let (n_own, n_others) = (self.values.len(), other.values.len());
        let mut values = Vec::new();
        // The first of equal ones counts.
        let twins = other.values.iter().rev().map(|it| (it.value.to_string(), it));
        let twins: BTreeMap<String, &Listed> = twins.collect();
        for mut value in self.values {
            let Some(twin) = twins.get(&value.value.to_string()) else { continue };
            value.name = value.name.or_else(|| twin.name.clone());
            value.docs.text = value.docs.text.or_else(|| twin.docs.text.clone());
            value.docs.deprecated |= twin.docs.deprecated;
            values.push(value);
        }
        let open = self.open.into_iter().filter(|it| other.open.contains(it)).collect();
        let component = if values.len() == n_own {
            self.component
        } else if values.len() == n_others {
            other.component
        } else {
            None
        };
        Self { values, open, component, null: self.null && other.null }
    }
}

impl Listed {
    /// A schema with one value is about that value.
    fn describe(&mut self, facets: &Facets<'_>) {
        let title = facets.data.title.as_deref().filter(|it| it.len() <= 40);
        if self.docs.text.is_none() {
            self.docs = Docs { provenance: None, ..facets.docs() };
        }
        // A text is its own name, and a number has none.
        if let (None, Some(title), false) = (&self.name, title, self.value.is_string()) {
            self.name = Some(title.to_owned());
            self.docs.text = self.docs.text.take().filter(|it| it != title);
        }
    }
}

/// The values that the schema itself lists, as far as they are scalars.
fn own_listing<'a>(facets: &Facets<'_>) -> Option<Listing<'a>> {
    if facets.values.iter().any(|it| it.is_array() || it.is_object()) {
        return None;
    }
    let notes = notes(facets);
    let told = names_in_text(facets);
    let listed = |(index, value): (usize, &Value)| {
        let Notes { name, text, deprecated } = notes.get(index).cloned().unwrap_or_default();
        let name = name.or_else(|| told.as_ref()?.get(index).cloned());
        let docs = Docs { text, deprecated, ..Docs::default() };
        Listed { value: value.clone(), name, docs }
    };
    let values = facets.values.iter().enumerate().map(listed).collect();
    Some(Listing { values, null: facets.data.nullable, ..Listing::default() })
}

/// The names that the description of a schema gives its values, which are integers.
fn names_in_text(facets: &Facets<'_>) -> Option<Vec<String>> {
    let values: Vec<i64> = facets.values.iter().map(integral).collect::<Option<_>>()?;
    labels::names(facets.data.description.as_deref()?, &values)
}

fn is_a(value: &Value, basic: Basic) -> bool {
    match basic {
        Basic::Boolean => value.is_boolean(),
        Basic::Integer | Basic::Number => value.is_number(),
        Basic::String => value.is_string(),
        Basic::Array | Basic::Object => false,
    }
}

/// An integer, also where it is written with a fraction of zero.
fn integral(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let float = value.as_f64().filter(|it| it.fract() == 0.0 && it.abs() < 1e15)?;
        #[expect(clippy::cast_possible_truncation, reason = "whole, and far below 2^63")]
        let whole = float as i64;
        Some(whole)
    })
}

/// What an extension says about a value.
#[derive(Clone, Debug, Default)]
struct Notes {
    name: Option<String>,
    text: Option<String>,
    deprecated: bool,
}

/// What the extensions that several tools write say about each value.
fn notes(facets: &Facets<'_>) -> Vec<Notes> {
    let list = |names: &[&str]| names.iter().find_map(|name| facets.extension(name)?.as_array());
    let map = |names: &[&str]| names.iter().find_map(|name| facets.extension(name)?.as_object());
    let names = list(&["x-enum-varnames", "x-enumNames", "x-enum-names"]);
    let texts = list(&["x-enum-descriptions", "x-enumDescriptions"]);
    let texts_by_value = map(&["x-enum-descriptions", "x-enumDescriptions"]);
    let deprecated = list(&["x-deprecated-enum", "x-enum-deprecated"]);
    let by_value = facets.extension("x-ms-enum").and_then(|it| it.get("values")?.as_array());
    // The first of equal ones counts.
    let by_value: BTreeMap<String, &Value> = by_value
        .into_iter()
        .flatten()
        .rev()
        .filter_map(|it| Some((it.get("value")?.to_string(), it)))
        .collect();
    let deprecated: BTreeSet<String> =
        deprecated.into_iter().flatten().map(Value::to_string).collect();
    let notes = |(index, value): (usize, &Value)| {
        let described = by_value.get(&value.to_string());
        let member = |name: &str| described.and_then(|it| it.get(name)?.as_str());
        let at = |list: Option<&Vec<Value>>| {
            list.and_then(|it| it.get(index)?.as_str().map(str::to_owned))
        };
        let key = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let keyed = || texts_by_value.and_then(|it| it.get(&key)?.as_str().map(str::to_owned));
        let text = at(texts).or_else(keyed).or_else(|| member("description").map(str::to_owned));
        Notes {
            name: at(names).or_else(|| member("name").map(str::to_owned)),
            text: text.filter(|it| !it.trim().is_empty()),
            deprecated: deprecated.contains(&value.to_string()),
        }
    };
    facets.values.iter().enumerate().map(notes).collect()
}

impl Walk<'_> {
    fn strings(&mut self, values: &[&Listed], open: bool, at: &Pointer) -> Enumeration<String> {
        let text = |it: &Listed| it.value.as_str().unwrap_or_default().to_owned();
        self.known_values(values, open, (at, Hold::Spelling), (text, text))
    }

    fn integers(&mut self, values: &[&Listed], open: bool, at: &Pointer) -> Enumeration<i64> {
        let integer = |it: &Listed| integral(&it.value).unwrap_or_default();
        let words = |it: &Listed| integer(it).to_string();
        // No two are called the same.
        self.known_values(values, open, (at, Hold::Alone), (words, integer))
    }

    /// The enumeration of `values`, each once.
    fn known_values<W: Ord + Clone>(
        &mut self,
        values: &[&Listed],
        is_open: bool,
        (at, hold): (&Pointer, Hold),
        (words, wire): (impl Fn(&Listed) -> String, impl Fn(&Listed) -> W),
    ) -> Enumeration<W> {
        let mut seen = BTreeSet::new();
        let values: Vec<&Listed> =
            values.iter().copied().filter(|it| seen.insert(wire(it))).collect();
        let texts: Vec<(String, Option<&str>)> =
            values.iter().map(|it| (words(it), it.name.as_deref())).collect();
        let mut scope = Scope::default();
        let other = self.kept_rest(Inside::Value, at, "Other", &mut scope);
        let names = self.value_names(&texts, (at, hold), &mut scope);
        let values = values.into_iter().zip(names);
        let known =
            |(it, name): (&Listed, _)| Known { name, wire: wire(it), docs: it.docs.clone() };
        let values = values.map(known).collect();
        let other = other.unwrap_or_else(|| scope.take_with("Other", &["Unlisted".to_owned()]));
        self.note_rest((Inside::Value, at), "Other", &other);
        Enumeration { values, is_open, other }
    }

    /// The names of the values of the enumeration at `at`: those of earlier runs, then those that the description gives or
    /// that follow from the `texts`.
    fn value_names(
        &mut self,
        texts: &[(String, Option<&str>)],
        (at, hold): (&Pointer, Hold),
        scope: &mut Scope,
    ) -> Vec<String> {
        let kept = self.ledger.inside(Inside::Value, at);
        let plain = texts.iter().map(|(text, _)| (value_key(text), plain_value_name(text)));
        let mut order: Vec<_> = texts.iter().zip(plain).enumerate().collect();
        order.sort_by_cached_key(|(_, ((text, _), (key, plain)))| {
            (kept.name(key).is_none(), !kept.is_first(plain, text))
        });
        let mut names = vec![String::new(); texts.len()];
        let mut others = kept.all();
        for (index, ((text, given), (key, plain))) in order {
            let known = kept.name(&key);
            if known.is_none() {
                // What is new, which comes last, makes way for what is gone.
                others.by_ref().for_each(|it| _ = scope.claim(it));
            }
            let known = known.filter(|it| scope.claim(it)).map(str::to_owned);
            let name = known.unwrap_or_else(|| match given {
                Some(given) => scope.take(&variant_name(given)),
                None => value_name(scope, text),
            });
            let called = Called { wire: text.clone(), plain, name: name.clone(), hold };
            self.ledger.note((Inside::Value, at), key, called);
            if let Some(slot) = names.get_mut(index) {
                *slot = name;
            }
        }
        names
    }
}
