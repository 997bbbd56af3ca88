//! Integration tests: one test binary.
#![cfg(test)]

mod additions;
mod api;
mod census;
mod circles;
mod cli;
mod conformance;
mod corpus;
mod determinism;
mod diff;
mod docs;
mod emitted;
mod expect;
mod fetch;
mod fixtures;
mod growth;
mod inventories;
mod killed;
mod manifest;
mod newcomer;
mod newman;
mod outline;
mod project;
mod promises;
mod reconcile;
mod regen;
mod release;
mod reordering;
mod rewriting;
mod samples;
mod select;
mod show;
mod steadiness;
mod story;
mod texts;
mod tidy;
mod workflows;

use std::path::{Path, PathBuf};

/// The target folder: the program of this test is `<target>/<profile>/deps/it-<hash>`.
fn target() -> PathBuf {
    std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_path_buf()
}

/// The folder of the project.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}
