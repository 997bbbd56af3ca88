//! Addresses.

use serde_json::{Value, json};

use super::{findings, pairs, request};
use crate::diagnostic::Code;

/// Base, path with its segments in front of slashes, and query.
fn of(url: Value) -> (String, String, String) {
    let url = request(json!({ "url": url })).sent.url;
    let path = url.path.iter().flat_map(|it| ["/", it.as_str()]).collect();
    (url.base, path, pairs(&url.query).join("&"))
}

fn is(base: &str, path: &str, query: &str) -> (String, String, String) {
    (base.to_owned(), path.to_owned(), query.to_owned())
}

fn repaired(url: Value) -> usize {
    let found = findings(json!([{ "request": { "url": url } }]));
    assert!(found.iter().all(|it| it.0 == Code::RepairedCollection), "{found:?}");
    found.len()
}

#[test]
fn a_text_has_a_base_a_path_and_a_query() {
    for (text, base, path, query) in [
        ("https://a.test/b/c?d=1&e", "https://a.test", "/b/c", "d=1&e"),
        ("HTTPS://a.test:8443", "https://a.test:8443", "", ""),
        ("https://a.test/", "https://a.test", "/", ""),
        ("https://a.test//b/", "https://a.test", "//b/", ""),
        ("https://a.test?b=c/d://e", "https://a.test", "", "b=c/d://e"),
        ("https://a.test/b#c?d=e", "https://a.test", "/b", ""),
        ("https://[::1]:80/b", "https://[::1]:80", "/b", ""),
        ("/users", "", "/users", ""),
        ("api.a.test/b", "http://api.a.test", "/b", ""),
        ("localhost:8080/b", "http://localhost:8080", "/b", ""),
        (" https://a.test/b ", "https://a.test", "/b", ""),
    ] {
        assert_eq!(of(json!(text)), is(base, path, query), "{text}");
    }
}

#[test]
fn variables_stand_anywhere() {
    for (text, base, path) in [
        ("{{baseUrl}}/b", "{{baseUrl}}", "/b"),
        ("{{baseUrl}}", "{{baseUrl}}", ""),
        ("{{baseUrl}}users", "{{baseUrl}}", "/users"),
        ("{{host}}{{prefix}}/b", "{{host}}{{prefix}}", "/b"),
        ("{{host}}:8080/b", "{{host}}:8080", "/b"),
        ("{{host}}:{{port}}/b", "{{host}}:{{port}}", "/b"),
        ("{{name}}.a.test/b", "{{name}}.a.test", "/b"),
        ("{{scheme}}://{{host}}/b", "{{scheme}}://{{host}}", "/b"),
        ("https://{{mockId}}.mock.test/b/:c", "https://{{mockId}}.mock.test", "/b/:c"),
        ("https://a.test/{{b}}/x-{{c}}.csv/{d}", "https://a.test", "/{{b}}/x-{{c}}.csv/{d}"),
    ] {
        assert_eq!(of(json!(text)), is(base, path, ""), "{text}");
    }
}

#[test]
fn parts_are_lists_or_texts() {
    let whole = is("https://a.test:8080", "/b/:c", "d=1");
    for parts in [
        json!({ "protocol": "https", "host": ["a", "test"], "port": "8080", "path": ["b", ":c"],
            "query": [{ "key": "d", "value": "1" }] }),
        json!({ "protocol": "https://", "host": "a.test", "port": 8080, "path": "/b/:c",
            "query": "d=1" }),
        json!({ "protocol": "HTTPS", "host": ["a.test"], "port": ":8080", "query": { "d": 1 },
            "path": [{ "type": "string", "value": "b" }, { "value": ":c" }] }),
        json!({ "host": ["https://a", "test:8080"], "path": ["/b/:c"], "query": ["d=1"] }),
    ] {
        assert_eq!(of(parts.clone()), whole, "{parts}");
    }
    assert_eq!(of(json!({ "path": ["b", ""] })), is("", "/b/", ""));
    assert_eq!(of(json!({ "host": ["{{baseUrl}}"], "path": [""] })), is("{{baseUrl}}", "/", ""));
    assert_eq!(of(json!({ "host": "a", "path": ["", "b"] })), is("http://a", "//b", ""));
    assert_eq!(
        of(json!({ "host": "{{baseUrl}}/b", "path": ["c"] })),
        is("{{baseUrl}}", "/b/c", "")
    );
}

#[test]
fn parts_beside_an_address_that_is_a_text_are_its_parts() {
    let parts = json!({ "host": ["{{baseUrl}}"], "path": ["x"], "query": [], "variable": [] });
    let it = request(json!({ "url": "{{baseUrl}}/x", "urlObject": parts })).sent.url;
    assert_eq!((it.base.as_str(), it.path.join("/").as_str()), ("{{baseUrl}}", "x"));
    let it = request(json!({ "urlObject": { "host": ["{{baseUrl}}"], "path": ["x"] } })).sent.url;
    assert_eq!((it.base.as_str(), it.path.join("/").as_str()), ("{{baseUrl}}", "x"));
}

