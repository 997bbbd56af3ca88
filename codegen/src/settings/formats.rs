//! `[formats]`: what formats of the vendor's own are read as.

use super::{Setting, Table};

/// The table `[formats]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formats {
    /// The vendor's names, each with the known format that it is read as.
    pub read_as: Vec<(String, Setting<String>)>,
}

impl Formats {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        Self { read_as: table.each(Table::string) }
    }
}
