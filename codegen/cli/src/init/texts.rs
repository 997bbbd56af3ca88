//! The files that `init` makes beside the manifest.

use std::path::{Path, PathBuf};

use super::source::Source;

/// What the README of `specs/` says.
pub(super) fn specs(runtime: &Source) -> String {
    SPECS.replace("INSTALL", &install(runtime))
}

const SPECS: &str = "\
# API descriptions

One folder per vendor: its description as received, `vendor.toml` with what the description can't say of a client, perhaps an `overlay.yaml` with corrections, and `names.lock`, which keeps the names in the crate.

```sh
clientwright add FILE      # bring a description in
clientwright regen         # specs/ -> generated/
clientwright lint          # what is wrong with the descriptions
clientwright --help
```

`INSTALL` installs the program.
Commit this folder together with `generated/`.
";

pub(super) const GENERATED: &str = "\
# Generated crates

One crate per vendor, each written whole by `clientwright regen` from the vendor's folder in `specs/`.
Don't edit them: change the description or its overlay, and run it again.

This file is the only one here that isn't generated.
Cargo needs it: a workspace whose `generated/*` matches nothing is an error.
";

/// A line of a file that lists things.
pub(super) struct Line {
    pub(super) text: &'static str,
    /// What a line begins with, but for a `/`, that says the same.
    about: &'static str,
}

impl Line {
    /// Whether a line of somebody's is about the same.
    pub(super) fn is_said_by(&self, line: &str) -> bool {
        let first = line.split_whitespace().next().unwrap_or_default();
        first.trim_start_matches("**").trim_matches('/') == self.about
    }
}

pub(super) const IGNORED: &[Line] = &[
    Line { text: "/target", about: "target" },
    Line { text: "/.clientwright", about: ".clientwright" },
];

pub(super) const ATTRIBUTES: &[Line] = &[
    Line { text: "/generated/** text eol=lf linguist-generated", about: "generated/**" },
    Line { text: "/generated/*/generated.lock merge=union", about: "generated/*/generated.lock" },
    Line { text: "/specs/*/names.lock text eol=lf", about: "specs/*/names.lock" },
    Line {
        text: "/specs/regen.lock text eol=lf linguist-generated merge=union",
        about: "specs/regen.lock",
    },
];

/// A workflow for GitHub, which has to lie at the top of the repository.
pub(super) struct Workflow {
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// The workflow for the workspace at `root`.
pub(super) fn workflow(root: &Path, runtime: &Source) -> Workflow {
    let top = root.ancestors().find(|it| it.join(".git").exists()).unwrap_or(root);
    let below = root.strip_prefix(top).unwrap_or(Path::new(""));
    let below = below.to_string_lossy().replace('\\', "/");
    let folder = match below.as_str() {
        "" => String::new(),
        below => format!("    defaults:\n      run:\n        working-directory: {below}\n"),
    };
    let crates = Path::new(below.as_str()).join("generated/*/Cargo.toml");
    let crates = crates.to_string_lossy().replace('\\', "/");
    let text = format!(
        "\
# Made by `clientwright init`; it is yours to change.
name: clientwright

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  generated:
    runs-on: ubuntu-latest
{folder}    steps:
      - uses: actions/checkout@v4
      - run: rustup toolchain install stable --profile minimal && rustup default stable
{}      - run: {}
      # Exits with 1 where generated/ isn't what specs/ gives.
      - run: clientwright regen --check
      # Before the first `clientwright add` there is nothing to build, which cargo takes for an error.
      - if: hashFiles('{crates}') != ''
        run: cargo check --workspace --all-targets
",
        elsewhere(runtime, below.as_str()),
        install(runtime)
    );
    Workflow { path: top.join(".github/workflows/clientwright.yml"), text }
}

/// What a workflow lacks where the runtime is in a folder that isn't of this repository; `below` is the workspace's folder in it.
fn elsewhere(runtime: &Source, below: &str) -> &'static str {
    let Source::Path(path) = runtime else { return "" };
    let depth = below.split('/').filter(|it| !it.is_empty()).count();
    let above = path.split('/').take_while(|it| *it == "..").count();
    if Path::new(path).is_absolute() || above > depth {
        "      # This folder is outside of the repository: check it out there first, or run\n      \
         # `clientwright init` with `--runtime-git` and change the next line.\n"
    } else {
        ""
    }
}

/// How the program is installed that fits the runtime.
fn install(runtime: &Source) -> String {
    const PACKAGE: &str = "clientwright-cli";
    match runtime {
        Source::Path(path) => {
            let folder = path.trim_end_matches("runtime");
            let folder = format!("{folder}cli");
            let quote = if folder.contains(char::is_whitespace) { "'" } else { "" };
            format!("cargo install --locked --path {quote}{folder}{quote}")
        }
        Source::Git { url, rev } => {
            let rev = rev.as_ref().map(|it| format!(" --rev {it}")).unwrap_or_default();
            format!("cargo install --locked --git {url}{rev} {PACKAGE}")
        }
        Source::Version(version) => {
            format!("cargo install --locked {PACKAGE} --version \"{version}\"")
        }
    }
}
