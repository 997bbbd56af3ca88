//! Totals of a corpus by dialect and by gap, for people at a terminal.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::row::{Check, Counts, Row, Status};
use super::speed::Speed;
use clientwright_cli::findings::number;

/// Totals over rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Total {
    pub(super) descriptions: usize,
    pub(super) crates: usize,
    pub(super) checked: usize,
    pub(super) passed: usize,
    pub(super) counts: Counts,
    pub(super) speed: Speed,
}

impl Total {
    pub(super) fn add(&mut self, row: &Row) {
        self.descriptions += 1;
        self.crates += usize::from(row.status == Status::Written);
        self.checked += usize::from(row.check != Check::NotRun);
        self.passed += usize::from(row.check == Check::Passed);
        self.speed.add(row);
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

/// How many gaps of each code there are and in how many descriptions, the most frequent first.
pub(super) fn gaps(rows: &[&Row]) -> Vec<(String, usize, usize)> {
    let mut gaps: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (code, n) in rows.iter().flat_map(|it| it.findings.gaps()) {
        let (findings, descriptions) = gaps.entry(code).or_default();
        *findings += n;
        *descriptions += 1;
    }
    let mut gaps: Vec<_> =
        gaps.into_iter().map(|(code, (n, of))| (code.to_owned(), n, of)).collect();
    gaps.sort_by_key(|(_, n, _)| Reverse(*n));
    gaps
}

/// Tables with a line for each dialect and for each gap, and below them what failed.
pub(super) fn text(rows: &[&Row]) -> String {
    let mut counts = vec![strings(["", "files", "crates", "pass"], &Counts::NAMES)];
    let mut speeds = vec![strings([""], &Speed::NAMES)];
    for (name, total) in by_dialect(rows).into_iter().chain([("all".to_owned(), overall(rows))]) {
        let name = if name.is_empty() { "unknown".to_owned() } else { name };
        speeds.push([vec![name.clone()], total.speed.cells().to_vec()].concat());
        let numbers = total.counts.all().map(|it| it.to_string());
        let (files, crates) = (total.descriptions.to_string(), total.crates.to_string());
        counts.push([vec![name, files, crates, total.passes()], numbers.to_vec()].concat());
    }
    let mut text = format!("{}\n\n{}", columns(&counts), columns(&speeds));
    for note in overall(rows).speed.notes() {
        let _ = write!(text, "\n{note}");
    }
    let mut codes = vec![strings(["gap"], &["findings", "descriptions"])];
    codes.extend(
        gaps(rows).into_iter().map(|(code, n, of)| vec![code, n.to_string(), of.to_string()]),
    );
    if codes.len() > 1 {
        let _ = write!(text, "\n\n{}", columns(&codes));
    }
    text + &failures(rows)
}

/// What failed, a line each; empty where nothing did.
fn failures(rows: &[&Row]) -> String {
    let failed: Vec<_> = rows.iter().filter(|it| it.is_failed()).collect();
    let mut text = String::new();
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

fn strings<const N: usize>(first: [&str; N], rest: &[&str]) -> Vec<String> {
    first.iter().chain(rest).map(|it| (*it).to_owned()).collect()
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
    use crate::corpus::by_code::ByCode;
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
            findings: ByCode::from_cell("gap::a=1,gap::b=2,note=9").unwrap(),
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
        assert_eq!(cells(8), ["all", "3.00", "0", "0.8", "0.25"]);
        assert_eq!([cells(11), cells(12)], [["gap::b", "6", "3"], ["gap::a", "3", "3"]]);
        let failed = "2 descriptions failed:\n  b: 1 error, 0 warnings: why\n  c: error: why";
        assert!(text.ends_with(failed), "{text}");
    }
}
