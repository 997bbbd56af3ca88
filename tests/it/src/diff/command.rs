//! The command: what it compares with, and how it ends.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::project::{Project, Ran, run};

/// A project whose crate `shop` is generated and committed.
fn committed() -> Project {
    let project = Project::new();
    describe(&project, "shop", &["/pets", "/toys"]);
    command(&project, &["regen"]).ends(0);
    git(project.root(), &["init", "--quiet"]);
    commit(&project);
    project
}

fn commit(project: &Project) {
    git(project.root(), &["add", "--all"]);
    let who = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    git(project.root(), &[&who[..], &["commit", "--quiet", "--message", "Shop"]].concat());
}

fn describe(project: &Project, name: &str, paths: &[&str]) {
    let mut text = "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths:\n".to_owned();
    for path in paths {
        writeln!(text, "  {path}: {{get: {{responses: {{'204': {{description: Done.}}}}}}}}")
            .unwrap();
    }
    project.vendor(name, name, &text);
}

fn git(folder: &Path, args: &[&str]) {
    let status = Command::new("git").args(args).current_dir(folder).status().unwrap();
    assert!(status.success(), "git {args:?}");
}

fn command(project: &Project, args: &[&str]) -> Ran {
    run(project.root(), args, &clientwright::generate)
}

fn diff(project: &Project, args: &[&str]) -> Ran {
    command(project, &[&["diff"], args].concat())
}

#[test]
fn the_exit_code_is_that_of_the_worst_change() {
    let project = committed();
    let same = diff(&project, &["--fail-on", "any"]).ends(0);
    assert!(!same.out.contains("operation-"), "{}", same.out);

    describe(&project, "shop", &["/pets", "/toys", "/food"]);
    assert!(diff(&project, &[]).ends(0).out.contains("[operation-added]"));
    diff(&project, &["--fail-on", "risky"]).ends(0);
    diff(&project, &["--fail-on", "any"]).ends(1);

    describe(&project, "shop", &["/pets"]);
    let ran = diff(&project, &[]).ends(1);
    assert!(ran.out.contains("[operation-removed]: `GET /toys` is gone"), "{}", ran.out);
    assert!(ran.out.contains("was HEAD:specs/shop/api.yaml:5:"), "{}", ran.out);
    diff(&project, &["shop", "--fail-on", "nothing"]).ends(0);
}

#[test]
fn a_crate_that_nobody_has_any_more_is_a_major_change() {
    let project = committed();
    fs::rename(project.path("specs/shop"), project.path("specs/store")).unwrap();
    describe(&project, "store", &["/pets", "/toys"]);
    let ran = diff(&project, &[]).ends(1);
    assert!(ran.err.contains("store: new since HEAD"), "{}", ran.err);
    assert!(ran.out.contains("[crate-removed]: the crate `shop` is gone"), "{}", ran.out);
    assert!(diff(&project, &["--format", "json"]).ends(1).out.contains("\"crate-removed\""));
    assert!(diff(&project, &["--format", "markdown"]).ends(1).out.contains("`crate-removed`"));
    // Who asks for one isn't told of others.
    diff(&project, &["store"]).ends(0);
}

#[test]
fn the_earlier_version_may_be_a_folder_of_all_crates_or_of_one() {
    let project = committed();
    fs::rename(project.path("generated"), project.path("old")).unwrap();
    describe(&project, "shop", &["/pets"]);
    for folder in ["old", "old/shop"] {
        let ran = diff(&project, &["--base-dir", folder]).ends(1);
        assert!(ran.out.contains("[operation-removed]"), "{folder}: {}", ran.out);
    }
    describe(&project, "bakery", &["/bread"]);
    let ran = diff(&project, &["--base-dir", "old/shop"]).ends(1);
    assert!(ran.err.contains("bakery: new since old/shop"), "{}", ran.err);
    assert!(!ran.out.contains("/bread"), "{}", ran.out);
    diff(&project, &["--base-dir", "none"]).ends(2);
}

