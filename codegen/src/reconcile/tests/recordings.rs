//! Recordings as programs write them, and overlays as people do.

use serde_json::{Value, json};

use super::{document, entry, har, order, run, settled, whats};

fn sent() -> Value {
    let mut other = order();
    other["state"] = json!("sent");
    other
}

#[test]
fn a_body_that_was_cut_shows_nothing() {
    let document = document("3.0.3").to_string();
    let text = sent().to_string();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut entry = entry(200, "text/html", &"<p>busy</p>".repeat(9));
        change(&mut entry["response"]);
        run(&document, None, &har(&[entry])).deviations.len()
    };
    assert_eq!(with(&|_| {}), 1);
    assert_eq!(with(&|it| it["content"]["size"] = json!(100)), 0);
    assert_eq!(with(&|it| it["content"]["comment"] = json!("Response body was truncated")), 0);
    assert_eq!(with(&|it| it["_error"] = json!("net::ERR_ABORTED")), 0);
    let none = |body_size: i64, length: &str| {
        let mut entry = entry(200, "application/json", "");
        entry["response"]["bodySize"] = json!(body_size);
        entry["response"]["headers"] = json!([{ "name": "Content-Length", "value": length }]);
        run(&document, None, &har(&[entry])).deviations.len()
    };
    // Nothing came, or nothing of it was kept.
    assert_eq!((none(0, "0"), none(0, ""), none(812, ""), none(-1, "812")), (1, 1, 0, 0));
    let mut missing = entry(200, "application/json", "");
    missing["response"].as_object_mut().unwrap().shift_remove("content");
    missing["response"]["bodySize"] = json!(-1);
    assert_eq!(run(&document, None, &har(&[missing])).deviations, []);
    // Whole JSON is whole, whatever was counted; what was taken out of it made it shorter.
    let mut counted = entry(200, "application/json", &text);
    counted["response"]["content"]["size"] = json!(text.len() + 9);
    assert_eq!(run(&document, None, &har(&[counted])).deviations.len(), 1);
    let mut redacted = sent();
    redacted["note"] = json!("[redacted]");
    let mut redacted = entry(200, "application/json", &redacted.to_string());
    redacted["response"]["content"]["size"] = json!(9000);
    assert_eq!(run(&document, None, &har(&[redacted])).deviations.len(), 1);
}

#[test]
fn base64_is_read_with_and_without_padding() {
    use base64::Engine;
    let document = document("3.0.3").to_string();
    let text = sent().to_string();
    let encoded = base64::engine::general_purpose::STANDARD.encode(&text);
    for (encoding, encoded) in [
        ("base64", encoded.clone()),
        ("BASE64", encoded.trim_end_matches('=').to_owned()),
        ("base64", format!("{}\r\n{}", &encoded[..40], &encoded[40..])),
    ] {
        let mut entry = entry(200, "application/json", &encoded);
        entry["response"]["content"]["encoding"] = json!(encoding);
        entry["response"]["content"]["size"] = json!(text.len());
        let found = run(&document, None, &har(&[entry]));
        assert_eq!(whats(&found), ["the value is not in the enumeration"]);
    }
}

#[test]
fn what_a_browser_does_beside_is_nothing_of_the_api() {
    let mut document = document("3.0.3");
    document["servers"] = json!([{ "url": "/" }]);
    let at = |path: &str, status: u16, media_type: &str| {
        let mut entry = entry(status, media_type, "x");
        entry["request"]["url"] = json!(format!("http://localhost:8055{path}"));
        entry
    };
    let mut known = entry(200, "application/json", &order().to_string());
    known["request"]["url"] = json!("http://localhost:8055/orders/7");
    let mut cached = known.clone();
    cached["response"]["status"] = json!(304);
    cached["response"]["content"] = json!({ "size": 0, "mimeType": "x-unknown" });
    cached["request"]["headers"] = json!([{ "name": "If-None-Match", "value": "\"1\"" }]);
    let mut preflight = at("/orders", 204, "");
    preflight["request"]["method"] = json!("OPTIONS");
    let entries = [
        known,
        cached,
        preflight,
        at("/", 200, "text/html"),
        at("/assets/app.js", 200, "application/javascript"),
        at("/assets/app.css", 200, "text/css"),
        at("/favicon.ico", 200, "image/x-icon"),
        at("/inter.woff2", 200, "font/woff2"),
        at("/websocket", 101, ""),
        at("/gone", 0, ""),
    ];
    let found = settled(&document.to_string(), &har(&entries));
    assert_eq!(found.deviations, []);
    let [socket, gone] = found.skipped.as_slice() else { panic!("{:?}", found.skipped) };
    assert!(socket.ends_with(": the connection went on with another protocol"), "{socket}");
    assert!(gone.ends_with(": no response came"), "{gone}");
}

