//! A command line from its process: arguments in, exit code out.

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::Parser;

use crate::{Error, OutputStyle, Shell};

/// How a command ended, if it came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well: 0.
    Done,
    /// Errors in a description, drift, or files that others have edited: 1.
    Findings,
    /// As another program ended, which has said why.
    Code(u8),
}

/// Runs a program that is called as `command` says with the arguments and the streams of this process.
pub fn main(
    command: &'static str,
    run: impl FnOnce(env::ArgsOs, &mut Shell<'_>) -> u8,
) -> ExitCode {
    let colour = env::var_os("NO_COLOR").is_none();
    let mut shell = Shell {
        cwd: env::current_dir().unwrap_or_default(),
        manifest_path: None,
        input: &mut io::stdin().lock(),
        asks: io::stdin().is_terminal() && io::stderr().is_terminal(),
        out: &mut io::stdout(),
        err: &mut io::stderr(),
        style: OutputStyle {
            progress: io::stderr().is_terminal(),
            colour_out: colour && io::stdout().is_terminal(),
            colour_err: colour && io::stderr().is_terminal(),
        },
        ci: env::var_os("CI").is_some(),
        is_set: &|it| env::var_os(it).is_some(),
        command,
        program: env::current_exe().ok(),
        generate: &clientwright::generate,
        generator: clientwright::internal::GENERATOR,
    };
    ExitCode::from(run(env::args_os(), &mut shell))
}

/// Parses a command line, the name of the program included, has it run, and returns the exit code.
///
/// 0: done; 1: findings with errors, drift, or generated files that were edited by hand; 2: a wrong command line, or a file that can't be read or written.
pub fn run<A: Parser>(
    args: impl IntoIterator<Item = OsString>,
    shell: &mut Shell<'_>,
    dispatch: impl FnOnce(A, &mut Shell<'_>) -> Result<Outcome, Error>,
) -> u8 {
    let args = match A::try_parse_from(args) {
        Ok(args) => args,
        Err(stop) => return refuse(&stop, shell),
    };
    match dispatch(args, shell) {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Findings) => 1,
        Ok(Outcome::Code(code)) => code,
        // Nobody is left to read it.
        Err(error) if error.is_broken_pipe() => 2,
        Err(error) => {
            let _ = shell.eprint(format_args!("error: {error}"));
            2
        }
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

/// Prints the help of a program that was called without a command.
///
/// # Errors
///
/// The output can't be written to.
pub fn help<A: Parser>(shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let help = A::command().render_help().to_string();
    shell.print(help.trim_end())?;
    Ok(Outcome::Done)
}
