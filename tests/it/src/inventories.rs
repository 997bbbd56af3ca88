//! Every operation of the inventories, which were written from the vendors' fact sheets, is a method.

use std::collections::BTreeSet;
use std::fs;

use crate::project::tree;

/// A method as its crate's source shows it: the route in its documentation, and its name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Method {
    verb: String,
    path: String,
    name: String,
}

/// The methods with a route in the sources of a crate.
fn methods(package: &str) -> BTreeSet<Method> {
    let mut found = BTreeSet::new();
    for (file, text) in tree(&crate::root().join("generated").join(package).join("src")) {
        let mut route = None;
        for line in text.lines().map(str::trim) {
            if let Some(docs) = line.strip_prefix("///") {
                route = parse_route(docs).or(route);
            } else if let Some(rest) = line.strip_prefix("pub fn ") {
                let name = rest.split(['(', '<']).next().unwrap().to_owned();
                if let Some((verb, path)) = route.take() {
                    let method = Method { verb, path, name };
                    assert!(found.insert(method), "{package}/src/{file}: twice: {line}");
                }
            } else if !line.starts_with("#[") {
                route = None;
            }
        }
    }
    found
}

/// Reads a line of documentation that is nothing but `` `GET /users/{id}` ``.
fn parse_route(docs: &str) -> Option<(String, String)> {
    let (verb, path) = docs.trim().strip_prefix('`')?.strip_suffix('`')?.split_once(' ')?;
    let is_route = verb.chars().all(|c| c.is_ascii_uppercase()) && path.starts_with('/');
    is_route.then(|| (verb.to_owned(), path.to_owned()))
}

/// A name without case and underscores: `confirmEmail` and `confirm_email` are one.
fn bare(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

#[track_caller]
fn check(vendor: &str, package: &str, operations: usize) {
    let path = crate::root().join("tests/inventories").join(vendor).with_extension("tsv");
    let text = fs::read_to_string(&path).unwrap();
    let mut methods: Vec<_> = methods(package).into_iter().collect();
    let mut missing = Vec::new();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|it| it.split('\t').collect()).collect();
    for row in &rows {
        let [_, operation, verb, path, ..] = row.as_slice() else { panic!("{row:?}") };
        // The inventories' paths begin at the host, the descriptions' at a base path.
        let found = methods.iter().position(|it| {
            it.verb == *verb && path.ends_with(&it.path) && bare(&it.name) == bare(operation)
        });
        match found {
            Some(n) => drop(methods.remove(n)),
            None => missing.push(format!("{operation}: {verb} {path}")),
        }
    }
    assert_eq!(missing, [""; 0], "{vendor}: no method for these; others: {methods:#?}");
    assert!(methods.is_empty(), "{vendor}: methods that the inventory doesn't have: {methods:#?}");
    assert_eq!(rows.len(), operations);
}

#[test]
#[ignore = "until generated/ holds the crates"]
fn flexperto_has_its_12_operations() {
    check("flexperto", "flexperto", 12);
}

#[test]
#[ignore = "until generated/ holds the crates"]
fn flow_has_its_15_operations() {
    check("flow", "flow-webinars", 15);
}

#[test]
#[ignore = "until generated/ holds the crates"]
fn teamviewer_engage_has_its_103_operations() {
    check("teamviewer-engage", "teamviewer-engage", 103);
}
