//! `tests/story/<vendor>/`: what a vendor changes, one change after another, and what becomes of the crate.
//!
//! Each step has a `change.diff` of the description, whose hunks stand behind `@@`, and a `user.rs` as somebody wrote it
//! against the crate before. The golden has the diff, the version, the changelog and how many lines there are to review;
//! and the user's crate goes on compiling or doesn't, as the diff says. Every step is a release.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clientwright::diff::{self, Diff, Report, Rust, diff};
use clientwright::internal::release::record;
use clientwright::{FileId, Format, Manifest, Released, Request, Sources, render};

use crate::emitted::{cargo_in, runtime, write_crate, write_workspace};
use crate::expect::expect_file;

type Files = BTreeMap<String, String>;

/// A version of a crate.
struct Version {
    number: String,
    files: Files,
    names: String,
    /// What is kept of it.
    kept: Files,
}

/// A change of the description, and what somebody has.
struct Step {
    dir: PathBuf,
    change: String,
    user: String,
}

#[test]
fn twenty_changes_of_an_openapi_document() {
    tell(("flexperto", "swagger.yaml", None), 20);
}

#[test]
fn five_changes_of_a_postman_collection() {
    // The tag that these are about: all of the crate would take minutes.
    tell(("expertflow-cx", "collection.json", Some("tag:Tenants")), 5);
}

/// What is told of: a vendor, the file of its description, and the part of it that there is a crate of.
type Subject = (&'static str, &'static str, Option<&'static str>);

fn tell(subject: Subject, count: usize) {
    let (vendor, description, _) = subject;
    let specs = crate::root().join("specs").join(vendor);
    let read = |name: &str| fs::read_to_string(specs.join(name)).ok();
    let mut text = read(description).unwrap();
    let steps = steps(&crate::root().join("tests/story").join(vendor));
    assert_eq!(steps.len(), count);
    let mut versions = vec![make(subject, &text, None)];
    for step in &steps {
        text = changed(&text, &step.change);
        let next = make(subject, &text, versions.last());
        versions.push(next);
    }
    let (broken, why) = broken(vendor, &versions, &steps);
    for (n, step) in steps.iter().enumerate() {
        let (before, after) = (&versions[n], &versions[n + 1]);
        let diff = compared(before, after);
        let is_broken = broken.contains(&user(vendor, n, "new"));
        let dir = step.dir.display();
        assert!(!broken.contains(&user(vendor, n, "old")), "{dir}: user.rs is wrong\n{why}");
        assert_eq!(is_broken, diff.rust() == Rust::Major, "{dir}: does code break?\n{why}");
        expect_file(&step.dir.join("expected.txt"), &told(vendor, before, after, &diff));
    }
}

/// The folders of a story, in their order.
fn steps(dir: &Path) -> Vec<Step> {
    let mut dirs: Vec<_> = fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
    dirs.sort();
    let step = |dir: PathBuf| {
        let read = |name: &str| fs::read_to_string(dir.join(name)).unwrap();
        Step { change: read("change.diff"), user: read("user.rs"), dir }
    };
    dirs.into_iter().map(step).collect()
}

/// The text after a change, each of whose hunks fits one place.
fn changed(text: &str, change: &str) -> String {
    let mut text = text.to_owned();
    for hunk in change.split("@@\n") {
        let side = |sign: char| -> String {
            let lines = hunk.lines().filter(|it| it.starts_with([' ', sign]));
            lines.flat_map(|it| [&it[1..], "\n"]).collect()
        };
        let (from, to) = (side('-'), side('+'));
        assert_eq!(text.matches(&from).count(), 1, "{hunk}");
        text = text.replace(&from, &to);
    }
    text
}

/// Generates what comes after a version that was released.
fn make((vendor, name, part): Subject, text: &str, before: Option<&Version>) -> Version {
    let specs = crate::root().join("specs").join(vendor);
    let read = |name: &str| fs::read_to_string(specs.join(name)).ok();
    let mut sources = Sources::default();
    let description = sources.add(name, text);
    let mut add = |name: &str, text: Option<String>| text.map(|it| sources.add(name, it));
    let overlay: Option<FileId> = add("overlay.yaml", read("overlay.yaml"));
    let settings = add("vendor.toml", read("vendor.toml"));
    let names = before.map(|it| it.names.clone()).or_else(|| read("names.lock"));
    let names = add("names.lock", names);
    let released = before.map(|it| {
        let mut file = |name: &str| add(name, Some(it.kept[name].clone())).unwrap();
        Released::new(file("release.toml"), file("api.json"), file("CHANGELOG.md"))
    });
    let request = Request::new(description)
        .overlay(overlay)
        .settings(settings)
        .names(names)
        .released(released)
        .package(vendor)
        .manifest(Manifest::default().runtime(runtime()).in_workspace(true));
    let request = part.into_iter().fold(request, Request::include);
    let output = clientwright::generate(&sources, &request);
    let Some(files) = output.files else {
        panic!("{}", render(&output.findings, &sources, Format::Human));
    };
    let kept = record(&files, &output.version, "Generated by Clientwright.");
    Version { number: output.version, names: output.names, kept, files }
}

fn compared(before: &Version, after: &Version) -> Diff {
    let manifest = |it: &Version| diff::Manifest::parse(&it.files["api.json"]).unwrap();
    diff(&manifest(before), &manifest(after))
}

/// What a reviewer and a user are told of a step.
fn told(vendor: &str, before: &Version, after: &Version, diff: &Diff) -> String {
    let report = Report::new(vendor, &before.number, diff);
    let said = diff::render(&[report], diff::Format::Text);
    let mut text = format!("{}\n\n", said.trim_end());
    let (read, all) = lines(&before.files, &after.files);
    let _ = writeln!(text, "{} -> {}", before.number, after.number);
    let _ = writeln!(text, "{all} lines in generated/, {read} to read");
    let is_broken = diff.rust() == Rust::Major;
    let _ = writeln!(text, "user.rs {}", if is_broken { "doesn't compile" } else { "compiles" });
    let changelog = after.files.get("CHANGELOG.md").map_or("", String::as_str);
    let earlier = format!("\n## {}\n", before.number);
    let sections = changelog.split(&earlier).next().unwrap_or_default();
    if let Some(at) = sections.find("\n## ") {
        let _ = writeln!(text, "{}", sections[at..].trim_end());
    }
    text
}

/// How many lines are gone and new: of what people read, and of all.
fn lines<'a>(before: &'a Files, after: &'a Files) -> (usize, usize) {
    let paths: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let (mut read, mut all) = (0, 0);
    for path in paths.into_iter().filter(|it| *it != "CHANGELOG.md") {
        let text = |it: &'a Files| it.get(path).map_or("", String::as_str);
        let (old, new) = (text(before), text(after));
        let n = if old == new { 0 } else { differing(old, new) };
        all += n;
        if path.starts_with("src/") && !path.starts_with("src/codec") {
            read += n;
        }
    }
    (read, all)
}

