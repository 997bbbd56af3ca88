//! `webhook_events.rs`: what the vendor sends to a URL of the user's.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{self, Text};
use super::tokens::{Imports, RUNTIME, Scope, ident};
use super::{Condition, Files};
use crate::format::RustFile;
use crate::ir::{Api, EventName, Preset, Signature, Timestamp, Webhook};
use crate::markdown::{Markdown, code, markdown};

/// Adds the file, if there are webhooks.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    if api.webhooks.is_empty() {
        return;
    }
    let mut imports = Imports::new(Scope::Types);
    imports.runtime(&["DecodeError"]);
    imports.add("clientwright_runtime::serde_json", "Value");
    imports.add(RUNTIME, "webhooks");
    let functions = api.webhooks.iter().map(|it| function(api, &mut imports, it));
    let functions = functions.collect::<Vec<_>>();
    let event = event(api, &mut imports);
    let mut file = RustFile::default();
    file.tokens(&imports.finish(&[]));
    file.tokens(&receiver(api));
    file.tokens(&event);
    file.tokens(&traits(api, files.condition("webhooks")));
    file.all(&functions);
    let head =
        format!("//! What the vendor sends to a URL of yours.\n//!\n//! {}\n", verified(api));
    files.documented("src/webhook_events.rs", &head, file);
}

/// Whether requests are signed, and what does that mean for whoever receives them.
fn verified(api: &Api) -> &'static str {
    if api.signature.is_some() {
        "The vendor signs it: [`Webhooks`] verifies that, with the feature `webhooks`, before it reads anything."
    } else {
        "The description says nothing about signatures: if the vendor signs, check the signature before you read a payload."
    }
}

