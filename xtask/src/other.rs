//! Programs of this workspace that this one is built without: cargo builds and starts them.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use clientwright_cli::{Error, Outcome, Project, Shell};

/// Runs a command of the program that a package has, after whose name flags of cargo may stand. It is built like this
/// one: for release where this one is.
pub(crate) fn run(
    package: &[&str],
    command: &str,
    args: &[OsString],
    shell: &mut Shell<'_>,
) -> Result<Outcome, Error> {
    let root = Project::find(shell)?.root;
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["run", "--quiet", "--package"]).args(package);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    cargo.arg("--manifest-path").arg(root.join("Cargo.toml"));
    cargo.arg("--").arg(command).current_dir(&shell.cwd);
    if let Some(path) = &shell.manifest_path {
        cargo.arg("--manifest-path").arg(path);
    }
    cargo.args(args);
    let status = cargo.status().map_err(|it| Error::new(format!("can't run cargo: {it}")))?;
    let code = status.code().and_then(|it| it.try_into().ok());
    Ok(Outcome::Code(code.unwrap_or(2)))
}
