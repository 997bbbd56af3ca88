//! What fixtures can't show: any type anywhere, origins, and tables of odd input.

use serde_json::{Value, json};

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::document::Document;
use crate::normalize::swagger2::PASSES;
use crate::pointer::Pointer;
use crate::source::Sources;

fn converted(root: Value) -> (Document, Vec<Diagnostic>) {
    let file = Sources::default().add("swagger.yaml", "");
    let mut document = Document::new(file, root);
    let mut sink = Sink::default();
    for pass in PASSES {
        (pass.run)(&mut document, &mut sink);
    }
    (document, sink.into_findings())
}

fn codes(findings: &[Diagnostic]) -> Vec<Code> {
    findings.iter().map(|it| it.code).collect()
}

#[track_caller]
fn check_origin(document: &Document, now: &str, before: &str) {
    let now = Pointer::parse(now).unwrap();
    assert!(now.get(&document.root).is_some(), "nothing at {now} of {:#}", document.root);
    assert_eq!(document.origins.place(&now).pointer.as_str(), before);
}

/// Something of everything.
fn everything() -> Value {
    json!({
        "swagger": "2.0", "info": {"title": "T", "version": "1"},
        "host": "a.example.com", "basePath": "/v1", "schemes": ["https"],
        "x-ms-parameterized-host": {
            "hostTemplate": "{a}.example.com", "useSchemePrefix": true,
            "parameters": [{"name": "a", "in": "path", "type": "string", "enum": ["x"]}]
        },
        "consumes": ["application/json"], "produces": ["application/json"],
        "securityDefinitions": {
            "o/2": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "a", "tokenUrl": "b", "scopes": {"r": ""}},
            "b": {"type": "basic"}
        },
        "security": [{"o/2": ["r"]}],
        "paths": {"/a": {
            "parameters": [{"$ref": "#/parameters/Body"}, {"name": "q", "in": "query", "type": "array",
                "items": {"type": "array", "items": {"type": "string"}, "collectionFormat": "ssv"}, "collectionFormat": "multi"}],
            "post": {
                "schemes": ["wss"], "consumes": ["multipart/form-data"], "produces": ["image/png"],
                "security": [{"b": []}],
                "parameters": [
                    {"name": "f", "in": "formData", "type": "file", "required": true},
                    {"name": "g", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "tsv"}],
                "responses": {
                    "200": {"description": "", "schema": {"$ref": "#/paths/~1a/post/responses/400/schema"},
                        "headers": {"h": {"type": "string"}}, "examples": {"image/png": "x"}},
                    "400": {"description": "", "schema": {"type": "object", "properties": {"a b": {"$ref": "#/definitions/a%20b"}}}},
                    "default": {"$ref": "#/responses/R"}
                }
            },
            "put": {"consumes": ["text/xml"], "responses": {"default": {"$ref": "#/responses/R"}}}
        }, "/b": {"$ref": "#/paths/~1a"}},
        "x-webhooks": {"w": {"post": {"parameters": [{"name": "b", "in": "body", "schema": {"type": "object"}}]}}},
        "parameters": {"Body": {"name": "b", "in": "body", "schema": {"type": "object", "properties": {}}, "x-examples": {"a/b": 1}}},
        "responses": {"R": {"description": "", "schema": {"type": "object", "properties": {}}}},
        "definitions": {
            "a b": {"type": "object", "discriminator": "k", "properties": {"k": {"type": "string", "x-nullable": true}}},
            "C": {"allOf": [{"$ref": "#/definitions/a b"}], "x-discriminator-value": "c"}
        }
    })
}

fn pointers(at: &Pointer, value: &Value, into: &mut Vec<Pointer>) {
    into.push(at.clone());
    match value {
        Value::Object(it) => {
            for (key, it) in it {
                pointers(&at.child(key), it, into);
            }
        }
        Value::Array(it) => {
            for (i, it) in it.iter().enumerate() {
                pointers(&at.index(i), it, into);
            }
        }
        _ => {}
    }
}

