//! OAuth 2.0 flows to the grants that a client can use.
//!
//! - In: the flows of a scheme. Those for people in a browser give codes and refresh tokens, which a client can use.
//! - Out: a setter for each grant, and the token URL with the variables that some server has. A URL with another
//!   variable is none: the user has to give one.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{ReferenceOr, SecurityScheme, Server};

use crate::extensions;
use crate::ir::{
    self, Auth, AuthKind, AuthorizationRequest, Grant, GrantKind, NamedServer, TokenUrl,
};
use crate::lower::names::{Scope, snake};
use crate::lower::walk::Walk;

/// The name of the setter for a source of tokens.
pub(super) fn source(auth: &Auth, setters: &mut Scope) -> Option<String> {
    match auth.kind {
        AuthKind::Bearer | AuthKind::OAuth2 | AuthKind::OpenIdConnect => {
            Some(setters.take(&format!("{}_source", auth.name)))
        }
        AuthKind::ApiKey { .. } | AuthKind::Http { .. } | AuthKind::Basic => None,
    }
}

/// What a grant is made from.
struct Flow<'a> {
    kind: GrantKind,
    url: &'a str,
    refresh_url: Option<&'a str>,
    authorization_url: Option<&'a str>,
    scopes: &'a IndexMap<String, String>,
}

impl<'a> Walk<'a> {
    /// The grants of a scheme.
    pub(super) fn grants(
        &self,
        auth: &Auth,
        scheme: &'a SecurityScheme,
        setters: &mut Scope,
    ) -> Vec<Grant> {
        let variables = self.server_variables();
        let grant = |flow: Flow<'_>| {
            let Flow { kind, url, refresh_url, authorization_url, scopes } = flow;
            let name = setter(kind);
            let own = |name: &str| format!("{}_{name}", snake(&auth.wire));
            let url_to_ask = authorization_url.and_then(|it| token_url(it, None, &variables));
            let request = url_to_ask.map(|url| AuthorizationRequest {
                name: setters.take_with(REQUEST, &[own(REQUEST)]),
                url,
            });
            Grant {
                kind,
                name: setters.take_with(name, &[own(name)]),
                token_url: token_url(url, refresh_url, &variables),
                request,
                scopes: scopes.iter().map(|(name, text)| (name.clone(), text.clone())).collect(),
            }
        };
        flows(scheme).into_iter().map(grant).collect()
    }

    /// The variables of all servers with the first default of each.
    fn server_variables(&self) -> Variables<'a> {
        let items = self.api.paths.paths.values().filter_map(ReferenceOr::as_item);
        let of_items = items.flat_map(|it| &it.servers);
        let of_operations = self.canonical.operations().flat_map(|it| &it.source.servers);
        let mut found = BTreeMap::new();
        let all = self.api.servers.iter().chain(of_items).chain(of_operations);
        for Server { variables, .. } in all {
            for (name, variable) in variables.iter().flatten() {
                let is_made_up = extensions::is_on(variable.extensions.get(extensions::REQUIRED));
                let default = Some(variable.default.as_str());
                let default = default.filter(|it| !it.is_empty() && !is_made_up);
                found.entry(name.as_str()).or_insert(default);
            }
        }
        found
    }
}

fn setter(kind: GrantKind) -> &'static str {
    match kind {
        GrantKind::Password => "password_grant",
        GrantKind::ClientCredentials => "client_credentials",
        GrantKind::RefreshToken => "refresh_token_grant",
        GrantKind::AuthorizationCode => "authorization_code",
    }
}

/// What begins an authorization.
const REQUEST: &str = "authorization_request";

/// The flows as the description has them, in the order of its specification.
///
/// Source: OpenAPI 3.0.4, "OAuth Flows Object".
pub(super) fn flows_stated(scheme: &SecurityScheme) -> Vec<ir::Flow> {
    let SecurityScheme::OAuth2 { flows, .. } = scheme else { return Vec::new() };
    let flow = |name, urls: [Option<&String>; 3], scopes: &IndexMap<String, String>| {
        let [authorization_url, token_url, refresh_url] = urls.map(Option::<&String>::cloned);
        let scopes = scopes.keys().cloned().collect();
        ir::Flow { name, authorization_url, token_url, refresh_url, scopes }
    };
    let implicit = flows.implicit.as_ref().map(|it| {
        let urls = [Some(&it.authorization_url), None, it.refresh_url.as_ref()];
        flow("implicit", urls, &it.scopes)
    });
    let password = flows.password.as_ref().map(|it| {
        flow("password", [None, Some(&it.token_url), it.refresh_url.as_ref()], &it.scopes)
    });
    let client = flows.client_credentials.as_ref().map(|it| {
        flow("clientCredentials", [None, Some(&it.token_url), it.refresh_url.as_ref()], &it.scopes)
    });
    let code = flows.authorization_code.as_ref().map(|it| {
        let urls = [Some(&it.authorization_url), Some(&it.token_url), it.refresh_url.as_ref()];
        flow("authorizationCode", urls, &it.scopes)
    });
    [implicit, password, client, code].into_iter().flatten().collect()
}

