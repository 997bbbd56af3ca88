//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Turns vendors' API descriptions into typed Rust client crates.
#[derive(Debug, Parser)]
#[command(name = "clientwright", disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
pub struct Global {
    /// The Cargo.toml of the workspace with specs/ [default: found from here upwards]
    #[arg(long, value_name = "PATH", global = true)]
    pub manifest_path: Option<PathBuf>,
}

/// The commands that every user has.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write generated/ from specs/
    Regen(Regen),
    /// Write a crate from any description, anywhere
    Generate(Generate),
    /// Print the findings about descriptions and write nothing
    Lint(Lint),
    /// Print a description as the OpenAPI 3.0 that everything else starts from
    Normalize(Normalize),
    /// Print what a kind of finding means and what to do
    Explain(Explain),
}

#[derive(Debug, clap::Args)]
pub struct Regen {
    /// Folders of specs/; all of them where none is named
    #[arg(value_name = "VENDOR")]
    pub(crate) vendors: Vec<String>,
    /// Write nothing, and exit with 1 where generated/ differs
    #[arg(long, conflicts_with = "force")]
    pub(crate) check: bool,
    /// Write over files in generated/ that were edited by hand, and remove those that were added
    #[arg(long)]
    pub(crate) force: bool,
    /// Print warnings and notes too
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

#[derive(Debug, clap::Args)]
pub struct Generate {
    /// The description: OpenAPI 2.0, 3.0 or 3.1, JSON or YAML, or a Postman collection
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The folder of the crate
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The name of the package; made from the description's title where there is none
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// An OpenAPI Overlay to apply first
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Option<PathBuf>,
    /// A vendor.toml, for what it says of the client
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) settings: Option<PathBuf>,
    /// Write even where DIR holds something else, and over files in it that were edited by hand
    #[arg(long)]
    pub(crate) force: bool,
    /// Print warnings and notes too
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

#[derive(Debug, clap::Args)]
pub struct Lint {
    /// Folders of specs/, or files; all of specs/ where none is named
    #[arg(value_name = "VENDOR|FILE")]
    pub(crate) targets: Vec<String>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

#[derive(Debug, clap::Args)]
pub struct Normalize {
    /// A folder of specs/, or a file
    #[arg(value_name = "VENDOR|FILE")]
    pub(crate) target: String,
    /// Print warnings and notes too
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The code of a finding, such as `unknown-dialect`; all are listed where none is named
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the lines of the description
    Human,
    /// A line each
    Short,
    /// A JSON object each
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// A SARIF 2.1.0 log, for code scanning and editors
    Sarif,
}
