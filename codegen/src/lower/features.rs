//! A feature of Cargo for each tag of a large API, so that whoever needs a few tags compiles these and no more.
//!
//! - In: the [`Api`] as it will be, and `[features]` of the settings.
//! - Out: the names of the features, and which of them each type, shared error and shared struct of headers is for.
//! - Holds: what a feature has is what `[select]` of its tag leaves, and types that most tags need, which are always
//!   there, so that lists of features stay short; all features together have everything.
//!
//! A name follows from the modules of a group alone, which `names.lock` keeps.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::names::{Scope, module};
use super::options::Options;
use crate::diagnostic::{Sink, findings};
use crate::ir::{ALL_TAGS, Api, Group, Operation, RESERVED_FEATURES, UNTAGGED, WEBHOOK_EVENTS};

/// How many operations make an API so large that its tags are features.
const MANY_OPERATIONS: usize = 500;

/// What is needed by more tags than this is always there, unless there are many tags.
const FEW_TAGS: usize = 4;

/// What is needed by more than one of this many tags is always there.
const MOST_TAGS: usize = 4;

/// Gives tags their features, where the crate is to have them.
pub(super) fn add(api: &mut Api, options: &Options, sink: &mut Sink) {
    let is_tagged = api.groups.iter().any(|it| it.handle.is_some());
    let is_wanted = match &options.settings.features.tags {
        Some(setting) if setting.value && !is_tagged => {
            sink.push(findings::settings::no_tags().at(setting.place.clone()));
            false
        }
        Some(setting) => setting.value,
        None => api.operations().count() >= MANY_OPERATIONS,
    };
    if !is_wanted || !is_tagged || options.is_module {
        return;
    }
    let names = names(&api.groups);
    for (group, name) in api.groups.iter_mut().zip(names) {
        group.feature = Some(name);
    }
    let users = users(api);
    let needs = Needs::of(api);
    for (def, users) in api.types.iter_mut().zip(&users) {
        def.features = needs.features(users.as_ref());
    }
    let shared = shared(api);
    api.shared.features =
        shared.into_iter().map(|(name, users)| (name, needs.features(Some(&users)))).collect();
    split_modules(api);
}

/// What the features of groups are called: like their modules, with dots between and hyphens within.
fn names(groups: &[Group]) -> Vec<String> {
    let mut taken: BTreeSet<String> = RESERVED_FEATURES.iter().map(|it| (*it).to_owned()).collect();
    let name = |group: &Group| {
        if group.handle.is_none() {
            return UNTAGGED.to_owned();
        }
        let modules = group.lineage(groups).into_iter();
        let words = modules.map(|it| it.module.trim_matches('_').replace('_', "-"));
        let own = words.collect::<Vec<_>>().join(".");
        let numbered = (2_usize..).map(|it| format!("{own}-{it}"));
        let mut free = [own.clone(), format!("{own}-tag")].into_iter().chain(numbered);
        free.find(|it| taken.insert(it.clone())).unwrap_or(own)
    };
    groups.iter().map(name).collect()
}

/// The groups that need a type, by their indices, and for webhooks the number of groups; `None` where it is always needed.
type Users = Option<BTreeSet<usize>>;

/// By type.
fn users(api: &mut Api) -> Vec<Users> {
    let below: Vec<Vec<usize>> = api.types.iter().map(|it| named(it.kind.types())).collect();
    let mut users: Vec<Users> = vec![Some(BTreeSet::new()); api.types.len()];
    // What has been marked has all below it marked, too.
    let spread = |mut open: Vec<usize>, mark: &mut dyn FnMut(usize) -> bool| {
        while let Some(id) = open.pop() {
            if mark(id) {
                open.extend(below.get(id).into_iter().flatten());
            }
        }
    };
    let mut mark = |roots: Vec<usize>, user: usize| {
        spread(roots, &mut |id| {
            users.get_mut(id).and_then(Option::as_mut).is_some_and(|it| it.insert(user))
        });
    };
    for (index, group) in api.groups.iter_mut().enumerate() {
        let types = group.operations.iter_mut().flat_map(Operation::types_mut);
        mark(named(types.map(|it| &*it)), index);
    }
    mark(named(api.webhooks.iter().map(|it| &it.ty)), api.groups.len());
    let variables = api.servers.iter().flat_map(|it| &it.variables);
    let choices = variables.filter_map(|it| Some(it.choices?.0)).collect();
    spread(choices, &mut |id| users.get_mut(id).is_some_and(|it| it.take().is_some()));
    users
}

