//! `[changes]`: what changes since the last release ask of the next version.

use super::{Setting, Table};
use crate::diagnostic::findings;
use crate::diff::{Rust, areas};

/// The table `[changes]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// By the id of a rule.
    pub levels: Vec<(String, Setting<Level>)>,
    /// By the fingerprint of a change: why it may pass.
    pub accepted: Vec<(String, Setting<String>)>,
}

/// What a change of a kind asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// A version, as if the change had this effect on Rust code.
    Version(Rust),
    /// That somebody accepts it.
    Error,
}

const LEVELS: [(&str, Level); 5] = [
    ("none", Level::Version(Rust::None)),
    ("patch", Level::Version(Rust::Patch)),
    ("minor", Level::Version(Rust::Minor)),
    ("major", Level::Version(Rust::Major)),
    ("error", Level::Error),
];

impl Changes {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        Self {
            levels: table.table("levels", read_levels).unwrap_or_default(),
            accepted: table.table("accepted", |it| it.each(Table::string)).unwrap_or_default(),
        }
    }
}

fn read_levels(table: &mut Table<'_>) -> Vec<(String, Setting<Level>)> {
    let rules: Vec<&str> = areas().flat_map(|it| it.rules).map(|it| it.id).collect();
    let level = |it: &str| LEVELS.iter().find(|(name, _)| *name == it).map(|(_, it)| *it);
    table.each(|table, key| {
        let Setting { value, place } = table.string(key)?;
        let finding = if !rules.contains(&key) {
            findings::settings::unknown_rule(key, table.near(key, rules.iter().copied()))
        } else if let Some(value) = level(&value) {
            return Some(Setting { value, place });
        } else {
            findings::settings::not_one_of(key, &LEVELS.map(|(name, _)| name))
        };
        table.report(place, finding);
        None
    })
}
