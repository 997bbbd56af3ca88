//! Former names: by which code that was written for earlier versions still finds what there is.
//!
//! - In: the API with the names that it has now, and what the ledger remembers.
//! - Out: aliases, none of which is the name of anything; a finding about each that had to make way, which is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use crate::canonical::Canonical;
use crate::diagnostic::{Sink, findings};
use crate::ir::{Api, Group, GroupAlias, Operation, OperationAlias, Outcome, TypeAlias, TypeDef};
use crate::lower::draft::Shared;
use crate::lower::groups::{handle_of, place_of};
use crate::lower::names::{
    BUILDER_RESERVED, CLIENT_RESERVED, Former, HANDLE_RESERVED, Kind, Ledger, MODULE_RESERVED,
    Scope, TYPE_RESERVED,
};
use crate::lower::operations;
use crate::pointer::Pointer;

/// The names that variants have which are called after types: those that the types had first.
pub(super) fn first_names(types: &[TypeDef], shared: &Shared, ledger: &Ledger) -> Vec<String> {
    let first = |it: &TypeDef| {
        let mut names = shared.all_places(&it.pointer).iter();
        let first = ledger.first_name(Kind::Type, names.next()?)?;
        // One that others have become keeps its own.
        names.all(|it| ledger.first_name(Kind::Type, it) == Some(first)).then(|| first.to_owned())
    };
    types.iter().map(|it| first(it).unwrap_or_else(|| it.name.clone())).collect()
}

/// Those of types.
pub(super) fn of_types(
    types: &[TypeDef],
    canonical: &Canonical,
    (ledger, sink): (&mut Ledger, &mut Sink),
) -> Vec<TypeAlias> {
    Finder { groups: &[], canonical, ledger, sink }.types(types)
}

/// Adds those of groups and operations, and leaves those of types that are there.
pub(super) fn add(api: &mut Api, canonical: &Canonical, (ledger, sink): (&mut Ledger, &mut Sink)) {
    let mut finder = Finder { groups: &api.groups, canonical, ledger, sink };
    (api.aliases.groups, api.aliases.operations) = (finder.groups(), finder.operations());
    let there: BTreeSet<&String> = names_of(&api.types).collect();
    api.aliases.types.retain(|it| there.contains(&it.of));
}

/// The names of types, and of what stands beside them.
fn names_of(types: &[TypeDef]) -> impl Iterator<Item = &String> {
    types.iter().flat_map(|it| std::iter::once(&it.name).chain(&it.required))
}

struct Finder<'a> {
    groups: &'a [Group],
    canonical: &'a Canonical,
    ledger: &'a mut Ledger,
    sink: &'a mut Sink,
}

