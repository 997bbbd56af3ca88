//! The same input gives the same bytes, for every vendor of `specs/`.

use std::fs;
use std::path::Path;

use clientwright::generate;

use crate::project::{Project, run, tree};

/// A project with the vendors of this one.
fn with_our_vendors() -> Project {
    let project = Project::new();
    copy(&crate::root().join("specs"), &project.path("specs"));
    project
}

fn copy(from: &Path, to: &Path) {
    for (path, text) in tree(from) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn two_runs_give_the_same_bytes() {
    let (one, other) = (with_our_vendors(), with_our_vendors());
    run(one.root(), &["regen"], &generate).ends(0);
    run(other.root(), &["regen"], &generate).ends(0);
    assert_eq!(one.tree("generated"), other.tree("generated"));
    assert_eq!(one.tree("specs"), other.tree("specs"));
    assert!(
        run(one.root(), &["regen"], &generate)
            .ends(0)
            .out
            .lines()
            .all(|it| it.ends_with("  unchanged"))
    );
    run(one.root(), &["regen", "--check"], &generate).ends(0);
}

#[test]
fn a_new_start_gives_the_committed_names() {
    let project = with_our_vendors();
    for vendor in fs::read_dir(project.path("specs")).unwrap() {
        let _ = fs::remove_file(vendor.unwrap().path().join("names.lock"));
    }
    run(project.root(), &["regen"], &generate).ends(0);
    for (path, names) in tree(&crate::root().join("specs")) {
        if path.ends_with("/names.lock") {
            assert_eq!(project.read(&format!("specs/{path}")), names, "{path}");
        }
    }
}

#[test]
fn what_is_committed_is_what_is_generated() {
    run(crate::root(), &["regen", "--check"], &generate).ends(0);
}

#[test]
fn an_edited_file_is_drift_and_a_failing_vendor_changes_nothing() {
    let project = with_our_vendors();
    run(project.root(), &["regen"], &generate).ends(0);
    let before = project.tree("generated");

    let (edited, text) = before.iter().find(|(path, _)| path.ends_with("/src/client.rs")).unwrap();
    project.write(&format!("generated/{edited}"), &text.replacen("pub ", "pub  ", 1));
    let check = run(project.root(), &["regen", "--check"], &generate).ends(1);
    assert!(check.out.contains(&format!("changed  generated/{edited}")), "{}", check.out);
    run(project.root(), &["regen"], &generate).ends(1);
    run(project.root(), &["regen", "--force"], &generate).ends(0);

    project.vendor("broken", "broken", "openapi: [");
    run(project.root(), &["regen"], &generate).ends(1);
    assert_eq!(project.tree("generated"), before);
}
