//! The generator as WebAssembly, with the JavaScript that calls it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use clientwright_cli::Error;

use crate::{Bind, program};

const TRIPLE: &str = "wasm32-unknown-unknown";

/// As much as a thread has by default, which the library needs at most; a browser's own stack is beside it.
const STACK: &str = "link-arg=-zstack-size=2097152";

/// Builds it, and returns the folder with `engine.js` and `engine_bg.wasm`.
pub(crate) fn build(root: &Path, target: &Path, quick: bool, bind: Bind) -> Result<PathBuf, Error> {
    let (profile, folder) = if quick { ("dev", "debug") } else { ("playground", "playground") };
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args([
        "rustc",
        "--package",
        "clientwright-playground",
        "--lib",
        "--crate-type",
        "cdylib",
    ]);
    cargo.args(["--target", TRIPLE, "--profile", profile]).arg("--target-dir").arg(target);
    cargo.args(["--", "-C", STACK]).current_dir(root);
    program::run(&mut cargo).map_err(|it| {
        it.help(format!("it needs the target: `rustup target add {TRIPLE}` adds it"))
    })?;
    let wasm = target.join(TRIPLE).join(folder).join("clientwright_playground.wasm");
    let out = target.join("page").join(folder);
    bind(&wasm, &out).map_err(|it| Error::at(&wasm, it))?;
    Ok(out)
}
