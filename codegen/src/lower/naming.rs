//! Gives every type its name and module, once all are known.
//!
//! A name is a function of the place where a type is defined, so that it doesn't depend on what else there is; only
//! where two places ask for the same name does the ledger, and then the order of the document, decide.

use std::collections::{BTreeMap, BTreeSet};

use crate::extensions;
use crate::ir::{self, Group, Server, Ty, TypeDef, TypeId, TypeKind, Webhook};
use crate::lower::dedup::Shared;
use crate::lower::names::{Kind, Scope, TYPE_RESERVED, camel, module, shortened};
use crate::lower::{Cx, responses, steps};
use crate::markdown::code;
use crate::pointer::Pointer;
use crate::words::singular;

impl Cx<'_> {
    /// Takes the types out of the arena: those that something mentions or the description names, named and sorted.
    pub(super) fn finish_types(
        &mut self,
        groups: &mut [Group],
        webhooks: &mut [Webhook],
        servers: &mut [Server],
    ) -> Vec<TypeDef> {
        let shared = self.dedup_types(groups, webhooks, servers);
        responses::resolve(groups);
        self.mark_usage(groups, webhooks, servers);
        let kept = self.kept_types(servers);
        let wanted: Vec<(Pointer, String)> = kept
            .iter()
            .filter_map(|id| self.arena.def(*id))
            .map(|def| (def.pointer.clone(), self.words(&def.pointer, &shared).join(" ")))
            .collect();
        let mut scope = Scope::new(TYPE_RESERVED);
        let names = self.ledger.allocate(Kind::Type, &wanted, &mut |request| {
            let name = request.name(camel);
            if TYPE_RESERVED.contains(&name.as_str()) {
                scope.take(&format!("{name}Model"))
            } else {
                scope.take(&name)
            }
        });
        let modules = modules(&wanted, &names, &shared, groups);
        let mut order: Vec<(TypeId, String, String)> = kept
            .into_iter()
            .zip(names)
            .zip(modules)
            .map(|((id, name), module)| (id, name, module))
            .collect();
        order.sort_by(|a, b| a.1.cmp(&b.1));

        let new_ids: BTreeMap<TypeId, TypeId> =
            order.iter().enumerate().map(|(index, (id, ..))| (*id, TypeId(index))).collect();
        let mut types = Vec::with_capacity(order.len());
        for (id, name, module) in order {
            if let Some(def) = self.arena.def_mut(id) {
                let mut def = def.clone();
                def.wire = def
                    .pointer
                    .component_schema()
                    .map(|it| self.given_name(&it))
                    .filter(|wire| *wire != name);
                if def.docs.text.is_none() {
                    def.docs.text = self.place_in_words(&def, &shared);
                }
                def.name = name;
                def.module = module;
                types.push(def);
            }
        }
        let mentioned = types.iter_mut().flat_map(TypeDef::types_mut);
        mentioned.chain(ir::surface_types(groups, webhooks)).for_each(|it| it.renumber(&new_ids));
        for variable in servers.iter_mut().flat_map(|it| &mut it.variables) {
            variable.choices = variable.choices.and_then(|id| new_ids.get(&id).copied());
        }
        types
    }

    /// The types to keep: components first, in the document's order, then the inline ones in the order they were met.
    fn kept_types(&self, servers: &[Server]) -> Vec<TypeId> {
        let chosen: Vec<TypeId> =
            servers.iter().flat_map(|it| &it.variables).filter_map(|it| it.choices).collect();
        let (mut components, mut inline) = (Vec::new(), Vec::new());
        for (index, def) in self.arena.defs.iter().enumerate() {
            let id = TypeId(index);
            if def.pointer.component_schema().is_some() {
                components.push(id);
            } else if def.usage.sent || def.usage.received || chosen.contains(&id) {
                inline.push(id);
            }
        }
        // What these mention is kept with them, used or not.
        let mut kept = components;
        kept.append(&mut inline);
        let mut seen: BTreeSet<TypeId> = kept.iter().copied().collect();
        let mut next = 0;
        while let Some(def) = kept.get(next).and_then(|id| self.arena.def(*id)) {
            next += 1;
            for ty in def.types() {
                ty.each_named(&mut |id| {
                    if seen.insert(id) {
                        kept.push(id);
                    }
                });
            }
        }
        kept
    }

    /// The words of the name that a type asks for: those of its place, or after the type around it that is called
    /// otherwise.
    fn words(&self, at: &Pointer, shared: &Shared) -> Vec<String> {
        let steps = self.steps(at);
        let mut above = Some(at.clone());
        while let Some(place) = above {
            if let Some(name) = shared.name(&place)
                && let Some(rest) = steps.strip_prefix(self.steps(&place).as_slice())
            {
                return std::iter::once(name.to_owned()).chain(rest.iter().cloned()).collect();
            }
            above = place.split_last().map(|it| it.0);
        }
        steps
    }

    /// The words of a place step by step, from what owns it.
    pub(super) fn steps(&self, at: &Pointer) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        let mut rest = self.owner_words(at, &mut words).into_iter();
        let length = at.tokens().count();
        while let Some(token) = rest.next() {
            match token.as_str() {
                "properties" => words.extend(rest.next()),
                "items" => {
                    let last = words.pop().unwrap_or_default();
                    let one = singular(&last);
                    let same = one == last || words.is_empty();
                    words.push(one);
                    if same {
                        words.push("Item".to_owned());
                    }
                }
                "additionalProperties" => words.push("Value".to_owned()),
                "allOf" => {
                    rest.next();
                }
                "oneOf" | "anyOf" => {
                    let number =
                        rest.next().and_then(|it| it.parse::<usize>().ok()).unwrap_or(0) + 1;
                    let variant = at.tokens().take(length - rest.len());
                    let variant = variant.fold(Pointer::root(), |at, token| at.child(&token));
                    words.push(self.title(&variant).unwrap_or_else(|| format!("Variant {number}")));
                }
                extensions::PREFIX_ITEMS => {
                    words.push(format!("Item {}", rest.next().unwrap_or_default()));
                }
                steps::BASE => words.push("Base".to_owned()),
                steps::TEXTS => words.push("Text".to_owned()),
                steps::INTEGERS => words.push("Integer".to_owned()),
                steps::ITEMS => words.push("Item".to_owned()),
                _ => words.push(token),
            }
        }
        words
    }

    /// The names of components that are shorter than those in the description, and tell as much.
    ///
    /// Namespaces are left out, and bodies of forms, which `FastAPI` calls after the whole id of an operation, are called
    /// after the operation.
    pub(super) fn find_short_names(&self) -> BTreeMap<String, String> {
        let bodies: BTreeMap<String, String> = self
            .canonical
            .operations()
            .filter_map(|it| {
                let id = it.source.operation_id.as_deref()?;
                Some((format!("Body_{id}"), format!("{} Body", self.operation_id_words(&it)?)))
            })
            .collect();
        let names: Vec<&String> = self.schemas().into_iter().flat_map(|it| it.keys()).collect();
        let given: Vec<String> = names.iter().map(|it| self.given_name(it)).collect();
        let asked: Vec<String> =
            given.iter().map(|it| bodies.get(it).unwrap_or(it).clone()).collect();
        let all = names.into_iter().zip(&given).zip(shortened(&asked));
        all.filter(|((_, given), short)| camel(short) != camel(given))
            .map(|((name, _), short)| (name.clone(), short))
            .collect()
    }

    /// The words of a component's name.
    fn short_name(&self, name: &str) -> String {
        self.short_names.get(name).cloned().unwrap_or_else(|| self.given_name(name))
    }

    /// The name that the description as received gives a component, which no reference may be able to spell.
    fn given_name(&self, name: &str) -> String {
        let schema = self.schemas().and_then(|it| it.get(name)?.as_item());
        let given =
            schema.and_then(|it| extensions::text(&it.schema_data.extensions, extensions::NAME));
        given.unwrap_or(name).to_owned()
    }

    /// What an inline type is, where the description says nothing about it: the member or parameter that it belongs to.
    fn place_in_words(&self, def: &TypeDef, shared: &Shared) -> Option<String> {
        if def.is_component() {
            return None;
        }
        // A name that is made for several places says nothing of one.
        let steps = match shared.name(&def.pointer) {
            Some(_) => self.steps(&def.pointer),
            None => self.words(&def.pointer, shared),
        };
        let (owner, rest) = steps.split_first()?;
        let tokens: Vec<String> = def.pointer.tokens().collect();
        let property = tokens.iter().rposition(|it| it == "properties");
        // As it is on the wire: a name of several words is a singular where the property is a plural.
        let member = property.and_then(|it| tokens.get(it + 1)).or(rest.last())?;
        Some(match (shared.places(&def.pointer), property) {
            (None, _) => format!("{} of {}.", code(member), code(owner)),
            (Some(_), Some(_)) => format!("{} in several places.", code(member)),
            (Some(_), None) => {
                // Whatever the status of an error is, and whether it is a list.
                let kind = rest.first()?.split(' ').next()?;
                format!("{} of several operations.", code(kind))
            }
        })
    }

    fn title(&self, at: &Pointer) -> Option<String> {
        let document = self.arena_title(at)?;
        (document.len() <= 40 && !document.is_empty()).then_some(document)
    }

    /// The title of the inline schema at `at`, if a variant was made of it.
    fn arena_title(&self, at: &Pointer) -> Option<String> {
        let (parent, index) = at.split_last()?;
        let index: usize = index.parse().ok()?;
        let union_at = parent.split_last()?.0;
        let def = self.arena.def_at(&union_at)?;
        let TypeKind::Union(union) = &def.kind else { return None };
        // Alternatives of the same type are one variant.
        let ty = self.arena.ty_at(at);
        let of_type = union.variants.iter().find(|it| ty.is_some_and(|ty| is_same(&it.ty, ty)));
        let variant = of_type.or_else(|| union.variants.get(index))?;
        (!variant.name.starts_with("Variant")).then(|| variant.name.clone())
    }

    /// Begins a name with what owns the type; returns the tokens of the pointer that are still to be told.
    pub(super) fn owner_words(&self, at: &Pointer, words: &mut Vec<String>) -> Vec<String> {
        let tokens: Vec<String> = at.tokens().collect();
        let text: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let rest = match text.as_slice() {
            ["components", "schemas", name, rest @ ..]
            | ["components", _, name, "schema", rest @ ..] => {
                words.push(self.short_name(name));
                rest
            }
            ["components", "responses", name, "content", _, "schema", rest @ ..] => {
                words.push(format!("{name} Response"));
                rest
            }
            ["components", "responses", name, "headers", header, rest @ ..] => {
                words.push(format!("{name} {header}"));
                after_schema(rest)
            }
            ["components", "requestBodies", name, "content", _, "schema", rest @ ..] => {
                words.push(format!("{name} Body"));
                rest
            }
            ["servers", _, "variables", name] => {
                words.push((*name).to_owned());
                return Vec::new();
            }
            ["paths", path, extensions::OPERATIONS, method, rest @ ..] => {
                self.operation_words(&["paths", path, extensions::OPERATIONS, method], rest, words)
            }
            ["paths", path, method, rest @ ..] => {
                self.operation_words(&["paths", path, method], rest, words)
            }
            [section, name, method, rest @ ..] => {
                self.operation_words(&[section, name, method], rest, words)
            }
            other => other,
        };
        rest.iter().map(|it| (*it).to_owned()).collect()
    }

    fn operation_words<'t>(
        &self,
        head: &[&str],
        rest: &'t [&'t str],
        words: &mut Vec<String>,
    ) -> &'t [&'t str] {
        let at = head.iter().fold(Pointer::root(), |at, token| at.child(token));
        let owner = self.owners.get(&at).cloned();
        // Parameters of a path item stand where the method would.
        let owner = owner.unwrap_or_else(|| head.get(1).copied().unwrap_or_default().to_owned());
        words.push(owner);
        match rest {
            ["parameters", index, tail @ ..] => {
                let parameter = at.child("parameters").child(index);
                words.push(
                    self.parameter_name(&parameter).unwrap_or_else(|| "Parameter".to_owned()),
                );
                after_schema(tail)
            }
            [_, "schema", tail @ ..] if head.get(2) == Some(&"parameters") => {
                let index = rest.first().copied().unwrap_or_default();
                words.push(
                    self.parameter_name(&at.child(index)).unwrap_or_else(|| "Parameter".to_owned()),
                );
                tail
            }
            ["requestBody", tail @ ..] => {
                let tail = after_schema(tail);
                // A form's fields are parameters of the operation, and so are their types.
                if !matches!(tail, ["properties", ..]) {
                    let received = head.first() == Some(&extensions::WEBHOOKS);
                    words.push(if received { "Payload" } else { "Request" }.to_owned());
                }
                tail
            }
            ["responses", _, "headers", header, tail @ ..] => {
                words.push((*header).to_owned());
                after_schema(tail)
            }
            ["responses", status, tail @ ..] => {
                words.push(match status.as_bytes() {
                    [b'2', ..] => "Response".to_owned(),
                    _ if *status == "default" => "Error".to_owned(),
                    _ => format!("Error {status}"),
                });
                after_schema(tail)
            }
            other => other,
        }
    }
}

