//! Where requests go: the servers of the document and of single operations.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::endpoints::{Endpoint, sound_name};
use super::variables::Variables;
use crate::extensions;

/// The template that most requests use, which the document's server has.
pub(super) fn usual<'a>(endpoints: impl Iterator<Item = &'a Endpoint<'a>> + Clone) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for endpoint in endpoints.clone().filter(|it| !it.base.is_empty()) {
        *counts.entry(&endpoint.base).or_default() += endpoint.requests.len();
    }
    let most = counts.values().max().copied().unwrap_or_default();
    let mut bases = endpoints.map(|it| it.base.as_str());
    bases.find(|it| counts.get(it) == Some(&most)).map(str::to_owned).unwrap_or_default()
}

/// The Server Object for a template.
pub(super) fn server(template: &str, variables: &Variables) -> Value {
    let mut declared = Map::new();
    let mut rest = template;
    while let Some((before, from)) = rest.split_once('{') {
        let Some((name, after)) = from.split_once('}') else { break };
        let role = match before {
            "" if declared.is_empty() && after.starts_with("://") => Role::Scheme,
            "" if declared.is_empty() => Role::Start,
            before if before.ends_with(':') => Role::Port,
            _ => Role::Part,
        };
        declared.insert(name.to_owned(), variable(name, role, variables));
        rest = after;
    }
    let mut server = Map::new();
    server.insert("url".to_owned(), Value::from(template));
    if !declared.is_empty() {
        server.insert("variables".to_owned(), Value::Object(declared));
    }
    Value::Object(server)
}

/// What a variable stands for, by its place in the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Scheme,
    /// The scheme, the host and whatever follows.
    Start,
    Port,
    Part,
}

/// The Server Variable Object.
fn variable(name: &str, role: Role, variables: &Variables) -> Value {
    let known = variables.names().find(|it| sound_name(it) == name).unwrap_or(name);
    let value = variables.value(known).filter(|it| !it.is_empty());
    let mut object = Map::new();
    let default = match (&value, role) {
        // What has no scheme is sent by plain HTTP.
        (Some(value), Role::Start) if !value.contains("://") => format!("http://{value}"),
        (Some(value), _) => value.clone(),
        (None, Role::Scheme) => "https".to_owned(),
        (None, Role::Start) => "https://example.com".to_owned(),
        (None, Role::Port) => "443".to_owned(),
        (None, Role::Part) => "example".to_owned(),
    };
    object.insert("default".to_owned(), Value::from(default));
    if let Some(text) = variables.declared(known).and_then(|it| it.description.clone()) {
        object.insert("description".to_owned(), Value::from(text));
    }
    if value.is_none() {
        object.insert(extensions::REQUIRED.to_owned(), json!(true));
    }
    Value::Object(object)
}
