//! What a program uses: it is the only child of a process that does nothing but wait for it.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::corpus::usage::{self, Usage};
use clientwright_cli::{Error, Outcome, Shell};

/// What a command takes, which `own`, this program, runs and waits for.
///
/// # Errors
///
/// It can't be run, or fails.
pub(super) fn measure(own: &Path, command: &[OsString]) -> Result<Usage, Error> {
    let run = Command::new(own).arg("alone").args(command).stdin(Stdio::null()).output();
    let run = run.map_err(|it| Error::io(own, "can't run", &it))?;
    let said = String::from_utf8_lossy(&run.stdout);
    Usage::parse(&said).filter(|_| run.status.success()).ok_or_else(|| {
        let problem = String::from_utf8_lossy(&run.stderr);
        Error::new(format!("{command:?}: {}: {}", run.status, problem.trim()))
    })
}

/// Runs a command, and prints what it took.
pub(crate) fn alone(command: &[OsString], shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let Some((program, args)) = command.split_first() else { return Ok(Outcome::Code(2)) };
    let status = Command::new(program).args(args).stdout(Stdio::null()).status();
    let status = status.map_err(|it| Error::io(Path::new(program), "can't run", &it))?;
    let used = usage::of_children()
        .ok_or_else(|| Error::new("this system doesn't tell what programs use"))?;
    shell.print(used)?;
    let code = status.code().and_then(|it| it.try_into().ok());
    Ok(Outcome::Code(code.unwrap_or(1)))
}
