//! Values without a type of their own.

use serde_json::{Map, Number, Value};

use super::number::float;
use super::reader::not_a;
use super::{DecodeError, Json, Kind, Reader, Writer};

/// Kept as it is but for white space, the order of members, and digits beyond what `serde_json` keeps: an integer
/// beyond 64 bits, or a fraction of more than 15 digits, becomes the float that comes nearest, and a number beyond all
/// floats (`1e400`) is an error. With `serde_json`'s feature `arbitrary_precision`, which an application may switch on,
/// every digit is kept.
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
                let number = number(text).ok_or_else(|| not_a("a number", text, offset))?;
                Self::Number(number)
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

/// Returns the number a text stands for, with all its digits where `serde_json` keeps them.
fn number(text: &str) -> Option<Number> {
    let integer = text.parse::<i64>().map(Number::from);
    if let Ok(integer) = integer.or_else(|_| text.parse::<u64>().map(Number::from)) {
        return Some(integer);
    }
    let float = float(text).and_then(Number::from_f64);
    // A float keeps 15 digits. What has more is kept where an application has switched on `arbitrary_precision`;
    // elsewhere `serde_json` rounds as well, and worse: it would read `13.7` as `13.700000000000001`.
    if float.is_some() && text.len() <= 16 {
        return float;
    }
    let exact = text.parse::<Number>().ok().filter(|it| it.to_string() == text);
    exact.or(float)
}
