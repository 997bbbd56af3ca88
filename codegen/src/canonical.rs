//! The canonical document: plain OpenAPI 3.0, parsed.
//!
//! - In: a document that every pass of its dialect has been over.
//! - Out: the one `openapiv3::OpenAPI`, made piece by piece, so that a piece that openapiv3 rejects is left out or becomes
//!   `{}` alone.

mod operations;
mod yaml;

pub use operations::Endpoint;
pub(crate) use operations::parameters;

use std::collections::BTreeMap;

use openapiv3::{Components, Info, OpenAPI, Operation, PathItem, Paths, ReferenceOr};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::diagnostic::{Finding, Sink, findings};
use crate::document::{Document, Origins};
use crate::extensions;
use crate::pointer::Pointer;

use crate::normalize::grammar::METHODS;
use crate::normalize::{spell_formats, spell_null};

/// A canonical document: valid OpenAPI 3.0, and where its nodes came from.
#[derive(Clone, Debug)]
pub struct Canonical {
    /// The document, typed.
    pub api: OpenAPI,
    /// The operations that openapiv3 has no member for, by path, each with its method as it is sent.
    pub others: Others,
    /// Where its nodes came from, for findings.
    pub origins: Origins,
    /// The document as a tree, which holds nothing that [`Canonical::api`] doesn't but webhooks. In both `nullable` says that
    /// `null` is taken, whatever stands beside it.
    pub root: Value,
    /// How many operations the description had before it was normalized.
    pub described: usize,
}

impl Canonical {
    /// The same for whoever looks up places alone: without the typed document, which takes more memory than the tree.
    pub(crate) fn untyped(self) -> Self {
        Self { api: OpenAPI::default(), others: Others::new(), ..self }
    }

    /// The document for others than this library: `null` and formats are spelled by the letter of
    /// OpenAPI 3.0.3.
    pub fn plain(&self) -> Value {
        let mut root = self.root.clone();
        spell_null(&mut root);
        spell_formats(&mut root);
        root
    }

    /// A node of the plain document as YAML, if there is one.
    pub fn node_to_yaml(&self, at: &Pointer) -> Option<String> {
        at.get(&self.plain()).map(yaml::to_yaml)
    }

    /// The plain document as JSON.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(&self.plain()).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The plain document as YAML.
    pub fn to_yaml(&self) -> String {
        yaml::to_yaml(&self.plain())
    }
}

/// Operations by path and method.
pub type Others = BTreeMap<String, ByMethod>;

/// Operations, each with its method as it is sent.
pub type ByMethod = Vec<(String, Operation)>;

/// Parses a normalized document.
///
/// Returns `None`, and says why in `sink`, where no description is left of it.
pub fn parse(document: Document, sink: &mut Sink) -> Option<Canonical> {
    let Document { mut root, origins, described, .. } = document;
    let mut parser = Parser { origins: &origins, sink, others: Others::new() };
    let api = parser.document(root.as_object_mut())?;
    let others = parser.others;
    Some(Canonical { api, others, origins, root, described })
}

#[derive(Debug)]
struct Parser<'a> {
    origins: &'a Origins,
    sink: &'a mut Sink,
    others: Others,
}

