use serde_json::{Value, json};

use super::{Sample, parse};
use crate::normalize::postman::variables::{Variable, Variables};
use crate::pointer::Pointer;

fn variables() -> Variables {
    let mut variables = Variables::default();
    for (name, value) in [
        ("id", "7"),
        ("name", "Amina"),
        ("flag", "true"),
        ("object", "{\"a\": 1}"),
        ("quoted", "a\"b"),
        ("list", "1, 2"),
        ("huge", "1e500"),
        ("members", "\"m\": 1, \"n\": 2,"),
    ] {
        let value = value.to_owned();
        variables.declare(name, Variable { value, ..Variable::default() });
    }
    variables
}

fn read(text: &str) -> Sample {
    parse(text, &variables()).unwrap()
}

fn check(text: &str, expected: &Value, repaired: bool) {
    let sample = read(text);
    assert_eq!((&sample.value, sample.repaired), (expected, repaired), "{text}");
}

fn check_err(text: &str, expected: &str) {
    assert_eq!(parse(text, &variables()), Err(expected.to_owned()), "{text}");
}

#[test]
fn strict_json_is_read_as_it_is() {
    check(
        "{\"a\": [1, 2.5, null, \"x\\n\\u00e4\\ud83d\\ude00\"]}",
        &json!({"a": [1, 2.5, null, "x\nä😀"]}),
        false,
    );
    check("\u{feff}3", &json!(3), false);
}

#[test]
fn numbers_beyond_every_double_are_the_largest_one() {
    let text = "{\"a\": 1e400, \"b\": [-1e999, 1], \"c\": {{huge}}, \"c\": 2, \"d\": {{huge}}}";
    let sample = read(text);
    assert_eq!(sample.value, json!({"a": f64::MAX, "b": [f64::MIN, 1], "c": 2, "d": f64::MAX}));
    let huge = [("/a", "1e400"), ("/b/0", "-1e999"), ("/d", "1e500")];
    let huge = huge.map(|(at, text)| (Pointer::parse(at).unwrap(), text.to_owned()));
    assert_eq!(sample.huge, huge.into());
    assert_eq!(sample.rounded, sample.huge.keys().cloned().collect());
    assert!(!read("{\"a\": 1e400}").repaired, "it is JSON");
    for text in ["inf", "-infinity", "1e400x"] {
        assert!(read(&format!("{{\"a\": {text}}}")).huge.is_empty(), "{text}");
    }
}

#[test]
fn variables_in_texts_are_texts() {
    check("{\"a\": \"{{id}}\", \"b\": \"x-{{none}}\"}", &json!({"a": "7", "b": "x-none"}), false);
    check("{\"a\": \"{{quoted}}\", \"{{id}}\": 1}", &json!({"a": "a\"b", "7": 1}), false);
    assert!(read("{\"a\": \"{{none}}\"}").unknown.is_empty());
}

#[test]
fn bare_variables_are_what_their_value_is() {
    check(
        "{\"a\": {{id}}, \"b\": {{name}}, \"c\": {{flag}}, \"d\": {{object}}, \"e\": {{$timestamp}}}",
        &json!({"a": 7, "b": "Amina", "c": true, "d": {"a": 1}, "e": 1_767_225_600}),
        true,
    );
    check("[{{id}}.{{id}}, -{{id}}]", &json!([7.7, -7]), true);
}

#[test]
fn variables_may_stand_for_any_part_of_the_text() {
    check("[{{list}}, 3]", &json!([1, 2, 3]), true);
    check(
        "{\"a\": \"{{id}}\", \"{{name}}\": [{{list}}]}",
        &json!({"a": "7", "Amina": [1, 2]}),
        true,
    );
}

#[test]
fn bare_variables_without_a_value_are_unknown() {
    let sample = read("{\"a\": [{{x}}, <count>], \"b\": , \"c\": 1}");
    assert_eq!(sample.value, json!({"a": ["x", "<count>"], "b": null, "c": 1}));
    let unknown: Vec<&str> = sample.unknown.iter().map(Pointer::as_str).collect();
    assert_eq!(unknown, ["/a/0", "/a/1", "/b"]);
    assert_eq!(read("{{body}}").unknown.len(), 1);
}

#[test]
fn variables_stand_for_members() {
    check(
        "{\"a\": 1,\n{{x}}\n {{members}} \"b\": 2}",
        &json!({"a": 1, "m": 1, "n": 2, "b": 2}),
        true,
    );
}

#[test]
fn comments_commas_and_ellipses_are_put_right() {
    check(
        "{ // one \"\n \"a\": 1, # two\n /* three */ \"b\": 2, }",
        &json!({"a": 1, "b": 2}),
        true,
    );
    check("[1, 2, ...]", &json!([1, 2]), true);
    check("{\"a\": {…}, ...}", &json!({"a": {}}), true);
    check("{\"a\": 1\n \"b\": [{}\n{}]}", &json!({"a": 1, "b": [{}, {}]}), true);
    check("{\"a\":\u{a0}1 // x\n}", &json!({"a": 1}), true);
}

#[test]
fn quotes_are_put_right() {
    check(
        "{'a': 'it', b: 1, c\": \"x\", “d”: “y”}",
        &json!({"a": "it", "b": 1, "c": "x", "d": "y"}),
        true,
    );
    check("{\"a\": \"x\ny\", \"b\": \"\\d\"}", &json!({"a": "x\ny", "b": "d"}), true);
}

#[test]
fn brackets_at_the_end_are_put_right() {
    check("{\"a\": [1", &json!({"a": [1]}), true);
    check("{\"a\": 1} }\n", &json!({"a": 1}), true);
}

#[test]
fn the_last_of_equal_keys_counts() {
    check("{\"a\": 1, \"a\": 2}", &json!({"a": 2}), false);
    let sample = read("{\"a\": {{x}}, \"a\": 2}");
    assert_eq!((sample.value, sample.unknown.len()), (json!({"a": 2}), 0));
}

#[test]
fn placeholders_of_types_become_values() {
    let value = json!({"a": 0, "b": [true], "c": "2026-01-01T00:00:00Z", "d": "<string>"});
    check(
        "{\"a\": \"<integer>\", \"b\": [\"<boolean>\"], \"c\": \"<dateTime>\", \"d\": \"<string>\"}",
        &value,
        false,
    );
}

#[test]
fn numbers_that_are_too_large_stay_as_text() {
    check(
        "[18446744073709551615, 123456789012345678901234567890]",
        &json!([u64::MAX, 1.234_567_890_123_456_8e29]),
        false,
    );
    assert_eq!(read("[1e999]").value, json!(["1e999"]));
}

#[test]
fn what_is_no_json_is_refused() {
    check_err("", "it is empty");
    check_err("Request Received Successfully", "it begins with `Request`");
    check_err("<html>\n</html>", "it begins with `<html>`");
    check_err("{\"a\"\n 1}", "no colon follows `a` in line 2");
    check_err("{\"a\": 1]", "a bracket is in the wrong place in line 1");
    check_err("{\"a\": 1} {", "more text follows the value in line 1");
    check_err("{\"a\": \"", "a text in it has no end");
    check_err(&"[".repeat(100_000), "it is nested too deeply");
}
