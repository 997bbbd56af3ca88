//! The program that `cargo xtask playground` starts.

use std::path::Path;
use std::process::ExitCode;

use clientwright_cli::process;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    process::main("cargo xtask", |args, shell| xtask_playground::run(args, bind, shell))
}

/// Makes JavaScript for `wasm` in the folder `out`.
fn bind(wasm: &Path, out: &Path) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let made = bindgen
        .input_path(wasm)
        .out_name("engine")
        .web(true)
        .map(|it| it.remove_name_section(true).omit_default_module_path(true).typescript(true))
        .and_then(|it| it.generate(out));
    made.map_err(|it| format!("{it:#}"))
}
