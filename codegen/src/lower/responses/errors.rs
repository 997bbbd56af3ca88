//! What documented errors bring: an enum over their types for each operation, or one for all that have the same.
//!
//! The variants are types and not statuses, which an error has anyway: that the vendor documents one more status with a
//! type that is there changes nothing, and another type adds a variant.

use std::collections::BTreeMap;

use super::{in_memory, is_success};
use crate::ir::{ErrorBody, ErrorCase, Group, Payload, ResponseCase, Status, Ty};
use crate::lower::names::Scope;

/// How many types an enum has at most that is called after all of them.
const MOST_SHARED: usize = 6;

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

/// Calls the variants after their types, once these have `names`.
///
/// Where two ask for one name, the order of the responses doesn't decide.
pub(super) fn name_variants(error: &mut ErrorBody, names: &[String]) {
    let mut scope = Scope::default();
    let cases = error.cases.iter_mut().map(|it| (variant(&it.ty, names), it));
    let mut cases: Vec<(String, &mut ErrorCase)> = cases.collect();
    cases.sort_by(|a, b| (&a.0, &a.1.ty).cmp(&(&b.0, &b.1.ty)));
    for (name, case) in cases {
        case.variant = scope.take(&name);
    }
}

/// Makes one enum of those of several operations whose errors bring the same types, and of each status the same.
pub(super) fn share(groups: &mut [Group]) -> Vec<ErrorBody> {
    let mut alike: BTreeMap<BTreeMap<String, Ty>, Vec<&mut ErrorBody>> = BTreeMap::new();
    for operation in groups.iter_mut().flat_map(|it| &mut it.operations) {
        let error = &mut operation.error;
        error.same_as = None;
        if !operation.alternative && (1..=MOST_SHARED).contains(&error.cases.len()) {
            let types = error.cases.iter().map(|it| (it.variant.clone(), it.ty.clone()));
            alike.entry(types.collect()).or_default().push(error);
        }
    }
    let mut scope = Scope::default();
    let mut shared = Vec::new();
    for (types, errors) in alike {
        let most = most_frequent(&errors);
        let agrees = |it: &&mut ErrorBody| {
            let own = by_status(it);
            most.iter().all(|(status, ty)| brought(&own, *status).is_none_or(|it| it == ty))
        };
        let members: Vec<&mut ErrorBody> = errors.into_iter().filter(agrees).collect();
        if members.len() > 1 {
            let name = scope.take(&shared_name(types.keys()));
            let cases = joined(&members, types);
            for it in members {
                it.same_as = Some(name.clone());
            }
            shared.push(ErrorBody { name, same_as: None, cases });
        }
    }
    shared.sort_by(|a, b| a.name.cmp(&b.name));
    shared
}

/// What each status brings, by the name of the variant.
type ByStatus = BTreeMap<Status, String>;

fn by_status(error: &ErrorBody) -> ByStatus {
    let statuses = |case: &ErrorCase| {
        let variant = case.variant.clone();
        case.statuses.clone().into_iter().map(move |it| (it, variant.clone()))
    };
    error.cases.iter().flat_map(statuses).collect()
}

/// What a status brings: what is said of it, or of its class, or of all others.
fn brought(of: &ByStatus, status: Status) -> Option<&String> {
    let class = status.code().and_then(|it| u8::try_from(it / 100).ok()).map(Status::Class);
    [Some(status), class, Some(Status::Default)].into_iter().flatten().find_map(|it| of.get(&it))
}

/// What each status brings in most of the operations, so that one that differs costs the others nothing.
fn most_frequent(errors: &[&mut ErrorBody]) -> ByStatus {
    let mut counts: BTreeMap<Status, BTreeMap<String, usize>> = BTreeMap::new();
    for (status, variant) in errors.iter().flat_map(|it| by_status(it)) {
        *counts.entry(status).or_default().entry(variant).or_default() += 1;
    }
    let most = |of: BTreeMap<String, usize>| of.into_iter().max_by_key(|it| it.1).map(|it| it.0);
    counts.into_iter().filter_map(|(status, of)| Some((status, most(of)?))).collect()
}

/// The cases of one enum for all of them.
fn joined(errors: &[&mut ErrorBody], types: BTreeMap<String, Ty>) -> Vec<ErrorCase> {
    let brings: ByStatus = errors.iter().flat_map(|it| by_status(it)).collect();
    let case = |(variant, ty): (String, Ty)| {
        let statuses = brings.iter().filter(|it| *it.1 == variant).map(|it| *it.0).collect();
        ErrorCase { variant, ty, statuses }
    };
    let mut cases: Vec<ErrorCase> = types.into_iter().map(case).collect();
    cases.sort_by_key(|it| it.statuses.first().copied());
    cases
}

/// What an enum is called by what it holds: `ProblemErrorBody`, `ApiErrorOrTextBody`.
fn shared_name<'n>(variants: impl Iterator<Item = &'n String>) -> String {
    let words = variants.map(String::as_str).collect::<Vec<_>>().join("Or");
    let what = if words.contains("Error") { "Body" } else { "ErrorBody" };
    format!("{words}{what}")
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
