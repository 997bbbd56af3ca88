//! Turns API descriptions into typed Rust client crates.
//!
//! A description takes this way, and [`generate`] reads like it:
//!
//! 1. [`load`]: text to a [`Document`](document::Document), JSON or YAML;
//! 2. [`dialect`]: which of the known dialects it is;
//! 3. [`normalize`]: a list of passes, one list a dialect, to plain OpenAPI 3.0;
//! 4. [`canonical`]: the typed parse, piece by piece;
//! 5. `lower`: to the API as Rust sees it ([`ir`]), names included;
//! 6. `emit`: to the files of a crate.
//!
//! The library does no I/O and knows neither clock nor environment: the same input gives the same bytes.

pub mod canonical;
pub mod diagnostic;
pub mod dialect;
pub mod document;
pub mod ir;
pub mod load;
pub mod normalize;
pub mod overlay;
pub mod pointer;
pub mod source;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Sources};

/// What to generate from, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// The description.
    pub description: FileId,
    /// An OpenAPI Overlay to apply first.
    pub overlay: Option<FileId>,
    /// The names that earlier runs gave, as `names.lock` holds them.
    pub names: Option<String>,
    /// The name of the package; made from the description's title where there is none.
    pub package: Option<String>,
    /// The name by which people know the API; the description's title where there is none.
    pub title: Option<String>,
    /// Where the generated crate finds its runtime and whether it is part of a workspace.
    pub manifest: Manifest,
}

/// What a generated `Cargo.toml` says about its surroundings.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The dependency on the runtime, as TOML: `{ path = "../../codegen/runtime" }`.
    pub runtime: String,
    /// Whether the crate is a member of a workspace; one that isn't says so in its manifest.
    pub workspace: bool,
    /// How the crate is made again, for the first line of its files: `cargo xtask regen flexperto`.
    pub command: Option<String>,
}

/// What a run gives.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The crate: path in it to text. `None` when a finding is an error.
    pub files: Option<BTreeMap<String, String>>,
    /// The name of the package.
    pub package: String,
    /// The names given, to be kept as `names.lock`.
    pub names: String,
    /// What there is to say about the input, ordered by place.
    pub findings: Vec<Diagnostic>,
    /// What came out, in numbers.
    pub census: Census,
}

/// What came out of a run, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// The dialect of the description: `OpenAPI 2.0`.
    pub dialect: String,
    /// Operations that became methods.
    pub operations: usize,
    /// Operations of the description that did not.
    pub skipped: usize,
    /// Named types.
    pub types: usize,
    /// Webhooks.
    pub webhooks: usize,
    /// Facts (operations, parameters, fields, types, replies) that are marked as found on the web.
    pub web: usize,
    /// Facts that are marked as inferred.
    pub inferred: usize,
    /// Findings that are gaps.
    pub gaps: usize,
}

/// Generates a crate from a description.
pub fn generate(sources: &Sources, request: &Request) -> Output {
    let _ = (sources, request);
    Output::default()
}
