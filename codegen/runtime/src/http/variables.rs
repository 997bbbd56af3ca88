//! A client's server and credentials from environment variables.
//!
//! - In: the variables' names, as generated code states them, and who knows their values.
//! - Out: a builder with what they say.
//! - Invariants: no error shows a value; a variable that is set and can't be meant, such as an empty one, is never passed over.

use std::{collections::BTreeMap, ffi::OsString};

use super::{
    client::ClientBuilder,
    credentials::Credential,
    error::BuildError,
    scheme::Scheme,
    secret::Secret,
    server::{NamedServer, Server},
    tokens::{ClientCredentials, PasswordGrant, RefreshTokenGrant},
};

/// The environment variables that a client of a crate may be made of.
#[derive(Clone, Copy, Debug)]
pub struct Variables {
    /// The one of a custom server's base URL.
    pub base_url: &'static str,
    /// Those in the URL of the usual server.
    pub server: Option<ServerVariables>,
    /// Those of the base URLs of named servers.
    pub named_servers: &'static [(&'static NamedServer, &'static str)],
    /// Those of credentials.
    pub credentials: &'static [CredentialVariables],
    /// Whether there are calls that need a credential.
    pub needs_credential: bool,
}

/// The variables in the URL of a documented server.
#[derive(Clone, Copy, Debug)]
pub struct ServerVariables {
    /// The URL with `{variable}`s.
    pub url: &'static str,
    /// The name of each in the URL and in the environment, and what it is unless set.
    pub variables: &'static [(&'static str, &'static str, Option<&'static str>)],
}

/// The variables of the credential for a scheme.
#[derive(Clone, Copy, Debug)]
pub enum CredentialVariables {
    /// A key or token.
    Token(&'static Scheme, &'static str),
    /// A user and a password.
    Basic(&'static Scheme, &'static str, &'static str),
    /// Grants of OAuth 2.0, in the order in which they are looked for, unless the token itself is set.
    OAuth {
        /// The scheme.
        scheme: &'static Scheme,
        /// The token itself.
        token: &'static str,
        /// The client's id.
        client_id: &'static str,
        /// The client's secret; only client credentials need it.
        client_secret: &'static str,
        /// The token URL, in place of the description's.
        token_url: &'static str,
        /// The scopes, separated by spaces; the server's default unless set.
        scope: &'static str,
        /// What else each needs.
        grants: &'static [GrantVariables],
    },
}

/// What a grant of OAuth 2.0 needs beside the client's id, and the setter that takes it.
#[derive(Clone, Copy, Debug)]
pub enum GrantVariables {
    /// A user's name and password.
    Password(&'static str, &'static str, fn(ClientBuilder, PasswordGrant) -> ClientBuilder),
    /// A refresh token.
    RefreshToken(&'static str, fn(ClientBuilder, RefreshTokenGrant) -> ClientBuilder),
    /// Nothing but the client's secret.
    ClientCredentials(fn(ClientBuilder, ClientCredentials) -> ClientBuilder),
}

impl ClientBuilder {
    /// Takes the server and the credentials that the variables say.
    ///
    /// # Errors
    ///
    /// Returns a [`BuildError`] that names the variables where no credential is set and calls need one, where one is set and
    /// another that it needs isn't, and where one is empty, isn't UTF-8 or has a control character, such as a line break at
    /// its end, needed or not.
    pub fn variables(
        mut self,
        variables: &Variables,
        value: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Self, BuildError> {
        let values = Values::read(variables, value)?;
        let server = match values.get(variables.base_url) {
            Some(url) => Some(Server::custom(url)),
            None => variables.server.as_ref().map(|it| values.server(it)).transpose()?.flatten(),
        };
        if let Some(server) = server {
            self = self.server(server);
        }
        for (server, name) in variables.named_servers {
            if let Some(url) = values.get(name) {
                self = self.named_server(server, url);
            }
        }
        let mut has_none = true;
        for credential in variables.credentials {
            if let Some(set) = values.credential(credential)? {
                has_none = false;
                self = set(self);
            }
        }
        if has_none && variables.needs_credential {
            let ways = variables.credentials.iter().flat_map(CredentialVariables::ways);
            let ways = ways.collect::<Vec<_>>().join(", or ");
            return Err(BuildError::new(format!("the environment has no credential: set {ways}")));
        }
        Ok(self)
    }
}

impl Variables {
    /// The names of all.
    fn names(&self) -> impl Iterator<Item = &'static str> {
        let server = self.server.iter().flat_map(|it| it.variables).map(|it| it.1);
        let named = self.named_servers.iter().map(|it| it.1);
        let credentials = self.credentials.iter().flat_map(CredentialVariables::names);
        [self.base_url].into_iter().chain(server).chain(named).chain(credentials)
    }
}

impl CredentialVariables {
    /// The names of all.
    fn names(&self) -> Vec<&'static str> {
        match *self {
            Self::Token(_, token) => vec![token],
            Self::Basic(_, user, password) => vec![user, password],
            Self::OAuth {
                scheme: _,
                token,
                client_id,
                client_secret,
                token_url,
                scope,
                grants,
            } => {
                let mut names = vec![token, client_id, client_secret, token_url, scope];
                for grant in grants {
                    match *grant {
                        GrantVariables::Password(user, password, _) => {
                            names.extend([user, password]);
                        }
                        GrantVariables::RefreshToken(token, _) => names.push(token),
                        GrantVariables::ClientCredentials(_) => {}
                    }
                }
                names
            }
        }
    }

