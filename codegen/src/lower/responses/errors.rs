//! What documented errors bring: an enum over their types for each operation, and which operations have the same one.
//!
//! The variants are types and not statuses, which an error has anyway: that the vendor documents one more status with a
//! type that is there changes nothing, and another type adds a variant.

use super::{in_memory, is_success, same_as};
use crate::ir::{ErrorBody, ErrorCase, Group, Payload, ResponseCase, Ty};
use crate::lower::names::Scope;

/// What the documented errors of an operation bring; nothing has a name yet.
pub(in crate::lower) fn error(responses: &[ResponseCase]) -> ErrorBody {
    let mut body = ErrorBody::default();
    // A `default` that is the success as well is an error all the same: it is for every status that isn't named.
    for response in responses.iter().filter(|it| !is_success(it.status)) {
        let ty = match in_memory(&response.payload) {
            Payload::Json(ty) => ty,
            Payload::Text => Ty::String,
            Payload::Empty
            | Payload::Bytes
            | Payload::Items(_)
            | Payload::Events(_)
            | Payload::Redirect => continue,
        };
        if let Some(case) = body.cases.iter_mut().find(|it| it.ty == ty) {
            case.statuses.push(response.status);
        } else {
            let statuses = vec![response.status];
            body.cases.push(ErrorCase { variant: String::new(), ty, statuses });
        }
    }
    body
}

/// Finds the operations whose errors bring the same: all but the first share its enum.
pub(super) fn share(groups: &mut [Group]) {
    let mut known = Vec::new();
    for (index, group) in groups.iter_mut().enumerate() {
        let operations = group.operations.iter_mut().filter(|it| !it.alternative);
        for error in operations.map(|it| &mut it.error).filter(|it| !it.cases.is_empty()) {
            error.same_as = same_as(&mut known, (index, &error.name), &error.cases, are_same);
        }
    }
}

/// Whether one enum does for both: of which status a type is matters only where there are several.
fn are_same(first: &[ErrorCase], other: &[ErrorCase]) -> bool {
    match (first, other) {
        ([first], [other]) => first.ty == other.ty,
        _ => first == other,
    }
}

/// Calls the variants after their types, once these have `names`.
pub(in crate::lower) fn name_variants(groups: &mut [Group], names: &[String]) {
    for operation in groups.iter_mut().flat_map(|it| &mut it.operations) {
        let mut scope = Scope::default();
        for case in &mut operation.error.cases {
            case.variant = scope.take(&variant(&case.ty, names));
        }
    }
}

fn variant(ty: &Ty, names: &[String]) -> String {
    let name = match ty {
        Ty::Named(id) => return names.get(id.0).cloned().unwrap_or_default(),
        Ty::Boxed(ty) | Ty::Nullable(ty) => return variant(ty, names),
        Ty::List(item) => return format!("{}List", variant(item, names)),
        Ty::Map(value) => return format!("{}Map", variant(value, names)),
        Ty::Bool => "Boolean",
        Ty::I32 | Ty::I64 | Ty::U64 => "Integer",
        Ty::F64 | Ty::Decimal => "Number",
        Ty::String => "Text",
        Ty::Secret => "Secret",
        Ty::Base64 | Ty::Base64Url => "Bytes",
        Ty::DateTime => "DateTime",
        Ty::Date => "Date",
        Ty::Uuid => "Uuid",
        Ty::Ipv4 | Ty::Ipv6 | Ty::Ip => "Ip",
        Ty::Tuple(_) => "Tuple",
        Ty::Unit | Ty::Any => "Json",
    };
    name.to_owned()
}
