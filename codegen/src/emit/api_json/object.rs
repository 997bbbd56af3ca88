//! An object as it is written: what says nothing is left out.

use serde_json::{Map, Value};

/// The members of an object, in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Object(Map<String, Value>);

impl Object {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds a member.
    pub(super) fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Adds a member that some have.
    pub(super) fn put_some(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// Adds what is on.
    pub(super) fn put_on(&mut self, name: &str, is_on: bool) {
        self.put_some(name, is_on.then_some(true));
    }

    /// Adds a list or an object, unless nothing is in it.
    pub(super) fn put_all(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        let is_empty = match &value {
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            Value::Null => true,
            Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        };
        if !is_empty {
            self.put(name, value);
        }
    }
}

impl From<Object> for Value {
    fn from(it: Object) -> Self {
        Self::Object(it.0)
    }
}
