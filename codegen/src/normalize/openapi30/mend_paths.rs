//! Mends the keys of `paths` and of the paths in them.
//!
//! - In: paths with any keys.
//! - Out: every path begins with a slash and has operations; a query in a path holds fixed pairs only, and `y={z}` became
//!   a query parameter, which also tells paths apart that differ in nothing else. Methods are in lower case.
//! - Moves: paths and operations whose key changed.

use serde_json::{Value, json};

use crate::diagnostic::{Code, Sink};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::{Kind, METHODS, OPERATIONS};
use crate::normalize::operations::each_operation;
use crate::normalize::walk::{At, Cx, Object, at_root, walk_kind};

pub(crate) const PASS: Pass = Pass { name: "mend_paths", run };

/// What is sent for a key that has something behind a `#`.
const SENT: &str = "x-clientwright-path";

fn run(document: &mut Document, sink: &mut Sink) {
    walk_kind(document, sink, Kind::PathItem, &mut mend_methods);
    at_root(document, sink, |cx, root| {
        let (at, key) = (At::root(), "paths");
        if let Some(Value::Object(paths)) = root.get_mut(key) {
            mend_keys(cx, &at.key(key), paths);
        }
    });
}

fn mend_methods(cx: &mut Cx<'_>, at: &At<'_>, item: &mut Object) {
    let odd = |key: &&String| {
        !METHODS.contains(&key.as_str()) && METHODS.contains(&key.to_ascii_lowercase().as_str())
    };
    let odd: Vec<String> = item.keys().filter(odd).cloned().collect();
    for key in odd {
        let lower = key.to_ascii_lowercase();
        let Some(operation) = item.shift_remove(&key) else { continue };
        if item.contains_key(&lower) {
            cx.report(
                Code::UnknownKey,
                &at.key(&key),
                format!("`{lower}` is there already; left out"),
            );
            continue;
        }
        cx.report(
            Code::MendedPath,
            &at.key(&key),
            format!("methods are in lower case; read as `{lower}`"),
        );
        cx.moved(&at.key(&key), &at.key(&lower));
        item.insert(lower, operation);
    }
}

fn mend_keys(cx: &mut Cx<'_>, at: &At<'_>, paths: &mut Object) {
    let mut mended = Object::new();
    for (key, mut item) in std::mem::take(paths) {
        if key.starts_with("x-") {
            mended.insert(key, item);
            continue;
        }
        if is_empty(&item) {
            cx.report(Code::EmptyPath, &at.key(&key), "the path has no operations; left out");
            continue;
        }
        let (mut now, query) = mend_key(cx, &at.key(&key), &key, &mut item);
        if shares_a_method(mended.get(&now), &item) {
            now = apart(now, &query, &mut item);
        }
        if now != key {
            cx.moved(&at.key(&key), &at.key(&now));
        }
        match mended.get_mut(&now) {
            None => {
                mended.insert(now, item);
            }
            Some(Value::Object(there)) => merge(cx, &at.key(&now), there, item),
            Some(_) => {}
        }
    }
    *paths = mended;
}

fn is_empty(item: &Value) -> bool {
    match item {
        Value::Null => true,
        Value::Object(item) => {
            let has_usual = METHODS.iter().any(|it| item.get(*it).is_some_and(Value::is_object));
            let others = item.get(OPERATIONS).and_then(Value::as_object);
            !item.contains_key("$ref") && !has_usual && others.is_none_or(Object::is_empty)
        }
        _ => false,
    }
}

fn shares_a_method(there: Option<&Value>, item: &Value) -> bool {
    let has = |item: &Value, method: &str| item.get(method).is_some_and(Value::is_object);
    there.is_some_and(|there| METHODS.iter().any(|it| has(there, it) && has(item, it)))
}

/// A key that only the query of the written one tells from another: `/a?b={b}` beside `/a` becomes `/a#b`.
fn apart(path: String, query: &[String], item: &mut Value) -> String {
    let Value::Object(item) = item else { return path };
    if query.is_empty() || path.contains('#') {
        return path;
    }
    let key = format!("{path}#{}", query.join("&"));
    item.insert(SENT.to_owned(), Value::from(path));
    key
}

