//! Plain scalars to values, by the core schema.
//!
//! Source: YAML 1.2.2, section 10.3.2. One deviation: digits behind a leading zero (`0777`, `007.5`) are a string,
//! because what is written so is a code, a version or an octal number, and no reading as a number keeps it.

use serde_json::{Number, Value};

/// What a plain scalar is.
pub(super) enum Scalar {
    /// A JSON value.
    Value(Value),
    /// A number beyond the largest double, which stands in for it.
    Huge(Value),
    /// `.inf` or `.nan`.
    NoNumber,
}

/// The value of a plain scalar.
pub(super) fn resolve(text: &str) -> Scalar {
    let value = match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => return number(text).unwrap_or_else(|| Scalar::Value(Value::String(text.to_owned()))),
    };
    Scalar::Value(value)
}

/// Whether a value that a plain scalar gave is printed other than it was written.
pub(super) fn prints_otherwise(value: &Value, text: &str) -> bool {
    match value {
        Value::Null => text != "null",
        Value::Bool(value) => text != if *value { "true" } else { "false" },
        Value::Number(number) => number.to_string() != text,
        Value::String(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

fn number(text: &str) -> Option<Scalar> {
    // Nearly every scalar is ruled out by its first byte.
    if !text.starts_with(['+', '-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) {
        return None;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(Scalar::NoNumber);
    }
    let radix = |prefix, radix| {
        let digits =
            text.strip_prefix(prefix).filter(|it: &&str| it.chars().all(|c| c.is_digit(radix)))?;
        u64::from_str_radix(digits, radix).ok().map(|it| Scalar::Value(Value::from(it)))
    };
    if let Some(number) = radix("0o", 8).or_else(|| radix("0x", 16)) {
        return Some(number);
    }
    let (whole, rest) = split_digits(unsigned);
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    if rest.is_empty() {
        return integer(text.strip_prefix('+').unwrap_or(text));
    }
    let (fraction, rest) = rest.strip_prefix('.').map_or(("", rest), split_digits);
    if whole.is_empty() && fraction.is_empty() || !is_exponent(rest) {
        return None;
    }
    float(text)
}

fn integer(text: &str) -> Option<Scalar> {
    let value =
        text.parse::<u64>().map(Value::from).or_else(|_| text.parse::<i64>().map(Value::from));
    value.map(Scalar::Value).ok().or_else(|| float(text))
}

fn float(text: &str) -> Option<Scalar> {
    let value = text.parse::<f64>().ok()?;
    let bounded = value.clamp(f64::MIN, f64::MAX);
    let number = Value::Number(Number::from_f64(bounded)?);
    Some(if value.is_infinite() { Scalar::Huge(number) } else { Scalar::Value(number) })
}

/// The digits that a text begins with, and the rest.
fn split_digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// Whether a text is nothing or an exponent such as `e-7`.
fn is_exponent(text: &str) -> bool {
    let Some(digits) = text.strip_prefix(['e', 'E']) else { return text.is_empty() };
    let digits = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
}
