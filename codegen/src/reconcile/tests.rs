//! Whatever a server does otherwise, one overlay makes the description true of it, and a second run finds nothing.

mod credentials;
mod recordings;
mod servers;
mod streams;
mod values;

use serde_json::{Value, json};

use crate::{Code, Reconciliation, Request, Severity, Sources, generate, reconcile};

const DIALECTS: [&str; 3] = ["2.0", "3.0.3", "3.1.0"];

/// A small API in one of the dialects.
fn document(version: &str) -> Value {
    let is_2 = version == "2.0";
    let section = if is_2 { "definitions" } else { "components/schemas" };
    let reference = |name: &str| json!({ "$ref": format!("#/{section}/{name}") });
    let nullable = |ty: &str| match version {
        "2.0" => json!({ "type": ty, "x-nullable": true }),
        "3.0.3" => json!({ "type": ty, "nullable": true }),
        _ => json!({ "type": [ty, "null"] }),
    };
    let schemas = json!({
        "Order": {
            "type": "object",
            "required": ["id", "state", "total", "created", "lines", "buyer", "paid"],
            "properties": {
                "id": { "type": "integer", "format": "int32" },
                "state": { "type": "string", "enum": ["open", "paid"] },
                "total": { "type": "number" },
                "created": { "type": "string", "format": "date-time" },
                "note": nullable("string"),
                "paid": { "type": "boolean" },
                "lines": { "type": "array", "items": reference("Line") },
                "buyer": reference("Buyer"),
                "labels": { "type": "object", "additionalProperties": { "type": "string" } },
            },
        },
        "Line": {
            "type": "object",
            "required": ["sku"],
            "properties": { "sku": { "type": "string" }, "count": { "type": "integer" } },
        },
        "Buyer": {
            "allOf": [
                { "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } } },
                { "type": "object", "properties": { "email": { "type": "string" } } },
            ],
        },
    });
    let response = |schema: Value| {
        if is_2 {
            json!({ "description": "x", "schema": schema })
        } else {
            json!({ "description": "x", "content": { "application/json": { "schema": schema } } })
        }
    };
    let id = if is_2 {
        json!({ "name": "id", "in": "path", "required": true, "type": "integer" })
    } else {
        json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } })
    };
    let get = json!({
        "operationId": "getOrder",
        "parameters": [id],
        "responses": { "200": response(reference("Order")), "404": { "description": "None." } },
    });
    let mut document = json!({
        "info": { "title": "Orders", "version": "1" },
        "paths": { "/orders/{id}": { "get": get } },
    });
    if is_2 {
        document["swagger"] = json!("2.0");
        document["basePath"] = json!("/v1");
        document["produces"] = json!(["application/json"]);
        document["definitions"] = schemas;
    } else {
        document["openapi"] = json!(version);
        document["servers"] = json!([{ "url": "https://api.example.com/v1" }]);
        document["components"] = json!({ "schemas": schemas });
    }
    document
}

fn order() -> Value {
    json!({
        "id": 7, "state": "open", "total": 1.5, "created": "2026-01-02T03:04:05Z", "note": null,
        "paid": true, "lines": [{ "sku": "a", "count": 1 }, { "sku": "b" }],
        "buyer": { "name": "Ada", "email": "ada@example.com" }, "labels": { "k": "v" },
    })
}

fn entry(status: u16, media_type: &str, body: &str) -> Value {
    json!({
        "startedDateTime": "2026-11-30T08:00:00.000Z",
        "request": { "method": "GET", "url": "http://127.0.0.1:8080/v1/orders/7", "headers": [] },
        "response": { "status": status, "headers": [],
            "content": { "mimeType": media_type, "size": body.len(), "text": body } },
    })
}

fn har(entries: &[Value]) -> String {
    json!({ "log": { "version": "1.2", "entries": entries } }).to_string()
}

