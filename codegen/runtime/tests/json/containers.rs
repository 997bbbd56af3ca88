//! Options, boxes, arrays, maps and tuples.

use std::collections::BTreeMap;
use std::net::IpAddr;

use clientwright_runtime::chrono::{DateTime, FixedOffset, NaiveDate};
use clientwright_runtime::uuid::Uuid;
use clientwright_runtime::{
    Base64, Decimal, DecodeError, Json, Patch,
    json::{Reader, Shape, Writer},
    serde_json,
};

use super::{again, error, read};

#[test]
fn options_and_boxes() {
    assert_eq!(again::<Option<i64>>("null"), "null");
    assert_eq!(again::<Option<i64>>("7"), "7");
    assert_eq!(again::<Box<Vec<Option<String>>>>(r#"["a",null]"#), r#"["a",null]"#);
    assert_eq!(error::<Option<i64>>("nul").message(), "invalid JSON: EOF while parsing a value");
}

#[test]
fn a_text_that_is_no_value_is_absent_where_there_may_be_none() {
    /// Reads the texts as `null`, and fails where there has to be a value.
    #[track_caller]
    fn none<T: Json>(texts: &[&str]) {
        for text in texts {
            assert_eq!(again::<Option<T>>(text), "null", "{text}");
            assert_eq!(again::<Patch<Box<T>>>(text), "null", "{text}");
            assert_eq!(again::<Vec<Option<T>>>(&format!("[{text}]")), "[null]", "{text}");
            error::<T>(text);
        }
    }
    none::<i64>(&[r#""""#, r#"" ""#]);
    none::<i32>(&[r#""""#]);
    none::<u64>(&[r#""""#]);
    none::<u32>(&[r#""""#]);
    none::<f64>(&[r#""""#]);
    none::<f32>(&[r#""""#]);
    none::<Decimal>(&[r#""""#]);
    none::<Uuid>(&[r#""""#]);
    none::<IpAddr>(&[r#""""#]);
    none::<NaiveDate>(&[r#""""#, r#""0000-00-00""#]);
    none::<DateTime<FixedOffset>>(&[
        r#""""#,
        r#""0000-00-00 00:00:00""#,
        r#""0000-00-00T00:00:00Z""#,
    ]);
}

#[test]
fn a_text_that_may_be_a_value_is_one() {
    assert_eq!(again::<Option<String>>(r#""""#), r#""""#);
    assert_eq!(again::<Option<Base64>>(r#""""#), r#""""#);
    assert_eq!(again::<Option<serde_json::Value>>(r#""""#), r#""""#);
    error::<Option<bool>>(r#""""#);
    error::<Option<Vec<i64>>>(r#""""#);
    error::<Option<i64>>(r#""0""#);
    error::<Option<NaiveDate>>(r#""0000-01-00""#);
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

/// A union of objects whose member is a date in one and a text in the other.
#[derive(Debug, PartialEq)]
enum Left {
    Dated(Option<NaiveDate>),
    Told(Option<String>),
}

impl Json for Left {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        fn member<T: Json>(r: &mut Reader<'_>) -> Result<Option<T>, DecodeError> {
            let (value,) = r.object(&["left"], |it: &mut (Option<T>,), field, r| match field {
                0 => r.optional(&mut it.0),
                _ => r.skip(),
            })?;
            Ok(value)
        }
        const SHAPES: &[Shape] = &[Shape::object(&[], &["left"]), Shape::object(&[], &["left"])];
        r.union(SHAPES, &mut |index, r| match index {
            0 => member(r).map(Self::Dated),
            _ => member(r).map(Self::Told),
        })
    }

    fn blank() -> Self {
        Self::Told(None)
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Self::Dated(left) => left.write(w),
            Self::Told(left) => left.write(w),
        }
    }
}

#[test]
fn a_text_that_is_no_value_goes_to_a_variant_that_knows_it() {
    let date = NaiveDate::from_ymd_opt(2026, 1, 1);
    assert_eq!(read::<Left>(r#"{"left":"2026-01-01"}"#), Left::Dated(date));
    assert_eq!(read::<Left>(r#"{"left":null}"#), Left::Dated(None));
    assert_eq!(read::<Left>(r#"{"left":""}"#), Left::Told(Some(String::new())));
}
