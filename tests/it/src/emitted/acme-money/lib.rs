//! Types of the users' own: by the runtime's trait, by serde, by `FromStr` and `Display`.

use std::fmt;
use std::str::FromStr;

use clientwright_runtime::json::{DecodeError, Json, Reader, Writer};
use serde::{Deserialize, Serialize};

/// An amount, which meets JSON by the runtime's trait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Money {
    /// In hundredths.
    pub cents: i64,
}

impl Json for Money {
    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        r.object(&["cents"], |it: &mut Self, field, r| match field {
            0 => r.field(&mut it.cents),
            _ => r.skip(),
        })
    }

    fn blank() -> Self {
        Self::default()
    }

    fn write(&self, w: &mut Writer) {
        let mut o = w.object();
        o.field("cents", &self.cents);
        o.end();
    }
}

/// Where somebody lives, which meets JSON by serde.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    /// With the number.
    pub street: String,
    /// Whatever else there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// A part of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
}

/// A card, one of several variants, which doesn't know the member that tells them apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Card {
    /// As it stands on it.
    pub number: String,
}

/// The name of a thing: letters, a hyphen and digits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sku {
    letters: String,
    number: u32,
}

impl FromStr for Sku {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (letters, number) = text.split_once('-').ok_or("there is no hyphen")?;
        let number = number.parse().map_err(|_| "no number is behind the hyphen")?;
        Ok(Self { letters: letters.to_owned(), number })
    }
}

impl fmt::Display for Sku {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.letters, self.number)
    }
}
