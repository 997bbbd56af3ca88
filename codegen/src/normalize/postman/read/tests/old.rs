//! Version 1.0.

use serde_json::{Value, json};

use super::auth::bearer_token;
use super::{folders, names, pairs, read};
use crate::normalize::postman::collection::{Auth, Body, Collection, Request};

fn one(request: Value) -> Request {
    let mut requests = read(json!({ "name": "c", "requests": [request] })).0.requests;
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

fn shelf(collection: Value) -> Collection {
    let (collection, findings) = read(collection);
    assert_eq!(findings, []);
    collection
}

fn get(id: &str, folder: Value) -> Value {
    json!({ "id": id, "name": id, "url": "/a", "folder": folder })
}

#[test]
fn ids_put_folders_and_requests_in_order() {
    let null = json!(null);
    let collection = shelf(json!({
        "id": "c", "name": "c", "description": "d",
        "order": ["3", "1", "gone", "2"],
        "folders_order": ["f2", "f1"],
        "folders": [
            { "id": "f1", "name": "One", "order": ["4"], "folder": null },
            { "id": "f2", "name": "Two", "order": ["2"], "folders_order": ["f3"], "description": "e" },
            { "id": "f3", "name": "Three", "order": ["5"] },
            { "id": "f4", "name": "Four", "order": [], "folder": "f1" },
        ],
        "requests": [
            get("1", null.clone()), get("2", null.clone()), get("3", null.clone()),
            get("4", null.clone()), get("5", null.clone()),
            get("6", json!("f4")), get("7", json!("gone")),
        ],
    }));
    assert_eq!((collection.name.as_str(), collection.description.as_deref()), ("c", Some("d")));
    assert_eq!(folders(&collection), ["Two", "Two/Three", "One", "One/Four"]);
    assert_eq!(names(&collection), ["5", "2", "6", "4", "3", "1", "7"]);
    assert_eq!(collection.folders[0].at.as_str(), "/folders/1");
    assert_eq!(collection.requests[0].at.as_str(), "/requests/4");
}

#[test]
fn folders_that_are_in_each_other_lose_no_request() {
    let collection = shelf(json!({
        "folders": [
            { "id": "a", "name": "A", "folder": "b" },
            { "id": "b", "name": "B", "folder": "a" },
            { "id": "a", "name": "C", "folders_order": ["a"], "order": ["1"] },
        ],
        "requests": [get("1", json!("a")), get("1", json!("b")), { "url": "/b" }],
    }));
    assert_eq!(collection.requests.len(), 3);
}

#[test]
fn headers_queries_and_path_variables_come_from_lists_and_texts() {
    let request = one(json!({
        "name": "r", "method": "POST", "description": "d",
        "url": "{{u}}/a/:b?c=1&d=2",
        "headers": "A: 1\nB: 2\n// C: 3\n",
        "headerData": [{ "key": "A", "value": "1", "enabled": false, "description": "h" }],
        "queryParams": [{ "key": "c", "value": "1", "enabled": false }],
        "pathVariableData": [{ "key": "b", "value": "4", "description": "p" }],
        "pathVariables": { "b": "5", "e": "6" },
    }));
    assert_eq!(request.description.as_deref(), Some("d"));
    assert_eq!(pairs(&request.sent.headers), ["(A)=1", "B=2", "(C)=3"]);
    assert_eq!(pairs(&request.sent.url.query), ["(c)=1", "d=2"]);
    assert_eq!(pairs(&request.sent.url.variables), ["b=4", "e=6"]);
    assert_eq!((request.sent.url.base.as_str(), request.sent.url.path.len()), ("{{u}}", 2));
}

#[test]
fn the_data_mode_says_what_the_body_is() {
    let of = |mut request: Value| {
        request["url"] = json!("/a");
        request["method"] = json!("POST");
        match one(request).sent.body {
            None => "none".to_owned(),
            Some(Body::Raw { text, language, .. }) => format!("{language:?} {text}"),
            Some(Body::UrlEncoded(entries)) => format!("urlencoded {}", pairs(&entries).join("&")),
            Some(Body::FormData(entries)) => format!("formdata {}", pairs(&entries).join("&")),
            Some(Body::File) => "file".to_owned(),
            Some(Body::GraphQl { query, variables, .. }) => format!("{query} {variables}"),
        }
    };
    let data = json!([{ "key": "a", "value": "1", "enabled": true },
        { "key": "b", "value": "2", "enabled": false }]);
    assert_eq!(of(json!({ "dataMode": "params", "data": data })), "formdata a=1&(b)=2");
    assert_eq!(of(json!({ "data": data })), "formdata a=1&(b)=2");
    assert_eq!(of(json!({ "dataMode": "urlencoded", "data": data })), "urlencoded a=1&(b)=2");
    assert_eq!(of(json!({ "dataMode": "params", "data": data, "dataDisabled": true })), "none");
    assert_eq!(of(json!({ "dataMode": "raw", "data": [], "rawModeData": "x" })), "None x");
    assert_eq!(of(json!({ "dataMode": "raw", "rawModeData": ["x"] })), "None x");
    assert_eq!(of(json!({ "dataMode": "raw", "data": "x" })), "None x");
    assert_eq!(
        of(json!({ "headers": "Content-Type: application/json", "rawModeData": "{}" })),
        "Some(\"json\") {}"
    );
    assert_eq!(
        of(json!({ "dataOptions": { "raw": { "language": "xml" } }, "rawModeData": "x" })),
        "Some(\"xml\") x"
    );
    assert_eq!(of(json!({ "dataMode": "binary", "rawModeData": "a.bin" })), "file");
    assert_eq!(
        of(
            json!({ "dataMode": "graphql", "graphqlModeData": { "query": "q", "variables": "{}" } })
        ),
        "q {}"
    );
    assert_eq!(of(json!({ "dataMode": null, "data": null })), "none");
    assert_eq!(of(json!({ "dataMode": "raw", "data": [], "rawModeData": "" })), "none");
}

#[test]
fn helpers_are_authentication() {
    let of = |helper: &str, attributes: Value| {
        one(json!({ "url": "/a", "currentHelper": helper, "helperAttributes": attributes })).auth
    };
    let none = json!(null);
    assert_eq!(of("normal", none.clone()), Auth::Unsaid);
    assert_eq!(of("basicAuth", json!({ "id": "basic", "username": "u" })), Auth::Basic);
    assert_eq!(of("bearerAuth", none.clone()), bearer_token());
    let Auth::Other { name, .. } = of("awsSigV4", none) else { panic!() };
    assert_eq!(name, "awsv4");
    let key = Auth::ApiKey { name: "k".to_owned(), in_query: true };
    assert_eq!(of("apikeyAuth", json!({ "key": "k", "in": "query" })), key);
    assert_eq!(of("apikeyAuth", json!("{\"key\": \"k\", \"in\": \"query\"}")), key);
    let stated =
        one(json!({ "url": "/a", "auth": { "type": "noauth" }, "currentHelper": "basicAuth" }));
    assert_eq!(stated.auth, Auth::None);
}

#[test]
fn folders_and_the_collection_are_inherited_from() {
    let (collection, _) = read(json!({
        "auth": { "type": "basic", "basic": [] },
        "variables": [{ "key": "v", "value": "1" }],
        "preRequestScript": "pm.environment.set('all', 1)",
        "folders": [{ "id": "f", "name": "F", "order": ["1"], "auth": { "type": "bearer" },
            "events": [{ "listen": "test", "script": { "exec": ["pm.globals.set('f')"] } }] }],
        "requests": [
            { "id": "1", "url": "/a", "tests": "postman.setEnvironmentVariable('own', 1)" },
            { "id": "2", "url": "/b" },
        ],
    }));
    assert_eq!(collection.requests[0].auth, bearer_token());
    assert_eq!(collection.requests[0].sets, ["all", "f", "own"]);
    assert_eq!(collection.requests[1].auth, Auth::Basic);
    assert_eq!(collection.variables.value("v").as_deref(), Some("1"));
}

#[test]
fn responses_are_read_with_what_was_sent() {
    let request = one(json!({ "url": "/a", "method": "PUT", "responses": [
        { "name": "ok", "responseCode": { "code": 201, "name": "Created" }, "text": "{}",
            "headers": [{ "name": "Content-Type", "key": "Content-Type", "value": "application/json" }],
            "request": "{\"url\": \"/b\", \"method\": \"POST\", \"dataMode\": \"raw\", \"rawModeData\": \"x\"}" },
        { "responseCode": { "name": "Not Found" }, "language": "html", "text": "<p>",
            "requestObject": { "url": "/c", "data": [{ "key": "a", "value": "1" }] } },
    ]}));
    let [first, second] = request.responses.as_slice() else { panic!() };
    assert_eq!(
        (first.status, first.body.as_str(), first.language.as_deref()),
        (Some(201), "{}", Some("json"))
    );
    let original = first.original.as_ref().unwrap();
    assert_eq!((original.method.as_str(), original.url.path.join("/").as_str()), ("POST", "b"));
    assert!(matches!(&original.body, Some(Body::Raw { text, .. }) if text == "x"));
    assert_eq!((second.status, second.language.as_deref()), (Some(404), Some("html")));
    let original = second.original.as_ref().unwrap();
    assert_eq!(original.method, "PUT");
    assert!(matches!(&original.body, Some(Body::FormData(entries)) if entries.len() == 1));
}
