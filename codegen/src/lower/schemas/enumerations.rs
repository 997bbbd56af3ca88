//! Known values: what they are called, and what is said about each.

use serde_json::Value;

use crate::ir::{Docs, Enumeration, Value as Known};
use crate::lower::facets::Facets;
use crate::lower::names::{Scope, camel};

/// A name and a text for a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    name: Option<String>,
    text: Option<String>,
}

/// What the extensions that several tools write say about each value.
pub(super) fn said(facets: &Facets<'_>) -> Vec<Said> {
    let list = |names: &[&str]| names.iter().find_map(|name| facets.extension(name)?.as_array());
    let names = list(&["x-enum-varnames", "x-enumNames", "x-enum-names"]);
    let texts = list(&["x-enum-descriptions", "x-enumDescriptions"]);
    let by_value = facets.extension("x-ms-enum").and_then(|it| it.get("values")?.as_array());
    let said = |(index, value): (usize, &Value)| {
        let described = by_value.and_then(|it| it.iter().find(|it| it.get("value") == Some(value)));
        let member = |name: &str| described.and_then(|it| it.get(name)?.as_str());
        let at = |list: Option<&Vec<Value>>| {
            list.and_then(|it| it.get(index)?.as_str().map(str::to_owned))
        };
        Said {
            name: at(names).or_else(|| member("name").map(str::to_owned)),
            text: at(texts).or_else(|| member("description").map(str::to_owned)),
        }
    };
    facets.values.iter().enumerate().map(said).collect()
}

/// The enumeration of `values`, each once.
pub(super) fn known<T, W: PartialEq>(
    values: &[T],
    said: &[Said],
    words: impl Fn(&T) -> String,
    wire: impl Fn(&T) -> W,
) -> Enumeration<W> {
    let mut scope = Scope::default();
    let mut known: Vec<Known<W>> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let wire = wire(value);
        if known.iter().any(|it| it.wire == wire) {
            continue;
        }
        let Said { name, text } = said.get(index).cloned().unwrap_or_default();
        let words = words(value);
        let name = match name {
            Some(given) => camel(&given),
            None if words.is_empty() => "Empty".to_owned(),
            None => camel(&words),
        };
        let text = text.filter(|it| !it.trim().is_empty());
        known.push(Known { name: scope.take(&name), wire, docs: Docs { text, ..Docs::default() } });
    }
    Enumeration { values: known, other: scope.take_with("Other", &["Unlisted".to_owned()]) }
}
