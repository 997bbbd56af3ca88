//! `cargo xtask bless`: rewrites the expected output of tests, never in CI.

use std::env;
use std::process::Command;

use clientwright_cli::{Error, Outcome, Project, Shell};

use crate::Bless;

/// The packages with goldens, and where they are; one that isn't there yet is passed over.
const PACKAGES: &[(&str, &str)] = &[("it", "tests/it"), ("ui", "tests/ui")];

pub(crate) fn run(args: &Bless, shell: &mut Shell<'_>) -> Result<Outcome, Error> {
    if shell.ci {
        return Err(Error::new(
            "goldens are not rewritten in CI, because nobody would look at them",
        )
        .help("run `cargo xtask bless` at your desk and commit what it writes"));
    }
    let root = Project::find(shell)?.root;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut outcome = Outcome::Done;
    for (package, dir) in PACKAGES {
        if !root.join(dir).join("Cargo.toml").exists() {
            continue;
        }
        let mut test = Command::new(&cargo);
        test.args(["test", "--no-fail-fast", "-p", package]).args(&args.filter).current_dir(&root);
        test.env("UPDATE_EXPECT", "1").env("INSTA_UPDATE", "always").env("TRYBUILD", "overwrite");
        let status = test.status().map_err(|it| Error::new(format!("can't run cargo: {it}")))?;
        if !status.success() {
            outcome = Outcome::Findings;
        }
    }
    shell.eprint("look at what changed with `git diff`, and at what is new with `git status`")?;
    Ok(outcome)
}
