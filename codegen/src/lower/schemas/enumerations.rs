//! `enum`: scalars with known values, what these are called, and what is said about each.

use serde_json::Value;

use crate::ir::{Docs, Enumeration, Ty, TypeKind, Value as Known};
use crate::lower::Cx;
use crate::lower::facets::{Basic, Facets};
use crate::lower::names::{Scope, camel, few_words};
use crate::pointer::Pointer;

impl<'a> Cx<'a> {
    /// The type of a schema that lists its values.
    pub(super) fn values_ty(&mut self, facets: &Facets<'a>, at: &Pointer) -> Ty {
        let values = &facets.values;
        if facets.basic == Some(Basic::Boolean) || values.iter().all(Value::is_boolean) {
            return Ty::Bool;
        }
        let spoken = said(facets);
        if let Some(texts) = values.iter().map(Value::as_str).collect::<Option<Vec<_>>>() {
            let values = known(&texts, &spoken, |it| (*it).to_owned(), |it| (*it).to_owned());
            return self.define(at, facets.docs(), TypeKind::Enumeration(values));
        }
        let integers = values.iter().map(integral).collect::<Option<Vec<_>>>();
        match (integers, facets.basic) {
            (Some(integers), Some(Basic::Integer | Basic::Number) | None) => {
                let values = known(&integers, &spoken, ToString::to_string, |it| *it);
                self.define(at, facets.docs(), TypeKind::IntegerEnumeration(values))
            }
            (_, Some(basic @ (Basic::Integer | Basic::Number | Basic::String))) => {
                self.scalar_ty(basic, facets, at)
            }
            (_, Some(Basic::Object)) => self.object_ty(facets, at),
            (_, Some(Basic::Array)) => self.array_ty(facets, at),
            _ => Ty::Any,
        }
    }
}

/// An integer, also where it is written with a fraction of zero.
fn integral(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let float = value.as_f64().filter(|it| it.fract() == 0.0 && it.abs() < 1e15)?;
        #[expect(clippy::cast_possible_truncation, reason = "whole, and far below 2^63")]
        let whole = float as i64;
        Some(whole)
    })
}

/// A name and a text for a value.
#[derive(Clone, Debug, Default)]
struct Said {
    name: Option<String>,
    text: Option<String>,
}

/// What the extensions that several tools write say about each value.
fn said(facets: &Facets<'_>) -> Vec<Said> {
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
fn known<T, W: PartialEq>(
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
            None => camel(&few_words(&words)),
        };
        let text = text.filter(|it| !it.trim().is_empty());
        known.push(Known { name: scope.take(&name), wire, docs: Docs { text, ..Docs::default() } });
    }
    Enumeration { values: known, other: scope.take_with("Other", &["Unlisted".to_owned()]) }
}
