//! What means the same gives the same client, however it is written: descriptions are rewritten, and nothing changes.

use std::fs;
use std::path::{Path, PathBuf};

use clientwright::{Request, Sources, compare};
use serde_json::{Map, Value, json};

/// Says of an object, and the keys that lead to it, what is written instead.
type Rule = fn(&Map<String, Value>, &[&str]) -> Option<Value>;

/// Keys below which others are names.
const NAMING: [&str; 6] =
    ["properties", "patternProperties", "schemas", "definitions", "headers", "responses"];

/// Keys whose values say nothing of the description.
const OPAQUE: [&str; 5] = ["example", "examples", "default", "enum", "const"];

fn rewritten<'v>(value: &'v Value, way: &mut Vec<&'v str>, rule: Rule) -> Value {
    match value {
        Value::Object(members) => {
            let is_naming = is_naming(way);
            let each = members.iter().map(|(key, it)| {
                if !is_naming && (OPAQUE.contains(&key.as_str()) || key.starts_with("x-")) {
                    return (key.clone(), it.clone());
                }
                way.push(key);
                let it = rewritten(it, way, rule);
                way.pop();
                (key.clone(), it)
            });
            let members: Map<String, Value> = each.collect();
            if is_naming { None } else { rule(&members, way) }.unwrap_or(Value::Object(members))
        }
        Value::Array(items) => {
            way.push("0");
            let items = items.iter().map(|it| rewritten(it, way, rule)).collect();
            way.pop();
            Value::Array(items)
        }
        _ => value.clone(),
    }
}

/// Whether the object here has names for keys, and isn't called by one itself.
fn is_naming(way: &[&str]) -> bool {
    let mut names = way.iter().rev().take_while(|it| NAMING.contains(it)).count();
    // `properties` below `properties` is the name of a member.
    names %= 2;
    names == 1
}

/// Whether a schema stands here.
fn is_schema(way: &[&str]) -> bool {
    match way {
        [.., "schema" | "items" | "additionalProperties" | "not"] => true,
        [above @ .., "allOf" | "oneOf" | "anyOf", "0"] => !is_naming(above),
        [above @ .., _] => {
            matches!(above, [.., "properties" | "schemas" | "definitions"]) && is_naming(above)
        }
        [] => false,
    }
}

/// A reference with a text beside it, before OpenAPI 3.1.
fn documented_reference(it: &Map<String, Value>, way: &[&str]) -> Option<Value> {
    let reference = it.get("$ref")?.as_str()?;
    let is_component = ["#/components/schemas/", "#/definitions/"];
    let is_component = is_component.iter().any(|at| reference.starts_with(at));
    let is_member = matches!(way, [.., "properties", _]) && is_schema(way);
    (it.len() == 1 && is_component && is_member)
        .then(|| json!({ "description": "What it is.", "allOf": [it] }))
}

/// A type that is the only one of a list, and an only value.
fn lists_of_one(it: &Map<String, Value>, way: &[&str]) -> Option<Value> {
    let mut it = it.clone();
    let ty = it.get("type").filter(|it| it.is_string()).cloned();
    if let Some(ty) = ty {
        it.insert("type".to_owned(), json!([ty]));
    }
    if let Some(Value::Array(values)) = it.get("enum").cloned()
        && let [only] = values.as_slice()
    {
        it.shift_remove("enum");
        it.insert("const".to_owned(), only.clone());
    }
    is_schema(way).then(|| Value::Object(it))
}

/// `null` and bounds as OpenAPI 3.1 writes them.
fn newer_keywords(it: &Map<String, Value>, way: &[&str]) -> Option<Value> {
    let mut it = it.clone();
    if it.get("nullable") == Some(&json!(true)) {
        let ty = it.get("type")?.as_str()?.to_owned();
        it.shift_remove("nullable");
        it.insert("type".to_owned(), json!([ty, "null"]));
        if let Some(Value::Array(values)) = it.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
    }
    for (bound, open) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if it.get(open) == Some(&json!(true))
            && let Some(value) = it.shift_remove(bound)
        {
            it.insert(open.to_owned(), value);
        } else if it.get(open) == Some(&json!(false)) {
            it.shift_remove(open);
        }
    }
    is_schema(way).then(|| Value::Object(it))
}

/// What differs between clients of two descriptions; nothing where they have errors.
fn differences(one: String, other: String) -> Vec<String> {
    let made = |text: String| {
        let mut sources = Sources::default();
        let description = sources.add("openapi.json", text);
        (sources, Request::new(description))
    };
    let comparison = compare(&made(one), &made(other));
    let changes = comparison.diff.into_iter().flat_map(|it| it.changes);
    changes.map(|it| format!("{} {}: {}", it.rule.id, it.place, it.facts.join(", "))).collect()
}

/// The descriptions of one file that the tests have.
fn descriptions() -> Vec<(PathBuf, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for group in ["tests/fixtures/lower", "tests/fixtures/emit", "specs"] {
        let cases = fs::read_dir(root.join(group)).unwrap().map(|it| it.unwrap().path());
        for case in cases.filter(|it| it.is_dir()) {
            let files = fs::read_dir(case).unwrap().map(|it| it.unwrap().path());
            found.extend(files.filter(|it| {
                let name = it.file_name().and_then(|it| it.to_str()).unwrap_or_default();
                ["input.yaml", "input.json", "openapi.yaml", "openapi.json", "swagger.yaml"]
                    .contains(&name)
            }));
        }
    }
    found.sort();
    let read = |it: PathBuf| {
        let text = fs::read_to_string(&it).unwrap();
        Some((it, serde_yaml::from_str(&text).ok()?))
    };
    found.into_iter().filter_map(read).collect()
}

#[track_caller]
fn check(version: &str, rule: Rule, rewrite: impl Fn(&mut Value)) {
    let (mut n_rewritten, mut failed) = (0, Vec::new());
    for (path, description) in descriptions() {
        let is_version = |key| description[key].as_str().is_some_and(|it| it.starts_with(version));
        if !is_version("openapi") && !is_version("swagger") {
            continue;
        }
        let mut other = rewritten(&description, &mut Vec::new(), rule);
        n_rewritten += usize::from(other != description);
        rewrite(&mut other);
        let found = differences(description.to_string(), other.to_string());
        if !found.is_empty() {
            failed.push(format!("{}\n  {}", path.display(), found.join("\n  ")));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(n_rewritten > 10, "{n_rewritten} rewritten");
}

#[test]
fn a_text_beside_a_reference_changes_no_type() {
    check("", documented_reference, |_| {});
}

#[test]
fn lists_of_one_type_or_value_are_that() {
    check("3.1", lists_of_one, |_| {});
}

#[test]
fn what_is_written_as_openapi_3_1_does_is_the_same() {
    check("3.0", newer_keywords, |it| it["openapi"] = json!("3.1.0"));
}

#[test]
fn what_openapi_3_2_adds_takes_nothing_away() {
    check("3.1", lists_of_one, |it| it["openapi"] = json!("3.2.0"));
}
