//! Holds a value against its schema, by the rules of the generated code.
//!
//! - In: a place in the canonical document, and a value.
//! - Out: what of the value the schema doesn't say. Of several alternatives the nearest one counts.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Number, Value};

use crate::extensions;
use crate::lower::{follow, reads};
use crate::pointer::Pointer;
use crate::settings::Settings;

use super::deviation::{Form, Found, Kind, Notes};
use super::redacted::{is_redacted_value, is_secret_name};

/// How deep values are looked into.
const DEPTH: usize = 48;

/// How many schemas are looked at for one body: alternatives within alternatives multiply.
const STEPS: usize = 200_000;

/// Of an excerpt, how many characters are shown.
const EXCERPT: usize = 60;

/// Whether a value is sent or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// In a request.
    Sent,
    /// In a response.
    Received,
}

/// What is known of the place of a value.
#[derive(Clone, Copy, Debug)]
struct Here<'s> {
    /// Where the value is in its body, for people.
    path: &'s str,
    /// How much deeper values may be looked into.
    depth: usize,
    /// Whether a form may be stated: at members, parameters and items.
    has_form: bool,
    /// Whether the value may be missing or `null`.
    may_be_absent: bool,
    /// Names of members that are described beside this schema.
    beside: Option<&'s BTreeSet<String>>,
}

impl<'s> Here<'s> {
    fn body() -> Self {
        Self { path: "$", depth: DEPTH, has_form: false, may_be_absent: false, beside: None }
    }

    /// A place below this one.
    fn below(self, path: &'s str) -> Self {
        Self { path, depth: self.depth - 1, has_form: true, may_be_absent: false, beside: None }
    }

    /// The same place, as one of several schemas describes it.
    fn alternative(self, beside: &'s BTreeSet<String>) -> Self {
        Self { depth: self.depth - 1, has_form: false, beside: Some(beside), ..self }
    }
}

/// Holds values against the schemas of a document.
pub(super) struct Values<'a> {
    root: &'a Value,
    settings: &'a Settings,
    direction: Direction,
    steps: usize,
}

/// A schema and where it stands.
type At<'a> = (Pointer, &'a Value);

impl<'a> Values<'a> {
    pub(super) fn new(root: &'a Value, settings: &'a Settings, direction: Direction) -> Self {
        Self { root, settings, direction, steps: STEPS }
    }

    /// Holds a whole body against the schema at `at`.
    pub(super) fn body(&mut self, at: &Pointer, value: &Value, notes: &mut Notes) {
        self.hold(at, value, Here::body(), notes);
    }

    /// Holds the value of a parameter against the schema at `at`.
    pub(super) fn parameter(&mut self, at: &Pointer, name: &str, value: &Value, notes: &mut Notes) {
        let here = Here { path: name, has_form: true, may_be_absent: true, ..Here::body() };
        self.hold(at, value, here, notes);
    }

