//! A member that may be missing or `null`, and the two differ.

use super::{DecodeError, Json, ObjectWriter, Reader, Writer};

/// What a request says about a value: nothing, that there be none, or what it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Patch<T> {
    /// Not sent: leave it as it is.
    #[default]
    Absent,
    /// Sent as `null`: there be none.
    Null,
    /// Sent.
    Value(T),
}

impl<T> Patch<T> {
    /// Returns whether it isn't sent.
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns whether it is sent as `null`.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns the same with a reference to the value.
    pub const fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Value(value) => Patch::Value(value),
        }
    }

    /// Returns the value, if there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Absent | Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Patch<T> {
    /// `None` is `Null`: who wants `Absent` says nothing.
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl From<&str> for Patch<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T: Json> Json for Patch<T> {
    const ABSENT: &'static [&'static str] = T::ABSENT;
    const IS_SECRET: bool = T::IS_SECRET;

    fn missing(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Option::missing(r).map(Self::from)
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Option::read(r).map(Self::from)
    }

    fn blank() -> Self {
        Self::Absent
    }

    /// Outside of an object, where nothing can be absent, that is `null`.
    fn write(&self, w: &mut Writer) {
        match self {
            Self::Absent | Self::Null => w.null(),
            Self::Value(value) => value.write(w),
        }
    }
}

impl Reader<'_> {
    /// Reads a value into `slot`; `null` is told from a member that doesn't come.
    ///
    /// # Errors
    ///
    /// Fails as [`Json::read`] of the type does.
    pub fn patch<T: Json>(&mut self, slot: &mut Patch<T>) -> Result<(), DecodeError> {
        if self.ended.is_none() {
            *slot = Patch::read(self)?;
        }
        Ok(())
    }
}

impl ObjectWriter<'_> {
    /// Writes a member if it isn't absent.
    pub fn patch<T: Json>(&mut self, name: &str, value: &Patch<T>) {
        if !value.is_absent() {
            self.field(name, value);
        }
    }
}
