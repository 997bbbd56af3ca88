//! The types made so far, by number and by the place of their schemas.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Docs, Facts, Ty, TypeId, TypeKind, Usage};
use crate::lower::draft::Definition;
use crate::pointer::Pointer;

/// The types made so far.
#[derive(Debug, Default)]
pub(super) struct Arena {
    /// The definitions.
    pub(super) defs: Vec<Definition>,
    /// The places of the definitions.
    pub(super) defined: BTreeSet<Pointer>,
    /// What each schema became.
    pub(super) by_pointer: BTreeMap<Pointer, Ty>,
    /// Schemas whose type is being found out: meeting one again is a recursion.
    pub(super) open: BTreeSet<Pointer>,
    /// Definitions promised to those that met an open schema.
    pub(super) promised: BTreeMap<Pointer, TypeId>,
    /// Schemas that also take `null`, which mentions of them have to know before they are done.
    pub(super) nullable: BTreeSet<Pointer>,
}

impl Arena {
    /// Makes a definition whose content comes later, or takes the one that was promised.
    pub(super) fn reserve(&mut self, pointer: &Pointer, docs: Docs) -> TypeId {
        if let Some(id) = self.promised.remove(pointer) {
            if let Some(def) = self.def_mut(id) {
                def.docs = docs;
            }
            let ty = self.mention(pointer, id);
            self.by_pointer.insert(pointer.clone(), ty);
            return id;
        }
        let id = TypeId(self.defs.len());
        self.defined.insert(pointer.clone());
        self.defs.push(Definition {
            pointer: pointer.clone(),
            docs,
            facts: Facts::default(),
            usage: Usage::default(),
            kind: TypeKind::Alias(Ty::Any),
            words: Vec::new(),
            own: None,
        });
        let ty = self.mention(pointer, id);
        self.by_pointer.insert(pointer.clone(), ty);
        id
    }

    /// The definition `id` as others mention it.
    pub(super) fn mention(&self, pointer: &Pointer, id: TypeId) -> Ty {
        let ty = Ty::Named(id);
        if self.nullable.contains(pointer) { ty.nullable() } else { ty }
    }

    pub(super) fn def(&self, id: TypeId) -> Option<&Definition> {
        self.defs.get(id.0)
    }

    /// Whether there is a definition that stands at `pointer`.
    pub(super) fn is_defined(&self, pointer: &Pointer) -> bool {
        self.defined.contains(pointer)
    }

    pub(super) fn def_mut(&mut self, id: TypeId) -> Option<&mut Definition> {
        self.defs.get_mut(id.0)
    }

    /// Whether nobody has begun with the schema at `pointer`, promised or not.
    pub(super) fn is_new(&self, pointer: &Pointer) -> bool {
        !self.by_pointer.contains_key(pointer) && !self.open.contains(pointer)
    }

    /// Promises a definition for a schema that is still open.
    pub(super) fn promise(&mut self, pointer: &Pointer) -> TypeId {
        if let Some(id) = self.promised.get(pointer) {
            return *id;
        }
        let id = self.reserve(pointer, Docs::default());
        self.by_pointer.remove(pointer);
        self.promised.insert(pointer.clone(), id);
        id
    }

    /// Makes a definition that mentions of the schema don't lead to.
    pub(super) fn define_apart(&mut self, pointer: &Pointer, docs: Docs, kind: TypeKind) {
        let known = self.by_pointer.get(pointer).cloned();
        let id = self.reserve(pointer, docs);
        self.fill(id, kind);
        if let Some(known) = known {
            self.by_pointer.insert(pointer.clone(), known);
        }
    }

    pub(super) fn fill(&mut self, id: TypeId, kind: TypeKind) {
        if let Some(def) = self.def_mut(id) {
            def.kind = kind;
        }
    }
}
