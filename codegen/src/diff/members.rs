//! The members of two objects.

use std::collections::BTreeMap;

use serde_json::Value;

use super::context::{Context, Spot};
use super::effect::{Cause, Rust};
use super::manifest::{Field, Kind, Type};
use super::rules::members as rules;
use super::rules::{types, values as value_rules};
use super::values::{self, Of};

type Fields = BTreeMap<String, Field>;

/// A record and what its constructor takes.
struct Record<'a> {
    fields: &'a Fields,
    is_sent: bool,
}

pub(super) fn compare<'a>(cx: &mut Context<'a>, spot: &Spot, one: &'a Type, other: &'a Type) {
    let (Kind::Record { fields: old, extra }, Kind::Record { fields: new, extra: new_extra }) =
        (&one.kind, &other.kind)
    else {
        return;
    };
    let base = Record { fields: old, is_sent: one.sent };
    let revision = Record { fields: new, is_sent: other.sent };
    for (wire, field) in new {
        let at = spot.below(&format!(".{wire}"), &["properties", wire]);
        match old.get(wire) {
            Some(old) => member(cx, &at, (wire, old, field), spot, (&base, &revision)),
            None => added(cx, spot, &at.added(), (wire, field), (&base, &revision)),
        }
    }
    for (wire, field) in old.iter().filter(|(wire, _)| !new.contains_key(*wire)) {
        let at = spot.below(&format!(".{wire}"), &["properties", wire]).removed();
        let rule = match (field.deprecated, is_described_required(field)) {
            (true, _) => &rules::DEPRECATED_MEMBER_REMOVED,
            (false, true) => &rules::MEMBER_REMOVED,
            (false, false) => &rules::OPTIONAL_MEMBER_REMOVED,
        };
        let name = format!("{}.{}", spot.key, field.name);
        let draft = cx.draft(&at, rule, &[&spot.label, wire]);
        if is_field(field) {
            draft.gone(name);
        } else {
            draft.rust(Rust::None);
        }
    }
    more(cx, spot, extra.as_ref(), new_extra.as_ref());
    closed(cx, spot, one, other);
    if one.required.is_some() != other.required.is_some()
        && base.arguments().eq(revision.arguments())
    {
        let how = |it: &Type| if it.required.is_some() { "by name" } else { "one by one" };
        let facts = [&*spot.label, how(one), how(other)];
        cx.say(spot, &types::NAMED_FIELDS_CHANGED, &facts);
    }
}

/// Whether it is a field in Rust, and not what a variant implies.
fn is_field(field: &Field) -> bool {
    field.presence != "implied"
}

/// Whether it is always there.
fn is_required(field: &Field) -> bool {
    matches!(field.presence.as_str(), "required" | "nullable")
}

/// Whether it is always there on the wire.
fn is_described_required(field: &Field) -> bool {
    matches!(field.described.as_str(), "required" | "nullable")
}

/// Whether it may be `null`.
fn is_nullable(field: &Field) -> bool {
    field.presence.ends_with("nullable")
}

/// Whether the constructor takes it.
fn is_argument(field: &Field) -> bool {
    is_required(field) && (field.constant.is_none() || is_nullable(field))
}

impl<'a> Record<'a> {
    fn arguments(&self) -> impl Iterator<Item = &'a String> {
        self.fields.iter().filter(|(_, it)| is_argument(it)).map(|(wire, _)| wire)
    }

    /// Whether there is an `impl Default`.
    fn has_default(&self) -> bool {
        !self.fields.values().any(is_required) || self.is_sent && self.arguments().next().is_none()
    }
}

/// Whether code that makes the record compiles no longer, now that this is one of its fields.
fn breaks(field: &Field, base: &Record<'_>, revision: &Record<'_>) -> bool {
    let lost_default = base.has_default() && !revision.has_default();
    lost_default || base.is_sent && is_argument(field)
}

