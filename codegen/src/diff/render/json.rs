//! JSON for machines: `codegen/docs/diff.md` says what is in it.

use serde_json::{Value, json};

use super::{Places, Report, words};
use crate::diff::change::Change;

/// The number of the form that this is in.
const FORMAT: u64 = 1;

pub(super) fn print(reports: &[Report<'_>]) -> String {
    let crates = reports.iter().map(|report| {
        let none = Places::default();
        let changes = report.diff.changes.iter().enumerate();
        let changes = changes.map(|(n, it)| change(it, report.places.get(n).unwrap_or(&none)));
        json!({
            "package": report.package,
            "base": report.base,
            "wire": report.diff.wire().name(),
            "rust": report.diff.rust().name(),
            "changes": changes.collect::<Vec<_>>(),
        })
    });
    let root = json!({ "diff": FORMAT, "crates": crates.collect::<Vec<_>>() });
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    crate::markdown::seen(&text)
}

fn change(it: &Change, places: &Places) -> Value {
    let side = |pointer: &Option<crate::pointer::Pointer>, at: &Option<String>| {
        pointer.as_ref().map(|it| json!({ "pointer": it.as_str(), "at": at }))
    };
    json!({
        "rule": it.rule.id,
        "direction": it.direction.name(),
        "wire": it.wire.name(),
        "rust": it.rust.name(),
        "cause": it.cause.name(),
        "place": it.place,
        "facts": it.facts,
        "message": words::plain(&it.message()),
        "advice": words::plain(&it.advice()),
        "touches": it.touches,
        "base": side(&it.base, &places.base),
        "revision": side(&it.revision, &places.revision),
        "fingerprint": it.fingerprint,
    })
}
