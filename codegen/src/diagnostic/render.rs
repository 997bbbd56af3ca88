//! Findings as text.
//!
//! - In: findings in the order in which they are to be shown, and the files that they are about.
//! - Out: one string, the same for the same input. Places are looked up here, once a file.

mod human;
mod machine;
mod sarif;
mod visible;

use std::collections::BTreeMap;
use std::ops::Range;

pub(crate) use machine::{data, property};
pub use visible::visible;
pub(crate) use visible::{is_obeyed, visible_json};

use crate::diagnostic::{Code, Diagnostic, Part, Place, Severity};
use crate::pointer::Pointer;
use crate::source::{FileId, Lines, Position, Sources, Span, locate};

/// How findings are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// With the line of the file and all that helps; at most 50 of them, and equal ones as one.
    #[default]
    Human,
    /// As [`Format::Human`], with the colours of a terminal.
    Coloured,
    /// `file:line:col: severity[code]: message`, one a line, and equal ones as one.
    Short,
    /// One JSON object a line, for each place.
    Json,
    /// The workflow commands of GitHub, which show as annotations; equal ones as one.
    GitHub,
    /// One SARIF 2.1.0 log, which code scanning and editors read; a result for each place.
    Sarif,
}

/// Shows `findings` in the given order; `sources` are the files that they were made of.
///
/// Control characters of the files are shown as escapes, so that nothing in a description steers a terminal.
pub fn render(findings: &[Diagnostic], sources: &Sources, format: Format) -> String {
    match format {
        Format::Human | Format::Coloured => {
            human::render(findings, sources, format == Format::Coloured)
        }
        Format::Short => machine::render(&told(findings), sources, machine::short),
        Format::Json => {
            let each: Vec<Told<'_>> = findings.iter().map(|it| (it, 0)).collect();
            machine::render(&each, sources, machine::json)
        }
        Format::GitHub => machine::render(&told(findings), sources, machine::github),
        Format::Sarif => sarif::render(findings, sources),
    }
}

/// A finding, and at how many further places the same is found.
type Told<'a> = (&'a Diagnostic, usize);

/// Equal findings as one, at the first of their places: told each by each they would hide those that stand alone.
fn told(findings: &[Diagnostic]) -> Vec<Told<'_>> {
    let mut told: Vec<Told<'_>> = Vec::new();
    let mut known = BTreeMap::new();
    for finding in findings {
        let Diagnostic { code, message, help, place, .. } = finding;
        let next = told.len();
        let index = *known.entry((*code, message, help, place.file)).or_insert(next);
        match told.get_mut(index) {
            Some((_, further)) => *further += 1,
            None => told.push((finding, 0)),
        }
    }
    told
}

/// How the further places are said; nothing where there are none.
fn further(n: usize) -> String {
    match n {
        0 => String::new(),
        1 => "and at 1 further place".to_owned(),
        n => format!("and at {n} further places"),
    }
}

/// What a finding is called by its weight.
fn level(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Gap | Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A finding's place in the text.
#[derive(Clone, Debug)]
struct Spot<'a> {
    name: &'a str,
    /// The node that stands there: the one that the finding is about, or the nearest one above it that was received.
    pointer: Pointer,
    text: &'a str,
    /// What to underline; never more than one line.
    bytes: Range<usize>,
    start: Position,
    end: Position,
    /// The line, in bytes of the text.
    line: Range<usize>,
}

/// Where a finding and its labels are in the text.
#[derive(Clone, Debug)]
struct Spots<'a> {
    own: Option<Spot<'a>>,
    /// As many as there are labels.
    labels: Vec<Option<Spot<'a>>>,
}

/// Looks up the places of `findings` and of their labels.
fn spots<'a>(findings: &[Told<'_>], sources: &'a Sources) -> Vec<Spots<'a>> {
    let of_finding = |it: &Diagnostic| 1 + it.labels.len();
    let places: Vec<&Place> = findings
        .iter()
        .flat_map(|(it, _)| std::iter::once(&it.place).chain(it.labels.iter().map(|it| &it.place)))
        .collect();
    let mut spots = look_up(&places, sources).into_iter();
    let each = findings.iter().map(|(it, _)| {
        let mut all = spots.by_ref().take(of_finding(it));
        Spots { own: all.next().flatten(), labels: all.collect() }
    });
    each.collect()
}

/// Looks up places; `None` where the file is unknown.
fn look_up<'a>(places: &[&Place], sources: &'a Sources) -> Vec<Option<Spot<'a>>> {
    let mut files: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (n, place) in places.iter().enumerate() {
        files.entry(place.file).or_default().push(n);
    }
    let mut spots = vec![None; places.len()];
    for (file, members) in files {
        let Some(file) = sources.file(file) else { continue };
        let of_file: Vec<&Place> =
            members.iter().filter_map(|it| places.get(*it).copied()).collect();
        let pointers: Vec<&Pointer> =
            of_file.iter().filter(|it| it.offset.is_none()).map(|it| &it.pointer).collect();
        // A text that can't be read has only offsets.
        let mut spans =
            if pointers.is_empty() { Vec::new() } else { locate(file, &pointers) }.into_iter();
        let lines = Lines::new(&file.text);
        for (n, place) in members.into_iter().zip(of_file) {
            let (bytes, depth) = if let Some(offset) = place.offset {
                (offset..offset + 1, 0)
            } else {
                let span = spans.next().unwrap_or_default();
                (underlined(&span, place.part), span.depth)
            };
            if let Some(spot) = spots.get_mut(n) {
                let steps = place.pointer.tokens().take(depth);
                let pointer = steps.fold(Pointer::root(), |it, step| it.child(&step));
                *spot = Some(Spot { pointer, ..spot_in(&file.name, &file.text, &lines, bytes) });
            }
        }
    }
    spots
}

/// Where the keys of places stand, or the values where there are none, as `file:line:column`; empty where the file is
/// unknown.
pub fn positions(places: &[Place], sources: &Sources) -> Vec<String> {
    let keys: Vec<Place> =
        places.iter().map(|it| Place { part: Part::Key, ..it.clone() }).collect();
    let spots = look_up(&keys.iter().collect::<Vec<_>>(), sources).into_iter();
    let text = |it: Spot<'_>| format!("{}:{}:{}", it.name, it.start.line, it.start.column);
    spots.map(|it| it.map(text).unwrap_or_default()).collect()
}

impl Place {
    /// Returns the line and the column in the file, or `None` if `sources` are not those of the finding.
    ///
    /// The file is parsed for it: to show many findings, [`render`] looks up all places at once.
    pub fn position(&self, sources: &Sources) -> Option<Position> {
        let spot = look_up(&[self], sources).pop()?;
        spot.map(|it| it.start)
    }
}

/// The key where that is meant, and for collections, which would be many lines; else the value.
fn underlined(span: &Span, part: Part) -> Range<usize> {
    match &span.key {
        Some(key) if part == Part::Key || span.is_collection || span.value.is_empty() => {
            key.clone()
        }
        _ => span.value.clone(),
    }
}

fn spot_in<'a>(name: &'a str, text: &'a str, lines: &Lines<'_>, bytes: Range<usize>) -> Spot<'a> {
    let mut start = bytes.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let line = lines.line(start);
    let start = start.clamp(line.start, line.end);
    let mut end = bytes.end.clamp(start, line.end);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let bytes = start..end;
    let pointer = Pointer::root();
    Spot {
        name,
        pointer,
        text,
        start: lines.position(start),
        end: lines.position(end),
        bytes,
        line,
    }
}

#[cfg(test)]
mod tests;
