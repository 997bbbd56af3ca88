//! The program that `cargo xtask corpus`, `conformance`, `validate`, `growth`, `revisions` and `bench` start.

use std::env;
use std::path::Path;
use std::process::ExitCode;

use clientwright_cli::process;
use xtask_evaluate::stopwatch;

/// Generating is making and dropping many small things, which the system's allocator takes a third longer for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if let Some(folder) = env::var_os(stopwatch::FOLDER) {
        return ExitCode::from(stopwatch::run(Path::new(&folder), env::args_os()));
    }
    process::main("cargo xtask", xtask_evaluate::run)
}
