//! Makes webhooks of callbacks: both are requests that the vendor sends to a URL of the user's.
//!
//! - In: operations with callbacks, whose references are resolved.
//! - Out: `x-clientwright-webhooks`, which has each once, however many operations have it. It is called like its callback;
//!   where that has several, their methods, the ends of their expressions or their operations tell them apart. Where it is
//!   sent is said in its description.
//! - Moves: the operations in callbacks.
//!
//! Source: OpenAPI 3.0.3, "Callback Object".

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::extensions;
use crate::markdown::code;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::operations::{each_operation, insert_operation, operation_at};
use crate::normalize::walk::{At, Object, walk_kind};
use crate::pointer::Pointer;

pub(crate) const PASS: Pass = Pass { name: "move_callbacks", run };

/// How deep callbacks may have callbacks.
const ROUNDS: usize = 8;

/// One request of a callback, and all places that describe it.
struct Event {
    /// The key of the callback.
    key: String,
    method: String,
    operation: Object,
    /// What all operations of its path item have.
    parameters: Option<Value>,
    /// Where it stands first.
    at: Pointer,
    /// The expression that the URL comes of, and the operation that says so.
    sent: Vec<(String, String)>,
}

impl Event {
    /// Whether two are one: what they are called and where they are sent makes no difference.
    fn is_same(&self, other: &Self) -> bool {
        let without_id = |operation: &Object| {
            let mut operation = operation.clone();
            operation.shift_remove("operationId");
            operation
        };
        (&self.key, &self.method, &self.parameters)
            == (&other.key, &other.method, &other.parameters)
            && without_id(&self.operation) == without_id(&other.operation)
    }
}

fn run(document: &mut Document, sink: &mut Sink) {
    for _ in 0..ROUNDS {
        let events = take(document, sink);
        if events.is_empty() {
            return;
        }
        let names = names(&events);
        for (event, name) in events.into_iter().zip(names) {
            insert(document, event, &name);
        }
    }
}

/// Takes the callbacks out of their operations.
fn take(document: &mut Document, sink: &mut Sink) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    walk_kind(document, sink, Kind::Operation, &mut |_, at, operation| {
        let Some(Value::Object(callbacks)) = operation.shift_remove("callbacks") else { return };
        let owner = owner(at, operation);
        for (key, mut callback) in callbacks {
            let items = callback.as_object_mut().into_iter().flatten();
            for (expression, item) in items.filter(|(it, _)| !it.starts_with("x-")) {
                let Value::Object(item) = item else { continue };
                let parameters = item.get("parameters").cloned();
                let here = at.pointer().child("callbacks").child(&key).child(expression);
                each_operation(&At::root(), item, &mut |method, operation| {
                    let method = method.name().unwrap_or_default();
                    let event = Event {
                        key: key.clone(),
                        method: method.to_owned(),
                        operation: std::mem::take(operation),
                        parameters: parameters.clone(),
                        at: operation_at(&here, method),
                        sent: vec![(expression.clone(), owner.clone())],
                    };
                    match events.iter_mut().find(|it| it.is_same(&event)) {
                        Some(known) => known.sent.extend(event.sent),
                        None => events.push(event),
                    }
                });
            }
        }
    });
    events
}

/// What people call an operation: its id, or its method and path.
fn owner(at: &At<'_>, operation: &Object) -> String {
    let id =
        operation.get("operationId").and_then(Value::as_str).filter(|it| !it.trim().is_empty());
    let place = || {
        let method = at.name().unwrap_or_default().to_ascii_uppercase();
        let path = at.pointer().tokens().nth(1).unwrap_or_default();
        format!("{method} {path}")
    };
    id.map_or_else(place, str::to_owned)
}

/// A name for each, by what tells those of one key apart.
fn names(events: &[Event]) -> Vec<String> {
    let alike =
        |event: &Event| -> Vec<&Event> { events.iter().filter(|it| it.key == event.key).collect() };
    let name = |event: &Event| {
        let alike = alike(event);
        if alike.len() == 1 {
            return event.key.clone();
        }
        let tells: [fn(&Event) -> String; 3] =
            [|it| it.method.clone(), last_of_expression, |it| it.owner().to_owned()];
        let telling = tells.iter().find(|tell| {
            let words: BTreeSet<String> = alike.iter().map(|it| tell(it)).collect();
            words.len() == alike.len() && !words.contains("")
        });
        match telling {
            Some(tell) => format!("{}.{}", event.key, tell(event)),
            None => format!("{}.{}.{}", event.key, event.owner(), event.method),
        }
    };
    events.iter().map(name).collect()
}

impl Event {
    fn owner(&self) -> &str {
        self.sent.first().map_or("", |it| it.1.as_str())
    }
}

/// `okUrl` of `{$request.body#/okUrl}`.
fn last_of_expression(event: &Event) -> String {
    let expression = event.sent.first().map_or("", |it| it.0.as_str());
    let mut words = expression.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    words.rfind(|it| !it.is_empty()).unwrap_or_default().to_owned()
}

fn insert(document: &mut Document, event: Event, name: &str) {
    let Value::Object(root) = &mut document.root else { return };
    let webhooks = root.entry(extensions::WEBHOOKS).or_insert_with(|| json!({}));
    let Value::Object(webhooks) = webhooks else { return };
    let mut key = name.to_owned();
    let numbered = |key: &mut String, n: usize| *key = format!("{name}.{n}");
    for n in 2.. {
        if !webhooks.contains_key(&key) {
            break;
        }
        numbered(&mut key, n);
    }
    let Event { method, mut operation, parameters, at, sent, key: _ } = event;
    describe(&mut operation, &sent);
    let mut item = Object::new();
    item.extend(parameters.map(|it| ("parameters".to_owned(), it)));
    insert_operation(&mut item, &method, Value::Object(operation));
    webhooks.insert(key.clone(), Value::Object(item));
    let now = Pointer::root().child(extensions::WEBHOOKS).child(&key);
    if let Some((item, _)) = at.split_last() {
        document.origins.moved(&item, &now);
    }
    document.origins.moved(&at, &operation_at(&now, &method));
}

/// Adds where the request is sent to what is written about it.
fn describe(operation: &mut Object, sent: &[(String, String)]) {
    let mut places: Vec<String> = Vec::new();
    for (expression, owner) in sent {
        let place = format!("{} of {}", code(expression), code(owner));
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let said = ["description", "summary"].iter().find_map(|it| operation.get(*it)?.as_str());
    let said = said.filter(|it| !it.trim().is_empty()).map(str::to_owned);
    let sent = format!("It is sent to {}.", places.join(", "));
    let text = said.into_iter().chain([sent]).collect::<Vec<_>>().join("\n\n");
    operation.insert("description".to_owned(), Value::from(text));
}
