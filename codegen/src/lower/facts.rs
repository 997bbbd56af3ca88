//! What schemas say of their values beside the types: constraints, formats, defaults.
//!
//! - In: places of schemas in the canonical document, and the types that these have become.
//! - Out: [`Facts`], in the words of JSON Schema 2020-12. What the parts of an `allOf` say holds together.
//! - Invariant: what is said of a type that has a name stands there, and not again wherever it is mentioned; but for
//!   what an inline schema says of the place where it stands, such as a default.

mod join;
mod shown;

use std::cell::Cell;

use serde_json::{Map, Value, json};

use crate::extensions;
use crate::ir::{Facts, Ty, TypeKind};
use crate::lower::draft::Definition;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

/// How many lists, maps and alternatives may lie one within the other.
const DEPTH: usize = 16;

/// How many schemas are read for one place: where alternatives without names lead to more of their kind, each time anew, the
/// others are left out.
const MOST_READ: usize = 1024;

/// What a schema says of the place where it stands, and not of its type.
const OF_PLACE: [&str; 3] = ["default", "readOnly", "writeOnly"];

/// A schema that is no reference, and where it is.
struct Node<'c> {
    schema: &'c Map<String, Value>,
    at: Pointer,
}

impl<'c> Node<'c> {
    /// What a keyword lists, and where each is.
    fn listed(&self, keyword: &str) -> Vec<(Pointer, &'c Value)> {
        let Some(Value::Array(all)) = self.schema.get(keyword) else { return Vec::new() };
        let at = self.at.child(keyword);
        all.iter().enumerate().map(|(index, it)| (at.index(index), it)).collect()
    }
}

/// What is being read.
struct Reading<'t> {
    facts: Facts,
    /// The type that it has become.
    ty: &'t Ty,
    /// The schemas that hold at once, each of which is read once.
    seen: Vec<Pointer>,
    /// How many lists, maps and alternatives may still lie in it.
    depth: usize,
    /// How many schemas may still be read for the whole.
    left: &'t Cell<usize>,
}

impl<'t> Reading<'t> {
    fn new(ty: &'t Ty, left: &'t Cell<usize>) -> Self {
        let (facts, seen) = (Facts::default(), Vec::new());
        Self { facts, ty: shown::bare(ty), seen, depth: DEPTH, left }
    }

    /// What was read, without what the type shows.
    fn finish(self) -> Facts {
        let mut facts = self.facts;
        shown::leave_out(self.ty, &mut facts);
        facts
    }
}

