//! Where requests go: the servers of the document and of single operations.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::endpoints::{Endpoint, sound_name};
use super::variables::Variables;
use crate::extensions;
use crate::http::UrlPart;

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
    while let Some((_, from)) = rest.split_once('{') {
        let Some((name, after)) = from.split_once('}') else { break };
        let part = UrlPart::of(template, name);
        declared.insert(name.to_owned(), variable(name, part, variables));
        rest = after;
    }
    let mut server = Map::new();
    server.insert("url".to_owned(), Value::from(template));
    if !declared.is_empty() {
        server.insert("variables".to_owned(), Value::Object(declared));
    }
    Value::Object(server)
}

/// The Server Variable Object.
fn variable(name: &str, part: UrlPart, variables: &Variables) -> Value {
    let known = variables.names().find(|it| sound_name(it) == name).unwrap_or(name);
    let value = variables.value(known).filter(|it| !it.is_empty());
    let mut object = Map::new();
    let default = match &value {
        // What has no scheme is sent by plain HTTP.
        Some(value) if part == UrlPart::Start && !value.contains("://") => {
            format!("http://{value}")
        }
        Some(value) => value.clone(),
        None => part.stand_in().to_owned(),
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
