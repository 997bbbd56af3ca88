//! What a method or setter takes for a value, and how it hands it on.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::tokens::{Imports, ident};
use crate::ir::{
    Api, Body, BodyKind, Extra, Location, Param, ParamStyle, Ty, TypeKind, Wire, WireForm,
};

/// An argument or the value of a setter, and the call on `Call` that takes it.
#[derive(Debug)]
pub(super) struct Argument {
    /// Its name.
    pub(super) name: Ident,
    /// Its type as written in the signature.
    pub(super) ty: TokenStream,
    /// The call, from its dot on: `.path("userId", &user_id)`.
    pub(super) call: TokenStream,
}

/// How a value is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `&str`
    Str,
    /// Its own type.
    Value,
    /// `&T`
    Reference,
    /// `&[T]`
    Slice,
    /// `impl Into<T>`
    Into,
    /// `impl IntoIterator<Item = T>`
    Items,
    /// `impl IntoIterator<Item = impl Into<T>>`
    IntoItems,
}

/// The form for a type, aliases being looked through.
pub(super) fn form(api: &Api, ty: &Ty) -> Form {
    match ty {
        Ty::String => Form::Str,
        Ty::Unit
        | Ty::Bool
        | Ty::I32
        | Ty::I64
        | Ty::U64
        | Ty::F64
        | Ty::Date
        | Ty::Uuid
        | Ty::Ipv4
        | Ty::Ipv6
        | Ty::Nullable(_) => Form::Value,
        // What people have otherwise: texts, integers, bytes, times of other clocks and crates, addresses of one version.
        Ty::Secret | Ty::Decimal | Ty::Base64 | Ty::Base64Url | Ty::DateTime | Ty::Ip => Form::Into,
        Ty::Any | Ty::Map(_) | Ty::Tuple(_) => Form::Reference,
        Ty::Boxed(ty) => form(api, ty),
        Ty::List(item) => match form(api, item) {
            Form::Str | Form::Into => Form::IntoItems,
            Form::Value => Form::Items,
            Form::Reference | Form::Slice | Form::Items | Form::IntoItems => Form::Slice,
        },
        Ty::Named(id) => match &api.def(*id).kind {
            TypeKind::Enumeration(_)
            | TypeKind::IntegerEnumeration(_)
            | TypeKind::Union(_)
            | TypeKind::Foreign(_) => Form::Into,
            TypeKind::Record(_) => Form::Reference,
            TypeKind::Alias(ty) => form(api, ty),
        },
    }
}

/// The form for a body of this type, which isn't worth two ways to say it: lists come as slices, whatever is in them, and
/// what is made by constructors as a reference.
pub(super) fn body_form(api: &Api, ty: &Ty) -> Form {
    let ty = api.resolved(ty);
    let is_union =
        |ty: &Ty| matches!(ty, Ty::Named(id) if matches!(api.def(*id).kind, TypeKind::Union(_)));
    if matches!(ty, Ty::List(_)) {
        Form::Slice
    } else if is_union(ty) {
        Form::Reference
    } else {
        form(api, ty)
    }
}

/// The form for a value that a type keeps, so that nothing of it is borrowed: [`Form::Value`], [`Form::Into`], or one for
/// lists.
pub(super) fn kept_form(api: &Api, ty: &Ty) -> Form {
    match form(api, ty) {
        Form::Str | Form::Into => Form::Into,
        Form::Value | Form::Reference => Form::Value,
        Form::Slice | Form::Items => Form::Items,
        Form::IntoItems => Form::IntoItems,
    }
}

