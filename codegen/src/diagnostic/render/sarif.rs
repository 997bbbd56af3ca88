//! Findings as a log of SARIF, for code scanning and editors.
//!
//! Source: OASIS Static Analysis Results Interchange Format (SARIF) 2.1.0.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::visible::visible_json;
use super::{Spot, Spots, Told, level, spots};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Sources;

/// Writes one log with one run, which has a rule for each kind of finding that occurs.
pub(super) fn render(findings: &[Diagnostic], sources: &Sources) -> String {
    let told: Vec<Told<'_>> = findings.iter().map(|it| (it, 0)).collect();
    let codes: BTreeSet<Code> = findings.iter().map(|it| it.code).collect();
    let rules: Vec<Value> = codes.iter().map(|it| rule(*it)).collect();
    let spots = spots(&told, sources);
    let results = findings.iter().zip(&spots).map(|(finding, spots)| result(finding, spots));
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "clientwright", "rules": rules } },
            // Section 3.14.17: columns count characters here.
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    });
    // On one line: the escapes are those of texts, not of what stands between them.
    visible_json(&log.to_string()) + "\n"
}

/// Section 3.49.
fn rule(code: Code) -> Value {
    let text = code.explanation().lines().map(str::trim).collect::<Vec<_>>().join("\n");
    json!({
        "id": code.slug(),
        "shortDescription": { "text": code.summary() },
        "fullDescription": { "text": text.trim() },
        "defaultConfiguration": { "level": level(code) },
    })
}

/// Section 3.27.
fn result(finding: &Diagnostic, spots: &Spots<'_>) -> Value {
    let mut message = finding.message.clone();
    if let Some(help) = &finding.help {
        message = format!("{message}\nhelp: {help}");
    }
    let mut result = json!({
        "ruleId": finding.code.slug(),
        "level": level(finding.code),
        "message": { "text": message },
        "locations": spots.own.iter().map(|it| location(it, None)).collect::<Vec<_>>(),
        // Section 3.27.17: what stays the same when lines move.
        "partialFingerprints": { "clientwright/v1": fingerprint(finding) },
    });
    let labels = finding.labels.iter().zip(&spots.labels);
    let related: Vec<Value> = labels
        .filter_map(|(label, spot)| Some(location(spot.as_ref()?, Some(&label.text))))
        .collect();
    if let Value::Object(members) = &mut result {
        add(members, finding.overlay.as_ref(), related);
    }
    result
}

fn add(members: &mut Map<String, Value>, overlay: Option<&String>, related: Vec<Value>) {
    if !related.is_empty() {
        members.insert("relatedLocations".to_owned(), related.into());
    }
    if let Some(action) = overlay {
        members.insert("properties".to_owned(), json!({ "overlay": action }));
    }
}

fn fingerprint(finding: &Diagnostic) -> String {
    format!("{} {}", finding.code.slug(), finding.place.pointer.as_str()).trim_end().to_owned()
}

/// Section 3.28.
fn location(spot: &Spot<'_>, message: Option<&str>) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(spot.name) },
            "region": {
                "startLine": spot.start.line,
                "startColumn": spot.start.column,
                "endColumn": spot.end.column.max(spot.start.column + 1),
            },
        },
    });
    if let Value::Object(members) = &mut location {
        if !spot.pointer.as_str().is_empty() {
            let name = json!([{ "fullyQualifiedName": spot.pointer.as_str(), "kind": "member" }]);
            members.insert("logicalLocations".to_owned(), name);
        }
        if let Some(text) = message {
            members.insert("message".to_owned(), json!({ "text": text }));
        }
    }
    location
}

/// The path of a file as a URI reference (RFC 3986, section 4.2).
fn uri(name: &str) -> String {
    let encoded = percent_encoding::utf8_percent_encode(name, PATH).to_string();
    // The first segment of a relative path has no colon, so that it isn't taken for a scheme.
    match encoded.split('/').next() {
        Some(first) if first.contains(':') => format!("./{encoded}"),
        _ => encoded,
    }
}

/// What isn't a character of a path (RFC 3986, section 3.3).
const PATH: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'@')
    .remove(b'+')
    .remove(b'=');
