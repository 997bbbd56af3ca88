//! `diff`: a fixture for each rule, and the page about rules.

mod cases;
mod command;
mod html;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clientwright::diff::{self, Format, Manifest, Place, Places, Report, areas, diff};
use clientwright::internal::diagnostic::Sink;
use clientwright::{Pointer, Request, Sources, generate, internal};

use crate::expect::expect_file;

/// One of two versions: a manifest, or a description that one is made of.
struct Side {
    manifest: Manifest,
    described: Option<(Sources, Request)>,
    names: String,
}

impl Side {
    fn read(dir: &Path, name: &str, names: &str) -> Self {
        if let Ok(text) = fs::read_to_string(dir.join(format!("{name}.json"))) {
            let manifest = Manifest::parse(&text).unwrap();
            return Self { manifest, described: None, names: String::new() };
        }
        let mut sources = Sources::default();
        let file = format!("{name}.yaml");
        let text = fs::read_to_string(dir.join(&file)).unwrap();
        let description = sources.add(file, text);
        let settings = fs::read_to_string(dir.join(format!("{name}.toml"))).ok();
        let settings = settings.map(|it| sources.add("vendor.toml", it));
        let names = sources.add("names.lock", names);
        let request = Request::new(description).package("shop").settings(settings);
        let request = request.names(Some(names));
        let output = generate(&sources, &request);
        let files =
            output.files.unwrap_or_else(|| panic!("{}: {:?}", dir.display(), output.findings));
        let (alone, _) = internal::manifest(&sources, &request);
        assert_eq!(
            alone.files.unwrap()["api.json"],
            files["api.json"],
            "made alone it is the same"
        );
        let manifest = Manifest::parse(&files["api.json"]).unwrap();
        Self { manifest, described: Some((sources, request)), names: output.names }
    }

    fn places<'a>(&self, nodes: impl Iterator<Item = Option<&'a Pointer>>) -> Vec<Option<Place>> {
        let described = self.described.as_ref().and_then(|(sources, request)| {
            let (canonical, _) = internal::read(sources, request, &mut Sink::default())?;
            Some((sources, canonical))
        });
        let place = |it: &Pointer| {
            let (sources, canonical) = described.as_ref()?;
            internal::spots(canonical, sources, std::slice::from_ref(it)).pop().map(Place::new)
        };
        nodes.map(|it| it.and_then(place)).collect()
    }
}

/// What a fixture shows, and the rules that its changes have.
fn shown(dir: &Path) -> (String, BTreeSet<&'static str>) {
    let base = Side::read(dir, "base", "{}\n");
    if !dir.join("revision.json").is_file() && !dir.join("revision.yaml").is_file() {
        let found = diff::removed(&base.manifest);
        return (text(&found, &[]), rules(&found));
    }
    let revision = Side::read(dir, "revision", &base.names);
    let found = diff(&base.manifest, &revision.manifest);
    assert_eq!(found, diff(&base.manifest, &revision.manifest), "the order is the same each time");
    let old = base.places(found.changes.iter().map(|it| it.base.as_ref()));
    let new = revision.places(found.changes.iter().map(|it| it.revision.as_ref()));
    let places = old.into_iter().zip(new).map(|(base, revision)| Places::new(base, revision));
    let places: Vec<_> = places.collect();
    (text(&found, &places), rules(&found))
}

fn text(diff: &diff::Diff, places: &[Places]) -> String {
    diff::render(&[Report::new("shop", "base", diff).places(places)], Format::Text)
}

fn rules(diff: &diff::Diff) -> BTreeSet<&'static str> {
    diff.changes.iter().map(|it| it.rule.id).collect()
}

