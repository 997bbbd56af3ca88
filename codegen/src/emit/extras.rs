//! What stands before a definition beside what every type has.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::TypeDef;

/// What stands before a definition besides, as tokens.
pub(super) struct Extras {
    /// Derive macros, each with a comma before it.
    pub(super) derives: TokenStream,
    /// Attributes.
    pub(super) attributes: TokenStream,
}

impl Extras {
    /// Those of a type; settings were read as paths and attributes of Rust.
    pub(super) fn of(def: &TypeDef) -> Self {
        let tokens = |it: &String| it.parse::<TokenStream>().unwrap_or_default();
        let derives = def.extras.derives.iter().map(tokens);
        let attributes = def.extras.attributes.iter().map(tokens);
        Self { derives: quote!(#(, #derives)*), attributes: quote!(#(#[#attributes])*) }
    }
}