/// The definitions that types mention.
fn named<'a>(types: impl IntoIterator<Item = &'a crate::ir::Ty>) -> Vec<usize> {
    let mut found = Vec::new();
    for ty in types {
        ty.each_named(&mut |id| found.push(id.0));
    }
    found
}

/// By the names of errors and structs of headers that operations share.
fn shared(api: &Api) -> BTreeMap<String, BTreeSet<usize>> {
    let mut users = BTreeMap::<String, BTreeSet<usize>>::new();
    for (index, group) in api.groups.iter().enumerate() {
        for operation in &group.operations {
            let headers = operation.headers.iter().filter_map(|it| it.same_as.as_ref());
            for name in operation.error.same_as.iter().chain(headers) {
                users.entry(name.clone()).or_default().insert(index);
            }
        }
    }
    users
}

/// What the features of groups are, to list those that something is for.
struct Needs {
    /// The feature of each group, and that of webhooks.
    names: Vec<String>,
    /// By group the one that it is under, whose feature comes with its own.
    parents: Vec<Option<usize>>,
    /// What more of them need is always there.
    most: usize,
}

impl Needs {
    fn of(api: &Api) -> Self {
        let names = api.groups.iter().filter_map(|it| it.feature.clone());
        let names: Vec<String> = names.chain([WEBHOOK_EVENTS.to_owned()]).collect();
        let most = FEW_TAGS.max(names.len() / MOST_TAGS);
        Self { names, parents: api.groups.iter().map(|it| it.parent).collect(), most }
    }

    /// The features of what these use, without those that others bring along; none where it is always there.
    fn features(&self, users: Option<&BTreeSet<usize>>) -> Vec<String> {
        let Some(users) = users.filter(|it| it.len() <= self.most) else { return Vec::new() };
        if users.is_empty() {
            // Nothing that can be left out mentions it.
            return vec![ALL_TAGS.to_owned()];
        }
        let above = |of: usize| self.parents.get(of).copied().flatten();
        let is_first = |user: &&usize| {
            let mut above = std::iter::successors(above(**user), |it| above(*it));
            !above.any(|it| users.contains(&it))
        };
        let first = users.iter().filter(is_first).filter_map(|it| self.names.get(*it));
        first.cloned().collect::<BTreeSet<_>>().into_iter().collect()
    }
}

/// Takes the types of a module apart that aren't for the same features, so that a file has a condition or none.
fn split_modules(api: &mut Api) {
    let mut scope = Scope::default();
    let mut found: BTreeMap<String, BTreeMap<&[String], usize>> = BTreeMap::new();
    for def in &api.types {
        scope.claim(&def.module);
        let found = found.entry(def.module.clone()).or_default();
        // Those of the component that the module is called after, or of most.
        let weight = if def.pointer.component_schema().is_some() { api.types.len() } else { 1 };
        *found.entry(&def.features).or_default() += weight;
    }
    let most = |it: &BTreeMap<&[String], usize>| {
        it.iter().max_by_key(|(features, n)| (**n, Reverse(**features))).map(|it| it.0.to_vec())
    };
    let kept: BTreeMap<String, Vec<String>> =
        found.iter().filter_map(|(module, it)| Some((module.clone(), most(it)?))).collect();
    let mut apart: BTreeMap<(String, Vec<String>), String> = BTreeMap::new();
    for def in &mut api.types {
        if kept.get(&def.module) == Some(&def.features) {
            continue;
        }
        let own = || scope.take(&module(&def.name));
        let key = (def.module.clone(), def.features.clone());
        def.module = apart.entry(key).or_insert_with(own).clone();
    }
}
