//! `[features]`: what of a crate is there with a feature of Cargo alone.

use super::{Setting, Table};

/// The table `[features]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Whether each tag is a feature; by the number of operations where nothing is said.
    pub tags: Option<Setting<bool>>,
}

impl Features {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        Self { tags: table.flag("tags") }
    }
}
