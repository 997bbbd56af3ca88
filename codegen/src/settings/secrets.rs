//! `[secrets]`: which members hold credentials, where their names don't tell.

use super::{Setting, Table};

/// The table `[secrets]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secrets {
    /// Names of members that are secret, too.
    pub also: Vec<Setting<String>>,
    /// Names of members that aren't, whatever they are called or formatted as.
    pub never: Vec<Setting<String>>,
}

impl Secrets {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        Self { also: table.strings("also"), never: table.strings("never") }
    }
}
