//! One of several types: the enum, and how a value's variant is found.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{self, Text};
use super::extras::Extras;
use super::pattern;
use super::record;
use super::texts::{is_long, raw, text_name};
use super::tokens::{Imports, ident};
use crate::ir::{
    Api, Constructor, JsonKind, NestedMember, Presence, Record, Scalar, Shape, Tagging, Ty,
    TypeDef, TypeKind, Union, Variant,
};
use crate::markdown::{self, Markdown, code, markdown};

/// The enum.
pub(super) fn definition(
    api: &Api,
    imports: &mut Imports,
    def: &TypeDef,
    union: &Union,
) -> TokenStream {
    let Union { variants, keyword: _, tagging, unknown } = union;
    let Extras { derives, attributes } = Extras::of(def);
    let (name, unknown) = (ident(&def.name), ident(unknown));
    let any = imports.ty(api, &Ty::Any);
    let made =
        if def.usage.sent { constructors(api, imports, def, union) } else { TokenStream::new() };
    let variants = variants.iter().map(|variant| {
        let docs = Text::default().docs(&variant.docs).or_own(told_by(tagging, variant)).attrs();
        let deprecated = docs::deprecated(&variant.docs);
        let name = ident(&variant.name);
        let ty = imports.ty(api, &variant.ty);
        quote!(#docs #deprecated #name(#ty))
    });
    quote! {
        #[derive(Clone, Debug, PartialEq #derives)]
        #attributes
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that fits none of the other variants."]
            #unknown(#any),
        }
        #made
    }
}

