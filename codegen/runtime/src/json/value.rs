//! Values without a type of their own.

use serde_json::{Map, Number, Value};

use super::{DecodeError, Json, Kind, Reader, Writer, number::float, reader::not_a};

/// Kept as it is but for white space, the order of members, and digits of fractions beyond what `serde_json` keeps: one
/// of more than 15 becomes the float that comes nearest. An integer beyond 64 bits that isn't exactly a float, and a
/// number beyond all floats (`1e400`), are errors. With `serde_json`'s feature `arbitrary_precision`, which an application
/// may switch on, every digit of every number is kept.
impl Json for Value {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match r.kind()? {
            Kind::Null => {
                r.literal_null()?;
                Self::Null
            }
            Kind::Bool => Self::Bool(r.boolean()?),
            Kind::String => Self::String(r.string()?),
            Kind::Array => Self::Array(Vec::read(r)?),
            Kind::Object => {
                let mut map = Map::new();
                r.members(&mut |r| {
                    let key = r.take_key();
                    map.insert(key, Self::read(r)?);
                    Ok(())
                })?;
                Self::Object(map)
            }
            Kind::Any | Kind::Integer | Kind::Number => {
                let offset = r.offset();
                let text = r.number("a value")?;
                Self::Number(number(text).map_err(|expected| not_a(expected, text, offset))?)
            }
        })
    }

    fn blank() -> Self {
        Self::Null
    }

    fn write(&self, w: &mut Writer) {
        match self {
            Self::Null => w.null(),
            Self::Bool(value) => w.boolean(*value),
            Self::Number(number) => {
                w.raw(|out| out.extend_from_slice(number.to_string().as_bytes()));
            }
            Self::String(text) => w.string(text),
            Self::Array(items) => w.array(items),
            Self::Object(members) => {
                let mut o = w.object();
                for (name, value) in members {
                    o.field(name, value);
                }
                o.end();
            }
        }
    }
}

/// What is said of an integer whose digits have no place.
const TOO_LONG: &str =
    "an integer of 64 bits, or one of more digits where `serde_json` has `arbitrary_precision`";

/// Returns the number a text stands for, with all its digits where `serde_json` keeps them; an error is what it should
/// have been.
pub(super) fn number(text: &str) -> Result<Number, &'static str> {
    let integer = text.parse::<i64>().map(Number::from);
    if let Ok(integer) = integer.or_else(|_| text.parse::<u64>().map(Number::from)) {
        return Ok(integer);
    }
    let float = float(text).and_then(Number::from_f64);
    // A float keeps 15 digits. What has more is kept where an application has switched on `arbitrary_precision`;
    // elsewhere `serde_json` rounds as well, and worse: it would read `13.7` as `13.700000000000001`.
    if float.is_some() && text.len() <= 16 {
        return float.ok_or("a number");
    }
    if let Some(exact) = text.parse::<Number>().ok().filter(|it| it.to_string() == text) {
        return Ok(exact);
    }
    // Digits of an integer are counted, or name something; those of a fraction are measured.
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.bytes().all(|it| it.is_ascii_digit())
        && !float.as_ref().is_some_and(|it| is_exactly(it, digits))
    {
        return Err(TOO_LONG);
    }
    float.ok_or("a number that a float can hold")
}

/// Whether the float is written by these digits and no others: `1e20` stands for all of `100000000000000000000`.
fn is_exactly(float: &Number, digits: &str) -> bool {
    let written = float.as_f64().map(|it| format!("{:e}", it.abs())).unwrap_or_default();
    let Some((mantissa, exponent)) = written.split_once('e') else { return false };
    let significant = mantissa.replace('.', "");
    digits.trim_end_matches('0') == significant.trim_end_matches('0')
        && exponent.parse().is_ok_and(|it: usize| it + 1 == digits.len())
}