#[test]
fn git_that_fails_is_no_crate_that_is_new() {
    let project = committed();
    let ran = diff(&project, &["--base", "v9"]).ends(2);
    assert!(ran.err.contains("git has no commit `v9`"), "{}", ran.err);
    diff(&project, &["--base=--all"]).ends(2);

    // Git still knows the names of the files, and no longer what is in them.
    let blob = Command::new("git")
        .args(["rev-parse", "HEAD:generated/shop/api.json"])
        .current_dir(project.root())
        .output()
        .unwrap();
    let blob = String::from_utf8(blob.stdout).unwrap();
    let (folder, name) = blob.trim().split_at(2);
    fs::remove_file(project.path(&format!(".git/objects/{folder}/{name}"))).unwrap();
    let ran = diff(&project, &[]).ends(2);
    assert!(ran.err.contains("git cat-file failed"), "{}", ran.err);
}

#[test]
fn what_git_does_not_have_is_new() {
    let project = committed();
    describe(&project, "bakery", &["/bread"]);
    let ran = diff(&project, &[]).ends(0);
    assert!(ran.err.contains("bakery: new since HEAD"), "{}", ran.err);
}

/// What the JSON of a diff says of the first change.
fn first_change(project: &Project) -> serde_json::Value {
    let ran = diff(project, &["--format", "json", "--fail-on", "nothing"]).ends(0);
    let root: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    root["crates"][0]["changes"][0].clone()
}

#[test]
fn code_of_the_workspace_that_stops_compiling_is_named() {
    let project = committed();
    describe(&project, "shop", &["/pets"]);
    let name = first_change(&project)["gone"][0].as_str().unwrap().to_owned();
    let method = name.rsplit('.').next().unwrap();
    project.write(
        "Cargo.toml",
        &project.read("Cargo.toml").replace("members = [", "members = [\"app\", \"other\", "),
    );
    let manifest = |name: &str, dependency: &str| {
        format!("[package]\nname = \"{name}\"\n\n[dependencies]\n{dependency}\n")
    };
    project
        .write("app/Cargo.toml", &manifest("my-app", "api = { package = \"shop\", path = \"\" }"));
    project.write("other/Cargo.toml", &manifest("other", "serde = \"1\""));
    let code =
        format!("pub async fn play(client: &api::Client) {{\n    client.{method}().await;\n}}\n");
    project.write("app/src/toys.rs", &code);
    project.write("app/src/odd.rs", "fn odd() {");
    project.write("other/src/lib.rs", &code);

    let uses = &first_change(&project)["uses"];
    let one = serde_json::json!({ "function": "my_app::toys::play", "at": "app/src/toys.rs:2", "name": name });
    assert_eq!(uses, &serde_json::json!([one]));
    let ran = diff(&project, &[]).ends(1);
    assert!(ran.out.contains("`my_app::toys::play` uses a name"), "{}", ran.out);
    assert!(ran.err.contains("app/src/odd.rs: it isn't read as Rust"), "{}", ran.err);
}

#[test]
fn the_version_that_the_crate_gets_is_said_and_both_sides_are_shown() {
    let project = committed();
    describe(&project, "shop", &["/pets", "/food"]);
    let settings = project.read("specs/shop/vendor.toml") + "[package]\nversion = \"0.2.0\"\n";
    project.write("specs/shop/vendor.toml", &settings);
    let ran = diff(&project, &["--fail-on", "nothing"]).ends(0);
    assert!(ran.out.contains("shop 0.1.0 → 0.2.0: breaking on the wire"), "{}", ran.out);
    let page = diff(&project, &["--format", "html", "--fail-on", "nothing"]).ends(0).out;
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    for lines in ["Before <code>HEAD:specs/shop/api.yaml:5:", "Now <code>specs/shop/api.yaml:5:"] {
        assert!(page.contains(lines), "{lines}: {page}");
    }
    assert!(page.contains(r#"<li value="5""#), "{page}");
}
