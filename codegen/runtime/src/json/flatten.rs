//! A value in the form that parameters need: scalars, lists of scalars and their names.

use super::{DecodeError, Kind, Reader};

/// A value as parameters see it, everything in it as text and in the order of the JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flat {
    /// `null`.
    Null,
    /// A string without its quotes, a number or a boolean.
    Scalar(String),
    /// The items of an array: scalars as above, and objects and arrays as JSON. A `null` is left out.
    List(Vec<String>),
    /// The members of an object.
    Object(Vec<(String, Flat)>),
}

/// Returns the form that parameters need of a value that [`encode`](super::encode) wrote.
///
/// A text that isn't JSON, which `encode` never returns, is a scalar.
pub fn flatten(json: &[u8]) -> Flat {
    flat(&mut Reader::new(json)).unwrap_or_else(|_| Flat::Scalar(lossy(json)))
}

fn flat(r: &mut Reader<'_>) -> Result<Flat, DecodeError> {
    match r.kind()? {
        Kind::Array => {
            let mut items = Vec::new();
            r.array(&mut |r| {
                items.extend(item(r)?);
                Ok(())
            })?;
            Ok(Flat::List(items))
        }
        Kind::Object => {
            let mut members = Vec::new();
            r.members(&mut |r| {
                let name = r.take_key();
                members.push((name, flat(r)?));
                Ok(())
            })?;
            Ok(Flat::Object(members))
        }
        _ => Ok(item(r)?.map_or(Flat::Null, Flat::Scalar)),
    }
}

fn item(r: &mut Reader<'_>) -> Result<Option<String>, DecodeError> {
    Ok(match r.kind()? {
        Kind::Null => {
            r.skip()?;
            None
        }
        Kind::String => Some(r.string()?),
        _ => Some(lossy(r.raw()?)),
    })
}

fn lossy(json: &[u8]) -> String {
    String::from_utf8_lossy(json).into_owned()
}
