//! Former names, deprecated, so that code which says them compiles until a major version.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Text;
use super::tokens::{Imports, Scope, ident};
use super::{Files, parts, signature};
use crate::format::RustFile;
use crate::ir::{Api, Group, GroupAlias, OperationAlias, TypeAlias};
use crate::markdown::{item, markdown};

/// `types`: those of types.
pub(super) fn types(api: &Api) -> Vec<TokenStream> {
    let of_type = |it: &TypeAlias| {
        let attribute = parts::attribute(api.features_of_type(&it.of));
        let alias = ty(it, &[], &quote!());
        quote!(#attribute #alias)
    };
    api.aliases.types.iter().map(of_type).collect()
}

/// A type by another name; `modules` are those that it is in, where that isn't this one.
fn ty(TypeAlias { name, of }: &TypeAlias, modules: &[&str], generics: &TokenStream) -> TokenStream {
    let shown = modules.iter().chain([&of.as_str()]).copied().collect::<Vec<_>>().join("::");
    let path = modules.iter().map(|it| ident(it)).collect::<Vec<_>>();
    let (link, path) = if modules.is_empty() {
        (markdown!("[`{}`]", item(of)), quote!())
    } else {
        (markdown!("[`{0}`](crate::{0})", item(&shown)), quote!(crate::#(#path::)*))
    };
    let doc = Text::default().own(markdown!("An earlier name of {}.", link)).attrs();
    let note = format!("use `{shown}` instead");
    let (name, of) = (ident(name), ident(of));
    quote!(#doc #[deprecated(note = #note)] pub type #name #generics = #path #of #generics;)
}

/// What the module of a group has: the types of operations that were in it, or were called otherwise there.
pub(super) fn types_of_group(api: &Api, index: usize) -> Vec<TokenStream> {
    let mut out = Vec::new();
    for alias in api.aliases.operations.iter().filter(|it| it.under == index) {
        let Some((group, operation)) = target(api, alias) else { continue };
        let (modules, attribute) = if alias.group == index {
            (Vec::new(), quote!())
        } else {
            (api.modules(group), parts::of_group(group))
        };
        for it in &alias.types {
            let is_required = operation.required.as_ref() == Some(&it.of);
            let mut imports = Imports::new(Scope::Types);
            let borrows = is_required && signature::borrows(api, &mut imports, operation);
            let generics = if borrows { quote!(<'a>) } else { quote!() };
            let ty = ty(it, &modules, &generics);
            out.push(quote!(#attribute #ty));
        }
    }
    out
}

/// The methods of operations of a group, on the handles where they were, or by the names that they had.
pub(super) fn methods(api: &Api, imports: &mut Imports, index: usize) -> Vec<TokenStream> {
    let mut out = Vec::new();
    for alias in api.aliases.operations.iter().filter(|it| it.group == index) {
        let Some((group, operation)) = target(api, alias) else { continue };
        let Some(under) = api.groups.get(alias.under) else { continue };
        let is_here = alias.under == index;
        let call = ident(&operation.name);
        let (now, target) = match &group.handle {
            _ if is_here => (operation.name.clone(), quote!(self)),
            Some(handle) => {
                let handle = ident(handle);
                let now = format!("{}().{}", api.accessors(group).join("()."), operation.name);
                (now, quote!(#handle(self.0.clone())))
            }
            None => (operation.name.clone(), quote!(crate::Client(self.0.clone()))),
        };
        let (signature, arguments): (Vec<_>, Vec<_>) =
            signature::signature(api, imports, operation)
                .into_iter()
                .map(|(name, ty)| (quote!(#name: #ty), name))
                .unzip();
        let doc = Text::default()
            .own(markdown!("An earlier name of {}.", signature::link(group, operation)));
        let doc = doc.attrs();
        let note = format!("use `{now}` instead");
        let (name, builder) = (ident(&alias.name), ident(&operation.builder));
        let on = on(api, under, is_here);
        let attribute = (!is_here).then(|| parts::of_group(under));
        out.push(quote! {
            #attribute
            impl #on {
                #doc
                #[deprecated(note = #note)]
                pub fn #name(&self, #(#signature),*) -> #builder { #target.#call(#(#arguments),*) }
            }
        });
    }
    out
}

/// The type whose method something is.
fn on(api: &Api, group: &Group, is_here: bool) -> TokenStream {
    let Some(handle) = &group.handle else { return quote!(crate::Client) };
    let handle = ident(handle);
    if is_here {
        return quote!(#handle);
    }
    let path = api.modules(group).into_iter().map(ident);
    quote!(crate::#(#path::)*#handle)
}

fn target<'a>(
    api: &'a Api,
    alias: &OperationAlias,
) -> Option<(&'a Group, &'a crate::ir::Operation)> {
    let group = api.groups.get(alias.group)?;
    Some((group, group.operations.get(alias.operation)?))
}

/// The methods that give handles, by the names that these had, right under a group or the client.
pub(super) fn accessors(api: &Api, parent: Option<usize>) -> Vec<TokenStream> {
    let accessor = |(alias, group): (&GroupAlias, &Group)| {
        let handle = ident(group.handle.as_ref()?);
        let (module, name) = (ident(&group.module), ident(&alias.name));
        let root = parent.is_none().then(|| quote!(crate::));
        let doc = Text::default()
            .own(markdown!("An earlier name of [`{0}`](Self::{0}).", item(&group.accessor)));
        let doc = doc.attrs();
        let note = format!("use `{}` instead", group.accessor);
        let accessor = ident(&group.accessor);
        let attribute = parts::of_group(group);
        Some(quote! {
            #doc
            #attribute
            #[deprecated(note = #note)]
            pub fn #name(&self) -> #root #module::#handle { self.#accessor() }
        })
    };
    groups(api, parent).filter_map(accessor).collect()
}

/// The modules that groups had, right under a group or the crate.
pub(super) fn modules(api: &Api, parent: Option<usize>) -> Vec<TokenStream> {
    let module = |(alias, group): (&GroupAlias, &Group)| {
        let note = format!("use `{}` instead", group.module);
        let name = ident(&alias.name);
        let attribute = parts::of_group(group);
        quote!(#attribute #[deprecated(note = #note)] pub mod #name;)
    };
    groups(api, parent).map(module).collect()
}

/// Adds the files of the modules that groups had.
pub(super) fn files(api: &Api, files: &mut Files<'_>) {
    for alias in &api.aliases.groups {
        let Some(group) = api.groups.get(alias.group) else { continue };
        let modules = api.modules(group);
        let path = modules.iter().map(|it| ident(it)).collect::<Vec<_>>();
        let mut file = RustFile::default();
        file.tokens(&quote!(pub use crate::#(#path)::*::*;));
        if let (Some(name), Some(of)) = (&alias.handle, &group.handle) {
            let (name, of) = (name.clone(), of.clone());
            file.tokens(&ty(&TypeAlias { name, of }, &[], &quote!()));
        }
        let above = modules.split_last().map_or(&[][..], |(_, above)| above);
        let path = above.iter().copied().chain([alias.name.as_str()]).collect::<Vec<_>>();
        let head = Text::default().own(markdown!("An earlier name of `{}`.", item(&group.module)));
        files.documented(&format!("src/{}.rs", path.join("/")), &head.inner(), file);
    }
}

fn groups(api: &Api, parent: Option<usize>) -> impl Iterator<Item = (&GroupAlias, &Group)> {
    let all = api.aliases.groups.iter();
    all.filter_map(|it| Some((it, api.groups.get(it.group)?)))
        .filter(move |it| it.1.parent == parent)
}
