//! Totals of a corpus by dialect, for people at a terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::row::{Check, Counts, Row, Status};
use crate::findings::number;

/// Totals over rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Total {
    pub(super) descriptions: usize,
    pub(super) crates: usize,
    pub(super) checked: usize,
    pub(super) passed: usize,
    pub(super) counts: Counts,
    bytes: usize,
    lines: usize,
    seconds: f64,
}

impl Total {
    pub(super) fn add(&mut self, row: &Row) {
        self.descriptions += 1;
        self.crates += usize::from(row.status == Status::Written);
        self.checked += usize::from(row.check != Check::NotRun);
        self.passed += usize::from(row.check == Check::Passed);
        self.bytes += row.bytes;
        self.lines += row.lines;
        self.seconds += row.seconds;
        let (before, more) = (self.counts.all(), row.counts.all());
        let mut sums = before.iter().zip(more).map(|(one, other)| one + other);
        self.counts = Counts::from_all(before.map(|_| sums.next().unwrap_or_default()));
    }

    /// How many of the crates pass, as far as cargo was asked.
    pub(super) fn passes(&self) -> String {
        match self.checked {
            0 => "not run".to_owned(),
            n if n == self.crates => self.passed.to_string(),
            n => format!("{} of {n}", self.passed),
        }
    }
}

/// The totals by dialect, ordered by its name; what has none comes first.
pub(super) fn by_dialect(rows: &[&Row]) -> BTreeMap<String, Total> {
    let mut totals: BTreeMap<String, Total> = BTreeMap::new();
    for row in rows {
        totals.entry(row.dialect.clone()).or_default().add(row);
    }
    totals
}

/// The totals of all rows.
pub(super) fn overall(rows: &[&Row]) -> Total {
    let mut total = Total::default();
    for row in rows {
        total.add(row);
    }
    total
}

/// A table with a line for each dialect, and below it what failed.
pub(super) fn text(rows: &[&Row]) -> String {
    let names = Counts::NAMES.as_slice();
    let head = [&["", "files", "crates", "pass"], names, &["lines", "seconds", "s/MB"]].concat();
    let mut table = vec![head.into_iter().map(str::to_owned).collect()];
    for (dialect, total) in by_dialect(rows) {
        table.push(line(if dialect.is_empty() { "unknown" } else { &dialect }, &total));
    }
    table.push(line("all", &overall(rows)));
    let mut text = columns(&table);
    let failed: Vec<_> = rows.iter().filter(|it| it.is_failed()).collect();
    if !failed.is_empty() {
        let _ = write!(text, "\n\n{} failed:", number(failed.len(), "description"));
    }
    for row in failed {
        let what = match row.check {
            Check::Failed { .. } => row.check.to_string(),
            Check::NotRun | Check::Passed => row.status.to_string(),
        };
        let _ = write!(text, "\n  {}: {what}: {}", row.file, row.problem);
    }
    text
}

fn line(name: &str, total: &Total) -> Vec<String> {
    let counts = total.counts.all();
    let mut cells = vec![
        name.to_owned(),
        total.descriptions.to_string(),
        total.crates.to_string(),
        total.passes(),
    ];
    cells.extend(counts.iter().map(ToString::to_string));
    cells.extend([total.lines.to_string(), format!("{:.1}", total.seconds), per_megabyte(total)]);
    cells
}

#[expect(clippy::cast_precision_loss, reason = "a corpus is smaller than 2^52 bytes")]
fn per_megabyte(total: &Total) -> String {
    let megabytes = total.bytes as f64 / 1e6;
    if megabytes > 0.0 { format!("{:.2}", total.seconds / megabytes) } else { "-".to_owned() }
}

/// The first column to the left, numbers to the right.
pub(super) fn columns(table: &[Vec<String>]) -> String {
    let width = |n: usize| {
        let cells = table.iter().filter_map(|it| it.get(n));
        cells.map(|it| it.chars().count()).max().unwrap_or(0)
    };
    let lines = table.iter().map(|cells| {
        let cells = cells.iter().enumerate().map(|(n, cell)| {
            let width = width(n);
            if n == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::corpus::row::{Check, Row, Status};

    #[test]
    fn dialects_add_up_and_failures_are_named() {
        let row = |file: &str, dialect: &str, check, status| Row {
            file: file.to_owned(),
            dialect: dialect.to_owned(),
            check,
            status,
            bytes: 1_000_000,
            seconds: 0.25,
            problem: "why".to_owned(),
            ..Row::default()
        };
        let rows = [
            row("a", "OpenAPI 3.0", Check::Passed, Status::Written),
            row("b", "OpenAPI 3.0", Check::Failed { errors: 1, warnings: 0 }, Status::Written),
            row("c", "", Check::NotRun, Status::Error),
        ];
        let text = text(&rows.iter().collect::<Vec<_>>());
        let cells = |n: usize| text.lines().nth(n).unwrap().split_whitespace().collect::<Vec<_>>();
        assert_eq!(cells(1)[..4], ["unknown", "1", "0", "not"]);
        assert_eq!(cells(2)[..5], ["OpenAPI", "3.0", "2", "2", "1"]);
        assert_eq!(cells(3)[..4], ["all", "3", "2", "1"]);
        assert_eq!(cells(3).last(), Some(&"0.25"));
        let failed = "2 descriptions failed:\n  b: 1 error, 0 warnings: why\n  c: error: why";
        assert!(text.ends_with(failed), "{text}");
    }
}
