//! What a vendor adds to a description breaks nobody who calls what was there.

use std::collections::BTreeSet;

use serde_json::Value;

/// What callers of `getThing` write of its errors: the signatures and types of its request, and the variants.
fn errors(responses: &str) -> (Vec<String>, BTreeSet<String>) {
    let text = format!(
        r#"{{"openapi": "3.0.3", "info": {{"title": "T", "version": "1"}},
        "servers": [{{"url": "https://x.example"}}],
        "paths": {{"/things": {{"get": {{"operationId": "getThing", "tags": ["things"],
          "responses": {{"200": {{"description": "It."}}{responses}}}}}}}}},
        "components": {{"schemas": {{
          "Problem": {{"type": "object", "properties": {{"title": {{"type": "string"}}}}}},
          "Conflict": {{"type": "object", "properties": {{"with": {{"type": "string"}}}}}}}}}}}}"#
    );
    let files = xtask_evaluate::growth::generate(text.clone()).files.expect(&text);
    let file = |name: &str| files.get(name).unwrap();
    let of_request = |line: &&str| {
        ["pub fn", "pub type GetThing ", "type Output", "type IntoFuture"]
            .iter()
            .any(|it| line.starts_with(it))
    };
    let lines = file("src/things.rs").lines().map(str::trim).filter(of_request);
    let api: Value = serde_json::from_str(file("api.json")).unwrap();
    let error = find(&api, "error").unwrap();
    assert_eq!(error["name"], "GetThingError");
    let variants = error.get("variants").and_then(Value::as_object).into_iter().flatten();
    let variants = variants.map(|(name, it)| format!("{name}({})", it["type"]));
    (lines.map(str::to_owned).collect(), variants.collect())
}

/// The first member of this name that is an object.
fn find<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members) => members
            .get(name)
            .filter(|it| it.is_object())
            .or_else(|| members.values().find_map(|it| find(it, name))),
        Value::Array(items) => items.iter().find_map(|it| find(it, name)),
        _ => None,
    }
}

#[test]
fn one_more_documented_error_changes_no_name_and_no_variant() {
    let json = |status: &str, name: &str| {
        format!(
            r##", "{status}": {{"description": "No.", "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/{name}"}}}}}}}}"##
        )
    };
    let text = r#", "418": {"description": "No.", "content": {"text/plain": {"schema": {"type": "string"}}}}"#;
    let additions = [
        r#", "500": {"description": "Nothing."}"#.to_owned(),
        json("404", "Problem"),
        json("403", "Problem"),
        json("409", "Conflict"),
        text.to_owned(),
        json("default", "Conflict"),
    ];
    let mut responses = String::new();
    let (first, mut variants) = errors(&responses);
    assert!(first.iter().any(|it| it.contains("GetThingError>")), "{first:#?}");
    let mut counts = Vec::new();
    for addition in additions {
        responses.push_str(&addition);
        let (lines, more) = errors(&responses);
        assert_eq!(first, lines, "{responses}");
        assert!(variants.is_subset(&more), "{variants:?} {more:?}");
        counts.push(more.len());
        variants = more;
    }
    assert_eq!(counts, [0, 1, 1, 2, 3, 3]);
}
