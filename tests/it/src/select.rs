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

/// The names of the types of the manifest.
fn names_of_types(manifest: &Value) -> BTreeSet<String> {
    members(manifest, "types").into_iter().map(|it| it.0.clone()).collect()
}

pub(crate) fn manifest(output: &Output) -> Value {
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
        names_of_types(&manifest(&generate(&description, patterns))).into_iter().collect()
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

/// The description whose tags are features.
const PARTS: &str = "tests/fixtures/emit/tag_features/input.yaml";

/// What a crate has whose tags are features.
fn with_features(description: &(&str, String)) -> Output {
    let mut sources = Sources::default();
    let input = sources.add(description.0, description.1.clone());
    let settings = sources.add("vendor.toml", "[features]\ntags = true\n");
    clientwright::generate(&sources, &Request::new(input).settings(settings))
}

/// The names of the types that a manifest has with a feature: `None` for those that are always there.
fn types_with(manifest: &Value, feature: Option<&str>) -> BTreeSet<String> {
    let types = manifest["types"].as_object().unwrap().iter();
    let has = |it: &Value| match (it.get("features"), feature) {
        (Some(features), Some(feature)) => {
            features.as_array().unwrap().iter().any(|it| it == feature)
        }
        (features, feature) => features.is_none() && feature.is_none(),
    };
    types.filter(|(_, it)| has(it)).map(|(name, _)| name.clone()).collect()
}

#[test]
fn the_feature_of_a_tag_has_what_its_selection_has() {
    let description = read(PARTS);
    let whole = manifest(&with_features(&description));
    let always = types_with(&whole, None);
    let parts = [
        ("issues", "tag:issues"),
        ("pulls", "tag:pulls"),
        ("people", "tag:people"),
        ("search-all", "tag:search.all"),
        ("serde-tag", "tag:serde"),
        ("untagged", "ping"),
        ("webhook-events", "onPushed"),
    ];
    let named: Vec<&str> = parts.iter().map(|it| it.0).collect();
    let features = whole["features"].as_object().unwrap();
    let others = features.keys().filter(|it| !named.contains(&it.as_str())).collect::<Vec<_>>();
    assert_eq!(others, ["issues.issue-labels", "teams", "teams.team-members"]);
    for (feature, pattern) in parts {
        let part = manifest(&generate(&description, &[pattern]));
        let selected: BTreeSet<String> =
            names_of_types(&part).difference(&always).cloned().collect();
        assert_eq!(types_with(&whole, Some(feature)), selected, "{feature}");
    }
    // A tag within another brings that one along.
    let part = manifest(&generate(&description, &["tag:issues", "tag:issue labels"]));
    let mut with = types_with(&whole, Some("issues"));
    with.extend(types_with(&whole, Some("issues.issue-labels")));
    with.extend(always.clone());
    assert_eq!(with, names_of_types(&part).into_iter().chain(always).collect());
}

#[test]
fn tags_are_features_of_large_apis() {
    let api = |n: usize| {
        let path = |at: usize| {
            let tag = if at.is_multiple_of(2) { "even" } else { "odd" };
            format!(
                "  /p{at}: {{get: {{operationId: get{at}, tags: [{tag}], responses: {{\"204\": {{description: ok}}}}}}}}\n"
            )
        };
        let paths: String = (0..n).map(path).collect();
        let head = "openapi: 3.0.3\ninfo: {title: Large, version: \"1\"}\npaths:\n";
        manifest(&generate(&("large.yaml", format!("{head}{paths}")), &[]))
    };
    assert_eq!(api(499).get("features"), None);
    let large = api(500);
    assert_eq!(large["features"].as_object().unwrap().keys().collect::<Vec<_>>(), ["even", "odd"]);
    assert_eq!(large["operations"]["odd.get1"]["feature"], "odd");
}
