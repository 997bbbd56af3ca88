//! Numbers: the type that loses no digit of those at one place.

use serde_json::{Value, json};

/// The integers that a double has all of: JSON's numbers are doubles for many who read them (RFC 8259, section 6).
const EXACT: u64 = 1 << 53;

/// What the numbers at a place are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Number {
    /// Some are less than zero.
    is_negative: bool,
    /// Some aren't integers.
    is_fraction: bool,
    digits: Digits,
}

/// What it takes to keep all digits, from the least to the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Digits {
    /// A double.
    #[default]
    Double,
    /// An integer of 64 bits with a sign.
    Signed,
    /// An integer of 64 bits without a sign.
    Unsigned,
    /// More than these.
    Decimal,
}

/// Whether a member is a coordinate on the earth, which is an integer by chance alone.
pub(super) fn is_coordinate(name: &str) -> bool {
    let names = ["lat", "latitude", "lng", "lon", "longitude"];
    names.iter().any(|it| it.eq_ignore_ascii_case(name))
}

impl Number {
    /// What a number is; `is_rounded` says that the sample has more digits than its value here.
    pub(super) fn of(number: &serde_json::Number, is_rounded: bool) -> Self {
        let digits = match (number.as_i64(), number.as_u64()) {
            _ if is_rounded => Digits::Decimal,
            (Some(it), _) if it.unsigned_abs() > EXACT => Digits::Signed,
            (None, Some(_)) => Digits::Unsigned,
            _ => Digits::Double,
        };
        let is_negative = number.as_f64().is_some_and(|it| it < 0.0);
        Self { is_negative, is_fraction: number.is_f64() && !is_rounded, digits }
    }

    /// What numbers like these and like those are.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            is_negative: self.is_negative || other.is_negative,
            is_fraction: self.is_fraction || other.is_fraction,
            digits: self.digits.max(other.digits),
        }
    }

    /// The same numbers at a place where others may be fractions.
    pub(super) fn or_fractions(self) -> Self {
        let is_fraction = self.is_fraction || self.digits == Digits::Double;
        Self { is_fraction, ..self }
    }

    /// The schema of these numbers.
    pub(super) fn schema(self) -> Value {
        let decimal = || json!({ "type": "number", "format": "decimal" });
        match self.digits {
            Digits::Double if self.is_fraction => json!({ "type": "number" }),
            Digits::Decimal => decimal(),
            Digits::Signed | Digits::Unsigned if self.is_fraction => decimal(),
            Digits::Unsigned if self.is_negative => decimal(),
            Digits::Unsigned => json!({ "type": "integer", "format": "uint64" }),
            Digits::Double | Digits::Signed => json!({ "type": "integer" }),
        }
    }
}
