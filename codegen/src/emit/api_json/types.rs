//! Definitions: what they are in Rust and in JSON.

use serde_json::{Map, Value, json};

use crate::ir::{
    Api, Constant, Conversion, Enumeration, Extras, Field, Foreign, Presence, Record, Tagging,
    TypeAlias, TypeDef, TypeKind, Union, Variant,
};

use super::facts::{forms, put_member, schema};
use super::object::Object;
use super::ty::ty;

pub(super) fn definition(api: &Api, def: &TypeDef) -> Value {
    let mut out = Object::new();
    out.put("kind", kind(&def.kind));
    out.put_some("wire", def.wire.as_deref());
    let own = |it: &&TypeAlias| it.of == def.name || def.required.as_ref() == Some(&it.of);
    let aliases = api.aliases.types.iter().filter(own).map(|it| it.name.as_str());
    out.put_all("aliases", aliases.collect::<Vec<_>>());
    out.put_on("sent", def.usage.sent);
    out.put_on("received", def.usage.received);
    out.put_some("required", def.required.as_deref());
    out.put_on("deprecated", def.docs.deprecated);
    put_kind(api, &def.kind, &mut out);
    let Extras { derives, attributes: _ } = &def.extras;
    out.put_all("derives", json!(derives));
    out.put_all("features", json!(def.features));
    out.put_some("schema", schema(&def.facts));
    out.put("at", def.pointer.to_string());
    out.into()
}

fn kind(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Record(_) => "record",
        TypeKind::Enumeration(_) => "enumeration",
        TypeKind::IntegerEnumeration(_) => "integer-enumeration",
        TypeKind::Union(_) => "union",
        TypeKind::Alias(_) => "alias",
        TypeKind::Foreign(_) => "own",
    }
}

fn put_kind(api: &Api, kind: &TypeKind, out: &mut Object) {
    match kind {
        TypeKind::Record(it) => record(api, it, out),
        TypeKind::Enumeration(it) => values(it, out),
        TypeKind::IntegerEnumeration(it) => values(it, out),
        TypeKind::Union(it) => union(api, it, out),
        TypeKind::Alias(it) => out.put("type", ty(api, it)),
        TypeKind::Foreign(Foreign { path, conversion, placeholder: _, absent: _ }) => {
            let by = match conversion {
                Conversion::Serde => "serde",
                Conversion::SerdeWith(with) => with,
                Conversion::Text | Conversion::Number => "text",
                Conversion::Json => "json",
            };
            out.put("type", path.as_str());
            out.put("as", by);
        }
    }
}

fn record(api: &Api, record: &Record, out: &mut Object) {
    let fields = record.fields.iter().map(|it| (it.name.clone(), field(api, it)));
    out.put("fields", fields.collect::<Map<_, _>>());
    let extra = |(name, of): &(String, _)| json!({ "name": name, "type": ty(api, of) });
    out.put_some("extra", record.extra.as_ref().map(extra));
}

fn values<T: Clone + Into<Value>>(it: &Enumeration<T>, out: &mut Object) {
    out.put_on("open", it.is_open);
    let values = it.values.iter().map(|it| (it.name.clone(), it.wire.clone().into()));
    out.put("values", values.collect::<Map<_, _>>());
}

fn union(api: &Api, union: &Union, out: &mut Object) {
    out.put_some("form", union.keyword);
    match &union.tagging {
        Tagging::Internal(property) => out.put("tag", property.as_str()),
        Tagging::Untagged => {}
    }
    let variants = union.variants.iter().map(|it| (it.name.clone(), variant(api, it)));
    out.put("variants", variants.collect::<Map<_, _>>());
}

fn variant(api: &Api, variant: &Variant) -> Value {
    let mut out = Object::new();
    out.put("type", ty(api, &variant.ty));
    out.put_all("tags", json!(variant.tags));
    out.put_some("constructor", variant.constructor.as_ref().map(|it| it.name.as_str()));
    out.into()
}

fn field(api: &Api, field: &Field) -> Value {
    let Field { name: _, wire, ty: of, form, presence, described, constant, docs, facts } = field;
    let mut out = Object::new();
    out.put("wire", wire.as_str());
    out.put("type", ty(api, of));
    out.put("presence", word(*presence));
    out.put_some("described", (presence != described).then(|| word(*described)));
    let constant = constant.as_ref().map(|Constant { value, variant: _ }| value.to_json());
    out.put_some("constant", constant);
    out.put_on("deprecated", docs.deprecated);
    out.put_all("form", forms(form));
    put_member(&mut out, facts);
    out.into()
}

fn word(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
        Presence::Nullable => "nullable",
        Presence::OptionalNullable => "optional-nullable",
        Presence::Implied => "implied",
    }
}
