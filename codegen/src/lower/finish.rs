//! The draft to the API: types get their names and modules, and stand in the order of their names.

use std::collections::BTreeMap;

use crate::canonical::Canonical;
use crate::diagnostic::{Place, Sink, findings};
use crate::ir::{Aliases, Api, Docs, Extras, Group, TypeDef, TypeId, TypeKind};
use crate::lower::derives;
use crate::lower::draft::{Definition, Draft, Shared};
use crate::lower::facets::with_link;
use crate::lower::former;
use crate::lower::names::{Kind, Ledger, Scope, TYPE_RESERVED, Wanted, camel, module};
use crate::lower::options::Options;
use crate::lower::package::{self, package_name};
use crate::lower::resolver::Resolver;
use crate::lower::responses;
use crate::lower::retry;
use crate::lower::{own_names, own_types};
use crate::pointer::Pointer;
use crate::settings::{Setting, Types};

/// The API that a draft has become; names are noted in the ledger.
pub(super) fn finish(
    mut draft: Draft,
    canonical: &Canonical,
    resolver: &Resolver<'_>,
    options: &Options,
    (ledger, sink): (&mut Ledger, &mut Sink),
) -> Api {
    let settings = &options.settings.types;
    let mut types = types(&mut draft, (canonical, resolver), settings, (&mut *ledger, &mut *sink));
    // Names that had to make way are forgotten first, as the next run has them.
    let of_types = former::of_types(&types, canonical, (&mut *ledger, &mut *sink));
    responses::name_errors(&mut draft.groups, &former::first_names(&types, &draft.shared, ledger));
    let shared = responses::share(&mut draft.groups);
    derives::add(&mut types, settings, sink);
    let aliases = Aliases { types: of_types, ..Aliases::default() };
    let (info, more) = (&canonical.api.info, canonical.api.external_docs.as_ref());
    let title = options.title.as_deref().unwrap_or(info.title.trim());
    let package = options.package.clone().unwrap_or_else(|| package_name(title));
    Api {
        metadata: package::metadata(&options.settings.package),
        title: if title.is_empty() { package.clone() } else { title.to_owned() },
        package,
        version: info.version.clone(),
        docs: Docs { text: with_link(info.description.clone(), more), ..Docs::default() },
        dialect: options.dialect.clone(),
        servers: draft.servers,
        named_servers: draft.named_servers,
        auths: draft.auths,
        signers: draft.signers,
        retry: retry::policy(&options.settings.retry),
        dependencies: package::dependencies(settings),
        types,
        aliases,
        shared,
        groups: draft.groups,
        left_out: 0,
        webhooks: draft.webhooks,
        event_name: draft.event_name,
        signature: draft.signature,
        response_rules: options.settings.responses.rules.clone(),
    }
}

