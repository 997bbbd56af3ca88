//! Request bodies: what an operation's requests send, in each media type that they send it in.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::diagnostic::findings;
use crate::extensions;
use crate::http::essence;
use crate::pointer::Pointer;

use super::collection::{Body, Entry, Request, Sent};
use super::context::{Context, json_sample};
use super::endpoints::{self, Endpoint};
use super::forms::Form;
use super::infer::{Inferred, SlotId, Variant};
use super::sample::Sample;
use super::{media, naming, read};

/// The bodies of one operation.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    /// The ways to send one, in the order of their first requests.
    alternatives: Vec<MediaTypeBodies>,
    /// What each request sends; `None` for one that sends no body.
    sent: Vec<Option<Given>>,
}

/// The bodies of one media type.
#[derive(Debug)]
pub(super) struct MediaTypeBodies {
    media_type: String,
    content: Content,
    /// What the requests send, where it is JSON.
    variants: Vec<Variant>,
    /// The requests that send them, by their index.
    pub requests: Vec<usize>,
    /// Whether they send several things, so that none of them tells what the operation does.
    pub are_several: bool,
}

/// What a request sends, and the index of the way in which it does.
#[derive(Debug)]
struct Given {
    alternative: usize,
    value: Sending,
}

/// What a request sends.
#[derive(Debug)]
enum Sending {
    /// One that the collection doesn't have, or that can't be read.
    Unknown,
    /// This.
    Value(Value),
    /// The fields that the form has of it.
    Fields,
}