/// The grants that the flows allow; a refresh token comes of a flow with a person in it (RFC 6749, section 4.4.3).
fn flows(scheme: &SecurityScheme) -> Vec<Flow<'_>> {
    let SecurityScheme::OAuth2 { flows, .. } = scheme else { return Vec::new() };
    let mut found = Vec::new();
    let mut refresh = None;
    if let Some(code) = &flows.authorization_code {
        let (url, scopes) = (code.token_url.as_str(), &code.scopes);
        let refresh_url = code.refresh_url.as_deref();
        found.push(Flow {
            kind: GrantKind::AuthorizationCode,
            url,
            refresh_url,
            authorization_url: Some(&code.authorization_url),
            scopes,
        });
        refresh = Some((refresh_url.unwrap_or(url), scopes));
    }
    if let Some(password) = &flows.password {
        let (url, scopes) = (password.token_url.as_str(), &password.scopes);
        let refresh_url = password.refresh_url.as_deref();
        let kind = GrantKind::Password;
        found.push(Flow { kind, url, refresh_url, authorization_url: None, scopes });
        refresh.get_or_insert((refresh_url.unwrap_or(url), scopes));
    }
    if let Some(client) = &flows.client_credentials {
        let (url, scopes) = (client.token_url.as_str(), &client.scopes);
        let refresh_url = client.refresh_url.as_deref();
        let kind = GrantKind::ClientCredentials;
        found.push(Flow { kind, url, refresh_url, authorization_url: None, scopes });
    }
    found.extend(refresh.map(|(url, scopes)| Flow {
        kind: GrantKind::RefreshToken,
        url,
        refresh_url: None,
        authorization_url: None,
        scopes,
    }));
    found
}

type Variables<'a> = BTreeMap<&'a str, Option<&'a str>>;

/// The URL, if it is one and servers have all its variables.
fn token_url(url: &str, refresh_url: Option<&str>, servers: &Variables<'_>) -> Option<TokenUrl> {
    let url = url.trim();
    let mut variables = variables(url, servers)?;
    let elsewhere = refresh_url.map(str::trim).filter(|it| *it != url);
    let refresh_url = elsewhere.and_then(|it| {
        let more = self::variables(it, servers)?;
        variables.extend(more.into_iter().filter(|it| !variables.contains(it)).collect::<Vec<_>>());
        Some(it.to_owned())
    });
    Some(TokenUrl { url: url.to_owned(), refresh_url, variables, servers: Vec::new() })
}

/// Notes the named servers that token URLs begin with, when all of these are known.
pub(super) fn find_servers(auths: &mut [Auth], named: &[NamedServer]) {
    let grants = auths.iter_mut().flat_map(|it| &mut it.grants);
    let urls = grants.flat_map(|it| {
        it.token_url.as_mut().into_iter().chain(it.request.as_mut().map(|it| &mut it.url))
    });
    for token_url in urls {
        let TokenUrl { url, refresh_url, variables: _, servers } = token_url;
        let begun = |server: &NamedServer| {
            begins_with(url, server)
                || refresh_url.as_ref().is_some_and(|it| begins_with(it, server))
        };
        servers
            .extend(named.iter().enumerate().filter(|(_, it)| begun(it)).map(|(index, _)| index));
    }
}

/// As the runtime tells it: the server's URL ends where a path or a query begins.
fn begins_with(url: &str, server: &NamedServer) -> bool {
    let path = url.strip_prefix(server.url.trim_end_matches('/'));
    path.is_some_and(|it| it.is_empty() || it.starts_with(['/', '?']))
}

/// The variables in a URL with their defaults.
fn variables(url: &str, servers: &Variables<'_>) -> Option<Vec<(String, Option<String>)>> {
    if url.is_empty() {
        return None;
    }
    let mut variables: Vec<(String, Option<String>)> = Vec::new();
    let mut rest = url;
    while let Some((_, from)) = rest.split_once('{') {
        let (name, after) = from.split_once('}')?;
        let default = servers.get(name)?;
        if !variables.iter().any(|(it, _)| it == name) {
            variables.push((name.to_owned(), default.map(str::to_owned)));
        }
        rest = after;
    }
    Some(variables)
}
