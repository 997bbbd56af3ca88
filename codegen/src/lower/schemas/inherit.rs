//! Inheritance: components with a discriminator, and those that extend them by `allOf`.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Choice, Docs, Record, Ty, TypeKind, Union, Variant};
use crate::lower::Cx;
use crate::lower::facets::{Facets, Node};
use crate::lower::names::{Scope, camel};
use crate::pointer::Pointer;

use super::Others;
use super::merge::Merged;
use super::union::variant;

impl<'a> Cx<'a> {
    /// The type of a component with a discriminator that others extend: any of them, or itself.
    pub(super) fn base_ty(&mut self, facets: &Facets<'a>, at: &Pointer, children: &[String]) -> Ty {
        let Some(discriminator) = facets.discriminator() else { return Ty::Any };
        let id = self.arena.reserve(at, facets.docs());
        self.arena.open.remove(at);
        let own_at = at.child("x-clientwright-base");
        let own = self.base_record(facets, at, &own_at);
        let own_name = at.split_last().map(|(_, name)| name).unwrap_or_default();
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for child in children {
            let reference =
                format!("#{}", Pointer::root().child("components").child("schemas").child(child));
            let ty = self.component_ty(&reference, at);
            let tags = self.tags(discriminator, child);
            let name = scope.take(&camel(child));
            variants.push(Variant { tags, ..variant(name, ty, Docs::default()) });
        }
        let tags = self.tags(discriminator, &own_name);
        let name = scope.take_with(&camel(&own_name), &["Base".to_owned()]);
        variants.push(Variant { tags, ..variant(name, own, Docs::default()) });
        self.split_tags(&discriminator.property_name, &mut variants);
        let unknown = scope.take_with("Unknown", &["Unrecognized".to_owned()]);
        let choice = Choice::Tag(discriminator.property_name.clone());
        self.arena.fill(id, TypeKind::Union(Union { variants, choice, unknown }));
        Ty::Named(id)
    }

    /// The base itself, without those that extend it.
    fn base_record(&mut self, facets: &Facets<'a>, at: &Pointer, own_at: &Pointer) -> Ty {
        let mut merged = Merged::of(own_at);
        self.gather_facets(facets, at, &mut merged);
        if merged.members.is_empty() {
            return self.define(own_at, facets.docs(), TypeKind::Record(Record::default()));
        }
        // What alternatives add is kept without a type.
        let others = if merged.unions.is_empty() { merged.others } else { Others::Any };
        self.record_ty(facets.docs(), &merged.members, &others, own_at)
    }
}

impl Cx<'_> {
    /// Whether the component at `at` is one of those that extend `base`: a type of its own, whatever it adds.
    pub(super) fn extends(&self, at: &Pointer, base: Node<'_>) -> bool {
        let Node::Ref(reference) = base else { return false };
        let children = reference
            .strip_prefix('#')
            .and_then(Pointer::parse)
            .and_then(|it| self.subtypes.get(&it));
        at.split_last().is_some_and(|(_, name)| children.is_some_and(|it| it.contains(&name)))
    }

    /// Finds the components that others extend: those with a discriminator and no union of their own.
    ///
    /// Source: Swagger 2.0 and OpenAPI 3.0.4, "Models with Polymorphism Support".
    pub(in crate::lower) fn find_subtypes(&self) -> BTreeMap<Pointer, Vec<String>> {
        let components = Pointer::root().child("components").child("schemas");
        let mut subtypes: BTreeMap<Pointer, Vec<String>> = BTreeMap::new();
        let Some(schemas) = self.schemas() else { return subtypes };
        let is_base = |name: &str| {
            let schema = schemas.get(name).and_then(openapiv3::ReferenceOr::as_item);
            schema.map(Facets::new).is_some_and(|it| {
                it.discriminator().is_some() && it.one_of.is_empty() && it.any_of.is_empty()
            })
        };
        for name in schemas.keys() {
            let mut open: Vec<&str> = vec![name];
            let mut seen: BTreeSet<&str> = BTreeSet::new();
            while let Some(current) = open.pop() {
                let Some(item) = schemas.get(current).and_then(openapiv3::ReferenceOr::as_item)
                else {
                    continue;
                };
                for node in Facets::new(item).all_of {
                    let Node::Ref(reference) = node else { continue };
                    let Some(parent) = reference.strip_prefix("#/components/schemas/") else {
                        continue;
                    };
                    if seen.insert(parent) && parent != name {
                        open.push(parent);
                        if is_base(parent) {
                            subtypes
                                .entry(components.child(parent))
                                .or_default()
                                .push(name.clone());
                        }
                    }
                }
            }
        }
        subtypes
    }
}
