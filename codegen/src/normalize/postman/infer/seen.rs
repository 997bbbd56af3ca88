//! The values of samples, as inference looks at them.

use serde_json::Value;

use super::numbers::Number;

use crate::normalize::postman::sample::Sample;
use crate::pointer::Pointer;

/// How deep samples are looked at; what lies deeper stays untyped.
const DEPTH: usize = 64;

/// A value.
#[derive(Debug)]
pub(super) enum Seen<'t> {
    /// Something that says nothing about its type.
    Unknown,
    Null,
    Bool,
    Number(Number),
    Text(&'t str),
    List(Vec<Seen<'t>>),
    Object(Object<'t>),
}

impl<'t> Seen<'t> {
    pub(super) fn object(&self) -> Option<&Object<'t>> {
        match self {
            Self::Object(it) => Some(it),
            _ => None,
        }
    }
}

/// An object among the values.
#[derive(Debug)]
pub(super) struct Object<'t> {
    /// Its number; objects are numbered as they are met.
    pub(super) id: usize,
    pub(super) members: Vec<(&'t str, Seen<'t>)>,
}

impl<'t> Object<'t> {
    pub(super) fn get(&self, name: &str) -> Option<&Seen<'t>> {
        self.members.iter().find(|(it, _)| *it == name).map(|(_, value)| value)
    }

    pub(super) fn text(&self, name: &str) -> Option<&'t str> {
        match self.get(name)? {
            Seen::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
}

/// Looks at a sample; `next` is the number of the next object.
pub(super) fn see<'t>(sample: &'t Sample, next: &mut usize) -> Seen<'t> {
    let at = (!sample.unknown.is_empty() || !sample.rounded.is_empty()).then(Pointer::root);
    look(&sample.value, sample, at.as_ref(), next, 0)
}

fn look<'t>(
    value: &'t Value,
    sample: &'t Sample,
    at: Option<&Pointer>,
    next: &mut usize,
    depth: usize,
) -> Seen<'t> {
    if depth > DEPTH || at.is_some_and(|it| sample.unknown.contains(it)) {
        return Seen::Unknown;
    }
    match value {
        Value::Null => Seen::Null,
        Value::Bool(_) => Seen::Bool,
        Value::Number(it) => {
            let is_rounded = at.is_some_and(|it| sample.rounded.contains(it));
            Seen::Number(Number::of(it, is_rounded))
        }
        Value::String(text) => Seen::Text(text),
        Value::Array(items) => {
            let mut seen = Vec::with_capacity(items.len());
            for (index, item) in items.iter().enumerate() {
                let at = at.map(|it| it.index(index));
                seen.push(look(item, sample, at.as_ref(), next, depth + 1));
            }
            Seen::List(seen)
        }
        Value::Object(members) => {
            let id = *next;
            *next += 1;
            let mut seen = Vec::with_capacity(members.len());
            for (name, member) in members {
                let at = at.map(|it| it.child(name));
                seen.push((name.as_str(), look(member, sample, at.as_ref(), next, depth + 1)));
            }
            Seen::Object(Object { id, members: seen })
        }
    }
}
