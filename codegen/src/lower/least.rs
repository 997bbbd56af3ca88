//! The least that a value of each type has: all that is required, and nothing else.
//!
//! - In: all types.
//! - Out: how large the smallest value of each is; nothing for a type of which no value would end.
//! - Holds: it is found from the leaves up, each type once, so that the time is linear in the types.

use crate::ir::{Presence, Record, Ty, TypeKind, Variant};
use crate::lower::draft::Definition;

/// How large the smallest value of a type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// How many definitions lie one within the other.
    pub(super) height: usize,
    /// How many objects and lists do.
    pub(super) depth: usize,
    /// Of how many values it consists, itself included.
    pub(super) parts: usize,
}

impl Size {
    const SCALAR: Self = Self { height: 0, depth: 0, parts: 1 };

    /// What holds such values, the largest of which come together in it.
    fn holding(parts: impl Iterator<Item = Option<Self>>) -> Option<Self> {
        parts.into_iter().try_fold(Self { depth: 1, ..Self::SCALAR }, |whole, part| {
            let part = part?;
            Some(Self {
                height: whole.height.max(part.height),
                depth: whole.depth.max(part.depth + 1),
                // Doubling has no end.
                parts: whole.parts.saturating_add(part.parts),
            })
        })
    }
}

/// How large the smallest value of each type is.
#[derive(Debug)]
pub(super) struct Least(Vec<Option<Size>>);

/// One of the ways to make a value of a type: a union has several.
struct Construction {
    of: usize,
    /// How many of the types that it needs aren't known yet.
    missing: usize,
}

impl Least {
    /// That of each of `types`.
    pub(super) fn new(types: &[Definition]) -> Self {
        let mut constructions = Vec::new();
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
        for (of, def) in types.iter().enumerate() {
            for needs in needs(def) {
                for need in &needs {
                    if let Some(users) = users.get_mut(*need) {
                        users.push(constructions.len());
                    }
                }
                constructions.push(Construction { of, missing: needs.len() });
            }
        }
        let mut least = Self(vec![None; types.len()]);
        let mut ready: Vec<usize> =
            constructions.iter().filter(|it| it.missing == 0).map(|it| it.of).collect();
        while !ready.is_empty() {
            ready.retain(|it| least.0.get(*it).is_some_and(Option::is_none));
            ready.sort_unstable();
            ready.dedup();
            let found: Vec<(usize, Option<Size>)> = ready
                .iter()
                .map(|it| (*it, types.get(*it).and_then(|it| least.of_definition(it))))
                .collect();
            let mut next = Vec::new();
            for (index, size) in found {
                if let Some(known) = least.0.get_mut(index) {
                    *known = size;
                }
                for user in users.get(index).into_iter().flatten() {
                    let Some(construction) = constructions.get_mut(*user) else { continue };
                    construction.missing -= 1;
                    if construction.missing == 0 {
                        next.push(construction.of);
                    }
                }
            }
            ready = next;
        }
        least
    }

    /// How large the smallest value of a type is; `None` where no value ends.
    pub(super) fn of(&self, ty: &Ty) -> Option<Size> {
        match ty {
            Ty::Named(id) => self.0.get(id.0).copied().unwrap_or(Some(Size::SCALAR)),
            Ty::Boxed(ty) => self.of(ty),
            Ty::Tuple(places) => Size::holding(places.iter().map(|it| self.of(it))),
            _ => Some(Size::SCALAR),
        }
    }

    /// Whether there is a value of a definition that ends.
    pub(super) fn ends(&self, index: usize) -> bool {
        self.0.get(index).is_none_or(Option::is_some)
    }

    /// The variant whose values end soonest, and are the smallest of those.
    pub(super) fn shortest<'a>(&self, variants: &'a [Variant]) -> Option<(&'a Variant, Size)> {
        let known = variants.iter().filter_map(|it| Some((it, self.of(&it.ty)?)));
        known.min_by_key(|(_, it)| (it.height, it.parts))
    }

    fn of_definition(&self, def: &Definition) -> Option<Size> {
        let size = match &def.kind {
            TypeKind::Record(it) => Size::holding(needed(it).map(|it| match it {
                Some(ty) => self.of(ty),
                None => Some(Size::SCALAR),
            })),
            TypeKind::Union(it) => match self.shortest(&it.variants) {
                Some((_, size)) => Some(size),
                None => it.variants.is_empty().then_some(Size::SCALAR),
            },
            TypeKind::Alias(ty) => self.of(ty),
            TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) | TypeKind::Foreign(_) => {
                Some(Size::SCALAR)
            }
        };
        size.map(|it| Size { height: it.height + 1, ..it })
    }
}

/// The members that every value of a record has: the type of each, or `None` where a scalar will do.
fn needed(record: &Record) -> impl Iterator<Item = Option<&Ty>> {
    record.fields.iter().filter_map(|it| match it.presence {
        Presence::Required => Some(Some(&it.ty)),
        Presence::Nullable | Presence::Implied => Some(None),
        Presence::Optional | Presence::OptionalNullable => None,
    })
}

/// The definitions that each way to make a value needs values of.
fn needs(def: &Definition) -> Vec<Vec<usize>> {
    let of = |tys: &mut dyn Iterator<Item = &Ty>| {
        let mut found = Vec::new();
        tys.for_each(|it| mentions(it, &mut found));
        found
    };
    match &def.kind {
        TypeKind::Record(it) => vec![of(&mut needed(it).flatten())],
        TypeKind::Union(it) if it.variants.is_empty() => vec![Vec::new()],
        TypeKind::Union(it) => {
            it.variants.iter().map(|it| of(&mut std::iter::once(&it.ty))).collect()
        }
        TypeKind::Alias(ty) => vec![of(&mut std::iter::once(ty))],
        TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) | TypeKind::Foreign(_) => {
            vec![Vec::new()]
        }
    }
}

fn mentions(ty: &Ty, found: &mut Vec<usize>) {
    match ty {
        Ty::Named(id) => found.push(id.0),
        Ty::Boxed(ty) => mentions(ty, found),
        Ty::Tuple(places) => places.iter().for_each(|it| mentions(it, found)),
        // There may be nothing in it.
        _ => {}
    }
}
