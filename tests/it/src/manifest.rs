//! `api.json` holds all that a comparison of two versions asks for: it is as its schema says, and each fact of a
//! description is a line of it.

mod description;

use std::fs;

use clientwright::Output;
use serde_json::Value;

use crate::fixtures::Case;
use description::DESCRIPTION;

/// A change of the description, and the lines of `api.json` that it changes: what stands in them afterwards, or before
/// where nothing does.
struct Change {
    what: &'static str,
    from: &'static str,
    to: &'static str,
    lines: &'static [&'static str],
}

/// The text of `api.json`.
fn manifest(output: Output) -> String {
    let files = output.files.expect("a crate");
    files.get("api.json").expect("a manifest").clone()
}

/// That of a description.
fn of(description: &str) -> String {
    manifest(xtask_evaluate::growth::generate(description.to_owned()))
}

/// The lines that only one of two texts has, without the commas at their ends.
fn lines_without<'t>(text: &'t str, other: &str) -> Vec<&'t str> {
    let bare = |it: &'t str| it.trim().trim_end_matches(',');
    let mut others: Vec<&str> = other.lines().map(|it| it.trim().trim_end_matches(',')).collect();
    let is_new = |it: &&str| {
        let known = others.iter().position(|other| other == it);
        known.map(|it| others.swap_remove(it)).is_none()
    };
    text.lines().map(bare).filter(is_new).collect()
}

#[test]
fn a_change_of_a_fact_is_a_change_of_its_line() {
    let before = of(DESCRIPTION);
    let mut wrong = Vec::new();
    for Change { what, from, to, lines } in description::CHANGES {
        assert_eq!(DESCRIPTION.matches(from).count(), 1, "{what}: {from}");
        let after = of(&DESCRIPTION.replace(from, to));
        let (gone, new) = (lines_without(&before, &after), lines_without(&after, &before));
        let shown = if new.is_empty() { &gone } else { &new };
        let fits = |(line, wanted): (&&str, &&str)| line.contains(*wanted);
        let is_all = shown.len() == lines.len() && gone.len() <= lines.len();
        if !is_all || !shown.iter().zip(*lines).all(fits) {
            wrong.push(format!("{what}:\n- {}\n+ {}", gone.join("\n- "), new.join("\n+ ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn texts_and_examples_are_no_facts() {
    let (from, to) =
        ("description: A thing.\n      example: {}", "description: Any thing.\n      title: T");
    assert_eq!(DESCRIPTION.matches(from).count(), 1);
    assert_eq!(of(DESCRIPTION), of(&DESCRIPTION.replace(from, to)));
}

#[test]
fn what_one_type_stands_for_loses_no_fact() {
    let place = |max: u8| {
        format!(
            "{{type: object, title: Place, properties: {{street: {{type: string, maxLength: {max}}}, \
             zip: {{type: string}}}}}}"
        )
    };
    let document = |first: u8, second: u8| {
        format!(
            "{{openapi: 3.0.3, info: {{title: T, version: '1'}}, paths: {{}}, components: {{schemas: {{A: \
             {{type: object, properties: {{home: {}, work: {}}}}}}}}}}}",
            place(first),
            place(second)
        )
    };
    let same = of(&document(5, 5));
    assert!(same.contains(r#""schema": { "maxLength": 5 }"#), "{same}");
    let other = of(&document(5, 9));
    assert!(
        other.contains(r#""schema": { "anyOf": [{ "maxLength": 5 }, { "maxLength": 9 }] }"#),
        "{other}"
    );
    assert_eq!(same.matches(r#""kind""#).count(), other.matches(r#""kind""#).count());
    assert_eq!(lines_without(&other, &same).len(), 1);
}

#[test]
fn newer_and_older_keywords_are_one() {
    let number = |dialect: &str, bounds: &str| {
        of(&format!(
            "{{openapi: {dialect}, info: {{title: T, version: '1'}}, paths: {{}}, components: {{schemas: {{A: \
             {{type: object, properties: {{n: {{type: number, {bounds}}}}}}}}}}}}}"
        ))
    };
    let older = number("3.0.3", "minimum: 0, exclusiveMinimum: true, maximum: 9");
    assert!(older.contains(r#""schema": { "exclusiveMinimum": 0, "maximum": 9 }"#), "{older}");
    assert_eq!(older, number("3.1.0", "exclusiveMinimum: 0, maximum: 9"));
    assert_eq!(older, number("3.2.0", "minimum: -1, exclusiveMinimum: 0, maximum: 9"));
}

/// Every vendor's, and that of every fixture.
#[test]
fn each_is_as_the_schema_says() {
    let schema = fs::read_to_string(crate::root().join("codegen/docs/api.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let mut texts = Vec::new();
    for entry in fs::read_dir(crate::root().join("generated")).unwrap() {
        let path = entry.unwrap().path().join("api.json");
        if let Ok(text) = fs::read_to_string(&path) {
            texts.push((path.display().to_string(), text));
        }
    }
    for entry in fs::read_dir(crate::root().join("tests/fixtures/emit")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let case = Case::new("emit", &name);
        texts.push((name, manifest(case.generate_as(&case.request()))));
    }
    texts.push(("the description of this test".to_owned(), of(DESCRIPTION)));
    assert!(texts.len() > 50, "{} only", texts.len());
    let mut wrong = Vec::new();
    for (of, text) in texts {
        let value: Value = serde_json::from_str(&text).unwrap();
        let errors = validator.iter_errors(&value).take(3);
        wrong.extend(errors.map(|it| format!("{of}: {}: {it}", it.instance_path())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_page_has_a_row_for_each_key() {
    let read =
        |name: &str| fs::read_to_string(crate::root().join("codegen/docs").join(name)).unwrap();
    let (page, schema) = (read("api-json.md"), read("api.schema.json"));
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let defs = schema["$defs"].as_object().unwrap().values().chain([&schema]);
    let keys = defs.filter_map(|it| it["properties"].as_object()).flat_map(|it| it.keys());
    let lacking: Vec<_> = keys.filter(|it| !page.contains(&format!("`{it}`"))).collect();
    assert!(lacking.is_empty(), "api-json.md has nothing of {lacking:?}");
}