#[test]
fn any_node_may_be_anything() {
    let whole = everything();
    let mut all = Vec::new();
    pointers(&Pointer::root(), &whole, &mut all);
    let odd = [
        json!(null),
        json!(true),
        json!(7),
        json!("x"),
        json!([]),
        json!({}),
        json!(["x", {}]),
        json!([[]]),
        json!({"x": {}}),
        json!({"$ref": "#/paths/~1a"}),
        json!({"$ref": "#/definitions/C"}),
        json!({"$ref": "#"}),
        json!({"$ref": "#/parameters/Body"}),
        json!({"$ref": 1}),
    ];
    for at in &all {
        for value in &odd {
            let mut root = whole.clone();
            *at.get_mut(&mut root).unwrap() = value.clone();
            let (mut document, _) = converted(root);
            let once = document.root.clone();
            for pass in PASSES {
                (pass.run)(&mut document, &mut Sink::default());
            }
            assert_eq!(document.root, once, "{at} as {value}");
        }
    }
}

#[test]
fn origins_lead_to_what_was_written() {
    let (document, _) = converted(everything());
    for (now, before) in [
        (
            "/components/schemas/a_b/properties/k/nullable",
            "/definitions/a b/properties/k/x-nullable",
        ),
        ("/components/schemas/a_b/discriminator/propertyName", "/definitions/a b/discriminator"),
        ("/components/schemas/a_b/discriminator/mapping/c", "/definitions/C/x-discriminator-value"),
        (
            "/components/securitySchemes/o_2/flows/authorizationCode/scopes/r",
            "/securityDefinitions/o~12/scopes/r",
        ),
        (
            "/components/schemas/a_post_400/properties",
            "/paths/~1a/post/responses/400/schema/properties",
        ),
        ("/paths/~1a/parameters/0/schema/items/type", "/paths/~1a/parameters/1/items/type"),
        (
            "/paths/~1a/post/requestBody/content/multipart~1form-data/schema/properties/g/items",
            "/paths/~1a/post/parameters/1/items",
        ),
        (
            "/paths/~1a/post/requestBody/content/multipart~1form-data/encoding/g",
            "/paths/~1a/post/parameters/1",
        ),
        ("/paths/~1a/put/requestBody", "/parameters/Body"),
        (
            "/paths/~1a/post/responses/200/content/application~1json/schema",
            "/paths/~1a/post/responses/200/schema",
        ),
        (
            "/paths/~1a/post/responses/200/headers/h/schema/type",
            "/paths/~1a/post/responses/200/headers/h/type",
        ),
        ("/paths/~1b/post/responses/400/description", "/paths/~1a/post/responses/400/description"),
        (
            "/components/requestBodies/Body/content/application~1json/schema",
            "/parameters/Body/schema",
        ),
        ("/components/responses/R/content/application~1json/schema", "/responses/R/schema"),
        ("/x-clientwright-webhooks/w/post/requestBody", "/x-webhooks/w/post/parameters/0"),
        ("/servers/0/variables/a", "/x-ms-parameterized-host/parameters/0"),
        ("/servers/0/url", "/x-ms-parameterized-host"),
    ] {
        check_origin(&document, now, before);
    }
}

