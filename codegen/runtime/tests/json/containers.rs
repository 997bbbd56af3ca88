//! Options, boxes, arrays, maps and tuples.

use std::collections::BTreeMap;

use super::{again, error, read};

#[test]
fn options_and_boxes() {
    assert_eq!(again::<Option<i64>>("null"), "null");
    assert_eq!(again::<Option<i64>>("7"), "7");
    assert_eq!(again::<Box<Vec<Option<String>>>>(r#"["a",null]"#), r#"["a",null]"#);
    assert_eq!(error::<Option<i64>>("nul").message(), "invalid JSON: EOF while parsing a value");
}

#[test]
fn arrays() {
    assert_eq!(again::<Vec<i64>>("[]"), "[]");
    assert_eq!(again::<Vec<Vec<i64>>>(" [ [ 1 , 2 ] , [ ] ] "), "[[1,2],[]]");
    assert_eq!(
        error::<Vec<i64>>("[1,null]").to_string(),
        "at `[1]`: expected an integer, found null"
    );
    assert_eq!(error::<Vec<i64>>("[1 2]").message(), "invalid JSON: expected `,` or `]`");
    assert_eq!(error::<Vec<i64>>("[1,").message(), "invalid JSON: EOF while parsing a value");
}

#[test]
fn maps() {
    assert_eq!(
        again::<BTreeMap<String, Vec<bool>>>(r#"{"b":[],"a":[true],"":[false]}"#),
        r#"{"":[false],"a":[true],"b":[]}"#
    );
    assert_eq!(error::<BTreeMap<String, i64>>(r#"{"a b":"x"}"#).path(), r#"["a b"]"#);
}

#[test]
fn tuples() {
    assert_eq!(read::<(i64, String)>(r#"[1,"a"]"#), (1, "a".to_owned()));
    assert_eq!(again::<(i64,)>("[1]"), "[1]");
    assert_eq!(
        again::<(i64, bool, String, f64, (), Option<i64>)>(r#"[1,true,"a",0.5,{},null]"#),
        r#"[1,true,"a",0.5,null,null]"#
    );
    assert_eq!(read::<(i64, i64)>(r#"[1,2,"new",[]]"#), (1, 2), "further items are skipped");
    assert_eq!(error::<(i64, i64)>("[1]").to_string(), "at `[1]`: the item is missing");
    assert_eq!(error::<(i64, i64)>(r#"[1,"2"]"#).path(), "[1]");
}
