//! Names that the settings give to types and members.
//!
//! - In: `[types.names]` and `[types.members]` of the settings.
//! - Out: names as they are written there; a schema or member that the description doesn't have, and a name that another
//!   one has, is an error at its line.

use std::collections::BTreeMap;

use crate::canonical::Canonical;
use crate::diagnostic::{Sink, findings};
use crate::lower::draft::{Definition, Draft};
use crate::lower::names::{Kept, Scope, TYPE_RESERVED, is_as_written, snake};
use crate::lower::own_types::Called;
use crate::lower::resolver::Resolver;
use crate::lower::schemas::Member;
use crate::lower::walk::Walk;
use crate::settings::{Members, Setting, Types};

impl<'a> Walk<'a> {
    /// The names of members, by those on the wire: those that settings give, and those of earlier runs, which are `kept`; of
    /// two others that sound alike the same one has the name, in whichever order they stand.
    pub(super) fn names_of<'m>(
        &mut self,
        members: &[&'m Member<'_>],
        kept: &Kept,
        scope: &mut Scope,
        name: impl Fn(&mut Scope, &str) -> String,
    ) -> BTreeMap<&'m str, String> {
        let mut names = self.given_names(members, scope);
        let mut wires: Vec<&str> = members.iter().map(|it| it.wire).collect();
        for wire in &wires {
            if let (false, Some(known)) = (names.contains_key(wire), kept.name(wire))
                && scope.claim(known)
            {
                names.insert(wire, known.to_owned());
            }
        }
        // What is new makes way for what is gone.
        kept.all().for_each(|it| _ = scope.claim(it));
        let is_first = |wire: &str| kept.is_first(&snake(wire), wire);
        wires.sort_by_cached_key(|it| (!is_first(it), !is_as_written(it), *it));
        for wire in wires {
            names.entry(wire).or_insert_with(|| name(scope, wire));
        }
        names
    }

    /// The names that settings give to some of `members`, by those on the wire; they are taken in `scope`.
    fn given_names<'m>(
        &mut self,
        members: &[&'m Member<'_>],
        scope: &mut Scope,
    ) -> BTreeMap<&'m str, String> {
        let mut given = BTreeMap::new();
        if self.settings.types.members.is_empty() {
            return given;
        }
        let found: Vec<_> = members.iter().map(|it| (it.wire, self.given_name(it))).collect();
        for (wire, name) in &found {
            let Some(Setting { value, place }) = name else { continue };
            // A member that no setting names, and that would make way without a word.
            let displaces =
                |(wire, name): &(&str, Option<_>)| name.is_none() && snake(wire) == *value;
            if scope.claim(value) && !found.iter().any(displaces) {
                given.insert(*wire, value.clone());
            } else {
                self.sink.push(findings::types::taken_member_name(value).at(place.clone()));
            }
        }
        given
    }

    /// The name that settings give to a member; the first, where several do.
    fn given_name(&mut self, member: &Member<'_>) -> Option<&'a Setting<String>> {
        let schema = member.at.split_last()?.0.split_last()?.0;
        let settings: &'a [Members] = &self.settings.types.members;
        let called = Called::new(self.canonical, &schema);
        let mut given: Option<&Setting<String>> = None;
        for Members { schema, place: _, names } in
            settings.iter().filter(|it| called.by(&it.schema))
        {
            let met = self.found.members_met.entry(schema.clone()).or_default();
            met.insert(member.wire.to_owned());
            let Some((_, name)) = names.iter().find(|it| it.0 == member.wire) else { continue };
            let first = given.get_or_insert(name);
            if first.value != name.value {
                let finding = findings::types::two_names(&first.value, &name.value, &first.place);
                self.sink.push(finding.at(name.place.clone()));
            }
        }
        given
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
                let finding = if known.contains(schema) {
                    findings::types::no_members_of_its_own(schema)
                } else {
                    let near = self.sink.most_similar(schema, known.iter().map(String::as_str));
                    findings::types::unknown_schema_of_members(schema, near)
                };
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

/// The names that settings give to some of the types, which are taken in `scope`; those of types of the user's own among
/// them; `None` for each of the others.
pub(super) fn of_types(
    draft: &Draft,
    (canonical, resolver): (&Canonical, &Resolver<'_>),
    settings: &Types,
    scope: &mut Scope,
    sink: &mut Sink,
) -> Vec<Option<Setting<String>>> {
    let mut given = Given { names: vec![None; draft.types.len()], scope, sink };
    for (key, name) in &settings.names {
        let is_it = |it: &Definition| {
            let places = draft.shared.places(&it.pointer);
            let mut places = places.unwrap_or(std::slice::from_ref(&it.pointer)).iter();
            places.any(|at| Called::new(canonical, at).by(key))
        };
        if let Some(index) = draft.types.iter().position(is_it) {
            given.give(index, name);
        } else {
            let known: Vec<String> = resolver.schemas().map(|it| it.0.clone()).collect();
            let finding = if known.contains(key) {
                findings::types::no_schema_of_its_own(key)
            } else {
                let near = given.sink.most_similar(key, known.iter().map(String::as_str));
                findings::types::name_of_no_type(key, near)
            };
            given.sink.push(finding.at(name.place.clone()));
        }
    }
    for (index, def) in draft.types.iter().enumerate() {
        if let Some(name) = def.own.as_ref().and_then(|it| it.name.as_ref()) {
            given.give(index, name);
        }
    }
    given.names
}

/// Names on their way to types.
struct Given<'a> {
    names: Vec<Option<Setting<String>>>,
    scope: &'a mut Scope,
    sink: &'a mut Sink,
}

impl Given<'_> {
    /// Gives the type at `index` a name, or says why it can't have it.
    fn give(&mut self, index: usize, name: &Setting<String>) {
        let Setting { value, place } = name;
        let same = |it: &Setting<String>| it.place == *place;
        let is_of_one_format = self.names.iter().flatten().any(same);
        let Some(slot) = self.names.get_mut(index) else { return };
        let finding = match slot {
            Some(first) if first.value == *value => return,
            Some(first) => findings::types::two_names(&first.value, value, &first.place),
            None if TYPE_RESERVED.contains(&value.as_str()) => {
                findings::types::reserved_name(value)
            }
            // A format of strings and of numbers has a type for each, the second with a number behind.
            None if is_of_one_format => {
                *slot = Some(Setting { value: self.scope.take(value), place: place.clone() });
                return;
            }
            None if self.scope.claim(value) => {
                *slot = Some(name.clone());
                return;
            }
            None => findings::types::taken_type_name(value),
        };
        self.sink.push(finding.at(place.clone()));
    }
}
