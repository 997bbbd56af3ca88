//! Examples: a value for every parameter, body and response, the description's where it fits its type.
//!
//! The wire tests are made of them, so that each is kept as the generated type will write it.

mod conform;
mod fit;
mod places;
mod requests;
mod sample;
mod scalars;

use crate::canonical::Canonical;
use crate::diagnostic::{Sink, findings};
use crate::ir::{
    Body, BodyKind, Example, HeaderField, Location, Operation, Param, ParamStyle, Payload,
    ResponseCase, Ty,
};
use crate::lower::draft::{Definition, Draft};
use crate::lower::pass::{Context, Pass};
use crate::pointer::Pointer;
use serde_json::Value;

pub(super) use conform::conform;
use fit::{Direction, Schemas};
use sample::{DEEPEST, MOST_PARTS, Sampler};

/// Replaces every example by one that fits its type, and fills in those that the description doesn't give.
pub(super) const PASS: Pass = Pass { name: "fill_examples", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    let Draft { types, groups, webhooks, .. } = draft;
    let (canonical, types, sink) = (context.canonical, types.as_slice(), &mut *context.sink);
    let schemas = Schemas::new(&canonical.root);
    let mut filler = Filler { canonical, types, schemas, sampler: Sampler::new(types), sink };
    for operation in groups.iter_mut().flat_map(|it| &mut it.operations) {
        operation.testable = filler.operation(operation);
    }
    for operations in groups.iter_mut().map(|it| &mut it.operations) {
        // An operation stands before its other kinds of body.
        for kinds in operations.chunk_by_mut(|_, next| next.alternative) {
            filler.requests(kinds);
        }
    }
    for webhook in webhooks {
        let schema = filler.schemas.of_webhook(&webhook.pointer);
        filler.given(&webhook.ty, &mut webhook.examples, &webhook.pointer, "the payload");
        let at = &webhook.pointer;
        let subject = Subject { what: "the payload", at, schema, direction: Direction::Received };
        filler.supply(&webhook.ty, &mut webhook.examples, &subject);
    }
}

/// What an example is of.
struct Subject<'s, 'a> {
    /// What it is called in a finding.
    what: &'s str,
    at: &'s Pointer,
    schema: Option<&'a Value>,
    direction: Direction,
}

struct Filler<'a> {
    canonical: &'a Canonical,
    types: &'a [Definition],
    schemas: Schemas<'a>,
    sampler: Sampler<'a>,
    sink: &'a mut Sink,
}

impl<'a> Filler<'a> {
    /// Returns whether there is a value for all that it sends.
    fn operation(&mut self, operation: &mut Operation) -> bool {
        let mut all = true;
        let schemas = self.schemas.of_params(operation);
        for (param, schema) in operation.params.iter_mut().zip(schemas) {
            all &= self.param(param, schema, &operation.pointer);
        }
        if let Some(body) = &mut operation.body {
            all &= self.body(body, &operation.pointer);
        }
        let others = operation.alternatives.iter_mut().flat_map(|it| &mut it.responses);
        for case in operation.responses.iter_mut().chain(others) {
            self.response(case, &operation.pointer);
        }
        if let Some(headers) = &mut operation.headers {
            let schemas = self.schemas.of_headers(&operation.pointer);
            for header in &mut headers.fields {
                let schema = schemas.get(&header.wire).copied();
                all &= self.header(header, schema, &operation.pointer);
            }
        }
        all
    }

    fn param(&mut self, param: &mut Param, schema: Option<&'a Value>, at: &Pointer) -> bool {
        if matches!(param.location, Location::File | Location::Files) {
            param.example = Value::from("content");
            return true;
        }
        let given = std::mem::take(&mut param.example);
        let given = param.form.natural(self.types, &param.ty, &given);
        let given = from_text(&given, &param.ty).unwrap_or_else(|| given.into_owned());
        let usable = |value: &Value| is_usable(param, value);
        let fitting = conform(self.types, &param.ty, &given).filter(|_| !given.is_null());
        let fitting = fitting.filter(usable);
        if fitting.is_none() && !given.is_null() {
            self.misfit(at, &format!("`{}`", param.wire));
        }
        // The schema is about the value in another form.
        let schema = schema.filter(|_| param.form.is_plain());
        let what = format!("`{}`", param.wire);
        let subject = Subject { what: &what, at, schema, direction: Direction::Sent };
        let value = fitting.or_else(|| self.made_up(&param.ty, &subject));
        value.map(|it| param.example = it).is_some()
    }

