//! Expressions that make values of types, as somebody who writes them by hand does: constructors, variants, literals.
//!
//! - In: a type and an example of it.
//! - Out: an expression of exactly that type, or of what an argument takes; `None` where none is short enough to be read.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value};

use super::super::argument::{Form, form, kept_form};
use super::super::foreign::is_kind;
use super::super::record;
use super::super::tokens::{Imports, Scope, ident};
use crate::ir::{
    Api, Enumeration, Presence, Record, Tagging, Ty, TypeDef, TypeId, TypeKind, Union,
};

/// How deep values are made: what lies deeper isn't read any more.
const DEPTH: usize = 5;

/// How many characters of a text are shown.
const TEXT: usize = 40;

/// How many items of a list, and setters of a value that needs nothing, are shown.
const SOME: usize = 2;

/// What makes values, and which types it named.
pub(super) struct Maker<'a> {
    pub(super) api: &'a Api,
    /// The names of the types that the expressions mention.
    pub(super) types: BTreeSet<String>,
    /// Whether they mention `DateTime<FixedOffset>`.
    pub(super) has_times: bool,
    /// The variant of the first union, where its value doesn't tell.
    pub(super) variant: Option<String>,
    depth: usize,
}

impl<'a> Maker<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self { api, types: BTreeSet::new(), has_times: false, variant: None, depth: 0 }
    }

    /// The expression for an argument of a method.
    pub(super) fn argument(&mut self, ty: &Ty, example: &Value) -> Option<TokenStream> {
        let ty = self.api.resolved(ty);
        match form(self.api, ty) {
            Form::Str => text(example),
            Form::Value => self.value(ty, example),
            Form::Into => self.converted(ty, example),
            Form::Reference => {
                let value = self.value(ty, example)?;
                Some(quote!(&#value))
            }
            Form::Slice => {
                let items = self.items(ty, example, Self::value)?;
                Some(quote!(&[#(#items),*]))
            }
            Form::Items => self.array(ty, example, Self::value),
            Form::IntoItems => self.array(ty, example, Self::converted),
        }
    }

    /// A list of which at least the first item tells its type.
    fn array(&mut self, ty: &Ty, example: &Value, make: Make<'a>) -> Option<TokenStream> {
        let items = self.items(ty, example, make).filter(|it| !it.is_empty())?;
        Some(quote!([#(#items),*]))
    }

    /// The first items of a list.
    fn items(&mut self, ty: &Ty, example: &Value, make: Make<'a>) -> Option<Vec<TokenStream>> {
        let Ty::List(item) = ty else { return None };
        example.as_array()?.iter().take(SOME).map(|it| make(self, item, it)).collect()
    }

    /// The expression for an `impl Into<T>`.
    fn converted(&mut self, ty: &Ty, example: &Value) -> Option<TokenStream> {
        let ty = self.api.resolved(ty);
        match ty {
            Ty::String | Ty::Secret => text(example),
            Ty::Decimal if example.is_i64() => integer(example),
            Ty::Decimal => {
                let (krate, text) = (self.krate(), example.to_string());
                Some(quote!(#text.parse::<#krate::Decimal>()?))
            }
            Ty::DateTime => {
                let text = example.as_str()?;
                self.has_times = true;
                Some(quote!(#text.parse::<DateTime<FixedOffset>>()?))
            }
            Ty::Ip => example.as_str().map(|it| quote!(#it.parse::<std::net::IpAddr>()?)),
            Ty::Boxed(inner) => self.converted(inner, example),
            Ty::Unit
            | Ty::Bool
            | Ty::I32
            | Ty::I64
            | Ty::U64
            | Ty::F64
            | Ty::Base64
            | Ty::Base64Url
            | Ty::Date
            | Ty::Uuid
            | Ty::Ipv4
            | Ty::Ipv6
            | Ty::Any
            | Ty::List(_)
            | Ty::Map(_)
            | Ty::Tuple(_)
            | Ty::Nullable(_)
            | Ty::Named(_) => match self.known(ty, example) {
                Some(it) => Some(it),
                None => self.value(ty, example),
            },
        }
    }

    fn krate(&self) -> proc_macro2::Ident {
        ident(&self.api.crate_name())
    }

    /// The variant of an enumeration, or the value that it comes from.
    fn known(&mut self, ty: &Ty, example: &Value) -> Option<TokenStream> {
        let def = self.api.def(ty.named()?);
        match &def.kind {
            TypeKind::Enumeration(it) => {
                let wire = example.as_str()?;
                let known = it.values.iter().find(|it| it.wire == wire);
                known.map(|it| self.variant(def, &it.name)).or_else(|| text(example))
            }
            TypeKind::IntegerEnumeration(Enumeration { values, is_open: _, other: _ }) => {
                let wire = example.as_i64()?;
                let known = values.iter().find(|it| it.wire == wire);
                known.map(|it| self.variant(def, &it.name)).or_else(|| integer(example))
            }
            TypeKind::Record(_)
            | TypeKind::Union(_)
            | TypeKind::Alias(_)
            | TypeKind::Foreign(_) => None,
        }
    }

    fn variant(&mut self, def: &TypeDef, variant: &str) -> TokenStream {
        let (name, variant) = (self.name(def), ident(variant));
        quote!(#name::#variant)
    }

    /// The type's name, which has to be imported then.
    fn name(&mut self, def: &TypeDef) -> proc_macro2::Ident {
        self.types.insert(def.name.clone());
        ident(&def.name)
    }

    /// The expression of exactly this type.
    pub(super) fn value(&mut self, ty: &Ty, example: &Value) -> Option<TokenStream> {
        if self.depth == DEPTH {
            return None;
        }
        // Of what can't be made in the end, no part is mentioned.
        let mentioned = (self.depth == 0).then(|| (self.types.clone(), self.has_times));
        self.depth += 1;
        let made = self.made(ty, example);
        self.depth -= 1;
        if let (None, Some(mentioned)) = (&made, mentioned) {
            (self.types, self.has_times) = mentioned;
        }
        made
    }

    fn made(&mut self, ty: &Ty, example: &Value) -> Option<TokenStream> {
        match self.api.resolved(ty) {
            Ty::Unit => Some(quote!(())),
            ty @ (Ty::Bool | Ty::I32 | Ty::I64 | Ty::U64 | Ty::F64) => plain(ty, example),
            Ty::Decimal => {
                let text = example.to_string();
                Some(quote!(#text.parse()?))
            }
            Ty::String | Ty::Secret => text(example).map(|it| quote!(#it.into())),
            Ty::DateTime | Ty::Date | Ty::Uuid | Ty::Ipv4 | Ty::Ipv6 | Ty::Ip => {
                example.as_str().map(|it| quote!(#it.parse()?))
            }
            // Who sends bytes has them from elsewhere.
            Ty::Base64 | Ty::Base64Url => None,
            Ty::Any => {
                let krate = self.krate();
                let json: TokenStream = example.to_string().parse().ok()?;
                Some(quote!(#krate::clientwright_runtime::serde_json::json!(#json)))
            }
            ty @ Ty::List(_) => {
                let items = self.items(ty, example, Self::value)?;
                Some(quote!(vec![#(#items),*]))
            }
            Ty::Map(item) => self.map(item, example.as_object()?),
            Ty::Tuple(places) => {
                let values = places.iter().zip(example.as_array()?);
                let values = values.map(|(ty, it)| self.value(ty, it));
                let values = values.collect::<Option<Vec<_>>>()?;
                (values.len() == places.len()).then(|| quote!((#(#values,)*)))
            }
            Ty::Nullable(_) if example.is_null() => Some(quote!(None)),
            Ty::Nullable(ty) => self.value(ty, example).map(|it| quote!(Some(#it))),
            Ty::Boxed(ty) => self.value(ty, example).map(|it| quote!(Box::new(#it))),
            Ty::Named(id) => self.definition(*id, example),
        }
    }

    fn map(&mut self, item: &Ty, members: &Map<String, Value>) -> Option<TokenStream> {
        if members.is_empty() {
            return Some(quote!(Default::default()));
        }
        let entries = members.iter().take(SOME).map(|(name, it)| {
            let value = self.value(item, it)?;
            Some(quote!((#name.into(), #value)))
        });
        let entries = entries.collect::<Option<Vec<_>>>()?;
        Some(quote!([#(#entries),*].into()))
    }

    fn definition(&mut self, id: TypeId, example: &Value) -> Option<TokenStream> {
        let def = self.api.def(id);
        match &def.kind {
            TypeKind::Record(it) => self.record(def, it, example.as_object()?),
            TypeKind::Union(it) => self.union(def, it, example),
            TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) => {
                let known = self.known(&Ty::Named(id), example)?;
                let is_variant = self.types.contains(&def.name) && !is_literal(&known);
                Some(if is_variant { known } else { quote!(#known.into()) })
            }
            TypeKind::Alias(ty) => self.value(ty, example),
            // Who has a type of their own has values of it.
            TypeKind::Foreign(_) => None,
        }
    }

    /// What `new` makes; of a value that needs nothing, a setter or two besides.
    fn record(
        &mut self,
        def: &TypeDef,
        record: &Record,
        example: &Map<String, Value>,
    ) -> Option<TokenStream> {
        if !def.usage.sent {
            return None;
        }
        let mut args = Vec::new();
        for field in record.arguments() {
            let value = &field.form.natural(&self.api.types, &field.ty, example.get(&field.wire)?);
            let value = if field.presence == Presence::Nullable {
                if value.is_null() {
                    quote!(None)
                } else {
                    self.value(&field.ty, value).map(|it| quote!(Some(#it)))?
                }
            } else if def.required.is_some() {
                self.value(record::unboxed(&field.ty), value)?
            } else {
                self.member(&field.ty, value)?
            };
            args.push(if def.required.is_some() {
                let name = ident(&field.name);
                quote!(#name: #value)
            } else {
                value
            });
        }
        if let Some(required) = &def.required {
            self.types.insert(required.clone());
            let (name, required) = (self.name(def), ident(required));
            return Some(quote!(#name::new(#required { #(#args),* })));
        }
        let name = self.name(def);
        let mut setters = Vec::new();
        let needs_nothing = args.is_empty() && self.depth < 2;
        for field in record.fields.iter().filter(|it| needs_nothing && !it.docs.deprecated) {
            let value = example.get(&field.wire);
            let value = value.map(|it| field.form.natural(&self.api.types, &field.ty, it));
            if let (Presence::Optional, Some(value)) = (field.presence, &value)
                && !value.is_null()
                && setters.len() < SOME
                && !value.is_object()
                && !value.is_array()
                && let Some(value) = self.member(&field.ty, value)
            {
                let setter = record::setter_name(record, field);
                setters.push(quote!(.#setter(#value)));
            }
        }
        Some(quote!(#name::new(#(#args),*) #(#setters)*))
    }

    /// The argument for a member.
    fn member(&mut self, ty: &Ty, value: &Value) -> Option<TokenStream> {
        let ty = record::unboxed(ty);
        let list = self.api.resolved(ty);
        match (kept_form(self.api, ty), list) {
            (Form::Into, _) => self.converted(ty, value),
            (Form::Items, _) => {
                let items = self.items(list, value, Self::value)?;
                Some(quote!([#(#items),*]))
            }
            // Of none nobody knows what it would have been converted from.
            (Form::IntoItems, Ty::List(item)) if value.as_array()?.is_empty() => {
                let item = path(self.api, item);
                Some(quote!(Vec::<#item>::new()))
            }
            (Form::IntoItems, _) => self.array(list, value, Self::converted),
            (Form::Str | Form::Value | Form::Reference | Form::Slice, _) => self.value(ty, value),
        }
    }

    /// The first variant that may be meant and can be made, rather one that knows all members.
    fn union(&mut self, def: &TypeDef, union: &Union, example: &Value) -> Option<TokenStream> {
        let mut variants =
            union.variants.iter().filter(|it| !it.docs.deprecated).collect::<Vec<_>>();
        match (self.variant.take(), &union.tagging) {
            (Some(name), _) => variants.retain(|it| it.name == name),
            (None, Tagging::Internal(property)) => {
                let tag = example.get(property).and_then(Value::as_str)?;
                variants.retain(|it| it.tags.iter().any(|it| it == tag));
            }
            (None, Tagging::Untagged) => {
                variants.retain(|it| it.shapes.iter().any(|it| is_kind(it.kind, example)));
                let knows = |known: &[String]| {
                    example.as_object().is_none_or(|it| it.keys().all(|key| known.contains(key)))
                };
                variants.sort_by_key(|it| !it.shapes.iter().any(|it| knows(&it.known)));
            }
        }
        for variant in variants {
            if let Some(value) = self.value(&variant.ty, example) {
                let (name, variant) = (self.name(def), ident(&variant.name));
                return Some(quote!(#name::#variant(#value)));
            }
        }
        None
    }
}

/// Makes the expression for an item.
type Make<'a> = fn(&mut Maker<'a>, &Ty, &Value) -> Option<TokenStream>;

fn is_literal(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().count() < 3
}

/// The literal of a boolean or number.
pub(super) fn plain(ty: &Ty, example: &Value) -> Option<TokenStream> {
    match ty {
        Ty::Bool => example.as_bool().map(|it| quote!(#it)),
        Ty::I32 | Ty::I64 => example.as_i64().map(|it| {
            let it = Literal::i64_unsuffixed(it);
            quote!(#it)
        }),
        Ty::U64 => example.as_u64().map(|it| {
            let it = Literal::u64_unsuffixed(it);
            quote!(#it)
        }),
        Ty::F64 => example.as_f64().map(|it| {
            let it = Literal::f64_unsuffixed(it);
            quote!(#it)
        }),
        Ty::Unit
        | Ty::Decimal
        | Ty::String
        | Ty::Secret
        | Ty::Base64
        | Ty::Base64Url
        | Ty::DateTime
        | Ty::Date
        | Ty::Uuid
        | Ty::Ipv4
        | Ty::Ipv6
        | Ty::Ip
        | Ty::Any
        | Ty::List(_)
        | Ty::Map(_)
        | Ty::Tuple(_)
        | Ty::Nullable(_)
        | Ty::Boxed(_)
        | Ty::Named(_) => None,
    }
}

/// An integer where several types would do, of which a literal that doesn't say otherwise is an `i32`.
pub(super) fn integer(value: &Value) -> Option<TokenStream> {
    let value = value.as_i64()?;
    let literal = match i32::try_from(value) {
        Ok(_) => Literal::i64_unsuffixed(value),
        Err(_) => Literal::i64_suffixed(value),
    };
    Some(quote!(#literal))
}

/// A text, of a long one the beginning.
fn text(value: &Value) -> Option<TokenStream> {
    let text = value.as_str()?;
    if text.chars().count() <= TEXT {
        return Some(quote!(#text));
    }
    let beginning = text.chars().take(TEXT).collect::<String>();
    let shown = format!("{}…", beginning.trim_end());
    Some(quote!(#shown))
}

/// The path of a type, as other crates write it.
pub(super) fn path(api: &Api, ty: &Ty) -> TokenStream {
    Imports::new(Scope::Other(ident(&api.crate_name()))).ty(api, ty)
}
