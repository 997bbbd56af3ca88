use serde_json::{Value, json};

use super::{Bundler, mentioned};
use crate::diagnostic::Sink;
use crate::document::Document;
use crate::load::load;
use crate::pointer::Pointer;
use crate::source::{Sources, Unavailable};

/// The first of `files` with what it refers to in the others, and what was said, but for where.
fn bundled(files: &[(&str, &str)]) -> (Document, Vec<String>, Sources) {
    let mut sources = Sources::default();
    let ids: Vec<_> =
        files.iter().map(|(name, text)| sources.add_in("api", *name, *text)).collect();
    sources.refuse("api/link.yaml", Unavailable::Outside);
    let mut sink = Sink::default();
    let mut document = load(&sources, ids[0], &mut sink).unwrap();
    let mut bundler = Bundler::new(&sources, ids[0]);
    bundler.bundle(&mut document);
    bundler.finish(&mut document, &mut sink);
    let found = sink.into_findings().into_iter().map(|it| it.message);
    let refused = document.refused.values().map(|it| it.unfollowed.why.clone());
    let said = found.chain(refused).collect();
    (document, said, sources)
}

#[track_caller]
fn check(files: &[(&str, &str)], at: &str, expected: &Value) {
    let (document, said, _) = bundled(files);
    assert_eq!(document.root.pointer(at).unwrap_or(&Value::Null), expected);
    assert_eq!(said, [""; 0]);
}

#[test]
fn a_description_of_one_file_stays_as_it_is() {
    let text = "openapi: 3.0.0\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}}}\n";
    check(
        &[("api/a.yaml", text)],
        "/components/schemas/A",
        &json!({"$ref": "#/components/schemas/B"}),
    );
}

#[test]
fn a_part_is_called_like_the_component_that_names_it() {
    let text = "openapi: 3.0.0\ncomponents: {schemas: {A: {$ref: a.yaml}, B: {$ref: b.yaml}, C: {$ref: b.yaml}}}\n";
    let files =
        [("api/x.yaml", text), ("api/a.yaml", "{$ref: b.yaml}"), ("api/b.yaml", "{type: object}")];
    let b = json!({"$ref": "#/components/schemas/B"});
    check(&files, "/components/schemas", &json!({"A": b, "B": {"type": "object"}, "C": b}));
}

#[test]
fn a_place_becomes_one_component_however_it_is_spelled() {
    let text = "openapi: 3.0.0\ncomponents: {schemas: {A: {allOf: [{$ref: b.yaml}, {$ref: ./b.yaml#}, \
                {$ref: 'x/../b.yaml'}, {$ref: 'index.yaml#/B'}, {$ref: 'b.yaml?x=1'}]}}}\n";
    let files = [
        ("api/a.yaml", text),
        ("api/b.yaml", "{type: object}"),
        ("api/index.yaml", "B: {$ref: b.yaml}"),
    ];
    let b = json!({"$ref": "#/components/schemas/b"});
    check(
        &files,
        "/components/schemas",
        &json!({"A": {"allOf": [b, b, b, b, b]}, "b": {"type": "object"}}),
    );
}

#[test]
fn examples_and_extensions_may_say_ref() {
    let text = "openapi: 3.0.0\ncomponents: {schemas: {A: {example: {$ref: none.yaml}, default: {$ref: b.yaml}, \
                x-a: {$ref: b.yaml}, properties: {$ref: {type: string}}}}}\n";
    let files = [("api/a.yaml", text), ("api/b.yaml", "{type: object}")];
    let a = json!({"example": {"$ref": "none.yaml"}, "default": {"$ref": "b.yaml"},
        "x-a": {"$ref": "b.yaml"}, "properties": {"$ref": {"type": "string"}}});
    let (document, _, _) = bundled(&files);
    assert_eq!(document.root["components"]["schemas"], json!({ "A": a }));
}

#[test]
fn own_urls_are_local() {
    let text = "openapi: 3.2.0\n$self: https://a.example/v1/api\ncomponents: {schemas: {\
                A: {$ref: 'https://a.example/v1/api#/components/schemas/B'}, B: {type: object}, \
                C: {not: {$ref: 'https://a.example/v1/c.json'}}}}\n";
    let c = r#"{"$id": "https://a.example/v1/c.json", "allOf": [{"$ref": "https://a.example/v1/api#/components/schemas/B"},
        {"$ref": "https://a.example/v1/c.json"}]}"#;
    let (document, _, _) = bundled(&[("api/a.yaml", text), ("api/c.json", c)]);
    let schemas = &document.root["components"]["schemas"];
    assert_eq!(schemas["A"], json!({"$ref": "#/components/schemas/B"}));
    assert_eq!(schemas["C"]["not"], json!({"$ref": "#/components/schemas/c"}));
    assert_eq!(
        schemas["c"]["allOf"],
        json!([{"$ref": "#/components/schemas/B"}, {"$ref": "#/components/schemas/c"}])
    );
    assert!(document.refused.is_empty(), "{:?}", document.refused);
}

