//! The command line of the project: `cargo xtask`.

use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use xtask::{OutputStyle, Shell, stopwatch};

/// Generating is making and dropping many small things, which the system's allocator takes a third longer for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if let Some(folder) = env::var_os(stopwatch::FOLDER) {
        return ExitCode::from(stopwatch::run(Path::new(&folder), env::args_os()));
    }
    // Cargo tells a program that it runs where its package lies; the other one is for running it by hand.
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = package.parent().unwrap_or(Path::new(".")).to_path_buf();
    let cwd = env::current_dir().unwrap_or_else(|_| root.clone());
    let colour = env::var_os("NO_COLOR").is_none();
    let mut shell = Shell {
        root,
        cwd,
        out: &mut io::stdout(),
        err: &mut io::stderr(),
        style: OutputStyle {
            progress: io::stderr().is_terminal(),
            colour_out: colour && io::stdout().is_terminal(),
            colour_err: colour && io::stderr().is_terminal(),
        },
        ci: env::var_os("CI").is_some(),
        program: env::current_exe().ok(),
        generate: &clientwright::generate,
    };
    ExitCode::from(xtask::run(env::args_os(), &mut shell))
}
