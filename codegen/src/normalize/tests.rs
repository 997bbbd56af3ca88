//! What holds of every document, however odd.

use serde_json::{Value, json};

use super::{Pass, normalize, passes};
use crate::canonical;
use crate::diagnostic::Sink;
use crate::dialect::Dialect;
use crate::document::Document;
use crate::pointer::Pointer;
use crate::source::{FileId, Sources};

/// The id of some file.
pub(crate) fn file() -> FileId {
    Sources::default().add("input.json", "{}")
}

/// What becomes of a document, and the slugs of what was said about it.
pub(crate) fn normalized(root: Value) -> (Value, Vec<&'static str>) {
    let mut document = Document::new(file(), root);
    let mut sink = Sink::default();
    normalize(&mut document, Dialect::OpenApi31, &mut sink);
    (document.root, sink.into_findings().iter().map(|it| it.code.slug()).collect())
}

fn schema(schema: &Value) -> Value {
    let root = json!({
        "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": {},
        "components": { "schemas": { "S": schema, "T": { "type": "string" } } },
    });
    normalized(root).0["components"]["schemas"]["S"].take()
}

/// One of everything, to be broken.
fn sample() -> Value {
    serde_json::from_str(include_str!("tests/sample.json")).unwrap()
}

fn every_place(value: &Value, at: &Pointer, places: &mut Vec<Pointer>) {
    places.push(at.clone());
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                every_place(member, &at.child(key), places);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                every_place(item, &at.index(index), places);
            }
        }
        _ => {}
    }
}

/// What is wrong with the outcome, if anything.
fn check(root: Value) -> Option<String> {
    let mut document = Document::new(file(), root);
    let mut sink = Sink::default();
    normalize(&mut document, Dialect::OpenApi31, &mut sink);
    let once = document.root.clone();
    normalize(&mut document, Dialect::OpenApi31, &mut sink);
    if let Some(at) = difference(&once, &document.root, &Pointer::root()) {
        return Some(format!("the second run changes {at}"));
    }
    let mut sink = Sink::default();
    let canonical = canonical::parse(document, &mut sink).unwrap();
    if let Some(finding) = sink.into_findings().first() {
        return Some(format!("openapiv3 rejects {}: {}", finding.place.pointer, finding.message));
    }
    difference(&once, &canonical.root, &Pointer::root()).map(|at| format!("parsing changes {at}"))
}

fn difference(a: &Value, b: &Value, at: &Pointer) -> Option<String> {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let gone = a.iter().find_map(|(key, it)| match b.get(key) {
                Some(other) => difference(it, other, &at.child(key)),
                None => Some(format!("{at}/{key}: gone")),
            });
            gone.or_else(|| {
                b.keys().find(|it| !a.contains_key(*it)).map(|it| format!("{at}/{it}: new"))
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(index, (a, b))| difference(a, b, &at.index(index))),
        _ => (a != b).then(|| format!("{at}: {a} to {b}")),
    }
}

#[test]
fn anything_anywhere_is_dealt_with() {
    let sample = sample();
    let mut places = Vec::new();
    every_place(&sample, &Pointer::root(), &mut places);
    let odd = [
        json!(null),
        json!(true),
        json!(-1.5),
        json!(0),
        json!(""),
        json!("{string}"),
        json!([]),
        json!([null, 1, "a", {}]),
        json!({}),
        json!({ "$ref": "#/components/schemas/Pet" }),
        json!({ "$ref": "#" }),
        json!({ "$ref": 1 }),
        json!({ "name": "x", "type": ["Str", null] }),
        json!([[[]]]),
        json!({ "": { "": null }, "x-a": 1 }),
        json!({ "0": {} }),
    ];
    let mut wrong = Vec::new();
    // Each place gets every fourth of them, and each neighbour the next.
    for (shift, place) in places.iter().enumerate() {
        for odd in odd.iter().skip(shift % 4).step_by(4) {
            let mut root = sample.clone();
            *place.get_mut(&mut root).unwrap() = odd.clone();
            wrong.extend(check(root).map(|it| format!("{odd} at {place}: {it}")));
        }
    }
    let n_wrong = wrong.len();
    wrong.truncate(60);
    assert!(wrong.is_empty(), "{n_wrong} are: {wrong:#?}");
}

