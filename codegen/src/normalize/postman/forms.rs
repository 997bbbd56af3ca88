//! Forms: the fields of urlencoded and multipart bodies.

use serde_json::{Map, Value, json};

use crate::pointer::Pointer;

use super::collection::Entry;
use super::parameters::Scalar;
use super::variables::Variables;

/// The form of one operation.
#[derive(Debug, Default)]
pub(super) struct Form {
    fields: Vec<Field>,
    /// The requests that send it.
    senders: Vec<usize>,
}

/// A field of it.
#[derive(Debug, Default)]
struct Field {
    name: String,
    description: Option<String>,
    is_file: bool,
    content_type: Option<String>,
    /// The requests that send it, and what.
    sent: Vec<(usize, Vec<String>)>,
    /// A value of those who have it switched off.
    idle: Option<String>,
}

impl Form {
    /// Adds what the request at `index` sends, and returns it as `x-clientwright-requests` writes it.
    pub(super) fn add(&mut self, index: usize, entries: &[Entry], variables: &Variables) -> Value {
        if entries.iter().any(|it| !it.disabled) {
            self.senders.push(index);
        }
        for entry in entries {
            let value = variables.fill(entry.value.as_deref().unwrap_or_default());
            let field = self.field(&variables.fill(&entry.key));
            field.is_file |= entry.is_file;
            field.description = field.description.take().or_else(|| entry.description.clone());
            field.content_type = field.content_type.take().or_else(|| entry.content_type.clone());
            if entry.disabled {
                field.idle.get_or_insert(value);
                continue;
            }
            match field.sent.last_mut() {
                Some((last, values)) if *last == index => values.push(value),
                _ => field.sent.push((index, vec![value])),
            }
        }
        self.sent(index)
    }

    fn field(&mut self, name: &str) -> &mut Field {
        let index = self.fields.iter().position(|it| it.name == name).unwrap_or_else(|| {
            self.fields.push(Field { name: name.to_owned(), ..Field::default() });
            self.fields.len() - 1
        });
        #[expect(clippy::indexing_slicing, reason = "the index was found or pushed just above")]
        &mut self.fields[index]
    }

    fn sent(&self, index: usize) -> Value {
        let of = |it: &Field| {
            let (_, values) = it.sent.iter().find(|(at, _)| *at == index)?;
            let one = |text: &String| {
                if it.is_file { json!({ "file": text }) } else { Value::from(text.clone()) }
            };
            let value = match values.as_slice() {
                [only] => one(only),
                values => values.iter().map(one).collect(),
            };
            Some((it.name.clone(), value))
        };
        Value::Object(self.fields.iter().filter_map(of).collect())
    }

    /// Whether one request sends fields that another doesn't.
    pub(super) fn differs(&self) -> bool {
        let n_senders = self.senders.len();
        self.fields.iter().any(|it| !it.sent.is_empty() && it.sent.len() < n_senders)
    }

    /// The schema of the form.
    pub(super) fn schema(&self) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in &self.fields {
            let is_sent = |it: &usize| field.sent.iter().any(|(at, _)| at == it);
            if !self.senders.is_empty() && self.senders.iter().all(is_sent) {
                required.push(Value::from(field.name.clone()));
            }
            properties.insert(field.name.clone(), field.schema());
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
            let kind = it.content_type.as_ref().filter(|it| !it.contains("json"))?;
            Some((it.name.clone(), json!({ "contentType": kind })))
        };
        let encoding: Map<String, Value> = self.fields.iter().filter_map(of).collect();
        (!encoding.is_empty()).then(|| ("encoding".to_owned(), Value::Object(encoding)))
    }
}

impl Field {
    fn schema(&self) -> Value {
        let values = self.sent.iter().flat_map(|(_, values)| values).chain(&self.idle);
        // Fields are text on the wire, and people write any text into them.
        let kind = match Scalar::of(&self.name, values.map(String::as_str)) {
            Scalar::Boolean => Scalar::Boolean,
            Scalar::Integer | Scalar::String => Scalar::String,
        };
        let item = if self.is_file {
            json!({ "type": "string", "format": "binary" })
        } else {
            json!({ "type": kind.name() })
        };
        let repeats = self.sent.iter().any(|(_, values)| values.len() > 1);
        let mut schema = if repeats { json!({ "type": "array", "items": item }) } else { item };
        if let (Some(text), Some(object)) = (&self.description, schema.as_object_mut()) {
            object.insert("description".to_owned(), Value::from(text.clone()));
        }
        schema
    }
}

/// The fields of a form that is written as text: `a=1&b=2`.
pub(super) fn split(text: &str, at: &Pointer) -> Vec<Entry> {
    let fields = text.trim().split('&').filter(|it| !it.is_empty());
    fields
        .map(|field| {
            let (key, value) = field.split_once('=').unwrap_or((field, ""));
            let decoded = |text: &str| {
                let text = text.trim().replace('+', " ");
                percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
            };
            Entry {
                key: decoded(key),
                value: Some(decoded(value)),
                at: at.clone(),
                ..Entry::default()
            }
        })
        .collect()
}
