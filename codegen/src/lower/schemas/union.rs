//! `oneOf` and `anyOf`: a value that is one of several types.

use openapiv3::Discriminator;
use serde_json::Value;

use std::collections::BTreeSet;

use crate::extensions;
use crate::ir::{Constructor, Docs, Ty, TypeKind, Union, Variant};
use crate::lower::facets::{Facets, Node, Placed, placed};
use crate::lower::names::{MAKER_RESERVED, Scope, camel, snake};
use crate::lower::pending::UnresolvedDiscriminator;
use crate::lower::resolver::Resolver;
use crate::lower::steps;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

use super::merge::says_more;

/// A member of a union: the alternatives that it is, usually one, and their type.
pub(super) struct Member<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) ty: Ty,
}

impl<'a> Member<'a> {
    /// What tells a member from others, whatever it consists of: the component that it is.
    pub(super) fn component(&self) -> Option<&'a str> {
        match self.nodes.as_slice() {
            [node @ Node::Ref(_)] => node.component(),
            _ => None,
        }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn alternatives_ty(&mut self, facets: &Facets<'a>, at: &Pointer) -> Ty {
        match (says_more(&facets.one_of), says_more(&facets.any_of)) {
            (false, false) => {
                // Alternatives that only say which members go together don't change the type.
                let plain = Facets { one_of: Vec::new(), any_of: Vec::new(), ..facets.clone() };
                self.facets_ty(&plain, at)
            }
            (true, true) => self.all_of_ty(facets, at),
            _ if !facets.properties.is_empty() => self.all_of_ty(facets, at),
            (one_of, _) => {
                let mut facets = facets.clone();
                if one_of {
                    facets.any_of.clear();
                } else {
                    facets.one_of.clear();
                }
                self.union_ty(&facets, &facets, &placed(&facets, at), at)
            }
        }
    }

