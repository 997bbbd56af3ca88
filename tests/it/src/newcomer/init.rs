//! `init`, in an empty folder and in somebody's workspace.

use std::path::Path;

use tempfile::TempDir;

use super::{made, run, run_with, write};
use crate::project::tree;

/// What `init` makes in an empty folder.
const MADE: [&str; 6] = [
    ".gitattributes",
    ".github/workflows/clientwright.yml",
    ".gitignore",
    "Cargo.toml",
    "generated/README.md",
    "specs/README.md",
];

#[test]
fn init_names_what_it_makes_and_a_second_run_has_nothing_to_do() {
    let dir = TempDir::new().unwrap();
    let dry = run(dir.path(), &["init", "--dry-run"]).ends(0);
    assert!(dry.out.contains("nothing written"), "{}", dry.out);
    assert_eq!(made(dir.path()), [""; 0]);

    let ran = run(dir.path(), &["init"]).ends(0);
    assert_eq!(made(dir.path()), MADE);
    for path in MADE {
        let line = format!("  create  {path}: ");
        assert!(ran.out.contains(&line) && dry.out.contains(&line), "{}", ran.out);
    }
    let before = tree(dir.path());
    let again = run(dir.path(), &["init"]).ends(0);
    assert!(again.out.starts_with("nothing to do"), "{}", again.out);
    assert_eq!(tree(dir.path()), before);
}

#[test]
fn init_says_that_no_registry_has_its_runtime_yet() {
    let dir = TempDir::new().unwrap();
    let said = "warning: `clientwright-runtime = 0.1.0` is on no registry yet";
    for args in [&["init", "--dry-run"][..], &["init"]] {
        let ran = run(dir.path(), args).ends(0);
        assert!(ran.err.starts_with(said) && ran.err.contains("--runtime-path DIR"), "{}", ran.err);
    }
    let clone = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let ran = run(dir.path(), &["init", "--runtime-path", clone.to_str().unwrap()]).ends(0);
    assert!(ran.out.contains("changes clientwright-runtime") && ran.err.is_empty(), "{}", ran.err);
    // Whoever names a version has a registry that has it.
    let ran = run(dir.path(), &["init", "--runtime-version", "0.1"]).ends(0);
    assert_eq!(ran.err, "");
}

#[test]
fn init_says_that_a_package_becomes_a_workspace() {
    let dir = TempDir::new().unwrap();
    write(&dir.path().join("Cargo.toml"), "[package]\nname = \"app\"\n");
    let ran = run(dir.path(), &["init"]).ends(0);
    let said =
        "  change  Cargo.toml: adds `[workspace]`, which makes this package the root of one, ";
    assert!(ran.out.contains(said), "{}", ran.out);
}

#[test]
fn init_keeps_what_a_workspace_has() {
    let dir = TempDir::new().unwrap();
    let manifest = "# ours\n[workspace]\nresolver = \"3\"\nmembers = [\n    \"app\", # first\n]\n\n[workspace.dependencies]\nbytes = \"1\" # theirs\n";
    write(&dir.path().join("Cargo.toml"), manifest);
    write(&dir.path().join("app/Cargo.toml"), "[package]\nname = \"app\"\n");
    write(&dir.path().join("app/src/lib.rs"), "");
    write(&dir.path().join(".gitignore"), "target/\n*.log");
    write(&dir.path().join("specs/README.md"), "mine\n");
    // From a member's folder it is the workspace that is changed.
    let ran = run(&dir.path().join("app/src"), &["init", "--no-ci", "--runtime-version", "0.1"]);
    let ran = ran.ends(0);
    assert!(ran.out.contains("  change  Cargo.toml: `members` gets generated/*, "), "{}", ran.out);
    let files = tree(dir.path());
    let expected = manifest.replace("# first\n", "# first\n    \"generated/*\",\n")
        + "clientwright-runtime = { version = \"0.1\", default-features = false }\n";
    assert_eq!(files["Cargo.toml"], expected);
    assert_eq!(files[".gitignore"], "target/\n*.log\n/.clientwright\n");
    assert_eq!(files["specs/README.md"], "mine\n");
    assert!(!files.contains_key(".github/workflows/clientwright.yml"));

    // Another source of the runtime is one line that changes.
    let ran = run(dir.path(), &["init", "--no-ci", "--runtime-git", "https://a.example/c.git"]);
    assert!(ran.ends(0).out.contains("changes clientwright-runtime"));
    let git =
        "clientwright-runtime = { git = \"https://a.example/c.git\", default-features = false }";
    assert!(tree(dir.path())["Cargo.toml"].contains(git));
}

