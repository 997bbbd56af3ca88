//! What stands at a place in a value of some type.

use crate::ir::{Record, Ty, TypeKind, Union};
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

fn union<'a>(types: &'a [Definition], ty: &Ty) -> Option<&'a Union> {
    match &types.get(ty.named()?.0)?.kind {
        TypeKind::Union(union) => Some(union),
        _ => None,
    }
}
