//! Values at a place: whether what they are is the same on the wire, and in Rust.

use serde_json::Value;

use super::context::{Context, Names, Owner, Spot};
use super::effect::Rust;
use super::expression::Expression;
use super::manifest::Kind;
use super::manifest::Manifest;
use super::rule::Rule;
use super::rules::values as rules;
use super::schema;

/// What is known of the values at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of<'a> {
    /// The type, as the manifest writes it.
    pub(super) ty: &'a str,
    /// The forms on the wire that aren't those of the type.
    pub(super) form: &'a Value,
    /// What the schema asks for besides.
    pub(super) schema: &'a Value,
}

/// How the values of the revision are to those of the base, on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Same,
    Widened,
    Narrowed,
    Changed,
}

impl Relation {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Same, it) | (it, Self::Same) => it,
            (one, other) if one == other => one,
            _ => Self::Changed,
        }
    }

    /// The same seen from the other side.
    fn reversed(self) -> Self {
        match self {
            Self::Widened => Self::Narrowed,
            Self::Narrowed => Self::Widened,
            it => it,
        }
    }
}

/// Compares values at a place, and returns whether their types are the same on the wire.
///
/// Another name in Rust is reported later, by `rule`, when it is known what was renamed.
pub(super) fn compare<'a>(
    cx: &mut Context<'a>,
    spot: &Spot,
    base: Of<'a>,
    revision: Of<'a>,
    rule: &'static Rule,
) -> bool {
    let (one, other) = (Expression::parse(base.ty), Expression::parse(revision.ty));
    let (one, other) = (resolved(cx.base, one), resolved(cx.revision, other));
    let (one, other, nulls) = match (one, other) {
        (Expression::Nullable(one), Expression::Nullable(other)) => (*one, *other, Relation::Same),
        (Expression::Nullable(one), other) => (*one, other, Relation::Narrowed),
        (one, Expression::Nullable(other)) => (one, *other, Relation::Widened),
        (one, other) => (one, other, Relation::Same),
    };
    let as_null = match nulls {
        Relation::Widened => Some(&rules::BECAME_NULLABLE),
        Relation::Narrowed => Some(&rules::BECAME_NOT_NULLABLE),
        Relation::Same | Relation::Changed => None,
    };
    if let Some(rule) = as_null {
        cx.say(spot, rule, &[&spot.label]);
    }
    let relation = relate(cx, spot.owner, &one, &other);
    let changed = match relation {
        Relation::Same => None,
        Relation::Narrowed if is_enumeration(cx.revision, &other) => Some(&rules::BECAME_ENUM),
        Relation::Widened if is_enumeration(cx.base, &one) => Some(&rules::BECAME_NOT_ENUM),
        Relation::Widened => Some(&rules::TYPE_WIDENED),
        Relation::Narrowed => Some(&rules::TYPE_NARROWED),
        Relation::Changed => Some(&rules::TYPE_CHANGED),
    };
    let is_same = changed.is_none() && as_null.is_none();
    if let Some(rule) = changed {
        let draft = cx.draft(spot, rule, &[&spot.label, base.ty, revision.ty]);
        if base.ty == revision.ty {
            draft.rust(Rust::None);
        }
    }
    if base.form != revision.form && changed.is_none() {
        let (one, other) = (forms(base.form), forms(revision.form));
        cx.say(spot, &rules::WIRE_FORM_CHANGED, &[&spot.label, &one, &other]);
    }
    schema::compare(cx, spot, base.schema, revision.schema, changed.is_none());
    if is_same && base.ty != revision.ty {
        let (base, revision) = (base.ty, revision.ty);
        cx.names.push(Names { spot: spot.clone(), rule, base, revision });
    }
    is_same
}

fn forms(form: &Value) -> String {
    let names = form.as_array().into_iter().flatten().filter_map(Value::as_str);
    let names: Vec<_> = names.collect();
    if names.is_empty() { "its type is".to_owned() } else { names.join(", ") }
}

/// How many aliases lead to a type at most.
const MOST_ALIASES: usize = 32;

/// The type that an alias at the top stands for.
fn resolved<'a>(of: &'a Manifest, mut it: Expression<'a>) -> Expression<'a> {
    for _ in 0..MOST_ALIASES {
        match kind(of, &it) {
            Some(Kind::Alias(ty)) => it = Expression::parse(ty),
            _ => break,
        }
    }
    it
}

fn kind<'a>(of: &'a Manifest, it: &Expression<'a>) -> Option<&'a Kind> {
    match it {
        Expression::Named(name) => of.types.get(*name).map(|it| &it.kind),
        _ => None,
    }
}

fn is_enumeration(of: &Manifest, it: &Expression<'_>) -> bool {
    matches!(kind(of, it), Some(Kind::Enumeration(_) | Kind::IntegerEnumeration(_)))
}

