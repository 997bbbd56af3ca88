//! What users are promised, and that it has tests: the tables at the end of `codegen/docs/client.md`.

use std::collections::BTreeSet;
use std::fs;

/// Where a file of the page's tables lies.
const PLACES: &[(&str, &str)] = &[
    ("http/", "codegen/runtime/tests/http/"),
    ("json/", "codegen/runtime/tests/json/"),
    ("webhooks/", "codegen/runtime/tests/webhooks/"),
    ("soak/", "codegen/runtime/tests/soak/"),
    ("src/", "codegen/runtime/src/"),
    ("gen/", "codegen/src/"),
    ("journeys/", "tests/journeys/src/"),
    ("it/", "tests/it/"),
    ("ui/", "tests/ui/"),
    ("fixtures/", "tests/fixtures/"),
    ("tests/", "tests/"),
    (".ci/", ".ci/"),
];

/// The path from the project's folder, if `cited` is one of the page's.
fn path(cited: &str) -> Option<String> {
    let (short, long) = PLACES.iter().find(|(short, _)| cited.starts_with(short))?;
    Some(cited.replacen(short, long, 1))
}

/// Whether `cited` is the path of something, which then has to be there.
fn is_there(cited: &str) -> bool {
    let Some(path) = path(cited) else { return false };
    let (path, name) = path.split_once("::").unwrap_or((&path, ""));
    let file = if name.is_empty() { path.to_owned() } else { format!("{path}.rs") };
    let there = crate::root().join(&file);
    assert!(there.exists(), "{cited}: there is no {file}");
    if !name.is_empty() {
        let text = fs::read_to_string(there).unwrap();
        assert!(text.contains(&format!("fn {name}(")), "{cited}: {file} has no such test");
    }
    true
}

#[test]
fn every_test_that_the_page_on_security_names_is_there() {
    let page = fs::read_to_string(crate::root().join("codegen/docs/security.md")).unwrap();
    let tests = page.split('`').skip(1).step_by(2).filter(|it| it.contains("::"));
    let n = tests.filter(|it| is_there(it)).count();
    assert!(n >= 30, "{n} tests are named");
}

#[test]
fn every_test_that_the_page_names_is_there() {
    let page = fs::read_to_string(crate::root().join("codegen/docs/client.md")).unwrap();
    let (_, tables) = page.split_once("## What is promised, and the tests of it\n").unwrap();
    let rows = tables.lines().filter(|it| it.starts_with("| "));
    let mut seen = BTreeSet::new();
    for row in rows {
        let cell = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        for cited in cell.split('`').skip(1).step_by(2) {
            if is_there(cited) {
                seen.insert(cited.to_owned());
            }
        }
        let has_reason = cell.contains("no test: ");
        let is_head = cell == "Tests";
        let cites = cell.split('`').skip(1).step_by(2).any(|it| path(it).is_some());
        assert!(cites || has_reason || is_head, "no test: {row}");
    }
    assert!(seen.len() > 150, "{} tests are named", seen.len());
}

/// Whoever depends on a generated crate links the runtime and what that names, and nothing else.
#[test]
fn a_generated_crate_depends_on_the_runtime_alone() {
    let mut n_crates = 0;
    for folder in fs::read_dir(crate::root().join("generated")).unwrap() {
        let manifest = folder.unwrap().path().join("Cargo.toml");
        let Ok(text) = fs::read_to_string(&manifest) else { continue };
        let tables = text.split("\n[").filter(|it| it.contains("dependencies]"));
        let lines = tables.flat_map(|it| it.lines().skip(1)).filter(|it| it.contains('='));
        let names: Vec<_> = lines.filter_map(|it| it.split([' ', '.', '=']).next()).collect();
        assert_eq!(names, ["clientwright-runtime"], "{}", manifest.display());
        n_crates += 1;
    }
    assert!(n_crates > 0);
}

/// `codegen/docs/vendor-toml.md` has every key that is read.
#[test]
fn every_setting_is_on_the_page() {
    let page = fs::read_to_string(crate::root().join("codegen/docs/vendor-toml.md")).unwrap();
    let folder = crate::root().join("codegen/src/settings");
    let mut n_keys = 0;
    for file in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
        let text = fs::read_to_string(&file).unwrap();
        // `table.string("…")` and its like, and what takes the table: `header(table, "…")`.
        for call in text.split("table").skip(1) {
            let mut parts = call.splitn(3, '"');
            let (Some(reader), Some(key)) = (parts.next(), parts.next()) else { continue };
            let is_method = reader.starts_with('.') && reader.find('(') == Some(reader.len() - 1);
            if reader != ", " && !is_method {
                continue;
            }
            assert!(page.contains(&format!("`{key}`")), "{}: `{key}`", file.display());
            n_keys += 1;
        }
    }
    assert!(n_keys > 30, "{n_keys} keys");
}