    /// The type of one of `nodes`; `union` has the discriminator, and `facets` what is said about the whole.
    pub(super) fn union_ty(
        &mut self,
        facets: &Facets<'a>,
        union: &Facets<'a>,
        nodes: &[Placed<'a>],
        at: &Pointer,
    ) -> Ty {
        let requests = requests(facets, nodes.len());
        let mut null = false;
        let mut members: Vec<Member<'a>> = Vec::new();
        let mut sent: Vec<(&str, Ty)> = Vec::new();
        for (index, (node, node_at)) in nodes.iter().enumerate() {
            let ty = match self.ty(*node, node_at) {
                Ty::Nullable(ty) => {
                    null = true;
                    *ty
                }
                ty => ty,
            };
            let own = requests.as_ref().and_then(|it| it.get(index)).into_iter().flatten();
            sent.extend(own.map(|it| (*it, ty.clone())));
            if !members.iter().any(|known| known.ty == ty) {
                members.push(Member { nodes: vec![*node], ty });
            }
        }
        let ty = match requests {
            Some(_) => self.union_of_requests(facets, at, sent),
            None => self.union_of(facets, union, at, members),
        };
        if null { ty.nullable() } else { ty }
    }

    pub(super) fn union_of(
        &mut self,
        facets: &Facets<'a>,
        union: &Facets<'a>,
        at: &Pointer,
        mut members: Vec<Member<'a>>,
    ) -> Ty {
        self.keep_digits(&mut members);
        drop_contained(&mut members);
        self.join_lists(&mut members, at);
        match members.as_slice() {
            [] => return Ty::Any,
            [Member { ty, .. }] => return ty.clone(),
            _ => {}
        }
        if members.iter().any(|it| it.ty == Ty::Any) {
            return Ty::Any;
        }
        let mut variants = Vec::new();
        let components: Vec<Option<&str>> = members.iter().map(Member::component).collect();
        let inherited = || self.inherited_discriminator(&components);
        let discriminator = union.discriminator().cloned().or_else(inherited);
        let tag = discriminator.as_ref().map(|it| it.property_name.as_str());
        let (names, unknown) = self.variant_names(&members, tag, at);
        let components = components.into_iter().map(|it| it.map(str::to_owned)).collect();
        for (Member { nodes, ty }, name) in members.into_iter().zip(names) {
            let docs = match nodes.as_slice() {
                [Node::Schema(schema)] => Docs { provenance: None, ..Facets::new(schema).docs() },
                _ => Docs::default(),
            };
            variants.push(Variant::new(name, ty, docs));
        }
        let union_kind = TypeKind::Union(Union::new(variants, unknown));
        let ty = self.define(at, facets.docs(), union_kind);
        if let (Some(discriminator), Some(id)) = (discriminator, ty.named()) {
            let at = at.clone();
            self.found
                .pending
                .insert(id, UnresolvedDiscriminator { discriminator, components, base: None, at });
        }
        ty
    }

    /// Makes numbers that stand beside integers keep their digits: a float rounds integers from 2^53 on, and `3.0` becomes
    /// `3` with it.
    fn keep_digits(&self, members: &mut Vec<Member<'a>>) {
        let mut kept: Vec<Member<'a>> = Vec::new();
        for member in members.drain(..) {
            let joined = kept.iter_mut().find_map(|it| Some((joined(&it.ty, &member.ty)?, it)));
            match joined {
                Some((ty, known)) => *known = Member { nodes: Vec::new(), ty },
                None => kept.push(member),
            }
        }
        *members = kept;
        let has_number = members.iter().any(|it| it.ty == Ty::F64);
        if has_number && members.iter().any(|it| self.takes_integers(&it.ty)) {
            for number in members.iter_mut().filter(|it| it.ty == Ty::F64) {
                number.ty = Ty::Decimal;
            }
        }
    }

    /// Whether some values of a type are read as integers.
    fn takes_integers(&self, ty: &Ty) -> bool {
        let mut seen = BTreeSet::new();
        let mut work = vec![ty];
        while let Some(ty) = work.pop() {
            match ty {
                Ty::I32 | Ty::I64 | Ty::U64 => return true,
                Ty::Boxed(ty) | Ty::Nullable(ty) => work.push(ty),
                Ty::Named(id) if seen.insert(*id) => match self.arena.def(*id).map(|it| &it.kind) {
                    Some(TypeKind::IntegerEnumeration(_)) => return true,
                    Some(TypeKind::Alias(ty)) => work.push(ty),
                    Some(TypeKind::Union(it)) => work.extend(it.variants.iter().map(|it| &it.ty)),
                    Some(TypeKind::Record(_) | TypeKind::Enumeration(_) | TypeKind::Foreign(_))
                    | None => {}
                },
                _ => {}
            }
        }
        false
    }

    /// Makes one list of several whose items are objects: a list with a type for each item that it may have.
    ///
    /// A list can't be told by its kind, and reading it as the wrong one would lose members of its items.
    fn join_lists(&mut self, members: &mut Vec<Member<'a>>, at: &Pointer) {
        let item = |it: &Member<'a>| match &it.ty {
            Ty::List(item) if matches!(**item, Ty::Named(_)) => Some((**item).clone()),
            _ => None,
        };
        let items: Vec<Member<'a>> =
            members.iter().filter_map(item).map(|ty| Member { nodes: Vec::new(), ty }).collect();
        if items.len() < 2 {
            return;
        }
        let at = at.child(steps::ITEMS);
        let (names, unknown) = self.variant_names(&items, None, &at);
        let variants = items.into_iter().zip(names);
        let variants =
            variants.map(|(it, name)| Variant::new(name, it.ty, Docs::default())).collect();
        let union = TypeKind::Union(Union::new(variants, unknown));
        let joined = self.define(&at, Docs::default(), union);
        let mut joined = Some(Ty::List(Box::new(joined)));
        members.retain_mut(|it| {
            if item(it).is_none() {
                return true;
            }
            let Some(list) = joined.take() else { return false };
            *it = Member { nodes: Vec::new(), ty: list };
            true
        });
    }

    /// A variant for each request that sends such a body, also where two of them send the same type.
    fn union_of_requests(
        &mut self,
        facets: &Facets<'a>,
        at: &Pointer,
        sent: Vec<(&str, Ty)>,
    ) -> Ty {
        let (mut names, mut makers) = (Scope::default(), Scope::new(MAKER_RESERVED));
        let mut variants = Vec::new();
        for (request, ty) in sent {
            let maker = snake(request);
            let other = format!("{}_request", maker.trim_end_matches('_'));
            variants.push(Variant {
                name: names.take(&camel(request)),
                shapes: Vec::new(),
                ty,
                tags: Vec::new(),
                constructor: Some(Constructor {
                    name: makers.take_with(&maker, &[other]),
                    request: request.to_owned(),
                }),
                docs: Docs::default(),
            });
        }
        let unknown = names.take_with("Unknown", &["Unrecognized".to_owned()]);
        let union = Union::new(variants, unknown);
        self.define(at, facets.docs(), TypeKind::Union(union))
    }
}

