//! The environment variables that a client may be made of, each named after the crate and the setter that takes it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Text;
use super::server;
use super::tokens::ident;
use crate::ir::{Api, Auth, AuthKind, Grant, GrantKind};
use crate::markdown::{Markdown, code, item, markdown};

/// The names of the variables.
pub(super) struct Variables<'a> {
    api: &'a Api,
    /// The base URL of a custom server.
    base_url: String,
    /// Those in the URL of the first server, in its order.
    server: Vec<String>,
    /// The base URLs of servers that operations have of their own, in their order.
    named_servers: Vec<String>,
    /// Those of credentials.
    credentials: Vec<(&'a Auth, Names)>,
}

/// The variables of a credential.
enum Names {
    Token(String),
    Basic { user: String, password: String },
    OAuth { token: String, grants: OfGrants },
}

/// What grants of OAuth 2.0 are told.
struct OfGrants {
    client_id: String,
    client_secret: String,
    user: String,
    password: String,
    refresh_token: String,
    token_url: String,
    scope: String,
}

/// The names that are taken so far, each with the crate's before it.
struct Taken {
    prefix: String,
    names: BTreeSet<String>,
}

impl Taken {
    /// The first of the names that is free.
    fn take(&mut self, names: &[&str]) -> String {
        let mut names = names.iter().map(|it| it.trim_matches('_').to_uppercase());
        let free = names.by_ref().find(|it| !self.names.contains(it));
        let name = free.unwrap_or_else(|| format!("{}_2", self.names.len()));
        self.names.insert(name.clone());
        format!("{}_{name}", self.prefix)
    }

    /// What stands before names that begin alike, such that all of them are free: the crate's name alone, if that is
    /// `usual`, or else what is made of the setter's name `own`.
    fn stem(&mut self, usual: bool, own: &str, ends: &[&str]) -> String {
        let own = own.to_uppercase();
        let credential = format!("{}_CREDENTIAL", own.trim_matches('_'));
        let mut stems = usual
            .then(String::new)
            .into_iter()
            .chain([format!("{own}_"), format!("{credential}_")])
            .chain((2..).map(|it| format!("{credential}_{it}_")));
        let is_free =
            |stem: &String| ends.iter().all(|end| !self.names.contains(&format!("{stem}{end}")));
        let stem = stems.find(is_free).unwrap_or_default();
        self.names.extend(ends.iter().map(|it| format!("{stem}{it}")));
        format!("{}_{stem}", self.prefix)
    }
}

impl<'a> Variables<'a> {
    /// Names them.
    pub(super) fn of(api: &'a Api) -> Self {
        let prefix = api.crate_name().to_uppercase();
        let mut taken = Taken { prefix, names: BTreeSet::new() };
        let base_url = taken.take(&["base_url"]);
        // Kubernetes has an address in this one, of a service that is called like the crate.
        taken.take(&["port"]);
        // Setters have different names; what is made of them doesn't depend on what else there is.
        let tokens = api.auths.iter().map(|it| {
            let is_one = it.kind != AuthKind::Basic;
            let other = format!("{}_credential", it.name.trim_matches('_'));
            is_one.then(|| taken.take(&[&it.name, &other]))
        });
        let tokens = tokens.collect::<Vec<_>>();
        let named_servers = api.named_servers.iter();
        let named_servers = named_servers
            .map(|it| taken.take(&[&it.name, &format!("{}_server", it.name)]))
            .collect();
        let credentials = api.auths.iter().zip(tokens);
        let credentials = credentials.map(|(auth, token)| (auth, names(auth, token, &mut taken)));
        let credentials = credentials.collect();
        let server = of_server(api).map(|it| {
            let own = format!("server_{}", it.name);
            taken.take(&[&it.name, &own])
        });
        let server = server.collect();
        Self { api, base_url, server, named_servers, credentials }
    }

    /// Those of a credential that is given and not got.
    pub(super) fn given(&self, auth: &Auth) -> Vec<&str> {
        let found = self.credentials.iter().find(|(it, _)| it.name == auth.name);
        match found.map(|(_, names)| names) {
            Some(Names::Token(token) | Names::OAuth { token, .. }) => vec![token],
            Some(Names::Basic { user, password }) => vec![user, password],
            None => Vec::new(),
        }
    }

    /// Those that a grant can't do without; none of a kind that isn't read from the environment.
    pub(super) fn got(&self, auth: &Auth, kind: GrantKind) -> Vec<&str> {
        let found = self.credentials.iter().find(|(it, _)| it.name == auth.name);
        match found.map(|(_, names)| names) {
            Some(Names::OAuth { grants, .. }) => {
                needed(kind, grants).into_iter().map(String::as_str).collect()
            }
            Some(Names::Token(_) | Names::Basic { .. }) | None => Vec::new(),
        }
    }

