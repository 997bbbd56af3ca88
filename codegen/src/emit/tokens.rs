//! Names and types as tokens, and the imports that a file then needs.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::ir::{Api, Presence, Ty};

/// A name of the IR as an identifier; `lower` made it one.
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// How many calls one expression chains: parsers and printers of Rust take more of the stack for each.
const CHAINED: usize = 64;

/// `start` with `calls` behind it, which is a block where they are many; `local` is what it calls the value meanwhile.
pub(super) fn chain(local: &Ident, start: &TokenStream, calls: &[TokenStream]) -> TokenStream {
    let last = calls.len().saturating_sub(1) / CHAINED * CHAINED;
    let (before, last) = calls.split_at(last);
    let mut value = start.clone();
    let mut statements = TokenStream::new();
    for calls in before.chunks(CHAINED) {
        statements.extend(quote!(let #local = #value #(#calls)*;));
        value = quote!(#local);
    }
    let value = quote!(#value #(#last)*);
    if statements.is_empty() { value } else { quote!({ #statements #value }) }
}

/// How definitions are named in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// By their names alone, which are imported: in `types`.
    Bare,
    /// As `types::Name`: everywhere else in the crate.
    Types,
    /// By their paths from the crate of this name on, as is all else, so that nothing is imported: in other crates.
    Other(Ident),
}

/// The imports of a file, collected while its items are made.
#[derive(Debug)]
pub(super) struct Imports {
    scope: Scope,
    /// Names by the path of the module that they are in.
    names: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Imports {
    /// None so far.
    pub(super) fn new(scope: Scope) -> Self {
        Self { scope, names: BTreeMap::new() }
    }

    /// Imports `name` from the module `path`.
    pub(super) fn add(&mut self, path: &'static str, name: &str) {
        self.names.entry(path).or_default().insert(name.to_owned());
    }

    /// Imports names from the module of the runtime that has them.
    pub(super) fn runtime(&mut self, names: &[&str]) {
        for name in names {
            let modules = [(CODEGEN, FOR_GENERATED_CODE), (JSON, FOR_JSON)];
            let module = modules.iter().find(|(_, has)| has.contains(name));
            self.add(module.map_or(RUNTIME, |(path, _)| path), name);
        }
    }

    /// The type, whose parts are imported.
    pub(super) fn ty(&mut self, api: &Api, ty: &Ty) -> TokenStream {
        match ty {
            Ty::Unit => quote!(()),
            Ty::Bool => quote!(bool),
            Ty::I32 => quote!(i32),
            Ty::I64 => quote!(i64),
            Ty::U64 => quote!(u64),
            Ty::F64 => quote!(f64),
            // With their paths: schemas are called `Decimal` and `Secret` as well.
            Ty::Decimal => self.path(RUNTIME, "Decimal"),
            Ty::String => quote!(String),
            Ty::Secret => self.path(RUNTIME, "Secret"),
            Ty::Base64 => self.named(RUNTIME, "Base64"),
            Ty::Base64Url => self.named(RUNTIME, "Base64Url"),
            Ty::DateTime => {
                let time = self.named(CHRONO, "DateTime");
                let offset = self.named(CHRONO, "FixedOffset");
                quote!(#time<#offset>)
            }
            Ty::Date => self.named(CHRONO, "NaiveDate"),
            Ty::Uuid => self.named("clientwright_runtime::uuid", "Uuid"),
            Ty::Ipv4 => quote!(std::net::Ipv4Addr),
            Ty::Ipv6 => quote!(std::net::Ipv6Addr),
            Ty::Ip => quote!(std::net::IpAddr),
            Ty::Any => self.named("clientwright_runtime::serde_json", "Value"),
            Ty::List(item) => {
                let item = self.ty(api, item);
                quote!(Vec<#item>)
            }
            Ty::Map(item) => {
                let map = self.named("std::collections", "BTreeMap");
                let item = self.ty(api, item);
                quote!(#map<String, #item>)
            }
            Ty::Tuple(items) => {
                let items = items.iter().map(|item| self.ty(api, item)).collect::<Vec<_>>();
                quote!((#(#items,)*))
            }
            Ty::Nullable(inner) => {
                let inner = self.ty(api, inner);
                quote!(Option<#inner>)
            }
            Ty::Boxed(inner) => {
                let inner = self.ty(api, inner);
                quote!(Box<#inner>)
            }
            Ty::Named(id) => self.definition(&api.def(*id).name),
        }
    }

    /// A member's type as its presence makes it.
    pub(super) fn member(&mut self, api: &Api, ty: &Ty, presence: Presence) -> TokenStream {
        let ty = self.ty(api, ty);
        match presence {
            Presence::Required | Presence::Implied => ty,
            Presence::Optional | Presence::Nullable => quote!(Option<#ty>),
            Presence::OptionalNullable => {
                self.runtime(&["Patch"]);
                quote!(Patch<#ty>)
            }
        }
    }

    /// A definition of `types` by its name.
    pub(super) fn definition(&mut self, name: &str) -> TokenStream {
        let name_ident = ident(name);
        match &self.scope {
            Scope::Bare => {
                self.add("super", name);
                quote!(#name_ident)
            }
            Scope::Types => {
                self.add("crate", "types");
                quote!(types::#name_ident)
            }
            Scope::Other(krate) => quote!(#krate::types::#name_ident),
        }
    }

    /// The `use` items; `own` are definitions of the file itself.
    pub(super) fn finish(mut self, own: &[&str]) -> TokenStream {
        if let Some(names) = self.names.get_mut("super") {
            names.retain(|name| !own.contains(&name.as_str()));
        }
        let mut out = TokenStream::new();
        for root in ["std", RUNTIME, "crate", "super"] {
            let modules =
                self.names.iter().filter(|(path, _)| path.split("::").next() == Some(root));
            for (path, names) in modules.filter(|(_, names)| !names.is_empty()) {
                let path = path.split("::").map(ident);
                // rustfmt puts `self` first.
                let (own, others) = names.iter().partition::<Vec<_>, _>(|name| *name == "self");
                let names =
                    own.into_iter().chain(others).map(|name| ident(name)).collect::<Vec<_>>();
                out.extend(match names.as_slice() {
                    [name] => quote!(use #(#path)::*::#name;),
                    names => quote!(use #(#path)::*::{#(#names),*};),
                });
            }
        }
        out
    }

    /// The same without the import of `types`, for a file outside the crate.
    pub(super) fn without_types(mut self) -> Self {
        self.names.remove("crate");
        self
    }

    fn named(&mut self, path: &'static str, name: &str) -> TokenStream {
        if matches!(self.scope, Scope::Other(_)) {
            return self.path(path, name);
        }
        self.add(path, name);
        let name = ident(name);
        quote!(#name)
    }

    /// The name with its path; other crates have the runtime from this one.
    fn path(&self, path: &str, name: &str) -> TokenStream {
        let (modules, name) = (path.split("::").map(ident), ident(name));
        match &self.scope {
            Scope::Other(krate) if path.starts_with(RUNTIME) => {
                quote!(#krate::#(#modules::)*#name)
            }
            Scope::Bare | Scope::Types | Scope::Other(_) => quote!(#(#modules::)*#name),
        }
    }
}

/// The crate that generated code links.
pub(super) const RUNTIME: &str = "clientwright_runtime";
const CHRONO: &str = "clientwright_runtime::chrono";
const JSON: &str = "clientwright_runtime::json";
const CODEGEN: &str = "clientwright_runtime::codegen";

/// What types are read and written by.
const FOR_JSON: &[&str] = &["DecodeError", "Json", "Reader", "Scalar", "Shape", "Wire", "Writer"];

/// What users have no use for.
const FOR_GENERATED_CODE: &[&str] = &[
    "Call",
    "Client",
    "Credential",
    "Envelope",
    "NamedServer",
    "Operation",
    "Paging",
    "Place",
    "ResponseSpec",
    "Scheme",
    "SchemeKind",
    "Status",
    "Style",
    "TokenUrl",
    "WaiterSpec",
];

/// Another name of what several operations have in common.
pub(super) fn alias(doc: &TokenStream, name: &Ident, shared: &str) -> TokenStream {
    let shared = ident(shared);
    quote!(#doc pub type #name = crate::shared::#shared;)
}
