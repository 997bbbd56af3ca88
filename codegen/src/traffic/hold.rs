//! Holds exchanges against the operations of a description.
//!
//! - In: a canonical document and exchanges.
//! - Out: what was otherwise, and how many exchanges are of no operation.
//! - Holds: a request that was refused shows nothing about what may be sent.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::canonical::Canonical;
use crate::extensions;
use crate::pointer::Pointer;

use super::deviation::{Credential, Deviation, Deviations, Found, Kind, Notes};
use super::exchange::{Body, Exchange, Message, is_json, plain_media_type};
use super::operation::Operation;
use super::redacted::is_redacted;
use super::route::Router;
use super::value::{Direction, Values};

/// What came of all exchanges.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// Each kind of deviation once.
    pub(crate) deviations: Vec<Deviation>,
    /// How many exchanges are of an operation.
    pub(crate) known: usize,
}

/// Holds all exchanges against the document.
pub(crate) fn hold(canonical: &Canonical, exchanges: &[Exchange]) -> Held {
    let router = Router::new(canonical);
    let all: Vec<_> = exchanges.iter().map(|it| (it, router.find(it))).collect();
    let origin = |it: &Exchange| it.url.origin().ascii_serialization();
    let hosts: BTreeSet<String> =
        all.iter().filter(|it| it.1.is_some()).map(|it| origin(it.0)).collect();
    let mut held = Held::default();
    let mut deviations = Deviations::default();
    let mut refused: BTreeSet<Pointer> = BTreeSet::new();
    for (index, (exchange, operation)) in all.iter().enumerate() {
        let mut notes = Notes::default();
        match operation {
            Some(operation) => {
                held.known += 1;
                let mut holder = Holder { canonical, exchange, operation, notes: &mut notes };
                holder.hold();
                if exchange.status == 401 && credential(&exchange.request).is_none() {
                    refused.insert(operation.at.clone());
                }
            }
            None if hosts.contains(&origin(exchange)) => {
                if let Some(path) = router.path(exchange)
                    && exchange.is_success()
                    && exchange.method != "OPTIONS"
                {
                    let path = template(path);
                    let kind = Kind::Operation(exchange.method.clone(), path);
                    let at = Pointer::root().child("paths");
                    notes.found.push(Found {
                        at,
                        kind,
                        value: None,
                        excerpt: exchange.line(),
                        is_body: false,
                    });
                }
            }
            // Of another server.
            None => {}
        }
        deviations.add(index, notes);
    }
    held.deviations = deviations.into_list();
    for deviation in &mut held.deviations {
        if matches!(deviation.kind, Kind::Credential(_)) {
            deviation.is_required = refused.contains(&deviation.at);
        }
    }
    held
}

/// A path with parameters in the place of segments that are ids.
fn template(path: &str) -> String {
    let mut count = 0;
    let mut segment = |it: &str| {
        let is_id = it.len() > 8 && it.chars().any(|it| it.is_ascii_digit())
            || !it.is_empty() && it.chars().all(|it| it.is_ascii_digit())
            || it.contains('@');
        if !is_id {
            return it.replace(['{', '}'], "");
        }
        count += 1;
        if count == 1 { "{id}".to_owned() } else { format!("{{id{count}}}") }
    };
    path.split('/').map(&mut segment).collect::<Vec<_>>().join("/")
}

/// How a request says who sends it.
pub(super) fn credential(request: &Message) -> Option<Credential> {
    if let Some(value) = request.header("authorization") {
        let scheme = value.split(' ').next().unwrap_or_default().to_ascii_lowercase();
        return match scheme.as_str() {
            "bearer" => Some(Credential::Bearer),
            "basic" => Some(Credential::Basic),
            _ => Some(Credential::Header("authorization".to_owned())),
        };
    }
    let is_key = |name: &str| {
        let plain = name.replace('-', "");
        plain.ends_with("apikey") || plain.ends_with("authtoken") || plain.ends_with("accesstoken")
    };
    let header = request.headers.iter().find(|(name, _)| is_key(name));
    header.map(|(name, _)| Credential::Header(name.clone()))
}

/// Holds one exchange.
struct Holder<'a> {
    canonical: &'a Canonical,
    exchange: &'a Exchange,
    operation: &'a Operation,
    notes: &'a mut Notes,
}

impl<'a> Holder<'a> {
    fn hold(&mut self) {
        self.notes.look(&self.operation.at);
        self.response();
        if self.exchange.is_success() {
            self.request();
            self.query();
            self.credential();
        }
    }

