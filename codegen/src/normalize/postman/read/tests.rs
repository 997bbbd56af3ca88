//! What the reader makes of the many ways to write the same thing, and of what nobody should write.

#![expect(clippy::needless_pass_by_value, reason = "`json!` reads better where it is called")]

mod addresses;
mod auth;
mod bodies;
mod old;

use serde_json::{Value, json};

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::Document;
use crate::normalize::postman::collection::{Collection, Entry, Request};
use crate::source::Sources;

fn read(root: Value) -> (Collection, Vec<Diagnostic>) {
    let document = Document::new(Sources::default().add("collection.json", ""), root);
    let mut sink = Sink::default();
    let collection = super::read(&document, &mut sink);
    (collection, sink.into_findings())
}

/// The collection whose items are `items`.
fn items(items: Value) -> Collection {
    read(json!({ "info": { "name": "c" }, "item": items })).0
}

/// The only request of a collection, which is `request`.
fn request(request: Value) -> Request {
    one(json!({ "name": "r", "request": request }))
}

/// The only request of a collection, whose item is `item`.
fn one(item: Value) -> Request {
    let mut requests = items(json!([item])).requests;
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

/// The codes and places of the findings about a collection with these items.
fn findings(items: Value) -> Vec<(Code, String)> {
    let (_, findings) = read(json!({ "item": items }));
    findings.into_iter().map(|it| (it.code, it.place.pointer.to_string())).collect()
}

/// Keys and values; a key in parentheses isn't sent.
fn pairs(entries: &[Entry]) -> Vec<String> {
    let pair = |it: &Entry| {
        let key = if it.disabled { format!("({})", it.key) } else { it.key.clone() };
        it.value.as_ref().map_or(key.clone(), |value| format!("{key}={value}"))
    };
    entries.iter().map(pair).collect()
}

fn names(collection: &Collection) -> Vec<&str> {
    collection.requests.iter().map(|it| it.name.as_str()).collect()
}

fn folders(collection: &Collection) -> Vec<String> {
    collection.folders.iter().map(|it| it.path.join("/")).collect()
}

fn get(name: &str) -> Value {
    json!({ "name": name, "request": "https://a.test/x" })
}

#[test]
fn a_collection_says_what_it_is() {
    let info = |info: Value| {
        let collection = read(json!({ "info": info, "item": [] })).0;
        (collection.name, collection.description, collection.version)
    };
    assert_eq!(
        info(json!({ "name": "A", "description": "d", "version": "8.1" })),
        ("A".to_owned(), Some("d".to_owned()), Some("8.1".to_owned()))
    );
    assert_eq!(
        info(json!({
            "name": "A",
            "description": { "content": "d", "type": "text/markdown" },
            "version": { "major": 1, "minor": 2, "patch": 3, "identifier": "beta" },
        })),
        ("A".to_owned(), Some("d".to_owned()), Some("1.2.3-beta".to_owned()))
    );
    assert_eq!(
        info(json!({ "name": null, "description": "", "version": null, "schema": 3 })),
        (String::new(), None, None)
    );
}

#[test]
fn wrappers_are_taken_off() {
    let collection = json!({ "info": { "name": "c", "schema": "odd" }, "item": [get("r")] });
    for wrapped in [
        json!({ "collection": collection }),
        json!({ "collection": { "collection": collection } }),
        json!({ "collection": collection, "environments": [], "user": {}, "languages": "[]" }),
    ] {
        let (collection, findings) = read(wrapped);
        assert_eq!((collection.name.as_str(), names(&collection)), ("c", vec!["r"]));
        assert_eq!(findings, []);
    }
    let (bare, findings) =
        read(json!({ "collection": { "info": { "name": "c" }, "statusCode": 200 } }));
    assert_eq!((bare.name.as_str(), bare.requests.len(), findings.len()), ("c", 0, 0));
}

#[test]
fn folders_keep_the_order_of_the_collection() {
    let collection = items(json!([
        { "name": "A", "description": "a", "item": [
            { "name": "B", "_postman_isSubFolder": true, "item": [get("1")] },
            get("2"),
        ]},
        get("3"),
        { "name": "C", "item": [get("4")] },
    ]));
    assert_eq!(folders(&collection), ["A", "A/B", "C"]);
    assert_eq!(names(&collection), ["1", "2", "3", "4"]);
    assert_eq!(collection.folders[0].description.as_deref(), Some("a"));
    assert_eq!(collection.folders[1].at.as_str(), "/item/0/item/0");
    assert_eq!(collection.requests[0].folder, ["A", "B"]);
    assert_eq!(collection.requests[2].folder, [""; 0]);
}

#[test]
fn empty_folders_are_left_out_but_for_their_variables() {
    let collection = items(json!([
        { "name": "Empty", "item": [], "variable": [{ "key": "a", "value": "1" }] },
        { "name": "Sub", "_postman_isSubFolder": true },
        { "name": "A", "item": [{ "name": "B", "item": [] }] },
    ]));
    assert_eq!(folders(&collection), [""; 0]);
    assert_eq!(collection.variables.value("a").as_deref(), Some("1"));
}

#[test]
fn siblings_of_one_name_are_one_folder() {
    let collection = items(json!([
        { "name": "A", "item": [get("1")] },
        { "name": "A ", "description": "d", "item": [get("2")] },
        { "name": "", "item": [get("3")] },
    ]));
    assert_eq!(folders(&collection), ["A"]);
    assert_eq!(collection.folders[0].description.as_deref(), Some("d"));
    assert_eq!(names(&collection), ["1", "2", "3"]);
    assert_eq!(collection.requests[2].folder, [""; 0]);
}

#[test]
fn numbers_that_order_all_siblings_are_no_part_of_their_names() {
    let named = |names: &[&str]| {
        let folder = |name: &&str| json!({ "name": name, "item": [get("r")] });
        folders(&items(names.iter().map(folder).collect()))
    };
    assert_eq!(named(&["01 Users", "02 Roles and Rights"]), ["Users", "Roles and Rights"]);
    assert_eq!(named(&["1. Users", "2.1) Roles"]), ["Users", "Roles"]);
    assert_eq!(named(&["03_users", "4 - Roles", "5.Teams"]), ["users", "Roles", "Teams"]);
    assert_eq!(named(&["01 Users", "Roles"]), ["01 Users", "Roles"]);
    assert_eq!(named(&["1 Users", "2 Users"]), ["1 Users", "2 Users"]);
    for kept in ["2FA", "2023 Reports", "3D", "2.0", "1 2", "v1 Users"] {
        assert_eq!(named(&[kept]), [kept]);
    }
}

#[test]
fn items_without_a_request_are_folders_or_reported() {
    assert_eq!(findings(json!([{ "name": "A", "item": null, "_postman_isSubFolder": true }])), []);
    let left_out = |at: &str| (Code::RepairedCollection, at.to_owned());
    assert_eq!(
        findings(json!([{ "name": "A" }, { "request": null }, "https://a.test", 3])),
        [left_out("/item/0"), left_out("/item/1"), left_out("/item/2"), left_out("/item/3")]
    );
    assert_eq!(findings(json!({ "name": "A", "request": "https://a.test/" })), [left_out("/item")]);
    assert_eq!(findings(json!("x")), [left_out("/item")]);
    assert_eq!(names(&items(json!([{ "name": "A", "item": [], "request": "/x" }]))), ["A"]);
}

#[test]
fn requests_have_a_name_a_method_and_a_text() {
    let of = |item: Value| {
        let it = one(item);
        (it.name, it.sent.method, it.description)
    };
    let d = Some("d".to_owned());
    assert_eq!(
        of(json!({ "name": " r ", "description": "e", "request": {
            "method": "post", "url": "/a", "description": { "content": "d" } } })),
        ("r".to_owned(), "POST".to_owned(), d.clone())
    );
    assert_eq!(
        of(json!({ "description": "d", "request": { "url": "/a/:b" } })),
        ("GET /a/:b".to_owned(), "GET".to_owned(), d.clone())
    );
    assert_eq!(
        of(json!({ "request": { "name": "n", "method": "", "url": "/a", "description": "d" } })),
        ("n".to_owned(), "GET".to_owned(), d)
    );
    assert_eq!(
        of(json!({ "name": "r", "request": "/a", "description": null })),
        ("r".to_owned(), "GET".to_owned(), None)
    );
}

#[test]
fn what_can_not_be_sent_is_left_out() {
    for bad in [
        json!({}),
        json!({ "url": "" }),
        json!({ "url": { "raw": "" } }),
        json!({ "url": null, "method": "POST" }),
        json!({ "url": "/a", "method": "DO IT" }),
        json!({ "url": "/a", "method": "{{method}}" }),
        json!({ "url": { "host": ["about"], "port": "blank" } }),
        json!({ "url": "https://" }),
        json!({ "url": "put the address here" }),
        json!(""),
        json!([1]),
    ] {
        let found = findings(json!([{ "name": "r", "request": bad }]));
        assert_eq!(found, [(Code::UnusableRequest, "/item/0".to_owned())], "{bad}");
    }
}

#[test]
fn headers_are_a_list_or_lines() {
    let of = |header: Value| {
        let request = request(json!({ "url": "/a", "header": header }));
        pairs(&request.sent.headers).join(" ")
    };
    assert_eq!(
        of(json!([
            { "key": "A", "value": "1" },
            { "key": "A", "value": "2", "disabled": true },
            { "name": "B", "value": 3 },
            { "key": "// C", "value": "4" },
            "D: 5",
            { "key": "", "value": "" },
        ])),
        "A=1 (A)=2 B=3 (C)=4 D=5"
    );
    assert_eq!(of(json!("A: 1\r\nB:x:y\n\n// C: 2\nnone\n")), "A=1 B=x:y (C)=2");
    assert_eq!(of(json!({ "A": "1" })), "A=1");
    assert_eq!(of(json!(null)), "");
    assert_eq!(
        findings(json!([{ "request": { "url": "/a", "header": [{ "value": "1" }] } }])),
        [(Code::RepairedCollection, "/item/0/request/header".to_owned())]
    );
}

#[test]
fn scripts_tell_which_variables_they_set() {
    let of = |exec: Value| {
        let event = json!([{ "listen": "test", "script": { "exec": exec } }]);
        one(json!({ "request": "/a", "event": event })).sets.join(" ")
    };
    assert_eq!(
        of(json!([
            "pm.environment.set(\"a\", 1); pm.collectionVariables.set('b', 2);",
            "pm.globals.set( `c`, 3); pm.variables.set(\"d\");",
            "postman.setEnvironmentVariable (\"e\", x); postman.setGlobalVariable('a', y);",
            "  // pm.environment.set('off', 1)",
            "pm.environment.set(name, 1); pm.environment.set(`x${i}`, 1); pm.environment.get('f')",
        ])),
        "a b c d e"
    );
    assert_eq!(of(json!("postman.setGlobalVariable('a')\npm.environment.set('b')")), "a b");
    assert_eq!(of(json!([3, null])), "");
}

#[test]
fn scripts_of_folders_count_for_their_first_request() {
    let event =
        |name: &str| json!([{ "script": { "exec": format!("pm.environment.set('{name}')") } }]);
    let (collection, _) = read(json!({ "event": event("all"), "item": [
        { "name": "A", "event": event("a"), "item": [
            { "name": "Empty", "event": event("none"), "item": [] },
            { "name": "B", "item": [{ "name": "1", "request": "/a", "event": event("own") }] },
            get("2"),
        ]},
    ]}));
    assert_eq!(collection.requests[0].sets, ["all", "a", "own"]);
    assert_eq!(collection.requests[1].sets, [""; 0]);
}

#[test]
fn environments_count_before_the_collection_and_that_before_folders() {
    let (collection, _) = read(json!({
        "environments": [
            { "name": "one", "values": [
                { "key": "a", "value": "env", "enabled": true },
                { "key": "b", "value": "off", "enabled": false },
            ]},
            { "values": [{ "key": "a", "value": "second" }, { "key": "e", "value": "second" }] },
        ],
        "collection": {
            "variable": [
                { "key": "a", "value": "col" },
                { "id": "b", "value": 1, "description": { "content": "d" } },
                { "key": "c", "value": "off", "disabled": true },
                { "key": "f", "value": true },
                { "key": "g", "value": { "x": 1 } },
                { "key": "secret", "value": "hush", "type": "secret" },
                { "key": "none", "value": null },
                { "value": "nameless" },
            ],
            "item": [{ "name": "A", "variable": [
                { "key": "b", "value": "folder" },
                { "key": "c", "value": "folder" },
            ], "item": [] }],
        },
    }));
    let variables = collection.variables;
    let values: Vec<_> = ["a", "b", "c", "e", "f", "g", "secret", "none"]
        .iter()
        .map(|it| variables.value(it).unwrap_or_default())
        .collect();
    assert_eq!(values, ["env", "1", "folder", "second", "true", "{\"x\":1}", "", ""]);
    assert!(variables.declared("secret").is_some());
    assert_eq!(variables.declared("b").unwrap().description.as_deref(), Some("d"));
}

#[test]
fn what_is_left_out_is_said() {
    let request =
        json!({ "method": "GET", "url": "https://a.test", "body": { "mode": "raw", "raw": "1" } });
    let at = |request: &Value, place: &str| {
        let response = json!([{ "code": 1000 }, { "code": 200 }, { "status": "OK" }]);
        let found = findings(json!([{ "request": request, "response": response }]));
        assert!(found.contains(&(Code::RepairedCollection, place.to_owned())), "{found:?}");
        found.len()
    };
    assert_eq!(at(&request, "/item/0/request"), 2);
    assert_eq!(at(&json!("https://a.test"), "/item/0/response/0"), 1);
}

#[test]
fn values_of_headers_are_those_that_can_be_sent() {
    let header = json!([{ "key": "A", "value": " a\tb\n" }, { "key": "B", "value": "c\nd" }]);
    let item = json!({ "request": { "url": "https://a.test", "header": header } });
    assert_eq!(pairs(&one(item.clone()).sent.headers), ["A=a\tb", "B=cd"]);
    assert_eq!(findings(json!([item])).len(), 1);
}

#[test]
fn responses_have_a_status_headers_and_a_body() {
    let of = |response: Value| {
        let mut response =
            one(json!({ "request": "/a", "response": [response] })).responses.remove(0);
        let language = response.language.take().unwrap_or_default();
        (
            response.status.unwrap_or_default(),
            response.body,
            language,
            pairs(&response.headers).join(" "),
        )
    };
    let is = |status, body: &str, language: &str, headers: &str| {
        (status, body.to_owned(), language.to_owned(), headers.to_owned())
    };
    let kind = json!([{ "key": "Content-Type", "value": "application/json" }]);
    assert_eq!(
        of(json!({ "code": 201, "header": kind, "body": "{}" })),
        is(201, "{}", "json", "Content-Type=application/json")
    );
    assert_eq!(
        of(json!({ "code": "404", "header": "A: 1\n", "body": null,
            "_postman_previewlanguage": "Text" })),
        is(404, "", "text", "A=1")
    );
    assert_eq!(of(json!({ "status": "Not Found", "header": null })), is(404, "", "", ""));
    assert_eq!(of(json!({ "status": "202 Accepted" })), is(202, "", "", ""));
    assert_eq!(of(json!({ "code": 0, "status": "fine" })), is(0, "", "", ""));
    assert_eq!(of(json!({ "name": "201 - Made" })), is(201, "", "", ""));
    assert_eq!(of(json!({ "name": "OK", "code": null })), is(0, "", "", ""));
    assert_eq!(of(json!({ "name": "500 of them", "status": "OK" })), is(200, "", "", ""));
    assert_eq!(
        of(json!({ "code": 200, "body": { "a": [1] } })),
        is(200, "{\"a\":[1]}", "json", "")
    );
    assert_eq!(
        of(json!({ "code": 200, "body": "<a/>", "_": { "postman_previewlanguage": "xml" } })),
        is(200, "<a/>", "xml", "")
    );
    assert_eq!(
        findings(json!([{ "request": "/a", "response": ["ok", null] }])),
        [(Code::RepairedCollection, "/item/0/response/0".to_owned())]
    );
}

#[test]
fn responses_know_what_was_sent_for_them() {
    let of = |original: Value| {
        let request = json!({ "method": "PUT", "url": "https://a.test/b" });
        let response = json!([{ "code": 200, "originalRequest": original }]);
        let response = one(json!({ "request": request, "response": response })).responses.remove(0);
        response.original.map(|it| {
            (it.method, it.url.base + "/" + &it.url.path.join("/"), pairs(&it.url.query).join(" "))
        })
    };
    let is = |method: &str, url: &str, query: &str| {
        Some((method.to_owned(), url.to_owned(), query.to_owned()))
    };
    assert_eq!(of(json!({ "method": "POST", "url": "/c?d=1" })), is("POST", "/c", "d=1"));
    assert_eq!(of(json!({ "header": [] })), is("PUT", "https://a.test/b", ""));
    assert_eq!(of(json!("https://a.test/e?f=2")), is("PUT", "https://a.test/e", "f=2"));
    assert_eq!(of(json!("{\"method\": \"GET\", \"url\": \"/g\"}")), is("GET", "/g", ""));
    assert_eq!(of(json!("nothing")), None);
    assert_eq!(of(json!(null)), None);
}

/// Every place of a collection that has everything, with anything in it.
#[test]
fn anything_may_stand_anywhere() {
    let whole = json!({
        "collection": {
            "info": { "name": "c", "description": { "content": "d" }, "version": { "major": 1 } },
            "auth": { "type": "oauth2", "oauth2": [{ "key": "scope", "value": "a b" }] },
            "event": [{ "listen": "test", "script": { "exec": ["pm.environment.set('a')"] } }],
            "variable": [{ "key": "a", "value": "1", "type": "string" }],
            "item": [{ "name": "1. A", "auth": { "type": "noauth" }, "item": [{
                "name": "r",
                "protocolProfileBehavior": { "disableBodyPruning": true },
                "request": {
                    "method": "POST",
                    "auth": { "type": "bearer", "bearer": { "token": "t", "isInherited": true } },
                    "header": [{ "key": "A", "value": "1", "disabled": true }],
                    "url": {
                        "raw": "https://u:p@a.test:80/b?c=d", "protocol": "https", "port": "80",
                        "host": ["a", "test"], "path": ["b", { "type": "any", "value": "c" }],
                        "query": [{ "key": "c", "value": "d" }],
                        "variable": [{ "id": "x", "value": "1" }],
                    },
                    "urlObject": { "host": ["a"] },
                    "body": { "mode": "formdata", "raw": "x", "options": { "raw": { "language": 1 } },
                        "formdata": [{ "key": "f", "type": "file", "src": ["a"] }] },
                },
                "response": [{ "code": 200, "header": [{ "key": "A", "value": "1" }], "body": "x",
                    "originalRequest": { "url": { "raw": "x" } }, "responseCode": { "code": 1 } }],
            }] }],
            "requests": [{ "id": "1", "url": "/a", "data": [{ "key": "a" }], "order": ["1"] }],
            "folders": [{ "id": "2", "order": ["1"], "folders_order": ["2"], "folder": "2" }],
            "order": ["1"],
        },
        "environments": [{ "values": [{ "key": "a", "value": "1", "enabled": true }] }],
    });
    let odd = [
        json!(null),
        json!(true),
        json!(-1.5),
        json!(""),
        json!("{{"),
        json!("::1"),
        json!([]),
        json!([null, [[]], {}]),
        json!({}),
        json!({ "key": { "value": [] } }),
    ];
    let mut places = Vec::new();
    collect(&whole, "", &mut places);
    for place in &places {
        for odd in &odd {
            for is_old in [false, true] {
                let mut root = whole.clone();
                if is_old {
                    root["collection"]["item"] = json!(null);
                }
                if let Some(node) = root.pointer_mut(place) {
                    *node = odd.clone();
                    read(root);
                }
            }
        }
    }
    assert!(places.len() > 100);
}

fn collect(value: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect(item, &format!("{at}/{index}"), places);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                collect(member, &format!("{at}/{key}"), places);
            }
        }
        _ => {}
    }
}
