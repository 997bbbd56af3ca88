//! Turns `host`, `basePath` and `schemes` into servers.
//!
//! - In: these three, `x-ms-parameterized-host`, and `schemes` of operations.
//! - Out: `servers`, https first. Without a host the one server is relative to where the document came from. An
//!   operation has servers of its own when it can't be reached by the document's first scheme.
//! - Moves: the servers, and the variables of a parameterized host.
//!
//! A variable that no default is known for has its own name as default, which 3.0 demands, and
//! `x-clientwright-required: true`.

use serde_json::{Value, json};

use crate::diagnostic::{Sink, findings};
use crate::document::Document;
use crate::extensions;
use crate::normalize::Pass;
use crate::normalize::swagger2::walk::{
    Object, component, for_each_operation, insert_at, is_pending,
};
use crate::pointer::Pointer;

/// See the module.
pub(super) const PASS: Pass = Pass { name: "locate_servers", run };

const PARAMETERIZED: &str = "x-ms-parameterized-host";

/// What all servers of a document share.
struct Site {
    /// The scheme that is part of `host` against the rules, or is implied.
    scheme: String,
    /// Host with port, or a template of it; empty when unknown.
    host: String,
    /// Begins with `/` unless empty.
    path: String,
    /// Whether `host` has a scheme in front of it.
    has_scheme: bool,
    /// Where the host is.
    at: Pointer,
    /// What 3.0 keeps with a server.
    members: Object,
}

fn run(document: &mut Document, sink: &mut Sink) {
    if !is_pending(document) || !document.root.is_object() {
        return;
    }
    let mut site = site(document);
    let schemes = schemes_of(document.root.get("schemes"));
    let schemes = if schemes.is_empty() { vec![site.scheme.clone()] } else { schemes };
    declare_variables(document, &mut site, sink);
    let top = Pointer::root();
    let is_given = document.root.get("servers").is_some_and(Value::is_array);
    if !(is_given && site.host.is_empty()) {
        let servers = servers(document, &top, &site, &schemes);
        if let Some(root) = document.root.as_object_mut() {
            root.insert("servers".to_owned(), servers);
            root.shift_remove(PARAMETERIZED);
        }
    }
    if site.host.is_empty() || !site.has_scheme {
        return;
    }
    for_each_operation(document, |document, at, operation| {
        let own = schemes_of(operation.get("schemes"));
        let is_reachable = schemes.first().is_some_and(|it| own.contains(it));
        if own.is_empty() || is_reachable || operation.contains_key("servers") {
            return;
        }
        let servers = servers(document, at, &site, &own);
        operation.insert("servers".to_owned(), servers);
    });
}

fn site(document: &Document) -> Site {
    let root = &document.root;
    let text = |value: Option<&Value>| match value {
        Some(Value::String(text)) => text.trim().to_owned(),
        // Some converters write a list of one.
        Some(Value::Array(items)) => {
            items.first().and_then(Value::as_str).unwrap_or_default().trim().to_owned()
        }
        _ => String::new(),
    };
    let template = root.get(PARAMETERIZED).and_then(Value::as_object);
    let host_template = text(template.and_then(|it| it.get("hostTemplate")));
    let is_template = !host_template.is_empty();
    let given = if is_template { host_template } else { text(root.get("host")) };
    let has_scheme =
        !is_template || template.and_then(|it| it.get("useSchemePrefix")) != Some(&json!(false));
    let (scheme, host, prefix) = split_host(&given, has_scheme);
    let own_path = text(root.get("basePath"));
    let (scheme, host, path) = match split_url(&own_path) {
        // Against the rules, but plain: the base path is the whole address.
        Some((scheme, rest)) if host.is_empty() => {
            let (_, host, path) = split_host(rest, false);
            (Some(scheme.to_owned()), host, path)
        }
        _ => (scheme, host, join(&prefix, &own_path)),
    };
    let name = host.split(':').next().unwrap_or_default();
    let implied = if matches!(name, "localhost" | "127.0.0.1") { "http" } else { "https" };
    let key = if is_template { PARAMETERIZED } else { "host" };
    let mut members = Object::new();
    if let Some(template) = template.filter(|_| is_template) {
        let kept =
            template.iter().filter(|(key, _)| key.starts_with("x-") || *key == "description");
        members.extend(kept.map(|(key, value)| (key.clone(), value.clone())));
    }
    Site {
        scheme: scheme.unwrap_or_else(|| implied.to_owned()),
        path: path.trim_end_matches('/').to_owned(),
        at: ["basePath", key]
            .into_iter()
            .find(|it| root.get(it).is_some() && host.is_empty() == (*it == "basePath"))
            .map_or_else(Pointer::root, |it| Pointer::root().child(it)),
        host,
        has_scheme,
        members,
    }
}

