//! Schemas to types.
//!
//! - In: any schema of the canonical document, by the pointer it has there.
//! - Out: a [`Ty`], and definitions in the arena for what needs a name.
//! - Invariant: a schema is lowered once; its pointer is its identity, and what names it asks for.

pub(super) mod choice;
mod distribute;
mod enumerations;
pub(super) mod formats;
mod inherit;
mod labels;
mod members;
mod merge;
pub(super) mod scalars;
pub(super) mod shape;
mod tuple;
pub(super) mod union;
mod variants;

use std::collections::BTreeSet;

use openapiv3::Schema;
use serde_json::Value;

use crate::diagnostic::findings;
use crate::ir::{
    Constant, Docs, Field, Presence, Record, Scalar, Ty, TypeId, TypeKind, Union, Variant,
};
use crate::lower::docs::value_docs;
use crate::lower::facets::{Additional, Basic, Facets, Node};
use crate::lower::names::{Called, Hold, Inside, Scope, member_name, snake};
use crate::lower::owner::Owner;
use crate::lower::parsed::ANYTHING;
use crate::lower::resolver::{Resolved, SCHEMAS};
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

pub(super) use self::members::{Member, own_members};
use self::members::{Others, own_others};

/// How many schemas may lead to a component, one by the other, before it waits until these are done.
///
/// Descriptions of vendors go to 40; one more takes some 10 KB of the stack in a debug build.
const DEEPEST: usize = 64;

/// How many lists, maps and the like may lie one within the other before they get a name.
const NESTED: usize = 16;

impl<'a> Walk<'a> {
    /// The type of the schema `node`, which stands at `at`.
    pub(super) fn ty(&mut self, node: Node<'a>, at: &Pointer) -> Ty {
        match node {
            Node::Ref(reference) => self.component_ty(reference, at),
            Node::Schema(schema) => self.schema_ty(schema, at),
        }
    }

    /// The type of a component of `components/schemas`.
    pub(super) fn component_ty(&mut self, reference: &str, at: &Pointer) -> Ty {
        let Some(target) = self.resolver.resolve_schema(reference) else {
            let spelled = self.canonical.origins.spelled(reference);
            self.report(at, findings::references::lost_schema(&spelled));
            return Ty::Any;
        };
        if self.depth >= DEEPEST && self.arena.is_new(&target.at) {
            return self.later_ty(target);
        }
        self.schema_ty(target.schema, &target.at)
    }

    /// Promises the type of a component that so many others lead to, one by the other, that the stack may not hold them.
    fn later_ty(&mut self, target: Resolved<'a>) -> Ty {
        if target.schema.schema_data.nullable {
            self.arena.nullable.insert(target.at.clone());
        }
        let id = self.arena.promise(&target.at);
        let ty = self.arena.mention(&target.at, id);
        self.later.push_back(target);
        ty
    }

    /// The type of a schema; where no other led to it, those that wait are done as well.
    fn schema_ty(&mut self, schema: &'a Schema, at: &Pointer) -> Ty {
        self.depth += 1;
        let ty = self.own_ty(schema, at);
        while self.depth == 1
            && let Some(it) = self.later.pop_front()
        {
            self.schema_ty(it.schema, &it.at);
        }
        self.depth -= 1;
        ty
    }

    fn own_ty(&mut self, schema: &'a Schema, at: &Pointer) -> Ty {
        if schema.schema_data.nullable {
            self.arena.nullable.insert(at.clone());
        }
        let facets = Facets::new(schema);
        let ty = self.guarded(at, |walk| {
            let ty = walk.facets_ty(&facets, at);
            Some(walk.with_own_type(ty, &facets, at))
        });
        let mut ty = ty.unwrap_or(Ty::Any);
        if schema.schema_data.nullable && !matches!(ty, Ty::Nullable(_)) {
            ty = ty.nullable();
            if self.arena.by_pointer.contains_key(at) {
                self.arena.by_pointer.insert(at.clone(), ty.clone());
            }
        }
        if nesting(&ty) < NESTED { ty } else { self.define(at, facets.docs(), TypeKind::Alias(ty)) }
    }

