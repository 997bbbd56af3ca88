//! Examples: a value for every parameter, body and reply, the description's where it fits its type.
//!
//! The wire tests are made of them, so that each is kept as the generated type will write it.

mod conform;
mod requests;
mod sample;
mod scalars;

use crate::canonical::Canonical;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{
    Body, BodyKind, Example, Group, HeaderField, Location, Param, ParamStyle, Payload, ReplyCase,
    Ty, TypeDef, Webhook,
};
use crate::pointer::Pointer;
use serde_json::Value;

pub(super) use conform::conform;
use sample::Sampler;

/// Replaces every example by one that fits its type, and fills in those that the description doesn't give.
pub(super) fn fill(
    canonical: &Canonical,
    types: &[TypeDef],
    groups: &mut [Group],
    webhooks: &mut [Webhook],
    sink: &mut Sink,
) {
    let mut filler = Filler { canonical, types, sampler: Sampler::new(types), sink };
    for operation in groups.iter_mut().flat_map(|it| &mut it.operations) {
        for param in &mut operation.params {
            filler.param(param, &operation.pointer);
        }
        if let Some(body) = &mut operation.body {
            filler.body(body, &operation.pointer);
        }
        let others = operation.alternatives.iter_mut().flat_map(|it| &mut it.replies);
        for case in operation.replies.iter_mut().chain(others) {
            filler.reply(case, &operation.pointer);
        }
        for header in operation.headers.iter_mut().flat_map(|it| &mut it.fields) {
            filler.header(header, &operation.pointer);
        }
    }
    for operations in groups.iter_mut().map(|it| &mut it.operations) {
        // An operation stands before its other kinds of body.
        for ways in operations.chunk_by_mut(|_, next| next.alternative) {
            filler.requests(ways);
        }
    }
    for webhook in webhooks {
        filler.values(&webhook.ty, &mut webhook.examples, &webhook.pointer, "the payload");
    }
}

struct Filler<'a> {
    canonical: &'a Canonical,
    types: &'a [TypeDef],
    sampler: Sampler<'a>,
    sink: &'a mut Sink,
}

impl Filler<'_> {
    fn param(&mut self, param: &mut Param, at: &Pointer) {
        if matches!(param.location, Location::File | Location::Files) {
            param.example = Value::from("content");
            return;
        }
        let given = std::mem::take(&mut param.example);
        let given = param.form.natural(self.types, &param.ty, &given);
        let given = from_text(&given, &param.ty).unwrap_or(given);
        let usable = |value: &Value| is_usable(param, value);
        let fitting = conform(self.types, &param.ty, &given).filter(usable);
        if fitting.is_none() && !given.is_null() {
            self.misfit(at, &format!("`{}`", param.wire));
        }
        param.example = fitting.unwrap_or_else(|| self.made_up(&param.ty));
    }

    fn header(&mut self, header: &mut HeaderField, at: &Pointer) {
        let given = std::mem::take(&mut header.example);
        let given = from_text(&given, &header.ty).unwrap_or(given);
        // Numbers are often given as examples of texts.
        let given = match (&header.ty, given) {
            (Ty::String, it @ (Value::Number(_) | Value::Bool(_))) => Value::from(it.to_string()),
            (_, it) => it,
        };
        let fitting = conform(self.types, &header.ty, &given);
        if fitting.is_none() && !given.is_null() {
            self.misfit(at, &format!("the header `{}`", header.wire));
        }
        let usable = fitting.filter(|it| !is_blank(it));
        header.example = usable.unwrap_or_else(|| self.made_up(&header.ty));
    }

    fn body(&mut self, body: &mut Body, at: &Pointer) {
        let given = std::mem::take(&mut body.example);
        body.example = match &mut body.kind {
            BodyKind::Json(ty) => {
                let fitting = conform(self.types, ty, &given).filter(|_| !given.is_null());
                if fitting.is_none() && !given.is_null() {
                    self.misfit(at, "the body");
                }
                fitting.unwrap_or_else(|| self.made_up(ty))
            }
            BodyKind::Text if given.is_string() => given,
            BodyKind::Text | BodyKind::Bytes => Value::from("text"),
            BodyKind::Form(extras) | BodyKind::Multipart(extras) => {
                for extra in extras.iter_mut().filter(|it| it.location != Location::File) {
                    extra.example = self.made_up(&extra.ty);
                }
                Value::Null
            }
        };
    }

    fn reply(&mut self, case: &mut ReplyCase, at: &Pointer) {
        match &case.payload {
            Payload::Json(ty) | Payload::Items(ty) | Payload::Events(ty) => {
                self.values(ty, &mut case.examples, at, "a reply");
            }
            Payload::Text => {
                case.examples.retain(|it| it.value.is_string());
                if case.examples.is_empty() {
                    let value = Value::from("text");
                    case.examples.push(Example { value, written: Value::Null });
                }
                for example in &mut case.examples {
                    example.written = example.value.clone();
                }
            }
            Payload::Empty | Payload::Bytes | Payload::Redirect => case.examples.clear(),
        }
    }

    /// Keeps the examples that fit; makes one up where none does.
    fn values(&mut self, ty: &Ty, examples: &mut Vec<Example>, at: &Pointer, what: &str) {
        let n_given = examples.len();
        examples.retain_mut(|it| {
            let written = conform(self.types, ty, &it.value);
            let fits = written.is_some();
            it.written = written.unwrap_or_default();
            fits
        });
        if examples.len() < n_given {
            self.misfit(at, what);
        }
        if examples.is_empty() {
            let value = self.made_up(ty);
            examples.push(Example { written: value.clone(), value });
        }
    }

    /// A value made from the type, as the type writes it.
    fn made_up(&self, ty: &Ty) -> Value {
        let value = self.sampler.sample(ty);
        conform(self.types, ty, &value).unwrap_or(value)
    }

    fn misfit(&mut self, at: &Pointer, what: &str) {
        let place = self.canonical.origins.place(at);
        let message = format!(
            "the example of {what} doesn't fit its schema; another one is made up for the tests"
        );
        self.sink.push(Diagnostic::new(Code::ExampleMisfit, place, message));
    }
}

/// Parameters' examples are often written as text, whatever their type.
fn from_text(given: &Value, ty: &Ty) -> Option<Value> {
    let text = given.as_str()?;
    match ty {
        Ty::I32 | Ty::I64 => text.parse::<i64>().ok().map(Value::from),
        Ty::U64 => text.parse::<u64>().ok().map(Value::from),
        Ty::F64 | Ty::Decimal => text.parse::<f64>().ok().map(Value::from),
        Ty::Bool => text.parse::<bool>().ok().map(Value::from),
        Ty::List(item) if !text.starts_with('[') => {
            let one = from_text(given, item).unwrap_or_else(|| given.clone());
            Some(Value::Array(vec![one]))
        }
        _ => None,
    }
}

/// Whether a parameter can be sent with this value.
fn is_usable(param: &Param, value: &Value) -> bool {
    let may_be_empty = param.style == ParamStyle::UsualOrEmpty && !value.is_null();
    param.location != Location::Path || may_be_empty || !is_blank(value)
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
