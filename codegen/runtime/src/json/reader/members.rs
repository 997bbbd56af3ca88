//! How a member of an object gets into its place in a value.

use std::collections::BTreeMap;

use super::Reader;
use crate::json::{DecodeError, Json, Kind};

impl Reader<'_> {
    /// Reads the value of a member that has to be there into `slot`.
    ///
    /// # Errors
    ///
    /// Fails as [`Json::read`] of the type does, and when the member didn't come.
    pub fn field<T: Json>(&mut self, slot: &mut T) -> Result<(), DecodeError> {
        *slot = if self.ended.is_some() { T::missing(self)? } else { T::read(self)? };
        Ok(())
    }

    /// Reads a value into `slot`; `null` leaves `None`.
    ///
    /// # Errors
    ///
    /// Fails as [`Json::read`] of the type does.
    pub fn optional<T: Json>(&mut self, slot: &mut Option<T>) -> Result<(), DecodeError> {
        if self.ended.is_none() {
            *slot = Option::read(self)?;
        }
        Ok(())
    }

    /// Reads a value into `slot`, also `null`, which is a value of its type.
    ///
    /// # Errors
    ///
    /// Fails as [`Json::read`] of the type does.
    pub fn present<T: Json>(&mut self, slot: &mut Option<T>) -> Result<(), DecodeError> {
        if self.ended.is_none() {
            *slot = T::read(self).map(Some)?;
        }
        Ok(())
    }

    /// Reads a value into `map`, under the name of the current member.
    ///
    /// To be called for a member that isn't one of the fields given to [`object`](Self::object).
    ///
    /// # Errors
    ///
    /// Fails as [`Json::read`] of the type does.
    pub fn extra<T: Json>(&mut self, map: &mut BTreeMap<String, T>) -> Result<(), DecodeError> {
        let key = self.take_key();
        self.met.other = true;
        let value = T::read(self)?;
        map.insert(key, value);
        Ok(())
    }

    /// Reads a value that says what is known already, such as the tag of a union's variant, and drops it.
    ///
    /// It is never `null`: that says something else, which dropping it would lose.
    ///
    /// # Errors
    ///
    /// Fails when it is `null`, or isn't JSON.
    pub fn implied(&mut self) -> Result<(), DecodeError> {
        if self.ended.is_none() && self.kind()? == Kind::Null {
            return self.str().map(|_| ());
        }
        self.implied_or_null()
    }

    /// The same of a value that may be `null`.
    ///
    /// # Errors
    ///
    /// Fails when it isn't JSON.
    pub fn implied_or_null(&mut self) -> Result<(), DecodeError> {
        if self.ended.is_some() {
            return Ok(());
        }
        let known = self.n_unknown;
        let skipped = self.skip();
        self.n_unknown = known;
        skipped
    }

    /// Takes note that the next object has a member which isn't among those that are listed: its tag.
    pub(crate) fn has_tag(&mut self) {
        self.met.other = true;
    }

    /// Returns the name of the current member, if it isn't one of the fields given to [`object`](Self::object).
    pub(crate) fn take_key(&mut self) -> String {
        std::mem::take(&mut self.key)
    }
}
