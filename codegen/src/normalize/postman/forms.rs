//! Forms: the fields of urlencoded and multipart bodies.

use serde_json::{Map, Value, json};

use super::collection::Entry;
use super::context::{Context, json_sample};
use super::endpoints::Endpoint;
use super::infer::{Inferred, Slot, SlotId};
use super::sample::Sample;
use super::values::{Scalar, Values};
use super::variables::Variables;
use super::{media, naming};
use crate::http::essence;
use crate::pointer::Pointer;

/// The form of one operation.
#[derive(Debug, Default)]
pub(super) struct Form {
    fields: Vec<Field>,
    /// How many requests send it.
    n_senders: usize,
}

/// A field of it.
#[derive(Debug, Default)]
struct Field {
    name: String,
    description: Option<String>,
    is_file: bool,
    content_type: Option<String>,
    values: Values,
    /// What is written for it, variables unreplaced, and where; of originals of responses too.
    texts: Vec<(String, Pointer)>,
    /// The JSON that requests send, by the text of the value, where the parts are JSON.
    json: Vec<(String, Sample)>,
    /// The schema of that JSON.
    slot: Option<SlotId>,
}

impl Form {
    /// Adds what the request at `index` sends; tells whether that is anything, and not all switched off.
    pub(super) fn add(&mut self, index: usize, entries: &[Entry], variables: &Variables) -> bool {
        let is_sent = entries.iter().any(|it| !it.disabled);
        self.n_senders += usize::from(is_sent);
        for entry in entries {
            let value = variables.fill(entry.value.as_deref().unwrap_or_default());
            let field = self.field(&variables.fill(&entry.key));
            field.is_file |= entry.is_file;
            field.description = field.description.take().or_else(|| entry.description.clone());
            field.content_type = field.content_type.take().or_else(|| entry.content_type.clone());
            field.texts.extend(text(entry));
            field.values.note(index, value, entry.disabled);
        }
        is_sent
    }

    /// Adds what was sent for a saved response, to fields that are known.
    pub(super) fn add_samples(&mut self, entries: &[Entry]) {
        for entry in entries {
            if let Some(field) = self.fields.iter_mut().find(|it| it.name == entry.key) {
                field.texts.extend(text(entry).filter(|it| !field.knows(&it.0)));
            }
        }
    }

    /// Hands the samples of parts that are JSON to inference.
    pub(super) fn infer(&mut self, endpoint: &Endpoint<'_>, cx: &mut Context<'_>) {
        for field in self.fields.iter_mut().filter(|it| it.is_json()) {
            for (text, at) in std::mem::take(&mut field.texts) {
                if let Some(sample) = json_sample(&text, &at, true, cx) {
                    field.json.push((cx.variables.fill(&text), sample));
                }
            }
            let names = naming::of_body(endpoint, &field.name);
            let samples: Vec<Sample> = field.json.iter().map(|(_, it)| it.clone()).collect();
            if !samples.is_empty() {
                let slot = Slot { names, samples, constants: Vec::new() };
                field.slot = Some(cx.inference.slot(slot));
            }
        }
    }

    fn field(&mut self, name: &str) -> &mut Field {
        let index = self.fields.iter().position(|it| it.name == name).unwrap_or_else(|| {
            self.fields.push(Field { name: name.to_owned(), ..Field::default() });
            self.fields.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the index was found or pushed just above")]
        &mut self.fields[index]
    }

    /// What the request at `index` sends, as `x-clientwright-requests` writes it.
    pub(super) fn sent(&self, index: usize) -> Value {
        let of = |it: &Field| {
            let value = match it.values.of(index)? {
                [only] if !it.values.repeat() => it.sent(only),
                values => values.iter().map(|text| it.sent(text)).collect(),
            };
            Some((it.name.clone(), value))
        };
        Value::Object(self.fields.iter().filter_map(of).collect())
    }

    /// Whether one request sends fields that another doesn't.
    pub(super) fn differs(&self) -> bool {
        self.fields.iter().any(|it| (1..self.n_senders).contains(&it.values.n_senders()))
    }

    /// The schema of the form.
    pub(super) fn schema(&self, inferred: &Inferred) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in &self.fields {
            if self.n_senders > 0 && field.values.n_senders() == self.n_senders {
                required.push(Value::from(field.name.clone()));
            }
            properties.insert(field.name.clone(), field.schema(inferred));
        }
        let mut schema = Map::new();
        schema.insert("type".to_owned(), Value::from("object"));
        schema.insert("properties".to_owned(), Value::Object(properties));
        if !required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(required));
        }
        Value::Object(schema)
    }

    /// The `encoding` of the parts that say what they are, as a member of the Media Type Object.
    pub(super) fn encoding(&self) -> Option<(String, Value)> {
        let of = |it: &Field| {
            let kind = it.content_type.as_ref()?;
            Some((it.name.clone(), json!({ "contentType": kind })))
        };
        let encoding: Map<String, Value> = self.fields.iter().filter_map(of).collect();
        (!encoding.is_empty()).then(|| ("encoding".to_owned(), Value::Object(encoding)))
    }
}

/// What is written for a field, and where.
fn text(entry: &Entry) -> Option<(String, Pointer)> {
    let text = entry.value.clone().filter(|it| !entry.is_file && !it.trim().is_empty())?;
    Some((text, entry.at.child("value")))
}

impl Field {
    /// Whether its parts are JSON.
    fn is_json(&self) -> bool {
        let essence = |it: &String| media::is_json(essence(it));
        !self.is_file && self.content_type.as_ref().is_some_and(essence)
    }

    fn knows(&self, text: &str) -> bool {
        self.texts.iter().any(|(it, _)| it == text)
    }

    /// What a request sends of it.
    fn sent(&self, text: &str) -> Value {
        if self.is_file {
            return json!({ "file": text });
        }
        let sample = self.json.iter().find(|(it, _)| it == text);
        sample.map_or_else(|| Value::from(text), |(_, it)| it.value.clone())
    }

    fn schema(&self, inferred: &Inferred) -> Value {
        // Fields are text on the wire, and people write any text into them.
        let kind = match Scalar::of(&self.name, self.values.all()) {
            Scalar::Boolean => Scalar::Boolean,
            Scalar::Integer | Scalar::String => Scalar::String,
        };
        let item = if self.is_file {
            json!({ "type": "string", "format": "binary" })
        } else if self.is_json() {
            self.slot.map_or_else(|| json!({}), |it| inferred.schema(it))
        } else {
            json!({ "type": kind.name() })
        };
        let mut schema = self.values.schema(item);
        let text = self.values.described(self.description.as_deref());
        if schema.get("$ref").is_some() && text.is_some() {
            schema = json!({ "allOf": [schema] });
        }
        if let (Some(text), Some(object)) = (text, schema.as_object_mut()) {
            object.insert("description".to_owned(), Value::from(text));
        }
        schema
    }
}