impl Walk<'_> {
    /// What the schema at `at` says that its type doesn't show.
    pub(super) fn facts(&self, at: &Pointer, ty: &Ty) -> Facts {
        self.facts_of_all([at], ty)
    }

    /// The same of schemas that hold at once.
    pub(super) fn facts_of_all<'p>(
        &self,
        all: impl IntoIterator<Item = &'p Pointer>,
        ty: &Ty,
    ) -> Facts {
        let left = Cell::new(MOST_READ);
        let mut reading = Reading::new(ty, &left);
        let nodes = all.into_iter().filter_map(|at| self.schema_at(at));
        nodes.for_each(|it| self.read_part(&it, &mut reading));
        reading.finish()
    }

    /// Notes what the schemas of definitions say, and by which keywords they list variants.
    pub(super) fn note_facts(&mut self) {
        let found =
            self.arena.defs.iter().map(|it| (self.facts_of_definition(it), self.choice(it)));
        let found: Vec<_> = found.collect();
        for (def, (facts, keyword)) in self.arena.defs.iter_mut().zip(found) {
            def.facts = facts;
            if let TypeKind::Union(it) = &mut def.kind {
                it.keyword = keyword;
            }
        }
    }

    /// The keyword by which the schema of a definition lists alternatives.
    fn choice(&self, def: &Definition) -> Option<&'static str> {
        let Node { schema, .. } = self.schema_at(&def.pointer)?;
        let lists =
            |it: &str| schema.get(it).and_then(Value::as_array).is_some_and(|it| !it.is_empty());
        ["oneOf", "anyOf"].into_iter().find(|it| lists(it))
    }

    /// What the schema of a definition says that this doesn't show.
    fn facts_of_definition(&self, def: &Definition) -> Facts {
        let ty = match &def.kind {
            // What stands for it doesn't tell how it is written.
            _ if def.own.is_some() => Ty::Any,
            TypeKind::Alias(ty) => ty.clone(),
            TypeKind::Enumeration(_) => Ty::String,
            TypeKind::IntegerEnumeration(_) => Ty::I64,
            TypeKind::Record(it) => {
                Ty::Map(Box::new(it.extra.as_ref().map_or(Ty::Any, |it| it.1.clone())))
            }
            TypeKind::Union(_) | TypeKind::Foreign(_) => Ty::Any,
        };
        let left = Cell::new(MOST_READ);
        let mut reading = Reading::new(&ty, &left);
        match self.schema_at(&def.pointer) {
            Some(node) if node.at == def.pointer => self.read(&node, &mut reading),
            // Another name of a component.
            Some(node) => self.read_part(&node, &mut reading),
            None => {}
        }
        let mut facts = reading.finish();
        if def.own.is_none() && !matches!(def.kind, TypeKind::Alias(_)) {
            shown::leave_out_values(&mut facts);
        }
        if matches!(def.kind, TypeKind::Union(_)) {
            facts.take("type");
        }
        if !def.is_component() {
            for keyword in OF_PLACE {
                facts.take(keyword);
            }
        }
        facts
    }

    /// What an item, a value or an alternative says, unless it is a type with a name.
    fn facts_within(&self, (at, schema): (Pointer, &Value), ty: &Ty, of: &Reading<'_>) -> Facts {
        let Some(depth) = of.depth.checked_sub(1) else { return Facts::default() };
        let mut reading = Reading { depth, ..Reading::new(ty, of.left) };
        if let Some(node) = self.node(at, schema).filter(|it| !self.has_name(&it.at)) {
            self.read_part(&node, &mut reading);
        }
        reading.finish()
    }

    /// Adds what one of several schemas says that hold at once.
    fn read_part(&self, node: &Node<'_>, reading: &mut Reading<'_>) {
        if reading.seen.contains(&node.at) {
            return;
        }
        reading.seen.push(node.at.clone());
        let def = reading.ty.named().and_then(|id| self.arena.def(id));
        if def.is_some_and(|it| it.pointer == node.at) {
            if node.at.component_schema().is_none() {
                read_of_place(node.schema, &mut reading.facts);
            }
            return;
        }
        let before = OF_PLACE.map(|it| reading.facts.get(it).cloned());
        self.read(node, reading);
        // What a type says for itself isn't said of what is made of it.
        if self.has_name(&node.at) {
            for (keyword, before) in OF_PLACE.iter().zip(before) {
                match before {
                    Some(before) => reading.facts.set(keyword, before),
                    None => drop(reading.facts.take(keyword)),
                }
            }
        }
    }

    /// Adds what a schema says, its parts first.
    fn read(&self, node: &Node<'_>, reading: &mut Reading<'_>) {
        let Some(left) = reading.left.get().checked_sub(1) else { return };
        reading.left.set(left);
        for (at, part) in node.listed("allOf") {
            if let Some(part) = self.node(at, part) {
                self.read_part(&part, reading);
            }
        }
        read_of_place(node.schema, &mut reading.facts);
        join::own(node.schema, &mut reading.facts);
        self.read_items(node, reading);
        self.read_values(node, reading);
        for keyword in ["oneOf", "anyOf"] {
            let each = node.listed(keyword).into_iter();
            let each = each.map(|it| self.facts_within(it, &Ty::Any, reading));
            // That it is of one type or another is what the variants are.
            let telling = each.filter(|it| it.iter().any(|(keyword, _)| keyword != "type"));
            let telling: Vec<Value> = telling.map(|it| it.to_value()).collect();
            if !telling.is_empty() {
                reading.facts.add_alternatives(keyword, telling);
            }
        }
    }

    /// Adds what is said of the items of a list.
    fn read_items(&self, node: &Node<'_>, reading: &mut Reading<'_>) {
        let Node { schema, at } = node;
        let ty = match reading.ty {
            Ty::List(ty) => ty.as_ref(),
            _ => &Ty::Any,
        };
        if let Some(items) = schema.get("items") {
            let items = self.facts_within((at.child("items"), items), ty, reading);
            if !items.is_empty() {
                join::within("items", &items, &mut reading.facts);
            }
        }
        let ty = |index| match reading.ty {
            Ty::Tuple(all) => all.get(index).unwrap_or(&Ty::Any),
            _ => &Ty::Any,
        };
        let first = node.listed(extensions::PREFIX_ITEMS).into_iter().enumerate();
        let first = first.map(|(index, it)| self.facts_within(it, ty(index), reading));
        let first: Vec<Facts> = first.collect();
        if first.iter().any(|it| !it.is_empty()) {
            let first: Vec<Value> = first.iter().map(Facts::to_value).collect();
            reading.facts.set("prefixItems", first);
        }
        if extensions::is_on(schema.get(extensions::CLOSED_ITEMS)) {
            reading.facts.set("items", false);
        }
    }

    /// Adds what is said of members that have no names in the schema.
    fn read_values(&self, Node { schema, at }: &Node<'_>, reading: &mut Reading<'_>) {
        const KEYWORD: &str = "additionalProperties";
        let ty = match reading.ty {
            Ty::Map(ty) => ty.as_ref(),
            _ => &Ty::Any,
        };
        match schema.get(KEYWORD) {
            Some(Value::Bool(false)) => reading.facts.set(KEYWORD, false),
            Some(values @ Value::Object(_)) => {
                let values = self.facts_within((at.child(KEYWORD), values), ty, reading);
                if !values.is_empty() {
                    join::within(KEYWORD, &values, &mut reading.facts);
                }
            }
            _ => {}
        }
        let patterns = schema.get(extensions::PATTERN_PROPERTIES).and_then(Value::as_object);
        let Some(patterns) = patterns.filter(|it| !it.is_empty()) else { return };
        let at = at.child(extensions::PATTERN_PROPERTIES);
        let patterns = patterns.iter().map(|(pattern, values)| {
            let values = self.facts_within((at.child(pattern), values), &Ty::Any, reading);
            (pattern.clone(), values.to_value())
        });
        let patterns: Map<String, Value> = patterns.collect();
        reading.facts.set("patternProperties", json!(patterns));
    }

    /// The schema at `at`, or that to which what stands there refers.
    fn schema_at(&self, at: &Pointer) -> Option<Node<'_>> {
        self.node(at.clone(), self.node_at(at)?)
    }

    /// The schema that stands at `at`, or that to which it refers.
    fn node<'n>(&'n self, at: Pointer, schema: &'n Value) -> Option<Node<'n>> {
        let schema = schema.as_object()?;
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
            return Some(Node { schema, at });
        };
        let at = self.resolver.resolve_schema(reference)?.at;
        Some(Node { schema: self.node_at(&at)?.as_object()?, at })
    }

    /// Whether the schema at `at` has become a type with a name of its own.
    fn has_name(&self, at: &Pointer) -> bool {
        let id = self.arena.by_pointer.get(at).and_then(Ty::named);
        id.and_then(|it| self.arena.def(it)).is_some_and(|it| it.pointer == *at)
    }
}

/// Adds what a schema says of the place where it stands.
fn read_of_place(schema: &Map<String, Value>, facts: &mut Facts) {
    for (keyword, value) in OF_PLACE.into_iter().filter_map(|it| Some((it, schema.get(it)?))) {
        if *value != Value::Bool(false) || keyword == "default" {
            facts.set(keyword, value.clone());
        }
    }
}
