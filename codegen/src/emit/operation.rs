//! The operations under one tag: the handle, and for each operation its method, builder and static.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{self, Text};
use super::signature::{borrows, link, local, required_name, signature};
use super::tokens::{Imports, Scope, chain, ident};
use super::{Files, argument, errors, example, former, paging, parts, response, waiters};
use crate::format::RustFile;
use crate::ir::{
    Alternative, Api, Body, BodyKind, Extra, Group, Location, MediaTypeChoice, NamedServer,
    Operation, Param, Status,
};
use crate::markdown::{self, Markdown, code, item, markdown};

/// Adds the file of each group.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    for (index, group) in api.groups.iter().enumerate() {
        let mut imports = Imports::new(Scope::Types);
        let mut items = RustFile::default();
        items.tokens(&handle(api, &mut imports, index, group));
        for operation in &group.operations {
            items.tokens(&builder(api, &mut imports, group, operation));
        }
        for operation in group.operations.iter().filter(|it| !it.alternative) {
            let link = link(group, operation);
            let mut types = response::types(api, &mut imports, operation, &link);
            types.extend(errors::item(api, &mut imports, &operation.error, &link));
            items.tokens(&types);
        }
        items.all(&former::methods(api, &mut imports, index));
        items.all(&former::types_of_group(api, index));
        let mut file = RustFile::default();
        let modules = api.groups_under(Some(index)).map(|it| {
            let (attribute, module) = (parts::of_group(it), ident(&it.module));
            quote!(#attribute pub mod #module;)
        });
        file.tokens(&modules.collect());
        for it in former::modules(api, Some(index)) {
            file.tokens(&it);
        }
        file.tokens(&imports.finish(&[]));
        file.append(items);
        let head = Text::default().own(tag_line(group)).inner();
        files.documented(&format!("src/{}.rs", api.modules(group).join("/")), &head, file);
    }
}

