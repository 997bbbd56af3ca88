//! Bodies: how clients read them, by what is said of their media types, and what of them is otherwise.

use serde_json::{Map, Value};

use crate::extensions;
use crate::http::is_event_field;
use crate::pointer::Pointer;
use crate::settings::{Stream, StreamMembers};

use super::super::coerce::{coerced, guess};
use super::super::deviation::{Kind, StreamForm};
use super::super::exchange::{Body, EVENTS, Message, is_json, is_sequence, plain_media_type};
use super::super::value::{Direction, Values};
use super::Holder;

/// How clients read a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// One JSON value.
    One,
    /// JSON values, one behind the other.
    Items,
    /// Server-sent events.
    Events,
    /// A text or bytes, whatever these are.
    Text,
}

impl<'a> Holder<'a> {
    /// Holds a body against the media types that are documented for it.
    pub(super) fn content(
        &mut self,
        at: &Pointer,
        content: Option<&'a Map<String, Value>>,
        direction: Direction,
    ) {
        let message = match direction {
            Direction::Sent => &self.exchange.request,
            Direction::Received => &self.exchange.response,
        };
        if message.body == Body::Partial {
            return;
        }
        let own = content.and_then(|it| documented(it, &message.media_type));
        let stream = || content.and_then(|it| self.as_stream(it, message, direction));
        let Some(key) = own.or_else(stream) else {
            // A success without a documented body reads as what it is; nothing is told by a proxy's page.
            let kind = Kind::MediaType(message.media_type.clone());
            return self.note(at, kind, None);
        };
        let media_at = at.child("content").child(key);
        let Some(media) = media_at.get(self.root()) else { return };
        let mut values = self.values(direction);
        let schema_at = media_at.child("schema");
        let schema = values.resolve(&schema_at).map(|it| it.1);
        let is_range = key.contains('*');
        let name = if is_range { message.media_type.clone() } else { plain_media_type(key) };
        let reading = match self.said(direction) {
            Some(Stream::Events(_)) => Reading::Events,
            _ if name == EVENTS => Reading::Events,
            Some(Stream::Values(_)) => Reading::Items,
            said if is_sequence(&name) || said.is_none() && self.is_gateways(at, &schema_at) => {
                Reading::Items
            }
            _ if !is_json(&name) && schema.is_none_or(is_text) => Reading::Text,
            _ => Reading::One,
        };
        let item_at = item(&values, &media_at, media);
        match (&message.body, reading) {
            (Body::Form(pairs), _) => {
                let value = form(&values, &schema_at, pairs);
                values.body(&schema_at, &value, self.notes);
            }
            (Body::Json(value), Reading::One) => values.body(&schema_at, value, self.notes),
            (Body::Json(value), Reading::Items) => {
                let at = if value.is_array() { &schema_at } else { &item_at };
                values.body(at, value, self.notes);
            }
            (Body::Items(items), Reading::One | Reading::Items | Reading::Text) => {
                if reading != Reading::Items {
                    self.note_stream(StreamForm::Values, direction);
                }
                self.items(&mut values, &item_at, items);
            }
            (Body::Events(data), _) => {
                if reading != Reading::Events {
                    self.note_stream(StreamForm::Events, direction);
                }
                let data_at = data_at(&values, item_at);
                self.items(&mut values, &data_at, data);
            }
            (Body::Json(_) | Body::Items(_), Reading::Events)
            | (Body::Text(_), Reading::Items | Reading::Events) => {
                self.note(at, Kind::Unreadable(message.media_type.clone()), None);
            }
            (Body::Text(_), _) if is_json(&message.media_type) => {
                // What it is may be a token.
                self.note(at, Kind::Unreadable(message.media_type.clone()), None);
            }
            (Body::Json(_) | Body::Text(_) | Body::Bytes | Body::Empty | Body::Partial, _) => {}
        }
    }

    /// Whether a body is that of a success, which alone may be a stream.
    fn is_of_success(&self, direction: Direction) -> bool {
        direction == Direction::Received && self.exchange.status / 100 == 2
    }

