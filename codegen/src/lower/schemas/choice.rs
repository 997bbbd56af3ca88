//! Which variant a value of a discriminator means.
//!
//! - In: unions whose types are done, and the discriminators that the description gives them.
//! - Out: the tags of every variant; or none, and shapes decide.

use std::collections::BTreeSet;

use crate::diagnostic::findings;
use crate::ir::{JsonKind, Presence, Tagging, Ty, TypeId, TypeKind, Variant};
use crate::lower::draft::Draft;
use crate::lower::names::{Scope, variant_name};
use crate::lower::pass::{Context, Pass};
use crate::lower::pending::UnresolvedDiscriminator;
use crate::lower::resolver::Resolver;

use super::shape::{Shapes, record};
use super::union::{mapped, tags as tags_of};

/// Gives the variants of all unions their tags.
pub(in crate::lower) const PASS: Pass = Pass { name: "resolve_discriminators", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    while let Some(id) = draft.discriminators.keys().next().copied() {
        draft.resolve_discriminator(id, context);
    }
}

impl Draft {
    /// Gives the variants of a union their tags, after those of the unions within.
    fn resolve_discriminator(&mut self, id: TypeId, context: &mut Context<'_>) {
        let Some(pending) = self.discriminators.remove(&id) else { return };
        let Some(TypeKind::Union(union)) = self.def(id).map(|it| it.kind.clone()) else {
            return;
        };
        for variant in &union.variants {
            if let Some(inner) = self.union_of_ty(&variant.ty) {
                self.resolve_discriminator(inner, context);
            }
        }
        let tags = self.all_tags(&pending, &union.variants, context.resolver);
        let UnresolvedDiscriminator { discriminator, components: _, base, at } = pending;
        let property = &discriminator.property_name;
        let mut shapes = Shapes::new(&self.types);
        let objects = union.variants.iter().all(|it| {
            let object = |it: &crate::ir::Shape| it.kind == JsonKind::Object;
            self.union_of_ty(&it.ty).is_some() || shapes.of(&it.ty).iter().all(object)
        });
        let texts = union.variants.iter().all(|it| self.may_be_text(&it.ty, property, &mut shapes));
        if base.is_none() && (!objects || !texts || tags.iter().any(Vec::is_empty)) {
            context.report(&at, findings::unions::incomplete_discriminator(property));
            return;
        }
        let unknown = |it: &&String| base.is_none() && !tags.iter().any(|tags| tags.contains(it));
        for value in discriminator.mapping.keys().filter(unknown) {
            context.report(&at, findings::unions::mapping_to_no_variant(value));
        }
        let mut variants = union.variants;
        for (variant, tags) in variants.iter_mut().zip(tags) {
            variant.tags = tags;
        }
        self.split_tags(property, &mut variants);
        if let Some(TypeKind::Union(union)) = self.def_mut(id).map(|it| &mut it.kind) {
            union.tagging = Tagging::Internal(property.clone());
            union.variants = variants;
        }
    }

    /// The values of the discriminator that mean each variant: those of the mapping and those that it alone allows, else
    /// the name of the component. A union has those of its own variants, a base what is left of the values that it lists.
    fn all_tags(
        &self,
        pending: &UnresolvedDiscriminator,
        variants: &[Variant],
        resolver: &Resolver<'_>,
    ) -> Vec<Vec<String>> {
        let UnresolvedDiscriminator { discriminator, components, base, at: _ } = pending;
        let property = &discriminator.property_name;
        let mut stated: Vec<Vec<String>> =
            variants.iter().map(|it| self.stated(&it.ty, property)).collect();
        for (index, (variant, stated)) in variants.iter().zip(&mut stated).enumerate() {
            if self.union_of_ty(&variant.ty).is_some() {
                // Who is a variant here is that, though one of the others has it among its own.
                let others = components.iter().enumerate().filter(|it| it.0 != index);
                let others = others.filter_map(|it| it.1.as_deref());
                let others: BTreeSet<String> =
                    others.flat_map(|it| mapped(discriminator, it)).collect();
                stated.retain(|it| !others.contains(it));
            }
        }
        let own = |index: usize, tag: &String| {
            let others = stated.iter().enumerate().filter(|(other, _)| *other != index);
            others.into_iter().all(|(_, it)| !it.contains(tag))
        };
        let mut all = Vec::new();
        for (index, component) in components.iter().enumerate() {
            let component = component.as_deref();
            let mut tags = component.map(|it| mapped(discriminator, it)).unwrap_or_default();
            let stated = stated.get(index).map(Vec::as_slice).unwrap_or_default();
            let is_distinctive = !stated.is_empty() && stated.iter().all(|it| own(index, it));
            if is_distinctive && !tags.iter().any(|it| stated.contains(it)) {
                // What the variant says of itself is what is sent.
                let mapped = std::mem::replace(&mut tags, stated.to_vec());
                tags.extend(mapped);
            }
            if let (true, Some(component)) = (tags.is_empty(), component) {
                tags = tags_of(discriminator, component, resolver);
                // What several variants state is the value of each, whatever they are called.
                tags.retain(|it| base.is_some() || stated.is_empty() || stated.contains(it));
            }
            all.push(tags);
        }
        for (index, stated) in stated.iter().enumerate() {
            for tag in stated.iter().filter(|it| own(index, it)) {
                let is_taken = all.iter().any(|tags| tags.contains(tag));
                if let (false, Some(tags)) = (is_taken, all.get_mut(index)) {
                    tags.push(tag.clone());
                }
            }
        }
        if let Some((base, stated)) = base.and_then(|it| Some((it, stated.get(it)?))) {
            let is_left = |it: &&String| !all.iter().any(|tags| tags.contains(it));
            let left: Vec<String> = stated.iter().filter(is_left).cloned().collect();
            if let Some(tags) = all.get_mut(base) {
                tags.splice(0..0, left);
            }
        }
        all
    }

