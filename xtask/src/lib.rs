//! The command line of the project, and all of its I/O: one subcommand, one file.
//!
//! [`run`] gets what a process has (arguments, streams, folders) in a [`Shell`], so that tests call it like the binary.

mod args;
mod bless;
mod conformance;
mod corpus;
mod error;
mod explain;
mod files;
mod findings;
mod generate;
pub mod growth;
pub mod install;
mod known;
mod lint;
mod normalize;
mod project;
mod regen;
mod sources;
mod stage;
mod validate;
mod vendor;
mod written;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{CommandFactory, Parser};
use clientwright::diagnostic::visible;
use clientwright::source::Sources;
use clientwright::{Output, Request};

use crate::args::{Args, Command};
pub use crate::corpus::{Direction, Judge, stopwatch};
pub use crate::error::Error;
pub use crate::files::is_mark;
pub use crate::sources::{Folder, include};

/// What turns a description into a crate: [`clientwright::generate`], or a stand-in in tests.
pub type Generator<'a> = &'a (dyn Fn(&Sources, &Request) -> Output + Sync);

/// Everything that a command knows of the world around it.
pub struct Shell<'a> {
    /// The folder of the project: what has `specs/` and `generated/`.
    pub root: PathBuf,
    /// The folder that paths on the command line start from.
    pub cwd: PathBuf,
    /// Where results go.
    pub out: &'a mut dyn Write,
    /// Where findings and errors go.
    pub err: &'a mut dyn Write,
    /// What the streams can show.
    pub style: OutputStyle,
    /// Whether this is continuous integration, where no golden is written.
    pub ci: bool,
    /// This program, where it runs [`stopwatch::run`] when cargo takes it for the compiler.
    pub program: Option<PathBuf>,
    /// What turns a description into a crate.
    pub generate: Generator<'a>,
}

/// What the streams can show besides text.
#[derive(Clone, Copy, Debug, Default)]
pub struct OutputStyle {
    /// Whether somebody watches, so that progress is worth drawing.
    pub progress: bool,
    /// Whether the output shows colours.
    pub colour_out: bool,
    /// Whether the errors show colours.
    pub colour_err: bool,
}

impl fmt::Debug for Shell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shell")
            .field("root", &self.root)
            .field("cwd", &self.cwd)
            .finish_non_exhaustive()
    }
}

impl Shell<'_> {
    /// Prints a line, or several, of a result.
    fn print(&mut self, text: impl fmt::Display) -> Result<(), Error> {
        self.print_raw(&visible(&text.to_string()))
    }

    /// Prints a result that has been written for whoever reads it: with colours, or a document.
    fn print_raw(&mut self, text: &str) -> Result<(), Error> {
        writeln!(self.out, "{text}").map_err(|it| Error::output(&it))
    }

    /// Prints a line, or several, about the run.
    fn eprint(&mut self, text: impl fmt::Display) -> Result<(), Error> {
        self.eprint_raw(&visible(&text.to_string()))
    }

    /// Prints findings, with their colours.
    fn eprint_raw(&mut self, text: &str) -> Result<(), Error> {
        writeln!(self.err, "{text}").map_err(|it| Error::output(&it))
    }

    /// The path as it is shown: from the project's folder where it lies in there, with `/`.
    fn show(&self, path: &Path) -> String {
        let shown = path.strip_prefix(&self.root).unwrap_or(path);
        shown.to_string_lossy().replace('\\', "/")
    }
}

/// How a command ended, if it came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All is well: 0.
    Done,
    /// Errors in a description, drift, or files that others have edited: 1.
    Findings,
}

/// Runs a command line, the name of the program included, and returns the exit code.
///
/// 0: done; 1: findings with errors, drift, or generated files that were edited by hand; 2: a wrong command line, or a file that can't be read or written.
pub fn run(args: impl IntoIterator<Item = OsString>, shell: &mut Shell<'_>) -> u8 {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(stop) => return refuse(&stop, shell),
    };
    match dispatch(args.command, shell) {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Findings) => 1,
        // Nobody is left to read it.
        Err(error) if error.is_broken_pipe() => 2,
        Err(error) => {
            let _ = shell.eprint(format_args!("error: {error}"));
            2
        }
    }
}

fn dispatch(command: Option<Command>, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    match command {
        None => {
            let help = Args::command().render_help().to_string();
            shell.print(help.trim_end())?;
            Ok(Outcome::Done)
        }
        Some(Command::Regen(args)) => regen::run(&args, shell),
        Some(Command::Generate(args)) => generate::run(&args, shell),
        Some(Command::Lint(args)) => lint::run(&args, shell),
        Some(Command::Normalize(args)) => normalize::run(&args, shell),
        Some(Command::Explain(args)) => explain::run(&args, shell),
        Some(Command::Corpus(args)) => corpus::run(&args, shell),
        Some(Command::Conformance(args)) => conformance::run(&args, shell),
        Some(Command::Validate(args)) => validate::run(&args, shell),
        Some(Command::Growth(args)) => growth::run(&args, shell),
        Some(Command::Bless(args)) => bless::run(&args, shell),
    }
}

/// Prints what clap has to say: help to the output, complaints to the errors.
fn refuse(stop: &clap::Error, shell: &mut Shell<'_>) -> u8 {
    let text = stop.render().to_string();
    let printed: io::Result<()> = if stop.use_stderr() {
        shell.err.write_all(text.as_bytes())
    } else {
        shell.out.write_all(text.as_bytes())
    };
    if stop.use_stderr() || printed.is_err() { 2 } else { 0 }
}
