//! Where requests go, and with which credentials.

use clientwright::internal::ir::{
    Auth, AuthKind, AuthorizationRequest, Docs, Grant, GrantKind, NamedServer, Place, Server,
    ServerVariable, TokenUrl,
};

use super::{Outline, renamed, suffix};

impl Outline<'_> {
    pub(super) fn server(&mut self, server: &Server) {
        let Server { name, url, docs, variables } = server;
        self.line(0, format_args!("server {name} {url}"), docs);
        for ServerVariable { name, wire, default, choices, docs, example } in variables {
            let ty = choices.map_or("String", |id| self.api.def(id).name.as_str());
            let default = suffix(" = ", default.as_ref());
            let line = format!("{}: {ty}{default}, for example {example}", renamed(name, wire));
            self.line(1, line, docs);
        }
    }

    pub(super) fn named_server(&mut self, server: &NamedServer) {
        let NamedServer { name, constant, url, docs, variables } = server;
        self.line(0, format_args!("named server {name} {constant} {url}"), docs);
        for (wire, default) in variables {
            self.plain(1, format_args!("{wire}{}", suffix(" = ", default.as_ref())));
        }
    }

    pub(super) fn auth(&mut self, auth: &Auth) {
        let Auth { wire, name, constant, kind, source, grants, docs, flows: _, discovery: _ } =
            auth;
        let kind = match kind {
            AuthKind::ApiKey { place, name } => {
                let place = match place {
                    Place::Header => "header",
                    Place::Query => "query",
                    Place::Cookie => "cookie",
                };
                format!("{place} {name}")
            }
            AuthKind::Bearer => "bearer".to_owned(),
            AuthKind::Basic => "basic".to_owned(),
            AuthKind::Http { scheme } => format!("http {scheme}"),
            AuthKind::OAuth2 => "oauth2".to_owned(),
            AuthKind::OpenIdConnect => "openIdConnect".to_owned(),
        };
        let source = source.as_ref().map_or_else(String::new, |it| format!(", or by {it}"));
        let line = format!("credential {} {constant}: {kind}{source}", renamed(name, wire));
        self.line(0, line, docs);
        for it in grants {
            self.grant(it);
        }
    }

    fn grant(&mut self, grant: &Grant) {
        let Grant { kind, name, token_url, request, scopes } = grant;
        let kind = match kind {
            GrantKind::Password => "password",
            GrantKind::ClientCredentials => "client credentials",
            GrantKind::RefreshToken => "refresh token",
            GrantKind::AuthorizationCode => "authorization code",
        };
        let url = token_url.as_ref().map_or_else(String::new, |it| self.token_url(it));
        let line = format!("grant {name}: {kind}{url}");
        self.line(1, line, &Docs::default());
        if let Some(AuthorizationRequest { name, url }) = request {
            self.plain(2, format_args!("asked for by {name}{}", self.token_url(url)));
        }
        for (name, text) in scopes {
            self.line(2, format!("scope {name}: {text}"), &Docs::default());
        }
    }

    fn token_url(&self, token_url: &TokenUrl) -> String {
        let TokenUrl { url, refresh_url, variables, servers } = token_url;
        let refresh = suffix(", refreshed at ", refresh_url.as_ref());
        let variables = variables
            .iter()
            .map(|(name, default)| format!(", {name}{}", suffix(" = ", default.as_ref())));
        let servers = servers.iter().map(|it| &self.api.named_servers[*it].name);
        let servers = servers.map(|it| format!(", of {it}"));
        format!(" at {url}{refresh}{}", variables.chain(servers).collect::<String>())
    }
}
