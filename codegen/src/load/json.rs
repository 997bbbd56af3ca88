//! JSON text to a tree.
//!
//! - In: text without a byte order mark.
//! - Out: what `serde_json` makes of it, and the keys that stand twice in an object.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::{MAX_DEPTH, Read, TextFile};
use crate::diagnostic::{Diagnostic, Part, findings};
use crate::pointer::Pointer;
use crate::source::{Repair, first_keys, json_error, repair_json};

/// Reads `text`.
pub(super) fn read(cx: &TextFile, text: &str) -> Result<Read, Box<Diagnostic>> {
    let error = match parse(cx, text, &[]) {
        Ok(read) => return Ok(read),
        Err(error) => error,
    };
    let Some((repaired, repairs)) = repair_json(text) else {
        return Err(syntax_error(cx, text, &[], &error));
    };
    let mut read = parse(cx, &repaired, &repairs)
        .map_err(|error| syntax_error(cx, &repaired, &repairs, &error))?;
    read.findings.extend(repairs.iter().map(|it| cx.repaired(text, it)));
    Ok(read)
}

fn parse(cx: &TextFile, text: &str, repairs: &[Repair]) -> Result<Read, serde_json::Error> {
    let duplicates = RefCell::new(Vec::new());
    let mut input = serde_json::Deserializer::from_str(text);
    let root = Node { path: &Path::Root, duplicates: &duplicates }.deserialize(&mut input)?;
    input.end()?;
    let duplicates = duplicates.into_inner();
    let firsts = if duplicates.is_empty() { Vec::new() } else { first_keys(text, &duplicates) };
    let findings = duplicates.into_iter().zip(firsts).map(|(at, first)| {
        let key = at.split_last().map(|(_, key)| key).unwrap_or_default();
        let first = first.map(|it| cx.offset(received(it, repairs)));
        findings::load::repeated_json_key(&key, first).at(cx.place(at, Part::Key))
    });
    Ok(Read { root, raw: BTreeMap::new(), findings: findings.collect() })
}

fn syntax_error(
    cx: &TextFile,
    text: &str,
    repairs: &[Repair],
    error: &serde_json::Error,
) -> Box<Diagnostic> {
    let (offset, message) = json_error(text, error);
    let finding = match message.as_str() {
        "recursion limit exceeded" => findings::load::too_deep(MAX_DEPTH),
        other => findings::load::syntax(other),
    };
    cx.error(received(offset, repairs), finding)
}

/// Where a byte of a repaired text is in the text as received, which repairing has made longer.
fn received(mut offset: usize, repairs: &[Repair]) -> usize {
    for repair in repairs {
        if repair.bytes.start < offset {
            offset = offset.saturating_sub(repair.growth());
        }
    }
    offset
}

/// The way to a node, kept on the stack while it is read.
enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Root => Pointer::root(),
            Self::Key(parent, key) => parent.pointer().child(key),
            Self::Index(parent, index) => parent.pointer().index(*index),
        }
    }
}

/// Reads one node as `serde_json` would, and notes the keys that it has twice.
#[derive(Clone, Copy)]
struct Node<'a> {
    path: &'a Path<'a>,
    duplicates: &'a RefCell<Vec<Pointer>>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Value, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut input: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) =
            input.next_element_seed(Node { path: &Path::Index(self.path, items.len()), ..self })?
        {
            items.push(item);
        }
        items.shrink_to_fit();
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut input: A) -> Result<Value, A::Error> {
        // Collected first, so that no object has room for members that don't come.
        let mut read = Vec::new();
        while let Some(key) = input.next_key::<String>()? {
            let path = Path::Key(self.path, &key);
            let value = input.next_value_seed(Node { path: &path, ..self })?;
            read.push((key, value));
        }
        let mut members = Map::with_capacity(read.len());
        for (key, value) in read {
            match members.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(mut entry) => {
                    let path = Path::Key(self.path, entry.key());
                    self.duplicates.borrow_mut().push(path.pointer());
                    entry.insert(value);
                }
            }
        }
        Ok(Value::Object(members))
    }
}