    /// What is said of the operation's response, where that is a success.
    fn said(&self, direction: Direction) -> Option<&'a Stream> {
        self.operation.stream.as_ref().filter(|_| self.is_of_success(direction))
    }

    /// The documented JSON that a stream has one behind the other, whatever its own media type is.
    fn as_stream<'c>(
        &self,
        content: &'c Map<String, Value>,
        message: &Message,
        direction: Direction,
    ) -> Option<&'c str> {
        let is_stream = matches!(message.body, Body::Items(_) | Body::Events(_));
        let is_success = self.is_of_success(direction);
        let is_said = matches!(self.said(direction), Some(Stream::Values(_) | Stream::Events(_)));
        let says_so = is_sequence(&message.media_type) || message.media_type == EVENTS;
        let mut keys = content.keys().map(String::as_str);
        keys.find(|it| is_json(&plain_media_type(it)))
            .filter(|_| is_stream && is_success && (is_said || !says_so))
    }

    /// Whether a response is described as gRPC gateways describe what they stream.
    fn is_gateways(&self, response: &Pointer, schema_at: &Pointer) -> bool {
        let text = |at: &Pointer, key: &str| {
            let node = at.get(self.root()).and_then(|it| it.get(key));
            node.and_then(Value::as_str).unwrap_or_default()
        };
        let values = self.values(Direction::Received);
        let Some((at, schema)) = values.resolve(schema_at) else { return false };
        let members = schema.get("properties").and_then(Value::as_object);
        let is_envelope = members.is_some_and(|it| {
            it.contains_key("result") && it.keys().all(|it| it == "result" || it == "error")
        });
        let received = self.canonical.origins.place(&at).pointer;
        is_envelope
            && (text(response, "description").contains("(streaming responses)")
                || text(&at, "title").starts_with("Stream result of ")
                || received.tokens().any(|it| it == "x-stream-definitions"))
    }

    fn note_stream(&mut self, form: StreamForm, direction: Direction) {
        // Of requests and errors nothing can say that they come value by value.
        if self.is_of_success(direction) {
            let at = self.operation.at.clone();
            let kind = if self.operation.is_stream_set {
                Kind::Unreadable(self.exchange.response.media_type.clone())
            } else {
                Kind::Stream(form)
            };
            self.note(&at, kind, None);
        }
    }

    /// Holds the values of a stream, apart from errors in the place of items.
    fn items(&mut self, values: &mut Values<'a>, at: &Pointer, items: &[Value]) {
        let said = match &self.operation.stream {
            Some(Stream::Values(it) | Stream::Events(it)) => it.clone(),
            Some(Stream::Off) | None => StreamMembers::default(),
        };
        let error = said.error.unwrap_or_else(|| "/error".to_owned());
        let is_error =
            |it: &&Value| !error.is_empty() && it.pointer(&error).is_some_and(|it| !it.is_null());
        for value in items.iter().filter(|it| !is_error(it)) {
            values.body(at, value, self.notes);
        }
    }
}

/// Whether a schema is that of a text.
fn is_text(schema: &Value) -> bool {
    schema.get("type").is_some_and(|it| it == "string")
}

/// Where the schema of an item of a stream is: its own, that of a list's items, or else the schema.
fn item(values: &Values<'_>, media_at: &Pointer, media: &Value) -> Pointer {
    if media.get(extensions::ITEM_SCHEMA).is_some() {
        return media_at.child(extensions::ITEM_SCHEMA);
    }
    let schema_at = media_at.child("schema");
    let list = values.resolve(&schema_at);
    let list = list.filter(|it| it.1.get("type").is_some_and(|it| it == "array"));
    list.map_or(schema_at, |it| it.0.child("items"))
}

/// Where the schema of an event's data is, which may be described with the event's other fields.
fn data_at(values: &Values<'_>, at: Pointer) -> Pointer {
    let event = values.resolve(&at).filter(|(_, schema)| {
        let members = schema.get("properties").and_then(Value::as_object);
        members.is_some_and(|it| it.contains_key("data") && it.keys().all(|it| is_event_field(it)))
    });
    event.map_or(at, |it| it.0.child("properties").child("data"))
}

/// The documented media type that a body's is.
fn documented<'c>(content: &'c Map<String, Value>, media_type: &str) -> Option<&'c str> {
    let keys = || content.keys().map(String::as_str);
    if media_type.is_empty() {
        return keys().next();
    }
    let range = |key: &str| {
        let plain = plain_media_type(key);
        let (kind, rest) = plain.split_once('/').unwrap_or((&plain, ""));
        rest == "*" && (kind == "*" || media_type.split('/').next() == Some(kind))
    };
    keys().find(|it| plain_media_type(it) == media_type).or_else(|| keys().find(|it| range(it)))
}

/// A form as the object that its schema describes.
fn form(values: &Values<'_>, at: &Pointer, pairs: &[(String, String)]) -> Value {
    let mut members = Map::new();
    let schema = values.resolve(at);
    for (name, text) in pairs {
        let member =
            schema.as_ref().and_then(|(at, _)| values.resolve(&at.child("properties").child(name)));
        let is_list =
            member.as_ref().is_some_and(|it| it.1.get("type").is_some_and(|it| it == "array"));
        let value = member.as_ref().map_or_else(|| guess(text), |it| coerced(it.1, text));
        match members.get_mut(name) {
            Some(Value::Array(items)) => items.push(value),
            None if is_list => {
                members.insert(name.clone(), Value::Array(vec![value]));
            }
            _ => {
                members.insert(name.clone(), value);
            }
        }
    }
    Value::Object(members)
}