/// What the crate's documentation and its README say about it.
pub(super) fn text(api: &Api, link: impl Fn(&'static str) -> Markdown) -> Option<Markdown> {
    if api.webhooks.is_empty() {
        return None;
    }
    let (event, receiver) = (link("webhook_events::Event"), link("webhook_events::Webhooks"));
    let read = match api.webhooks.len() {
        1 => markdown!("{} reads what the vendor sends to a URL of yours.", event),
        many => markdown!(
            "{} reads the {} kinds of requests that the vendor sends to a URL of yours.",
            event,
            many
        ),
    };
    let verified = if api.signature.is_some() {
        "verifies a request's signature first, with the feature `webhooks`"
    } else {
        "verifies a request first, in a way that you give it"
    };
    Some(markdown!("{} {} {}.", read, receiver, verified))
}

/// The function that reads the payload of one.
fn function(api: &Api, imports: &mut Imports, webhook: &Webhook) -> TokenStream {
    let Webhook { wire, function, docs, ty, .. } = webhook;
    let named = markdown!("Reads the payload of the webhook {}.", code(wire));
    let text = Text::default().own(named).docs(docs).attrs();
    let deprecated = docs::deprecated(docs);
    let (function, ty) = (ident(function), imports.ty(api, ty));
    quote! {
        #text #deprecated
        pub fn #function(body: &[u8]) -> Result<#ty, DecodeError> { clientwright_runtime::decode(body) }
    }
}

/// The enum and how it is read.
fn event(api: &Api, imports: &mut Imports) -> TokenStream {
    let mut variants = Vec::new();
    let mut arms = Vec::new();
    for webhook in &api.webhooks {
        let Webhook { wire, events, name, function, docs, ty, .. } = webhook;
        let text = Text::default().docs(docs).or_own(code(wire)).attrs();
        let deprecated = docs::deprecated(docs);
        let (name, function, ty) = (ident(name), ident(function), imports.ty(api, ty));
        variants.push(quote!(#text #deprecated #name(#ty)));
        if !events.is_empty() {
            arms.push(quote!(#(#events)|* => Self::#name(#function(body)?)));
        }
    }
    let parse = api.event_name.as_ref().map(|place| {
        let doc = Text::default()
            .own("Reads the request with these headers and this body, without verifying who has sent it.")
            .own(said(place))
            .attrs();
        quote! {
            #doc
            pub fn parse(
                headers: impl IntoIterator<Item = (impl AsRef<str>, impl AsRef<[u8]>)>,
                body: &[u8],
            ) -> Result<Self, webhooks::WebhookError> {
                webhooks::parse(headers, body)
            }
        }
    });
    let unsaid = api.event_name.is_none().then(|| {
        quote! {
            #[doc = ""]
            #[doc = " The description doesn't say where a request names its webhook: give each webhook a URL of its own."]
        }
    });
    quote! {
        #[doc = " A webhook and its payload."]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Event {
            #(#variants,)*
            #[doc = " A webhook that the description doesn't name."]
            Unknown {
                #[doc = " Its name."]
                name: String,
                #[doc = " Its payload."]
                body: Value,
            },
        }
        impl Event {
            #parse
            #[doc = " Reads the payload of the webhook `name`."]
            #unsaid
            pub fn parse_as(name: &str, body: &[u8]) -> Result<Self, DecodeError> {
                Ok(match name {
                    #(#arms,)*
                    _ => Self::Unknown { name: name.to_owned(), body: clientwright_runtime::decode(body)? },
                })
            }
        }
    }
}

/// Where a request says which event it is, for people.
fn said(place: &EventName) -> Markdown {
    match place {
        EventName::Header(name) => {
            markdown!("The header {} says which webhook it is.", code(name))
        }
        EventName::Body(at) => markdown!("The body says at {} which webhook it is.", code(at)),
        EventName::Only(_) => "There is only one webhook.".into(),
    }
}

/// The receiver of such events.
fn receiver(api: &Api) -> TokenStream {
    let text = match (&api.signature, &api.event_name) {
        (Some(_), Some(_)) => {
            "`Webhooks::new` takes the secret; `receive` takes the headers and the body as they came."
        }
        (Some(_), None) => {
            "`Webhooks::new` takes the secret; `receive_as` takes the webhook's name as well."
        }
        (None, Some(_)) => {
            "The description says nothing about signatures: create it with a verifier of your own, or `unverified`."
        }
        (None, None) => {
            "The description says nothing about signatures: create it with a verifier of your own, or `unverified`; \
             `receive_as` takes the webhook's name."
        }
    };
    let text = Text::default().own("Verifies requests and reads them.").own(text).attrs();
    quote! {
        #text
        pub type Webhooks = webhooks::Receiver<Event>;
    }
}

/// What the runtime asks of events.
///
/// `signed` is the condition under which the runtime verifies signatures, if there is one.
fn traits(api: &Api, signed: Option<Condition>) -> TokenStream {
    let place = api.event_name.as_ref().map(|place| {
        let place = match place {
            EventName::Header(name) => quote!(Header(#name)),
            EventName::Body(pointer) => quote!(Body(#pointer)),
            EventName::Only(name) => quote!(Only(#name)),
        };
        quote! {
            impl webhooks::NamedEvent for Event {
                const NAME: webhooks::EventName = webhooks::EventName::#place;
            }
        }
    });
    let signature = api.signature.as_ref().zip(signed).map(|(it, condition)| {
        let (hmac, attribute) = (hmac(it), condition.attribute());
        quote! {
            #attribute
            impl webhooks::SignedEvent for Event {
                fn hmac() -> webhooks::HmacBuilder { #hmac }
            }
        }
    });
    quote! {
        impl webhooks::WebhookEvent for Event {
            fn parse_as(name: &str, body: &[u8]) -> Result<Self, DecodeError> { Self::parse_as(name, body) }
        }
        #place
        #signature
    }
}

/// The verifier, but for the secret.
fn hmac(signature: &Signature) -> TokenStream {
    let Signature {
        like,
        header,
        prefix,
        separator,
        base64,
        sha512,
        base64_secrets,
        payload,
        timestamp,
        tolerance,
    } = signature;
    let header = header.as_deref();
    let begin = match like {
        Some(Preset::Stripe) => quote!(stripe()),
        Some(Preset::GitHub) => quote!(github()),
        Some(Preset::Slack) => quote!(slack()),
        Some(Preset::Standard) => quote!(standard()),
        None => {
            let header = header.unwrap_or_default();
            quote!(in_header(#header))
        }
    };
    let header = header.filter(|_| like.is_some()).map(|it| quote!(.header(#it)));
    let prefix = prefix.as_ref().map(|it| quote!(.prefix(#it)));
    let separator = separator.map(|it| quote!(.separator(#it)));
    let base64 = base64.then(|| quote!(.base64()));
    let sha512 = sha512.then(|| quote!(.sha512()));
    let secrets = base64_secrets.as_ref().map(|it| quote!(.base64_secrets(#it)));
    let payload = payload.as_ref().map(|it| quote!(.payload(#it)));
    let timestamp = timestamp.as_ref().map(|it| match it {
        Timestamp::Header(name) => quote!(.timestamp_header(#name)),
        Timestamp::Prefix(prefix) => quote!(.timestamp_prefix(#prefix)),
    });
    let tolerance = tolerance.map(|it| {
        let seconds = Literal::u64_unsuffixed(it);
        quote!(.tolerance(std::time::Duration::from_secs(#seconds)))
    });
    quote! {
        webhooks::Hmac::#begin
            #header #prefix #separator #base64 #sha512 #secrets #payload #timestamp #tolerance
    }
}
