//! The reader of JSON, against `serde_json`.

use clientwright_runtime::{
    DecodeError, DeviationPolicy, Json, Patch, decode, encode,
    json::{decode_with, flatten},
};
use serde::de::IgnoredAny;
use serde_json::{Number, Value};

/// A JSON text, or none.
///
/// # Panics
///
/// When a promise is broken.
pub fn json(text: &[u8]) {
    let ours = decode::<Value>(text);
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let theirs = serde_json::from_slice::<Value>(text);
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert!(is_alike(ours, theirs), "{ours} is not {theirs}"),
        (Ok(ours), Err(error)) => {
            let is_limit = error.to_string().contains("recursion limit");
            assert!(is_limit, "{ours} was read, and is no JSON: {error}");
        }
        (Err(error), Ok(theirs)) => assert!(is_limit(error), "{theirs} was not read: {error}"),
        (Err(_), Err(_)) => {}
    }
    // What isn't looked at has to be JSON all the same.
    let skipped = decode::<()>(text);
    match (&ours, &skipped) {
        (Ok(_), Err(error)) => panic!("read, and not skipped: {error}"),
        (Err(error), Ok(())) => assert!(is_limit(error), "skipped, and not read: {error}"),
        _ => {}
    }
    if let Ok(value) = &ours {
        again(value);
        let _ = flatten(text);
        // `null` is the empty list.
        let items = if value.is_null() { Some(0) } else { value.as_array().map(Vec::len) };
        assert_eq!(decode::<Vec<Value>>(text).ok().map(|it| it.len()), items);
        assert_eq!(decode::<String>(text).ok().as_deref(), value.as_str());
        // `0` and `1` are read as booleans, too.
        let is_digit = matches!(decode::<i64>(text), Ok(0 | 1));
        assert_eq!(decode::<bool>(text).ok().filter(|_| !is_digit), value.as_bool());
        assert_eq!(decode::<Option<Value>>(text).ok().flatten().is_none(), value.is_null());
        assert_eq!(decode::<Patch<Value>>(text) == Ok(Patch::Null), value.is_null());
        if let Some(number) = value.as_i64() {
            assert_eq!(decode::<i64>(text), Ok(number));
        }
        if let Some(number) = value.as_f64() {
            assert_eq!(decode::<f64>(text), Ok(number));
        }
    }
    each(text);
}

/// Reads the text as types that have a form of their own; what can be read is read again as it is written.
fn each(text: &[u8]) {
    use clientwright_runtime::chrono::{DateTime, FixedOffset, NaiveDate};
    use clientwright_runtime::{Base64, Decimal, uuid::Uuid};

    fn one<T: Json + PartialEq + std::fmt::Debug>(text: &[u8]) {
        let policy = DeviationPolicy::accept().skip_items();
        let lenient = decode_with::<T>(text, policy);
        if let Ok(value) = decode::<T>(text) {
            again(&value);
            assert_eq!(lenient.value, Ok(value), "what is read is the same by every policy");
        }
        let told = lenient.deviations.as_slice();
        assert!(told.iter().all(|it| it.found().chars().count() <= 61));
    }
    one::<DateTime<FixedOffset>>(text);
    one::<NaiveDate>(text);
    one::<Base64>(text);
    one::<Decimal>(text);
    one::<Uuid>(text);
    one::<i32>(text);
    one::<u64>(text);
    one::<f32>(text);
    one::<Vec<Option<i64>>>(text);
}

/// Asserts that a value is read as it is written, by others too.
fn again<T: Json + PartialEq + std::fmt::Debug>(value: &T) {
    let written = encode(value);
    assert_eq!(decode::<T>(&written).as_ref(), Ok(value));
    // A decimal may be beyond what their numbers hold, and is JSON all the same.
    let theirs = serde_json::from_slice::<IgnoredAny>(&written);
    assert!(theirs.is_ok(), "{theirs:?}: {}", String::from_utf8_lossy(&written));
}

/// Whether a text is JSON, and more than the reader takes: too deep, or a number that nothing holds.
fn is_limit(error: &DecodeError) -> bool {
    let message = error.to_string();
    ["nested more than", "`arbitrary_precision`", "a number that a float can hold"]
        .iter()
        .any(|it| message.contains(it))
}

/// Whether they are the same, but for the last digit of a fraction.
fn is_alike(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Number(ours), Value::Number(theirs)) => is_near(ours, theirs),
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| is_alike(a, b))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().zip(theirs).all(|(a, b)| a.0 == b.0 && is_alike(a.1, b.1))
        }
        _ => ours == theirs,
    }
}

/// `serde_json` rounds fractions to one of the nearest floats, and `-0` to a float.
fn is_near(ours: &Number, theirs: &Number) -> bool {
    match (ours.as_f64(), theirs.as_f64()) {
        (Some(a), Some(b)) if ours.is_f64() || theirs.is_f64() => {
            (a - b).abs() <= a.abs() * 4.0 * f64::EPSILON
        }
        _ => ours == theirs,
    }
}

/// What means something in JSON.
pub(crate) const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\\"",
    "\\u0000",
    "\\ud83d",
    "\\ude00",
    "\\/",
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1e400",
    "1E-7",
    "0.1",
    "-1.5e+3",
    "9223372036854775808",
    "18446744073709551616",
    "123456789012345678901234567890",
    "9007199254740993",
    "NaN",
    "Infinity",
    "\"a\":",
    "[[[[[[[[",
    " ",
    "\n",
    "\u{feff}",
    "é",
    "\"2020-02-29T23:59:60Z\"",
    "\"2020-01-02\"",
    "\"YQ==\"",
    "\u{7f}",
    "\u{0}",
];
