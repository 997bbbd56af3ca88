//! The steps of the pipeline, for the tools and tests of this repository: nothing here is covered by semantic versioning.

pub use crate::compare::{Made, places};
pub use crate::pipeline::{
    Lowered, Names, Purpose, Reading, ledger, manifest, origins, read, settings, spots,
};

/// What tells this generator from others: a hash of its source.
pub const GENERATOR: &str = env!("GENERATOR");

/// What the command reads: `crate::build`.
#[cfg(feature = "build")]
pub mod build {
    pub use crate::build::disk::*;
}
/// What the command asks: `crate::bundle`.
pub mod bundle {
    pub use crate::bundle::*;
}
/// What is typed: `crate::canonical`.
pub mod canonical {
    pub use crate::canonical::*;
}
/// Where findings are collected: `crate::diagnostic`.
pub mod diagnostic {
    pub use crate::diagnostic::*;
}
/// Which dialects there are: `crate::dialect`.
pub mod dialect {
    pub use crate::dialect::*;
}
/// What is on its way: `crate::document`.
pub mod document {
    pub use crate::document::*;
}
/// IR to files: `crate::emit`.
pub mod emit {
    pub use crate::emit::{emit, emit_api_json};
}
/// The API as Rust will see it: `crate::ir`.
pub mod ir {
    pub use crate::ir::*;
}
/// Where the Rust of operations and types is: `crate::items`.
pub mod items {
    pub use crate::items::{Names, Part, Parts};
}
/// Text to documents: `crate::load`.
pub mod load {
    pub use crate::load::*;
}
/// Canonical to IR: `crate::lower`.
pub mod lower {
    pub use crate::lower::*;
}
/// The passes to canonical form: `crate::normalize`.
pub mod normalize {
    pub use crate::normalize::*;
}
/// What is kept of a release: `crate::release`.
pub mod release {
    pub use crate::emit::notice;
    pub use crate::release::{CHANGELOG, MANIFEST, RECORD, record};
}
/// What `vendor.toml` says: `crate::settings`.
pub mod settings {
    pub use crate::settings::*;
}
/// Texts of files: `crate::source`.
pub mod source {
    pub use crate::source::*;
}
/// What is kept beside the files of a crate: `crate::written`.
pub mod written {
    pub use crate::written::*;
}