/// What bodies of one media type are.
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
    pub(super) fn new(endpoint: &Endpoint<'_>, cx: &mut Context<'_>) -> Self {
        let mut all = Self::default();
        for (index, saved) in endpoint.requests.iter().enumerate() {
            let given = read(&saved.request.sent, true, cx).and_then(|(media_type, read)| {
                let (alternative, it) = all.alternative(media_type, &read);
                Some(Given { alternative, value: it.add(index, saved.request, read, cx)? })
            });
            all.sent.push(given);
        }
        for alternative in &mut all.alternatives {
            alternative.settle(&endpoint.only(&alternative.requests), cx);
        }
        all
    }

    /// The way of a media type and its index; a new one where `first` is the first body of it.
    fn alternative(&mut self, media_type: String, first: &Read) -> (usize, &mut MediaTypeBodies) {
        let alike = media::without_charset(&media_type);
        let is_known = |it: &MediaTypeBodies| media::without_charset(&it.media_type) == alike;
        let known = self.alternatives.iter().position(is_known);
        let index = known.unwrap_or_else(|| {
            self.alternatives.push(MediaTypeBodies::new(media_type, first));
            self.alternatives.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the index was found or pushed just above")]
        (index, &mut self.alternatives[index])
    }

    /// Whether its requests send several things, so that none of them tells what the operation does.
    pub(super) fn are_several(&self) -> bool {
        self.alternatives.len() > 1 || self.alternatives.iter().any(|it| it.are_several)
    }

    /// The ways to send a body, where there are several.
    pub(super) fn alternatives(&self) -> &[MediaTypeBodies] {
        if self.alternatives.len() > 1 { &self.alternatives } else { &[] }
    }

    /// The Request Body Object, if any request has a body. `named` is what each way is called, where there are several.
    pub(super) fn object(
        &self,
        inferred: &Inferred,
        named: Vec<Map<String, Value>>,
    ) -> Option<Value> {
        if self.alternatives.is_empty() {
            return None;
        }
        let mut named = named.into_iter();
        let mut content = Map::new();
        for alternative in &self.alternatives {
            let mut object = alternative.object(inferred);
            let named =
                named.next().map(|it| (extensions::OPERATION.to_owned(), Value::Object(it)));
            object.extend(named);
            content.insert(alternative.media_type.clone(), Value::Object(object));
        }
        let mut body = Map::new();
        if self.sent.iter().all(Option::is_some) {
            body.insert("required".to_owned(), Value::Bool(true));
        }
        body.insert("content".to_owned(), Value::Object(content));
        Some(Value::Object(body))
    }

    /// Adds what the request at `index` sends to its entry of `x-clientwright-requests`.
    pub(super) fn note_sent(&self, index: usize, request: &mut Map<String, Value>) {
        let Some(Some(given)) = self.sent.get(index) else { return };
        let Some(alternative) = self.alternatives.get(given.alternative) else { return };
        // A range is what a variable in the header leaves open.
        if !alternative.media_type.contains('*') {
            request.insert("mediaType".to_owned(), Value::from(alternative.media_type.clone()));
        }
        let body = match (&given.value, &alternative.content) {
            (Sending::Value(value), _) => value.clone(),
            (Sending::Fields, Content::Form(form)) => form.sent(index),
            (Sending::Fields | Sending::Unknown, _) => return,
        };
        request.insert("body".to_owned(), body);
    }
}

impl MediaTypeBodies {
    fn new(media_type: String, first: &Read) -> Self {
        let content = match first {
            Read::Json(..) | Read::Broken => Content::Any,
            Read::Fields(_) => Content::Form(Form::default()),
            Read::Text(_) => Content::Text,
            Read::Bytes => Content::Bytes,
        };
        let (variants, requests) = (Vec::new(), Vec::new());
        Self { media_type, content, variants, requests, are_several: false }
    }

    /// Adds what the request at `index` sends; `None` for a form all of whose fields are switched off.
    fn add(
        &mut self,
        index: usize,
        request: &Request,
        read: Read,
        cx: &mut Context<'_>,
    ) -> Option<Sending> {
        self.requests.push(index);
        match (read, &mut self.content) {
            (Read::Json(sample, constants), _) => {
                let given = Sending::Value(sample.value.clone());
                let samples = samples(sample, request, &self.media_type, cx);
                self.variants.push(Variant { name: request.name.clone(), samples, constants });
                Some(given)
            }
            (Read::Text(text), _) => Some(Sending::Value(Value::from(text))),
            (Read::Fields(fields), Content::Form(form)) => {
                let is_sent = form.add(index, &fields, cx.variables);
                for original in endpoints::originals(request, cx.variables) {
                    if let Some(Body::FormData(fields)) = &original.body {
                        form.add_samples(fields);
                    }
                }
                is_sent.then_some(Sending::Fields)
            }
            (Read::Fields(_) | Read::Bytes | Read::Broken, _) => Some(Sending::Unknown),
        }
    }

    /// Puts together what the requests send, which are those of `endpoint`.
    fn settle(&mut self, endpoint: &Endpoint<'_>, cx: &mut Context<'_>) {
        let variants = std::mem::take(&mut self.variants);
        self.are_several = variants.len() > 1;
        if let Content::Form(form) = &mut self.content {
            self.are_several |= form.differs();
            form.infer(endpoint, cx);
        } else if !variants.is_empty() {
            let names = naming::of_body(endpoint, "body");
            self.content = Content::Json(cx.inference.variants(names, variants));
        }
    }

    /// The Media Type Object.
    fn object(&self, inferred: &Inferred) -> Map<String, Value> {
        let mut object = Map::new();
        let schema = match &self.content {
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
        object
    }
}

/// A request's own sample, and those that responses were saved for.
fn samples(own: Sample, request: &Request, kind: &str, cx: &mut Context<'_>) -> Vec<Sample> {
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

/// Reads a body: its media type, and what it is. Findings are for the request itself, not for what responses repeat.
fn read(sent: &Sent, is_own: bool, cx: &mut Context<'_>) -> Option<(String, Read)> {
    let kind = media::of_request(sent, cx.variables)?;
    let read = match sent.body.as_ref()? {
        Body::Raw { text, at, .. } => {
            let stated = media::stated(&sent.headers, cx.variables);
            if let Some(stated) = stated.filter(|it| is_own && *it != essence(&kind)) {
                cx.report(at, findings::postman::body_of_media_type(&stated, &kind));
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
            let value = Value::Object(value);
            let sample = Sample { value, unknown, rounded, ..Sample::default() };
            // What isn't passed in variables is written into the query, which then differs from call to call.
            let is_constant = !query.contains('(') || query.contains('$');
            let constants = ["query".to_owned(), "operationName".to_owned()];
            Read::Json(sample, if is_constant { constants.to_vec() } else { Vec::new() })
        }
    };
    Some((kind, read))
}

fn raw(kind: &str, text: &str, at: &Pointer, is_own: bool, cx: &mut Context<'_>) -> Read {
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
