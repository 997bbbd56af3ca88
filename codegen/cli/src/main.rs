//! The program `clientwright`.

use std::process::ExitCode;

use clientwright_cli::process;

/// Generating is making and dropping many small things, which the system's allocator takes a third longer for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    clientwright_cli::complete();
    process::main("clientwright", clientwright_cli::run)
}