#[test]
fn what_parts_lack_comes_from_the_text() {
    for (url, base, path, query) in [
        (json!({ "raw": "https://a.test/b?c=1" }), "https://a.test", "/b", "c=1"),
        (
            json!({ "raw": "{{botWebhookUrl}}", "host": ["{{botWebhookUrl}}"] }),
            "{{botWebhookUrl}}",
            "",
            "",
        ),
        (json!({ "raw": "https://a.test/b", "path": ["b"] }), "https://a.test", "/b", ""),
        (json!({ "raw": "https://a.test/b", "host": ["a", "test"] }), "https://a.test", "/b", ""),
        (
            json!({ "raw": "https://{{h}}:80/b", "host": ["{{h}}"], "path": ["b"] }),
            "https://{{h}}:80",
            "/b",
            "",
        ),
        (json!({ "raw": "{{u}}/b?c=1", "host": ["{{u}}"], "path": ["b"] }), "{{u}}", "/b", "c=1"),
    ] {
        assert_eq!(of(url.clone()), is(base, path, query), "{url}");
        assert_eq!(repaired(url), 0);
    }
}

#[test]
fn parts_count_where_the_text_says_something_else() {
    for (url, base, path) in [
        (json!({ "raw": "https://a.test/b", "host": ["{{u}}"], "path": ["b"] }), "{{u}}", "/b"),
        (json!({ "raw": "{{u}}/b", "host": ["{{u}}"], "path": ["c"] }), "{{u}}", "/c"),
    ] {
        assert_eq!(of(url.clone()), is(base, path, ""), "{url}");
        assert_eq!(repaired(url), 1);
    }
    let url = |raw: &str| {
        json!({ "raw": raw, "host": ["{{u}}"], "query": [
            { "key": "a", "value": "1" }, { "key": "b", "value": "2", "disabled": true }] })
    };
    for (raw, count) in [("{{u}}?a=1", 0), ("{{u}}?a=1&b=2", 0), ("{{u}}", 0), ("{{u}}?a=2", 1)] {
        assert_eq!(repaired(url(raw)), count, "{raw}");
    }
}

#[test]
fn a_query_keeps_repetitions_and_what_is_switched_off() {
    let query = json!([
        { "key": "roles[]", "value": "agent" },
        { "key": "roles[]", "value": "lead", "disabled": true },
        { "key": "license-key", "value": null },
        { "key": "empty", "value": "" },
        { "key": null, "value": "" },
        { "key": null, "value": "x" },
    ]);
    assert_eq!(
        of(json!({ "host": "{{u}}", "query": query })).2,
        "roles[]=agent&(roles[])=lead&license-key&empty=&=x"
    );
    assert_eq!(of(json!("{{u}}/a?&b={{c}}&&limit=1,&=")).2, "b={{c}}&limit=1,");
}

#[test]
fn queries_are_decoded_and_paths_are_not() {
    let url =
        of(json!("https://a.test/%2Fdata/b%20c?d%5B0%5D=%C3%A4%20{{%20}}&e=100%&f=%ff&g=a+b"));
    assert_eq!(url.1, "/%2Fdata/b%20c");
    assert_eq!(url.2, "d[0]=ä {{%20}}&e=100%&f=%ff&g=a+b");
}

#[test]
fn path_variables_have_a_key_or_an_id() {
    for (variables, expected) in [
        (json!([{ "key": "a", "value": "1", "description": "d" }]), "a=1"),
        (json!([{ "id": "a", "value": 1 }]), "a=1"),
        (json!([{ "key": "a", "id": "0b5e", "value": null }]), "a"),
        (json!({ "a": "1" }), "a=1"),
        (json!([null, 3, {}]), ""),
    ] {
        let url = json!({ "raw": "/:a", "path": [":a"], "variable": variables });
        assert_eq!(pairs(&request(json!({ "url": url })).sent.url.variables).join(" "), expected);
    }
}

#[test]
fn odd_addresses_are_read_as_meant() {
    for (url, base, path) in [
        (json!("https:/a.test/b"), "https://a.test", "/b"),
        (json!("https:///a.test/b"), "https://a.test", "/b"),
        (json!({ "host": ["https:"], "path": ["", "", "{{h}}", "b"] }), "https://{{h}}", "/b"),
        (json!("https://{{h}}::9090/b"), "https://{{h}}:9090", "/b"),
        (json!("https://user:secret@a.test/b"), "https://a.test", "/b"),
        (json!("https://<fqdn>/b"), "https://{{fqdn}}", "/b"),
        (json!("https://{FQDN}/b"), "https://{{FQDN}}", "/b"),
        (json!("https://a.test/../b/./c/%2E%2e/d/.."), "https://a.test", "/b/"),
    ] {
        assert_eq!(of(url.clone()), is(base, path, ""), "{url}");
        let found = repaired(url.clone());
        assert_eq!(found, usize::from(url.is_string()), "{url}");
    }
}

#[test]
fn a_query_behind_the_path_is_a_query() {
    let url =
        |query: Value| json!({ "host": "{{h}}", "path": ["b", "c?d=1&e={{f}}"], "query": query });
    assert_eq!(of(url(Value::Null)), is("{{h}}", "/b/c", "d=1&e={{f}}"));
    assert_eq!(of(url(json!([{ "key": "g", "value": "2" }]))), is("{{h}}", "/b/c", "g=2"));
    assert_eq!(of(json!({ "host": "{{h}}", "path": ["b?c=d", "e"] })), is("{{h}}", "/b", "c=d/e"));
}

#[test]
fn places_lead_to_the_address() {
    let url = request(json!({ "url": { "host": "a", "query": [{ "key": "b" }] } })).sent.url;
    assert_eq!(url.query[0].at.as_str(), "/item/0/request/url/query/0");
}
