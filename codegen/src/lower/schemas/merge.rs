//! `allOf`: several schemas that hold at once, made one.
//!
//! - In: the parts, wherever they stand; a member that several of them describe is such a case of its own.
//! - Out: the type of the values that fit all of them.
//! - Invariant: what only one part says holds; where two say the same thing differently, the narrower one does.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::findings;
use crate::extensions;
use crate::ir::{Docs, Ty, TypeKind};
use crate::lower::facets::{Basic, Facets, Node, Placed};
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

use super::members::{Member, Others, own_members, own_others};

/// How many parts of an `allOf` are compared with each other.
const MOST_COMPARED: usize = 64;

/// How many schemas may extend each other in a chain: each has the members of all, so that what comes of a longer one
/// grows with its square.
const DEEPEST: usize = 64;

/// What the parts of an `allOf` come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Merged<'a> {
    pub(super) members: Vec<Member<'a>>,
    /// Where each of them stands among them.
    index: BTreeMap<&'a str, usize>,
    /// Names that a part requires, whichever part lists them.
    pub(super) required: Vec<&'a str>,
    /// The same, to look them up.
    requires: BTreeSet<&'a str>,
    pub(super) others: Others<'a>,
    /// Parts that are unions.
    pub(super) unions: Vec<Alternatives<'a>>,
    /// Parts that are neither objects nor unions.
    pub(super) limits: Vec<Limit<'a>>,
    /// Whether a part is an object, be it without members.
    pub(super) object: bool,
    /// Whether all parts that say something take `null`.
    null: Option<bool>,
    pub(super) seen: BTreeSet<Pointer>,
    /// Of how many combinations of alternatives it is one; 0 where it is of none.
    pub(super) rivals: usize,
    /// Where what comes of it stands.
    whole: Pointer,
    /// How many parts of parts are open.
    depth: usize,
}

/// A part that is a union.
#[derive(Clone, Debug)]
pub(super) struct Alternatives<'a> {
    pub(super) facets: Facets<'a>,
    pub(super) nodes: Vec<Placed<'a>>,
}

/// A part that is a scalar or a list.
#[derive(Clone, Debug)]
pub(super) struct Limit<'a> {
    facets: Facets<'a>,
    at: Pointer,
}

impl<'a> Merged<'a> {
    pub(super) fn of(whole: &Pointer) -> Self {
        Self { whole: whole.clone(), ..Self::default() }
    }

    /// The same, to become one of `rivals` combinations of alternatives, which stands at `whole`.
    ///
    /// A member that the alternative narrows gets a place there, and with it a type, of its own.
    pub(super) fn alternative(&self, whole: &Pointer, rivals: usize) -> Self {
        Self { whole: whole.clone(), rivals, ..self.clone() }
    }

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

    pub(super) fn is_object(&self) -> bool {
        self.object || !self.members.is_empty()
    }

    /// Whether it says nothing but that its values are objects, or nothing at all.
    pub(super) fn adds_nothing(&self) -> bool {
        self.members.is_empty()
            && self.required.is_empty()
            && matches!(self.others, Others::Unstated)
            && self.limits.is_empty()
    }

    /// Adds a member; one that another part describes too is what both say.
    fn add(&mut self, mut member: Member<'a>) {
        member.required |= self.requires.contains(member.wire);
        let index = *self.index.entry(member.wire).or_insert(self.members.len());
        let Some(known) = self.members.get_mut(index) else {
            self.members.push(member);
            return;
        };
        // No schema of the document stands there.
        let whole = self.whole.child("allOf").child("properties").child(member.wire);
        known.narrow(member, whole);
    }

    /// Adds a name that a part requires.
    fn require(&mut self, wire: &'a str) {
        if self.requires.insert(wire) {
            self.required.push(wire);
        }
        if let Some(member) = self.index.get(wire).and_then(|it| self.members.get_mut(*it)) {
            member.required = true;
        }
    }

    /// Adds what a part says about the members that nobody lists: what all say, and none is the narrowest.
    fn add_others(&mut self, others: Others<'a>) {
        self.others = match (std::mem::take(&mut self.others), others) {
            (known, Others::Unstated) | (known @ Others::Of(_), Others::Any) => known,
            (Others::None, _) => Others::None,
            (Others::Of(mut known), Others::Of(own)) => {
                known.narrow(own, self.whole.child("allOf").child("additionalProperties"));
                Others::Of(known)
            }
            (_, own) => own,
        };
    }
}

