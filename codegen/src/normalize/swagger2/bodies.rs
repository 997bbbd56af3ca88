//! Turns body and form parameters into request bodies.
//!
//! - In: parameters `in: body` and `in: formData`, on operations, on path items (for each operation that has none of its
//!   own) and shared ones; `consumes`.
//! - Out: `requestBody`; shared bodies are in `components/requestBodies`, and an operation that consumes what the
//!   document consumes refers to them. Shared form parameters are gone from `components`.
//! - Moves: the parameters into the request bodies, and those behind them in a list.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::http::essence;
use crate::normalize::Pass;
use crate::normalize::swagger2::components::share_schema;
use crate::normalize::swagger2::forms::{Consumes, Payload, form_body};
use crate::normalize::swagger2::media::{declared, fitting, shape, stated};
use crate::normalize::swagger2::parameters::lift_schema;
use crate::normalize::swagger2::walk::{
    Object, component, for_each_path_item, insert_at, is_pending, operations, position,
};
use crate::pointer::Pointer;

/// See the module.
pub(super) const PASS: Pass = Pass { name: "move_bodies", run };

/// What a schema says that has no members.
const IDLE: &[&str] = &["type", "format", "title", "description", "example"];

/// Nodes that changed their place: before and now.
type Moves = Vec<(Pointer, Pointer)>;

fn run(document: &mut Document, sink: &mut Sink) {
    if !is_pending(document) {
        return;
    }
    for_each_path_item(document, |document, at, item| {
        let (inherited, moves) = take_payloads(document, &at.child("parameters"), item);
        let shared = item.get("parameters").cloned();
        for (at, operation) in operations(at, item) {
            let (own, moves) = take_payloads(document, &at.child("parameters"), operation);
            let payloads = with_inherited(own, &inherited);
            if !payloads.is_empty() {
                let consumes = consumes(document, operation, shared.as_ref());
                let body = build(document, &at, &consumes, payloads, sink);
                let index = match operation.keys().position(|it| it == "parameters") {
                    Some(index) => index + 1,
                    None => position(operation, "responses"),
                };
                insert_at(operation, index, "requestBody", Value::Object(body));
            }
            record(document, &moves);
            drop_if_empty(operation);
        }
        record(document, &moves);
        drop_if_empty(item);
    });
    share_bodies(document);
}

/// What of `inherited` holds for an operation, and what it has itself.
fn with_inherited(own: Vec<Payload>, inherited: &[Payload]) -> Vec<Payload> {
    if !own.iter().all(|it| it.is_field) {
        return own;
    }
    let is_overridden =
        |field: &Payload| own.iter().any(|it| it.value.get("name") == field.value.get("name"));
    let mut payloads: Vec<Payload> = inherited
        .iter()
        .filter(|it| own.is_empty() || (it.is_field && !is_overridden(it)))
        .cloned()
        .collect();
    payloads.extend(own);
    payloads
}

/// Takes the payload out of a list of parameters; the moves of those that stay are to be recorded after its own.
fn take_payloads(document: &Document, at: &Pointer, owner: &mut Object) -> (Vec<Payload>, Moves) {
    let mut payloads = Vec::new();
    let mut moves = Vec::new();
    let Some(Value::Array(parameters)) = owner.get_mut("parameters") else {
        return (payloads, moves);
    };
    let mut kept = Vec::with_capacity(parameters.len());
    for (index, parameter) in std::mem::take(parameters).into_iter().enumerate() {
        let before = at.index(index);
        if let Some(payload) = payload(document, &before, &parameter) {
            payloads.push(payload);
            continue;
        }
        if index != kept.len() {
            moves.push((before, at.index(kept.len())));
        }
        kept.push(parameter);
    }
    *parameters = kept;
    (payloads, moves)
}

fn payload(document: &Document, used_at: &Pointer, parameter: &Value) -> Option<Payload> {
    let reference = parameter.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|it| component(&document.root, "parameters", it));
    let (at, value, shared) = match target {
        Some((name, value)) => {
            let at = Pointer::root().child("components").child("parameters").child(&name);
            (at, value, Some(name))
        }
        None => (used_at.clone(), parameter, None),
    };
    let is_field = is_field(value)?;
    let value = value.as_object()?.clone();
    Some(Payload { at, used_at: used_at.clone(), value, shared, is_field })
}

