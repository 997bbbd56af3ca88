//! What is in a generated crate, as its files say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::described::{Item, What};
use clientwright_cli::files::Tree;

/// How far types are followed from a component to its members: through aliases and the variants of unions.
const DEPTH: usize = 6;

/// A generated crate: its `api.json`, and the texts in its code.
#[derive(Debug, Default)]
pub(super) struct Crate {
    /// The parameters of operations, by location and name, by method and path.
    operations: BTreeMap<(String, String), BTreeSet<(String, String)>>,
    /// Types by their name in Rust.
    types: BTreeMap<String, Value>,
    /// The name in Rust by the name in the description.
    names: BTreeMap<String, String>,
    /// Every text literal of the code.
    texts: BTreeSet<String>,
    /// Every integer that an enumeration has.
    integers: BTreeSet<i64>,
    events: BTreeSet<String>,
    requests: BTreeSet<String>,
}

impl Crate {
    /// Reads a crate; `None` where it has no `api.json`.
    pub(super) fn read(tree: &Tree) -> Option<Self> {
        let api: Value = serde_json::from_str(tree.get("api.json")?).ok()?;
        let mut krate = Self::default();
        for operation in api.get("operations")?.as_object()?.values() {
            krate.operation(operation)?;
        }
        for (name, ty) in api.get("types")?.as_object()? {
            let wire = ty.get("wire").and_then(Value::as_str).unwrap_or(name);
            krate.names.insert(wire.to_owned(), name.clone());
            krate.types.insert(name.clone(), ty.clone());
            let values = ty.get("values").and_then(Value::as_object).into_iter().flatten();
            krate.integers.extend(values.filter_map(|(_, it)| it.as_i64()));
        }
        for event in api.get("webhooks")?.as_array()? {
            krate.events.extend(event.get("wire").and_then(Value::as_str).map(str::to_owned));
        }
        let code = tree.iter().filter(|(path, _)| {
            path.starts_with("src/") && Path::new(path).extension().is_some_and(|it| it == "rs")
        });
        code.for_each(|(_, text)| literals(text, &mut krate.texts));
        Some(krate)
    }

    fn operation(&mut self, operation: &Value) -> Option<()> {
        let text = |node: &Value, key: &str| Some(node.get(key)?.as_str()?.to_owned());
        let key = (text(operation, "method")?, text(operation, "path")?);
        let parameters =
            operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let parameters = parameters.filter_map(|it| Some((text(it, "in")?, text(it, "wire")?)));
        self.operations.entry(key).or_default().extend(parameters);
        let requests = operation.get("requests").and_then(Value::as_array).into_iter().flatten();
        self.requests.extend(requests.filter_map(Value::as_str).map(str::to_owned));
        // What the values of a stream hold their items in has no field: it is opened.
        let envelope = operation.get("envelope").and_then(Value::as_object).into_iter().flatten();
        let pointers = envelope.filter_map(|(_, it)| it.as_str());
        self.texts.extend(pointers.flat_map(|it| it.split('/')).map(str::to_owned));
        Some(())
    }

    /// Whether `item` is in the crate.
    pub(super) fn has(&self, item: &Item) -> bool {
        match &item.what {
            What::Operation { method, path } => {
                self.operations.contains_key(&(method.clone(), path.clone()))
            }
            What::Parameter { method, path, location, name } => {
                let operation = self.operations.get(&(method.clone(), path.clone()));
                let is_listed = |it: &BTreeSet<_>| it.contains(&(location.clone(), name.clone()));
                // One that has a single value is sent without being asked for.
                operation.is_some_and(|it| is_listed(it) || self.texts.contains(name))
            }
            What::Property { component: Some(component), name } => {
                let ty = self
                    .names
                    .get(component)
                    .or_else(|| self.types.get_key_value(component).map(|it| it.0));
                match ty {
                    Some(ty) => self.has_member(ty, name, DEPTH),
                    None => self.texts.contains(name),
                }
            }
            What::Property { component: None, name } => self.texts.contains(name),
            What::EnumValue(Value::String(text)) => self.texts.contains(text),
            What::EnumValue(value) => value.as_i64().is_some_and(|it| self.integers.contains(&it)),
            What::Event(name) => self.events.contains(name),
            What::Request(name) => self.requests.contains(name),
        }
    }

    /// Whether a value of the type `ty` has a member `name` that has a field.
    fn has_member(&self, ty: &str, name: &str, depth: usize) -> bool {
        let Some(def) = self.types.get(ty) else { return false };
        let entries = |key: &str| def.get(key).and_then(Value::as_object).into_iter().flatten();
        if entries("fields").any(|(_, it)| it.get("wire").is_some_and(|it| it == name)) {
            return true;
        }
        let parts = entries("variants").map(|(_, it)| it).chain([def]);
        let parts = parts.filter_map(|it| it.get("type").and_then(Value::as_str));
        depth > 0
            && parts
                .flat_map(|it| it.split(|c: char| !c.is_alphanumeric() && c != '_'))
                .any(|it| it != ty && self.has_member(it, name, depth - 1))
    }
}

/// Adds the text literals of `code` to `texts`.
fn literals(code: &str, texts: &mut BTreeSet<String>) {
    for line in code.lines().map(str::trim_start).filter(|it| !it.starts_with("//")) {
        let mut rest = line;
        while let Some(start) = rest.find('"') {
            let tail = rest.get(start..).unwrap_or_default();
            let mut is_escaped = false;
            let end = tail.char_indices().skip(1).find(|(_, c)| {
                let is_end = *c == '"' && !is_escaped;
                is_escaped = *c == '\\' && !is_escaped;
                is_end
            });
            let Some((end, _)) = end else { break };
            let literal = tail.get(..=end).unwrap_or_default();
            texts.extend(value(literal));
            rest = tail.get(end + 1..).unwrap_or_default();
        }
    }
}

/// The text that a literal stands for.
fn value(literal: &str) -> Option<String> {
    match literal.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
        Some(plain) if !plain.contains('\\') => Some(plain.to_owned()),
        _ => Some(syn::parse_str::<syn::LitStr>(literal).ok()?.value()),
    }
}
