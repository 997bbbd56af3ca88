//! Servers, and the variables in their URLs.

mod named;

use std::collections::BTreeMap;

use openapiv3::{Server as Source, ServerVariable as Variable};

use crate::diagnostic::findings;
use crate::extensions;
use crate::http::UrlPart;
use crate::ir::{Docs, Server, ServerVariable, Ty, TypeKind};
use crate::lower::facets::provenance;
use crate::lower::names::{Kind, Scope, snake};
use crate::lower::owner::Owner;
use crate::lower::walk::Walk;
use crate::markdown::code;
use crate::pointer::Pointer;

/// What a server type has besides its constructors.
const RESERVED: &[&str] = &["clone", "custom", "default", "from", "into"];

impl Walk<'_> {
    pub(super) fn servers(&mut self) -> Vec<Server> {
        let mut scope = Scope::new(RESERVED);
        let api = self.api;
        let kept = self.kept_constructors(&mut scope);
        let mut servers = Vec::new();
        for (index, server) in api.servers.iter().enumerate() {
            let at = Pointer::root().child("servers").index(index);
            if let Some((scheme, _)) = server.url.split_once("://")
                && !scheme.contains('{')
                && !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
            {
                self.report(&at, findings::servers::other_protocol(scheme));
                continue;
            }
            let mut names = Scope::default();
            let mut variables = Vec::new();
            for (wire, variable) in arguments(server) {
                let name = names.take(&snake(wire));
                variables.push(self.server_variable(
                    (&server.url, wire),
                    name,
                    variable,
                    &at.child("variables").child(wire),
                ));
            }
            let extension = |name: &str| server.extensions.get(name);
            let name = constructor(server, index);
            let name = kept.get(&index).cloned().unwrap_or_else(|| scope.take(&name));
            self.ledger.record(Kind::Server, &at, &name);
            servers.push(Server {
                name,
                url: server.url.clone(),
                docs: Docs {
                    text: server.description.clone(),
                    provenance: provenance(extension),
                    deprecated: false,
                },
                variables,
            });
        }
        servers
    }

    /// The constructors of servers that users have, by the indices of the servers, which go by their URLs. Another address of
    /// a name whose server is gone is the same server.
    fn kept_constructors(&mut self, scope: &mut Scope) -> BTreeMap<usize, String> {
        for (index, server) in self.api.servers.iter().enumerate() {
            let at = Pointer::root().child("servers").index(index);
            self.ledger.call_server(&at, &server.url);
        }
        let mut kept = BTreeMap::new();
        for (index, server) in self.api.servers.iter().enumerate() {
            let at = Pointer::root().child("servers").index(index);
            if self.ledger.known(Kind::Server, &at).is_none() {
                self.ledger.move_server(&at, &constructor(server, index));
            }
            if let Some(name) = self.ledger.known(Kind::Server, &at)
                && scope.claim(name)
            {
                kept.insert(index, name.to_owned());
            }
        }
        kept
    }

    fn server_variable(
        &mut self,
        (url, wire): (&str, &str),
        name: String,
        variable: &Variable,
        at: &Pointer,
    ) -> ServerVariable {
        let docs = Docs {
            text: variable.description.clone(),
            provenance: provenance(|name| variable.extensions.get(name)),
            deprecated: false,
        };
        let choices = (!variable.enumeration.is_empty()).then(|| {
            let known = self.enumeration_of(&variable.enumeration, at);
            let text = format!("The variable {} in the URL of a server.", code(wire));
            let docs = Docs { text: Some(docs.text.clone().unwrap_or(text)), ..docs.clone() };
            self.found.owners.insert(at.clone(), Owner::ServerVariable(wire.to_owned()));
            self.define(at, docs, TypeKind::Enumeration(known))
        });
        let default = given_default(variable).map(str::to_owned);
        let example = default.clone().or_else(|| variable.enumeration.first().cloned());
        ServerVariable {
            name,
            wire: wire.to_owned(),
            default,
            choices: choices.as_ref().and_then(Ty::named),
            docs,
            example: example.unwrap_or_else(|| UrlPart::of(url, wire).stand_in().to_owned()),
        }
    }
}

/// The variables of a server in the order of its URL, since that of `variables` has no meaning: its constructor takes them.
fn arguments(server: &Source) -> Vec<(&String, &Variable)> {
    let place = |wire: &str| server.url.find(&format!("{{{wire}}}"));
    let variables = server.variables.iter().flatten().filter(|(wire, _)| place(wire).is_some());
    let mut variables: Vec<_> = variables.collect();
    variables.sort_by_key(|(wire, _)| place(wire));
    variables
}

/// What the constructor of a server asks to be called.
fn constructor(server: &Source, index: usize) -> String {
    let variables = arguments(server);
    // Whether the scheme or the port varies says least about a server.
    let is_telling = |(wire, _): &&(&String, _)| {
        !matches!(UrlPart::of(&server.url, wire), UrlPart::Scheme | UrlPart::Port)
    };
    let telling = variables.iter().find(is_telling).or(variables.first());
    match (given_name(server), telling, short_description(server)) {
        (Some(name), _, _) | (None, None, Some(name)) => snake(name),
        (None, Some((wire, _)), _) => snake(wire),
        (None, None, None) if index == 0 => "standard".to_owned(),
        (None, None, None) => "alternative".to_owned(),
    }
}

/// The name that the description gives a server.
fn given_name(server: &Source) -> Option<&str> {
    let keys = [extensions::NAME, "x-name"];
    keys.into_iter().find_map(|it| extensions::text(&server.extensions, it))
}

/// A description that can be a name.
fn short_description(server: &Source) -> Option<&str> {
    let text = server.description.as_deref();
    text.filter(|it| it.split_whitespace().count() <= 3 && it.len() <= 30)
}

/// The default of a variable, unless the normalizer had to make one up, because the document's dialect needs none.
fn given_default(variable: &Variable) -> Option<&str> {
    let made_up = extensions::is_on(variable.extensions.get(extensions::REQUIRED));
    Some(variable.default.as_str()).filter(|it| !it.is_empty() && !made_up)
}
