//! Findings as text.
//!
//! - In: findings in the order in which they are to be shown, and the files that they are about.
//! - Out: one string, the same for the same input. Places are looked up here, once a file.

mod human;
mod machine;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Part, Severity};
use crate::pointer::Pointer;
use crate::source::{FileId, Lines, Position, Sources, Span, locate};

/// How findings are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// With the line of the file and all that helps; at most 50 of them.
    #[default]
    Human,
    /// As [`Format::Human`], with the colours of a terminal.
    Coloured,
    /// `file:line:col: severity[code]: message`, one a line.
    Short,
    /// One JSON object a line.
    Json,
    /// The workflow commands of GitHub, which show as annotations.
    GitHub,
}

/// Shows `findings`.
pub fn render(findings: &[Diagnostic], sources: &Sources, format: Format) -> String {
    match format {
        Format::Human | Format::Coloured => {
            human::render(findings, sources, format == Format::Coloured)
        }
        Format::Short => machine::render(findings, sources, machine::short),
        Format::Json => machine::render(findings, sources, machine::json),
        Format::GitHub => machine::render(findings, sources, machine::github),
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
    text: &'a str,
    /// What to underline; never more than one line.
    bytes: Range<usize>,
    start: Position,
    end: Position,
    /// The line, in bytes of the text.
    line: Range<usize>,
}

/// Looks up the places of `findings`; `None` where the file is unknown.
fn spots<'a>(findings: &[&Diagnostic], sources: &'a Sources) -> Vec<Option<Spot<'a>>> {
    let mut files: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (n, finding) in findings.iter().enumerate() {
        files.entry(finding.place.file).or_default().push(n);
    }
    let mut spots = vec![None; findings.len()];
    for (file, members) in files {
        let Some(file) = sources.file(file) else { continue };
        let of_file: Vec<&Diagnostic> =
            members.iter().filter_map(|it| findings.get(*it).copied()).collect();
        let pointers: Vec<&Pointer> = of_file
            .iter()
            .filter(|it| it.place.offset.is_none())
            .map(|it| &it.place.pointer)
            .collect();
        // A text that can't be read has only offsets.
        let mut spans =
            if pointers.is_empty() { Vec::new() } else { locate(file, &pointers) }.into_iter();
        let lines = Lines::new(&file.text);
        for (n, finding) in members.into_iter().zip(of_file) {
            let bytes = match finding.place.offset {
                Some(offset) => offset..offset + 1,
                None => underlined(&spans.next().unwrap_or_default(), finding.place.part),
            };
            if let Some(spot) = spots.get_mut(n) {
                *spot = Some(spot_in(&file.name, &file.text, &lines, bytes));
            }
        }
    }
    spots
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
    Spot { name, text, start: lines.position(start), end: lines.position(end), bytes, line }
}

#[cfg(test)]
mod tests;
