//! Writes shapes as schemas of OpenAPI 3.0.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::exclusion;
use super::merge::reachable;
use super::names::Names;
use super::numbers::Number;
use super::shape::{Forest, Format, Objects, Observed, Record, RecordId};
use crate::extensions;

/// A body whose type is written.
#[derive(Debug)]
pub(super) enum Root<'t> {
    /// All samples are of one type.
    One(Observed<'t>),
    /// The requests are of several types: the shapes, each with what it is called, and each request with its shape's index.
    Several { shapes: Vec<(Vec<String>, Observed<'t>)>, requests: Vec<(String, usize)> },
}

impl<'t> Root<'t> {
    pub(super) fn shapes(&self) -> Vec<&Observed<'t>> {
        match self {
            Self::One(shape) => vec![shape],
            Self::Several { shapes, .. } => shapes.iter().map(|(_, shape)| shape).collect(),
        }
    }
}

/// Writes all types.
pub(super) fn write(forest: &Forest<'_>, roots: &[Root<'_>]) -> (Map<String, Value>, Vec<Value>) {
    let shapes: Vec<&Observed<'_>> = roots.iter().flat_map(Root::shapes).collect();
    let records = reachable(forest, &shapes);
    let mut names = Names::default();
    let mut components = BTreeMap::new();
    let shared = shared(forest, roots, &records);
    // A type of a request's body is called like the request, wherever else it is met.
    for (wanted, shape) in roots.iter().flat_map(several) {
        if let Some(id) = only_record(shape).map(|it| forest.resolve(it)) {
            components.entry(id).or_insert_with(|| names.take(wanted));
        }
    }
    for id in records.into_iter().filter(|it| shared.contains(it)) {
        components.entry(id).or_insert_with(|| names.take(forest.record(id).place.names()));
    }
    let mut writer = Writer { forest, components, schemas: Map::new() };
    let mut slots = Vec::new();
    for root in roots {
        slots.push(writer.root(root, &mut names));
    }
    (writer.schemas, slots)
}

fn several<'a, 't>(root: &'a Root<'t>) -> &'a [(Vec<String>, Observed<'t>)] {
    match root {
        Root::One(_) => &[],
        Root::Several { shapes, .. } => shapes,
    }
}

/// The record that a shape is and nothing else.
fn only_record(shape: &Observed<'_>) -> Option<RecordId> {
    match shape.objects {
        Objects::Record(id) if alternatives(shape) == 1 && !shape.null => Some(id),
        _ => None,
    }
}

/// How many kinds of value there are at a place.
fn alternatives(shape: &Observed<'_>) -> usize {
    let objects = match &shape.objects {
        Objects::None => 0,
        Objects::Empty | Objects::Map(_) | Objects::Record(_) => 1,
        Objects::Either { kinds, .. } => kinds.len(),
    };
    usize::from(shape.text.is_some())
        + usize::from(shape.number.is_some())
        + usize::from(shape.boolean)
        + usize::from(shape.list.is_some())
        + objects
}

/// The records that become components: mentioned at several places, or one of several types at a place.
fn shared(forest: &Forest<'_>, roots: &[Root<'_>], records: &[RecordId]) -> BTreeSet<RecordId> {
    let mut count: BTreeMap<RecordId, usize> = BTreeMap::new();
    let members = records.iter().flat_map(|it| forest.record(*it).members.values());
    let shapes = roots.iter().flat_map(Root::shapes);
    for shape in shapes.chain(members) {
        each_place(shape, &mut |shape| {
            let weight = if alternatives(shape) > 1 { 2 } else { 1 };
            let ids: Vec<RecordId> = match &shape.objects {
                Objects::Record(id) => vec![*id],
                Objects::Either { kinds, .. } => kinds.clone(),
                Objects::None | Objects::Empty | Objects::Map(_) => Vec::new(),
            };
            for id in ids {
                *count.entry(forest.resolve(id)).or_default() += weight;
            }
        });
    }
    count.into_iter().filter(|(_, count)| *count > 1).map(|(id, _)| id).collect()
}

