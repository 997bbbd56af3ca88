//! `Server`: a constructor for each documented server; and the servers that operations have of their own.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::Text;
use super::tokens::{Imports, ident};
use crate::ir::{Api, Group, NamedServer, Operation, Server, ServerVariable};
use crate::markdown::{self, Markdown, code, markdown};

/// The struct and its constructors.
pub(super) fn item(api: &Api, imports: &mut Imports) -> TokenStream {
    let constructors =
        api.servers.iter().map(|it| constructor(api, imports, it)).collect::<Vec<_>>();
    let default = default(api).map(|server| {
        let url = &server.url;
        let with = if server.variables.is_empty() { "" } else { " with the variables' defaults" };
        let doc = Text::default().own(markdown!("{}{}.", code(url), with)).attrs();
        let variables = server.variables.iter().map(|it| {
            let (wire, value) = (&it.wire, it.default.as_deref().unwrap_or_default());
            quote!((#wire, #value.to_owned()))
        });
        let variables = vec_of(&variables.collect::<Vec<_>>());
        quote! {
            #doc
            impl Default for Server {
                fn default() -> Self { Self(codegen::Server::new(#url, #variables)) }
            }
        }
    });
    quote! {
        #[doc = " A server that requests go to."]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Server(codegen::Server);
        impl Server {
            #(#constructors)*
            #[doc = " Creates a server of this base URL: a proxy, a test server, an installation of your own."]
            pub fn custom(url: impl Into<String>) -> Self { Self(codegen::Server::custom(url)) }
        }
        #default
    }
}

/// The server to begin with: the first one, when nobody has to say anything more about it.
pub(super) fn default(api: &Api) -> Option<&Server> {
    let first = api.servers.first()?;
    let is_known = is_absolute(first) || begins_absolute(first);
    (is_known && first.variables.iter().all(|it| it.default.is_some())).then_some(first)
}

/// Whether the URL begins with a variable that names the host by default.
fn begins_absolute(server: &Server) -> bool {
    let leading = server.url.strip_prefix('{').and_then(|it| it.split_once('}'));
    let variable = leading.and_then(|(name, _)| server.variables.iter().find(|it| it.wire == name));
    variable.and_then(|it| it.default.as_ref()).is_some_and(|it| it.contains("://"))
}

/// Whether the description names the host.
pub(super) fn is_absolute(server: &Server) -> bool {
    server.url.contains("://")
}

/// The name of the argument for the part before a relative URL.
fn origin(server: &Server) -> &'static str {
    if server.variables.iter().any(|it| it.name == "origin") { "origin_" } else { "origin" }
}

fn constructor(api: &Api, imports: &mut Imports, server: &Server) -> TokenStream {
    let Server { name, url, docs, variables } = server;
    let text = Text::default().docs(docs).own(code(url));
    let said = variables.iter().filter_map(about).collect::<Vec<_>>();
    let text = if said.is_empty() { text } else { text.own(Markdown::list(said)) };
    let (docs, deprecated) = (text.attrs(), super::docs::deprecated(docs));
    let name = ident(name);
    let args = variables.iter().map(|it| argument(api, imports, it)).collect::<Vec<_>>();
    let values = variables.iter().map(value).collect::<Vec<_>>();
    if url.starts_with('{') && !is_absolute(server) {
        let template = format_string(false, server);
        let url = match variables.as_slice() {
            [all] if *url == format!("{{{}}}", all.wire) => value(all),
            _ => quote!(format!(#template #(, #values)*)),
        };
        return quote! {
            #docs
            #deprecated
            pub fn #name(#(#args),*) -> Self { Self::custom(#url) }
        };
    }
    if !is_absolute(server) {
        let origin = ident(origin(server));
        let template = format_string(true, server);
        let body = quote!(Self::custom(
            format!(#template, #origin.into().trim_end_matches('/') #(, #values)*)
        ));
        return quote! {
            #docs
            #[doc = ""]
            #[doc = " The description names no host: `origin` is what comes before, such as `https://api.example.com`."]
            #deprecated
            pub fn #name(#origin: impl Into<String> #(, #args)*) -> Self { #body }
        };
    }
    let wires = variables.iter().map(|it| &it.wire);
    let pairs = wires.zip(values).map(|(wire, value)| quote!((#wire, #value)));
    let pairs = vec_of(&pairs.collect::<Vec<_>>());
    quote! {
        #docs
        #deprecated
        pub fn #name(#(#args),*) -> Self { Self(codegen::Server::new(#url, #pairs)) }
    }
}

/// What is said about a variable, on one line.
fn about(variable: &ServerVariable) -> Option<Markdown> {
    let ServerVariable { name, docs, default, .. } = variable;
    let text = docs.text.as_deref().map(markdown::line).filter(|it| !it.is_empty());
    let ends = |it: &Markdown| it.as_str().ends_with(|c: char| c.is_alphanumeric() || c == ')');
    let text = text.map(|it| if ends(&it) { markdown!("{}.", it) } else { it });
    let default = default.as_ref().map(|it| markdown!("By default {}.", code(it)));
    let provenance = Text::default().provenance(docs.provenance.as_ref()).markdown();
    let said = [text, Some(provenance).filter(|it| !it.is_empty()), default];
    let said = Markdown::joined(said.into_iter().flatten(), " ");
    (!said.is_empty()).then(|| markdown!("`{}`: {}", markdown::item(name), said))
}

fn vec_of(items: &[TokenStream]) -> TokenStream {
    if items.is_empty() { quote!(Vec::new()) } else { quote!(Vec::from([#(#items),*])) }
}

fn argument(api: &Api, imports: &mut Imports, variable: &ServerVariable) -> TokenStream {
    let name = ident(&variable.name);
    if let Some(id) = variable.choices {
        let ty = imports.definition(&api.def(id).name);
        quote!(#name: impl Into<#ty>)
    } else {
        quote!(#name: impl Into<String>)
    }
}

fn value(variable: &ServerVariable) -> TokenStream {
    let name = ident(&variable.name);
    if variable.choices.is_some() {
        quote!(#name.into().as_str().to_owned())
    } else {
        quote!(#name.into())
    }
}

/// A URL as the format string of its variables, after that of the origin if there is one.
fn format_string(has_origin: bool, server: &Server) -> Literal {
    let path = server.url.strip_prefix('.').unwrap_or(&server.url);
    let slash = if has_origin && !path.starts_with('/') { "/" } else { "" };
    let escaped = path.replace('{', "{{").replace('}', "}}");
    // The arguments are numbered, because a variable may stand twice or not at all.
    let (origin, first) = if has_origin { ("{0}", 1) } else { ("", 0) };
    let numbered = server.variables.iter().enumerate().fold(escaped, |text, (idx, variable)| {
        text.replace(&format!("{{{{{}}}}}", variable.wire), &format!("{{{}}}", idx + first))
    });
    Literal::string(&format!("{origin}{slash}{numbered}"))
}

/// The builder's setters for the servers that operations have of their own.
pub(super) fn setters(api: &Api) -> Vec<TokenStream> {
    let setter = |(index, server): (usize, &NamedServer)| {
        let text =
            Text::default().own(markdown!("Sets the server that {} go to.", who(api, index)));
        let default = known(api, server).map_or("they fail".into(), |it| markdown!("to {}", it));
        let text = text.docs(&server.docs).own(markdown!(
            "Unless it is set, they go to a custom [`server`](Self::server) if there is one, else {}. \
             Credentials are sent there as well.",
            default
        ));
        let docs = text.attrs();
        let (name, constant) = (ident(&server.name), ident(&server.constant));
        quote! {
            #docs
            pub fn #name(self, url: impl Into<String>) -> Self { Self(self.0.named_server(&#constant, url)) }
        }
    };
    api.named_servers.iter().enumerate().map(setter).collect()
}

/// The statics that describe these servers to the runtime.
pub(super) fn named(api: &Api, imports: &mut Imports) -> TokenStream {
    let item = |NamedServer { name, constant, url, docs: _, variables }: &NamedServer| {
        imports.runtime(&["NamedServer"]);
        let constant = ident(constant);
        let variables = variables.iter().map(|(wire, default)| {
            let default = default.as_ref().map_or_else(|| quote!(None), |it| quote!(Some(#it)));
            quote!((#wire, #default))
        });
        quote! {
            pub(crate) static #constant: NamedServer = NamedServer {
                name: #name, url: #url, variables: &[#(#variables),*]
            };
        }
    };
    api.named_servers.iter().map(item).collect()
}

/// A line for each of these servers, for whoever reads about the crate.
pub(super) fn named_text(api: &Api) -> Option<Markdown> {
    let line = |(index, server): (usize, &NamedServer)| {
        let default = known(api, server)
            .map_or("there is no default".into(), |it| markdown!("by default to {}", it));
        let name = markdown::item(&server.name);
        markdown!("`.{}(…)`: the server that {} go to; {}.", name, who(api, index), default)
    };
    let lines = api.named_servers.iter().enumerate().map(line).collect::<Vec<_>>();
    let what = "Some requests go to a server of their own, credentials included. The builder of the client sets it; \
        a custom server of the client stands in for those that aren't set.";
    (!lines.is_empty()).then(|| markdown!("{}\n\n{}", what, Markdown::list(lines)))
}

/// The requests that go to a named server.
fn who(api: &Api, index: usize) -> Markdown {
    let goes = |it: &Operation| it.server == Some(index);
    let is_whole = |it: &Group| it.handle.is_some() && it.operations.iter().all(goes);
    let of_handle = |it: &Group| {
        let accessors = api.accessors(it).into_iter().map(|it| format!(".{it}()"));
        markdown!("`client{}`", markdown::item(&accessors.collect::<String>()))
    };
    let groups = api.groups.iter().filter(|it| it.operations.iter().any(goes)).collect::<Vec<_>>();
    if let ([group], true) = (groups.as_slice(), groups.iter().all(|it| is_whole(it))) {
        return markdown!("the requests of {}", of_handle(group));
    }
    let operations = api.operations().filter(|(_, it)| goes(it)).collect::<Vec<_>>();
    let names = operations.iter().map(|(group, it)| {
        let under = api.accessors(group);
        let path = [under.as_slice(), &[it.name.as_str()]].concat().join(".");
        markdown!("`{}`", markdown::item(&path))
    });
    let names = Markdown::joined(names.take(SHOWN), ", ");
    match operations.len() {
        1 => markdown!("the requests of {}", names),
        count if count <= SHOWN => markdown!("the {} requests {}", count, names),
        count => markdown!("{} requests, such as {},", count, names),
    }
}

/// How many operations a sentence names.
const SHOWN: usize = 3;

/// Where these requests go when nobody says anything, if that is known.
fn known(api: &Api, server: &NamedServer) -> Option<Markdown> {
    let is_shared =
        |wire: &String| api.servers.iter().any(|it| it.variables.iter().any(|it| it.wire == *wire));
    let (shared, own): (Vec<_>, Vec<_>) =
        server.variables.iter().partition(|(wire, _)| is_shared(wire));
    if shared.iter().any(|(_, default)| default.is_none()) {
        return None;
    }
    let url = own.into_iter().try_fold(server.url.clone(), |url, (wire, default)| {
        Some(url.replace(&format!("{{{wire}}}"), default.as_deref()?))
    })?;
    let with =
        if shared.is_empty() { "" } else { " with the variables of the client's own server" };
    Some(markdown!("{}{}", code(&url), with))
}
