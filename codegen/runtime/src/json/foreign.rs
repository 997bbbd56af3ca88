//! Types of other crates that stand for a schema: read and written by their own `FromStr` and `Display`, or by serde.
//!
//! Generated code has a type of its own around each of them, since it can implement [`Json`](crate::Json) for no other;
//! its codec calls what is here.
//!
//! ```
//! use std::net::SocketAddr;
//! use clientwright_runtime::json::{DecodeError, Json, Reader, Writer, decode, encode, foreign};
//!
//! struct Address(SocketAddr);
//!
//! impl Json for Address {
//!     fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
//!         foreign::read_text(r, "std::net::SocketAddr").map(Self)
//!     }
//!
//!     fn blank() -> Self {
//!         Self(([0, 0, 0, 0], 0).into())
//!     }
//!
//!     fn write(&self, w: &mut Writer) {
//!         foreign::write_text(&self.0, w);
//!     }
//! }
//!
//! let addresses: Vec<Address> = decode(br#"["192.0.2.1:80"]"#)?;
//! assert_eq!(encode(&addresses), br#"["192.0.2.1:80"]"#);
//!
//! let error = decode::<Vec<Address>>(br#"["here"]"#).err().unwrap();
//! assert_eq!(
//!     error.to_string(),
//!     "at `[0]`: expected a `std::net::SocketAddr`, found `here`: invalid socket address syntax"
//! );
//! # Ok::<(), DecodeError>(())
//! ```

use std::fmt::Display;
use std::str::FromStr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::de::SliceRead;

use super::reader::{Source, not_a};
use super::{DecodeError, Kind, Reader, Writer};

/// Reads a value by its `FromStr`: of a string, or of the digits of a number; `name` is what the type is called.
///
/// # Errors
///
/// Fails when it is neither, or when the type doesn't take the text.
pub fn read_text<T>(r: &mut Reader<'_>, name: &str) -> Result<T, DecodeError>
where
    T: FromStr<Err: Display>,
{
    let start = r.value_start()?;
    let offset = r.base + start;
    let text = match r.kind()? {
        Kind::Number => r.number("a text")?,
        _ => r.str()?,
    };
    text.trim().parse().map_err(|error| refused(name, text, &error, offset))
}

/// Writes a value as the string that its `Display` gives.
pub fn write_text(value: &impl Display, w: &mut Writer) {
    w.string(&value.to_string());
}

/// Writes a value as the number that its `Display` gives, and as a string where that is none.
pub fn write_number(value: &impl Display, w: &mut Writer) {
    let text = value.to_string();
    if is_number(&text) {
        w.number(|out| out.extend_from_slice(text.as_bytes()));
    } else {
        w.string(&text);
    }
}

/// Reads a value by its `Deserialize`; `name` is what the type is called.
///
/// # Errors
///
/// Fails when what comes isn't JSON, or when the type doesn't take it.
pub fn read_serde<T: DeserializeOwned>(r: &mut Reader<'_>, name: &str) -> Result<T, DecodeError> {
    read_serde_with(r, name, |it| T::deserialize(it))
}

/// Reads a value by a function as those that serde's attribute `with` takes.
///
/// # Errors
///
/// Fails when what comes isn't JSON, or when the function fails.
pub fn read_serde_with<T>(
    r: &mut Reader<'_>,
    name: &str,
    read: impl FnOnce(&mut serde_json::Deserializer<SliceRead<'_>>) -> serde_json::Result<T>,
) -> Result<T, DecodeError> {
    let start = r.value_start()?;
    let offset = r.base + start;
    let quoted;
    let json = match &r.source {
        Source::Json(_) => r.raw()?,
        Source::Text(text) => {
            quoted = Value::from(*text).to_string();
            quoted.as_bytes()
        }
        Source::Empty => b"null",
    };
    let mut json_reader = serde_json::Deserializer::from_slice(json);
    read(&mut json_reader).map_err(|error| {
        let error = without_position(&error);
        match serde_json::from_slice(json) {
            Ok(Value::String(text)) => refused(name, &text, &error, offset),
            _ => DecodeError::new(format!("expected a `{name}`: {error}"), offset),
        }
    })
}

/// Writes a value by its `Serialize`: `null` where that fails, as for a map whose keys are no texts.
pub fn write_serde(value: &impl Serialize, w: &mut Writer) {
    write_serde_with(w, |it| value.serialize(it));
}

/// Writes a value by a function as those that serde's attribute `with` takes: `null` where that fails.
pub fn write_serde_with(
    w: &mut Writer,
    write: impl FnOnce(&mut serde_json::Serializer<&mut Vec<u8>>) -> serde_json::Result<()>,
) {
    let mut json = Vec::new();
    let written = write(&mut serde_json::Serializer::new(&mut json)).is_ok();
    match json.first() {
        Some(b'0'..=b'9' | b'-') if written => w.number(|out| out.extend_from_slice(&json)),
        // A tag is a member of the object, and may be one that it writes itself.
        Some(b'{') if written && w.has_tags() => {
            let mut object = w.object();
            // It is JSON, which serde has just written.
            let _ = Reader::new(&json).members(&mut |r| {
                let name = r.take_key();
                object.raw(&name, r.raw()?);
                Ok(())
            });
            object.end();
        }
        Some(_) if written && json != b"null" => w.raw(|out| out.extend_from_slice(&json)),
        _ => w.null(),
    }
}

/// Whether a text is a number of JSON ([RFC 8259], section 6), which has neither a leading zero nor a point at an end.
///
/// [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259#section-6
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|it: char| it.is_ascii_digit())
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// The error that a type doesn't take a value.
#[cold]
fn refused(name: &str, text: &str, error: &dyn Display, offset: usize) -> DecodeError {
    let expected = not_a(&format!("a `{name}`"), text, offset);
    DecodeError::new(format!("{}: {error}", expected.message()), offset)
}

/// What serde says without the line and column, which are those of the value alone.
#[cold]
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rfind(" at line ").and_then(|at| text.get(..at)).map_or(text.clone(), str::to_owned)
}

/// Implements what a type around one of another crate has in common with it: `Deref`, and conversions from and to it.
///
/// ```
/// mod types {
///     #[derive(Clone, Debug, PartialEq)]
///     pub struct Address(pub std::net::SocketAddr);
/// }
///
/// clientwright_runtime::foreign_types! { crate::types::Address: std::net::SocketAddr }
///
/// fn main() {
///     let plain = std::net::SocketAddr::from(([192, 0, 2, 1], 80));
///     let address = types::Address::from(plain);
///     assert_eq!(address.port(), 80);
///     assert_eq!(std::net::SocketAddr::from(address), plain);
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! foreign_types {
    ($($own:path: $foreign:ty),+ $(,)?) => {$(
        impl ::core::ops::Deref for $own {
            type Target = $foreign;

            fn deref(&self) -> &$foreign {
                &self.0
            }
        }

        impl ::core::ops::DerefMut for $own {
            fn deref_mut(&mut self) -> &mut $foreign {
                &mut self.0
            }
        }

        impl ::core::convert::From<$foreign> for $own {
            fn from(value: $foreign) -> Self {
                Self(value)
            }
        }

        impl ::core::convert::From<$own> for $foreign {
            fn from(value: $own) -> Self {
                value.0
            }
        }
    )+};
}
