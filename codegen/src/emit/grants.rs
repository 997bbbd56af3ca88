//! The setters of a client's builder for credentials that are got instead of given.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, Text};
use super::example;
use super::tokens::{Imports, ident};
use super::variables::Variables;
use crate::ir::{Api, Auth, AuthorizationRequest, Grant, GrantKind, NamedServer, TokenUrl};
use crate::markdown::{self, Markdown, code, item, markdown};

/// Those of one credential, which the line `scheme` names.
pub(super) fn setters(
    imports: &mut Imports,
    api: &Api,
    auth: &Auth,
    scheme: &Markdown,
) -> TokenStream {
    let grants = auth.grants.iter().map(|it| setter(imports, api, auth, it, scheme));
    let grants = grants.collect::<Vec<_>>();
    let source = auth.source.as_ref().map(|name| {
        imports.runtime(&["TokenSource"]);
        let doc = Text::default()
            .own(markdown!(
                "Sets a source of what [`{0}`](Self::{0}) takes, such as a grant of OAuth 2.0.",
                item(&auth.name)
            ))
            .own("The client asks it when it needs a token, keeps the token and renews it.")
            .own(scheme.clone())
            .attrs();
        let deprecated = docs::deprecated(&auth.docs);
        let (name, constant) = (ident(name), ident(&auth.constant));
        quote! {
            #doc #deprecated
            pub fn #name(self, source: impl TokenSource + 'static) -> Self {
                Self(self.0.credential(&#constant, Credential::source(source)))
            }
        }
    });
    quote!(#(#grants)* #source)
}

fn setter(
    imports: &mut Imports,
    api: &Api,
    auth: &Auth,
    grant: &Grant,
    scheme: &Markdown,
) -> TokenStream {
    let Grant { kind, name, token_url, request, scopes } = grant;
    let (ty, what) = ty(*kind);
    imports.runtime(&[ty]);
    let mut text = Text::default()
        .own(markdown!("Sets a grant that gets access tokens for {} and renews them.", what));
    text = text.own(place(api, token_url.as_ref()));
    if !scopes.is_empty() {
        let scope = |(name, text): &(String, String)| match markdown::line(text) {
            text if text.is_empty() => code(name),
            text => markdown!("{}: {}", code(name), text),
        };
        let lines = Markdown::list(scopes.iter().map(scope));
        text = text.own(markdown!("The scopes there are:\n\n{}", lines));
    }
    let doc = text.own(scheme.clone()).attrs();
    let deprecated = docs::deprecated(&auth.docs);
    let (name, constant, ty) = (ident(name), ident(&auth.constant), ident(ty));
    let credential = if let Some(url) = token_url {
        imports.runtime(&["TokenUrl"]);
        let url = constant_of(api, url);
        // A reference to a static is a constant only where it is asked for.
        quote!(Credential::source_at(grant, const { &#url }))
    } else {
        quote!(Credential::source(grant))
    };
    let request = request.as_ref().map(|it| asking(imports, api, auth, it, scheme));
    quote! {
        #request
        #doc #deprecated
        pub fn #name(self, grant: #ty) -> Self { Self(self.0.credential(&#constant, #credential)) }
    }
}

/// The function that begins to ask a person.
fn asking(
    imports: &mut Imports,
    api: &Api,
    auth: &Auth,
    request: &AuthorizationRequest,
    scheme: &Markdown,
) -> TokenStream {
    let AuthorizationRequest { name, url } = request;
    imports.runtime(&["AuthorizationRequest", "TokenUrl"]);
    let doc = Text::default()
        .own("Starts an authorization by a person, whose code is a grant then.")
        .own(markdown!("The authorization URL is {}.", code(&url.url)))
        .own("Needs the feature `pkce`.")
        .own(scheme.clone())
        .attrs();
    let deprecated = docs::deprecated(&auth.docs);
    let (name, url) = (ident(name), constant_of(api, url));
    quote! {
        #doc #deprecated
        pub fn #name(
            &self,
            client_id: impl Into<String>,
            redirect_uri: impl Into<String>,
        ) -> Result<AuthorizationRequest, BuildError> {
            self.0.authorization_request(const { &#url }, client_id, redirect_uri)
        }
    }
}

/// Whether people are asked for authorizations.
pub(super) fn asks(api: &Api) -> bool {
    api.auths.iter().flat_map(|it| &it.grants).any(|it| it.request.is_some())
}

fn constant_of(api: &Api, token_url: &TokenUrl) -> TokenStream {
    let TokenUrl { url, refresh_url, variables, servers: _ } = token_url;
    let variables = variables.iter().map(|(name, default)| {
        let default = option(default.as_ref());
        quote!((#name, #default))
    });
    let refresh_url = option(refresh_url.as_ref());
    let servers = servers(api, token_url).map(|it| ident(&it.constant));
    let own_servers = api.servers.iter().map(|it| &it.url);
    quote!(TokenUrl {
        url: #url,
        refresh_url: #refresh_url,
        variables: &[#(#variables),*],
        servers: &[#(&#servers),*],
        own_servers: &[#(#own_servers),*],
    })
}

/// The named servers that the URLs begin with.
fn servers<'a>(api: &'a Api, token_url: &'a TokenUrl) -> impl Iterator<Item = &'a NamedServer> {
    token_url.servers.iter().filter_map(|it| api.named_servers.get(*it))
}

/// Whether the URL has the host of one of the description's servers, so that it follows the client's.
fn is_on_own_server(api: &Api, token_url: &TokenUrl) -> bool {
    let host = |url: &str| {
        let mut parts = url.splitn(4, ['/', '?']).skip(2);
        parts.next().map(str::to_ascii_lowercase).filter(|_| url.contains("://"))
    };
    let own = host(&token_url.url);
    own.is_some() && api.servers.iter().any(|it| host(&it.url) == own)
}

fn option(text: Option<&String>) -> TokenStream {
    text.map_or_else(|| quote!(None), |it| quote!(Some(#it)))
}

/// The runtime's type for a grant, and what it gets tokens for.
fn ty(kind: GrantKind) -> (&'static str, &'static str) {
    match kind {
        GrantKind::Password => ("PasswordGrant", "a user's name and password"),
        GrantKind::ClientCredentials => ("ClientCredentials", "the client's id and secret"),
        GrantKind::RefreshToken => ("RefreshTokenGrant", "a refresh token that was got elsewhere"),
        GrantKind::AuthorizationCode => ("AuthorizationCode", "a code that a person has allowed"),
    }
}

/// What the constructor of that type takes.
fn needed(kind: GrantKind) -> &'static str {
    match kind {
        GrantKind::Password => "client_id, username, password",
        GrantKind::ClientCredentials => "client_id, client_secret",
        GrantKind::RefreshToken => "client_id, refresh_token",
        GrantKind::AuthorizationCode => "client_id, code, redirect_uri",
    }
}

fn place(api: &Api, token_url: Option<&TokenUrl>) -> Markdown {
    let Some(token_url) = token_url else {
        return "The description has no token URL; the grant needs its `token_url`.".into();
    };
    let TokenUrl { url, refresh_url: _, variables, servers: _ } = token_url;
    let url = code(url);
    let servers = servers(api, token_url).map(|it| markdown!("[`{0}`](Self::{0})", item(&it.name)));
    let servers = Markdown::joined(servers, " and ");
    if !servers.is_empty() {
        markdown!(
            "The token URL is {}, on the server of {}, unless the grant has another.",
            url,
            servers
        )
    } else if is_on_own_server(api, token_url) {
        markdown!(
            "The token URL is {}, on the server of [`server`](Self::server), unless the grant has another.",
            url
        )
    } else if variables.is_empty() {
        markdown!("The token URL is {}, unless the grant has another.", url)
    } else {
        markdown!(
            "The token URL is {} with the server's variables, unless the grant has another.",
            url
        )
    }
}

/// The lines about it for the list of credentials: setter and what it takes.
pub(super) fn lines(auth: &Auth) -> Vec<(&str, Markdown)> {
    let grants = auth.grants.iter().map(|it| {
        let (ty, what) = ty(it.kind);
        let article = if ty.starts_with('A') { "an" } else { "a" };
        let line = markdown!(
            "{} `{}::new({})`, which gets access tokens for {}",
            article,
            ty,
            needed(it.kind),
            what
        );
        (it.name.as_str(), line)
    });
    let source = auth
        .source
        .iter()
        .map(|it| (it.as_str(), "a `TokenSource`, which is asked for such tokens".into()));
    grants.chain(source).collect()
}

/// A test of the documentation that makes a client which gets its tokens; `None` where there is no such grant.
pub(super) fn doc_test(api: &Api) -> Option<String> {
    let names = Variables::of(api);
    let (grant, values) = api.auths.iter().find_map(|auth| {
        let mut of_auth = auth.grants.iter().map(|it| (it, names.got(auth, it.kind)));
        of_auth.find(|(_, values)| !values.is_empty())
    })?;
    let (ty, _) = ty(grant.kind);
    let mut lines = vec![
        "# fn example() -> Result<(), Box<dyn std::error::Error>> {".to_owned(),
        format!("let grant = {}::{ty}::new(", api.crate_name()),
    ];
    lines.extend(values.iter().map(|it| format!("    {},", example::from_environment(it))));
    lines.push(")".to_owned());
    if grant.token_url.is_none() {
        lines.push(".token_url(\"https://login.example.com/token\")".to_owned());
    }
    if let Some((scope, _)) = grant.scopes.first() {
        lines.push(format!(".scope({scope:?})"));
    }
    if let Some(last) = lines.last_mut() {
        last.push(';');
    }
    let mut client = example::client(api, None, example::from_environment);
    client.insert(client.len().saturating_sub(1), format!("    .{}(grant)", grant.name));
    lines.extend(client);
    lines.push("# Ok(())\n# }".to_owned());
    Some(lines.join("\n"))
}

/// What users of these setters name.
pub(super) fn exports(api: &Api) -> Vec<&'static str> {
    let names = [
        "AccessToken",
        "ClientCredentials",
        "PasswordGrant",
        "RefreshTokenGrant",
        "TokenError",
        "TokenErrorKind",
        "TokenRequest",
        "TokenSource",
    ];
    let is_used = api.auths.iter().any(|it| it.source.is_some());
    let mut names = if is_used { names.to_vec() } else { Vec::new() };
    if asks(api) {
        names.extend(["Authorization", "AuthorizationCode", "AuthorizationRequest"]);
    }
    names
}
