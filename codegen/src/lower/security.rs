//! Security schemes to credentials, and security requirements to indices into them; `grants` is about tokens.

mod signs;

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme};

use crate::canonical::Canonical;
use crate::diagnostic::findings;
use crate::extensions;
use crate::http::{is_computed_scheme, is_token};
use crate::ir::{Auth, AuthKind, Docs, Place, RequestSigner};
use crate::lower::grants;
use crate::lower::names::{CLIENT_RESERVED, Kind, Scope, shouty, snake};
use crate::lower::resolver::SECURITY_SCHEMES;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

/// Names that a client's builder has anyway.
pub(super) const BUILDER_METHODS: &[&str] = &[
    "anonymous",
    "build",
    "connect_timeout",
    "cookies",
    "deviations",
    "from_env",
    "from_variables",
    "header",
    "idle_timeout",
    "max_body",
    "observer",
    "retry",
    "retry_budget",
    "server",
    "signer",
    "timeout",
    "trace_context",
    "transport",
    "user_agent",
    "wrap",
];

/// Statics that a client's file has anyway.
pub(super) const CLIENT_STATICS: &[&str] = &["PACKAGE", "VARIABLES"];

/// The name of a setter: what each client calls a credential of its kind, or the scheme's own name.
fn setter(setters: &mut Scope, wire: &str, kind: &AuthKind) -> String {
    let own = snake(wire);
    match kind {
        AuthKind::ApiKey { .. } | AuthKind::Http { .. } => setters.take(&own),
        AuthKind::Bearer => setters.take_with("bearer_token", &[own]),
        AuthKind::Basic => setters.take_with("basic_auth", &[own]),
        AuthKind::OAuth2 | AuthKind::OpenIdConnect => setters.take_with("access_token", &[own]),
    }
}