impl Member<'_> {
    /// Adds what another part says about the same member; what both come to stands at `whole`.
    fn narrow(&mut self, other: Self, whole: Pointer) {
        self.required |= other.required;
        if !says_something(other.node) || is_same(self.node, other.node) {
            self.told.push((other.node, other.at));
            return;
        }
        let before = (self.node, std::mem::replace(&mut self.at, other.at));
        self.node = other.node;
        self.told.clear();
        if says_something(before.0) {
            self.also.push(before);
        }
        self.also.retain(|(node, _)| !is_same(*node, other.node));
        self.whole = whole;
    }
}

impl<'a> Walk<'a> {
    pub(super) fn all_of_ty(&mut self, facets: &Facets<'a>, at: &Pointer) -> Ty {
        if let Some((node, at)) = self.sole_part(facets, at) {
            let ty = self.ty(node, &at);
            return if says_null(&facets.all_of) { ty.nullable() } else { ty };
        }
        let mut merged = Merged { seen: BTreeSet::from([at.clone()]), ..Merged::of(at) };
        self.gather_facets(facets, at, &mut merged);
        self.finish_merged(merged, facets, at).unwrap_or_else(|| {
            self.report(at, findings::unions::unmergeable_parts());
            Ty::Any
        })
    }

    /// The type of what holds at once; `None` where the parts contradict each other.
    pub(super) fn finish_merged(
        &mut self,
        merged: Merged<'a>,
        whole: &Facets<'a>,
        at: &Pointer,
    ) -> Option<Ty> {
        if merged.is_object() && !merged.limits.is_empty() {
            return None;
        }
        let null = merged.null == Some(true);
        if null {
            self.arena.nullable.insert(at.clone());
        }
        let ty = if !merged.unions.is_empty() {
            self.distribute(merged, whole, at)
        } else if !merged.members.is_empty() {
            Some(self.merged_record(merged, whole.docs(), at))
        } else if merged.object {
            Some(self.merged_map(&merged))
        } else {
            self.narrowed(&merged.limits, at)
        };
        ty.map(|ty| if null { ty.nullable() } else { ty })
    }

    fn merged_record(&mut self, mut merged: Merged<'a>, docs: Docs, at: &Pointer) -> Ty {
        self.add_undescribed(&mut merged.members, &merged.required, &merged.others, at);
        self.record_ty(docs, &merged.members, &merged.others, at)
    }

    fn merged_map(&mut self, merged: &Merged<'a>) -> Ty {
        Ty::Map(Box::new(self.others_ty(&merged.others).unwrap_or(Ty::Any)))
    }

