//! Waiting for states: a method of the handle and a static for each.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs::{self, Text};
use super::tokens::{Imports, ident};
use super::{errors, response};
use crate::ir::{Api, Operation, Waiter};
use crate::markdown::{Markdown, code, item, markdown};

/// The methods of the handle, whose arguments are those of the operation's own.
pub(super) fn methods(
    api: &Api,
    imports: &mut Imports,
    operation: &Operation,
    arguments: &[(Ident, TokenStream)],
) -> Vec<TokenStream> {
    imports.runtime(&["Waiter"]);
    let (body, ..) = response::outcome(api, imports, &operation.outcome);
    let error = errors::ty(operation);
    let names = arguments.iter().map(|(name, _)| name).collect::<Vec<_>>();
    let signature = arguments.iter().map(|(name, ty)| quote!(#name: #ty)).collect::<Vec<_>>();
    let begun = ident(&operation.name);
    let deprecated = docs::deprecated(&operation.docs);
    let method = |it: &Waiter| {
        let docs = text(operation, it).attrs();
        let (name, constant) = (ident(&it.name), ident(&it.constant));
        quote! {
            #docs
            #deprecated
            pub fn #name(&self, #(#signature),*) -> Waiter<#body, #error> {
                self.#begun(#(#names),*).0.wait_until(&#constant)
            }
        }
    };
    operation.waiters.iter().map(method).collect()
}

/// What the runtime has to know of each.
pub(super) fn facts(imports: &mut Imports, operation: &Operation) -> Vec<TokenStream> {
    if !operation.waiters.is_empty() {
        imports.runtime(&["WaiterSpec"]);
    }
    let fact = |it: &Waiter| {
        let Waiter { constant, state, done, failed, pending_statuses, interval, limit, name: _ } =
            it;
        let constant = ident(constant);
        let state = state.as_str();
        let failed = (!failed.is_empty()).then(|| quote!(failed: &[#(#failed),*],));
        let statuses = pending_statuses.iter().map(|it| Literal::u16_unsuffixed(*it));
        let statuses =
            (!pending_statuses.is_empty()).then(|| quote!(pending_statuses: &[#(#statuses),*],));
        let seconds = |it: &Option<u64>| it.map(Literal::u64_unsuffixed);
        let interval = seconds(interval).map(|it| quote!(interval: #it,));
        let limit = seconds(limit).map(|it| quote!(limit: #it,));
        quote! {
            static #constant: WaiterSpec = WaiterSpec {
                state: #state, done: &[#(#done),*], #failed #statuses #interval #limit
                ..WaiterSpec::BASE
            };
        }
    };
    operation.waiters.iter().map(fact).collect()
}

fn text(operation: &Operation, waiter: &Waiter) -> Text {
    let Waiter { state, done, failed, pending_statuses, .. } = waiter;
    let own = item(&operation.name);
    let what = markdown!(
        "Waits until the response of [`{0}`](Self::{0}) has {1} at {2}.",
        own,
        values(done),
        code(state.as_str())
    );
    let text = Text::default().own(what);
    let text = match failed.as_slice() {
        [] => text,
        failed => text.own(markdown!("Ends with an error at {}.", values(failed))),
    };
    let text = match pending_statuses.as_slice() {
        [] => text,
        statuses => {
            let statuses = statuses.iter().map(u16::to_string).collect::<Vec<_>>();
            text.own(markdown!("Status {} means that there is no state yet.", values(&statuses)))
        }
    };
    text.own("The arguments are the same. Stated in the `vendor.toml` of this crate.")
}

/// One of these: `A`, `B` or `C`.
fn values(all: &[String]) -> Markdown {
    let listed = |it: &[String]| Markdown::joined(it.iter().map(|it| code(it)), ", ");
    match all.split_last() {
        Some((last, before)) if !before.is_empty() => {
            markdown!("{} or {}", listed(before), code(last))
        }
        _ => listed(all),
    }
}
