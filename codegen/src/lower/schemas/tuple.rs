//! Lists whose first items have schemas of their own, and those that may be none.
//!
//! - In: `x-clientwright-prefix-items`, which the typed model doesn't know, so that `parsed` has its schemas.
//! - Out: a tuple where nothing may follow, else a list of what its items may be.

use openapiv3::{ReferenceOr, Schema};

use crate::diagnostic::findings;
use crate::extensions;
use crate::ir::{Docs, Ty, TypeKind, Union, Variant};
use crate::lower::facets::{Facets, Node, Placed};
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

/// How many places a tuple has at most: the runtime reads and writes no longer ones.
const MOST: usize = 6;

impl<'a> Walk<'a> {
    /// The type of a schema that says of what it has items and not that it is a list: one, or any value.
    pub(super) fn list_or_any_ty(&mut self, facets: &Facets<'a>, at: &Pointer) -> Ty {
        self.report(at, findings::schemas::items_without_type());
        let list = self.array_ty(facets, at);
        let variants = vec![Variant::new("List".to_owned(), list, Docs::default())];
        let union = Union::new(variants, "Unknown".to_owned());
        self.define(at, facets.docs(), TypeKind::Union(union))
    }

    pub(super) fn array_ty(&mut self, facets: &Facets<'a>, at: &Pointer) -> Ty {
        let key = at.child(extensions::PREFIX_ITEMS);
        let parsed = &self.resolver.parsed;
        let Some(places) = parsed.tuples.get(&key).filter(|it| !it.is_empty()) else {
            let item = facets.items.map_or(Ty::Any, |it| self.ty(it, &at.child("items")));
            return Ty::List(Box::new(item));
        };
        let closed = extensions::is_on(facets.extension(extensions::CLOSED_ITEMS));
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