#[test]
fn each_rule_has_a_fixture_that_shows_it() {
    let dir = crate::root().join("tests/fixtures/diff");
    let rules: BTreeSet<_> = areas().flat_map(|it| it.rules).map(|it| it.id.to_owned()).collect();
    let cases = fs::read_dir(&dir).unwrap().map(|it| it.unwrap().file_name());
    let cases: BTreeSet<_> = cases.map(|it| it.into_string().unwrap()).collect();
    assert_eq!(rules, cases, "rules, and folders of tests/fixtures/diff");
    let mut without = Vec::new();
    for case in cases {
        let (text, found) = shown(&dir.join(&case));
        if !found.contains(&*case) {
            without.push(format!("{case}: {found:?}"));
        }
        expect_file(&dir.join(case).join("expected.txt"), &text);
    }
    assert_eq!(without, [""; 0], "fixtures that don't show their rule, and what they show");
}

#[test]
fn the_page_about_rules_has_each() {
    let path = crate::root().join("codegen/docs/diff-rules.md");
    let text = fs::read_to_string(&path).unwrap();
    let (prose, _) = text.split_once("<!-- rules -->\n").unwrap();
    let mut expected = format!("{prose}<!-- rules -->\n");
    for area in areas() {
        let head = "| Rule | What it is | In requests | In responses |\n|---|---|---|---|";
        write!(expected, "\n## {}\n\n{head}\n", area.title).unwrap();
        for rule in area.rules {
            let effect = |(wire, rust): (diff::Wire, diff::Rust)| {
                format!("{}, {}", wire.name(), rust.name())
            };
            let by = if rule.cause == diff::Cause::Generator { " *" } else { "" };
            let (request, response) = (effect(rule.request), effect(rule.response));
            let (id, what) = (rule.id, rule.what);
            writeln!(expected, "| `{id}`{by} | {what} | {request} | {response} |").unwrap();
        }
    }
    expect_file(&path, &expected);
}

/// Templates are filled by number, and each number has a fact where the rule is used: the goldens show it.
#[test]
fn a_sentence_is_one_line_in_lower_case_without_a_full_stop() {
    for rule in areas().flat_map(|it| it.rules) {
        for text in [rule.sentence, rule.advice] {
            assert!(!text.ends_with('.') && !text.contains('\n'), "{}: {text}", rule.id);
            assert!(!text.starts_with(char::is_uppercase), "{}: {text}", rule.id);
        }
        assert!(rule.what.ends_with('.'), "{}", rule.id);
    }
}

#[test]
fn a_newer_manifest_is_refused_and_unknown_keys_are_not() {
    let text = |number: u64| {
        format!(
            r#"{{"manifest": {number}, "package": "a", "operations": {{}}, "types": {{}}, "new": 1}}"#
        )
    };
    assert!(Manifest::parse(&text(diff::NEWEST)).is_ok());
    let why = Manifest::parse(&text(diff::NEWEST + 1)).unwrap_err().to_string();
    assert!(why.contains("use a newer version of this program"), "{why}");
    assert!(Manifest::parse("{}").is_err() && Manifest::parse("openapi: 3.0.3").is_err());
}

#[test]
fn names_of_descriptions_are_shown_as_what_they_are() {
    let evil = "a\u{1b}[31m`<img>|\n::error::\u{202e}";
    let manifest = |package: &str| {
        let evil = serde_json::to_string(evil).unwrap();
        let text = format!(
            r#"{{"package": "{package}", "types": {{}}, "operations": {{"client.a": {{"method": "GET", "path": {evil}}}}}}}"#
        );
        Manifest::parse(&text).unwrap()
    };
    let none = r#"{"package": "a", "types": {}, "operations": {}}"#;
    let found = diff(&manifest("a"), &Manifest::parse(none).unwrap());
    let report = Report::new(evil, evil, &found);
    for format in [Format::Text, Format::Markdown, Format::Html, Format::Json, Format::GitHub] {
        let text = diff::render(&[report], format);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{format:?}: {text}");
        assert!(!text.contains("\n::error::"), "{format:?}: {text}");
    }
    let markdown = diff::render(&[report], Format::Markdown);
    for line in markdown.lines().filter(|it| it.contains("<img>")) {
        assert!(line.contains("``"), "in a code span: {line}");
    }
}
