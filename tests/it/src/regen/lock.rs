//! `specs/regen.lock`: what hasn't changed isn't generated again, and nothing else is left out.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::project::{Project, Ran, run_of, stand_in};

/// Runs a command line, and counts how many crates the generator of that name makes.
fn run(project: &Project, args: &[&str], generator: &str) -> (usize, Ran) {
    let made = AtomicUsize::new(0);
    let generate = |sources: &_, request: &_| {
        made.fetch_add(1, Ordering::Relaxed);
        stand_in(sources, request)
    };
    let ran = run_of(project.root(), args, (&generate, generator), false);
    (made.into_inner(), ran)
}

/// How many crates a run makes.
fn made(project: &Project, args: &[&str]) -> usize {
    let (made, ran) = run(project, args, "one");
    ran.ends(0);
    made
}

fn two() -> Project {
    let project = Project::acme("src/a.rs one");
    project.vendor("beta", "beta", "src/a.rs one");
    project
}

#[test]
fn what_has_not_changed_is_not_made_again() {
    let project = two();
    let (first, ran) = run(&project, &["regen"], "one");
    assert_eq!(first, 2);
    let before = (project.tree("specs"), project.tree("generated"));
    let (again, said) = run(&project, &["regen"], "one");
    assert_eq!(again, 0);
    assert_eq!(said.ends(0).out, ran.ends(0).out.replace("+5 files", "unchanged"));
    assert_eq!((project.tree("specs"), project.tree("generated")), before);
}

#[test]
fn whatever_a_crate_is_made_of_counts() {
    let changes: [(&str, &str); 6] = [
        ("specs/acme/api.yaml", "src/b.rs two"),
        (
            "specs/acme/vendor.toml",
            "crate = \"acme-api\"\ntitle = \"Another\"\ninput = \"api.yaml\"\n",
        ),
        ("specs/acme/overlay.yaml", "overlay: 1.0.0\n"),
        ("specs/acme/names.lock", "{}\n"),
        ("specs/acme/parts/one.yaml", "type: string\n"),
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"generated/*\"]\n\n[workspace.dependencies]\nclientwright-runtime = \"0.1.0\"\n",
        ),
    ];
    for (path, text) in changes {
        let project = two();
        assert_eq!(made(&project, &["regen"]), 2);
        project.write(path, text);
        let expected = if path == "Cargo.toml" { 2 } else { 1 };
        assert_eq!(made(&project, &["regen"]), expected, "{path}");
        assert_eq!(made(&project, &["regen"]), 0, "{path}");
    }
}

#[test]
fn notes_for_people_are_no_part_of_a_crate() {
    let project = two();
    assert_eq!(made(&project, &["regen"]), 2);
    project.write("specs/acme/SOURCES.md", "from a mail\n");
    assert_eq!(made(&project, &["regen"]), 0);
}

#[test]
fn another_generator_makes_all_of_them() {
    let project = two();
    assert_eq!(made(&project, &["regen"]), 2);
    assert_eq!(run(&project, &["regen"], "two").0, 2);
    // One that can't be told from others trusts nobody, and nobody trusts it.
    assert_eq!(run(&project, &["regen"], "").0, 2);
    assert_eq!(run(&project, &["regen"], "two").0, 2);
}

#[test]
fn an_edit_by_hand_is_seen() {
    for path in ["src/a.rs", "src/mine.rs", "generated.lock"] {
        let project = two();
        assert_eq!(made(&project, &["regen"]), 2);
        project.write(&format!("generated/acme-api/{path}"), "edited");
        let (made, ran) = run(&project, &["regen"], "one");
        assert_eq!(made, 1, "{path}");
        let named = ran.err.contains(&format!("generated/acme-api/{path}"));
        assert_eq!(named, path != "generated.lock", "{path}: {}", ran.err);
    }
    let project = two();
    assert_eq!(made(&project, &["regen"]), 2);
    fs::remove_file(project.path("generated/acme-api/src/a.rs")).unwrap();
    assert_eq!(made(&project, &["regen"]), 1);
    assert!(project.read("generated/acme-api/src/a.rs").ends_with("one\n"));
}

