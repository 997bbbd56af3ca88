//! Which operation a request was made to.
//!
//! The path is taken without that of a server. Of several templates that match, the one with the most literal segments is
//! meant (OpenAPI 3.0.4, "Path Templating Matching"), and one that asks for a query before one that doesn't.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::canonical::Canonical;
use crate::settings::Settings;

use super::exchange::Exchange;
use super::operation::{self, Operation};
use super::template::{Template, decoded};

/// Of how many different requests the path that they share is concluded.
const SAMPLE: usize = 512;

/// How many segments such a path may have.
const PREFIX: usize = 8;

/// The operations of a document, ready to be found.
#[derive(Debug)]
pub(super) struct Router {
    /// By their method.
    operations: BTreeMap<String, Vec<(Template, Operation)>>,
    /// The paths of the servers, the longest first; the last is empty.
    bases: Vec<String>,
    /// The path of the requests where no server has it: before the operations there is that.
    observed: Option<String>,
    /// Whether paths may begin at the root of a server.
    has_root: bool,
}

/// The operation that an exchange is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route<'r> {
    pub(super) operation: &'r Operation,
    /// The path before that of the operation.
    pub(super) base: &'r str,
    /// Whether the parameter at the end of the path is empty.
    pub(super) is_empty: bool,
}

/// How segments of a path are led to parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// One to each.
    Each,
    /// None to the last.
    Empty,
    /// Several to one.
    Span,
}

impl Router {
    pub(super) fn new(canonical: &Canonical, settings: &Settings, exchanges: &[Exchange]) -> Self {
        let mut operations: BTreeMap<String, Vec<(Template, Operation)>> = BTreeMap::new();
        let mut stated = BTreeSet::new();
        let root = &canonical.root;
        let mut add = |node: &Value| {
            let servers = node.get("servers").and_then(Value::as_array).into_iter().flatten();
            stated.extend(servers.map(|it| base(it).unwrap_or_default()));
        };
        add(root);
        for it in operation::all(canonical, settings) {
            [it.at.get(root), it.item.get(root)].into_iter().flatten().for_each(&mut add);
            let template = Template::new(&it.path);
            operations.entry(it.method.clone()).or_default().push((template, it));
        }
        // Without a server, paths begin at the root.
        let has_root = stated.is_empty() || stated.contains("");
        stated.insert(String::new());
        let mut bases: Vec<_> = stated.into_iter().collect();
        bases.sort_by_key(|it| (std::cmp::Reverse(it.len()), it.clone()));
        let mut router = Self { operations, bases, observed: None, has_root };
        router.observed = router.shared(exchanges);
        if let Some(shared) = &router.observed {
            router.has_root = shared.is_empty();
            router.bases.insert(0, shared.clone());
        }
        router
    }

    /// The path that the requests have before those of the operations, where no server has it.
    pub(super) fn observed(&self) -> Option<&str> {
        self.observed.as_deref()
    }

    /// The operation that an exchange is of.
    pub(super) fn find(&self, exchange: &Exchange) -> Option<Route<'_>> {
        let below = self.below(exchange);
        let paths: Vec<_> = below.into_iter().map(|(base, path)| (base, decoded(path))).collect();
        // A parameter takes no segment, or several, only where no operation is called otherwise.
        [Way::Each, Way::Empty, Way::Span].into_iter().find_map(|way| {
            let is_open = way != Way::Empty || exchange.url.path().ends_with('/');
            let mut paths = paths.iter().filter(|_| is_open);
            paths.find_map(|(base, path)| {
                let (_, operation) = self.best(exchange, path, way)?;
                Some(Route { operation, base, is_empty: way == Way::Empty })
            })
        })
    }

    /// The path of an exchange as a description would have it; `None` where it is below no server.
    pub(super) fn path<'e>(&self, exchange: &'e Exchange) -> Option<&'e str> {
        let (_, path) = self.below(exchange).first().copied()?;
        (self.has_root || path.len() < exchange.url.path().len()).then_some(path)
    }

    /// The paths of an exchange below those of servers, with these.
    fn below<'e>(&self, exchange: &'e Exchange) -> Vec<(&str, &'e str)> {
        let path = exchange.url.path();
        self.bases.iter().filter_map(|base| Some((base.as_str(), rest(path, base)?))).collect()
    }

    /// The operation that matches best, and how many of its segments are literal.
    fn best(&self, exchange: &Exchange, path: &[String], way: Way) -> Option<(usize, &Operation)> {
        let mut best: Option<((usize, usize), &Operation)> = None;
        let operations = self.operations.get(&exchange.method)?;
        for (template, operation) in operations {
            let literals = match way {
                Way::Each => template.matches(path, false),
                Way::Span => template.matches(path, true),
                Way::Empty if operation.ends_in_text => template.matches_empty(path),
                Way::Empty => None,
            };
            let Some(literals) = literals else { continue };
            if !operation.query.iter().all(|it| exchange.query.contains(it)) {
                continue;
            }
            let rank = (literals, operation.query.len());
            if best.as_ref().is_none_or(|(most, _)| rank > *most) {
                best = Some((rank, operation));
            }
        }
        best.map(|((literals, _), it)| (literals, it))
    }

    /// The path that the requests share before those of the operations; `None` where a server has it.
    ///
    /// Requests of no operation, such as those for the files of a page, may be among them; but most of the requests
    /// below that path have to be of operations, and none may be of one without it.
    fn shared(&self, exchanges: &[Exchange]) -> Option<String> {
        let mut requests: BTreeMap<(&str, String, &str), &Exchange> = BTreeMap::new();
        for it in exchanges {
            let origin = it.origin();
            if requests.len() < SAMPLE {
                requests.entry((&it.method, origin, it.url.path())).or_insert(it);
            }
        }
        // A template of parameters alone shows nothing.
        let literals = |it: &Exchange, path: &str| {
            let best = self.best(it, &decoded(path), Way::Each);
            best.map(|it| it.0).filter(|literals| *literals > 1)
        };
        let is_stated = |base: &&String| !base.is_empty() || self.has_root;
        let mut found: BTreeMap<String, (usize, usize, BTreeSet<String>)> = BTreeMap::new();
        for ((_, origin, path), exchange) in &requests {
            for base in self.bases.iter().filter(is_stated) {
                if rest(path, base).is_some_and(|it| literals(exchange, it).is_some()) {
                    return None;
                }
            }
            for (at, _) in path.match_indices('/').take(PREFIX + 1) {
                let (base, below) = path.split_at(at);
                if let Some(literals) = literals(exchange, below) {
                    let (count, sum, origins) = found.entry(base.to_owned()).or_default();
                    *count += 1;
                    *sum += literals;
                    origins.insert(origin.clone());
                }
            }
        }
        let is_most = |base: &String, count: usize, origins: &BTreeSet<String>| {
            let is_below = |path: &str| rest(path, base).is_some();
            let all = requests.keys().filter(|it| origins.contains(&it.1) && is_below(it.2));
            count * 2 >= all.count()
        };
        found.retain(|base, (count, _, origins)| is_most(base, *count, origins));
        let best = found
            .into_iter()
            .max_by_key(|(base, (count, sum, _))| (*count, *sum, std::cmp::Reverse(base.len())));
        best.map(|it| it.0)
    }
}

/// What of a path follows `base`, which ends before a slash.
fn rest<'p>(path: &'p str, base: &str) -> Option<&'p str> {
    path.strip_prefix(base).filter(|it| it.starts_with('/'))
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
