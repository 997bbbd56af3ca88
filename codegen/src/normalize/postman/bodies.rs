//! Request bodies: what an operation's requests send. They are all of one media type, as `endpoints` sees to.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diagnostic::Code;
use crate::pointer::Pointer;

use super::collection::{Body, Entry, Request, Sent};
use super::endpoints::{self, Endpoint};
use super::forms::Form;
use super::import::Cx;
use super::infer::{Inferred, SlotId, Variant};
use super::sample::{self, Sample};
use super::{media, naming, read};

/// The bodies of one operation.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    /// The media type and what bodies of it are, if any request has one.
    content: Option<(String, Content)>,
    /// What each request sends.
    sent: Vec<Given>,
    /// Whether its requests send several things, so that none of them tells what the operation does.
    pub are_several: bool,
}

/// What a request sends.
#[derive(Debug)]
enum Given {
    /// No body.
    Nothing,
    /// One that the collection doesn't have, or that can't be read.
    Unknown,
    /// This.
    Value(Value),
    /// The fields that the form has of it.
    Fields,
}

/// What the bodies of an operation are.
#[derive(Debug)]
enum Content {
    /// JSON; its schema is inferred.
    Json(SlotId),
    /// A form.
    Form(Form),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// JSON that nobody could read.
    Any,
}

/// A body, read.
enum Read {
    Json(Sample, Vec<String>),
    Fields(Vec<Entry>),
    Text(String),
    Bytes,
    Broken,
}

impl Bodies {
    /// Reads the bodies of an endpoint.
    pub(super) fn new(endpoint: &Endpoint<'_>, cx: &mut Cx<'_>) -> Self {
        let mut all = Self::default();
        let mut variants = Vec::new();
        let mut form = Form::default();
        for (index, saved) in endpoint.requests.iter().enumerate() {
            let request = saved.request;
            let Some((kind, read)) = read(&request.sent, true, cx) else {
                all.sent.push(Given::Nothing);
                continue;
            };
            let (content, given) = match read {
                Read::Json(sample, constants) => {
                    let given = Given::Value(sample.value.clone());
                    let samples = samples(sample, request, &kind, cx);
                    variants.push(Variant { name: request.name.clone(), samples, constants });
                    (Content::Any, given)
                }
                Read::Fields(fields) => {
                    let is_sent = form.add(index, &fields, cx.variables);
                    for original in endpoints::originals(request, cx.variables) {
                        if let Some(Body::FormData(fields)) = &original.body {
                            form.add_samples(fields);
                        }
                    }
                    let given = if is_sent { Given::Fields } else { Given::Nothing };
                    (Content::Form(Form::default()), given)
                }
                Read::Text(text) => (Content::Text, Given::Value(Value::from(text))),
                Read::Bytes => (Content::Bytes, Given::Unknown),
                Read::Broken => (Content::Any, Given::Unknown),
            };
            all.content.get_or_insert((kind, content));
            all.sent.push(given);
        }
        all.settle(variants, form, endpoint, cx);
        all
    }

    /// Puts together what the requests send.
    fn settle(
        &mut self,
        variants: Vec<Variant>,
        mut form: Form,
        endpoint: &Endpoint<'_>,
        cx: &mut Cx<'_>,
    ) {
        self.are_several = variants.len() > 1 || form.differs();
        match &mut self.content {
            Some((_, content @ Content::Form(_))) => {
                form.infer(endpoint, cx);
                *content = Content::Form(form);
            }
            Some((_, content)) if !variants.is_empty() => {
                let names = naming::of_body(endpoint, "body");
                *content = Content::Json(cx.inference.variants(names, variants));
            }
            Some(_) | None => {}
        }
    }

    /// The Request Body Object, if any request has a body.
    pub(super) fn object(&self, inferred: &Inferred) -> Option<Value> {
        let (kind, content) = self.content.as_ref()?;
        let mut object = Map::new();
        let schema = match content {
            Content::Json(slot) => inferred.schema(*slot),
            Content::Form(form) => {
                object.extend(form.encoding());
                form.schema(inferred)
            }
            Content::Text => json!({ "type": "string" }),
            Content::Bytes => json!({ "type": "string", "format": "binary" }),
            Content::Any => json!({}),
        };
        object.insert("schema".to_owned(), schema);
        let mut body = Map::new();
        if !self.sent.iter().any(|it| matches!(it, Given::Nothing)) {
            body.insert("required".to_owned(), Value::Bool(true));
        }
        body.insert("content".to_owned(), json!({ kind: object }));
        Some(Value::Object(body))
    }

