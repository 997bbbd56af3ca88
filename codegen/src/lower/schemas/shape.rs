//! What JSON values of a type look like, so that a union can tell its variants apart.

use crate::ir::{JsonKind, Presence, Scalar, Shape, Ty, TypeKind};
use crate::lower::Cx;

impl Cx<'_> {
    /// What the values of a type look like.
    pub(super) fn shape(&self, ty: &Ty) -> Shape {
        let mut shape = Shape {
            kind: JsonKind::Any,
            required: Vec::new(),
            known: Vec::new(),
            constants: Vec::new(),
            nested: Vec::new(),
        };
        shape.kind = match ty {
            Ty::Unit | Ty::Any => JsonKind::Any,
            Ty::Bool => JsonKind::Bool,
            Ty::I32 | Ty::I64 | Ty::U64 => JsonKind::Integer,
            Ty::F64 | Ty::Decimal => JsonKind::Number,
            Ty::String
            | Ty::Secret
            | Ty::Base64
            | Ty::Base64Url
            | Ty::DateTime
            | Ty::Date
            | Ty::Uuid
            | Ty::Ipv4
            | Ty::Ipv6
            | Ty::Ip => JsonKind::String,
            Ty::List(_) | Ty::Tuple(_) => JsonKind::Array,
            Ty::Map(_) => JsonKind::Object,
            Ty::Nullable(ty) | Ty::Boxed(ty) => return self.shape(ty),
            Ty::Named(id) => match self.arena.def(*id).map(|it| &it.kind) {
                Some(TypeKind::Record(record)) => {
                    for field in &record.fields {
                        shape.known.push(field.wire.clone());
                        if matches!(field.presence, Presence::Required | Presence::Nullable) {
                            shape.required.push(field.wire.clone());
                        }
                        if let Some(constant) = &field.constant {
                            shape.constants.push((field.wire.clone(), constant.value.clone()));
                        }
                    }
                    JsonKind::Object
                }
                Some(TypeKind::Enumeration(it)) => {
                    if let [only] = it.values.as_slice() {
                        shape.constants.push((String::new(), Scalar::String(only.wire.clone())));
                    }
                    JsonKind::String
                }
                Some(TypeKind::IntegerEnumeration(_)) => JsonKind::Integer,
                Some(TypeKind::Alias(ty)) => return self.shape(ty),
                Some(TypeKind::Union(_)) | None => JsonKind::Any,
            },
        };
        shape
    }
}
