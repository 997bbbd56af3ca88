//! Inheritance: components with a discriminator, and those that extend them by `allOf`.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Discriminator;

use crate::diagnostic::{Finding, findings};
use crate::ir::{Docs, Record, Tagging, Ty, TypeKind, Union, Variant};
use crate::lower::facets::{Facets, Node, component};
use crate::lower::names::{Scope, camel};
use crate::lower::pending::UnresolvedDiscriminator;
use crate::lower::resolver::SCHEMAS;
use crate::lower::steps;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

use super::Others;
use super::merge::Merged;
use super::union::mapped;

/// How many schemas are looked at for the bases that one extends.
const MOST_EXTENDED: usize = 256;

impl<'a> Walk<'a> {
    /// The type of a component with a discriminator that others extend: any of them, or itself.
    pub(super) fn base_ty(&mut self, facets: &Facets<'a>, at: &Pointer, children: &[String]) -> Ty {
        let Some(mut discriminator) = base_discriminator(facets).cloned() else { return Ty::Any };
        let id = self.arena.reserve(at, facets.docs());
        self.arena.open.remove(at);
        let own_at = at.child(steps::BASE);
        let own = self.base_record(facets, at, &own_at);
        let own_name = at.split_last().map(|(_, name)| name).unwrap_or_default();
        let mut scope = Scope::default();
        let (mut variants, mut components) = (Vec::new(), Vec::new());
        for child in children {
            let reference = format!("#{}", SCHEMAS.at(child));
            let ty = self.component_ty(&reference, at);
            let name = scope.take(&camel(self.component_words(child)));
            variants.push(Variant::new(name, ty, Docs::default()));
            components.push(Some(child.clone()));
        }
        let name = camel(self.component_words(&own_name));
        let name = scope.take_with(&name, &["Base".to_owned()]);
        let base = Some(variants.len());
        variants.push(Variant::new(name, own, Docs::default()));
        components.push(Some(own_name));
        let unknown = scope.take_with("Unknown", &["Unrecognized".to_owned()]);
        self.inherit_mapping(&mut discriminator, &components);
        let tagging = Tagging::Internal(discriminator.property_name.clone());
        self.arena.fill(id, TypeKind::Union(Union { tagging, ..Union::new(variants, unknown) }));
        self.found.pending.insert(
            id,
            UnresolvedDiscriminator { discriminator, components, base, at: at.clone() },
        );
        Ty::Named(id)
    }

    /// Gives the components that `discriminator` maps nothing to the values that those which the base extends map to them.
    fn inherit_mapping(&self, discriminator: &mut Discriminator, components: &[Option<String>]) {
        let Some(base) = components.last().and_then(Option::as_deref) else { return };
        for inherited in self.bases(base).filter_map(|it| self.base(it)) {
            if inherited.property_name != discriminator.property_name {
                continue;
            }
            for name in components.iter().flatten() {
                if mapped(discriminator, name).is_empty() {
                    let values = mapped(inherited, name).into_iter();
                    discriminator.mapping.extend(values.map(|it| (it, name.clone())));
                }
            }
        }
    }

    /// The base itself, without those that extend it.
    fn base_record(&mut self, facets: &Facets<'a>, at: &Pointer, own_at: &Pointer) -> Ty {
        let mut merged = Merged::of(own_at);
        self.gather_facets(facets, at, &mut merged);
        if merged.members.is_empty() {
            return self.define(own_at, facets.docs(), TypeKind::Record(Record::default()));
        }
        // What alternatives add is kept without a type.
        let others = if merged.unions.is_empty() { merged.others } else { Others::Any };
        self.record_ty(facets.docs(), &merged.members, &others, own_at)
    }
}

