//! The program that `cargo xtask playground` starts.

use std::process::ExitCode;

use clientwright_cli::process;

fn main() -> ExitCode {
    process::main("cargo xtask", xtask_playground::run)
}
