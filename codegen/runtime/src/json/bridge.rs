//! The bridges to serde, for who wants generated types in a serde world of their own.

use serde_json::Value;

use super::DecodeError;

pub use serde;

/// Returns JSON as a value that serde can write anywhere.
///
/// # Errors
///
/// Fails when the text isn't JSON.
pub fn to_value(json: &[u8]) -> Result<Value, DecodeError> {
    super::decode(json)
}

/// Returns a value that serde has read as JSON.
pub fn from_value(value: &Value) -> Vec<u8> {
    super::encode(value)
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
                let value = $crate::json::bridge::to_value(&$crate::encode(self))
                    .map_err($crate::json::bridge::serde::ser::Error::custom)?;
                $crate::json::bridge::serde::Serialize::serialize(&value, serializer)
            }
        }

        impl<'de> $crate::json::bridge::serde::Deserialize<'de> for $ty {
            fn deserialize<D: $crate::json::bridge::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value = <$crate::serde_json::Value as $crate::json::bridge::serde::Deserialize>::deserialize(deserializer)?;
                $crate::decode(&$crate::json::bridge::from_value(&value))
                    .map_err($crate::json::bridge::serde::de::Error::custom)
            }
        }
    )+};
}
