//! A node of the collection with its place, asked without trust: whatever isn't there or isn't of the kind is `None`.

use serde_json::Value;

use crate::diagnostic::{Finding, Sink};
use crate::document::Document;
use crate::pointer::Pointer;

/// A node that isn't `null`, and where it is.
#[derive(Clone, Debug)]
pub(super) struct Spot<'a> {
    document: &'a Document,
    /// The node.
    pub(super) value: &'a Value,
    /// Where the collection has it.
    pub(super) at: Pointer,
}

impl<'a> Spot<'a> {
    /// The whole document.
    pub(super) fn root(document: &'a Document) -> Self {
        Self { document, value: &document.root, at: Pointer::root() }
    }

    /// A value that was written as text at this place.
    pub(super) fn inside<'b>(&self, value: &'b Value) -> Spot<'b>
    where
        'a: 'b,
    {
        Spot { document: self.document, value, at: self.at.clone() }
    }

    /// The member of that name; `None` for `null`, too.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key)?;
        (!value.is_null()).then(|| Self { value, at: self.at.child(key), ..self.clone() })
    }

    /// The first of these members that is there.
    pub(super) fn any(&self, keys: &[&str]) -> Option<Self> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// The elements of a list that aren't `null`; none where this is no list.
    pub(super) fn items(&self) -> Vec<Self> {
        let Value::Array(items) = self.value else { return Vec::new() };
        let spot = |(index, value)| Self { value, at: self.at.index(index), ..self.clone() };
        items.iter().enumerate().map(spot).filter(|it| !it.value.is_null()).collect()
    }

    /// The members of an object, `null` or not; none where this is no object.
    pub(super) fn members(&self) -> Vec<(&'a str, Self)> {
        let Value::Object(members) = self.value else { return Vec::new() };
        let spot = |value, key: &str| Self { value, at: self.at.child(key), ..self.clone() };
        members.iter().map(|(key, value)| (key.as_str(), spot(value, key))).collect()
    }

    /// Whether this is an object.
    pub(super) fn is_object(&self) -> bool {
        self.value.is_object()
    }

    /// Whether this is a list.
    pub(super) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    /// The text of a string; of a number or boolean as it is written.
    pub(super) fn text(&self) -> Option<String> {
        match self.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => {
                let place = self.document.origins.place(&self.at);
                let written = self.document.raw.get(&(place.file, place.pointer));
                Some(written.cloned().unwrap_or_else(|| self.value.to_string()))
            }
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// As [`Spot::text`], and the JSON of an object or list.
    pub(super) fn any_text(&self) -> Option<String> {
        match self.value {
            Value::Null => None,
            Value::Array(_) | Value::Object(_) => Some(self.value.to_string()),
            _ => self.text(),
        }
    }

    /// The text of the member of that name.
    pub(super) fn text_of(&self, key: &str) -> Option<String> {
        self.get(key)?.text()
    }

    /// The text of the first of these members that has any but blanks, without those around it.
    pub(super) fn word_of(&self, keys: &[&str]) -> Option<String> {
        let word = |key: &&str| Some(self.text_of(key)?.trim().to_owned());
        keys.iter().filter_map(word).find(|it| !it.is_empty())
    }

    /// Whether the member of that name is `true`, or the text of it.
    pub(super) fn is_set(&self, key: &str) -> bool {
        self.text_of(key).as_deref() == Some("true")
    }

    /// Whether this is switched off: `disabled: true`, or `enabled: false` as environments and old exports write it.
    pub(super) fn is_off(&self) -> bool {
        self.is_set("disabled") || self.text_of("enabled").as_deref() == Some("false")
    }

    /// What is written about this: a text, or an object with one as `content`.
    pub(super) fn description(&self) -> Option<String> {
        let spot = self.get("description")?;
        let text = spot.text().or_else(|| spot.text_of("content"))?;
        (!text.trim().is_empty()).then_some(text)
    }

    /// Reports something about this node.
    pub(super) fn report(&self, sink: &mut Sink, finding: Finding) {
        self.document.report(sink, &self.at, finding);
    }
}
