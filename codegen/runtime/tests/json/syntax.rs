//! What is JSON and what isn't, compared with `serde_json` where that is an authority.

use clientwright_runtime::serde_json::{self, Value};
use clientwright_runtime::{decode, encode};

use super::{again, error, read};

#[test]
fn a_text_is_one_value() {
    assert_eq!(read::<i64>(" \t\r\n7 \n"), 7);
    assert_eq!(error::<i64>("7 8").to_string(), "invalid JSON: trailing characters");
    assert_eq!(error::<i64>("7 8").offset(), 2);
    assert_eq!(error::<i64>("").message(), "invalid JSON: EOF while parsing a value");
    assert_eq!(error::<i64>("  ").offset(), 2);
}

#[test]
fn a_byte_order_mark_is_skipped_and_counted() {
    assert_eq!(read::<i64>("\u{feff}7"), 7);
    assert_eq!(error::<i64>("\u{feff}x").offset(), 3);
    assert_eq!(error::<i64>("\u{feff}\u{feff}7").offset(), 3);
}

#[test]
fn what_is_skipped_is_checked() {
    assert_eq!(error::<()>(b"{\"a\": \"\xff\"}").to_string(), "invalid JSON: not UTF-8");
    assert_eq!(error::<()>(b"{\"a\": \"\xff\"}").offset(), 7);
    assert_eq!(error::<()>("[1,]").message(), "invalid JSON: trailing comma");
    assert_eq!(error::<()>(r#""\x""#).message(), "invalid JSON: invalid escape");
    assert_eq!(error::<()>("NaN").message(), "invalid JSON: expected value");
}

#[test]
fn nesting_is_limited() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(again::<Value>(&nested(128)), nested(128));
    let deep = error::<Value>(nested(129));
    assert_eq!(deep.message(), "nested more than 128 levels deep");
    assert_eq!(deep.path(), "[0]".repeat(128));
    assert_eq!(deep.offset(), 128);
    // Far deeper than any stack.
    assert_eq!(error::<Value>("[".repeat(1_000_000)).offset(), 128);
    assert_eq!(
        error::<()>("[".repeat(1_000_000)).message(),
        "invalid JSON: recursion limit exceeded"
    );
    // Siblings don't add up.
    let wide = format!("[{}[]]", "[[]],".repeat(1000));
    assert_eq!(again::<Value>(&wide), wide);
}

#[test]
fn values_keep_their_numbers() {
    for text in ["1.0", "0.1", "13.7", "-5", "18446744073709551615", "6.02e23"] {
        let number = read::<Value>(text);
        assert_eq!(number.to_string().parse::<f64>(), text.parse::<f64>(), "{text}");
        assert_eq!(again::<Value>(text), number.to_string());
    }
    assert_eq!(again::<Value>("1.0"), "1.0", "an integer for some, a float for others");
    let message = "expected a number that a float can hold, found `1e400`";
    assert_eq!(error::<Value>("1e400").message(), message);
}

/// A reproducible source of small numbers.
struct Random(u64);

impl Random {
    /// Returns a number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn text(&mut self) -> String {
        const CHARS: [char; 12] =
            ['a', 'b', '"', '\\', '\n', '\u{0}', 'é', '😀', ' ', '/', '\u{7f}', '\u{2028}'];
        let length = self.below(9);
        (0..length).map(|_| CHARS[self.below(CHARS.len())]).collect()
    }

    fn value(&mut self, depth: usize) -> Value {
        let wide = self.below(5);
        match self.below(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => Value::Bool(self.below(2) == 0),
            2 => Value::from(i64::try_from(self.below(1 << 31)).unwrap() - (1 << 30)),
            3 => Value::from(u64::MAX - u64::try_from(self.below(9)).unwrap()),
            4 => Value::from(f64::from(u32::try_from(self.below(1 << 31)).unwrap()) / 1000.0),
            5 => Value::from(self.text()),
            6 => (0..wide).map(|_| self.value(depth - 1)).collect(),
            _ => Value::Object((0..wide).map(|_| (self.text(), self.value(depth - 1))).collect()),
        }
    }
}

#[test]
fn any_value_comes_back_as_it_was() {
    let mut random = Random(1);
    for _ in 0..2_000 {
        let value = random.value(4);
        let text = encode(&value);
        assert_eq!(decode::<Value>(&text).unwrap(), value, "{}", String::from_utf8_lossy(&text));
        decode::<()>(&text).unwrap();
        assert_eq!(text, serde_json::to_vec(&value).unwrap(), "as serde_json writes it");
    }
}

#[test]
fn any_broken_text_is_refused_as_serde_json_refuses_it() {
    const BYTES: &[u8] = b"{}[],:\"\\u0d8-+.eEtfn \n\xff\xc3\x00";
    let mut random = Random(2);
    for _ in 0..20_000 {
        let mut text = encode(&random.value(3));
        for _ in 0..=random.below(2) {
            let at = random.below(text.len());
            match random.below(3) {
                0 => drop(text.remove(at)),
                1 => text.insert(at, BYTES[random.below(BYTES.len())]),
                _ => text[at] = BYTES[random.below(BYTES.len())],
            }
            if text.is_empty() {
                break;
            }
        }
        let expected = serde_json::from_slice::<Value>(&text).is_ok();
        let shown = String::from_utf8_lossy(&text);
        match decode::<Value>(&text) {
            // It would round the number.
            Err(error) if expected => {
                assert!(
                    error.message().starts_with("expected an integer of 64 bits"),
                    "{shown}: {error}"
                );
            }
            read => assert_eq!(read.is_ok(), expected, "read: {shown}"),
        }
        let skipped = decode::<()>(&text);
        // Skipping doesn't work numbers out.
        assert!(
            skipped.is_ok() == expected || shown.contains(['e', 'E']),
            "skipped: {shown}: {skipped:?}"
        );
    }
}
