//! Types and what they consist of.

use std::fmt::{Debug, Write as _};

use clientwright::internal::ir::{
    Constant, Constructor, Enumeration, Extras, Field, Foreign, NestedMember, Presence, Record,
    Shape, Tagging, TypeDef, TypeKind, Union, Value, Variant,
};

use super::{Outline, forms, renamed, said, scalar, suffix};

impl Outline<'_> {
    pub(super) fn def(&mut self, def: &TypeDef) {
        let TypeDef {
            name,
            module,
            wire,
            pointer,
            docs,
            facts,
            usage,
            required,
            kind,
            extras,
            features,
        } = def;
        let usage = match (usage.sent, usage.received) {
            (true, true) => "sent and received",
            (true, false) => "sent",
            (false, true) => "received",
            (false, false) => "unused",
        };
        let wire = suffix(" = ", wire.as_ref());
        self.line(0, format_args!("\ntype {module}::{name}{wire}, {usage}"), docs);
        self.plain(1, format_args!("at {pointer}{}", said(facts)));
        if let Some(required) = required {
            self.plain(1, format_args!("made of a {required}"));
        }
        let Extras { derives, attributes } = extras;
        if !derives.is_empty() || !attributes.is_empty() {
            self.plain(1, format_args!("derives {derives:?}, attributes {attributes:?}"));
        }
        if !features.is_empty() {
            self.plain(1, format_args!("with any feature of {}", features.join(", ")));
        }
        match kind {
            TypeKind::Record(it) => self.record(it),
            TypeKind::Enumeration(it) => self.enumeration(it),
            TypeKind::IntegerEnumeration(it) => self.enumeration(it),
            TypeKind::Union(it) => self.union(it),
            TypeKind::Alias(ty) => self.plain(1, format_args!("alias of {}", self.ty(ty))),
            TypeKind::Foreign(Foreign { path, conversion, placeholder, absent }) => {
                let placeholder = suffix(", blank ", placeholder.as_ref());
                self.plain(
                    1,
                    format_args!("{path} by {conversion:?}{placeholder}, absent {absent:?}"),
                );
            }
        }
    }

    fn record(&mut self, record: &Record) {
        let Record { fields, extra } = record;
        for Field { name, wire, ty, form, presence, described, constant, docs, facts } in fields {
            let ty = self.ty(ty);
            let ty = match presence {
                Presence::Required => ty,
                Presence::Optional => format!("{ty}?"),
                Presence::Nullable => format!("{ty} | null"),
                Presence::OptionalNullable => format!("{ty}? | null"),
                Presence::Implied => format!("{ty} implied"),
            };
            let constant = constant.as_ref().map(|Constant { value, variant }| {
                format!("{}{}", scalar(value), suffix(" as ", variant.as_ref()))
            });
            let form = forms(form);
            let constant = suffix(" = ", constant.as_ref());
            let said = said(facts);
            let described = if described == presence {
                String::new()
            } else {
                format!(", described as {described:?}")
            };
            let line = format!("{}: {ty}{constant}{form}{described}{said}", renamed(name, wire));
            self.line(1, line, docs);
        }
        if let Some((name, ty)) = extra {
            self.plain(1, format_args!("others in {name}: {}", self.ty(ty)));
        }
    }

    fn enumeration<T: Debug>(&mut self, enumeration: &Enumeration<T>) {
        let Enumeration { values, is_open, other } = enumeration;
        for Value { name, wire, docs } in values {
            self.line(1, format_args!("{name} = {wire:?}"), docs);
        }
        let open = if *is_open { "described " } else { "" };
        self.plain(1, format_args!("{open}others in {other}"));
    }

    fn union(&mut self, union: &Union) {
        let Union { variants, keyword: _, tagging, unknown } = union;
        match tagging {
            Tagging::Internal(property) => self.plain(1, format_args!("told by {property}")),
            Tagging::Untagged => self.plain(1, "told by shape"),
        }
        for Variant { name, ty, tags, shapes, constructor, docs } in variants {
            let mut line = format!("{name}({})", self.ty(ty));
            let shapes = shapes.iter().map(shape).collect::<Vec<_>>().join(" or ");
            match tagging {
                Tagging::Internal(_) if shapes.is_empty() => {
                    let _ = write!(line, " tagged {tags:?}");
                }
                Tagging::Internal(_) => {
                    let _ = write!(line, " tagged {tags:?} or {shapes}");
                }
                Tagging::Untagged => {
                    let _ = write!(line, " {shapes}");
                }
            }
            if let Some(Constructor { name, request }) = constructor {
                let _ = write!(line, " made by {name} for {request:?}");
            }
            self.line(1, line, docs);
        }
        self.plain(1, format_args!("others in {unknown}"));
    }
}

fn shape(shape: &Shape) -> String {
    let Shape { kind, required, known, constants, nested, open } = shape;
    let mut text = format!("{kind:?} required {required:?} known {known:?}");
    for (member, value) in constants {
        let _ = write!(text, " {member:?} = {}", scalar(value));
    }
    for NestedMember { path, value } in nested {
        let value = value.as_ref().map(scalar);
        let _ = write!(text, " {path:?}{}", suffix(" = ", value.as_ref()));
    }
    if *open {
        text.push_str(" open");
    }
    text
}