/// Whether a parameter is a field of a form (`true`) or a body (`false`); `None` for any other.
fn is_field(parameter: &Value) -> Option<bool> {
    let location = parameter.get("in")?.as_str()?;
    // `form` is what Swagger 1.2 called it.
    let is_field = ["formData", "form"].iter().any(|it| it.eq_ignore_ascii_case(location));
    (is_field || location.eq_ignore_ascii_case("body")).then_some(is_field)
}

fn record(document: &mut Document, moves: &Moves) {
    for (before, now) in moves {
        document.origins.moved(before, now);
    }
}

fn drop_if_empty(owner: &mut Object) {
    if owner.get("parameters").and_then(Value::as_array).is_some_and(Vec::is_empty) {
        owner.shift_remove("parameters");
    }
}

/// The media types that an operation consumes; what a parameter `Content-Type` says comes first.
fn consumes(document: &Document, operation: &Object, shared: Option<&Value>) -> Consumes {
    let own = operation.get("parameters");
    Consumes {
        stated: stated(&document.root, [own, shared], "content-type"),
        types: declared(Some(operation), &document.root, "consumes").unwrap_or_default(),
        is_own: operation.get("consumes").is_some_and(Value::is_array),
    }
}

/// The request body of an operation whose payload is not empty.
fn build(
    document: &mut Document,
    at: &Pointer,
    consumes: &Consumes,
    payloads: Vec<Payload>,
    sink: &mut Sink,
) -> Object {
    let now = at.child("requestBody");
    let (fields, mut bodies): (Vec<_>, Vec<_>) = payloads.into_iter().partition(|it| it.is_field);
    if bodies.is_empty() {
        return form_body(document, &now, fields, consumes, sink);
    }
    // What is required has to be sent; the rest may be left out.
    let body = bodies.remove(bodies.iter().position(Payload::is_required).unwrap_or_default());
    for surplus in bodies {
        let sent = document.origins.place(&body.used_at);
        let finding = findings::bodies::several(surplus.name(), sent);
        document.report(sink, &surplus.used_at, finding);
    }
    if !fields.is_empty() && consumes.types.iter().any(|it| essence(it).starts_with("multipart/")) {
        // A part of the form that is an object.
        let parts = fields.into_iter().chain([body]).collect();
        return form_body(document, &now, parts, consumes, sink);
    }
    if let (false, Some(field)) = (body.is_required(), fields.iter().find(|it| it.is_required())) {
        let sent = document.origins.place(&field.used_at);
        let finding = findings::bodies::body_beside_form(body.name(), sent);
        document.report(sink, &body.used_at, finding);
        return form_body(document, &now, fields, consumes, sink);
    }
    for field in fields {
        let sent = document.origins.place(&body.used_at);
        let finding = findings::bodies::field_beside_body(field.name(), sent);
        document.report(sink, &field.used_at, finding);
    }
    request_body(document, &now, consumes, body, sink)
}

fn request_body(
    document: &mut Document,
    now: &Pointer,
    consumes: &Consumes,
    body: Payload,
    sink: &mut Sink,
) -> Object {
    let listed = if consumes.stated.is_empty() { &consumes.types } else { &consumes.stated };
    let types = body_types(document, listed, &body.value);
    if let ([only], false) = (types.as_slice(), listed.is_empty())
        && !listed.contains(only)
    {
        document.report(sink, &body.used_at, findings::bodies::object_in(listed, only));
    }
    if let Some(name) = &body.shared
        && types == shared_types(document, &body.value)
    {
        let target = Pointer::root().child("components").child("requestBodies").child(name);
        document.origins.moved(&body.used_at, now);
        return Object::from_iter([("$ref".to_owned(), json!(format!("#{target}")))]);
    }
    let mut value = body.value;
    if body.shared.is_some() {
        share_schema(document, &body.at);
        if let Some(Value::Object(shared)) = body.at.get(&document.root) {
            shared.clone_into(&mut value);
        }
    }
    document.origins.moved(&body.at, now);
    convert(document, now, value, &types)
}

/// The media types of a body that is shared.
fn shared_types(document: &Document, body: &Object) -> Vec<String> {
    body_types(document, &declared(None, &document.root, "consumes").unwrap_or_default(), body)
}

