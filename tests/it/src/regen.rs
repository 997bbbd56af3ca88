//! `cargo xtask regen`: what it does to files, with a stand-in for the generator.

mod lock;

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use crate::project::Project;

#[test]
fn a_line_says_what_came_out() {
    let project = Project::acme("src/a.rs one");
    let first = project.run(&["regen"]).ends(0);
    let line = "acme-api  OpenAPI 2.0  12 operations  31 types  web 3, inferred 18  0 gaps";
    assert_eq!(first.out, format!("{line}  +5 files\n"));
    assert_eq!(first.err, "");
    assert_eq!(project.run(&["regen"]).ends(0).out, format!("{line}  unchanged\n"));

    project.write("specs/acme/api.yaml", "src/b.rs one\nsrc/c/d.rs two");
    assert_eq!(project.run(&["regen"]).ends(0).out, format!("{line}  +2 ~2 -1 files\n"));
}

#[test]
fn a_crate_holds_what_was_generated_and_what_its_builds_left() {
    const HELD: [&str; 6] =
        ["Cargo.lock", "Cargo.toml", "generated.lock", "src/a.rs", "src/lib.rs", "target/debug/x"];
    let project = Project::acme("src/a.rs one\nsrc/sub/b.rs two");
    project.run(&["regen"]).ends(0);
    project.write("generated/acme-api/target/debug/x", "cache");
    project.write("generated/acme-api/Cargo.lock", "lock");
    project.write("specs/acme/api.yaml", "src/a.rs one");
    project.run(&["regen"]).ends(0);
    let paths: Vec<_> = project.tree("generated/acme-api").into_keys().collect();
    assert_eq!(paths, HELD);
    assert_eq!(project.read("specs/acme/names.lock"), "{\"files\": 3}\n");
}

#[test]
fn what_is_edited_by_hand_is_named_and_stays() {
    let project = Project::acme("src/a.rs one\nsrc/b.rs two\nsrc/c.rs three");
    project.vendor("beta", "beta", "src/a.rs one");
    project.run(&["regen"]).ends(0);
    project.write("specs/acme/api.yaml", "src/a.rs other\nsrc/b.rs other");
    project.write("specs/beta/api.yaml", "src/a.rs other");
    project.write("generated/acme-api/src/a.rs", "<<<<<<< ours\n");
    project.write("generated/acme-api/src/c.rs", "edited, and no longer generated");
    project.write("generated/acme-api/src/mine.rs", "added");
    let before = (project.tree("generated/acme-api"), project.read("specs/acme/names.lock"));

    let ran = project.run(&["regen"]).ends(1);
    assert!(
        ran.out.contains("acme-api  failed: 3 files edited by hand; nothing written"),
        "{}",
        ran.out
    );
    let named: Vec<_> = ran.err.lines().filter(|it| it.starts_with("  ")).collect();
    let expected = [
        "  edited  generated/acme-api/src/a.rs",
        "  edited  generated/acme-api/src/c.rs",
        "  added   generated/acme-api/src/mine.rs",
    ];
    assert_eq!(named, expected);
    assert!(
        ran.err.contains("cargo xtask regen --force") && ran.err.contains("merging"),
        "{}",
        ran.err
    );
    assert_eq!((project.tree("generated/acme-api"), project.read("specs/acme/names.lock")), before);
    assert!(project.read("generated/beta/src/a.rs").ends_with("other\n"), "the others are written");

    project.run(&["regen", "--check"]).ends(1);
    project.run(&["regen", "--force"]).ends(0);
    project.run(&["regen", "--check"]).ends(0);
    assert!(!project.path("generated/acme-api/src/mine.rs").exists());
    assert!(!project.path("generated/acme-api/src/c.rs").exists());
}

#[test]
fn an_edit_that_is_what_is_generated_now_is_none() {
    let project = Project::acme("src/a.rs one\nsrc/b.rs one");
    project.run(&["regen"]).ends(0);
    let one = project.tree("generated/acme-api");
    project.write("specs/acme/api.yaml", "src/a.rs two\nsrc/b.rs one");
    project.run(&["regen"]).ends(0);
    let two = project.tree("generated/acme-api");
    project.write("specs/acme/api.yaml", "src/a.rs two\nsrc/b.rs three");
    // A merge has the lines of two branches in its lock, and a file of either.
    project.write("generated/acme-api/src/a.rs", &one["src/a.rs"]);
    let both = format!("{}=======\n{}", one["generated.lock"], two["generated.lock"]);
    project.write("generated/acme-api/generated.lock", &both);
    project.run(&["regen"]).ends(0);
    project.run(&["regen", "--check"]).ends(0);
}

