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
    /// Some are integers with more digits than a double has.
    is_long: bool,
    /// Some are integers of 64 bits, the sign not counted.
    is_unsigned: bool,
    /// Some have more digits than a double or an integer of 64 bits has.
    is_rounded: bool,
}

impl Number {
    /// What a number is; `is_rounded` says that the sample has more digits than its value here.
    pub(super) fn of(number: &serde_json::Number, is_rounded: bool) -> Self {
        let magnitude = number.as_i64().map(i64::unsigned_abs).or_else(|| number.as_u64());
        Self {
            is_negative: number.as_f64().is_some_and(|it| it < 0.0),
            is_fraction: number.is_f64() && !is_rounded,
            is_long: magnitude.is_some_and(|it| it > EXACT),
            is_unsigned: number.is_u64() && !number.is_i64(),
            is_rounded,
        }
    }

    /// What numbers like these and like those are.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            is_negative: self.is_negative || other.is_negative,
            is_fraction: self.is_fraction || other.is_fraction,
            is_long: self.is_long || other.is_long,
            is_unsigned: self.is_unsigned || other.is_unsigned,
            is_rounded: self.is_rounded || other.is_rounded,
        }
    }

    /// The schema of these numbers.
    pub(super) fn schema(self) -> Value {
        let is_decimal = self.is_rounded
            || (self.is_long && self.is_fraction)
            || (self.is_unsigned && self.is_negative);
        if is_decimal {
            json!({ "type": "number", "format": "decimal" })
        } else if self.is_fraction {
            json!({ "type": "number" })
        } else if self.is_unsigned {
            json!({ "type": "integer", "format": "uint64" })
        } else {
            json!({ "type": "integer" })
        }
    }
}