/// The methods that give the handles right under a group, or those that the client gives.
pub(super) fn accessors(api: &Api, parent: Option<usize>) -> Vec<TokenStream> {
    let accessor = |group: &Group| {
        let handle = ident(group.handle.as_deref()?);
        let (module, accessor) = (ident(&group.module), ident(&group.accessor));
        // A handle's own module is the one above; the client's is not.
        let root = parent.is_none().then(|| quote!(crate::));
        let summary = markdown::line(docs::first_sentence(group.docs.text.as_deref()));
        let text = if summary.is_empty() { tag_line(group) } else { summary };
        let (doc, attribute) = (Text::default().own(text).attrs(), parts::of_group(group));
        Some(
            quote!(#doc #attribute pub fn #accessor(&self) -> #root #module::#handle { #root #module::#handle(self.0.clone()) }),
        )
    };
    let now = api.groups_under(parent).filter_map(accessor);
    now.chain(former::accessors(api, parent)).collect()
}

/// The handle and its methods; without a tag they are the client's own.
fn handle(api: &Api, imports: &mut Imports, index: usize, group: &Group) -> TokenStream {
    let mut methods = Vec::new();
    for operation in &group.operations {
        methods.push(method(api, imports, group, operation));
        if !operation.waiters.is_empty() {
            let arguments = signature(api, imports, operation);
            methods.extend(waiters::methods(api, imports, operation, &arguments));
        }
    }
    let Some(handle) = &group.handle else {
        return quote!(impl crate::Client { #(#methods)* });
    };
    imports.runtime(&["Client"]);
    let docs = Text::default().own(tag_line(group)).docs(&group.docs).attrs();
    let accessors = accessors(api, Some(index));
    let (name, attribute) = (ident(handle), parts::of_handle(group));
    quote! {
        #docs
        #[derive(Clone, Debug)]
        #attribute
        pub struct #name(pub(crate) Client);
        impl #name { #(#accessors)* #(#methods)* }
    }
}

fn tag_line(group: &Group) -> Markdown {
    match &group.handle {
        Some(_) => {
            let what = if group.operations.is_empty() { "Handles" } else { "The operations" };
            markdown!("{} under the tag {}.", what, markdown::plain(&group.tag))
        }
        None => "The operations without a tag, which are the client's own methods.".into(),
    }
}

fn method(api: &Api, imports: &mut Imports, group: &Group, operation: &Operation) -> TokenStream {
    let docs = method_docs(api, group, operation).attrs();
    let deprecated = docs::deprecated(&operation.docs);
    let alias = docs::alias(&operation.id, &operation.name);
    let (name, builder, constant) =
        (ident(&operation.name), ident(&operation.builder), ident(&operation.constant));
    let signature = signature(api, imports, operation);
    let signature = signature.into_iter().map(|(name, ty)| quote!(#name: #ty));
    let required = required_name(operation);
    // They are sent in the description's order, whatever that of the arguments.
    let named = operation.named();
    let mut calls = Vec::from_iter(multipart_type(operation.body.as_ref()));
    for param in operation.params.iter().filter(|it| it.required) {
        calls.push(if !param.is_argument() {
            argument::constant(imports, param)
        } else if named.iter().any(|it| it.name == param.name) {
            argument::named(api, imports, param, &required).call
        } else {
            argument::param(api, imports, param).call
        });
    }
    if let Some(body) = operation.body.as_ref().filter(|it| it.required) {
        calls.extend(argument::body(api, imports, body).map(|it| it.call));
        // Fields make the body; when all of them may be missing, the empty form is sent.
        let has_field = operation.params.iter().any(|it| it.required && it.location.is_field());
        match &body.kind {
            BodyKind::Form(_) if !has_field => calls.push(quote!(.form_body())),
            BodyKind::Multipart(_) if !has_field => calls.push(quote!(.multipart_body())),
            BodyKind::Form(_)
            | BodyKind::Multipart(_)
            | BodyKind::Json(_)
            | BodyKind::Text
            | BodyKind::Bytes => {}
        }
    }
    if operation.is_plain() {
        let request = response::request(&operation.outcome);
        calls.push(quote!(.#request()));
    }
    let call = chain(&ident(&local(operation, "call")), &quote!(self.0.call(&#constant)), &calls);
    let request = if operation.is_plain() { call } else { quote!(#builder(#call)) };
    quote! {
        #docs
        #alias
        #deprecated
        pub fn #name(&self, #(#signature),*) -> #builder { #request }
    }
}

/// The struct of the parameters that a method takes by name.
fn required(
    api: &Api,
    imports: &mut Imports,
    group: &Group,
    operation: &Operation,
) -> Option<TokenStream> {
    let name = ident(operation.required.as_ref()?);
    let doc = Text::default().own(markdown!("What {} takes by name.", link(group, operation)));
    let doc = doc.attrs();
    let local = ident("required");
    let members = operation.named().into_iter().map(|param| {
        let docs = Text::default().docs(&param.docs).or_own(code(&param.wire));
        let docs = media_types(docs, param).attrs();
        let argument::Argument { name, ty, .. } = argument::named(api, imports, param, &local);
        quote!(#docs pub #name: #ty)
    });
    let members = members.collect::<Vec<_>>();
    let lifetime = borrows(api, imports, operation).then(|| quote!(<'a>));
    // Not `Debug`: of a text nobody knows whether it is a secret.
    Some(quote! {
        #doc
        #[derive(Clone)]
        pub struct #name #lifetime { #(#members),* }
    })
}

/// Says which multipart form it is, where it isn't the usual one.
fn multipart_type(body: Option<&Body>) -> Option<TokenStream> {
    let Body { kind: BodyKind::Multipart(_), media_type, .. } = body? else { return None };
    (media_type != "multipart/form-data").then(|| quote!(.content_type(#media_type)))
}

/// The summary, where the request goes, what the vendor says, and the documented errors.
fn method_docs(api: &Api, group: &Group, operation: &Operation) -> Text {
    let Operation { method, path, summary, docs, responses, .. } = operation;
    let first = summary.as_deref().filter(|it| !it.trim().is_empty());
    let text = match first {
        Some(summary) => Text::default().own(markdown::line(summary)).own(route(method, path)),
        None => Text::default().own(route(method, path)),
    };
    let said =
        docs.text.as_deref().filter(|it| first.is_none_or(|first| it.trim() != first.trim()));
    let text = text.vendor(said).provenance(docs.provenance.as_ref());
    let text = requests(text, operation);
    let text = others(text, group, operation);
    let text = match operation.server.and_then(|it| api.named_servers.get(it)) {
        Some(NamedServer { name, .. }) => text.own(markdown!(
            "The request goes to the server that [`{0}`](crate::ClientBuilder::{0}) sets.",
            item(name)
        )),
        None => text,
    };
    let args = operation.positional().into_iter();
    let args = args.map(|it| (&it.name, media_types(Text::default().docs(&it.docs), it)));
    let body = operation
        .body
        .iter()
        .filter(|it| it.required && !it.name.is_empty())
        .map(|it| (&it.name, Text::default().docs(&it.docs)));
    let args = args.chain(body);
    let args = args.map(|(name, docs)| (markdown!("`{}`", item(name)), docs.markdown()));
    let text = section(text, "# Arguments", args.filter(|(_, docs)| !docs.is_empty()));
    let errors = responses.iter().filter(|it| it.status.is_error()).collect::<Vec<_>>();
    let is_one = errors.len() == 1;
    let errors = errors.into_iter().map(|it| {
        // What the crate's own page says of it isn't said again.
        let text = if api.shared.has_note_of(it) {
            Text::default().vendor(it.docs.text.as_deref())
        } else {
            Text::default().docs(&it.docs)
        };
        // There may be no others.
        let status = if is_one && it.status == Status::Default {
            "Any error".into()
        } else {
            response::status_words(it.status)
        };
        (status, text.markdown())
    });
    let text = section(text, "# Errors", errors);
    text.own("# Example").own(example::of_operation(api, group, operation))
}

/// Adds which media types a file or part may have.
fn media_types(text: Text, param: &Param) -> Text {
    match param.media_types.as_slice() {
        [] => text,
        [only] => text.own(markdown!("The media type is {}.", code(only))),
        several => {
            let several = Markdown::joined(several.iter().map(|it| code(it)), ", ");
            text.own(markdown!("The media type is one of {}.", several))
        }
    }
}

/// In which media type the body is sent, where another method sends another one.
fn others(text: Text, group: &Group, operation: &Operation) -> Text {
    let Some(body) = &operation.body else { return text };
    let media_type = code(&body.media_type);
    let mut same = group.operations.iter().filter(|it| it.constant == operation.constant);
    if operation.alternative {
        let first = item(same.next().map_or("", |it| it.name.as_str()));
        return text.own(markdown!(
            "Like [`{0}`](Self::{0}), with the body as {1}.",
            first,
            media_type
        ));
    }
    let others = same.filter(|it| it.alternative).filter_map(|it| {
        let media_type = code(&it.body.as_ref()?.media_type);
        Some(markdown!("[`{0}`](Self::{0}) as {1}", item(&it.name), media_type))
    });
    let others = Markdown::list(others);
    if others.is_empty() {
        return text;
    }
    text.own(markdown!(
        "The body is sent as {}; in other media types by:\n\n{}",
        media_type,
        others
    ))
}

/// Which requests of a collection an operation is, where it is several.
fn requests(text: Text, operation: &Operation) -> Text {
    if operation.requests.len() < 2 {
        return text;
    }
    let mut seen = BTreeSet::new();
    let names = operation.requests.iter().map(|it| markdown::plain(&it.name));
    let items = Markdown::list(names.filter(|it| seen.insert(it.clone())));
    text.own(markdown!("Stands for these requests of the collection:\n\n{}", items))
}

/// A heading and a list of what is said about each thing.
fn section(
    text: Text,
    title: &'static str,
    things: impl Iterator<Item = (Markdown, Markdown)>,
) -> Text {
    let items = docs::terms(things);
    if items.is_empty() { text } else { text.own(title).own(items) }
}

/// `` `GET /users/{userId}` ``
fn route(method: &str, path: &str) -> Markdown {
    code(&format!("{method} {path}"))
}

/// The static and the request builder.
fn builder(api: &Api, imports: &mut Imports, group: &Group, operation: &Operation) -> TokenStream {
    imports.runtime(&["Operation"]);
    let statics = statics(api, imports, operation);
    let doc = Text::default().own(markdown!("The request of {}.", link(group, operation)));
    let doc = match &operation.headers {
        Some(it) => {
            doc.own(markdown!("[`{}`] reads the headers of its responses.", item(&it.name)))
        }
        None => doc,
    };
    let doc = doc.attrs();
    let name = ident(&operation.builder);
    let required = required(api, imports, group, operation);
    let request = if operation.is_plain() {
        imports.runtime(&["ApiRequest"]);
        let (ty, ..) = response::outcome(api, imports, &operation.outcome);
        let error = errors::ty(operation);
        quote!(pub type #name = ApiRequest<#ty, #error>;)
    } else {
        own_request(api, imports, operation)
    };
    quote! { #(#statics)* #doc #request #required }
}

/// What its requests are made of; an alternative's are those of the operation itself.
fn statics(api: &Api, imports: &mut Imports, operation: &Operation) -> Vec<TokenStream> {
    let waiters = waiters::facts(imports, operation);
    if operation.alternative {
        return waiters;
    }
    let mut statics = vec![fact(api, imports, operation)];
    statics.extend(waiters);
    statics.extend(operation.alternatives.iter().map(|it| other_fact(imports, operation, it)));
    statics
}

/// The request builder of an operation that has something to set.
fn own_request(api: &Api, imports: &mut Imports, operation: &Operation) -> TokenStream {
    imports.runtime(&["Call", "Error", "Pending", "RequestOptions", "Response"]);
    let name = ident(&operation.builder);
    let setters = setters(api, imports, operation);
    let (ty, send, body) = response::outcome(api, imports, &operation.outcome);
    let error = errors::ty(operation);
    let others = operation.alternatives.iter();
    let methods = others.map(|it| other_request(api, imports, operation, it)).collect::<Vec<_>>();
    let ends = paging::ends(api, imports, operation);
    quote! {
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is awaited"]
        pub struct #name(Call);
        impl #name {
            #(#setters)*
            #[doc = " Sets options for this request alone."]
            pub fn options(self, options: RequestOptions) -> Self { Self(self.0.options(options)) }
            #[doc = " Sends the request and returns the status and the headers beside the body."]
            pub fn send(self) -> Pending<Response<#ty>, #error> { self.0.#send() }
            #(#methods)*
            #ends
        }
        impl IntoFuture for #name {
            type Output = Result<#ty, Error<#error>>;
            type IntoFuture = Pending<#ty, #error>;
            fn into_future(self) -> Self::IntoFuture { self.0.#body() }
        }
    }
}

/// The static that asks for another media type.
fn other_fact(imports: &mut Imports, operation: &Operation, other: &Alternative) -> TokenStream {
    let Alternative { name: _, constant, accept, responses, outcome: _ } = other;
    let (constant, first) = (ident(constant), ident(&operation.constant));
    let is_same = response::envelope_of(responses) == response::envelope_of(&operation.responses);
    let envelope = match response::envelope(imports, responses) {
        _ if is_same => TokenStream::new(),
        none if none.is_empty() => quote!(envelope: None,),
        own => own,
    };
    let responses = response::table(imports, responses);
    quote! {
        static #constant: Operation = Operation { accept: #accept, #responses #envelope ..#first };
    }
}

/// The builder's method that asks for another media type.
fn other_request(
    api: &Api,
    imports: &mut Imports,
    operation: &Operation,
    other: &Alternative,
) -> TokenStream {
    imports.runtime(&["ApiRequest"]);
    let Alternative { name, constant, accept, responses: _, outcome } = other;
    let (name, constant) = (ident(name), ident(constant));
    let (ty, ..) = response::outcome(api, imports, outcome);
    let (error, request) = (errors::ty(operation), response::request(outcome));
    let doc = Text::default().own(markdown!("Requests the response as {}.", code(accept))).attrs();
    quote! {
        #doc
        pub fn #name(self) -> ApiRequest<#ty, #error> { self.0.accept(&#constant).#request() }
    }
}

fn setters(api: &Api, imports: &mut Imports, operation: &Operation) -> Vec<TokenStream> {
    let mut out = Vec::new();
    for param in operation.params.iter().filter(|it| it.is_setter()) {
        let docs =
            Text::default().docs(&param.docs).or_own(markdown!("Sets {}.", code(&param.wire)));
        let docs = media_types(docs, param).attrs();
        let deprecated = docs::deprecated(&param.docs);
        let argument::Argument { name, ty, call } = argument::param(api, imports, param);
        out.push(
            quote!(#docs #deprecated pub fn #name(self, #name: #ty) -> Self { Self(self.0 #call) }),
        );
    }
    let Some(body) = &operation.body else { return out };
    if !body.required
        && let Some(argument::Argument { name, ty, call }) = argument::body(api, imports, body)
    {
        let docs = Text::default().docs(&body.docs).or_own("Sets the body.").attrs();
        out.push(quote!(#docs pub fn #name(self, #name: #ty) -> Self { Self(self.0 #call) }));
    }
    out.extend(body.extras().iter().map(|it| extra(api, imports, it)));
    out.extend(body.choice.as_ref().map(media_type));
    out
}

/// The setter for fields that the description doesn't name.
fn extra(api: &Api, imports: &mut Imports, extra: &Extra) -> TokenStream {
    let (ty, call) = argument::extra(api, imports, extra);
    let name = ident(&extra.name);
    let what = match extra.location {
        Location::File | Location::Files => {
            "Adds a file under a name that the description doesn't have."
        }
        Location::Path
        | Location::Query
        | Location::Header
        | Location::Cookie
        | Location::Form
        | Location::Part => "Adds a field that the description doesn't name.",
    };
    let docs = Text::default().own(what).attrs();
    quote!(#docs pub fn #name(self, name: &str, value: #ty) -> Self { Self(self.0 #call) })
}

/// The setter for the media type of the body.
fn media_type(choice: &MediaTypeChoice) -> TokenStream {
    let MediaTypeChoice { name, known } = choice;
    let name = ident(name);
    let docs = match known.as_slice() {
        [] => Text::default().own("Sets the media type of the body."),
        [sent, others @ ..] => {
            let sent = code(sent);
            let text = Text::default()
                .own(markdown!("Sets the media type of the body, which is {} unless set.", sent));
            let others = Markdown::list(others.iter().map(|it| code(it)));
            if others.is_empty() { text } else { text.own("The description also has:").own(others) }
        }
    };
    let docs = docs.attrs();
    quote! {
        #docs
        pub fn #name(self, media_type: impl Into<String>) -> Self {
            Self(self.0.content_type(media_type.into()))
        }
    }
}

/// What of an operation is the same in each of its calls.
fn fact(api: &Api, imports: &mut Imports, operation: &Operation) -> TokenStream {
    let Operation { constant, id, method, path, server, security, accept, responses, .. } =
        operation;
    let key = operation.idempotency_key.as_ref();
    let key = key.map(|it| quote!(idempotency_key: Some(#it),));
    let repeatable = operation.is_repeatable.map(|it| quote!(is_repeatable: Some(#it),));
    let constant = ident(constant);
    let server = server.and_then(|it| api.named_servers.get(it)).map(|it| {
        imports.add("crate", "client");
        let server = ident(&it.constant);
        quote!(server: Some(&client::#server),)
    });
    let accept = (!accept.is_empty()).then(|| quote!(accept: #accept,));
    let security = (!security.is_empty()).then(|| {
        let alternatives = security.iter().map(|alternative| {
            let schemes = alternative
                .iter()
                .filter_map(|idx| api.auths.get(*idx))
                .map(|it| ident(&it.constant));
            quote!(&[#(&client::#schemes),*])
        });
        let alternatives = alternatives.collect::<Vec<_>>();
        if security.iter().any(|it| !it.is_empty()) {
            imports.add("crate", "client");
        }
        quote!(security: &[#(#alternatives),*],)
    });
    let envelope = response::envelope(imports, responses);
    let responses = response::table(imports, responses);
    let paging = operation.paging.as_ref().map(|it| paging::fact(imports, it));
    quote! {
        static #constant: Operation = Operation {
            name: #id, method: #method, path: #path, #server #accept #security #responses #key #repeatable #paging #envelope ..Operation::BASE
        };
    }
}