fn run(document: &str, overlay: Option<&str>, har: &str) -> Reconciliation {
    let mut sources = Sources::default();
    let mut request = Request::new(sources.add("api.json", document));
    if let Some(text) = overlay {
        request = request.overlay(sources.add("overlay.yaml", text));
    }
    let recording = sources.add("session.har", har);
    reconcile(&sources, &request, &[recording], ("", "overlay.yaml"))
}

/// Reconciles, asserts that all is said then, and returns what was found at first.
fn settled(document: &str, har: &str) -> Reconciliation {
    let first = run(document, None, har);
    assert!(first.findings.is_empty(), "{:?}", first.findings);
    let Some(overlay) = &first.overlay else { return first };
    let again = run(document, Some(overlay), har);
    assert_eq!(again.deviations, [], "{document}\n{overlay}\n{har}");
    let mut sources = Sources::default();
    let request = Request::new(sources.add("api.json", document));
    let request = request.overlay(sources.add("overlay.yaml", overlay.as_str()));
    let output = generate(&sources, &request);
    let is_bad = |it: &crate::Diagnostic| {
        it.code.severity() == Severity::Error
            || matches!(it.code, Code::OverlayRedundant | Code::OverlayNoMatch)
    };
    let bad: Vec<_> = output.findings.iter().filter(|it| is_bad(it)).collect();
    assert!(bad.is_empty() && output.files.is_some(), "{bad:?}\n{overlay}");
    first
}

/// A generator of numbers that is the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, it)| pointers(it, &format!("{at}/{name}"), all));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, it)| pointers(it, &format!("{at}/{n}"), all));
        }
        _ => {}
    }
}

fn mutate(body: &mut Value, dice: &mut Dice) {
    let mut all = Vec::new();
    pointers(body, "", &mut all);
    let at = &all[1 + dice.roll(all.len() - 1)];
    let (parent, name) = at.rsplit_once('/').unwrap();
    let other = [
        json!(null),
        json!("text"),
        json!("12"),
        json!(3),
        json!(2.5),
        json!(false),
        json!([]),
        json!({ "x": 1 }),
        json!(""),
        json!("true"),
        json!(5_000_000_000_i64),
        json!(1_767_225_600),
        json!([1, "a"]),
        json!("2026-13-01"),
    ];
    match dice.roll(4) {
        0 => {
            if let Some(Value::Object(members)) = body.pointer_mut(parent) {
                members.shift_remove(name);
            }
        }
        1 => {
            if let Some(Value::Object(members)) = body.pointer_mut(at) {
                let value = other[dice.roll(other.len())].clone();
                members.insert(format!("new{}", dice.roll(3)), value);
            }
        }
        _ => *body.pointer_mut(at).unwrap() = other[dice.roll(other.len())].clone(),
    }
}

#[test]
fn a_server_that_does_as_described_deviates_in_nothing() {
    for version in DIALECTS {
        let har = har(&[entry(200, "application/json", &order().to_string())]);
        let found = run(&document(version).to_string(), None, &har);
        assert_eq!(found.deviations, [], "{version}");
        assert_eq!((found.exchanges, found.overlay), ((1, 1), None));
    }
}

#[test]
fn whatever_comes_otherwise_is_mended_by_one_run() {
    for version in DIALECTS {
        let document = document(version).to_string();
        for seed in 0..30 {
            let mut dice = Dice(seed * 77 + 1);
            let mut entries = Vec::new();
            for _ in 0..=dice.roll(5) {
                let mut body = order();
                for _ in 0..=dice.roll(2) {
                    mutate(&mut body, &mut dice);
                }
                let status = [200, 200, 200, 409][dice.roll(4)];
                let media_type =
                    ["application/json", "application/json", "application/problem+json"];
                entries.push(entry(status, media_type[dice.roll(3)], &body.to_string()));
            }
            settled(&document, &har(&entries));
        }
    }
}

