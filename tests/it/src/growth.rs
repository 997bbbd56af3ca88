//! Cost grows with the size of a description and not faster: four times as much takes less than eight times as long.

use std::thread;
use std::time::Duration;

use clientwright::source::Sources;
use clientwright::{Manifest, Request};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Map, Value, json};

/// How often each is measured; the quickest counts, so that other work on the machine doesn't.
const TIMES: usize = 3;

/// Makes a description of a size.
type Make = fn(usize) -> Value;

/// What is measured: its name, a size that takes some 20 ms in a debug build, and a description of a size.
const KINDS: &[(&str, usize, Make)] = &[
    ("operations", 20, operations),
    ("schemas", 40, schemas),
    ("values of an enum", 400, values),
    ("members", 100, members),
    ("aliases", 60, aliases),
    ("nested objects", 100, objects),
    ("nested lists", 100, lists),
    ("parameters", 100, parameters),
    ("words of a text", 1000, texts),
    ("saved requests", 50, saved_requests),
];

#[test]
fn four_times_as_much_takes_less_than_eight_times_as_long() {
    let mut slow = Vec::new();
    for (name, size, make) in KINDS {
        let cost = |n: usize| {
            let text = make(n).to_string();
            (0..TIMES).map(|_| cost(&text)).min().unwrap_or_default()
        };
        let (small, large) = (cost(*size), cost(4 * size));
        if large > 8 * small {
            slow.push(format!("{name}: {small:?} for {size}, {large:?} for {}", 4 * size));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

/// Chains of schemas need no more stack than a thread has that nobody gave a size.
#[test]
fn the_stack_of_a_thread_is_enough() {
    for (make, n) in [(objects as Make, 1000), (lists, 1000), (aliases, 1000), (extended, 100)] {
        let text = make(n).to_string();
        let thread = thread::Builder::new().stack_size(2 << 20);
        let run = thread.spawn(move || generate(&text)).unwrap();
        assert!(run.join().unwrap());
    }
}

/// The processor's time that this thread takes to generate.
fn cost(text: &str) -> Duration {
    let now = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap();
    let before = now();
    assert!(generate(text));
    now().saturating_sub(before)
}

/// Generates, and says whether something came of it.
fn generate(text: &str) -> bool {
    let mut sources = Sources::default();
    let description = sources.add("growth.json", text.to_owned());
    let manifest = Manifest { runtime: String::new(), workspace: true, command: None };
    let request = Request {
        description,
        overlay: None,
        settings: None,
        names: None,
        package: None,
        title: None,
        manifest,
    };
    clientwright::generate(&sources, &request).files.is_some()
}

/// `n` of something by its name.
fn each(n: usize, one: impl Fn(usize) -> (String, Value)) -> Value {
    (0..n).map(one).collect::<Map<_, _>>().into()
}

fn document(schemas: impl Into<Value>) -> Value {
    let schemas = schemas.into();
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Growth", "version": "1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": { "/a": { "get": { "operationId": "getIt", "responses": { "200": {
            "description": "ok",
            "content": { "application/json": { "schema": reference(0) } },
        } } } } },
        "components": { "schemas": schemas },
    })
}

fn name(index: usize) -> String {
    format!("S{index}")
}

fn reference(index: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/S{index}") })
}

fn object(index: usize) -> Value {
    json!({ "type": "object", "required": [format!("p{index}")], "properties": { format!("p{index}"): { "type": "string" } } })
}

/// A chain of schemas, each made of the next one.
fn chain(n: usize, link: impl Fn(usize, Value) -> Value) -> Value {
    let one = |it| if it + 1 < n { link(it, reference(it + 1)) } else { object(it) };
    document(each(n, |it| (name(it), one(it))))
}

fn operations(n: usize) -> Value {
    let operation = |it: usize| {
        json!({ "get": { "operationId": format!("get{it}"), "responses": { "200": {
            "description": "ok",
            "content": { "application/json": { "schema": object(it) } },
        } } } })
    };
    let mut document = document(each(1, |it| (name(it), object(it))));
    document["paths"] = each(n, |it| (format!("/a{it}"), operation(it)));
    document
}

fn schemas(n: usize) -> Value {
    document(each(n, |it| (name(it), object(it))))
}

fn values(n: usize) -> Value {
    let values: Vec<String> = (0..n).map(|it| format!("code-{it}")).collect();
    document(json!({ "S0": { "type": "string", "enum": values } }))
}

fn members(n: usize) -> Value {
    let members = each(n, |it| (format!("p{it}"), json!({ "type": "string" })));
    document(json!({ "S0": { "type": "object", "properties": members } }))
}

fn extended(n: usize) -> Value {
    chain(n, |it, next| json!({ "allOf": [next, object(it)] }))
}

fn aliases(n: usize) -> Value {
    chain(n, |_, next| next)
}

fn objects(n: usize) -> Value {
    chain(n, |_, next| json!({ "type": "object", "properties": { "next": next } }))
}

fn lists(n: usize) -> Value {
    chain(n, |_, next| json!({ "type": "array", "items": next }))
}

fn parameters(n: usize) -> Value {
    let one =
        |it| json!({ "name": format!("p{it}"), "in": "query", "schema": { "type": "string" } });
    let mut document = schemas(1);
    document["paths"]["/a"]["get"]["parameters"] = (0..n).map(one).collect();
    document
}

fn texts(n: usize) -> Value {
    let mut document = schemas(1);
    document["info"]["description"] =
        "Some *words* and `code`, [a](https://example.com). ".repeat(n).into();
    document
}

fn saved_requests(n: usize) -> Value {
    let one = |it| {
        let body = json!({ "method": format!("m{it}"), "params": { "id": it } });
        json!({
            "name": format!("Request {it}"),
            "request": {
                "method": "POST",
                "url": "https://example.com/rpc",
                "body": { "mode": "raw", "raw": body.to_string() },
            },
        })
    };
    json!({
        "info": {
            "name": "Growth",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": (0..n).map(one).collect::<Vec<_>>(),
    })
}
