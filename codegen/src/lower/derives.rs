//! Which traits types derive beside those that every type has.
//!
//! - In: `[types.derives]` of the settings, and the types by their names.
//! - Out: what is written before each type. A trait of the standard library is given to types that can have it: where one
//!   of them is named without a `*` and can't, that is an error, and so is a pattern that no type has.
//! - Of the traits of others nothing is known: the compiler says where they don't hold.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Sink, findings};
use crate::ir::{Presence, Record, Ty, TypeDef, TypeKind, Union};
use crate::settings::{Derive, Setting, TypeKinds, Types};

/// The traits of the standard library that can be derived and that not every type has, each after those that it needs.
const STANDARD: &[&str] = &["Copy", "Default", "Eq", "Hash", "PartialOrd", "Ord"];

/// Those that every type has.
const ALWAYS: &[&str] = &["Clone", "Debug", "PartialEq"];

/// Adds to `types` what the settings say.
pub(super) fn add(types: &mut [TypeDef], settings: &Types, sink: &mut Sink) {
    let rules: Vec<Rule<'_>> =
        settings.derives.iter().filter_map(|it| Rule::new(it, types, sink)).collect();
    for rule in &rules {
        for index in &rule.types {
            let Some(def) = types.get_mut(*index) else { continue };
            let Derive { derives, attributes, kinds: _ } = rule.derive;
            let is_of_others =
                |it: &&String| !STANDARD.contains(&it.as_str()) && !ALWAYS.contains(&it.as_str());
            let others = derives.iter().map(|it| &it.value).filter(is_of_others);
            add_new(&mut def.extras.derives, others);
            add_new(&mut def.extras.attributes, attributes.iter().map(|it| &it.value));
        }
    }
    for name in STANDARD {
        add_standard(types, &rules, name, sink);
    }
}

/// Gives the trait `name` to the types that are to have it and can, and reports those that are named and can't.
fn add_standard(types: &mut [TypeDef], rules: &[Rule<'_>], name: &str, sink: &mut Sink) {
    let found = Holders::of(types, rules, name);
    for rule in rules {
        let Some(asked) = rule.asks(name) else { continue };
        let lacks = |it: &&usize| !found.types.contains(it);
        let lacking: Vec<usize> = rule.types.iter().filter(lacks).copied().collect();
        let is_wrong = rule.is_exact() || lacking.len() == rule.types.len();
        let first = lacking.first().filter(|_| is_wrong);
        if let Some(finding) = first.and_then(|it| found.refusal(asked, *it)) {
            sink.push(finding);
        }
    }
    for index in found.types {
        let is_asked = rules
            .iter()
            .any(|it| it.asks(name).is_some() && it.types.binary_search(&index).is_ok());
        if let Some(def) = types.get_mut(index).filter(|it| is_asked && !has(it, name)) {
            def.extras.derives.push(name.to_owned());
        }
    }
}

fn add_new<'a>(list: &mut Vec<String>, more: impl IntoIterator<Item = &'a String>) {
    for it in more {
        if !list.contains(it) {
            list.push(it.clone());
        }
    }
}

/// A pattern, and the types that it is for.
struct Rule<'a> {
    pattern: &'a str,
    derive: &'a Derive,
    types: Vec<usize>,
}

impl<'a> Rule<'a> {
    fn new(
        (pattern, setting): &'a (String, Setting<Derive>),
        types: &[TypeDef],
        sink: &mut Sink,
    ) -> Option<Self> {
        let Setting { value: derive, place } = setting;
        let is_meant = |kind: TypeKinds| {
            derive.kinds.is_empty() || derive.kinds.iter().any(|it| it.value == kind)
        };
        let named = types.iter().enumerate().filter(|it| matches(pattern, &it.1.name));
        let named: Vec<(usize, Option<TypeKinds>)> =
            named.map(|(index, it)| (index, kind(&it.kind))).collect();
        let found = named.iter().filter(|it| it.1.is_some_and(is_meant)).map(|it| it.0);
        let found: Vec<usize> = found.collect();
        if named.is_empty() {
            let near = sink.most_similar(pattern, types.iter().map(|it| it.name.as_str()));
            sink.push(findings::types::unknown_pattern(pattern, near).at(place.clone()));
        } else if found.is_empty() {
            let finding = if derive.kinds.is_empty() {
                findings::types::pattern_of_aliases(pattern)
            } else {
                findings::types::pattern_of_no_kind(pattern)
            };
            sink.push(finding.at(place.clone()));
        }
        for Setting { value, place } in &derive.derives {
            if matches!(value.as_str(), "serde::Serialize" | "serde::Deserialize") {
                sink.push(findings::types::serde_derive(value).at(place.clone()));
            }
        }
        (!found.is_empty()).then_some(Self { pattern, derive, types: found })
    }

