//! What operations ask for, and what requests were sent with.

use serde_json::{Value, json};

use super::{DIALECTS, document, har, run, settled, whats};

/// A document with several operations: `/a`, `/b`, …, each with a response without a body.
fn operations(version: &str, names: &[&str]) -> Value {
    let mut document = document(version);
    let response = json!({ "responses": { "200": { "description": "x" } } });
    let paths = names.iter().map(|it| (format!("/{it}"), json!({ "get": response })));
    document["paths"] = Value::Object(paths.collect());
    document
}

fn with_scheme(mut document: Value, name: &str, scheme: &Value) -> Value {
    if document.get("swagger").is_some() {
        document["securityDefinitions"] = json!({ name: scheme });
    } else {
        document["components"]["securitySchemes"] = json!({ name: scheme });
    }
    document
}

fn call(path: &str, header: Option<(&str, &str)>, status: u16) -> Value {
    let headers: Vec<Value> =
        header.into_iter().map(|(name, it)| json!({ "name": name, "value": it })).collect();
    json!({
        "startedDateTime": "2026-11-30T08:00:00.000Z",
        "request": { "method": "GET", "url": format!("http://127.0.0.1:8080/v1{path}"), "headers": headers },
        "response": { "status": status, "headers": [], "content": { "size": 0, "mimeType": "" } },
    })
}

const BEARER: Option<(&str, &str)> = Some(("Authorization", "Bearer [redacted]"));
const KEY: Option<(&str, &str)> = Some(("X-Api-Key", "[redacted]"));

#[test]
fn what_most_operations_are_sent_is_said_once_at_the_root() {
    for version in DIALECTS {
        let document = operations(version, &["a", "b", "c", "login", "never"]).to_string();
        let entries = [call("/a", BEARER, 200), call("/b", BEARER, 200), call("/c", BEARER, 200)];
        let found = settled(&document, &har(&entries));
        let [only] = found.deviations.as_slice() else { panic!("{:?}", whats(&found)) };
        assert_eq!(
            (only.what.as_str(), only.count),
            ("undocumented credential (a bearer token)", (3, 3))
        );
        assert_eq!(found.actions, 2, "{}", only.actions);
        assert!(
            only.actions.contains("  update: {security: [{bearer: []}, {}]}"),
            "{}",
            only.actions
        );

        // Refused without it, it is required, unless another operation is called without it.
        let mut entries = entries.to_vec();
        entries.push(call("/b", None, 401));
        let found = settled(&document, &har(&entries));
        let all: String = found.deviations.iter().map(|it| it.actions.as_str()).collect();
        assert!(all.contains("  update: {security: [{bearer: []}]}"), "{all}");
        entries.push(call("/login", None, 200));
        let found = settled(&document, &har(&entries));
        let all: String = found.deviations.iter().map(|it| it.actions.as_str()).collect();
        assert!(all.contains("  update: {security: [{bearer: []}, {}]}"), "{all}");
        assert_eq!(all.matches("security: [").count(), 1, "{all}");
    }
}

#[test]
fn what_few_operations_are_sent_is_said_of_them() {
    for version in DIALECTS {
        let document = operations(version, &["a", "b", "c", "d"]).to_string();
        let mut entries: Vec<_> = ["/a", "/b", "/c"].iter().map(|it| call(it, None, 200)).collect();
        entries.push(call("/d", KEY, 200));
        let found = settled(&document, &har(&entries));
        let [only] = found.deviations.as_slice() else { panic!("{:?}", whats(&found)) };
        assert!(only.actions.contains("- target: $.paths['/d'].get\n"), "{}", only.actions);
        assert!(only.actions.contains("security: [{apiKey: []}, {}]"), "{}", only.actions);
        // Each of several credentials is said.
        entries.extend([call("/a", BEARER, 200), call("/b", BEARER, 200), call("/c", BEARER, 200)]);
        let found = settled(&document, &har(&entries));
        let mut whats = whats(&found);
        whats.sort_unstable();
        let expected = [
            "undocumented credential (a bearer token)",
            "undocumented credential (the header `x-api-key`)",
        ];
        assert_eq!(whats, expected);
    }
}

