//! `x-clientwright-requests`: the requests of a collection that an operation stands for.
//!
//! - In: the extension, and an operation whose types are done and whose parameters have examples.
//! - Out: what each request sends, by parameter; a finding for one that sends what the types don't take.

use serde_json::Value;

use crate::diagnostic::findings;
use crate::extensions;
use crate::http::essence;
use crate::ir::{
    Body, BodyKind, Example, Location, Operation, Param, ParamStyle, SavedRequest, Sent, Ty,
    TypeKind, Variant,
};
use crate::lower::draft::Definition;
use crate::pointer::Pointer;

use super::conform::{conform, is_unknown};
use super::{Filler, is_usable};

impl Filler<'_> {
    /// Gives each request of an operation to the way of sending its body that the request has: `ways` are all of them,
    /// the operation's own first, which gets those that have none.
    pub(super) fn requests(&mut self, ways: &mut [Operation]) {
        let Some((first, others)) = ways.split_first_mut() else { return };
        let source = self.canonical.operation(&first.pointer);
        let listed = source.and_then(|it| it.extensions.get(extensions::REQUESTS)?.as_array());
        for (index, source) in listed.into_iter().flatten().enumerate() {
            let at = first.pointer.child(extensions::REQUESTS).index(index);
            let other = others.iter_mut().find(|it| is_sent_by(it, source));
            let way = other.unwrap_or(&mut *first);
            let request = self.request(way, source, &at);
            way.requests.push(request);
        }
    }

    fn request(&mut self, operation: &Operation, source: &Value, at: &Pointer) -> SavedRequest {
        let name = source.get("name").and_then(Value::as_str).unwrap_or(&operation.id);
        let sent = sent(self.types, operation, name, source);
        if let Err(what) = &sent {
            let place = self.canonical.origins.place(at);
            self.sink.push(findings::examples::misfit_request(name, what).at(place));
        }
        SavedRequest { name: name.to_owned(), sent: sent.ok() }
    }
}

/// Whether an operation sends the body of a request in the media type that the request has.
fn is_sent_by(operation: &Operation, source: &Value) -> bool {
    let own = operation.body.as_ref().map(|it| essence(&it.media_type));
    let given = source.get("mediaType").and_then(Value::as_str).map(essence);
    own.zip(given).is_some_and(|(own, given)| own.eq_ignore_ascii_case(given))
}

/// What a request sends, as the types write it; `Err` names what they don't take.
fn sent(
    types: &[Definition],
    operation: &Operation,
    name: &str,
    source: &Value,
) -> Result<Sent, String> {
    let body = operation.body.as_ref();
    if let (true, Some(media_type)) =
        (body.is_some(), source.get("mediaType").and_then(Value::as_str))
        && !is_sent_by(operation, source)
    {
        return Err(format!("the media type `{media_type}`"));
    }
    let params = operation.params.iter().map(|it| value(types, it, source));
    let params = params.collect::<Result<Vec<_>, _>>()?;
    let given = source.get("body");
    let body = match body {
        Some(it) if given.is_some() || it.required => sent_body(types, it, given)?,
        _ => None,
    };
    let mut sent = Sent { params, body, variant: None };
    if let (Some(Body { kind: BodyKind::Json(ty), .. }), Some(body)) =
        (operation.body.as_ref(), &mut sent.body)
        && let Some((variant, written)) = own_variant(types, ty, name, &body.value)
        && written != body.written
    {
        body.written = written;
        sent.variant = Some(variant);
    }
    Ok(sent)
}

/// The variant that is made for a request, and what it writes after it read what the request sends.
///
/// Values of several variants may look the same.
fn own_variant(
    types: &[Definition],
    ty: &Ty,
    name: &str,
    value: &Value,
) -> Option<(String, Value)> {
    match &types.get(ty.named()?.0)?.kind {
        TypeKind::Alias(ty) => own_variant(types, ty, name, value),
        TypeKind::Union(union) => {
            let is_own =
                |it: &&Variant| it.constructor.as_ref().is_some_and(|it| it.request == name);
            let own = union.variants.iter().find(is_own)?;
            Some((own.name.clone(), conform(types, &own.ty, value)?))
        }
        TypeKind::Record(_)
        | TypeKind::Enumeration(_)
        | TypeKind::IntegerEnumeration(_)
        | TypeKind::Foreign(_) => None,
    }
}

/// What a request gives for a parameter; what it doesn't give and a call can't do without is the operation's example.
fn value(types: &[Definition], param: &Param, source: &Value) -> Result<Option<Value>, String> {
    let needed = || param.required.then(|| param.example.clone());
    let Some(given) = given(param, source) else { return Ok(needed()) };
    if matches!(param.location, Location::File | Location::Files) {
        return Ok(Some(given.clone()));
    }
    if !is_usable(param, given) {
        return Ok(needed());
    }
    let given = &param.form.natural(types, &param.ty, given);
    let fitting = conform(types, &param.ty, given)
        .or_else(|| conform(types, &param.ty, &coerced(types, param, &param.ty, given)));
    match fitting {
        // Nothing is sent for it.
        Some(Value::Null) if !param.required => Ok(None),
        Some(value) => Ok(Some(value)),
        None => Err(format!("`{}`", param.wire)),
    }
}

