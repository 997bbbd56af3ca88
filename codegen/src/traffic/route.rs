//! Which operation a request was made to.
//!
//! The path is taken without that of a server. Of several templates that match, the one with the most literal segments is
//! meant (OpenAPI 3.0.4, "Path Templating Matching"), and one that asks for a query before one that doesn't.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::canonical::Canonical;
use crate::pointer::percent_decoded;

use super::exchange::Exchange;
use super::operation::{self, Operation};

/// The operations of a document, ready to be found.
#[derive(Debug)]
pub(super) struct Router {
    operations: Vec<Operation>,
    /// The paths of the servers, the longest first; the last is empty.
    bases: Vec<String>,
    /// Whether paths may begin at the root of a server.
    has_root: bool,
}

impl Router {
    pub(super) fn new(canonical: &Canonical) -> Self {
        let operations = operation::all(canonical);
        let mut stated = BTreeSet::new();
        let root = &canonical.root;
        let nodes = operations.iter().flat_map(|it| [it.at.get(root), it.item.get(root)]);
        for node in nodes.flatten().chain([root]) {
            let servers = node.get("servers").and_then(Value::as_array).into_iter().flatten();
            stated.extend(servers.map(|it| base(it).unwrap_or_default()));
        }
        // Without a server, paths begin at the root.
        let has_root = stated.is_empty() || stated.contains("");
        stated.insert(String::new());
        let mut bases: Vec<_> = stated.into_iter().collect();
        bases.sort_by_key(|it| (std::cmp::Reverse(it.len()), it.clone()));
        Self { operations, bases, has_root }
    }

    /// The operation that an exchange is of.
    pub(super) fn find(&self, exchange: &Exchange) -> Option<&Operation> {
        let paths: Vec<_> = self.paths(exchange).into_iter().map(decoded).collect();
        // A parameter takes several segments only where no operation is called otherwise.
        [false, true]
            .into_iter()
            .find_map(|may_span| paths.iter().find_map(|path| self.best(exchange, path, may_span)))
    }

    /// The path of an exchange as a description would have it; `None` where it is below no server.
    pub(super) fn path<'e>(&self, exchange: &'e Exchange) -> Option<&'e str> {
        let path = self.paths(exchange).first().copied()?;
        (self.has_root || path.len() < exchange.url.path().len()).then_some(path)
    }

    fn paths<'e>(&self, exchange: &'e Exchange) -> Vec<&'e str> {
        let path = exchange.url.path();
        let below = |base: &String| path.strip_prefix(base.as_str());
        self.bases.iter().filter_map(below).filter(|it| it.starts_with('/')).collect()
    }

    fn best(&self, exchange: &Exchange, path: &[String], may_span: bool) -> Option<&Operation> {
        let mut best: Option<((usize, usize), &Operation)> = None;
        for operation in self.operations.iter().filter(|it| it.method == exchange.method) {
            if !operation.query.iter().all(|it| exchange.query.contains(it)) {
                continue;
            }
            let Some(literals) = matches(&operation.path, path, may_span) else { continue };
            let rank = (literals, operation.query.len());
            if best.as_ref().is_none_or(|(most, _)| rank > *most) {
                best = Some((rank, operation));
            }
        }
        best.map(|it| it.1)
    }
}

/// The path of a server, without the slash at its end; `None` where it has none.
fn base(server: &Value) -> Option<String> {
    let mut url = server.get("url")?.as_str()?.to_owned();
    let variables = server.get("variables").and_then(Value::as_object);
    for (name, variable) in variables.into_iter().flatten() {
        let default = variable.get("default").and_then(Value::as_str).unwrap_or_default();
        url = url.replace(&format!("{{{name}}}"), default);
    }
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map(|(_, path)| format!("/{path}"))?,
        None if url.starts_with("//") => {
            url.trim_start_matches('/').split_once('/').map(|(_, path)| format!("/{path}"))?
        }
        None => url,
    };
    let path = path.trim_end_matches('/').to_owned();
    path.starts_with('/').then_some(path)
}

/// The segments of a path, without their encoding.
fn decoded(path: &str) -> Vec<String> {
    path.trim_end_matches('/').split('/').map(percent_decoded).collect()
}

/// How many segments of `path` are literal in `template`, where it matches.
fn matches(template: &str, path: &[String], may_span: bool) -> Option<usize> {
    let template: Vec<&str> = template.trim_end_matches('/').split('/').collect();
    segments(&template, path, may_span)
}

/// How many segments of a path a parameter may take.
const SPAN: usize = 64;

fn segments(template: &[&str], path: &[String], may_span: bool) -> Option<usize> {
    // Where in the path what was matched so far may end.
    let mut ends = BTreeSet::from([0]);
    let may_span = may_span && path.len() <= SPAN;
    // Each part takes one segment then.
    if !may_span && template.len() != path.len() {
        return None;
    }
    for part in template {
        let mut next = BTreeSet::new();
        for start in &ends {
            let left = path.get(*start..).unwrap_or_default();
            let spans = if may_span && part.contains('{') { left.len() } else { left.len().min(1) };
            for length in 1..=spans {
                let taken = left.get(..length).unwrap_or_default().join("/");
                if segment(part, &taken).is_some() {
                    next.insert(*start + length);
                }
            }
        }
        ends = next;
    }
    let n_literal = template.iter().filter(|it| !it.contains('{')).count();
    ends.contains(&path.len()).then_some(n_literal)
}

/// Whether a segment is literal, where it matches.
fn segment(template: &str, text: &str) -> Option<bool> {
    let Some((before, rest)) = template.split_once('{') else {
        return (percent_decoded(template) == text).then_some(true);
    };
    let (_, after) = rest.split_once('}')?;
    let text = text.strip_prefix(before)?;
    let next = after.split('{').next().unwrap_or_default();
    if after.is_empty() {
        return (!text.is_empty()).then_some(false);
    }
    // What follows the parameter begins at the first place where the rest matches.
    let starts = text.match_indices(next).map(|(at, _)| at).filter(|at| *at > 0);
    let mut tails = starts.filter_map(|at| text.get(at..));
    tails.any(|tail| segment(after, tail).is_some()).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::{decoded, matches};

    #[test]
    fn literals_count_and_parameters_take_a_segment() {
        assert_eq!(matches("/users/me", &decoded("/users/me"), false), Some(3));
        assert_eq!(matches("/users/{id}", &decoded("/users/me"), false), Some(2));
        assert_eq!(matches("/users/{id}", &decoded("/users/me/x"), false), None);
        assert_eq!(matches("/users/{id}", &decoded("/users/"), false), None);
        assert_eq!(matches("/files/{path}", &decoded("/files/a/b"), true), Some(2));
        assert_eq!(matches("/a%20b/{x}:run", &decoded("/a%20b/7:run"), false), Some(2));
        assert_eq!(matches("/r/{x}.{y}", &decoded("/r/a.json"), false), Some(2));
        assert_eq!(matches("/r/{x}.{y}", &decoded("/r/.json"), false), None);
    }
}
