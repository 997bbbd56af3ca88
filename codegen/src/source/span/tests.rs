use crate::pointer::Pointer;
use crate::source::{Sources, locate};

#[track_caller]
fn check(text: &str, pointer: &str, key: Option<&str>, value: &str) {
    let mut sources = Sources::default();
    let id = sources.add("a", text);
    let pointer = Pointer::parse(pointer).unwrap();
    let span = locate(sources.file(id).unwrap(), &[&pointer]).remove(0);
    assert_eq!(span.key.map(|it| &text[it]), key);
    assert_eq!(&text[span.value], value);
}

#[test]
fn json_nodes_are_found() {
    let text = "\u{feff}{\"é\": [1, {\"a/b\": \"x\\\"}\"}], \"d\": {\"e\": 1}, \"\\u0064\": {\"e\": [true , 2]}}";
    check(text, "/é/1/a~1b", Some("\"a/b\""), "\"x\\\"}\"");
    check(text, "/é/0", None, "1");
    check(text, "", None, &text[3..]);
    // The last of equal keys.
    check(text, "/d/e/0", None, "true");
    check(text, "/d/e", Some("\"e\""), "[true , 2]");
}

#[test]
fn a_missing_node_gives_the_nearest_one_above() {
    check("{\"a\": {\"b\": 1}}", "/a/x/y", Some("\"a\""), "{\"b\": 1}");
    check("a:\n  b: [1]\n", "/a/b/7", Some("b"), "[1]");
}

#[test]
fn yaml_nodes_are_found() {
    let text = "é: é\na: &x\n  k: |\n    one\n  200: 'q'\nb: *x\nc:\n  <<: [*x, {k: 2, z: 3}]\nd: [é, {e: f}]\n";
    check(text, "/a/200", Some("200"), "'q'");
    check(text, "/a/k", Some("k"), "one");
    check(text, "/b", Some("b"), "*x");
    check(text, "/b/200", Some("200"), "'q'");
    check(text, "/c/200", Some("200"), "'q'");
    check(text, "/c/z", Some("z"), "3");
    check(text, "/d/1/e", Some("e"), "f");
    check(text, "/a", Some("a"), "&x\n  k: |\n    one\n  200: 'q'");
}

#[test]
fn repaired_text_is_found_where_it_was_written() {
    let text = "a:\n  b: {\n  x: 1,\ny: \"\\ud83d\\ude00\"\n}\n  c: 2\n";
    check(text, "/a/b/y", Some("y"), "\"\\ud83d\\ude00\"");
    check(text, "/a/c", Some("c"), "2");
}
