//! The crates of `tests/fixtures/emit`, and some of hostile texts, compile without a warning, are documented without one, and pass their tests.
//! So does a crate that has those of the fixtures as modules.
//!
//! They form one workspace below the target folder, so that they share what they link, and so that a second run
//! finds it built.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clientwright::{Manifest, Module, Output};

use crate::fixtures::Case;

/// The runtime without its HTTP client, which takes longer to build than everything else.
pub(crate) fn runtime() -> String {
    let path = crate::root().join("codegen/runtime");
    format!("{{ path = {:?}, default-features = false }}", path.display().to_string())
}

/// What the case `own_types` depends on.
fn own_dependencies() -> String {
    let settings = crate::root().join("tests/fixtures/emit/own_types/vendor.toml");
    let settings = fs::read_to_string(settings).unwrap();
    let (_, rest) = settings.split_once("[types.dependencies]\n").unwrap();
    rest.split("\n\n").next().unwrap().to_owned()
}

/// The crates of somebody who has types and a derive macro of their own.
const OWN: &[(&str, &[(&str, &str)])] = &[
    (
        "acme-derive",
        &[
            ("Cargo.toml", include_str!("emitted/acme-derive/Cargo.toml")),
            ("src/lib.rs", include_str!("emitted/acme-derive/lib.rs")),
        ],
    ),
    (
        "acme-money",
        &[
            ("Cargo.toml", include_str!("emitted/acme-money/Cargo.toml")),
            ("src/lib.rs", include_str!("emitted/acme-money/lib.rs")),
        ],
    ),
];

/// Where the workspace lies.
fn folder() -> PathBuf {
    crate::target().join("emitted")
}

/// Writes a crate for each case, and returns their number.
fn write(folder: &Path) -> usize {
    let mut packages = Vec::new();
    let manifest = Manifest::default().runtime(runtime()).in_workspace(true);
    for (package, files) in crate::texts::samples(&manifest) {
        write_crate(&folder.join(&package), files);
        packages.push(package);
    }
    let mut modules = BTreeMap::new();
    let cases = crate::root().join("tests/fixtures/emit");
    for case in fs::read_dir(cases).unwrap().map(|it| it.unwrap().file_name()) {
        let package = format!("emit-{}", case.to_str().unwrap().replace('_', "-"));
        let uses = crate::root().join("tests/fixtures/emit").join(&case).join("uses.rs");
        let case = Case::new("emit", case.to_str().unwrap());
        let request = case.request().package(&package).manifest(manifest.clone());
        let mut files = case.generate_as(&request).files.unwrap();
        files.extend(fs::read_to_string(uses).map(|it| ("tests/uses.rs".to_owned(), it)));
        write_crate(&folder.join(&package), files);
        let request = request.module(Module::default().serde(modules.len() % 2 == 0));
        modules.extend(case.generate_as(&request).files.unwrap());
        packages.push(package);
    }
    for (package, files) in OWN {
        let files = files.iter().map(|(path, text)| {
            let text = text.replace("\"{runtime}\"", &runtime());
            ((*path).to_owned(), text)
        });
        write_crate(&folder.join(package), files.collect());
        packages.push((*package).to_owned());
    }
    write_crate(&folder.join("emit-modules"), with_modules(modules));
    packages.push("emit-modules".to_owned());
    packages.sort();
    write_workspace(folder, &packages);
    packages.len()
}

/// A crate that includes modules, the first of them at its root.
fn with_modules(modules: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let included = modules.keys().map(|it| format!("include!(\"{it}\");\n"));
    let included: Vec<String> = included.collect();
    let (first, others) = included.split_first().unwrap();
    let root = format!(
        "//! Modules.\n#![recursion_limit = \"1024\"]\n{first}\n/// Deeper.\npub mod deeper {{\n{}}}\n",
        others.concat()
    );
    let manifest = format!(
        "[package]\nname = \"emit-modules\"\nedition = \"2024\"\n\n[dependencies]\nclientwright-runtime = {}\n{}\n",
        runtime(),
        own_dependencies()
    );
    let modules = modules.into_iter().map(|(path, text)| (format!("src/{path}"), text));
    modules.chain([("Cargo.toml".to_owned(), manifest), ("src/lib.rs".to_owned(), root)]).collect()
}

