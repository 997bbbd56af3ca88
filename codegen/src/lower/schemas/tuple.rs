//! Lists whose first items have schemas of their own.
//!
//! - In: `x-clientwright-prefix-items`, which the typed model doesn't know, so that its schemas are parsed here.
//! - Out: a tuple where nothing may follow, else a list of what its items may be.

use std::collections::BTreeMap;

use openapiv3::{ReferenceOr, Schema};
use serde_json::Value;

use crate::canonical::Canonical;
use crate::ir::Ty;
use crate::lower::Cx;
use crate::lower::facets::{Facets, Node};
use crate::pointer::Pointer;

use super::merge::Placed;

const KEY: &str = "x-clientwright-prefix-items";

/// How many places a tuple has at most: the runtime reads and writes no longer ones.
const MOST: usize = 6;

/// The schemas of first items, by the place of their list.
pub(in crate::lower) type Tuples = BTreeMap<Pointer, Vec<ReferenceOr<Schema>>>;

/// Parses the schemas of all first items.
pub(in crate::lower) fn parse(canonical: &Canonical) -> Tuples {
    let mut found = Tuples::new();
    find(&canonical.root, &mut Vec::new(), &mut found);
    found
}

fn find<'v>(value: &'v Value, path: &mut Vec<&'v str>, found: &mut Tuples) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                path.push(name);
                if let (KEY, Value::Array(places)) = (name.as_str(), member) {
                    let at = path.iter().fold(Pointer::root(), |at, name| at.child(name));
                    let parse = |it: &Value| {
                        // What is no schema says nothing about its item.
                        let any = || ReferenceOr::Item(super::ANYTHING.clone());
                        serde_json::from_value(it.clone()).unwrap_or_else(|_| any())
                    };
                    found.insert(at, places.iter().map(parse).collect());
                }
                find(member, path, found);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                // Most lists hold no lists of schemas: the text of the index is made where one does.
                if item.is_object() || item.is_array() {
                    find_in_item(item, index, path, found);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn find_in_item(item: &Value, index: usize, path: &[&str], found: &mut Tuples) {
    let mut inner = Tuples::new();
    find(item, &mut Vec::new(), &mut inner);
    for (at, places) in inner {
        let start = path.iter().fold(Pointer::root(), |at, name| at.child(name)).index(index);
        let whole = at.tokens().fold(start, |at, token| at.child(&token));
        found.insert(whole, places);
    }
}

impl<'a> Cx<'a> {
    pub(super) fn array_ty(&mut self, facets: &Facets<'a>, at: &Pointer) -> Ty {
        let key = at.child(KEY);
        let tuples: &'a Tuples = &self.parsed.tuples;
        let Some(places) = tuples.get(&key).filter(|it| !it.is_empty()) else {
            let item = facets.items.map_or(Ty::Any, |it| self.ty(it, &at.child("items")));
            return Ty::List(Box::new(item));
        };
        let closed = facets.extension("x-clientwright-closed-items") == Some(&Value::Bool(true));
        let place =
            |(index, it): (usize, &'a ReferenceOr<Schema>)| (Node::from(it), key.index(index));
        let mut nodes: Vec<Placed<'a>> = places.iter().enumerate().map(place).collect();
        if closed && nodes.len() <= MOST {
            return Ty::Tuple(nodes.iter().map(|(node, at)| self.ty(*node, at)).collect());
        }
        if let Some(rest) = facets.items.filter(|it| super::merge::says_something(*it)) {
            nodes.push((rest, at.child("items")));
        }
        let bare = Facets::empty(facets.data);
        Ty::List(Box::new(self.union_ty(&bare, &bare, &nodes, &at.child("items"))))
    }
}