impl Walk<'_> {
    /// The credentials that the description knows.
    pub(super) fn auths(&mut self) -> Vec<Auth> {
        let at = Pointer::root().child("components").child("securitySchemes");
        let mut setters = Scope::new(&[BUILDER_METHODS, CLIENT_RESERVED].concat());
        let mut constants = Scope::new(CLIENT_STATICS);
        let schemes = self.api.components.as_ref().map(|it| &it.security_schemes);
        let kept = self.kept_setters(schemes.into_iter().flatten().map(|it| it.0), &mut setters);
        let mut auths = Vec::new();
        for (wire, scheme) in schemes.into_iter().flatten() {
            let found = self.resolver.find(&SECURITY_SCHEMES, scheme, &at);
            let Some((scheme, _)) = found else { continue };
            let Some((kind, description)) = self.auth_kind(scheme, &at.child(wire)) else {
                continue;
            };
            self.found.auths.insert(wire, auths.len());
            let name = match kept.get(wire.as_str()) {
                Some(name) => name.clone(),
                None => setter(&mut setters, wire, &kind),
            };
            self.ledger.record(Kind::Credential, &at.child(wire), &name);
            auths.push(Auth {
                wire: wire.clone(),
                name,
                constant: constants.take(&shouty(wire)),
                kind,
                source: None,
                grants: Vec::new(),
                flows: grants::flows_stated(scheme),
                discovery: discovery(scheme),
                docs: Docs {
                    text: description,
                    deprecated: is_deprecated(scheme),
                    ..Docs::default()
                },
            });
        }
        // Behind all others, so that no name of a credential changes for a way to get it.
        for auth in &mut auths {
            let scheme = schemes.and_then(|it| it.get(&auth.wire));
            let scheme = scheme.and_then(|it| self.resolver.find(&SECURITY_SCHEMES, it, &at));
            auth.source = grants::source(auth, &mut setters);
            auth.grants = scheme.map_or_else(Vec::new, |it| self.grants(auth, it.0, &mut setters));
        }
        if !auths.is_empty() && self.known.security_is_missing {
            self.report(&at, findings::security::required_nowhere());
        }
        self.found.usual_security = self.usual_security();
        self.report_undescribed_security();
        auths
    }

    /// The setters of schemes that users have, which nothing new takes; that of one that is gone is free, since what is
    /// called alike takes the same kind of secret.
    fn kept_setters<'n>(
        &self,
        schemes: impl Iterator<Item = &'n String>,
        setters: &mut Scope,
    ) -> BTreeMap<&'n str, String> {
        let at = Pointer::root().child("components").child("securitySchemes");
        let known = schemes.filter_map(|wire| {
            let name = self.ledger.known(Kind::Credential, &at.child(wire))?;
            setters.claim(name).then(|| (wire.as_str(), name.to_owned()))
        });
        known.collect()
    }

    /// What operations may need that say nothing of it in a description where others do: what those need, the most usual
    /// first, or nothing.
    ///
    /// By the letter they need nothing (OpenAPI 3.0.4, "Operation Object"); but `security: []` is how to say that, and
    /// most who leave it out have forgotten it.
    fn usual_security(&mut self) -> Vec<Vec<usize>> {
        if self.api.security.is_some() {
            return Vec::new();
        }
        let mut counts: Vec<(Vec<usize>, usize)> = Vec::new();
        let (mut unmarked, mut n_all) = (Vec::new(), 0);
        for endpoint in self.canonical.operations() {
            n_all += 1;
            let Some(own) = &endpoint.source.security else {
                unmarked.push(endpoint.at());
                continue;
            };
            for alternative in self.sendable(own).into_iter().filter(|it| !it.is_empty()) {
                match counts.iter_mut().find(|(it, _)| *it == alternative) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((alternative, 1)),
                }
            }
        }
        let Some(first) = unmarked.first().filter(|_| !counts.is_empty()) else {
            return Vec::new();
        };
        self.report(first, findings::security::unmarked(unmarked.len(), n_all));
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts.into_iter().map(|(it, _)| it).chain([Vec::new()]).collect()
    }

    /// Says where an HTTP authentication scheme is none that IANA knows: it may be a slip.
    fn check_registered(&mut self, scheme: &str, at: &Pointer) {
        let lower = scheme.to_ascii_lowercase();
        if !REGISTERED.contains(&lower.as_str()) {
            let near = self.sink.most_similar(&lower, REGISTERED);
            self.report(at, findings::security::unregistered_http_scheme(scheme, near));
        }
    }

    fn auth_kind(
        &mut self,
        scheme: &SecurityScheme,
        at: &Pointer,
    ) -> Option<(AuthKind, Option<String>)> {
        match scheme {
            SecurityScheme::APIKey { location, name, description, extensions } => {
                if extensions.get(API_GATEWAY).is_some_and(|it| it == "awsSigv4") {
                    self.found.signers.insert(RequestSigner::AwsSigV4);
                }
                let place = match location {
                    APIKeyLocation::Header => Place::Header,
                    APIKeyLocation::Query => Place::Query,
                    APIKeyLocation::Cookie => Place::Cookie,
                };
                if place != Place::Query && !is_token(name) {
                    let kind = if place == Place::Header { "header" } else { "cookie" };
                    self.report(at, findings::security::unusable_key_name(kind, name));
                    return None;
                }
                Some((AuthKind::ApiKey { place, name: name.clone() }, description.clone()))
            }
            SecurityScheme::HTTP { scheme, description, .. } => {
                match scheme.to_ascii_lowercase().as_str() {
                    "bearer" => Some((AuthKind::Bearer, description.clone())),
                    "basic" => Some((AuthKind::Basic, description.clone())),
                    other if !is_token(other) || is_computed_scheme(other) => {
                        let signer = signer(other);
                        self.found.signers.extend(signer);
                        self.report(
                            at,
                            findings::security::unsupported_http_scheme(
                                other,
                                signer.map(|it| (it.name(), it.feature())),
                            ),
                        );
                        None
                    }
                    _ => {
                        self.check_registered(scheme, at);
                        Some((AuthKind::Http { scheme: scheme.clone() }, description.clone()))
                    }
                }
            }
            SecurityScheme::OAuth2 { description, .. } => {
                Some((AuthKind::OAuth2, description.clone()))
            }
            SecurityScheme::OpenIDConnect { description, .. } => {
                Some((AuthKind::OpenIdConnect, description.clone()))
            }
        }
    }

    /// The alternatives of an operation; a scheme that can't be sent leaves its alternative without it.
    pub(super) fn requirements(
        &self,
        own: Option<&Vec<SecurityRequirement>>,
        auths: &[Auth],
    ) -> Vec<Vec<usize>> {
        if self.known.security_is_missing {
            let each = (0..auths.len()).map(|index| vec![index]);
            return each.chain((!auths.is_empty()).then(Vec::new)).collect();
        }
        match own.or(self.api.security.as_ref()) {
            Some(requirements) => self.sendable(requirements),
            None => self.found.usual_security.clone(),
        }
    }

    /// The alternatives as the description has them, with the scopes that each scheme needs; where it says nothing, those
    /// that are taken for it.
    pub(super) fn stated_requirements(
        &self,
        own: Option<&Vec<SecurityRequirement>>,
        taken: &[Vec<usize>],
        auths: &[Auth],
    ) -> Vec<Vec<(String, Vec<String>)>> {
        if let Some(stated) = own.or(self.api.security.as_ref()) {
            let scheme = |(name, scopes): (&String, &Vec<String>)| (name.clone(), scopes.clone());
            return stated.iter().map(|it| it.iter().map(scheme).collect()).collect();
        }
        let scheme = |it: &usize| Some((auths.get(*it)?.wire.clone(), Vec::new()));
        taken.iter().map(|it| it.iter().filter_map(scheme).collect()).collect()
    }

    /// The alternatives of which anything can be sent.
    fn sendable(&self, requirements: &[SecurityRequirement]) -> Vec<Vec<usize>> {
        let (mut alternatives, mut seen) = (Vec::new(), BTreeSet::new());
        for requirement in requirements {
            let known = requirement.keys().filter_map(|name| self.found.auths.get(name.as_str()));
            let alternative: Vec<usize> = known.copied().collect();
            // Nothing of it can be sent: that isn't the same as an alternative without credentials.
            if (alternative.is_empty() && !requirement.is_empty())
                || !seen.insert(alternative.clone())
            {
                continue;
            }
            alternatives.push(alternative);
        }
        alternatives
    }

    /// The schemes that requests of an operation go without: of its alternatives, those of the one that lacks fewest.
    pub(super) fn unsent(&self, own: Option<&Vec<SecurityRequirement>>) -> Vec<String> {
        if self.known.security_is_missing {
            return Vec::new();
        }
        let alternatives = own.or(self.api.security.as_ref()).into_iter().flatten();
        let unsent = alternatives.map(|requirement| {
            let names = requirement.keys().filter(|it| !self.found.auths.contains_key(it.as_str()));
            names.cloned().collect::<Vec<_>>()
        });
        unsent.min_by_key(Vec::len).unwrap_or_default()
    }
}