fn relate<'a>(
    cx: &mut Context<'a>,
    owner: Owner,
    one: &Expression<'a>,
    other: &Expression<'a>,
) -> Relation {
    use Expression::{Any, List, Map, Named, Nullable, Scalar, Tuple};
    match (one, other) {
        (Any, Any) => Relation::Same,
        (_, Any) => Relation::Widened,
        (Any, _) => Relation::Narrowed,
        (Nullable(one), Nullable(other)) | (List(one), List(other)) | (Map(one), Map(other)) => {
            relate(cx, owner, one, other)
        }
        (Nullable(one), other) => Relation::Narrowed.and(relate(cx, owner, one, other)),
        (one, Nullable(other)) => Relation::Widened.and(relate(cx, owner, one, other)),
        (Tuple(some), Tuple(others)) if some.len() == others.len() => {
            let both = some.iter().zip(others);
            both.fold(Relation::Same, |all, (it, other)| all.and(relate(cx, owner, it, other)))
        }
        (Scalar(one), Scalar(other)) => scalars(one, other),
        (Named(one_name), Named(other_name)) => {
            let kinds = (kind(cx.base, one), kind(cx.revision, other));
            match kinds {
                (Some(Kind::Alias(_)), Some(Kind::Alias(_))) => {
                    paired(cx, owner, one_name, other_name)
                }
                (Some(Kind::Alias(ty)), _) => relate_text(cx, owner, ty, other),
                (_, Some(Kind::Alias(ty))) => relate(cx, owner, one, &Expression::parse(ty)),
                (Some(kind), Some(with)) => {
                    definitions(cx, owner, (one_name, kind), (other_name, with))
                }
                _ if one_name == other_name => Relation::Same,
                _ => Relation::Changed,
            }
        }
        (Named(_), _) => match kind(cx.base, one) {
            Some(Kind::Alias(ty)) => relate_text(cx, owner, ty, other),
            Some(kind) => with_builtin(kind, other),
            None => Relation::Changed,
        },
        (_, Named(_)) => match kind(cx.revision, other) {
            Some(Kind::Alias(ty)) => relate(cx, owner, one, &Expression::parse(ty)),
            Some(kind) => with_builtin(kind, one).reversed(),
            None => Relation::Changed,
        },
        _ => Relation::Changed,
    }
}

fn relate_text<'a>(
    cx: &mut Context<'a>,
    owner: Owner,
    one: &'a str,
    other: &Expression<'a>,
) -> Relation {
    relate(cx, owner, &Expression::parse(one), other)
}

/// Two definitions that are compared on their own.
fn paired<'a>(cx: &mut Context<'a>, owner: Owner, one: &'a str, other: &'a str) -> Relation {
    if cx.pair(owner, one, other) { Relation::Same } else { Relation::Changed }
}

fn definitions<'a>(
    cx: &mut Context<'a>,
    owner: Owner,
    (one, kind): (&'a str, &'a Kind),
    (other, with): (&'a str, &'a Kind),
) -> Relation {
    match (kind, with) {
        (Kind::Record { .. }, Kind::Record { .. })
        | (Kind::Enumeration(_), Kind::Enumeration(_))
        | (Kind::IntegerEnumeration(_), Kind::IntegerEnumeration(_))
        | (Kind::Union { .. }, Kind::Union { .. })
        | (Kind::Unknown, Kind::Unknown)
        // What is behind a type of the user's own isn't known.
        | (Kind::Own(_), _)
        | (_, Kind::Own(_)) => paired(cx, owner, one, other),
        (_, Kind::Union { variants, .. }) => {
            let fits = variants.iter().find(|it| it.ty == one);
            let fits = fits.and_then(|it| Some((it, cx.revision.types.get_key_value(&it.ty)?)));
            match fits {
                Some((_, (name, found))) if same_kind(kind, &found.kind) => {
                    Relation::Widened.and(paired(cx, owner, one, name))
                }
                _ => Relation::Changed,
            }
        }
        (Kind::Union { variants, .. }, _) => {
            let fits = variants.iter().find(|it| it.ty == other);
            let fits = fits.and_then(|it| cx.base.types.get_key_value(&it.ty));
            match fits {
                Some((name, found)) if same_kind(&found.kind, with) => {
                    Relation::Narrowed.and(paired(cx, owner, name, other))
                }
                _ => Relation::Changed,
            }
        }
        _ => Relation::Changed,
    }
}

fn same_kind(one: &Kind, other: &Kind) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// A definition of the base and a type that isn't one.
fn with_builtin(kind: &Kind, other: &Expression<'_>) -> Relation {
    match (kind, other) {
        (Kind::Enumeration(_), Expression::Scalar("String" | "Secret"))
        | (Kind::IntegerEnumeration(_), Expression::Scalar("i32" | "i64" | "u64"))
        | (Kind::Record { .. }, Expression::Map(_)) => Relation::Widened,
        (Kind::Own(_), _) => Relation::Same,
        // One of the alternatives alone.
        (Kind::Union { variants, .. }, other)
            if variants.iter().any(|it| Expression::parse(&it.ty) == *other) =>
        {
            Relation::Narrowed
        }
        _ => Relation::Changed,
    }
}

fn scalars(one: &str, other: &str) -> Relation {
    if one == other || (rank(one) == rank(other) && rank(one).is_some()) {
        return Relation::Same;
    }
    if is_within(one, other) {
        Relation::Widened
    } else if is_within(other, one) {
        Relation::Narrowed
    } else {
        Relation::Changed
    }
}

/// Types that are the same on the wire have the same one.
fn rank(ty: &str) -> Option<u8> {
    match ty {
        "String" | "Secret" => Some(0),
        "f64" | "Decimal" => Some(1),
        _ => None,
    }
}

/// Whether each value of one is a value of the other.
fn is_within(one: &str, other: &str) -> bool {
    match other {
        "String" | "Secret" => matches!(
            one,
            "Base64"
                | "Base64Url"
                | "DateTime"
                | "Date"
                | "Uuid"
                | "Ipv4Addr"
                | "Ipv6Addr"
                | "IpAddr"
        ),
        "f64" | "Decimal" => matches!(one, "i32" | "i64" | "u64"),
        "i64" => matches!(one, "i32" | "u64"),
        "IpAddr" => matches!(one, "Ipv4Addr" | "Ipv6Addr"),
        _ => false,
    }
}
