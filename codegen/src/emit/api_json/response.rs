//! What comes back: documented responses, and what becomes of them.

use serde_json::{Map, Value, json};

use crate::ir::{
    Alternative, Api, ErrorBody, ErrorCase, HeaderField, Operation, Outcome, OwnHeader, Payload,
    ResponseCase, ResponseEnum, ResponseHeaders, Status,
};

use super::facts::schema;
use super::object::Object;
use super::parameter::put_shared;
use super::ty::ty;

/// By their statuses.
pub(super) fn responses(api: &Api, operation: &Operation) -> Map<String, Value> {
    let fields = operation.headers.as_ref().map_or(&[][..], |it| it.fields.as_slice());
    let each = operation.responses.iter();
    each.map(|it| (status(it.status), response(api, it, fields))).collect()
}

fn response(api: &Api, case: &ResponseCase, fields: &[HeaderField]) -> Value {
    let ResponseCase {
        status: _,
        payload: of,
        docs: _,
        examples: _,
        media_type: _,
        documented,
        facts,
        headers,
        envelope: _,
        shared_at,
    } = case;
    let mut out = Object::new();
    out.put("type", payload(api, of));
    out.put_all("media_types", documented.clone());
    let headers = headers.iter().map(|it| (it.wire.clone(), header(api, it, fields)));
    out.put_all("headers", headers.collect::<Map<_, _>>());
    out.put_some("schema", schema(facts));
    put_shared(&mut out, shared_at.as_ref());
    out.into()
}

fn header(api: &Api, header: &OwnHeader, fields: &[HeaderField]) -> Value {
    let OwnHeader { wire, required, deprecated, facts, shared_at } = header;
    let field = fields.iter().find(|it| it.wire == *wire);
    let mut out = Object::new();
    out.put_some("type", field.map(|it| ty(api, &it.ty)));
    out.put_on("required", *required);
    out.put_on("deprecated", *deprecated);
    out.put_some("schema", schema(facts));
    put_shared(&mut out, shared_at.as_ref());
    out.into()
}

pub(super) fn gives(api: &Api, outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Value(it) => json!(ty(api, it)),
        Outcome::Download => json!("download"),
        Outcome::Items(it) => json!(format!("items of {}", ty(api, it))),
        Outcome::Events(it) => json!(format!("events of {}", ty(api, it))),
        Outcome::Cases(it) => cases(api, it),
    }
}

/// What another media type brings, where that differs from what the operation's own does.
pub(super) fn alternative(api: &Api, of: &Operation, it: &Alternative) -> (String, Value) {
    let Alternative { name, constant: _, accept, responses, outcome } = it;
    let is_other = |it: &&ResponseCase| {
        !of.responses.iter().any(|own| own.status == it.status && own.payload == it.payload)
    };
    let responses = responses.iter().filter(is_other).map(|it| {
        let mut out = Object::new();
        out.put("type", payload(api, &it.payload));
        out.put_some("schema", schema(&it.facts));
        (status(it.status), Value::from(out))
    });
    let responses = responses.collect::<Map<_, _>>();
    let mut out = Object::new();
    out.put("accept", accept.as_str());
    out.put_all("responses", responses);
    out.put("gives", gives(api, outcome));
    (name.clone(), out.into())
}

/// The struct of an operation's headers.
pub(super) fn headers(api: &Api, headers: &ResponseHeaders) -> Value {
    let ResponseHeaders { name, same_as, fields } = headers;
    let fields = fields.iter().map(|field| {
        let HeaderField { name, wire, form: _, ty: of, docs: _, example: _ } = field;
        (name.clone(), json!({ "wire": wire, "type": ty(api, of) }))
    });
    let mut out = Object::new();
    out.put("name", name.as_str());
    out.put_some("shared", same_as.as_deref());
    out.put("fields", fields.collect::<Map<_, _>>());
    out.into()
}

/// The name is written even where there is nothing else: it is what callers go on writing.
pub(super) fn error(api: &Api, error: &ErrorBody) -> Value {
    let ErrorBody { name, same_as, cases } = error;
    let variants = cases.iter().map(|ErrorCase { variant, ty: of, statuses }| {
        let statuses = statuses.iter().map(|it| status(*it)).collect::<Vec<_>>();
        (variant.clone(), json!({ "statuses": statuses, "type": ty(api, of) }))
    });
    let mut out = Object::new();
    out.put("name", name.as_str());
    out.put_some("shared", same_as.as_deref());
    out.put_all("variants", variants.collect::<Map<_, _>>());
    out.into()
}

fn cases(api: &Api, cases: &ResponseEnum) -> Value {
    let variants = cases.cases.iter().map(|(name, at, body)| {
        (name.clone(), json!({ "status": status(*at), "body": payload(api, body) }))
    });
    json!({ "name": cases.name, "cases": variants.collect::<Map<_, _>>() })
}

fn status(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Class(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}

fn payload(api: &Api, payload: &Payload) -> String {
    match payload {
        Payload::Empty => "empty".to_owned(),
        Payload::Json(it) => ty(api, it),
        Payload::Text => "text".to_owned(),
        Payload::Bytes => "bytes".to_owned(),
        Payload::Items(it) => format!("items of {}", ty(api, it)),
        Payload::Events(it) => format!("events of {}", ty(api, it)),
        Payload::Redirect => "redirect".to_owned(),
    }
}
