//! JSON numbers as text: whole or not, and how they are written.

/// Returns the whole number that `text` stands for, or `None` when it has a fraction or isn't a number.
///
/// `5.0` and `5e2` are whole ([JSON Schema], section 4.2.3). That is worked out in decimal: a float would round
/// `9007199254740993.0`, and take `1e-400` for zero. Beyond 128 bits the result saturates, which is out of range for every
/// type there is.
///
/// [JSON Schema]: https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.3
pub(super) fn whole(text: &str) -> Option<i128> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |it| (true, it));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_exponent = exponent.trim_start_matches(['+', '-']).bytes().all(|it| it.is_ascii_digit());
    if integer.is_empty()
        || !mantissa.bytes().all(|it| it.is_ascii_digit() || it == b'.')
        || !is_exponent
    {
        return None;
    }
    let digits = [integer, fraction].concat();
    let significant = digits.trim_matches('0');
    if significant.is_empty() {
        return Some(0);
    }
    let trailing_zeros = digits.len() - digits.trim_end_matches('0').len();
    let huge = if exponent.starts_with('-') { i64::MIN / 2 } else { i64::MAX / 2 };
    let zeros = exponent.parse().unwrap_or(huge) + signed(trailing_zeros) - signed(fraction.len());
    let zeros = u32::try_from(zeros.min(i64::from(u32::MAX))).ok()?;
    let magnitude =
        significant.parse().ok().and_then(|it: i128| it.checked_mul(10_i128.checked_pow(zeros)?));
    let magnitude = magnitude.unwrap_or(i128::MAX);
    Some(if negative { -magnitude } else { magnitude })
}

fn signed(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX / 4)
}

/// Returns the float that `text` stands for, or `None` when it isn't a number or is out of range.
pub(super) fn float(text: &str) -> Option<f64> {
    text.parse().ok().filter(|it: &f64| it.is_finite())
}

/// Appends a number in decimal.
pub(super) fn push_unsigned(out: &mut Vec<u8>, mut number: u64) {
    const DIGITS: &[u8; 10] = b"0123456789";
    let mut digits = [0; 20];
    let mut unused = digits.len();
    for place in digits.iter_mut().rev() {
        let digit = (number % 10) as usize;
        *place = DIGITS.get(digit).copied().unwrap_or_default();
        number /= 10;
        unused -= 1;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(unused..).unwrap_or_default());
}

/// Appends a number in decimal.
pub(super) fn push_integer(out: &mut Vec<u8>, number: i64) {
    if number < 0 {
        out.push(b'-');
    }
    push_unsigned(out, number.unsigned_abs());
}

/// Appends the shortest text that reads as `number` again; `null` for what JSON has no number for.
pub(super) fn push_float(out: &mut Vec<u8>, number: f64) {
    if !push_special(out, number) {
        push_shortest(out, &number);
    }
}

/// Appends the digits that a 32-bit float needs, which are fewer.
pub(super) fn push_float32(out: &mut Vec<u8>, number: f32) {
    if !push_special(out, f64::from(number)) {
        push_shortest(out, &number);
    }
}

/// Appends whole numbers without `.0` and `null` for infinity and the like; returns whether it was one of them.
fn push_special(out: &mut Vec<u8>, number: f64) -> bool {
    /// From here on not every whole number is a float: 2^53.
    const EXACT: f64 = 9_007_199_254_740_992.0;

    let negative_zero = number == 0.0 && number.is_sign_negative();
    if !number.is_finite() {
        out.extend_from_slice(b"null");
    } else if number.fract() == 0.0 && number.abs() < EXACT && !negative_zero {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        push_integer(out, number as i64);
    } else {
        return false;
    }
    true
}

fn push_shortest<T: serde::Serialize>(out: &mut Vec<u8>, number: &T) {
    let written = serde_json::to_writer(out, number);
    debug_assert!(written.is_ok(), "a vector takes every byte");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_in_decimal() {
        let cases = [
            ("5", Some(5)),
            ("-5.0", Some(-5)),
            ("500e-2", Some(5)),
            ("0.05e2", Some(5)),
            ("0.05E+1", None),
            ("-0.0", Some(0)),
            ("0e999999999999999999999", Some(0)),
            ("1e-400", None),
            ("1.00000000000000000000000001", None),
            ("9007199254740993.0", Some(9_007_199_254_740_993)),
            ("1e38", Some(10_i128.pow(38))),
            ("1e39", Some(i128::MAX)),
            ("-1e999999999999999999999", Some(-i128::MAX)),
            ("1e-999999999999999999999", None),
            ("", None),
            (".5", None),
            ("1.2.3", None),
            ("e5", None),
            ("inf", None),
            ("nan", None),
            ("0x5", None),
        ];
        for (text, number) in cases {
            assert_eq!(whole(text), number, "{text}");
        }
        assert_eq!(whole(&"9".repeat(400)), Some(i128::MAX));
    }

    #[test]
    fn digits() {
        let text = |number| {
            let mut out = Vec::new();
            push_integer(&mut out, number);
            String::from_utf8(out).unwrap()
        };
        for number in [0, 9, 10, -1, 1_234_567_890, i64::MIN, i64::MAX] {
            assert_eq!(text(number), number.to_string());
        }
    }
}
