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
        all.into_iter().for_each(|at| self.read_part(at, &mut reading));
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
        let (schema, _) = self.schema_at(&def.pointer)?;
        ["oneOf", "anyOf"].into_iter().find(|it| len(schema, it) > 0)
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
            Some((schema, at)) if at == def.pointer => self.read(schema, &at, &mut reading),
            // Another name of a component.
            _ => self.read_part(&def.pointer, &mut reading),
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
    fn facts_within(&self, at: &Pointer, ty: &Ty, of: &Reading<'_>) -> Facts {
        let Some(depth) = of.depth.checked_sub(1) else { return Facts::default() };
        let mut reading = Reading { depth, ..Reading::new(ty, of.left) };
        if !self.schema_at(at).is_some_and(|it| self.has_name(&it.1)) {
            self.read_part(at, &mut reading);
        }
        reading.finish()
    }

    /// Adds what one of several schemas says that hold at once.
    fn read_part(&self, at: &Pointer, reading: &mut Reading<'_>) {
        let Some((schema, at)) = self.schema_at(at) else { return };
        if reading.seen.contains(&at) {
            return;
        }
        reading.seen.push(at.clone());
        if reading
            .ty
            .named()
            .is_some_and(|id| self.arena.def(id).is_some_and(|it| it.pointer == at))
        {
            if at.component_schema().is_none() {
                read_of_place(schema, &mut reading.facts);
            }
            return;
        }
        let before: Vec<Option<Value>> =
            OF_PLACE.iter().map(|it| reading.facts.get(it).cloned()).collect();
        self.read(schema, &at, reading);
        // What a type says for itself isn't said of what is made of it.
        if self.has_name(&at) {
            for (keyword, before) in OF_PLACE.iter().zip(before) {
                match before {
                    Some(before) => reading.facts.set(keyword, before),
                    None => drop(reading.facts.take(keyword)),
                }
            }
        }
    }

    /// Adds what a schema says, its parts first.
    fn read(&self, schema: &Map<String, Value>, at: &Pointer, reading: &mut Reading<'_>) {
        let Some(left) = reading.left.get().checked_sub(1) else { return };
        reading.left.set(left);
        for index in 0..len(schema, "allOf") {
            self.read_part(&at.child("allOf").index(index), reading);
        }
        read_of_place(schema, &mut reading.facts);
        join::own(schema, &mut reading.facts);
        self.read_items(schema, at, reading);
        self.read_values(schema, at, reading);
        for keyword in ["oneOf", "anyOf"] {
            let at = at.child(keyword);
            let each = (0..len(schema, keyword))
                .map(|it| self.facts_within(&at.index(it), &Ty::Any, reading));
            // That it is of one type or another is what the variants are.
            let telling = each.filter(|it| it.iter().any(|(keyword, _)| keyword != "type"));
            let telling: Vec<Value> = telling.map(|it| it.to_value()).collect();
            if !telling.is_empty() {
                reading.facts.add_alternatives(keyword, telling);
            }
        }
    }

    /// Adds what is said of the items of a list.
    fn read_items(&self, schema: &Map<String, Value>, at: &Pointer, reading: &mut Reading<'_>) {
        let ty = match reading.ty {
            Ty::List(ty) => ty.as_ref(),
            _ => &Ty::Any,
        };
        let items = self.facts_within(&at.child("items"), ty, reading);
        if schema.contains_key("items") && !items.is_empty() {
            join::within("items", &items, &mut reading.facts);
        }
        let first = at.child(extensions::PREFIX_ITEMS);
        let ty = |index| match reading.ty {
            Ty::Tuple(all) => all.get(index).unwrap_or(&Ty::Any),
            _ => &Ty::Any,
        };
        let first = (0..len(schema, extensions::PREFIX_ITEMS))
            .map(|it| self.facts_within(&first.index(it), ty(it), reading));
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
    fn read_values(&self, schema: &Map<String, Value>, at: &Pointer, reading: &mut Reading<'_>) {
        const KEYWORD: &str = "additionalProperties";
        let ty = match reading.ty {
            Ty::Map(ty) => ty.as_ref(),
            _ => &Ty::Any,
        };
        match schema.get(KEYWORD) {
            Some(Value::Bool(false)) => reading.facts.set(KEYWORD, false),
            Some(Value::Object(_)) => {
                let values = self.facts_within(&at.child(KEYWORD), ty, reading);
                if !values.is_empty() {
                    join::within(KEYWORD, &values, &mut reading.facts);
                }
            }
            _ => {}
        }
        let patterns = schema.get(extensions::PATTERN_PROPERTIES).and_then(Value::as_object);
        let at = at.child(extensions::PATTERN_PROPERTIES);
        let patterns = patterns
            .into_iter()
            .flat_map(|it| it.keys())
            .map(|it| (it.clone(), self.facts_within(&at.child(it), &Ty::Any, reading).to_value()));
        let patterns: Map<String, Value> = patterns.collect();
        if !patterns.is_empty() {
            reading.facts.set("patternProperties", json!(patterns));
        }
    }

    /// The schema at `at`, or that to which what stands there refers, and where it is.
    fn schema_at(&self, at: &Pointer) -> Option<(&Map<String, Value>, Pointer)> {
        let schema = at.get(&self.canonical.root)?.as_object()?;
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
            return Some((schema, at.clone()));
        };
        let at = self.resolver.resolve_schema(reference)?.at;
        Some((at.get(&self.canonical.root)?.as_object()?, at))
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

fn len(schema: &Map<String, Value>, keyword: &str) -> usize {
    schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len)
}
