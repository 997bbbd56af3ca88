//! Types of the user's own: the type around each, how it meets JSON, and which examples it has to take.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::extras::Extras;
use super::tokens::{Imports, ident};
use crate::ir::{
    Absent, Api, Conversion, Foreign, JsonKind, Record, Tagging, Ty, TypeDef, TypeId, TypeKind,
    Union,
};

/// The type around it, or another name for it where it meets JSON itself.
pub(super) fn definition(def: &TypeDef, foreign: &Foreign) -> TokenStream {
    let (name, path) = (ident(&def.name), path(foreign));
    if !foreign.is_wrapped() {
        return quote!(pub type #name = #path;);
    }
    let Extras { derives, attributes } = Extras::of(def);
    quote! {
        #[derive(Clone, Debug, PartialEq #derives)]
        #attributes
        pub struct #name(pub #path);
    }
}

/// The `impl Json` of the type around it.
pub(super) fn codec(imports: &mut Imports, def: &TypeDef, foreign: &Foreign) -> TokenStream {
    let Foreign { path: text, conversion, placeholder, absent } = foreign;
    let (name, path) = (ident(&def.name), path(foreign));
    let (read, write) = match conversion {
        Conversion::Serde => (
            quote!(foreign::read_serde(r, #text).map(Self)),
            quote!(foreign::write_serde(&self.0, w)),
        ),
        Conversion::SerdeWith(module) => {
            let module = tokens(module);
            (
                quote!(foreign::read_serde_with(r, #text, |it| #module::deserialize(it)).map(Self)),
                quote!(foreign::write_serde_with(w, |it| #module::serialize(&self.0, it))),
            )
        }
        Conversion::Text => (
            quote!(foreign::read_text(r, #text).map(Self)),
            quote!(foreign::write_text(&self.0, w)),
        ),
        Conversion::Number => (
            quote!(foreign::read_text(r, #text).map(Self)),
            quote!(foreign::write_number(&self.0, w)),
        ),
        Conversion::Json => return TokenStream::new(),
    };
    imports.add("clientwright_runtime::json", "foreign");
    let blank = placeholder.as_ref().map_or(quote!(Default::default()), |it| tokens(it));
    let absent = match absent {
        Absent::Never => None,
        Absent::Empty => Some(quote!(&[""])),
        Absent::ZeroDate => Some(quote!(<clientwright_runtime::chrono::NaiveDate as Json>::ABSENT)),
    };
    let absent = absent.map(|it| quote!(const ABSENT: &'static [&'static str] = #it;));
    quote! {
        clientwright_runtime::foreign_types! { types::#name: #path }
        impl Json for types::#name {
            #absent
            fn read(r: &mut Reader<'_>) -> Result<Self, DecodeError> { #read }
            fn blank() -> Self { Self(#blank) }
            fn write(&self, w: &mut Writer) { #write; }
        }
    }
}

fn path(foreign: &Foreign) -> TokenStream {
    tokens(&foreign.path)
}

/// What a setting says as tokens; it was read as such there.
fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}

/// The values of the user's own types in examples, each once, by the type's number and its JSON.
#[derive(Debug)]
pub(super) struct Examples<'a> {
    api: &'a Api,
    found: BTreeSet<(TypeId, String)>,
    /// The values of unions that were looked at: several variants may lead to the same one.
    seen: BTreeSet<(TypeId, String)>,
    /// Whether there is anything to be found.
    has_own: bool,
}

/// Whether there are types of the user's own.
pub(super) fn has_own(api: &Api) -> bool {
    api.types.iter().any(|it| matches!(it.kind, TypeKind::Foreign(_)))
}

impl<'a> Examples<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self { api, found: BTreeSet::new(), seen: BTreeSet::new(), has_own: has_own(api) }
    }

    /// The types and the JSON of their values.
    pub(super) fn found(&self) -> impl Iterator<Item = (&'a TypeDef, &str)> {
        self.found.iter().map(|(id, json)| (self.api.def(*id), json.as_str()))
    }

    /// Adds those in `value`, which is a value of `ty`.
    pub(super) fn add(&mut self, ty: &Ty, value: &Value) {
        if !self.has_own {
            return;
        }
        match (ty, value) {
            (Ty::List(item), Value::Array(items)) => items.iter().for_each(|it| self.add(item, it)),
            (Ty::List(item), one) => self.add(item, one),
            (Ty::Map(item), Value::Object(members)) => {
                members.values().for_each(|it| self.add(item, it));
            }
            (Ty::Tuple(places), Value::Array(items)) => {
                places.iter().zip(items).for_each(|(ty, it)| self.add(ty, it));
            }
            (Ty::Nullable(_), Value::Null) => {}
            (Ty::Nullable(ty) | Ty::Boxed(ty), value) => self.add(ty, value),
            (Ty::Named(id), value) => self.definition(*id, value),
            _ => {}
        }
    }

    fn definition(&mut self, id: TypeId, value: &Value) {
        match &self.api.def(id).kind {
            TypeKind::Foreign(_) => {
                self.found.insert((id, value.to_string()));
            }
            TypeKind::Alias(ty) => self.add(ty, value),
            TypeKind::Record(record) => self.record(record, value),
            TypeKind::Union(union) => {
                if self.seen.insert((id, value.to_string())) {
                    self.union(id, union, value);
                }
            }
            TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) => {}
        }
    }

    fn record(&mut self, Record { fields, extra }: &Record, value: &Value) {
        for (name, value) in value.as_object().into_iter().flatten() {
            if let Some(field) = fields.iter().find(|it| it.wire == *name) {
                // What may be missing or `null` has no value then.
                if !value.is_null() {
                    let value = field.form.natural(&self.api.types, &field.ty, value);
                    self.add(&field.ty, &value);
                }
            } else if let Some((_, ty)) = extra {
                self.add(ty, value);
            }
        }
    }

    /// Those of the variants that the value may be one of.
    fn union(&mut self, id: TypeId, union: &Union, value: &Value) {
        for variant in &union.variants {
            let may_be = match &union.tagging {
                Tagging::Internal(property) => {
                    let tag = value.get(property).and_then(Value::as_str);
                    tag.is_none_or(|tag| variant.tags.iter().any(|it| it == tag))
                }
                Tagging::Untagged => variant.shapes.iter().any(|it| is_kind(it.kind, value)),
            };
            let is_foreign = variant
                .ty
                .named()
                .is_some_and(|it| matches!(self.api.def(it).kind, TypeKind::Foreign(_)));
            if may_be && is_foreign && union.tagging != Tagging::Untagged {
                // The union writes the tag, which the type may not know.
                self.found.insert((id, value.to_string()));
            } else if may_be {
                self.add(&variant.ty, value);
            }
        }
    }
}

/// Whether a value is of this kind.
pub(super) fn is_kind(kind: JsonKind, value: &Value) -> bool {
    match kind {
        JsonKind::Any => true,
        JsonKind::Null => value.is_null(),
        JsonKind::Bool => value.is_boolean(),
        JsonKind::Integer => value.is_i64() || value.is_u64(),
        JsonKind::Number => value.is_number(),
        JsonKind::String => value.is_string(),
        JsonKind::Array => value.is_array(),
        JsonKind::Object => value.is_object(),
    }
}