/// Calls `visit` with a shape and those of its items and values.
fn each_place(shape: &Observed<'_>, visit: &mut dyn FnMut(&Observed<'_>)) {
    visit(shape);
    if let Some(items) = &shape.list {
        each_place(items, visit);
    }
    if let Objects::Map(values) = &shape.objects {
        each_place(values, visit);
    }
}

/// A type of an operation's bodies, and the requests that send it.
struct Alternative<'a> {
    schema: Value,
    requests: Vec<&'a str>,
}

impl Alternative<'_> {
    /// Its entry of `x-clientwright-variants`.
    fn variants(&self) -> Value {
        match self.requests.as_slice() {
            [only] => Value::from(*only),
            several => Value::from(several),
        }
    }
}

struct Writer<'a, 't> {
    forest: &'a Forest<'t>,
    components: BTreeMap<RecordId, String>,
    schemas: Map<String, Value>,
}

impl Writer<'_, '_> {
    fn root(&mut self, root: &Root<'_>, names: &mut Names) -> Value {
        let (shapes, requests) = match root {
            Root::One(shape) => return self.shape(shape),
            Root::Several { shapes, requests } => (shapes, requests),
        };
        let mut seen = 0;
        let mut alternatives: Vec<Alternative<'_>> = Vec::new();
        for (index, (wanted, shape)) in shapes.iter().enumerate() {
            seen += shape.seen;
            let mut schema = self.shape(shape);
            if schema.get("$ref").is_none() {
                let name = names.take(wanted);
                let reference = reference(&name);
                self.schemas.insert(name, schema);
                schema = reference;
            }
            let own = requests.iter().filter(|(_, of)| *of == index).map(|(name, _)| name.as_str());
            // Bodies that differed can have become one type with those of other operations.
            match alternatives.iter_mut().find(|it| it.schema == schema) {
                Some(known) => known.requests.extend(own),
                None => alternatives.push(Alternative { schema, requests: own.collect() }),
            }
        }
        match alternatives.as_slice() {
            [only] => only.schema.clone(),
            several => {
                // Samples don't show that a body with the members of two is refused.
                let variants: Vec<Value> = several.iter().map(Alternative::variants).collect();
                let schemas: Vec<&Value> = several.iter().map(|it| &it.schema).collect();
                marked(json!({ "anyOf": schemas, (extensions::VARIANTS): variants }), seen)
            }
        }
    }

    fn shape(&mut self, shape: &Observed<'_>) -> Value {
        let mut all = Vec::new();
        match shape.text {
            None => {}
            Some(Format::Plain) => all.push(json!({ "type": "string" })),
            Some(Format::DateTime) => all.push(json!({ "type": "string", "format": "date-time" })),
            Some(Format::Date) => all.push(json!({ "type": "string", "format": "date" })),
            Some(Format::Uuid) => all.push(json!({ "type": "string", "format": "uuid" })),
        }
        all.extend(shape.number.map(Number::schema));
        if shape.boolean {
            all.push(json!({ "type": "boolean" }));
        }
        if let Some(items) = &shape.list {
            all.push(json!({ "type": "array", "items": self.shape(items) }));
        }
        self.objects(shape, &mut all);
        let mut schema = match all.as_slice() {
            [] => json!({}),
            [only] => only.clone(),
            several => {
                let keyword = keyword(match &shape.objects {
                    Objects::Either { tag: None, kinds } => {
                        exclusion::exclude_records(self.forest, kinds)
                    }
                    _ => true,
                });
                marked(json!({ keyword: several }), shape.seen)
            }
        };
        if shape.null {
            if schema.get("$ref").is_some() {
                schema = json!({ "allOf": [schema] });
            }
            set(&mut schema, "nullable", Value::Bool(true));
        }
        schema
    }

