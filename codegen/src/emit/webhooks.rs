//! `webhook_events.rs`: what the vendor sends to a URL of the user's.

use quote::quote;

use super::Files;
use super::docs::{self, Text};
use super::tokens::{Imports, Scope, ident};
use crate::format::RustFile;
use crate::ir::{Api, Webhook};

/// Adds the file, if there are webhooks.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    if api.webhooks.is_empty() {
        return;
    }
    let mut imports = Imports::new(Scope::Types);
    imports.runtime(&["DecodeError"]);
    imports.add("clientwright_runtime::serde_json", "Value");
    let mut functions = Vec::new();
    let mut variants = Vec::new();
    let mut arms = Vec::new();
    for webhook in &api.webhooks {
        let Webhook { wire, name, function, pointer: _, docs, ty, examples: _ } = webhook;
        let named = format!("Reads the payload of the webhook `{}`.", wire.replace('`', "'"));
        let text = Text::default().own(named).docs(docs).attrs();
        let variant_text =
            Text::default().docs(docs).or_own(format!("`{}`", wire.replace('`', "'"))).attrs();
        let deprecated = docs::deprecated(docs);
        let (name, function, ty) = (ident(name), ident(function), imports.ty(api, ty));
        functions.push(quote! {
            #text #deprecated
            pub fn #function(body: &[u8]) -> Result<#ty, DecodeError> { clientwright_runtime::decode(body) }
        });
        variants.push(quote!(#variant_text #deprecated #name(#ty)));
        arms.push(quote!(#wire => Self::#name(#function(body)?)));
    }
    let mut file = RustFile::default();
    file.tokens(&imports.finish(&[]));
    file.all(&functions);
    file.tokens(&quote! {
        #[doc = " A webhook and its payload."]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            #(#variants,)*
            #[doc = " One that the description doesn't name."]
            Unknown {
                #[doc = " Its name."]
                name: String,
                #[doc = " Its payload."]
                body: Value,
            },
        }
        impl Event {
            #[doc = " Reads the payload of the webhook `name`."]
            pub fn parse(name: &str, body: &[u8]) -> Result<Self, DecodeError> {
                Ok(match name {
                    #(#arms,)*
                    _ => Self::Unknown { name: name.to_owned(), body: clientwright_runtime::decode(body)? },
                })
            }
        }
    });
    files.documented(
        "src/webhook_events.rs",
        "//! What the vendor sends to a URL of yours.\n//!\n//! Check the vendor's signature, if there is one, before you read a payload.\n",
        file,
    );
}
