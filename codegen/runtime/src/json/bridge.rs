//! The bridges to serde, for who wants generated types in a serde world of their own.
//!
//! - `serde_json`'s own reader and writer take numbers as they are written, so that every digit stays.
//! - Elsewhere a number is one of serde's, as in [`Value`]: that has no place for more digits than a float has.

use std::any::type_name;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _,
    ser::SerializeMap,
};
use serde_json::{Value, value::RawValue};

use super::{DecodeError, Json, Kind, Reader, reader::not_a, value::number};

pub use serde;

/// Writes a value by serde, in the order and with the digits that it has as JSON.
///
/// # Errors
///
/// Fails when the serializer does, or has no place for a number.
pub fn serialize<T: Json, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let json = super::encode(value);
    let mut reader = Reader::new(&json);
    Tree::read(&mut reader).map_err(S::Error::custom)?.serialize(serializer)
}

/// Reads a value that serde has.
///
/// # Errors
///
/// Fails when the deserializer does, or what it has isn't the value's JSON.
pub fn deserialize<'de, T: Json, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let json = if type_name::<D>().starts_with("&mut serde_json::de::Deserializer<") {
        Box::<str>::from(Box::<RawValue>::deserialize(deserializer)?).into_string().into_bytes()
    } else {
        super::encode(&Value::deserialize(deserializer)?)
    };
    super::decode(&json).map_err(D::Error::custom)
}

/// JSON whose numbers are still as they were written.
enum Tree {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Tree {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(match r.kind()? {
            Kind::Null => {
                r.literal_null()?;
                Self::Null
            }
            Kind::Bool => Self::Bool(r.boolean()?),
            Kind::String => Self::String(r.string()?),
            Kind::Array => {
                let mut items = Vec::new();
                r.array(&mut |r| {
                    items.push(Self::read(r)?);
                    Ok(())
                })?;
                Self::Array(items)
            }
            Kind::Object => {
                let mut members = Vec::new();
                r.members(&mut |r| {
                    let name = r.take_key();
                    members.push((name, Self::read(r)?));
                    Ok(())
                })?;
                Self::Object(members)
            }
            Kind::Any | Kind::Integer | Kind::Number => {
                Self::Number(r.number("a value")?.to_owned())
            }
        })
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(text) => serialize_number(text, serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
                map.end()
            }
        }
    }
}

/// Writes a number that is written like this in JSON.
///
/// Only `serde_json` knows what a raw value is; others would write the struct that it pretends to be. Should the name of
/// its type ever be another, it gets what others get.
fn serialize_number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if type_name::<S>().starts_with("&mut serde_json::ser::Serializer<") {
        let raw = RawValue::from_string(text.to_owned()).map_err(S::Error::custom)?;
        return raw.serialize(serializer);
    }
    let number = number(text).map_err(|expected| S::Error::custom(not_a(expected, text, 0)))?;
    number.serialize(serializer)
}

/// Implements serde's `Serialize` and `Deserialize` for types that are [`Json`](crate::Json).
///
/// ```
/// # use clientwright_runtime::{DecodeError, Json, json::{Reader, Writer}};
/// struct Id(i64);
/// # impl Json for Id {
/// #     fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> { r.integer().map(Self) }
/// #     fn blank() -> Self { Self(0) }
/// #     fn write(&self, w: &mut Writer) { w.integer(self.0); }
/// # }
///
/// clientwright_runtime::serde_bridge!(Id);
///
/// let id: Id = serde_json::from_str("7")?;
/// assert_eq!(serde_json::to_string(&id)?, "7");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! serde_bridge {
    ($($ty:ty),+ $(,)?) => {$(
        impl $crate::json::bridge::serde::Serialize for $ty {
            fn serialize<S: $crate::json::bridge::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::json::bridge::serialize(self, serializer)
            }
        }

        impl<'de> $crate::json::bridge::serde::Deserialize<'de> for $ty {
            fn deserialize<D: $crate::json::bridge::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::json::bridge::deserialize(deserializer)
            }
        }
    )+};
}