#[test]
fn line_ends_of_another_system_are_no_edit() {
    let project = Project::acme("src/a.rs one");
    project.run(&["regen"]).ends(0);
    for (path, text) in project.tree("generated/acme-api") {
        project.write(&format!("generated/acme-api/{path}"), &text.replace('\n', "\r\n"));
    }
    project.write("specs/acme/api.yaml", "src/a.rs two");
    project.run(&["regen"]).ends(0);
    assert!(project.read("generated/acme-api/src/a.rs").ends_with("two\n"));
}

#[test]
fn a_crate_without_a_lock_is_taken_over() {
    let project = Project::acme("src/a.rs one\nsrc/b.rs one\napi.json {}");
    project.vendor("beta", "beta", "src/a.rs one\napi.json {}");
    project.run(&["regen"]).ends(0);
    for package in ["acme-api", "beta"] {
        fs::remove_file(project.path(&format!("generated/{package}/generated.lock"))).unwrap();
    }
    project.write("generated/acme-api/src/mine.rs", "by hand");
    project.write("specs/acme/api.yaml", "src/a.rs two");
    fs::remove_dir_all(project.path("specs/beta")).unwrap();
    let ran = project.run(&["regen"]).ends(1);
    assert!(ran.err.contains("  added   generated/acme-api/src/mine.rs\nhelp"), "{}", ran.err);
    fs::remove_file(project.path("generated/acme-api/src/mine.rs")).unwrap();
    project.run(&["regen"]).ends(0);
    project.run(&["regen", "--check"]).ends(0);
    assert!(!project.path("generated/beta").exists());
}

#[test]
fn a_crate_of_a_vendor_who_is_gone_stays_with_what_was_edited() {
    let project = Project::acme("src/a.rs one");
    project.vendor("beta", "beta", "src/a.rs one");
    project.run(&["regen"]).ends(0);
    fs::remove_dir_all(project.path("specs/beta")).unwrap();
    project.write("generated/beta/src/mine.rs", "by hand");
    let ran = project.run(&["regen"]).ends(1);
    assert!(ran.err.contains("  added   generated/beta/src/mine.rs"), "{}", ran.err);
    assert!(project.path("generated/beta/src/lib.rs").exists());
    project.run(&["regen", "--force"]).ends(0);
    assert!(!project.path("generated/beta").exists());
}

#[cfg(unix)]
#[test]
fn links_in_a_crate_are_not_followed() {
    use std::os::unix::fs::symlink;
    for (link, named) in [("src", "/src"), ("", "")] {
        let project = Project::acme("src/a.rs one");
        project.run(&["regen"]).ends(0);
        let (outside, linked) =
            (project.path("outside"), project.path("generated/acme-api").join(link));
        fs::rename(&linked, &outside).unwrap();
        symlink(
            &outside,
            if link.is_empty() { project.path("generated/acme-api") } else { linked },
        )
        .unwrap();
        let before = project.tree("outside");
        project.write("specs/acme/api.yaml", "src/a.rs two");
        let ran = project.run(&["regen"]).ends(1);
        assert!(ran.err.contains(&format!("  a link  generated/acme-api{named}\n")), "{}", ran.err);
        project.run(&["regen", "--force"]).ends(0);
        assert_eq!(project.tree("outside"), before);
        assert!(
            !fs::symlink_metadata(project.path("generated/acme-api").join(link))
                .unwrap()
                .is_symlink()
        );
        assert!(project.read("generated/acme-api/src/a.rs").ends_with("two\n"));
        project.run(&["regen", "--check"]).ends(0);
    }
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
    project.run(&["regen", "--check", "--force"]).ends(2);
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
    // Which of them would be lost, and that plain `regen` won't do.
    let lost = "lost when they are generated again:\n  edited  generated/acme-api/src/a.rs\n  added   generated/acme-api/src/c.rs\nhelp: ";
    assert!(ran.err.contains(lost), "{}", ran.err);
    assert!(ran.err.contains("`cargo xtask regen --force` writes over"), "{}", ran.err);
    assert!(!ran.err.contains("run `cargo xtask regen`"), "{}", ran.err);
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
    assert!(
        check
            .err
            .ends_with("help: run `cargo xtask regen`, look at the difference and commit it\n")
    );
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
    project.write(".clientwright/acme-api.commit", "generated/acme-api\nsrc/old.rs");
    project.write("generated/acme-api/src/a.rs", "of before");
    project.write("generated/acme-api/src/old.rs", "of before");
    // And one that was never declared.
    project.write(".clientwright/beta.new/Cargo.toml", "half");

    assert!(project.run(&["regen"]).ends(0).out.ends_with("unchanged\n"));
    assert_eq!(project.tree("generated/acme-api"), want);
    assert_eq!(project.tree(".clientwright").into_keys().collect::<Vec<_>>(), ["lock"]);
}
