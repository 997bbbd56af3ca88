//! A tree to Markdown.
//!
//! - Out: lines that begin as they were meant to: no text begins a block, no line is indented into code, each block of code
//!   has a fence that is longer than any in it and a language that isn't Rust.
//! - All of it means the same to CommonMark alone, with which rustdoc looks for tests, and with the extensions that rustdoc
//!   shows texts by.

use super::inline::{self, Place};
use super::tree::{Block, Inline, Row};

/// Lines longer than this are broken where it is safe.
pub(super) const WIDTH: usize = 100;

/// How many columns a table has at most.
const MOST_COLUMNS: usize = 24;

/// The lines of a text.
pub(super) fn text(blocks: &[Block]) -> String {
    lines(blocks, Around { width: WIDTH, tight: false, in_item: false }).join("\n")
}

/// The pieces on one line, wherever that begins.
pub(super) fn line(inlines: &[Inline]) -> String {
    begun(single(inlines, Place::Line))
}

/// The pieces on one line, in a cell of a table.
pub(super) fn cell(inlines: &[Inline]) -> String {
    single(inlines, Place::Cell)
}

/// Lines of code between fences.
pub(super) fn fenced(language: &str, code: &str) -> Vec<String> {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let mut out = Vec::from([format!("{fence}{language}")]);
    let lines = code.trim_end().lines().map(|it| it.replace('\t', "    ").trim_end().to_owned());
    out.extend(lines.skip_while(String::is_empty));
    out.push(fence);
    out
}

/// What is around a block.
#[derive(Clone, Copy, Debug)]
struct Around {
    width: usize,
    /// Whether there are no blank lines between the items of the list.
    tight: bool,
    in_item: bool,
}

fn lines(blocks: &[Block], around: Around) -> Vec<String> {
    let mut out = Vec::new();
    let mut before: Option<&Block> = None;
    let mut other_mark = false;
    for block in blocks {
        // Two lists in a row would be one.
        let other = !other_mark && before.is_some_and(|it| is_like(it, block));
        let written = block_lines(block, around, other);
        // An image without a description, say, leaves nothing.
        if written.is_empty() {
            continue;
        }
        if before.is_some() && !(around.tight && can_follow(block)) {
            out.push(String::new());
        }
        out.extend(written);
        (before, other_mark) = (Some(block), other);
    }
    out
}

fn block_lines(block: &Block, around: Around, other_mark: bool) -> Vec<String> {
    match block {
        Block::Paragraph(inlines) => wrapped(inlines, around.width),
        Block::Heading(level, inlines) => heading(*level, inlines),
        Block::Quote(blocks) => quote(blocks, around),
        Block::List { start, tight, items } => {
            // A blank line in an item is one between all items.
            let tight = *tight && items.iter().all(|it| it.iter().skip(1).all(can_follow));
            let inside = Around { tight, in_item: true, ..around };
            list(*start, items, inside, other_mark)
        }
        Block::Code { language: named, text } => fenced(language(named), text),
        Block::Table(rows) => table(rows),
        // Dashes in an item would be a break around it.
        Block::Rule => Vec::from([if around.in_item { "___" } else { "---" }.to_owned()]),
    }
}

/// Whether a block begins below a line of text without a blank line.
fn can_follow(block: &Block) -> bool {
    match block {
        Block::List { start, .. } => start.is_none_or(|it| it == 1),
        Block::Code { .. } | Block::Quote(_) => true,
        Block::Paragraph(_) | Block::Heading(..) | Block::Table(_) | Block::Rule => false,
    }
}

fn is_like(a: &Block, b: &Block) -> bool {
    match (a, b) {
        (Block::List { start: a, .. }, Block::List { start: b, .. }) => a.is_some() == b.is_some(),
        _ => false,
    }
}

fn heading(level: usize, inlines: &[Inline]) -> Vec<String> {
    let text = single(inlines, Place::Line);
    if text.is_empty() {
        return Vec::new();
    }
    // A run of `#` at the end isn't a part of the heading.
    let bare = text.trim_end_matches('#');
    let text = if bare.len() < text.len() && (bare.is_empty() || bare.ends_with(' ')) {
        format!("{bare}\\{}", text.get(bare.len()..).unwrap_or_default())
    } else {
        text
    };
    Vec::from([format!("{} {text}", "#".repeat(level.clamp(1, 6)))])
}

fn quote(blocks: &[Block], around: Around) -> Vec<String> {
    let width = narrower(around.width, 2);
    let inner = lines(blocks, Around { width, tight: false, ..around });
    inner
        .into_iter()
        .map(|it| if it.is_empty() { ">".to_owned() } else { format!("> {it}") })
        .collect()
}

fn list(start: Option<u64>, items: &[Vec<Block>], around: Around, other_mark: bool) -> Vec<String> {
    let mut out = Vec::new();
    for (idx, item) in (0_u64..).zip(items) {
        let mark = match start {
            // Longer numbers are none (CommonMark 0.31.2, section 5.2).
            Some(start) => {
                let number = start.saturating_add(idx).min(999_999_999);
                format!("{number}{} ", if other_mark { ')' } else { '.' })
            }
            None => if other_mark { "* " } else { "- " }.to_owned(),
        };
        let width = narrower(around.width, mark.len());
        let inner = lines(item, Around { width, ..around });
        if inner.is_empty() {
            continue;
        }
        if !out.is_empty() && !around.tight {
            out.push(String::new());
        }
        out.extend(hung(&mark, inner));
    }
    out
}

