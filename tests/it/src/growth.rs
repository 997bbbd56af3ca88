//! Cost grows with the size of a description and not faster: four times as much takes less than eight times as long, or
//! twice as long for each byte that comes of it.
//!
//! `cargo xtask growth` measures the same kinds in sizes that take longer.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use clientwright::{Format, Request, Sources, render};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};
use xtask_evaluate::growth::{KINDS, Kind};

/// How often each is measured; the quickest counts, so that other work on the machine doesn't.
const TIMES: usize = 3;

/// How long one may take, on a machine that does other things besides.
const PATIENCE: Duration = Duration::from_secs(180);

#[test]
fn four_times_as_much_takes_less_than_eight_times_as_long() {
    let mut slow = Vec::new();
    for Kind { name, few, many: _, make } in KINDS {
        let (small, large) = (make(*few).to_string(), make(4 * few).to_string());
        let (bytes, more_bytes) = (size(&small), size(&large));
        // What a chain of extended schemas comes to repeats the members of all.
        let times = (2 * more_bytes).div_ceil(bytes).max(8);
        if times > if *name == "allOf chain" { 32 } else { 16 } {
            slow.push(format!("{name}: {bytes} bytes for {few}, {more_bytes} for {}", 4 * few));
        }
        let short = (0..TIMES).map(|_| cost(name, &small)).min().unwrap_or_default();
        let limit = short * u32::try_from(times).unwrap();
        if (0..TIMES).all(|_| cost(name, &large) > limit) {
            slow.push(format!("{name}: {} takes more than {limit:?}", 4 * few));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

/// An example leads through each union once, however many of its variants could be its value.
#[test]
fn an_example_within_unions_is_looked_at_once() {
    let of = |it: String| json!({ "type": "object", "properties": { "next": reference(), (it): text() } });
    let variants = (0..6).map(|it| of(format!("m{it}")));
    let node = (0..40).fold(json!({}), |next, _| json!({ "next": next }));
    let body = json!({ "schema": reference(), "example": node });
    let operation = json!({
        "requestBody": { "required": true, "content": { "application/json": body } },
        "responses": { "204": { "description": "done" } },
    });
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "paths": { "/a": { "post": operation } },
        "components": { "schemas": { "Node": { "oneOf": variants.collect::<Vec<_>>() } } },
    });
    let settings = "crate = \"t\"\ntitle = \"T\"\n[types.dependencies]\nown = \"1\"\n\
                    [types.formats.own]\ntype = \"own::Own\"\n";
    let mut sources = Sources::default();
    let description = sources.add("api.json", document.to_string());
    let settings = sources.add("vendor.toml", settings);
    for request in [Request::new(description), Request::new(description).settings(settings)] {
        assert!(clientwright::generate(&sources, &request).files.is_some());
    }
}

fn reference() -> Value {
    json!({ "$ref": "#/components/schemas/Node" })
}

fn text() -> Value {
    json!({ "type": "string", "format": "own" })
}

/// Neither chains of schemas nor calls with many setters need more stack than a thread has that nobody gave a size.
#[test]
fn the_stack_of_a_thread_is_enough() {
    let deep = [
        ("schemas of twenty references each", 800),
        ("parameters", 4000),
        ("form fields", 4000),
        ("security schemes", 4000),
        ("nested objects by reference", 1000),
        ("nested lists by reference", 1000),
        ("aliases", 1000),
        ("allOf chain", 100),
    ];
    for (name, n) in deep {
        let kind = KINDS.iter().find(|it| it.name == name).unwrap();
        let text = (kind.make)(n).to_string();
        let thread = thread::Builder::new().stack_size(2 << 20);
        let run = thread.spawn(move || generate(&text)).unwrap();
        assert!(run.join().unwrap());
    }
}

/// So it is for schemas that stand one inside the other, as deep as the readers go, in what users call.
#[test]
fn the_stack_of_a_thread_is_enough_for_what_is_nested() {
    let schema = |n: usize| {
        let open = "{\"type\": \"object\", \"properties\": {\"a\": ".repeat(n);
        format!("{open}{{\"type\": \"string\"}}{}", "}}".repeat(n))
    };
    for (depth, is_read) in [(50, true), (20_000, false)] {
        let text = format!(
            "{{\"openapi\": \"3.0.3\", \"info\": {{\"title\": \"t\", \"version\": \"1\"}}, \"paths\": {{}}, \
             \"components\": {{\"schemas\": {{\"A\": {}}}}}}}",
            schema(depth)
        );
        for name in ["a.json", "a.yaml"] {
            let mut sources = Sources::default();
            let description = sources.add(name, text.clone());
            let run = move || {
                let request = Request::new(description);
                let normalized = clientwright::normalize(&sources, &request);
                let output = clientwright::generate(&sources, &request);
                let shown = render(&output.findings, &sources, Format::Human);
                assert_eq!(output.files.is_some(), is_read, "{name} {depth}\n{shown}");
                assert_eq!(normalized.document.is_some(), is_read);
                assert_eq!(shown.contains("error["), !is_read);
            };
            let thread = thread::Builder::new().stack_size(2 << 20);
            thread.spawn(run).unwrap().join().unwrap();
        }
    }
}

/// The processor's time that generating takes; what doesn't end fails here, and not when somebody stops the run.
fn cost(name: &str, text: &str) -> Duration {
    let (text, (done, wait)) = (text.to_owned(), mpsc::channel());
    thread::spawn(move || {
        assert!(generate(&text));
        let used = Duration::try_from(clock_gettime(ClockId::ThreadCPUTime));
        done.send(used.unwrap()).unwrap();
    });
    wait.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{name}: no crate in {PATIENCE:?}"))
}

/// How many bytes come of a description.
fn size(text: &str) -> usize {
    let files = xtask_evaluate::growth::generate(text.to_owned()).files.unwrap();
    files.values().map(String::len).sum()
}

/// Generates, and says whether something came of it.
fn generate(text: &str) -> bool {
    xtask_evaluate::growth::generate(text.to_owned()).files.is_some()
}
