//! Every operation of the inventories, which were written from the vendors' fact sheets, is a method.

mod postman;

use std::fs;
use std::path::PathBuf;

use clientwright::internal::canonical::Canonical;
use clientwright::internal::diagnostic::Sink;
use clientwright::internal::dialect::Dialect;
use clientwright::internal::lower::{self, Ledger, Options};
use clientwright::{Request, Sources};

use crate::project::tree;

/// A method of a crate, and the route that it takes.
#[derive(Debug, PartialEq, Eq)]
struct Method {
    verb: String,
    path: String,
    name: String,
}

/// The methods that a vendor's description comes to.
fn described(vendor: &str) -> Vec<Method> {
    let names = fs::read_to_string(specs(vendor).join("names.lock")).ok();
    let mut ledger = names.map_or_else(Ledger::default, |it| Ledger::parse(&it).unwrap());
    let mut sink = Sink::default();
    let (canonical, dialect) = canonical(vendor, &mut sink);
    let options = Options { dialect: dialect.to_string(), ..Options::default() };
    let api = lower::lower(&canonical, &options, &mut ledger, &mut sink);
    let operations = api.operations().map(|(_, it)| Method {
        verb: it.method.clone(),
        path: it.path.clone(),
        name: it.name.clone(),
    });
    operations.collect()
}

/// The canonical document of a vendor's description.
pub(crate) fn canonical(vendor: &str, sink: &mut Sink) -> (Canonical, Dialect) {
    let dir = specs(vendor);
    let is_description = |it: &PathBuf| {
        let known = it.extension().is_some_and(|it| it == "json" || it == "yaml" || it == "yml");
        known && it.file_name().is_some_and(|it| it != "overlay.yaml")
    };
    let mut files = fs::read_dir(&dir).unwrap().map(|it| it.unwrap().path());
    let file = files.find(is_description).unwrap();

    let mut sources = Sources::default();
    let description = sources.add("description", fs::read_to_string(file).unwrap());
    let overlay = fs::read_to_string(dir.join("overlay.yaml")).ok();
    let overlay = overlay.map(|it| sources.add("overlay.yaml", it));
    let request = Request::new(description).overlay(overlay);
    clientwright::internal::read(&sources, &request, sink).unwrap()
}

/// The folder of a vendor's description.
fn specs(vendor: &str) -> PathBuf {
    crate::root().join("specs").join(vendor)
}

/// The rows of a vendor's inventory, without its head.
fn inventory(vendor: &str) -> Vec<Vec<String>> {
    let path = crate::root().join("tests/inventories").join(vendor).with_extension("tsv");
    let text = fs::read_to_string(&path).unwrap();
    text.lines().skip(1).map(|it| it.split('\t').map(str::to_owned).collect()).collect()
}

/// The methods with a route in their documentation, in the sources of a crate.
fn generated(package: &str) -> Vec<Method> {
    let mut found = Vec::new();
    for text in tree(&crate::root().join("generated").join(package).join("src")).values() {
        let mut route = None;
        for line in text.lines().map(str::trim) {
            if let Some(docs) = line.strip_prefix("///") {
                route = parse_route(docs).or(route);
            } else if let Some(rest) = line.strip_prefix("pub fn ") {
                let name = rest.split(['(', '<']).next().unwrap().to_owned();
                found.extend(route.take().map(|(verb, path)| Method { verb, path, name }));
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
fn check(vendor: &str, operations: usize, mut methods: Vec<Method>) {
    let rows = inventory(vendor);
    let mut missing = Vec::new();
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
    assert!(methods.is_empty(), "{vendor}: methods without a row: {methods:#?}");
    assert_eq!(rows.len(), operations);
}

#[test]
fn flexperto_describes_its_12_operations() {
    check("flexperto", 12, described("flexperto"));
}

#[test]
fn flow_describes_its_15_operations() {
    check("flow", 15, described("flow"));
}

#[test]
fn teamviewer_engage_describes_its_103_operations() {
    check("teamviewer-engage", 103, described("teamviewer-engage"));
}

#[test]
fn flexperto_has_its_12_operations() {
    check("flexperto", 12, generated("flexperto"));
}

#[test]
fn flow_has_its_15_operations() {
    check("flow", 15, generated("flow-webinars"));
}

#[test]
fn teamviewer_engage_has_its_103_operations() {
    check("teamviewer-engage", 103, generated("teamviewer-engage"));
}
