//! Descriptions whose every text is made to get out of its place, and where in the crates it is then.
//!
//! The same descriptions with harmless texts say how many blocks of code the generator made itself.

use std::collections::BTreeMap;

use clientwright::{Manifest, Request, Sources};
use serde_json::{Value, json};

/// Texts that would end a comment, a string, a code span or a fence, or begin code that `cargo test` runs.
const NASTY: &[&str] = &[
    "x\n\n    ~~~~~\n    ```rust\n    compile_error!(\"a\");\n    ```\n",
    "x\n\n\t~~~~~~\n\t```\n\tcompile_error!(\"b\");\n\t```\n",
    "* * *\n      compile_error!(\"c\");",
    "- - -\n\n      compile_error!(\"d\");",
    "~~~rust",
    "```\n~~~\n```rust\ncompile_error!(\"e\");\n```",
    "a\n\n~~~rust\ncompile_error!(\"f\");\n~~~\nz",
    "key`\n\n```rust\ncompile_error!(\"g\");\n```",
    "    compile_error!(\"h\");",
    "\tcompile_error!(\"i\");",
    "````````\ncompile_error!(\"j\");",
    "``````should_panic\ncompile_error!(\"k\");\n``````",
    "- a\n\n        compile_error!(\"l\");",
    "> 1. > ```\n>    > compile_error!(\"m\");",
    "[^1]: a\n\n    compile_error!(\"n\");\n\n[^1]",
    "| a |\n|---|\n\n    compile_error!(\"o\");",
    "<pre>\ncompile_error!(\"p\");\n\n    compile_error!(\"q\");</pre>",
    "<!--\n-->\n\n    compile_error!(\"r\");",
    "<script>include_str!(\"s\")</script><img src=x onerror=y>",
    "</code></pre>\n\n```\ncompile_error!(\"t\");\n```",
    "*/ compile_error!(\"u\"); /*",
    "\"#; compile_error!(\"v\"); r#\"",
    "\"##; compile_error!(\"w\"); \\",
    "\"); compile_error!(\"x\"); (\"",
    "#![doc = include_str!(\"y\")]",
    "#[doc = include_str!(\"z\")]",
    "// a\ncompile_error!(\"1\");",
    "'\"}\n]\n) {compile_error!(\"2\")}",
    "{} {0} {x:?} {{",
    "a\rcompile_error!(\"3\");",
    "a\u{2028}compile_error!(\"4\");\u{85}b\u{b}c",
    "a\u{202e}b\u{2066}c\u{2069}\u{200f}\u{61c}\u{feff}",
    "nul\0bell\u{7}escape\u{1b}[31m delete\u{7f}",
    "===\n---\n\n    compile_error!(\"5\");",
    "[x]: y\n\n    compile_error!(\"6\");\n\n[x] [Self::y] [`Foo`]",
    "a\\",
    "`",
    "``` ",
    "|",
    "\\|`|",
    "[a](javascript:b) [c](https://example.com/d_(e)) https://example.com/f",
    "&#96;&#96;&#96;&#10;compile_error!(\"7\");&#10;```",
    "\n\n\n",
    " ",
    "title = \"a\"\n[dependencies]\nevil = \"1\"",
    "no_run",
];

/// Where the texts of a description come from.
struct Draw {
    /// The state of a small generator (xorshift); `None` for harmless texts.
    random: Option<u64>,
    n: usize,
}

impl Draw {
    fn text(&mut self) -> String {
        self.n += 1;
        let Some(state) = &mut self.random else { return format!("Words of {}", self.n) };
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        NASTY[usize::try_from(*state % u64::try_from(NASTY.len()).unwrap()).unwrap()].to_owned()
    }

    /// A text that no other one equals.
    fn name(&mut self) -> String {
        let text = self.text();
        format!("{text} n{}", self.n)
    }

    fn path(&mut self) -> String {
        format!("/{}", self.name().replace(['{', '}', '?', '#'], "."))
    }
}

