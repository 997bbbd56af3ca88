//! What of an operation may have to do with pages: its parameters, and the members of its response.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::canonical::{Canonical, parameters};
use crate::ir::{
    BodyKind, Location, Operation, Outcome, Param, ParamStyle, Presence, Record, Ty, TypeKind,
};
use crate::lower::draft::Definition;
use crate::lower::places;
use crate::lower::resolver::follow;
use crate::pointer::Pointer;

use super::words::{FACTS, FROM_ONE, FROM_ZERO, WRAPPERS, fold_name};

/// How deep facts about a page may lie.
const DEPTH: usize = 3;

/// An operation whose success is one JSON value.
pub(super) struct Candidates<'a> {
    pub(super) operation: &'a Operation,
    pub(super) parameters: Vec<Parameter>,
    pub(super) members: Vec<Member>,
    /// The type of the items, where the response is a list.
    pub(super) list: Option<Ty>,
    /// Whether the response says nothing about what it consists of.
    pub(super) is_any: bool,
    types: &'a [Definition],
    document: &'a Value,
    /// The parameters of the query by their names.
    query: BTreeMap<&'a str, &'a Value>,
}

/// A parameter that pages may be asked for by.
#[derive(Debug)]
pub(super) struct Parameter {
    /// Its name in the query, or its pointer in the body.
    pub(super) wire: String,
    /// What is left of the name for comparing.
    pub(super) word: String,
    pub(super) ty: Ty,
    pub(super) hints: Hints,
}

/// A member of a response.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) at: Pointer,
    pub(super) word: String,
    /// The word of the member that it is in; empty at the top.
    pub(super) within: String,
    /// How many members it is in.
    pub(super) depth: usize,
    pub(super) ty: Ty,
    /// Whether it is always there and no `null`.
    pub(super) is_sure: bool,
    pub(super) hints: Hints,
}

/// What the description says of a value beside its type.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    /// In lower case.
    pub(super) text: String,
    pub(super) default: Option<Value>,
    pub(super) minimum: Option<u64>,
    pub(super) example: Option<Value>,
    pub(super) format: String,
}

impl<'a> Candidates<'a> {
    /// The candidates of an operation, if its success is one JSON value.
    pub(super) fn new(
        canonical: &'a Canonical,
        types: &'a [Definition],
        operation: &'a Operation,
    ) -> Option<Self> {
        let Outcome::Value(ty) = &operation.outcome else { return None };
        let mut candidates = Self {
            operation,
            parameters: Vec::new(),
            members: Vec::new(),
            list: None,
            is_any: false,
            types,
            document: &canonical.root,
            query: BTreeMap::new(),
        };
        candidates.query = candidates.query_parameters();
        for param in operation.params.iter().filter(|it| it.location == Location::Query) {
            candidates.parameter(param);
        }
        let body = operation.body.as_ref().map(|it| &it.kind);
        if let Some(BodyKind::Json(ty)) = body {
            candidates.body(ty, &Pointer::root(), 0);
        }
        match candidates.plain(ty) {
            Ty::List(item) => candidates.list = Some((**item).clone()),
            Ty::Any | Ty::Map(_) => candidates.is_any = true,
            Ty::Named(_) => candidates.record_members(ty, &Pointer::root(), "", 0),
            _ => return None,
        }
        Some(candidates)
    }

    /// The parameters with one of these names, in the order of the names.
    pub(super) fn named(&self, words: &[&str]) -> Vec<&Parameter> {
        let find = |word: &&str| self.parameters.iter().find(|it| it.word == **word);
        words.iter().filter_map(find).collect()
    }

    /// The type behind `Box`, `Option` and other names for it.
    pub(super) fn plain<'t>(&'t self, ty: &'t Ty) -> &'t Ty {
        places::plain(self.types, ty)
    }

    /// The definition of an object.
    pub(super) fn record(&self, ty: &Ty) -> Option<(&'a Definition, &'a Record)> {
        places::record(self.types, ty)
    }

    /// Whether an item may be an object.
    pub(super) fn is_object(&self, ty: &Ty) -> bool {
        match self.plain(ty) {
            Ty::Any | Ty::Map(_) => true,
            Ty::Named(id) => matches!(
                self.types.get(id.0).map(|it| &it.kind),
                Some(TypeKind::Record(_) | TypeKind::Union(_))
            ),
            _ => false,
        }
    }

