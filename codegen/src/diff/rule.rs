//! A kind of change.

use super::effect::{Cause, Rust, Wire};

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The name, in kebab-case, which stays.
    pub id: &'static str,
    /// What a change of the kind is.
    pub what: &'static str,
    /// What it does where the data is sent by clients.
    pub request: (Wire, Rust),
    /// What it does where clients receive the data.
    pub response: (Wire, Rust),
    /// Who makes such changes, unless a change says otherwise.
    pub cause: Cause,
    /// The sentence about a change, with the numbers of its facts in braces.
    pub sentence: &'static str,
    /// What to do, with the same numbers; empty where there is nothing to do.
    pub advice: &'static str,
}

/// The rules of an area of an API.
#[derive(Debug)]
#[non_exhaustive]
pub struct Area {
    /// What they are about.
    pub title: &'static str,
    /// The rules.
    pub rules: &'static [&'static Rule],
}