/// Scheme, host and path of what stands for the host, which should be a host only.
fn split_host(text: &str, has_scheme: bool) -> (Option<String>, String, String) {
    let (scheme, rest) = match split_url(text) {
        Some((scheme, rest)) if has_scheme => (Some(scheme.to_owned()), rest),
        _ => (None, text),
    };
    let start = if has_scheme { 0 } else { rest.find("://").map_or(0, |it| it + 3) };
    let end = rest.get(start..).and_then(|it| it.find('/')).map_or(rest.len(), |it| start + it);
    let (host, path) = rest.split_at(end);
    (scheme, host.to_owned(), path.to_owned())
}

fn split_url(text: &str) -> Option<(&str, &str)> {
    text.split_once("://").filter(|(scheme, _)| is_scheme(scheme))
}

fn is_scheme(text: &str) -> bool {
    matches!(text, "http" | "https" | "ws" | "wss")
}

fn join(prefix: &str, path: &str) -> String {
    let prefix = prefix.trim_end_matches('/');
    let path = path.trim_start_matches('/');
    if path.is_empty() { prefix.to_owned() } else { format!("{prefix}/{path}") }
}

/// The schemes in a list, https first.
fn schemes_of(value: Option<&Value>) -> Vec<String> {
    let texts: Vec<&str> = match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let mut schemes = Vec::new();
    for text in texts {
        let scheme = text.trim().trim_end_matches("://").trim_end_matches(':').to_ascii_lowercase();
        if is_scheme(&scheme) && !schemes.contains(&scheme) {
            schemes.push(scheme);
        }
    }
    schemes.sort_by_key(|it| it != "https");
    schemes
}

fn servers(document: &mut Document, owner: &Pointer, site: &Site, schemes: &[String]) -> Value {
    let Site { host, path, has_scheme, at, members, .. } = site;
    let urls = if host.is_empty() {
        vec![if path.is_empty() { "/".to_owned() } else { path.clone() }]
    } else if *has_scheme {
        schemes.iter().map(|scheme| format!("{scheme}://{host}{path}")).collect()
    } else {
        vec![format!("{host}{path}")]
    };
    let now = owner.child("servers");
    let mut servers = Vec::new();
    for (index, url) in urls.into_iter().enumerate() {
        let server_at = now.index(index);
        document.origins.moved(at, &server_at);
        document.origins.moved(at, &server_at.child("url"));
        let mut server = Object::from_iter([("url".to_owned(), json!(url))]);
        server.extend(members.clone());
        if let Some(variables) = members.get("variables").and_then(Value::as_object) {
            record_variables(document, variables, &server_at.child("variables"));
        }
        servers.push(Value::Object(server));
    }
    Value::Array(servers)
}