#[test]
fn circles_of_files_come_to_an_end() {
    let text = "openapi: 3.0.0\ncomponents: {schemas: {A: {not: {$ref: b.yaml}}}}\n";
    let files =
        [("api/a.yaml", text), ("api/b.yaml", "$ref: c.yaml\n"), ("api/c.yaml", "$ref: b.yaml\n")];
    let (document, said, _) = bundled(&files);
    let schemas = &document.root["components"]["schemas"];
    assert_eq!(said, [""; 0]);
    assert_eq!(schemas.as_object().unwrap().len(), 3, "{schemas}");
}

#[test]
fn containers_that_hold_themselves_are_refused() {
    let text = "openapi: 3.0.0\npaths: {$ref: p.yaml}\n";
    let files = [
        ("api/a.yaml", text),
        (
            "api/p.yaml",
            "{/a: {get: {callbacks: {$ref: 'p.yaml#/c'}}}, c: {d: {$ref: 'p.yaml#/c'}}}",
        ),
    ];
    let (_, said, _) = bundled(&files);
    assert_eq!(said, ["`p.yaml#/c` leads back to itself"]);
}

#[test]
fn places_are_those_of_the_files() {
    let text = "openapi: 3.0.0\npaths: {/a: {$ref: p.yaml, summary: Mine}}\n";
    let p = "get: {responses: {default: {$ref: '#/x'}}}\nx: {description: 1.10}\n";
    let (document, _, sources) = bundled(&[("api/a.yaml", text), ("api/p.yaml", p)]);
    let place = |at: &str| {
        let place = document.origins.place(&Pointer::parse(at).unwrap());
        let target = place.target.unwrap();
        assert_eq!(target.as_str(), at);
        format!("{}{}", sources.file(place.file).unwrap().name, place.pointer)
    };
    assert_eq!(place("/paths/~1a/get/responses"), "api/p.yaml/get/responses");
    assert_eq!(place("/paths/~1a/summary"), "api/a.yaml/paths/~1a/summary");
    assert_eq!(place("/components/responses/x/description"), "api/p.yaml/x/description");
    let place =
        document.origins.place(&Pointer::parse("/components/responses/x/description").unwrap());
    assert_eq!(document.raw.get(&(place.file, place.pointer)).unwrap(), "1.10");
}

#[test]
fn only_files_of_the_folder_are_asked_for() {
    let mut sources = Sources::default();
    let text = "a: [{$ref: b.yaml#/x}, {$ref: 'sub/c.json'}, {$ref: ../d.yaml}, {$ref: /e.yaml}, {$ref: 'https://f.example/f.yaml'}, \
                {$ref: '#/g'}, {mapping: {x: h.yaml, y: Name}}, {$ref: link.yaml}]";
    let api = sources.add("api/a.yaml", text);
    sources.refuse("api/link.yaml", Unavailable::Outside);
    let names: Vec<_> = mentioned(&sources, api, api).into_iter().collect();
    assert_eq!(names, ["api/b.yaml", "api/h.yaml", "api/sub/c.json"]);
    let c = sources.add("api/sub/c.json", r#"{"$ref": "../b.yaml", "x": {"$ref": "d.yaml"}}"#);
    let names: Vec<_> = mentioned(&sources, api, c).into_iter().collect();
    assert_eq!(names, ["api/b.yaml", "api/sub/d.yaml"]);
}

#[test]
fn a_text_that_stays_in_its_file_isnt_read_for_it() {
    for text in [
        "$ref: '#/a'",
        "{\"$ref\" : \"#/a\"}",
        "$ref: >-\n  #/a\n",
        "mapping: {a: '#/b'}\npath: /x.json/y",
        "a mapping, and a.json",
        "{\"mapping\": {\"a\": \"#/}\\\"\"}, \"x\": \"a.json\"}",
    ] {
        assert!(!super::may_lead_elsewhere(text), "{text}");
    }
    for text in [
        "$ref: a.yaml",
        "{\"$ref\":\"ref#/a\"}",
        "mapping: {a: b.yaml}",
        "{mapping: {'}': a, b: b.yaml}}",
        "{\"mapping\" : {\"}\": \"#/a\", \"b\": \"b.yaml\"}}",
        "mapping:\n  a: ./b.json#/c\n",
    ] {
        assert!(super::may_lead_elsewhere(text), "{text}");
    }
}
