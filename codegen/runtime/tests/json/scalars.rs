//! Booleans, numbers and strings.

use clientwright_runtime::bytes::Bytes;
use clientwright_runtime::serde_json::Value;
use clientwright_runtime::{
    Base64, Base64Url, Decimal, DecodeError, DeviationPolicy, Json, decode,
    json::{Reader, Writer, decode_with},
};
use serde::de::IgnoredAny;

use super::{again, error, read, write};

#[test]
fn integers_at_their_limits() {
    assert_eq!(again::<i64>("-9223372036854775808"), "-9223372036854775808");
    assert_eq!(again::<i64>("9223372036854775807"), "9223372036854775807");
    assert_eq!(again::<u64>("18446744073709551615"), "18446744073709551615");
    assert_eq!(again::<i32>("-2147483648"), "-2147483648");
    assert_eq!(again::<u32>("4294967295"), "4294967295");
    assert_eq!(again::<i64>("0"), "0");
    assert_eq!(again::<i64>("-0"), "0");
}

#[test]
fn integers_out_of_range() {
    const MESSAGE: &str = "the integer is out of the range of 64 bits";
    for text in
        ["9223372036854775808", "-9223372036854775809", "1e30", "1e400", &"9".repeat(400), "1e19"]
    {
        assert_eq!(error::<i64>(text).message(), MESSAGE, "{text}");
    }
    assert_eq!(error::<u64>("-1").message(), MESSAGE);
    assert_eq!(error::<u64>("18446744073709551616").message(), MESSAGE);
    assert_eq!(error::<i32>("2147483648").message(), "the integer is out of the range of 32 bits");
    assert_eq!(error::<u32>("-1").message(), MESSAGE);
}

#[test]
fn whole_numbers_are_integers_exactly() {
    assert_eq!(read::<i64>("5.0"), 5);
    assert_eq!(read::<i64>("-5.000"), -5);
    assert_eq!(read::<i64>("5e2"), 500);
    assert_eq!(read::<i64>("1.5e1"), 15);
    assert_eq!(
        read::<i64>("9007199254740993.0"),
        9_007_199_254_740_993,
        "more digits than a float has"
    );
    assert_eq!(read::<u64>("18446744073709551615.0"), u64::MAX);
    assert_eq!(read::<i32>("7.0"), 7);
}

#[test]
fn fractions_are_no_integers() {
    assert_eq!(error::<i64>("5.5").to_string(), "expected an integer, found `5.5`");
    assert_eq!(error::<u64>("0.1").to_string(), "expected an integer, found `0.1`");
    assert_eq!(error::<i64>("1e-400").message(), "expected an integer, found `1e-400`", "not zero");
}

#[test]
fn floats() {
    assert_eq!(again::<f64>("5"), "5");
    assert_eq!(again::<f64>("5.0"), "5");
    assert_eq!(again::<f64>("13.7"), "13.7");
    assert_eq!(again::<f64>("-0.0"), "-0.0", "the sign is kept");
    assert_eq!(again::<f64>("9007199254740991"), "9007199254740991");
    assert_eq!(again::<f64>("18446744073709551616"), "1.8446744073709552e+19");
    assert_eq!(again::<f32>("0.1"), "0.1");
    assert_eq!(again::<f32>("16777216"), "16777216");
    assert_eq!(error::<f64>("1e400").message(), "expected a number, found `1e400`");
    assert_eq!(error::<f32>("1e39").message(), "the number is out of the range of 32 bits");
}

/// Every text of up to six of these characters: two parsers, one for the value and one for errors, have to agree.
#[test]
fn what_json_has_for_a_number_is_a_number_and_nothing_else_is() {
    let mut texts = vec![String::new()];
    for _ in 0..6 {
        let longer: Vec<String> = texts
            .iter()
            .flat_map(|it| "019-+.e".chars().map(move |c| format!("{it}{c}")))
            .collect();
        for text in &longer {
            let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
            let number = text.parse::<f64>().ok().filter(|it| is_json && it.is_finite());
            let read = decode::<f64>(text.as_bytes()).ok();
            assert_eq!(read.map(f64::to_bits), number.map(f64::to_bits), "{text}");
        }
        texts = longer;
    }
}

