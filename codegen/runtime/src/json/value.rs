//! Values without a type of their own.

use serde_json::{Map, Number, Value};

use super::number::float;
use super::reader::not_a;
use super::{DecodeError, Json, Kind, Reader, Writer};

/// Kept as it is but for white space, the order of members, and digits beyond what `serde_json` keeps.
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

/// Returns the number a text stands for; `serde_json` would read `13.7` as `13.700000000000001`.
fn number(text: &str) -> Option<Number> {
    let integer = text.parse::<i64>().map(Number::from);
    let integer = integer.or_else(|_| text.parse::<u64>().map(Number::from));
    integer.ok().or_else(|| Number::from_f64(float(text)?))
}
