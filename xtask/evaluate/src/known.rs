//! Faults that are known, each with a reason: a judge's own, or of a document that can't say what is true.
//!
//! - In: a table with a line for each, `crate`, `operation`, `kind`, `says`, `reason`, between tabs. A fault is known where
//!   the first three are its own, or `*`, and its message has `says` in it.

use std::fmt;
use std::path::Path;

use clientwright_cli::{Error, files};

/// The first line of the table.
const HEAD: &str = "crate\toperation\tkind\tsays\treason";

/// The table.
#[derive(Debug, Default)]
pub(crate) struct Known(Vec<Entry>);

/// A line of the table.
#[derive(Debug)]
struct Entry {
    package: String,
    operation: String,
    kind: String,
    says: String,
    is_used: bool,
}

impl Known {
    /// Reads the table, which may be absent.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = files::read_optional(path)?.unwrap_or_else(|| HEAD.to_owned());
        Self::parse(&text).map_err(|(line, what)| {
            Error::new(format!("{}:{line}: {what}", path.display()))
                .help(format!("the columns are: {}", HEAD.replace('\t', ", ")))
        })
    }

    /// Parses the table; an error is a line and what is wrong with it.
    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let mut lines = (1..).zip(text.lines());
        if lines.next().is_none_or(|(_, it)| it != HEAD) {
            return Err((1, "this is not a head of the table".to_owned()));
        }
        let entries = lines.map(|(line, text)| {
            let cells: Vec<&str> = text.split('\t').collect();
            let [package, operation, kind, says, reason] = *cells else {
                return Err((line, format!("{} columns instead of 5", cells.len())));
            };
            if reason.is_empty() {
                return Err((line, "there is no reason".to_owned()));
            }
            let [package, operation, kind, says] =
                [package, operation, kind, says].map(str::to_owned);
            Ok(Entry { package, operation, kind, says, is_used: false })
        });
        entries.collect::<Result<_, _>>().map(Self)
    }

    /// Whether a fault of a crate is known.
    pub(crate) fn knows(&mut self, package: &str, place: &str, kind: &str, message: &str) -> bool {
        let is = |pattern: &str, own: &str| pattern == "*" || pattern == own;
        let mut known = false;
        for entry in &mut self.0 {
            let fits = is(&entry.package, package)
                && is(&entry.operation, place)
                && is(&entry.kind, kind)
                && message.contains(&entry.says);
            entry.is_used |= fits;
            known |= fits;
        }
        known
    }

    /// The lines about `packages` that no fault needs any more; those about all count where `is_all`.
    pub(crate) fn unused(&self, packages: &[&str], is_all: bool) -> Vec<String> {
        let is_due = |it: &&Entry| match it.package.as_str() {
            "*" => is_all,
            package => packages.contains(&package),
        };
        let unused = self.0.iter().filter(|it| !it.is_used).filter(is_due);
        unused.map(ToString::to_string).collect()
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.package, self.operation, self.kind, self.says)
    }
}

#[cfg(test)]
mod tests {
    use super::{HEAD, Known};

    #[test]
    fn a_known_fault_has_all_that_its_line_says() {
        let table =
            format!("{HEAD}\nacme\tGET /a\trefused\todd\tbecause\n*\t*\tunsent\t\tbecause\n");
        let mut known = Known::parse(&table).unwrap();
        assert!(!known.knows("other", "GET /a", "refused", "it is odd"));
        assert!(!known.knows("acme", "GET /b", "refused", "it is odd"));
        assert!(!known.knows("acme", "GET /a", "unreadable", "it is odd"));
        assert!(!known.knows("acme", "GET /a", "refused", "it is even"));
        // A line that nothing is like is told where its crate was tried, and one about all where all were.
        assert_eq!(known.unused(&["acme"], false), ["acme GET /a refused odd"]);
        assert_eq!(known.unused(&["other"], true), ["* * unsent "]);
        assert!(known.knows("acme", "GET /a", "refused", "it is odd"));
        assert!(known.knows("other", "GET /c", "unsent", "closed"));
        assert!(known.unused(&["acme", "other"], true).is_empty());
    }

    #[test]
    fn a_line_without_a_reason_is_refused() {
        let wrong = |line: &str| Known::parse(&format!("{HEAD}\n{line}\n")).unwrap_err();
        assert_eq!(wrong("acme\tGET /a\trefused\todd\t"), (2, "there is no reason".to_owned()));
        assert_eq!(wrong("acme\tGET /a"), (2, "2 columns instead of 5".to_owned()));
        assert_eq!(Known::parse("crate\n").unwrap_err().0, 1);
    }
}
