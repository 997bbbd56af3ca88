//! Holds the parameters of a path against its template.
//!
//! - In: paths with their operations; parameters in their form or references in theirs.
//! - Out: every variable of a path is declared, and no path parameter is declared that the path doesn't have.
//! - Moves: the parameters after one that went.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::operations::each_operation;
use crate::normalize::walk::{At, Context, Object, at_root};

pub(crate) const PASS: Pass = Pass { name: "match_path_parameters", run };

/// The names of the path parameters among the components, by reference.
pub(crate) type Shared = BTreeMap<String, String>;

fn run(document: &mut Document, sink: &mut Sink) {
    let shared = shared(&document.root);
    at_root(document, sink, |cx, root| {
        let (at, key) = (At::root(), "paths");
        let Some(Value::Object(paths)) = root.get_mut(key) else { return };
        let at = at.key(key);
        for (path, item) in paths {
            if let (true, Value::Object(item)) = (path.starts_with('/'), item) {
                let at = at.key(path);
                let variables = variables(cx, &at, path);
                match_item(cx, &at, &variables, item, &shared);
            }
        }
    });
}

/// The path parameters among the components of a document.
pub(crate) fn shared(root: &Value) -> Shared {
    let parameters = root.pointer("/components/parameters").and_then(Value::as_object);
    let mut shared = Shared::new();
    for (name, parameter) in parameters.into_iter().flatten() {
        if let (Some("path"), Some(wire)) = (
            parameter.get("in").and_then(Value::as_str),
            parameter.get("name").and_then(Value::as_str),
        ) {
            shared.insert(format!("#/components/parameters/{name}"), wire.to_owned());
        }
    }
    shared
}

/// The names in braces; those that are there twice once.
fn variables(cx: &mut Context<'_>, at: &At<'_>, path: &str) -> Vec<String> {
    let mut variables: Vec<String> = Vec::new();
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            cx.report(at, findings::paths::open_brace());
            break;
        };
        if !name.is_empty() && !variables.iter().any(|it| it == name) {
            variables.push(name.to_owned());
        }
        rest = after;
    }
    variables
}

fn match_item(
    cx: &mut Context<'_>,
    at: &At<'_>,
    variables: &[String],
    item: &mut Object,
    shared: &Shared,
) {
    let common = declared(item.get("parameters"), shared);
    each_operation(at, item, &mut |at, operation| {
        let mut known = declared(operation.get("parameters"), shared);
        known.extend(common.iter().cloned());
        for variable in variables.iter().filter(|it| !known.contains(it)) {
            add(cx, at, variable, operation, variables);
        }
        drop_surplus(cx, at, variables, operation, shared);
    });
    drop_surplus(cx, at, variables, item, shared);
}

/// The names of the path parameters in a list.
pub(crate) fn declared(parameters: Option<&Value>, shared: &Shared) -> Vec<String> {
    let parameters = parameters.and_then(Value::as_array);
    parameters.into_iter().flatten().filter_map(|it| path_name(it, shared)).collect()
}

fn path_name(parameter: &Value, shared: &Shared) -> Option<String> {
    if let Some(Value::String(reference)) = parameter.get("$ref") {
        return shared.get(reference).cloned();
    }
    let is_path = parameter.get("in").is_some_and(|it| it == "path");
    is_path.then(|| parameter.get("name").and_then(Value::as_str).map(str::to_owned))?
}

/// Declares a variable: a parameter that only differs in its spelling, or a new one.
fn add(
    cx: &mut Context<'_>,
    at: &At<'_>,
    variable: &str,
    operation: &mut Object,
    variables: &[String],
) {
    let list = operation.entry("parameters").or_insert_with(|| json!([]));
    let Value::Array(list) = list else { return };
    let mut alike = list.iter_mut().filter(|it| {
        let name = it.get("name").and_then(Value::as_str).unwrap_or_default();
        it.get("in").is_some_and(|it| it == "path")
            && !variables.iter().any(|it| it == name)
            && plain(name) == plain(variable)
    });
    if let (Some(Value::Object(only)), None) = (alike.next(), alike.next()) {
        cx.report(at, findings::parameters::misspelled_name(variable));
        only.insert("name".to_owned(), Value::from(variable));
        return;
    }
    cx.report(at, findings::parameters::undeclared(variable));
    list.push(
        json!({ "name": variable, "in": "path", "required": true, "schema": { "type": "string" } }),
    );
}

/// What of a name isn't spelling.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn drop_surplus(
    cx: &mut Context<'_>,
    at: &At<'_>,
    variables: &[String],
    owner: &mut Object,
    shared: &Shared,
) {
    let Some(Value::Array(parameters)) = owner.get_mut("parameters") else { return };
    cx.keep(&at.key("parameters"), parameters, |cx, at, parameter| {
        match path_name(parameter, shared) {
            Some(name) if !variables.contains(&name) => {
                cx.report(at, findings::parameters::surplus(&name));
                false
            }
            _ => true,
        }
    });
}
