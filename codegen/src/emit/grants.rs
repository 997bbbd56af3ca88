//! The setters of a client's builder for credentials that are got instead of given.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, Text};
use super::markdown;
use super::tokens::{Imports, ident};
use crate::ir::{Api, Auth, Grant, GrantKind, TokenUrl};

/// Those of one credential, which the line `scheme` names.
pub(super) fn setters(imports: &mut Imports, auth: &Auth, scheme: &str) -> TokenStream {
    let grants = auth.grants.iter().map(|it| setter(imports, auth, it, scheme)).collect::<Vec<_>>();
    let source = auth.source.as_ref().map(|name| {
        imports.runtime(&["TokenSource"]);
        let doc = Text::default()
            .own(format!(
                "A source of what [`{0}`](Self::{0}) takes, such as a grant of OAuth 2.0.",
                auth.name
            ))
            .own("It is asked when a token is needed; the client keeps the token and renews it.")
            .own(scheme)
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

fn setter(imports: &mut Imports, auth: &Auth, grant: &Grant, scheme: &str) -> TokenStream {
    let Grant { kind, name, token_url, scopes } = grant;
    let (ty, what) = ty(*kind);
    imports.runtime(&[ty]);
    let mut text = Text::default().own(format!("Gets access tokens for {what}, and renews them."));
    text = text.own(place(token_url.as_ref()));
    if !scopes.is_empty() {
        let scope = |(name, text): &(String, String)| {
            let line = format!("- `{}`: {}", quoted(name), markdown::sound_line(text));
            line.trim_end_matches([':', ' ']).to_owned()
        };
        let lines = scopes.iter().map(scope).collect::<Vec<_>>();
        text = text.own(format!("The scopes there are:\n\n{}", lines.join("\n")));
    }
    let doc = text.own(scheme).attrs();
    let deprecated = docs::deprecated(&auth.docs);
    let (name, constant, ty) = (ident(name), ident(&auth.constant), ident(ty));
    let credential = if let Some(url) = token_url {
        imports.runtime(&["TokenUrl"]);
        let url = constant_of(url);
        quote!(Credential::source_at(grant, &#url))
    } else {
        quote!(Credential::source(grant))
    };
    quote! {
        #doc #deprecated
        pub fn #name(self, grant: #ty) -> Self { Self(self.0.credential(&#constant, #credential)) }
    }
}

fn constant_of(TokenUrl { url, refresh_url, variables }: &TokenUrl) -> TokenStream {
    let variables = variables.iter().map(|(name, default)| {
        let default = option(default.as_ref());
        quote!((#name, #default))
    });
    let refresh_url = option(refresh_url.as_ref());
    quote!(TokenUrl { url: #url, refresh_url: #refresh_url, variables: &[#(#variables),*] })
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
    }
}

fn place(token_url: Option<&TokenUrl>) -> String {
    let Some(TokenUrl { url, refresh_url: _, variables }) = token_url else {
        return "The description has no token URL; the grant needs its `token_url`.".to_owned();
    };
    let url = quoted(url);
    if variables.is_empty() {
        format!("The token URL is `{url}`, unless the grant has another.")
    } else {
        format!(
            "The token URL is `{url}` with the server's variables, unless the grant has another."
        )
    }
}

/// Text that can stand between backticks on a line.
fn quoted(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'")
}

/// The lines about it for the list of credentials: setter and what it takes.
pub(super) fn lines(auth: &Auth) -> Vec<(&str, String)> {
    let grants = auth.grants.iter().map(|it| {
        let (ty, what) = ty(it.kind);
        (it.name.as_str(), format!("a `{ty}`, which gets access tokens for {what}"))
    });
    let source = auth
        .source
        .iter()
        .map(|it| (it.as_str(), "a `TokenSource`, which is asked for such tokens".to_owned()));
    grants.chain(source).collect()
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
    if is_used { names.to_vec() } else { Vec::new() }
}
