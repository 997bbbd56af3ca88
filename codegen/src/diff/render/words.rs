//! What the formats say alike.

use super::Report;
use crate::diff::change::{Change, Piece};
use crate::diff::effect::{Direction, Rust, Wire};

/// How many operations are named; the others are counted.
const MOST_NAMED: usize = 4;

/// How much a change matters, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Severity {
    Breaking,
    Risky,
    Other,
}

impl Severity {
    pub(super) const ALL: [Self; 3] = [Self::Breaking, Self::Risky, Self::Other];

    pub(super) fn of(change: &Change) -> Self {
        if change.is_breaking() {
            Self::Breaking
        } else if change.wire == Wire::Risky {
            Self::Risky
        } else {
            Self::Other
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Risky => "risky",
            Self::Other => "other",
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking",
            Self::Risky => "Risky",
            Self::Other => "All else",
        }
    }
}

/// What a change does: `breaking, Rust: major`.
pub(super) fn effect(change: &Change) -> String {
    let rust = (change.rust != Rust::None).then(|| format!("Rust: {}", change.rust.name()));
    let wire = (change.wire != Wire::None).then(|| change.wire.name().to_owned());
    let both: Vec<_> = wire.into_iter().chain(rust).collect();
    if both.is_empty() { "no effect".to_owned() } else { both.join(", ") }
}

/// Which way the data goes.
pub(super) fn direction(change: &Change) -> Option<&'static str> {
    match change.direction {
        Direction::None => None,
        Direction::Request => Some("in requests"),
        Direction::Response => Some("in responses"),
        Direction::Both => Some("in requests and responses"),
    }
}

/// The operations that it touches: some by name, and how many there are besides.
pub(super) fn touches(change: &Change) -> Option<(Vec<&str>, usize)> {
    let named: Vec<&str> = change.touches.iter().take(MOST_NAMED).map(String::as_str).collect();
    let others = change.touches.len() - named.len();
    (!named.is_empty()).then_some((named, others))
}

/// Whether it is told apart as nothing that the vendor did.
pub(super) const BY_GENERATOR: &str =
    "by the generator or its settings: the description didn't change here";

/// What users have to be told of all changes together.
pub(super) fn effects(wire: Wire, rust: Rust) -> String {
    let wire = match wire {
        Wire::None => "nothing differs on the wire",
        Wire::Compatible => "compatible on the wire",
        Wire::Risky => "risky on the wire",
        Wire::Breaking => "breaking on the wire",
    };
    let version = match rust {
        Rust::None => "no new version is needed",
        Rust::Patch => "a patch version is needed",
        Rust::Minor => "a minor version is needed",
        Rust::Major => "a major version is needed",
    };
    format!("{wire}, {version}")
}

/// The same of a crate.
pub(super) fn verdict(report: &Report<'_>) -> String {
    effects(report.diff.wire(), report.diff.asks_for())
}

/// A sentence of ours as it begins.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// How many changes there are of each effect on the wire: `3 changes: 1 breaking, 2 compatible`.
pub(super) fn counts(report: &Report<'_>) -> String {
    let changes = &report.diff.changes;
    let kinds = [Wire::Breaking, Wire::Risky, Wire::Compatible, Wire::None];
    let counts = kinds.into_iter().filter_map(|wire| {
        let n = changes.iter().filter(|it| it.wire == wire).count();
        let name = if wire == Wire::None { "not on the wire" } else { wire.name() };
        (n > 0).then(|| format!("{n} {name}"))
    });
    let counts: Vec<_> = counts.collect();
    let n = changes.len();
    format!("{n} change{}: {}", if n == 1 { "" } else { "s" }, counts.join(", "))
}

/// What reviewers are to do about a change.
pub(super) fn advice(change: &Change) -> Vec<Piece> {
    let (mut all, keeping) = (change.advice(), change.keeping());
    if !all.is_empty() && !keeping.is_empty() {
        all.push(Piece::Words("; "));
    }
    all.extend(keeping);
    all
}

/// A sentence as a text, its names in backticks.
pub(crate) fn plain(pieces: &[Piece]) -> String {
    let piece = |it: &Piece| match it {
        Piece::Words(words) => (*words).to_owned(),
        Piece::Code(code) => format!("`{code}`"),
    };
    pieces.iter().map(piece).collect()
}
