//! Findings for programs: one line each.

use serde_json::json;

use super::visible::{visible, visible_json};
use super::{Spot, Told, further, level, spots};
use crate::diagnostic::Severity;
use crate::source::Sources;

/// Writes every finding with `line`.
pub(super) fn render(
    findings: &[Told<'_>],
    sources: &Sources,
    line: fn(Told<'_>, Option<&Spot<'_>>) -> String,
) -> String {
    let spots = spots(findings, sources);
    let mut text = String::new();
    for (told, spot) in findings.iter().zip(&spots) {
        text.push_str(&line(*told, spot.as_ref()));
        text.push('\n');
    }
    text
}

/// `file:line:col: severity[code]: message`
pub(super) fn short((finding, n_further): Told<'_>, spot: Option<&Spot<'_>>) -> String {
    let place =
        spot.map(|it| format!("{}:{}:{}: ", visible(it.name), it.start.line, it.start.column));
    let mut message = visible(&finding.message.replace(['\n', '\r'], " "));
    if n_further > 0 {
        message = format!("{message} ({})", further(n_further));
    }
    format!(
        "{}{}[{}]: {message}",
        place.unwrap_or_default(),
        level(finding.code),
        finding.code.slug()
    )
}

/// An object with all there is to know.
pub(super) fn json((finding, _): Told<'_>, spot: Option<&Spot<'_>>) -> String {
    let severity = match finding.code.severity() {
        Severity::Error => "error",
        Severity::Gap => "gap",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let object = json!({
        "severity": severity,
        "code": finding.code.slug(),
        "message": finding.message,
        "file": spot.map(|it| it.name),
        "line": spot.map(|it| it.start.line),
        "column": spot.map(|it| it.start.column),
        "endColumn": spot.map(|it| it.end.column),
        "pointer": spot.map_or("", |it| it.pointer.as_str()),
        "help": finding.help,
        "overlay": finding.overlay,
    });
    visible_json(&object.to_string())
}

/// A workflow command, such as `::error file=a.yaml,line=1,col=2::message`.
///
/// Source: GitHub's documentation of workflow commands; the escapes are those of its toolkit.
pub(super) fn github((finding, n_further): Told<'_>, spot: Option<&Spot<'_>>) -> String {
    let command = match level(finding.code) {
        "note" => "notice",
        other => other,
    };
    let place = spot.map(|it| {
        let Spot { name, start, end, .. } = it;
        let name = property(name);
        format!("file={name},line={},col={},endColumn={},", start.line, start.column, end.column)
    });
    let mut message = finding.message.clone();
    if n_further > 0 {
        message = format!("{message} ({})", further(n_further));
    }
    if let Some(help) = &finding.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    let title = property(finding.code.slug());
    format!("::{command} {}title={title}::{}", place.unwrap_or_default(), data(&message))
}

fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
