//! Programs of others.

use std::process::Command;

use clientwright_cli::Error;

/// Runs a program that says itself what is wrong.
pub(crate) fn run(command: &mut Command) -> Result<(), Error> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|it| Error::new(format!("can't run {name}: {it}")))?;
    if status.success() { Ok(()) } else { Err(Error::new(format!("{name} failed: {status}"))) }
}
