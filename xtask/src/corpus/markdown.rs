//! The table of a corpus in a page of documentation: no seconds, no paths of a machine, nothing that a description says.

use std::path::Path;

use super::row::{Counts, Row, Status};
use super::summary::{Total, by_dialect, overall};
use crate::{Error, files};

/// What stands before the table in a page, and after it.
const MARKS: (&str, &str) = ("<!-- table -->\n", "<!-- /table -->\n");

/// Puts the table into a page, which is made where there is none.
pub(super) fn write(path: &Path, rows: &[&Row]) -> Result<(), Error> {
    let (start, end) = MARKS;
    let old = files::read_optional(path)?.unwrap_or_else(|| format!("{start}{end}"));
    let around =
        old.split_once(start).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    let Some((before, after)) = around else {
        return Err(Error::at(path, "has no place for the table")
            .help("put the lines `<!-- table -->` and `<!-- /table -->` where it belongs"));
    };
    files::write(path, &format!("{before}{start}{}{end}{after}", table(rows)))
}

fn table(rows: &[&Row]) -> String {
    let names = Counts::NAMES.map(heading).join(" | ");
    let aligned = "--:|".repeat(Counts::NAMES.len());
    let mut lines = vec![
        format!("\n| Dialect | Descriptions | Crates | Pass `cargo check` | {names} |"),
        format!("|---|--:|--:|--:|{aligned}"),
    ];
    for (dialect, total) in by_dialect(rows) {
        let name = if dialect.is_empty() { "unknown" } else { &dialect };
        lines.push(line(name, &total));
    }
    lines.push(line("all", &overall(rows)));
    lines.push(format!("\n| Description | Dialect | {names} |"));
    lines.push(format!("|---|---|{aligned}"));
    lines.extend(rows.iter().map(|row| description(row)));
    let mut text = lines.join("\n");
    text.push_str("\n\n");
    text
}

/// A name with a capital letter.
fn heading(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}

fn line(name: &str, total: &Total) -> String {
    let Total { descriptions, crates, counts, .. } = total;
    format!("| {name} | {descriptions} | {crates} | {} | {} |", total.passes(), cells(counts, true))
}

fn description(row: &Row) -> String {
    let file = row.file.replace('|', "\\|");
    let dialect = if row.dialect.is_empty() { "unknown" } else { &row.dialect };
    if row.status != Status::Written {
        return format!(
            "| {file} | {dialect} | none: {} |{}",
            row.status,
            " |".repeat(Counts::NAMES.len() - 1)
        );
    }
    let is_collection = row.counts.requests > 0;
    format!("| {file} | {dialect} | {} |", cells(&row.counts, is_collection))
}

fn cells(counts: &Counts, has_requests: bool) -> String {
    let number = |(name, number): (&&str, usize)| {
        let is_idle = !has_requests && matches!(*name, "requests" | "emitted" | "inferred");
        if is_idle { String::new() } else { number.to_string() }
    };
    Counts::NAMES.iter().zip(counts.all()).map(number).collect::<Vec<_>>().join(" | ")
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::write;
    use crate::corpus::row::{Counts, Row, Status};

    #[test]
    fn a_page_keeps_what_is_around_its_table() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("page.md");
        let counts = Counts { operations: 3, requests: 5, gaps: 1, ..Counts::default() };
        let a = Row { file: "a.json".to_owned(), counts, seconds: 1.5, ..Row::default() };
        let problem = "what the description says".to_owned();
        let b = Row { file: "b.json".to_owned(), status: Status::Error, problem, ..Row::default() };

        std::fs::write(&path, "# Title\n").unwrap();
        assert!(write(&path, &[&a]).unwrap_err().to_string().contains("no place for the table"));

        std::fs::write(&path, "# Title\n<!-- table -->\nold\n<!-- /table -->\nafter\n").unwrap();
        write(&path, &[&a, &b]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# Title\n<!-- table -->\n\n| Dialect |"), "{text}");
        assert!(text.ends_with("\n\n<!-- /table -->\nafter\n"), "{text}");
        assert!(
            text.contains("\n| a.json | unknown | 3 | 0 | 0 | 5 | 0 | 0 | 0 | 0 | 1 |\n"),
            "{text}"
        );
        assert!(text.contains("\n| b.json | unknown | none: error |"), "{text}");
        assert!(!text.contains("old") && !text.contains("1.5") && !text.contains("says"), "{text}");
        let widths =
            text.lines().filter(|it| it.contains(".json")).map(|it| it.matches('|').count());
        assert_eq!(widths.collect::<Vec<_>>(), [12, 12]);
    }
}
