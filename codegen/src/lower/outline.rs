//! A draft as text, for those who look at what a pass does.
//!
//! - In: a draft after any pass.
//! - Out: a line a thing; types by their places, in the order of these, because they have no names yet.

use std::fmt::Write as _;

use crate::ir::{
    Body, BodyKind, Group, Operation, Outcome, Paging, Param, Payload, Presence, Record,
    ResponseCase, ResponseEnum, Shape, Tagging, Ty, TypeKind, Union,
};
use crate::lower::draft::{Definition, Draft};

impl Draft {
    /// The draft as text: what passes change, and no more.
    pub(super) fn outline(&self) -> String {
        let mut out = Outline { draft: self, text: String::new() };
        let mut types: Vec<&Definition> = self.types.iter().collect();
        types.sort_by_key(|it| &it.pointer);
        for it in types {
            out.definition(it);
        }
        self.groups.iter().for_each(|it| out.group(it));
        for it in &self.webhooks {
            let line = format!("webhook {}: {}", it.wire, out.ty(&it.ty));
            out.line(0, &format!("{line}{}", listed(" called ", &it.events)));
            it.examples.iter().for_each(|it| out.line(1, &format!("example {}", it.written)));
        }
        if let Some(it) = &self.event_name {
            out.line(0, &format!("events are named by {it:?}"));
        }
        if let Some(it) = &self.signature {
            out.line(0, &format!("webhooks are signed: {it:?}"));
        }
        out.text
    }
}

struct Outline<'d> {
    draft: &'d Draft,
    text: String,
}