/// The values of the discriminator that mean the component `name`.
pub(in crate::lower) fn tags(
    discriminator: &Discriminator,
    name: &str,
    resolver: &Resolver<'_>,
) -> Vec<String> {
    let tags = mapped(discriminator, name);
    if !tags.is_empty() {
        return tags;
    }
    let stated = resolver
        .schema(name)
        .and_then(|it| it.schema_data.extensions.get("x-discriminator-value")?.as_str());
    vec![stated.unwrap_or(name).to_owned()]
}

/// The requests that send each of the alternatives, where the description names them: one, or a list.
fn requests<'a>(facets: &Facets<'a>, n_alternatives: usize) -> Option<Vec<Vec<&'a str>>> {
    let of = |it: &'a Value| match it {
        Value::Array(names) => names.iter().map(Value::as_str).collect(),
        name => Some(vec![name.as_str()?]),
    };
    let names = facets.extension(extensions::VARIANTS)?.as_array()?;
    let names: Vec<Vec<&str>> = names.iter().map(of).collect::<Option<_>>()?;
    (names.len() == n_alternatives && n_alternatives > 0).then_some(names)
}

/// The keys of the mapping that lead to the component `name`.
///
/// Source: OpenAPI 3.0.4, "Discriminator Object": a value is a component's name or a reference.
pub(super) fn mapped(discriminator: &Discriminator, name: &str) -> Vec<String> {
    let target = |it: &str| {
        it.rsplit('/')
            .next()
            .map(|it| it.trim_end_matches(".json").trim_end_matches(".yaml").to_owned())
    };
    let keys = discriminator.mapping.iter().filter(|(_, to)| target(to).as_deref() == Some(name));
    keys.map(|(key, _)| key.clone()).collect()
}

/// The list or map of numbers that takes what a list or map of integers and one of numbers do.
///
/// Which of the two a value is can't be told by what it looks like from outside.
fn joined(a: &Ty, b: &Ty) -> Option<Ty> {
    let inner = |a: &Ty, b: &Ty| {
        let integers = is_integer(a) || is_integer(b);
        let numbers = [a, b].iter().all(|it| is_integer(it) || is_number(it));
        if integers && numbers && !(is_integer(a) && is_integer(b)) {
            return Some(Box::new(Ty::Decimal));
        }
        joined(a, b).map(Box::new)
    };
    match (a, b) {
        (Ty::List(a), Ty::List(b)) => inner(a, b).map(Ty::List),
        (Ty::Map(a), Ty::Map(b)) => inner(a, b).map(Ty::Map),
        _ => None,
    }
}

fn is_integer(ty: &Ty) -> bool {
    matches!(ty, Ty::I32 | Ty::I64 | Ty::U64)
}

fn is_number(ty: &Ty) -> bool {
    matches!(ty, Ty::F64 | Ty::Decimal)
}

/// Leaves out members whose every value another one takes as well.
///
/// An integer stays where there is more than numbers: most are small ones, which are at hand as `i64`.
fn drop_contained(members: &mut Vec<Member<'_>>) {
    let has = |wanted: &Ty, members: &[Member<'_>]| members.iter().any(|it| it.ty == *wanted);
    if has(&Ty::Decimal, members) {
        let only_numbers = members.iter().all(|it| is_integer(&it.ty) || is_number(&it.ty));
        let mut known = false;
        members.retain(|it| match &it.ty {
            Ty::Decimal => !std::mem::replace(&mut known, true),
            Ty::F64 => false,
            ty => !(only_numbers && is_integer(ty)),
        });
    }
    if has(&Ty::I64, members) {
        members.retain(|it| !matches!(it.ty, Ty::I32));
    }
    if has(&Ty::String, members) {
        members.retain(|it| !(it.ty.is_text() && it.ty != Ty::String));
    }
}