    /// The schema that the node at `at` is or refers to.
    pub(super) fn resolve(&self, at: &Pointer) -> Option<At<'a>> {
        let mut at = at.clone();
        for _ in 0..32 {
            let node = at.get(self.root)?;
            let Some(reference) = node.get("$ref").and_then(Value::as_str) else {
                return Some((at, node));
            };
            at = Pointer::from_fragment(reference.strip_prefix('#')?)?;
        }
        None
    }

    fn hold(&mut self, site: &Pointer, value: &Value, here: Here<'_>, notes: &mut Notes) {
        let Some((at, schema)) = self.resolve(site) else { return };
        let path = here.path;
        if here.depth == 0 || self.steps == 0 || is_redacted_value(value) {
            return;
        }
        self.steps -= 1;
        notes.look(site);
        if at != *site {
            notes.look(&at);
        }
        if value.is_null() {
            if !self.takes_null(schema, 8) {
                notes.found.push(self.found(site, Kind::Null, None, (value, path)));
            }
            return;
        }
        let mut parts = Vec::new();
        self.parts((at.clone(), schema), &mut parts, 16);
        for (at, part) in &parts {
            if let Some(kind) = self.scalar(at, part, value, here) {
                notes.found.push(self.found(at, kind, Some(value.clone()), (value, path)));
                return;
            }
            let listed = part.get("enum").and_then(Value::as_array);
            if listed.is_some_and(|it| !it.is_empty() && !it.contains(value)) {
                notes.found.push(self.found(at, Kind::Value, Some(value.clone()), (value, path)));
            }
        }
        // Only objects have members that another schema may describe.
        let known = if value.is_object() { self.known(&parts) } else { BTreeSet::new() };
        match value {
            Value::Object(members) => self.members((&parts, &known), members, here, notes),
            Value::Array(items) => self.items(&parts, items, here, notes),
            _ => {}
        }
        for (at, part) in &parts {
            for key in ["oneOf", "anyOf"] {
                if part.get(key).and_then(Value::as_array).is_some_and(|it| !it.is_empty()) {
                    let union = (at.clone(), *part, key);
                    self.alternatives(&union, value, here.alternative(&known), notes);
                }
            }
        }
    }

    fn found(
        &self,
        at: &Pointer,
        kind: Kind,
        value: Option<Value>,
        (seen, path): (&Value, &str),
    ) -> Found {
        let mut shown = String::new();
        if path.split(['.', '[']).any(is_secret_name) {
            shown.push('…');
        } else {
            show(seen, &mut shown);
        }
        let excerpt = bounded(&format!("{path} = {shown}"));
        let is_sent = self.direction == Direction::Sent;
        Found { at: at.clone(), kind, value, excerpt, is_body: path == "$", is_sent }
    }

    /// The format of a schema, or the known one that a setting says it is read as.
    fn format(&self, schema: &'a Value) -> &'a str {
        let own = schema.get("format").and_then(Value::as_str).unwrap_or_default();
        let known = self.settings.formats.read_as.iter().find(|(name, _)| name == own);
        known.map_or(own, |(_, known)| &known.value)
    }

    /// The schema and those that an `allOf` makes part of it.
    fn parts(&self, (at, schema): At<'a>, parts: &mut Vec<At<'a>>, depth: usize) {
        if parts.iter().any(|it| it.0 == at) {
            return;
        }
        let all_of = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
        parts.push((at.clone(), schema));
        for index in 0..all_of {
            let part = self.resolve(&at.child("allOf").index(index));
            if let Some(part) = part.filter(|_| depth > 0) {
                self.parts(part, parts, depth - 1);
            }
        }
    }

    pub(super) fn takes_null(&self, schema: &Value, depth: usize) -> bool {
        let Some(schema) = follow(self.root, schema) else { return true };
        if depth == 0 || schema.get("nullable").is_some_and(|it| *it == true) {
            return true;
        }
        let list = |key: &str| schema.get(key).and_then(Value::as_array).into_iter().flatten();
        let any = |key: &str| list(key).any(|it| self.takes_null(it, depth - 1));
        let says = |key: &str| schema.get(key).is_some();
        if says("type") || says("enum") {
            return list("enum").any(Value::is_null);
        }
        if says("allOf") {
            return list("allOf").all(|it| self.takes_null(it, depth - 1));
        }
        if says("oneOf") || says("anyOf") {
            return any("oneOf") || any("anyOf");
        }
        !says("properties") && !says("items")
    }

    /// What is wrong with the type or the format of a value, if anything.
    fn scalar(
        &mut self,
        at: &Pointer,
        schema: &'a Value,
        value: &Value,
        here: Here<'_>,
    ) -> Option<Kind> {
        let ty = schema.get("type").and_then(Value::as_str)?;
        let format = self.format(schema);
        let forms = forms(schema);
        let has = |form: &str| forms.contains(&form);
        let stated = |form: Form| if has(form.name()) { None } else { Some(Kind::Form(form)) };
        let formed = |form: Form| if here.has_form { stated(form) } else { Some(Kind::Type) };
        let is_time = ty == "string" && matches!(format, "date-time" | "datetime" | "dateTime");
        match (ty, value) {
            ("object", Value::Object(_)) | ("array", Value::Array(_)) => None,
            ("array", one) => {
                let mut trial = Notes::default();
                let item = Here { has_form: false, ..here.below(here.path) };
                self.hold(&at.child("items"), one, item, &mut trial);
                let fits = trial.found.is_empty() && schema.get("items").is_some();
                if fits { formed(Form::ListOrOne) } else { Some(Kind::Type) }
            }
            ("object", _) => Some(Kind::Type),
            // Seconds since 1970, whose type is said to be that of a time.
            (_, Value::Number(_)) if has("unix-seconds") || has("unix-milliseconds") => None,
            ("string", Value::Number(number)) if is_time => formed(unix(number)),
            (_, value) if reads(ty, format, value) => None,
            (_, Value::String(text)) if is_nothing(text, ty, format) => {
                if here.may_be_absent {
                    None
                } else {
                    formed(Form::EmptyNull)
                }
            }
            ("integer" | "number" | "boolean", Value::String(text)) => {
                let meant = serde_json::from_str(text.trim()).unwrap_or(Value::Null);
                let is_meant = !meant.is_string() && reads(ty, format, &meant);
                if is_meant { formed(Form::Text) } else { Some(Kind::Type) }
            }
            ("integer", Value::Number(it)) if is_whole(it) => Some(Kind::Format),
            ("string", Value::String(_)) | ("number", Value::Number(_)) => Some(Kind::Format),
            _ => Some(Kind::Type),
        }
    }

    fn members(
        &mut self,
        (parts, known): (&[At<'a>], &BTreeSet<String>),
        members: &Map<String, Value>,
        here: Here<'_>,
        notes: &mut Notes,
    ) {
        let path = here.path;
        let required = |name: &str| {
            let lists = |part: &Value| {
                let listed = part.get("required").and_then(Value::as_array);
                listed.is_some_and(|it| it.iter().any(|it| it == name))
            };
            parts.iter().any(|(_, part)| lists(part))
        };
        for (at, part) in parts {
            let properties = part.get("properties").and_then(Value::as_object);
            for name in properties.into_iter().flat_map(Map::keys) {
                let Some(value) = members.get(name) else { continue };
                let at = at.child("properties").child(name);
                let nullable = at.get(self.root).is_some_and(|it| self.takes_null(it, 8));
                let may_be_absent = nullable || !required(name);
                let path = member(path, name);
                let below = Here { may_be_absent, ..here.below(&path) };
                self.hold(&at, value, below, notes);
            }
            self.missing((at, part), parts, (members, path), notes);
        }
        let is_known =
            |name: &String| known.contains(name) || here.beside.is_some_and(|it| it.contains(name));
        let others: Vec<_> = members.iter().filter(|(name, _)| !is_known(name)).collect();
        self.others(parts, &others, here, notes);
    }

    /// Notes the required members of a part that an object doesn't have.
    fn missing(
        &self,
        (at, part): (&Pointer, &Value),
        parts: &[At<'a>],
        (members, path): (&Map<String, Value>, &str),
        notes: &mut Notes,
    ) {
        let required = part.get("required").and_then(Value::as_array).into_iter().flatten();
        for name in required.filter_map(Value::as_str) {
            let is_other_way = parts.iter().any(|(_, part)| {
                let node = part.get("properties").and_then(|it| it.get(name));
                node.is_some_and(|it| self.is_of_other_direction(it))
            });
            if !members.contains_key(name) && !is_other_way {
                let kind = Kind::Missing(name.to_owned());
                let excerpt = bounded(&format!("{path} has no `{name}`"));
                notes.found.push(Found {
                    at: at.clone(),
                    kind,
                    value: None,
                    excerpt,
                    is_body: false,
                    is_sent: self.direction == Direction::Sent,
                });
            }
        }
    }

    fn is_of_other_direction(&self, node: &Value) -> bool {
        let key = match self.direction {
            Direction::Sent => "readOnly",
            Direction::Received => "writeOnly",
        };
        let on = |it: &Value| it.get(key).is_some_and(|it| *it == true);
        on(node) || follow(self.root, node).is_some_and(on)
    }

    /// Members that no `properties` has: those of a map, or new ones.
    fn others(
        &mut self,
        parts: &[At<'a>],
        others: &[(&String, &Value)],
        here: Here<'_>,
        notes: &mut Notes,
    ) {
        let path = here.path;
        let additional = parts.iter().find_map(|(at, part)| {
            let it = part.get("additionalProperties")?;
            Some((at.child("additionalProperties"), it))
        });
        let is_schema = |it: &Value| it.as_object().is_some_and(|it| !it.is_empty());
        match additional {
            Some((at, schema)) if is_schema(schema) => {
                for (name, value) in others {
                    self.hold(&at, value, here.below(&member(path, name)), notes);
                }
                return;
            }
            // Open by its own words.
            Some((_, other)) if *other != false => return,
            _ => {}
        }
        let says = |part: &Value, key: &str| part.get(key).is_some();
        let has_patterns = parts.iter().any(|it| says(it.1, extensions::PATTERN_PROPERTIES));
        let has_union = parts.iter().any(|it| says(it.1, "oneOf") || says(it.1, "anyOf"));
        let inline = |it: &&At<'a>| says(it.1, "properties");
        let holder = parts.iter().rev().find(inline);
        let Some((at, _)) = holder.filter(|_| !has_patterns && !has_union) else { return };
        for (name, value) in others {
            let kind = Kind::Member((*name).clone());
            let path = member(path, name);
            notes.found.push(self.found(at, kind, Some((*value).clone()), (value, &path)));
        }
    }

    fn items(&mut self, parts: &[At<'a>], items: &[Value], here: Here<'_>, notes: &mut Notes) {
        for (at, part) in parts {
            if part.get(extensions::PREFIX_ITEMS).is_some() || part.get("items").is_none() {
                continue;
            }
            let at = at.child("items");
            for (index, item) in items.iter().enumerate() {
                self.hold(&at, item, here.below(&format!("{}[{index}]", here.path)), notes);
            }
        }
    }

    /// Holds a value against the alternative that is nearest to it.
    fn alternatives(
        &mut self,
        (union, schema, key): &(Pointer, &'a Value, &str),
        value: &Value,
        here: Here<'_>,
        notes: &mut Notes,
    ) {
        let at = union.child(key);
        let count = schema.get(*key).and_then(Value::as_array).map_or(0, Vec::len);
        let tagged = self.tagged(&at, count, schema, value);
        let mut best: Option<(usize, Notes)> = None;
        for index in tagged.map_or(0..count, |it| it..it + 1) {
            let mut trial = Notes::default();
            let at = at.index(index);
            self.hold(&at, value, here, &mut trial);
            let Some((resolved, _)) = self.resolve(&at) else { continue };
            let is_other = |it: &Found| it.kind == Kind::Type && (it.at == at || it.at == resolved);
            if trial.found.iter().any(is_other) {
                continue;
            }
            let weight = trial.found.iter().map(weight).sum();
            if best.as_ref().is_none_or(|(least, _)| weight < *least) {
                best = Some((weight, trial));
            }
        }
        if let Some((_, trial)) = best {
            notes.found.extend(trial.found);
            notes.looked.extend(trial.looked);
        } else {
            let kind = Kind::Type;
            notes.found.push(self.found(union, kind, Some(value.clone()), (value, here.path)));
        }
    }

    /// The alternative that a discriminator names.
    fn tagged(&self, at: &Pointer, count: usize, schema: &Value, value: &Value) -> Option<usize> {
        let discriminator = schema.get("discriminator")?;
        let tag = value.get(discriminator.get("propertyName")?.as_str()?)?.as_str()?;
        let mapped =
            discriminator.get("mapping").and_then(|it| it.get(tag)).and_then(Value::as_str);
        let wanted = mapped.unwrap_or(tag);
        let name = |it: &str| it.rsplit('/').next().unwrap_or_default().to_owned();
        (0..count).find(|index| {
            let reference = at.index(*index).get(self.root).and_then(|it| it.get("$ref"));
            let reference = reference.and_then(Value::as_str);
            reference.is_some_and(|it| it == wanted || name(it) == name(wanted))
        })
    }

    /// The names of all members that are described, whichever alternative has them.
    fn known(&self, parts: &[At<'a>]) -> BTreeSet<String> {
        let mut known = BTreeSet::new();
        let mut seen: BTreeSet<Pointer> = parts.iter().map(|it| it.0.clone()).collect();
        let mut open = parts.to_vec();
        while let Some((at, part)) = open.pop() {
            let properties = part.get("properties").and_then(Value::as_object);
            known.extend(properties.into_iter().flat_map(Map::keys).cloned());
            for key in ["oneOf", "anyOf"] {
                let count = part.get(key).and_then(Value::as_array).map_or(0, Vec::len);
                for index in 0..count {
                    let Some(inner) = self.resolve(&at.child(key).index(index)) else { continue };
                    let mut parts = Vec::new();
                    self.parts(inner, &mut parts, 16);
                    open.extend(parts.into_iter().filter(|it| seen.insert(it.0.clone())));
                }
            }
        }
        known
    }
}

/// How far a deviation is from what is described: a type further than a member.
fn weight(found: &Found) -> usize {
    match found.kind {
        Kind::Type => 20,
        Kind::Missing(_) => 6,
        Kind::Value => 5,
        Kind::Member(_) => 2,
        _ => 3,
    }
}

/// The forms that a schema says its values have.
fn forms(schema: &Value) -> Vec<&str> {
    match schema.get(extensions::WIRE) {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Seconds, or milliseconds where seconds would be after the year 5000.
fn unix(number: &Number) -> Form {
    let is_large = number.as_f64().is_some_and(|it| it.abs() > 95_000_000_000.0);
    if is_large { Form::UnixMilliseconds } else { Form::UnixSeconds }
}

fn is_whole(number: &Number) -> bool {
    number.as_f64().is_some_and(|it| it.fract() == 0.0)
}

/// Whether a text stands for no value where one of this type is expected.
fn is_nothing(text: &str, ty: &str, format: &str) -> bool {
    let is_plain = ty == "boolean" || ty == "string" && (format.is_empty() || format == "byte");
    !is_plain && (text.is_empty() || text.starts_with("0000-00-00"))
}

fn member(path: &str, name: &str) -> String {
    let is_plain = name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    if is_plain { format!("{path}.{name}") } else { format!("{path}['{name}']") }
}

/// Writes as much of a value as an excerpt shows, without what has the name of a secret.
fn show(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            out.push('{');
            for (index, (name, it)) in members.iter().enumerate() {
                if out.len() > 8 * EXCERPT {
                    return;
                }
                let comma = if index > 0 { "," } else { "" };
                let _ = write!(out, "{comma}{}:", Value::from(name.as_str()));
                if is_secret_name(name) { out.push_str("\"…\"") } else { show(it, out) }
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, it) in items.iter().enumerate() {
                if out.len() > 8 * EXCERPT {
                    return;
                }
                out.push_str(if index > 0 { "," } else { "" });
                show(it, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// A text as far as it fits into a message, in one line.
pub(super) fn bounded(text: &str) -> String {
    let plain = |it: char| if it.is_control() { ' ' } else { it };
    let mut shown: String = text.chars().take(EXCERPT).map(plain).collect();
    if text.chars().nth(EXCERPT).is_some() {
        shown.push('…');
    }
    shown
}