#[test]
fn passes_have_names_of_their_own() {
    let mut names: Vec<&str> = passes(Dialect::OpenApi31).map(|Pass { name, .. }| *name).collect();
    let n_names = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), n_names);
}

#[test]
fn null_is_lifted() {
    let reference = json!({ "$ref": "#/components/schemas/T" });
    let none = json!({ "type": "null" });
    assert_eq!(
        schema(&json!({ "type": ["string", "null"] })),
        json!({ "type": "string", "nullable": true })
    );
    assert_eq!(schema(&none), json!({ "nullable": true, "enum": [null] }));
    assert_eq!(
        schema(&json!({ "anyOf": [reference, none], "description": "d" })),
        json!({ "description": "d", "allOf": [reference], "nullable": true })
    );
    assert_eq!(
        schema(&json!({ "oneOf": [{ "const": null }, { "type": "integer" }] })),
        json!({ "type": "integer", "nullable": true })
    );
    assert_eq!(
        schema(&json!({ "anyOf": [none, { "type": "integer" }, { "type": "string" }] })),
        json!({ "anyOf": [{ "type": "integer" }, { "type": "string" }], "nullable": true })
    );
    // A union in a union.
    assert_eq!(
        schema(&json!({ "anyOf": [none, { "anyOf": [none, { "type": "integer" }] }] })),
        json!({ "type": "integer", "nullable": true })
    );
}

#[test]
fn several_types_become_a_union() {
    assert_eq!(
        schema(
            &json!({ "type": ["string", "array"], "items": { "type": "string" }, "minLength": 1, "title": "t" })
        ),
        json!({
            "title": "t",
            "anyOf": [
                { "type": "string", "minLength": 1 },
                { "type": "array", "items": { "type": "string" } },
            ],
        })
    );
    // An integer keeps its digits where a number wouldn't.
    assert_eq!(
        schema(&json!({ "type": ["number", "integer"] })),
        json!({ "anyOf": [{ "type": "number" }, { "type": "integer" }] })
    );
    assert_eq!(
        schema(&json!({ "type": ["string", "number", "boolean", "object", "array", "null"] })),
        json!({ "nullable": true })
    );
}

#[test]
fn moved_nodes_are_where_they_were_received() {
    let root = json!({
        "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": {},
        "components": { "schemas": {
            "S": { "properties": { "a": { "$ref": "#/$defs/D" } }, "$defs": { "D": { "type": "string" } } },
            "U": { "anyOf": [{ "type": "null" }, { "type": "integer" }, { "type": "string" }] },
        } },
    });
    let mut document = Document::new(file(), root);
    normalize(&mut document, Dialect::OpenApi31, &mut Sink::default());
    let place = |at: &str| document.origins.place(&Pointer::parse(at).unwrap()).pointer.to_string();
    assert_eq!(place("/components/schemas/D/type"), "/components/schemas/S/$defs/D/type");
    assert_eq!(place("/components/schemas/U/anyOf/0/type"), "/components/schemas/U/anyOf/1/type");
    assert_eq!(place("/components/schemas/U/anyOf/1"), "/components/schemas/U/anyOf/2");
}

#[test]
fn copies_of_copies_are_bounded() {
    let mut items = serde_json::Map::new();
    for level in 0..6 {
        let next = json!({ "e": { "$ref": format!("#/components/pathItems/P{}", level + 1) } });
        let callbacks: serde_json::Map<_, _> =
            (0..8).map(|it| (format!("c{it}"), next.clone())).collect();
        let operation =
            json!({ "responses": { "204": { "description": "" } }, "callbacks": callbacks });
        items.insert(format!("P{level}"), json!({ "post": operation }));
    }
    items.insert("P6".to_owned(), json!({ "post": { "responses": {} } }));
    let (root, findings) = normalized(json!({
        "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "servers": [{ "url": "/" }],
        "paths": { "/a": { "$ref": "#/components/pathItems/P0" } }, "components": { "pathItems": items },
    }));
    assert!(findings.contains(&"gap::circular-ref"), "{findings:?}");
    assert!(root.to_string().len() < 10_000_000);
}
