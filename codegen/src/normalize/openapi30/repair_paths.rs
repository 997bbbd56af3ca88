//! Repairs the keys of `paths` and of the paths in them.
//!
//! - In: paths with any keys.
//! - Out: every path begins with a slash and has operations; a query in a path holds fixed pairs only, and `y={z}` became
//!   a query parameter. A key that is a whole address is a path at a server of its own. Where two keys are one path, the
//!   second has something behind a `#` that tells them apart, and `x-clientwright-path` says what is sent. Methods are in
//!   lower case.
//! - Moves: paths and operations whose key changed.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::grammar::{Kind, METHODS};
use crate::normalize::openapi30::match_path_parameters::{self, Shared};
use crate::normalize::openapi30::path_template::{
    likely_variable, spanning_variables, take_expansions, with_plain_variables,
};
use crate::normalize::openapi30::span_segments;
use crate::normalize::operations::each_operation;
use crate::normalize::walk::{At, Context, Object, at_root, walk_kind};

pub(crate) const PASS: Pass = Pass { name: "repair_paths", run };

/// A key of `paths` as it should be.
struct Path {
    key: String,
    /// The names of the parameters that its query became.
    query: Vec<String>,
    /// The names of those whose values are several segments.
    spanning: Vec<String>,
}

impl Path {
    fn plain(key: String) -> Self {
        Self { key, query: Vec::new(), spanning: Vec::new() }
    }
}

fn run(document: &mut Document, sink: &mut Sink) {
    walk_kind(document, sink, Kind::PathItem, &mut repair_methods);
    let shared = match_path_parameters::shared(&document.root);
    at_root(document, sink, |cx, root| {
        let (at, key) = (At::root(), "paths");
        let Some(paths) = root.get_mut(key) else { return };
        let mut paths = paths.take();
        if let Value::Object(paths) = &mut paths {
            let components = root.get("components").and_then(Value::as_object);
            repair_keys(cx, &at.key(key), paths, (&shared, components));
        }
        root.insert(key.to_owned(), paths);
    });
}

fn repair_methods(cx: &mut Context<'_>, at: &At<'_>, item: &mut Object) {
    let known = |key: &str| key.trim().to_ascii_lowercase();
    let odd =
        |key: &&String| !METHODS.contains(&key.as_str()) && METHODS.contains(&known(key).as_str());
    let odd: Vec<String> = item.keys().filter(odd).cloned().collect();
    for key in odd {
        let lower = known(&key);
        let Some(operation) = item.shift_remove(&key) else { continue };
        if item.contains_key(&lower) {
            let first = cx.place(&at.key(&lower));
            cx.report(&at.key(&key), findings::paths::repeated_method(&lower, &key, first));
            continue;
        }
        cx.report(&at.key(&key), findings::paths::method_in_upper_case(&lower));
        cx.moved(&at.key(&key), &at.key(&lower));
        item.insert(lower, operation);
    }
}

fn repair_keys(
    cx: &mut Context<'_>,
    at: &At<'_>,
    paths: &mut Object,
    (shared, components): (&Shared, Option<&Object>),
) {
    let mut repaired = Vec::new();
    for (key, mut item) in std::mem::take(paths) {
        let here = at.key(&key);
        if key.starts_with("x-") {
            repaired.push((key.clone(), Path::plain(key), item));
        } else if is_empty(&item) {
            cx.report(&here, findings::paths::empty());
        } else {
            let path = repair_key(cx, &here, &key, &mut item, shared);
            span_segments::mark(&mut item, &path.spanning, components);
            repaired.push((key, path, item));
        }
    }
    // Who is spelled as it should be keeps its key, so that nothing moves to where something else has been.
    let as_received = repaired.iter().filter(|(key, path, _)| *key == path.key);
    let mut taken: BTreeSet<String> = as_received.map(|(key, ..)| key.clone()).collect();
    for (key, path, mut item) in repaired {
        if key == path.key {
            paths.insert(key, item);
            continue;
        }
        let here = at.key(&key);
        let now = free_key(cx, &here, path, &mut item, &taken);
        cx.moved(&here, &at.key(&now));
        taken.insert(now.clone());
        paths.insert(now, item);
    }
}

fn is_empty(item: &Value) -> bool {
    match item {
        Value::Null => true,
        Value::Object(item) => {
            let has_usual = METHODS.iter().any(|it| item.get(*it).is_some_and(Value::is_object));
            let others = item.get(extensions::OPERATIONS).and_then(Value::as_object);
            !item.contains_key("$ref") && !has_usual && others.is_none_or(Object::is_empty)
        }
        _ => false,
    }
}

