//! Responses: what was saved of an operation's responses, by status.
//!
//! One that is saved without a status may be that of any, most often of an error: it is the `default` of the Responses
//! Object, and never a success's. Converters from OpenAPI write responses so that were `default` there.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::diagnostic::findings;

use super::collection::Response;
use super::context::{Context, json_sample};
use super::endpoints::Endpoint;
use super::infer::{Inferred, Slot, SlotId};
use super::sample::Sample;
use super::{media, naming};

/// The responses of one operation.
#[derive(Debug, Default)]
pub(super) struct Responses {
    cases: BTreeMap<u16, Case>,
    /// Those that no status is saved of.
    default: Option<Case>,
    /// The media types that requests ask for, each once.
    asked: Vec<String>,
}

/// The responses of one status.
#[derive(Debug, Default)]
struct Case {
    names: Vec<String>,
    slot: Option<SlotId>,
    /// Bodies that are JSON: media type, name, value.
    json: Vec<(String, String, Sample)>,
    /// Bodies that are text: media type, name, text.
    texts: Vec<(String, String, String)>,
    /// A body that says it is JSON and isn't.
    broken: Option<String>,
    /// Bodies that are something else, by media type.
    other: BTreeMap<String, Other>,
    /// The examples, once the samples are given away: media type, name, value.
    examples: Vec<(String, String, Value)>,
}

/// A body that isn't JSON.
#[derive(Debug)]
enum Other {
    Text(String),
    Bytes,
}

impl Responses {
    /// Reads the responses of an endpoint.
    pub(super) fn new(endpoint: &Endpoint<'_>, cx: &mut Context<'_>) -> Self {
        let asked = endpoint.requests.iter();
        let asked = asked.map(|it| media::asked(&it.request.sent.headers, cx.variables));
        let asked: Vec<Option<String>> = asked.collect();
        let mut all = Self { asked: kinds(&asked), ..Self::default() };
        for (saved, asked) in endpoint.requests.iter().zip(asked) {
            let mut other = asked.filter(|it| !media::is_json(it));
            for response in &saved.request.responses {
                let is_json = all.add(response, cx);
                let is_success = response.status.is_some_and(|it| it < 300);
                if let Some(asked) = other.take_if(|_| is_json && is_success) {
                    cx.report(&response.at, findings::postman::answered_in_json(&asked));
                }
            }
        }
        for (status, case) in &mut all.cases {
            let names = match status {
                400.. => naming::of_error(endpoint),
                _ => naming::of_body(endpoint, "response"),
            };
            case.infer(names, cx);
        }
        if let Some(case) = &mut all.default {
            case.infer(naming::of_error(endpoint), cx);
        }
        all
    }

    /// Adds a saved response; tells whether its body is JSON.
    fn add(&mut self, response: &Response, cx: &mut Context<'_>) -> bool {
        let case = match response.status {
            Some(status) => self.cases.entry(status).or_default(),
            None => self.default.get_or_insert_default(),
        };
        if !case.names.contains(&response.name) {
            case.names.push(response.name.clone());
        }
        let text = response.body.trim();
        let stated = media::stated(&response.headers, cx.variables);
        if text.is_empty() {
            // Postman saves no bytes: the header alone tells of them.
            let is_success = response.status.is_some_and(|it| it < 300 && !matches!(it, 204 | 205));
            if let Some(kind) = stated.filter(|it| is_success && media::is_file(it)) {
                case.other.entry(kind).or_insert(Other::Bytes);
            }
            return false;
        }
        let looks_like_json = text.starts_with(['{', '[', '"']);
        let mut kind = media::of_text(stated, response.language.as_deref(), text);
        if kind == media::TEXT && looks_like_json && serde_json::from_str::<Value>(text).is_ok() {
            media::JSON.clone_into(&mut kind);
        }
        if media::is_json(&kind) {
            let is_scalar = serde_json::from_str::<Value>(text).is_ok();
            if looks_like_json || is_scalar {
                // What is broken says nothing beside what is sound.
                let Some(sample) = json_sample(text, &response.at.child("body"), true, cx) else {
                    case.broken = Some(text.to_owned());
                    return false;
                };
                case.json.push((kind, response.name.clone(), sample));
                return true;
            }
            // A word where the headers promise JSON.
            media::TEXT.clone_into(&mut kind);
        }
        if media::is_text(&kind) || kind == media::FORM {
            case.texts.push((kind, response.name.clone(), text.to_owned()));
        } else {
            case.other.entry(kind).or_insert(Other::Bytes);
        }
        false
    }

    /// The Responses Object.
    pub(super) fn object(&self, method: &str, inferred: &Inferred) -> Value {
        let mut responses = Map::new();
        for (status, case) in &self.cases {
            let accepts = self.accepts().filter(|_| *status < 400);
            responses.insert(status.to_string(), case.object(method, accepts, inferred));
        }
        if !self.cases.keys().any(|it| (200..400).contains(it)) {
            responses.insert("2XX".to_owned(), unknown(method, &self.asked));
        }
        if let Some(case) = &self.default {
            responses.insert("default".to_owned(), case.object(method, None, inferred));
        }
        Value::Object(responses)
    }

