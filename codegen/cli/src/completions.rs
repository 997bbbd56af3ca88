//! `completions`: a script with which a shell completes the command line.

use clap::CommandFactory;

use crate::args::{Args, Completions};
use crate::{Error, Outcome, Shell};

pub(crate) fn run(args: &Completions, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "clientwright", &mut script);
    shell.out.write_all(&script).map_err(|it| Error::output(&it))?;
    Ok(Outcome::Done)
}
