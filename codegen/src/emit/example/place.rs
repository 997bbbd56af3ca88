//! Where the first call of an example goes: to no tenant but one's own, by a constructor that keeps the description's path.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::server::{default, is_absolute};
use crate::emit::tokens::ident;
use crate::emit::wire::ORIGIN;
use crate::ir::{Api, Server, ServerVariable};

/// What is free text in a host and still the same for everybody.
const COMMON: [&str; 12] = [
    "area",
    "country",
    "datacenter",
    "env",
    "environment",
    "locale",
    "port",
    "protocol",
    "region",
    "stage",
    "version",
    "zone",
];

/// The server that the builder is told; `None` where it needn't be told any.
pub(super) fn server(api: &Api) -> Option<TokenStream> {
    let custom = quote!(Server::custom(#ORIGIN));
    let Some(first) = api.servers.first() else { return Some(custom) };
    let name = ident(&first.name);
    let values =
        first.variables.iter().map(|it| own(first, it).unwrap_or_else(|| it.example.clone()));
    if is_absolute(first) {
        let is_common = first.variables.iter().all(|it| own(first, it).is_none());
        return (!is_common || default(api).is_none()).then(|| quote!(Server::#name(#(#values),*)));
    }
    if default(api).is_some() {
        return None;
    }
    let url = first.url.trim_start_matches('.').trim_matches('/');
    if url.is_empty() {
        return Some(custom);
    }
    let leading =
        first.variables.iter().position(|it| url.starts_with(&format!("{{{}}}", it.wire)));
    if let (true, Some(leading)) = (first.url.starts_with('{'), leading) {
        // The variable is all that comes before the path.
        let values = values.enumerate();
        let values = values.map(|(n, it)| if n == leading { ORIGIN.to_owned() } else { it });
        return Some(quote!(Server::#name(#(#values),*)));
    }
    Some(quote!(Server::#name(#ORIGIN #(, #values)*)))
}

/// What stands for a part of the host that everybody has another one of, such as a tenant; `None` for what is common.
fn own(server: &Server, variable: &ServerVariable) -> Option<String> {
    let name = variable.name.trim_matches('_').to_ascii_lowercase();
    let is_local = variable.default.as_deref().is_some_and(|it| {
        it.starts_with("localhost") || it.starts_with("127.") || it.ends_with("example.com")
    });
    if variable.choices.is_some() || is_local || COMMON.contains(&name.as_str()) {
        return None;
    }
    let (_, rest) = server.url.split_once("://")?;
    let host = rest.split('/').next()?;
    let (before, after) = host.split_once(&format!("{{{}}}", variable.wire))?;
    let name = name.replace('_', "-");
    match (before.ends_with(':'), after.starts_with('.'), name.is_ascii()) {
        (true, ..) | (.., false) => None,
        (false, true, true) => Some(format!("your-{name}")),
        (false, false, true) => Some(format!("your-{name}.example.com")),
    }
}
