//! Collections of all versions, read.
//!
//! - In: a collection as exported, or as the API or the documenter wrap it. Its version is told from its shape, because
//!   what it says of itself is often wrong.
//! - Out: one [`Collection`], with names, inheritance and order settled; every request in it has an address.
//! - Anything may stand anywhere. What has no reading is left out with a finding.
//!
//! Source: the schemas of <https://schema.getpostman.com>, and what Postman's own converter makes of version 1.0.

mod auth;
mod bodies;
mod entries;
mod items;
mod old;
mod request;
mod responses;
mod scripts;
mod sent;
mod spot;
mod tree;
mod url;

#[cfg(test)]
mod tests;

pub(super) use entries::form_text;

use super::collection::Collection;
use super::variables::{Variable, Variables};
use crate::diagnostic::Sink;
use crate::document::Document;
use sent::Defaults;
use spot::Spot;

/// How many wrappers may be around a collection.
const WRAPPERS: usize = 3;

/// Reads the collection that `document` is.
pub(in crate::normalize::postman) fn read(document: &Document, sink: &mut Sink) -> Collection {
    let root = Spot::root(document);
    let mut environments = environments(&root);
    let mut spot = root;
    for _ in 0..WRAPPERS {
        let is_bare = spot.any(&["item", "requests"]).is_some();
        let Some(inner) = spot.get("collection").filter(|it| !is_bare && it.is_object()) else {
            break;
        };
        spot = inner;
        environments.extend(self::environments(&spot));
    }
    let mut scopes = Vec::new();
    let top = if old::is_old(&spot) {
        old::group(&spot, Defaults::default(), &mut scopes, sink)
    } else {
        items::group(&spot, Defaults::default(), &mut scopes, sink)
    };
    let mut collection = about(&spot);
    collection.variables = variables(&environments, &scopes);
    tree::settle(top, &mut collection);
    collection
}

/// What a collection says of itself.
fn about(spot: &Spot<'_>) -> Collection {
    let info = spot.get("info").unwrap_or_else(|| spot.clone());
    Collection {
        name: info.word_of(&["name"]).or_else(|| spot.word_of(&["name"])).unwrap_or_default(),
        description: info.description().or_else(|| spot.description()),
        version: info.get("version").and_then(|it| version(&it)),
        ..Collection::default()
    }
}

/// A version: a text, or an object with its parts.
fn version(spot: &Spot<'_>) -> Option<String> {
    let part = |key: &str| spot.word_of(&[key]).unwrap_or_else(|| "0".to_owned());
    let version = if spot.is_object() {
        let numbers = format!("{}.{}.{}", part("major"), part("minor"), part("patch"));
        let rest = spot.word_of(&["identifier"]).map(|it| format!("-{it}"));
        numbers + &rest.unwrap_or_default()
    } else {
        spot.text()?.trim().to_owned()
    };
    (!version.is_empty()).then_some(version)
}

/// The environments that came along: the lists of their values.
fn environments<'a>(spot: &Spot<'a>) -> Vec<Spot<'a>> {
    let Some(environments) = spot.any(&["environments", "environment"]) else { return Vec::new() };
    let all = if environments.is_object() { vec![environments] } else { environments.items() };
    all.iter().filter_map(|it| it.any(&["values", "variable"])).collect()
}

/// All variables. An environment's value counts before the collection's, as in Postman, and the first environment's before
/// those of the others; the collection's counts before a folder's, because it is the one that most requests mean.
fn variables(environments: &[Spot<'_>], scopes: &[Spot<'_>]) -> Variables {
    let mut variables = Variables::default();
    for scope in environments.iter().chain(scopes) {
        for spot in scope.items() {
            if let Some(name) = spot.word_of(&["key", "id", "name"]).filter(|_| !spot.is_off()) {
                variables.declare(&name, variable(&spot));
            }
        }
        for (name, spot) in scope.members() {
            let value = spot.any_text().unwrap_or_default();
            variables.declare(name, Variable { value, description: None });
        }
    }
    variables
}

fn variable(spot: &Spot<'_>) -> Variable {
    // A secret is for the user to set, and must get into no generated code.
    let is_secret = spot.text_of("type").as_deref() == Some("secret");
    let value = ["value", "initialValue", "currentValue"].iter().find_map(|it| spot.get(it));
    let value = value.filter(|_| !is_secret).and_then(|it| it.any_text());
    let value = value.unwrap_or_default();
    Variable { value, description: spot.description() }
}
