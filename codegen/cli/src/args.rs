//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use clientwright::internal::dialect::READ;

/// Turns vendors' API descriptions into typed Rust client crates.
#[derive(Debug, Parser)]
#[command(name = "clientwright", version, disable_help_subcommand = true, after_help = HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// How to begin, and how it ends.
const HELP: &str = "\
Examples:
  clientwright init                  make specs/ and generated/ in a new workspace or in yours
  clientwright add openapi.yaml      bring a description in, write its crate, show the first call
  clientwright regen                 write the crates of all descriptions again

Exit codes:
  0  done
  1  errors in a description, generated files that are behind (`--check`) or were edited by hand
  2  a wrong command line, or a file that can't be read or written";

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
    /// Make specs/ and generated/ in a new workspace or in yours
    #[cfg(feature = "program")]
    #[command(after_help = EXAMPLES_OF_INIT)]
    Init(Init),
    /// Bring a description into specs/, and write its crate
    #[command(after_help = EXAMPLES_OF_ADD)]
    Add(Add),
    /// Write generated/ from specs/
    #[command(after_help = EXAMPLES_OF_REGEN)]
    Regen(Regen),
    /// Write a crate from any description, anywhere
    #[command(after_help = EXAMPLES_OF_GENERATE)]
    Generate(Generate),
    /// Print the findings about descriptions and write nothing
    #[command(after_help = EXAMPLES_OF_LINT)]
    Lint(Lint),
    /// Print a description as the OpenAPI 3.0 that everything else starts from
    Normalize(Normalize),
    /// Print what a kind of finding means and what to do
    Explain(Explain),
    /// Print a script with which a shell completes this command line
    #[cfg(feature = "program")]
    #[command(after_help = EXAMPLES_OF_COMPLETIONS)]
    Completions(Completions),
}

/// What a first step of each command looks like.
#[cfg(feature = "program")]
const EXAMPLES_OF_INIT: &str = "\
Examples:
  clientwright init                           in a new folder, or in a workspace
  clientwright init --dry-run                 say what would be made
  clientwright init --yes --no-ci             ask nothing
  clientwright init --runtime-path ../clientwright/codegen/runtime";
const EXAMPLES_OF_ADD: &str = "\
Examples:
  clientwright add openapi.yaml               the vendor's name comes from the title
  clientwright add shop.json --name shop
  curl https://api.example.com/openapi.json | clientwright add -

Exit codes:
  0  added, or there already and the same
  1  the description has errors: nothing is written
  2  it can't be read, or its name is taken";
const EXAMPLES_OF_REGEN: &str = "\
Examples:
  clientwright regen                          every crate whose description changed
  clientwright regen shop                     one vendor
  clientwright regen --check                  in CI: exit with 1 where generated/ is behind";
const EXAMPLES_OF_GENERATE: &str = "\
Examples:
  clientwright generate openapi.yaml --out ../shop-client --name shop-client";
const EXAMPLES_OF_LINT: &str = "\
Examples:
  clientwright lint openapi.yaml
  clientwright lint --format github           annotations of pull requests";
#[cfg(feature = "program")]
const EXAMPLES_OF_COMPLETIONS: &str = "\
Examples:
  clientwright completions bash > ~/.local/share/bash-completion/completions/clientwright
  clientwright completions fish > ~/.config/fish/completions/clientwright.fish
  clientwright completions zsh > \"${fpath[1]}/_clientwright\"";

/// What `init` takes.
#[cfg(feature = "program")]
#[derive(Debug, clap::Args)]
pub struct Init {
    /// The folder to begin in [default: this one]; a workspace around it is the one that is changed
    #[arg(value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Have generated crates get their runtime from a registry, in this version [default]
    #[arg(long, value_name = "VERSION", conflicts_with_all = ["runtime_path", "runtime_git"])]
    pub(crate) runtime_version: Option<String>,
    /// Have them get it from a folder
    #[arg(long, value_name = "DIR", conflicts_with = "runtime_git")]
    pub(crate) runtime_path: Option<PathBuf>,
    /// Have them get it from a git repository
    #[arg(long, value_name = "URL")]
    pub(crate) runtime_git: Option<String>,
    /// The commit, tag or branch of that repository
    #[arg(long, value_name = "REV", requires = "runtime_git")]
    pub(crate) runtime_rev: Option<String>,
    /// Make no workflow for GitHub
    #[arg(long)]
    pub(crate) no_ci: bool,
    /// Ask nothing
    #[arg(long, short)]
    pub(crate) yes: bool,
    /// Say what would be made and changed, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What `add` takes.
#[derive(Debug, clap::Args)]
pub struct Add {
    #[arg(value_name = "FILE", help = format!("{}; `-` reads standard input", description()))]
    pub(crate) file: PathBuf,
    /// The name of the vendor and of the crate; made from the description's title where there is none
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}

/// What `completions` takes.
#[cfg(feature = "program")]
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// What a file may be.
fn description() -> String {
    format!("The description: {READ}; JSON or YAML")
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
    #[arg(value_name = "FILE", help = description())]
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
    /// A clone of Clientwright, or its folder codegen/runtime, whose runtime the crate links [default: what the workspace
    /// says, or the version of this program]
    #[arg(long, value_name = "DIR")]
    pub(crate) runtime_path: Option<PathBuf>,
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
