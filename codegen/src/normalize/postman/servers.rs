//! Where requests go: the servers of the document and of single operations.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::endpoints::{Endpoint, sound_name};
use super::variables::Variables;

/// The template that most requests use, which the document's server has.
pub(super) fn usual(endpoints: &[Endpoint<'_>]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for endpoint in endpoints.iter().filter(|it| !it.base.is_empty()) {
        *counts.entry(&endpoint.base).or_default() += endpoint.requests.len();
    }
    let most = counts.values().max().copied().unwrap_or_default();
    let first = endpoints.iter().find(|it| counts.get(it.base.as_str()) == Some(&most));
    first.map(|it| it.base.clone()).unwrap_or_default()
}

/// The Server Object for a template.
pub(super) fn server(template: &str, variables: &Variables) -> Value {
    let mut declared = Map::new();
    let mut rest = template;
    while let Some((before, from)) = rest.split_once('{') {
        let Some((name, after)) = from.split_once('}') else { break };
        let is_start = before.is_empty() && declared.is_empty();
        declared.insert(name.to_owned(), variable(name, is_start, variables));
        rest = after;
    }
    let mut server = Map::new();
    server.insert("url".to_owned(), Value::from(template));
    if !declared.is_empty() {
        server.insert("variables".to_owned(), Value::Object(declared));
    }
    Value::Object(server)
}

/// The Server Variable Object; one at the start of the address stands for the scheme and host too.
fn variable(name: &str, is_start: bool, variables: &Variables) -> Value {
    let known = variables.names().find(|it| sound_name(it) == name).unwrap_or(name);
    let value = variables.value(known).filter(|it| !it.is_empty());
    let mut object = Map::new();
    let default = match &value {
        // What has no scheme is sent by plain HTTP.
        Some(value) if is_start && !value.contains("://") => format!("http://{value}"),
        Some(value) => value.clone(),
        None if is_start => "https://example.com".to_owned(),
        None => "example".to_owned(),
    };
    object.insert("default".to_owned(), Value::from(default));
    if let Some(text) = variables.declared(known).and_then(|it| it.description.clone()) {
        object.insert("description".to_owned(), Value::from(text));
    }
    if value.is_none() {
        object.insert("x-clientwright-required".to_owned(), json!(true));
    }
    Value::Object(object)
}
