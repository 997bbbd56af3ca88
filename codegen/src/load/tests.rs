use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Format, Sink, render};
use crate::document::Document;
use crate::load::load;
use crate::pointer::Pointer;
use crate::source::Sources;

fn read(name: &str, text: &str) -> (Option<Document>, Vec<Diagnostic>, String) {
    let mut sources = Sources::default();
    let id = sources.add(name, text);
    let mut sink = Sink::default();
    let document = load(&sources, id, &mut sink);
    let findings = sink.into_findings();
    let shown = render(&findings, &sources, Format::Short);
    (document, findings, shown)
}

#[track_caller]
fn check(name: &str, text: &str, expected: &Value, findings: &str) {
    let (document, _, shown) = read(name, text);
    assert_eq!(document.map(|it| it.root), Some(expected.clone()), "{shown}");
    assert_eq!(shown, findings);
}

#[track_caller]
fn check_yaml(text: &str, expected: &Value) {
    check("a.yaml", text, expected, "");
}

#[test]
fn json_keeps_the_last_of_equal_keys_where_the_first_one_was() {
    check(
        "a.json",
        "{\"a\": {\"k\": 1, \"l\": 2, \"k\": 3}}",
        &json!({"a": {"k": 3, "l": 2}}),
        "a.json:1:24: warning[duplicate-key]: the key `k` stands twice in this object; the last one counts\n",
    );
}

#[test]
fn the_first_of_equal_keys_is_labelled_where_it_was_received() {
    for (text, first) in [
        ("{\"a\": {\"k\": 1, \"l\": 2, \"k\": 3, \"k\": 4}}", 7),
        ("\u{feff}{\"k\": 1, \"k\": 2}", 4),
        // Put right before it is read, which makes it longer.
        ("{\"n\": 1e999, \"k\": 1, \"k\": 2}", 13),
        // The first `k` is in an object that doesn't count.
        ("{\"a\": {\"k\": 1}, \"a\": {\"k\": 2, \"k\": 3}}", 22),
        ("a: 1\nk: 2\nk: 3\n", 5),
    ] {
        let (_, findings, shown) = read("a.x", text);
        let labels = findings.iter().filter(|it| it.message.contains("`k` stands twice"));
        let labels: Vec<_> = labels.flat_map(|it| &it.labels).map(|it| it.place.offset).collect();
        assert!(labels.contains(&Some(first)), "{labels:?} {shown}");
        assert!(labels.iter().all(|it| *it == Some(first)), "{labels:?} {shown}");
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    check("a.json", "\u{feff}{\"a\": 1}", &json!({"a": 1}), "");
    check("a.yaml", "\u{feff}a: 1\n", &json!({"a": 1}), "");
    let (_, _, shown) = read("a.json", "\u{feff}{]");
    assert_eq!(shown, "a.json:1:2: error[syntax]: key must be a string\n");
}

#[test]
fn json_repairs_numbers_and_surrogates() {
    check(
        "a.json",
        r#"{"a": [1e400, -1e400, 18446744073709551616, "1e400"], "b": "\\ud83d \ud83d\ude00 \ude00"}"#,
        &json!({"a": [f64::MAX, f64::MIN, 18_446_744_073_709_551_616_f64, "1e400"], "b": "\\ud83d 😀 \u{fffd}"}),
        "a.json:1:8: warning[number-range]: `1e400` is beyond a 64-bit float and was read as the largest one\n\
         a.json:1:15: warning[number-range]: `-1e400` is beyond a 64-bit float and was read as the largest one\n\
         a.json:1:82: warning[lone-surrogate]: `\\ude00` is half of a surrogate pair and was read as U+FFFD\n",
    );
}

#[test]
fn an_error_behind_a_repaired_number_is_where_it_was_written() {
    let (document, _, shown) = read("a.json", "{\"a\": 1e400, \"b\" 1}");
    assert!(document.is_none());
    assert_eq!(shown, "a.json:1:18: error[syntax]: expected `:`\n");
}

#[test]
fn the_core_schema_tells_scalars_apart() {
    check_yaml(
        "a: [no, on, y, True, ~, Null, 0777, 1_000, 0o17, 0x1F, +1, -1, .5, 1e3, 2020-01-01, 1:30, '1', \"1\", 1.2.3, 0]",
        &json!({"a": [
            "no",
            "on",
            "y",
            true,
            null,
            null,
            "0777",
            "1_000",
            15,
            31,
            1,
            -1,
            0.5,
            1000.0,
            "2020-01-01",
            "1:30",
            "1",
            "1",
            "1.2.3",
            0
        ]}),
    );
}

#[test]
fn tags_overrule_the_schema() {
    check_yaml(
        "a: [!!str 12, !!int '12', !!str no, ! 1, !!binary aGk=]",
        &json!({"a": ["12", 12, "no", "1", "aGk="]}),
    );
}

#[test]
fn keys_are_their_text() {
    check_yaml(
        "200: a\ntrue: b\nnull: c\n1.10: d\n'x': e\n",
        &json!({"200": "a", "true": "b", "null": "c", "1.10": "d", "x": "e"}),
    );
}

#[test]
fn the_text_of_plain_scalars_is_kept() {
    let (document, ..) =
        read("a.yaml", "v: 1.10\nl: [True, 1]\na: &a {w: 2.0}\nb: *a\nc: {<<: *a}\nd: '1.10'\n");
    let raw = document.unwrap().raw;
    let texts: Vec<_> = raw.iter().map(|((_, at), text)| (at.as_str(), text.as_str())).collect();
    // A float that prints as it was written has no need of it.
    assert_eq!(texts, [("/l/0", "True"), ("/v", "1.10")]);
}

#[test]
fn merges_yield_to_what_stands_there() {
    check_yaml(
        "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  y: 3\n  <<: [*a, *b]\n  x: 3\nd:\n  '<<': text\n",
        &json!({
            "a": {"x": 1, "y": 1}, "b": {"y": 2, "z": 2}, "c": {"y": 3, "x": 3, "z": 2}, "d": {"<<": "text"}
        }),
    );
}

#[test]
fn surrogate_escapes_are_read_in_double_quotes_only() {
    check_yaml(
        "a: \"\\ud83d\\ude00\"\nb: '\\ud83d\\ude00'\nc: \\ud83d\nd: \"\\\\ud83d\"\n",
        &json!({"a": "😀", "b": "\\ud83d\\ude00", "c": "\\ud83d", "d": "\\ud83d"}),
    );
}

#[test]
fn lines_that_stand_too_far_left_are_read() {
    check(
        "a.yaml",
        "a:\n  b: {\n  x: [1,\n2],\n}\n  c: \"é one\n two\"\n  d: 'it''s\n\nso'\n",
        &json!({"a": {"b": {"x": [1, 2]}, "c": "é one two", "d": "it's\nso"}}),
        "a.yaml:3:1: note[outdented]: this line stands further left than the block that its brackets or quotes are in\n",
    );
}

#[test]
fn aliases_have_a_budget() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let items = vec![format!("*a{}", n - 1); 8].join(", ");
        writeln!(text, "a{n}: &a{n} [{items}]").unwrap();
    }
    let (document, findings, _) = read("a.yaml", &text);
    assert!(document.is_none());
    assert!(findings[0].message.contains("expand"), "{}", findings[0].message);
}

