//! What makes two types the same, and how much they say.

use crate::ir::{Docs, Field, Ty, TypeId, TypeKind, Variant};
use crate::lower::draft::{Definition, Draft};

/// A member, value or variant of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// All but what is written about it and its type.
    facts: String,
    /// Its type; values have none.
    pub(super) ty: Option<Ty>,
}

impl Part {
    /// The same whatever definitions its type mentions.
    pub(super) fn but_for_names(&self) -> (&str, Option<Ty>) {
        let mut ty = self.ty.clone();
        if let Some(ty) = &mut ty {
            ty.renumber_by(&|_| TypeId(0));
        }
        (&self.facts, ty)
    }
}

/// What a type consists of, in an order that doesn't depend on how it is written; `None` for another name of a type.
///
/// Texts and what schemas say beside types may differ, but not where facts come from, nor what the vendor advises against.
pub(super) fn parts(draft: &Draft, id: TypeId, def: &Definition) -> Option<Vec<Part>> {
    // The user's own type stands for this one, and for no other that looks the same.
    if def.own.is_some() {
        return None;
    }
    let value = |name: &str, wire: &dyn std::fmt::Debug, docs: &Docs| Part {
        facts: format!("{name}={wire:?}{}", standing(docs)),
        ty: None,
    };
    let (kind, mut parts): (String, Vec<Part>) = match &def.kind {
        TypeKind::Record(record) => {
            let fields = record.fields.iter().map(|it| field_part(draft, id, it));
            let extra = record.extra.iter().map(|(name, ty)| Part {
                facts: format!("others in {name}"),
                ty: Some(ty.clone()),
            });
            ("record".to_owned(), fields.chain(extra).collect())
        }
        TypeKind::Enumeration(it) => {
            let values = it.values.iter().map(|it| value(&it.name, &it.wire, &it.docs));
            (format!("strings {} {}", it.other, it.is_open), values.collect())
        }
        TypeKind::IntegerEnumeration(it) => {
            let values = it.values.iter().map(|it| value(&it.name, &it.wire, &it.docs));
            (format!("integers {} {}", it.other, it.is_open), values.collect())
        }
        TypeKind::Union(union) => (
            format!("union {} {:?}", union.unknown, union.tagging),
            union.variants.iter().map(variant_part).collect(),
        ),
        TypeKind::Alias(_) | TypeKind::Foreign(_) => return None,
    };
    // The order of variants decides which one a value is read as.
    if !matches!(def.kind, TypeKind::Union(_)) {
        parts.sort();
    }
    // Where the whole comes from is said where it is mentioned, too.
    let whole = format!("{kind} {}", def.docs.deprecated);
    parts.insert(0, Part { facts: whole, ty: None });
    Some(parts)
}

fn field_part(draft: &Draft, id: TypeId, field: &Field) -> Part {
    let Field { name, wire, ty, form, presence, described: _, constant, docs, facts: _ } = field;
    let way = draft.one_way.get(&(id, wire.clone()));
    let facts =
        format!("{wire} {name} {presence:?} {form:?} {constant:?} {way:?}{}", standing(docs));
    Part { facts, ty: Some(ty.clone()) }
}

fn variant_part(variant: &Variant) -> Part {
    let Variant { name, ty, tags, constructor, docs, shapes: _ } = variant;
    let facts = format!("{name} {tags:?} {constructor:?}{}", standing(docs));
    Part { facts, ty: Some(ty.clone()) }
}

/// What is said about a thing besides texts.
fn standing(docs: &Docs) -> String {
    let kind = docs.provenance.as_ref().map(|it| it.kind);
    if (kind, docs.deprecated) == (None, false) {
        return String::new();
    }
    format!(" {kind:?} {}", docs.deprecated)
}

/// How many members, values and variants each type has, with those of the inline types in it.
pub(super) fn weights(defs: &[Definition]) -> Vec<usize> {
    let mut weights = vec![None; defs.len()];
    (0..defs.len()).map(|index| weight(TypeId(index), defs, &mut weights)).collect()
}

fn weight(id: TypeId, defs: &[Definition], weights: &mut [Option<usize>]) -> usize {
    let (Some(def), Some(known)) = (defs.get(id.0), weights.get_mut(id.0)) else { return 0 };
    if let Some(known) = known {
        return *known;
    }
    // A type that is met again in itself adds nothing.
    *known = Some(0);
    let mut sum: usize = match &def.kind {
        TypeKind::Record(it) => it.fields.len(),
        TypeKind::Enumeration(it) => it.values.len(),
        TypeKind::IntegerEnumeration(it) => it.values.len(),
        TypeKind::Union(it) => it.variants.len(),
        TypeKind::Alias(_) | TypeKind::Foreign(_) => 0,
    };
    let mut inner = Vec::new();
    def.kind.types().into_iter().for_each(|ty| ty.each_named(&mut |it| inner.push(it)));
    for id in inner {
        let inline = defs.get(id.0).is_some_and(|it| !it.is_component());
        sum = sum.saturating_add(if inline { weight(id, defs, weights) } else { 0 });
    }
    if let Some(known) = weights.get_mut(id.0) {
        *known = Some(sum);
    }
    sum
}
