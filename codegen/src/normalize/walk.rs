//! The way through a document by position: every schema, operation, parameter … with the place where it stands.
//!
//! Places are built only for findings: on the way a node's place is a chain of borrowed steps.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::diagnostic::{Finding, Place, Sink};
use crate::document::{Document, Origins};
use crate::normalize::grammar::{Kind, Shape};
use crate::pointer::Pointer;
use crate::source::FileId;

/// An object of a document.
pub(crate) type Object = Map<String, Value>;

/// Where a node stands now: the steps from the root, last one first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    /// The document itself.
    pub(crate) fn root() -> Self {
        Self { parent: None, step: Step::Root }
    }

    /// The member `key` of the node here.
    pub(crate) fn key(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Key(key) }
    }

    /// The item `index` of the list here.
    pub(crate) fn index(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// The node that this one is in.
    pub(crate) fn parent(&self) -> Option<&'a Self> {
        self.parent
    }

    /// The key under which the node stands, where it stands under one.
    pub(crate) fn name(&self) -> Option<&'a str> {
        match self.step {
            Step::Key(key) => Some(key),
            Step::Root | Step::Index(_) => None,
        }
    }

    /// The place as a pointer.
    pub(crate) fn pointer(&self) -> Pointer {
        let mut steps: Vec<_> = std::iter::successors(Some(self), |it| it.parent).collect();
        steps.reverse();
        steps.iter().fold(Pointer::root(), |pointer, at| match at.step {
            Step::Root => pointer,
            Step::Key(key) => pointer.child(key),
            Step::Index(index) => pointer.index(index),
        })
    }
}

/// What a pass has at hand beside the node: the texts as received, where nodes came from, and the findings.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    raw: &'a BTreeMap<(FileId, Pointer), String>,
    /// Where nodes came from.
    pub(crate) origins: &'a mut Origins,
    /// The findings so far.
    pub(crate) sink: &'a mut Sink,
}

