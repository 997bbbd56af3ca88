//! The tasks, each from JSON to JSON.

use clientwright::diff::{self, Format};
use clientwright::{Census, Diagnostic, Item, ItemKind, Passage, Sources, render};
use serde_json::{Value, json};

use crate::input;

/// A crate of a description: its files, what there is to say, and where everything is.
pub(crate) fn generate(task: &Value) -> Result<Value, String> {
    let (sources, request) = input::request(task)?;
    let (output, items) = clientwright::generate_with_items(&sources, &request);
    Ok(json!({
        "package": output.package,
        "title": output.title,
        "version": output.version,
        "firstCall": output.first_call,
        "firstCallVariables": output.first_call_variables,
        "files": output.written(),
        "findings": findings(&output.findings, &sources),
        "items": items.iter().map(item).collect::<Vec<_>>(),
        "census": census(&output.census),
    }))
}

/// What changed between two descriptions: the report as a page and a changelog, or why there are none.
pub(crate) fn compare(task: &Value) -> Result<Value, String> {
    let side = |key| input::request(task.get(key).unwrap_or(&Value::Null));
    let (base, revision) = (side("base")?, side("revision")?);
    let name = input::text(task, "name")?;
    let comparison = clientwright::compare(&base, &revision);
    let report = comparison.report(name);
    let diff = comparison.diff.as_ref();
    Ok(json!({
        "report": report.map(|it| diff::render(&[it], Format::Html)),
        "changelog": comparison.changelog(),
        "changes": diff.map(|it| it.changes.len()),
        "wire": diff.map(|it| it.wire().name()),
        "rust": diff.map(|it| it.rust().name()),
        "base": findings(&comparison.base, &base.0),
        "revision": findings(&comparison.revision, &revision.0),
    }))
}

/// An overlay with the action that a finding has.
pub(crate) fn repair(task: &Value) -> Result<Value, String> {
    let overlay = task.get("overlay").and_then(Value::as_str).unwrap_or_default();
    let (title, action) = (input::text(task, "title")?, input::text(task, "action")?);
    Ok(json!({ "overlay": clientwright::add_action(overlay, title, action) }))
}

/// As `--format json` prints them.
fn findings(findings: &[Diagnostic], sources: &Sources) -> Vec<Value> {
    let text = render(findings, sources, clientwright::Format::Json);
    text.lines().filter_map(|it| serde_json::from_str(it).ok()).collect()
}

fn item(item: &Item) -> Value {
    json!({
        "kind": match item.kind {
            ItemKind::Operation => "operation",
            _ => "type",
        },
        "name": item.name,
        "described": item.described,
        "place": item.place.as_ref().map(passage),
        "code": item.code.iter().map(passage).collect::<Vec<_>>(),
    })
}

fn passage(passage: &Passage) -> Value {
    json!({ "file": passage.file, "first": passage.first, "last": passage.last })
}

fn census(census: &Census) -> Value {
    json!({
        "dialect": census.dialect,
        "operations": census.operations,
        "degraded": census.degraded,
        "skipped": census.skipped,
        "leftOut": census.left_out,
        "requests": census.requests,
        "types": census.types,
        "inferredTypes": census.inferred_types,
        "untyped": census.untyped,
        "webhooks": census.webhooks,
        "web": census.web,
        "inferred": census.inferred,
        "observed": census.observed,
        "gaps": census.gaps,
    })
}
