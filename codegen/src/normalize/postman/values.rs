//! Values under one name: what the requests of an operation send for a parameter or a form's field.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// How many values are told in a description.
const MOST: usize = 6;

/// How long such a value may be.
const LONGEST: usize = 60;

/// The values that are seen under one name.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// What the requests send, by request; several values where one repeats the name.
    sent: Vec<(usize, Vec<String>)>,
    /// A value of those who have it switched off.
    idle: Option<String>,
}

impl Values {
    /// Notes what the request at `index` has.
    pub(super) fn note(&mut self, index: usize, value: String, disabled: bool) {
        if disabled {
            self.note_idle(value);
            return;
        }
        match self.sent.last_mut() {
            Some((last, values)) if *last == index => values.push(value),
            _ => self.sent.push((index, vec![value])),
        }
    }

    /// Adds to what the request at `index` has, which is one value however often it is named.
    pub(super) fn note_joined(&mut self, index: usize, value: &str, separator: &str) {
        match self.sent.last_mut() {
            Some((last, values)) if *last == index => {
                let known = values.pop().map(|it| it + separator).unwrap_or_default();
                values.push(known + value);
            }
            _ => self.sent.push((index, vec![value.to_owned()])),
        }
    }

    /// Notes a value that isn't sent.
    pub(super) fn note_idle(&mut self, value: String) {
        self.idle.get_or_insert(value);
    }

    /// What the request at `index` sends.
    pub(super) fn of(&self, index: usize) -> Option<&[String]> {
        // They were noted in the order of the requests.
        let place = self.sent.binary_search_by_key(&index, |(at, _)| *at).ok()?;
        self.sent.get(place).map(|(_, values)| values.as_slice())
    }

    /// What the requests send, each with its index.
    pub(super) fn sent(&self) -> impl Iterator<Item = (usize, &[String])> {
        self.sent.iter().map(|(index, values)| (*index, values.as_slice()))
    }

    /// What the first request sends, or else would send.
    pub(super) fn first(&self) -> Option<&[String]> {
        let sent = self.sent.first().map(|(_, values)| values.as_slice());
        sent.or_else(|| self.idle.as_ref().map(std::slice::from_ref))
    }

    /// How many requests send any.
    pub(super) fn n_senders(&self) -> usize {
        self.sent.len()
    }

    /// Whether a request sends several.
    pub(super) fn repeat(&self) -> bool {
        self.sent.iter().any(|(_, values)| values.len() > 1)
    }

    /// All of them, those that aren't sent too.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        let sent = self.sent.iter().flat_map(|(_, values)| values);
        sent.chain(&self.idle).map(String::as_str)
    }

    /// A description, and which values the requests of an operation differ in.
    pub(super) fn described(&self, text: Option<&str>) -> Option<String> {
        let mut values: Vec<&str> =
            self.sent.iter().flat_map(|(_, it)| it).map(String::as_str).collect();
        let mut known = BTreeSet::new();
        values.retain(|it| known.insert(*it));
        let is_short =
            |it: &&str| !it.is_empty() && it.len() <= LONGEST && !it.contains(['`', '\n']);
        if !(2..=MOST).contains(&values.len()) || !values.iter().all(is_short) || self.repeat() {
            return text.map(str::to_owned);
        }
        let values = values.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
        Some(match text.map(|it| it.trim_end().trim_end_matches('.')).filter(|it| !it.is_empty()) {
            Some(text) => format!("{text}; saved requests send {values}"),
            None => format!("Saved requests send {values}"),
        })
    }

    /// The schema of the name: that of one value, or a list of such.
    pub(super) fn schema(&self, item: Value) -> Value {
        if self.repeat() { json!({ "type": "array", "items": item }) } else { item }
    }
}

/// The type of a value that is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Boolean,
    Integer,
    String,
}

impl Scalar {
    /// The type that all values of a name are of. Those with no content show nothing.
    pub(super) fn of<'v>(name: &str, values: impl Iterator<Item = &'v str>) -> Self {
        let values: Vec<&str> = values.filter(|it| !it.is_empty()).collect();
        if values.is_empty() {
            Self::String
        } else if values.iter().all(|it| matches!(*it, "true" | "false")) {
            Self::Boolean
        } else if values.iter().all(|it| is_integer(it)) && !is_id(name) {
            Self::Integer
        } else {
            Self::String
        }
    }

    /// Its name in a schema.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::String => "string",
        }
    }

    /// A text as a value of this type.
    pub(super) fn value(self, text: &str) -> Value {
        let parsed = match self {
            Self::Boolean => text.parse().ok().map(Value::Bool),
            Self::Integer => text.parse::<i64>().ok().map(Value::from),
            Self::String => None,
        };
        parsed.unwrap_or_else(|| Value::from(text))
    }
}

/// Whether a text is an integer, written as one is.
fn is_integer(text: &str) -> bool {
    text.len() <= 15 && text.parse::<i64>().is_ok_and(|it| it.to_string() == text)
}

/// Whether a name is one of things that are numbered without being numbers.
fn is_id(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let ends = [
        "account",
        "challenge",
        "code",
        "hash",
        "id",
        "identifier",
        "ids",
        "key",
        "name",
        "number",
        "otp",
        "phone",
        "pin",
        "signature",
        "token",
        "version",
        "zip",
    ];
    ends.iter().any(|it| lower.trim_end_matches("[]").ends_with(it))
}
