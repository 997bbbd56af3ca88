//! Holds exchanges against the operations of a description.
//!
//! - In: a canonical document and exchanges.
//! - Out: what was otherwise, and how many exchanges are of no operation.
//! - Holds: a request that was refused shows nothing about what may be sent.

mod content;
mod credential;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::canonical::Canonical;
use crate::extensions;
use crate::pointer::Pointer;
use crate::settings::Settings;

use super::coerce::{coerced, guess};
use super::credentials::Calls;
use super::deviation::{Deviation, Deviations, Found, Kind, Notes};
use super::exchange::{Body, Exchange, is_json, is_sequence, plain_media_type};
use super::harmless::is_harmless;
use super::operation::{Operation, last_parameter};
use super::redacted::is_redacted;
use super::route::Router;
use super::value::{Direction, Values};

/// What came of all exchanges.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// Each kind of deviation once.
    pub(crate) deviations: Vec<Deviation>,
    /// Those that clients read as described.
    pub(crate) harmless: Vec<Deviation>,
    /// How many exchanges are of an operation.
    pub(crate) known: usize,
}

/// Holds all exchanges against the document, as clients with these settings do.
pub(crate) fn hold(canonical: &Canonical, settings: &Settings, exchanges: &[Exchange]) -> Held {
    let router = Router::new(canonical, settings, exchanges);
    let all: Vec<_> = exchanges.iter().map(|it| (it, router.find(it))).collect();
    let hosts: BTreeSet<String> =
        all.iter().filter(|it| it.1.is_some()).map(|it| it.0.origin()).collect();
    let mut held = Held::default();
    let mut deviations = Deviations::default();
    let mut calls = Calls::default();
    for (index, (exchange, route)) in all.iter().enumerate() {
        let mut notes = Notes::default();
        if let Some(route) = route {
            held.known += 1;
            let operation = route.operation;
            let mut holder = Holder { canonical, settings, exchange, operation, notes: &mut notes };
            holder.hold(route.is_empty);
            if router.observed() == Some(route.base) {
                holder.note(&Pointer::root(), Kind::Server(route.base.to_owned()), None);
            }
            notes.look(&Pointer::root());
            calls.add(operation, exchange);
        } else if hosts.contains(&exchange.origin()) {
            // Otherwise it is of another server.
            notes.found.extend(undescribed(&router, exchange));
        }
        deviations.add(index, notes);
    }
    let all = calls.settle(canonical, deviations.into_list());
    (held.harmless, held.deviations) =
        all.into_iter().partition(|it| is_harmless(&canonical.root, settings, it));
    held
}

/// A success at a path that nobody described.
fn undescribed(router: &Router, exchange: &Exchange) -> Option<Found> {
    // What browsers load beside the calls of an API.
    const FILES: [&str; 5] = ["text/html", "text/css", "image/", "font/", "javascript"];
    let is_file = exchange.method == "GET"
        && FILES.iter().any(|it| exchange.response.media_type.contains(it));
    if !exchange.is_success() || exchange.method == "OPTIONS" || is_file {
        return None;
    }
    let kind = Kind::Operation(exchange.method.clone(), template(router.path(exchange)?));
    let (at, excerpt) = (Pointer::root().child("paths"), exchange.line());
    Some(Found { at, kind, value: None, excerpt, is_body: false, is_sent: true })
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

/// Holds one exchange.
struct Holder<'a> {
    canonical: &'a Canonical,
    settings: &'a Settings,
    exchange: &'a Exchange,
    operation: &'a Operation,
    notes: &'a mut Notes,
}

impl<'a> Holder<'a> {
    fn hold(&mut self, ends_empty: bool) {
        self.notes.look(&self.operation.at);
        self.response();
        if self.exchange.is_success() {
            self.request();
            self.query();
            self.credential();
        }
        if ends_empty && self.exchange.status < 300 {
            self.empty_parameter();
        }
    }

    fn root(&self) -> &'a Value {
        &self.canonical.root
    }

    fn values(&self, direction: Direction) -> Values<'a> {
        Values::new(self.root(), self.settings, direction)
    }

    fn note(&mut self, at: &Pointer, kind: Kind, value: Option<Value>) {
        let excerpt = self.exchange.line();
        let (at, is_body, is_sent) = (at.clone(), false, false);
        self.notes.found.push(Found { at, kind, value, excerpt, is_body, is_sent });
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
            // A browser has the body already, and asks only whether it changed.
            let is_asked = |name: &str| self.exchange.request.header(name).is_some();
            if status == 304 && (is_asked("if-none-match") || is_asked("if-modified-since")) {
                return;
            }
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
            // A stream may have no items.
            let is_one = |it: &String| {
                let name = plain_media_type(it);
                is_json(&name) && !is_sequence(&name)
            };
            let is_json =
                self.operation.stream.is_none() && content.is_some_and(|it| it.keys().any(is_one));
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
            let Self { canonical, settings, exchange, operation, .. } = *self;
            let mut trial = Holder { canonical, settings, exchange, operation, notes: &mut notes };
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
                let mut values = self.values(Direction::Sent);
                values.parameter(&schema_at, name, &value, self.notes);
            }
        }
        let schemes = root.pointer("/components/securitySchemes").and_then(Value::as_object);
        let keys = schemes.into_iter().flat_map(Map::values);
        // Where a bearer token may stand, too (RFC 6750, section 2.3).
        if keys.clone().any(|it| text(it, "type").is_some_and(|it| it != "apiKey")) {
            names.insert("access_token");
        }
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

    /// Notes that the parameter at the end of the path was sent empty.
    fn empty_parameter(&mut self) {
        let name = last_parameter(&self.operation.path).unwrap_or_default();
        let has = |it: &Value, key: &str, text: &str| it.get(key).is_some_and(|it| it == text);
        let all = self.parameters();
        let own = all.iter().find(|(_, it)| has(it, "in", "path") && has(it, "name", name));
        let Some((at, parameter)) = own else { return };
        self.notes.look(at);
        if !extensions::is_on(parameter.get(extensions::ALLOW_EMPTY)) {
            self.note(at, Kind::EmptyParameter, None);
        }
    }
}