/// What the first run says, deviation by deviation.
fn whats(found: &Reconciliation) -> Vec<&str> {
    found.deviations.iter().map(|it| it.what.as_str()).collect()
}

#[test]
fn each_kind_is_named_and_counted() {
    let mut other = order();
    let members = other.as_object_mut().unwrap();
    members.shift_remove("total");
    members.insert("buyer".to_owned(), Value::Null);
    members.insert("state".to_owned(), json!("sent"));
    members.insert("id".to_owned(), json!("12"));
    members.insert("created".to_owned(), json!(1_767_225_600));
    members.insert("extra".to_owned(), json!({ "a": 1 }));
    for version in DIALECTS {
        let entries = [
            entry(200, "application/json", &order().to_string()),
            entry(200, "application/json", &other.to_string()),
            entry(409, "application/json", r#"{"code":"busy"}"#),
        ];
        let found = settled(&document(version).to_string(), &har(&entries));
        let mut whats = whats(&found);
        whats.sort_unstable();
        assert_eq!(
            whats,
            [
                "`null` for a value that is not nullable",
                "a number or boolean came as text",
                "required member `total` is missing",
                "seconds since 1970 for a time",
                "the value is not in the enumeration",
                "undocumented member `extra`",
                "undocumented status 409",
            ],
            "{version}"
        );
        let missing = found.deviations.iter().find(|it| it.what.contains("total")).unwrap();
        assert_eq!(missing.count, (1, 2));
        assert!(missing.place.starts_with("api.json:1:"), "{}", missing.place);
        assert!(
            missing.actions.contains("in 1 of 2 exchanges, 2026-11-30."),
            "{}",
            missing.actions
        );
    }
}

#[test]
fn a_recording_that_was_cut_is_read_to_its_last_whole_line() {
    let mut other = order();
    other["state"] = json!("sent");
    let entry = entry(200, "application/json", &other.to_string()).to_string();
    let head = r#"{"log":{"version":"1.2","entries":["#;
    let document = document("3.0.3").to_string();
    for end in ["", "{\"req", "{\"request\":{},\"response\":{\"status\":2"] {
        let found = run(&document, None, &format!("{head}\n{entry},\n{entry},\n{end}"));
        let expected = if end.is_empty() { 1 } else { 2 };
        assert_eq!(found.exchanges, (expected, expected), "{end} {:?}", found.skipped);
        assert_eq!(whats(&found), ["the value is not in the enumeration"]);
        assert!(found.skipped[0].contains("broke off"), "{:?}", found.skipped);
    }
}

#[test]
fn a_body_that_never_is_what_is_described_is_what_comes() {
    for version in DIALECTS {
        let text = document(version).to_string();
        let is_2 = version == "2.0";
        let section = if is_2 { "definitions" } else { "components/schemas" };
        let text = text.replace(
            &format!(r##""schema":{{"$ref":"#/{section}/Order"}}"##),
            r#""schema":{"type":"string"}"#,
        );
        assert!(text.contains(r#""schema":{"type":"string"}"#));
        let found = settled(&text, &har(&[entry(200, "application/json", r#"{"result":"x"}"#)]));
        let [only] = found.deviations.as_slice() else { panic!("{:?}", found.deviations) };
        assert!(!only.actions.contains("anyOf"), "{}", only.actions);
    }
}

#[test]
fn an_overlay_keeps_what_it_has() {
    let mut other = order();
    other["state"] = json!("sent");
    let har = har(&[entry(200, "application/json", &other.to_string())]);
    let document = document("3.0.3").to_string();
    let kept = "# mine\noverlay: 1.0.0\ninfo: {title: T, version: \"1\"}\nactions:\n\
                - target: $.info  # why\n  update: {x-a: 1}\n\n# the end\n";
    let text = run(&document, Some(kept), &har).overlay.unwrap();
    for line in kept.lines().filter(|it| !it.is_empty()) {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(text.contains("\n- target: $.components.schemas.Order.properties.state\n"), "{text}");
    for kept in [
        r#"{"overlay": "1.0.0", "info": {"title": "T", "version": "1"}, "actions": []}"#,
        r#"{"overlay": "1.0.0", "actions": [{"target": "$.info", "update": {"x-a": 1}}]}"#,
        "overlay: 1.0.0\nactions:\n  - target: $.info\n    update: {x-a: 1}\nx-last: 1\n",
    ] {
        let text = run(&document, Some(kept), &har).overlay.unwrap();
        assert_eq!(run(&document, Some(&text), &har).deviations, [], "{text}");
    }
}

#[test]
fn what_is_redacted_or_broken_off_shows_nothing() {
    let mut other = order();
    other["id"] = json!("[redacted]");
    let mut cut = entry(200, "application/json", r#"{"id": 7, "#);
    cut["response"]["_error"] = json!("connection reset");
    let mut short = entry(200, "application/json", r#"{"id": 7}"#);
    short["response"]["content"]["size"] = json!(4000);
    let mut none = entry(200, "application/json", "");
    none["response"]["status"] = json!(0);
    let base64 = {
        let mut it = entry(200, "application/json", "e30K!");
        it["response"]["content"]["encoding"] = json!("base64");
        it
    };
    let entries = [entry(200, "application/json", &other.to_string()), cut, short, none, base64];
    let found = run(&document("3.1.0").to_string(), None, &har(&entries));
    assert_eq!(found.deviations, []);
    let [first, second] = found.skipped.as_slice() else { panic!("{:?}", found.skipped) };
    assert!(first.contains("session.har:1:") && first.ends_with(": no response came"), "{first}");
    assert!(second.ends_with("the body is no base64"), "{second}");
}

/// An entry with a request of its own.
fn asked(method: &str, path: &str, headers: &Value, body: Option<&Value>, status: u16) -> Value {
    let mut entry = entry(status, "application/json", r#"{"ok": true}"#);
    entry["request"] = json!({
        "method": method, "url": format!("http://127.0.0.1:8080/v1{path}"), "headers": headers,
    });
    if let Some(body) = body {
        entry["request"]["postData"] =
            json!({ "mimeType": "application/json", "text": body.to_string() });
    }
    entry
}

#[test]
fn what_nobody_described_of_a_request_is_described() {
    let bearer = json!([{ "name": "Authorization", "value": "Bearer [redacted]" }]);
    let none = json!([]);
    for version in DIALECTS {
        let mut known = entry(200, "application/json", &order().to_string());
        known["request"]["headers"] = bearer.clone();
        known["request"]["url"] = json!("http://127.0.0.1:8080/v1/orders/7?expand=lines&depth=2");
        let body = json!({ "name": "x", "count": 3 });
        let entries = [
            known,
            asked("GET", "/orders/7", &none, None, 401),
            asked("POST", "/orders/12345/refunds", &none, Some(&body), 201),
            asked("GET", "/secret-page", &none, None, 404),
        ];
        let found = settled(&document(version).to_string(), &har(&entries));
        let mut whats = whats(&found);
        whats.sort_unstable();
        assert_eq!(
            whats,
            [
                "undocumented credential (a bearer token)",
                "undocumented operation `POST /orders/{id}/refunds`",
                "undocumented query parameter `depth`",
                "undocumented query parameter `expand`",
                "undocumented status 401",
            ],
            "{version}"
        );
        // It was refused without one, so that it is required.
        let credential = found.deviations.iter().find(|it| it.what.contains("credential")).unwrap();
        assert!(credential.actions.contains("security: [{bearer: []}]"), "{}", credential.actions);
    }
}

#[test]
fn a_success_of_another_status_has_the_type_of_the_documented_one() {
    for version in DIALECTS {
        let created = entry(201, "application/json", &order().to_string());
        let found = settled(&document(version).to_string(), &har(&[created]));
        assert_eq!(whats(&found), ["undocumented status 201"]);
        let actions = &found.deviations[0].actions;
        assert!(actions.contains("Order") && !actions.contains("properties"), "{actions}");
    }
}

#[test]
fn a_scheme_of_the_description_that_is_the_header_is_taken() {
    let mut known = entry(200, "application/json", &order().to_string());
    known["request"]["headers"] =
        json!([{ "name": "Authorization", "value": "Bearer [redacted]" }]);
    let mut document = document("3.0.3");
    let scheme = json!({ "type": "apiKey", "in": "header", "name": "Authorization" });
    document["components"]["securitySchemes"] = json!({ "Auth": scheme });
    let found = settled(&document.to_string(), &har(&[known]));
    let actions = &found.deviations[0].actions;
    assert!(
        actions.contains("security: [{Auth: []}, {}]") && !actions.contains("securitySchemes"),
        "{actions}"
    );
}

#[test]
fn other_media_types_and_missing_bodies_are_described_where_that_can_be_said() {
    for version in DIALECTS {
        let document = document(version).to_string();
        let lines = "{\"id\":1}\n{\"id\":2}\n";
        let items = settled(&document, &har(&[entry(409, "application/x-ndjson", lines)]));
        assert_eq!(whats(&items), ["undocumented status 409"]);
        let text = settled(&document, &har(&[entry(404, "text/plain", "Not Found")]));
        assert_eq!(whats(&text), ["undocumented media type `text/plain`"], "{version}");
        let empty = settled(&document, &har(&[entry(200, "", "")]));
        assert_eq!(whats(&empty), ["an empty body where one is documented"]);
        // Sometimes there is one, which no description can say.
        let whole = entry(200, "application/json", &order().to_string());
        let found = run(&document, None, &har(&[entry(200, "", ""), whole]));
        assert_eq!((whats(&found), found.actions), (vec![empty.deviations[0].what.as_str()], 0));
    }
}

#[test]
fn the_same_recordings_give_the_same_bytes() {
    let mut other = order();
    other["buyer"] = json!(null);
    let har = har(&[entry(200, "application/json", &other.to_string())]);
    let document = document("3.1.0").to_string();
    let once = run(&document, None, &har).overlay.unwrap();
    assert_eq!(Some(&once), run(&document, None, &har).overlay.as_ref());
    assert!(once.contains("2026-11-30"), "{once}");
}

#[test]
fn saved_responses_of_a_collection_are_traffic() {
    let mut other = order();
    other["state"] = json!("sent");
    let collection = json!({
        "info": { "name": "C", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
        "variable": [{ "key": "base", "value": "https://api.example.com/v1" }],
        "item": [{ "name": "Orders", "item": [{
            "name": "Get", "request": { "method": "GET", "url": { "raw": "{{base}}/orders/7" } },
            "response": [
                { "name": "Sent", "code": 200, "body": other.to_string(),
                  "header": [{ "key": "Content-Type", "value": "application/json" }],
                  "originalRequest": { "method": "GET", "url": { "raw": "{{base}}/orders/7" } } },
                { "name": "No status", "body": "x" },
            ],
        }] }],
    });
    let found = run(&document("3.0.3").to_string(), None, &collection.to_string());
    assert_eq!(whats(&found), ["the value is not in the enumeration"]);
    assert!(found.skipped[0].ends_with("it has no `code`"), "{:?}", found.skipped);

    // The overlay of a collection is about the document that it became.
    let found = run(
        &collection.to_string(),
        None,
        &har(&[asked("GET", "/orders/7", &json!([]), None, 409)]),
    );
    assert_eq!(whats(&found), ["undocumented media type `application/json`"]);
    let overlay = found.overlay.unwrap();
    let again = har(&[asked("GET", "/orders/7", &json!([]), None, 409)]);
    assert_eq!(run(&collection.to_string(), Some(&overlay), &again).deviations, [], "{overlay}");
}
