//! How a type meets JSON: a non-generic reader and writer, and the types that descriptions name.
//!
//! - In: the bytes of a body, or a value of a generated type.
//! - Out: a value of a generated type, or compact JSON.
//! - The loops, the path of an error and the limits live in [`Reader`] and [`Writer`], which aren't generic: a
//!   generated codec is a list of calls, cheap to compile and easy to review.
//!
//! Source: [RFC 8259].
//!
//! ```
//! use clientwright_runtime::json::{DecodeError, Json, Reader, Writer, decode, encode};
//!
//! struct User { id: i64, roles: Option<Vec<String>> }
//!
//! impl Json for User {
//!     fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
//!         r.object(&["id", "roles"], |it: &mut Self, field, r| match field {
//!             0 => r.field(&mut it.id),
//!             1 => r.optional(&mut it.roles),
//!             _ => r.skip(),
//!         })
//!     }
//!
//!     fn blank() -> Self {
//!         Self { id: Json::blank(), roles: None }
//!     }
//!
//!     fn write(&self, w: &mut Writer) {
//!         let mut o = w.object();
//!         o.field("id", &self.id);
//!         o.optional("roles", &self.roles);
//!         o.end();
//!     }
//! }
//!
//! let user: User = decode(br#"{"roles": ["expert"], "id": 7, "new": {}}"#)?;
//! assert_eq!(encode(&user), br#"{"id":7,"roles":["expert"]}"#);
//!
//! let error = decode::<Vec<User>>(br#"[{"id": "7"}]"#).err().unwrap();
//! assert_eq!(error.to_string(), "at `[0].id`: expected an integer, found a string");
//! # Ok::<(), DecodeError>(())
//! ```
//!
//! [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259

mod base64;
#[doc(hidden)]
pub mod bridge;
mod containers;
mod decimal;
mod deviation;
mod error;
mod flatten;
#[doc(hidden)]
pub mod foreign;
mod ip;
mod located;
mod notes;
mod number;
mod open;
mod param;
mod patch;
pub(crate) mod pick;
mod reader;
mod scalars;
mod shape;
mod time;
mod union;
mod value;
mod wire;
mod wired;
mod writer;

pub use self::base64::{Base64, Base64Url};
pub use self::decimal::{Decimal, ParseDecimalError};
pub use self::deviation::{
    Deviation, DeviationKind, DeviationOutcome, DeviationPolicy, Deviations,
};
pub(crate) use self::deviation::{has_secret_word, is_secret_name, letters};
pub use self::error::DecodeError;
pub use self::flatten::{Flat, flatten};
pub(crate) use self::located::redacted;
pub(crate) use self::notes::Notes;
pub use self::param::Param;
pub use self::patch::Patch;
pub use self::reader::Reader;
pub(crate) use self::shape::Kind;
pub use self::shape::{Scalar, Shape};
pub use self::wire::{Wire, Wired};
pub use self::writer::{ArrayWriter, ObjectWriter, Writer};

/// A type that is read from JSON and written as JSON.
///
/// Generated code implements it for every type of a description; it is what `serde`'s two traits are elsewhere, without
/// their generics.
pub trait Json: Sized {
    /// The texts that servers send where there is no value, and that are no text of a value.
    ///
    /// An [`Option`] and a [`Patch`] read them as `null`: `""` where there is no number, `"0000-00-00"` where there is no
    /// date. Types that have an empty text, such as strings, have none.
    const ABSENT: &'static [&'static str] = &[];

    /// Whether no report may show a value, whatever comes in its place: that of a secret, and of a list or map of them.
    const IS_SECRET: bool = false;

    /// Returns the value of a required member that didn't come: an empty list or map, or an error.
    ///
    /// # Errors
    ///
    /// Fails where there is no value that says so.
    fn missing(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Err(r.missing())
    }

    /// Reads the value that comes next.
    ///
    /// # Errors
    ///
    /// Fails when the text isn't JSON, or is JSON of another shape.
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError>;

    /// Returns the cheapest value, which holds the place of a member until it is read.
    ///
    /// Nobody but tests ([`blank`](crate::testing::blank)) gets to see it: a member that doesn't come is an error.
    fn blank() -> Self;

    /// Writes the value; exactly one JSON value.
    fn write(&self, w: &mut Writer);
}

/// Writes a value as compact JSON.
pub fn encode<T: Json>(value: &T) -> Vec<u8> {
    let mut w = Writer::new();
    value.write(&mut w);
    w.into_bytes()
}

/// Reads a value from a whole JSON text.
///
/// A leading byte order mark is skipped ([RFC 8259], section 8.1, allows that).
///
/// # Errors
///
/// Fails when the text isn't JSON, is JSON of another shape, or goes on after the value.
///
/// [RFC 8259]: https://www.rfc-editor.org/rfc/rfc8259#section-8.1
pub fn decode<T: Json>(text: &[u8]) -> Result<T, DecodeError> {
    let mut r = Reader::new(text);
    let value = T::read(&mut r)?;
    r.finish()?;
    Ok(value)
}

/// Reads a value from a whole JSON text, or from none, by a policy; tells where it isn't as described.
pub fn decode_with<T: Json>(text: &[u8], policy: DeviationPolicy) -> Decoded<T> {
    let mut r = if text.trim_ascii().is_empty() { Reader::empty() } else { Reader::new(text) };
    r.accept(policy);
    let read = T::read(&mut r);
    let value = read.and_then(|it| r.finish().map(|()| it));
    let deviations = Deviations::collect(r.take_notes(), text, value.as_ref().err());
    Decoded { value, deviations }
}

/// What [`decode_with`] returns.
#[derive(Clone, Debug)]
pub struct Decoded<T> {
    /// The value, or why it can't be read.
    pub value: Result<T, DecodeError>,
    /// Where the text isn't as described.
    pub deviations: Deviations,
}