    /// A line for each way to say something; `setter` is how one is written.
    fn lines(&self, setter: impl Fn(&str) -> Markdown) -> Vec<Markdown> {
        let mut lines = Vec::new();
        let mut line = |names: &[&String], what: Markdown| {
            let names = Markdown::joined(names.iter().map(|it| code(it)), ", ");
            lines.push(markdown!("{}: {}", names, what));
        };
        for (auth, names) in &self.credentials {
            let own = setter(&auth.name);
            match names {
                Names::Token(token) => line(&[token], own),
                Names::Basic { user, password } => line(&[user, password], own),
                Names::OAuth { token, grants } => {
                    line(&[token], own);
                    let OfGrants { client_secret, token_url, scope, .. } = grants;
                    let read = auth.grants.iter().filter(|it| is_read(it)).collect::<Vec<_>>();
                    for grant in &read {
                        line(&needed(grant.kind, grants), setter(&grant.name));
                    }
                    let is_needed = |it: &&String| {
                        read.iter().all(|grant| needed(grant.kind, grants).contains(it))
                    };
                    let optional = [client_secret, token_url, scope].into_iter();
                    let optional: Vec<_> = optional.filter(|it| !is_needed(it)).collect();
                    line(&optional, "optional settings of these grants".into());
                }
            }
        }
        let server = setter("server");
        line(&[&self.base_url], markdown!("the base URL of a custom {}", server));
        let all = self.server.iter().collect::<Vec<_>>();
        if !all.is_empty() {
            line(&all, "the variables of the default server, unless there is a base URL".into());
        }
        for (name, server) in self.named_servers.iter().zip(&self.api.named_servers) {
            line(&[name], setter(&server.name));
        }
        lines
    }

    /// What the crate's page and README say of them.
    pub(super) fn text(&self) -> Markdown {
        let setter = |name: &str| markdown!("`.{}(…)`", item(name));
        let what = "`Client::from_env()` creates a client from environment variables, and `ClientBuilder::from_env()` a builder on which \
                    more can be set. A variable that is empty or ends with a line break is an error, and so is a credential of \
                    which a part is missing.";
        markdown!("{}\n\n{}", what, Markdown::list(self.lines(setter)))
    }

    /// The functions of the builder that read them.
    pub(super) fn constructors(&self) -> TokenStream {
        let setter = |name: &str| markdown!("[`{0}`](Self::{0})", item(name));
        let lines = Markdown::list(self.lines(setter));
        let doc = Text::default()
            .own("Creates a builder from environment variables; what is set on it afterwards wins.")
            .own(lines)
            .own("# Errors")
            .own(
                "Returns a [`BuildError`] that names the variables when calls need a credential and none is set, when a part of a \
                 credential is missing, or when a variable is empty, isn't UTF-8 or has a control character, such as a line \
                 break at its end.",
            )
            .attrs();
        quote! {
            #doc
            pub fn from_env() -> Result<Self, BuildError> {
                Self::from_variables(|name| std::env::var_os(name))
            }
            #[doc = " Like [`from_env`](Self::from_env), with variables that `value` returns, such as those of a test."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " Those of `from_env`."]
            pub fn from_variables(value: impl Fn(&str) -> Option<OsString>) -> Result<Self, BuildError> {
                Client::builder().0.variables(&VARIABLES, &value).map(Self)
            }
        }
    }

