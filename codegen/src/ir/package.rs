//! What the package says of itself.

/// What a `Cargo.toml` says beside the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The version.
    pub version: String,
    /// An SPDX expression.
    pub license: Option<String>,
    /// A line about the crate.
    pub description: Option<String>,
    /// Where people read about the API.
    pub homepage: Option<String>,
    /// Where the crate's documentation is.
    pub documentation: Option<String>,
    /// Where the crate's source is.
    pub repository: Option<String>,
    /// Who answers for it.
    pub authors: Vec<String>,
    /// Words that it is found by.
    pub keywords: Vec<String>,
    /// Whether it may go to a registry, where somebody says.
    pub publish: Option<bool>,
}

/// A crate that a type of the user's own is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The name that `Cargo.toml` has for it.
    pub name: String,
    /// What stands behind the name: a version, or a table.
    pub requirement: serde_json::Value,
}
