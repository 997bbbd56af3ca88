//! From a description, a collection, an overlay or a text of one to a crate.

use std::collections::BTreeMap;

use clientwright::{Code, FileId, Format, Output, Request, Sources, render};
use serde_json::{Value, json};

use crate::sound::assert_sound;

/// How many bytes come of a description at most: so many whatever it says, and for each byte of it so many more.
const FIXED: usize = 1 << 18;
const FOR_EACH: usize = 1 << 9;

/// A description, of any dialect and format.
///
/// # Panics
///
/// When a promise is broken.
pub fn description(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let mut sources = Sources::default();
    let description = sources.add("description", text.to_owned());
    check(&sources, &request(description), text.len());
}

/// A Postman collection.
///
/// # Panics
///
/// When a promise is broken.
pub fn postman(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let mut sources = Sources::default();
    // What doesn't say that it is a collection is a description, which is looked for elsewhere.
    let text = match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(mut it)) => {
            let info = it.entry("info").or_insert_with(|| json!({}));
            if let Some(info) = info.as_object_mut() {
                info.insert("schema".to_owned(), SCHEMA.into());
            }
            Value::Object(it).to_string()
        }
        _ => text.to_owned(),
    };
    let description = sources.add("collection", text.clone());
    check(&sources, &request(description), text.len());
}

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// An overlay of a description that is always the same.
///
/// # Panics
///
/// When a promise is broken.
pub fn overlay(text: &[u8]) {
    const DESCRIPTION: &str = include_str!("../seeds/description/petshop.json");
    let Ok(text) = std::str::from_utf8(text) else { return };
    let mut sources = Sources::default();
    let description = sources.add("description.json", DESCRIPTION.to_owned());
    let overlay = sources.add("overlay", text.to_owned());
    let request = request(description).overlay(overlay);
    // Each action may bring what stands anywhere in the description.
    check(&sources, &request, DESCRIPTION.len() + text.len() * DESCRIPTION.len() / 16);
}

/// The texts of a description.
///
/// # Panics
///
/// When a promise is broken.
pub fn markdown(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let files = |text: &str| {
        let mut sources = Sources::default();
        let description = sources.add("description.json", with_texts(text).to_string());
        check(&sources, &request(description), 4096 + 8 * text.len())
    };
    let (some, none) = (files(&text), files("word"));
    let n = |it: Option<BTreeMap<String, String>>| it.as_ref().map(assert_sound);
    assert_eq!(n(some), n(none), "as many blocks of code as with a harmless text");
}

/// A description whose every text is this one.
fn with_texts(text: &str) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Texts", "version": "1", "description": text },
        "servers": [{ "url": "https://example.com", "description": text }],
        "tags": [{ "name": "things", "description": text }],
        "paths": { "/things/{id}": { "get": {
            "operationId": "getThing",
            "tags": ["things"],
            "summary": text,
            "description": text,
            "parameters": [{
                "name": "id", "in": "path", "required": true, "description": text,
                "schema": { "type": "string", "enum": ["a", text] },
            }],
            "responses": { "200": {
                "description": text,
                "content": { "application/json": { "schema": {
                    "type": "object",
                    "title": text,
                    "properties": {
                        "name": { "type": "string", "description": text, "example": text },
                        text: { "type": "string" },
                    },
                } } },
            } },
        } } },
    })
}

fn request(description: FileId) -> Request {
    Request::new(description).package("fuzzed")
}

/// Generates twice, and asserts what holds of the crate, if there is one; `len` is how long the input is.
fn check(sources: &Sources, request: &Request, len: usize) -> Option<BTreeMap<String, String>> {
    let output = clientwright::generate(sources, request);
    let again = clientwright::generate(sources, request);
    let told = |it: &Output| render(&it.findings, sources, Format::Json);
    assert_eq!(told(&output), told(&again), "the same findings");
    assert_eq!(output.files, again.files, "the same files");
    assert_eq!(output.names, again.names, "the same names");
    let rejected = output.findings.iter().find(|it| it.code == Code::RejectedPart);
    assert_eq!(rejected, None, "whatever comes, normalizing leaves nothing that can't be typed");
    for format in [Format::Human, Format::Short, Format::GitHub] {
        let told = render(&output.findings, sources, format);
        let steers = told.find(|c: char| c.is_control() && !matches!(c, '\n' | '\t'));
        assert_eq!(steers, None, "a control in {told:?}");
    }
    let files = output.files?;
    assert_sound(&files);
    let size: usize = files.values().map(String::len).sum();
    assert!(size <= FIXED + FOR_EACH * len, "{size} bytes came of {len}");
    Some(files)
}