    fn is_exact(&self) -> bool {
        !self.pattern.contains('*')
    }

    /// Where it asks for a trait.
    fn asks(&self, name: &str) -> Option<&'a Setting<String>> {
        self.derive.derives.iter().find(|it| it.value == name)
    }
}

/// What kind of types it is one of; `None` for another name of a type, which has no traits of its own.
fn kind(kind: &TypeKind) -> Option<TypeKinds> {
    match kind {
        TypeKind::Record(_) => Some(TypeKinds::Structs),
        TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) => Some(TypeKinds::Enums),
        TypeKind::Union(_) => Some(TypeKinds::Unions),
        TypeKind::Foreign(it) => it.is_wrapped().then_some(TypeKinds::Own),
        TypeKind::Alias(_) => None,
    }
}

/// Whether a name fits a pattern, in which each `*` stands for any text.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((begin, rest)) = pattern.split_once('*') else { return pattern == name };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let inner = name.strip_prefix(begin).and_then(|it| it.strip_suffix(end));
    let Some(mut inner) = inner else { return false };
    middle.split('*').all(|part| match inner.split_once(part) {
        Some((_, behind)) => {
            inner = behind;
            true
        }
        None => false,
    })
}

/// Whether a type has the trait without being told, or by now.
fn has(def: &TypeDef, name: &str) -> bool {
    let derived = def.extras.derives.iter().any(|it| it == name);
    let anyway = match &def.kind {
        TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) => {
            matches!(name, "Eq" | "Hash")
        }
        TypeKind::Record(it) => name == "Default" && has_default(def, it),
        TypeKind::Union(_) | TypeKind::Alias(_) | TypeKind::Foreign(_) => false,
    };
    derived || anyway
}

/// Whether a value that needs nothing can be made, so that the type has a `Default` of its own.
fn has_default(def: &TypeDef, record: &Record) -> bool {
    record.fields.iter().all(|it| match it.presence {
        Presence::Optional | Presence::OptionalNullable | Presence::Implied => true,
        Presence::Required | Presence::Nullable => def.usage.sent && !it.is_argument(),
    })
}

/// The types that have a trait in the end: those that have it anyway, and those that are to have it and can.
struct Holders<'a> {
    all: &'a [TypeDef],
    name: &'a str,
    types: BTreeSet<usize>,
}

