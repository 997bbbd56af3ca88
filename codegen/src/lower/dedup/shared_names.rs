//! The names of types that stand for several places: what those have in common.
//!
//! A title that all places have; else what they are called there, if nothing else is called so; else the words that the
//! names of all places share; for a body, its members. Where none of these is free, the first place gives the name.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{TypeId, TypeKind};
use crate::lower::draft::Definition;
use crate::lower::names::{Kind, TYPE_RESERVED, camel, snake};
use crate::words::singular;

use super::finder::Finder;
use super::role::{Role, Roles};

/// How many members a type may have to be called by them.
const FEW: usize = 3;

/// Words of names that say nothing of one place.
const OF_ANY_BODY: [&str; 6] = ["body", "error", "item", "payload", "response", "request"];

/// A type without a name yet, and how it might be called, the best proposal first.
struct Proposals {
    id: TypeId,
    n_places: usize,
    names: Vec<Option<String>>,
}

impl Finder<'_> {
    /// The words of the names of types that stand for several `places`; those that are `gone` are no types any more.
    pub(super) fn shared_names(
        &self,
        places: &BTreeMap<TypeId, Vec<TypeId>>,
        gone: &BTreeSet<TypeId>,
        roles: &Roles,
    ) -> BTreeMap<TypeId, String> {
        let mut taken = self.names_in_use(places, gone);
        let callings = self.callings(gone, roles);
        let mut names = BTreeMap::new();
        let mut open = Vec::new();
        for (id, places) in places {
            let Some(def) = self.draft.def(*id) else { continue };
            match self.known_name(*id, places) {
                Some(known) => {
                    names.insert(*id, known.to_owned());
                }
                None => open.push(Proposals {
                    id: *id,
                    n_places: places.len(),
                    names: self.proposals(def, places, &callings, roles),
                }),
            }
        }
        grant(&open, &mut taken, &mut names);
        names
    }

    /// The name that users have a type by: that of its place, or else of another where it stands.
    fn known_name(&self, id: TypeId, places: &[TypeId]) -> Option<&str> {
        let mut all = std::iter::once(&id).chain(places).filter_map(|it| self.draft.def(*it));
        all.find_map(|it| self.ledger.known(Kind::Type, &it.pointer))
    }

    /// The names that other types have or will ask for.
    fn names_in_use(
        &self,
        places: &BTreeMap<TypeId, Vec<TypeId>>,
        gone: &BTreeSet<TypeId>,
    ) -> BTreeSet<String> {
        let mut taken: BTreeSet<String> = TYPE_RESERVED.iter().map(|it| (*it).to_owned()).collect();
        taken.extend(self.ledger.names(Kind::Type).map(str::to_owned));
        for (index, def) in self.draft.types.iter().enumerate() {
            let id = TypeId(index);
            if !gone.contains(&id) && !places.contains_key(&id) {
                taken.insert(camel(&self.naming.steps(&def.pointer).join(" ")));
            }
        }
        taken
    }

    /// What inline types are called where they stand, and which are called so.
    fn callings(&self, gone: &BTreeSet<TypeId>, roles: &Roles) -> BTreeMap<Role, BTreeSet<TypeId>> {
        let mut callings: BTreeMap<Role, BTreeSet<TypeId>> = BTreeMap::new();
        for (index, def) in self.draft.types.iter().enumerate() {
            let id = TypeId(index);
            if let (false, false, Some(role)) =
                (gone.contains(&id), def.is_component(), roles.role(id))
            {
                callings.entry(role.clone()).or_default().insert(id);
            }
        }
        callings
    }

    fn proposals(
        &self,
        def: &Definition,
        places: &[TypeId],
        callings: &BTreeMap<Role, BTreeSet<TypeId>>,
        roles: &Roles,
    ) -> Vec<Option<String>> {
        let titles: BTreeSet<&str> = places.iter().filter_map(|it| roles.title(*it)).collect();
        let title = titles.first().filter(|_| titles.len() == 1).map(|it| (*it).to_owned());
        let own: BTreeSet<&Role> = places.iter().filter_map(|it| roles.role(*it)).collect();
        let members: Vec<&String> = own
            .iter()
            .filter_map(|it| if let Role::Member(name) = it { Some(name) } else { None })
            .collect();
        let common = self.common_words(places);
        let mut proposals = vec![title];
        if let [name] = members.as_slice() {
            let alone = callings.get(&Role::Member((*name).clone())).is_none_or(|it| it.len() < 2);
            proposals.push(alone.then(|| (*name).clone()));
        }
        match own.iter().copied().collect::<Vec<_>>().as_slice() {
            [Role::Member(_)] => proposals.push(Some(common.join(" "))),
            [Role::Body(kind)] => {
                let words: Vec<&str> = common
                    .iter()
                    .map(String::as_str)
                    .filter(|it| !OF_ANY_BODY.contains(it) && it.parse::<u64>().is_err())
                    .collect();
                proposals.push(Some(format!("{} {kind}", words.join(" "))));
                proposals.push(members_in_words(def).map(|it| format!("{it} {kind}")));
            }
            _ => {}
        }
        proposals
    }

    /// The words that the names of all places share.
    fn common_words(&self, places: &[TypeId]) -> Vec<String> {
        let mut names = places.iter().filter_map(|it| self.draft.def(*it)).map(|it| {
            let words = snake(&self.naming.steps(&it.pointer).join(" "));
            words.split('_').map(str::to_owned).collect::<Vec<_>>()
        });
        let first = names.next().unwrap_or_default();
        names.fold(first, |common, other| {
            let shared = |it: String| {
                let one = singular(&it);
                let is_there = other.iter().any(|other| singular(other) == one);
                is_there.then(|| if other.contains(&it) { it } else { one })
            };
            common.into_iter().filter_map(shared).collect()
        })
    }
}

/// Gives what is `open` names that aren't `taken`: the best proposals first.
///
/// Of several that have one proposal, the one that stands for most places is meant, if there is one.
fn grant(open: &[Proposals], taken: &mut BTreeSet<String>, names: &mut BTreeMap<TypeId, String>) {
    let n_levels = open.iter().map(|it| it.names.len()).max().unwrap_or(0);
    for level in 0..n_levels {
        let mut wanted: BTreeMap<String, Vec<&Proposals>> = BTreeMap::new();
        for it in open.iter().filter(|it| !names.contains_key(&it.id)) {
            let Some(name) = it.names.get(level).cloned().flatten().map(|it| camel(&it)) else {
                continue;
            };
            if !taken.contains(&name) {
                wanted.entry(name).or_default().push(it);
            }
        }
        for (name, mut who) in wanted {
            who.sort_by_key(|it| Reverse(it.n_places));
            let next = who.get(1).map(|it| it.n_places);
            if let Some(it) = who.first().filter(|it| Some(it.n_places) != next) {
                taken.insert(name.clone());
                names.insert(it.id, name);
            }
        }
    }
}

/// The members of a type, where they are few.
fn members_in_words(def: &Definition) -> Option<String> {
    let TypeKind::Record(record) = &def.kind else { return None };
    let mut names: Vec<&str> = record.fields.iter().map(|it| it.wire.as_str()).collect();
    names.sort_unstable();
    (!names.is_empty() && names.len() <= FEW).then(|| names.join(" "))
}
