//! TOML text to a tree.
//!
//! - In: text without a byte order mark.
//! - Out: its tables as objects. Dates and times are their text.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Read, TextFile};
use crate::diagnostic::{Diagnostic, findings};

/// Reads `text`.
pub(super) fn read(cx: &TextFile, text: &str) -> Result<Read, Box<Diagnostic>> {
    let table = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(0, |it| it.start);
        cx.error(offset, findings::load::syntax(error.message()))
    })?;
    Ok(Read { root: object(table.get_ref()), raw: BTreeMap::new(), findings: Vec::new() })
}

fn object(table: &DeTable<'_>) -> Value {
    let member = |(key, it): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        (key.to_string(), value(it.get_ref()))
    };
    Value::Object(table.iter().map(member).collect::<Map<_, _>>())
}

fn value(it: &DeValue<'_>) -> Value {
    match it {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(it) => {
            let number = i64::from_str_radix(it.as_str(), it.radix());
            number.map_or_else(|_| Value::String(it.as_str().to_owned()), Value::from)
        }
        DeValue::Float(it) => {
            let number = it.as_str().parse().ok().and_then(Number::from_f64);
            number.map_or_else(|| Value::String(it.as_str().to_owned()), Value::Number)
        }
        DeValue::Boolean(it) => Value::Bool(*it),
        DeValue::Datetime(it) => Value::String(it.to_string()),
        DeValue::Array(items) => items.iter().map(|it| value(it.get_ref())).collect(),
        DeValue::Table(table) => object(table),
    }
}
