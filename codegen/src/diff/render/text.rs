//! Text for terminals, and annotations of GitHub Actions.

use std::fmt::Write as _;

use super::words::Severity;
use super::{Places, Report, words};
use crate::diagnostic::{data, property, visible};
use crate::diff::change::Change;
use crate::diff::effect::Cause;

/// Prints changes as compilers print what they find.
pub(super) fn print(reports: &[Report<'_>], coloured: bool) -> String {
    let mut out = String::new();
    for report in reports {
        if report.diff.changes.is_empty() {
            let _ = writeln!(out, "{}: as in {}", one_line(report.package), one_line(report.base));
            continue;
        }
        for (n, change) in report.diff.changes.iter().enumerate() {
            block(&mut out, change, report.places_of(n), coloured);
        }
        let (package, base) = (one_line(report.package), one_line(report.base));
        let package = match report.versions {
            Some((old, new)) => format!("{package} {} → {}", one_line(old), one_line(new)),
            None => package,
        };
        let (verdict, counts) = (words::verdict(report), words::counts(report));
        let _ = writeln!(out, "{package}: {verdict} ({counts}, since {base})");
    }
    out
}

fn block(out: &mut String, change: &Change, places: &Places, coloured: bool) {
    let heading = format!("{}[{}]", words::effect(change), change.rule.id);
    let (begin, end) = if coloured { (colour(change), "\u{1b}[0m") } else { ("", "") };
    let message = one_line(&words::plain(&change.message()));
    let _ = writeln!(out, "{begin}{heading}{end}: {message}");
    if let Some(it) = &places.revision {
        let _ = writeln!(out, "  --> {}", one_line(&it.at));
    }
    if let Some(it) = &places.base {
        let _ = writeln!(out, "  was {}", one_line(&it.at));
    }
    let mut note = |text: &str| {
        let _ = writeln!(out, "   = {}", one_line(text));
    };
    if let Some(call) = change.signature.as_deref().and_then(|it| it.lines().next()) {
        note(&format!("call: `{call}`"));
    }
    if let Some((named, others)) = words::touches(change) {
        let direction = words::direction(change).map(|it| format!(" {it}")).unwrap_or_default();
        let others = if others > 0 { format!(" and {others} more") } else { String::new() };
        note(&format!("touches {}{others}{direction}", named.join(", ")));
    }
    if change.cause == Cause::Generator {
        note(words::BY_GENERATOR);
    }
    for it in &places.uses {
        note(&format!("`{}` uses a name `{}`: {}", it.function, it.name, it.at));
    }
    let advice = words::plain(&words::advice(change));
    if !advice.is_empty() {
        note(&format!("help: {advice}"));
    }
    note(&format!("fingerprint: {}", change.fingerprint));
    out.push('\n');
}

/// Names of descriptions may have line breaks, which would begin lines of ours.
fn one_line(text: &str) -> String {
    visible(text).replace('\n', "\\n")
}

fn colour(change: &Change) -> &'static str {
    match Severity::of(change) {
        Severity::Breaking => "\u{1b}[1;31m",
        Severity::Risky => "\u{1b}[1;33m",
        Severity::Other => "\u{1b}[1;32m",
    }
}

/// Prints an annotation for each change: an error for what breaks, a warning for what may.
pub(super) fn annotations(reports: &[Report<'_>]) -> String {
    let mut out = String::new();
    for report in reports {
        for (n, change) in report.diff.changes.iter().enumerate() {
            let command = match Severity::of(change) {
                Severity::Breaking => "error",
                Severity::Risky => "warning",
                Severity::Other => "notice",
            };
            // What is gone has no place in the files that there are.
            let place = report.places_of(n).revision.as_ref();
            let place = place.and_then(|it| properties(&it.at)).unwrap_or_default();
            let title = property(&format!("{}: {}", report.package, change.rule.id));
            let mut message =
                format!("{}: {}", words::effect(change), words::plain(&change.message()));
            let advice = words::plain(&words::advice(change));
            if !advice.is_empty() {
                let _ = write!(message, "\nhelp: {advice}");
            }
            let _ = writeln!(out, "::{command} {place}title={title}::{}", data(&message));
        }
    }
    out
}

/// `FILE:LINE:COLUMN` as properties.
fn properties(at: &str) -> Option<String> {
    let (rest, column) = at.rsplit_once(':')?;
    let (file, line) = rest.rsplit_once(':')?;
    Some(format!("file={},line={line},col={column},", property(file)))
}
