//! Values in the form in which they travel, and in that of their types.

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat};
use serde_json::{Number, Value};

use crate::ir::{Ty, TypeKind, Wire, WireForm};

impl Wire {
    /// What a value in this form is in that of its type; a value in another form is left as it is.
    pub fn natural<'v>(
        &self,
        types: &[impl AsRef<TypeKind>],
        ty: &Ty,
        value: &'v Value,
    ) -> Cow<'v, Value> {
        // Nearly all are, and a copy at each level of a value would add up.
        if self.is_plain() {
            return Cow::Borrowed(value);
        }
        Cow::Owned(self.read(types, ty, value))
    }

    fn read(&self, types: &[impl AsRef<TypeKind>], ty: &Ty, value: &Value) -> Value {
        if self.has(WireForm::EmptyNull) && value.as_str() == Some("") {
            return Value::Null;
        }
        match ty {
            _ if value.is_null() => Value::Null,
            Ty::Nullable(ty) | Ty::Boxed(ty) => self.read(types, ty, value),
            Ty::Named(id) => match types.get(id.0).map(AsRef::as_ref) {
                Some(TypeKind::Alias(ty)) => self.read(types, ty, value),
                Some(TypeKind::IntegerEnumeration(_)) => self.read(types, &Ty::I64, value),
                _ => value.clone(),
            },
            Ty::List(item) => match value {
                Value::Array(items) => items.iter().map(|it| self.read(types, item, it)).collect(),
                one if self.has(WireForm::ListOrOne) => {
                    Value::Array(vec![self.read(types, item, one)])
                }
                other => other.clone(),
            },
            Ty::Map(item) => members(value, |it| self.read(types, item, it)),
            Ty::Bool => match (value, text(value).to_ascii_lowercase().as_str()) {
                (Value::Number(_) | Value::String(_), "0" | "false") => Value::from(false),
                (Value::Number(_) | Value::String(_), "1" | "true") => Value::from(true),
                _ => value.clone(),
            },
            Ty::I32 | Ty::I64 | Ty::U64 | Ty::F64 | Ty::Decimal => {
                let number = value.as_str().filter(|_| self.has(WireForm::String));
                let number = number.and_then(|it| it.trim().parse::<Number>().ok());
                number.map_or_else(|| value.clone(), Value::Number)
            }
            Ty::DateTime => self.time(value).unwrap_or_else(|| value.clone()),
            _ => value.clone(),
        }
    }

    /// What a value in the form of its type is in this one.
    pub fn written(&self, types: &[impl AsRef<TypeKind>], ty: &Ty, value: Value) -> Value {
        if self.has(WireForm::EmptyNull) && value.is_null() {
            return Value::from("");
        }
        let quoted = |it: Value| {
            if self.has(WireForm::String) { Value::from(text(&it)) } else { it }
        };
        match ty {
            _ if self.is_plain() || value.is_null() => value,
            Ty::Nullable(ty) | Ty::Boxed(ty) => self.written(types, ty, value),
            Ty::Named(id) => match types.get(id.0).map(AsRef::as_ref) {
                Some(TypeKind::Alias(ty)) => self.written(types, ty, value),
                Some(TypeKind::IntegerEnumeration(_)) => quoted(value),
                _ => value,
            },
            Ty::List(item) => match value {
                Value::Array(items) => {
                    let mut items = items.into_iter().map(|it| self.written(types, item, it));
                    match (items.len(), self.has(WireForm::ListOrOne)) {
                        (1, true) => items.next().unwrap_or_default(),
                        _ => items.collect(),
                    }
                }
                other => other,
            },
            Ty::Map(item) => members(&value, |it| self.written(types, item, it.clone())),
            Ty::Bool => match value.as_bool() {
                Some(it) if self.has(WireForm::Number) => quoted(Value::from(i64::from(it))),
                _ => quoted(value),
            },
            Ty::I32 | Ty::I64 | Ty::U64 | Ty::F64 | Ty::Decimal => quoted(value),
            Ty::DateTime => self.number(&value).map_or(value, quoted),
            _ => value,
        }
    }

    /// The time of a number.
    fn time(&self, value: &Value) -> Option<Value> {
        let number: i64 = text(value).trim().parse().ok()?;
        let millis = number.checked_mul(1000 / self.units()?)?;
        let time = DateTime::from_timestamp_millis(millis)?;
        Some(Value::from(time.to_rfc3339_opts(SecondsFormat::AutoSi, true)))
    }

    /// The number of a time.
    fn number(&self, value: &Value) -> Option<Value> {
        let time = DateTime::parse_from_rfc3339(value.as_str()?).ok()?;
        let nanos = time.timestamp_nanos_opt()?;
        let in_unit = 1_000_000_000 / self.units()?;
        if nanos % in_unit == 0 {
            return Some(Value::from(nanos / in_unit));
        }
        #[expect(clippy::cast_precision_loss, reason = "an example is as exact as a float is")]
        Number::from_f64(nanos as f64 / in_unit as f64).map(Value::Number)
    }
}

/// An object with other values.
fn members(value: &Value, each: impl Fn(&Value) -> Value) -> Value {
    match value.as_object() {
        Some(members) => members.iter().map(|(name, it)| (name.clone(), each(it))).collect(),
        None => value.clone(),
    }
}

/// A scalar without quotes.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
