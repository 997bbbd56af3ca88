//! One of several types: the enum, and how a value's variant is found.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{self, Text};
use super::tokens::{Imports, ident};
use crate::ir::{
    Api, Choice, JsonKind, Presence, Record, Scalar, Shape, Ty, TypeDef, TypeKind, Union, Variant,
};

/// The enum.
pub(super) fn definition(
    api: &Api,
    imports: &mut Imports,
    def: &TypeDef,
    union: &Union,
) -> TokenStream {
    let Union { variants, choice, unknown } = union;
    let docs = super::types::doc_attrs(def);
    let (name, unknown) = (ident(&def.name), ident(unknown));
    let any = imports.ty(api, &Ty::Any);
    let variants = variants.iter().map(|variant| {
        let docs = Text::default().docs(&variant.docs).or_own(told_by(choice, variant)).attrs();
        let deprecated = docs::deprecated(&variant.docs);
        let name = ident(&variant.name);
        let ty = imports.ty(api, &variant.ty);
        quote!(#docs #deprecated #name(#ty))
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that fits none of the others."]
            #unknown(#any),
        }
    }
}

/// What tells a variant, for one that the description says nothing about.
fn told_by(choice: &Choice, variant: &Variant) -> String {
    match (choice, variant.tags.as_slice()) {
        (Choice::Tag(property), [tag, ..]) => format!("Where `{property}` is `{tag}`."),
        _ => match variant.shape.kind {
            JsonKind::Any => "Another kind of value.",
            JsonKind::Null => "Nothing.",
            JsonKind::Bool => "A boolean.",
            JsonKind::Integer => "An integer.",
            JsonKind::Number => "A number.",
            JsonKind::String => "A string.",
            JsonKind::Array => "A list.",
            JsonKind::Object => "An object.",
        }
        .to_owned(),
    }
}

/// A variant's value is one of the union, where only one variant holds that type.
pub(super) fn conversions(def: &TypeDef, api: &Api, union: &Union) -> TokenStream {
    let only = |ty: &Ty| union.variants.iter().filter(|it| it.ty == *ty).count() == 1;
    let mut out = TokenStream::new();
    for variant in &union.variants {
        let Ty::Named(id) = &variant.ty else { continue };
        if only(&variant.ty) && !matches!(api.def(*id).kind, TypeKind::Alias(_)) {
            let (name, variant, ty) =
                (ident(&def.name), ident(&variant.name), ident(&api.def(*id).name));
            out.extend(quote! {
                impl From<types::#ty> for types::#name {
                    fn from(it: types::#ty) -> Self { Self::#variant(it) }
                }
            });
        }
    }
    out
}

/// The `impl Json`.
pub(super) fn codec(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let Union { variants, choice, unknown } = union;
    let (name, unknown) = (ident(&def.name), ident(unknown));
    let arms = variants.iter().zip(arms(choice, variants)).filter_map(|(variant, arm)| {
        let (name, arm) = (ident(&variant.name), arm?);
        Some(quote!(#arm => Json::read(r).map(Self::#name)))
    });
    let read = quote!(&mut |variant, r| match variant { #(#arms,)* _ => Json::read(r).map(Self::#unknown) });
    let read = match choice {
        Choice::Tag(property) => {
            let tags = variants.iter().flat_map(|it| &it.tags);
            quote!(r.tagged(#property, &[#(#tags),*], #read))
        }
        Choice::Shape if variants.is_empty() => quote!(Json::read(r).map(Self::#unknown)),
        Choice::Shape => {
            let shapes = variants.iter().map(|it| shape(&it.shape));
            quote!(const SHAPES: &[Shape] = &[#(#shapes),*]; r.union(SHAPES, #read))
        }
    };
    let writes = variants.iter().map(|variant| write(api, choice, variant));
    quote! {
        impl Json for types::#name {
            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> { #read }
            fn write(&self, w: &mut Writer) {
                match self { #(#writes,)* Self::#unknown(it) => it.write(w), }
            }
        }
    }
}

/// Adds what the `impl Json` names.
pub(super) fn import(imports: &mut Imports, union: &Union) {
    let shapes = union.variants.iter().map(|it| &it.shape).collect::<Vec<_>>();
    if union.choice != Choice::Shape || shapes.is_empty() {
        return;
    }
    imports.runtime(&["Shape"]);
    if shapes.iter().any(|it| it.kind != JsonKind::Object) {
        imports.runtime(&["Kind"]);
    }
    if shapes.iter().any(|it| !it.constants.is_empty()) {
        imports.runtime(&["Scalar"]);
    }
}

/// The patterns of the indices that mean each variant: a tag has an index of its own, a shape is its variant's.
fn arms(choice: &Choice, variants: &[Variant]) -> Vec<Option<TokenStream>> {
    let mut next = 0..;
    let arm = |variant: &Variant| {
        let n_indices = match choice {
            Choice::Tag(_) => variant.tags.len(),
            Choice::Shape => 1,
        };
        let indices =
            next.by_ref().take(n_indices).map(Literal::usize_unsuffixed).collect::<Vec<_>>();
        // Without a tag there is nothing to know it by.
        (!indices.is_empty()).then(|| quote!(#(#indices)|*))
    };
    variants.iter().map(arm).collect()
}

/// How a variant is written.
///
/// With one tag it is written whatever the value says. With several, the value itself says which one it is, as long as
/// it has a member for that.
fn write(api: &Api, choice: &Choice, variant: &Variant) -> TokenStream {
    let name = ident(&variant.name);
    let plain = quote!(Self::#name(it) => it.write(w));
    let Choice::Tag(property) = choice else { return plain };
    match variant.tags.as_slice() {
        [] => plain,
        [_, _, ..] if states(api, &variant.ty, property) => plain,
        [tag, ..] => quote!(Self::#name(it) => { w.tag(#property, #tag); it.write(w); }),
    }
}

/// Whether a type always writes the member `property` itself.
fn states(api: &Api, ty: &Ty, property: &str) -> bool {
    let Some(id) = ty.named() else { return false };
    match &api.def(id).kind {
        TypeKind::Record(Record { fields, extra: _ }) => {
            fields.iter().any(|it| it.wire == property && it.presence == Presence::Required)
        }
        TypeKind::Alias(ty) => states(api, ty, property),
        TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) | TypeKind::Union(_) => false,
    }
}

fn shape(shape: &Shape) -> TokenStream {
    let Shape { kind, required, known, constants } = shape;
    let kind_name = ident(match kind {
        JsonKind::Any => "Any",
        JsonKind::Null => "Null",
        JsonKind::Bool => "Bool",
        JsonKind::Integer => "Integer",
        JsonKind::Number => "Number",
        JsonKind::String => "String",
        JsonKind::Array => "Array",
        JsonKind::Object => "Object",
    });
    let of = match kind {
        JsonKind::Object => quote!(Shape::object(&[#(#required),*], &[#(#known),*])),
        JsonKind::Any
        | JsonKind::Null
        | JsonKind::Bool
        | JsonKind::Integer
        | JsonKind::Number
        | JsonKind::String
        | JsonKind::Array => quote!(Shape::of(Kind::#kind_name)),
    };
    let constants = constants.iter().map(|(name, value)| {
        let value = scalar(value);
        quote!((#name, #value))
    });
    let constants = constants.collect::<Vec<_>>();
    if constants.is_empty() { of } else { quote!(#of.with(&[#(#constants),*])) }
}

fn scalar(value: &Scalar) -> TokenStream {
    match value {
        Scalar::Bool(value) => quote!(Scalar::Bool(#value)),
        Scalar::Integer(value) => {
            let value = Literal::i64_unsuffixed(*value);
            quote!(Scalar::Integer(#value))
        }
        Scalar::String(value) => quote!(Scalar::String(#value)),
    }
}
