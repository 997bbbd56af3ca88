//! What newman sends for a collection, held against what Clientwright makes of the collection.
//!
//! newman runs the collection as it is. Beside it stand the same requests twice over: as the canonical document has them,
//! written as a collection again and sent by newman too, and as the wire tests of the generated crate expect them.

mod compare;
mod export;
mod part;
mod run;
mod sent;
mod wire;

use std::fs;
use std::path::{Path, PathBuf};

use clientwright::internal::diagnostic::Sink;
use clientwright::{Request, Sources};
use serde_json::Value;

use self::compare::{Servers, compare};
use self::run::Newman;
use self::sent::{Secrets, Sent};

/// A collection, with what lies beside it.
#[derive(Debug)]
struct Case {
    collection: PathBuf,
    sources: Sources,
    request: Request,
}

impl Case {
    fn new(collection: &Path) -> Self {
        let mut sources = Sources::default();
        let description = sources.add("collection.json", fs::read_to_string(collection).unwrap());
        let overlay = fs::read_to_string(collection.with_file_name("overlay.yaml")).ok();
        let overlay = overlay.map(|it| sources.add("overlay.yaml", it));
        let names = fs::read_to_string(collection.with_file_name("names.lock")).ok();
        let names = names.map(|it| sources.add("names.lock", it));
        let request = Request::new(description).overlay(overlay).names(names);
        Self { collection: collection.to_path_buf(), sources, request }
    }

    /// The canonical document.
    fn canonical(&self) -> Value {
        let mut sink = Sink::default();
        let (canonical, _) =
            clientwright::internal::read(&self.sources, &self.request, &mut sink).unwrap();
        canonical.root
    }

    /// The wire tests of the generated crate.
    fn wire_tests(&self) -> String {
        let output = clientwright::generate(&self.sources, &self.request);
        output.files.unwrap().remove("tests/wire.rs").unwrap()
    }

    /// The differences, readable; nothing where there are none.
    fn differences(&self, newman: &Newman) -> Vec<String> {
        let canonical = self.canonical();
        let secrets = Secrets::of(&canonical);
        let environment = export::environment(&canonical);
        let sent = |collection: &str| -> Vec<Sent> {
            let recorded = newman.record(collection, &environment);
            recorded.into_iter().map(|it| Sent::recorded(it, &secrets)).collect()
        };
        let saved = sent(&fs::read_to_string(&self.collection).unwrap());
        let exported = sent(&export::collection(&canonical).to_string());
        let tests = wire::read(&self.wire_tests());
        let expected: Vec<Sent> =
            tests.expectations.iter().map(|it| Sent::expected(it, &secrets)).collect();

        let servers = Servers { own: export::bases(&canonical), others: tests.servers };
        let of_document = compare(&saved, &exported, &Servers::default()).into_iter();
        let of_tests = compare(&saved, &expected, &servers).into_iter();
        let of_document = of_document.map(|it| format!("the document: {it}"));
        of_document.chain(of_tests.map(|it| format!("a wire test: {it}"))).collect()
    }
}

#[track_caller]
fn agrees(collection: &str) {
    let newman = match Newman::find() {
        Ok(newman) => newman,
        Err(reason) => return skip(&reason),
    };
    let differences = Case::new(&crate::root().join(collection)).differences(&newman);
    assert!(differences.is_empty(), "{collection}:\n{}", differences.join("\n"));
}

#[expect(clippy::print_stderr, reason = "whoever runs the tests should know what they didn't test")]
fn skip(reason: &str) {
    eprintln!("skipped: {reason}");
}

#[test]
fn a_small_collection_is_sent_as_newman_sends_it() {
    agrees("tests/it/src/newman/small.json");
}

#[test]
fn expertflow_cx_is_sent_as_newman_sends_it() {
    agrees("specs/expertflow-cx/collection.json");
}

/// A request as a test writes it.
fn sent(head: &str, body: &str) -> Sent {
    let text = format!(
        "fn client() {{\n}}\n#[test]\nfn t() {{ check(&t, r#\"{head}\"#, r#\"{body}\"#); }}"
    );
    Sent::expected(wire::read(&text).expectations.first().unwrap(), &Secrets::default())
}

#[track_caller]
fn differ(one: (&str, &str), other: (&str, &str), expected: &[&str]) {
    let (one, other) = (sent(one.0, one.1), sent(other.0, other.1));
    assert_eq!(compare(&[one], &[other], &Servers::default()), expected);
}

#[test]
fn what_is_written_in_two_ways_is_one() {
    let head = "POST https://a.test/x%20y?q=a%2Bb&r=\ncontent-type: application/json; charset=utf-8\nX-A: 1";
    let other = "POST https://A.test:443/x%20y?q=a%2bb&r\nx-a: 1\nContent-Type: application/json";
    differ(
        (head, r#"{"a": 1, "b": "2026-01-01T00:00:00.000Z"}"#),
        (other, r#"{"b":"2026-01-01T00:00:00Z","a":1.0}"#),
        &[],
    );
    let form = "POST https://a.test/\ncontent-type: application/x-www-form-urlencoded";
    differ((form, "a=b%20c&d="), (form, "d=&a=b+c"), &[]);
}

#[test]
fn a_difference_is_told() {
    let json = "POST https://a.test/x?a=1\ncontent-type: application/json\nauthorization: Bearer 1";
    let other =
        "POST https://a.test/x?a=2\ncontent-type: application/json\nx-a: 1\nauthorization: Basic 1";
    differ(
        (json, r#"{"a": [1, {"b": true}], "c": null}"#),
        (other, r#"{"a": [1, {"b": "true"}], "d": 1, "c": null}"#),
        &[
            r#"t (t): query: newman [("a", "1")], own [("a", "2")]"#,
            "t (t): authorization: newman bearer …, own basic …",
            "t (t): x-a: newman nothing, own 1",
            r#"t (t): body: newman /a/1/b true, own "true""#,
            "t (t): body: newman /d nothing, own 1",
        ],
    );
    let elsewhere = "PUT https://a.test/x?a=1";
    differ(
        (json, "{}"),
        (elsewhere, ""),
        &["t: none is POST https://a.test/x", "t: newman sends no such request"],
    );
}
