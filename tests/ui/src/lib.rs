//! What the compiler says to applications of the generated clients.
//!
//! - `pass/*.rs`: programs that compile and run, the package `programs`; among them the first calls of the READMEs.
//! - `fail/*.rs`: mistakes, each with what the compiler says about it in `.stderr`.
//!
//! trybuild checks the mistakes as a package of its own, so there are few. `TRYBUILD=overwrite` writes the `.stderr` anew.
#![cfg(test)]

use std::fs;
use std::path::Path;

#[test]
fn mistakes_are_told_as_they_should_be() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("fail/*.rs");
}

/// Each program is a test that cargo runs.
#[test]
fn each_program_is_a_test() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("pass");
    let manifest = fs::read_to_string(here.join("Cargo.toml")).unwrap();
    let names =
        fs::read_dir(here).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    for name in names.filter(|it| Path::new(it).extension().is_some_and(|it| it == "rs")) {
        assert!(manifest.contains(&format!("\npath = \"{name}\"\n")), "{name} is no test");
    }
}

/// The snippets of each README stand in `pass/readme.rs`, line by line, for the crates that the programs depend on.
#[test]
fn the_readmes_are_among_the_programs() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = fs::read_to_string(here.join("pass/readme.rs")).unwrap();
    let program: Vec<_> = program.lines().map(str::trim).collect();
    let manifest = fs::read_to_string(here.join("pass/Cargo.toml")).unwrap();
    let mut n_readmes = 0;
    for folder in manifest.split('"').filter(|it| it.starts_with("../../../generated/")) {
        let readme = fs::read_to_string(here.join("pass").join(folder).join("README.md")).unwrap();
        let snippets = readme.split("```rust,no_run\n").skip(1);
        for snippet in snippets.filter_map(|it| it.split("```").next()) {
            let lines: Vec<_> = snippet.lines().map(str::trim).collect();
            let there = program.windows(lines.len()).any(|it| *it == *lines);
            assert!(there, "{folder}: not in pass/readme.rs: {lines:#?}");
        }
        n_readmes += 1;
    }
    assert!(n_readmes > 0);
}

/// So do the snippets of the documentation in `pass/documentation.rs`, but for those about a crate that isn't here.
#[test]
fn the_snippets_are_among_the_programs() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = fs::read_to_string(here.join("pass/documentation.rs")).unwrap();
    let program: Vec<_> = program.lines().map(str::trim).collect();
    for page in ["README.md", "codegen/docs/client.md"] {
        let text = fs::read_to_string(here.join("../..").join(page)).unwrap();
        let snippets = text.split("```rust\n").skip(1).filter_map(|it| it.split("```").next());
        for snippet in snippets.filter(|it| !it.contains("members::")) {
            let lines: Vec<_> = snippet.lines().map(str::trim).collect();
            let there = program.windows(lines.len()).any(|it| *it == *lines);
            assert!(there, "{page}: not in pass/documentation.rs: {lines:#?}");
        }
    }
}
