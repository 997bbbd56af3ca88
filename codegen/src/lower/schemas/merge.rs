//! `allOf`: several schemas that hold at once, made one.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Code;
use crate::ir::{Choice, Docs, Record, Ty, TypeKind, Union, Variant};
use crate::lower::Cx;
use crate::lower::facets::{Additional, Basic, Facets, Node};
use crate::lower::names::{Scope, camel};
use crate::pointer::Pointer;

use super::union::split_tags;
use super::{Member, own_members};

/// What the parts of an `allOf` come to.
#[derive(Debug, Default)]
struct Merged<'a> {
    members: Vec<Member<'a>>,
    /// Names that a part requires without listing them.
    required: Vec<&'a str>,
    additional: Option<Additional<'a>>,
    /// Parts that are unions.
    unions: Vec<(Facets<'a>, Pointer)>,
    /// Parts that are neither objects nor unions.
    others: Vec<(Facets<'a>, Pointer)>,
    /// Whether a part is an object, be it without members.
    object: bool,
    seen: Vec<Pointer>,
}

impl Merged<'_> {
    /// Whether what is being merged is one of the alternatives of `facets`: a base that lists those that extend it says
    /// with that nothing about them.
    fn is_alternative(&self, facets: &Facets<'_>) -> bool {
        facets.one_of.iter().chain(&facets.any_of).any(|node| match node {
            Node::Ref(reference) => {
                let target = reference.strip_prefix('#').and_then(Pointer::parse);
                target.is_some_and(|it| self.seen.contains(&it))
            }
            Node::Schema(_) => false,
        })
    }
}

impl<'a> Cx<'a> {
    pub(super) fn all_of_ty(&mut self, facets: &Facets<'a>, at: &Pointer) -> Ty {
        if let Some((node, at)) = self.sole_part(facets, at) {
            return self.ty(node, &at);
        }
        let mut merged = Merged { seen: vec![at.clone()], ..Merged::default() };
        self.merge(facets, at, &mut merged);
        let Merged { members, additional, unions, others, object, .. } = merged;
        if members.is_empty() && !object {
            return match (unions.as_slice(), others.as_slice()) {
                ([(union, at)], []) => self.alternatives_ty(union, at),
                ([], [_, ..]) => self.scalar_parts(&others, facets, at),
                ([], []) => Ty::Any,
                _ => self.unmergeable(at),
            };
        }
        if !others.is_empty() {
            return self.unmergeable(at);
        }
        let facets =
            &Facets { additional: additional.unwrap_or(Additional::Unsaid), ..facets.clone() };
        match unions.as_slice() {
            [] if members.is_empty() => self.object_without_members(facets, at),
            [] => self.record_ty(facets.docs(), &members, facets, at),
            [union] => self.distribute(facets, &members, union, at),
            _ => self.unmergeable(at),
        }
    }

    fn object_without_members(&mut self, facets: &Facets<'a>, at: &Pointer) -> Ty {
        match facets.additional {
            Additional::Schema(node) => {
                Ty::Map(Box::new(self.ty(node, &at.child("additionalProperties"))))
            }
            _ => Ty::Map(Box::new(Ty::Any)),
        }
    }

    fn unmergeable(&mut self, at: &Pointer) -> Ty {
        let message = "the parts of this `allOf` don't make one type; any value is taken";
        self.report(Code::UnmergeableAllOf, at, message);
        Ty::Any
    }

    /// The one part that says something, where the others and the schema itself only document.
    fn sole_part(&self, facets: &Facets<'a>, at: &Pointer) -> Option<(Node<'a>, Pointer)> {
        if !facets.only_composes() || !facets.one_of.is_empty() || !facets.any_of.is_empty() {
            return None;
        }
        let parts = at.child("allOf");
        let mut telling = facets.all_of.iter().enumerate().filter(|(_, node)| match node {
            Node::Ref(_) => true,
            Node::Schema(schema) => !Facets::new(schema).says_nothing(),
        });
        let (index, node) = telling.next()?;
        if self.extends(at, *node) {
            return None;
        }
        telling.next().is_none().then(|| (*node, parts.index(index)))
    }

    /// Whether the component at `at` is one of those that extend `base`: a type of its own, whatever it adds.
    fn extends(&self, at: &Pointer, base: Node<'a>) -> bool {
        let Node::Ref(reference) = base else { return false };
        let children = reference
            .strip_prefix('#')
            .and_then(Pointer::parse)
            .and_then(|it| self.subtypes.get(&it));
        at.split_last().is_some_and(|(_, name)| children.is_some_and(|it| it.contains(&name)))
    }

    fn merge(&mut self, facets: &Facets<'a>, at: &Pointer, merged: &mut Merged<'a>) {
        for (index, node) in facets.all_of.iter().enumerate() {
            let part_at = at.child("allOf").index(index);
            let Some(part) = self.resolve_node(*node, &part_at) else {
                self.report(
                    Code::UnresolvedRef,
                    &part_at,
                    "a part of this `allOf` leads nowhere; it is left out",
                );
                continue;
            };
            if !merged.seen.contains(&part.at) {
                merged.seen.push(part.at.clone());
                let part_facets = Facets::new(part.schema);
                self.merge(&part_facets, &part.at, merged);
            }
        }
        merged.required.extend(facets.required.iter().map(String::as_str));
        for member in own_members(facets, at) {
            add_member(&mut merged.members, member);
        }
        for member in &mut merged.members {
            member.required |= merged.required.contains(&member.wire);
        }
        if !matches!(facets.additional, Additional::Unsaid) {
            merged.additional = Some(facets.additional);
        }
        merged.object |= facets.basic == Some(Basic::Object);
        let scalar =
            facets.basic.is_some_and(|it| it != Basic::Object) || !facets.values.is_empty();
        if is_union(facets) && !merged.is_alternative(facets) {
            let union = Facets { all_of: Vec::new(), properties: Vec::new(), ..facets.clone() };
            merged.unions.push((union, at.clone()));
        } else if scalar {
            merged.others.push((Facets { all_of: Vec::new(), ..facets.clone() }, at.clone()));
        }
    }

