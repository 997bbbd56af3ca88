//! What may stand on the command line.

#[cfg(feature = "program")]
pub(crate) mod complete;
#[cfg(feature = "program")]
pub(crate) mod values;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use clientwright::internal::dialect::READ;

/// Turns vendors' API descriptions into typed Rust client crates.
#[derive(Debug, Parser)]
#[command(name = "clientwright", version, after_help = HELP)]
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
  clientwright help add              what a command takes, with examples

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
    #[command(after_help = OF_INIT)]
    Init(Init),
    /// Bring a description into specs/, and write its crate
    #[command(after_help = OF_ADD)]
    Add(Add),
    /// Bring the vendors' newest descriptions into specs/, from where their vendor.toml says
    #[command(after_help = OF_FETCH)]
    Fetch(Fetch),
    /// Write generated/ from specs/
    #[command(after_help = OF_REGEN)]
    Regen(Regen),
    /// Say what changed since an earlier version: on the wire, and for Rust code
    #[command(after_help = OF_DIFF)]
    Diff(Diff),
    /// Check what a registry would, keep what users then have, and say how to publish it
    #[command(after_help = OF_RELEASE)]
    Release(Release),
    /// Write a crate from any description, anywhere
    #[command(after_help = OF_GENERATE)]
    Generate(Generate),
    /// Print the findings about descriptions and write nothing
    #[command(after_help = OF_LINT)]
    Lint(Lint),
    /// Print a description as the OpenAPI 3.0 that everything else starts from
    #[command(after_help = OF_NORMALIZE)]
    Normalize(Normalize),
    /// Print one operation or type as described, canonical, in api.json and in Rust
    #[command(after_help = OF_SHOW)]
    Show(Show),
    /// Hold recorded traffic against a description, and write the overlay that makes it true
    #[command(after_help = OF_RECONCILE)]
    Reconcile(Reconcile),
    /// Print what a kind of finding means and what to do
    #[command(after_help = OF_EXPLAIN)]
    Explain(Explain),
    /// Print a script with which a shell completes this command line, vendors and codes included
    #[cfg(feature = "program")]
    #[command(after_help = OF_COMPLETIONS)]
    Completions(Completions),
}

/// What a first step of each command looks like, and how it ends.
#[cfg(feature = "program")]
const OF_INIT: &str = "\
Examples:
  clientwright init                           in a new folder, or in a workspace
  clientwright init --dry-run                 say what would be made
  clientwright init --yes --no-ci             ask nothing
  clientwright init --runtime-path ../clientwright/codegen/runtime

Exit codes:
  0  done, or nothing to do
  2  something is in the way, and nothing is written";
const OF_ADD: &str = "\
Examples:
  clientwright add openapi.yaml               the vendor's name comes from the title
  clientwright add shop.json --name shop
  curl https://api.example.com/openapi.json | clientwright add -

Exit codes:
  0  added, or there already and the same
  1  the description has errors: nothing is written
  2  it can't be read, or its name is taken";
const OF_FETCH: &str = "\
Examples:
  clientwright fetch                          every vendor with a `source` in its vendor.toml
  clientwright fetch shop && clientwright regen shop

Exit codes:
  0  every file is as its server has it
  1  a file couldn't be fetched, is no description, or was edited here: it stays as it is
  2  a file can't be read or written, or there is no such vendor";
const OF_REGEN: &str = "\
Examples:
  clientwright regen                          every crate whose description changed
  clientwright regen shop                     one vendor, by its folder or its crate
  clientwright regen --check                  in CI: exit with 1 where generated/ is behind

Exit codes:
  0  every crate is as specs/ gives it
  1  a description has errors, files were edited by hand, or generated/ is behind (`--check`)
  2  a file can't be read or written, or there is no such vendor";
const OF_DIFF: &str = "\
Examples:
  clientwright diff                           every vendor, since the last commit
  clientwright diff shop --base v1.2.0        one vendor, since a tag
  clientwright diff before.yaml after.yaml    two descriptions, or two api.json
  clientwright diff --format markdown         a comment for a pull request

Exit codes:
  0  nothing breaks, neither on the wire nor in Rust
  1  something does (`--fail-on` says what counts), or a description has errors
  2  a file or a commit can't be read, or there is no such vendor";
const OF_RELEASE: &str = "\
Examples:
  clientwright release --dry-run              what every crate lacks, and what to run
  clientwright release shop                   keep it in specs/shop/released, from which the next version follows