#[test]
fn init_keeps_line_ends_and_works_where_it_is_told() {
    let dir = TempDir::new().unwrap();
    let there = dir.path().join("there");
    write(&there.join("Cargo.toml"), "[workspace]\r\nmembers = []\r\n");
    write(&there.join(".gitignore"), "target\r\n");
    let path = there.join("Cargo.toml").to_string_lossy().into_owned();
    run(dir.path(), &["init", "--manifest-path", &path]).ends(0);
    assert!(!dir.path().join("Cargo.toml").exists());
    let files = tree(&there);
    for name in ["Cargo.toml", ".gitignore"] {
        let text = &files[name];
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{text:?}");
    }
    let ran = run(&there, &["init", "--manifest-path", &path]).ends(0);
    assert!(ran.out.starts_with("nothing to do"), "{}", ran.out);
    let ran = run(dir.path(), &["init", "--manifest-path", "none/Cargo.toml"]).ends(2);
    assert!(ran.err.contains("is not a Cargo.toml"), "{}", ran.err);
}

#[test]
fn init_says_first_what_cannot_be_a_folder() {
    let dir = TempDir::new().unwrap();
    write(&dir.path().join("generated"), "a file\n");
    let before = tree(dir.path());
    let ran = run(dir.path(), &["init"]).ends(2);
    assert!(ran.err.contains("is not a folder"), "{}", ran.err);
    assert_eq!(tree(dir.path()), before);
}

#[test]
fn init_asks_on_a_terminal() {
    let dir = TempDir::new().unwrap();
    let ran = run_with(dir.path(), &["init"], true, "\nn\nno\n").ends(0);
    assert!(ran.err.contains("[0.1.0]") && ran.err.contains("[Y/n]"), "{}", ran.err);
    assert!(ran.out.ends_with("nothing written\n"), "{}", ran.out);
    assert_eq!(made(dir.path()), [""; 0]);

    let ran = run_with(dir.path(), &["init"], true, "https://a.example/c.git\nn\n\n").ends(0);
    assert!(!ran.out.contains("workflows"), "{}", ran.out);
    assert!(tree(dir.path())["Cargo.toml"].contains("git = \"https://a.example/c.git\""));

    let other = TempDir::new().unwrap();
    let ran = run_with(other.path(), &["init"], true, "").ends(2);
    assert!(ran.err.contains("`--yes` asks nothing"), "{}", ran.err);
    run_with(other.path(), &["init", "--yes"], true, "").ends(0);
    assert_eq!(made(other.path()), MADE);
}

#[test]
fn init_says_what_is_in_its_way() {
    let dir = TempDir::new().unwrap();
    let manifest = "[workspace]\nmembers = []\nexclude = [\"generated\"]\n";
    write(&dir.path().join("Cargo.toml"), manifest);
    let ran = run(dir.path(), &["init"]).ends(2);
    assert!(ran.err.contains("`exclude` keeps `generated/*` out"), "{}", ran.err);
    let ran = run(dir.path(), &["init", "--runtime-path", "nowhere"]).ends(2);
    assert!(ran.err.contains("`clientwright-runtime` isn't here"), "{}", ran.err);
    assert_eq!(made(dir.path()), ["Cargo.toml"]);
}

#[test]
fn what_init_makes_passes_its_own_workflow() {
    let dir = TempDir::new().unwrap();
    run(dir.path(), &["init"]).ends(0);
    for args in [&["regen", "--check"][..], &["regen"], &["lint"]] {
        let ran = run(dir.path(), args).ends(0);
        assert!(ran.err.contains("no vendors in specs/ yet"), "{args:?}: {}", ran.err);
    }
    let workflow = tree(dir.path())[".github/workflows/clientwright.yml"].clone();
    // Cargo takes a workspace without members for an error.
    let check = "- if: hashFiles('generated/*/Cargo.toml') != ''\n        run: cargo check --workspace --all-targets\n";
    assert!(workflow.contains("clientwright regen --check\n") && workflow.ends_with(check));
    let ran = run(dir.path(), &["regen", "acme"]).ends(2);
    assert!(ran.err.contains("specs/ has no vendor `acme`"), "{}", ran.err);
}

#[test]
fn init_refuses_what_cargo_would() {
    let dir = TempDir::new().unwrap();
    for (flag, value, why) in [
        ("--runtime-version", "latest", "not a version, such as `0.1`"),
        ("--runtime-git", "git@a.example:b/c.git", "cargo writes it `ssh://git@a.example/b/c.git`"),
        ("--runtime-git", "../clone", "not a URL"),
    ] {
        let ran = run(dir.path(), &["init", flag, value]).ends(2);
        assert!(ran.err.contains(why), "{}", ran.err);
    }
    let ran = run_with(dir.path(), &["init"], true, "git@a.example:b/c.git\n").ends(2);
    assert!(ran.err.contains("ssh://git@a.example/b/c.git"), "{}", ran.err);
    assert_eq!(made(dir.path()), [""; 0]);
}
