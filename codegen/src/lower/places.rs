//! What stands at a place in a value of some type.

use std::collections::BTreeSet;

use crate::ir::{Record, Ty, TypeId, TypeKind, Union};
use crate::lower::draft::Definition;
use crate::pointer::Pointer;

/// The type behind `Box`, `Option` and other names for it.
pub(super) fn plain<'t>(types: &'t [Definition], ty: &'t Ty) -> &'t Ty {
    let mut ty = ty;
    for _ in 0..16 {
        ty = match ty {
            Ty::Nullable(inner) | Ty::Boxed(inner) => inner,
            Ty::Named(id) => match types.get(id.0).map(|it| &it.kind) {
                Some(TypeKind::Alias(inner)) => inner,
                _ => return ty,
            },
            _ => return ty,
        };
    }
    ty
}

/// The definition of an object.
pub(super) fn record<'a>(types: &'a [Definition], ty: &Ty) -> Option<(&'a Definition, &'a Record)> {
    let Ty::Named(id) = plain(types, ty) else { return None };
    let def = types.get(id.0)?;
    match &def.kind {
        TypeKind::Record(record) => Some((def, record)),
        _ => None,
    }
}

/// The type of what is at a place in a value of some type; any value, where the type leaves that open. Of a union, what the
/// first of its variants has there.
pub(super) fn type_at(types: &[Definition], ty: &Ty, at: &Pointer) -> Option<Ty> {
    let tokens = at.tokens().collect::<Vec<_>>();
    below(types, ty, &tokens, 0)
}

/// How many unions may stand within each other on the way.
const UNIONS: usize = 8;

fn below(types: &[Definition], ty: &Ty, tokens: &[String], depth: usize) -> Option<Ty> {
    let Some((token, rest)) = tokens.split_first() else { return Some(ty.clone()) };
    match plain(types, ty) {
        Ty::Any => Some(Ty::Any),
        Ty::Map(inner) => below(types, inner, rest, depth),
        plain => {
            if let Some((_, record)) = record(types, plain) {
                let field = record.fields.iter().find(|it| it.wire == *token).map(|it| &it.ty);
                let member = field.or_else(|| record.extra.as_ref().map(|it| &it.1))?;
                return below(types, member, rest, depth);
            }
            let variants = &union(types, plain).filter(|_| depth < UNIONS)?.variants;
            variants.iter().find_map(|it| below(types, &it.ty, tokens, depth + 1))
        }
    }
}

/// The members that a place in a value of some type leads to, each with the record that has it: of a union, those of all
/// variants.
pub(super) fn members_at(
    types: &[Definition],
    ty: &Ty,
    at: &Pointer,
) -> BTreeSet<(TypeId, String)> {
    let tokens = at.tokens().collect::<Vec<_>>();
    let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![(ty, tokens.as_slice())];
    while let Some((ty, tokens)) = open.pop() {
        let Some((token, rest)) = tokens.split_first() else { continue };
        let id = match plain(types, ty) {
            Ty::Map(inner) => {
                open.push((inner, rest));
                continue;
            }
            Ty::Named(id) if seen.insert((*id, tokens.len())) => *id,
            _ => continue,
        };
        match types.get(id.0).map(|it| &it.kind) {
            Some(TypeKind::Union(union)) => {
                open.extend(union.variants.iter().map(|it| (&it.ty, tokens)));
            }
            Some(TypeKind::Record(record)) => {
                match record.fields.iter().find(|it| it.wire == *token) {
                    Some(_) if rest.is_empty() => {
                        found.insert((id, token.clone()));
                    }
                    Some(field) => open.push((&field.ty, rest)),
                    None => open.extend(record.extra.iter().map(|it| (&it.1, rest))),
                }
            }
            _ => {}
        }
    }
    found
}

fn union<'a>(types: &'a [Definition], ty: &Ty) -> Option<&'a Union> {
    match &types.get(ty.named()?.0)?.kind {
        TypeKind::Union(union) => Some(union),
        _ => None,
    }
}