Exit codes:
  0  ready, and kept unless it is a dry run
  1  a registry would refuse something, or the crate is not what specs/ gives: nothing is written
  2  a file can't be read or written, or there is no such vendor";
const OF_GENERATE: &str = "\
Examples:
  clientwright generate openapi.yaml --out ../shop-client --name shop-client
  curl https://api.example.com/openapi.json | clientwright generate - --out shop-client

Exit codes:
  0  written
  1  the description has errors, or files of the crate were edited by hand: nothing is written
  2  a file can't be read or written, or DIR holds something else";
const OF_LINT: &str = "\
Examples:
  clientwright lint                           every vendor
  clientwright lint openapi.yaml
  clientwright lint --format github           annotations of pull requests

Exit codes:
  0  no errors; there may be gaps, warnings and notes
  1  errors
  2  a description can't be read";
const OF_NORMALIZE: &str = "\
Examples:
  clientwright normalize shop                 a vendor, with its overlay
  clientwright normalize swagger.json > openapi.yaml

Exit codes:
  0  printed
  1  errors in the description
  2  it can't be read";
const OF_SHOW: &str = "\
Examples:
  clientwright show shop                      what there is
  clientwright show shop Order                a type, as Rust or the description calls it
  clientwright show shop orders.list          an operation, or by its id, or as `GET /orders`
  clientwright show openapi.yaml '/components/schemas/Order/properties/state'

Exit codes:
  0  printed
  1  errors in the description
  2  it can't be read, or has nothing of that name";
const OF_RECONCILE: &str = "\
Examples:
  clientwright reconcile shop session.har                   print what the server does otherwise
  clientwright reconcile shop session.har --write           add it to specs/shop/overlay.yaml
  clientwright reconcile openapi.yaml session.har --overlay overlay.yaml --write

Exit codes:
  0  the server does as the description says, or the overlay was written
  1  it doesn't, no exchange is of a documented operation, or the description has errors
  2  a file can't be read or written, or there is no such vendor";
const OF_EXPLAIN: &str = "\
Examples:
  clientwright explain                        every code, in a line
  clientwright explain gap::xml-body

Exit codes:
  0  printed
  2  there is no such code";
#[cfg(feature = "program")]
const OF_COMPLETIONS: &str = "\
Examples:
  clientwright completions bash > ~/.local/share/bash-completion/completions/clientwright
  clientwright completions fish > ~/.config/fish/completions/clientwright.fish
  clientwright completions zsh > \"${fpath[1]}/_clientwright\"

Exit codes:
  0  printed
  2  there is no such shell";

/// What `init` takes.
#[cfg(feature = "program")]
#[derive(Debug, clap::Args)]
pub struct Init {
    /// The folder to begin in [default: this one]; a workspace around it is the one that is changed
    #[arg(value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Have generated crates get their runtime from a registry, in this version [default]
    #[arg(long, value_name = "VERSION", value_parser = values::version, conflicts_with_all = ["runtime_path", "runtime_git"])]
    pub(crate) runtime_version: Option<String>,
    /// Have them get it from a folder
    #[arg(long, value_name = "DIR", conflicts_with = "runtime_git")]
    pub(crate) runtime_path: Option<PathBuf>,
    /// Have them get it from a git repository
    #[arg(long, value_name = "URL", value_parser = values::url)]
    pub(crate) runtime_git: Option<String>,
    /// The commit or tag of that repository
    #[arg(long, value_name = "REV", value_parser = values::rev, requires = "runtime_git")]
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
    #[arg(value_name = "FILE", help = description())]
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
    format!("The description: {READ}; JSON or YAML; `-` reads standard input")
}

/// What `fetch` takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Fetch {
    /// Vendors, by their folders in specs/; all that have a `source` where none is named
    #[arg(value_name = "VENDOR")]
    #[cfg_attr(feature = "program", arg(add = complete::vendors()))]
    pub vendors: Vec<String>,
    /// Write over files that were edited since they were fetched, or put there by hand, and take what is no description
    #[arg(long)]
    pub force: bool,
    /// How long a file may take, with all attempts
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub timeout: Duration,
}

/// A time in whole seconds.
fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..) => Ok(Duration::from_secs(seconds)),
        _ => Err("a number of seconds, 1 or more".to_owned()),
    }
}