    fn root(&self) -> &'a Value {
        &self.canonical.root
    }

    fn values(&self, direction: Direction) -> Values<'a> {
        Values::new(self.root(), direction)
    }

    fn note(&mut self, at: &Pointer, kind: Kind, value: Option<Value>) {
        let excerpt = self.exchange.line();
        self.notes.found.push(Found { at: at.clone(), kind, value, excerpt, is_body: false });
    }

    fn response(&mut self) {
        let at = self.operation.at.child("responses");
        self.notes.look(&at);
        let status = self.exchange.status;
        let class = format!("{}XX", status / 100);
        let listed = at.get(self.root()).and_then(Value::as_object);
        let has = |key: &String| listed.is_some_and(|it| it.contains_key(key));
        let keys = [status.to_string(), class.clone(), class.to_lowercase(), "default".to_owned()];
        let values = self.values(Direction::Received);
        let found = keys.iter().find(|it| has(it)).and_then(|it| values.resolve(&at.child(it)));
        let Some((at, response)) = found else {
            let like = listed.and_then(|it| self.like(&at, it));
            let has_body = !matches!(self.exchange.response.body, Body::Empty | Body::Partial);
            // A body that is like no documented one counts against the likeness of others.
            let like = like.map(Value::from).or_else(|| has_body.then_some(Value::Null));
            return self.note(&at, Kind::Status(status), like);
        };
        self.notes.look(&at);
        let body = &self.exchange.response.body;
        let content = response.get("content").and_then(Value::as_object);
        let content = content.filter(|it| !it.is_empty());
        if *body == Body::Empty {
            let has_none = matches!(status, 204 | 205 | 304) || self.exchange.method == "HEAD";
            let is_json =
                content.is_some_and(|it| it.keys().any(|it| is_json(&plain_media_type(it))));
            if is_json && !has_none && status < 300 {
                self.note(&at, Kind::Empty, None);
            }
            return;
        }
        self.content(&at, content, Direction::Received);
    }

    /// The documented success whose body a success of another status has.
    fn like(&self, at: &Pointer, listed: &'a Map<String, Value>) -> Option<&'a str> {
        let is_success = |it: &&String| it.starts_with('2');
        if self.exchange.status / 100 != 2 || self.exchange.response.body == Body::Empty {
            return None;
        }
        let fits = |key: &&String| {
            let values = self.values(Direction::Received);
            let Some((at, response)) = values.resolve(&at.child(key)) else { return false };
            let content = response.get("content").and_then(Value::as_object);
            let mut notes = Notes::default();
            let Self { canonical, exchange, operation, .. } = *self;
            let mut trial = Holder { canonical, exchange, operation, notes: &mut notes };
            trial.content(&at, content, Direction::Received);
            notes.found.is_empty() && !notes.looked.is_empty()
        };
        listed.keys().filter(is_success).find(fits).map(String::as_str)
    }

    fn request(&mut self) {
        let at = self.operation.at.child("requestBody");
        let values = self.values(Direction::Sent);
        let message = &self.exchange.request;
        if matches!(message.body, Body::Empty | Body::Partial) {
            return;
        }
        let Some((at, body)) = values.resolve(&at) else {
            if self.exchange.method != "GET" {
                let at = self.operation.at.clone();
                self.note(&at, Kind::RequestBody(message.media_type.clone()), None);
            }
            return;
        };
        self.notes.look(&at);
        let content = body.get("content").and_then(Value::as_object);
        self.content(&at, content, Direction::Sent);
    }

    /// Holds a body against the media types that are documented for it.
    fn content(
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
        let Some(key) = content.and_then(|it| documented(it, &message.media_type)) else {
            // A success without a documented body reads as what it is; nothing is told by a proxy's page.
            let kind = Kind::MediaType(message.media_type.clone());
            return self.note(at, kind, None);
        };
        let media_at = at.child("content").child(key);
        let Some(media) = media_at.get(self.root()) else { return };
        let mut values = self.values(direction);
        let item = media.get(extensions::ITEM_SCHEMA).is_some();
        let schema_at = media_at.child(if item { extensions::ITEM_SCHEMA } else { "schema" });
        match &message.body {
            Body::Json(value) => values.body(&schema_at, value, self.notes),
            Body::Items(items) => {
                // A list may be described although its items come one by one.
                let list = values.resolve(&schema_at);
                let list = list.filter(|it| it.1.get("type").is_some_and(|it| it == "array"));
                let schema_at = list.map_or(schema_at, |it| it.0.child("items"));
                for value in items {
                    values.body(&schema_at, value, self.notes);
                }
            }
            Body::Form(pairs) => {
                let value = form(&values, &schema_at, pairs);
                values.body(&schema_at, &value, self.notes);
            }
            Body::Text(_) if is_json(&message.media_type) => {
                // What it is may be a token.
                self.note(at, Kind::Unreadable(message.media_type.clone()), None);
            }
            Body::Text(_) | Body::Bytes | Body::Empty | Body::Partial => {}
        }
    }

    fn query(&mut self) {
        let described = self.parameters();
        let root = self.root();
        let values = self.values(Direction::Sent);
        let text = |it: &'a Value, key: &str| it.get(key).and_then(Value::as_str);
        let mut names: BTreeSet<&str> =
            self.operation.query.iter().map(|it| it.0.as_str()).collect();
        let mut is_open = false;
        for (at, parameter) in described {
            if text(parameter, "in") != Some("query") {
                continue;
            }
            let Some(name) = text(parameter, "name") else { continue };
            names.insert(name);
            self.notes.look(&at);
            let schema = values.resolve(&at.child("schema"));
            let ty = schema.as_ref().and_then(|it| text(it.1, "type"));
            is_open |= ty == Some("object") || parameter.get("content").is_some();
            let sent: Vec<_> = self.exchange.query.iter().filter(|it| it.0 == name).collect();
            let is_required = parameter.get("required").is_some_and(|it| *it == true);
            if sent.is_empty()
                && is_required
                && ty.is_some_and(|it| it != "object" && it != "array")
            {
                self.note(&at, Kind::MissingParameter, None);
            }
            let (Some((schema_at, schema)), [(_, sent)]) = (schema, sent.as_slice()) else {
                continue;
            };
            if ty.is_some_and(|it| it != "array" && it != "object") && !is_redacted(sent) {
                let value = coerced(schema, sent);
                let mut values = Values::new(root, Direction::Sent);
                values.parameter(&schema_at, name, &value, self.notes);
            }
        }
        let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object);
        let keys = schemes.into_iter().flat_map(Map::values);
        names.extend(
            keys.filter(|it| text(it, "in") == Some("query")).filter_map(|it| text(it, "name")),
        );
        let at = self.operation.at.clone();
        for (name, value) in self.exchange.query.iter().filter(|_| !is_open) {
            let plain = name.split('[').next().unwrap_or_default();
            if !names.contains(name.as_str()) && !names.contains(plain) {
                self.note(&at, Kind::Parameter(name.clone()), Some(guess(value)));
            }
        }
    }

    /// The parameters of the operation and of its path, and where they stand.
    fn parameters(&self) -> Vec<(Pointer, &'a Value)> {
        let values = self.values(Direction::Sent);
        let lists = [&self.operation.at, &self.operation.item].map(|it| it.child("parameters"));
        let places = lists.iter().flat_map(|list| {
            let count = list.get(self.root()).and_then(Value::as_array).map_or(0, Vec::len);
            (0..count).map(|index| list.index(index))
        });
        places.filter_map(|it| values.resolve(&it)).collect()
    }

    fn credential(&mut self) {
        let Some(sent) = credential(&self.exchange.request) else { return };
        let own = self.operation.at.child("security").get(self.root());
        let stated = own.or_else(|| self.root().get("security"));
        let asks = stated
            .and_then(Value::as_array)
            .is_some_and(|it| it.iter().any(|it| it.as_object().is_some_and(|it| !it.is_empty())));
        let described = self.parameters().into_iter().any(|(_, it)| {
            let name = it.get("name").and_then(Value::as_str).unwrap_or_default();
            let is_header = it.get("in").is_some_and(|it| it == "header");
            let names = |header: &str| name.eq_ignore_ascii_case(header);
            is_header
                && match &sent {
                    Credential::Header(header) => names(header),
                    Credential::Bearer | Credential::Basic => names("authorization"),
                }
        });
        // An empty list says that there is none.
        if !asks && own.is_none() && !described {
            let at = self.operation.at.clone();
            self.note(&at, Kind::Credential(sent), None);
        }
    }
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

/// The JSON of a body, where it is some.
pub(super) fn json_of(body: &Body) -> Option<Value> {
    match body {
        Body::Json(value) => Some(value.clone()),
        Body::Items(values) => Some(Value::Array(values.clone())),
        Body::Text(_) => Some(Value::from("")),
        Body::Form(pairs) => {
            let members = pairs.iter().map(|(name, it)| (name.clone(), guess(it)));
            Some(Value::Object(members.collect()))
        }
        Body::Empty | Body::Bytes | Body::Partial => None,
    }
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

/// A text as the value that a schema describes, where it can be one.
fn coerced(schema: &Value, text: &str) -> Value {
    let ty = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    match ty {
        "integer" | "number" | "boolean" => guess(text),
        _ => Value::from(text),
    }
}

/// A text as a number or boolean, where it looks like one.
fn guess(text: &str) -> Value {
    let value = serde_json::from_str::<Value>(text).ok();
    let value = value.filter(|it| it.is_number() || it.is_boolean());
    value.unwrap_or_else(|| Value::from(text))
}