impl<'a> Holders<'a> {
    fn of(types: &'a [TypeDef], rules: &[Rule<'_>], name: &'a str) -> Self {
        let asked = rules.iter().filter(|it| it.asks(name).is_some()).flat_map(|it| &it.types);
        let anyway = types.iter().enumerate().filter(|it| has(it.1, name)).map(|it| it.0);
        let mut found = Self { all: types, name, types: asked.copied().chain(anyway).collect() };
        loop {
            let lacks = |index: &&usize| {
                let def = found.all.get(**index);
                def.is_none_or(|it| !has(it, name) && found.why_not(it).is_some())
            };
            let lacking: Vec<usize> = found.types.iter().filter(lacks).copied().collect();
            if lacking.is_empty() {
                return found;
            }
            found.types.retain(|it| lacking.binary_search(it).is_err());
        }
    }

    /// The finding that a type that is to have the trait can't.
    fn refusal(&self, asked: &Setting<String>, index: usize) -> Option<Diagnostic> {
        let def = self.all.get(index)?;
        let why = self.why_not(def)?;
        let finding = findings::types::no_derive(&def.name, self.name, &why);
        Some(finding.at(asked.place.clone()))
    }

    /// Why a type can't have the trait; `None` where it can.
    fn why_not(&self, def: &TypeDef) -> Option<String> {
        let name = self.name;
        if name == "Ord"
            && let Some(needs) = ["Eq", "PartialOrd"].into_iter().find(|it| !has(def, it))
        {
            return Some(format!("it has no `{needs}`, which `Ord` needs"));
        }
        match &def.kind {
            TypeKind::Record(it) => {
                Some(format!("its field `{}` has no `{name}`", self.lacking_field(it)?))
            }
            TypeKind::Union(it) => {
                Some(format!("its variant `{}` has no `{name}`", self.lacking_variant(it)?))
            }
            TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) if name == "Default" => {
                Some("it has no value to begin with".to_owned())
            }
            TypeKind::Enumeration(it) if name == "Copy" => {
                Some(format!("its variant `{}`, a text, has no `Copy`", it.other))
            }
            // Of a type of somebody else's the compiler knows.
            TypeKind::Enumeration(_) | TypeKind::IntegerEnumeration(_) | TypeKind::Foreign(_) => {
                None
            }
            TypeKind::Alias(_) => Some("it is another name of a type".to_owned()),
        }
    }

    fn lacking_field<'r>(&self, Record { fields, extra }: &'r Record) -> Option<&'r str> {
        let mut shown = fields.iter().filter(|it| it.presence != Presence::Implied);
        let lacks = shown.find(|it| {
            let is_option = it.presence != Presence::Required;
            !(self.holds(&it.ty) || is_option && self.name == "Default")
        });
        let extra = extra.as_ref().filter(|(_, ty)| !self.holds(&Ty::Map(Box::new(ty.clone()))));
        lacks.map(|it| it.name.as_str()).or(extra.map(|it| it.0.as_str()))
    }

    fn lacking_variant<'u>(&self, union: &'u Union) -> Option<&'u str> {
        // What fits no variant is kept as JSON, and none of them is the one to begin with.
        if self.name == "Default" || !self.holds(&Ty::Any) {
            return Some(&union.unknown);
        }
        union.variants.iter().find(|it| !self.holds(&it.ty)).map(|it| it.name.as_str())
    }

    /// Whether a type where it is used has the trait.
    fn holds(&self, ty: &Ty) -> bool {
        let name = self.name;
        match ty {
            Ty::Unit
            | Ty::Bool
            | Ty::I32
            | Ty::I64
            | Ty::U64
            | Ty::DateTime
            | Ty::Date
            | Ty::Uuid => true,
            Ty::Ipv4 | Ty::Ipv6 | Ty::Ip => name != "Default",
            Ty::F64 => matches!(name, "Copy" | "Default" | "PartialOrd"),
            Ty::Decimal | Ty::String | Ty::Base64 | Ty::Base64Url => name != "Copy",
            Ty::Secret => name == "Eq",
            Ty::Any => matches!(name, "Default" | "Eq" | "Hash"),
            Ty::List(ty) | Ty::Map(ty) => name == "Default" || name != "Copy" && self.holds(ty),
            Ty::Tuple(tys) => tys.iter().all(|it| self.holds(it)),
            Ty::Nullable(ty) => name == "Default" || self.holds(ty),
            Ty::Boxed(ty) => name != "Copy" && self.holds(ty),
            Ty::Named(id) => match self.all.get(id.0).map(|it| &it.kind) {
                Some(TypeKind::Alias(ty)) => self.holds(ty),
                Some(TypeKind::Foreign(it)) if !it.is_wrapped() => true,
                _ => self.types.contains(&id.0),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, fits, others) in [
            ("*", &["A", ""][..], &[][..]),
            ("Order", &["Order"], &["Orders", "AnOrder"]),
            ("Order*", &["Order", "OrderLine"], &["AnOrder"]),
            ("*Order", &["Order", "AnOrder"], &["Orders"]),
            ("*Order*Line", &["OrderLine", "MyOrderBigLine"], &["OrderLines", "LineOrder", "Line"]),
            ("A*A", &["AA", "ABA"], &["A"]),
        ] {
            assert!(fits.iter().all(|it| matches(pattern, it)), "{pattern}");
            assert!(!others.iter().any(|it| matches(pattern, it)), "{pattern}");
        }
    }
}
