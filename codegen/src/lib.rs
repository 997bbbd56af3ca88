//! Turns API descriptions into typed Rust client crates.

pub mod canonical;
pub mod diagnostic;
pub mod dialect;
pub mod document;
pub mod emit;
mod format;
pub mod ir;
pub mod load;
pub mod normalize;
pub mod pointer;
pub mod source;