    /// The static that tells the runtime.
    pub(super) fn item(&self) -> TokenStream {
        let Self { api, base_url, server, named_servers, credentials } = self;
        let server = of_server(api).zip(server).map(|(it, name)| {
            let (wire, default) = (&it.wire, it.default.as_ref());
            let default = default.map_or_else(|| quote!(None), |it| quote!(Some(#it)));
            quote!((#wire, #name, #default))
        });
        let server = server.collect::<Vec<_>>();
        let server = match api.servers.first() {
            Some(it) if !server.is_empty() => {
                let url = &it.url;
                quote!(Some(codegen::ServerVariables { url: #url, variables: &[#(#server),*] }))
            }
            _ => quote!(None),
        };
        let named = api.named_servers.iter().zip(named_servers).map(|(it, name)| {
            let constant = ident(&it.constant);
            quote!((&#constant, #name))
        });
        let credentials = credentials.iter().map(|(auth, names)| credential(auth, names));
        let needs = |it: &Vec<Vec<usize>>| !it.is_empty() && it.iter().all(|it| !it.is_empty());
        let needs = api.operations().any(|(_, it)| needs(&it.security));
        quote! {
            static VARIABLES: codegen::Variables = codegen::Variables {
                base_url: #base_url,
                server: #server,
                named_servers: &[#(#named),*],
                credentials: &[#(#credentials),*],
                needs_credential: #needs,
            };
        }
    }
}

/// The variables in the URL of the first server, if that is one which may be told by them.
fn of_server(api: &Api) -> impl Iterator<Item = &crate::ir::ServerVariable> {
    let first = api.servers.first().filter(|it| server::is_absolute(it));
    first.into_iter().flat_map(|it| &it.variables)
}

fn names(auth: &Auth, setter: Option<String>, all: &mut Taken) -> Names {
    let Some(token) = setter else {
        let ends = ["USERNAME", "PASSWORD"];
        let stem = all.stem(auth.name == "basic_auth", &auth.name, &ends);
        let [user, password] = ends.map(|it| format!("{stem}{it}"));
        return Names::Basic { user, password };
    };
    let mut ends = Vec::new();
    for grant in auth.grants.iter().filter(|it| is_read(it)) {
        ends.extend(["CLIENT_ID", "CLIENT_SECRET", "TOKEN_URL", "SCOPE"]);
        ends.extend(own_ends(grant.kind));
    }
    if ends.is_empty() {
        return Names::Token(token);
    }
    let stem = all.stem(auth.name == "access_token", &auth.name, &ends);
    let name = |end: &str| format!("{stem}{end}");
    let grants = OfGrants {
        client_id: name("CLIENT_ID"),
        client_secret: name("CLIENT_SECRET"),
        user: name("USERNAME"),
        password: name("PASSWORD"),
        refresh_token: name("REFRESH_TOKEN"),
        token_url: name("TOKEN_URL"),
        scope: name("SCOPE"),
    };
    Names::OAuth { token, grants }
}

/// The ends of the names that only one grant has.
fn own_ends(kind: GrantKind) -> &'static [&'static str] {
    match kind {
        GrantKind::Password => &["USERNAME", "PASSWORD"],
        GrantKind::RefreshToken => &["REFRESH_TOKEN"],
        GrantKind::ClientCredentials | GrantKind::AuthorizationCode => &[],
    }
}

/// Whether there can be variables for all that it needs: a code is for one time.
fn is_read(grant: &Grant) -> bool {
    grant.kind != GrantKind::AuthorizationCode
}

/// What a grant can't do without.
fn needed(kind: GrantKind, names: &OfGrants) -> Vec<&String> {
    let OfGrants { client_id, client_secret, user, password, refresh_token, .. } = names;
    match kind {
        GrantKind::Password => vec![client_id, user, password],
        GrantKind::ClientCredentials => vec![client_id, client_secret],
        GrantKind::RefreshToken => vec![client_id, refresh_token],
        GrantKind::AuthorizationCode => Vec::new(),
    }
}

/// What tells the runtime of a credential.
fn credential(auth: &Auth, names: &Names) -> TokenStream {
    let constant = ident(&auth.constant);
    match names {
        Names::Token(token) => quote!(codegen::CredentialVariables::Token(&#constant, #token)),
        Names::Basic { user, password } => {
            quote!(codegen::CredentialVariables::Basic(&#constant, #user, #password))
        }
        Names::OAuth { token, grants } => {
            // The client's own credentials are the last: others need its id, too.
            let mut of_auth = auth.grants.iter().filter(|it| is_read(it)).collect::<Vec<_>>();
            of_auth.sort_by_key(|it| it.kind == GrantKind::ClientCredentials);
            let of_auth = of_auth.into_iter().map(|it| grant(it, grants));
            let OfGrants { client_id, client_secret, token_url, scope, .. } = grants;
            quote!(codegen::CredentialVariables::OAuth {
                scheme: &#constant,
                token: #token,
                client_id: #client_id,
                client_secret: #client_secret,
                token_url: #token_url,
                scope: #scope,
                grants: &[#(#of_auth),*],
            })
        }
    }
}

fn grant(grant: &Grant, names: &OfGrants) -> TokenStream {
    let setter = ident(&grant.name);
    let set = quote!(|builder, grant| ClientBuilder(builder).#setter(grant).0);
    let OfGrants { user, password, refresh_token, .. } = names;
    match grant.kind {
        GrantKind::Password => {
            quote!(codegen::GrantVariables::Password(#user, #password, #set))
        }
        GrantKind::RefreshToken => {
            quote!(codegen::GrantVariables::RefreshToken(#refresh_token, #set))
        }
        GrantKind::ClientCredentials => quote!(codegen::GrantVariables::ClientCredentials(#set)),
        GrantKind::AuthorizationCode => TokenStream::new(),
    }
}
