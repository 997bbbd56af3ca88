//! Findings for programs: one line each.

use serde_json::{Map, Value};

use super::visible::{visible, visible_json};
use super::{Spot, Spots, Told, further, level, spots};
use crate::source::Sources;

/// Writes every finding with `line`.
pub(super) fn render(
    findings: &[Told<'_>],
    sources: &Sources,
    line: fn(Told<'_>, &Spots<'_>) -> String,
) -> String {
    let spots = spots(findings, sources);
    let mut text = String::new();
    for (told, spots) in findings.iter().zip(&spots) {
        text.push_str(&line(*told, spots));
        text.push('\n');
    }
    text
}

/// `file:line:col: severity[code]: message`
pub(super) fn short((finding, n_further): Told<'_>, spots: &Spots<'_>) -> String {
    let spot = spots.own.as_ref();
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
pub(super) fn json((finding, _): Told<'_>, spots: &Spots<'_>) -> String {
    let mut object = Map::new();
    object.insert("severity".to_owned(), finding.code.severity().name().into());
    object.insert("code".to_owned(), finding.code.slug().into());
    object.insert("message".to_owned(), finding.message.clone().into());
    object.extend(place(spots.own.as_ref()));
    let labels = finding.labels.iter().zip(&spots.labels).map(|(label, spot)| {
        let mut object = Map::new();
        object.insert("message".to_owned(), label.text.clone().into());
        object.extend(place(spot.as_ref()));
        Value::Object(object)
    });
    object.insert("related".to_owned(), labels.collect());
    object.insert("help".to_owned(), finding.help.clone().into());
    object.insert("overlay".to_owned(), finding.overlay.clone().into());
    visible_json(&Value::Object(object).to_string())
}

fn place(spot: Option<&Spot<'_>>) -> [(String, Value); 5] {
    [
        ("file", spot.map(|it| it.name).into()),
        ("line", spot.map(|it| it.start.line).into()),
        ("column", spot.map(|it| it.start.column).into()),
        ("endColumn", spot.map(|it| it.end.column).into()),
        ("pointer", spot.map_or("", |it| it.pointer.as_str()).into()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}

/// A workflow command, such as `::error file=a.yaml,line=1,col=2::message`.
///
/// Source: GitHub's documentation of workflow commands; the escapes are those of its toolkit.
pub(super) fn github((finding, n_further): Told<'_>, spots: &Spots<'_>) -> String {
    let command = match level(finding.code) {
        "note" => "notice",
        other => other,
    };
    let place = spots.own.as_ref().map(|it| {
        let Spot { name, start, end, .. } = it;
        let name = property(name);
        format!("file={name},line={},col={},endColumn={},", start.line, start.column, end.column)
    });
    let mut message = finding.message.clone();
    if n_further > 0 {
        message = format!("{message} ({})", further(n_further));
    }
    for (label, spot) in finding.labels.iter().zip(&spots.labels) {
        let spot = spot.as_ref();
        let place = spot.map(|it| format!(": {}:{}:{}", it.name, it.start.line, it.start.column));
        message = format!("{message}\n{}{}", label.text, place.unwrap_or_default());
    }
    if let Some(help) = &finding.help {
        message.push_str("\nhelp: ");
        message.push_str(help);
    }
    let title = property(finding.code.slug());
    format!("::{command} {}title={title}::{}", place.unwrap_or_default(), data(&message))
}

/// A text that a command of GitHub Actions says, from which no other command comes.
pub(crate) fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\n', "%0A")
}

/// A property of such a command.
pub(crate) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
