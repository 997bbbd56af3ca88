//! Scalars with known values: the enum, and how it meets JSON.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, quote};

use super::docs::{self, Text};
use super::extras::Extras;
use super::texts::{is_long, raw, text_name};
use super::tokens::ident;
use crate::ir::{Enumeration, TypeDef, Value};
use crate::markdown::{self, Markdown};

/// The enum of a string.
pub(super) fn definition(def: &TypeDef, enumeration: &Enumeration<String>) -> TokenStream {
    let wire = |value: &Value<String>| value.wire.clone();
    shape(def, enumeration, wire, &quote!(String))
}

/// The enum of an integer.
pub(super) fn integer_definition(def: &TypeDef, enumeration: &Enumeration<i64>) -> TokenStream {
    shape(def, enumeration, |value| value.wire.to_string(), &quote!(i64))
}

fn shape<T>(
    def: &TypeDef,
    it: &Enumeration<T>,
    wire: fn(&Value<T>) -> String,
    holds: &TokenStream,
) -> TokenStream {
    let Enumeration { values, is_open: _, other } = it;
    let Extras { derives, attributes } = Extras::of(def);
    let (name, other) = (ident(&def.name), ident(other));
    let variants = values.iter().map(|value| {
        let docs = Text::default().docs(&value.docs).or_own(shown(&wire(value))).attrs();
        let deprecated = docs::deprecated(&value.docs);
        let name = ident(&value.name);
        quote!(#docs #deprecated #name)
    });
    quote! {
        #[derive(Clone, Debug, PartialEq, Eq, Hash #derives)]
        #attributes
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that this crate doesn't know."]
            #other(#holds),
        }
    }
}

/// A value as code.
fn shown(text: &str) -> Markdown {
    if text.is_empty() {
        "The empty string.".into()
    } else if is_long(text) {
        markdown::fenced("text", text)
    } else {
        markdown::code(text)
    }
}

/// The conversions from and to strings, and the `impl Json`.
pub(super) fn codec(def: &TypeDef, enumeration: &Enumeration<String>) -> TokenStream {
    let Enumeration { values, is_open: _, other } = enumeration;
    let (name, other) = (ident(&def.name), ident(other));
    let variants = values.iter().map(|it| ident(&it.name)).collect::<Vec<_>>();
    let long = values.iter().filter(|it| is_long(&it.wire)).enumerate().map(|(idx, it)| {
        let (name, text) = (text_name(&def.name, idx), raw(&it.wire));
        quote!(const #name: &str = #text;)
    });
    let long = long.collect::<TokenStream>();
    let mut n_long = 0..;
    let wires = values.iter().map(|it| {
        if is_long(&it.wire) {
            n_long.next().map(|idx| text_name(&def.name, idx)).into_token_stream()
        } else {
            it.wire.to_token_stream()
        }
    });
    let wires = wires.collect::<Vec<_>>();
    quote! {
        #long
        impl types::#name {
            #[doc = " Returns the value as the API writes it."]
            pub fn as_str(&self) -> &str {
                match self { #(Self::#variants => #wires,)* Self::#other(value) => value, }
            }
        }
        impl From<&str> for types::#name {
            fn from(value: &str) -> Self {
                match value { #(#wires => Self::#variants,)* _ => Self::#other(value.to_owned()), }
            }
        }
        impl Json for types::#name {
            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> { Ok(Self::from(&*r.choice()?)) }
            fn blank() -> Self { Self::#other(String::new()) }
            fn write(&self, w: &mut Writer) { w.string(self.as_str()); }
        }
    }
}

/// The conversions from and to integers, and the `impl Json`.
pub(super) fn integer_codec(def: &TypeDef, enumeration: &Enumeration<i64>) -> TokenStream {
    let Enumeration { values, is_open: _, other } = enumeration;
    let (name, other) = (ident(&def.name), ident(other));
    let variants = values.iter().map(|it| ident(&it.name)).collect::<Vec<_>>();
    let wires = values.iter().map(|it| Literal::i64_unsuffixed(it.wire)).collect::<Vec<_>>();
    quote! {
        impl types::#name {
            #[doc = " Returns the value as the API writes it."]
            pub fn as_i64(&self) -> i64 {
                match self { #(Self::#variants => #wires,)* Self::#other(value) => *value, }
            }
        }
        impl From<i64> for types::#name {
            fn from(value: i64) -> Self {
                match value { #(#wires => Self::#variants,)* _ => Self::#other(value), }
            }
        }
        impl Json for types::#name {
            const ABSENT: &'static [&'static str] = <i64 as Json>::ABSENT;
            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> { Ok(Self::from(r.integer()?)) }
            fn blank() -> Self { Self::#other(0) }
            fn write(&self, w: &mut Writer) { w.integer(self.as_i64()); }
        }
    }
}
