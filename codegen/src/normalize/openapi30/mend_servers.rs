//! Mends servers.
//!
//! - In: servers of any form.
//! - Out: every variable of a URL is declared and has a default, which is one of its values.
//! - Moves: nothing.

use serde_json::{Value, json};

use crate::diagnostic::{Code, Sink};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::walk::{At, Cx, Object, at_root, walk_kind};

pub(crate) const PASS: Pass = Pass { name: "mend_servers", run };

fn run(document: &mut Document, sink: &mut Sink) {
    at_root(document, sink, |cx, root| {
        let is_there =
            root.get("servers").and_then(Value::as_array).is_some_and(|it| !it.is_empty());
        if !is_there {
            cx.report(
                Code::NoServers,
                &At::root(),
                "`servers` is missing; whoever calls has to name one",
            );
        }
    });
    walk_kind(document, sink, Kind::Server, &mut |cx, at, server| {
        let Some(Value::String(url)) = server.get_mut("url") else { return };
        if url.trim() != url {
            *url = url.trim().to_owned();
        }
        if let Some(end) = end_of_path(url) {
            let rest = url.split_off(end);
            let message = format!("a server's address ends with its path; `{rest}` is left out");
            cx.report(Code::MendedServer, at, message);
        }
        let url = url.clone();
        let mut names = names(&url);
        if let Some(Value::Object(variables)) = server.get_mut("variables") {
            names.retain(|it| !variables.contains_key(it));
            let here = at.key("variables");
            for (name, variable) in variables {
                if let Value::Object(variable) = variable {
                    default(cx, &here.key(name), name, variable);
                }
            }
        }
        for name in names {
            cx.report(
                Code::MendedServer,
                at,
                format!("the variable `{name}` isn't declared; its default is empty"),
            );
            let variables = server.entry("variables").or_insert_with(|| json!({}));
            if let Value::Object(variables) = variables {
                variables.insert(name, json!({ "default": "" }));
            }
        }
    });
}

/// Where a query or fragment begins, which no server's address has (OpenAPI 3.2.0, "Server Object", `url`).
fn end_of_path(url: &str) -> Option<usize> {
    let mut is_variable = false;
    url.find(|c| {
        is_variable = c == '{' || (is_variable && c != '}');
        !is_variable && matches!(c, '?' | '#')
    })
}

fn names(url: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let parts = url.split('{').skip(1).filter_map(|it| it.split_once('}'));
    for (name, _) in parts {
        if !name.is_empty() && !names.iter().any(|it| it == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn default(cx: &mut Cx<'_>, at: &At<'_>, name: &str, variable: &mut Object) {
    if variable.get("default").is_some_and(|it| it.is_string() || it.is_number() || it.is_boolean())
    {
        return;
    }
    let first = variable.get("enum").and_then(|it| it.get(0)).filter(|it| it.is_string()).cloned();
    let first = first.unwrap_or_else(|| Value::from(""));
    cx.report(
        Code::MendedServer,
        at,
        format!("the variable `{name}` has no default; {first} instead"),
    );
    variable.insert("default".to_owned(), first);
}
