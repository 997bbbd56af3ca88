//! What a crate has, and where each of it is described: from its `api.json`.

use std::fmt::Write as _;

use clientwright::Pointer;
use clientwright::internal::canonical::Canonical;
use clientwright::internal::items::Names;
use serde_json::{Map, Value};

use crate::Error;

/// An operation or a type by each of its names.
struct Entry {
    /// In `api.json`: `pets.list_pets`, `Pet`.
    name: String,
    /// In the description, and for operations the method with the path.
    others: Vec<String>,
    /// In the canonical document.
    pointer: Pointer,
    /// The name of the method or of the type.
    rust: String,
    /// The struct that an operation's request is.
    builder: Option<String>,
    value: Value,
}

/// Everything that can be shown.
pub(super) struct Nodes(Vec<Entry>);

/// One node of the canonical document.
pub(super) struct Node {
    pub(super) pointer: Pointer,
    /// What `api.json` has of it, or of what it is part of: the name and the text.
    pub(super) api: Option<(String, String)>,
    /// What Rust has of that.
    pub(super) rust: Option<Names>,
}

impl Nodes {
    pub(super) fn read(manifest: &str) -> Result<Self, Error> {
        let manifest: Value = serde_json::from_str(manifest)
            .map_err(|it| Error::new(format!("api.json can't be read: {it}")))?;
        let members =
            |key: &str| manifest.get(key).and_then(Value::as_object).into_iter().flatten();
        let operations = members("operations").map(|(name, it)| operation(name, it));
        let types = members("types").filter_map(|(name, it)| ty(name, it));
        Ok(Self(operations.chain(types).collect()))
    }

    /// The names, for whoever misspells one.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|it| it.name.as_str())
    }

    /// A line for each: its name, and what the description calls it.
    pub(super) fn index(&self) -> String {
        let width = self.names().map(|it| it.chars().count()).max().unwrap_or(0);
        let mut text = String::new();
        for it in &self.0 {
            let other = it.others.first().map_or_else(|| it.pointer.as_str(), String::as_str);
            let _ = writeln!(text, "{:width$}  {other}", it.name);
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// The node of that name: an operation as Rust or the description calls it, or by method and path; a type; a pointer
    /// into the canonical document, with or without `#`.
    pub(super) fn find(&self, wanted: &str, canonical: &Canonical) -> Option<Node> {
        let is_called = |it: &&Entry| it.others.iter().any(|it| it == wanted && !it.is_empty());
        let named = self.0.iter().find(|it| it.name == wanted);
        if let Some(entry) = named.or_else(|| self.0.iter().find(is_called)) {
            return Some(Node::of(entry, entry.pointer.clone()));
        }
        let pointer = Pointer::parse(wanted.strip_prefix('#').unwrap_or(wanted))?;
        pointer.get(&canonical.root)?;
        let around = self.0.iter().filter(|it| pointer.strip_prefix(&it.pointer).is_some());
        let nearest = around.max_by_key(|it| it.pointer.tokens().count());
        Some(match nearest {
            Some(entry) => Node::of(entry, pointer),
            None => Node { pointer, api: None, rust: None },
        })
    }
}

impl Node {
    fn of(entry: &Entry, pointer: Pointer) -> Self {
        let text = serde_json::to_string_pretty(&entry.value).unwrap_or_default();
        let names = match &entry.builder {
            Some(builder) => Names { method: Some(entry.rust.clone()), item: builder.clone() },
            None => Names { method: None, item: entry.rust.clone() },
        };
        Self { pointer, api: Some((entry.name.clone(), text)), rust: Some(names) }
    }
}

fn operation(name: &str, value: &Value) -> Entry {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (method, path, id) = (text("method"), text("path"), text("id"));
    let pointer = Pointer::root().child("paths").child(&path).child(&method.to_lowercase());
    Entry {
        name: name.to_owned(),
        others: vec![format!("{method} {path}"), id],
        pointer,
        rust: name.rsplit('.').next().unwrap_or(name).to_owned(),
        builder: Some(text("builder")),
        value: value.clone(),
    }
}

fn ty(name: &str, value: &Value) -> Option<Entry> {
    let pointer = Pointer::parse(value.get("at")?.as_str()?)?;
    let wire = value.as_object().and_then(|it: &Map<_, _>| it.get("wire")?.as_str());
    Some(Entry {
        name: name.to_owned(),
        others: wire.map(str::to_owned).into_iter().collect(),
        pointer,
        rust: name.to_owned(),
        builder: None,
        value: value.clone(),
    })
}
