//! How many changes of each kind were found by both.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::verdict::{Verdict, verdict};
use super::{ours, redocly};

/// The counts.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// By what differs: how many were found, and how many for each reason weren't.
    kinds: BTreeMap<String, Counts>,
    /// What should have been found, a line each.
    pub(super) missed: Vec<String>,
}

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    found: usize,
    /// Those that they call breaking and we don't.
    milder: usize,
    reasons: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// Adds what was found between two files, of which `base` is the document of the first.
    pub(super) fn add(
        &mut self,
        name: &str,
        theirs: &[redocly::Change],
        (ours, base): (&[ours::Change], &Value),
    ) {
        for change in theirs {
            let counts = self.kinds.entry(change.what()).or_default();
            counts.all += 1;
            match verdict(change, theirs, ours, base) {
                Verdict::Found(rules) => {
                    counts.found += 1;
                    counts.milder +=
                        usize::from(change.is_major && !rules.iter().any(|it| it.is_breaking));
                }
                Verdict::Told(reason) => *counts.reasons.entry(reason).or_default() += 1,
                Verdict::Missed => {
                    let at = change.revision.as_ref().or(change.base.as_ref());
                    let at = at.map_or("", |it| it.as_str());
                    let (old, new) = &change.values;
                    let values = format!("{old} -> {new}").chars().take(160).collect::<String>();
                    self.missed.push(format!("missed: {name}: {}: {at}: {values}", change.what()));
                    *counts.reasons.entry("missed").or_default() += 1;
                }
            }
        }
    }

    /// A table, a kind of change a line.
    pub(super) fn to_markdown(&self) -> String {
        let mut out = "| What redocly finds | How many | Found by diff | Milder | Otherwise |\n|---|--:|--:|--:|---|\n".to_owned();
        for (kind, Counts { all, found, milder, reasons }) in &self.kinds {
            let reasons = reasons.iter().map(|(reason, n)| format!("{n}: {reason}"));
            let reasons = reasons.collect::<Vec<_>>().join("; ");
            let _ = writeln!(out, "| {kind} | {all} | {found} | {milder} | {reasons} |");
        }
        let sum = |of: fn(&Counts) -> usize| self.kinds.values().map(of).sum::<usize>();
        let (all, found, milder) = (sum(|it| it.all), sum(|it| it.found), sum(|it| it.milder));
        let _ = writeln!(out, "| all | {all} | {found} | {milder} | |");
        let mut reasons = BTreeMap::<_, usize>::new();
        for (reason, n) in self.kinds.values().flat_map(|it| &it.reasons) {
            *reasons.entry(reason).or_default() += n;
        }
        out += "\n| Why diff doesn't say it | How many |\n|---|--:|\n";
        for (reason, n) in reasons {
            let _ = writeln!(out, "| {reason} | {n} |");
        }
        out
    }
}