#[test]
fn nesting_has_a_limit() {
    for text in ["[".repeat(100_000), "- ".repeat(100_000), "{\"a\":".repeat(1000)] {
        let (document, findings, _) = read("a", &text);
        assert!(document.is_none());
        assert!(findings[0].message.contains("deeper"), "{}", findings[0].message);
    }
    let nested: String = (0..2000).flat_map(|n| [" ".repeat(n), "<<:\n".to_owned()]).collect();
    assert!(read("a.yaml", &nested).0.is_none());
}

#[test]
fn no_truncation_and_no_odd_byte_panics() {
    let yaml = "%YAML 1.2\n---\na: &a {x: \"\\ud83d\\ude00\", <<: {y: 0x1F}}\nb:\n  - *a\n  - |\n    é\n\t\n   x\n\
                ? [k]\n: !!str 1\nc: >-\n  t\n'd': ~\n...\n---\ne\n";
    let json = "{\"a\": [1e999, {\"é\\n\": \"\\ud83d\", \"é\\n\": null}], \"b\": -0.5}";
    for text in [yaml, json] {
        for (at, _) in text.char_indices() {
            for inserted in
                ["", "\"", "[", "}", "&", "*a", "\t", "\u{85}", "\u{0}", "\\u", ": ", "<<: *a\n"]
            {
                let cut = &text[..at];
                let _ = read("a", &format!("{cut}{inserted}"));
                let _ = read("a.json", &format!("{cut}{inserted}{}", &text[at..]));
            }
        }
    }
}

#[test]
fn what_is_no_description_is_said() {
    for (text, message) in [
        ("", "the file is empty"),
        ("# only\n", "the file has no content"),
        ("  <!doctype html>", "this is HTML or XML, not an API description"),
        ("404\n", "the text is a single value, not an object"),
    ] {
        let (document, findings, _) = read("a.yaml", text);
        assert!(document.is_none());
        assert_eq!(findings[0].message, message);
        assert_eq!(findings[0].place.pointer, Pointer::root());
    }
}
