//! Credentials: what a request was sent with, held against what its operation asks for.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::pointer::Pointer;

use super::super::credentials::{scheme, sent};
use super::super::deviation::{Credential, Kind};
use super::super::exchange::Exchange;
use super::super::redacted::is_redacted;
use super::super::value::Direction;
use super::Holder;

impl Holder<'_> {
    /// Holds what was sent against what is asked for.
    pub(super) fn credential(&mut self) {
        let own = self.operation.at.child("security").get(self.root());
        let stated = own.or_else(|| self.root().get("security")).and_then(Value::as_array);
        let stated: Vec<_> = stated.into_iter().flatten().filter_map(Value::as_object).collect();
        // An empty list of its own says that there is none.
        if own.is_some() && stated.is_empty() {
            return;
        }
        let names: BTreeSet<&String> = stated.iter().flat_map(|it| it.keys()).collect();
        let sufficed: Vec<String> =
            names.into_iter().filter(|it| self.sends(it)).cloned().collect();
        let is_met = |it: &&Map<String, Value>| it.keys().all(|it| sufficed.contains(it));
        let at = self.operation.at.clone();
        if sufficed.is_empty()
            && let Some(sent) = sent(&self.exchange.request)
        {
            if !self.is_parameter(&sent) {
                self.note(&at, Kind::Credential(sent), None);
            }
            return;
        }
        let is_met = stated.is_empty() || stated.iter().any(is_met);
        if !is_met && is_evidence(self.exchange) {
            self.note(&at, Kind::CredentialUnneeded(sufficed), None);
        }
    }

    /// Whether a request has the credential of a scheme; what can't be told is taken for sent.
    fn sends(&self, name: &str) -> bool {
        let at = Pointer::root().child("components").child("securitySchemes").child(name);
        let Some((_, scheme_of)) = self.values(Direction::Sent).resolve(&at) else { return true };
        let text = |key: &str| scheme_of.get(key).and_then(Value::as_str).unwrap_or_default();
        let Exchange { request, query, url, .. } = self.exchange;
        let has_query = |name: &str| query.iter().any(|it| it.0 == name);
        let authorization = request.header("authorization");
        let name = text("name");
        match (text("type"), text("in")) {
            ("apiKey", "header") => request.header(&name.to_ascii_lowercase()).is_some(),
            ("apiKey", "query") => has_query(name),
            ("apiKey", "cookie") => request.header("cookie").is_some_and(|it| {
                is_redacted(it) || it.split(';').any(|it| it.trim().split('=').next() == Some(name))
            }),
            ("http", _) if text("scheme").eq_ignore_ascii_case("basic") => {
                let is_basic = |it: &str| scheme(it) == "basic" || is_redacted(&scheme(it));
                !url.username().is_empty() || authorization.is_some_and(is_basic)
            }
            ("http" | "oauth2" | "openIdConnect", _) => {
                has_query("access_token") || authorization.is_some_and(|it| scheme(it) != "basic")
            }
            _ => true,
        }
    }

    /// Whether a parameter of the operation is the header of a credential.
    fn is_parameter(&self, sent: &Credential) -> bool {
        let header = match sent {
            Credential::Header(header) => header,
            Credential::Bearer | Credential::Basic => "authorization",
        };
        self.parameters().into_iter().any(|(_, it)| {
            let text = |key: &str| it.get(key).and_then(Value::as_str).unwrap_or_default();
            text("in") == "header" && text("name").eq_ignore_ascii_case(header)
        })
    }
}

/// Whether an exchange shows that a credential wasn't needed: a page may be one to log in.
fn is_evidence(exchange: &Exchange) -> bool {
    exchange.shows_credentials
        && exchange.status / 100 == 2
        && exchange.response.media_type != "text/html"
}
