//! The path before those of the operations.

use serde_json::{Value, json};

use super::{DIALECTS, document, entry, har, order, run, settled, whats};

fn at(url: &str) -> Value {
    let mut entry = entry(200, "application/json", &order().to_string());
    entry["request"]["url"] = json!(url);
    entry
}

#[test]
fn a_path_that_no_server_has_is_said_once_and_operations_are_found_below_it() {
    for version in DIALECTS {
        let mut page = at("http://127.0.0.1:8080/assets/app.js");
        page["response"]["content"]["mimeType"] = json!("text/javascript");
        let mut other = order();
        other["state"] = json!("sent");
        let mut entries = vec![page, at("http://127.0.0.1:8080/api/v2/orders/7")];
        entries[1]["response"]["content"]["text"] = json!(other.to_string());
        entries.push(at("http://127.0.0.1:8080/api/v2/orders/8"));
        let found = settled(&document(version).to_string(), &har(&entries));
        assert_eq!(found.exchanges, (3, 2));
        let expected = [
            "requests below `/api/v2`, which no server has",
            "the value is not in the enumeration",
        ];
        assert_eq!(whats(&found), expected, "{version}");
        let server = &found.deviations[0];
        assert_eq!(server.count, (2, 2));
        let action = if version == "2.0" { "- target: $\n" } else { "- target: $.servers[0]\n" };
        assert!(server.actions.starts_with(action), "{}", server.actions);
        let update = if version == "2.0" {
            "update: {basePath: \"/api/v2\"}"
        } else {
            "update: {url: \"https://api.example.com/api/v2\"}"
        };
        assert!(server.actions.contains(update), "{}", server.actions);
    }
}

#[test]
fn a_path_of_a_server_that_requests_lack_is_said_too() {
    for version in DIALECTS {
        let found =
            settled(&document(version).to_string(), &har(&[at("http://localhost/orders/7")]));
        assert_eq!(whats(&found), ["requests without the path of any server"]);
        let actions = &found.deviations[0].actions;
        let update = if version == "2.0" {
            "update: {basePath: \"/\"}"
        } else {
            "update: {url: \"https://api.example.com\"}"
        };
        assert!(actions.contains(update), "{actions}");
    }
}

#[test]
fn only_the_server_that_was_called_is_changed_and_one_is_added_where_there_is_none() {
    let mut document = document("3.0.3");
    let recording = har(&[at("https://b.example.com/api/orders/7")]);
    document["servers"] =
        json!([{ "url": "https://a.example.com" }, { "url": "https://b.example.com/" }]);
    let found = settled(&document.to_string(), &recording);
    let actions = &found.deviations[0].actions;
    assert!(actions.contains("$.servers[1]\n") && !actions.contains("$.servers[0]"), "{actions}");
    for servers in
        [json!([]), json!([{ "url": "{base}", "variables": { "base": { "default": "/x" } } }])]
    {
        document["servers"] = servers;
        let found = settled(&document.to_string(), &recording);
        let actions = &found.deviations[0].actions;
        assert!(actions.contains("update: {servers: [{url: \"/api\"}]}"), "{actions}");
    }
}

#[test]
fn another_api_is_none_below_a_path() {
    let document = document("3.0.3").to_string();
    // Most of what is there isn't described.
    let mut entries = vec![at("http://other.test/shop/orders/7")];
    for name in ["a", "b", "c"] {
        entries.push(at(&format!("http://other.test/shop/{name}")));
    }
    let found = run(&document, None, &har(&entries));
    assert_eq!((found.exchanges, found.deviations.len()), ((4, 0), 0));
    // Where a server's own path leads to operations, that one is meant.
    entries.push(at("http://127.0.0.1/v1/orders/7"));
    let found = run(&document, None, &har(&entries));
    assert_eq!((found.exchanges, found.deviations.len()), ((5, 1), 0));
}

#[test]
fn an_empty_last_segment_is_an_empty_parameter() {
    for version in DIALECTS {
        let mut document = document(version);
        let is_2 = version == "2.0";
        let parameter = if is_2 {
            json!({ "name": "path", "in": "path", "required": true, "type": "string" })
        } else {
            json!({ "name": "path", "in": "path", "required": true, "schema": { "type": "string" } })
        };
        document["paths"]["/contents/{path}"] = json!({ "get": {
            "parameters": [parameter], "responses": { "200": { "description": "x" } },
        } });
        let mut empty = at("http://127.0.0.1/v1/contents/");
        empty["response"]["content"] = json!({ "size": 0 });
        let document = document.to_string();
        let found = settled(&document, &har(&[empty.clone()]));
        assert_eq!(whats(&found), ["an empty value for a path parameter"]);
        let actions = &found.deviations[0].actions;
        assert!(actions.contains("x-clientwright-allow-empty: true"), "{actions}");
        assert!(actions.contains("parameters[?@.name == 'path' && @.in == 'path']"), "{actions}");
        // A number can't be empty.
        let mut number = empty.clone();
        number["request"]["url"] = json!("http://127.0.0.1/v1/orders/");
        let found = run(&document, None, &har(&[number, empty]));
        assert!(
            whats(&found).contains(&"undocumented operation `GET /orders/`"),
            "{:?}",
            whats(&found)
        );
    }
}
