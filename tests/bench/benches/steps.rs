//! The steps of the generator, each by itself, and all of them: what `generate` and `diff` do with one description.
//!
//! `cargo bench -p bench --bench steps`: parse, normalize, type, lower, name, emit, manifest, diff and generate, for two
//! descriptions of `specs/` and one that is made here, of a thousand types and half as many operations.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark that can't run must stop"
)]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use clientwright::diff::{Manifest as Api, diff};
use clientwright::internal::diagnostic::Sink;
use clientwright::internal::dialect::{self, Dialect};
use clientwright::internal::document::Document;
use clientwright::internal::lower::{self, Ledger, Options};
use clientwright::internal::{canonical, emit, load, normalize, release};
use clientwright::{Request, Sources};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use serde_json::{Map, Value, json};

/// A description of this project, or one as large as this.
enum Size {
    Spec(&'static str),
    Operations(usize),
}

/// What is measured; collections are imported before they are normalized, which is no step of most.
const DESCRIPTIONS: &[(&str, Size)] = &[
    ("flow", Size::Spec("flow/openapi.yaml")),
    ("engage", Size::Spec("teamviewer-engage/openapi.json")),
    ("large", Size::Operations(500)),
];

impl Size {
    fn text(&self) -> String {
        match self {
            Self::Spec(path) => {
                let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
                fs::read_to_string(specs.join(path)).unwrap()
            }
            Self::Operations(n) => large(*n).to_string(),
        }
    }
}

/// A description with `n` things that are listed and made, each of two types that refer to others.
fn large(n: usize) -> Value {
    let schema = |name: String| json!({ "$ref": format!("#/components/schemas/{name}") });
    let body = |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
    let id =
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } });
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for it in 0..n {
        let (thing, list) = (format!("Thing{it}"), format!("ThingList{it}"));
        let texts = (0..8).map(|it| (format!("text_{it}"), json!({ "type": "string" })));
        let mut members: Map<_, _> = texts.collect();
        members.insert("next".to_owned(), schema(format!("Thing{}", (it * 7 + 1) % n)));
        members.insert(
            "state".to_owned(),
            json!({ "type": "string", "enum": ["on", format!("off{it}")] }),
        );
        let items = json!({ "type": "array", "items": schema(thing.clone()) });
        schemas.insert(thing.clone(), json!({ "type": "object", "properties": members }));
        schemas.insert(list.clone(), json!({ "type": "object", "properties": { "items": items } }));
        let mut answer = body(schema(if it % 2 == 0 { list } else { thing.clone() }));
        answer["description"] = "What was asked for.".into();
        let mut operation = json!({
            "operationId": format!("do_{it}"), "tags": [format!("tag{}", it % 20)],
            "description": "Does **something** with a thing, of which there are many.",
            "parameters": [id], "responses": { "200": answer },
        });
        let method = if it % 2 == 0 { "get" } else { "post" };
        if method == "post" {
            operation["requestBody"] = body(schema(thing));
        }
        paths.insert(format!("/things{it}/{{id}}"), json!({ method: operation }));
    }
    json!({
        "openapi": "3.0.3", "info": { "title": "Large", "version": "1" },
        "servers": [{ "url": "https://api.example.com" }],
        "paths": paths, "components": { "schemas": schemas },
    })
}

/// A description before each step.
struct Steps {
    sources: Sources,
    request: Request,
    read: Document,
    dialect: Dialect,
    normalized: Document,
}

impl Steps {
    fn new(text: String) -> Self {
        let mut sources = Sources::default();
        let description = sources.add("description", text);
        let mut sink = Sink::default();
        let read = load::load(&sources, description, &mut sink).unwrap();
        let dialect = dialect::detect(&read, &mut sink).unwrap();
        let mut normalized = read.clone();
        normalize::normalize(&mut normalized, dialect, &mut sink);
        Self { sources, request: Request::new(description), read, dialect, normalized }
    }
}

fn steps(c: &mut Criterion) {
    for (name, size) in DESCRIPTIONS {
        let steps = Steps::new(size.text());
        front(c, name, &steps);
        back(c, name, &steps);
    }
}

/// The steps to the canonical document, and all.
fn front(c: &mut Criterion, name: &str, steps: &Steps) {
    let Steps { sources, request, read, dialect, normalized } = steps;
    c.bench_function(&format!("parse/{name}"), |b| {
        b.iter(|| load::load(sources, request.get_description(), &mut Sink::default()));
    });
    c.bench_function(&format!("normalize/{name}"), |b| {
        let normalize = |mut document: Document| {
            normalize::normalize(&mut document, *dialect, &mut Sink::default());
            document
        };
        b.iter_batched(|| read.clone(), normalize, BatchSize::LargeInput);
    });
    c.bench_function(&format!("type/{name}"), |b| {
        let parse = |document| canonical::parse(document, &mut Sink::default());
        b.iter_batched(|| normalized.clone(), parse, BatchSize::LargeInput);
    });
    c.bench_function(&format!("generate/{name}"), |b| {
        b.iter(|| clientwright::generate(sources, request));
    });
}

/// The steps from there, and the comparison of what they give.
fn back(c: &mut Criterion, name: &str, steps: &Steps) {
    let canonical = canonical::parse(steps.normalized.clone(), &mut Sink::default()).unwrap();
    let options = Options { dialect: steps.dialect.to_string(), ..Options::default() };
    let lower =
        |ledger: &mut Ledger| lower::lower(&canonical, &options, ledger, &mut Sink::default());
    // The first run gives all names, and later ones find them.
    let mut kept = Ledger::default();
    let api = lower(&mut kept);
    let kept = kept.to_text();
    for (step, names) in [("lower", ""), ("lower_named", &*kept)] {
        let ledger = || Ledger::parse(names).unwrap_or_default();
        c.bench_function(&format!("{step}/{name}"), |b| {
            b.iter_batched(ledger, |mut it| lower(&mut it), BatchSize::LargeInput);
        });
    }
    c.bench_function(&format!("emit/{name}"), |b| {
        b.iter(|| emit::emit(&api, steps.request.get_manifest()));
    });
    c.bench_function(&format!("manifest/{name}"), |b| b.iter(|| emit::emit_api_json(&api)));
    let base = emit::emit_api_json(&api).remove(release::MANIFEST).unwrap();
    // Every type and method has one member less.
    let revision = base.replace("text_3", "text_9").replace("\"post\"", "\"put\"");
    let [base, revision] = [base, revision].map(|it| Api::parse(&it).unwrap());
    c.bench_function(&format!("diff/{name}"), |b| b.iter(|| black_box(diff(&base, &revision))));
}

criterion_group! {
    name = benches;
    // The largest takes seconds.
    config = Criterion::default().sample_size(10);
    targets = steps
}
criterion_main!(benches);
