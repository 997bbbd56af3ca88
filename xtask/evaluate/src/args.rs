//! What may stand on the command line.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use clientwright_cli::Global;

use crate::corpus::find::Shard;
use crate::corpus::sample::Day;

/// With how many seeds the known faults are known.
pub(crate) const SEEDS: u32 = 3;

/// Measures the generator by many descriptions, and by other people's tools.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Generate a crate from every description of a folder, and say what came of each
    Corpus(Corpus),
    /// Hold clients and documents against what other people's tools say of them
    Conformance(Conformance),
    /// Hold canonical documents against what other people's validators say of them
    Validate(Validate),
    /// Print what generating costs as descriptions grow
    Growth(Growth),
    /// Hold what changed in descriptions against what other people's program says of it
    Revisions(Revisions),
    /// Measure what generating and checking take, beside other people's generators
    Bench(Bench),
    /// Run a command, and print the processor's seconds and the memory that it took
    #[command(hide = true)]
    Alone(Rest),
    /// Generate a crate as `clientwright generate` does
    #[command(hide = true, disable_help_flag = true)]
    Generate(Rest),
}

/// A command line as it stands.
#[derive(Debug, clap::Args)]
pub(crate) struct Rest {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) args: Vec<OsString>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// The descriptions
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Run `cargo check` on the crates too
    #[arg(long)]
    pub(crate) check: bool,
    /// How often, of which the median is shown
    #[arg(long, value_name = "N", default_value = "3")]
    pub(crate) turns: NonZeroUsize,
    /// Where crates are written and checked [default: target/bench of the project]
    #[arg(long, value_name = "DIR")]
    pub(crate) work: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Corpus {
    /// The folder: every description and Postman collection in it and below
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// Run `cargo check` on the crates too; a warning is a failure
    #[arg(long)]
    pub(crate) check: bool,
    /// Decode and encode values of each component schema instead, and report those that don't come back as they were
    #[arg(long, conflicts_with_all = ["check", "table"])]
    pub(crate) round_trip: bool,
    /// Count what each description describes instead, and list what is neither in its crate nor in a finding
    #[arg(long, conflicts_with_all = ["check", "table", "round_trip"])]
    pub(crate) inventory: bool,
    /// How many at a time; as many as the machine has processors where it isn't given
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Only every Nth file, beginning with the Ith, such as `1/4`
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
    /// Only files whose path has this in it
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Option<String>,
    /// Only files that have no more bytes
    #[arg(long, value_name = "N")]
    pub(crate) max_bytes: Option<usize>,
    /// Only so many, small ones and large ones, others each day (UTC), so that all have their turn
    #[arg(long, value_name = "N")]
    pub(crate) sample: Option<NonZeroUsize>,
    /// The day of the sample, such as `2026-11-22` [default: today]
    #[arg(long, value_name = "DAY", requires = "sample")]
    pub(crate) day: Option<Day>,
    #[command(flatten)]
    pub(crate) census: Census,
    /// Where rows are kept; those that still hold are taken from here [default: report.tsv in the work folder]
    #[arg(long, value_name = "FILE.tsv")]
    pub(crate) report: Option<PathBuf>,
    /// A page whose tables are written again, from all rows of the report
    #[arg(long, value_name = "FILE.md")]
    pub(crate) table: Option<PathBuf>,
    /// Where crates are written to be checked [default: target/corpus of the project]
    #[arg(long, value_name = "DIR")]
    pub(crate) work: Option<PathBuf>,
    /// How long one description may take
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    pub(crate) timeout: u64,
    /// Make every row again
    #[arg(long)]
    pub(crate) fresh: bool,
}

/// What is done about the census of a corpus.
#[derive(Debug, clap::Args)]
pub(crate) struct Census {
    /// What may be amiss with each description: exit with 1 where more is, or where this is behind
    #[arg(id = "census", long = "census", value_name = "FILE.tsv")]
    pub(crate) path: Option<PathBuf>,
    /// Write the census again where less is amiss
    #[arg(long, requires = "census")]
    pub(crate) update: bool,
    /// Write it where more is amiss as well
    #[arg(long, requires = "update")]
    pub(crate) accept_growth: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Conformance {
    /// Folders of specs/, or files; all of specs/ where none is named
    #[arg(value_name = "VENDOR|FILE")]
    pub(crate) targets: Vec<String>,
    /// How often responses are made at random, each time with another seed
    #[arg(long, value_name = "N", default_value_t = SEEDS)]
    pub(crate) seeds: u32,
    /// A mock that listens already and speaks as Prism does, in its place
    #[arg(long, value_name = "URL")]
    pub(crate) mock: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Validate {
    /// Folders of specs/, files, or folders of descriptions; all of specs/ where none is named
    #[arg(value_name = "VENDOR|FILE|FOLDER")]
    pub(crate) targets: Vec<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Growth {
    /// Only ways of growing that have this in their name
    #[arg(value_name = "TEXT")]
    pub(crate) kinds: Vec<String>,
    /// Generate so many once, in this process, and print what it took
    #[arg(long, value_name = "N", requires = "kinds")]
    pub(crate) once: Option<usize>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Revisions {
    /// A folder that has a folder for each description, whose files are its revisions, the oldest first by name
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// Hold each description of the folder against a copy with so many changes at random instead
    #[arg(long, value_name = "N")]
    pub(crate) mutate: Option<usize>,
    /// Which changes these are
    #[arg(long, value_name = "N", default_value_t = 1, requires = "mutate")]
    pub(crate) seed: u64,
    /// Count the lines of crates that differ instead
    #[arg(long)]
    pub(crate) churn: bool,
    /// Only pairs whose name has this in it
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Option<String>,
}