impl Outline<'_> {
    fn line(&mut self, depth: usize, line: &str) {
        let _ = writeln!(self.text, "{}{line}", "  ".repeat(depth));
    }

    fn definition(&mut self, def: &Definition) {
        let Definition { pointer, docs, usage, kind, words, own, facts: _ } = def;
        let usage = match (usage.sent, usage.received) {
            (true, true) => ", sent and received",
            (true, false) => ", sent",
            (false, true) => ", received",
            (false, false) => "",
        };
        let own = own.as_ref().map_or_else(String::new, |it| format!(", as {}", it.foreign.path));
        let text = docs.text.as_deref().unwrap_or_default().replace('\n', "\\n");
        let text = if text.is_empty() { text } else { format!(" // {text}") };
        self.line(0, &format!("type {pointer}{usage}{own}{}{text}", listed(", called ", words)));
        match kind {
            TypeKind::Record(it) => self.record(it),
            TypeKind::Enumeration(it) => {
                it.values
                    .iter()
                    .for_each(|it| self.line(1, &format!("{} = {:?}", it.name, it.wire)));
            }
            TypeKind::IntegerEnumeration(it) => {
                it.values.iter().for_each(|it| self.line(1, &format!("{} = {}", it.name, it.wire)));
            }
            TypeKind::Union(it) => self.union(it),
            TypeKind::Alias(ty) => self.line(1, &format!("alias of {}", self.ty(ty))),
            TypeKind::Foreign(it) => self.line(1, &it.path),
        }
    }

    fn record(&mut self, record: &Record) {
        for field in &record.fields {
            let presence = match field.presence {
                Presence::Required => "",
                Presence::Optional => "?",
                Presence::Nullable => " | null",
                Presence::OptionalNullable => "? | null",
                Presence::Implied => ", implied",
            };
            let constant = field.constant.as_ref().map(|it| format!(" = {:?}", it.value));
            let constant = constant.unwrap_or_default();
            let line = format!("{}: {}{presence}{constant}", field.wire, self.ty(&field.ty));
            self.line(1, &line);
        }
        if let Some((_, ty)) = &record.extra {
            self.line(1, &format!("others: {}", self.ty(ty)));
        }
    }

    fn union(&mut self, union: &Union) {
        match &union.tagging {
            Tagging::Internal(property) => self.line(1, &format!("told by {property}")),
            Tagging::Untagged => self.line(1, "told by shape"),
        }
        for it in &union.variants {
            let tags = listed(" tagged ", &it.tags);
            self.line(1, &format!("{}({}){tags}", it.name, self.ty(&it.ty)));
            it.shapes.iter().for_each(|it| self.line(2, &shape(it)));
        }
    }

    fn group(&mut self, group: &Group) {
        for it in &group.operations {
            self.line(0, &format!("operation {} {} is {}", it.method, it.path, it.name));
            self.operation(it);
        }
    }

    fn operation(&mut self, operation: &Operation) {
        operation.params.iter().for_each(|it| self.param(it));
        if let Some(Body { kind, media_type, example, .. }) = &operation.body {
            let kind = match kind {
                BodyKind::Json(ty) => self.ty(ty),
                BodyKind::Text => "Text".to_owned(),
                BodyKind::Bytes => "Bytes".to_owned(),
                BodyKind::Form(_) => "Form".to_owned(),
                BodyKind::Multipart(_) => "Multipart".to_owned(),
            };
            self.line(1, &format!("body {kind} as {media_type}, for example {example}"));
        }
        operation.responses.iter().for_each(|it| self.response(1, it));
        self.outcome(1, &operation.outcome);
        for it in &operation.error.cases {
            self.line(1, &format!("fails with {}", self.ty(&it.ty)));
        }
        for it in &operation.alternatives {
            self.line(1, &format!("or {}: accept {}", it.name, it.accept));
            self.outcome(2, &it.outcome);
        }
        if let Some(it) = &operation.headers {
            self.line(1, &format!("headers {}", it.name));
            for it in &it.fields {
                self.line(
                    2,
                    &format!("{}: {}, for example {}", it.wire, self.ty(&it.ty), it.example),
                );
            }
        }
        if let Some(it) = &operation.idempotency_key {
            self.line(1, &format!("idempotency key in {it}"));
        }
        if let Some(it) = operation.is_repeatable {
            self.line(1, if it { "may be sent twice" } else { "must not be sent twice" });
        }
        if let Some(Paging { step, item, .. }) = &operation.paging {
            self.line(1, &format!("pages of {}: {step:?}", self.ty(item)));
        }
        operation.requests.iter().for_each(|it| self.line(1, &format!("request {:?}", it.name)));
    }

    fn param(&mut self, param: &Param) {
        let Param { name, location, ty, example, .. } = param;
        let location = format!("{location:?}").to_lowercase();
        self.line(1, &format!("{location} {name}: {}, for example {example}", self.ty(ty)));
    }

    fn response(&mut self, depth: usize, case: &ResponseCase) {
        let payload = match &case.payload {
            Payload::Json(ty) => self.ty(ty),
            Payload::Items(ty) => format!("items of {}", self.ty(ty)),
            Payload::Events(ty) => format!("events of {}", self.ty(ty)),
            it @ (Payload::Empty | Payload::Text | Payload::Bytes | Payload::Redirect) => {
                format!("{it:?}")
            }
        };
        self.line(depth, &format!("response {:?}: {payload}", case.status));
        let examples = case.examples.iter();
        examples.for_each(|it| self.line(depth + 1, &format!("example {}", it.written)));
    }

    fn outcome(&mut self, depth: usize, outcome: &Outcome) {
        let given = match outcome {
            Outcome::Value(ty) => self.ty(ty),
            Outcome::Download => "a download".to_owned(),
            Outcome::Items(ty) => format!("items of {}", self.ty(ty)),
            Outcome::Events(ty) => format!("events of {}", self.ty(ty)),
            Outcome::Cases(it) => cases(it).to_owned(),
        };
        self.line(depth, &format!("gives {given}"));
    }

    fn ty(&self, ty: &Ty) -> String {
        match ty {
            Ty::Named(id) => {
                self.draft.def(*id).map_or_else(|| "?".to_owned(), |it| it.pointer.to_string())
            }
            Ty::List(ty) => format!("[{}]", self.ty(ty)),
            Ty::Map(ty) => format!("{{{}}}", self.ty(ty)),
            Ty::Nullable(ty) => format!("{} | null", self.ty(ty)),
            Ty::Boxed(ty) => format!("Box {}", self.ty(ty)),
            Ty::Tuple(tys) => {
                let tys: Vec<String> = tys.iter().map(|it| self.ty(it)).collect();
                format!("({})", tys.join(", "))
            }
            plain => format!("{plain:?}"),
        }
    }
}

/// The name of an enum over responses, where it has one yet.
fn cases(cases: &ResponseEnum) -> &str {
    if cases.name.is_empty() { "one of several" } else { &cases.name }
}

/// What a value looks like.
fn shape(shape: &Shape) -> String {
    let Shape { kind, required, known: _, constants, nested, open: _ } = shape;
    let constants = constants.iter().map(|(name, value)| format!("{name} = {value:?}"));
    let nested = nested.iter().map(|it| format!("{} = {:?}", it.path.join("/"), it.value));
    let facts: Vec<String> = constants.chain(nested).collect();
    format!("is {kind:?}{}{}", listed(" with ", required), listed(" where ", &facts))
}

/// What is listed, behind a word; nothing where there is none.
fn listed(word: &str, all: &[String]) -> String {
    if all.is_empty() { String::new() } else { format!("{word}{}", all.join(", ")) }
}
