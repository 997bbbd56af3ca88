//! `cargo xtask playground`: the page in which people try the generator, as one folder of static files.
//!
//! It is a package of its own, so that `cargo xtask regen` doesn't build what makes JavaScript of WebAssembly; and that is
//! in the program alone, so that testing this doesn't build it.

mod engine;
mod page;
mod policy;
mod program;
mod site;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use clientwright_cli::paths::resolve;
use clientwright_cli::{Error, Global, Outcome, Project, Shell, process};

/// Builds the page in which people try Clientwright.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Args {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Build the page in which people try Clientwright
    Playground(Playground),
    /// What the tests hold the page against
    #[command(flatten)]
    Users(clientwright_cli::Command),
}

#[derive(Debug, clap::Args)]
struct Playground {
    /// The folder of the page; an earlier page there is replaced, and nothing else [default: target/page/site]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build in a fraction of the time, for trying and testing: the generator is larger and ten times slower
    #[arg(long)]
    quick: bool,
    /// Serve the page on the loopback interface until it is stopped
    #[arg(long)]
    serve: bool,
    /// The port to serve it at
    #[arg(long, value_name = "PORT", default_value_t = 8123, requires = "serve")]
    port: u16,
    /// Run the tests of the page in a browser; those whose name has the word in it, where one is given
    #[arg(long, value_name = "WORD", num_args = 0..=1, default_missing_value = "", conflicts_with = "serve")]
    test: Option<String>,
    /// Take the picture of the page that the README shows
    #[arg(long, conflicts_with_all = ["serve", "test"])]
    picture: bool,
}

/// Makes JavaScript for a file of WebAssembly in a folder, or says why it can't.
pub type Bind = fn(&Path, &Path) -> Result<(), String>;

/// Runs a command line, the name of the program included, and returns the exit code; see [`process::run`].
pub fn run(args: impl IntoIterator<Item = OsString>, bind: Bind, shell: &mut Shell<'_>) -> u8 {
    process::run(args, shell, |args: Args, shell| {
        shell.manifest_path.clone_from(&args.global.manifest_path);
        match args.command {
            Task::Playground(args) => playground(&args, bind, shell),
            Task::Users(command) => clientwright_cli::dispatch(&command, args.global, shell),
        }
    })
}

fn playground(args: &Playground, bind: Bind, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    let root = Project::find(shell)?.root;
    // Node and cargo are started in other folders than this program was.
    let target = env::var_os("CARGO_TARGET_DIR").map(|it| shell.cwd.join(it));
    let target = resolve(&target.unwrap_or_else(|| root.join("target")));
    let out = match &args.out {
        Some(out) => resolve(&shell.cwd.join(out)),
        None => target.join("page/site"),
    };
    site::check(&out)?;
    let engine = engine::build(&root, &target, args.quick, bind)?;
    page::install(&root)?;
    page::build(&root, &engine, &policy::report(), &out)?;
    shell.eprint(format_args!("the page is in {}", out.display()))?;
    if args.serve {
        return page::serve(&root, &out, args.port);
    }
    if args.picture {
        return page::picture(&root, &out);
    }
    match &args.test {
        Some(word) => page::test(&root, &out, word, shell.program.as_deref()),
        None => Ok(Outcome::Done),
    }
}
