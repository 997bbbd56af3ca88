//! A value in the form that parameters need: scalars, lists of scalars and their names.

use super::{DecodeError, Kind, Reader};

/// A value as parameters see it, everything in it as text and in the order of the JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flat {
    /// `null`.
    Null,
    /// A string without its quotes, a number or a boolean.
    Scalar(String),
    /// The items of an array, each as its JSON. A `null` is left out.
    List(Vec<Vec<u8>>),
    /// The members of an object.
    Object(Vec<(String, Flat)>),
}

impl Flat {
    /// The value of `json` as one text: a scalar as above, everything else as its JSON.
    pub fn text(json: &[u8]) -> String {
        Self::scalar(json).unwrap_or_else(|| lossy(json))
    }

    /// The text of a scalar; `None` for `null`, lists and objects.
    pub(crate) fn scalar(json: &[u8]) -> Option<String> {
        match flatten(json) {
            Self::Scalar(text) => Some(text),
            Self::Null | Self::List(_) | Self::Object(_) => None,
        }
    }
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
                match r.kind()? {
                    Kind::Null => r.skip()?,
                    _ => items.push(r.raw()?.to_vec()),
                }
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
        Kind::Null => r.skip().map(|()| Flat::Null),
        Kind::String => r.string().map(Flat::Scalar),
        _ => Ok(Flat::Scalar(lossy(r.raw()?))),
    }
}

fn lossy(json: &[u8]) -> String {
    String::from_utf8_lossy(json).into_owned()
}
