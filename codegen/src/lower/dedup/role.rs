//! What types are for where they stand.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{ResponseCase, TypeId};
use crate::lower::draft::Definition;
use crate::lower::names::snake;
use crate::lower::owner::Owner;
use crate::lower::responses;
use crate::pointer::Pointer;
use crate::words::singular;

use super::finder::Finder;

/// How long a title may be to name something.
const LONGEST_TITLE: usize = 40;

/// What an inline type is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The value, or an item of the value, of a property, parameter or header, which is called so.
    Member(String),
    /// What a request, or a response, or an error consists of, or each item of it.
    Body(&'static str),
}

/// What all types are for.
#[derive(Debug, Default)]
pub(super) struct Roles {
    titles: BTreeMap<TypeId, String>,
    inline: BTreeMap<TypeId, Role>,
    components: BTreeMap<TypeId, String>,
}

impl Roles {
    /// The title of an inline type.
    pub(super) fn title(&self, id: TypeId) -> Option<&str> {
        self.titles.get(&id).map(String::as_str)
    }

    /// What an inline type is for.
    pub(super) fn role(&self, id: TypeId) -> Option<&Role> {
        self.inline.get(&id)
    }

    /// The names by which a type may meet another: in one case and number, whatever they were found in.
    pub(super) fn called(&self, id: TypeId) -> BTreeSet<String> {
        let role = self.inline.get(&id).map(|it| match it {
            Role::Member(name) => name.as_str(),
            Role::Body(kind) => kind,
        });
        let names = [self.title(id), role, self.components.get(&id).map(String::as_str)];
        names.into_iter().flatten().map(one).collect()
    }
}

/// A name in the singular.
fn one(name: &str) -> String {
    singular(&snake(name))
}

impl Finder<'_> {
    /// What each type is for, which for bodies of responses shows in the operations.
    pub(super) fn roles(&self) -> Roles {
        let mut errors = BTreeSet::new();
        for operation in self.draft.groups.iter().flat_map(|it| &it.operations) {
            let bodies = responses::failures(&operation.responses);
            for ty in bodies.into_iter().filter_map(|it: &ResponseCase| it.payload.ty()) {
                ty.each_named(&mut |id| {
                    errors.insert(id);
                });
            }
        }
        let mut roles = Roles::default();
        for (index, def) in self.draft.types.iter().enumerate() {
            let id = TypeId(index);
            if def.is_component() {
                roles.components.insert(id, self.naming.steps(&def.pointer).concat());
                continue;
            }
            if let Some(title) = self.title_of(def) {
                roles.titles.insert(id, title.to_owned());
            }
            roles.inline.insert(id, self.role(&def.pointer, errors.contains(&id)));
        }
        roles
    }

    /// The title that the description gives an inline schema.
    fn title_of(&self, def: &Definition) -> Option<&str> {
        let title = def.pointer.get(&self.canonical.root)?.get("title")?.as_str()?.trim();
        (!title.is_empty() && title.chars().count() <= LONGEST_TITLE).then_some(title)
    }

    fn role(&self, at: &Pointer, is_error: bool) -> Role {
        let Some((owner, rest)) = self.naming.owner(at) else { return Role::Member(String::new()) };
        let mut rest = rest.into_iter();
        let mut property = None;
        while let Some(token) = rest.next() {
            if token == "properties" {
                property = rest.next();
            }
        }
        if let Some(name) = property {
            return Role::Member(one(&name));
        }
        match owner {
            _ if is_error => Role::Body("Error"),
            Owner::SharedResponse(_) => Role::Body("Response"),
            Owner::SharedBody(_) | Owner::Request { .. } => Role::Body("Request"),
            Owner::Payload { .. } => Role::Body("Payload"),
            Owner::Response { status, .. } if status.starts_with('2') => Role::Body("Response"),
            Owner::Response { .. } => Role::Body("Error"),
            Owner::Schema(name)
            | Owner::Component(name)
            | Owner::ServerVariable(name)
            | Owner::SharedHeader { name, .. }
            | Owner::Parameter { name, .. }
            | Owner::Header { name, .. } => Role::Member(one(name)),
        }
    }
}