    /// What may be set, each with all that it needs.
    fn ways(&self) -> Vec<String> {
        let all = |names: &[&str]| {
            names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" and ")
        };
        match self {
            Self::Token(_, token) => vec![all(&[token])],
            Self::Basic(_, user, password) => vec![all(&[user, password])],
            Self::OAuth { token, client_id, client_secret, grants, .. } => {
                let grants = grants.iter().map(|it| match it {
                    GrantVariables::Password(user, password, _) => {
                        all(&[client_id, user, password])
                    }
                    GrantVariables::RefreshToken(token, _) => all(&[client_id, token]),
                    GrantVariables::ClientCredentials(_) => all(&[client_id, client_secret]),
                });
                [all(&[token])].into_iter().chain(grants).collect()
            }
        }
    }
}

/// What puts a credential into a builder.
type Set<'a> = Box<dyn FnOnce(ClientBuilder) -> ClientBuilder + 'a>;

/// The values of those that are set; any may be a secret.
struct Values(BTreeMap<&'static str, Secret>);

impl Values {
    /// Reads each of them, whichever are needed: what is set was meant for something.
    fn read(
        variables: &Variables,
        value: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Self, BuildError> {
        let mut values = BTreeMap::new();
        for name in variables.names() {
            if let Some(it) = value(name) {
                values.insert(name, Secret::from(checked(name, it)?));
            }
        }
        Ok(Self(values))
    }

    /// The value, if it is set.
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(Secret::expose)
    }

    fn secret(&self, name: &str) -> Option<Secret> {
        self.0.get(name).cloned()
    }

    /// Two that need each other; `None` where neither is set.
    fn both(&self, name: &str, secret: &str) -> Result<Option<(&str, Secret)>, BuildError> {
        match (self.get(name), self.secret(secret)) {
            (Some(value), Some(hidden)) => Ok(Some((value, hidden))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(unset(secret, name)),
            (None, Some(_)) => Err(unset(name, secret)),
        }
    }

    /// The documented server, if one of its variables is set.
    fn server(&self, server: &ServerVariables) -> Result<Option<Server>, BuildError> {
        let (mut values, mut set, mut missing) = (Vec::new(), None, None);
        for (wire, name, default) in server.variables {
            let value = self.get(name);
            if value.is_some() {
                set = Some(*name);
            }
            match value.or(*default) {
                Some(value) => values.push((*wire, value.to_owned())),
                None => missing = Some(*name),
            }
        }
        match (set, missing) {
            (Some(set), Some(missing)) => Err(unset(missing, set)),
            (Some(_), None) => Ok(Some(Server::new(server.url, values))),
            (None, _) => Ok(None),
        }
    }

    fn credential<'c>(
        &self,
        credential: &'c CredentialVariables,
    ) -> Result<Option<Set<'c>>, BuildError> {
        let given = |scheme: &'static Scheme, it: Credential| -> Set<'c> {
            Box::new(move |builder| builder.credential(scheme, it))
        };
        match credential {
            CredentialVariables::Token(scheme, name) => {
                Ok(self.secret(name).map(|it| given(scheme, Credential::token(it))))
            }
            CredentialVariables::Basic(scheme, user, password) => {
                let both = self.both(user, password)?;
                Ok(both.map(|(user, password)| given(scheme, Credential::basic(user, password))))
            }
            CredentialVariables::OAuth { scheme, token, grants, .. } => {
                if let Some(token) = self.secret(token) {
                    return Ok(Some(given(scheme, Credential::token(token))));
                }
                let mut found = grants.iter().map(|it| self.grant(credential, it));
                found.find_map(Result::transpose).transpose()
            }
        }
    }

    /// What sets the grant, if one of the variables is set that no other grant has.
    fn grant<'c>(
        &self,
        credential: &CredentialVariables,
        grant: &'c GrantVariables,
    ) -> Result<Option<Set<'c>>, BuildError> {
        let CredentialVariables::OAuth { client_id, client_secret, token_url, scope, .. } =
            credential
        else {
            return Ok(None);
        };
        // What all grants can be told.
        macro_rules! told {
            ($grant:expr) => {{
                let mut grant = $grant;
                if let Some(url) = self.get(token_url) {
                    grant = grant.token_url(url);
                }
                if let Some(scope) = self.get(scope) {
                    grant = grant.scope(scope);
                }
                grant
            }};
        }
        let id = |for_what: &str| self.get(client_id).ok_or_else(|| unset(client_id, for_what));
        Ok(match grant {
            GrantVariables::Password(user, password, set) => {
                let Some((name, secret)) = self.both(user, password)? else { return Ok(None) };
                let mut grant = told!(PasswordGrant::new(id(user)?, name, secret));
                if let Some(secret) = self.secret(client_secret) {
                    grant = grant.client_secret(secret);
                }
                Some(Box::new(move |it| set(it, grant)))
            }
            GrantVariables::RefreshToken(token, set) => {
                let Some(secret) = self.secret(token) else { return Ok(None) };
                let mut grant = told!(RefreshTokenGrant::new(id(token)?, secret));
                if let Some(secret) = self.secret(client_secret) {
                    grant = grant.client_secret(secret);
                }
                Some(Box::new(move |it| set(it, grant)))
            }
            GrantVariables::ClientCredentials(set) => {
                let Some((id, secret)) = self.both(client_id, client_secret)? else {
                    return Ok(None);
                };
                let grant = told!(ClientCredentials::new(id, secret));
                Some(Box::new(move |it| set(it, grant)))
            }
        })
    }
}

/// The value of a variable, if it can be meant.
fn checked(name: &str, value: OsString) -> Result<String, BuildError> {
    let fail = |what: &str| Err(BuildError::new(format!("the variable `{name}` {what}")));
    match value.into_string() {
        // As a pipeline sets it that lacks what was meant.
        Ok(value) if value.trim().is_empty() => fail("is empty: give it a value, or unset it"),
        // As a file of a secret ends that an editor has written.
        Ok(value) if value.ends_with(['\n', '\r']) => {
            fail("ends with a line break: set it without")
        }
        // No URL, token, user or password has one (RFC 3986, section 2; RFC 6749, appendix A; RFC 7617, section 2).
        Ok(value) if value.contains(char::is_control) => fail("has a control character"),
        Ok(value) => Ok(value),
        Err(_) => fail("isn't UTF-8"),
    }
}

fn unset(name: &str, needed_by: &str) -> BuildError {
    BuildError::new(format!("the variable `{needed_by}` needs `{name}`, which isn't set"))
}