    fn header(
        &mut self,
        header: &mut HeaderField,
        schema: Option<&'a Value>,
        at: &Pointer,
    ) -> bool {
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
        let what = format!("the header `{}`", header.wire);
        let subject = Subject { what: &what, at, schema, direction: Direction::Received };
        let value = usable.or_else(|| self.made_up(&header.ty, &subject));
        value.map(|it| header.example = it).is_some()
    }

    fn body(&mut self, body: &mut Body, at: &Pointer) -> bool {
        let given = std::mem::take(&mut body.example);
        let schema = self.schemas.of_body(at, body);
        let value = match &mut body.kind {
            BodyKind::Json(ty) => {
                let fitting = conform(self.types, ty, &given).filter(|_| !given.is_null());
                if fitting.is_none() && !given.is_null() {
                    self.misfit(at, "the body");
                }
                let subject = Subject { what: "the body", at, schema, direction: Direction::Sent };
                fitting.or_else(|| self.made_up(ty, &subject))
            }
            BodyKind::Text if given.is_string() => Some(given),
            BodyKind::Text | BodyKind::Bytes => Some(Value::from("text")),
            BodyKind::Form(extras) | BodyKind::Multipart(extras) => {
                let mut fields = extras.iter_mut().filter(|it| it.location != Location::File);
                let subject =
                    Subject { what: "a form field", at, schema: None, direction: Direction::Sent };
                let all = fields.all(|extra| {
                    let value = self.made_up(&extra.ty, &subject);
                    value.map(|it| extra.example = it).is_some()
                });
                all.then_some(Value::Null)
            }
        };
        value.map(|it| body.example = it).is_some()
    }

    fn response(&mut self, case: &mut ResponseCase, at: &Pointer) {
        match &case.payload {
            Payload::Json(ty) | Payload::Items(ty) | Payload::Events(ty) => {
                let schema = self.schemas.of_response(at, case);
                self.given(ty, &mut case.examples, at, "a response");
                let subject =
                    Subject { what: "a response", at, schema, direction: Direction::Received };
                self.supply(ty, &mut case.examples, &subject);
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

    /// Keeps the examples that fit.
    fn given(&mut self, ty: &Ty, examples: &mut Vec<Example>, at: &Pointer, what: &str) {
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
    }

    /// Makes an example up where there is none.
    fn supply(&mut self, ty: &Ty, examples: &mut Vec<Example>, subject: &Subject<'_, 'a>) {
        if examples.is_empty()
            && let Some(value) = self.made_up(ty, subject)
        {
            examples.push(Example { written: value.clone(), value });
        }
    }

    /// A value made from the type, as the type writes it and as its schema wants it; `None` where it would be too large.
    fn made_up(&mut self, ty: &Ty, subject: &Subject<'_, 'a>) -> Option<Value> {
        let Subject { what, at, schema, direction } = *subject;
        let Some(value) = self.sampler.sample(ty) else {
            let place = self.canonical.origins.place(at);
            self.sink.push(findings::examples::too_large(what, MOST_PARTS, DEEPEST).at(place));
            return None;
        };
        let value = conform(self.types, ty, &value).unwrap_or(value);
        let fitting = schema.map(|it| self.schemas.fit(it, direction, value.clone()));
        Some(fitting.and_then(|it| conform(self.types, ty, &it)).unwrap_or(value))
    }

    fn misfit(&mut self, at: &Pointer, what: &str) {
        let place = self.canonical.origins.place(at);
        self.sink.push(findings::examples::misfit_example(what).at(place));
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
    if matches!(param.style, ParamStyle::Cookie | ParamStyle::CookieExplode) {
        return stays_in_a_cookie(value);
    }
    let may_be_empty = param.style == ParamStyle::DefaultOrEmpty && !value.is_null();
    param.location != Location::Path || may_be_empty || !is_blank(value)
}

/// Whether a value that isn't escaped neither ends its cookie nor the header, as the runtime asks.
fn stays_in_a_cookie(value: &Value) -> bool {
    let fits =
        |text: &str| !text.contains(|it: char| it == ';' || (it.is_ascii_control() && it != '\t'));
    match value {
        Value::String(text) => fits(text),
        Value::Array(items) => items.iter().all(stays_in_a_cookie),
        Value::Object(members) => members
            .iter()
            .all(|(name, it)| fits(name) && !name.contains('=') && stays_in_a_cookie(it)),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
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
