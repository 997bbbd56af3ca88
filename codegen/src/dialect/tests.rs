use serde_json::json;

use crate::diagnostic::Sink;
use crate::dialect::{Dialect, detect};
use crate::load::load;
use crate::source::Sources;

#[track_caller]
fn check(text: &str, expected: Option<Dialect>, findings: &[&str]) {
    let mut sources = Sources::default();
    let id = sources.add("a", text);
    let mut sink = Sink::default();
    let document = load(&sources, id, &mut sink).unwrap();
    assert_eq!(detect(&document, &mut sink), expected);
    let slugs: Vec<_> = sink.into_findings().iter().map(|it| it.code.slug()).collect();
    assert_eq!(slugs, findings);
}

#[test]
fn versions_are_read_as_they_are_meant() {
    for (text, dialect) in [
        ("swagger: '2.0'", Dialect::Swagger2),
        ("swagger: 2.0", Dialect::Swagger2),
        ("swagger: 2", Dialect::Swagger2),
        ("{\"swagger\": 2.0}", Dialect::Swagger2),
        ("openapi: 3.0.0", Dialect::OpenApi30),
        ("openapi: 3.0", Dialect::OpenApi30),
        ("openapi: ' 3.0.4-rc1'", Dialect::OpenApi30),
        ("openapi: v3.1.0", Dialect::OpenApi31),
        ("openapi: 3.2.0", Dialect::OpenApi32),
        ("openapi: 3.2", Dialect::OpenApi32),
    ] {
        check(text, Some(dialect), &[]);
    }
    check("openapi: 3.3.0", Some(Dialect::OpenApi32), &["new-version"]);
    check("openapi: 3.9", Some(Dialect::OpenApi32), &["new-version"]);
    check("openapi: 4.0.0", None, &["unknown-dialect"]);
    check("openapi: 31.0\npaths: {}\n", None, &["unknown-dialect"]);
    check("swagger: 4.0", None, &["unknown-dialect"]);
    check("swagger: 1.2", None, &["unknown-dialect"]);
    check("openapi: '2.0'", Some(Dialect::Swagger2), &["invalid-version"]);
    check("swagger: 3.1.0", Some(Dialect::OpenApi31), &["invalid-version"]);
    check("openapi: x\nhost: a\n", Some(Dialect::Swagger2), &["invalid-version"]);
    check("paths: {}\n", Some(Dialect::OpenApi30), &["invalid-version"]);
    check("paths: {}\nbasePath: /\n", Some(Dialect::Swagger2), &["invalid-version"]);
    check("openapi: []\n", None, &["unknown-dialect"]);
}

#[test]
fn postman_collections_are_known_in_all_their_wrappings() {
    let schema = "https://schema.getpostman.com/json/collection/v2.0.0/collection.json";
    let exported = json!({"info": {"name": "a", "schema": schema}, "item": []});
    let wrapped = json!({"collection": exported});
    let first = json!({"id": "a", "name": "b", "order": [], "requests": []});
    let untold = json!({"item": [{"name": "a", "request": "https://a.test"}]});
    let unordered = json!({"requests": [{"url": "https://a.test"}]});
    for it in [exported, wrapped, first, untold, unordered] {
        check(&it.to_string(), Some(Dialect::Postman), &[]);
    }
}

#[test]
fn others_are_named() {
    for text in [
        "asyncapi: 3.0.0",
        "[]",
        "{}",
        "swaggerVersion: '1.2'",
        "title: a\n/users: {}\n",
        "data: {__schema: {}}",
    ] {
        check(text, None, &["unknown-dialect"]);
    }
}
