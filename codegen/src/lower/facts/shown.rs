//! What a type shows of its schema, so that nobody has to say it again.

use serde_json::Value;

use crate::ir::{Facts, Ty};

/// The type without what is said elsewhere: that it may be `null`, and that it is behind a `Box`.
pub(super) fn bare(ty: &Ty) -> &Ty {
    match ty {
        Ty::Nullable(ty) | Ty::Boxed(ty) => bare(ty),
        ty => ty,
    }
}

/// Takes out what the type shows.
pub(super) fn leave_out(ty: &Ty, facts: &mut Facts) {
    let says = |facts: &Facts, keyword: &str, value: &str| {
        facts.get(keyword).and_then(Value::as_str) == Some(value)
    };
    let (of, format) = shown(ty);
    let is_named = matches!(ty, Ty::Named(_));
    if is_named || *ty == Ty::Unit || of.is_some_and(|it| says(facts, "type", it)) {
        facts.take("type");
    }
    if format.is_some_and(|it| says(facts, "format", it)) {
        facts.take("format");
    }
    if is_named {
        facts.take("enum");
    }
}

/// Takes out what values are listed, which are those of an enumeration, or of variants.
pub(super) fn leave_out_values(facts: &mut Facts) {
    facts.take("enum");
    let tells = |it: &Value| {
        it.as_object().is_some_and(|it| it.keys().any(|it| it != "type" && it != "enum"))
    };
    for keyword in ["oneOf", "anyOf"] {
        if let Some(Value::Array(mut all)) = facts.take(keyword) {
            all.retain(tells);
            if !all.is_empty() {
                facts.set(keyword, all);
            }
        }
    }
    // Each part says one of these.
    if let Some(Value::Array(parts)) = facts.take("allOf") {
        for part in parts.iter().filter_map(Value::as_object) {
            let mut part = Facts::from(part);
            leave_out_values(&mut part);
            if !part.is_empty() {
                facts.add_part(part.to_value());
            }
        }
    }
}

/// The `type` of a schema that becomes this type, and the only `format` that makes it so.
fn shown(ty: &Ty) -> (Option<&'static str>, Option<&'static str>) {
    match ty {
        Ty::Bool => (Some("boolean"), None),
        Ty::I32 => (Some("integer"), Some("int32")),
        Ty::I64 => (Some("integer"), None),
        Ty::U64 => (Some("integer"), Some("uint64")),
        Ty::F64 => (Some("number"), None),
        Ty::Decimal => (Some("number"), Some("decimal")),
        Ty::String => (Some("string"), None),
        Ty::Secret => (Some("string"), Some("password")),
        Ty::Base64 => (Some("string"), Some("byte")),
        Ty::Base64Url => (Some("string"), Some("base64url")),
        Ty::DateTime => (Some("string"), Some("date-time")),
        Ty::Date => (Some("string"), Some("date")),
        Ty::Uuid => (Some("string"), Some("uuid")),
        Ty::Ipv4 => (Some("string"), Some("ipv4")),
        Ty::Ipv6 => (Some("string"), Some("ipv6")),
        Ty::Ip => (Some("string"), Some("ip")),
        Ty::List(_) | Ty::Tuple(_) => (Some("array"), None),
        Ty::Map(_) => (Some("object"), None),
        Ty::Unit => (None, Some("binary")),
        Ty::Any | Ty::Nullable(_) | Ty::Boxed(_) | Ty::Named(_) => (None, None),
    }
}
