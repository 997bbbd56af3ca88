//! `cargo xtask regen`: what it does to files, with a stand-in for the generator.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use crate::project::Project;

#[test]
fn a_line_says_what_came_out() {
    let project = Project::acme("src/a.rs one");
    let first = project.run(&["regen"]).ends(0);
    let line = "acme-api  OpenAPI 2.0  12 operations  31 types  web 3, inferred 18  0 gaps";
    assert_eq!(first.out, format!("{line}  +4 files\n"));
    assert_eq!(first.err, "");
    assert_eq!(project.run(&["regen"]).ends(0).out, format!("{line}  unchanged\n"));

    project.write("specs/acme/api.yaml", "src/b.rs one\nsrc/c/d.rs two");
    assert_eq!(project.run(&["regen"]).ends(0).out, format!("{line}  +2 ~1 -1 files\n"));
}

#[test]
fn a_crate_holds_what_was_generated_and_what_its_builds_left() {
    let project = Project::acme("src/a.rs one\nsrc/sub/b.rs two");
    project.run(&["regen"]).ends(0);
    project.write("generated/acme-api/target/debug/x", "cache");
    project.write("generated/acme-api/Cargo.lock", "lock");
    project.write("generated/acme-api/src/stray.rs", "by hand");
    project.write("specs/acme/api.yaml", "src/a.rs one");
    project.run(&["regen"]).ends(0);
    let paths: Vec<_> = project.tree("generated/acme-api").into_keys().collect();
    assert_eq!(paths, ["Cargo.lock", "Cargo.toml", "src/a.rs", "src/lib.rs", "target/debug/x"]);
    assert_eq!(project.read("specs/acme/names.lock"), "{\"files\": 3}\n");
}

#[test]
fn a_file_that_stays_the_same_keeps_its_time() {
    let project = Project::acme("src/a.rs one\nsrc/b.rs two");
    project.run(&["regen"]).ends(0);
    let path = project.path("generated/acme-api/src/a.rs");
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();

    project.write("specs/acme/api.yaml", "src/a.rs one\nsrc/b.rs three");
    project.run(&["regen"]).ends(0);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), time);
    assert!(project.read("generated/acme-api/src/b.rs").ends_with("three\n"));
}

#[test]
fn a_vendor_with_an_error_stays_and_the_others_are_written() {
    let project = Project::acme("src/a.rs one");
    project.vendor("beta", "beta", "src/a.rs one");
    project.run(&["regen"]).ends(0);
    let (crate_before, names_before) =
        (project.tree("generated/acme-api"), project.read("specs/acme/names.lock"));

    project.write("specs/acme/api.yaml", "error");
    project.write("specs/beta/api.yaml", "src/b.rs two");
    let ran = project.run(&["regen"]).ends(1);
    assert!(ran.out.contains("acme-api  failed: 1 error; nothing written\n"), "{}", ran.out);
    assert!(ran.err.contains("error[unknown-dialect]: this is an error"), "{}", ran.err);
    assert_eq!(project.tree("generated/acme-api"), crate_before);
    assert_eq!(project.read("specs/acme/names.lock"), names_before);
    assert!(project.path("generated/beta/src/b.rs").exists());
}

#[test]
fn a_vendor_named_alone_is_the_only_one_written() {
    let project = Project::acme("src/a.rs one");
    project.vendor("beta", "beta", "src/a.rs one");
    project.run(&["regen", "beta"]).ends(0);
    assert!(!project.path("generated/acme-api").exists());
    assert!(project.path("generated/beta").exists());
}

#[test]
fn check_names_what_differs_and_writes_nothing() {
    let project = Project::acme("src/a.rs one\nsrc/b.rs two");
    project.run(&["regen"]).ends(0);
    project.run(&["regen", "--check"]).ends(0);

    project.write("generated/acme-api/src/a.rs", "edited");
    fs::remove_file(project.path("generated/acme-api/src/b.rs")).unwrap();
    project.write("generated/acme-api/src/c.rs", "stray");
    fs::remove_file(project.path("specs/acme/names.lock")).unwrap();
    let before = project.tree(".");
    let ran = project.run(&["regen", "--check"]).ends(1);
    assert!(ran.out.contains("differs: +2 ~1 -1 files"), "{}", ran.out);
    let named: Vec<_> = ran.out.lines().skip(1).collect();
    let expected = [
        "  changed  generated/acme-api/src/a.rs",
        "  added    generated/acme-api/src/b.rs",
        "  removed  generated/acme-api/src/c.rs",
        "  added    specs/acme/names.lock",
    ];
    assert_eq!(named, expected);
    assert!(ran.err.contains("cargo xtask regen"), "{}", ran.err);
    assert_eq!(project.tree("."), before);
}

#[test]
fn a_crate_whose_vendor_is_gone_goes_too() {
    let project = Project::acme("src/a.rs one");
    project.vendor("beta", "beta", "src/a.rs one");
    project.run(&["regen"]).ends(0);
    project.write("generated/README.md", "by hand");
    project.write("generated/other/src/lib.rs", "// by hand");
    fs::remove_dir_all(project.path("specs/beta")).unwrap();

    let check = project.run(&["regen", "--check"]).ends(1);
    assert!(check.out.contains("removed  generated/beta/Cargo.toml"), "{}", check.out);
    project.run(&["regen", "acme"]).ends(0);
    assert!(project.path("generated/beta").exists(), "only a run over all vendors knows");
    project.run(&["regen"]).ends(0);
    assert!(!project.path("generated/beta").exists());
    assert!(project.path("generated/other/src/lib.rs").exists());
    project.run(&["regen", "--check"]).ends(0);
}

#[test]
fn a_half_finished_replacement_is_finished_by_the_next_run() {
    let project = Project::acme("src/a.rs one");
    project.run(&["regen"]).ends(0);
    let want = project.tree("generated/acme-api");

    // A crate staged whole and declared to be the one that counts, of which one file has arrived.
    for (path, text) in &want {
        project.write(&format!(".clientwright/acme-api.new/{path}"), text);
    }
    project.write(".clientwright/acme-api.commit", "");
    project.write("generated/acme-api/src/a.rs", "of before");
    project.write("generated/acme-api/src/old.rs", "of before");
    // And one that was never declared.
    project.write(".clientwright/beta.new/Cargo.toml", "half");

    assert!(project.run(&["regen"]).ends(0).out.ends_with("unchanged\n"));
    assert_eq!(project.tree("generated/acme-api"), want);
    assert_eq!(project.tree(".clientwright").into_keys().collect::<Vec<_>>(), ["lock"]);
}
