//! Members that a variant of a union implies: nobody has to say that a `Cat` is one.
//!
//! - In: unions with their tags and shapes, and the records that are their variants.
//! - Out: [`Presence::Implied`] where a record is one variant and nothing else can be read; a constant where a constructor
//!   may as well fill it in.
//! - Invariant: what is read is never lost. Where a record is also received on its own, a server may say another value, so
//!   that the member stays; and so it does where it is also sent on its own, unless its schema has that value alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{
    Constant, Field, Presence, Scalar, Shape, Tagging, Ty, TypeId, TypeKind, Union, Usage, Variant,
};
use crate::lower::draft::Draft;
use crate::lower::drop_unused;
use crate::lower::pass::Pass;
use crate::lower::schemas::shape::record_id;

/// Makes the tags of variants no fields of theirs, and leaves out the types that only these had.
pub(super) const PASS: Pass = Pass { name: "imply_tags", run: |draft, _| run(draft) };

/// A member of a record.
type Member = (TypeId, String);

fn run(draft: &mut Draft) {
    let tags = tags(draft);
    let own = own_usage(draft, &tags);
    for (member, tag) in tags {
        let usage = own.get(&member).copied().unwrap_or_default();
        let constant = draft.constant(&member, tag);
        if let Some(field) = draft.field_mut(&member) {
            settle(field, constant, usage);
        }
    }
    draft.note_usage();
    drop_unused::drop_unused(draft);
}

/// Makes a member what it is where its record is one variant of unions, and of which `usage` on its own.
fn settle(field: &mut Field, constant: Constant, usage: Usage) {
    if !field.form.is_plain() {
        return;
    }
    match field.presence {
        // A constructor fills it in; what is read, or to be sent, may be another one.
        Presence::Required if usage.received || usage.sent && field.constant.is_none() => {
            let takes_it = field.ty == Ty::String || constant.variant.is_some();
            if takes_it && field.constant.is_none() {
                field.constant = Some(constant);
            }
        }
        Presence::Required => field.imply(constant),
        // What may be left out on its own isn't to be sent always.
        _ if usage == Usage::default() => field.imply(constant),
        _ => {}
    }
}

impl Field {
    fn imply(&mut self, constant: Constant) {
        self.presence = Presence::Implied;
        self.constant = Some(Constant { variant: None, ..constant });
        self.ty = Ty::String;
    }
}

impl Draft {
    /// The tag as a value of the member's type.
    fn constant(&self, member: &Member, tag: String) -> Constant {
        let ty = self.field(member).and_then(|it| it.ty.named()).and_then(|it| self.def(it));
        let variant = match ty.map(|it| &it.kind) {
            Some(TypeKind::Enumeration(it)) => it.values.iter().find(|it| it.wire == tag),
            _ => None,
        };
        Constant { variant: variant.map(|it| it.name.clone()), value: Scalar::String(tag) }
    }

    fn field(&self, (id, wire): &Member) -> Option<&Field> {
        let TypeKind::Record(record) = &self.def(*id)?.kind else { return None };
        record.fields.iter().find(|it| it.wire == *wire)
    }

    fn field_mut(&mut self, (id, wire): &Member) -> Option<&mut Field> {
        let TypeKind::Record(record) = &mut self.def_mut(*id)?.kind else { return None };
        record.fields.iter_mut().find(|it| it.wire == *wire)
    }

    /// The members of a record that being a variant of a union says, and the values that they may have then: that by which
    /// the union tells; or, where it tells by shape, required constants, without which nothing is read as that variant.
    fn said<'u>(&self, union: &'u Union, variant: &'u Variant) -> Vec<(Member, Vec<&'u String>)> {
        let Some(id) = record_id(&self.types, &variant.ty) else { return Vec::new() };
        if let Tagging::Internal(property) = &union.tagging {
            return vec![((id, property.clone()), variant.tags.iter().collect())];
        }
        let Some(first) = variant.shapes.first() else { return Vec::new() };
        let constants = first.constants.iter().filter_map(|constant| match constant {
            (name, Scalar::String(value)) => {
                let has =
                    |it: &Shape| it.required.contains(name) && it.constants.contains(constant);
                variant.shapes.iter().all(has).then(|| ((id, name.clone()), vec![value]))
            }
            (_, Scalar::Bool(_) | Scalar::Integer(_)) => None,
        });
        constants.collect()
    }
}

/// The members that are always one value in all unions that say anything of them, and that value.
fn tags(draft: &Draft) -> BTreeMap<Member, String> {
    let mut all: BTreeMap<Member, BTreeSet<Option<&String>>> = BTreeMap::new();
    for def in &draft.types {
        let TypeKind::Union(union) = &def.kind else { continue };
        for (member, values) in union.variants.iter().flat_map(|it| draft.said(union, it)) {
            let known = all.entry(member).or_default();
            // Of a base without a tag of its own nobody knows.
            known.extend(values.is_empty().then_some(None));
            known.extend(values.into_iter().map(Some));
        }
    }
    let only = |values: BTreeSet<Option<&String>>| match Vec::from_iter(values).as_slice() {
        [Some(value)] => Some((*value).clone()),
        _ => None,
    };
    all.into_iter().filter_map(|(member, values)| Some((member, only(values)?))).collect()
}

/// Which of these members are sent and received where no union says them.
fn own_usage(draft: &Draft, tags: &BTreeMap<Member, String>) -> BTreeMap<Member, Usage> {
    let mut own: BTreeMap<Member, Usage> = BTreeMap::new();
    let mut note = |ty: &Ty, usage: Usage, said: &[Member]| {
        ty.each_named(&mut |id| {
            let Some(id) = record_id(&draft.types, &Ty::Named(id)) else { return };
            let members = tags.range((id, String::new())..).map(|it| it.0);
            for member in members.take_while(|it| it.0 == id) {
                if !said.contains(member) {
                    let own = own.entry(member.clone()).or_default();
                    own.sent |= usage.sent;
                    own.received |= usage.received;
                }
            }
        });
    };
    let (sent, received) =
        (Usage { sent: true, received: false }, Usage { sent: false, received: true });
    for operation in draft.groups.iter().flat_map(|it| &it.operations) {
        operation.sent_types().into_iter().for_each(|it| note(it, sent, &[]));
        operation.received_types().into_iter().for_each(|it| note(it, received, &[]));
    }
    draft.webhooks.iter().for_each(|it| note(&it.ty, received, &[]));
    for def in &draft.types {
        match &def.kind {
            TypeKind::Union(union) => union.variants.iter().for_each(|it| {
                let said = draft.said(union, it).into_iter().map(|it| it.0).collect::<Vec<_>>();
                note(&it.ty, def.usage, &said);
            }),
            // Who mentions it mentions what it stands for.
            TypeKind::Alias(ty) if ty.named().is_some() => {}
            kind => kind.types().into_iter().for_each(|it| note(it, def.usage, &[])),
        }
    }
    own
}
