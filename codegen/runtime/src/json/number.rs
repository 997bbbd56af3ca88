//! JSON numbers as text: whole or not, and how they are written.

/// Returns the whole number that `text` stands for, or `None` when it has a fraction or isn't a number.
///
/// `5.0` and `5e2` are whole ([JSON Schema], section 4.2.3). Beyond the 128 bits it saturates, which is out of
/// range for every type there is.
///
/// [JSON Schema]: https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.3
pub(super) fn whole(text: &str) -> Option<i128> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    if let Some((number, fraction)) = text.split_once('.')
        && !fraction.is_empty()
        && fraction.bytes().all(|it| it == b'0')
        && let Ok(number) = number.parse()
    {
        return Some(number);
    }
    let float: f64 = text.parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "`as` saturates, as documented")]
    let number = float as i128;
    // Infinity is too many digits here, hence whole; letters (`nan`, `inf`) aren't a number.
    (!float.is_nan() && float.fract() == 0.0 || is_huge(text, float)).then_some(number)
}

fn is_huge(text: &str, float: f64) -> bool {
    float.is_infinite() && text.bytes().any(|it| it.is_ascii_digit())
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

/// Appends the shortest text that reads as `number` again, given how `Debug` prints it.
///
/// `Debug` rather than `Display`, which prints `1e300` with all its zeros.
pub(super) fn push_float(out: &mut Vec<u8>, number: f64, debug: &dyn Fn() -> String) {
    /// From here on not every whole number is a float: 2^53.
    const EXACT: f64 = 9_007_199_254_740_992.0;

    if !number.is_finite() {
        return out.extend_from_slice(b"null");
    }
    let negative_zero = number == 0.0 && number.is_sign_negative();
    if number.fract() == 0.0 && number.abs() < EXACT && !negative_zero {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        return push_integer(out, number as i64);
    }
    out.extend_from_slice(debug().as_bytes());
}