/// The value that a request lists for a parameter or form field.
fn given<'a>(param: &Param, source: &'a Value) -> Option<&'a Value> {
    if param.location.is_field() {
        return source.get("body")?.as_object()?.get(&param.wire);
    }
    let called = |it: &str| match param.location {
        Location::Header => it.eq_ignore_ascii_case(&param.wire),
        _ => it == param.wire,
    };
    let text = |it: &'a Value, name: &str| it.get(name).and_then(Value::as_str);
    let listed = source.get("parameters")?.as_array()?;
    let found = listed.iter().find(|it| {
        text(it, "in") == Some(param.location.name()) && text(it, "name").is_some_and(called)
    });
    Some(found?.get("value").unwrap_or(&Value::Null))
}

/// A value as the type wants it: texts that are numbers, numbers that are texts, one item for a list.
fn coerced(types: &[Definition], param: &Param, ty: &Ty, given: &Value) -> Value {
    let kind = ty.named().and_then(|id| types.get(id.0)).map(|it| &it.kind);
    if let Some(TypeKind::Alias(ty)) = kind {
        return coerced(types, param, ty, given);
    }
    match (ty, given) {
        (Ty::Nullable(ty) | Ty::Boxed(ty), _) => coerced(types, param, ty, given),
        (Ty::List(item), Value::Array(items)) => {
            items.iter().map(|it| coerced(types, param, item, it)).collect()
        }
        (Ty::List(item), Value::String(text))
            if matches!(param.style, ParamStyle::Form | ParamStyle::Cookie) =>
        {
            text.split(',').map(|it| coerced(types, param, item, &it.into())).collect()
        }
        (Ty::List(item), _) if !as_json(given).is_some_and(|it| it.is_array()) => {
            Value::Array(vec![coerced(types, param, item, given)])
        }
        (text, Value::Number(_) | Value::Bool(_)) if text.is_text() => {
            Value::from(given.to_string())
        }
        // A name without a value is sent.
        (Ty::String | Ty::Secret, Value::Null) => Value::from(""),
        (Ty::String | Ty::Secret, Value::Array(_) | Value::Object(_)) => {
            Value::from(given.to_string())
        }
        (Ty::Named(_), _) if matches!(kind, Some(TypeKind::Enumeration(_))) => {
            coerced(types, param, &Ty::String, given)
        }
        _ => as_json(given).unwrap_or_else(|| given.clone()),
    }
}

/// The value that a text is as JSON.
fn as_json(given: &Value) -> Option<Value> {
    serde_json::from_str(given.as_str()?.trim()).ok()
}

/// The body that a request sends, or the operation's example for one that it doesn't give.
fn sent_body(
    types: &[Definition],
    body: &Body,
    given: Option<&Value>,
) -> Result<Option<Example>, String> {
    let misfit = || "the body".to_owned();
    let value = given.unwrap_or(&body.example).clone();
    let written = match &body.kind {
        BodyKind::Json(ty) if is_unknown(types, ty, &value) => return Err(misfit()),
        BodyKind::Json(ty) => conform(types, ty, &value).ok_or_else(misfit)?,
        BodyKind::Text | BodyKind::Bytes if value.is_string() => value.clone(),
        // A file, whose content the description doesn't have.
        BodyKind::Bytes => body.example.clone(),
        BodyKind::Text => return Err(misfit()),
        BodyKind::Form(_) | BodyKind::Multipart(_) => return Ok(None),
    };
    let value = match body.kind {
        BodyKind::Bytes => written.clone(),
        // Whether untyped objects keep their order is for a feature to say that other crates may set.
        BodyKind::Json(_) => ordered(&value, &written),
        BodyKind::Text | BodyKind::Form(_) | BodyKind::Multipart(_) => value,
    };
    Ok(Some(Example { value, written }))
}

/// A value with the members of its objects in the order in which they are written, and those that aren't at the end.
fn ordered(value: &Value, written: &Value) -> Value {
    match (value, written) {
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            items.iter().zip(others).map(|(item, other)| ordered(item, other)).collect()
        }
        (Value::Object(members), Value::Object(others)) => {
            let both = others
                .iter()
                .filter_map(|(name, it)| Some((name.clone(), ordered(members.get(name)?, it))));
            let rest = members.iter().filter(|(name, _)| !others.contains_key(*name));
            let rest = rest.map(|(name, it)| (name.clone(), it.clone()));
            Value::Object(both.chain(rest).collect())
        }
        _ => value.clone(),
    }
}
