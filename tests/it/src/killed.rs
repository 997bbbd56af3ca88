//! A run that is killed at any moment leaves whole crates.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use crate::project::{Project, header, run, stand_in};

/// Tells the child where the project is.
const PROJECT: &str = "CLIENTWRIGHT_TEST_PROJECT";

/// The description before the child has written one.
const BEFORE: &str = "src/a.rs 0";

#[test]
fn a_killed_run_leaves_whole_crates() {
    let project = Project::acme(BEFORE);
    project.run(&["regen"]).ends(0);
    for round in 0..12 {
        project.write("specs/acme/api.yaml", BEFORE);
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "killed::regenerate_until_killed", "--ignored"])
            .env(PROJECT, project.root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for_the_child(&project);
        thread::sleep(Duration::from_millis(7 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        expect_one_edition(&project);
    }
    project.run(&["regen"]).ends(0);
    project.run(&["regen", "--check"]).ends(0);
}

/// Returns once the child writes descriptions.
fn wait_for_the_child(project: &Project) {
    for _ in 0..1000 {
        if project.read("specs/acme/api.yaml") != BEFORE {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("the child did nothing");
}

/// Asserts that all files of the crate come from the same run.
fn expect_one_edition(project: &Project) {
    let mut tree = project.tree("generated/acme-api");
    assert!(tree.remove("Cargo.toml").is_some());
    let lib = tree.remove("src/lib.rs").unwrap();
    let editions: Vec<_> = tree.values().map(|it| it.strip_prefix(&lib).unwrap()).collect();
    assert!(editions.iter().all(|it| Some(it) == editions.first()), "{editions:?}");
    assert!(editions.len() == 1 || editions.len() == 30, "{editions:?}");
}

#[test]
#[ignore = "the child of the test above"]
fn regenerate_until_killed() {
    let Some(root) = env::var_os(PROJECT) else { return };
    let root = Path::new(&root);
    for edition in 1_u64.. {
        let files: Vec<_> = (0..30).map(|n| format!("src/f{n}.rs {edition}")).collect();
        fs::write(root.join("specs/acme/api.yaml"), files.join("\n")).unwrap();
        let ran = run(root, &["regen"], &|sources, request| {
            let output = stand_in(sources, request);
            assert!(
                output
                    .files
                    .iter()
                    .flatten()
                    .all(|(_, it)| it.starts_with(&header(request)) || it.starts_with('['))
            );
            output
        });
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
}
