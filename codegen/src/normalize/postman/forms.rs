//! Forms: the fields of urlencoded and multipart bodies.

use serde_json::{Map, Value, json};

use super::collection::Entry;
use super::values::{Scalar, Values};
use super::variables::Variables;

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
}

impl Form {
    /// Adds what the request at `index` sends, and returns it as `x-clientwright-requests` writes it.
    ///
    /// Returns `None` for a form that is all switched off, which is no body.
    pub(super) fn add(
        &mut self,
        index: usize,
        entries: &[Entry],
        variables: &Variables,
    ) -> Option<Value> {
        let is_sent = entries.iter().any(|it| !it.disabled);
        self.n_senders += usize::from(is_sent);
        for entry in entries {
            let value = variables.fill(entry.value.as_deref().unwrap_or_default());
            let field = self.field(&variables.fill(&entry.key));
            field.is_file |= entry.is_file;
            field.description = field.description.take().or_else(|| entry.description.clone());
            field.content_type = field.content_type.take().or_else(|| entry.content_type.clone());
            field.values.note(index, value, entry.disabled);
        }
        is_sent.then(|| self.sent(index))
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
            let one = |text: &String| {
                if it.is_file { json!({ "file": text }) } else { Value::from(text.clone()) }
            };
            let value = match it.values.of(index)? {
                [only] => one(only),
                values => values.iter().map(one).collect(),
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
    pub(super) fn schema(&self) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for field in &self.fields {
            if self.n_senders > 0 && field.values.n_senders() == self.n_senders {
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
        // Fields are text on the wire, and people write any text into them.
        let kind = match Scalar::of(&self.name, self.values.all()) {
            Scalar::Boolean => Scalar::Boolean,
            Scalar::Integer | Scalar::String => Scalar::String,
        };
        let item = if self.is_file {
            json!({ "type": "string", "format": "binary" })
        } else {
            json!({ "type": kind.name() })
        };
        let mut schema = self.values.schema(item);
        let text = self.values.described(self.description.as_deref());
        if let (Some(text), Some(object)) = (text, schema.as_object_mut()) {
            object.insert("description".to_owned(), Value::from(text));
        }
        schema
    }
}