/// The path, or a key that tells it from the same path in another spelling.
///
/// `/a?b={b}` beside `/a` becomes `/a#b`, and ` /a` beside it `/a#`.
fn free_key(
    cx: &mut Context<'_>,
    at: &At<'_>,
    Path { key: path, query, spanning: _ }: Path,
    item: &mut Value,
    taken: &BTreeSet<String>,
) -> String {
    let (true, Value::Object(item)) = (taken.contains(&path), item) else { return path };
    let mut key = path.clone();
    if !query.is_empty() && !path.contains('#') {
        key = format!("{path}#{}", query.join("&"));
    }
    if taken.contains(&key) {
        let other = at.parent().map(|paths| cx.place(&paths.key(&key)));
        cx.report(at, findings::paths::repeated(&path, other));
    }
    while taken.contains(&key) {
        key.push('#');
    }
    send(item, &path);
    key
}

/// Says which path requests have, where nothing does yet; first, because what later passes move goes last.
fn send(item: &mut Object, path: &str) {
    if !item.contains_key(extensions::PATH) {
        item.shift_insert(0, extensions::PATH.to_owned(), Value::from(path));
    }
}

/// The key as it should be.
fn repair_key(
    cx: &mut Context<'_>,
    at: &At<'_>,
    key: &str,
    item: &mut Value,
    shared: &Shared,
) -> Path {
    let mut path = key.trim().to_owned();
    let mut server = None;
    if let (Some((before, rest)), Value::Object(item)) = (split_address(key.trim()), &mut *item) {
        if !item.contains_key("servers") {
            item.insert("servers".to_owned(), json!([{ "url": before }]));
            server = Some(before);
        }
        rest.clone_into(&mut path);
    }
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    let mut wanted = take_expansions(&mut path);
    if let Some((base, query)) = path.clone().split_once('?') {
        let mut fixed = Vec::new();
        for pair in query.split('&').filter(|it| !it.is_empty()) {
            match pair.split_once('=') {
                Some((name, value)) if value.starts_with('{') && value.ends_with('}') => {
                    let variable = value.trim_matches(['{', '}']);
                    wanted.push((name.to_owned(), variable.to_owned()));
                }
                _ => fixed.push(pair),
            }
        }
        path =
            if fixed.is_empty() { base.to_owned() } else { format!("{base}?{}", fixed.join("&")) };
    }
    let declared = declared(at, item, shared);
    let spanning = spanning_variables(&path, &declared);
    path = with_plain_variables(&path, &declared);
    if let Some(segment) = likely_variable(&path) {
        cx.report(at, findings::paths::likely_variable(segment));
    }
    for (name, variable) in &wanted {
        want_query(item, name, variable);
    }
    send_without_fragment(cx, at, &path, item);
    if path != key {
        cx.report(at, findings::paths::not_a_path(key, &path, server));
    }
    let query = wanted.into_iter().map(|(name, _)| name).collect();
    Path { key: path, query, spanning }
}

/// The server and the path of a key that is a whole address.
fn split_address(key: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = key.split_once("://")?;
    let may_name = |it: char| it.is_ascii_alphanumeric() || "+-.{}".contains(it);
    if scheme.is_empty() || !scheme.chars().all(may_name) {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    key.split_at_checked(key.len() - rest.len() + end)
}

/// The names of the path parameters that an item or an operation in it declares.
fn declared(at: &At<'_>, item: &mut Value, shared: &Shared) -> Vec<String> {
    let Value::Object(item) = item else { return Vec::new() };
    let mut names = match_path_parameters::declared(item.get("parameters"), shared);
    each_operation(at, item, &mut |_, operation| {
        names.extend(match_path_parameters::declared(operation.get("parameters"), shared));
    });
    names
}

/// Says what is sent for a key with something behind a `#`: no request has that, and it only tells keys apart.
fn send_without_fragment(cx: &mut Context<'_>, at: &At<'_>, path: &str, item: &mut Value) {
    let Some((sent, fragment)) = path.split_once('#') else { return };
    let Value::Object(item) = item else { return };
    if !fragment.contains('{') && !item.contains_key(extensions::PATH) {
        cx.report(at, findings::paths::fragment(sent));
        send(item, sent);
    }
}

/// Makes `name` a query parameter of every operation: the one that is declared as `variable`, or a new one.
fn want_query(item: &mut Value, name: &str, variable: &str) {
    let Value::Object(item) = item else { return };
    let is_it = |it: &Value| {
        let text = |key: &str| it.get(key).and_then(Value::as_str).unwrap_or_default();
        (text("name") == variable || text("name") == name) && matches!(text("in"), "query" | "path")
    };
    let mut found = false;
    let mut rename = |list: Option<&mut Value>| {
        let Some(Value::Array(list)) = list else { return };
        for parameter in list.iter_mut().filter(|it| is_it(it)) {
            found = true;
            if let Value::Object(parameter) = parameter {
                parameter.insert("name".to_owned(), Value::from(name));
                parameter.insert("in".to_owned(), Value::from("query"));
            }
        }
    };
    rename(item.get_mut("parameters"));
    each_operation(&At::root(), item, &mut |_, it| rename(it.get_mut("parameters")));
    if !found {
        let parameter = json!({ "name": name, "in": "query", "schema": { "type": "string" } });
        if let Value::Array(list) = item.entry("parameters").or_insert_with(|| json!([])) {
            list.push(parameter);
        }
    }
}
