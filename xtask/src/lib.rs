//! The commands of this project: those of `clientwright`, and what only this repository needs.
//!
//! What measures the generator is a program of its own, `xtask-evaluate`, which is built when it is asked for.

mod bless;
mod evaluate;
mod fetch;
mod lower;
mod other;

use std::ffi::OsString;

use clap::{Parser, Subcommand};
use clientwright_cli::{Error, Global, Outcome, Shell, process};

/// Turns vendors' API descriptions into typed Rust client crates.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Args {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Users(clientwright_cli::Command),
    /// Generate a crate from every description of a folder, and say what came of each
    #[command(disable_help_flag = true)]
    Corpus(Rest),
    /// Hold clients and documents against what other people's tools say of them
    #[command(disable_help_flag = true)]
    Conformance(Rest),
    /// Hold canonical documents against what other people's validators say of them
    #[command(disable_help_flag = true)]
    Validate(Rest),
    /// Print what generating costs as descriptions grow
    #[command(disable_help_flag = true)]
    Growth(Rest),
    /// Hold what changed in descriptions against what other people's program says of it
    #[command(disable_help_flag = true)]
    Revisions(Rest),
    /// Build the page in which people try Clientwright; `--serve` shows it
    #[command(disable_help_flag = true)]
    Playground(Rest),
    /// Measure what generating and checking take, beside other people's generators
    #[command(disable_help_flag = true)]
    Bench(Rest),
    /// Print what a step of lowering has made of a description
    Lower(Lower),
    /// Rewrite the expected output of tests
    Bless(Bless),
}

/// What another program parses.
#[derive(Debug, clap::Args)]
struct Rest {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    args: Vec<OsString>,
}

#[derive(Debug, clap::Args)]
struct Lower {
    /// A folder of specs/, or a file; the steps are listed where there is none
    #[arg(value_name = "VENDOR|FILE")]
    target: Option<String>,
    /// The step after which to stop; the last one where none is named
    #[arg(long, value_name = "STEP")]
    after: Option<String>,
    /// List the steps, in their order
    #[arg(long)]
    list: bool,
}

#[derive(Debug, clap::Args)]
struct Bless {
    /// Only the tests whose name has this in it
    #[arg(value_name = "FILTER")]
    filter: Option<String>,
}

/// Runs a command line, the name of the program included, and returns the exit code; see [`process::run`].
pub fn run(args: impl IntoIterator<Item = OsString>, shell: &mut Shell<'_>) -> u8 {
    process::run(args, shell, dispatch)
}

fn dispatch(args: Args, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    shell.manifest_path.clone_from(&args.global.manifest_path);
    match args.command {
        None => process::help::<Args>(shell),
        // Nothing else here needs what talks to servers, so that it is built when it is asked for.
        Some(Command::Users(clientwright_cli::Command::Fetch(args))) => fetch::run(&args, shell),
        Some(Command::Users(command)) => clientwright_cli::dispatch(&command, args.global, shell),
        Some(Command::Corpus(rest)) => evaluate::run("corpus", &rest.args, shell),
        Some(Command::Conformance(rest)) => evaluate::run("conformance", &rest.args, shell),
        Some(Command::Validate(rest)) => evaluate::run("validate", &rest.args, shell),
        Some(Command::Growth(rest)) => evaluate::run("growth", &rest.args, shell),
        Some(Command::Revisions(rest)) => evaluate::run("revisions", &rest.args, shell),
        Some(Command::Playground(rest)) => other::run(
            &["xtask-playground", "--features", "bindgen"],
            "playground",
            &rest.args,
            shell,
        ),
        Some(Command::Bench(rest)) => evaluate::run("bench", &rest.args, shell),
        Some(Command::Lower(args)) => lower::run(&args, shell),
        Some(Command::Bless(args)) => bless::run(&args, shell),
    }
}
