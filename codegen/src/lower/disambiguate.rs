//! Tells the variants of a union apart that look the same from outside, by members of their members.
//!
//! - In: types that are done.
//! - Out: the `nested` of shapes, only where two variants need them: an object that has the members of both is told by a
//!   constant further in, or by a member further in that the other one doesn't know.
//! - Invariant: a path leads through required records, so that every value of the variant has it.

use std::borrow::Cow;
use std::collections::VecDeque;

use crate::diagnostic::Code;
use crate::ir::{
    JsonKind, NestedMember, Presence, Record, Scalar, Shape, Tagging, Ty, TypeKind, Union, Variant,
};
use crate::lower::draft::{Definition, Draft};
use crate::lower::pass::{Context, Pass};
use crate::lower::schemas::shape::{record, shapes};

/// How many names a path has at most.
const DEPTH: usize = 4;

/// Fills in what tells the variants of each union apart, and reports those that nothing does.
pub(super) const PASS: Pass = Pass { name: "disambiguate_variants", run };

fn run(draft: &mut Draft, context: &mut Context<'_>) {
    look_deeper(&mut draft.types);
    report_alike(&draft.types, context);
}

fn look_deeper(types: &mut [Definition]) {
    for index in 0..types.len() {
        let found = types.get(index).map(|it| tellings(types, it)).unwrap_or_default();
        let Some(TypeKind::Union(union)) = types.get_mut(index).map(|it| &mut it.kind) else {
            continue;
        };
        for (variant, nested) in union.variants.iter_mut().zip(found) {
            for shape in &mut variant.shapes {
                shape.nested.clone_from(&nested);
            }
        }
    }
}

/// Says which unions have variants that can't be told.
fn report_alike(types: &[Definition], context: &mut Context<'_>) {
    for def in types {
        let TypeKind::Union(union) = &def.kind else { continue };
        let Some((a, b)) = alike(types, union) else { continue };
        let message = format!(
            "nothing tells the variants `{}` and `{}` apart; a value that fits both is read as the first, or \
             as the one that knows more of its members; give them a discriminator, or a required member that \
             only one of them has",
            a.name, b.name
        );
        context.report(Code::AmbiguousUnion, &def.pointer, message);
    }
}

/// For each variant what tells it from the others.
fn tellings(types: &[Definition], def: &Definition) -> Vec<Vec<NestedMember>> {
    let TypeKind::Union(union) = &def.kind else { return Vec::new() };
    let mut found = vec![Vec::new(); union.variants.len()];
    if union.tagging != Tagging::Untagged {
        return found;
    }
    let inside: Vec<Inside<'_>> =
        union.variants.iter().map(|it| Inside::new(types, &it.ty)).collect();
    // What has nothing further in isn't told by it.
    if inside.iter().all(|it| it.members.is_empty()) {
        return found;
    }
    let mut alike = Vec::new();
    for (one, first) in union.variants.iter().enumerate() {
        for (other, second) in union.variants.iter().enumerate().skip(one + 1) {
            let alike_in = |a: &Shape| second.shapes.iter().any(|b| !are_apart(a, b));
            if first.ty != second.ty && first.shapes.iter().any(alike_in) {
                alike.push((one, other));
            }
        }
    }
    for (one, other) in alike {
        let (Some(a), Some(b)) = (inside.get(one), inside.get(other)) else { continue };
        let (of_one, of_other) = telling(types, a, b);
        for (index, member) in [(one, of_one), (other, of_other)] {
            if let (Some(list), Some(member)) = (found.get_mut(index), member)
                && !list.contains(&*member)
            {
                list.push(member.into_owned());
            }
        }
    }
    found
}

/// Whether no object is a value of both as far as their own members tell.
fn are_apart(a: &Shape, b: &Shape) -> bool {
    let differs = |a: &Shape, b: &Shape| a.constants.iter().any(|it| !b.constants.contains(it));
    let unknown = |a: &Shape, b: &Shape| a.required.iter().any(|it| !b.known.contains(it));
    let objects = a.kind == JsonKind::Object && b.kind == JsonKind::Object;
    !objects || differs(a, b) || differs(b, a) || unknown(a, b) || unknown(b, a)
}

