//! The command line of the project: `cargo xtask`.

use std::process::ExitCode;

use clientwright_cli::process;

fn main() -> ExitCode {
    process::main("cargo xtask", xtask::run)
}
