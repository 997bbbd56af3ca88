//! What the method of an operation takes, and how documentation leads to it.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};

use super::argument;
use super::tokens::{Imports, ident};
use crate::ir::{Api, Group, Operation};
use crate::markdown::{Markdown, item, markdown};
use quote::quote;

/// A link to an operation's method, from its own module.
pub(super) fn link(group: &Group, operation: &Operation) -> Markdown {
    let name = item(&operation.name);
    match &group.handle {
        Some(handle) => markdown!("[`{}::{}`]", item(handle), name),
        None => markdown!("[`Client::{0}`](crate::Client::{0})", name),
    }
}

/// The same from anywhere in the crate.
pub(super) fn link_from_afar(api: &Api, group: &Group, operation: &Operation) -> Markdown {
    let Some(handle) = &group.handle else { return link(group, operation) };
    let shown = format!("{handle}::{}", operation.name);
    let path = api.modules(group).into_iter().chain([shown.as_str()]).collect::<Vec<_>>();
    markdown!("[`{}`](crate::{})", item(&shown), item(&path.join("::")))
}

/// The arguments of an operation's method: their names and types.
pub(super) fn signature(
    api: &Api,
    imports: &mut Imports,
    operation: &Operation,
) -> Vec<(Ident, TokenStream)> {
    let mut signature = Vec::new();
    for param in operation.positional() {
        let argument::Argument { name, ty, .. } = argument::param(api, imports, param);
        signature.push((name, ty));
    }
    if let Some(ty) = &operation.required {
        let (ty, lifetime) = (ident(ty), borrows(api, imports, operation).then(|| quote!(<'_>)));
        signature.push((required_name(operation), quote!(#ty #lifetime)));
    }
    let body = operation.body.as_ref().filter(|it| it.required);
    let body = body.and_then(|it| argument::body(api, imports, it));
    signature.extend(body.map(|argument::Argument { name, ty, .. }| (name, ty)));
    signature
}

/// The argument that has what a method takes by name.
pub(super) fn required_name(operation: &Operation) -> Ident {
    ident(&local(operation, "required"))
}

/// Whether something that a method takes by name is a reference.
pub(super) fn borrows(api: &Api, imports: &mut Imports, operation: &Operation) -> bool {
    let local = ident("required");
    operation.named().into_iter().any(|it| {
        let ty = argument::named(api, imports, it, &local).ty;
        ty.into_iter().next().is_some_and(|it| it.to_string() == "&")
    })
}

/// What a method calls something that isn't one of its parameters: `name`, or that with underscores.
pub(super) fn local(operation: &Operation, name: &str) -> String {
    let params = operation.params.iter().map(|it| &it.name);
    let args: BTreeSet<&String> =
        params.chain(operation.body.as_ref().map(|it| &it.name)).collect();
    let mut name = name.to_owned();
    while args.contains(&name) {
        name.push('_');
    }
    name
}
