//! Numbers whose digits count.

use std::cmp::Ordering;
use std::error::Error;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use super::{DecodeError, Json, Reader, Writer};

/// A number that keeps every digit: `format: decimal`.
///
/// It is the text of a JSON number, read and written as it is: `12.50` stays `12.50`, and nothing is rounded. It
/// compares by what it stands for: `12.5` equals `12.50`. It doesn't calculate; for that, give its text to a crate that
/// does.
///
/// ```
/// use clientwright_runtime::Decimal;
///
/// let price: Decimal = "12.50".parse()?;
/// assert_eq!(price.as_str(), "12.50");
/// assert_eq!(price.to_f64(), 12.5);
/// assert!(price > Decimal::from(12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Decimal(Box<str>);

impl Decimal {
    /// Returns the number as JSON writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the float that comes nearest, which is infinite where the number is beyond all floats.
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or_default()
    }

    /// Returns what the number stands for: its sign, its digits without zeros around them, and the power of ten of the
    /// first one; no digits for zero.
    fn parts(&self) -> (bool, i64, String) {
        let (negative, text) = match self.0.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, &*self.0),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [integer, fraction].concat();
        let significant = digits.trim_start_matches('0');
        if significant.is_empty() {
            return (false, 0, String::new());
        }
        // A text has fewer digits than an `i64` can count, and `from_str` has bounded the exponent.
        let n_before = i64::try_from(integer.len()).unwrap_or(i64::MAX / 4);
        let n_zeros = i64::try_from(digits.len() - significant.len()).unwrap_or(i64::MAX / 4);
        let power = exponent.parse().unwrap_or(0) + n_before - n_zeros;
        (negative, power, significant.trim_end_matches('0').to_owned())
    }
}

/// Zero.
impl Default for Decimal {
    fn default() -> Self {
        Self::from(0)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({})", self.0)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.parts() == other.parts()
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        /// Orders a number among all: by its sign, then by its size.
        fn sign(negative: bool, digits: &str) -> i8 {
            match (digits, negative) {
                ("", _) => 0,
                (_, true) => -1,
                (_, false) => 1,
            }
        }
        let (negative, power, digits) = self.parts();
        let (other_negative, other_power, other_digits) = other.parts();
        let signs = sign(negative, &digits).cmp(&sign(other_negative, &other_digits));
        signs.then_with(|| {
            let size = power.cmp(&other_power).then_with(|| digits.cmp(&other_digits));
            if negative { size.reverse() } else { size }
        })
    }
}

/// Implements `From` for integers.
macro_rules! from {
    ($($ty:ty),+) => {$(
        impl From<$ty> for Decimal {
            fn from(number: $ty) -> Self {
                Self(number.to_string().into())
            }
        }
    )+};
}

from!(i32, i64, u32, u64);

/// A text that is no number, or a float that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseDecimalError;

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a decimal number as JSON writes it, such as `-12.50`")
    }
}

impl Error for ParseDecimalError {}

/// The shortest number that reads as the float again; infinity and the like are none.
impl TryFrom<f64> for Decimal {
    type Error = ParseDecimalError;

    fn try_from(number: f64) -> Result<Self, ParseDecimalError> {
        let text = super::encode(&number);
        std::str::from_utf8(&text).map_err(|_| ParseDecimalError)?.parse()
    }
}

/// Takes what [RFC 8259], section 6, calls a number; an exponent has at most 17 digits.
///
/// [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259#section-6
impl FromStr for Decimal {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (unsigned, None),
        };
        let (integer, fraction) = match mantissa.split_once('.') {
            Some((integer, fraction)) => (integer, Some(fraction)),
            None => (mantissa, None),
        };
        let exponent = exponent.map(|it| it.strip_prefix(['+', '-']).unwrap_or(it));
        let sound = is_digits(integer)
            && (integer == "0" || !integer.starts_with('0'))
            && fraction.is_none_or(is_digits)
            && exponent.is_none_or(|it| is_digits(it) && it.len() <= 17);
        if sound { Ok(Self(text.into())) } else { Err(ParseDecimalError) }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

impl Json for Decimal {
    const ABSENT: &'static [&'static str] = &[""];

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.number_by("a number", |it| it.parse().ok())
    }

    fn blank() -> Self {
        Self::from(0)
    }

    fn write(&self, w: &mut Writer) {
        w.number(|out| out.extend_from_slice(self.0.as_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn keeps_its_text() {
        for text in [
            "0",
            "-0",
            "12.50",
            "12345678901234567890123",
            "0.1000000000000000055",
            "1e400",
            "-1.50E+007",
        ] {
            assert_eq!(decimal(text).to_string(), text);
        }
    }

    #[test]
    fn what_is_none() {
        for text in [
            "",
            "-",
            "+1",
            "01",
            ".5",
            "5.",
            "1e",
            "1e+",
            "1.e5",
            "NaN",
            "inf",
            "0x1",
            "1 ",
            "1_000",
            "1e999999999999999999999",
        ] {
            assert_eq!(text.parse::<Decimal>(), Err(ParseDecimalError), "{text}");
        }
        assert_eq!(Decimal::try_from(f64::NAN), Err(ParseDecimalError));
    }

    #[test]
    fn compares_by_value() {
        let equal = [("12.5", "12.50"), ("0", "-0.00e7"), ("1e3", "1000"), ("0.05", "5E-2")];
        for (a, b) in equal {
            assert_eq!(decimal(a), decimal(b));
            assert_eq!(HashSet::from([decimal(a), decimal(b)]).len(), 1, "{a} {b}");
            assert_eq!(decimal(a).cmp(&decimal(b)), Ordering::Equal);
        }
        let rising =
            ["-1e400", "-20", "-3", "-0.5", "0", "1e-400", "0.49", "0.5", "3", "20", "1e400"];
        assert!(rising.map(decimal).is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn comes_from_numbers() {
        assert_eq!(Decimal::from(u64::MAX).as_str(), "18446744073709551615");
        assert_eq!(Decimal::from(-5).as_str(), "-5");
        assert_eq!(Decimal::try_from(0.1).unwrap().as_str(), "0.1");
        assert_eq!(Decimal::try_from(12.0).unwrap().as_str(), "12");
        assert!(decimal("1e400").to_f64().is_infinite());
    }
}
