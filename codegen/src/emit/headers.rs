//! The headers of an operation's responses: a struct and how it is made, or another name of one that several have in
//! common.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, Text};
use super::tokens::{Imports, alias, ident};
use crate::ir::{Api, HeaderField, HeaderForm, ResponseHeaders, Ty};
use crate::markdown::{Markdown, code, markdown};

/// The item of an operation.
pub(super) fn item(
    api: &Api,
    imports: &mut Imports,
    headers: &ResponseHeaders,
    link: &Markdown,
) -> TokenStream {
    let doc = Text::default().own(markdown!("The headers of the responses of {}.", link));
    match &headers.same_as {
        Some(shared) => alias(&doc.attrs(), &ident(&headers.name), shared),
        None => definition(api, imports, headers, (doc, &TokenStream::new())),
    }
}

/// The struct, and how it is made; `condition` is an attribute that says when there is one.
pub(super) fn definition(
    api: &Api,
    imports: &mut Imports,
    headers: &ResponseHeaders,
    (doc, condition): (Text, &TokenStream),
) -> TokenStream {
    let ResponseHeaders { name, same_as: _, fields } = headers;
    let name = ident(name);
    imports.runtime(&["Headers"]);
    let doc = doc
        .own("Create it from the headers of a response or an error. A header that is missing or isn't as documented is `None`.")
        .attrs();
    let (members, reads): (Vec<_>, Vec<_>) =
        fields.iter().map(|it| field(api, imports, it)).unzip();
    quote! {
        #doc
        #condition
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#members,)* }
        #condition
        impl From<&Headers> for #name {
            fn from(headers: &Headers) -> Self { Self { #(#reads,)* } }
        }
    }
}

/// The field, and what reads it.
fn field(api: &Api, imports: &mut Imports, field: &HeaderField) -> (TokenStream, TokenStream) {
    let HeaderField { name, wire, form, ty, docs, example: _ } = field;
    let text = Text::default().docs(docs).or_own(code(wire)).attrs();
    let deprecated = docs::deprecated(docs);
    let (name, shown) = (ident(name), imports.ty(api, ty));
    let read = match (form, ty) {
        (HeaderForm::List, Ty::List(_)) => quote!(list),
        (HeaderForm::Json, _) => quote!(json),
        (HeaderForm::Scalar | HeaderForm::List, _) => quote!(typed),
    };
    (quote!(#text #deprecated pub #name: Option<#shown>), quote!(#name: headers.#read(#wire)))
}