    /// Whether a value is a number, or a text that the description shows one of.
    pub(super) fn is_number(&self, ty: &Ty, hints: &Hints) -> bool {
        let shown = || {
            let texts = hints.default.iter().chain(&hints.example);
            texts.filter_map(Value::as_str).any(|it| it.parse::<u64>().is_ok())
        };
        match self.plain(ty) {
            Ty::I32 | Ty::I64 | Ty::U64 | Ty::F64 | Ty::Decimal => true,
            Ty::String => shown(),
            _ => false,
        }
    }

    /// Whether a value is a scalar that a cursor may be.
    pub(super) fn is_scalar(&self, ty: &Ty) -> bool {
        matches!(
            self.plain(ty),
            Ty::I32
                | Ty::I64
                | Ty::U64
                | Ty::F64
                | Ty::Decimal
                | Ty::String
                | Ty::Uuid
                | Ty::Base64
                | Ty::Base64Url
        )
    }

    /// The type of a page.
    pub(super) fn page(&self) -> Option<&'a Ty> {
        match &self.operation.outcome {
            Outcome::Value(ty) => Some(ty),
            Outcome::Download | Outcome::Items(_) | Outcome::Events(_) | Outcome::Cases(_) => None,
        }
    }

    /// Whether the body has the items as well: then they are made or changed, and not looked up.
    pub(super) fn sends(&self, items: &Pointer, item: &Ty) -> bool {
        let Some(BodyKind::Json(body)) = self.operation.body.as_ref().map(|it| &it.kind) else {
            return false;
        };
        let sent = self.type_at(body, items);
        matches!(sent.as_ref().map(|it| self.plain(it)), Some(Ty::List(it)) if **it == *item)
    }

    /// The type of what is at a place in a value of some type; any value, where the type leaves that open.
    pub(super) fn type_at(&self, ty: &Ty, at: &Pointer) -> Option<Ty> {
        places::type_at(self.types, ty, at)
    }

    fn parameter(&mut self, param: &'a Param) {
        let exploded = match param.style {
            ParamStyle::Default
            | ParamStyle::DefaultOrEmpty
            | ParamStyle::FormExplode
            | ParamStyle::CookieExplode => Some(false),
            ParamStyle::DeepObject => Some(true),
            _ => None,
        };
        let (Some((def, record)), Some(deep)) = (self.record(&param.ty), exploded) else {
            let hints = self.hints_of_parameter(&param.wire);
            let word = fold_name(&param.wire);
            let text = param.docs.text.clone().unwrap_or_default().to_lowercase();
            let hints = Hints { text: format!("{} {text}", hints.text), ..hints };
            self.parameters.push(Parameter {
                wire: param.wire.clone(),
                word,
                ty: param.ty.clone(),
                hints,
            });
            return;
        };
        let described = self.members_of(&def.pointer);
        for field in &record.fields {
            // Without its parameter's name a member is a parameter of its own.
            let wire =
                if deep { format!("{}[{}]", param.wire, field.wire) } else { field.wire.clone() };
            let hints = self.hints_of_member(&described, &field.wire);
            let word = fold_name(&wire);
            self.parameters.push(Parameter { wire, word, ty: field.ty.clone(), hints });
        }
    }

    fn body(&mut self, ty: &Ty, at: &Pointer, depth: usize) {
        let Some((def, record)) = self.record(ty) else { return };
        let described = self.members_of(&def.pointer);
        for field in &record.fields {
            let word = fold_name(&field.wire);
            let at = at.child(&field.wire);
            if depth == 0 && FACTS.contains(&word.as_str()) && self.record(&field.ty).is_some() {
                self.body(&field.ty, &at, depth + 1);
                continue;
            }
            let hints = self.hints_of_member(&described, &field.wire);
            let (wire, ty) = (at.as_str().to_owned(), field.ty.clone());
            self.parameters.push(Parameter { wire, word, ty, hints });
        }
    }

    fn record_members(&mut self, ty: &Ty, at: &Pointer, within: &str, depth: usize) {
        let Some((def, record)) = self.record(ty) else { return };
        let described = self.members_of(&def.pointer);
        for field in &record.fields {
            let word = fold_name(&field.wire);
            let hints = self.hints_of_member(&described, &field.wire);
            let at = at.child(&field.wire);
            let known = [FACTS, WRAPPERS].iter().any(|it| it.contains(&word.as_str()));
            if known && depth < DEPTH && self.record(&field.ty).is_some() {
                self.record_members(&field.ty, &at, &word, depth + 1);
            }
            let (within, ty) = (within.to_owned(), field.ty.clone());
            let is_sure = field.presence == Presence::Required;
            self.members.push(Member { at, word, within, depth, ty, is_sure, hints });
        }
    }

    /// What the document has for the query, the operation's own before those of its path.
    fn query_parameters(&self) -> BTreeMap<&'a str, &'a Value> {
        let listed = parameters(self.document, &self.operation.pointer);
        let text = |it: &'a Value, key: &str| it.get(key).and_then(Value::as_str);
        let mut query = BTreeMap::new();
        for parameter in listed.map(|it| self.resolved(it)) {
            if let (Some(name), Some("query")) = (text(parameter, "name"), text(parameter, "in")) {
                query.entry(name).or_insert(parameter);
            }
        }
        query
    }

    /// What the document says of a parameter of the query.
    fn hints_of_parameter(&self, name: &str) -> Hints {
        let Some(parameter) = self.query.get(name) else { return Hints::default() };
        let schema = parameter.get("schema").map(|it| self.hints(it)).unwrap_or_default();
        let text = parameter.get("description").and_then(Value::as_str).unwrap_or_default();
        let text = format!("{} {}", text.to_lowercase(), schema.text);
        let example = parameter.get("example").cloned().or(schema.example);
        Hints { text, example, ..schema }
    }

    /// What the document says of a member, of all that are `described`.
    fn hints_of_member(&self, described: &BTreeMap<&str, &'a Value>, name: &str) -> Hints {
        described.get(name).map(|it| self.hints(it)).unwrap_or_default()
    }

    /// What the document has for the members of the object at `at`, its own before those of what it is made of.
    fn members_of(&self, at: &Pointer) -> BTreeMap<&'a str, &'a Value> {
        let mut members = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<&'a Value> = at.get(self.document).into_iter().collect();
        while let Some(node) = open.pop() {
            let is_new = node.get("$ref").and_then(Value::as_str).is_none_or(|it| seen.insert(it));
            let schema = self.resolved(node);
            let own = schema.get("properties").and_then(Value::as_object);
            for (name, member) in own.into_iter().flatten().filter(|_| is_new) {
                members.entry(name.as_str()).or_insert(member);
            }
            let parts = schema.get("allOf").and_then(Value::as_array).filter(|_| is_new);
            open.extend(parts.into_iter().flatten().rev());
        }
        members
    }

    fn hints(&self, schema: &'a Value) -> Hints {
        let of_use = schema.get("description").and_then(Value::as_str);
        // A reference with something beside it is an `allOf` of one.
        let only = schema.get("allOf").and_then(Value::as_array).filter(|it| it.len() == 1);
        let target = self.resolved(only.and_then(|it| it.first()).unwrap_or(schema));
        let key = |name: &str| schema.get(name).or_else(|| target.get(name));
        let text = of_use.or_else(|| target.get("description").and_then(Value::as_str));
        Hints {
            text: text.unwrap_or_default().to_lowercase(),
            default: key("default").cloned(),
            minimum: key("minimum").and_then(Value::as_u64),
            example: key("example").cloned(),
            format: key("format").and_then(Value::as_str).unwrap_or_default().to_owned(),
        }
    }

    fn resolved(&self, node: &'a Value) -> &'a Value {
        follow(self.document, node).unwrap_or(node)
    }
}

impl Hints {
    /// Whether the text has one of these.
    pub(super) fn mentions(&self, words: &[&str]) -> bool {
        words.iter().any(|it| self.text.contains(it))
    }

    /// What the value is at the beginning, where that is said.
    pub(super) fn first(&self) -> Option<u64> {
        match (self.mentions(FROM_ZERO), self.mentions(FROM_ONE)) {
            (true, false) => return Some(0),
            (false, true) => return Some(1),
            _ => {}
        }
        let default = self.default.as_ref().and_then(|it| match it {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        });
        let given = default.filter(|it| *it <= 1);
        let least = self.minimum.filter(|it| *it <= 1);
        let shown = self.example.as_ref().and_then(Value::as_u64).filter(|it| *it == 0);
        given.or(least).or(shown)
    }
}
