//! Which required values are taken one after the other, and which by name.
//!
//! A description has no order: neither that of `parameters` nor that of `properties` means anything. What is taken one
//! after the other stands in an order of its own, and is what the compiler can tell apart; all else has names.

use crate::ir::{Field, Location, Operation, Param, Presence, Record, Ty, TypeKind};

/// What a value is taken for: one of a kind passes for another.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// A text, or what one converts into.
    Text,
    /// What an integer stands for.
    Number,
    List,
    Map,
    /// What may be `None`.
    Optional,
    /// What no other type passes for.
    Own(Ty),
    /// An address, or one of either version that others convert into.
    Address,
    /// Into which so much converts that anything may: bytes, unions, and types of the user's, which are the affair of
    /// their crates.
    Anything,
}

impl Kind {
    /// Whether the compiler may take a value of one for that of the other.
    fn passes_for(&self, other: &Self) -> bool {
        let is_either = |kind: &Self| self == kind || other == kind;
        // What may be `None` is iterated over as a list is.
        let are_iterated = is_either(&Self::List) && is_either(&Self::Optional);
        self == other || is_either(&Self::Anything) || are_iterated
    }
}

/// The kind of a type, whose definition is among `types`.
fn kind(ty: &Ty, types: &[impl AsRef<TypeKind>]) -> Kind {
    match ty {
        Ty::String | Ty::Secret => Kind::Text,
        Ty::I32 | Ty::I64 | Ty::U64 | Ty::Decimal => Kind::Number,
        Ty::List(_) => Kind::List,
        Ty::Map(_) => Kind::Map,
        Ty::Nullable(_) => Kind::Optional,
        Ty::Boxed(ty) => kind(ty, types),
        Ty::Ipv4 | Ty::Ipv6 | Ty::Ip => Kind::Address,
        Ty::Base64 | Ty::Base64Url => Kind::Anything,
        Ty::Unit
        | Ty::Bool
        | Ty::F64
        | Ty::DateTime
        | Ty::Date
        | Ty::Uuid
        | Ty::Any
        | Ty::Tuple(_) => Kind::Own(ty.clone()),
        Ty::Named(id) => match types.get(id.0).map(AsRef::as_ref) {
            Some(TypeKind::Enumeration(_)) => Kind::Text,
            Some(TypeKind::IntegerEnumeration(_)) => Kind::Number,
            Some(TypeKind::Alias(ty)) => kind(ty, types),
            Some(TypeKind::Union(_) | TypeKind::Foreign(_)) => Kind::Anything,
            Some(TypeKind::Record(_)) | None => Kind::Own(ty.clone()),
        },
    }
}

/// Whether values of these kinds need names: more than two, and two of a kind.
fn need_names(kinds: &[Kind]) -> bool {
    match kinds {
        [] | [_] => false,
        [one, other] => one.passes_for(other),
        _ => true,
    }
}

impl Field {
    /// Whether a constructor takes a value for it.
    pub fn is_argument(&self) -> bool {
        match self.presence {
            Presence::Required => self.constant.is_none(),
            Presence::Nullable => true,
            Presence::Optional | Presence::OptionalNullable | Presence::Implied => false,
        }
    }
}

impl Record {
    /// The members that a constructor takes, in the order in which it takes them one after the other: that of their names.
    pub fn arguments(&self) -> Vec<&Field> {
        let mut fields: Vec<&Field> = self.fields.iter().filter(|it| it.is_argument()).collect();
        fields.sort_by(|one, other| one.wire.cmp(&other.wire));
        fields
    }

    /// Whether the constructor takes them by name.
    pub fn has_named_arguments(&self, types: &[impl AsRef<TypeKind>]) -> bool {
        let kind = |it: &&Field| match it.presence {
            Presence::Nullable => Kind::Optional,
            Presence::Required
            | Presence::Optional
            | Presence::OptionalNullable
            | Presence::Implied => kind(&it.ty, types),
        };
        need_names(&self.arguments().iter().map(kind).collect::<Vec<_>>())
    }
}

