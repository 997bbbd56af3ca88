//! Bodies.

use serde_json::{Value, json};

use super::{findings, one, pairs, request};
use crate::diagnostic::Code;
use crate::normalize::postman::collection::Body;

fn of(body: Value) -> Option<Body> {
    request(json!({ "method": "POST", "url": "/a", "body": body })).sent.body
}

/// What kind of body it is, and what is in it.
fn outline(body: Value) -> String {
    match of(body) {
        None => "none".to_owned(),
        Some(Body::Raw { text, language, .. }) => {
            format!("raw {} {text}", language.unwrap_or_else(|| "?".to_owned()))
        }
        Some(Body::UrlEncoded(entries)) => format!("urlencoded {}", pairs(&entries).join("&")),
        Some(Body::FormData(entries)) => {
            let files: Vec<_> = entries.iter().map(|it| it.is_file).collect();
            format!("formdata {} {files:?}", pairs(&entries).join("&"))
        }
        Some(Body::File) => "file".to_owned(),
        Some(Body::GraphQl { query, variables, operation, .. }) => {
            format!("graphql {query} {variables}{}", operation.unwrap_or_default())
        }
    }
}

#[test]
fn bodies_are_read_in_every_mode() {
    for (body, expected) in [
        (json!({ "mode": "raw", "raw": "x" }), "raw ? x"),
        (json!({ "raw": { "a": 1 } }), "raw ? {\"a\":1}"),
        (json!("x"), "raw ? x"),
        (
            json!({ "mode": "urlencoded", "urlencoded": [
                { "key": "a", "value": "1" }, { "key": "b", "value": "2", "disabled": true }] }),
            "urlencoded a=1&(b)=2",
        ),
        (json!({ "mode": "urlencoded", "urlencoded": "a=1+2&b=%41" }), "urlencoded a=1 2&b=A"),
        (json!({ "mode": "urlencoded", "urlencoded": { "a": 1 } }), "urlencoded a=1"),
        (
            json!({ "mode": "formdata", "formdata": [
                { "key": "f", "type": "file", "src": "a.png" },
                { "key": "g", "type": "file", "src": ["b.png", "c.png"] },
                { "key": "h", "type": "file", "src": null },
                { "key": "i", "src": [] },
                { "key": "j", "value": "x", "type": "text" }] }),
            "formdata f=a.png&g=b.png&g=c.png&h&i&j=x [true, true, true, true, true, false]",
        ),
        (json!({ "mode": "file", "file": { "src": "" } }), "file"),
        (json!({ "mode": "file" }), "file"),
        (
            json!({ "mode": "graphql", "graphql": { "query": "{a}", "variables": "{}" } }),
            "graphql {a} {}",
        ),
        (
            json!({ "mode": "graphql", "graphql": { "query": "{a}", "variables": { "b": 1 } } }),
            "graphql {a} {\"b\":1}",
        ),
        (
            json!({ "mode": "graphql", "graphql": { "query": "{a}", "variables": null } }),
            "graphql {a} ",
        ),
        (
            json!({ "mode": "graphql", "graphql": { "query": "query A {a}", "operationName": "A" } }),
            "graphql query A {a} A",
        ),
    ] {
        assert_eq!(outline(body.clone()), expected, "{body}");
    }
}

#[test]
fn nothing_is_no_body() {
    for body in [
        json!(null),
        json!({}),
        json!({ "mode": null }),
        json!({ "mode": "none" }),
        json!(""),
        json!({ "mode": "raw" }),
        json!({ "mode": "raw", "raw": " \n" }),
        json!({ "mode": "raw", "raw": "x", "disabled": true }),
        json!({ "mode": "urlencoded", "urlencoded": [] }),
        json!({ "mode": "formdata", "formdata": null }),
        json!({ "mode": "formdata", "formdata": [{ "key": "", "value": "" }] }),
        json!({ "mode": "graphql", "graphql": { "query": "" } }),
    ] {
        assert_eq!(outline(body.clone()), "none", "{body}");
    }
}

#[test]
fn what_no_mode_is_known_for_is_reported() {
    let body = json!({ "mode": "smoke", "smoke": 1 });
    assert_eq!(
        findings(json!([{ "request": { "method": "POST", "url": "/a", "body": body } }])),
        [(Code::RepairedCollection, "/item/0/request/body".to_owned())]
    );
}

#[test]
fn the_language_is_chosen_or_told_by_the_header() {
    let of = |language: Value, header: Value| {
        let body =
            json!({ "mode": "raw", "raw": "x", "options": { "raw": { "language": language } } });
        let it = request(json!({ "method": "POST", "url": "/a", "header": header, "body": body }));
        let Some(Body::Raw { language, at, .. }) = it.sent.body else { panic!() };
        assert_eq!(at.as_str(), "/item/0/request/body/raw");
        language.unwrap_or_default()
    };
    let kind = |value: &str| json!([{ "key": "content-type", "value": value }]);
    assert_eq!(of(json!("XML"), kind("application/json")), "xml");
    assert_eq!(of(json!(null), kind("application/vnd.a+json; charset=utf-8")), "json");
    assert_eq!(of(json!("text"), kind("application/json")), "json");
    assert_eq!(of(json!("text"), json!([])), "text");
    assert_eq!(of(json!(null), kind("text/plain")), "text");
    assert_eq!(
        of(json!(null), json!([{ "key": "Content-Type", "value": "text/xml", "disabled": true }])),
        ""
    );
}

#[test]
fn a_body_is_sent_with_get_only_where_it_is_asked_for() {
    let of = |behaviour: Value| {
        let request =
            json!({ "method": "GET", "url": "/a", "body": { "mode": "raw", "raw": "x" } });
        one(json!({ "protocolProfileBehavior": behaviour, "request": request })).sent.body.is_some()
    };
    assert!(!of(json!(null)));
    assert!(!of(json!({ "disableBodyPruning": false })));
    assert!(of(json!({ "disableBodyPruning": true })));
}