fn body_types(document: &Document, consumes: &[String], body: &Object) -> Vec<String> {
    let types = fitting(consumes, shape(&document.root, body.get("schema")));
    // An object of which nothing is known is whatever is consumed.
    let says_nothing = |it: &Value| {
        it.as_object().is_some_and(|it| it.keys().all(|key| IDLE.contains(&key.as_str())))
    };
    let is_known = types.iter().any(|it| consumes.contains(it));
    if !is_known && !consumes.is_empty() && body.get("schema").is_some_and(says_nothing) {
        return consumes.to_vec();
    }
    types
}

/// Turns a body parameter that has been moved to `now` into a request body.
fn convert(document: &mut Document, now: &Pointer, mut body: Object, types: &[String]) -> Object {
    for key in ["name", "in", "collectionFormat"] {
        body.shift_remove(key);
    }
    let schema = lift_schema(document, now, &mut body);
    let examples = ["x-examples", "examples"]
        .into_iter()
        .find_map(|key| body.get(key).is_some_and(Value::is_object).then(|| body.shift_remove(key)))
        .flatten();
    let example = ["x-example", "example"].into_iter().find_map(|it| body.shift_remove(it));
    let mut content = Object::new();
    for media_type in types {
        let at = now.child("content").child(media_type);
        document.origins.moved(now, &at);
        let mut entry = Object::new();
        entry.insert("schema".to_owned(), Value::Object(schema.clone()));
        add_examples(&mut entry, media_type, example.as_ref(), examples.as_ref());
        content.insert(media_type.clone(), Value::Object(entry));
    }
    let index = body.keys().position(|it| it.starts_with("x-")).unwrap_or(body.len());
    insert_at(&mut body, index, "content", Value::Object(content));
    body
}

/// Adds the examples of a body: those under a media type to that one, others by their names.
fn add_examples(
    entry: &mut Object,
    media_type: &str,
    example: Option<&Value>,
    examples: Option<&Value>,
) {
    if let Some(example) = example {
        entry.insert("example".to_owned(), example.clone());
        return;
    }
    let mut named = Object::new();
    for (key, value) in examples.and_then(Value::as_object).into_iter().flatten() {
        if essence(key) == essence(media_type) {
            entry.insert("example".to_owned(), value.clone());
            return;
        }
        if !key.contains('/') {
            let is_example = value.get("value").is_some();
            named.insert(
                key.clone(),
                if is_example { value.clone() } else { json!({"value": value}) },
            );
        }
    }
    if !named.is_empty() {
        entry.insert("examples".to_owned(), Value::Object(named));
    }
}

/// Turns shared bodies into components of their own, and drops the shared fields of forms.
fn share_bodies(document: &mut Document) {
    let components = Pointer::root().child("components");
    let before = components.child("parameters");
    let Some(Value::Object(parameters)) = before.get_mut(&mut document.root).map(Value::take)
    else {
        return;
    };
    let mut kept = Object::new();
    let mut bodies = Object::new();
    for (name, value) in parameters {
        match (is_field(&value), value) {
            (Some(true), _) => {}
            (Some(false), Value::Object(body)) => {
                let now = components.child("requestBodies").child(&name);
                document.origins.moved(&before.child(&name), &now);
                let types = shared_types(document, &body);
                let body = convert(document, &now, body, &types);
                bodies.insert(name, Value::Object(body));
            }
            (_, value) => {
                kept.insert(name, value);
            }
        }
    }
    // Every use of an alias of a body now leads to the body itself.
    kept.retain(|_, it| {
        let target = it.get("$ref").and_then(Value::as_str).and_then(|it| it.rsplit('/').next());
        target.is_none_or(|it| !bodies.contains_key(it))
    });
    let Some(slot) = components.get_mut(&mut document.root).and_then(Value::as_object_mut) else {
        return;
    };
    let index = position(slot, "parameters");
    if kept.is_empty() {
        slot.shift_remove("parameters");
    } else {
        slot.insert("parameters".to_owned(), Value::Object(kept));
    }
    if !bodies.is_empty() {
        if let Some(Value::Object(existing)) = slot.get_mut("requestBodies") {
            existing.extend(bodies);
        } else {
            insert_at(slot, index + 1, "requestBodies", Value::Object(bodies));
        }
    }
}