#[derive(Debug, clap::Args)]
pub struct Regen {
    /// Vendors, by their folders in specs/ or by their crates; all of them where none is named
    #[arg(value_name = "VENDOR")]
    #[cfg_attr(feature = "program", arg(add = complete::vendors()))]
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
pub struct Diff {
    /// Vendors, by their folders in specs/ or by their crates; or two files, the earlier first: descriptions or api.json
    #[arg(value_name = "VENDOR|FILE")]
    #[cfg_attr(feature = "program", arg(add = complete::vendors_and_files()))]
    pub(crate) targets: Vec<String>,
    /// The commit whose generated/ is the earlier version
    #[arg(long, value_name = "REV", default_value = "HEAD")]
    pub(crate) base: String,
    /// A folder with an earlier generated/, or with one crate of it
    #[arg(long, value_name = "DIR", conflicts_with = "base")]
    pub(crate) base_dir: Option<PathBuf>,
    /// How changes are printed
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub(crate) format: DiffFormat,
    /// Which changes make the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Breaking)]
    pub(crate) fail_on: FailOn,
}

impl Regen {
    /// That of some vendors, as nothing else is asked for.
    pub(crate) fn of(vendors: impl IntoIterator<Item = String>) -> Self {
        let vendors = vendors.into_iter().collect();
        Self { vendors, check: false, force: false, verbose: false }
    }
}

#[derive(Debug, clap::Args)]
pub struct Release {
    /// Vendors, by their folders in specs/ or by their crates; all of them where none is named
    #[arg(value_name = "VENDOR")]
    #[cfg_attr(feature = "program", arg(add = complete::vendors()))]
    pub(crate) vendors: Vec<String>,
    /// Only check, and say what to run
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Build neither packages nor documentation
    #[arg(long)]
    pub(crate) no_verify: bool,
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
    /// Operations to generate, all unless set: `tag:pets`, `/pets` with what is below, `GET /pets/{id}` or an operationId;
    /// may be given several times
    #[arg(long, value_name = "PATTERN")]
    pub(crate) include: Vec<String>,
    /// Operations to leave out, by the same patterns
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
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
    /// Vendors, or files, or `-` for standard input; all of specs/ where none is named
    #[arg(value_name = "VENDOR|FILE")]
    #[cfg_attr(feature = "program", arg(add = complete::vendors_and_files()))]
    pub(crate) targets: Vec<String>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
}

#[derive(Debug, clap::Args)]
pub struct Normalize {
    /// A vendor, or a file, or `-` for standard input
    #[arg(value_name = "VENDOR|FILE")]
    #[cfg_attr(feature = "program", arg(add = complete::vendors_and_files()))]
    pub(crate) target: String,
    /// Print warnings and notes too
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

#[derive(Debug, clap::Args)]
pub struct Show {
    /// A vendor, or a file, or `-` for standard input
    #[arg(value_name = "VENDOR|FILE")]
    #[cfg_attr(feature = "program", arg(add = complete::vendors_and_files()))]
    pub(crate) target: String,
    /// An operation, a type, or a JSON pointer into what `normalize` prints; all are listed where none is named
    #[arg(value_name = "NODE")]
    pub(crate) node: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Reconcile {
    /// A vendor, or the file of a description
    #[arg(value_name = "VENDOR|FILE")]
    #[cfg_attr(feature = "program", arg(add = complete::vendors_and_files()))]
    pub(crate) target: String,
    /// Recordings: HAR files, or Postman collections with saved responses
    #[arg(value_name = "RECORDING", required = true)]
    pub(crate) recordings: Vec<PathBuf>,
    /// The overlay of a description that is a file
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Option<PathBuf>,
    /// Add the actions to the overlay, which is made where there is none
    #[arg(long)]
    pub(crate) write: bool,
}

#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The code of a finding, such as `unknown-dialect`; all are listed where none is named
    #[arg(value_name = "CODE")]
    #[cfg_attr(feature = "program", arg(add = complete::codes()))]
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

/// How changes are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// As findings are
    Text,
    /// A comment for a pull request: the verdict, and details to unfold
    Markdown,
    /// A page for browsers, in one file
    Html,
    /// One JSON object
    Json,
    /// Annotations of GitHub Actions
    Github,
}

/// Which changes are a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// What breaks, on the wire or in Rust
    Breaking,
    /// That, and what is risky on the wire
    Risky,
    /// Every change
    Any,
    /// None
    Nothing,
}