    /// The one part that says something, where the others and the schema itself only document.
    fn sole_part(&self, facets: &Facets<'a>, at: &Pointer) -> Option<Placed<'a>> {
        if !facets.only_composes() || says_more(&facets.one_of) || says_more(&facets.any_of) {
            return None;
        }
        if facets.all_of.iter().any(|it| self.extends(at, *it)) {
            return None;
        }
        let parts = at.child("allOf");
        let parts =
            facets.all_of.iter().enumerate().map(|(index, node)| (*node, parts.index(index)));
        let mut telling = self.narrowest(parts.collect());
        telling.retain(|(node, _)| says_something(*node));
        <[Placed<'a>; 1]>::try_from(telling).ok().map(|[it]| it)
    }

    /// A part; where that is an `allOf` that only documents a part of its own, that one.
    fn unwrapped(&self, (node, at): Placed<'a>) -> Placed<'a> {
        let (mut node, mut at) = (node, at);
        while let Node::Schema(schema) = node {
            let facets = Facets::new(schema);
            if facets.all_of.is_empty() || facets.data.nullable {
                break;
            }
            let Some(part) = self.sole_part(&facets, &at) else { break };
            (node, at) = part;
        }
        (node, at)
    }

    /// The parts that say something which no other one does: each once, no base of another, no bare type.
    ///
    /// So many parts that comparing each with each takes long are kept as they are: made one, they come to the same.
    fn narrowest(&self, parts: Vec<Placed<'a>>) -> Vec<Placed<'a>> {
        if parts.len() > MOST_COMPARED {
            return parts;
        }
        let mut kept: Vec<Placed<'a>> = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let idle = |other: &Placed<'a>| {
                self.includes(other.0, part.0) || self.is_bare_type_of(part, other)
            };
            let later = parts.iter().skip(index + 1);
            let others = parts.iter().take(index).chain(later.clone());
            let repeated = kept.iter().any(|it| is_same(it.0, part.0));
            if says_something(part.0) && !repeated && !others.into_iter().any(idle) {
                kept.push(part.clone());
            }
        }
        if kept.is_empty() { parts.into_iter().take(1).collect() } else { kept }
    }

    /// Whether `part` only names the type that `other` has anyway.
    fn is_bare_type_of(&self, part: &Placed<'a>, other: &Placed<'a>) -> bool {
        let facets =
            |it: &Placed<'a>| Some(Facets::new(self.resolver.resolve_node(it.0, &it.1)?.schema));
        let (Some(part), Some(other)) = (facets(part), facets(other)) else { return false };
        let bare = part.is_plain() || (part.basic == Some(Basic::Object) && part.is_bare());
        bare && part.format.is_none() && part.basic == other.basic && !other.is_bare()
    }

    /// Whether the component `node` is made of the component `base`.
    fn includes(&self, node: Node<'a>, base: Node<'a>) -> bool {
        let (Node::Ref(start), Node::Ref(base)) = (node, base) else { return false };
        let (mut open, mut seen) = (vec![start], vec![base]);
        while let Some(reference) = open.pop() {
            if seen.contains(&reference) {
                continue;
            }
            // Nobody extends so many.
            if seen.len() > MOST_COMPARED {
                break;
            }
            seen.push(reference);
            let Some(it) = self.resolver.resolve_schema(reference) else { continue };
            for part in Facets::new(it.schema).all_of {
                match part {
                    Node::Ref(part) if part == base => return true,
                    Node::Ref(part) => open.push(part),
                    Node::Schema(_) => {}
                }
            }
        }
        false
    }

    /// Adds what a part says.
    pub(super) fn gather(&mut self, (node, at): &Placed<'a>, merged: &mut Merged<'a>) {
        let Some(part) = self.resolver.resolve_node(*node, at) else {
            self.report(at, findings::references::lost_part());
            return;
        };
        if !merged.seen.insert(part.at.clone()) {
            return;
        }
        let facets = Facets::new(part.schema);
        if !facets.says_nothing() {
            let null = facets.data.nullable;
            merged.null = Some(merged.null.unwrap_or(true) && null);
        } else if facets.data.nullable && merged.null.is_none() {
            merged.null = Some(true);
        }
        if merged.depth == DEEPEST {
            self.report(&part.at, findings::unions::too_deep(DEEPEST));
            merged.others = Others::Any;
            merged.object = true;
            return;
        }
        merged.depth += 1;
        self.gather_facets(&facets, &part.at, merged);
        merged.depth -= 1;
    }

    pub(super) fn gather_facets(
        &mut self,
        facets: &Facets<'a>,
        at: &Pointer,
        merged: &mut Merged<'a>,
    ) {
        for (index, node) in facets.all_of.iter().enumerate() {
            self.gather(&(*node, at.child("allOf").index(index)), merged);
        }
        facets.required.iter().for_each(|it| merged.require(it));
        for member in own_members(facets, at) {
            merged.add(member);
        }
        merged.add_others(own_others(facets, at));
        merged.object |= facets.basic == Some(Basic::Object);
        if !merged.is_alternative(facets) {
            for (keyword, nodes) in [("oneOf", &facets.one_of), ("anyOf", &facets.any_of)] {
                if says_more(nodes) {
                    let at = at.child(keyword);
                    let nodes = nodes.iter().enumerate().map(|(i, it)| (*it, at.index(i)));
                    let nodes = nodes.collect();
                    merged.unions.push(Alternatives { facets: facets.clone(), nodes });
                }
            }
        }
        let scalar =
            facets.basic.is_some_and(|it| it != Basic::Object) || !facets.values.is_empty();
        if scalar {
            let own = Facets {
                all_of: Vec::new(),
                one_of: Vec::new(),
                any_of: Vec::new(),
                ..facets.clone()
            };
            merged.limits.push(Limit { facets: own, at: at.clone() });
        }
    }

    /// The type of a member.
    pub(in crate::lower) fn member_ty(&mut self, member: &Member<'a>) -> Ty {
        let own = (member.node, member.at.clone());
        if member.also.is_empty() {
            return self.ty(own.0, &own.1);
        }
        let mut parts = member.also.clone();
        parts.push(own);
        self.intersection(parts, &member.whole)
    }

    /// The type of what fits several schemas, which stands at `whole`; the last one counts where they contradict.
    fn intersection(&mut self, parts: Vec<Placed<'a>>, whole: &Pointer) -> Ty {
        let parts = self.narrowest(parts.into_iter().map(|it| self.unwrapped(it)).collect());
        let Some((last, last_at)) = parts.last().cloned() else { return Ty::Any };
        let resolved = self.resolver.resolve_node(last, &last_at);
        let (Some(resolved), [_, _, ..]) = (resolved, parts.as_slice()) else {
            return self.ty(last, &last_at);
        };
        let all_of = parts.iter().map(|it| it.0).collect();
        let facets = Facets { all_of, ..Facets::empty(&resolved.schema.schema_data) };
        let ty = self.guarded(whole, |walk| {
            if let Some(ty) = walk.listed_ty(&facets, whole) {
                return Some(ty);
            }
            let mut merged = Merged::of(whole);
            for part in &parts {
                walk.gather(part, &mut merged);
            }
            walk.finish_merged(merged, &facets, whole)
        });
        ty.unwrap_or_else(|| {
            let others = parts.iter().map(|it| self.canonical.origins.place(&it.1));
            let others = others.filter(|it| *it != self.canonical.origins.place(&last_at));
            let finding = findings::unions::contradicting_parts(others.collect());
            self.report(&last_at, finding);
            self.ty(last, &last_at)
        })
    }

    /// The type of scalars or lists that hold at once: the narrowest, with the format that one of them names.
    fn narrowed(&mut self, limits: &[Limit<'a>], at: &Pointer) -> Option<Ty> {
        let Some((first, rest)) = limits.split_first() else { return Some(Ty::Any) };
        let mut basic = first.facets.basic;
        for limit in rest {
            basic = narrower(basic, limit.facets.basic)?;
        }
        if basic == Some(Basic::Array) {
            return Some(self.narrowed_list(limits, at));
        }
        let Some(scalar) = basic else { return Some(Ty::Any) };
        let format = limits.iter().rev().find_map(|it| it.facets.format.clone());
        let facets = Facets { basic, format, ..first.facets.clone() };
        Some(self.scalar_ty(scalar, &facets, at))
    }

    fn narrowed_list(&mut self, limits: &[Limit<'a>], at: &Pointer) -> Ty {
        let tuple = |it: &&Limit<'_>| it.facets.extension(extensions::PREFIX_ITEMS).is_some();
        if let Some(limit) = limits.iter().rev().find(tuple) {
            return self.array_ty(&limit.facets, &limit.at);
        }
        let items = limits.iter().filter_map(|it| Some((it.facets.items?, it.at.child("items"))));
        let items: Vec<Placed<'a>> = items.collect();
        match items.as_slice() {
            [] => Ty::List(Box::new(Ty::Any)),
            [(node, at)] => Ty::List(Box::new(self.ty(*node, at))),
            _ => {
                let whole_at = at.child("allOf").child("items").child("items");
                Ty::List(Box::new(self.intersection(items, &whole_at)))
            }
        }
    }

    /// Whether two parts list values for a member of which they share none.
    pub(super) fn is_impossible(&self, merged: &Merged<'a>) -> bool {
        let objects = merged.is_object() && !merged.limits.is_empty();
        objects || merged.members.iter().any(|it| self.shares_no_value(it))
    }

    /// A record of what is certain, which keeps everything else.
    pub(super) fn open_record(&mut self, merged: &Merged<'a>, docs: Docs, at: &Pointer) -> Ty {
        if merged.members.is_empty() {
            return self.define(at, docs, TypeKind::Alias(Ty::Map(Box::new(Ty::Any))));
        }
        self.record_ty(docs, &merged.members, &Others::Any, at)
    }
}

/// The type that both name; `None` where there is none.
#[expect(clippy::option_option, reason = "a part may name no type, which contradicts none")]
fn narrower(a: Option<Basic>, b: Option<Basic>) -> Option<Option<Basic>> {
    match (a, b) {
        (a, b) if a == b => Some(a),
        (None, it) | (it, None) => Some(it),
        (Some(Basic::Integer | Basic::Number), Some(Basic::Integer | Basic::Number)) => {
            Some(Some(Basic::Integer))
        }
        _ => None,
    }
}

/// Whether alternatives say more than which members go together.
pub(super) fn says_more(nodes: &[Node<'_>]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Ref(_) => true,
        Node::Schema(schema) => {
            let it = Facets::new(schema);
            it.basic.is_some_and(|basic| basic != Basic::Object)
                || !it.properties.is_empty()
                || !it.values.is_empty()
                || !it.all_of.is_empty()
                || says_more(&it.one_of)
                || says_more(&it.any_of)
        }
    })
}

/// Whether a schema says more than documentation.
pub(super) fn says_something(node: Node<'_>) -> bool {
    match node {
        Node::Ref(_) => true,
        Node::Schema(schema) => !Facets::new(schema).says_nothing(),
    }
}

/// Whether a part says nothing but that `null` is allowed: it says so of the whole.
fn says_null(parts: &[Node<'_>]) -> bool {
    parts.iter().any(|it| match it {
        Node::Ref(_) => false,
        Node::Schema(schema) => schema.schema_data.nullable && !says_something(*it),
    })
}

/// Whether two schemas say the same about values.
fn is_same(a: Node<'_>, b: Node<'_>) -> bool {
    match (a, b) {
        (Node::Ref(a), Node::Ref(b)) => a == b,
        (Node::Schema(a), Node::Schema(b)) => {
            a.schema_kind == b.schema_kind && a.schema_data.nullable == b.schema_data.nullable
        }
        _ => false,
    }
}