#[test]
fn an_address_is_found_wherever_it_is_written() {
    let urls = |root: Value| -> Vec<String> {
        let (document, _) = converted(root);
        let servers = document.root.get("servers").unwrap().as_array().unwrap();
        servers.iter().map(|it| it["url"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(urls(json!({"swagger": "2.0"})), ["/"]);
    assert_eq!(urls(json!({"swagger": "2.0", "basePath": "v1/"})), ["/v1"]);
    assert_eq!(urls(json!({"swagger": "2.0", "host": "a.com"})), ["https://a.com"]);
    assert_eq!(urls(json!({"swagger": "2.0", "host": "localhost:80"})), ["http://localhost:80"]);
    assert_eq!(
        urls(json!({"swagger": "2.0", "host": "http://a.com/x/", "basePath": "/y"})),
        ["http://a.com/x/y"]
    );
    assert_eq!(
        urls(json!({"swagger": "2.0", "host": ["a.com"], "schemes": ["https:"]})),
        ["https://a.com"]
    );
    assert_eq!(urls(json!({"swagger": "2.0", "basePath": "https://a.com/y"})), ["https://a.com/y"]);
    assert_eq!(
        urls(json!({"swagger": "2.0", "host": "a.com", "schemes": "http"})),
        ["http://a.com"]
    );
    assert_eq!(
        urls(json!({"swagger": "2.0", "host": "a.com", "schemes": ["ws", "https", "ws", 1]})),
        ["https://a.com", "ws://a.com"]
    );
}

#[test]
fn an_undeclared_variable_of_the_host_is_reported() {
    let (document, findings) =
        converted(json!({"swagger": "2.0", "host": "{site}.a.com", "schemes": ["https"]}));
    assert_eq!(codes(&findings), [Code::UndeclaredServerVariable]);
    let variable = document.root.pointer("/servers/0/variables/site").unwrap();
    assert_eq!(*variable, json!({"default": "site", "x-clientwright-required": true}));
}

#[test]
fn of_several_bodies_the_required_one_is_sent() {
    let (document, findings) =
        converted(json!({"swagger": "2.0", "paths": {"/a": {"post": {"parameters": [
        {"name": "principal", "in": "body", "schema": {"type": "string"}},
        {"name": "pet", "in": "body", "required": true, "schema": {"type": "object"}}]}}}}));
    assert_eq!(codes(&findings), [Code::SeveralBodies]);
    let overlay = "- target: $['paths']['/a']['post']['parameters'][0]\n  remove: true\n";
    assert_eq!(findings[0].overlay.as_deref(), Some(overlay));
    let schema =
        document.root.pointer("/paths/~1a/post/requestBody/content/application~1json/schema");
    assert_eq!(schema, Some(&json!({"type": "object"})));
}

#[test]
fn a_body_in_a_multipart_form_is_a_part() {
    let (document, findings) = converted(json!({"swagger": "2.0", "paths": {"/a": {"post": {
        "consumes": ["multipart/form-data"], "parameters": [
        {"name": "meta", "in": "body", "schema": {"$ref": "#/definitions/M"}},
        {"name": "file", "in": "formData", "type": "file"}]}}}}));
    assert_eq!(codes(&findings), []);
    let form = document
        .root
        .pointer("/paths/~1a/post/requestBody/content/multipart~1form-data/schema/properties");
    assert_eq!(
        form,
        Some(
            &json!({"file": {"type": "string", "format": "binary"}, "meta": {"$ref": "#/components/schemas/M"}})
        )
    );
}

#[test]
fn a_definition_may_be_named_without_its_section() {
    let (document, _) = converted(json!({"swagger": "2.0", "definitions": {
        "A.b": {"type": "object"}, "B": {"items": {"$ref": "A.b"}}, "C": {"items": {"$ref": "/definitions/A.b"}}}}));
    for at in ["/components/schemas/B/items/$ref", "/components/schemas/C/items/$ref"] {
        assert_eq!(document.root.pointer(at), Some(&json!("#/components/schemas/A.b")));
    }
}

#[test]
fn an_errors_body_is_not_a_raw_stream() {
    let (document, _) = converted(json!({"swagger": "2.0", "produces": ["application/json"],
        "paths": {"/a": {"get": {"produces": ["application/vnd.raw"], "responses": {
            "200": {"description": "", "schema": {"type": "string", "format": "binary"}},
            "404": {"description": "", "schema": {"type": "object"}}}}}}}));
    let content = |status: &str| {
        let at = format!("/paths/~1a/get/responses/{status}/content");
        document.root.pointer(&at).unwrap().as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(content("200"), ["application/vnd.raw"]);
    assert_eq!(content("404"), ["application/json"]);
}
