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
        let keys = table.keys();
        let named = keys.into_iter().filter_map(|key| {
            let known = table.string(&key)?;
            Some((key, known))
        });
        Self { read_as: named.collect() }
    }
}