    /// Adds the types of the objects at a place.
    fn objects(&mut self, shape: &Observed<'_>, all: &mut Vec<Value>) {
        match &shape.objects {
            Objects::None => {}
            Objects::Empty => {
                all.push(marked(
                    json!({ "type": "object", "additionalProperties": {} }),
                    shape.seen,
                ));
            }
            Objects::Map(values) => {
                let values = self.shape(values);
                let map = json!({ "type": "object", "additionalProperties": values });
                all.push(marked(map, shape.seen));
            }
            Objects::Record(id) => all.push(self.record(*id)),
            Objects::Either { tag: None, kinds } => {
                for id in kinds {
                    let schema = self.record(*id);
                    // Types that differed can have become one.
                    if !all.contains(&schema) {
                        all.push(schema);
                    }
                }
            }
            Objects::Either { tag: Some(tag), kinds } => {
                let mut alternatives = Vec::new();
                let mut mapping = Map::new();
                for id in kinds {
                    let schema = self.record(*id);
                    let record = self.forest.record(*id);
                    if let (Some(value), Some(to)) = (record.constant(tag), schema.get("$ref")) {
                        mapping.insert(value.to_owned(), to.clone());
                    }
                    alternatives.push(schema);
                }
                let discriminator = json!({ "propertyName": tag, "mapping": mapping });
                let keyword = keyword(exclusion::exclude_records(self.forest, kinds));
                let union = json!({ keyword: alternatives, "discriminator": discriminator });
                all.push(marked(union, shape.seen));
            }
        }
    }

    /// A record: the reference to its component, or what it is.
    fn record(&mut self, id: RecordId) -> Value {
        let id = self.forest.resolve(id);
        let record = self.forest.record(id);
        let Some(name) = self.components.get(&id).cloned() else { return self.members(record) };
        if !self.schemas.contains_key(&name) {
            // The name is there before the members are: they may mention it.
            self.schemas.insert(name.clone(), Value::Null);
            let schema = self.members(record);
            self.schemas.insert(name.clone(), schema);
        }
        reference(&name)
    }

    fn members(&mut self, record: &Record<'_>) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (name, shape) in &record.members {
            let mut schema = match record.constant(name) {
                Some(value) => json!({ "type": "string", "enum": [value] }),
                None => self.shape(shape),
            };
            let may_end = is_way_on(name) && is_scalar(shape);
            if may_end {
                set(&mut schema, "nullable", Value::Bool(true));
            }
            properties.insert((*name).to_owned(), schema);
            if record.requires(shape) && !may_end {
                required.push(Value::from(*name));
            }
        }
        let mut schema = json!({ "type": "object" });
        if !required.is_empty() {
            set(&mut schema, "required", Value::Array(required));
        }
        set(&mut schema, "properties", Value::Object(properties));
        // Samples never show all members: what they lack is kept, and so survives when a response is sent back.
        set(&mut schema, "additionalProperties", json!({}));
        marked(schema, record.objects.len())
    }
}

/// Whether a member is called like what leads to another page: the last one hasn't any, and nobody saves that.
fn is_way_on(member: &str) -> bool {
    let name: String = member.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    let name = name.strip_prefix("odata").unwrap_or(&name);
    let to = ["next", "previous", "prev", "continuation"];
    let what = ["", "cursor", "token", "pagetoken", "page", "pageurl", "pagelink", "url", "link"];
    name == "endcursor"
        || to.iter().filter_map(|it| name.strip_prefix(it)).any(|it| what.contains(&it))
}

/// Whether no value at a place is a list, an object or a boolean.
fn is_scalar(shape: &Observed<'_>) -> bool {
    shape.list.is_none() && shape.objects.are_none() && !shape.boolean
}

/// The keyword for alternatives: under `oneOf`, a value that fits two of them is none (JSON Schema, 2020-12, 10.2.1.3).
fn keyword(exclude_each_other: bool) -> &'static str {
    if exclude_each_other { "oneOf" } else { "anyOf" }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A schema, marked as inferred from so many values.
fn marked(mut schema: Value, seen: usize) -> Value {
    let note = match seen {
        1 => "from one sample".to_owned(),
        _ => format!("from {seen} samples"),
    };
    set(&mut schema, "x-provenance", Value::from("inferred"));
    set(&mut schema, "x-provenance-note", Value::from(note));
    schema
}

fn set(schema: &mut Value, name: &str, value: Value) {
    if let Value::Object(members) = schema {
        members.insert(name.to_owned(), value);
    }
}
