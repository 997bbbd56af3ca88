//! Request bodies: what an operation's requests send, by media type.

use serde_json::{Map, Value, json};

use crate::diagnostic::Code;
use crate::pointer::Pointer;

use super::collection::{Body, Entry, Sent};
use super::endpoints::{Endpoint, is_same_place};
use super::forms::Form;
use super::import::Cx;
use super::infer::{Inferred, SlotId, Variant};
use super::sample::{self, Sample};
use super::{media, naming, read};

/// The bodies of one operation.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    /// By media type, in the order of the collection.
    contents: Vec<(String, Content)>,
    /// What each request sends: media type and value.
    sent: Vec<Option<(String, Option<Value>)>>,
    /// Whether its requests send several things, so that none of them tells what the operation does.
    pub are_several: bool,
}

/// What the bodies of one media type are.
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
        let mut variants: Vec<(String, Vec<Variant>)> = Vec::new();
        let mut forms: Vec<(String, Form)> = Vec::new();
        for (index, saved) in endpoint.requests.iter().enumerate() {
            let request = saved.request;
            let Some((kind, read)) = read(&request.sent, true, cx) else {
                all.sent.push(None);
                continue;
            };
            let (content, value) = match read {
                Read::Json(sample, constants) => {
                    let value = sample.value.clone();
                    let mut samples = vec![sample];
                    for original in originals(request, &kind, cx) {
                        // Most are copies of the request.
                        if !samples.iter().any(|it| it.value == original.value) {
                            samples.push(original);
                        }
                    }
                    let variant = Variant { name: request.name.clone(), samples, constants };
                    entry(&mut variants, &kind).push(variant);
                    (None, Some(value))
                }
                Read::Fields(fields) => {
                    let value = entry(&mut forms, &kind).add(index, &fields, cx.variables);
                    // A form that is all switched off is no body.
                    if fields.iter().all(|it| it.disabled) {
                        all.sent.push(None);
                        continue;
                    }
                    (None, Some(value))
                }
                Read::Text(text) => (Some(Content::Text), Some(Value::from(text))),
                Read::Bytes => (Some(Content::Bytes), None),
                Read::Broken => (Some(Content::Any), None),
            };
            if let Some(content) = content
                && !all.contents.iter().any(|(it, _)| *it == kind)
            {
                all.contents.push((kind.clone(), content));
            }
            all.sent.push(Some((kind, value)));
        }
        all.add_json(variants, endpoint, cx);
        for (kind, form) in forms {
            all.are_several |= form.differs();
            all.put(kind, Content::Form(form));
        }
        all
    }

    fn add_json(
        &mut self,
        variants: Vec<(String, Vec<Variant>)>,
        endpoint: &Endpoint<'_>,
        cx: &mut Cx<'_>,
    ) {
        for (kind, variants) in variants {
            self.are_several |= variants.len() > 1;
            let names = naming::of_body(endpoint, "body");
            let slot = cx.inference.variants(names, variants);
            self.put(kind, Content::Json(slot));
        }
    }

    /// Adds a content, in place of one that says less.
    fn put(&mut self, kind: String, content: Content) {
        match self.contents.iter_mut().find(|(it, _)| *it == kind) {
            Some((_, known)) => *known = content,
            None => self.contents.push((kind, content)),
        }
    }

    /// The Request Body Object, if any request has a body.
    pub(super) fn object(&self, inferred: &Inferred) -> Option<Value> {
        let mut content = Map::new();
        for (kind, it) in &self.contents {
            let mut object = Map::new();
            let schema = match it {
                Content::Json(slot) => inferred.slots.get(slot.0).cloned().unwrap_or_default(),
                Content::Form(form) => {
                    object.extend(form.encoding());
                    form.schema()
                }
                Content::Text => json!({ "type": "string" }),
                Content::Bytes => json!({ "type": "string", "format": "binary" }),
                Content::Any => json!({}),
            };
            object.insert("schema".to_owned(), schema);
            content.insert(kind.clone(), Value::Object(object));
        }
        if content.is_empty() {
            return None;
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
        if let Some((kind, value)) = self.sent.get(index).and_then(Option::as_ref) {
            request.insert("mediaType".to_owned(), Value::from(kind.clone()));
            request.extend(value.clone().map(|it| ("body".to_owned(), it)));
        }
    }
}

/// The value under a key, which is added if it isn't there.
fn entry<'m, T: Default>(map: &'m mut Vec<(String, T)>, key: &str) -> &'m mut T {
    let index = map.iter().position(|(it, _)| it == key).unwrap_or_else(|| {
        map.push((key.to_owned(), T::default()));
        map.len() - 1
    });
    #[expect(clippy::indexing_slicing, reason = "the index was found or pushed just above")]
    &mut map[index].1
}

/// Bodies of the same request that replies were saved for.
fn originals(request: &super::collection::Request, kind: &str, cx: &mut Cx<'_>) -> Vec<Sample> {
    let mut samples = Vec::new();
    for reply in &request.replies {
        // What was refused shows what is wrong.
        let Some(original) = &reply.original else { continue };
        let is_same = original.method == request.sent.method
            && is_same_place(&original.url, &request.sent.url, cx.variables)
            && reply.status.is_none_or(|it| it < 400);
        if let Some((other, Read::Json(sample, _))) =
            is_same.then(|| read(original, false, cx)).flatten()
            && other == kind
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
        Body::Raw { text, at, .. } => raw(&kind, text, at, is_own, cx),
        Body::UrlEncoded(fields) | Body::FormData(fields) => Read::Fields(fields.clone()),
        Body::File => Read::Bytes,
        Body::GraphQl { query, variables, at } => {
            let mut value = Map::new();
            value.insert("query".to_owned(), Value::from(cx.variables.fill(query)));
            let mut unknown = std::collections::BTreeSet::new();
            if !variables.trim().is_empty()
                && let Some(sample) = json_sample(variables, at, is_own, cx)
            {
                let below = Pointer::root().child("variables");
                unknown.extend(sample.unknown.iter().map(|it| below.join(it)));
                value.insert("variables".to_owned(), sample.value);
            }
            let sample = Sample { value: Value::Object(value), unknown, mended: false };
            // What isn't passed in variables is written into the query, which then differs from call to call.
            let is_constant = !query.contains('(') || query.contains('$');
            Read::Json(sample, if is_constant { vec!["query".to_owned()] } else { Vec::new() })
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
        Err(why) if is_own => {
            cx.report(Code::BrokenSample, at, format!("this isn't JSON: {why}; it shows no type"));
        }
        Ok(_) | Err(_) => {}
    }
    result.ok()
}
