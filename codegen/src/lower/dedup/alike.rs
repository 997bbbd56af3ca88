//! What makes two types the same, and how much they say.

use std::collections::BTreeMap;

use crate::ir::{Docs, Field, Ty, TypeId, TypeKind, Variant};
use crate::lower::draft::{Definition, Draft};

/// Texts by numbers, which are compared more quickly: parts are compared many times.
#[derive(Debug, Default)]
pub(super) struct Numbers(BTreeMap<String, usize>);

impl Numbers {
    /// The number of a text, which no other has.
    fn of(&mut self, text: String) -> usize {
        let next = self.0.len();
        *self.0.entry(text).or_insert(next)
    }
}

/// A member, value or variant of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// The number of a text that says all but what is written about it and its type.
    facts: usize,
    /// Its type; values have none.
    pub(super) ty: Option<Ty>,
}

impl Part {
    /// The same whatever definitions its type mentions.
    pub(super) fn but_for_names(&self) -> Self {
        let mut part = self.clone();
        if let Some(ty) = &mut part.ty {
            ty.renumber_by(&|_| TypeId(0));
        }
        part
    }
}

/// What a type consists of, in an order that doesn't depend on how it is written; `None` for another name of a type.
///
/// Texts and what schemas say beside types may differ, but not where facts come from, nor what the vendor advises against.
pub(super) fn parts(
    draft: &Draft,
    id: TypeId,
    def: &Definition,
    numbers: &mut Numbers,
) -> Option<Vec<Part>> {
    // The user's own type stands for this one, and for no other that looks the same.
    if def.own.is_some() {
        return None;
    }
    let mut part =
        |facts: String, ty: Option<&Ty>| Part { facts: numbers.of(facts), ty: ty.cloned() };
    let (kind, mut parts): (String, Vec<Part>) = match &def.kind {
        TypeKind::Record(record) => {
            let fields = record.fields.iter();
            let mut parts: Vec<Part> =
                fields.map(|it| part(field(draft, id, it), Some(&it.ty))).collect();
            let extra = record.extra.iter();
            parts.extend(extra.map(|(name, ty)| part(format!("others in {name}"), Some(ty))));
            ("record".to_owned(), parts)
        }
        TypeKind::Enumeration(it) => {
            let values = it.values.iter().map(|it| value(&it.name, &it.wire, &it.docs));
            let values = values.map(|it| part(it, None)).collect();
            (format!("strings {} {}", it.other, it.is_open), values)
        }
        TypeKind::IntegerEnumeration(it) => {
            let values = it.values.iter().map(|it| value(&it.name, &it.wire, &it.docs));
            let values = values.map(|it| part(it, None)).collect();
            (format!("integers {} {}", it.other, it.is_open), values)
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter().map(|it| part(variant(it), Some(&it.ty)));
            (format!("union {} {:?}", union.unknown, union.tagging), variants.collect())
        }
        TypeKind::Alias(_) | TypeKind::Foreign(_) => return None,
    };
    // The order of variants decides which one a value is read as.
    if !matches!(def.kind, TypeKind::Union(_)) {
        parts.sort();
    }
    // Where the whole comes from is said where it is mentioned, too.
    let whole = format!("{kind} {}", def.docs.deprecated);
    parts.insert(0, Part { facts: numbers.of(whole), ty: None });
    Some(parts)
}

fn value(name: &str, wire: &dyn std::fmt::Debug, docs: &Docs) -> String {
    format!("{name}={wire:?}{}", standing(docs))
}

fn field(draft: &Draft, id: TypeId, field: &Field) -> String {
    let Field { name, wire, ty: _, form, presence, described: _, constant, docs, facts: _ } = field;
    let way = draft.one_way.get(&(id, wire.clone()));
    format!("{wire} {name} {presence:?} {form:?} {constant:?} {way:?}{}", standing(docs))
}

fn variant(variant: &Variant) -> String {
    let Variant { name, ty: _, tags, constructor, docs, shapes: _ } = variant;
    format!("{name} {tags:?} {constructor:?}{}", standing(docs))
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