/// Where a scheme of `OpenID` Connect is described.
fn discovery(scheme: &SecurityScheme) -> Option<String> {
    match scheme {
        SecurityScheme::OpenIDConnect { open_id_connect_url, .. } => {
            Some(open_id_connect_url.clone())
        }
        SecurityScheme::APIKey { .. }
        | SecurityScheme::HTTP { .. }
        | SecurityScheme::OAuth2 { .. } => None,
    }
}

/// What the descriptions that Amazon API Gateway exports say of how requests are authenticated.
const API_GATEWAY: &str = "x-amazon-apigateway-authtype";

/// What signs requests for a scheme, if the runtime has it; `awsv4` is Postman's name.
fn signer(scheme: &str) -> Option<RequestSigner> {
    match scheme {
        "digest" => Some(RequestSigner::Digest),
        "awsv4" | "aws4-hmac-sha256" | "aws-sigv4" | "awssigv4" => Some(RequestSigner::AwsSigV4),
        _ => None,
    }
}

/// Whether the description says that a scheme should not be used any more.
fn is_deprecated(scheme: &SecurityScheme) -> bool {
    let (SecurityScheme::APIKey { extensions, .. }
    | SecurityScheme::HTTP { extensions, .. }
    | SecurityScheme::OAuth2 { extensions, .. }
    | SecurityScheme::OpenIDConnect { extensions, .. }) = scheme;
    extensions::is_on(extensions.get(extensions::DEPRECATED))
}

/// The schemes that IANA has in its registry of HTTP authentication schemes, and two that are in use for long (`NTLM`,
/// `Token`).
const REGISTERED: [&str; 16] = [
    "basic",
    "bearer",
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "ntlm",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "token",
    "vapid",
];

/// Whether the description says nowhere which requests need credentials.
///
/// Nobody describes credentials for nothing: whichever is set is then sent with every request.
pub(super) fn is_missing(canonical: &Canonical) -> bool {
    canonical.api.security.is_none()
        && canonical.operations().all(|it| it.source.security.is_none())
}
