//! The command line of Clientwright, and all of its I/O: one subcommand, one file.
//!
//! [`run`] gets what a process has (arguments, streams, folders) in a [`Shell`], so that tests call it like the program,
//! and [`dispatch`] is for programs with further commands.

mod add;
mod args;
mod batch;
#[cfg(feature = "program")]
mod completions;
mod diff;
mod error;
mod explain;
#[cfg(feature = "program")]
mod fetch;
pub mod files;
pub mod findings;
mod generate;
#[cfg(feature = "program")]
mod init;
pub mod lint;
mod lock;
mod normalize;
pub mod paths;
pub mod process;
mod project;
mod reconcile;
mod regen;
mod release;
mod runtime;
mod shell;
mod show;
mod sources;
mod stage;
mod vendor;
mod workspace;
mod written;

use std::ffi::OsString;

use crate::args::Args;
pub use crate::args::{Command, Fetch, Global};
#[cfg(feature = "program")]
pub use crate::completions::answer as complete;
pub use crate::error::Error;
pub use crate::files::is_mark;
pub use crate::process::Outcome;
pub use crate::project::Project;
pub use crate::shell::{Generator, OutputStyle, Shell};
pub use crate::sources::{Folder, include};

/// Runs a command line, the name of the program included, and returns the exit code; see [`process::run`].
pub fn run(args: impl IntoIterator<Item = OsString>, shell: &mut Shell<'_>) -> u8 {
    process::run(args, shell, |args: Args, shell| match args.command {
        Some(command) => dispatch(&command, args.global, shell),
        None => process::help::<Args>(shell),
    })
}

/// Runs a command.
///
/// # Errors
///
/// What keeps it from coming to an end.
pub fn dispatch(
    command: &Command,
    global: Global,
    shell: &mut Shell<'_>,
) -> Result<Outcome, Error> {
    shell.manifest_path = global.manifest_path;
    match command {
        #[cfg(feature = "program")]
        Command::Init(args) => init::run(args, shell),
        Command::Add(args) => add::run(args, shell),
        #[cfg(feature = "program")]
        Command::Fetch(args) => fetch::run(args, shell),
        #[cfg(not(feature = "program"))]
        Command::Fetch(_) => Err(Error::new("this program was built without what fetches")),
        #[cfg(feature = "program")]
        Command::Completions(args) => completions::run(args, shell),
        Command::Regen(args) => regen::run(args, shell),
        Command::Diff(args) => diff::run(args, shell),
        Command::Release(args) => release::run(args, shell),
        Command::Generate(args) => generate::run(args, shell),
        Command::Lint(args) => lint::run(args, shell),
        Command::Normalize(args) => normalize::run(args, shell),
        Command::Show(args) => show::run(args, shell),
        Command::Reconcile(args) => reconcile::run(args, shell),
        Command::Explain(args) => explain::run(args, shell),
    }
}
