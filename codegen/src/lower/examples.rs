//! Examples: a value for every parameter, body and reply, the description's where it fits its type.
//!
//! The wire tests are made of them, so that each is kept as the generated type will write it.

mod conform;
mod sample;

use crate::canonical::Canonical;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{BodyKind, Example, Group, Location, Payload, Ty, TypeDef, Webhook};
use crate::pointer::Pointer;
use serde_json::Value;

use conform::conform;
use sample::sample;

/// Replaces every example by one that fits its type, and fills in those that the description doesn't give.
pub(super) fn fill(
    canonical: &Canonical,
    types: &[TypeDef],
    groups: &mut [Group],
    webhooks: &mut [Webhook],
    sink: &mut Sink,
) {
    let mut misfit = |at: &Pointer, what: &str| {
        let place = canonical.origins.place(at);
        let message = format!(
            "the example of {what} doesn't fit its schema; another one is made up for the tests"
        );
        sink.push(Diagnostic::new(Code::ExampleMisfit, place, message));
    };
    for operation in groups.iter_mut().flat_map(|it| &mut it.operations) {
        for param in &mut operation.params {
            if matches!(param.location, Location::File | Location::Files) {
                param.example = Value::from("content");
                continue;
            }
            let given = std::mem::take(&mut param.example);
            let given = from_text(&given, &param.ty).unwrap_or(given);
            let usable = |value: &Value| param.location != Location::Path || !is_blank(value);
            let fitting = conform(types, &param.ty, &given).filter(usable);
            if fitting.is_none() && !given.is_null() {
                misfit(&operation.pointer, &format!("`{}`", param.wire));
            }
            param.example = fitting.unwrap_or_else(|| made_up(types, &param.ty));
        }
        if let Some(body) = &mut operation.body {
            let given = std::mem::take(&mut body.example);
            body.example = match &body.kind {
                BodyKind::Json(ty) => {
                    let fitting = conform(types, ty, &given).filter(|_| !given.is_null());
                    if fitting.is_none() && !given.is_null() {
                        misfit(&operation.pointer, "the body");
                    }
                    fitting.unwrap_or_else(|| made_up(types, ty))
                }
                BodyKind::Text if given.is_string() => given,
                BodyKind::Text | BodyKind::Bytes => Value::from("text"),
                BodyKind::Form | BodyKind::Multipart => Value::Null,
            };
        }
        for case in &mut operation.replies {
            match &case.payload {
                Payload::Json(ty) => fit_replies(types, ty, &mut case.examples, &mut || {
                    misfit(&operation.pointer, "a reply");
                }),
                Payload::Text => {
                    case.examples.retain(|it| it.value.is_string());
                    if case.examples.is_empty() {
                        case.examples
                            .push(Example { value: Value::from("text"), written: Value::Null });
                    }
                    case.examples.iter_mut().for_each(|it| it.written = it.value.clone());
                }
                Payload::Empty | Payload::Bytes | Payload::Redirect => case.examples.clear(),
            }
        }
    }
    for webhook in webhooks {
        fit_replies(types, &webhook.ty, &mut webhook.examples, &mut || {
            misfit(&webhook.pointer, "the payload")
        });
    }
}

fn fit_replies(types: &[TypeDef], ty: &Ty, examples: &mut Vec<Example>, misfit: &mut dyn FnMut()) {
    examples.retain_mut(|it| match conform(types, ty, &it.value) {
        Some(written) => {
            it.written = written;
            true
        }
        None => {
            misfit();
            false
        }
    });
    if examples.is_empty() {
        let value = made_up(types, ty);
        examples.push(Example { written: value.clone(), value });
    }
}

/// A value made from the type, as the type writes it.
fn made_up(types: &[TypeDef], ty: &Ty) -> Value {
    let value = sample(types, ty);
    conform(types, ty, &value).unwrap_or(value)
}

/// Parameters' examples are often written as text, whatever their type.
fn from_text(given: &Value, ty: &Ty) -> Option<Value> {
    let text = given.as_str()?;
    match ty {
        Ty::I32 | Ty::I64 => text.parse::<i64>().ok().map(Value::from),
        Ty::F64 => text.parse::<f64>().ok().map(Value::from),
        Ty::Bool => text.parse::<bool>().ok().map(Value::from),
        Ty::List(item) if !text.starts_with('[') => {
            let one = from_text(given, item).unwrap_or_else(|| given.clone());
            Some(Value::Array(vec![one]))
        }
        _ => None,
    }
}

/// Whether nothing would be left of a value in a path.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty() || items.iter().any(is_blank),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