#[test]
fn who_asks_for_more_than_the_files_gets_it() {
    let project = two();
    assert_eq!(made(&project, &["regen"]), 2);
    for flag in ["--check", "--force", "--verbose"] {
        assert_eq!(made(&project, &["regen", flag]), 2, "{flag}");
    }
}

#[test]
fn a_vendor_whose_run_failed_is_tried_again() {
    let project = two();
    assert_eq!(made(&project, &["regen"]), 2);
    project.write("specs/acme/api.yaml", "error");
    for _ in 0..2 {
        let (made, ran) = run(&project, &["regen"], "one");
        assert_eq!((made, ran.code), (1, 1));
    }
}

#[test]
fn a_lock_of_which_nothing_can_be_read_is_written_again() {
    let project = two();
    assert_eq!(made(&project, &["regen"]), 2);
    let lock = project.read("specs/regen.lock");
    project
        .write("specs/regen.lock", &format!("<<<<<<< ours\n{lock}=======\n{lock}>>>>>>> theirs\n"));
    assert_eq!(made(&project, &["regen"]), 2);
    assert_eq!(project.read("specs/regen.lock"), lock);
}

#[test]
fn lines_of_two_sides_vouch_for_nothing() {
    let project = two();
    assert_eq!(made(&project, &["regen"]), 2);
    let lock = project.read("specs/regen.lock");
    // One side has another generator, the other has another description.
    let (_, from) = lock.split_once("[\"acme\"]").unwrap();
    let line =
        |text: &str, key: &str| text.lines().find(|it| it.starts_with(key)).unwrap().to_owned();
    let generator = line(from, "generator");
    project.write("specs/regen.lock", &lock.replacen(&generator, "generator = \"two\"", 1));
    assert_eq!(run(&project, &["regen"], "two").0, 2);

    // Both sides of each line: what git does where it keeps all of them.
    let twice: Vec<_> = lock.lines().flat_map(|it| [it, it]).collect();
    project.write("specs/regen.lock", &twice.join("\n"));
    assert_eq!(made(&project, &["regen"]), 2);
}

#[test]
fn a_folder_called_as_those_of_builds_counts() {
    let project = two();
    project.write("specs/acme/target/audience.yaml", "type: string\n");
    assert_eq!(made(&project, &["regen"]), 2);
    project.write("specs/acme/target/audience.yaml", "type: integer\n");
    assert_eq!(made(&project, &["regen"]), 1);
}

#[test]
fn a_check_that_fails_over_the_lock_says_what_to_do() {
    let project = two();
    assert_eq!(made(&project, &["regen"]), 2);
    let other = |sources: &_, request: &_| {
        let mut output = stand_in(sources, request);
        output.files.as_mut().unwrap().insert("src/new.rs".to_owned(), "// new\n".to_owned());
        output
    };
    let ran = run_of(project.root(), &["regen", "--check"], (&other, "one"), false).ends(1);
    assert!(
        ran.err.contains("help: remove specs/regen.lock, which is wrong about it, run"),
        "{}",
        ran.err
    );
}

#[test]
fn the_lock_forgets_vendors_who_are_gone_and_keeps_those_not_named() {
    let project = two();
    assert_eq!(made(&project, &["regen", "beta"]), 1);
    assert_eq!(made(&project, &["regen", "acme"]), 1);
    assert_eq!(made(&project, &["regen"]), 0);
    fs::remove_dir_all(project.path("specs/beta")).unwrap();
    assert_eq!(made(&project, &["regen"]), 0);
    assert!(!project.read("specs/regen.lock").contains("beta"));
    assert!(!project.path("generated/beta").exists());
}