/// Whether two types are the same but for `null`.
fn is_same(ty: &Ty, other: &Ty) -> bool {
    let inner = |it: &Ty| if let Ty::Nullable(ty) = it { (**ty).clone() } else { it.clone() };
    inner(ty) == inner(other)
}

fn after_schema<'t>(tokens: &'t [&'t str]) -> &'t [&'t str] {
    match tokens.iter().position(|it| matches!(*it, "schema" | extensions::ITEM_SCHEMA)) {
        Some(index) => tokens.get(index + 1..).unwrap_or_default(),
        None => &[],
    }
}

/// The module of each type: a component and what is defined inside it share one; what stands in several is apart.
fn modules(
    wanted: &[(Pointer, String)],
    names: &[String],
    shared: &Shared,
    groups: &[Group],
) -> Vec<String> {
    let mut scope = Scope::default();
    let mut by_root: BTreeMap<Pointer, String> = BTreeMap::new();
    for ((at, _), name) in wanted.iter().zip(names) {
        if at.component_schema().is_some() {
            by_root.insert(at.clone(), scope.take(&module(name)));
        }
    }
    let schemas = Pointer::root().child("components").child("schemas");
    let of_component = |at: &Pointer| {
        let component = at.strip_prefix(&schemas).and_then(|rest| rest.tokens().next());
        component.and_then(|name| by_root.get(&schemas.child(&name)))
    };
    let mut of_group: BTreeMap<String, String> = BTreeMap::new();
    let mut module_of = |at: &Pointer| -> String {
        let places = shared.places(at).unwrap_or(std::slice::from_ref(at));
        let mut groups = places.iter().map(|at| (of_component(at), group_words(at, groups)));
        let name = match groups.next() {
            Some(first) if groups.all(|it| it == first) => {
                if let (Some(own), _) = first {
                    return own.clone();
                }
                first.1
            }
            _ => None,
        };
        let name = name.unwrap_or_else(|| "shared".to_owned());
        let wanted =
            // A module called after a keyword ends in `_`.
            match name.trim_end_matches('_') {
                "operations" => name.clone(),
                stem => format!("{stem}_operations"),
            };
        of_group.entry(name).or_insert_with(|| scope.take(&wanted)).clone()
    };
    wanted.iter().map(|(at, _)| module_of(at)).collect()
}

/// The modules of the group that has the operation around `at`, as one name.
fn group_words(at: &Pointer, groups: &[Group]) -> Option<String> {
    let group = groups
        .iter()
        .find(|group| group.operations.iter().any(|it| at.strip_prefix(&it.pointer).is_some()))?;
    let above = group.lineage(groups);
    let above = above.iter().rev().skip(1).rev().map(|it| it.module.trim_end_matches('_'));
    Some(above.chain([group.module.as_str()]).collect::<Vec<_>>().join("_"))
}
