//! `[package]`: what the crate's `Cargo.toml` says beside its name.

use super::{Setting, Table};
use crate::diagnostic::findings;

/// The table `[package]`, by Cargo's own names for its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// The version of the crate.
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
        if let Some(version) = package.version.as_ref().filter(|it| !is_version(&it.value)) {
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

/// Semantic Versioning 2.0.0, section 2, with a pre-release or build behind it.
fn is_version(text: &str) -> bool {
    let (core, rest) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let is_number = |it: &str| {
        let digits = !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
        digits && (it == "0" || !it.starts_with('0'))
    };
    let is_suffix = |byte: u8| byte.is_ascii_alphanumeric() || b"-+.".contains(&byte);
    core.split('.').count() == 3
        && core.split('.').all(is_number)
        && rest.len() != 1
        && rest.bytes().all(is_suffix)
}

/// What Cargo's registry takes: 20 characters at most, a letter or digit first.
fn is_keyword(text: &str) -> bool {
    text.len() <= 20
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_+".contains(&it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_semantic() {
        for version in ["0.1.0", "1.20.3-beta.1", "1.0.0+build"] {
            assert!(is_version(version), "{version}");
        }
        for version in ["1.0", "v1.0.0", "1.02.3", "1.0.0-", "1.0.0 "] {
            assert!(!is_version(version), "{version}");
        }
    }
}
