//! Repairs servers.
//!
//! - In: servers of any form.
//! - Out: every address is one that requests can be sent to, and every variable in it is declared and has a default, which
//!   is one of its values.
//! - Moves: the servers after one that went.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::normalize::Pass;
use crate::normalize::grammar::Kind;
use crate::normalize::openapi30::server_address::{self, Address};
use crate::normalize::walk::{At, Context, Object, at_root, walk, walk_kind};

pub(crate) const PASS: Pass = Pass { name: "repair_servers", run };

fn run(document: &mut Document, sink: &mut Sink) {
    at_root(document, sink, |cx, root| {
        let is_there =
            root.get("servers").and_then(Value::as_array).is_some_and(|it| !it.is_empty());
        if !is_there {
            cx.report(&At::root(), findings::servers::none());
        }
    });
    walk(document, sink, &mut |cx, at, kind, owner| {
        let is_owner = matches!(kind, Kind::Root | Kind::PathItem | Kind::Operation);
        if let (true, Some(Value::Array(servers))) = (is_owner, owner.get_mut("servers")) {
            cx.keep(&at.key("servers"), servers, address);
        }
    });
    walk_kind(document, sink, Kind::Server, &mut |cx, at, server| {
        let Some(Value::String(url)) = server.get_mut("url") else { return };
        if let Some(end) = end_of_path(url) {
            let rest = url.split_off(end);
            cx.report(at, findings::servers::behind_path(&rest));
        }
        let url = url.clone();
        let mut names = names(&url);
        if let Some(Value::Object(variables)) = server.get_mut("variables") {
            names.retain(|it| !variables.contains_key(it));
            let here = at.key("variables");
            for (name, variable) in variables {
                if let Value::Object(variable) = variable {
                    default(cx, &here.key(name), name, variable);
                    let is_first = url.starts_with(&format!("{{{name}}}"));
                    fit_default(cx, &here.key(name), variable, is_first && !url.contains("://"));
                }
            }
        }
        for name in names {
            cx.report(at, findings::servers::variable_without_declaration(&name));
            let variables = server.entry("variables").or_insert_with(|| json!({}));
            if let Value::Object(variables) = variables {
                variables.insert(name, json!({ "default": "" }));
            }
        }
    });
}

/// Reads an address; returns whether there is one.
fn address(cx: &mut Context<'_>, at: &At<'_>, server: &mut Value) -> bool {
    let Some(url) = server.get("url").and_then(Value::as_str).map(str::to_owned) else {
        return true;
    };
    let default = |name: &str| {
        let value = server.get("variables")?.get(name)?.get("default")?.as_str()?;
        (!value.is_empty() && server_address::is_fit(value)).then(|| value.to_owned())
    };
    match server_address::read(&url, &default) {
        Address::Read(read) => {
            if read != url.trim() {
                cx.report(at, findings::servers::not_an_address(&url, &read));
            }
            if read != url
                && let Value::Object(server) = server
            {
                server.insert("url".to_owned(), Value::from(read));
            }
            true
        }
        Address::Impossible(why) => {
            cx.report(at, findings::servers::unreachable(&url, why));
            false
        }
    }
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

fn default(cx: &mut Context<'_>, at: &At<'_>, name: &str, variable: &mut Object) {
    if variable.get("default").is_some_and(|it| it.is_string() || it.is_number() || it.is_boolean())
    {
        return;
    }
    let first = variable.get("enum").and_then(|it| it.get(0)).filter(|it| it.is_string()).cloned();
    let first = first.unwrap_or_else(|| Value::from(""));
    cx.report(at, findings::servers::variable_without_default(name, &first.to_string()));
    variable.insert("default".to_owned(), first);
}

/// A default that would lead elsewhere is none; one that begins the address is read as addresses are.
fn fit_default(cx: &mut Context<'_>, at: &At<'_>, variable: &mut Object, is_first: bool) {
    let Some(Value::String(value)) = variable.get("default") else { return };
    let read = match server_address::read(value, &|_| None) {
        Address::Read(read) if is_first => read,
        _ => value.clone(),
    };
    let now = if server_address::is_fit(&read) { read } else { String::new() };
    if now != *value {
        let read_as = Some(now.as_str()).filter(|it| !it.is_empty());
        cx.report(&at.key("default"), findings::servers::misfit_default(value, read_as));
        variable.insert("default".to_owned(), Value::from(now));
    }
}