impl Parser<'_> {
    fn document(&mut self, root: Option<&mut Map<String, Value>>) -> Option<OpenAPI> {
        let at = Pointer::root();
        // What is no object has no dialect, so that it doesn't come here.
        let root = root?;
        let mut api = OpenAPI { openapi: "3.0.3".to_owned(), ..OpenAPI::default() };
        api.info = self.info(root);
        if let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) {
            api.paths = self.paths(&at.child("paths"), paths);
        }
        if let Some(components) = root.get_mut("components").and_then(Value::as_object_mut) {
            api.components = Some(self.components(&at.child("components"), components));
        }
        api.servers = self.list(&at, root, "servers");
        api.tags = self.list(&at, root, "tags");
        if root.contains_key("security") {
            api.security = Some(self.list(&at, root, "security"));
        }
        api.external_docs = self.piece(&at, root, "externalDocs");
        if let Some(webhooks) = root.get_mut(extensions::WEBHOOKS).and_then(Value::as_object_mut) {
            // They stay a tree, of which lower parses each; what it can't parse goes now.
            self.path_items(&at.child(extensions::WEBHOOKS), webhooks);
        }
        root.retain(|key, _| key.starts_with("x-") || is_known(key));
        // The webhooks, as large as paths, are read from the tree alone.
        api.extensions = root
            .iter()
            .filter(|(key, _)| key.starts_with("x-") && *key != extensions::WEBHOOKS)
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        Some(api)
    }

    fn info(&mut self, root: &mut Map<String, Value>) -> Info {
        let info = root.entry("info").or_insert_with(|| json!({}));
        let error = match read(info) {
            Ok(info) => return info,
            Err(error) => error,
        };
        self.report(
            &Pointer::root().child("info"),
            findings::members::unreadable("`info`", &error.to_string()),
        );
        let text = |key: &str| info.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (title, version) = (text("title"), text("version"));
        *info = json!({ "title": title, "version": version });
        Info { title, version, ..Info::default() }
    }

    fn paths(&mut self, at: &Pointer, paths: &mut Map<String, Value>) -> Paths {
        let extensions = paths.iter().filter(|(key, _)| key.starts_with("x-"));
        let extensions = extensions.map(|(key, value)| (key.clone(), value.clone())).collect();
        paths.retain(|key, _| key.starts_with('/') || key.starts_with("x-"));
        let mut items = Vec::with_capacity(paths.len());
        for (path, (item, others)) in self.path_items(at, paths) {
            if !others.is_empty() {
                self.others.insert(path.clone(), others);
            }
            items.push((path, ReferenceOr::Item(item)));
        }
        Paths { paths: items.into_iter().collect(), extensions }
    }

    /// Reads path items one by one, and in each the operations one by one.
    fn path_items(
        &mut self,
        at: &Pointer,
        items: &mut Map<String, Value>,
    ) -> Vec<(String, (PathItem, ByMethod))> {
        let mut read_items = Vec::with_capacity(items.len());
        items.retain(|path, item| {
            if path.starts_with("x-") && at.as_str() == "/paths" {
                return true;
            }
            let Some(item) = item.as_object_mut() else { return false };
            match self.path_item(&at.child(path), item) {
                Some(item) => {
                    read_items.push((path.clone(), item));
                    true
                }
                None => false,
            }
        });
        read_items
    }

    /// A path item, and the operations in it that openapiv3 has no member for.
    fn path_item(
        &mut self,
        at: &Pointer,
        item: &mut Map<String, Value>,
    ) -> Option<(PathItem, ByMethod)> {
        let mut operations = Vec::new();
        for method in METHODS {
            let Some(operation) = item.get_mut(method) else { continue };
            match self.operation(&at.child(method), operation) {
                Some(operation) => operations.push((method, operation)),
                None => {
                    item.shift_remove(method);
                }
            }
        }
        let rest: Map<String, Value> = item
            .iter()
            .filter(|(key, _)| !METHODS.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let mut parsed: PathItem = match read(&Value::Object(rest)) {
            Ok(parsed) => parsed,
            Err(error) => {
                self.report(at, findings::members::unreadable("the path", &error.to_string()));
                return None;
            }
        };
        for (method, operation) in operations {
            *slot(&mut parsed, method) = Some(operation);
        }
        Some((parsed, self.others(&at.child(extensions::OPERATIONS), item)))
    }

    fn others(&mut self, at: &Pointer, item: &mut Map<String, Value>) -> ByMethod {
        let mut parsed = Vec::new();
        if let Some(Value::Object(others)) = item.get_mut(extensions::OPERATIONS) {
            others.retain(|method, value| {
                let operation = self.operation(&at.child(method), value);
                parsed.extend(operation.map(|it| (method.clone(), it)));
                parsed.last().is_some_and(|(it, _)| it == method)
            });
        }
        parsed
    }

    fn operation(&mut self, at: &Pointer, value: &Value) -> Option<Operation> {
        match read(value) {
            Ok(operation) => Some(operation),
            Err(error) => {
                self.report(at, findings::members::unreadable("the operation", &error.to_string()));
                None
            }
        }
    }

    fn components(&mut self, at: &Pointer, components: &mut Map<String, Value>) -> Components {
        let mut read_components = Components {
            schemas: self.section(at, components, "schemas"),
            responses: self.section(at, components, "responses"),
            parameters: self.section(at, components, "parameters"),
            examples: self.section(at, components, "examples"),
            request_bodies: self.section(at, components, "requestBodies"),
            headers: self.section(at, components, "headers"),
            security_schemes: self.section(at, components, "securitySchemes"),
            links: self.section(at, components, "links"),
            ..Components::default()
        };
        let extensions = components.iter().filter(|(key, _)| key.starts_with("x-"));
        read_components.extensions =
            extensions.map(|(key, value)| (key.clone(), value.clone())).collect();
        read_components
    }

    fn section<T, C>(
        &mut self,
        at: &Pointer,
        components: &mut Map<String, Value>,
        section: &str,
    ) -> C
    where
        T: DeserializeOwned,
        C: FromIterator<(String, T)>,
    {
        let at = at.child(section);
        let Some(Value::Object(members)) = components.get_mut(section) else {
            return std::iter::empty().collect();
        };
        let mut parsed = Vec::with_capacity(members.len());
        members.retain(|name, value| match self.component(&at.child(name), section, value) {
            Some(component) => {
                parsed.push((name.clone(), component));
                true
            }
            None => false,
        });
        parsed.into_iter().collect()
    }

    fn component<T: DeserializeOwned>(
        &mut self,
        at: &Pointer,
        section: &str,
        value: &mut Value,
    ) -> Option<T> {
        let error = match read(value) {
            Ok(component) => return Some(component),
            Err(error) => error,
        };
        if section == "schemas" {
            self.report(at, findings::members::unreadable_schema(&error.to_string()));
            *value = json!({});
            return read(value).ok();
        }
        self.report(at, findings::members::unreadable("the component", &error.to_string()));
        None
    }

    fn list<T: DeserializeOwned>(
        &mut self,
        at: &Pointer,
        root: &mut Map<String, Value>,
        key: &str,
    ) -> Vec<T> {
        let Some(Value::Array(items)) = root.get_mut(key) else { return Vec::new() };
        let mut parsed = Vec::with_capacity(items.len());
        let here = at.child(key);
        let mut index = 0;
        items.retain(|item| {
            index += 1;
            match read(item) {
                Ok(item) => {
                    parsed.push(item);
                    true
                }
                Err(error) => {
                    self.report(
                        &here.index(index - 1),
                        findings::members::unreadable(
                            &format!("an item of `{key}`"),
                            &error.to_string(),
                        ),
                    );
                    false
                }
            }
        });
        parsed
    }

    fn piece<T: DeserializeOwned>(
        &mut self,
        at: &Pointer,
        root: &mut Map<String, Value>,
        key: &str,
    ) -> Option<T> {
        match read(root.get(key)?) {
            Ok(piece) => Some(piece),
            Err(error) => {
                root.shift_remove(key);
                self.report(
                    &at.child(key),
                    findings::members::unreadable(&format!("`{key}`"), &error.to_string()),
                );
                None
            }
        }
    }

    fn report(&mut self, at: &Pointer, finding: Finding) {
        self.sink.push(finding.at(self.origins.place(at)));
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, serde_json::Error> {
    T::deserialize(value)
}

fn is_known(key: &str) -> bool {
    matches!(
        key,
        "openapi"
            | "info"
            | "servers"
            | "paths"
            | "components"
            | "security"
            | "tags"
            | "externalDocs"
    )
}

fn slot<'a>(item: &'a mut PathItem, method: &str) -> &'a mut Option<Operation> {
    match method {
        "get" => &mut item.get,
        "put" => &mut item.put,
        "post" => &mut item.post,
        "delete" => &mut item.delete,
        "options" => &mut item.options,
        "head" => &mut item.head,
        "patch" => &mut item.patch,
        _ => &mut item.trace,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    /// The canonical document of one that no pass has been over, and the slugs of what was said about it.
    fn parsed(root: Value) -> (Option<Canonical>, Vec<&'static str>) {
        let mut sink = Sink::default();
        let file = Sources::default().add("input.json", "{}");
        let canonical = parse(Document::new(file, root), &mut sink);
        (canonical, sink.into_findings().iter().map(|it| it.code.slug()).collect())
    }

    #[test]
    fn a_rejected_schema_becomes_any_value() {
        let schemas = json!({ "Odd": { "minLength": "x" }, "Fine": { "type": "string" } });
        let (canonical, findings) = parsed(json!({ "info": { "title": "", "version": "" },
            "components": { "schemas": schemas } }));
        let canonical = canonical.unwrap();
        assert_eq!(findings, ["gap::rejected-part"]);
        assert_eq!(canonical.root["components"]["schemas"]["Odd"], json!({}));
        assert_eq!(canonical.api.components.unwrap().schemas.len(), 2);
    }

    #[test]
    fn a_rejected_operation_costs_no_other() {
        let get = json!({ "responses": { "204": { "description": "" } } });
        let (canonical, findings) = parsed(json!({ "info": { "title": "", "version": "" },
            "paths": { "/a": { "get": get, "put": 5 } } }));
        let canonical = canonical.unwrap();
        assert_eq!(findings, ["gap::rejected-part"]);
        let item = canonical.api.paths.paths["/a"].as_item().unwrap();
        assert!(item.get.is_some() && item.put.is_none());
        assert_eq!(canonical.root["paths"]["/a"].as_object().unwrap().len(), 1);
    }

    #[test]
    fn what_is_no_object_is_no_description() {
        assert!(parsed(json!([])).0.is_none());
    }

    #[test]
    fn text_is_the_same_each_time() {
        let (canonical, _) =
            parsed(json!({ "info": { "title": "b", "version": "a" }, "x-b": 1, "x-a": 2 }));
        let canonical = canonical.unwrap();
        assert_eq!(canonical.to_yaml(), "info:\n  title: b\n  version: a\nx-b: 1\nx-a: 2\n");
        assert!(canonical.to_json().ends_with("}\n"));
    }
}
