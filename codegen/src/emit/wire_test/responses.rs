//! What the tests have operations answer, and what they expect of it: bodies, other media types, headers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Value, json};

use super::TestContext;
use crate::emit::tokens::ident;
use crate::emit::wire;
use crate::ir::{
    Alternative, Body, Group, HeaderField, HeaderForm, Operation, Outcome, Param, Payload,
    ResponseCase, ResponseHeaders, Status,
};
use crate::pointer::Pointer;

impl TestContext<'_> {
    /// The first documented success that has an example, as what `client` takes, and what is asserted about it.
    pub(super) fn response(&mut self, operation: &Operation) -> (TokenStream, TokenStream) {
        self.responding(&operation.responses, &operation.outcome)
    }

    fn responding(
        &mut self,
        responses: &[ResponseCase],
        outcome: &Outcome,
    ) -> (TokenStream, TokenStream) {
        let Some((status, media_type, body)) = responses.iter().find_map(|it| self.success(it))
        else {
            return (quote!(500, "", ""), quote!(assert!(response.is_err());));
        };
        let status = Literal::u16_unsuffixed(status);
        let ok = match outcome {
            Outcome::Value(_) | Outcome::Download | Outcome::Cases(_) => {
                quote!(assert!(response.is_ok(), "{response:?}");)
            }
            Outcome::Items(_) | Outcome::Events(_) => quote! {
                let items = block_on(response.expect("a response").collect());
                assert_eq!(items.expect("sound items").len(), 1);
            },
        };
        (quote!(#status, #media_type, #body), ok)
    }

    /// Status, media type and body of a response, if it is a success and can be made up.
    fn success(&mut self, response: &ResponseCase) -> Option<(u16, String, TokenStream)> {
        let status = match response.status {
            Status::Code(code @ 200..=299) => code,
            Status::Class(2) => 200,
            Status::Code(_) | Status::Class(_) | Status::Default => return None,
        };
        let example = response.examples.first().map(|it| &it.value);
        let enveloped = |it: &Value| match &response.envelope {
            Some(envelope) => enclosed(&envelope.item, it.clone()),
            None => it.clone(),
        };
        // What has something where errors are is one.
        if let (Some(envelope), Some(example)) = (&response.envelope, example)
            && !envelope.error.is_empty()
            && enveloped(example)
                .pointer(&envelope.error)
                .is_some_and(|it| !matches!(it, Value::Null | Value::Bool(false)) && *it != "")
        {
            return None;
        }
        let body = match &response.payload {
            Payload::Json(_) => self.texts.json(example?),
            Payload::Empty => quote!(""),
            Payload::Text | Payload::Bytes => quote!("text"),
            Payload::Items(_) if response.media_type.contains("event-stream") => {
                // An event as an object: its data is a string, or what that holds.
                let member = |name| example?.get(name).map(wire::scalar);
                let event = member("event").map(|it| format!("event: {it}\n")).unwrap_or_default();
                let data = member("data").unwrap_or_default();
                self.texts.text(&format!("{event}data: {data}\n\n"))
            }
            Payload::Items(_) => self.texts.text(&format!("{}\n", enveloped(example?))),
            Payload::Events(_) => {
                let data = wire::scalar(&enveloped(example?));
                self.texts.text(&format!("data: {data}\n\n"))
            }
            Payload::Redirect => return None,
        };
        Some((status, response.media_type.clone(), body))
    }

    /// The request for each other media type, with what it can't do without, and its response.
    pub(super) fn alternatives(
        &mut self,
        operation: &Operation,
        call: &TokenStream,
        params: &[&Param],
        body: Option<&Body>,
    ) -> TokenStream {
        let mut out = TokenStream::new();
        for Alternative { name, constant: _, accept, responses, outcome } in &operation.alternatives
        {
            let (answer, ok) = self.responding(responses, outcome);
            let asking = Operation { accept: accept.clone(), ..operation.clone() };
            let sent = self.sent(&asking, params, body);
            let name = ident(name);
            out.extend(quote! {
                let (client, sent) = crate::client(#answer);
                let response = block_on(#call.#name());
                #sent
                #ok
            });
        }
        out
    }

    /// The documented headers, read; once for operations that share them.
    pub(super) fn headers(&mut self, group: &Group, operation: &Operation) -> Option<TokenStream> {
        let headers = operation.headers.as_ref()?;
        let ResponseHeaders { name, same_as, fields } = headers;
        let mut all = self.api.operations().filter_map(|it| it.1.headers.as_ref());
        let first = same_as.as_ref().and_then(|_| all.find(|it| it.same_as == *same_as));
        if first.is_some_and(|it| !std::ptr::eq(it, headers)) {
            return None;
        }
        let lines = fields.iter().map(|it| {
            let (wire, text) = (&it.wire, text(it));
            let text = self.texts.text(&text);
            quote!((#wire, #text))
        });
        let lines = lines.collect::<Vec<_>>();
        let read = fields.iter().map(|it| {
            let name = ident(&it.name);
            quote!(headers.#name.is_some())
        });
        let (krate, name) = (ident(&self.api.crate_name()), ident(name));
        let modules = self.api.modules(group).into_iter().map(ident);
        Some(quote! {
            let headers = [#(#lines),*].into_iter().collect();
            let headers = #krate::#(#modules::)*#name::from(&headers);
            assert!(#(#read)&&*, "{headers:?}");
        })
    }
}

/// An object that has a value at a JSON pointer.
fn enclosed(pointer: &str, value: Value) -> Value {
    let tokens = Pointer::parse(pointer).unwrap_or_default();
    let tokens = tokens.tokens().collect::<Vec<_>>().into_iter();
    tokens.rfold(value, |value, token| json!({ token: value }))
}

/// The example of a header as it is sent.
fn text(field: &HeaderField) -> String {
    match field.form {
        HeaderForm::Json => field.example.to_string(),
        HeaderForm::Scalar | HeaderForm::List => wire::simple(&field.example),
    }
}
