//! Names that the settings give to types and members.
//!
//! - In: `[types.names]` and `[types.members]` of the settings.
//! - Out: names as they are written there; a schema or member that the description doesn't have, and a name that another
//!   one has, is an error at its line.

use crate::canonical::Canonical;
use crate::diagnostic::{Sink, findings};
use crate::lower::draft::{Definition, Draft};
use crate::lower::names::{Scope, TYPE_RESERVED};
use crate::lower::own_types::is_at;
use crate::lower::resolver::Resolver;
use crate::lower::schemas::Member;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;
use crate::settings::{Members, Setting, Types};

impl Walk<'_> {
    /// The names that settings give to some of `members`, which are taken in `scope`.
    pub(super) fn given_names(
        &mut self,
        members: &[Member<'_>],
        scope: &mut Scope,
    ) -> Vec<Option<String>> {
        if self.settings.types.members.is_empty() {
            return vec![None; members.len()];
        }
        members.iter().map(|it| self.given_name(it, scope)).collect()
    }

    /// The name that settings give to a member, which is taken in `scope`.
    pub(super) fn given_name(&mut self, member: &Member<'_>, scope: &mut Scope) -> Option<String> {
        let schema = member.at.split_last()?.0.split_last()?.0;
        let settings =
            self.settings.types.members.iter().filter(|it| self.is_schema(&it.schema, &schema));
        let found: Vec<&Members> = settings.collect();
        let mut given = None;
        for Members { schema, place: _, names } in found {
            let met = self.found.members_met.entry(schema.clone()).or_default();
            met.insert(member.wire.to_owned());
            let Some((_, Setting { value, place })) = names.iter().find(|it| it.0 == member.wire)
            else {
                continue;
            };
            let name = scope.take(value);
            if name != *value {
                let finding = findings::types::taken_member_name(value);
                self.sink.push(finding.at(place.clone()));
            }
            given = given.or(Some(name));
        }
        given
    }

    /// Whether a setting means the schema at `at`: by the name of a component, or by a pointer, here or as received.
    fn is_schema(&self, key: &str, at: &Pointer) -> bool {
        is_schema(self.canonical, key, at)
    }

    /// Says which names of members nothing has, when all schemas are known.
    pub(super) fn report_idle_members(&mut self) {
        if self.settings.types.members.is_empty() {
            return;
        }
        let met = std::mem::take(&mut self.found.members_met);
        let known: Vec<String> = self.resolver.schemas().map(|it| it.0.clone()).collect();
        for Members { schema, place, names } in &self.settings.types.members {
            let Some(members) = met.get(schema) else {
                let near = self.sink.most_similar(schema, known.iter().map(String::as_str));
                let finding = findings::types::unknown_schema_of_members(schema, near);
                self.sink.push(finding.at(place.clone()));
                continue;
            };
            for (wire, Setting { place, .. }) in names.iter().filter(|it| !members.contains(&it.0))
            {
                let near = self.sink.most_similar(wire, members.iter().map(String::as_str));
                let finding = findings::types::unknown_member(schema, wire, near);
                self.sink.push(finding.at(place.clone()));
            }
        }
    }
}

/// Whether a setting means the schema at `at`.
fn is_schema(canonical: &Canonical, key: &str, at: &Pointer) -> bool {
    if key.starts_with('/') {
        return key == at.as_str() || is_at(&canonical.origins.place(at), key);
    }
    at.component_schema().is_some_and(|it| it == key)
}

/// The names that settings give to some of the types, which are taken in `scope`; those of types of the user's own among
/// them.
pub(super) fn of_types(
    draft: &Draft,
    (canonical, resolver): (&Canonical, &Resolver<'_>),
    settings: &Types,
    scope: &mut Scope,
    sink: &mut Sink,
) -> Vec<Option<String>> {
    let mut given = vec![None; draft.types.len()];
    for (key, Setting { value, place }) in &settings.names {
        let is_it = |it: &Definition| {
            let places = draft.shared.places(&it.pointer);
            let mut places = places.unwrap_or(std::slice::from_ref(&it.pointer)).iter();
            places.any(|at| is_schema(canonical, key, at))
        };
        let Some(index) = draft.types.iter().position(is_it) else {
            let known: Vec<String> = resolver.schemas().map(|it| it.0.clone()).collect();
            let near = sink.most_similar(key, known.iter().map(String::as_str));
            sink.push(findings::types::name_of_no_type(key, near).at(place.clone()));
            continue;
        };
        if TYPE_RESERVED.contains(&value.as_str()) {
            sink.push(findings::types::reserved_name(value).at(place.clone()));
        } else if scope.take(value) != *value {
            sink.push(findings::types::taken_type_name(value).at(place.clone()));
        } else if let Some(slot) = given.get_mut(index) {
            *slot = Some(value.clone());
        }
    }
    for (slot, def) in given.iter_mut().zip(&draft.types) {
        let own = def.own.as_ref().and_then(|it| it.name.as_ref());
        if let (None, Some(name)) = (&slot, own) {
            let reserved = TYPE_RESERVED.contains(&name.as_str());
            let wanted = if reserved { format!("{name}Model") } else { name.clone() };
            *slot = Some(scope.take(&wanted));
        }
    }
    given
}
