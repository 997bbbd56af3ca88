//! Documentation that follows from code.

use std::fmt::Write as _;
use std::fs;

use clientwright::internal::ir::Ty;
use clientwright::internal::lower::FORMATS;
use clientwright::{Code, Severity};

use crate::expect::expect_file;

/// What stands above the tables, which are the rest of the page.
const MARK: &str = "<!-- findings -->\n";

/// The findings by weight.
const KINDS: [(Severity, &str); 4] = [
    (Severity::Error, "Errors"),
    (Severity::Gap, "Gaps"),
    (Severity::Warning, "Warnings"),
    (Severity::Note, "Notes"),
];

#[test]
fn the_page_about_dialects_has_every_finding() {
    let path = crate::root().join("codegen/docs/dialects.md");
    let text = fs::read_to_string(&path).unwrap();
    let (prose, _) = text.split_once(MARK).unwrap();
    let mut expected = format!("{prose}{MARK}");
    for (severity, title) in KINDS {
        write!(expected, "\n### {title}\n\n| Code | What it means |\n|---|---|\n").unwrap();
        for code in Code::ALL.iter().filter(|it| it.severity() == severity) {
            let meaning: Vec<_> = code.explanation().split_whitespace().collect();
            writeln!(expected, "| `{}` | {} |", code.slug(), meaning.join(" ")).unwrap();
        }
    }
    expect_file(&path, &expected);
}

/// `explain` prints what this page says.
#[test]
fn the_page_about_findings_says_what_to_do_about_each() {
    let path = crate::root().join("codegen/docs/findings.md");
    let text = fs::read_to_string(&path).unwrap();
    let (prose, _) = text.split_once(MARK).unwrap();
    let mut expected = format!("{prose}{MARK}");
    for (severity, title) in KINDS {
        writeln!(expected, "\n## {title}").unwrap();
        for code in Code::ALL.iter().filter(|it| it.severity() == severity) {
            let meaning = code.explanation().split("\n\n").next().unwrap();
            let meaning: Vec<_> = meaning.split_whitespace().collect();
            let meaning = meaning.join(" ").replace(". ", ".\n");
            let (slug, example, advice) = (code.slug(), code.example(), code.advice());
            write!(
                expected,
                "\n### `{slug}`\n\n{meaning}\n\n```text\n{example}\n```\n\n{advice}\n"
            )
            .unwrap();
            assert!(!example.is_empty() && !advice.is_empty(), "{}: no {slug}", path.display());
        }
    }
    expect_file(&path, &expected);
}

/// docs.rs shows it, where the other pages aren't.
#[test]
fn the_guide_of_the_runtime_is_the_page_on_clients() {
    let page = fs::read_to_string(crate::root().join("codegen/docs/client.md")).unwrap();
    let (page, _) = page.split_once("\n## What is promised").unwrap();
    let mut expected = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("](") {
        let (target, after) = after.split_once(')').unwrap();
        let is_here = target.starts_with("https:") || target.starts_with('#');
        let is_left_out = target == "#what-is-promised-and-the-tests-of-it";
        let (text, label) = before.rsplit_once('[').unwrap();
        match (is_here, is_left_out) {
            (_, true) => expected.push_str(text.trim_end_matches(" · ")),
            (true, false) => write!(expected, "{text}[{label}]({target})").unwrap(),
            (false, false) => write!(expected, "{text}{label}").unwrap(),
        }
        rest = after;
    }
    expected.push_str(rest);
    expect_file(&crate::root().join("codegen/runtime/src/guide.md"), &expected);
}

/// `For whoever …: what stands here`, and a row in the README that says the same.
#[test]
fn each_page_says_for_whom_it_is_and_the_readme_leads_to_it() {
    let readme = fs::read_to_string(crate::root().join("README.md")).unwrap();
    for entry in fs::read_dir(crate::root().join("codegen/docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "md") {
            continue;
        }
        let (text, name) = (fs::read_to_string(&path).unwrap(), path.file_name().unwrap());
        let mut lines = text.lines();
        let title = lines.next().and_then(|it| it.strip_prefix("# ")).unwrap();
        let whom = lines.nth(1).and_then(|it| it.strip_prefix("For ")?.split_once(": "));
        let (whom, _) = whom.unwrap_or_else(|| panic!("{}: for whom is it?", path.display()));
        let row = format!("| [{title}](codegen/docs/{}) | {whom} |", name.to_str().unwrap());
        assert!(readme.contains(&row), "README.md lacks the line\n{row}");
    }
}

