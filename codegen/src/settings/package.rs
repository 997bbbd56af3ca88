//! `[package]`: what the crate's `Cargo.toml` says beside its name.

use super::{Setting, Table};
use crate::diagnostic::findings;
use crate::diff::Version;

/// The table `[package]`, by Cargo's own names for its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// The version of the crate, which is one.
    pub version: Option<Setting<String>>,
    /// An SPDX expression.
    pub license: Option<Setting<String>>,
    /// A line about the crate.
    pub description: Option<Setting<String>>,
    /// Where people read about the API.
    pub homepage: Option<Setting<String>>,
    /// Where the crate's documentation is.
    pub documentation: Option<Setting<String>>,
    /// Where the crate's source is.
    pub repository: Option<Setting<String>>,
    /// Who answers for it.
    pub authors: Vec<Setting<String>>,
    /// Words that it is found by, five at most.
    pub keywords: Vec<Setting<String>>,
    /// Whether it may go to a registry.
    pub publish: Option<Setting<bool>>,
}

impl Package {
    pub(super) fn read(table: &mut Table<'_>) -> Self {
        let package = Self {
            version: table.string("version"),
            license: table.string("license"),
            description: table.string("description"),
            homepage: table.string("homepage"),
            documentation: table.string("documentation"),
            repository: table.string("repository"),
            authors: table.strings("authors"),
            keywords: table.strings("keywords"),
            publish: table.flag("publish"),
        };
        if let Some(version) =
            package.version.as_ref().filter(|it| Version::parse(&it.value).is_none())
        {
            table.report(version.place.clone(), findings::settings::no_version(&version.value));
        }
        if let Some(keyword) = package.keywords.iter().find(|it| !is_keyword(&it.value)) {
            table.report(keyword.place.clone(), findings::settings::no_keyword(&keyword.value));
        }
        if let Some(sixth) = package.keywords.get(5) {
            table.report(sixth.place.clone(), findings::settings::too_many_keywords());
        }
        package
    }
}

/// What Cargo's registry takes: 20 characters at most, a letter or digit first.
fn is_keyword(text: &str) -> bool {
    text.len() <= 20
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_+".contains(&it))
}