/// The types of a draft, in the order of their names, by which all else in the draft knows them from now on.
fn types(
    draft: &mut Draft,
    (canonical, resolver): (&Canonical, &Resolver<'_>),
    settings: &Types,
    (ledger, sink): (&mut Ledger, &mut Sink),
) -> Vec<TypeDef> {
    let mut scope = Scope::new(TYPE_RESERVED);
    let given = own_names::of_types(draft, (canonical, resolver), settings, &mut scope, sink);
    let names = names((&draft.types, &draft.shared), canonical, given, scope, (ledger, sink));
    let shared = &draft.shared;
    let places = draft.types.iter().flat_map(|it| shared.all_places(&it.pointer));
    let operations = draft.groups.iter().flat_map(|it| &it.operations).map(|it| &it.pointer);
    ledger.retain(places.chain(operations));
    let modules = modules(draft, &names);
    let mut required = required(&draft.types, &names);
    for operation in draft.groups.iter_mut().flat_map(|it| &mut it.operations) {
        if !operation.needs_names(&draft.types) {
            operation.required = None;
        }
    }
    let called = names.into_iter().zip(modules).enumerate();
    let mut order: Vec<_> = called.map(|(old, (name, module))| (old, name, module)).collect();
    order.sort_by(|a, b| a.1.cmp(&b.1));
    draft.reorder(&order.iter().map(|(old, ..)| TypeId(*old)).collect::<Vec<_>>());
    let definitions = std::mem::take(&mut draft.types).into_iter().zip(order);
    let types = definitions.map(|(definition, (old, name, module))| {
        let component = definition.pointer.component_schema();
        let wire = component.map(|it| resolver.given_name(&it).to_owned());
        let wire = wire.filter(|wire| *wire != name);
        named(definition, (name, module, wire), required.remove(&old))
    });
    types.collect()
}

/// The name of each type: what it had in earlier runs, else what it asks for, if that is free.
fn names(
    (types, shared): (&[Definition], &Shared),
    canonical: &Canonical,
    given: Vec<Option<Setting<String>>>,
    mut scope: Scope,
    (ledger, sink): (&mut Ledger, &mut Sink),
) -> Vec<String> {
    let mut places: BTreeMap<String, Place> =
        given.iter().flatten().map(|it| (it.value.clone(), it.place.clone())).collect();
    let mut open: Vec<(usize, &Definition)> =
        types.iter().enumerate().zip(&given).filter(|it| it.1.is_none()).map(|it| it.0).collect();
    // Of two that ask for one name the same one has it, in whichever order they stand: a component before what is inline,
    // and what is called just so before what only sounds alike.
    let rank = |it: &Definition| {
        let words = it.words.join(" ");
        (!it.is_component(), camel(&words) != words, it.pointer.clone())
    };
    open.sort_by_cached_key(|(_, it)| rank(it));
    let wanted = |it: &Definition| Wanted {
        places: shared.all_places(&it.pointer).to_vec(),
        words: it.words.join(" "),
        given: None,
    };
    let wanted: Vec<Wanted> = open.iter().map(|(_, it)| wanted(it)).collect();
    ledger.meet((Kind::Type, ""), types.iter().flat_map(|it| shared.all_places(&it.pointer)));
    let (allocated, withheld) =
        ledger.allocate((Kind::Type, ""), (&wanted, camel), &mut scope, &mut |scope, name| {
            // This one would make way without a word.
            if let Some(place) = places.remove(name) {
                sink.push(findings::types::taken_type_name(name).at(place));
            }
            if TYPE_RESERVED.contains(&name) {
                scope.take(&format!("{name}Model"))
            } else {
                scope.take(name)
            }
        });
    for it in withheld {
        let finding = findings::names::withheld(&it.asked, &it.had, &it.name);
        sink.push(finding.at(canonical.origins.place(&it.place)));
    }
    let mut names: Vec<String> =
        given.into_iter().map(|it| it.map(|it| it.value).unwrap_or_default()).collect();
    for ((index, _), name) in open.iter().zip(allocated) {
        if let Some(slot) = names.get_mut(*index) {
            *slot = name;
        }
    }
    for (name, def) in names.iter().zip(types) {
        for place in shared.all_places(&def.pointer) {
            ledger.record(Kind::Type, place, name);
        }
    }
    names
}

/// The names of the structs of what constructors take by name, by the indices of the types that they make.
///
/// They come after all types, so that no type's name changes for one of them.
fn required(types: &[Definition], names: &[String]) -> BTreeMap<usize, String> {
    let mut scope = Scope::new(TYPE_RESERVED);
    for name in names {
        scope.claim(name);
    }
    let by_name = types.iter().zip(names).enumerate().filter(|(_, (definition, _))| {
        let TypeKind::Record(record) = &definition.kind else { return false };
        definition.usage.sent && record.has_named_arguments(types)
    });
    let mut found: Vec<(usize, &String)> =
        by_name.map(|(index, (_, name))| (index, name)).collect();
    found.sort_by_key(|(_, name)| *name);
    found.into_iter().map(|(index, name)| (index, scope.take(&format!("{name}Required")))).collect()
}

/// A definition with its name, its module and, where that differs, its name in the description.
fn named(
    definition: Definition,
    (name, module, wire): (String, String, Option<String>),
    required: Option<String>,
) -> TypeDef {
    let Definition { pointer, docs, facts, usage, kind, words: _, own: _ } = definition;
    TypeDef {
        name,
        module,
        wire,
        pointer,
        docs,
        facts,
        usage,
        required,
        kind,
        extras: Extras::default(),
        features: Vec::new(),
    }
}

/// The module of each type: a component and what is defined inside it share one; what stands in several is apart.
fn modules(draft: &Draft, names: &[String]) -> Vec<String> {
    let Draft { types, groups, shared, .. } = draft;
    let mut scope = Scope::default();
    let mut by_root: BTreeMap<Pointer, String> = BTreeMap::new();
    for (def, name) in types.iter().zip(names).filter(|it| it.0.is_component()) {
        by_root.insert(def.pointer.clone(), scope.take(&module(name)));
    }
    let schemas = Pointer::root().child("components").child("schemas");
    let of_component = |at: &Pointer| {
        let component = at.strip_prefix(&schemas).and_then(|rest| rest.tokens().next());
        component.and_then(|name| by_root.get(&schemas.child(&name)))
    };
    let mut by_operation: BTreeMap<&Pointer, &Group> = BTreeMap::new();
    for group in groups {
        for operation in &group.operations {
            by_operation.entry(&operation.pointer).or_insert(group);
        }
    }
    let group_words = |at: &Pointer| {
        Some(words(at.ancestors().find_map(|it| by_operation.get(&it).copied())?, groups))
    };
    let mut of_group: BTreeMap<String, String> = BTreeMap::new();
    let mut module_of = |at: &Pointer| -> String {
        let places = shared.places(at).unwrap_or(std::slice::from_ref(at));
        let mut groups = places.iter().map(|at| (of_component(at), group_words(at)));
        let name = match groups.next() {
            Some(first) if groups.all(|it| it == first) => {
                if let (Some(own), _) = first {
                    return own.clone();
                }
                first.1
            }
            _ => None,
        };
        if at.tokens().next().is_some_and(|it| it == own_types::FORMATS) {
            let name = own_types::FORMATS.to_owned();
            return of_group.entry(name).or_insert_with_key(|it| scope.take(it)).clone();
        }
        let name = name.unwrap_or_else(|| "shared".to_owned());
        let wanted =
            // A module called after a keyword ends in `_`.
            match name.trim_end_matches('_') {
                "operations" => name.clone(),
                stem => format!("{stem}_operations"),
            };
        of_group.entry(name).or_insert_with(|| scope.take(&wanted)).clone()
    };
    types.iter().map(|it| module_of(&it.pointer)).collect()
}

/// The modules of a group and of those around it, as one name.
fn words(group: &Group, groups: &[Group]) -> String {
    let above = group.lineage(groups);
    let above = above.iter().rev().skip(1).rev().map(|it| it.module.trim_end_matches('_'));
    above.chain([group.module.as_str()]).collect::<Vec<_>>().join("_")
}