/// A function for each variant that the description names a request for, with what its value can't do without.
fn constructors(api: &Api, imports: &mut Imports, def: &TypeDef, union: &Union) -> TokenStream {
    let mut made = Vec::new();
    for variant in &union.variants {
        let Some(Constructor { name, request }) = &variant.constructor else { continue };
        let doc = Text::default().own(markdown::plain(request)).attrs();
        let (name, variant_name) = (ident(name), ident(&variant.name));
        let (args, value) = record::making(api, imports, &variant.ty);
        made.push(quote! {
            #doc
            pub fn #name(#args) -> Self { Self::#variant_name(#value) }
        });
    }
    if made.is_empty() {
        return TokenStream::new();
    }
    let name = ident(&def.name);
    quote!(impl #name { #(#made)* })
}

/// What tells a variant, for one that the description says nothing about.
fn told_by(tagging: &Tagging, variant: &Variant) -> Markdown {
    if let Some(Constructor { request, .. }) = &variant.constructor {
        return markdown::plain(request);
    }
    match (tagging, variant.tags.as_slice()) {
        (Tagging::Internal(property), [tag, ..]) => {
            markdown!("Where {} is {}.", code(property), code(tag))
        }
        _ => match kind(&variant.shapes) {
            JsonKind::Any => "Another kind of value.",
            JsonKind::Null => "Nothing.",
            JsonKind::Bool => "A boolean.",
            JsonKind::Integer => "An integer.",
            JsonKind::Number => "A number.",
            JsonKind::String => "A string.",
            JsonKind::Array => "A list.",
            JsonKind::Object => "An object.",
        }
        .into(),
    }
}

/// The kind of values that all have one of `shapes`.
fn kind(shapes: &[Shape]) -> JsonKind {
    match shapes {
        [first, rest @ ..] if rest.iter().all(|it| it.kind == first.kind) => first.kind,
        _ => JsonKind::Any,
    }
}

/// A variant's value is one of the union, where only one variant holds that type; and a `&str` is where that is a text.
pub(super) fn conversions(
    api: &Api,
    imports: &mut Imports,
    def: &TypeDef,
    union: &Union,
) -> TokenStream {
    let held = union.variants.iter().map(|it| plain(api, &it.ty)).collect::<Vec<_>>();
    let mut out = TokenStream::new();
    for (variant, ty) in union.variants.iter().zip(&held) {
        let is_only = held.iter().filter(|it| *it == ty).count() == 1;
        if !is_only || !converts(api, def, ty) {
            continue;
        }
        let (name, variant_name) = (ident(&def.name), ident(&variant.name));
        let of = imports.ty(api, ty);
        let value = if is_boxed(api, &variant.ty) { quote!(Box::new(it)) } else { quote!(it) };
        out.extend(quote! {
            impl From<#of> for types::#name {
                fn from(it: #of) -> Self { Self::#variant_name(#value) }
            }
        });
        if *ty == Ty::String {
            out.extend(quote! {
                impl From<&str> for types::#name {
                    fn from(it: &str) -> Self { Self::#variant_name(it.into()) }
                }
            });
        }
    }
    out
}

/// Whether values of a type, by none of its other names, become a union: everything becomes itself already.
fn converts(api: &Api, union: &TypeDef, ty: &Ty) -> bool {
    let is_itself = matches!(ty, Ty::Named(id) if api.def(*id).name == union.name);
    *ty != Ty::Unit && !is_itself && is_known(api, ty)
}

/// Whether it shows which type it is: a name that a user gave may stand for any.
fn is_known(api: &Api, ty: &Ty) -> bool {
    if let Ty::Named(id) = ty {
        return api.def(*id).kind.is_own_type();
    }
    ty.inner().iter().all(|it| is_known(api, it))
}

/// The type behind a box and all other names, at its top as within it.
fn plain(api: &Api, ty: &Ty) -> Ty {
    within(api, api.resolved(ty))
}

/// The same, with its box.
fn within(api: &Api, ty: &Ty) -> Ty {
    if let Some(ty) = api.aliased(ty) {
        return within(api, ty);
    }
    let mut ty = ty.clone();
    for inner in ty.inner_mut() {
        *inner = within(api, inner);
    }
    ty
}

/// Whether a type is a box, by whatever name.
fn is_boxed(api: &Api, ty: &Ty) -> bool {
    match api.aliased(ty) {
        Some(ty) => is_boxed(api, ty),
        None => matches!(ty, Ty::Boxed(_)),
    }
}

/// The `impl Json`.
pub(super) fn codec(api: &Api, def: &TypeDef, union: &Union) -> TokenStream {
    let Union { variants, keyword: _, tagging, unknown } = union;
    let (name, unknown) = (ident(&def.name), ident(unknown));
    let arms = variants.iter().zip(arms(union)).filter_map(|(variant, arm)| {
        let (name, arm) = (ident(&variant.name), arm?);
        Some(quote!(#arm => Json::read(r).map(Self::#name)))
    });
    let read = quote!(&mut |variant, r| match variant { #(#arms,)* _ => Json::read(r).map(Self::#unknown) });
    let mut texts = LongTexts { of: &def.name, texts: Vec::new() };
    let shapes = union.shapes().map(|(_, it)| shape(&mut texts, it)).collect::<Vec<_>>();
    let table = quote!(const SHAPES: &[Shape] = &[#(#shapes),*];);
    let read = match tagging {
        Tagging::Internal(property) => {
            let tags = variants.iter().flat_map(|it| &it.tags);
            let tags = quote!(&[#(#tags),*]);
            if shapes.is_empty() {
                quote!(r.tagged(#property, #tags, #read))
            } else {
                quote!(#table r.tagged_or_shaped(#property, #tags, SHAPES, #read))
            }
        }
        Tagging::Untagged if variants.is_empty() => quote!(Json::read(r).map(Self::#unknown)),
        Tagging::Untagged => quote!(#table r.union(SHAPES, #read)),
    };
    let writes = variants.iter().map(|variant| write(api, tagging, variant));
    let texts = texts.items();
    quote! {
        #texts
        impl Json for types::#name {
            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> { #read }
            fn blank() -> Self { Self::#unknown(Json::blank()) }
            fn write(&self, w: &mut Writer) {
                match self { #(#writes,)* Self::#unknown(it) => it.write(w), }
            }
        }
    }
}

/// Adds what the `impl Json` names.
pub(super) fn import(imports: &mut Imports, union: &Union) {
    let shapes = union.variants.iter().flat_map(|it| &it.shapes).collect::<Vec<_>>();
    if shapes.is_empty() {
        return;
    }
    imports.runtime(&["Shape"]);
    let constant =
        |it: &&Shape| !it.constants.is_empty() || it.nested.iter().any(|it| it.value.is_some());
    if shapes.iter().any(constant) {
        imports.runtime(&["Scalar"]);
    }
}

/// The patterns of the indices that mean each variant: first come the tags, then the shapes.
fn arms(union: &Union) -> Vec<Option<TokenStream>> {
    let mut indices = vec![Vec::new(); union.variants.len()];
    let tags = union
        .variants
        .iter()
        .enumerate()
        .flat_map(|(variant, it)| it.tags.iter().map(move |_| variant));
    let tags = tags.filter(|_| union.tagging != Tagging::Untagged);
    let shapes = union.shapes().map(|(variant, _)| variant);
    for (index, variant) in tags.chain(shapes).enumerate() {
        if let Some(indices) = indices.get_mut(variant) {
            indices.push(index as u64);
        }
    }
    // Without any there is nothing to know it by.
    indices.iter().map(|it| pattern::any_of(it)).collect()
}

/// How a variant is written.
///
/// With one tag it is written whatever the value says, unless its type does so. With several, the value itself says which
/// one it is, as long as it has a member for that.
fn write(api: &Api, tagging: &Tagging, variant: &Variant) -> TokenStream {
    let name = ident(&variant.name);
    let plain = quote!(Self::#name(it) => it.write(w));
    let Tagging::Internal(property) = tagging else { return plain };
    match variant.tags.as_slice() {
        [] => plain,
        [_, _, ..] if states(api, &variant.ty, property) => plain,
        [_] if implies(api, &variant.ty, property) => plain,
        [tag, ..] => quote!(Self::#name(it) => { w.tag(#property, #tag); it.write(w); }),
    }
}

/// Whether a type writes the tag of the variant that it is.
fn implies(api: &Api, ty: &Ty, property: &str) -> bool {
    let def = api.resolved(ty).named().map(|id| &api.def(id).kind);
    let Some(TypeKind::Record(Record { fields, extra: _ })) = def else { return false };
    fields.iter().any(|it| it.wire == property && it.presence == Presence::Implied)
}

/// Whether a type always writes the member `property` itself.
fn states(api: &Api, ty: &Ty, property: &str) -> bool {
    let Some(id) = ty.named() else { return false };
    match &api.def(id).kind {
        TypeKind::Record(Record { fields, extra: _ }) => {
            let is_written = |it| matches!(it, Presence::Required | Presence::Implied);
            fields.iter().any(|it| it.wire == property && is_written(it.presence))
        }
        TypeKind::Alias(ty) => states(api, ty, property),
        TypeKind::Union(union) => match &union.tagging {
            Tagging::Internal(tag) => tag == property,
            Tagging::Untagged => union.variants.iter().all(|it| {
                let def = it.ty.named().map(|id| &api.def(id).kind);
                matches!(def, Some(TypeKind::Record(_))) && states(api, &it.ty, property)
            }),
        },
        // Of several tags it alone knows which one it has.
        TypeKind::Foreign(_) => true,
        TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) => false,
    }
}

/// Long constants of several lines, which stand above the code that names them.
struct LongTexts<'a> {
    /// The type that they belong to.
    of: &'a str,
    texts: Vec<&'a str>,
}

impl<'a> LongTexts<'a> {
    fn scalar(&mut self, value: &'a Scalar) -> TokenStream {
        match value {
            Scalar::Bool(value) => quote!(Scalar::Bool(#value)),
            Scalar::Integer(value) => {
                let value = Literal::i64_unsuffixed(*value);
                quote!(Scalar::Integer(#value))
            }
            Scalar::String(value) if is_long(value) => {
                let idx = self.texts.iter().position(|it| it == value).unwrap_or_else(|| {
                    self.texts.push(value);
                    self.texts.len() - 1
                });
                let name = text_name(self.of, idx);
                quote!(Scalar::String(#name))
            }
            Scalar::String(value) => quote!(Scalar::String(#value)),
        }
    }

    fn items(&self) -> TokenStream {
        let item = |(idx, text): (usize, &&str)| {
            let (name, text) = (text_name(self.of, idx), raw(text));
            quote!(const #name: &str = #text;)
        };
        self.texts.iter().enumerate().map(item).collect()
    }
}

fn shape<'a>(texts: &mut LongTexts<'a>, shape: &'a Shape) -> TokenStream {
    let Shape { kind, required, known, constants, nested, open } = shape;
    let mut out = match kind {
        JsonKind::Any => quote!(Shape::ANY),
        JsonKind::Null => quote!(Shape::NULL),
        JsonKind::Bool => quote!(Shape::BOOL),
        JsonKind::Integer => quote!(Shape::INTEGER),
        JsonKind::Number => quote!(Shape::NUMBER),
        JsonKind::String => quote!(Shape::STRING),
        JsonKind::Array => quote!(Shape::ARRAY),
        JsonKind::Object if *open => quote!(Shape::open(&[#(#required),*], &[#(#known),*])),
        JsonKind::Object => quote!(Shape::object(&[#(#required),*], &[#(#known),*])),
    };
    if !constants.is_empty() {
        let constants = constants.iter().map(|(name, value)| {
            let value = texts.scalar(value);
            quote!((#name, #value))
        });
        out = quote!(#out.with(&[#(#constants),*]));
    }
    if !nested.is_empty() {
        let nested = nested.iter().map(|NestedMember { path, value }| {
            let value = value.as_ref().map(|it| texts.scalar(it));
            let value = value.map_or(quote!(None), |it| quote!(Some(#it)));
            quote!((&[#(#path),*], #value))
        });
        out = quote!(#out.nested(&[#(#nested),*]));
    }
    out
}
