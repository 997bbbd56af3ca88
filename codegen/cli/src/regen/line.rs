//! The lines that a run prints: one a crate.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::facts::facts;
use super::plan::{Orphan, Plan, Unchanged};
use crate::files::Change;
use crate::findings::{count, number};

/// How many columns a line has before what changed.
const COLUMNS: usize = 6;

/// A line for each crate, in columns.
pub(super) fn table(
    plans: &[Plan],
    unchanged: &[Unchanged],
    orphans: &[Orphan],
    check: bool,
) -> String {
    let made = plans.iter().map(|it| (&it.run.vendor.name, row(it, check)));
    let left = unchanged.iter().map(|it| (&it.vendor.name, unchanged_row(it)));
    let mut rows: Vec<_> = made.chain(left).collect();
    rows.sort_by_key(|(vendor, _)| *vendor);
    let mut rows: Vec<(Vec<String>, String)> = rows.into_iter().map(|(_, it)| it).collect();
    for orphan in orphans {
        let changes = match orphan.by_hand.len() {
            n if n == 0 || check => changes(&orphan.changes, check),
            n => format!("{} edited by hand; nothing removed", number(n, "file")),
        };
        rows.push((vec![orphan.package.clone()], format!("no vendor in specs/  {changes}")));
    }
    let widths: Vec<usize> = (0..COLUMNS)
        .map(|n| {
            rows.iter()
                .filter_map(|(cells, _)| cells.get(n))
                .map(|it| it.chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let lines = rows.iter().map(|(cells, rest)| {
        let mut line = String::new();
        for (n, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            // Numbers stand under each other.
            let is_number = cell.starts_with(|c: char| c.is_ascii_digit()) && n > 1;
            let cell = if is_number { format!("{cell:>width$}") } else { format!("{cell:width$}") };
            line.push_str(&cell);
            line.push_str("  ");
        }
        line.push_str(rest);
        line
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The columns of a crate, and the end of its line.
fn row(plan: &Plan, check: bool) -> (Vec<String>, String) {
    let name = plan.run.vendor.package.clone();
    if plan.is_failed() {
        let why = plan.refusal().map_or_else(|| count(&plan.run.output.findings), str::to_owned);
        return (vec![name], format!("failed: {why}; nothing written"));
    }
    let cells = std::iter::once(name).chain(facts(&plan.run.output.census)).collect();
    (cells, changes(&plan.changes, check))
}

/// The same of one that wasn't generated again.
fn unchanged_row(Unchanged { vendor, made }: &Unchanged) -> (Vec<String>, String) {
    let cells = std::iter::once(&vendor.package).chain(&made.facts).cloned().collect();
    (cells, changes(&BTreeMap::new(), false))
}

/// What was found when the crates were made that weren't made again.
pub(super) fn left(unchanged: &[Unchanged], command: &str) -> Option<String> {
    let found = unchanged.iter().filter(|it| it.made.findings != count(&[]));
    let found = found.map(|it| format!("{} ({})", it.vendor.package, it.made.findings));
    let found = found.collect::<Vec<_>>().join(", ");
    (!found.is_empty()).then(|| {
        format!(
            "not generated again, because nothing changed: {found}; `{command} lint` prints them"
        )
    })
}

/// `unchanged`, or how many files are new, other and gone: `+2 ~3 -1 files`.
fn changes(changes: &BTreeMap<String, Change>, check: bool) -> String {
    if changes.is_empty() {
        return "unchanged".to_owned();
    }
    let mut text = if check { "differs: ".to_owned() } else { String::new() };
    for (change, sign) in [(Change::Added, '+'), (Change::Changed, '~'), (Change::Removed, '-')] {
        let n = changes.values().filter(|it| **it == change).count();
        if n > 0 {
            let _ = write!(text, "{sign}{n} ");
        }
    }
    text.push_str(if changes.len() == 1 { "file" } else { "files" });
    text
}