/// Parameters of the host are variables of the server; so is all else in braces.
fn declare_variables(document: &mut Document, site: &mut Site, sink: &mut Sink) {
    let names = placeholders(&format!("{}{}", site.host, site.path));
    if names.is_empty() {
        return;
    }
    let known = known_values(document, &site.host);
    let mut variables = Object::new();
    for name in names {
        let Some((_, parameter)) = host_parameter(document, &name) else {
            document.report(sink, &site.at, findings::servers::undeclared_variable(&name));
            variables.insert(name.clone(), json!({"default": name, (extensions::REQUIRED): true}));
            continue;
        };
        let fallback = known.iter().find(|(it, _)| *it == name).map(|(_, value)| value.clone());
        variables.insert(name.clone(), variable(&name, &parameter, fallback));
    }
    let index = site.members.keys().position(|it| it.starts_with("x-"));
    let index = index.unwrap_or(site.members.len());
    insert_at(&mut site.members, index, "variables", Value::Object(variables));
}

fn variable(name: &str, parameter: &Object, fallback: Option<String>) -> Value {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let allowed: Vec<String> = parameter
        .get("enum")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(text)
        .collect();
    let default =
        parameter.get("default").and_then(text).or(fallback).or_else(|| allowed.first().cloned());
    let mut variable = Object::new();
    if !allowed.is_empty() {
        variable.insert("enum".to_owned(), json!(allowed));
    }
    let is_known = default.is_some();
    variable.insert("default".to_owned(), json!(default.unwrap_or_else(|| name.to_owned())));
    let kept = parameter.iter().filter(|(key, _)| key.starts_with("x-") || *key == "description");
    variable.extend(kept.map(|(key, value)| (key.clone(), value.clone())));
    if !is_known {
        variable.insert(extensions::REQUIRED.to_owned(), json!(true));
    }
    Value::Object(variable)
}

/// The parameter of the parameterized host, and where it is.
fn host_parameter(document: &Document, name: &str) -> Option<(Pointer, Object)> {
    let at = Pointer::root().child(PARAMETERIZED).child("parameters");
    let parameters = at.get(&document.root)?.as_array()?;
    parameters.iter().enumerate().find_map(|(index, parameter)| {
        let target = parameter.get("$ref").and_then(Value::as_str);
        let section = Pointer::root().child("components").child("parameters");
        let shared = target
            .map(|it| it.replace("#/parameters/", "#/components/parameters/"))
            .and_then(|it| component(&document.root, "parameters", &it));
        let (at, parameter) = match shared {
            Some((name, parameter)) => (section.child(&name), parameter),
            None => (at.index(index), parameter),
        };
        let is_it = parameter.get("name").and_then(Value::as_str) == Some(name);
        let parameter = flat(parameter.as_object()?);
        is_it.then_some((at, parameter))
    })
}

/// A parameter as 2.0 writes it: shared ones have been given a schema already.
fn flat(parameter: &Object) -> Object {
    let mut flat = parameter.clone();
    if let Some(Value::Object(schema)) = flat.shift_remove("schema") {
        flat.extend(schema);
    }
    flat
}

fn record_variables(document: &mut Document, variables: &Object, now: &Pointer) {
    for name in variables.keys() {
        if let Some((from, _)) = host_parameter(document, name) {
            document.origins.moved(&from, &now.child(name));
        }
    }
}

/// The names in braces.
fn placeholders(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for part in text.split('{').skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !name.is_empty()
            && !names.iter().any(|it| it == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// What the variables of a host template are in `host`, when that is one of the hosts it stands for.
fn known_values(document: &Document, template: &str) -> Vec<(String, String)> {
    let mut rest = document.root.get("host").and_then(Value::as_str).unwrap_or_default();
    let mut values = Vec::new();
    let mut parts = template.split('{');
    let Some(tail) = parts.next().and_then(|it| rest.strip_prefix(it)) else { return values };
    rest = tail;
    for part in parts {
        let Some((name, literal)) = part.split_once('}') else { return Vec::new() };
        let end = if literal.is_empty() { Some(rest.len()) } else { rest.find(literal) };
        let Some((value, tail)) = end.and_then(|it| rest.split_at_checked(it)) else {
            return Vec::new();
        };
        values.push((name.to_owned(), value.to_owned()));
        rest = tail.strip_prefix(literal).unwrap_or_default();
    }
    if rest.is_empty() && values.iter().all(|(_, it)| !it.is_empty()) { values } else { Vec::new() }
}
