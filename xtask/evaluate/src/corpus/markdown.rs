//! The tables of a corpus in a page of documentation: no paths of a machine, nothing that a description says.

use std::path::Path;

use super::row::{Counts, Row, Status};
use super::speed::Speed;
use super::summary::{self, Total, by_dialect, overall};
use clientwright_cli::{Error, files};

/// What stands before the table in a page, and after it.
const MARKS: (&str, &str) = ("<!-- table -->\n", "<!-- /table -->\n");

/// How many descriptions are shown with what they take.
const COSTLY: usize = 12;

/// Puts the tables into a page, which is made where there is none.
pub(super) fn write(path: &Path, rows: &[&Row]) -> Result<(), Error> {
    let (start, end) = MARKS;
    let old = files::read_optional(path)?.unwrap_or_else(|| format!("{start}{end}"));
    let around =
        old.split_once(start).and_then(|(before, rest)| Some((before, rest.split_once(end)?.1)));
    let Some((before, after)) = around else {
        return Err(Error::at(path, "has no place for the table")
            .help("put the lines `<!-- table -->` and `<!-- /table -->` where it belongs"));
    };
    files::write(path, &format!("{before}{start}{}{end}{after}", tables(rows)))
}

fn tables(rows: &[&Row]) -> String {
    let sections = [
        ("By dialect", by_dialects(rows)),
        ("Gaps", by_gap(rows)),
        ("Speed", speed(rows)),
        ("By description", by_description(rows)),
    ];
    let sections = sections.map(|(title, text)| format!("\n## {title}\n\n{text}\n"));
    sections.concat() + "\n"
}

/// A table whose first columns hold text, and the others numbers.
fn table(texts: &[&str], numbers: &[&str], lines: impl IntoIterator<Item = String>) -> String {
    let names = texts.iter().chain(numbers).map(|it| heading(it));
    let head = [
        format!("| {} |", names.collect::<Vec<_>>().join(" | ")),
        format!("|{}{}", "---|".repeat(texts.len()), "--:|".repeat(numbers.len())),
    ];
    head.into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

fn by_dialects(rows: &[&Row]) -> String {
    let columns = [&["descriptions", "crates", "pass `cargo check`"], &Counts::NAMES[..]].concat();
    let lines = totals(rows).into_iter().map(|(name, total)| {
        let Total { descriptions, crates, counts, .. } = &total;
        let pass = total.passes();
        format!("| {name} | {descriptions} | {crates} | {pass} | {} |", cells(counts, true))
    });
    table(&["dialect"], &columns, lines)
}

/// The totals of each dialect that occurs, and of all.
fn totals(rows: &[&Row]) -> Vec<(String, Total)> {
    let name = |it: String| if it.is_empty() { "unknown".to_owned() } else { it };
    let totals = by_dialect(rows).into_iter().map(|(dialect, total)| (name(dialect), total));
    totals.chain([("all".to_owned(), overall(rows))]).collect()
}

fn by_gap(rows: &[&Row]) -> String {
    let gaps = summary::gaps(rows).into_iter();
    let lines = gaps.map(|(code, n, of)| format!("| `{code}` | {n} | {of} |"));
    table(&["gap"], &["findings", "descriptions"], lines)
}

fn speed(rows: &[&Row]) -> String {
    let line = |name: &str, speed: &Speed| format!("| {name} | {} |", speed.cells().join(" | "));
    let totals = totals(rows);
    let totals = totals.iter().map(|(name, total)| line(name, &total.speed));
    let dialects = table(&["dialect"], &Speed::NAMES, totals);

    let mut costly: Vec<_> = rows.iter().map(|it| (*it, Speed::of([*it]))).collect();
    costly.sort_by(|(_, a), (_, b)| b.seconds().total_cmp(&a.seconds()));
    let costly = costly.iter().take(COSTLY).map(|(row, speed)| {
        let Counts { operations, types, .. } = row.counts;
        line(&format!("{} | {operations} | {types}", file(row)), speed)
    });
    let columns = [&["operations", "types"], &Speed::NAMES[..]].concat();
    let costly = table(&["description"], &columns, costly);
    let notes = overall(rows).speed.notes().join("\n");
    format!("{dialects}\n\n{notes}\nThose that take the most time:\n\n{costly}")
}

fn by_description(rows: &[&Row]) -> String {
    let lines = rows.iter().map(|row| description(row));
    table(&["description", "dialect"], &Counts::NAMES, lines)
}

/// A name with a capital letter.
fn heading(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}

/// The path of a description as it may stand in a table.
fn file(row: &Row) -> String {
    row.file.replace('|', "\\|")
}

fn description(row: &Row) -> String {
    let file = file(row);
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
    use crate::corpus::by_code::ByCode;
    use crate::corpus::row::{Counts, Row, Status};

    #[test]
    fn a_page_keeps_what_is_around_its_table() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("page.md");
        let counts = Counts { operations: 3, requests: 5, gaps: 1, ..Counts::default() };
        let findings = ByCode::from_cell("gap::tuple=7,note=1").unwrap();
        let a = Row { file: "a.json".to_owned(), counts, findings, seconds: 1.5, ..Row::default() };
        let problem = "what the description says".to_owned();
        let b = Row { file: "b.json".to_owned(), status: Status::Error, problem, ..Row::default() };

        std::fs::write(&path, "# Title\n").unwrap();
        assert!(write(&path, &[&a]).unwrap_err().to_string().contains("no place for the table"));

        std::fs::write(&path, "# Title\n<!-- table -->\nold\n<!-- /table -->\nafter\n").unwrap();
        write(&path, &[&a, &b]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("# Title\n<!-- table -->\n\n## By dialect\n\n| Dialect |"),
            "{text}"
        );
        assert!(text.ends_with("\n\n<!-- /table -->\nafter\n"), "{text}");
        assert!(
            text.contains("\n| a.json | unknown | 3 | 0 | 0 | 5 | 0 | 0 | 0 | 0 | 0 | 1 |\n"),
            "{text}"
        );
        assert!(text.contains("\n| b.json | unknown | none: error |"), "{text}");
        assert!(!text.contains("old") && !text.contains("says"), "{text}");
        let widths =
            text.lines().filter(|it| it.contains(".json")).map(|it| it.matches('|').count());
        assert_eq!(widths.collect::<Vec<_>>(), [12, 12, 13, 13]);
        assert!(text.contains("\n| `gap::tuple` | 7 | 1 |\n"), "{text}");
        assert!(text.contains("\n| a.json | 3 | 0 | 0.00 | 0 | 1.5 | - |  |  |  |  |\n"), "{text}");
    }
}