/// How many values of a path are taken one after the other: with more nobody knows any more which is which.
const PATH: usize = 3;

impl Operation {
    /// The parameters that the method takes one after the other: those of the path in the template's order, whose order
    /// means something, and then others in the order of their names.
    pub fn positional(&self) -> Vec<&Param> {
        let mut params: Vec<&Param> = self.arguments().filter(|it| !self.is_named(it)).collect();
        params.sort_by(|one, other| self.rank(one).cmp(&self.rank(other)));
        params
    }

    /// The parameters that it takes by name.
    pub fn named(&self) -> Vec<&Param> {
        self.arguments().filter(|it| self.is_named(it)).collect()
    }

    /// Whether there are parameters that it has to take by name.
    pub fn needs_names(&self, types: &[impl AsRef<TypeKind>]) -> bool {
        let others = self.arguments().filter(|it| it.location != Location::Path);
        let kinds = others.map(|it| match it.location {
            Location::Files => Kind::List,
            // No text passes for one; what bytes do passes for anything.
            Location::File => Kind::Own(Ty::Unit),
            Location::Path
            | Location::Query
            | Location::Header
            | Location::Cookie
            | Location::Form
            | Location::Part => kind(&it.ty, types),
        });
        self.has_long_path() || need_names(&kinds.collect::<Vec<_>>())
    }

    fn arguments(&self) -> impl Iterator<Item = &Param> {
        self.params.iter().filter(|it| it.is_argument())
    }

    fn is_named(&self, param: &Param) -> bool {
        self.required.is_some() && (param.location != Location::Path || self.has_long_path())
    }

    fn has_long_path(&self) -> bool {
        self.arguments().filter(|it| it.location == Location::Path).count() > PATH
    }

    /// What decides where a parameter stands; two of one name are in different places.
    fn rank<'a>(&self, param: &'a Param) -> (usize, &'a str, Location) {
        let place = match param.location {
            Location::Path => self.path.find(&format!("{{{}}}", param.wire)),
            _ => None,
        };
        (place.unwrap_or(usize::MAX), &param.wire, param.location)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::TypeDef;

    #[test]
    fn anything_may_convert_into_a_type_of_the_users() {
        let (own, text) = (Kind::Anything, Kind::Text);
        assert!(need_names(&[own.clone(), own.clone()]));
        assert!(need_names(&[own.clone(), text.clone()]) && need_names(&[text, own.clone()]));
        assert!(!need_names(&[own]));
    }

    fn need(tys: &[Ty]) -> bool {
        need_names(&tys.iter().map(|it| kind(it, &[] as &[TypeDef])).collect::<Vec<_>>())
    }

    #[test]
    fn what_passes_for_another_has_a_name() {
        let list = |ty| Ty::List(Box::new(ty));
        for pair in [
            [Ty::String, Ty::String],
            [Ty::String, Ty::Secret],
            [Ty::I64, Ty::I32],
            [Ty::U64, Ty::Decimal],
            [Ty::Bool, Ty::Bool],
            // Empty ones do.
            [list(Ty::String), list(Ty::I64)],
            [Ty::Nullable(Box::new(Ty::Bool)), Ty::Nullable(Box::new(Ty::F64))],
            [Ty::Boxed(Box::new(Ty::String)), Ty::String],
            [list(Ty::String), Ty::Nullable(Box::new(Ty::String))],
            [Ty::Ip, Ty::Ipv4],
            [Ty::Base64, Ty::String],
            [Ty::Base64, Ty::Base64Url],
        ] {
            assert!(need(&pair), "{pair:?}");
        }
        for pair in [
            [Ty::String, Ty::I64],
            [Ty::Date, Ty::DateTime],
            [Ty::I64, Ty::F64],
            [Ty::Bool, list(Ty::Bool)],
        ] {
            assert!(!need(&pair), "{pair:?}");
        }
        assert!(!need(&[]) && !need(&[Ty::String]));
        assert!(need(&[Ty::String, Ty::I64, Ty::Bool]), "more than two");
    }
}