    /// Whether a type's member may be a text, as a tag is.
    fn may_be_text(&self, ty: &Ty, property: &str, shapes: &mut Shapes<'_>) -> bool {
        let defs = &self.types;
        let field = record(defs, ty).and_then(|it| it.fields.iter().find(|it| it.wire == property));
        let Some(field) = field else { return true };
        let other = |kind| matches!(kind, JsonKind::Bool | JsonKind::Integer | JsonKind::Number);
        shapes.of(&field.ty).iter().any(|it| !other(it.kind))
    }

    /// The values that a type allows for a member.
    fn stated(&self, ty: &Ty, property: &str) -> Vec<String> {
        let defs = &self.types;
        if let Some(id) = self.union_of_ty(ty) {
            let Some(TypeKind::Union(inner)) = self.def(id).map(|it| &it.kind) else {
                return Vec::new();
            };
            let by_tag = inner.tagging == Tagging::Internal(property.to_owned());
            let each = inner.variants.iter().map(|it| {
                if by_tag {
                    return it.tags.clone();
                }
                record(defs, &it.ty).map(|_| self.stated(&it.ty, property)).unwrap_or_default()
            });
            let each: Vec<Vec<String>> = each.collect();
            let complete = each.iter().all(|it| !it.is_empty());
            return if complete { each.concat() } else { Vec::new() };
        }
        let field = record(defs, ty).and_then(|it| it.fields.iter().find(|it| it.wire == property));
        let def = field.and_then(|it| it.ty.named()).and_then(|it| self.def(it));
        match def.map(|it| &it.kind) {
            Some(TypeKind::Enumeration(it)) => it.values.iter().map(|it| it.wire.clone()).collect(),
            _ => Vec::new(),
        }
    }

    /// The union that a type is, whatever it is called.
    fn union_of_ty(&self, ty: &Ty) -> Option<TypeId> {
        let mut id = ty.named()?;
        // A longer chain of aliases is a circle.
        for _ in 0..=self.types.len() {
            match &self.def(id)?.kind {
                TypeKind::Union(_) => return Some(id),
                TypeKind::Alias(ty) => id = ty.named()?,
                _ => return None,
            }
        }
        None
    }

    /// Gives each value of the discriminator a variant of its own, where the value itself doesn't keep which one it was.
    pub(super) fn split_tags(&self, property: &str, variants: &mut Vec<Variant>) {
        let keeps = |it: &Variant| {
            let states = |field: &crate::ir::Field| {
                field.wire == property
                    && matches!(field.presence, Presence::Required | Presence::Nullable)
            };
            it.tags.len() < 2
                || self.union_of_ty(&it.ty).is_some()
                || record(&self.types, &it.ty).is_some_and(|it| it.fields.iter().any(states))
        };
        let mut names = Scope::new(&["Unknown", "Unrecognized"]);
        for variant in variants.iter().filter(|it| keeps(it)) {
            names.claim(&variant.name);
        }
        let mut split = Vec::new();
        for variant in variants.drain(..) {
            if keeps(&variant) {
                split.push(variant);
                continue;
            }
            for tag in &variant.tags {
                let name = names.take(&variant_name(tag));
                split.push(Variant { name, tags: vec![tag.clone()], ..variant.clone() });
            }
        }
        *variants = split;
    }
}
