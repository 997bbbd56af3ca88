//! The API while it is made: what the walk over the description has found, which the passes then finish.
//!
//! - In: types by their places, operations that mention them, and what only passes ask for.
//! - Out: an [`Api`](crate::ir::Api), by [`finish`](super::finish), once all passes are through.
//! - Holds: types have no names here, because a name depends on which types there are in the end.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::Place;
use crate::ir::{
    self, Auth, Docs, EventName, Facts, Foreign, Group, NamedServer, RequestSigner, Server,
    Signature, Ty, TypeId, TypeKind, Usage, Webhook,
};
use crate::lower::owner::Owner;
use crate::lower::pending::UnresolvedDiscriminator;
use crate::pointer::Pointer;
use crate::settings::Setting;

/// A type that has no name yet.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    /// Where the canonical document defines it.
    pub(super) pointer: Pointer,
    /// What is written about it.
    pub(super) docs: Docs,
    /// What its schema says that it doesn't show.
    pub(super) facts: Facts,
    /// Whether it is sent, received, or both.
    pub(super) usage: Usage,
    /// What it is.
    pub(super) kind: TypeKind,
    /// The words of the name that it asks for.
    pub(super) words: Vec<String>,
    /// The type of the user's own that stands for it in the end.
    pub(super) own: Option<Box<Own>>,
}

/// A type of the user's own, while the description's is still there.
#[derive(Clone, Debug)]
pub(super) struct Own {
    /// The type.
    pub(super) foreign: Foreign,
    /// Where the settings have it.
    pub(super) place: Place,
    /// What the type around it is called, where a setting says so.
    pub(super) name: Option<Setting<String>>,
    /// What it is called after otherwise, where that is no schema.
    pub(super) after: Option<String>,
    /// A value of it, where a setting has one.
    pub(super) example: Option<Value>,
}

/// The schemas and formats that types of the user's own were found for.
#[derive(Clone, Debug, Default)]
pub(super) struct OwnMet {
    /// The schemas, as the settings call them.
    pub(super) schemas: BTreeSet<String>,
    /// Those that another setting has a type for already.
    pub(super) spare: BTreeSet<String>,
    /// The formats, as the settings call them.
    pub(super) formats: BTreeSet<String>,
    /// The formats that scalars have.
    pub(super) known: BTreeSet<String>,
}

impl Definition {
    /// Whether the description itself names it.
    pub(super) fn is_component(&self) -> bool {
        self.pointer.component_schema().is_some()
    }
}

impl AsRef<TypeKind> for Definition {
    fn as_ref(&self) -> &TypeKind {
        &self.kind
    }
}

/// Which side alone sends a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// The server.
    ReadOnly,
    /// The client.
    WriteOnly,
}

/// The inline types that stand for several places.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// The words that each of them is called by; there are none where it goes by its own place.
    pub(super) names: BTreeMap<Pointer, String>,
    /// The places that each of them stands for, its own among them.
    pub(super) places: BTreeMap<Pointer, Vec<Pointer>>,
}

impl Shared {
    /// The words of the name of the type at `at`, where it isn't called after its place.
    pub(super) fn name(&self, at: &Pointer) -> Option<&str> {
        self.names.get(at).map(String::as_str)
    }

    /// The places that the type at `at` stands for: its own, or several.
    pub(super) fn all_places<'s>(&'s self, at: &'s Pointer) -> &'s [Pointer] {
        self.places(at).unwrap_or(std::slice::from_ref(at))
    }

    /// The places that the type at `at` stands for, where they are several.
    pub(super) fn places(&self, at: &Pointer) -> Option<&[Pointer]> {
        self.places.get(at).map(Vec::as_slice)
    }
}

/// The API while it is made.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) types: Vec<Definition>,
    /// What each schema became.
    pub(super) places: BTreeMap<Pointer, Ty>,
    pub(super) servers: Vec<Server>,
    pub(super) named_servers: Vec<NamedServer>,
    pub(super) auths: Vec<Auth>,
    pub(super) signers: Vec<RequestSigner>,
    pub(super) groups: Vec<Group>,
    pub(super) webhooks: Vec<Webhook>,
    pub(super) event_name: Option<EventName>,
    pub(super) signature: Option<Signature>,
    /// Unions with a discriminator whose variants have no tags yet.
    pub(super) discriminators: BTreeMap<TypeId, UnresolvedDiscriminator>,
    /// Members that only one side sends.
    pub(super) one_way: BTreeMap<(TypeId, String), Access>,
    /// Whose the types are that are made of what stands at a place, and below.
    pub(super) owners: BTreeMap<Pointer, Owner>,
    /// Components whose names are shorter than in the description.
    pub(super) short_names: BTreeMap<String, String>,
    /// The inline types that stand for several places.
    pub(super) shared: Shared,
    /// The types of the user's own that something was found for.
    pub(super) own_met: OwnMet,
}

impl Draft {
    pub(super) fn def(&self, id: TypeId) -> Option<&Definition> {
        self.types.get(id.0)
    }

    pub(super) fn def_mut(&mut self, id: TypeId) -> Option<&mut Definition> {
        self.types.get_mut(id.0)
    }

    /// The definition that the schema at `place` became.
    pub(super) fn def_at(&self, place: &Pointer) -> Option<&Definition> {
        self.def(self.places.get(place)?.named()?).filter(|it| it.pointer == *place)
    }

    /// Leaves the definitions that `order` lists, in this order.
    pub(super) fn reorder(&mut self, order: &[TypeId]) {
        let ids = order.iter().enumerate().map(|(new, old)| (*old, TypeId(new)));
        self.renumber(&ids.collect());
        let mut types: Vec<Option<Definition>> =
            std::mem::take(&mut self.types).into_iter().map(Some).collect();
        let take = |id: &TypeId| types.get_mut(id.0).and_then(Option::take);
        self.types = order.iter().filter_map(take).collect();
    }

    /// Replaces definitions by others wherever they are mentioned.
    pub(super) fn renumber(&mut self, ids: &BTreeMap<TypeId, TypeId>) {
        let own = self.types.iter_mut().flat_map(|it| it.kind.types_mut());
        own.chain(self.places.values_mut()).for_each(|it| it.renumber(ids));
        let surface = (&mut *self.groups, &mut *self.webhooks, &mut *self.servers);
        ir::renumber_surface(surface, ids);
    }
}
