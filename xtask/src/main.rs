//! The command line of the project: `cargo xtask`.

use std::process::ExitCode;

use clientwright_cli::process;

/// Generating is making and dropping many small things, which the system's allocator takes a third longer for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    process::main("cargo xtask", xtask::run)
}
