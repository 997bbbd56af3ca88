//! Actions on operations: their responses, bodies and parameters.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::dialect::Dialect;
use crate::extensions;
use crate::pointer::Pointer;

use super::super::coerce::json_of;
use super::super::deviation::StreamForm;
use super::super::exchange::{Body, EVENTS, Exchange, Message, is_json, is_sequence};
use super::super::observe::schema;
use super::Builder;

/// What is written about a response that nobody documented.
const DESCRIPTION: &str = "Observed in traffic.";

impl<'a> Builder<'a> {
    /// The exchanges that show the deviation.
    pub(super) fn seen(&self) -> Vec<&'a Exchange> {
        self.deviation.seen.iter().filter_map(|it| self.exchanges.get(*it)).collect()
    }

    pub(super) fn status(&mut self, at: &Pointer, status: u16) {
        let responses: Vec<&Message> = self.seen().into_iter().map(|it| &it.response).collect();
        // A body that is that of a documented success has its type.
        let like = match self.deviation.values.as_slice() {
            [Value::String(key)] => at.child(key).get(&self.described.root).cloned(),
            _ => None,
        };
        let mut response = like.unwrap_or_else(|| self.response(&responses));
        if response.get("$ref").is_none() {
            self.mark(&mut response);
        }
        self.update(at, json!({ status.to_string(): response }));
        if let Some((operation, _)) = at.split_last() {
            self.produces(&operation, &responses);
        }
    }

    /// A response whose bodies are these.
    fn response(&self, responses: &[&Message]) -> Value {
        let mut response = Map::new();
        response.insert("description".to_owned(), Value::from(DESCRIPTION));
        if self.described.is_swagger2() {
            if let Some(schema) = self.only_schema(responses) {
                response.insert("schema".to_owned(), schema);
            }
        } else if let Some(content) = self.content(responses) {
            response.insert("content".to_owned(), content);
        }
        Value::Object(response)
    }

    /// The one schema that a response of OpenAPI 2.0 has.
    fn only_schema(&self, messages: &[&Message]) -> Option<Value> {
        let values: Vec<Value> = messages.iter().filter_map(|it| json_of(&it.body)).collect();
        if values.is_empty() {
            let has_bytes = messages.iter().any(|it| it.body == Body::Bytes);
            return has_bytes.then(|| json!({ "type": "file" }));
        }
        let values: Vec<&Value> = values.iter().collect();
        Some(schema(&values, self.described.spelling()))
    }

    /// The media types of these bodies, each with its schema.
    fn content(&self, messages: &[&Message]) -> Option<Value> {
        let mut kinds: BTreeMap<&str, Vec<&Message>> = BTreeMap::new();
        for message in messages.iter().filter(|it| it.body != Body::Empty) {
            kinds.entry(media_type(message)).or_default().push(message);
        }
        let content = kinds.into_iter().map(|(name, it)| (name.to_owned(), self.media(name, &it)));
        let content: Map<String, Value> = content.collect();
        (!content.is_empty()).then_some(Value::Object(content))
    }

    fn media(&self, name: &str, messages: &[&Message]) -> Value {
        let spelling = self.described.spelling();
        let pieces = messages.iter().map(|it| match &it.body {
            Body::Items(items) | Body::Events(items) => Some(items.as_slice()),
            Body::Json(one) if is_sequence(name) => Some(std::slice::from_ref(one)),
            _ => None,
        });
        let pieces: Option<Vec<&[Value]>> = pieces.collect();
        if let Some(pieces) = pieces {
            let items: Vec<&Value> = pieces.into_iter().flatten().collect();
            let is_new = self.described.dialect == Dialect::OpenApi32;
            let key = if is_new { "itemSchema" } else { extensions::ITEM_SCHEMA };
            return json!({ key: schema(&items, spelling) });
        }
        let values: Vec<Value> = messages.iter().filter_map(|it| json_of(&it.body)).collect();
        let values: Vec<&Value> = values.iter().collect();
        if !values.is_empty() {
            return json!({ "schema": schema(&values, spelling) });
        }
        let has_bytes = messages.iter().any(|it| it.body == Body::Bytes);
        if has_bytes {
            json!({ "schema": { "type": "string", "format": "binary" } })
        } else {
            json!({})
        }
    }

    pub(super) fn media_type(&mut self, at: &Pointer, node: &Value, name: &str) {
        let is_request = at.tokens().last().is_some_and(|it| it == "requestBody")
            || at.as_str().starts_with("/components/requestBodies/");
        let messages = self.seen().into_iter();
        let messages = messages.map(|it| if is_request { &it.request } else { &it.response });
        let messages: Vec<&Message> = messages.filter(|it| it.media_type == name).collect();
        if !self.described.is_swagger2() {
            if let Some(content) = self.content(&messages) {
                self.update_marked(at, json!({ "content": content }));
            }
            return;
        }
        let has_schema = node.get("schema").is_some();
        // All media types of a response have one schema in OpenAPI 2.0.
        if has_schema && !is_json(name) && name != EVENTS {
            return;
        }
        if let (false, Some(schema)) = (has_schema, self.only_schema(&messages)) {
            self.update_marked(at, json!({ "schema": schema }));
        }
        if let Some((responses, _)) = at.split_last()
            && let Some((operation, _)) = responses.split_last()
        {
            self.produces(&operation, &messages);
        }
    }

    /// Adds media types to those that an operation of OpenAPI 2.0 gives.
    fn produces(&mut self, operation: &Pointer, messages: &[&Message]) {
        let is_operation = operation.child("responses").get(&self.described.root).is_some();
        if !self.described.is_swagger2() || !is_operation {
            return;
        }
        let root = &self.described.root;
        let own = operation.child("produces").get(root);
        let listed = own.or_else(|| root.get("produces")).and_then(Value::as_array);
        let mut all: Vec<&str> = listed.into_iter().flatten().filter_map(Value::as_str).collect();
        let count = all.len();
        for message in messages.iter().filter(|it| it.body != Body::Empty) {
            let name = media_type(message);
            if !all.contains(&name) {
                all.push(name);
            }
        }
        if all.len() > count && !(count == 0 && all == ["application/json"]) {
            if count == 0 && !all.contains(&"application/json") {
                all.insert(0, "application/json");
            }
            let update = json!({ "produces": all });
            self.update(operation, update);
        }
    }

    /// Says that the response comes value by value, whatever its media type says.
    pub(super) fn stream(&mut self, at: &Pointer, form: StreamForm) {
        let known = at.child(extensions::STREAM);
        let is_table = known.get(&self.described.root).is_some_and(Value::is_object);
        let said = match form {
            // What else it says stays.
            _ if is_table => json!({ "events": form == StreamForm::Events }),
            StreamForm::Values => Value::Bool(true),
            StreamForm::Events => Value::from("events"),
        };
        self.update(at, json!({ extensions::STREAM: said }));
    }

    /// Takes the body away where none ever came.
    pub(super) fn empty(&mut self, at: &Pointer) {
        if self.deviation.seen.len() == self.deviation.of {
            let key = if self.described.is_swagger2() { "schema" } else { "content" };
            self.remove(at, &[key]);
            self.update_marked(at, json!({}));
        }
    }

    pub(super) fn request_body(&mut self, at: &Pointer) {
        let requests: Vec<&Message> = self.seen().into_iter().map(|it| &it.request).collect();
        if !self.described.is_swagger2() {
            if let Some(content) = self.content(&requests) {
                let mut body = json!({ "content": content });
                self.mark(&mut body);
                self.update(at, json!({ "requestBody": body }));
            }
        } else if let Some(schema) = self.only_schema(&requests) {
            let mut body = json!({ "name": "body", "in": "body", "schema": schema });
            self.mark(&mut body);
            self.update(at, json!({ "parameters": [body] }));
        }
    }

    pub(super) fn parameter(&mut self, at: &Pointer, name: &str) {
        let values: Vec<&Value> = self.deviation.values.iter().collect();
        let mut parameter = self.of_query(name, &values);
        self.mark(&mut parameter);
        self.update(at, json!({ "parameters": [parameter] }));
    }

    fn of_query(&self, name: &str, values: &[&Value]) -> Value {
        let seen = schema(values, self.described.spelling());
        let ty = seen.get("type").cloned().unwrap_or_else(|| json!("string"));
        if self.described.is_swagger2() {
            json!({ "name": name, "in": "query", "type": ty })
        } else {
            json!({ "name": name, "in": "query", "schema": { "type": ty } })
        }
    }

    pub(super) fn operation(&mut self, at: &Pointer, method: &str, path: &str) {
        const METHODS: [&str; 8] =
            ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];
        // Another one has no place in a path item.
        if !METHODS.contains(&method) {
            return;
        }
        let seen = self.seen();
        let mut parameters: Vec<Value> = Vec::new();
        for name in path.split('/').filter_map(|it| it.strip_prefix('{')?.strip_suffix('}')) {
            let mut parameter = self.of_query(name, &[]);
            if let Some(members) = parameter.as_object_mut() {
                members.insert("in".to_owned(), Value::from("path"));
                members.insert("required".to_owned(), Value::Bool(true));
            }
            parameters.push(parameter);
        }
        let mut query: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (name, value) in seen.iter().flat_map(|it| &it.query) {
            query.entry(name).or_default().push(Value::from(value.as_str()));
        }
        for (name, values) in &query {
            parameters.push(self.of_query(name, &values.iter().collect::<Vec<_>>()));
        }
        let mut by_status: BTreeMap<u16, Vec<&Message>> = BTreeMap::new();
        for exchange in &seen {
            by_status.entry(exchange.status).or_default().push(&exchange.response);
        }
        let responses =
            by_status.iter().map(|(status, it)| (status.to_string(), self.response(it)));
        let responses: Map<String, Value> = responses.collect();
        let mut operation = json!({ "responses": responses });
        let requests: Vec<&Message> = seen.iter().map(|it| &it.request).collect();
        if let Some(members) = operation.as_object_mut() {
            if self.described.is_swagger2() {
                let schema = self.only_schema(&requests);
                parameters
                    .extend(schema.map(|it| json!({ "name": "body", "in": "body", "schema": it })));
            } else if let Some(content) = self.content(&requests) {
                members.insert("requestBody".to_owned(), json!({ "content": content }));
            }
            if !parameters.is_empty() {
                members.insert("parameters".to_owned(), Value::Array(parameters));
            }
        }
        self.mark(&mut operation);
        self.update(at, json!({ path: { method.to_ascii_lowercase(): operation } }));
    }
}

/// The media type of a body, or the one that it looks like.
fn media_type(message: &Message) -> &str {
    match (message.media_type.as_str(), &message.body) {
        ("", Body::Json(_)) => "application/json",
        ("", Body::Items(_)) => "application/x-ndjson",
        ("", Body::Events(_)) => EVENTS,
        ("", Body::Form(_)) => "application/x-www-form-urlencoded",
        ("", Body::Text(_)) => "text/plain",
        ("", _) => "application/octet-stream",
        (stated, _) => stated,
    }
}
