//! Where the canonical document has the schema of a value that an operation sends or gets.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::canonical;
use crate::extensions;
use crate::http::essence;
use crate::ir::{Body, Operation, Param, Payload, ResponseCase, Status};
use crate::pointer::Pointer;

use super::fit::{Schemas, list};

impl<'a> Schemas<'a> {
    /// The schema of each parameter or form field of an operation.
    pub(super) fn of_params(self, operation: &Operation) -> Vec<Option<&'a Value>> {
        let listed = self.parameters(&operation.pointer);
        let of = |param: &Param| {
            if param.location.is_field() {
                let form = self.of_body(&operation.pointer, operation.body.as_ref()?)?;
                return self.member(form, &param.wire, 4);
            }
            described(listed.get(&(param.location.name(), param.wire.as_str()))?)
        };
        operation.params.iter().map(of).collect()
    }

    /// The parameters of an operation by place and name, its own before those of its path.
    fn parameters(self, operation: &Pointer) -> BTreeMap<(&'a str, &'a str), &'a Value> {
        let text = |it: &'a Value, key: &str| it.get(key).and_then(Value::as_str);
        let mut parameters = BTreeMap::new();
        let listed = canonical::parameters(self.root, operation);
        for parameter in listed.filter_map(|it| self.follow(it)) {
            if let (Some(place), Some(name)) = (text(parameter, "in"), text(parameter, "name")) {
                parameters.entry((place, name)).or_insert(parameter);
            }
        }
        parameters
    }

    /// The schema of a body that isn't made of bytes.
    pub(super) fn of_body(self, operation: &Pointer, body: &Body) -> Option<&'a Value> {
        let body_at = self.at(&operation.child("requestBody")).and_then(|it| self.follow(it))?;
        of_content(body_at, &body.media_type)
    }

    /// The schema of a response's body, or of the items of one.
    pub(super) fn of_response(self, operation: &Pointer, case: &ResponseCase) -> Option<&'a Value> {
        let key = match case.status {
            Status::Code(code) => code.to_string(),
            Status::Class(class) => format!("{class}XX"),
            Status::Default => "default".to_owned(),
        };
        let response = self.at(&operation.child("responses").child(&key))?;
        let schema = of_content(self.follow(response)?, &case.media_type)?;
        match case.payload {
            // A list may be described although its items come one by one.
            Payload::Items(_) | Payload::Events(_) => {
                let list =
                    self.follow(schema).filter(|it| it.get("type").is_some_and(|it| it == "array"));
                let value = list.and_then(|it| it.get("items")).unwrap_or(schema);
                let item = case.envelope.as_ref().and_then(|it| Pointer::parse(&it.item));
                let tokens = item.unwrap_or_default().tokens().collect::<Vec<_>>();
                tokens.iter().try_fold(value, |it, name| self.member(it, name, 4))
            }
            Payload::Json(_)
            | Payload::Text
            | Payload::Bytes
            | Payload::Empty
            | Payload::Redirect => Some(schema),
        }
    }

    /// The schemas of the headers of responses, by name in lower case, each of the first response that has it.
    pub(super) fn of_headers(self, operation: &Pointer) -> BTreeMap<String, &'a Value> {
        let responses = self.at(&operation.child("responses")).and_then(Value::as_object);
        let responses = responses.into_iter().flat_map(serde_json::Map::values);
        let headers = responses.filter_map(|it| self.follow(it)?.get("headers")?.as_object());
        let mut first: BTreeMap<String, &Value> = BTreeMap::new();
        for (name, header) in headers.flatten() {
            first.entry(name.trim().to_ascii_lowercase()).or_insert(header);
        }
        let schemas = first.into_iter();
        schemas.filter_map(|(name, it)| Some((name, described(self.follow(it)?)?))).collect()
    }

    /// The schema of what a webhook sends.
    pub(super) fn of_webhook(self, webhook: &Pointer) -> Option<&'a Value> {
        let body = self.at(&webhook.child("requestBody"))?;
        self.follow(body)?.get("content")?.as_object()?.values().next()?.get("schema")
    }

    /// The schema of a member, wherever in an `allOf` it is described.
    fn member(self, schema: &'a Value, name: &str, depth: usize) -> Option<&'a Value> {
        let schema = self.follow(schema).filter(|_| depth > 0)?;
        let own = schema.get("properties").and_then(|it| it.get(name));
        own.or_else(|| list(schema, "allOf").find_map(|it| self.member(it, name, depth - 1)))
    }
}

/// The schema of a media type, or of the items of one.
fn of_content<'a>(node: &'a Value, media_type: &str) -> Option<&'a Value> {
    let content = node.get("content")?.as_object()?;
    let alike = |it: &str| essence(it).eq_ignore_ascii_case(essence(media_type));
    let found = content
        .get(media_type)
        .or_else(|| content.iter().find(|(key, _)| alike(key)).map(|(_, it)| it))?;
    found.get(extensions::ITEM_SCHEMA).or_else(|| found.get("schema"))
}

/// What a parameter or header says of its value.
fn described(node: &Value) -> Option<&Value> {
    let content = || node.get("content")?.as_object()?.values().next()?.get("schema");
    node.get("schema").or_else(content)
}