/// Keys, values and texts of descriptions and collections.
pub(crate) const WORDS: &[&str] = &[
    "$ref",
    "#/components/schemas/Pet",
    "additionalProperties",
    "allOf",
    "anyOf",
    "application/json",
    "application/x-www-form-urlencoded",
    "array",
    "auth",
    "binary",
    "body",
    "boolean",
    "callbacks",
    "const",
    "content",
    "cookie",
    "date-time",
    "deepObject",
    "default",
    "deprecated",
    "discriminator",
    "enum",
    "example",
    "examples",
    "exclusiveMinimum",
    "explode",
    "form-data",
    "format",
    "header",
    "headers",
    "in",
    "int64",
    "integer",
    "item",
    "items",
    "mapping",
    "maximum",
    "maxLength",
    "method",
    "minimum",
    "minItems",
    "mode",
    "multipart/form-data",
    "name",
    "not",
    "null",
    "nullable",
    "number",
    "object",
    "oneOf",
    "operationId",
    "parameters",
    "path",
    "pattern",
    "patternProperties",
    "^(a|b)*$",
    "prefixItems",
    "properties",
    "propertyName",
    "query",
    "raw",
    "readOnly",
    "request",
    "requestBody",
    "required",
    "response",
    "responses",
    "schema",
    "security",
    "servers",
    "string",
    "style",
    "summary",
    "tags",
    "text/event-stream",
    "title",
    "type",
    "url",
    "variable",
    "writeOnly",
    "x-clientwright-wire",
    "x-expect",
    "{id}",
    "{{base}}",
    ":id",
    "/a/../b",
    "https://example.com/{id}?a=b#c",
    "$..*",
    "$.paths[*][?@.tags]",
    "remove",
    "update",
    "copy",
    "target",
    "self",
    "Self",
    "fn",
    "r#type",
    "_",
    "",
    " ",
    "1",
    "Ünï",
    "東京",
    "compile_error!(\"a\")",
    "*/ compile_error!(\"b\"); /*",
    "\"; compile_error!(\"c\"); \"",
    "\"#; compile_error!(\"d\"); r#\"",
    "x\n\n    ~~~~~\n    ```rust\n    compile_error!(\"e\");\n",
    "```\ncompile_error!(\"f\");\n```",
    "* * *\n      compile_error!(\"g\");",
    "`\n\n    compile_error!(\"h\");",
    "a\rb\u{2028}c\u{202e}d\0e",
    "\\",
    "{} {0}",
];

/// What means something in Markdown.
pub(crate) const MARKS: &[&str] = &[
    "\n",
    "\n\n",
    "    ",
    "\t",
    "- ",
    "* ",
    "1. ",
    "> ",
    "# ",
    "```",
    "````rust",
    "~~~",
    "~~~~~",
    "`",
    "``",
    "|",
    "\n|---|\n",
    "[",
    "](",
    ")",
    "]: ",
    "[^1]: ",
    "<b>",
    "</b>",
    "<pre>",
    "</pre>",
    "<ul><li>",
    "<table><tr><td>",
    "<script>",
    "<!--",
    "-->",
    "<?",
    "<![CDATA[",
    "<a href=\"http://x.yz\">",
    "</a>",
    "http://x.yz/a_(b)",
    "<http://x.yz>",
    "a@b.cd",
    "\\",
    "*",
    "**",
    "_",
    "~~",
    "---",
    "===",
    "* * *",
    "&lt;",
    "&#96;",
    "&#10;",
    "$",
    "\r",
    "\u{2028}",
    "\u{202e}",
    "\0",
    "let x = 1;",
    "rust",
    "no_run",
    "should_panic",
    "[`Foo`]",
    "{.rust}",
];
