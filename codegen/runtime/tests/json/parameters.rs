//! Values flattened for parameters.

use clientwright_runtime::json::{Flat, flatten};

fn scalar(text: &str) -> Flat {
    Flat::Scalar(text.to_owned())
}

#[test]
fn scalars_have_no_quotes() {
    assert_eq!(flatten(b"null"), Flat::Null);
    assert_eq!(flatten(br#""a \"b\" \ud83d\ude00""#), scalar("a \"b\" 😀"));
    assert_eq!(flatten(b"-1.50"), scalar("-1.50"));
    assert_eq!(flatten(b"true"), scalar("true"));
}

#[test]
fn lists_hold_text() {
    let list = flatten(br#"["a", 1, null, false, {"b": 1}, [2, 3]]"#);
    assert_eq!(
        list,
        Flat::List([r#""a""#, "1", "false", r#"{"b": 1}"#, "[2, 3]"].map(Vec::from).to_vec())
    );
    assert_eq!(flatten(b"[]"), Flat::List(vec![]));
}

#[test]
fn objects_keep_their_order() {
    let object = flatten(br#"{"b": {"y": 1, "x": null}, "a": ["c"], "": ""}"#);
    let inner = Flat::Object(vec![("y".to_owned(), scalar("1")), ("x".to_owned(), Flat::Null)]);
    assert_eq!(
        object,
        Flat::Object(vec![
            ("b".to_owned(), inner),
            ("a".to_owned(), Flat::List(vec![br#""c""#.to_vec()])),
            (String::new(), scalar("")),
        ])
    );
}

#[test]
fn what_is_no_json_is_a_scalar() {
    assert_eq!(flatten(b"{oops"), scalar("{oops"));
}
