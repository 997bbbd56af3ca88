//! How many findings of each code there are.

use std::collections::BTreeMap;
use std::fmt;

use clientwright::Diagnostic;

/// How the code of a gap begins.
const GAP: &str = "gap::";

/// How many findings of each code there are; a cell of the report: `code=n,code=n`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ByCode(BTreeMap<String, usize>);

impl ByCode {
    pub(crate) fn of(findings: &[Diagnostic]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            *counts.0.entry(finding.code.slug().to_owned()).or_insert(0) += 1;
        }
        counts
    }

    /// Those that are gaps, ordered by code.
    pub(crate) fn gaps(&self) -> impl Iterator<Item = (&str, usize)> {
        let gaps = self.0.iter().filter(|(code, _)| code.starts_with(GAP));
        gaps.map(|(code, n)| (code.as_str(), *n))
    }

    /// Reads what `Display` writes; `None` for anything else.
    pub(crate) fn from_cell(text: &str) -> Option<Self> {
        let pairs = text.split(',').filter(|it| !it.is_empty());
        let pairs = pairs.map(|pair| {
            let (code, n) = pair.split_once('=')?;
            Some((code.to_owned(), n.parse().ok()?))
        });
        pairs.collect::<Option<_>>().map(Self)
    }
}

impl fmt::Display for ByCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (code, count)) in self.0.iter().enumerate() {
            write!(f, "{}{code}={count}", if n == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}
