//! A part of an API is as it is in the whole: a selection leaves out, and changes nothing of what it leaves.

use std::collections::BTreeSet;
use std::fs;

use clientwright::{Output, Request, Sources};
use serde_json::Value;

/// The description that this is about.
const SELECTED: &str = "tests/fixtures/emit/selected/input.yaml";

/// A description of this repository, by the name of its file, with its text.
fn read(file: &'static str) -> (&'static str, String) {
    let text = fs::read_to_string(crate::root().join(file));
    (file, text.unwrap_or_else(|error| panic!("{file}: {error}")))
}

/// Several of them.
fn descriptions() -> impl Iterator<Item = (&'static str, String)> {
    let files = [
        "specs/flexperto/swagger.yaml",
        SELECTED,
        "tests/fixtures/emit/errors_shared/input.yaml",
        "tests/fixtures/emit/nested_handles/input.yaml",
        "tests/fixtures/emit/shared_types/input.yaml",
    ];
    files.into_iter().map(read)
}

/// What comes of a description, of which a part is asked for.
fn generate((name, text): &(&str, String), patterns: &[&str]) -> Output {
    let mut sources = Sources::default();
    let description = sources.add(*name, text.clone());
    let request =
        patterns.iter().fold(Request::new(description), |it, pattern| it.include(*pattern));
    clientwright::generate(&sources, &request)
}

/// The members of an object of the manifest.
fn members<'m>(manifest: &'m Value, key: &str) -> BTreeSet<(&'m String, String)> {
    let members = manifest.get(key).and_then(Value::as_object).into_iter().flatten();
    members.map(|(name, it)| (name, it.to_string())).collect()
}

fn manifest(output: &Output) -> Value {
    let files = output.files.as_ref().unwrap_or_else(|| panic!("{:?}", output.findings));
    serde_json::from_str(&files["api.json"]).unwrap()
}

/// The tags and the endpoints of operations.
fn patterns(manifest: &Value) -> BTreeSet<String> {
    let operations = manifest["operations"].as_object().unwrap().values();
    let patterns = operations.flat_map(|it| {
        let tags = it.get("tags").and_then(Value::as_array).into_iter().flatten();
        let tags = tags.map(|it| format!("tag:{}", it.as_str().unwrap()));
        let text = |key: &str| it[key].as_str().unwrap().to_owned();
        // The root is the empty path there.
        let path = format!("/{}", text("path").trim_start_matches('/'));
        tags.chain([format!("{} {path}", text("method")), path])
    });
    patterns.collect()
}

#[test]
fn a_part_is_as_in_the_whole() {
    for description in descriptions() {
        let whole = generate(&description, &[]);
        let all = manifest(&whole);
        let patterns = patterns(&all);
        assert!(patterns.len() > 1, "{}", description.0);
        // All of a large one would take long.
        for pattern in patterns.iter().step_by(patterns.len().div_ceil(8)) {
            let part = generate(&description, &[pattern]);
            let some = manifest(&part);
            let what = format!("{} of {}", pattern, description.0);
            let operations = members(&some, "operations");
            assert!(!operations.is_empty(), "{what}");
            assert!(operations.is_subset(&members(&all, "operations")), "{what}");
            assert!(members(&some, "types").is_subset(&members(&all, "types")), "{what}");
            assert_eq!(part.names, whole.names, "{what}");
            assert_eq!(part.census.skipped, whole.census.skipped, "{what}");
            let n_operations = part.census.operations + part.census.left_out;
            assert_eq!(n_operations, whole.census.operations, "{what}");
        }
        // All parts together are the whole.
        let together: Vec<&str> = patterns.iter().map(String::as_str).collect();
        let part = manifest(&generate(&description, &together));
        assert_eq!(members(&part, "operations"), members(&all, "operations"), "{}", description.0);
    }
}

#[test]
fn types_that_nothing_mentions_are_left_out() {
    let description = read(SELECTED);
    let types = |patterns: &[&str]| -> Vec<String> {
        let manifest = manifest(&generate(&description, patterns));
        members(&manifest, "types").into_iter().map(|it| it.0.clone()).collect()
    };
    assert!(types(&[]).contains(&"Unused".to_owned()));
    assert_eq!(types(&["addStore"]), Vec::<String>::new());
    assert_eq!(types(&["storeClosed"]), ["Stores"]);
    assert_eq!(types(&["onStoreClosed"]), ["Stores"]);
    assert!(types(&["getPet"]).contains(&"Cat".to_owned()), "whoever reads a pet may meet a cat");
}

#[test]
fn nothing_is_said_about_what_is_left_out() {
    let description = read(SELECTED);
    let about = |patterns: &[&str]| {
        let findings = generate(&description, patterns).findings;
        findings.iter().filter(|it| it.message.contains("colour")).count()
    };
    assert_eq!((about(&[]), about(&["addStore"]), about(&["tag:pets"])), (1, 1, 0));
}