impl Walk<'_> {
    /// Whether the component at `at` is one of those that extend `base`: a type of its own, whatever it adds.
    pub(super) fn extends(&self, at: &Pointer, base: Node<'_>) -> bool {
        let Node::Ref(reference) = base else { return false };
        let children = reference
            .strip_prefix('#')
            .and_then(Pointer::parse)
            .and_then(|it| self.known.subtypes.get(&it));
        at.split_last().is_some_and(|(_, name)| children.is_some_and(|it| it.contains(&name)))
    }

    /// Finds the components that others extend: those with a discriminator and no union of their own.
    ///
    /// Those that the `mapping` names are among them, whether they extend the base or say all for themselves.
    ///
    /// Source: Swagger 2.0 and OpenAPI 3.0.4, "Models with Polymorphism Support".
    pub(in crate::lower) fn find_subtypes(&mut self) -> BTreeMap<Pointer, Vec<String>> {
        let components = Pointer::root().child("components").child("schemas");
        let mut subtypes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut lost: Vec<(Pointer, Finding)> = Vec::new();
        let names = || self.resolver.schemas().map(|it| it.0);
        let has_bases = names().any(|it| self.base(it).is_some());
        for name in names().filter(|_| has_bases) {
            for parent in self.bases(name) {
                subtypes.entry(parent).or_default().push(name);
            }
        }
        for name in names() {
            let Some(discriminator) = self.base(name) else { continue };
            let property = &discriminator.property_name;
            for (value, target) in &discriminator.mapping {
                let Some(target) = component(target) else { continue };
                let children = subtypes.entry(name).or_default();
                if children.contains(&target) || self.chain(name).any(|it| it == target) {
                    continue;
                }
                if self.describes(target, property) {
                    children.push(target);
                    continue;
                }
                let finding =
                    findings::unions::mapping_to_no_subtype(target, value, name, property);
                lost.push((components.child(name).child("discriminator"), finding));
            }
        }
        subtypes.retain(|_, children| !children.is_empty());
        let owned = |it: Vec<&str>| it.into_iter().map(str::to_owned).collect();
        let subtypes =
            subtypes.into_iter().map(|(base, it)| (components.child(base), owned(it))).collect();
        for (at, finding) in lost {
            self.report(&at, finding);
        }
        subtypes
    }

    /// The discriminator of a component that others may extend.
    fn base(&self, name: &str) -> Option<&Discriminator> {
        let facets = self.component_facets(name)?;
        base_discriminator(&facets).filter(|_| facets.one_of.is_empty() && facets.any_of.is_empty())
    }

    /// The discriminator of the base that all of these components extend, with what its mapping says of them.
    ///
    /// Alternatives that say nothing themselves are told by it: what a base says holds for all that extend it.
    pub(super) fn inherited_discriminator(
        &self,
        components: &[Option<&str>],
    ) -> Option<Discriminator> {
        let components: Vec<&str> = components.iter().copied().collect::<Option<_>>()?;
        let (first, others) = components.split_first()?;
        let base = self.bases(first).find(|base| {
            let extends = |it: &&str| self.bases(it).any(|it| it == *base);
            others.iter().all(extends)
        })?;
        let mut discriminator = self.base(base)?.clone();
        let is_meant = |to: &str| component(to).is_none_or(|it| components.contains(&it));
        discriminator.mapping.retain(|_, to| is_meant(to));
        Some(discriminator)
    }

    /// The components with a discriminator that `name` extends.
    fn bases<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        self.chain(name).take(MOST_EXTENDED).skip(1).filter(|it| self.base(it).is_some())
    }

    /// Whether a component, or one that it extends, has a member of that name.
    fn describes(&self, name: &str, member: &str) -> bool {
        self.chain(name).any(|it| {
            let facets = self.component_facets(it);
            facets.is_some_and(|it| {
                let parts = it.all_of.iter().filter_map(|part| match part {
                    Node::Schema(part) => Some(Facets::new(part)),
                    Node::Ref(_) => None,
                });
                let has = |it: &Facets<'_>| it.properties.iter().any(|(name, _)| *name == member);
                has(&it) || parts.into_iter().any(|it| has(&it))
            })
        })
    }

    fn component_facets(&self, name: &str) -> Option<Facets<'_>> {
        self.resolver.schema(name).map(Facets::new)
    }

    /// The component `name` and those that it extends, each once.
    fn chain<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        let (mut open, mut seen) = (vec![name], BTreeSet::from([name]));
        std::iter::from_fn(move || {
            let current = open.pop()?;
            for node in self.component_facets(current).into_iter().flat_map(|it| it.all_of) {
                let Node::Ref(reference) = node else { continue };
                open.extend(component(reference).filter(|it| seen.insert(it)));
            }
            Some(current)
        })
    }
}

/// The discriminator of a component: its own, or that of what it adds to those that it extends.
///
/// Source: OpenAPI 3.0.4, "Discriminator Object": it stands beside the `properties`, which are a part of `allOf` there.
fn base_discriminator<'a>(facets: &Facets<'a>) -> Option<&'a Discriminator> {
    let added = || {
        facets.all_of.iter().find_map(|part| match part {
            Node::Schema(part) => {
                let part = Facets::new(part);
                part.discriminator().filter(|_| part.one_of.is_empty() && part.any_of.is_empty())
            }
            Node::Ref(_) => None,
        })
    };
    facets.discriminator().or_else(added)
}