#[test]
fn a_credential_that_is_not_needed_is_made_optional_where_that_was_seen() {
    let key = json!({ "type": "apiKey", "in": "header", "name": "X-Api-Key" });
    for version in DIALECTS {
        let mut document = with_scheme(operations(version, &["a", "b"]), "Key", &key);
        document["security"] = json!([{ "Key": [] }]);
        let text = document.to_string();
        // All of them can do without.
        let found = settled(&text, &har(&[call("/a", None, 200), call("/b", None, 200)]));
        let [only] = found.deviations.as_slice() else { panic!("{:?}", whats(&found)) };
        assert_eq!(
            (only.what.as_str(), only.count),
            ("a required credential is not needed", (2, 2))
        );
        assert!(only.actions.starts_with("- target: $\n"), "{}", only.actions);
        assert!(only.actions.ends_with("update: {security: [{}]}\n"), "{}", only.actions);
        // Of the other one nothing is known.
        let found = settled(&text, &har(&[call("/a", None, 200), call("/b", KEY, 200)]));
        let [only] = found.deviations.as_slice() else { panic!("{:?}", whats(&found)) };
        assert!(only.actions.starts_with("- target: $.paths['/a'].get\n"), "{}", only.actions);
        assert!(
            only.actions.ends_with("update: {security: [{Key: []}, {}]}\n"),
            "{}",
            only.actions
        );
        // It was needed at times; a page may ask for it; and a failure shows nothing.
        let mut page = call("/a", None, 200);
        page["response"]["content"] = json!({ "mimeType": "text/html", "size": 3, "text": "<p>" });
        for entries in [
            vec![call("/a", None, 200), call("/a", None, 401), call("/b", KEY, 200)],
            vec![page, call("/b", KEY, 200)],
            vec![call("/a", None, 500), call("/a", None, 302)],
        ] {
            let found = run(&text, None, &har(&entries));
            assert!(!whats(&found).contains(&only.what.as_str()), "{:?}", whats(&found));
        }
    }
}

#[test]
fn of_two_credentials_the_one_that_was_sent_suffices_and_another_is_an_alternative() {
    let mut document = operations("3.0.3", &["a"]);
    let scheme = |name: &str| json!({ "type": "apiKey", "in": "header", "name": name });
    document["components"]["securitySchemes"] =
        json!({ "Key": scheme("X-Api-Key"), "App": scheme("X-App") });
    document["paths"]["/a"]["get"]["security"] = json!([{ "Key": [], "App": [] }]);
    let text = document.to_string();
    let found = settled(&text, &har(&[call("/a", KEY, 200)]));
    let actions = &found.deviations[0].actions;
    assert!(actions.ends_with("update: {security: [{Key: []}]}\n"), "{actions}");
    let found = settled(&text, &har(&[call("/a", BEARER, 200)]));
    let actions = &found.deviations[0].actions;
    assert!(actions.ends_with("update: {security: [{bearer: []}]}\n"), "{actions}");
}

#[test]
fn what_a_recording_leaves_out_is_no_evidence() {
    let bearer = json!({ "type": "http", "scheme": "bearer" });
    let mut document = with_scheme(operations("3.1.0", &["a", "b"]), "token", &bearer);
    document["security"] = json!([{ "token": [] }]);
    let text = document.to_string();
    let by = |creator: &str, entries: &[Value]| {
        let log = json!({ "version": "1.2", "creator": { "name": creator }, "entries": entries });
        json!({ "log": log }).to_string()
    };
    let without = [call("/a", None, 200), call("/b", None, 200)];
    assert_eq!(whats(&run(&text, None, &by("mitmproxy", &without))).len(), 1);
    // A browser leaves them out unless it is asked to keep them.
    assert_eq!(run(&text, None, &by("WebInspector", &without)).deviations, []);
    let mixed = [call("/a", BEARER, 200), call("/b", None, 200)];
    assert_eq!(whats(&run(&text, None, &by("WebInspector", &mixed))).len(), 1);
    // Other ways to send what is asked for.
    let mut user = call("/b", None, 200);
    user["request"]["url"] = json!("http://127.0.0.1:8080/v1/b?access_token=x");
    assert_eq!(run(&text, None, &har(&[call("/a", BEARER, 200), user])).deviations, []);
}
