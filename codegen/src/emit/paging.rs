//! Pagination: what the static says of it, and the two ends of the request builder.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::Text;
use super::tokens::{Imports, ident};
use super::{errors, response};
use crate::ir::{Api, FirstPage, Operation, PagePlace, PageStep, Paging};
use crate::markdown::{Markdown, code, markdown};

/// The `paging` of the static.
pub(super) fn fact(imports: &mut Imports, paging: &Paging) -> TokenStream {
    imports.runtime(&["Paging"]);
    let Paging { step, limit, items, item: _, total, pages, more, page_size, confirmed: _ } =
        paging;
    let step = match step {
        PageStep::Offset { parameter, first } => {
            let first = Literal::u64_unsuffixed(*first);
            quote!(offset(#parameter, #first))
        }
        PageStep::Page { parameter, first: FirstPage::Is(first) } => {
            let first = Literal::u64_unsuffixed(*first);
            quote!(page(#parameter, #first))
        }
        PageStep::Page { parameter, first: FirstPage::At(number) } => {
            let number = number.as_str();
            quote!(numbered_page(#parameter, #number))
        }
        PageStep::Cursor { parameter, next } => {
            let next = next.as_str();
            quote!(cursor(#parameter, #next))
        }
        PageStep::LastItem { parameter, member } => {
            let member = member.as_str();
            quote!(last_item(#parameter, #member))
        }
        PageStep::NextUrl(next) => {
            let next = next.as_str();
            quote!(next_url(#next))
        }
        PageStep::Link => quote!(link()),
    };
    let limit = limit.as_ref().map(|it| quote!(.limit(#it)));
    let items = Some(items.as_str()).filter(|it| !it.is_empty());
    let places = [("total", total), ("pages", pages), ("more", more), ("page_size", page_size)];
    let places = places.map(|(name, at)| (name, at.as_ref().map(PagePlace::as_str)));
    let places = [("items", items)].into_iter().chain(places).filter_map(|(name, at)| {
        let (name, at) = (ident(name), at?);
        Some(quote!(.#name(#at)))
    });
    quote!(paging: Some(&Paging::#step #limit #(#places)*),)
}

/// The ends `items` and `pages`.
pub(super) fn ends(api: &Api, imports: &mut Imports, operation: &Operation) -> TokenStream {
    let Some(paging) = &operation.paging else { return TokenStream::new() };
    imports.runtime(&["PagedItems", "Pages"]);
    let item = imports.ty(api, &paging.item);
    let (page, ..) = response::outcome(api, imports, &operation.outcome);
    let error = errors::ty(operation);
    let how = how(paging);
    let items = Text::default().own(
        "Returns a stream of the items of all pages; each page is requested when it is needed.",
    );
    let items = items.own(how.clone()).own(source(paging)).attrs();
    let pages = Text::default()
        .own("Returns a stream of the pages; each is requested when it is needed. See [`items`](Self::items).")
        .attrs();
    quote! {
        #items
        pub fn items(self) -> PagedItems<#item, #error> { self.0.paged_items() }
        #pages
        pub fn pages(self) -> Pages<#page, #error> { self.0.pages() }
    }
}

/// How the pages follow each other, in a sentence.
fn how(paging: &Paging) -> Markdown {
    let at = |it: &PagePlace| match it {
        PagePlace::Body(at) => markdown!("at {}", code(at.as_str())),
        PagePlace::Header(name) => markdown!("in its header {}", code(name)),
    };
    match &paging.step {
        PageStep::Offset { parameter, .. } => {
            markdown!("The next page begins at {}, after as many items as came.", code(parameter))
        }
        PageStep::Page { parameter, first: FirstPage::Is(first) } => {
            markdown!(
                "The next page has the next number in {}; the first is {}.",
                code(parameter),
                first
            )
        }
        PageStep::Page { parameter, first: FirstPage::At(number) } => markdown!(
            "The next page has the next number in {}; the first page says {} what its own is.",
            code(parameter),
            at(number)
        ),
        PageStep::Cursor { parameter, next } => {
            markdown!(
                "The next page is asked for by {}, which a page has {}.",
                code(parameter),
                at(next)
            )
        }
        PageStep::LastItem { parameter, member } => markdown!(
            "The next page is asked for by {}, which the last item of a page has at {}.",
            code(parameter),
            code(member.as_str())
        ),
        PageStep::NextUrl(next) => markdown!("A page has the next one's address {}.", at(next)),
        PageStep::Link => {
            "A page has the next one's address in its `Link` header (RFC 8288).".into()
        }
    }
}

/// Where that is known from.
fn source(paging: &Paging) -> &'static str {
    if paging.confirmed {
        "Stated in the `vendor.toml` of this crate."
    } else {
        "Inferred from names and types, not stated by the vendor."
    }
}