#[test]
fn floats_are_read_to_the_last_bit() {
    for text in [
        "0.1",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "5e-324",
        "2e-324",
        "1.7976931348623157e308",
        "9007199254740993",
        "9007199254740993.00000000000000000000000000000000000000000000000000000000000001",
        "179769313486231580793e288",
        "8.41802398046432e-17",
        "123456789012345678901234567890123456789012345678901234567890e-40",
    ] {
        assert_eq!(read::<f64>(text).to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
    }
}

#[test]
fn what_is_no_number_is_written_as_null() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(write(&number), "null");
    }
    assert_eq!(write(&f32::NAN), "null");
}

#[test]
fn floats_come_back_as_they_were() {
    let edges =
        [f64::MAX, f64::MIN, f64::MIN_POSITIVE, 5e-324, 1e21, 1e300, 2f64.powi(53), 0.1 + 0.2];
    for number in edges {
        assert_eq!(read::<f64>(&write(&number)).to_bits(), number.to_bits(), "{number}");
    }
}

#[test]
fn decimals_keep_their_digits() {
    for text in ["12.50", "1.0", "12345678901234567890123", "0.1000000000000000055", "1e400", "-0"]
    {
        assert_eq!(again::<Decimal>(text), text);
    }
    assert_eq!(error::<Decimal>(r#""12.50""#).message(), "expected a number, found a string");
    assert_eq!(error::<Decimal>("01").message(), "invalid JSON: invalid number");
    let text = Reader::text(" 12.50 ").field(&mut None::<Decimal>);
    assert_eq!(text, Ok(()));
}

/// What `serde_json` keeps without its feature `arbitrary_precision`, which no crate here switches on.
#[test]
fn numbers_without_a_type() {
    for text in
        ["-9223372036854775808", "18446744073709551615", "13.7", "5.0", "0.30000000000000004"]
    {
        assert_eq!(again::<Value>(text), text);
    }
    // These are floats to the last digit.
    assert_eq!(again::<Value>("100000000000000000000"), "1e+20");
    assert_eq!(again::<Value>("-12300000000000000000000"), "-1.23e+22");
    assert_eq!(again::<Value>("0.1000000000000000055"), "0.1");
    let message = "expected a number that a float can hold, found `1e400`";
    assert_eq!(error::<Value>("1e400").message(), message);
}

/// Such a number is one that somebody has given out, or a sum of money: the nearest float is another.
#[test]
fn an_integer_without_a_type_is_whole_or_an_error() {
    for text in ["18446744073709551616", "-9223372036854775809", "12345678901234567890123"] {
        let error = error::<Value>(&format!(r#"{{"a": [1, {{"id": {text}}}]}}"#));
        let expected = format!(
            "at `a[1].id`: expected an integer of 64 bits, or one of more digits where `serde_json` has \
             `arbitrary_precision`, found `{text}`"
        );
        assert_eq!(error.to_string(), expected);
    }
    let long = "9".repeat(400);
    assert!(
        error::<Value>(&long)
            .message()
            .ends_with("found `9999999999999999999999999999999999999999…`")
    );
}

/// One number or text that nothing can hold costs the whole: the error says what and where.
#[test]
fn what_nothing_can_hold_is_found_by_its_path() {
    assert_eq!(error::<Value>(r#"{"a": {"b": [0, 1e400]}}"#).path(), "a.b[1]");
    let text = r#"{"a": {"b": "\ud800"}}"#;
    let error = error::<Value>(text);
    assert_eq!(error.path(), "a.b");
    assert_eq!(error.message(), "invalid JSON: unexpected end of hex escape");
    assert_eq!(text.find("\\ud800").unwrap() + r"\ud800".len(), error.offset());
}

#[test]
fn booleans() {
    assert_eq!(again::<bool>(" true "), "true");
    assert_eq!(again::<bool>("false"), "false");
    assert_eq!((again::<bool>("1"), again::<bool>("0")), ("true".to_owned(), "false".to_owned()));
    assert_eq!(error::<bool>("2").to_string(), "expected a boolean, found a number");
    assert_eq!(error::<bool>("0.5").to_string(), "expected a boolean, found a number");
    assert_eq!(error::<bool>("\"true\"").to_string(), "expected a boolean, found a string");
    assert_eq!(error::<bool>("tru").message(), "invalid JSON: EOF while parsing a value");
}

#[test]
fn strings_with_escapes() {
    assert_eq!(read::<String>(r#""\"\\\/\b\f\n\r\t\u00e9""#), "\"\\/\u{8}\u{c}\n\r\té");
    assert_eq!(read::<String>(r#""\ud83d\ude00""#), "😀", "a surrogate pair");
    assert_eq!(
        again::<String>(r#""\u0000\u001f\u007f \u2028""#),
        "\"\\u0000\\u001f\u{7f} \u{2028}\""
    );
    assert_eq!(write(&"a\"b\\c\n\r\t\u{8}\u{c}/é😀".to_owned()), r#""a\"b\\c\n\r\t\b\f/é😀""#);
    assert_eq!(again::<String>(r#""""#), r#""""#);
}

#[test]
fn strings_that_are_none() {
    assert_eq!(
        error::<String>(r#""\ud83d""#).message(),
        "invalid JSON: unexpected end of hex escape"
    );
    assert_eq!(
        error::<String>(r#""\ude00""#).message(),
        "invalid JSON: lone leading surrogate in hex escape"
    );
    assert_eq!(error::<String>("\"a\nb\"").offset(), 2);
    assert_eq!(error::<String>(b"\"\xff\"").message(), "invalid JSON: invalid unicode code point");
    assert_eq!(error::<String>("\"abc").message(), "invalid JSON: EOF while parsing a string");
    assert_eq!(error::<String>("7").to_string(), "expected a string, found a number");
    assert_eq!(error::<String>("null").to_string(), "expected a string, found null");
}

#[test]
fn the_text_of_an_enum() {
    fn choice(text: &str) -> Result<String, String> {
        let mut reader = Reader::new(text.as_bytes());
        reader.choice().map(Into::into).map_err(|it| it.to_string())
    }
    assert_eq!(choice(r#""expert""#), Ok("expert".to_owned()));
    assert_eq!(choice(r#""\u0061dmin""#), Ok("admin".to_owned()));
    assert_eq!(choice("1"), Err("expected a string, found a number".to_owned()));
    assert_eq!(Reader::text("admin").choice().as_deref(), Ok("admin"));
}

/// An enum as generated code has it.
#[derive(Debug, PartialEq)]
enum Version {
    One,
    Yes,
    Other(String),
}

impl Json for Version {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match &*r.choice()? {
            "1" => Self::One,
            "true" => Self::Yes,
            other => Self::Other(other.to_owned()),
        })
    }

    fn blank() -> Self {
        Self::Other(String::new())
    }

    fn write(&self, _: &mut Writer) {}
}

#[test]
fn an_enum_of_texts_takes_numbers_and_booleans_where_the_policy_says_so() {
    let text = br#"[1, true, 2.50, "1"]"#;
    let accepted = decode_with::<Vec<Version>>(text, DeviationPolicy::accept());
    let values = [Version::One, Version::Yes, Version::Other("2.50".to_owned()), Version::One];
    assert_eq!(accepted.value.unwrap(), values);
    let told: Vec<_> = accepted.deviations.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "at `[0]`: expected a string, found `1` (accepted)",
            "at `[1]`: expected a string, found `true` (accepted)",
            "at `[2]`: expected a string, found `2.50` (accepted)",
        ]
    );
    let refused = decode_with::<Vec<Version>>(text, DeviationPolicy::refuse());
    assert!(refused.value.is_err());
    assert!(decode_with::<Version>(b"null", DeviationPolicy::accept()).value.is_err());
}

#[test]
fn a_secret_is_written_and_never_printed() {
    let secret = read::<clientwright_runtime::Secret>("\"hunter2\"");
    assert_eq!((write(&secret).as_str(), secret.expose()), ("\"hunter2\"", "hunter2"));
    assert_eq!(format!("{secret:?}"), "Secret(…)");
}

#[test]
fn bytes_come_of_whatever_holds_them() {
    let expected = Base64(Bytes::from_static(b"abc"));
    let slice: &'static [u8] = b"abc";
    for made in [
        Base64::from(*b"abc"),
        Base64::from(b"abc"),
        Base64::from(slice),
        Base64::from("abc"),
        Base64::from("abc".to_owned()),
        Base64::from(b"abc".to_vec()),
        Base64::from(Bytes::from_static(b"abc")),
    ] {
        assert_eq!(made, expected);
    }
    assert_eq!(write(&Base64Url::from(*b"abc")), "\"YWJj\"");
}