/// The first two variants of a union that accept the same objects, neither of which is the more specific one.
///
/// The one that requires more members is, and so is the one that some member further in tells.
fn alike<'a>(types: &[Definition], union: &'a Union) -> Option<(&'a Variant, &'a Variant)> {
    if union.tagging != Tagging::Untagged {
        return None;
    }
    let tie = |a: &Shape, b: &Shape| {
        !are_apart(a, b)
            && a.required.len() == b.required.len()
            && a.constants.len() == b.constants.len()
            && a.open == b.open
            && a.nested.is_empty()
            && b.nested.is_empty()
    };
    union.variants.iter().enumerate().find_map(|(index, a)| {
        let mut others = union.variants.iter().skip(index + 1).filter(|b| a.ty != b.ty);
        let b = others.find(|b| {
            let ties = a.shapes.iter().any(|one| b.shapes.iter().any(|other| tie(one, other)));
            ties && !clash(types, &a.ty, &b.ty)
        })?;
        Some((a, b))
    })
}

/// Whether a member that both require is of another kind in each, so that what is one can't be read as the other.
fn clash(types: &[Definition], a: &Ty, b: &Ty) -> bool {
    let (Some(a), Some(b)) = (record(types, a), record(types, b)) else { return false };
    let kinds = |ty: &Ty| -> Vec<JsonKind> { shapes(types, ty).iter().map(|it| it.kind).collect() };
    a.fields.iter().filter(|it| it.presence == Presence::Required).any(|one| {
        let other = b.fields.iter().find(|it| it.wire == one.wire);
        other.filter(|it| it.presence == Presence::Required).is_some_and(|other| {
            let (one, other) = (kinds(&one.ty), kinds(&other.ty));
            one.iter().all(|a| other.iter().all(|b| are_disjoint(*a, *b)))
        })
    })
}

fn are_disjoint(a: JsonKind, b: JsonKind) -> bool {
    let number = |it| matches!(it, JsonKind::Integer | JsonKind::Number);
    a != b && a != JsonKind::Any && b != JsonKind::Any && !(number(a) && number(b))
}

/// A type and what its values have further in.
struct Inside<'a> {
    ty: &'a Ty,
    members: Vec<NestedMember>,
}

impl<'a> Inside<'a> {
    fn new(types: &[Definition], ty: &'a Ty) -> Self {
        Self { ty, members: nested_members(types, ty) }
    }

    fn constants(&self) -> impl Iterator<Item = &NestedMember> {
        self.members.iter().filter(|it| it.value.is_some())
    }
}

/// What tells each of two types from the other: different constants, else what only one of them has.
fn telling<'a>(
    types: &[Definition],
    a: &'a Inside<'_>,
    b: &'a Inside<'_>,
) -> (Option<Cow<'a, NestedMember>>, Option<Cow<'a, NestedMember>>) {
    let both = a.constants().find_map(|it| {
        let other = b.constants().find(|other| other.path == it.path)?;
        (other.value != it.value).then_some((Some(Cow::Borrowed(it)), Some(Cow::Borrowed(other))))
    });
    if let Some(both) = both {
        return both;
    }
    let alone = |a: &'a Inside<'_>, b: &Inside<'_>| {
        a.constants().find(|it| !b.members.contains(it)).map(Cow::Borrowed)
    };
    let (of_a, of_b) = (alone(a, b), alone(b, a));
    if of_a.is_some() || of_b.is_some() {
        return (of_a, of_b);
    }
    let unknown = |a: &Inside<'_>, b: &Inside<'_>| {
        let it = a.members.iter().find(|it| !knows(types, b.ty, &it.path))?;
        Some(Cow::Owned(NestedMember { value: None, ..it.clone() }))
    };
    (unknown(a, b), unknown(b, a))
}

/// The members that every value of `ty` has further in, those nearest first.
fn nested_members(types: &[Definition], ty: &Ty) -> Vec<NestedMember> {
    let mut found = Vec::new();
    let mut open: VecDeque<(Vec<String>, &Record)> =
        record(types, ty).map(|it| (Vec::new(), it)).into_iter().collect();
    while let Some((path, it)) = open.pop_front() {
        let needed = |presence| matches!(presence, Presence::Required | Presence::Nullable);
        for field in it.fields.iter().filter(|it| needed(it.presence)) {
            let mut path = path.clone();
            path.push(field.wire.clone());
            if let Some(inner) = record(types, &field.ty)
                .filter(|_| field.presence == Presence::Required && path.len() < DEPTH)
            {
                open.push_back((path.clone(), inner));
            }
            if path.len() > 1 {
                let value: Option<Scalar> = field.constant.as_ref().map(|it| it.value.clone());
                found.push(NestedMember { path, value });
            }
        }
    }
    found
}

/// Whether values of `ty` may have a member at `path`.
fn knows(types: &[Definition], ty: &Ty, path: &[String]) -> bool {
    let Some((name, rest)) = path.split_first() else { return true };
    let Some(record) = record(types, ty) else { return true };
    match record.fields.iter().find(|it| it.wire == *name) {
        Some(field) => knows(types, &field.ty, rest),
        None => record.extra.is_some(),
    }
}