/// A schema with every kind of type.
fn schema(draw: &mut Draw) -> Value {
    let (one, two, three, tag) = (draw.name(), draw.name(), draw.name(), draw.name());
    json!({
        "type": "object",
        "title": draw.text(),
        "description": draw.text(),
        "required": [&one],
        "properties": {
            one: { "type": "string", "description": draw.text(), "example": draw.text(), "default": draw.text() },
            two: { "type": "string", "enum": [draw.name(), draw.name(), "plain"], "description": draw.text() },
            three: { "type": "object", "properties": { draw.name(): { "type": "integer" } } },
            tag: { "type": "array", "items": { "type": "string" }, "description": draw.text() }
        }
    })
}

fn responses(draw: &mut Draw, content: &dyn Fn(Value) -> Value) -> Value {
    let (ok, error) = (schema(draw), schema(draw));
    let mut responses = json!({ "200": content(ok), "404": content(error) });
    for response in responses.as_object_mut().unwrap().values_mut() {
        response["description"] = json!(draw.text());
    }
    responses
}

/// OpenAPI 3.0, or 3.1 with what that has besides.
fn openapi3(draw: &mut Draw, version: &str) -> Value {
    let (variable, query, cookie, scheme) = (draw.name(), draw.name(), draw.name(), draw.name());
    let content =
        |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
    let (property, tag) = (draw.name(), draw.text());
    let mut document = json!({
        "openapi": version,
        "info": { "title": draw.text(), "version": draw.text(), "description": draw.text() },
        "servers": [
            {
                "url": format!("https://{{{variable}}}.example.com/{}", draw.text()),
                "description": draw.text(),
                "variables": { &variable: { "default": draw.text(), "description": draw.text() } }
            },
            { "url": "https://plain.example.com", "description": draw.text() }
        ],
        "tags": [{ "name": &tag, "description": draw.text() }],
        "components": {
            "securitySchemes": {
                scheme.clone(): { "type": "apiKey", "in": "query", "name": draw.name(), "description": draw.text() },
                "flows": { "type": "oauth2", "flows": { "clientCredentials": {
                    "tokenUrl": format!("https://example.com/{}", draw.text()), "scopes": { draw.name(): draw.text() }
                } } }
            },
            "schemas": {
                "Cat": schema(draw), "Dog": schema(draw),
                "Pet": {
                    "description": draw.text(),
                    "oneOf": [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }],
                    "discriminator": { "propertyName": &property, "mapping": {
                        draw.name(): "#/components/schemas/Cat", draw.name(): "#/components/schemas/Dog"
                    } }
                }
            }
        },
        "security": [{ scheme: [] }, { "flows": [] }],
        "paths": {}
    });
    for name in ["Cat", "Dog"] {
        document["components"]["schemas"][name]["properties"][&property] =
            json!({ "type": "string" });
        document["components"]["schemas"][name]["required"] = json!([&property]);
    }
    let pet = json!({ "$ref": "#/components/schemas/Pet" });
    for operation in ["first", "second"] {
        let path = draw.path();
        document["paths"][path] = json!({ "post": {
            "operationId": operation, "tags": [&tag], "summary": draw.text(), "description": draw.text(),
            "parameters": [
                { "in": "query", "name": &query, "schema": { "type": "string" }, "description": draw.text() },
                { "in": "cookie", "name": &cookie, "required": true, "schema": { "type": "string" } }
            ],
            "requestBody": { "required": true, "description": draw.text(), "content": { "application/json": { "schema": pet } } },
            "responses": responses(draw, &content)
        } });
    }
    if version.starts_with("3.1") {
        document["webhooks"] = json!({ draw.name(): { "post": {
            "summary": draw.text(), "description": draw.text(),
            "requestBody": content(schema(draw)), "responses": { "200": { "description": draw.text() } }
        } } });
    }
    document
}