/// Makes a workspace of packages, with the versions of this project, which are on this machine already.
pub(crate) fn write_workspace(folder: &Path, packages: &[String]) {
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {packages:?}\n\n[profile.dev]\ndebug = 0\n"
    );
    write_if_changed(&folder.join("Cargo.toml"), &manifest);
    let lock = fs::read_to_string(crate::root().join("Cargo.lock")).unwrap();
    write_if_changed(&folder.join("Cargo.lock"), &lock);
}

/// Brings a folder in line with the files of a crate.
pub(crate) fn write_crate(root: &Path, files: BTreeMap<String, String>) {
    for stale in crate::project::tree(root).keys().filter(|it| !files.contains_key(*it)) {
        fs::remove_file(root.join(stale)).unwrap();
    }
    for (path, text) in files {
        write_if_changed(&root.join(path), &text);
    }
}

/// Leaves an equal file alone: its time keeps cargo from building it again.
pub(crate) fn write_if_changed(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|it| it == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Runs cargo in a workspace of crates that don't send. All of them have one target folder and the same flags, so that
/// what they link is built once.
pub(crate) fn cargo_in(folder: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(folder).env("CARGO_TARGET_DIR", self::folder().join("target"));
    // Nobody edits these crates.
    cargo.env("CARGO_INCREMENTAL", "0");
    cargo
}

#[track_caller]
fn cargo(folder: &Path, args: &[&str]) {
    let mut cargo = cargo_in(folder);
    // Of rustc's warnings cargo tells each time; flags that deny them would have all built again.
    let output = cargo.args(args).arg("--offline").env("RUSTDOCFLAGS", "-D warnings").output();
    let output = output.unwrap();
    let is_fine =
        output.status.success() && !String::from_utf8_lossy(&output.stderr).contains("warning:");
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    assert!(is_fine, "cargo {args:?} in {}\n{text}", folder.display());
}

#[test]
fn crates_compile_without_warnings_and_pass_their_tests() {
    let folder = folder();
    assert!(write(&folder) > 0);
    let without_http = ["--workspace", "--no-default-features", "--features", "serde"];
    // With the examples of the documentation.
    cargo(&folder, &[&["test", "--quiet"][..], &without_http].concat());
    cargo(&folder, &[&["doc", "--no-deps"][..], &without_http].concat());
}

/// The features of tags that a crate has.
fn features_of_tags(output: &Output) -> Vec<String> {
    let manifest = crate::select::manifest(output);
    manifest["features"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn any_features_of_tags_compile_together() {
    const PACKAGE: &str = "emit-tag-features";
    let folder = crate::target().join("emitted-features");
    let case = Case::new("emit", "tag_features");
    let manifest = Manifest::default().runtime(runtime()).in_workspace(true);
    let request = case.request().package(PACKAGE).manifest(manifest);
    let output = case.generate_as(&request);
    let parts = features_of_tags(&output);
    write_crate(&folder.join(PACKAGE), output.files.unwrap());
    write_workspace(&folder, &[PACKAGE.to_owned()]);
    let check = |what: &str, features: &[&str]| {
        let features = features.join(",");
        cargo(&folder, &["check", what, "--no-default-features", "--features", &features]);
    };
    // With their tests, and with what other features add.
    for part in &parts {
        check("--tests", &[part, "serde"]);
        for other in parts.iter().filter(|it| *it > part) {
            check("--lib", &[part, other]);
        }
    }
    check("--tests", &[]);
    check("--tests", &["webhooks"]);
    check("--tests", &["all-tags", "serde", "blocking"]);
    cargo(&folder, &["doc", "--no-deps", "--no-default-features", "--features", "issues"]);
    cargo(&folder, &["test", "--quiet", "--no-default-features", "--features", "all-tags"]);
}
