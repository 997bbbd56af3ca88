//! Totals of a round trip by dialect, and what failed most, for people at a terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::report::{Counts, Failure, Row};
use crate::corpus::summary::columns;
use clientwright_cli::findings::number;

/// How many failures are named.
const SHOWN: usize = 20;

/// A table with a line for each dialect, and below it the first failures of each description.
pub(super) fn text(rows: &[&Row], failures: &[&Failure]) -> String {
    let head = [&[""], Counts::NAMES.as_slice(), &["values %", "schemas %"]].concat();
    let mut table = vec![head.into_iter().map(str::to_owned).collect()];
    let mut by_dialect: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut all = Counts::default();
    for row in rows {
        let of_dialect = by_dialect.entry(&row.dialect).or_default();
        *of_dialect = sum(*of_dialect, row.counts);
        all = sum(all, row.counts);
    }
    for (dialect, counts) in by_dialect {
        table.push(line(if dialect.is_empty() { "unknown" } else { dialect }, counts));
    }
    table.push(line("all", all));
    let mut text = columns(&table);
    for row in rows.iter().filter(|it| !it.problem.is_empty()) {
        let _ = write!(text, "\n  {}: {}", row.file, row.problem);
    }
    if !failures.is_empty() {
        let _ = write!(text, "\n\n{} failed:", number(failures.len(), "value"));
    }
    let mut last = None;
    let first_of_each = failures.iter().filter(|it| {
        let is_new = last != Some((&it.file, &it.component));
        last = Some((&it.file, &it.component));
        is_new
    });
    for it in first_of_each.take(SHOWN) {
        let Failure { file, component, kind, at, message, .. } = it;
        let _ = write!(text, "\n  {file}: {component}: {kind} {at}: {message}");
    }
    text
}

fn sum(one: Counts, other: Counts) -> Counts {
    let mut numbers = one.all();
    numbers.iter_mut().zip(other.all()).for_each(|(sum, more)| *sum += more);
    Counts::from_all(numbers)
}

fn line(name: &str, counts: Counts) -> Vec<String> {
    let mut cells = vec![name.to_owned()];
    cells.extend(counts.all().iter().map(ToString::to_string));
    cells.push(passed(counts.failed, counts.values));
    cells.push(passed(counts.failing, counts.tried + counts.inline));
    cells
}

/// The part that didn't fail, rounded down, so that 100 means all.
fn passed(failed: usize, of: usize) -> String {
    if of == 0 {
        return "-".to_owned();
    }
    let part = (of - failed) * 10_000 / of;
    format!("{}.{:02}", part / 100, part % 100)
}
