//! `tests/wire.rs`: every operation as it goes over the wire, and every example decoded and encoded again.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::argument::{Form, form, resolved};
use super::tokens::{Imports, Scope, ident};
use super::{Files, example, wire};
use crate::format::RustFile;
use crate::ir::{
    Api, AuthKind, Body, BodyKind, Example, Group, Location, Operation, Param, Payload, ReplyCase,
    Status,
};

/// Adds the file.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    let mut imports = Imports::new(Scope::Types);
    let tests =
        api.operations().map(|(group, it)| test(api, &mut imports, group, it)).collect::<Vec<_>>();
    let webhooks = api.webhooks.iter().filter(|it| !it.examples.is_empty()).map(|it| {
        let name = format_ident!("webhook_{}", it.function);
        let ty = imports.ty(api, &it.ty);
        let checks = it.examples.iter().map(|it| round_trip(&ty, it)).collect::<Vec<_>>();
        quote!(#[test] fn #name() { #(#checks)* })
    });
    let webhooks = webhooks.collect::<Vec<_>>();
    let mut file = RustFile::default();
    let krate = ident(&api.crate_name());
    file.tokens(&quote! {
        use std::future::IntoFuture;
        use std::sync::Arc;
        use clientwright_runtime::testing::{MemoryTransport, block_on};
        use clientwright_runtime::{Json, serde_json::Value};
        use #krate::{Client, File, Server, types};
    });
    file.tokens(&imports.without_types().finish(&[]));
    file.tokens(&helpers(api));
    file.all(&tests);
    file.all(&webhooks);
    let head = "//! Every operation as it goes over the wire, and every example decoded and encoded again.\n\n\
        #![allow(deprecated, unused_imports, dead_code, clippy::all)]\n";
    files.documented("tests/wire.rs", head, file);
}