/// Lines of which the first is behind a mark, and the others below it.
pub(super) fn hung(mark: &str, lines: Vec<String>) -> Vec<String> {
    let margin = " ".repeat(mark.len());
    let hang = |(idx, line): (usize, String)| match (idx, line.as_str()) {
        (0, _) => format!("{mark}{line}"),
        (_, "") => line,
        _ => format!("{margin}{line}"),
    };
    lines.into_iter().enumerate().map(hang).collect()
}

fn narrower(width: usize, by: usize) -> usize {
    width.saturating_sub(by).max(WIDTH / 2)
}

/// A table, whose rows are as wide as the widest.
fn table(rows: &[Row]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default().clamp(1, MOST_COLUMNS);
    let mut out = Vec::new();
    for row in rows {
        let mut cells = row.iter().map(|it| cell(it)).collect::<Vec<_>>();
        let more = cells.split_off(columns.min(cells.len()));
        cells.resize(columns, String::new());
        if let Some(last) = cells.last_mut() {
            for cell in &more {
                last.extend([" ", cell.as_str()]);
            }
        }
        out.push(format!("| {} |", cells.join(" | ")));
        if out.len() == 1 {
            out.push(format!("|{}", "---|".repeat(columns)));
        }
    }
    out
}

/// The language of a block of code, for those that rustdoc surely doesn't run: it takes all that it doesn't know for Rust's
/// attributes, or will one day.
fn language(named: &str) -> &'static str {
    let word = named.split(|c: char| c.is_whitespace() || c == ',').next().unwrap_or_default();
    let word = word.trim_matches(['{', '}', '.']).to_ascii_lowercase();
    LANGUAGES.iter().find(|it| **it == word).copied().unwrap_or("text")
}

/// Languages in which descriptions have examples.
const LANGUAGES: &[&str] = &[
    "bash",
    "c",
    "console",
    "cpp",
    "cs",
    "csharp",
    "css",
    "csv",
    "curl",
    "dart",
    "diff",
    "elixir",
    "go",
    "graphql",
    "html",
    "http",
    "ini",
    "java",
    "javascript",
    "js",
    "json",
    "json5",
    "jsonc",
    "kotlin",
    "lua",
    "markdown",
    "objc",
    "perl",
    "php",
    "plaintext",
    "powershell",
    "proto",
    "protobuf",
    "py",
    "python",
    "rb",
    "ruby",
    "scala",
    "sh",
    "shell",
    "sql",
    "swift",
    "text",
    "toml",
    "ts",
    "tsx",
    "typescript",
    "xml",
    "yaml",
    "yml",
];

fn single(inlines: &[Inline], place: Place) -> String {
    let words = inline::words(inlines, place).into_iter().flatten();
    words.filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The lines of a paragraph, broken where they are long and a word can stand at the beginning of one.
///
/// What is left of a line that had to be broken goes on in the vendor's next one, so that it doesn't stand alone.
fn wrapped(inlines: &[Inline], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut len) = (String::new(), 0);
    for words in inline::words(inlines, Place::Lines) {
        let n_before = lines.len();
        for word in words {
            let word_len = word.chars().count();
            if line.is_empty() {
                line = word;
                len = word_len;
                continue;
            }
            if len + word_len + 1 > width && can_begin(&word) {
                lines.push(std::mem::replace(&mut line, word));
                len = word_len;
                continue;
            }
            line.push(' ');
            line.push_str(&word);
            len += word_len + 1;
        }
        let is_broken = lines.len() > n_before;
        if !is_broken || is_hard_break(&line) {
            lines.push(std::mem::take(&mut line));
        }
    }
    lines.push(line);
    let lines = lines.into_iter().map(|it| it.trim_end().to_owned());
    lines.filter(|it| !it.is_empty()).map(begun).collect()
}

/// Whether the line ends with the backslash of a hard break, and not with one that is shown.
fn is_hard_break(line: &str) -> bool {
    line.bytes().rev().take_while(|it| *it == b'\\').count() % 2 == 1
}

/// Whether a word stands at the beginning of a line without being taken for the mark of a block.
pub(super) fn can_begin(word: &str) -> bool {
    // A code span stands on one line, so that its backticks aren't a fence.
    word.starts_with(|c: char| c.is_alphabetic() || "(\"'/`".contains(c))
}

/// A line of text whose beginning doesn't begin a block.
fn begun(line: String) -> String {
    // The others of a run would be delimiters behind the one that is escaped.
    if let Some(c) = ['*', '_'].into_iter().find(|it| line.chars().all(|c| c == ' ' || c == *it)) {
        return line.replace(c, &format!("\\{c}"));
    }
    match mark_at(&line) {
        Some(at) => {
            let (before, after) = line.split_at(at);
            format!("{before}\\{after}")
        }
        None => line,
    }
}

/// Where the mark of a block is that a line begins with.
fn mark_at(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let is_alone = |after: &str| after.is_empty() || after.starts_with(' ');
    let is_all = |of: &str| line.chars().all(|c| c == ' ' || of.contains(c));
    let behind = |len: usize| line.get(len..).unwrap_or_default();
    match first {
        '>' => Some(0),
        '#' => is_alone(line.trim_start_matches('#')).then_some(0),
        '-' | '+' | '*' if is_alone(behind(1)) => Some(0),
        // Thematic breaks, underlines of headings, and what makes a table of the line above.
        '-' | '*' | '_' | '=' | '|' | ':' => {
            ["-", "*", "_", "=", "|:-"].iter().any(|it| is_all(it)).then_some(0)
        }
        '~' => line.starts_with("~~~").then_some(0),
        '0'..='9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let is_mark = behind(digits).starts_with(['.', ')']) && is_alone(behind(digits + 1));
            (digits <= 9 && is_mark).then_some(digits)
        }
        _ => None,
    }
}