/// Keep a Changelog 1.1.0: versions, newest first, with kinds of changes; and what breaks says how to migrate.
#[test]
fn the_changelog_has_the_form_that_it_says() {
    let text = fs::read_to_string(crate::root().join("CHANGELOG.md")).unwrap();
    let kinds = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    let versions: Vec<_> = text.lines().filter_map(|it| it.strip_prefix("## ")).collect();
    assert_eq!(versions.first(), Some(&"[Unreleased]"));
    let unreleased = text.split("\n## ").nth(1).unwrap().lines().count();
    assert!(unreleased <= 60, "people read it: {unreleased} lines are too many for one version");
    for version in &versions[1..] {
        let (number, date) = version.split_once(" - ").unwrap_or_else(|| panic!("{version}"));
        assert!(number.starts_with('[') && number.ends_with(']'), "{version}");
        assert!(date.len() == 10 && date.split('-').count() == 3, "{version}");
    }
    let mut kind = "";
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("### ") {
            assert!(kinds.contains(&title), "{title}: one of {kinds:?}");
            kind = title;
        }
        let breaks = kind == "Removed" || (kind == "Changed" && line.contains("**Breaking**"));
        if line.starts_with("- ") && breaks {
            assert!(line.contains("Migration: "), "what to do about it: {line}");
        }
    }
}

#[test]
fn the_page_about_formats_has_every_format() {
    let path = crate::root().join("codegen/docs/formats.md");
    let text = fs::read_to_string(&path).unwrap();
    let mark = "<!-- formats -->\n";
    let (prose, _) = text.split_once(mark).unwrap();
    let mut expected =
        format!("{prose}{mark}\n| `type` | `format` | Rust | Remarks |\n|---|---|---|---|\n");
    for format in FORMATS {
        let names: Vec<_> = format.names.iter().map(|it| format!("`{it}`")).collect();
        let text = if format.in_text { "a text in JSON" } else { "" };
        let remarks: Vec<_> = [text, format.note].into_iter().filter(|it| !it.is_empty()).collect();
        let (of, names, rust) = (format.of, names.join(", "), rust(&format.ty));
        writeln!(expected, "| `{of}` | {names} | `{rust}` | {} |", remarks.join("; ")).unwrap();
    }
    expect_file(&path, &expected);
}

/// How generated code names the types that formats give.
fn rust(ty: &Ty) -> &'static str {
    match ty {
        Ty::I32 => "i32",
        Ty::I64 => "i64",
        Ty::U64 => "u64",
        Ty::F64 => "f64",
        Ty::Decimal => "Decimal",
        Ty::String => "String",
        Ty::Secret => "Secret",
        Ty::Base64 => "Base64",
        Ty::Base64Url => "Base64Url",
        Ty::DateTime => "DateTime<FixedOffset>",
        Ty::Date => "NaiveDate",
        Ty::Uuid => "Uuid",
        Ty::Ipv4 => "Ipv4Addr",
        Ty::Ipv6 => "Ipv6Addr",
        Ty::Ip => "IpAddr",
        other => panic!("{other:?} is the type of no format"),
    }
}

#[test]
fn the_command_knows_whether_a_version_is_out() {
    let read = |path: &str| fs::read_to_string(crate::root().join(path)).unwrap();
    let is_out =
        read("CHANGELOG.md").lines().any(|it| it.starts_with("## [") && !it.contains("Unreleased"));
    let line = format!("pub(super) const IS_PUBLISHED: bool = {is_out};");
    assert!(read("codegen/cli/src/init/source.rs").contains(&line), "{line}");
}
