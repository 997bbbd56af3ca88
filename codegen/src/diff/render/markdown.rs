//! Markdown for a comment in a pull request.

use super::{Places, Report, words};
use crate::diff::change::{Change, Piece};
use crate::diff::effect::{Cause, Wire};
use crate::markdown::{self, Markdown};

pub(super) fn print(reports: &[Report<'_>]) -> String {
    let mut blocks = Vec::new();
    for report in reports {
        blocks.push(of_crate(report));
    }
    let mut text = Markdown::stacked(blocks).as_str().to_owned();
    text.push('\n');
    text
}

fn of_crate(report: &Report<'_>) -> Markdown {
    let name = markdown::code(report.package);
    let base = markdown::code(report.base);
    if report.diff.changes.is_empty() {
        return markdown::markdown!("### {}\n\nAs in {}.", name, base);
    }
    let verdict = markdown::plain(&words::verdict(report));
    let counts = markdown::plain(&words::counts(report));
    let mut blocks = vec![
        markdown::markdown!("### {}: {}", name, verdict),
        markdown::markdown!("Since {}, {}.", base, counts),
    ];
    for (title, is_in) in SECTIONS {
        blocks.extend(section(report, title, *is_in));
    }
    Markdown::stacked(blocks)
}

/// Whether a change stands in a section.
type IsIn = fn(&Change) -> bool;

/// What breaks stands open, the rest is folded.
const SECTIONS: &[(&str, IsIn)] = &[
    ("Breaking", Change::is_breaking),
    ("Risky", |it| !it.is_breaking() && it.wire == Wire::Risky),
    ("All else", |it| !it.is_breaking() && it.wire != Wire::Risky),
];

fn section(report: &Report<'_>, title: &'static str, is_in: IsIn) -> Option<Markdown> {
    let none = Places::default();
    let items = report.diff.changes.iter().enumerate().filter(|(_, it)| is_in(it));
    let items: Vec<_> =
        items.map(|(n, it)| item(it, report.places.get(n).unwrap_or(&none))).collect();
    let n = items.len();
    if n == 0 {
        return None;
    }
    let list = Markdown::list(items);
    let open = if title == "Breaking" { " open" } else { "" };
    Some(markdown::markdown!(
        "<details{}><summary>{}: {}</summary>\n\n{}\n\n</details>",
        open,
        title,
        n,
        list
    ))
}

fn item(change: &Change, places: &Places) -> Markdown {
    let effect = markdown::plain(&words::effect(change));
    let message = sentence(&change.message());
    let rule = markdown::code(change.rule.id);
    let mut lines = vec![markdown::markdown!("**{}**: {} ({})", effect, message, rule)];
    match (&places.base, &places.revision) {
        (_, Some(at)) => lines.push(markdown::markdown!("at {}", markdown::code(at))),
        (Some(at), None) => lines.push(markdown::markdown!("was at {}", markdown::code(at))),
        (None, None) => {}
    }
    if let Some((named, others)) = words::touches(change) {
        let named = Markdown::joined(named.into_iter().map(markdown::code), ", ");
        let direction = words::direction(change).unwrap_or_default();
        let line = if others > 0 {
            markdown::markdown!("touches {} and {} more {}", named, others, direction)
        } else {
            markdown::markdown!("touches {} {}", named, direction)
        };
        lines.push(line);
    }
    if change.cause == Cause::Generator {
        lines.push(words::BY_GENERATOR.into());
    }
    let advice = sentence(&change.advice());
    if !advice.is_empty() {
        lines.push(markdown::markdown!("→ {}", advice));
    }
    Markdown::joined(lines, "<br>\n")
}

/// A sentence, its names as code.
pub(crate) fn sentence(pieces: &[Piece]) -> Markdown {
    let piece = |it: &Piece| match it {
        Piece::Words(words) => (*words).into(),
        Piece::Code(code) => markdown::code(code),
    };
    Markdown::joined(pieces.iter().map(piece), "")
}