#[test]
fn a_list_in_brackets_keeps_its_comments() {
    let document = document("3.0.3").to_string();
    let recording = har(&[entry(200, "application/json", &sent().to_string())]);
    let head = "overlay: 1.0.0\ninfo: {title: T, version: \"1\"}\n";
    let item = "{target: $.info, update: {x-a: 1}}";
    for list in [
        format!("[\n  {item} # why, and since when\n]"),
        format!("[\n  {item}, # why\n  # the last\n]"),
        format!("[\n  {item} # why\n  , # and\n]"),
        format!("[ # mine\n  {item},\n  {{target: $.info, update: {{x-b: \"# no comment\"}}}}]"),
        "[ # none yet\n]".to_owned(),
        "[]".to_owned(),
        format!("[{item},{}]", item.replace("x-a", "x-c")),
    ] {
        let kept = format!("{head}actions: {list}\n# the end\n");
        let found = run(&document, Some(&kept), &recording);
        assert!(found.findings.is_empty(), "{list}: {:?}", found.findings);
        let text = found.overlay.unwrap();
        let comments = |text: &str| text.matches('#').count();
        assert_eq!(comments(&text), comments(&kept), "{text}");
        let again = run(&document, Some(&text), &recording);
        assert!(again.deviations.is_empty() && again.findings.is_empty(), "{text}");
    }
}

#[test]
fn a_collection_says_by_its_auth_what_was_sent() {
    let url = json!({ "host": ["api", "example", "com"], "path": ["v1", "orders", ":id"],
        "query": [{ "key": "x", "value": "1", "disabled": true }] });
    let with = |auth: Value| {
        let request = json!({ "method": "GET", "url": url, "auth": auth });
        let response =
            json!({ "code": 200, "body": order().to_string(), "originalRequest": request });
        let item = json!({ "name": "Get", "request": request, "response": [response] });
        let collection = json!({ "info": { "name": "C" }, "item": [item] }).to_string();
        run(&document("3.0.3").to_string(), None, &collection)
    };
    let bearer = with(json!({ "type": "bearer", "bearer": [{ "key": "token", "value": "t" }] }));
    assert_eq!(whats(&bearer), ["undocumented credential (a bearer token)"]);
    let key =
        [json!({ "key": "in", "value": "header" }), json!({ "key": "key", "value": "X-Key" })];
    let key = with(json!({ "type": "apikey", "apikey": key }));
    assert_eq!(
        (whats(&key).len(), key.exchanges),
        (0, (1, 1)),
        "no usual name, so that it may be anything"
    );
    assert_eq!(with(json!(null)).deviations, []);
}

#[test]
fn whatever_a_recording_has_a_second_run_finds_nothing() {
    use super::{DIALECTS, Dice, mutate};
    let key = json!({ "type": "apiKey", "in": "header", "name": "X-Api-Key" });
    for version in DIALECTS {
        for seed in 0..12 {
            let mut dice = Dice(seed * 131 + 7);
            let mut document = document(version);
            document["paths"]["/carts/{id}"] = document["paths"]["/orders/{id}"].clone();
            document["paths"]["/carts/{id}"]["get"]["operationId"] = json!("getCart");
            if dice.roll(2) == 0 {
                document["security"] = json!([{ "Key": [] }]);
                let section =
                    if version == "2.0" { "securityDefinitions" } else { "securitySchemes" };
                let owner =
                    if version == "2.0" { &mut document } else { &mut document["components"] };
                owner[section] = json!({ "Key": key });
            }
            let base = ["/v1", "/api/v1", "", "/x"][dice.roll(4)];
            let form = dice.roll(3);
            let mut entries = Vec::new();
            for _ in 0..2 + dice.roll(4) {
                let mut body = order();
                mutate(&mut body, &mut dice);
                let text = match form {
                    0 => body.to_string(),
                    1 => format!("{body}\n{body}\n"),
                    _ => format!("data: {body}\n\ndata: {body}\n\n"),
                };
                let mut entry = entry(200, "application/json", &text);
                let path = ["/orders/7", "/carts/7"][dice.roll(2)];
                entry["request"]["url"] = json!(format!("http://127.0.0.1:8080{base}{path}"));
                let headers = [
                    json!([]),
                    json!([{ "name": "Authorization", "value": "Bearer x" }]),
                    json!([{ "name": "X-Api-Key", "value": "x" }]),
                ];
                entry["request"]["headers"] = headers[dice.roll(3)].clone();
                entries.push(entry);
            }
            settled(&document.to_string(), &har(&entries));
        }
    }
}
