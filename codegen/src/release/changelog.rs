//! `CHANGELOG.md`, as Keep a Changelog has it, without dates: the same input gives the same bytes.
//!
//! - In: changes with what they ask for; the sections of earlier releases.
//! - Out: a section on top of these.

use std::fmt::Write as _;

use crate::diff::{Change, Rust, Version, Wire, sentence};
use crate::markdown::{Markdown, markdown};

const HEAD: &str = "# Changelog

Versions are those of Semantic Versioning, as Cargo reads them: before 1.0.0 another minor version breaks.
What breaks ends with how to migrate.
";

/// A change, and what it asks for.
type Weighed<'a> = (&'a Change, Rust);

/// The sections, in their order.
const TITLES: [&str; 5] = ["Breaking", "Broken by the server", "Deprecated", "Added", "Changed"];

/// The section that a change stands in.
fn title((change, effect): &Weighed<'_>) -> &'static str {
    // Users may have to change their code so that it compiles.
    if change.rust == Rust::Major || *effect == Rust::Major {
        "Breaking"
    // Calls fail that compile, those of earlier versions among them.
    } else if change.wire == Wire::Breaking {
        "Broken by the server"
    } else if change.rule.id.ends_with("-deprecated") {
        "Deprecated"
    } else if change.rust == Rust::Minor {
        "Added"
    } else {
        "Changed"
    }
}

/// The whole text, of what generated files begin with and the sections of versions.
pub(super) fn text(notice: &str, sections: &str) -> String {
    format!("<!-- {notice} -->\n\n{HEAD}\n{}\n", sections.trim_end())
}

/// The sections of versions in a changelog.
pub(super) fn sections(text: &str) -> &str {
    let start = if text.starts_with("## ") { Some(0) } else { text.find("\n## ").map(|it| it + 1) };
    start.and_then(|it| text.get(it..)).unwrap_or_default()
}

/// The section of a version.
pub(super) fn section(version: &Version, changes: &[Weighed<'_>]) -> String {
    let mut text = format!("## {version}\n");
    for title in TITLES {
        let items: Vec<_> =
            changes.iter().filter(|it| self::title(it) == title).map(item).collect();
        if !items.is_empty() {
            let _ = write!(text, "\n### {title}\n\n{}\n", Markdown::list(items));
        }
    }
    if changes.is_empty() {
        text.push_str("\nThe API is the same; documentation or generated code differ.\n");
    }
    text
}

/// What changed, what that does to clients that are as they were, and what to do.
fn item((change, effect): &Weighed<'_>) -> Markdown {
    let breaks = change.rust.max(*effect) == Rust::Major || change.wire == Wire::Breaking;
    let mut sentences = vec![markdown!("{}.", sentence(&change.message()).capitalized())];
    match change.wire {
        Wire::Breaking if change.rust != Rust::Major => {
            sentences.push("Calls of earlier versions fail, too.".into());
        }
        Wire::Risky => sentences.push("Calls of earlier versions may fail, too.".into()),
        Wire::Breaking | Wire::Compatible | Wire::None => {}
    }
    let advice = sentence(&change.advice());
    if !advice.is_empty() && breaks {
        sentences.push(markdown!("Migration: {}.", advice));
    } else if !advice.is_empty() {
        sentences.push(markdown!("{}.", advice.capitalized()));
    }
    Markdown::joined(sentences, " ")
}