    /// The media type of JSON that requests ask for, where it is a special one.
    fn accepts(&self) -> Option<&str> {
        self.asked.iter().map(String::as_str).find(|it| media::is_json(it) && *it != media::JSON)
    }
}

/// The media types that the requests of an endpoint ask for, each once; JSON for those that ask for none, unless another
/// asks for a special kind of JSON.
fn kinds(asked: &[Option<String>]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for it in asked.iter().flatten() {
        if !all.contains(it) {
            all.push(it.clone());
        }
    }
    let is_silent = asked.iter().any(Option::is_none);
    if is_silent && !all.iter().any(|it| media::is_json(it)) {
        all.insert(0, media::JSON.to_owned());
    }
    all
}

impl Case {
    /// Hands the samples of the body to inference.
    fn infer(&mut self, names: Vec<String>, cx: &mut Context<'_>) {
        let mut samples = Vec::new();
        self.take_texts();
        for (kind, name, sample) in std::mem::take(&mut self.json) {
            self.examples.push((kind, name, sample.value.clone()));
            samples.push(sample);
        }
        if !samples.is_empty() {
            self.slot = Some(cx.inference.slot(Slot { names, samples, constants: Vec::new() }));
        }
    }

    /// Plain texts beside JSON are strings among its values, which is how the runtime reads them; alone, and of a media type
    /// of their own, such as `text/csv`, they are text.
    fn take_texts(&mut self) {
        let json = self.json.first().map(|(kind, ..)| kind.clone());
        for (kind, name, text) in std::mem::take(&mut self.texts) {
            match &json {
                Some(json) if matches!(kind.as_str(), media::TEXT | media::HTML) => {
                    self.json.push((json.clone(), name, Sample::from(Value::from(text))));
                }
                _ => {
                    self.other.entry(kind).or_insert(Other::Text(text));
                }
            }
        }
        if let (None, Some(text)) = (json, self.broken.take()) {
            self.other.entry(media::TEXT.to_owned()).or_insert(Other::Text(text));
        }
    }

    fn object(&self, method: &str, accepts: Option<&str>, inferred: &Inferred) -> Value {
        let mut content: Map<String, Value> = Map::new();
        if let Some(slot) = self.slot {
            for (kind, name, value) in &self.examples {
                let schema = || inferred.schema(slot);
                let body = content
                    .entry(accepts.unwrap_or(kind).to_owned())
                    .or_insert_with(|| json!({ "schema": schema(), "examples": {} }));
                add_example(body, name, value);
            }
        }
        for (kind, other) in &self.other {
            let (kind, body) = match other {
                Other::Text(text) => {
                    (kind.as_str(), json!({ "schema": { "type": "string" }, "example": text }))
                }
                // The type of the one file that was saved binds no other.
                Other::Bytes => {
                    ("*/*", json!({ "schema": { "type": "string", "format": "binary" } }))
                }
            };
            content.entry(kind.to_owned()).or_insert(body);
        }
        let mut object = Map::new();
        object.insert("description".to_owned(), Value::from(self.names.join("; ")));
        if !content.is_empty() && method != "HEAD" {
            object.insert("content".to_owned(), Value::Object(content));
        }
        Value::Object(object)
    }
}

/// Adds an example to a Media Type Object, under a name of its own.
fn add_example(body: &mut Value, name: &str, value: &Value) {
    let Some(examples) = body.get_mut("examples").and_then(Value::as_object_mut) else { return };
    if examples.values().any(|it| it.get("value") == Some(value)) {
        return;
    }
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let free =
        std::iter::once(name.to_owned()).chain(numbered).find(|it| !examples.contains_key(it));
    examples.insert(free.unwrap_or_default(), json!({ "value": value }));
}

/// The response of an operation that none is saved of, in the media types that requests ask for.
fn unknown(method: &str, asked: &[String]) -> Value {
    let note = "no successful response is saved";
    let mut object = Map::new();
    object.insert("description".to_owned(), Value::from(""));
    if method != "HEAD" {
        let body = |it: &String| {
            let schema = if media::is_json(it) {
                json!({})
            } else if media::is_text(it) {
                json!({ "type": "string" })
            } else {
                json!({ "type": "string", "format": "binary" })
            };
            (it.clone(), json!({ "schema": schema }))
        };
        let content: Map<String, Value> = asked.iter().map(body).collect();
        object.insert("content".to_owned(), Value::Object(content));
    }
    object.insert("x-provenance".to_owned(), Value::from("inferred"));
    object.insert("x-provenance-note".to_owned(), Value::from(note));
    Value::Object(object)
}
