//! Makes one type of inline schemas that are the same.
//!
//! Descriptions repeat themselves: a tool has written out every reference, or each list has the same `sort` parameter.
//! Two inline types become one when they are alike in every member and are called alike where they stand; one that is
//! alike to a component of some size becomes that component, whatever it is called. Components stay apart from each
//! other: their names are the vendor's.

use std::collections::BTreeMap;

use crate::ir::{Group, Server, Ty, TypeDef, TypeId, TypeKind, Webhook};
use crate::lower::Cx;
use crate::lower::names::{Kind, snake};
use crate::lower::naming::{
    each_ty_in_def, each_ty_of_def, each_ty_of_surface, is_component, renumber,
};
use crate::words::singular;

/// How many members or values make it unlikely that two types are alike by chance.
const TELLING: usize = 4;

impl Cx<'_> {
    /// Replaces every mention of a type by that of the one it is the same as.
    pub(super) fn share_types(
        &mut self,
        groups: &mut [Group],
        webhooks: &mut [Webhook],
        servers: &mut [Server],
    ) {
        let same = self.same_types();
        if same.is_empty() {
            return;
        }
        let mut replace = |ty: &mut Ty| renumber(ty, &same);
        self.arena.defs.iter_mut().for_each(|def| each_ty_of_def(def, &mut replace));
        each_ty_of_surface(groups, webhooks, &mut replace);
        for variable in servers.iter_mut().flat_map(|it| &mut it.variables) {
            variable.choices = variable.choices.map(|id| same.get(&id).copied().unwrap_or(id));
        }
        self.keep_known_names(&same);
    }

    /// The type that each type is to be replaced by, where it is another.
    ///
    /// Types that mention each other become alike from the leaves up, a level in each round.
    fn same_types(&self) -> BTreeMap<TypeId, TypeId> {
        let candidates = self.candidates();
        let mut same: BTreeMap<TypeId, TypeId> = BTreeMap::new();
        loop {
            let mut components: BTreeMap<(usize, Vec<Ty>), TypeId> = BTreeMap::new();
            let mut inline: BTreeMap<(usize, usize, Vec<Ty>), TypeId> = BTreeMap::new();
            let mut found = BTreeMap::new();
            for Candidate { id, outline, called, tys } in &candidates {
                let mut tys = tys.clone();
                for ty in &mut tys {
                    renumber(ty, &same);
                }
                let Some(called) = called else {
                    components.entry((*outline, tys)).or_insert(*id);
                    continue;
                };
                let component = components.get(&(*outline, tys.clone())).copied();
                let first = component
                    .unwrap_or_else(|| *inline.entry((*outline, *called, tys)).or_insert(*id));
                if first != *id {
                    found.insert(*id, first);
                }
            }
            if found.len() == same.len() {
                return found;
            }
            same = found;
        }
    }

    /// The types that others may become or that may become others, components first.
    fn candidates(&self) -> Vec<Candidate> {
        let mut texts: BTreeMap<String, usize> = BTreeMap::new();
        let mut number = |text: String| {
            let next = texts.len();
            *texts.entry(text).or_insert(next)
        };
        let mut candidates = Vec::new();
        for (index, def) in self.arena.defs.iter().enumerate() {
            let component = is_component(def);
            let may_be_shared = if component { is_telling(def) } else { is_sharable(def) };
            if may_be_shared {
                let called = (!component).then(|| number(format!("called {}", self.called(def))));
                let mut tys = Vec::new();
                each_ty_in_def(def, &mut |ty| tys.push(ty.clone()));
                candidates.push(Candidate {
                    id: TypeId(index),
                    outline: number(outline(def)),
                    called,
                    tys,
                });
            }
        }
        candidates.sort_by_key(|it| it.called.is_some());
        candidates
    }

    /// What an inline type is called where it stands: the property or parameter, in the singular.
    fn called(&self, def: &TypeDef) -> String {
        singular(&snake(self.steps(&def.pointer).last().map_or("", String::as_str)))
    }

    /// A type that stands for several goes by the place that the ledger knows, if it knows one of them.
    fn keep_known_names(&mut self, same: &BTreeMap<TypeId, TypeId>) {
        for (id, kept) in same {
            let Some(place) = self.arena.def(*id).map(|it| it.pointer.clone()) else { continue };
            let known = self.ledger.known(Kind::Type, &place).is_some();
            let Some(def) = self.arena.defs.get_mut(kept.0) else { continue };
            if known && !is_component(def) && self.ledger.known(Kind::Type, &def.pointer).is_none()
            {
                def.pointer = place;
            }
        }
    }
}

/// A type that may be the same as another.
#[derive(Debug)]
struct Candidate {
    id: TypeId,
    /// The number of its outline.
    outline: usize,
    /// The number of what it is called; `None` for a component.
    called: Option<usize>,
    /// The types that it mentions, in the order of the outline.
    tys: Vec<Ty>,
}

/// What makes two types alike besides the types that they mention: all but documentation and their own names.
fn outline(def: &TypeDef) -> String {
    let lines: Vec<String> = match &def.kind {
        TypeKind::Record(record) => {
            let fields = record
                .fields
                .iter()
                .map(|it| format!("{}:{:?}{:?}", it.wire, it.presence, it.form));
            fields.chain(record.extra.iter().map(|_| "*".to_owned())).collect()
        }
        TypeKind::Enumeration(it) => {
            it.values.iter().map(|it| format!("{}={}", it.name, it.wire)).collect()
        }
        TypeKind::IntegerEnumeration(it) => {
            it.values.iter().map(|it| format!("{}={}", it.name, it.wire)).collect()
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter().map(|it| format!("{}:{:?}", it.name, it.tags));
            std::iter::once(format!("{:?}", union.choice)).chain(variants).collect()
        }
        TypeKind::Alias(_) => Vec::new(),
    };
    let kind = match &def.kind {
        TypeKind::Record(_) => "record",
        TypeKind::Enumeration(_) => "strings",
        TypeKind::IntegerEnumeration(_) => "integers",
        TypeKind::Union(_) => "union",
        TypeKind::Alias(_) => "alias",
    };
    format!("{kind}\n{}", lines.join("\n"))
}

/// Whether a type is large enough that another one like it is no coincidence.
fn is_telling(def: &TypeDef) -> bool {
    match &def.kind {
        TypeKind::Record(it) => it.fields.len() >= TELLING,
        TypeKind::Enumeration(it) => it.values.len() >= TELLING,
        TypeKind::IntegerEnumeration(it) => it.values.len() >= TELLING,
        TypeKind::Union(it) => it.variants.len() >= TELLING,
        TypeKind::Alias(_) => false,
    }
}

/// Whether an inline type may be replaced by another: values of one name may be few, members must tell.
fn is_sharable(def: &TypeDef) -> bool {
    match &def.kind {
        TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) => true,
        TypeKind::Record(_) | TypeKind::Union(_) => is_telling(def),
        TypeKind::Alias(_) => false,
    }
}