    /// The type of what stands at `at`, found once; meeting it again on the way is a recursion.
    pub(super) fn guarded(
        &mut self,
        at: &Pointer,
        find: impl FnOnce(&mut Self) -> Option<Ty>,
    ) -> Option<Ty> {
        if let Some(ty) = self.arena.by_pointer.get(at) {
            return Some(ty.clone());
        }
        if !self.arena.open.insert(at.clone()) {
            let id = self.arena.promise(at);
            return Some(self.arena.mention(at, id));
        }
        let found = find(self);
        self.arena.open.remove(at);
        let mut ty = found?;
        if let Some(id) = self.arena.promised.remove(at) {
            // What it came to has no definition of its own, so that the promise becomes one.
            ty = self.keep_promise(id, ty);
        }
        self.arena.by_pointer.insert(at.clone(), ty.clone());
        Some(ty)
    }

    /// Makes a promised definition another name for what it came to.
    ///
    /// A list that contains itself can't be: it becomes a union of one, which has a name and can be boxed.
    fn keep_promise(&mut self, id: TypeId, ty: Ty) -> Ty {
        if ty.named() == Some(id) {
            let at = self.arena.def(id).map(|it| it.pointer.clone()).unwrap_or_default();
            self.report(&at, findings::schemas::recursive_alias());
            return Ty::Any;
        }
        let kind = if self.reaches(&ty, id) {
            let name = if matches!(ty, Ty::Map(_)) { "Map" } else { "List" };
            let variant = Variant::new(name.to_owned(), ty, Docs::default());
            let unknown = "Unknown".to_owned();
            TypeKind::Union(Union::new(vec![variant], unknown))
        } else {
            TypeKind::Alias(ty)
        };
        self.arena.fill(id, kind);
        Ty::Named(id)
    }

