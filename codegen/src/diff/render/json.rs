//! JSON for machines: `codegen/docs/diff.md` says what is in it.

use serde_json::{Value, json};

use super::{Place, Places, Report, words};
use crate::diff::change::Change;
use crate::pointer::Pointer;

/// The number of the form that this is in.
const FORMAT: u64 = 1;

pub(super) fn print(reports: &[Report<'_>]) -> String {
    let crates = reports.iter().map(|report| {
        let changes = report.diff.changes.iter().enumerate();
        let changes = changes.map(|(n, it)| change(it, report.places_of(n)));
        json!({
            "package": report.package,
            "base": report.base,
            "wire": report.diff.wire().name(),
            "rust": report.diff.rust().name(),
            "versions": report.versions.map(|(base, next)| json!({ "base": base, "next": next })),
            "changes": changes.collect::<Vec<_>>(),
        })
    });
    let root = json!({ "diff": FORMAT, "crates": crates.collect::<Vec<_>>() });
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    crate::markdown::seen(text)
}

fn change(it: &Change, places: &Places) -> Value {
    let side = |pointer: &Option<Pointer>, at: &Option<Place>| {
        let at = at.as_ref().map(|it| &it.at);
        pointer.as_ref().map(|it| json!({ "pointer": it.as_str(), "at": at }))
    };
    let uses = places
        .uses
        .iter()
        .map(|it| json!({ "function": it.function, "at": it.at, "name": it.name }));
    json!({
        "rule": it.rule.id,
        "direction": it.direction.name(),
        "wire": it.wire.name(),
        "rust": it.rust.name(),
        "cause": it.cause.name(),
        "place": it.place,
        "facts": it.facts,
        "message": words::plain(&it.message()),
        "advice": words::plain(&words::advice(it)),
        "touches": it.touches,
        "gone": it.gone,
        "signature": it.signature,
        "uses": uses.collect::<Vec<_>>(),
        "base": side(&it.base, &places.base),
        "revision": side(&it.revision, &places.revision),
        "fingerprint": it.fingerprint,
    })
}
