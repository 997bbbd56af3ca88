//! Turns API descriptions into typed Rust client crates.
//!
//! The library does no I/O and knows neither clock nor environment: the same input gives the same bytes.
//! It needs the stack that a thread has by default (2 MB), however deep schemas refer to each other and however many
//! parameters, fields and credentials there are.

mod bundle;
mod canonical;
mod diagnostic;
mod dialect;
mod document;
mod emit;
mod extensions;
mod format;
mod http;
#[doc(hidden)]
pub mod internal;
mod ir;
mod load;
mod lower;
mod markdown;
mod normalize;
mod output;
mod overlay;
mod pipeline;
mod pointer;
mod request;
mod settings;
mod source;
mod words;

pub use diagnostic::{Code, Diagnostic, Format, Label, Part, Place, Severity, render};
pub use output::{Census, Normalized, Output};
pub use pipeline::{generate, normalize, references};
pub use pointer::Pointer;
pub use request::{Manifest, Request};
pub use source::{FileId, SourceFile, Sources, Unavailable};
