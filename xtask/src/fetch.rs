//! `fetch`, which the program `clientwright` has.

use std::ffi::OsString;

use clientwright_cli::{Error, Fetch, Outcome, Shell};

use crate::other;

pub(crate) fn run(args: &Fetch, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let Fetch { vendors, force, timeout } = args;
    let mut command = vec![OsString::from(format!("--timeout={}", timeout.as_secs()))];
    command.extend(force.then(|| "--force".into()));
    command.push("--".into());
    command.extend(vendors.iter().map(OsString::from));
    other::run(&["clientwright-cli"], "fetch", &command, shell)
}
