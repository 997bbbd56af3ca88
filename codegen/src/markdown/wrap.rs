//! Long lines of Markdown, broken where that changes nothing of what they mean.
//!
//! A parser says where text stands that may be broken: not in code, links, headings or tables.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, TagEnd};

use super::write::{WIDTH, can_begin};

/// How much longer a line is left, since texts are as wide as all where they stand in lists.
const SLACK: usize = 4;

/// The text with no line much longer than the others, if it can be broken.
pub(super) fn wrapped(text: &str) -> String {
    if text.lines().all(fits) {
        return text.to_owned();
    }
    let breaks = breaks(text);
    let mut out = String::with_capacity(text.len() + text.len() / 50);
    let mut begin = 0;
    for line in text.split_inclusive('\n') {
        let end = begin + line.len();
        let from = breaks.partition_point(|it| *it < begin);
        let to = breaks.partition_point(|it| *it < end);
        let breaks = breaks.get(from..to).unwrap_or_default();
        if fits(line.trim_end()) || breaks.is_empty() {
            out.push_str(line);
        } else {
            broken(line, &breaks.iter().map(|it| it - begin).collect::<Vec<_>>(), &mut out);
        }
        begin = end;
    }
    out
}

fn fits(line: &str) -> bool {
    line.chars().count() <= WIDTH + SLACK
}

/// Writes a line as several, which are broken at some of the spaces at `breaks`.
fn broken(line: &str, breaks: &[usize], out: &mut String) {
    let margin = margin(line);
    let mut begin = 0;
    let mut room = WIDTH;
    let width = |range: Range<usize>| line.get(range).map_or(0, |it| it.trim_end().chars().count());
    for (idx, at) in breaks.iter().copied().enumerate() {
        let next = breaks.get(idx + 1).copied().unwrap_or(line.len());
        if width(begin..next) > room {
            out.push_str(line.get(begin..at).unwrap_or_default());
            out.push('\n');
            out.push_str(&" ".repeat(margin));
            begin = at + 1;
            room = WIDTH - margin.min(WIDTH / 2);
        }
    }
    out.push_str(line.get(begin..).unwrap_or_default());
}

/// How far the lines below a first one are indented: to the text behind the marks of lists.
fn margin(line: &str) -> usize {
    let mut rest = line.trim_start_matches(' ');
    while let Some(text) = behind_mark(rest) {
        rest = text.trim_start_matches(' ');
    }
    line.len() - rest.len()
}

fn behind_mark(line: &str) -> Option<&str> {
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let marks: &[&str] = if number.len() < line.len() { &[". ", ") "] } else { &["- ", "* "] };
    marks.iter().find_map(|it| number.strip_prefix(it))
}

/// Where the spaces are that may be line breaks instead.
fn breaks(text: &str) -> Vec<usize> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut whole = 0_usize;
    let mut found = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(tag) if is_whole(tag.to_end()) => whole += 1,
            Event::End(tag) if is_whole(tag) => whole = whole.saturating_sub(1),
            Event::Text(_) if whole == 0 => found.extend(spaces(text, range)),
            _ => {}
        }
    }
    found
}

/// Whether a line break within it would be another thing than a space, or would need a mark behind it.
fn is_whole(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
    )
}

/// The spaces in a piece of text behind which a line may begin.
fn spaces(text: &str, range: Range<usize>) -> impl Iterator<Item = usize> {
    let inside = text.get(range.clone()).unwrap_or_default();
    inside.match_indices(' ').map(move |it| range.start + it.0).filter(|at| {
        let (before, after) =
            (text.get(..*at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        // A backslash at the end of a line would be a hard break.
        let ends = !before.is_empty() && !before.ends_with(['\\', ' ', '\n']);
        let begins = (can_begin(after) || after.starts_with("[`")) && !after.starts_with("```");
        ends && begins
    })
}
