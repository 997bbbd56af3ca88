//! Markdown for a comment in a pull request: what a comment has no room for is counted.

use super::words::Severity;
use super::{Place, Places, Report, words};
use crate::diff::change::{Change, Piece};
use crate::diff::effect::Cause;
use crate::markdown::{self, Markdown};

/// How many characters a comment of GitHub has at most, without those that a workflow writes around it.
const MOST: usize = 65_536 - 1024;

/// What a section takes besides its items.
const SECTION: usize = 160;

pub(super) fn print(reports: &[Report<'_>]) -> String {
    let mut room = Room(MOST);
    let summary = if reports.len() > 1 { summary(reports, &mut room) } else { Markdown::default() };
    let changed = reports.iter().filter(|it| reports.len() == 1 || !it.diff.changes.is_empty());
    let mut crates = Vec::new();
    let mut left_out: usize = 0;
    for report in changed {
        let heading = heading(report);
        if left_out == 0 && room.take(heading.as_str(), SECTION) {
            crates.push((report, vec![heading]));
        } else {
            left_out += 1;
        }
    }
    // The worst of all crates comes before what is better of any.
    for severity in Severity::ALL {
        for (report, blocks) in &mut crates {
            blocks.extend(section(report, severity, &mut room));
        }
    }
    let mut blocks = vec![summary];
    blocks.extend(crates.into_iter().flat_map(|(_, it)| it));
    if left_out > 0 {
        blocks.push(markdown::markdown!(
            "{} more crates changed, for which there is no room here.",
            left_out
        ));
    }
    let mut text = Markdown::stacked(blocks).as_str().to_owned();
    text.push('\n');
    text
}

/// How many characters are left.
struct Room(usize);

impl Room {
    /// Takes what a text needs and `more`, if that is left.
    fn take(&mut self, text: &str, more: usize) -> bool {
        let left = self.0.checked_sub(text.chars().count() + more);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// The crates, a line each.
fn summary(reports: &[Report<'_>], room: &mut Room) -> Markdown {
    let mut items = Vec::new();
    for report in reports {
        let (name, counts) = (name(report), markdown::plain(&words::counts(report)));
        let breaking = report.diff.changes.iter().filter(|it| it.is_breaking()).count();
        let item = match (breaking, report.diff.changes.len()) {
            (_, 0) => markdown::markdown!("{}: as in {}", name, markdown::code(report.base)),
            (0, _) => markdown::markdown!("{}: {}", name, counts),
            (n, _) => markdown::markdown!("{}: **{} to act on**; {}", name, n, counts),
        };
        if room.take(item.as_str(), 3) {
            items.push(item);
        }
    }
    let left_out = reports.len() - items.len();
    if left_out > 0 {
        items.push(markdown::markdown!("{} more, for which there is no room here", left_out));
    }
    Markdown::list(items)
}

/// The crate, and its versions where they are known.
fn name(report: &Report<'_>) -> Markdown {
    let name = markdown::code(report.package);
    match report.versions {
        Some((old, new)) => {
            markdown::markdown!("{} {} → {}", name, markdown::code(old), markdown::code(new))
        }
        None => name,
    }
}

fn heading(report: &Report<'_>) -> Markdown {
    let (name, base) = (name(report), markdown::code(report.base));
    if report.diff.changes.is_empty() {
        return markdown::markdown!("### {}\n\nAs in {}.", name, base);
    }
    let verdict = markdown::plain(&words::verdict(report));
    let counts = markdown::plain(&words::counts(report));
    markdown::markdown!("### {}: {}\n\nSince {}, {}.", name, verdict, base, counts)
}

/// The changes of a severity: what breaks stands open, the rest is folded.
fn section(report: &Report<'_>, severity: Severity, room: &mut Room) -> Option<Markdown> {
    let title = severity.title();
    let changes = (0..).zip(&report.diff.changes).filter(|(_, it)| Severity::of(it) == severity);
    let all = changes.clone().count();
    if all == 0 {
        return None;
    }
    if !room.take("", SECTION) {
        let line = markdown::markdown!("{}: {}, for which there is no room here", title, all);
        return room.take(line.as_str(), 2).then_some(line);
    }
    let mut items = Vec::new();
    for (n, it) in changes {
        let item = item(it, report.places_of(n));
        // Lines below the first are indented in a list.
        if room.take(item.as_str(), 3 + 2 * item.as_str().lines().count()) {
            items.push(item);
        }
    }
    let left_out = all - items.len();
    if left_out > 0 {
        items.push(markdown::markdown!("{} more, for which there is no room here", left_out));
    }
    let open = if severity == Severity::Breaking { " open" } else { "" };
    Some(markdown::markdown!(
        "<details{}><summary>{}: {}</summary>\n\n{}\n\n</details>",
        open,
        title,
        all,
        Markdown::list(items)
    ))
}

fn item(change: &Change, places: &Places) -> Markdown {
    let effect = markdown::plain(&words::effect(change));
    let message = sentence(&change.message());
    let rule = markdown::code(change.rule.id);
    let mut lines = vec![markdown::markdown!("**{}**: {} ({})", effect, message, rule)];
    let at = |it: &Place| markdown::code(&it.at);
    match (&places.base, &places.revision) {
        (_, Some(it)) => lines.push(markdown::markdown!("at {}", at(it))),
        (Some(it), None) => lines.push(markdown::markdown!("was at {}", at(it))),
        (None, None) => {}
    }
    lines.extend(touches(change));
    if change.cause == Cause::Generator {
        lines.push(words::BY_GENERATOR.into());
    }
    for it in &places.uses {
        let (function, name) = (markdown::code(&it.function), markdown::code(&it.name));
        lines.push(markdown::markdown!(
            "{} uses a name {}: {}",
            function,
            name,
            markdown::code(&it.at)
        ));
    }
    let advice = sentence(&words::advice(change));
    if !advice.is_empty() {
        lines.push(markdown::markdown!("→ {}", advice));
    }
    let text = Markdown::joined(lines, "<br>\n");
    match &change.signature {
        Some(signature) => Markdown::stacked([text, markdown::fenced("rust", signature)]),
        None => text,
    }
}

fn touches(change: &Change) -> Option<Markdown> {
    let (named, others) = words::touches(change)?;
    let named = Markdown::joined(named.into_iter().map(markdown::code), ", ");
    let direction = words::direction(change).unwrap_or_default();
    Some(if others > 0 {
        markdown::markdown!("touches {} and {} more {}", named, others, direction)
    } else {
        markdown::markdown!("touches {} {}", named, direction)
    })
}

/// A sentence, its names as code.
pub(crate) fn sentence(pieces: &[Piece]) -> Markdown {
    let piece = |it: &Piece| match it {
        Piece::Words(words) => (*words).into(),
        Piece::Code(code) => markdown::code(code),
    };
    Markdown::joined(pieces.iter().map(piece), "")
}
