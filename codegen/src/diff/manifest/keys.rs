//! The members of an object of a manifest, as what they have to be; what is absent or something else says nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

pub(super) fn maybe(at: &Value, key: &str) -> Option<String> {
    at.get(key)?.as_str().map(str::to_owned)
}

pub(super) fn text(at: &Value, key: &str) -> String {
    maybe(at, key).unwrap_or_default()
}

pub(super) fn flag(at: &Value, key: &str) -> bool {
    at.get(key).and_then(Value::as_bool).unwrap_or_default()
}

pub(super) fn any(at: &Value, key: &str) -> Value {
    at.get(key).cloned().unwrap_or_default()
}

pub(super) fn strings(at: &Value) -> BTreeSet<String> {
    let items = at.as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

pub(super) fn texts(at: &Value, key: &str) -> BTreeSet<String> {
    at.get(key).map(strings).unwrap_or_default()
}

pub(super) fn items<'v>(at: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    at.get(key).and_then(Value::as_array).into_iter().flatten()
}

pub(super) fn members<'v>(
    at: &'v Value,
    key: &str,
) -> impl Iterator<Item = (&'v String, &'v Value)> + use<'v> {
    at.get(key).and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

pub(super) fn by_name<T>(at: &Value, key: &str, read: impl Fn(&Value) -> T) -> BTreeMap<String, T> {
    members(at, key).map(|(name, it)| (name.clone(), read(it))).collect()
}
