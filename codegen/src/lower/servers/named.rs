//! Servers that operations and paths have of their own: each becomes one of the API, with a name.

use openapiv3::Server as Source;

use crate::canonical::Endpoint;
use crate::diagnostic::findings;
use crate::http::UrlPart;
use crate::ir::{Auth, Docs, NamedServer};
use crate::lower::facets::provenance;
use crate::lower::names::{CLIENT_RESERVED, Scope, shouty, snake};
use crate::lower::security::{BUILDER_METHODS, CLIENT_STATICS};
use crate::lower::servers::{given_default, given_name, short_description};
use crate::lower::walk::Walk;

impl Walk<'_> {
    /// The server of an operation that isn't sent to the client's: an index into [`Walk::named_servers`].
    ///
    /// A URL without a host is that of the document's own server, and so is one that is written as it is there.
    pub(in crate::lower) fn named_server(
        &mut self,
        endpoint: &Endpoint<'_>,
        auths: &[Auth],
    ) -> Option<usize> {
        let own = endpoint.source.servers.first().map(|it| (it, endpoint.at()));
        let (server, at) =
            own.or_else(|| Some((endpoint.item.servers.first()?, endpoint.item_at())))?;
        let root = self.api.servers.first();
        if root.is_some_and(|it| is_same(it, server)) {
            return None;
        }
        let (url, variables) = template(server, root);
        let filled = filled(&url, &variables);
        if !is_http(&filled) {
            if filled.contains("://") {
                let scheme = filled.split("://").next().unwrap_or_default();
                self.report(
                    &at.child("servers").index(0),
                    findings::servers::own_of_other_protocol(scheme),
                );
            }
            return None;
        }
        let same = |it: &NamedServer| it.url == url && it.variables == variables;
        if let Some(known) = self.found.named_servers.iter().position(same) {
            return Some(known);
        }
        let (name, constant) = self.setter(server, &url, auths);
        let docs = docs(server);
        self.found.named_servers.push(NamedServer { name, constant, url, docs, variables });
        Some(self.found.named_servers.len() - 1)
    }

    /// The names of the setter and the static, which nothing else in the client's file has.
    fn setter(&self, server: &Source, url: &str, auths: &[Auth]) -> (String, String) {
        let mut setters = Scope::new(&[BUILDER_METHODS, CLIENT_RESERVED].concat());
        let mut constants = Scope::new(CLIENT_STATICS);
        for auth in auths {
            let got = auth.grants.iter().map(|it| &it.name).chain(&auth.source);
            for name in got.chain([&auth.name]) {
                setters.claim(name);
            }
            constants.claim(&auth.constant);
        }
        for named in &self.found.named_servers {
            setters.claim(&named.name);
            constants.claim(&named.constant);
        }
        let alone = url.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
        let words = match (given_name(server), alone.filter(|it| !it.contains('{'))) {
            (Some(name), _) | (None, Some(name)) => name.to_owned(),
            (None, None) => {
                let root = self.api.servers.first().map_or("", |it| it.url.as_str());
                address(&short_description(server).map_or_else(|| told_by(url, root), snake))
            }
        };
        let name = setters.take(&snake(&words));
        let constant = constants.take(&shouty(&name));
        (name, constant)
    }
}

/// The URL and what is variable in it.
///
/// A variable that the document's server has as well is one and the same, unless their defaults say otherwise.
fn template(server: &Source, root: Option<&Source>) -> (String, Vec<(String, Option<String>)>) {
    let mut url = server.url.trim_end_matches('/').to_owned();
    let mut variables = Vec::new();
    for (wire, variable) in server.variables.iter().flatten() {
        let mark = format!("{{{wire}}}");
        if !url.contains(&mark) {
            continue;
        }
        let whole = UrlPart::of(&url, wire) == UrlPart::Start;
        // What stands for a whole URL has to be one, and no address has such characters.
        let default = given_default(variable).filter(|it| {
            (!whole || is_http(it)) && !it.contains([' ', '?', '#', '@', '\\', '{', '}'])
        });
        let elsewhere = root.filter(|it| it.url.contains(&mark));
        let elsewhere = elsewhere.and_then(|it| given_default(it.variables.as_ref()?.get(wire)?));
        match default {
            Some(it)
                if elsewhere.is_some_and(|other| other != it) || !whole && it.contains('/') =>
            {
                url = url.replace(&mark, it);
            }
            default => variables.push((wire.clone(), default.map(str::to_owned))),
        }
    }
    (url, variables)
}

/// The URL with the defaults, and something for what has none.
fn filled(url: &str, variables: &[(String, Option<String>)]) -> String {
    variables.iter().fold(url.to_owned(), |url, (wire, default)| {
        let value = default.as_deref().unwrap_or_else(|| UrlPart::of(&url, wire).stand_in());
        url.replace(&format!("{{{wire}}}"), value)
    })
}

fn is_http(url: &str) -> bool {
    let scheme = url.split_once("://").map(|it| it.0.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

fn is_same(one: &Source, other: &Source) -> bool {
    let defaults = |it: &Source| -> Vec<(String, String)> {
        let all = it.variables.iter().flatten();
        all.map(|(wire, variable)| (wire.clone(), variable.default.clone())).collect()
    };
    one.url.trim_end_matches('/') == other.url.trim_end_matches('/')
        && defaults(one) == defaults(other)
}

/// What is written about it: about a variable, where it is that alone.
fn docs(server: &Source) -> Docs {
    let mut variables = server.variables.iter().flatten().map(|(_, it)| it);
    let only = variables.next().filter(|_| variables.next().is_none());
    let of_variable = only.and_then(|it| it.description.clone());
    Docs {
        text: server.description.clone().or(of_variable),
        provenance: provenance(|name| server.extensions.get(name))
            .or_else(|| provenance(|name| only?.extensions.get(name))),
        deprecated: false,
    }
}

/// Words that say that it is an address.
fn address(name: &str) -> String {
    let last = name.rsplit('_').next().unwrap_or_default();
    if matches!(last, "url" | "uri" | "server" | "host" | "address" | "endpoint") {
        name.to_owned()
    } else {
        format!("{name}_url")
    }
}

/// What tells a URL from the document's: the names of the host, else the path, else the scheme.
fn told_by(url: &str, root: &str) -> String {
    let parts = |url: &str| {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.rsplit_once(':').map_or(host, |(name, _)| name);
        (scheme.to_owned(), host.to_owned(), path.to_owned())
    };
    let ((scheme, host, path), (_, root_host, root_path)) = (parts(url), parts(root));
    if host == root_host {
        return snake(if path == root_path { &scheme } else { &path });
    }
    let labels: Vec<&str> = host.split('.').collect();
    let shared = labels.iter().rev().zip(root_host.rsplit('.')).take_while(|(a, b)| **a == *b);
    // Of a host elsewhere it is the last label that says the least.
    let idle = shared.count().max(1).min(labels.len() - 1);
    snake(&labels.get(..labels.len() - idle).unwrap_or_default().join(" "))
}
