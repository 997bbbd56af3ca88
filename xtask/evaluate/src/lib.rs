//! The commands of `cargo xtask` that measure the generator: by many descriptions, and by what other people's tools say.
//!
//! They are a package of their own, so that `cargo xtask regen` doesn't build what they link.

mod args;
mod bench;
mod conformance;
mod corpus;
pub mod growth;
pub mod install;
mod known;
mod member;
mod reference;
mod revisions;
mod validate;

use std::ffi::OsString;

use clientwright_cli::{Shell, process};

use crate::args::{Args, Command};
pub use crate::corpus::{Direction, Judge, stopwatch};

/// Runs a command line, the name of the program included, and returns the exit code; see [`process::run`].
pub fn run(args: impl IntoIterator<Item = OsString>, shell: &mut Shell<'_>) -> u8 {
    process::run(args, shell, |args: Args, shell| {
        shell.manifest_path = args.global.manifest_path;
        match args.command {
            Command::Corpus(args) => corpus::run(&args, shell),
            Command::Conformance(args) => conformance::run(&args, shell),
            Command::Validate(args) => validate::run(&args, shell),
            Command::Growth(args) => growth::run(&args, shell),
            Command::Revisions(args) => revisions::run(&args, shell),
            Command::Bench(args) => bench::run(&args, shell),
            Command::Alone(rest) => bench::alone(&rest.args, shell),
            Command::Generate(rest) => Ok(bench::generate(&rest.args, shell)),
        }
    })
}