impl Finder<'_> {
    fn types(&mut self, types: &[TypeDef]) -> Vec<TypeAlias> {
        let mut scope = Scope::new(TYPE_RESERVED);
        for name in names_of(types) {
            scope.claim(name);
        }
        let by_name: BTreeMap<&str, &TypeDef> =
            types.iter().map(|it| (it.name.as_str(), it)).collect();
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for former in self.ledger.formers(Kind::Type) {
            let Some(def) = by_name.get(former.now.1.as_str()) else { continue };
            for name in &former.names {
                if found.get(name) == Some(&def.name) {
                    continue;
                }
                if !scope.claim(name) {
                    self.lose(Kind::Type, &former, name);
                    continue;
                }
                found.insert(name.clone(), def.name.clone());
                if let Some(required) = &def.required {
                    let beside = format!("{name}Required");
                    if scope.claim(&beside) {
                        found.insert(beside, required.clone());
                    }
                }
            }
        }
        found.into_iter().map(|(name, of)| TypeAlias { name, of }).collect()
    }

    fn groups(&mut self) -> Vec<GroupAlias> {
        let mut found = Vec::new();
        for former in self.ledger.formers(Kind::Group) {
            let is_it = |(_, it): &(usize, &Group)| {
                it.handle.is_some() && place_of(Some(&it.tag)).as_str() == former.place
            };
            let Some((index, group)) = self.groups.iter().enumerate().find(is_it) else { continue };
            for name in &former.names {
                let mut accessors = self.members(group.parent);
                let mut others = self.groups.iter().filter(|it| it.parent == group.parent);
                let is_module = others.any(|it| it.module == *name);
                let is_free = !is_module && !MODULE_RESERVED.contains(&name.as_str());
                if !is_free || !accessors.claim(name) {
                    self.lose(Kind::Group, &former, name);
                    continue;
                }
                let handle = Some(handle_of(name)).filter(|it| group.handle.as_ref() != Some(it));
                found.push(GroupAlias { group: index, name: name.clone(), handle });
            }
        }
        found
    }

    fn operations(&mut self) -> Vec<OperationAlias> {
        let mut found: Vec<OperationAlias> = Vec::new();
        let is_own = |(_, it): &(usize, &Group)| it.handle.is_some() != it.tag.is_empty();
        // Of two the first.
        let groups = self.groups.iter().enumerate().rev().filter(is_own);
        let by_tag: BTreeMap<&str, usize> =
            groups.map(|(index, it)| (it.tag.as_str(), index)).collect();
        let mut scopes = BTreeMap::new();
        for former in self.ledger.formers(Kind::Operation) {
            let under = by_tag.get(former.tag.as_str()).copied();
            let (Some(under), Some(group)) = (under, by_tag.get(former.now.0.as_str()).copied())
            else {
                continue;
            };
            let operations = self.groups.get(group).map_or(&[][..], |it| &it.operations);
            let Some(operation) = operations.iter().position(|it| it.name == former.now.1) else {
                continue;
            };
            for name in &former.names {
                let (methods, items) =
                    scopes.entry(under).or_insert_with(|| (self.methods(under), self.items(under)));
                if !methods.claim(name) {
                    self.lose(Kind::Operation, &former, name);
                    continue;
                }
                let types = operations
                    .get(operation)
                    .map_or_else(Vec::new, |it| former_items(it, name, under == group, items));
                found.push(OperationAlias { name: name.clone(), under, group, operation, types });
            }
        }
        found
    }

    /// The methods that the handle of a group has.
    fn methods(&self, group: usize) -> Scope {
        let has_handle = self.groups.get(group).is_some_and(|it| it.handle.is_some());
        self.members(has_handle.then_some(group))
    }

    /// The methods of a handle, or of the client.
    fn members(&self, group: Option<usize>) -> Scope {
        let reserved = if group.is_some() { HANDLE_RESERVED } else { CLIENT_RESERVED };
        let mut scope = Scope::new(reserved);
        for it in self.groups.iter().filter(|it| it.parent == group) {
            scope.claim(&it.accessor);
        }
        let own = match group {
            Some(index) => self.groups.get(index),
            None => self.groups.iter().find(|it| it.handle.is_none()),
        };
        for operation in own.iter().flat_map(|it| &it.operations) {
            scope.claim(&operation.name);
            for waiter in &operation.waiters {
                scope.claim(&waiter.name);
            }
        }
        scope
    }

    /// The types that the module of a group has.
    fn items(&self, group: usize) -> BTreeSet<String> {
        let group = self.groups.get(group);
        let own = group.iter().flat_map(|it| &it.operations).flat_map(items);
        own.chain(group.and_then(|it| it.handle.as_deref())).map(str::to_owned).collect()
    }

    /// A name that something else has now, which it therefore no longer stands for.
    fn lose(&mut self, kind: Kind, former: &Former, name: &str) {
        let at = Pointer::parse(&former.place).unwrap_or_default();
        let finding = findings::names::lost_alias(name, &former.now.1);
        self.sink.push(finding.at(self.canonical.origins.place(&at)));
        self.ledger.forget(kind, former, name);
    }
}

/// The types that an operation has in its group's module.
fn items(operation: &Operation) -> impl Iterator<Item = &str> {
    let outcomes = operation.outcomes().filter_map(|it| match it {
        Outcome::Cases(it) => Some(it.name.as_str()),
        Outcome::Value(_) | Outcome::Download | Outcome::Items(_) | Outcome::Events(_) => None,
    });
    let headers = operation.headers.as_ref().map(|it| it.name.as_str());
    [operation.builder.as_str(), operation.error.name.as_str()]
        .into_iter()
        .chain(operation.required.as_deref())
        .chain(headers)
        .chain(outcomes)
}

/// What the types of an operation were called whose method was `name`; of those `taken` none.
fn former_items(
    operation: &Operation,
    name: &str,
    is_same_group: bool,
    taken: &mut BTreeSet<String>,
) -> Vec<TypeAlias> {
    let builder = operations::builder(&mut Scope::new(BUILDER_RESERVED), name);
    let former = |it: &str| match it.strip_prefix(operation.builder.as_str()) {
        Some(rest) if operation.name != name => format!("{builder}{rest}"),
        _ => it.to_owned(),
    };
    let mut found = Vec::new();
    for of in items(operation) {
        let alias = TypeAlias { name: former(of), of: of.to_owned() };
        if (!is_same_group || alias.name != alias.of) && taken.insert(alias.name.clone()) {
            found.push(alias);
        }
    }
    found
}