fn helpers(api: &Api) -> TokenStream {
    let server = if let Some((_, server)) = example::server(api) {
        server
    } else {
        let origin = wire::ORIGIN;
        quote!(Server::custom(#origin))
    };
    let credentials = api.auths.iter().map(|auth| {
        let (name, secret) = (ident(&auth.name), wire::secret(&auth.name));
        match auth.kind {
            AuthKind::Basic => quote!(.#name("user", #secret)),
            AuthKind::ApiKey { .. }
            | AuthKind::Bearer
            | AuthKind::OAuth2
            | AuthKind::OpenIdConnect => {
                quote!(.#name(#secret))
            }
        }
    });
    quote! {
        #[doc = " A client with every credential."]
        fn client(transport: &Arc<MemoryTransport>) -> Client {
            let transport = Arc::clone(transport);
            let builder = Client::builder().server(#server) #(#credentials)* .transport(transport);
            builder.build().expect("the client is sound")
        }

        #[doc = " What one request sent: the same bytes, except that the members of JSON may come in any order."]
        #[track_caller]
        fn check(transport: &MemoryTransport, expected: &str) {
            let requests = transport.requests();
            let sent = requests.last().expect("a request was sent").to_text();
            let (head, body) = sent.split_once("\n\n").expect("a head");
            let (expected_head, expected_body) = expected.split_once("\n\n").expect("a head");
            assert_eq!(head, expected_head);
            match (json(body), json(expected_body)) {
                (Some(sent), Some(expected)) => assert_eq!(sent, expected),
                _ => assert_eq!(body, expected_body),
            }
        }

        #[doc = " A value and what is written after it was read."]
        #[track_caller]
        fn round_trip<T: Json>(text: &str, written: &str) {
            let value: T = value(text);
            let again = clientwright_runtime::encode(&value);
            let again = std::str::from_utf8(&again).expect("JSON is UTF-8");
            assert_eq!(json(again), json(written));
        }

        #[track_caller]
        fn value<T: Json>(text: &str) -> T {
            match clientwright_runtime::decode(text.as_bytes()) {
                Ok(value) => value,
                Err(error) => panic!("{error}\n{text}"),
            }
        }

        fn json(text: &str) -> Option<Value> { clientwright_runtime::decode(text.as_bytes()).ok() }
    }
}

fn test(api: &Api, imports: &mut Imports, group: &Group, operation: &Operation) -> TokenStream {
    let under = group.handle.as_ref().map_or("client", |_| group.accessor.as_str());
    let name = format_ident!("{}_{}", under.trim_end_matches('_'), operation.name);
    let required = operation.params.iter().filter(|it| it.required).collect::<Vec<_>>();
    let body = operation.body.as_ref();
    let required_body = body.filter(|it| it.required);
    let base = call(api, imports, group, operation);
    let least = wire::request(api, operation, &required, required_body);
    let setters = setters(api, imports, operation);
    let most = (!setters.is_empty()).then(|| {
        let all = operation.params.iter().collect::<Vec<_>>();
        let text = wire::request(api, operation, &all, body);
        quote! {
            let _ = block_on(#base #(#setters)* .into_future());
            check(&transport, #text);
        }
    });
    let (transport, ok) = reply(operation);
    let checks =
        operation.replies.iter().flat_map(|it| round_trips(api, imports, it)).collect::<Vec<_>>();
    quote! {
        #[test]
        fn #name() {
            let transport = #transport;
            let client = client(&transport);
            let reply = block_on(#base.into_future());
            check(&transport, #least);
            #ok
            #most
            #(#checks)*
        }
    }
}

/// The call with what it can't do without.
fn call(api: &Api, imports: &mut Imports, group: &Group, operation: &Operation) -> TokenStream {
    let mut args = Vec::new();
    for param in operation.params.iter().filter(|it| it.required) {
        args.push(argument(api, imports, param));
    }
    let body = operation.body.as_ref().filter(|it| it.required);
    args.extend(body.and_then(|it| body_argument(api, imports, it)));
    let handle = group.handle.as_ref().map(|_| {
        let accessor = ident(&group.accessor);
        quote!(.#accessor())
    });
    let name = ident(&operation.name);
    quote!(client #handle .#name(#(#args),*))
}

fn setters(api: &Api, imports: &mut Imports, operation: &Operation) -> Vec<TokenStream> {
    let mut out = Vec::new();
    let mut set = |name: &Ident, value: &TokenStream| out.push(quote!(.#name(#value)));
    for param in operation.params.iter().filter(|it| !it.required) {
        set(&ident(&param.name), &argument(api, imports, param));
    }
    if let Some(body) = operation.body.as_ref().filter(|it| !it.required)
        && let Some(value) = body_argument(api, imports, body)
    {
        set(&ident(&body.name), &value);
    }
    out
}

fn argument(api: &Api, imports: &mut Imports, param: &Param) -> TokenStream {
    let files = wire::FILES.map(|(name, body)| quote!(File::new(#name, #body)));
    match param.location {
        Location::File => files.into_iter().take(1).collect(),
        Location::Files => quote!(vec![#(#files),*]),
        Location::Path
        | Location::Query
        | Location::Header
        | Location::Cookie
        | Location::Form
        | Location::Part => value(api, imports, &param.ty, &param.example),
    }
}

fn value(
    api: &Api,
    imports: &mut Imports,
    ty: &crate::ir::Ty,
    example: &serde_json::Value,
) -> TokenStream {
    if let Some(literal) = example::literal(api, ty, example) {
        return literal;
    }
    let text = example.to_string();
    let resolved = resolved(api, ty);
    match form(api, resolved) {
        Form::Str => quote!(&value::<String>(#text)),
        Form::Value => quote!(value(#text)),
        Form::Reference => quote!(&value(#text)),
        Form::Slice => quote!(&value::<Vec<_>>(#text)),
        Form::Into | Form::Items | Form::IntoItems => {
            let ty = imports.ty(api, resolved);
            quote!(value::<#ty>(#text))
        }
    }
}

fn body_argument(api: &Api, imports: &mut Imports, body: &Body) -> Option<TokenStream> {
    match &body.kind {
        BodyKind::Json(ty) => {
            let text = body.example.to_string();
            Some(match resolved(api, ty) {
                crate::ir::Ty::List(_) => quote!(&value::<Vec<_>>(#text)),
                ty => value(api, imports, ty, &body.example),
            })
        }
        BodyKind::Text | BodyKind::Bytes => {
            let text = wire::text_example(body);
            Some(quote!(#text))
        }
        BodyKind::Form | BodyKind::Multipart => None,
    }
}

/// A transport with the first documented success that has an example, and what is asserted about its reply then.
fn reply(operation: &Operation) -> (TokenStream, TokenStream) {
    let success = operation.replies.iter().filter_map(|reply| {
        let status = match reply.status {
            Status::Code(code @ 200..=299) => code,
            Status::Class(2) => 200,
            Status::Code(_) | Status::Class(_) | Status::Default => return None,
        };
        let body = match &reply.payload {
            Payload::Json(_) => reply.examples.first()?.value.to_string(),
            Payload::Empty => String::new(),
            Payload::Text | Payload::Bytes => "text".to_owned(),
            Payload::Redirect => return None,
        };
        Some((status, reply.media_type.clone(), body))
    });
    match success.into_iter().next() {
        Some((status, media_type, body)) => {
            let headers = (!media_type.is_empty()).then(|| quote!(("content-type", #media_type)));
            let status = proc_macro2::Literal::u16_unsuffixed(status);
            (
                quote!(MemoryTransport::replying(#status, &[#headers], #body)),
                quote!(assert!(reply.is_ok(), "{reply:?}");),
            )
        }
        None => (quote!(MemoryTransport::replying(500, &[], "")), quote!(assert!(reply.is_err());)),
    }
}

fn round_trips(api: &Api, imports: &mut Imports, reply: &ReplyCase) -> Vec<TokenStream> {
    let Payload::Json(ty) = &reply.payload else { return Vec::new() };
    let ty = imports.ty(api, ty);
    reply.examples.iter().map(|it| round_trip(&ty, it)).collect()
}

fn round_trip(ty: &TokenStream, example: &Example) -> TokenStream {
    let Example { value, written } = example;
    let (value, written) = (value.to_string(), written.to_string());
    quote!(round_trip::<#ty>(#value, #written);)
}