/// What takes a value that a type keeps, which stands in the expression `name`: its type, and the value that is kept.
pub(super) fn kept(
    api: &Api,
    imports: &mut Imports,
    ty: &Ty,
    name: &Ident,
) -> (TokenStream, TokenStream) {
    // Whoever makes a value needn't see its boxes.
    if let Ty::Boxed(ty) = ty {
        let (ty, value) = kept(api, imports, ty, name);
        return (ty, quote!(Box::new(#value)));
    }
    match (kept_form(api, ty), api.resolved(ty)) {
        (Form::Items, Ty::List(item)) => {
            let item = imports.ty(api, item);
            (quote!(impl IntoIterator<Item = #item>), quote!(#name.into_iter().collect()))
        }
        (Form::IntoItems, Ty::List(item)) => {
            let item = imports.ty(api, item);
            (
                quote!(impl IntoIterator<Item = impl Into<#item>>),
                quote!(#name.into_iter().map(Into::into).collect()),
            )
        }
        (Form::Into, _) => {
            let ty = imports.ty(api, ty);
            (quote!(impl Into<#ty>), quote!(#name.into()))
        }
        _ => (imports.ty(api, ty), quote!(#name)),
    }
}

/// The type of a field of this form, and the expression that gives a `&` of what is sent; as [`taken`], but for what only an
/// argument can be.
fn held(
    api: &Api,
    imports: &mut Imports,
    ty: &Ty,
    field: &TokenStream,
) -> (TokenStream, TokenStream) {
    let ty = api.resolved(ty);
    let own = imports.ty(api, ty);
    match (form(api, ty), ty) {
        (Form::Str, _) => (quote!(&'a str), quote!(#field)),
        (Form::Reference, _) => (quote!(&'a #own), quote!(#field)),
        (Form::Slice, Ty::List(item)) => {
            let item = imports.ty(api, item);
            (quote!(&'a [#item]), quote!(#field))
        }
        (Form::Value | Form::Into | Form::Slice | Form::Items | Form::IntoItems, _) => {
            (own, quote!(&#field))
        }
    }
}

/// The type of a field for one or several files, and the expression that gives them.
fn held_files(location: Location, field: &TokenStream) -> (TokenStream, TokenStream) {
    let ty = if location == Location::Files { quote!(Vec<FilePart>) } else { quote!(FilePart) };
    (ty, field.clone())
}

/// A parameter that is taken by name, in the struct `required`.
pub(super) fn named(api: &Api, imports: &mut Imports, param: &Param, required: &Ident) -> Argument {
    let name = ident(&param.name);
    argument(api, imports, param, (&quote!(#required.#name), held, held_files))
}

/// Whether an argument is converted into what a field of a struct that is taken by name has already.
pub(super) fn is_converted(api: &Api, param: &Param) -> bool {
    let form = form(api, api.resolved(&param.ty));
    !matches!(param.location, Location::File | Location::Files)
        && matches!(form, Form::Into | Form::Items | Form::IntoItems)
}

/// The type of an argument of this form, and the expression that gives a `&` of what is sent.
fn taken(
    api: &Api,
    imports: &mut Imports,
    ty: &Ty,
    name: &TokenStream,
) -> (TokenStream, TokenStream) {
    let ty = api.resolved(ty);
    let form = form(api, ty);
    if let (Form::Items | Form::IntoItems | Form::Slice, Ty::List(item)) = (form, ty) {
        let item = imports.ty(api, item);
        return match form {
            Form::Items => (
                quote!(impl IntoIterator<Item = #item>),
                quote!(&#name.into_iter().collect::<Vec<#item>>()),
            ),
            Form::IntoItems => (
                quote!(impl IntoIterator<Item = impl Into<#item>>),
                quote!(&#name.into_iter().map(Into::into).collect::<Vec<#item>>()),
            ),
            Form::Str | Form::Value | Form::Reference | Form::Slice | Form::Into => {
                (quote!(&[#item]), quote!(#name))
            }
        };
    }
    if form == Form::Str {
        return (quote!(&str), quote!(#name));
    }
    let ty = imports.ty(api, ty);
    match form {
        Form::Reference => (quote!(&#ty), quote!(#name)),
        Form::Into => (quote!(impl Into<#ty>), quote!(&#name.into())),
        Form::Str | Form::Value | Form::Slice | Form::Items | Form::IntoItems => {
            (ty, quote!(&#name))
        }
    }
}

/// The type of an argument for one or several files, and the expression that gives them.
fn taken_files(location: Location, name: &TokenStream) -> (TokenStream, TokenStream) {
    if location == Location::Files {
        let each = quote!(#name.into_iter().map(Into::into).collect());
        return (quote!(impl IntoIterator<Item = impl Into<FilePart>>), each);
    }
    (quote!(impl Into<FilePart>), quote!(#name.into()))
}

/// A parameter or form field.
pub(super) fn param(api: &Api, imports: &mut Imports, param: &Param) -> Argument {
    let name = ident(&param.name);
    argument(api, imports, param, (&quote!(#name), taken, taken_files))
}

/// How a value is taken that stands in an expression: its type, and the expression that gives a `&` of what is sent.
type Take = fn(&Api, &mut Imports, &Ty, &TokenStream) -> (TokenStream, TokenStream);

/// How files are taken.
type TakeFiles = fn(Location, &TokenStream) -> (TokenStream, TokenStream);

/// A parameter whose value stands in the expression `given`.
fn argument(
    api: &Api,
    imports: &mut Imports,
    param: &Param,
    (given, take, files): (&TokenStream, Take, TakeFiles),
) -> Argument {
    let (ty, value) = match param.location {
        Location::File | Location::Files => {
            imports.runtime(&["FilePart"]);
            files(param.location, given)
        }
        Location::Path
        | Location::Query
        | Location::Header
        | Location::Cookie
        | Location::Form
        | Location::Part => {
            let (ty, value) = take(api, imports, &param.ty, given);
            if param.form.is_plain() {
                (ty, value)
            } else {
                let form = form_tokens(imports, &param.form);
                (ty, quote!(&#form.of(#value)))
            }
        }
    };
    Argument { call: sent(imports, param, &value), name: ident(&param.name), ty }
}

/// The call that sends the only value of a parameter.
pub(super) fn constant(imports: &mut Imports, param: &Param) -> TokenStream {
    let value = match &param.example {
        Value::String(text) => quote!(#text),
        Value::Bool(value) => quote!(&#value),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            let number = Literal::i64_suffixed(param.example.as_i64().unwrap_or_default());
            quote!(&#number)
        }
    };
    sent(imports, param, &value)
}

/// A field that the description doesn't name: the types of the setter's arguments `name` and `value`, and the call.
pub(super) fn extra(api: &Api, imports: &mut Imports, extra: &Extra) -> (TokenStream, TokenStream) {
    let Extra { name: _, location, ty, example: _ } = extra;
    let (ty, value) = match location {
        Location::File | Location::Files => {
            imports.runtime(&["FilePart"]);
            taken_files(*location, &quote!(value))
        }
        Location::Path
        | Location::Query
        | Location::Header
        | Location::Cookie
        | Location::Form
        | Location::Part => taken(api, imports, ty, &quote!(value)),
    };
    let method = ident(location.name());
    (ty, quote!(.#method(name, #value)))
}

/// The form that a value has on the wire.
pub(super) fn form_tokens(imports: &mut Imports, form: &Wire) -> TokenStream {
    imports.runtime(&["Wire"]);
    let mut constants = form.forms().iter().map(|it| {
        let name = ident(match it {
            WireForm::Number => "NUMBER",
            WireForm::String => "STRING",
            WireForm::UnixSeconds => "UNIX_SECONDS",
            WireForm::UnixMilliseconds => "UNIX_MILLISECONDS",
            WireForm::ListOrOne => "LIST_OR_ONE",
            WireForm::EmptyNull => "EMPTY_NULL",
        });
        quote!(Wire::#name)
    });
    let first = constants.next().unwrap_or_default();
    quote!(#first #(.and(#constants))*)
}

/// The call that sends a value where a parameter travels, and those that add the headers of its part.
fn sent(imports: &mut Imports, param: &Param, value: &TokenStream) -> TokenStream {
    let (value, field) = (sent_value(imports, param, value), &param.wire);
    let headers = param.part_headers.iter();
    let headers = headers.map(|(name, value)| quote!(.part_header(#field, #name, #value)));
    quote!(#value #(#headers)*)
}

fn sent_value(imports: &mut Imports, param: &Param, value: &TokenStream) -> TokenStream {
    let wire = &param.wire;
    // The methods of a call are called by the locations.
    let method = param.location.name();
    let by = |name: &str| ident(name);
    match param.location {
        Location::File | Location::Files | Location::Part if param.media_type().is_some() => {
            let (method, media_type) = (by(&format!("{method}_as")), param.media_type());
            quote!(.#method(#media_type, #wire, #value))
        }
        Location::Part if param.style == ParamStyle::Json => {
            quote!(.part_as("application/json", #wire, #value))
        }
        Location::File | Location::Files => {
            let method = by(method);
            quote!(.#method(#wire, #value))
        }
        Location::Path if param.style == ParamStyle::DefaultOrEmpty => {
            quote!(.path_or_empty(#wire, #value))
        }
        Location::Path
        | Location::Query
        | Location::Header
        | Location::Cookie
        | Location::Form
        | Location::Part => match style_tokens(param) {
            None => {
                let method = by(method);
                quote!(.#method(#wire, #value))
            }
            Some(style) => {
                imports.runtime(&["Style"]);
                let part = param.location == Location::Part;
                let method = by(&format!("{method}_{}", if part { "style" } else { "as" }));
                quote!(.#method(#style, #wire, #value))
            }
        },
    }
}

fn style_tokens(param: &Param) -> Option<TokenStream> {
    let style = match param.style {
        ParamStyle::Default | ParamStyle::DefaultOrEmpty if !param.allow_reserved => return None,
        ParamStyle::Default if param.location == Location::Path => {
            quote!(Style::Simple { explode: false })
        }
        ParamStyle::Default | ParamStyle::DefaultOrEmpty | ParamStyle::FormExplode => {
            quote!(Style::Form { explode: true })
        }
        ParamStyle::SimpleExplode => quote!(Style::Simple { explode: true }),
        ParamStyle::Form => quote!(Style::Form { explode: false }),
        ParamStyle::SpaceDelimited => quote!(Style::SpaceDelimited),
        ParamStyle::PipeDelimited => quote!(Style::PipeDelimited),
        ParamStyle::TabDelimited => quote!(Style::TabDelimited),
        ParamStyle::DeepObject => quote!(Style::DeepObject),
        ParamStyle::Label => quote!(Style::Label { explode: false }),
        ParamStyle::LabelExplode => quote!(Style::Label { explode: true }),
        ParamStyle::Matrix => quote!(Style::Matrix { explode: false }),
        ParamStyle::MatrixExplode => quote!(Style::Matrix { explode: true }),
        ParamStyle::Cookie => quote!(Style::Cookie { explode: false }),
        ParamStyle::CookieExplode => quote!(Style::Cookie { explode: true }),
        ParamStyle::Json => quote!(Style::Json),
    };
    Some(if param.allow_reserved { quote!(#style.allow_reserved()) } else { style })
}

/// A body that is an argument or a setter; `None` for forms, whose fields are.
pub(super) fn body(api: &Api, imports: &mut Imports, body: &Body) -> Option<Argument> {
    let Body {
        kind,
        media_type,
        documented: _,
        choice: _,
        name,
        required: _,
        docs: _,
        facts: _,
        shared_at: _,
        example: _,
    } = body;
    match kind {
        BodyKind::Json(ty) => {
            let name = ident(name);
            let ty = api.resolved(ty);
            let (ty, value) = match (body_form(api, ty), ty) {
                (Form::Slice, Ty::List(item)) => {
                    let item = imports.ty(api, item);
                    (quote!(&[#item]), quote!(#name))
                }
                (Form::Reference, _) => {
                    let ty = imports.ty(api, ty);
                    (quote!(&#ty), quote!(#name))
                }
                _ => taken(api, imports, ty, &quote!(#name)),
            };
            Some(Argument { call: quote!(.json(#media_type, #value)), ty, name })
        }
        BodyKind::Text => {
            let name = ident(name);
            Some(Argument {
                ty: quote!(impl Into<String>),
                call: quote!(.text(#media_type, #name)),
                name,
            })
        }
        BodyKind::Bytes => {
            imports.runtime(&["Body"]);
            let name = ident(name);
            Some(Argument {
                ty: quote!(impl Into<Body>),
                call: quote!(.bytes(#media_type, #name)),
                name,
            })
        }
        BodyKind::Form(_) | BodyKind::Multipart(_) => None,
    }
}