    /// Adds what the request at `index` sends to its entry of `x-clientwright-requests`.
    pub(super) fn note_sent(&self, index: usize, request: &mut Map<String, Value>) {
        let (Some((kind, content)), Some(given)) = (&self.content, self.sent.get(index)) else {
            return;
        };
        if matches!(given, Given::Nothing) {
            return;
        }
        request.insert("mediaType".to_owned(), Value::from(kind.clone()));
        let body = match (given, content) {
            (Given::Value(value), _) => value.clone(),
            (Given::Fields, Content::Form(form)) => form.sent(index),
            _ => return,
        };
        request.insert("body".to_owned(), body);
    }
}

/// A request's own sample, and those that replies were saved for.
fn samples(own: Sample, request: &Request, kind: &str, cx: &mut Cx<'_>) -> Vec<Sample> {
    let mut samples = vec![own];
    for original in endpoints::originals(request, cx.variables) {
        // Most are copies of the request.
        if let Some((other, Read::Json(sample, _))) = read(original, false, cx)
            && other == kind
            && !samples.iter().any(|it| it.value == sample.value)
        {
            samples.push(sample);
        }
    }
    samples
}

/// Reads a body: its media type, and what it is. Findings are for the request itself, not for what replies repeat.
fn read(sent: &Sent, is_own: bool, cx: &mut Cx<'_>) -> Option<(String, Read)> {
    let kind = media::of_request(sent, cx.variables)?;
    let read = match sent.body.as_ref()? {
        Body::Raw { text, at, .. } => {
            let stated = media::stated(&sent.headers, cx.variables);
            if let Some(stated) = stated.filter(|it| is_own && *it != kind) {
                let message = format!(
                    "the header says `{stated}` of a body that isn't; it is sent as `{kind}`"
                );
                cx.report(Code::MendedCollection, at, message);
            }
            raw(&kind, text, at, is_own, cx)
        }
        Body::UrlEncoded(fields) | Body::FormData(fields) => Read::Fields(fields.clone()),
        Body::File => Read::Bytes,
        Body::GraphQl { query, variables, operation, at } => {
            let mut value = Map::new();
            value.insert("query".to_owned(), Value::from(cx.variables.fill(query)));
            if let Some(operation) = operation {
                let name = cx.variables.fill(operation);
                value.insert("operationName".to_owned(), Value::from(name));
            }
            let (mut unknown, mut rounded) = (BTreeSet::new(), BTreeSet::new());
            if !variables.trim().is_empty()
                && let Some(sample) = json_sample(variables, at, is_own, cx)
            {
                let below = Pointer::root().child("variables");
                unknown.extend(sample.unknown.iter().map(|it| below.join(it)));
                rounded.extend(sample.rounded.iter().map(|it| below.join(it)));
                value.insert("variables".to_owned(), sample.value);
            }
            let sample = Sample { value: Value::Object(value), unknown, rounded, mended: false };
            // What isn't passed in variables is written into the query, which then differs from call to call.
            let is_constant = !query.contains('(') || query.contains('$');
            let constants = ["query".to_owned(), "operationName".to_owned()];
            Read::Json(sample, if is_constant { constants.to_vec() } else { Vec::new() })
        }
    };
    Some((kind, read))
}

fn raw(kind: &str, text: &str, at: &Pointer, is_own: bool, cx: &mut Cx<'_>) -> Read {
    if media::is_json(kind) {
        json_sample(text, at, is_own, cx)
            .map_or(Read::Broken, |sample| Read::Json(sample, Vec::new()))
    } else if kind == media::FORM {
        Read::Fields(read::form_text(text, at))
    } else if media::is_text(kind) {
        Read::Text(cx.variables.fill(text))
    } else {
        Read::Bytes
    }
}

/// A text as JSON; a finding says what is wrong with it, or what was put right.
pub(super) fn json_sample(
    text: &str,
    at: &Pointer,
    is_own: bool,
    cx: &mut Cx<'_>,
) -> Option<Sample> {
    let result = sample::parse(text, cx.variables);
    match &result {
        Ok(sample) if sample.mended && is_own => {
            let message = "this isn't quite JSON; it is read as what is meant";
            cx.report(Code::MendedSample, at, message);
        }
        Ok(sample) if !sample.rounded.is_empty() && is_own => {
            let message = "examples can't have all digits of a number in it; its type keeps them";
            cx.report(Code::MendedSample, at, message);
        }
        Err(why) if is_own => {
            cx.report(Code::BrokenSample, at, format!("this isn't JSON: {why}; it shows no type"));
        }
        Ok(_) | Err(_) => {}
    }
    result.ok()
}