/// How many lines two texts don't have in common, in their order.
fn differing(old: &str, new: &str) -> usize {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut same = vec![0; new.len() + 1];
    for line in &old {
        let mut diagonal = 0;
        for (n, other) in new.iter().enumerate() {
            let above = same[n + 1];
            same[n + 1] = if line == other { diagonal + 1 } else { above.max(same[n]) };
            diagonal = above;
        }
    }
    old.len() + new.len() - 2 * same[new.len()]
}

/// The crate of the user of a step, against the version before or after.
fn user(vendor: &str, step: usize, which: &str) -> String {
    format!("{vendor}-user-{:02}-{which}", step + 1)
}

/// The crates that don't compile, of all users together, and why.
fn broken(vendor: &str, versions: &[Version], steps: &[Step]) -> (BTreeSet<String>, String) {
    let folder = crate::target().join("story").join(vendor);
    let mut members = Vec::new();
    for (n, version) in versions.iter().enumerate() {
        let package = format!("{vendor}-v{n:02}");
        let mut files = version.files.clone();
        let manifest = files.get_mut("Cargo.toml").unwrap();
        let (old, new) = (format!("name = \"{vendor}\""), format!("name = \"{package}\""));
        *manifest = manifest.replace(&old, &new);
        write_crate(&folder.join(&package), files);
        members.push(package);
    }
    let mut users = Vec::new();
    for (n, step) in steps.iter().enumerate() {
        for (which, version) in [("old", n), ("new", n + 1)] {
            let package = user(vendor, n, which);
            let manifest = format!(
                "[package]\nname = \"{package}\"\nedition = \"2024\"\n\n[dependencies]\n{vendor} = {{ package = \
                 \"{vendor}-v{version:02}\", path = \"../{vendor}-v{version:02}\", default-features = false }}\n"
            );
            let text = format!("#![allow(warnings)]\n{}", step.user);
            let files = [("Cargo.toml".to_owned(), manifest), ("src/lib.rs".to_owned(), text)];
            write_crate(&folder.join(&package), files.into());
            users.push(package);
        }
    }
    members.extend(users.iter().cloned());
    write_workspace(&folder, &members);
    check(&folder, &users)
}

/// The packages that `cargo check` can't compile, and why.
fn check(folder: &Path, packages: &[String]) -> (BTreeSet<String>, String) {
    let packages = packages.iter().flat_map(|it| ["--package", it]);
    let output = cargo_in(folder)
        .args(["check", "--offline", "--keep-going", "--message-format", "short"])
        .args(packages)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let broken = said.lines().filter_map(|it| it.strip_prefix("error: could not compile `"));
    let broken: BTreeSet<_> =
        broken.filter_map(|it| it.split('`').next()).map(str::to_owned).collect();
    assert!(output.status.success() || !broken.is_empty(), "{said}");
    assert!(broken.iter().all(|it| it.contains("-user-")), "{said}");
    let errors = said.lines().filter(|it| it.contains(": error")).collect::<Vec<_>>();
    (broken, errors.join("\n"))
}
