//! Objects with known members: the struct, its constructor and setters, and how it meets JSON.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::argument::{form_tokens, kept};
use super::docs::{self, Text};
use super::extras::Extras;
use super::tokens::{Imports, ident};
use crate::ir::{Api, Constant, Field, Presence, Record, Scalar, Ty, TypeDef, TypeKind};
use crate::markdown::{code, item, markdown};

/// The struct and, for types that are sent, what makes one.
pub(super) fn definition(
    api: &Api,
    imports: &mut Imports,
    def: &TypeDef,
    record: &Record,
) -> TokenStream {
    let extra = &record.extra;
    let name = ident(&def.name);
    let Extras { derives, attributes } = Extras::of(def);
    let default = has_default(record).then(|| quote!(Default,));
    let members = shown(record).map(|field| {
        let docs = Text::default().docs(&field.docs).or_own(code(&field.wire)).attrs();
        let deprecated = docs::deprecated(&field.docs);
        let alias = docs::alias(&field.wire, &field.name);
        let name = ident(&field.name);
        let ty = imports.member(api, &field.ty, field.presence);
        quote!(#docs #alias #deprecated pub #name: #ty)
    });
    let members = members.collect::<Vec<_>>();
    let extra = extra.as_ref().map(|(name, ty)| {
        let ty = imports.ty(api, &Ty::Map(Box::new(ty.clone())));
        let name = ident(name);
        quote!(#[doc = " Members that the description doesn't name."] pub #name: #ty,)
    });
    let made =
        if def.usage.sent { constructors(api, imports, def, record) } else { TokenStream::new() };
    quote! {
        #[derive(Clone, Debug, #default PartialEq #derives)]
        #attributes
        #[non_exhaustive]
        pub struct #name { #(#members,)* #extra }
        #made
    }
}

/// The members that are fields.
fn shown(record: &Record) -> impl Iterator<Item = &Field> {
    record.fields.iter().filter(|it| it.presence != Presence::Implied)
}

/// Whether every member may be left out.
fn has_default(record: &Record) -> bool {
    shown(record).all(|it| matches!(it.presence, Presence::Optional | Presence::OptionalNullable))
}

/// The arguments that make a value of `ty`, and the value made of them: those of `new` for a record, else the value.
pub(super) fn making(api: &Api, imports: &mut Imports, ty: &Ty) -> (TokenStream, TokenStream) {
    if let Ty::Boxed(ty) = ty {
        let (args, value) = making(api, imports, ty);
        return (args, quote!(Box::new(#value)));
    }
    if let (Ty::Named(id), of @ Ty::Named(_)) = (ty, api.resolved(ty))
        && let Some(TypeKind::Record(record)) = of.named().map(|id| &api.def(id).kind)
    {
        let name = imports.definition(&api.def(*id).name);
        if let Some(required) = of.named().and_then(|id| api.def(id).required.as_ref()) {
            let required = imports.definition(required);
            return (quote!(required: #required), quote!(#name::new(required)));
        }
        let needed = record.arguments().into_iter().map(|it| {
            let (local, (ty, _)) = (ident(&it.name), argument(api, imports, it));
            (quote!(#local: #ty), local)
        });
        let (args, locals): (Vec<_>, Vec<_>) = needed.unzip();
        return (quote!(#(#args),*), quote!(#name::new(#(#locals),*)));
    }
    let (ty, value) = kept(api, imports, ty, &ident("value"));
    (quote!(value: #ty), value)
}

/// `new` with what a value can't do without, and a setter for everything else.
fn constructors(api: &Api, imports: &mut Imports, def: &TypeDef, record: &Record) -> TokenStream {
    let name = ident(&def.name);
    let mut inits = Vec::new();
    let mut setters = Vec::new();
    for field in &record.fields {
        let local = ident(&field.name);
        match (field.presence, &field.constant) {
            (Presence::Required, Some(constant)) => {
                let value = constant_value(api, imports, &field.ty, constant);
                inits.push(quote!(#local: #value));
            }
            (Presence::Required | Presence::Nullable, _) => {
                inits.push(initial(api, imports, field, def.required.is_some()));
            }
            (Presence::Optional | Presence::OptionalNullable, _) => {
                inits.push(if field.presence == Presence::Optional {
                    quote!(#local: None)
                } else {
                    quote!(#local: Patch::Absent)
                });
                setters.push(setter(api, imports, record, field));
            }
            (Presence::Implied, _) => {}
        }
    }
    if let Some((extra, ty)) = &record.extra {
        let local = ident(extra);
        inits.push(quote!(#local: BTreeMap::new()));
        setters.push(extra_setter(api, imports, extra, ty));
    }
    let body =
        if has_default(record) { quote!(Self::default()) } else { quote!(Self { #(#inits),* }) };
    let fields = record.arguments();
    let default = (fields.is_empty() && !has_default(record)).then(|| {
        quote! {
            impl Default for #name {
                fn default() -> Self { Self::new() }
            }
        }
    });
    let with = if fields.is_empty() { "no field set" } else { "its required fields" };
    let doc = markdown!("Creates a new {} with {}.", code(&def.name), with);
    let doc = Text::default().own(doc).attrs();
    let (args, body, required) = if let Some(required) = &def.required {
        let (ident, locals) = (ident(required), fields.iter().map(|it| ident(&it.name)));
        let body = quote!(let #ident { #(#locals),* } = required; #body);
        (
            quote!(required: #ident),
            body,
            Some(required_fields(api, imports, def, (record, required))),
        )
    } else {
        let args = fields.iter().map(|it| {
            let (local, (ty, _)) = (ident(&it.name), argument(api, imports, it));
            quote!(#local: #ty)
        });
        (quote!(#(#args),*), body, None)
    };
    quote! {
        impl #name {
            #doc
            pub fn new(#args) -> Self { #body }
            #(#setters)*
        }
        #default
        #required
    }
}

/// The setter of what the description doesn't name.
fn extra_setter(api: &Api, imports: &mut Imports, extra: &str, ty: &Ty) -> TokenStream {
    let ty = imports.ty(api, &Ty::Map(Box::new(ty.clone())));
    let local = ident(extra);
    let setter = format_ident!("with_{}", extra.trim_start_matches("r#"));
    quote! {
        #[doc = " Sets the members that the description doesn't name."]
        pub fn #setter(mut self, #local: #ty) -> Self { self.#local = #local; self }
    }
}

/// The struct of what `new` takes by name.
fn required_fields(
    api: &Api,
    imports: &mut Imports,
    def: &TypeDef,
    (record, required): (&Record, &str),
) -> TokenStream {
    let of = item(&def.name);
    let doc = markdown!("The required fields of a [`{}`].", of.clone());
    let doc = Text::default().own(doc).attrs();
    let members = record.fields.iter().filter(|it| it.is_argument()).map(|field| {
        let doc = markdown!("See [`{}::{}`].", of.clone(), item(&field.name));
        let doc = Text::default().own(doc).attrs();
        let (name, ty) =
            (ident(&field.name), imports.member(api, unboxed(&field.ty), field.presence));
        quote!(#doc pub #name: #ty)
    });
    let (members, required) = (members.collect::<Vec<_>>(), ident(required));
    quote! {
        #doc
        #[derive(Clone, Debug)]
        pub struct #required { #(#members),* }
    }
}

/// What `new` makes of a field that it takes.
fn initial(api: &Api, imports: &mut Imports, field: &Field, by_name: bool) -> TokenStream {
    let local = ident(&field.name);
    match (field.presence, by_name) {
        (Presence::Nullable, true) if matches!(field.ty, Ty::Boxed(_)) => {
            quote!(#local: #local.map(Box::new))
        }
        (_, true) if matches!(field.ty, Ty::Boxed(_)) => quote!(#local: Box::new(#local)),
        (Presence::Nullable, _) | (_, true) => quote!(#local),
        (_, false) => {
            let (_, value) = argument(api, imports, field);
            if local == value.to_string() { value } else { quote!(#local: #value) }
        }
    }
}

/// The type without its box, which whoever makes a value needn't see.
pub(super) fn unboxed(ty: &Ty) -> &Ty {
    if let Ty::Boxed(ty) = ty { unboxed(ty) } else { ty }
}

fn setter(api: &Api, imports: &mut Imports, record: &Record, field: &Field) -> TokenStream {
    let local = ident(&field.name);
    let setter = setter_name(record, field);
    let doc = Text::default().own(markdown!("Sets [`{0}`](Self::{0}).", item(&field.name)));
    let doc = doc.attrs();
    let deprecated = docs::deprecated(&field.docs);
    let (ty, value) = if field.presence == Presence::OptionalNullable {
        let ty = imports.member(api, &field.ty, field.presence);
        (quote!(impl Into<#ty>), quote!(#local.into()))
    } else {
        let (ty, value) = argument(api, imports, field);
        (ty, quote!(Some(#value)))
    };
    quote! {
        #doc
        #deprecated
        pub fn #setter(mut self, #local: #ty) -> Self { self.#local = #value; self }
    }
}

/// The setter of a member; the underscore that kept a keyword from being one isn't needed in it.
pub(super) fn setter_name(record: &Record, field: &Field) -> proc_macro2::Ident {
    let bare = field.name.trim_end_matches('_');
    let taken = bare.is_empty() || record.fields.iter().any(|it| it.name == bare);
    format_ident!("with_{}", if taken { field.name.as_str() } else { bare })
}

/// The type of an argument for a member, and the value made of it.
fn argument(api: &Api, imports: &mut Imports, field: &Field) -> (TokenStream, TokenStream) {
    let local = ident(&field.name);
    if field.presence == Presence::Nullable {
        let ty = imports.ty(api, &field.ty);
        return (quote!(Option<#ty>), quote!(#local));
    }
    kept(api, imports, &field.ty, &local)
}

fn constant_value(api: &Api, imports: &mut Imports, ty: &Ty, constant: &Constant) -> TokenStream {
    let Constant { value, variant } = constant;
    if let (Some(variant), Some(id)) = (variant, ty.named()) {
        let ty = imports.definition(&api.def(id).name);
        let variant = ident(variant);
        return quote!(#ty::#variant);
    }
    match value {
        Scalar::Bool(value) => quote!(#value),
        Scalar::Integer(value) => {
            if ty == &Ty::F64 {
                let value = Literal::f64_unsuffixed(value.to_string().parse().unwrap_or_default());
                quote!(#value)
            } else {
                let value = Literal::i64_unsuffixed(*value);
                quote!(#value)
            }
        }
        Scalar::String(value) => quote!(#value.into()),
    }
}

/// The `impl Json`.
pub(super) fn codec(
    api: &Api,
    imports: &mut Imports,
    def: &TypeDef,
    record: &Record,
) -> TokenStream {
    let name = ident(&def.name);
    let read = read(api, imports, record);
    let blank = blank(record);
    let write = write(imports, record);
    quote! {
        impl Json for types::#name {
            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> { #read }
            fn blank() -> Self { #blank }
            fn write(&self, w: &mut Writer) { #write }
        }
    }
}

fn read(api: &Api, imports: &mut Imports, record: &Record) -> TokenStream {
    let Record { fields, extra } = record;
    let wires = fields.iter().map(|it| &it.wire);
    let arms = fields.iter().enumerate().map(|(idx, field)| {
        let (idx, name) = (Literal::usize_unsuffixed(idx), ident(&field.name));
        if !field.form.is_plain() {
            let form = form_tokens(imports, &field.form);
            let read = in_form(field.presence);
            return quote!(#idx => r.#read(#form, &mut it.#name));
        }
        match field.presence {
            Presence::Required | Presence::Nullable => quote!(#idx => r.field(&mut it.#name)),
            // `null` is a value of its type.
            Presence::Optional if field.ty.is_any(&api.types) => {
                quote!(#idx => r.present(&mut it.#name))
            }
            Presence::Optional => quote!(#idx => r.optional(&mut it.#name)),
            Presence::OptionalNullable => quote!(#idx => r.patch(&mut it.#name)),
            Presence::Implied if field.described == Presence::Required => {
                quote!(#idx => r.implied())
            }
            Presence::Implied => quote!(#idx => r.implied_or_null()),
        }
    });
    let rest = extra.as_ref().map(|(name, _)| {
        let name = ident(name);
        quote!(r.extra(&mut it.#name))
    });
    let rest = rest.unwrap_or_else(|| quote!(r.skip()));
    let it = if is_bare(record) { quote!(_) } else { quote!(it) };
    let each = if fields.is_empty() {
        quote!(|#it: &mut Self, _, r| #rest)
    } else {
        quote!(|#it: &mut Self, field, r| match field { #(#arms,)* _ => #rest, })
    };
    quote!(r.object(&[#(#wires),*], #each))
}

/// Whether a value has nothing to keep.
fn is_bare(record: &Record) -> bool {
    shown(record).next().is_none() && record.extra.is_none()
}

/// What reads or writes a member whose form isn't that of its type.
fn in_form(presence: Presence) -> proc_macro2::Ident {
    ident(match presence {
        Presence::Required | Presence::Nullable | Presence::Implied => "field_as",
        Presence::Optional => "optional_as",
        Presence::OptionalNullable => "patch_as",
    })
}

fn blank(record: &Record) -> TokenStream {
    if has_default(record) {
        return quote!(Self::default());
    }
    let extra = record.extra.iter().map(|(name, _)| name);
    let names = shown(record).map(|it| &it.name).chain(extra);
    let names = names.map(|it| ident(it));
    quote!(Self { #(#names: Json::blank()),* })
}

fn write(imports: &mut Imports, record: &Record) -> TokenStream {
    let Record { fields, extra } = record;
    let tags = fields.iter().filter_map(|it| {
        let (wire, value) = (&it.wire, it.implied()?);
        Some(quote!(w.tag(#wire, #value);))
    });
    let tags = quote!(#(#tags)*);
    if is_bare(record) {
        return quote!(#tags w.object().end(););
    }
    let members = shown(record).map(|field| {
        let (name, wire) = (ident(&field.name), &field.wire);
        if !field.form.is_plain() {
            let form = form_tokens(imports, &field.form);
            let write = in_form(field.presence);
            return quote!(o.#write(#form, #wire, &self.#name););
        }
        match field.presence {
            Presence::Required | Presence::Nullable | Presence::Implied => {
                quote!(o.field(#wire, &self.#name);)
            }
            Presence::Optional => quote!(o.optional(#wire, &self.#name);),
            Presence::OptionalNullable => quote!(o.patch(#wire, &self.#name);),
        }
    });
    let extra = extra.as_ref().map(|(name, _)| {
        let name = ident(name);
        quote!(o.extra(&self.#name);)
    });
    quote! { #tags let mut o = w.object(); #(#members)* #extra o.end(); }
}
