//! The error bodies of an operation: an enum over their types, or another name of one that several have in common.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Text;
use super::pattern;
use super::response::status_words;
use super::tokens::{Imports, alias, ident};
use crate::ir::{Api, ErrorBody, ErrorCase, Operation, Status, Ty};
use crate::markdown::{Markdown, markdown};

/// The type of what a documented error response gives.
pub(super) fn ty(operation: &Operation) -> TokenStream {
    let name = ident(&operation.error.name);
    quote!(#name)
}

/// The item of an operation.
pub(super) fn item(
    api: &Api,
    imports: &mut Imports,
    error: &ErrorBody,
    link: &Markdown,
) -> TokenStream {
    let name = ident(&error.name);
    if error.cases.is_empty() {
        imports.runtime(&["Never"]);
        let doc = Text::default().own(markdown!("{} documents no error bodies.", link)).attrs();
        return quote!(#doc pub type #name = Never;);
    }
    let doc = Text::default().own(markdown!("The error bodies of {}.", link)).attrs();
    match &error.same_as {
        Some(shared) => alias(&doc, &name, shared),
        None => definition(api, imports, error, (&doc, &TokenStream::new())),
    }
}

/// The enum, and how it is read; `condition` is an attribute that says when there is one.
pub(super) fn definition(
    api: &Api,
    imports: &mut Imports,
    error: &ErrorBody,
    (doc, condition): (&TokenStream, &TokenStream),
) -> TokenStream {
    let ErrorBody { name, same_as: _, cases } = error;
    let name = ident(name);
    imports.runtime(&["DecodeError", "Reader", "ResponseBody"]);
    let variants = cases.iter().map(|ErrorCase { variant, ty, statuses }| {
        let statuses = Markdown::joined(statuses.iter().map(|it| status_words(*it)), ", ");
        // With one variant the enum may be that of other statuses as well.
        let doc = if cases.len() > 1 { markdown!("{}.", statuses) } else { "The error.".into() };
        let (doc, variant) = (Text::default().own(doc).attrs(), ident(variant));
        let ty = imports.ty(api, ty);
        quote!(#doc #variant(#ty),)
    });
    let variants = variants.collect::<Vec<_>>();
    let read = read(cases);
    let contents = cases.iter().map(|it| {
        let variant = ident(&it.variant);
        // What may be `null` is found by the type of what it is otherwise.
        let value =
            matches!(it.ty, Ty::Nullable(_)).then(|| quote!(Self::#variant(Some(it)) => it,));
        quote!(#value Self::#variant(it) => it,)
    });
    quote! {
        #doc
        #condition
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
        #condition
        impl ResponseBody for #name {
            fn read_response(status: u16, r: &mut Reader<'_>) -> Result<Self, DecodeError> { #read }
            fn content(&self) -> &dyn std::any::Any {
                match self { #(#contents)* }
            }
        }
    }
}

/// What reads the body of a status, which the runtime knows to be a documented one.
fn read(cases: &[ErrorCase]) -> TokenStream {
    let value = |case: &ErrorCase| {
        let variant = ident(&case.variant);
        quote!(ResponseBody::read_response(status, r).map(Self::#variant))
    };
    if let [only] = cases {
        return value(only);
    }
    // A code wins over its class, and both win over the default, so the arms go in the order of `Status`.
    let mut arms = Vec::new();
    let all = || cases.iter().flat_map(|it| &it.statuses);
    let codes = all().filter_map(|it| it.code()).collect::<Vec<_>>();
    for of_kind in [is_code, is_class, is_default] {
        for case in cases {
            let statuses = case.statuses.iter().filter(|it| of_kind(**it));
            let numbers = statuses.clone().filter_map(|it| it.code()).map(u64::from);
            let classes = statuses.filter(|it| !is_code(**it));
            let classes = classes.map(|it| pattern::of_status(*it, &codes));
            let numbers = pattern::any_of(&numbers.collect::<Vec<_>>());
            let patterns = numbers.into_iter().chain(classes).collect::<Vec<_>>();
            let value = value(case);
            arms.extend((!patterns.is_empty()).then(|| quote!(#(#patterns)|* => #value,)));
        }
    }
    let has_default = cases.iter().any(|it| it.statuses.contains(&Status::Default));
    let rest = (!has_default).then(|| quote!(_ => Err(r.error("a status that isn't documented")),));
    quote!(match status { #(#arms)* #rest })
}

fn is_code(status: Status) -> bool {
    status.code().is_some()
}

fn is_class(status: Status) -> bool {
    matches!(status, Status::Class(_))
}

fn is_default(status: Status) -> bool {
    status == Status::Default
}
