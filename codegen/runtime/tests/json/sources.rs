//! Readers of something other than JSON: a text, or nothing.

use clientwright_runtime::chrono::NaiveDate;
use clientwright_runtime::serde_json::Value;
use clientwright_runtime::{
    DecodeError, Json, Patch,
    json::{Reader, Shape},
};

fn text<T: Json>(text: &str) -> Result<T, String> {
    let mut r = Reader::text(text);
    let value = T::read(&mut r).map_err(|it| it.to_string())?;
    r.finish().map_err(|it| it.to_string())?;
    Ok(value)
}

fn empty<T: Json>() -> Result<T, String> {
    T::read(&mut Reader::empty()).map_err(|it| it.to_string())
}

#[test]
fn a_text_is_a_string_or_what_it_says() {
    assert_eq!(text::<String>(" a \"b\"\n").as_deref(), Ok(" a \"b\"\n"));
    assert_eq!(text::<Option<String>>("").as_ref().map(Option::as_deref), Ok(Some("")));
    assert_eq!(text::<i64>(" 7\n"), Ok(7));
    assert_eq!(text::<u64>("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(text::<f64>("0.5 "), Ok(0.5));
    assert_eq!(text::<bool>("true\n"), Ok(true));
    assert_eq!(
        text::<NaiveDate>("2024-02-29\n"),
        Ok(NaiveDate::from_ymd_opt(2024, 2, 29).unwrap())
    );
    assert_eq!(text::<Value>("{}"), Ok(Value::from("{}")));
    assert_eq!(text::<()>("whatever"), Ok(()));
}

#[test]
fn a_text_is_neither_an_object_nor_an_array() {
    assert_eq!(text::<Vec<i64>>("[1]").unwrap_err(), "expected an array, found text");
    assert_eq!(text::<i64>("seven").unwrap_err(), "expected an integer, found `seven`");
    assert_eq!(text::<f64>("nan").unwrap_err(), "expected a number, found `nan`");
    assert_eq!(text::<i64>("inf").unwrap_err(), "expected an integer, found `inf`");
    assert_eq!(text::<bool>("TRUE").unwrap_err(), "expected a boolean, found `TRUE`");
}

#[test]
fn no_body_is_nothing_or_an_error() {
    assert_eq!(empty::<()>(), Ok(()));
    assert_eq!(empty::<Option<Vec<i64>>>(), Ok(None));
    assert_eq!(empty::<Patch<i64>>(), Ok(Patch::Null));
    let message = "the body is empty";
    assert_eq!(empty::<String>().unwrap_err(), message);
    assert_eq!(empty::<i64>().unwrap_err(), message);
    assert_eq!(empty::<f64>().unwrap_err(), message);
    assert_eq!(empty::<bool>().unwrap_err(), message);
    assert_eq!(empty::<Value>().unwrap_err(), message);
    assert_eq!(empty::<(i64,)>().unwrap_err(), message);
    assert_eq!(empty::<Vec<i64>>(), Ok(vec![]));
}

fn tried(mut r: Reader<'_>, shapes: &'static [Shape]) -> Vec<usize> {
    let mut tried = Vec::new();
    let result: Result<(), DecodeError> = r.union(shapes, &mut |index, r| {
        tried.push(index);
        Err(r.error("no"))
    });
    assert_eq!(result.unwrap_err().message(), "no");
    tried
}

#[test]
fn unions_of_a_text_and_of_nothing() {
    const SHAPES: &[Shape] = &[
        Shape::ANY,
        Shape::STRING,
        Shape::NUMBER,
        Shape::INTEGER,
        Shape::BOOL,
        Shape::object(&[], &[]),
        Shape::NULL,
    ];
    assert_eq!(tried(Reader::text("5"), SHAPES), [3, 2, 1, 0, usize::MAX]);
    assert_eq!(tried(Reader::text("5.5"), SHAPES), [2, 1, 0, usize::MAX]);
    assert_eq!(tried(Reader::text("true"), SHAPES), [4, 1, 0, usize::MAX]);
    assert_eq!(tried(Reader::text("null"), SHAPES), [1, 0, usize::MAX]);
    assert_eq!(tried(Reader::empty(), SHAPES), [6, 0, usize::MAX]);
}

#[test]
fn tags_of_a_text_and_of_nothing() {
    for mut r in [Reader::text("cat"), Reader::empty()] {
        assert_eq!(r.tagged("kind", &["cat"], &mut |index, _| Ok(index)), Ok(usize::MAX));
    }
}

#[test]
fn a_reader_shows_its_place_and_not_the_body() {
    let r = Reader::new(b"\"secret\"");
    assert_eq!(format!("{r:?}"), "Reader { offset: 0, depth: 0, .. }");
}
