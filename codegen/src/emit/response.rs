//! What comes back: the documented responses as the runtime wants them, and enums over several of them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::Text;
use super::tokens::{Imports, ident};
use super::{headers, pattern};
use crate::ir::{Api, Envelope, Operation, Outcome, Payload, ResponseCase, ResponseEnum, Status};
use crate::markdown::{Markdown, code, markdown};

/// The `responses` of the static.
pub(super) fn table(imports: &mut Imports, responses: &[ResponseCase]) -> TokenStream {
    if responses.is_empty() {
        return TokenStream::new();
    }
    imports.runtime(&["ResponseSpec", "Status"]);
    let responses = responses.iter().map(|response| {
        let ResponseCase {
            status,
            payload,
            docs: _,
            examples: _,
            media_type: _,
            documented: _,
            facts: _,
            headers: _,
            envelope: _,
            shared_at: _,
        } = response;
        let kind = ident(match payload {
            Payload::Json(_) => "json",
            Payload::Text => "text",
            Payload::Bytes => "bytes",
            Payload::Items(_) | Payload::Events(_) => "items",
            Payload::Empty | Payload::Redirect => "empty",
        });
        let status = match status {
            Status::Code(code) => {
                let code = Literal::u16_unsuffixed(*code);
                quote!(Status::Code(#code))
            }
            Status::Class(class) => {
                let class = Literal::u8_unsuffixed(*class);
                quote!(Status::Class(#class))
            }
            Status::Default => quote!(Status::Default),
        };
        quote!(ResponseSpec::#kind(#status))
    });
    quote!(responses: &[#(#responses),*],)
}

/// The `envelope` of the static.
pub(super) fn envelope(imports: &mut Imports, responses: &[ResponseCase]) -> TokenStream {
    let Some(Envelope { item, error }) = envelope_of(responses) else { return TokenStream::new() };
    imports.runtime(&["Envelope"]);
    quote!(envelope: Some(&Envelope { item: #item, error: #error }),)
}

/// What the values of the stream are in, if one of the responses is such a stream.
pub(super) fn envelope_of(responses: &[ResponseCase]) -> Option<&Envelope> {
    responses.iter().find_map(|it| it.envelope.as_ref())
}

/// The type of what a successful request gives, and the methods of `Call` that end in it.
pub(super) fn outcome(
    api: &Api,
    imports: &mut Imports,
    outcome: &Outcome,
) -> (TokenStream, TokenStream, TokenStream) {
    match outcome {
        Outcome::Value(ty) => (imports.ty(api, ty), quote!(response), quote!(body)),
        Outcome::Download => {
            imports.runtime(&["Download"]);
            (quote!(Download), quote!(download_response), quote!(download))
        }
        Outcome::Items(item) => {
            imports.runtime(&["Items"]);
            let item = imports.ty(api, item);
            (quote!(Items<#item>), quote!(items_response), quote!(items))
        }
        Outcome::Events(data) => {
            imports.runtime(&["Event", "Items"]);
            let data = imports.ty(api, data);
            (quote!(Items<Event<#data>>), quote!(items_response), quote!(items))
        }
        Outcome::Cases(cases) => {
            let name = ident(&cases.name);
            (quote!(#name), quote!(response), quote!(body))
        }
    }
}

/// The method of `Call` that makes a request of it which gives that.
pub(super) fn request(outcome: &Outcome) -> TokenStream {
    match outcome {
        Outcome::Value(_) | Outcome::Cases(_) => quote!(request),
        Outcome::Download => quote!(download_request),
        Outcome::Items(_) | Outcome::Events(_) => quote!(items_request),
    }
}

/// The enums over an operation's responses, and the struct of their headers.
pub(super) fn types(
    api: &Api,
    imports: &mut Imports,
    operation: &Operation,
    link: &Markdown,
) -> TokenStream {
    let mut out = TokenStream::new();
    let others = operation.alternatives.iter().map(|it| (&it.outcome, Some(&it.accept)));
    for (outcome, accept) in std::iter::once((&operation.outcome, None)).chain(others) {
        if let Outcome::Cases(cases) = outcome {
            let accepting = accept.map(|it| markdown!(" when it accepts {}", code(it)));
            let accepting = accepting.unwrap_or_default();
            let doc = markdown!("The responses of {}{}, by status.", link, accepting);
            out.extend(cases_enum(api, imports, operation, cases, doc));
        }
    }
    out.extend(operation.headers.as_ref().map(|it| headers::item(api, imports, it, link)));
    out
}

fn cases_enum(
    api: &Api,
    imports: &mut Imports,
    operation: &Operation,
    cases: &ResponseEnum,
    doc: Markdown,
) -> TokenStream {
    imports.runtime(&["DecodeError", "Reader", "ResponseBody"]);
    let ResponseEnum { name, cases } = cases;
    let name = ident(name);
    let doc = Text::default().own(doc).attrs();
    let mut variants = Vec::new();
    let mut arms = Vec::new();
    // A code wins over its class, and both win over the default, so the arms go in the order of `Status`.
    let mut sorted = cases.iter().collect::<Vec<_>>();
    sorted.sort_by_key(|(_, status, _)| *status);
    for (variant, status, payload) in cases {
        let docs = operation.responses.iter().find(|it| it.status == *status).map(|it| &it.docs);
        let text = Text::default().own(markdown!("{}.", status_words(*status)));
        let text = docs.into_iter().fold(text, Text::docs).attrs();
        let variant = ident(variant);
        let holds = holds(api, imports, payload).map(|ty| quote!((#ty)));
        variants.push(quote!(#text #variant #holds));
    }
    let codes = cases.iter().filter_map(|(_, status, _)| status.code()).collect::<Vec<_>>();
    let pattern = |status| pattern::of_status(status, &codes);
    let has_default = cases.iter().any(|(_, status, _)| *status == Status::Default);
    for (variant, status, payload) in sorted {
        let (pattern, value) = (pattern(*status), value(variant, payload));
        arms.push(quote!(#pattern => #value));
    }
    // The runtime takes a 2xx that nobody documented for the first one that somebody did.
    let any = cases.iter().any(|(_, status, _)| *status == Status::Class(2));
    let first = cases.iter().find(|(_, status, _)| matches!(status, Status::Code(200..=299)));
    if let (false, false, Some((variant, _, payload))) = (has_default, any, first) {
        let (pattern, value) = (pattern(Status::Class(2)), value(variant, payload));
        arms.push(quote!(#pattern => #value));
    }
    // A documented redirect isn't followed, whichever one it is.
    let redirect = cases.iter().find(|(_, _, payload)| *payload == Payload::Redirect);
    if let (false, Some((variant, _, payload))) = (has_default, redirect) {
        let (pattern, value) = (pattern(Status::Class(3)), value(variant, payload));
        arms.push(quote!(#pattern => #value));
    }
    let rest = (!has_default).then(|| quote!(_ => Err(r.error("a status that isn't documented")),));
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }
        impl ResponseBody for #name {
            fn read_response(status: u16, r: &mut Reader<'_>) -> Result<Self, DecodeError> {
                match status { #(#arms,)* #rest }
            }
        }
    }
}

fn holds(api: &Api, imports: &mut Imports, payload: &Payload) -> Option<TokenStream> {
    match payload {
        Payload::Empty => None,
        Payload::Json(ty) => Some(imports.ty(api, ty)),
        // A sequence beside bodies of another kind is text.
        Payload::Text | Payload::Items(_) | Payload::Events(_) => Some(quote!(String)),
        Payload::Bytes => {
            imports.add("clientwright_runtime::bytes", "Bytes");
            Some(quote!(Bytes))
        }
        Payload::Redirect => {
            imports.runtime(&["Redirect"]);
            Some(quote!(Redirect))
        }
    }
}

fn value(variant: &str, payload: &Payload) -> TokenStream {
    let variant = ident(variant);
    match payload {
        Payload::Empty => quote!(Ok(Self::#variant)),
        Payload::Json(_)
        | Payload::Text
        | Payload::Bytes
        | Payload::Items(_)
        | Payload::Events(_)
        | Payload::Redirect => {
            quote!(ResponseBody::read_response(status, r).map(Self::#variant))
        }
    }
}

/// A status as documentation writes it.
pub(super) fn status_words(status: Status) -> Markdown {
    match status {
        Status::Code(status) => code(&status.to_string()),
        Status::Class(class) => code(&format!("{class}XX")),
        Status::Default => "Any other status".into(),
    }
}
