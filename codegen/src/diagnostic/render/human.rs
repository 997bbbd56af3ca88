//! Findings for people: with the line of the file, the pointer, and what would help.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::visible::visible;
use super::{Spot, Spots, Told, further, spots, told};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Sources;

/// More than anybody reads.
const MOST: usize = 50;

/// How much of a line is shown before and from the underlined text on, in characters.
const BEFORE: usize = 40;
const FROM: usize = 80;

/// Shows the gravest [`MOST`] of the findings, in their order, and counts the others.
pub(super) fn render(findings: &[Diagnostic], sources: &Sources, coloured: bool) -> String {
    let (shown, rest) = gravest(told(findings));
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(4 * FROM);
    let spots = spots(&shown, sources);
    let mut text = String::new();
    for (told, spots) in shown.iter().zip(&spots) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&one(*told, spots, &renderer));
        text.push('\n');
    }
    if !rest.is_empty() {
        text.push('\n');
        text.push_str(&others(&rest));
    }
    text
}

fn gravest(findings: Vec<Told<'_>>) -> (Vec<Told<'_>>, Vec<Told<'_>>) {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by_key(|it| findings.get(*it).map(|it| it.0.code.severity()));
    let mut is_shown = vec![false; findings.len()];
    for n in order.into_iter().take(MOST) {
        if let Some(it) = is_shown.get_mut(n) {
            *it = true;
        }
    }
    let (shown, rest): (Vec<_>, Vec<_>) =
        findings.into_iter().zip(is_shown).partition(|(_, shown)| *shown);
    let findings = |it: Vec<(_, bool)>| it.into_iter().map(|(finding, _)| finding).collect();
    (findings(shown), findings(rest))
}

fn others(rest: &[Told<'_>]) -> String {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for (finding, n_further) in rest {
        *counts.entry(finding.code).or_default() += 1 + n_further;
    }
    let mut text = format!("... and {} more:", counts.values().sum::<usize>());
    let mut separator = "";
    for (code, n) in counts {
        let _ = write!(text, "{separator} {n} {}", code.slug());
        separator = ",";
    }
    text.push('\n');
    text
}

fn one((finding, n_further): Told<'_>, spots: &Spots<'_>, renderer: &Renderer) -> String {
    let spot = spots.own.as_ref();
    let level = match finding.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Gap | Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(visible(&finding.message)).id(finding.code.slug());
    let mut group = Group::with_title(title);
    if let Some(spot) = spot {
        group = group.elements(source(spot));
    }
    if let Some(pointer) = spot.map(|it| it.pointer.as_str()).filter(|it| !it.is_empty()) {
        let at = Level::NOTE.with_name("at").message(visible(pointer));
        group = group.element(at);
    }
    if n_further > 0 {
        group = group.element(Level::NOTE.message(further(n_further)));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(visible(help)));
    }
    if let Some(action) = &finding.overlay {
        let text =
            format!("an action like this in an overlay repairs it\n{}", visible(action.trim_end()));
        group = group.element(Level::HELP.with_name("overlay").message(text));
    }
    let labels = finding.labels.iter().zip(&spots.labels).filter_map(|(label, spot)| {
        let title = Level::NOTE.secondary_title(visible(&label.text));
        Some(Group::with_title(title).elements(source(spot.as_ref()?)))
    });
    renderer.render(&std::iter::once(group).chain(labels).collect::<Vec<_>>())
}

/// The line, or what is around the spot where the line is long.
fn source<'a>(spot: &Spot<'a>) -> Vec<Element<'a>> {
    let before = spot.text.get(spot.line.start..spot.bytes.start).unwrap_or_default();
    let behind = spot.text.get(spot.bytes.start..spot.line.end).unwrap_or_default();
    let indented = before.trim_start().len();
    let cut = if before.chars().count() <= BEFORE + FROM / 2 || indented == 0 {
        0
    } else {
        before.char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at)
    };
    let start = if cut == 0 { "" } else { "..." };
    let end = behind.char_indices().nth(FROM).map_or(behind.len(), |(at, _)| at);
    let dots = if end < behind.len() { "..." } else { "" };
    let before = format!("{start}{}", before.get(cut..).unwrap_or_default());
    let marked = before.len()..before.len() + spot.bytes.len().clamp(1, end.max(1));
    let line = format!("{before}{}{dots}", behind.get(..end).unwrap_or_default());
    let marked = marked.start.min(line.len())..marked.end.min(line.len().max(marked.start));
    // Whatever is printed of a file is one line of plain text.
    let shown = |range: Range<usize>| visible(line.get(range).unwrap_or_default());
    let (start, inside, end) =
        (shown(0..marked.start), shown(marked.clone()), shown(marked.end..line.len()));
    let is_as_it_is = cut == 0 && start.len() == marked.start;
    let annotation = AnnotationKind::Primary.span(start.len()..start.len() + inside.len());
    let snippet = Snippet::source([start, inside, end].concat());
    let snippet = snippet.line_start(spot.start.line).annotation(annotation);
    if is_as_it_is {
        return vec![snippet.path(visible(spot.name)).into()];
    }
    // The column has to be that of the file, not of what is left of the line, or of escapes in it.
    let origin =
        Origin::path(visible(spot.name)).line(spot.start.line).char_column(spot.start.column);
    vec![origin.into(), snippet.into()]
}
