//! The commands of `xtask-evaluate`, which cargo builds and starts.

use std::ffi::OsString;

use clientwright_cli::{Error, Outcome, Shell};

use crate::other;

/// Runs a command there.
pub(crate) fn run(
    command: &str,
    args: &[OsString],
    shell: &mut Shell<'_>,
) -> Result<Outcome, Error> {
    other::run(&["xtask-evaluate"], command, args, shell)
}