impl Context<'_> {
    /// Reports something about the node that stands at `at` now.
    pub(crate) fn report(&mut self, at: &At<'_>, finding: Finding) {
        self.report_at(&at.pointer(), finding);
    }

    /// As [`Context::report`], for a place that is a pointer already.
    pub(crate) fn report_at(&mut self, at: &Pointer, finding: Finding) {
        self.sink.push(finding.at(self.origins.place(at)));
    }

    /// Where the node that stands at `at` now was received.
    pub(crate) fn place(&self, at: &At<'_>) -> Place {
        self.origins.place(&at.pointer())
    }

    /// Notes that what is at `now` was at `before` up to here.
    pub(crate) fn moved(&mut self, before: &At<'_>, now: &At<'_>) {
        self.origins.moved(&before.pointer(), &now.pointer());
    }

    /// Keeps the items of the list at `at` that `stays` wants, and notes where they have moved.
    pub(crate) fn keep(
        &mut self,
        at: &At<'_>,
        items: &mut Vec<Value>,
        mut stays: impl FnMut(&mut Self, &At<'_>, &mut Value) -> bool,
    ) {
        let (mut index, mut kept) = (0, 0);
        items.retain_mut(|item| {
            let here = at.index(index);
            let is_kept = stays(self, &here, item);
            if is_kept {
                if kept != index {
                    self.moved(&here, &at.index(kept));
                }
                kept += 1;
            }
            index += 1;
            is_kept
        });
    }

    /// The text of a scalar as its author wrote it.
    pub(crate) fn text(&self, at: &At<'_>, value: &Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => {
                let written = if self.raw.is_empty() {
                    None
                } else {
                    let place = self.origins.place(&at.pointer());
                    self.raw.get(&(place.file, place.pointer))
                };
                Some(written.cloned().unwrap_or_else(|| value.to_string()))
            }
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

/// Called for each object, or what stands where one belongs.
pub(crate) type Visit<'a> = &'a mut dyn FnMut(&mut Context<'_>, &At<'_>, Kind, &mut Value);

/// Visits every position of the grammar, parents first.
///
/// What a visit puts in place of a node is walked too.
pub(crate) fn walk(document: &mut Document, sink: &mut Sink, visit: Visit<'_>) {
    let mut cx = Context { raw: &document.raw, origins: &mut document.origins, sink };
    down(&mut cx, &At::root(), Kind::Root, &mut document.root, visit);
}

/// Visits every position of the grammar, children first.
pub(crate) fn walk_up(document: &mut Document, sink: &mut Sink, visit: Visit<'_>) {
    let mut cx = Context { raw: &document.raw, origins: &mut document.origins, sink };
    up(&mut cx, &At::root(), Kind::Root, &mut document.root, visit);
}

/// Visits every object of one kind, parents first.
pub(crate) fn walk_kind(
    document: &mut Document,
    sink: &mut Sink,
    wanted: Kind,
    visit: &mut dyn FnMut(&mut Context<'_>, &At<'_>, &mut Object),
) {
    walk(document, sink, &mut |cx, at, kind, value| {
        if kind == wanted
            && let Value::Object(object) = value
        {
            visit(cx, at, object);
        }
    });
}

/// Visits every schema that is an object, parents first.
pub(crate) fn walk_schemas(
    document: &mut Document,
    sink: &mut Sink,
    visit: &mut dyn FnMut(&mut Context<'_>, &At<'_>, &mut Object),
) {
    walk_kind(document, sink, Kind::Schema, visit);
}

/// Visits every schema of a document that nothing is reported of, parents first.
pub(crate) fn each_schema(root: &mut Value, visit: &mut dyn FnMut(&mut Object)) {
    fn down(at: &At<'_>, kind: Kind, value: &mut Value, visit: &mut dyn FnMut(&mut Object)) {
        if let (Kind::Schema, Value::Object(schema)) = (kind, &mut *value) {
            visit(schema);
        }
        each_child(at, kind, value, &mut |at, kind, child| down(at, kind, child, visit));
    }
    down(&At::root(), Kind::Root, root, visit);
}

/// Calls `visit` with what a pass has at hand and the document's root.
pub(crate) fn at_root(
    document: &mut Document,
    sink: &mut Sink,
    visit: impl FnOnce(&mut Context<'_>, &mut Object),
) {
    let mut cx = Context { raw: &document.raw, origins: &mut document.origins, sink };
    if let Value::Object(root) = &mut document.root {
        visit(&mut cx, root);
    }
}

fn down(cx: &mut Context<'_>, at: &At<'_>, kind: Kind, value: &mut Value, visit: Visit<'_>) {
    visit(cx, at, kind, value);
    each_child(at, kind, value, &mut |at, kind, child| down(cx, at, kind, child, visit));
}

fn up(cx: &mut Context<'_>, at: &At<'_>, kind: Kind, value: &mut Value, visit: Visit<'_>) {
    each_child(at, kind, value, &mut |at, kind, child| up(cx, at, kind, child, visit));
    visit(cx, at, kind, value);
}

fn each_child(
    at: &At<'_>,
    kind: Kind,
    value: &mut Value,
    visit: &mut dyn FnMut(&At<'_>, Kind, &mut Value),
) {
    let Value::Object(object) = value else { return };
    for (key, member) in object {
        let here = at.key(key);
        match (kind.member(key), member) {
            // The older form of `items`, until it is rewritten.
            (Some(Shape::One(Kind::Schema) | Shape::List(Kind::Schema)), Value::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    visit(&here.index(index), Kind::Schema, item);
                }
            }
            (Some(Shape::One(kind)), member) => visit(&here, kind, member),
            (Some(Shape::SchemaOrFlag), member @ Value::Object(_)) => {
                visit(&here, Kind::Schema, member);
            }
            (Some(Shape::List(kind)), Value::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    visit(&here.index(index), kind, item);
                }
            }
            (Some(Shape::Map(kind)), Value::Object(members)) => {
                for (name, member) in members {
                    visit(&here.key(name), kind, member);
                }
            }
            _ => {}
        }
    }
}

/// The kind of object that belongs at `at`, told from the way there; `None` where the grammar says nothing.
pub(crate) fn kind_at(at: &Pointer) -> Option<Kind> {
    let mut kind = Kind::Root;
    let mut tokens = at.tokens();
    while let Some(key) = tokens.next() {
        if kind == Kind::Schema && !key.is_empty() && key.bytes().all(|it| it.is_ascii_digit()) {
            continue;
        }
        kind = match kind.member(&key)? {
            Shape::One(kind) => kind,
            Shape::SchemaOrFlag => Kind::Schema,
            Shape::List(kind) | Shape::Map(kind) => {
                tokens.next()?;
                kind
            }
            _ => return None,
        };
    }
    Some(kind)
}

#[cfg(test)]
mod tests {
    use super::{At, kind_at};
    use crate::normalize::grammar::Kind;
    use crate::pointer::Pointer;

    #[test]
    fn places_are_pointers() {
        let (root, paths) = (At::root(), "paths");
        let at = root.key(paths);
        let at = at.key("/a");
        assert_eq!(at.index(1).pointer().as_str(), "/paths/~1a/1");
    }

    #[test]
    fn a_place_tells_the_kind() {
        let at = |text| kind_at(&Pointer::parse(text).unwrap());
        assert_eq!(at("/components/schemas/A/properties/b/items"), Some(Kind::Schema));
        assert_eq!(at("/paths/~1a/get/parameters/0"), Some(Kind::Parameter));
        assert_eq!(at("/components/schemas"), None);
        assert_eq!(at("/x-more/A"), None);
    }
}
