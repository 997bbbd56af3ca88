//! Documentation that follows from code.

use std::fmt::Write as _;
use std::fs;

use clientwright::diagnostic::{Code, Severity};

use crate::expect::expect_file;

/// What stands above the tables, which are the rest of the page.
const MARK: &str = "<!-- findings -->\n";

#[test]
fn the_page_about_dialects_has_every_finding() {
    let path = crate::root().join("codegen/docs/dialects.md");
    let text = fs::read_to_string(&path).unwrap();
    let (prose, _) = text.split_once(MARK).unwrap();
    let mut expected = format!("{prose}{MARK}");
    let kinds = [
        (Severity::Error, "Errors"),
        (Severity::Gap, "Gaps"),
        (Severity::Warning, "Warnings"),
        (Severity::Note, "Notes"),
    ];
    for (severity, title) in kinds {
        write!(expected, "\n### {title}\n\n| Code | What it means |\n|---|---|\n").unwrap();
        for code in Code::ALL.iter().filter(|it| it.severity() == severity) {
            let meaning: Vec<_> = code.explanation().split_whitespace().collect();
            writeln!(expected, "| `{}` | {} |", code.slug(), meaning.join(" ")).unwrap();
        }
    }
    expect_file(&path, &expected);
}
