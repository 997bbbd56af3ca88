//! `tests/wire.rs`: every operation as it goes over the wire, and every example decoded and encoded again.

mod responses;
mod saved;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::argument::{Form, body_form, form, is_converted};
use super::foreign::{self, Examples};
use super::texts::{Texts, raw};
use super::tokens::{Imports, Scope, chain, ident};
use super::wire::Sent;
use super::{Files, example, parts, wire};
use crate::format::RustFile;
use crate::ir::{
    Api, AuthKind, Body, BodyKind, Example, Group, Location, Operation, Param, ResponseCase, Ty,
};

/// Adds the file.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    let mut imports = Imports::new(Scope::Types);
    let mut names = BTreeSet::new();
    let mut tested = RustFile::default();
    for (group, it) in api.operations() {
        tested.all(&tests(api, &mut imports, &mut names, group, it));
    }
    for it in api.webhooks.iter().filter(|it| !it.examples.is_empty()) {
        let name = format_ident!("webhook_{}", it.function);
        let mut cx =
            TestContext { api, imports: &mut imports, texts: Texts::default(), variant: None };
        let checks =
            it.examples.iter().map(|example| cx.round_trip(&it.ty, example)).collect::<Vec<_>>();
        let mut examples = Examples::new(api);
        it.examples.iter().for_each(|example| examples.add(&it.ty, &example.written));
        let taken = cx.taken_of(&examples);
        let locals = cx.texts.locals();
        let condition = parts::of_webhooks(api);
        tested.tokens(&quote!(#condition #[test] fn #name() { #locals #taken #(#checks)* }));
    }
    let mut file = RustFile::default();
    let krate = ident(&api.crate_name());
    imports.runtime(&["Json"]);
    imports.add("std::sync", "Arc");
    imports.add("clientwright_runtime::serde_json", "Value");
    imports.add("clientwright_runtime::testing", "MemoryTransport");
    imports.add("clientwright_runtime::testing", "block_on");
    let imports = imports.without_types().finish(&[]);
    file.tokens(&quote!(#imports use #krate::{Client, FilePart, Server, types};));
    file.tokens(&helpers(api));
    file.append(tested);
    let head = "//! Every operation as it goes over the wire, and every example decoded and encoded again.\n\n\
        #![recursion_limit = \"1024\"]\n\
        #![allow(deprecated, unused_imports, dead_code, reason = \"what tests need depends on the operations and features\")]\n\
        #![allow(clippy::approx_constant, clippy::excessive_precision, reason = \"values of the description\")]\n";
    files.documented("tests/wire.rs", head, file);
}

/// What leaves idempotency keys out of a comparison, since each call has another one.
fn without_keys(api: &Api) -> Option<TokenStream> {
    let keys: BTreeSet<&String> =
        api.operations().filter_map(|(_, it)| it.idempotency_key.as_ref()).collect();
    let keys = keys.iter().map(|it| format!("{it}: "));
    (keys.len() > 0).then(|| quote! {
        let keyless = |head: &str| {
            let lines = head.lines().filter(|line| ![#(#keys),*].iter().any(|it| line.starts_with(it)));
            lines.collect::<Vec<_>>().join("\n")
        };
        let (head, expected_head) = (keyless(head), keyless(expected_head));
    })
}

/// The builder of a client with every credential.
fn builder(api: &Api) -> TokenStream {
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
            | AuthKind::Http { .. }
            | AuthKind::OAuth2
            | AuthKind::OpenIdConnect => {
                quote!(.#name(#secret))
            }
        }
    });
    let servers = api.named_servers.iter().filter_map(|it| {
        let (name, url) = (ident(&it.name), wire::unknown_server(it)?);
        Some(quote!(.#name(#url)))
    });
    let transport = std::iter::once(quote!(.transport(transport)));
    let setters = servers.chain(credentials).chain(transport).collect::<Vec<_>>();
    let start = quote!(Client::builder().server(#server));
    chain(&format_ident!("builder"), &start, &setters)
}

fn helpers(api: &Api) -> TokenStream {
    let (builder, without_keys) = (builder(api), without_keys(api));
    let takes = foreign::has_own(api).then(|| quote! {
        #[doc = " Whether a type of another crate reads an example of the description and writes it unchanged; prints it if not."]
        fn takes<T: Json>(text: &str) -> bool {
            let written = match clientwright_runtime::decode::<T>(text.as_bytes()) {
                Ok(value) => String::from_utf8(clientwright_runtime::encode(&value)).expect("JSON is UTF-8"),
                Err(error) => error.to_string(),
            };
            if written != text {
                println!("not compared, since the example {text} is {written} by its type");
            }
            written == text
        }
    });
    quote! {
        #[doc = " A client with every credential, and the transport that gives it this answer."]
        fn client(
            status: u16,
            media_type: &str,
            body: &'static str,
        ) -> (Client, Arc<MemoryTransport>) {
            let headers = [("content-type", media_type)];
            let headers = if media_type.is_empty() { &[][..] } else { &headers };
            let sent = MemoryTransport::responding(status, headers, body);
            let transport = Arc::clone(&sent);
            let builder = #builder;
            (builder.build().expect("the client is sound"), sent)
        }

        #[doc = " What the last request sent, byte for byte."]
        #[track_caller]
        fn check(sent: &MemoryTransport, expected_head: &str, expected_body: &str) {
            let requests = sent.requests();
            let sent = requests.last().expect("a request was sent").to_text();
            let (head, body) = sent.split_once("\n\n").expect("a head");
            #without_keys
            assert_eq!(head, expected_head);
            assert_eq!(body, expected_body);
        }

        #[doc = " JSON without the white space that is there to be read."]
        fn compact(text: &str) -> String {
            let (mut quoted, mut escaped) = (false, false);
            let mut keep = |c: char| {
                let kept = quoted || !c.is_ascii_whitespace();
                quoted ^= c == '"' && !escaped;
                escaped = quoted && c == '\\' && !escaped;
                kept
            };
            text.chars().filter(|c| keep(*c)).collect()
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

        #takes
    }
}

/// The tests of an operation: one of what it needs and of all it takes, or one for each request that it stands for.
fn tests(
    api: &Api,
    imports: &mut Imports,
    names: &mut BTreeSet<String>,
    group: &Group,
    operation: &Operation,
) -> Vec<TokenStream> {
    if !operation.testable {
        return Vec::new();
    }
    let accessors = api.accessors(group).into_iter().map(|it| it.trim_end_matches('_'));
    let under = group.handle.as_ref().map(|_| accessors.collect::<Vec<_>>().join("_"));
    let name = format!("{}_{}", under.as_deref().unwrap_or("client"), operation.name);
    let mut saved = saved::tests(operation);
    if saved.is_empty() {
        return vec![test(api, imports, &unique(names, name), group, operation)];
    }
    // What comes back is the same for all of them.
    let mut responses = true;
    let mut tests = Vec::new();
    for test in &mut saved {
        let name = match test.name.as_str() {
            "" => name.clone(),
            request => format!("{name}_{request}"),
        };
        let mut cx = TestContext { api, imports, texts: Texts::default(), variant: None };
        let name = ident(&unique(names, name));
        cx.variant = test.variant.as_deref();
        let call = cx.call(group, &test.given);
        let setters = cx.setters(&test.given, None);
        let request = request(&call, &setters);
        let params = test.written.params.iter().collect::<Vec<_>>();
        // A form that has no field is sent only where the call can't do without it.
        let body = test.written.body.as_ref().filter(|it| it.required || !it.name.is_empty());
        let sent = cx.sent(&test.written, &params, body);
        let taken = cx.taken(&[&test.given, &test.written], operation);
        let (answer, ok) = cx.response(operation);
        let checks = std::mem::take(&mut responses).then(|| {
            let (headers, checks) =
                (cx.headers(group, operation), cx.distinct_round_trips(operation));
            quote!(#headers #checks)
        });
        let locals = cx.texts.locals();
        let condition = parts::of_group(group);
        tests.push(quote! {
            #condition
            #[test]
            fn #name() {
                #locals
                #taken
                let (client, sent) = client(#answer);
                let response = block_on(#request);
                #sent
                #ok
                #checks
            }
        });
    }
    tests
}

/// `name`, or what comes of it with a number behind where another test has it.
fn unique(names: &mut BTreeSet<String>, name: String) -> String {
    let numbered = (2_usize..).map(|it| format!("{name}_{it}"));
    let mut candidates = std::iter::once(name.clone()).chain(numbered);
    candidates.find(|it| names.insert(it.clone())).unwrap_or(name)
}

fn test(
    api: &Api,
    imports: &mut Imports,
    name: &str,
    group: &Group,
    operation: &Operation,
) -> TokenStream {
    let name = ident(name);
    let mut cx = TestContext { api, imports, texts: Texts::default(), variant: None };
    let body = operation.body.as_ref();
    let lone = lone_field(operation);
    let is_needed = |it: &&Param| it.required || lone.is_some_and(|lone| lone.name == it.name);
    let required = operation.params.iter().filter(is_needed).collect::<Vec<_>>();
    let call = cx.call(group, operation);
    let lone_setter = lone.map(|it| cx.setter(it));
    let base = quote!(#call #lone_setter);
    let least = cx.sent(operation, &required, body.filter(|it| it.required));
    let setters = cx.setters(operation, lone);
    let most = (!setters.is_empty()).then(|| {
        let others = body.map_or_else(Vec::new, wire::other_fields);
        let all = operation.params.iter().chain(others.iter().map(|(_, it)| it));
        let other = body.map(|it| Body {
            media_type: wire::other_media_type(it).unwrap_or(&it.media_type).to_owned(),
            ..it.clone()
        });
        let sent = cx.sent(operation, &all.collect::<Vec<_>>(), other.as_ref());
        let request = request(&base, &setters);
        quote! {
            let _ = block_on(#request);
            #sent
        }
    });
    let (answer, ok) = cx.response(operation);
    // What comes back is the same for its alternatives.
    let own = !operation.alternative;
    let others =
        own.then(|| cx.alternatives(operation, &base, &required, body.filter(|it| it.required)));
    let headers = own.then(|| cx.headers(group, operation));
    let distinct = own.then(|| cx.distinct_round_trips(operation));
    let taken = cx.taken(&[operation], operation);
    let locals = cx.texts.locals();
    let condition = parts::of_group(group);
    quote! {
        #condition
        #[test]
        fn #name() {
            #locals
            #taken
            let (client, sent) = client(#answer);
            let response = block_on(#base);
            #least
            #ok
            #most
            #others
            #headers
            #distinct
        }
    }
}

fn request(call: &TokenStream, setters: &[TokenStream]) -> TokenStream {
    chain(&format_ident!("request"), call, setters)
}

/// The field without which a body that a call can't do without would be empty: nobody can tell an empty form from no body.
fn lone_field(operation: &Operation) -> Option<&Param> {
    let body = operation.body.as_ref().filter(|it| it.required);
    let is_form = body.is_some_and(|it| matches!(it.kind, BodyKind::Form(_)));
    let mut fields = operation.params.iter().filter(|it| it.location == Location::Form);
    let is_empty = is_form && !fields.clone().any(|it| it.required);
    fields.next().filter(|it| is_empty && it.is_setter())
}

/// What the parts of one test share.
struct TestContext<'a> {
    api: &'a Api,
    imports: &'a mut Imports,
    texts: Texts,
    /// The variant of the body, where its text doesn't tell.
    variant: Option<&'a str>,
}

impl TestContext<'_> {
    /// What ends the test of an operation where a type of the user's own doesn't take an example of the description, or
    /// writes it otherwise: that is nothing that a test of this crate could judge.
    fn taken(&mut self, sent: &[&Operation], operation: &Operation) -> Option<TokenStream> {
        let mut examples = Examples::new(self.api);
        for sent in sent {
            let others = sent.body.as_ref().map_or_else(Vec::new, wire::other_fields);
            let params = sent.params.iter().chain(others.iter().map(|(_, it)| it));
            for param in
                params.filter(|it| !matches!(it.location, Location::File | Location::Files))
            {
                examples.add(&param.ty, &param.example);
            }
            if let Some(Body { kind: BodyKind::Json(ty), example, .. }) = &sent.body {
                examples.add(ty, example);
            }
        }
        let others = operation.alternatives.iter().flat_map(|it| &it.responses);
        for response in operation.responses.iter().chain(others) {
            let Some(ty) = response.payload.ty() else { continue };
            response.examples.iter().for_each(|it| examples.add(ty, &it.written));
        }
        for field in operation.headers.iter().flat_map(|it| &it.fields) {
            examples.add(&field.ty, &field.example);
        }
        self.taken_of(&examples)
    }

    fn taken_of(&mut self, examples: &Examples<'_>) -> Option<TokenStream> {
        let checks = examples.found().map(|(def, json)| {
            let ty = self.imports.definition(&def.name);
            let json = raw(json);
            quote!(takes::<#ty>(#json))
        });
        let checks = checks.collect::<Vec<_>>();
        (!checks.is_empty()).then(|| {
            quote! {
                let taken = [#(#checks),*];
                if taken.contains(&false) { return; }
            }
        })
    }

    /// The check of head and body of the request.
    fn sent(
        &mut self,
        operation: &Operation,
        params: &[&Param],
        body: Option<&Body>,
    ) -> TokenStream {
        let Sent { head, body: text } = wire::request(self.api, operation, params, body);
        let is_line = !head.contains('\n');
        let head = raw(&head);
        let body = if let Some(Body { kind: BodyKind::Json(_), example, .. }) = body {
            let text = self.texts.json(example);
            quote!(&compact(#text))
        } else {
            self.texts.text(&text)
        };
        if is_line {
            return quote!(check(&sent, #head, #body););
        }
        // As an argument it would have each of the others on a line.
        quote! {
            let head = #head;
            check(&sent, head, #body);
        }
    }

    /// The call with what it can't do without.
    fn call(&mut self, group: &Group, operation: &Operation) -> TokenStream {
        let mut args =
            operation.positional().into_iter().map(|it| self.argument(it)).collect::<Vec<_>>();
        if let Some(required) = &operation.required {
            let fields = operation.named().into_iter().map(|it| {
                let (name, value) = (ident(&it.name), self.field(it));
                quote!(#name: #value)
            });
            let fields = fields.collect::<Vec<_>>();
            let path = self.api.path_of(group, required);
            let path = path.iter().map(|it| ident(it));
            args.push(quote!(#(#path)::* { #(#fields),* }));
        }
        let body = operation.body.as_ref().filter(|it| it.required);
        args.extend(body.and_then(|it| self.body(it)));
        let accessors = self.api.accessors(group).into_iter().map(ident);
        let name = ident(&operation.name);
        quote!(client #(.#accessors())* .#name(#(#args),*))
    }

    /// The setter of a parameter with what tests set.
    fn setter(&mut self, param: &Param) -> TokenStream {
        let (name, value) = (ident(&param.name), self.argument(param));
        quote!(.#name(#value))
    }

    /// Every setter with what tests set, but for that of `lone`.
    fn setters(&mut self, operation: &Operation, lone: Option<&Param>) -> Vec<TokenStream> {
        let is_other = |it: &&Param| lone.is_none_or(|lone| lone.name != it.name);
        let params = operation.params.iter().filter(|it| it.is_setter()).filter(is_other);
        let mut out = params.map(|it| self.setter(it)).collect::<Vec<_>>();
        let Some(body) = operation.body.as_ref() else { return out };
        if !body.required
            && let Some(value) = self.body(body)
        {
            let name = ident(&body.name);
            out.push(quote!(.#name(#value)));
        }
        for (extra, param) in wire::other_fields(body) {
            let (name, wire, value) = (ident(&extra.name), &param.wire, self.argument(&param));
            out.push(quote!(.#name(#wire, #value)));
        }
        if let (Some(choice), Some(media_type)) = (&body.choice, wire::other_media_type(body)) {
            let name = ident(&choice.name);
            out.push(quote!(.#name(#media_type)));
        }
        out
    }

    fn argument(&mut self, param: &Param) -> TokenStream {
        let files =
            wire::files(param).iter().map(|(name, body)| quote!(FilePart::new(#name, #body)));
        match param.location {
            Location::File => files.collect(),
            Location::Files => quote!(vec![#(#files),*]),
            Location::Path
            | Location::Query
            | Location::Header
            | Location::Cookie
            | Location::Form
            | Location::Part => self.value(&param.ty, &param.example),
        }
    }

    /// The value of a parameter that is taken by name, which nothing converts.
    fn field(&mut self, param: &Param) -> TokenStream {
        if !is_converted(self.api, param) {
            return self.argument(param);
        }
        let text = self.texts.json(&param.example);
        quote!(value(#text))
    }

    fn value(&mut self, ty: &Ty, example: &Value) -> TokenStream {
        if let Some(literal) = example::literal(self.api, ty, example) {
            return literal;
        }
        let text = self.texts.json(example);
        let resolved = self.api.resolved(ty);
        match form(self.api, resolved) {
            Form::Str => quote!(&value::<String>(#text)),
            Form::Value => quote!(value(#text)),
            Form::Reference => quote!(&value(#text)),
            Form::Slice => {
                let ty = self.imports.ty(self.api, resolved);
                quote!(&value::<#ty>(#text))
            }
            Form::Into | Form::Items | Form::IntoItems => {
                let ty = self.imports.ty(self.api, resolved);
                quote!(value::<#ty>(#text))
            }
        }
    }

    fn body(&mut self, body: &Body) -> Option<TokenStream> {
        match &body.kind {
            BodyKind::Json(ty) => {
                let ty = self.api.resolved(ty);
                Some(if matches!(ty, Ty::List(_)) {
                    let ty = self.imports.ty(self.api, ty);
                    let text = self.texts.json(&body.example);
                    quote!(&value::<#ty>(#text))
                } else if let Some(variant) = self.variant {
                    let (ty, variant) = (self.imports.ty(self.api, ty), ident(variant));
                    let text = self.texts.json(&body.example);
                    quote!(&#ty::#variant(value(#text)))
                } else if body_form(self.api, ty) == Form::Reference {
                    let text = self.texts.json(&body.example);
                    quote!(&value(#text))
                } else {
                    self.value(ty, &body.example)
                })
            }
            BodyKind::Text | BodyKind::Bytes => Some(self.texts.text(&wire::text_example(body))),
            BodyKind::Form(_) | BodyKind::Multipart(_) => None,
        }
    }

    /// The checks of every example of a response, each once.
    fn distinct_round_trips(&mut self, operation: &Operation) -> TokenStream {
        let mut checks = BTreeSet::new();
        let mut distinct = TokenStream::new();
        let others = operation.alternatives.iter().flat_map(|it| &it.responses);
        for check in operation.responses.iter().chain(others).flat_map(|it| self.round_trips(it)) {
            if checks.insert(check.to_string()) {
                distinct.extend(check);
            }
        }
        distinct
    }

    fn round_trips(&mut self, response: &ResponseCase) -> Vec<TokenStream> {
        let Some(ty) = response.payload.ty() else { return Vec::new() };
        response.examples.iter().map(|it| self.round_trip(ty, it)).collect()
    }

    fn round_trip(&mut self, ty: &Ty, example: &Example) -> TokenStream {
        let ty = self.imports.ty(self.api, ty);
        let (value, written) = (self.texts.json(&example.value), self.texts.json(&example.written));
        quote!(round_trip::<#ty>(#value, #written);)
    }
}
