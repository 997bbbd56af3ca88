//! What stands at a place in a value of some type.

use crate::ir::{Record, Ty, TypeKind};
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

/// The type of what is at a place in a value of some type; any value, where the type leaves that open.
pub(super) fn type_at(types: &[Definition], ty: &Ty, at: &Pointer) -> Option<Ty> {
    let mut ty = ty.clone();
    for token in at.tokens() {
        ty = match plain(types, &ty) {
            Ty::Any => return Some(Ty::Any),
            Ty::Map(inner) => (**inner).clone(),
            plain => {
                let (_, record) = record(types, plain)?;
                let field =
                    record.fields.iter().find(|it| it.wire == token).map(|it| it.ty.clone());
                field.or_else(|| record.extra.as_ref().map(|it| it.1.clone()))?
            }
        };
    }
    Some(ty)
}
