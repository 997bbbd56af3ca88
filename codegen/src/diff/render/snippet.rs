//! The lines of a description at a place, as many as a reader wants to see.

/// How many lines there are at most.
const MOST_LINES: usize = 14;

/// How many lines are shown from where a long one begins, and around what it is about.
const HEAD: usize = 4;
const AROUND: usize = 3;

/// How many characters a line has at most.
const WIDEST: usize = 160;

/// How many characters before the column are kept of a line that is longer.
const BEFORE: usize = 40;

/// Lines of a description, of which one is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Snippet {
    /// The lines with their numbers, from 1: without the blanks that all of them begin with, and those that are very long
    /// cut. Where numbers are left out, so are lines.
    pub lines: Vec<(usize, String)>,
    /// How many lines of what is meant follow that aren't here.
    pub more: usize,
}

impl Snippet {
    /// Cuts a snippet out of all lines of a text: the line before what is meant, the `line` where it begins (from 1), and
    /// those below that are deeper; of many of these the first ones, and those around one of the names that it is `about`.
    pub fn cut(text: &[&str], line: usize, column: usize, about: &[String]) -> Option<Self> {
        let meant = *text.get(line.checked_sub(1)?)?;
        let last = line + inside(text.get(line..).unwrap_or_default(), indent(meant));
        let first = line.saturating_sub(1).max(1);
        let mut numbers: Vec<usize> = (first..=last).collect();
        let is_about = |n: &&usize| text.get(**n - 1).is_some_and(|it| is_about(it, about));
        let found = numbers.iter().skip(HEAD).find(is_about).copied();
        match found.filter(|_| numbers.len() > MOST_LINES) {
            Some(n) => numbers.retain(|it| *it < first + HEAD || it.abs_diff(n) <= AROUND),
            None => numbers.truncate(MOST_LINES),
        }
        let more = last - numbers.last().copied().unwrap_or(last);
        let lines = numbers.into_iter().filter_map(|n| Some((n, *text.get(n - 1)?)));
        let margin = lines.clone().filter(|(_, it)| !it.trim().is_empty());
        let margin = margin.map(|(_, it)| indent(it)).min().unwrap_or_default();
        let lines = lines.map(|(n, it)| {
            let column = if n == line { column } else { 1 };
            (n, narrowed(it.get(margin..).unwrap_or_default(), column.saturating_sub(margin)))
        });
        Some(Self { lines: lines.collect(), more })
    }
}

/// How many lines belong to one that is `depth` deep: those that are deeper, and a bracket that closes.
fn inside(below: &[&str], depth: usize) -> usize {
    let deeper = below.iter().take_while(|it| it.trim().is_empty() || indent(it) > depth);
    let count = deeper.count();
    let closes = below.get(count).is_some_and(|it| it.trim_start().starts_with(['}', ']']));
    let count = count + usize::from(closes);
    let blank = below.get(..count).unwrap_or_default().iter().rev();
    count - blank.take_while(|it| it.trim().is_empty()).count()
}

/// How many blanks a line begins with, of which each is a byte.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Whether one of the names is all that a line has, or its key.
fn is_about(line: &str, about: &[String]) -> bool {
    let bare = |it: &str| -> String {
        it.trim_matches(|c: char| c.is_whitespace() || "-\"',[]{}:".contains(c)).to_owned()
    };
    let key = line.split_once(':').map(|(key, _)| bare(key));
    let whole = bare(line);
    about.iter().any(|it| !it.is_empty() && (*it == whole || Some(it) == key.as_ref()))
}

/// The part of a long line around a column.
fn narrowed(line: &str, column: usize) -> String {
    let length = line.chars().count();
    if length <= WIDEST {
        return line.to_owned();
    }
    let start = column.saturating_sub(BEFORE).min(length - WIDEST);
    let part: String = line.chars().skip(start).take(WIDEST).collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if start + WIDEST < length { "…" } else { "" };
    format!("{before}{part}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, line: usize, column: usize, about: &str) -> Option<Snippet> {
        Snippet::cut(&text.lines().collect::<Vec<_>>(), line, column, &[about.to_owned()])
    }

    fn lines(found: &Snippet) -> Vec<&str> {
        found.lines.iter().map(|(_, it)| it.as_str()).collect()
    }

    #[test]
    fn what_is_deeper_belongs_to_it() {
        let text = "a:\n  b:\n    c: 1\n\n    d: 2\n\n  e: 3\n";
        let found = cut(text, 2, 3, "").unwrap();
        assert_eq!(lines(&found), ["a:", "  b:", "    c: 1", "", "    d: 2"]);
        let found = cut("{\n  \"a\": {\n    \"b\": 1\n  },\n  \"c\": 2\n}\n", 2, 3, "").unwrap();
        assert_eq!(lines(&found), ["{", "  \"a\": {", "    \"b\": 1", "  },"]);
        let found = cut("    a: 1\n    b: 2\n", 2, 5, "").unwrap();
        assert_eq!(lines(&found), ["a: 1", "b: 2"], "without the blanks that all begin with");
    }

    #[test]
    fn what_is_long_is_cut_and_counted() {
        let text = format!("a:\n{}", "  b: 1\n".repeat(100));
        let found = cut(&text, 1, 1, "").unwrap();
        assert_eq!((found.lines.len(), found.more), (14, 87));
        let text = format!("{}\"x\"{}", "é".repeat(5000), "é".repeat(5000));
        let found = cut(&text, 1, 5001, "").unwrap();
        let line = lines(&found)[0];
        assert!(line.contains("\"x\"") && line.chars().count() <= WIDEST + 2);
        assert_eq!(cut("a", 2, 1, ""), None);
        assert_eq!(cut("a", 0, 1, ""), None);
    }

    #[test]
    fn of_what_is_long_that_is_shown_which_it_is_about() {
        let values = (0..50).map(|n| format!("  - v{n}")).collect::<Vec<_>>().join("\n");
        let text = format!("x: 1\na:\n  enum:\n{values}\n");
        let found = cut(&text, 2, 1, "v30").unwrap();
        let numbers: Vec<_> = found.lines.iter().map(|(n, _)| *n).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 31, 32, 33, 34, 35, 36, 37]);
        assert_eq!((lines(&found)[7], found.more), ("  - v30", 16));
    }
}