    /// The parts are scalars or arrays: the one that lists values counts, else the first.
    fn scalar_parts(
        &mut self,
        parts: &[(Facets<'a>, Pointer)],
        outer: &Facets<'a>,
        at: &Pointer,
    ) -> Ty {
        let best = parts.iter().find(|(it, _)| !it.values.is_empty()).or_else(|| parts.first());
        match best {
            Some((facets, part_at)) => {
                let known = self.arena.by_pointer.get(part_at).cloned();
                known.unwrap_or_else(|| {
                    let whole = Facets { data: outer.data, ..facets.clone() };
                    self.facets_ty(&whole, if part_at == at { at } else { part_at })
                })
            }
            None => Ty::Any,
        }
    }

    /// A union whose every variant also has `members`.
    pub(super) fn distribute(
        &mut self,
        facets: &Facets<'a>,
        members: &[Member<'a>],
        (union, union_at): &(Facets<'a>, Pointer),
        at: &Pointer,
    ) -> Ty {
        let (keyword, nodes) = union.alternatives();
        let id = self.arena.reserve(at, facets.docs());
        self.arena.open.remove(at);
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let node_at = union_at.child(keyword).index(index);
            let Some(part) = self.resolve_node(*node, &node_at) else { continue };
            let mut merged =
                Merged { seen: vec![at.clone(), part.at.clone()], ..Merged::default() };
            self.merge(&Facets::new(part.schema), &part.at, &mut merged);
            if !merged.unions.is_empty() || !merged.others.is_empty() {
                return self.unmergeable(at);
            }
            let mut all: Vec<Member<'a>> = members.to_vec();
            merged.members.into_iter().for_each(|it| add_member(&mut all, it));
            for member in &mut all {
                member.required |= merged.required.contains(&member.wire);
            }
            let additional = merged.additional.unwrap_or(facets.additional);
            let own = Facets { additional, data: &part.schema.schema_data, ..facets.clone() };
            let ty = self.record_ty(own.docs(), &all, &own, &at.child(keyword).index(index));
            let name = scope.take(&self.variant_name(*node, &ty, index));
            variants.push(self.variant(name, ty, Docs::default()));
        }
        let choice = self.tag_variants(union, union_at, keyword, &mut variants);
        let unknown = scope.take_with("Unknown", &["Unrecognized".to_owned()]);
        self.arena.fill(id, TypeKind::Union(Union { variants, choice, unknown }));
        Ty::Named(id)
    }

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
            variants.push(Variant { tags, ..self.variant(name, ty, Docs::default()) });
        }
        let tags = self.tags(discriminator, &own_name);
        let name = scope.take_with(&camel(&own_name), &["Base".to_owned()]);
        variants.push(Variant { tags, ..self.variant(name, own, Docs::default()) });
        split_tags(&discriminator.property_name, &mut variants);
        let unknown = scope.take_with("Unknown", &["Unrecognized".to_owned()]);
        let choice = Choice::Tag(discriminator.property_name.clone());
        self.arena.fill(id, TypeKind::Union(Union { variants, choice, unknown }));
        Ty::Named(id)
    }

    /// The base itself, without those that extend it.
    fn base_record(&mut self, facets: &Facets<'a>, at: &Pointer, own_at: &Pointer) -> Ty {
        let mut merged = Merged::default();
        self.merge(facets, at, &mut merged);
        let additional = merged.additional.unwrap_or(Additional::Unsaid);
        let facets = Facets { additional, ..facets.clone() };
        if merged.members.is_empty() {
            return self.define(own_at, facets.docs(), TypeKind::Record(Record::default()));
        }
        self.record_ty(facets.docs(), &merged.members, &facets, own_at)
    }
}

/// Whether its alternatives say more than which members go together.
pub(super) fn is_union(facets: &Facets<'_>) -> bool {
    facets.one_of.iter().chain(&facets.any_of).any(|node| match node {
        Node::Ref(_) => true,
        Node::Schema(schema) => {
            let it = Facets::new(schema);
            it.basic.is_some_and(|basic| basic != Basic::Object)
                || !it.properties.is_empty()
                || !it.values.is_empty()
                || !it.all_of.is_empty()
                || is_union(&it)
        }
    })
}

/// Adds a member, or lets it replace the one of that name if it says more than documentation.
fn add_member<'a>(members: &mut Vec<Member<'a>>, member: Member<'a>) {
    let Some(known) = members.iter_mut().find(|it| it.wire == member.wire) else {
        members.push(member);
        return;
    };
    let telling = match member.node {
        Node::Ref(_) => true,
        Node::Schema(schema) => !Facets::new(schema).says_nothing(),
    };
    let required = known.required || member.required;
    if telling {
        *known = member;
    }
    known.required = required;
}

impl Cx<'_> {
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