fn swagger2(draw: &mut Draw) -> Value {
    let content = |schema: Value| json!({ "schema": schema });
    let path = draw.path();
    json!({
        "swagger": "2.0",
        "info": { "title": draw.text(), "version": draw.text(), "description": draw.text() },
        "host": "example.com", "basePath": "/v1", "schemes": ["https"],
        "produces": ["application/json"], "consumes": ["application/json"],
        "securityDefinitions": { draw.name(): { "type": "apiKey", "in": "header", "name": "x-key", "description": draw.text() } },
        "paths": { path: { "post": {
            "operationId": "first", "summary": draw.text(), "description": draw.text(),
            "parameters": [
                { "in": "query", "name": draw.name(), "type": "string", "description": draw.text(), "default": draw.text() },
                { "in": "body", "name": "body", "required": true, "schema": schema(draw) }
            ],
            "responses": responses(draw, &content)
        } } }
    })
}

fn postman(draw: &mut Draw) -> Value {
    let body = |draw: &mut Draw| {
        json!({ draw.name(): draw.text(), draw.name(): [{ draw.name(): 1 }] }).to_string()
    };
    let item = |draw: &mut Draw| {
        let (sent, received) = (body(draw), body(draw));
        json!({
            "name": draw.text(),
            "request": {
                "method": "POST", "description": draw.text(),
                "url": {
                    "host": ["{{base}}"], "path": [draw.name(), ":id"],
                    "query": [{ "key": draw.name(), "value": draw.text(), "description": draw.text() }],
                    "variable": [{ "key": "id", "value": draw.text(), "description": draw.text() }]
                },
                "header": [{ "key": "x-note", "value": draw.text() }],
                "body": { "mode": "raw", "raw": sent, "options": { "raw": { "language": "json" } } }
            },
            "response": [{ "name": draw.text(), "code": 200, "header": [{ "key": "content-type", "value": "application/json" }], "body": received }]
        })
    };
    let folder = json!({ "name": draw.text(), "description": draw.text(), "item": [item(draw), item(draw)] });
    json!({
        "info": {
            "name": draw.text(), "description": draw.text(),
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
        },
        "variable": [{ "key": "base", "value": "https://example.com" }, { "key": draw.name(), "value": draw.text() }],
        "item": [folder, item(draw)]
    })
}

/// What makes a description.
type Describe = fn(&mut Draw) -> Value;

/// The descriptions, each by its dialect.
const DIALECTS: &[(&str, Describe)] = &[
    ("swagger2", swagger2),
    ("openapi30", |draw| openapi3(draw, "3.0.3")),
    ("openapi31", |draw| openapi3(draw, "3.1.0")),
    ("postman", postman),
];

/// The files of the crate of a description.
fn files(document: &Value, package: &str, manifest: Manifest) -> BTreeMap<String, String> {
    let mut sources = Sources::default();
    let description = sources.add("input.json", document.to_string());
    let request = Request::new(description).package(package).manifest(manifest);
    let output = clientwright::generate(&sources, &request);
    output.files.unwrap_or_else(|| panic!("{:?}", output.findings))
}

/// Crates of such descriptions that are to be compiled: package, and files by their paths.
pub(crate) fn samples(manifest: &Manifest) -> Vec<(String, BTreeMap<String, String>)> {
    let sample = |(idx, dialect): (u64, &str)| {
        let (_, document) = DIALECTS.iter().find(|(name, _)| *name == dialect).unwrap();
        let package = format!("texts-{dialect}");
        let document = document(&mut Draw { random: Some(0x9e37_79b9_7f4a_7c15 + idx), n: 0 });
        let files = files(&document, &package, manifest.clone());
        (package, files)
    };
    (0..).zip(["openapi31", "postman"]).map(sample).collect()
}

#[test]
fn no_text_of_a_description_leaves_its_place() {
    let manifest = Manifest::default().in_workspace(true);
    for (name, document) in DIALECTS {
        let of = |random| {
            let document = document(&mut Draw { random, n: 0 });
            fuzz::assert_sound(&files(&document, "texts", manifest.clone()))
        };
        let harmless = of(None);
        assert!(harmless > 0, "{name}: there are examples to count");
        for seed in 1..=12_u64 {
            let seed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            assert_eq!(
                of(Some(seed)),
                harmless,
                "{name}, {seed}: code that the generator didn't make"
            );
        }
    }
}