    /// Whether a type is made of the definition `id` by lists, maps and other names alone.
    fn reaches(&self, ty: &Ty, id: TypeId) -> bool {
        let mut open = Vec::new();
        ty.each_named(&mut |it| open.push(it));
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            if next == id {
                return true;
            }
            if let (true, Some(TypeKind::Alias(ty))) =
                (seen.insert(next), self.arena.def(next).map(|it| &it.kind))
            {
                ty.each_named(&mut |it| open.push(it));
            }
        }
        false
    }

    fn facets_ty(&mut self, facets: &Facets<'a>, at: &Pointer) -> Ty {
        self.meet_wire(facets, at);
        if let Some(children) = self.subtypes(at) {
            return self.base_ty(facets, at, &children);
        }
        if let Some(ty) = self.listed_ty(facets, at) {
            return ty;
        }
        if !facets.all_of.is_empty() {
            return self.all_of_ty(facets, at);
        }
        if !facets.one_of.is_empty() || !facets.any_of.is_empty() {
            return self.alternatives_ty(facets, at);
        }
        match facets.basic {
            Some(Basic::Object) => self.object_ty(facets, at),
            Some(Basic::Array) if facets.may_be_list => self.list_or_any_ty(facets, at),
            Some(Basic::Array) => self.array_ty(facets, at),
            Some(basic) => self.scalar_ty(basic, facets, at),
            None if !facets.required.is_empty() => self.object_ty(facets, at),
            None => Ty::Any,
        }
    }

    /// Lowers every component, also those that no operation mentions.
    pub(super) fn components(&mut self) {
        let resolver = self.resolver;
        for (name, schema) in resolver.schemas() {
            let at = SCHEMAS.at(name);
            self.found.owners.insert(at.clone(), Owner::Schema(name.clone()));
            let mut ty = self.ty(schema.into(), &at);
            if !self.arena.is_defined(&at) {
                let docs = schema.as_item().map(|it| Facets::new(it).docs()).unwrap_or_default();
                // Named for members, which can have other forms on the wire.
                self.read_texts(schema.into(), &at, &mut ty);
                // A component that is no type of its own gets a name all the same.
                self.arena.define_apart(&at, docs, TypeKind::Alias(ty));
            }
        }
    }

    /// Makes a definition at `at`.
    pub(super) fn define(&mut self, at: &Pointer, docs: Docs, kind: TypeKind) -> Ty {
        let id = self.arena.reserve(at, docs);
        self.arena.fill(id, kind);
        Ty::Named(id)
    }

    fn object_ty(&mut self, facets: &Facets<'a>, at: &Pointer) -> Ty {
        if facets.properties.is_empty() {
            return match facets.additional {
                Additional::Schema(node) => {
                    Ty::Map(Box::new(self.ty(node, &at.child("additionalProperties"))))
                }
                // A named component without members is a type of its own: it may get members one day.
                Additional::None => self.record_ty(facets.docs(), &[], &Others::None, at),
                Additional::Unstated | Additional::Any => Ty::Map(Box::new(Ty::Any)),
            };
        }
        let mut members = own_members(facets, at);
        let required: Vec<&str> = facets.required.iter().map(String::as_str).collect();
        let others = own_others(facets, at);
        self.add_undescribed(&mut members, &required, &others, at);
        self.record_ty(facets.docs(), &members, &others, at)
    }

    /// Adds the members that are required but described nowhere: such as `others` are, or else any value, so that none is
    /// lost.
    ///
    /// They may be missing, because a name that is listed and nowhere described is often a misspelled one.
    fn add_undescribed(
        &mut self,
        members: &mut Vec<Member<'a>>,
        required: &[&'a str],
        others: &Others<'a>,
        at: &Pointer,
    ) {
        let mut known: BTreeSet<&str> = members.iter().map(|it| it.wire).collect();
        for wire in required {
            if !known.insert(wire) {
                continue;
            }
            if let Others::Of(it) = others {
                self.report(at, findings::schemas::member_like_others(wire));
                members.push(Member { wire, ..it.clone() });
                continue;
            }
            self.report(at, findings::schemas::undescribed_member(wire));
            let at = at.child("properties").child(wire);
            members.push(Member::new(wire, Node::Schema(&ANYTHING), at));
        }
    }

    /// Makes the record of `members`, and of `others` that an object may have.
    fn record_ty(
        &mut self,
        docs: Docs,
        members: &[Member<'a>],
        others: &Others<'a>,
        at: &Pointer,
    ) -> Ty {
        let id = self.arena.reserve(at, docs);
        // The alias guard is for aliases: a record may mention itself.
        self.arena.open.remove(at);
        let others = self.others_ty(others);
        for member in members {
            if let Some(access) = self.resolver.access(member.node, &member.at) {
                self.found.one_way.insert((id, member.wire.to_owned()), access);
            }
        }
        let record = self.record(members, others, at);
        self.arena.fill(id, TypeKind::Record(record));
        Ty::Named(id)
    }

    /// The type of the members that nobody lists, where they are kept.
    fn others_ty(&mut self, others: &Others<'a>) -> Option<Ty> {
        match others {
            Others::Of(member) => Some(self.member_ty(member)),
            Others::Any => Some(Ty::Any),
            Others::Unstated | Others::None => None,
        }
    }

    fn record(&mut self, members: &[Member<'a>], others: Option<Ty>, at: &Pointer) -> Record {
        let mut scope = Scope::default();
        let all: Vec<&Member<'_>> = members.iter().collect();
        let kept = self.ledger.inside(Inside::Member, at);
        let names = self.names_of(&all, &kept, &mut scope, member_name);
        for (wire, name) in &names {
            let (key, plain) = ((*wire).to_owned(), snake(wire));
            let wire = key.clone();
            let called = Called { wire, plain, name: name.clone(), hold: Hold::Spelling };
            self.ledger.note((Inside::Member, at), key, called);
        }
        let name = |wire: &str| names.get(wire).cloned().unwrap_or_default();
        let fields = members.iter().map(|it| self.field(it, name(it.wire))).collect();
        let extra = others.map(|ty| (scope.take("additional_properties"), ty));
        Record { fields, extra }
    }

    fn field(&mut self, member: &Member<'a>, name: String) -> Field {
        let ty = self.member_ty(member);
        let (mut ty, null) = match ty {
            Ty::Nullable(ty) => (*ty, true),
            ty => (ty, false),
        };
        // Any JSON value is a value that may be null without help.
        let null = null && ty != Ty::Any;
        let presence = match (member.required, null) {
            (true, false) => Presence::Required,
            (true, true) => Presence::Nullable,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        };
        let form = self.wire(member.node, &member.at, &mut ty, presence != Presence::Required);
        let docs = self.member_docs(member);
        let constant =
            if presence == Presence::Required { self.constant(&ty, member) } else { None };
        let mut facts = self.facts_of_all(member.places(), &ty);
        if constant.is_some() {
            facts.take("enum");
        }
        let (wire, described) = (member.wire.to_owned(), presence);
        Field { name, wire, ty, form, presence, described, constant, docs, facts }
    }

    /// What is said about a member: by the last part that says something of its values, and by those after it.
    fn member_docs(&self, member: &Member<'a>) -> Docs {
        let told = member.told.iter().filter_map(|(node, _)| match node {
            Node::Schema(schema) => Some(*schema),
            Node::Ref(_) => None,
        });
        let text = told.clone().rev().find_map(|it| Facets::new(it).docs().text);
        let with_default = told.clone().rev().find(|it| it.schema_data.default.is_some());
        let mut docs = self.schema_docs(member.node, &member.at, text.clone()).0;
        docs.deprecated |= told.clone().any(|it| it.schema_data.deprecated);
        if let Some(schema) = with_default {
            let own = || match member.node {
                Node::Schema(schema) => Facets::new(schema).docs().text,
                Node::Ref(_) => None,
            };
            docs.text = value_docs(text.or_else(own), schema);
        }
        docs
    }

    /// The only value that a member may have.
    fn constant(&self, ty: &Ty, member: &Member<'a>) -> Option<Constant> {
        if *ty == Ty::Bool {
            let facets = Facets::new(self.resolver.resolve_value(member.node, &member.at)?.schema);
            let [Value::Bool(only)] = facets.values.as_slice() else { return None };
            return Some(Constant { value: Scalar::Bool(*only), variant: None });
        }
        let Ty::Named(id) = ty else { return None };
        let def = self.arena.def(*id)?;
        // Nobody knows how a type of somebody else's is made.
        if def.own.is_some() {
            return None;
        }
        let (value, variant) = match &def.kind {
            TypeKind::Enumeration(it) => {
                let only = it.only()?;
                (Scalar::String(only.wire.clone()), &only.name)
            }
            TypeKind::IntegerEnumeration(it) => {
                let only = it.only()?;
                (Scalar::Integer(only.wire), &only.name)
            }
            TypeKind::Record(_)
            | TypeKind::Union(_)
            | TypeKind::Alias(_)
            | TypeKind::Foreign(_) => return None,
        };
        Some(Constant { value, variant: Some(variant.clone()) })
    }
}

/// How many types lie one within the other in `ty`.
fn nesting(ty: &Ty) -> usize {
    match ty {
        Ty::List(ty) | Ty::Map(ty) | Ty::Nullable(ty) | Ty::Boxed(ty) => 1 + nesting(ty),
        Ty::Tuple(tys) => 1 + tys.iter().map(nesting).max().unwrap_or(0),
        _ => 0,
    }
}