fn added(
    cx: &mut Context<'_>,
    spot: &Spot,
    at: &Spot,
    (wire, field): (&str, &Field),
    (base, revision): (&Record<'_>, &Record<'_>),
) {
    let value = field.constant.as_ref().map(shown);
    let draft = match value {
        Some(value) if is_described_required(field) => {
            cx.draft(at, &rules::MEMBER_ADDED_CONSTANT, &[&spot.label, wire, &value])
        }
        _ if is_described_required(field) && field.read_only => {
            // No request has it.
            cx.draft(at, &rules::MEMBER_ADDED_OPTIONAL, &[&spot.label, wire])
        }
        _ if is_described_required(field) => {
            cx.draft(at, &rules::MEMBER_ADDED_REQUIRED, &[&spot.label, wire, &spot.label])
        }
        _ => cx.draft(at, &rules::MEMBER_ADDED_OPTIONAL, &[&spot.label, wire]),
    };
    if breaks(field, base, revision) {
        draft.rust(Rust::Major);
    } else if !is_field(field) {
        draft.rust(Rust::None);
    } else if field.presence != field.described {
        draft.rust(Rust::Minor);
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A member that both have; `spot` is that of the object, which was and is one of the `records`.
fn member<'a>(
    cx: &mut Context<'a>,
    at: &Spot,
    (wire, one, other): (&'a str, &'a Field, &'a Field),
    spot: &Spot,
    records: (&Record<'_>, &Record<'_>),
) {
    presence(cx, at, (wire, one, other), spot, records);
    constant(cx, at, (wire, one, other), spot);
    let of = |it: &'a Field| Of { ty: &it.ty, form: &it.form, schema: &it.schema };
    values::compare(cx, at, of(one), of(other), &value_rules::TYPE_NAME_CHANGED);
    if one.name != other.name && is_field(one) && is_field(other) {
        let facts = [&*spot.label, wire, &one.name, &other.name];
        let name = format!("{}.{}", spot.key, one.name);
        cx.draft(at, &rules::MEMBER_RENAMED_IN_RUST, &facts).gone(name);
    }
    if one.deprecated != other.deprecated {
        let rule =
            if other.deprecated { &rules::MEMBER_DEPRECATED } else { &rules::MEMBER_UNDEPRECATED };
        cx.say(at, rule, &[&spot.label, wire]);
    }
    flags(cx, at, (wire, one, other), spot);
}

fn presence(
    cx: &mut Context<'_>,
    at: &Spot,
    (wire, one, other): (&str, &Field, &Field),
    spot: &Spot,
    (base, revision): (&Record<'_>, &Record<'_>),
) {
    // `Option` both times; a constructor has the one as an argument and the other as a setter.
    let is_option = |it: &Field| matches!(it.presence.as_str(), "optional" | "nullable");
    let same_option = is_option(one) && is_option(other);
    let rust = if one.presence == other.presence {
        Some(Rust::None)
    } else if !is_field(one) {
        Some(if breaks(other, base, revision) { Rust::Major } else { Rust::Minor })
    } else {
        same_option.then_some(if base.is_sent { Rust::Major } else { Rust::None })
    };
    if one.described == other.described {
        if one.presence != other.presence {
            let facts = [&*spot.label, wire, &one.presence, &other.presence];
            let draft = cx.draft(at, &rules::MEMBER_PRESENCE_CHANGED, &facts);
            draft.rust(rust.unwrap_or(Rust::Major));
            if is_field(one) != is_field(other) {
                // By the unions that its type is a variant of.
                draft.cause(Cause::Description);
            }
            if !is_field(other) {
                draft.gone(format!("{}.{}", spot.key, one.name));
            }
            if (one.read_only, one.write_only) != (other.read_only, other.write_only) {
                draft.cause(Cause::Description);
            }
        }
        return;
    }
    let mut say = |rule| {
        let draft = cx.draft(at, rule, &[&spot.label, wire, &spot.label]);
        if let Some(rust) = rust {
            draft.rust(rust);
        }
    };
    match (is_described_required(one), is_described_required(other)) {
        (false, true) => say(&rules::MEMBER_BECAME_REQUIRED),
        (true, false) => say(&rules::MEMBER_BECAME_OPTIONAL),
        _ => {}
    }
    let is_nullable = |it: &Field| it.described.ends_with("nullable");
    match (is_nullable(one), is_nullable(other)) {
        (false, true) => say(&rules::MEMBER_BECAME_NULLABLE),
        (true, false) => say(&rules::MEMBER_BECAME_NOT_NULLABLE),
        _ => {}
    }
}

fn constant(
    cx: &mut Context<'_>,
    at: &Spot,
    (wire, one, other): (&str, &Field, &Field),
    spot: &Spot,
) {
    let (old, new) = (one.constant.as_ref().map(shown), other.constant.as_ref().map(shown));
    let is_setter = !is_required(one) && !is_required(other);
    let draft = match (&old, &new) {
        (old, new) if old == new => return,
        (None, Some(new)) => cx.draft(at, &rules::MEMBER_CONSTANT_SET, &[&spot.label, wire, new]),
        (Some(old), None) => cx.draft(at, &rules::MEMBER_CONSTANT_UNSET, &[&spot.label, wire, old]),
        (old, new) => {
            let (old, new) = (old.as_deref().unwrap_or(""), new.as_deref().unwrap_or(""));
            cx.draft(at, &rules::MEMBER_CONSTANT_CHANGED, &[&spot.label, wire, old, new])
        }
    };
    if is_setter {
        draft.rust(Rust::None);
    }
}

fn flags(cx: &mut Context<'_>, at: &Spot, (wire, one, other): (&str, &Field, &Field), spot: &Spot) {
    // What only requests have is optional where it is received.
    let (was_required, is_required) = (is_described_required(one), is_described_required(other));
    let mut say = |rule| cx.say(at, rule, &[&spot.label, wire]);
    match (one.read_only, other.read_only) {
        (false, true) => say(&rules::MEMBER_BECAME_READ_ONLY),
        (true, false) if is_required => say(&rules::REQUIRED_MEMBER_BECAME_NOT_READ_ONLY),
        (true, false) => say(&rules::MEMBER_BECAME_NOT_READ_ONLY),
        _ => {}
    }
    match (one.write_only, other.write_only) {
        (false, true) if was_required => say(&rules::REQUIRED_MEMBER_BECAME_WRITE_ONLY),
        (false, true) => say(&rules::MEMBER_BECAME_WRITE_ONLY),
        (true, false) => say(&rules::MEMBER_BECAME_NOT_WRITE_ONLY),
        _ => {}
    }
}

/// Members that the description doesn't name: the name of what keeps them, and their type.
type More = (String, String);

fn more<'a>(cx: &mut Context<'a>, spot: &Spot, one: Option<&'a More>, other: Option<&'a More>) {
    let at = spot.below(".*", &["additionalProperties"]);
    match (one, other) {
        (None, None) => {}
        (None, Some((_, ty))) => {
            cx.say(&at.added(), &rules::MORE_MEMBERS_DESCRIBED, &[&spot.label, ty]);
        }
        (Some((_, ty)), None) => {
            cx.say(&at.removed(), &rules::MORE_MEMBERS_UNDESCRIBED, &[&spot.label, ty]);
        }
        (Some((name, one)), Some((new_name, other))) => {
            let of = |ty| Of { ty, form: &Value::Null, schema: &Value::Null };
            values::compare(cx, &at, of(one), of(other), &value_rules::TYPE_NAME_CHANGED);
            if name != new_name {
                let facts = [&*spot.label, "*", name, new_name];
                cx.say(&at, &rules::MEMBER_RENAMED_IN_RUST, &facts);
            }
        }
    }
}

/// Whether other members are forbidden.
fn closed(cx: &mut Context<'_>, spot: &Spot, one: &Type, other: &Type) {
    let is_closed = |it: &Type| it.schema.get("additionalProperties") == Some(&Value::Bool(false));
    let rule = match (is_closed(one), is_closed(other)) {
        (false, true) => &rules::MORE_MEMBERS_FORBIDDEN,
        (true, false) => &rules::MORE_MEMBERS_ALLOWED,
        _ => return,
    };
    cx.say(spot, rule, &[&spot.label]);
}
