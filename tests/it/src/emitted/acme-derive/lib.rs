//! A derive macro of the users' own.

use proc_macro::TokenStream;

/// Says that the type is audited.
#[proc_macro_derive(Audited, attributes(audited))]
pub fn audited(_: TokenStream) -> TokenStream {
    TokenStream::new()
}
