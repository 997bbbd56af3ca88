//! Reads the JSON that events hold as a text.
//!
//! - In: items of `text/event-stream` whose `data` is a text with a `contentSchema` and JSON for `contentMediaType`.
//! - Out: `data` has that schema. The data of an event is a text on the wire, whatever it holds.
//! - Moves: these schemas.
//!
//! Source: OpenAPI 3.2.0, "Special Considerations for `text/event-stream` Content"; JSON Schema 2020-12, Validation,
//! section 8.5.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnostic::Sink;
use crate::document::Document;
use crate::http::essence;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::{Object, walk};
use crate::pointer::Pointer;

pub(crate) const PASS: Pass = Pass { name: "event_data", run };

fn run(document: &mut Document, sink: &mut Sink) {
    let mut open = Vec::new();
    walk(document, sink, &mut |_, at, kind, _| {
        let is_stream = |it: &str| essence(it).eq_ignore_ascii_case("text/event-stream");
        if kind == Kind::MediaType && at.name().is_some_and(is_stream) {
            open.push(at.pointer());
        }
    });
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    while let Some(at) = open.pop() {
        let Some(Value::Object(object)) = at.get(&document.root) else { continue };
        if seen.insert(at.clone()) {
            open.extend(leads_to(object, &at));
            let data = object.get("properties").and_then(|it| it.get("data"));
            if data.is_some_and(holds_json) {
                found.insert(at.child("properties").child("data"));
            }
        }
    }
    for at in found {
        read_data(document, &at);
    }
}

/// Where the schemas are that an event stream, or what is reached from it, is made of.
fn leads_to(object: &Object, at: &Pointer) -> Vec<Pointer> {
    let reference = object.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|it| Pointer::from_fragment(it.strip_prefix('#')?));
    let mut found: Vec<Pointer> = target.into_iter().collect();
    for key in ["itemSchema", "schema", "items"] {
        found.extend(object.get(key).map(|_| at.child(key)));
    }
    // The alternatives of one that describes its data are about the same text.
    let is_described = object.get("properties").is_some_and(|it| it.get("data").is_some());
    for key in ["oneOf", "anyOf"].into_iter().filter(|_| !is_described) {
        let alternatives = object.get(key).and_then(Value::as_array).into_iter().flatten();
        found.extend((0..alternatives.count()).map(|index| at.child(key).index(index)));
    }
    found
}

fn holds_json(data: &Value) -> bool {
    let media_type = data.get("contentMediaType").and_then(Value::as_str).unwrap_or_default();
    let essence = essence(media_type).to_ascii_lowercase();
    let is_json = essence == "application/json" || essence.ends_with("+json");
    is_json && data.get("contentEncoding").is_none() && data.get("contentSchema").is_some()
}

fn read_data(document: &mut Document, at: &Pointer) {
    let Some(data) = at.get_mut(&mut document.root).and_then(Value::as_object_mut) else { return };
    let Some(mut schema) = data.shift_remove("contentSchema") else { return };
    let description = data.shift_remove("description");
    document.origins.moved(&at.child("contentSchema"), at);
    if let (Value::Object(schema), Some(description)) = (&mut schema, description)
        && !schema.contains_key("$ref")
    {
        schema.entry("description").or_insert(description);
    }
    if let Some(place) = at.get_mut(&mut document.root) {
        *place = schema;
    }
}