/// Two spellings of one path: the methods of the second join those of the first.
fn merge(cx: &mut Cx<'_>, at: &At<'_>, there: &mut Object, item: Value) {
    let Value::Object(item) = item else { return };
    let shared = item.get("parameters").cloned();
    for (key, value) in item {
        if METHODS.contains(&key.as_str()) {
            join(cx, at, there, (key, value), shared.as_ref());
        } else if let (OPERATIONS, Value::Object(more)) = (key.as_str(), value) {
            let Value::Object(there) = there.entry(OPERATIONS).or_insert_with(|| json!({})) else {
                continue;
            };
            for operation in more {
                join(cx, &at.key(OPERATIONS), there, operation, shared.as_ref());
            }
        }
    }
}

/// Adds an operation, with the parameters that all of its path share, to those of the other spelling.
fn join(
    cx: &mut Cx<'_>,
    at: &At<'_>,
    there: &mut Object,
    (method, mut operation): (String, Value),
    shared: Option<&Value>,
) {
    if there.contains_key(&method) {
        let message = format!("`{method}` of this path is there in another spelling; left out");
        return cx.report(Code::DuplicatePath, &at.key(&method), message);
    }
    if let (Some(Value::Array(shared)), Some(operation)) = (shared, operation.as_object_mut()) {
        let own = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Value::Array(own) = own {
            own.extend(shared.iter().cloned());
        }
    }
    there.insert(method, operation);
}

/// The key as it should be, and the names of the parameters of its query.
fn mend_key(cx: &mut Cx<'_>, at: &At<'_>, key: &str, item: &mut Value) -> (String, Vec<String>) {
    let mut path = key.trim().to_owned();
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
    path = plain_variables(&path);
    for (name, variable) in &wanted {
        want_query(item, name, variable);
    }
    send_without_fragment(cx, at, &path, item);
    if path != key {
        cx.report(Code::MendedPath, at, format!("`{key}` isn't a path; read as `{path}`"));
    }
    (path, wanted.into_iter().map(|(name, _)| name).collect())
}

/// Says what is sent for a key with something behind a `#`: no request has that, and it only tells keys apart.
fn send_without_fragment(cx: &mut Cx<'_>, at: &At<'_>, path: &str, item: &mut Value) {
    let Some((sent, fragment)) = path.split_once('#') else { return };
    let Value::Object(item) = item else { return };
    if !fragment.contains('{') && !item.contains_key(SENT) {
        cx.report(
            Code::MendedPath,
            at,
            format!("no request has what is behind a `#`; `{sent}` is sent"),
        );
        item.insert(SENT.to_owned(), Value::from(sent));
    }
}

/// Writes variables without what URI templates and routers put around their names: `{.a*}`, `{a:[0-9]+}`, `{ a }`.
fn plain_variables(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inner, after)) = after.split_once('}') else { break };
        let name = inner.split(':').next().unwrap_or_default().trim();
        let name =
            name.trim_start_matches(['.', ';', '/', '+', '#']).trim_end_matches(['*', '?']).trim();
        plain.push_str(before);
        plain.push('{');
        plain.push_str(if name.is_empty() { inner } else { name });
        plain.push('}');
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// Takes `{?a,b}` out of a path: URI templates write the query so.
fn take_expansions(path: &mut String) -> Vec<(String, String)> {
    let mut names = Vec::new();
    while let Some(start) = path.find("{?").or_else(|| path.find("{&")) {
        let Some(length) = path.get(start..).and_then(|it| it.find('}')) else { break };
        let inner = path.get(start + 2..start + length).unwrap_or_default().to_owned();
        let variables = inner.split(',').map(|it| it.trim_end_matches('*').trim());
        names
            .extend(variables.filter(|it| !it.is_empty()).map(|it| (it.to_owned(), it.to_owned())));
        path.replace_range(start..=start + length, "");
    }
    names
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

#[cfg(test)]
mod tests {
    use super::{plain_variables, take_expansions};

    #[test]
    fn variables_are_written_plainly() {
        assert_eq!(plain_variables("/a/{.b*}/{ c }/{d:[0-9]+}/{}x{"), "/a/{b}/{c}/{d}/{}x{");
    }

    #[test]
    fn expansions_name_query_parameters() {
        let mut path = "/a{?b,c*}/d{&e}".to_owned();
        let names: Vec<String> = take_expansions(&mut path).into_iter().map(|it| it.0).collect();
        assert_eq!(
            (path.as_str(), names),
            ("/a/d", vec!["b".to_owned(), "c".to_owned(), "e".to_owned()])
        );
    }
}
