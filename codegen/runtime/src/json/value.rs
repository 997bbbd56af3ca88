//! Values without a type of their own.

use serde_json::{Map, Value};

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
                r.object(&[], &mut |_, r| {
                    let key = r.take_key();
                    map.insert(key, Self::read(r)?);
                    Ok(())
                })?;
                Self::Object(map)
            }
            Kind::Any | Kind::Integer | Kind::Number => {
                let offset = r.offset();
                let text = r.number("a value")?;
                let number = text
                    .parse()
                    .map_err(|_| DecodeError::new("the number is out of range", offset))?;
                Self::Number(number)
            }
        })
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
