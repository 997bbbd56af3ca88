//! Items of generated files, as they stand there.

use crate::files::Tree;

use super::nodes::Names;

/// The files that have something of that name, each with it: what defines it and what is implemented for it.
pub(super) fn items<'f>(files: &'f Tree, names: &Names) -> Vec<(&'f str, String)> {
    let code = files
        .iter()
        .filter(|(path, _)| path.starts_with("src/") && !path.starts_with("src/codec/"));
    let found = code.filter_map(|(path, text)| {
        let lines: Vec<&str> = text.lines().collect();
        let wanted: Vec<_> =
            blocks(&lines, 0).into_iter().filter_map(|it| of_block(it, names)).collect();
        (!wanted.is_empty()).then(|| (path.as_str(), wanted.join("\n\n")))
    });
    found.collect()
}

/// A block, if it is of that name, or the method in it that is.
fn of_block(block: &[&str], names: &Names) -> Option<String> {
    let head = head(block, 0)?;
    let words: Vec<_> = words(head).collect();
    if defines(&words, &names.item) {
        return Some(block.join("\n"));
    }
    let method = names.method.as_deref().filter(|_| words.first() == Some(&"impl"))?;
    let inside = block.get(1..block.len().saturating_sub(1))?;
    let is_it = |block: &&[&str]| {
        let head = self::head(block, 4).unwrap_or_default();
        let mut words = self::words(head);
        words.any(|it| it == "fn") && words.next() == Some(method)
    };
    let found = blocks(inside, 4).into_iter().find(is_it)?;
    Some(format!("{head}\n    …\n{}\n}}", found.join("\n")))
}

/// Whether a line with these words defines the item or implements something for it.
fn defines(words: &[&str], item: &str) -> bool {
    let after = |word: &str| words.windows(2).any(|it| it == [word, item]);
    ["struct", "enum", "type", "impl", "for"].into_iter().any(after)
}

/// The line with which an item begins behind its documentation and attributes.
fn head<'b>(block: &[&'b str], indent: usize) -> Option<&'b str> {
    let is_head = |line: &&&str| {
        let text = line.get(indent..).unwrap_or_default();
        !text.is_empty() && !text.starts_with([' ', '/', '#', ')', ']', '}'])
    };
    block.iter().find(is_head).copied()
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|it: char| !it.is_alphanumeric() && it != '_').filter(|it| !it.is_empty())
}

/// The items that begin at that column: prettyplease keeps an item together and an empty line between two.
fn blocks<'l, 't>(lines: &'l [&'t str], indent: usize) -> Vec<&'l [&'t str]> {
    let is_at = |line: &str| line.get(indent..).is_some_and(|it| !it.starts_with(' '));
    let is_end = |line: &&'t str| {
        let ends = line.trim_end().ends_with(['}', ';']) && is_at(line);
        ends && !line.trim_start().starts_with("//")
    };
    let found = lines.split_inclusive(is_end).filter_map(|it| {
        let start = it.iter().position(|line| !line.trim().is_empty())?;
        it.get(start..)
    });
    found.collect()
}
