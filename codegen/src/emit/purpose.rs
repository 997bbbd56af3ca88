//! What a type is for, where the description says nothing about it: who sends or returns it, or what it is part of.

use std::collections::BTreeMap;

use super::signature::link_from_afar;
use crate::ir::{Api, Body, Group, Operation, Ty, TypeDef, TypeId, TypeKind};
use crate::markdown::{Markdown, code, item, markdown};

/// How a type is used, in the order in which it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Sent,
    Received,
    Returned,
    Error,
    Parameter,
    Variant,
    Member,
    Part,
}

/// How many of those that use a type alike are kept: two are named, and of the third it is said that there are others.
const MOST: usize = 3;

/// What uses the types about which the description says nothing.
struct Users<'a> {
    api: &'a Api,
    found: BTreeMap<TypeId, BTreeMap<Use, Vec<Markdown>>>,
}

/// What is said of types about which the description says nothing, by their names.
pub(super) fn purposes(api: &Api) -> BTreeMap<&str, Markdown> {
    let mut users = Users { api, found: BTreeMap::new() };
    for (group, operation) in api.operations() {
        users.of_operation(group, operation);
    }
    for webhook in &api.webhooks {
        let user = || markdown!("the webhook {}", code(&webhook.wire));
        users.add(Use::Received, &webhook.ty, &user);
    }
    for (index, def) in api.types.iter().enumerate() {
        users.of_definition(&Ty::Named(TypeId(index)), def);
    }
    users.found.iter().map(|(id, uses)| (api.def(*id).name.as_str(), sentence(uses))).collect()
}

impl Users<'_> {
    fn of_operation(&mut self, group: &Group, operation: &Operation) {
        let api = self.api;
        let link = || link_from_afar(api, group, operation);
        for ty in operation.body.iter().flat_map(Body::types) {
            self.add(Use::Sent, ty, &link);
        }
        for param in operation.own_params() {
            let user = || markdown!("{} of {}", code(&param.wire), link());
            self.add(Use::Parameter, &param.ty, &user);
        }
        for reply in operation.own_replies() {
            let kind = if reply.status.is_error() { Use::Error } else { Use::Returned };
            if let Some(ty) = reply.payload.ty() {
                self.add(kind, ty, &link);
            }
        }
    }

    fn of_definition(&mut self, own: &Ty, def: &TypeDef) {
        let link = || markdown!("[`{0}`](crate::types::{0})", item(&def.name));
        match &def.kind {
            TypeKind::Record(record) => {
                // That it may hold others of its kind says nothing.
                for field in record.fields.iter().filter(|it| !it.ty.mentions(own)) {
                    let user = || markdown!("{} of {}", code(&field.wire), link());
                    self.add(Use::Member, &field.ty, &user);
                }
                if let Some((_, ty)) = &record.extra {
                    self.add(Use::Part, ty, &link);
                }
            }
            TypeKind::Union(union) => {
                for variant in &union.variants {
                    self.add(Use::Variant, &variant.ty, &link);
                }
            }
            TypeKind::Alias(ty) => self.add(Use::Part, ty, &link),
            TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) | TypeKind::Foreign(_) => {}
        }
    }

    /// Notes a use of the types that `ty` mentions.
    fn add(&mut self, kind: Use, ty: &Ty, user: &dyn Fn() -> Markdown) {
        if let Some(id) = ty.named().filter(|it| self.api.def(*it).docs.text.is_none()) {
            let users = self.found.entry(id).or_default().entry(kind).or_default();
            if users.len() < MOST {
                let user = user();
                if !users.contains(&user) {
                    users.push(user);
                }
            }
        }
        for inner in ty.inner() {
            self.add(kind, inner, user);
        }
    }
}

/// What is said of a type with these uses. That an operation has it makes needless what it is part of.
fn sentence(uses: &BTreeMap<Use, Vec<Markdown>>) -> Markdown {
    let whole = uses.keys().take_while(|it| **it <= Use::Error).count();
    let both = uses.get(&Use::Sent).filter(|it| uses.get(&Use::Returned) == Some(it));
    let told = uses.iter().take(whole.max(1));
    let told = told.filter(|(kind, _)| both.is_none() || **kind != Use::Returned);
    let clauses = told.map(|(kind, users)| match kind {
        Use::Sent if both.is_some() => markdown!("sent and returned by {}", first(users)),
        Use::Sent => markdown!("sent by {}", first(users)),
        Use::Received => markdown!("received by {}", first(users)),
        Use::Returned => markdown!("returned by {}", first(users)),
        Use::Error => markdown!("an error of {}", first(users)),
        Use::Parameter | Use::Member => listed(users),
        Use::Variant => markdown!("a variant of {}", listed(users)),
        Use::Part => markdown!("part of {}", listed(users)),
    });
    markdown!("{}.", Markdown::joined(clauses, ", ").capitalized())
}

/// Operations in words: a path of one fills a line.
fn first(users: &[Markdown]) -> Markdown {
    match users {
        [first, _] => markdown!("{} and one other", first),
        _ => listed(users),
    }
}

/// Types in words.
fn listed(users: &[Markdown]) -> Markdown {
    match users {
        [first, _, _, ..] => markdown!("{} and others", first),
        few => Markdown::joined(few.iter().cloned(), " and "),
    }
}
