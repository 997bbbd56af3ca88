//! Types of the user's own for schemas and formats.
//!
//! - In: `[types]` of the settings.
//! - Out: definitions that are marked with the user's type. The description's stays there until all passes are through,
//!   so that shapes, examples and names are as ever; the last of them puts the user's in its place.
//! - A schema or format that the description doesn't have, and a type that can't serve there, is an error at its line.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::canonical::Canonical;
use crate::diagnostic::{Finding, Place, Sink, findings};
use crate::ir::{self, Absent, Docs, Foreign, Ty, TypeId, TypeKind};
use crate::lower::draft::{Definition, Draft, Own, OwnMet};
use crate::lower::drop_unused;
use crate::lower::facets::{Basic, Facets};
use crate::lower::pass::Pass;
use crate::lower::schemas::formats::{find, folded, formatted};
use crate::lower::walk::Walk;
use crate::markdown::code;
use crate::pointer::Pointer;
use crate::settings::{Conversion, OwnType, Setting, Types};

/// Puts the user's own types in the places of the description's, and leaves out what these alone mentioned.
pub(super) const PASS: Pass = Pass {
    name: "place_own_types",
    run: |draft, cx| {
        place(draft);
        report_unused(draft, &cx.settings.types, cx.sink);
    },
};

/// The pointers of types for formats begin with this, since they stand nowhere in the document.
pub(super) const FORMATS: &str = "formats";

/// A type for a schema, by what the settings call that.
type OwnSetting = (String, Setting<OwnType>);

/// What settings call a schema by: the name of a component, or a JSON pointer, here or as received.
pub(super) struct Called<'a> {
    canonical: &'a Canonical,
    at: &'a Pointer,
    component: Option<String>,
    /// Where it was received, for which all that was moved is looked at.
    received: OnceCell<Place>,
}

impl<'a> Called<'a> {
    /// What they call the schema at `at` by.
    pub(super) fn new(canonical: &'a Canonical, at: &'a Pointer) -> Self {
        Self { canonical, at, component: at.component_schema(), received: OnceCell::new() }
    }

    /// Whether `key` means this schema.
    pub(super) fn by(&self, key: &str) -> bool {
        if !key.starts_with('/') {
            return self.component.as_deref() == Some(key);
        }
        if key == self.at.as_str() {
            return true;
        }
        let received = self.received.get_or_init(|| self.canonical.origins.place(self.at));
        let target = received.target.as_ref();
        key == received.pointer.as_str() || target.is_some_and(|it| it.as_str() == key)
    }
}

impl<'a> Walk<'a> {
    /// The type of the schema at `at`, of which the description says `ty`: a definition, where a setting has a type for it.
    pub(super) fn with_own_type(&mut self, ty: Ty, facets: &Facets<'a>, at: &Pointer) -> Ty {
        let (found, others) = self.own_type(at);
        let Some((key, Setting { value, place })) = found else { return ty };
        // The user's type stands for all but `null`.
        if let Ty::Nullable(ty) = ty {
            return self.with_own_type(*ty, facets, at).nullable();
        }
        self.found.own_met.schemas.insert(key.clone());
        for (key, second) in others {
            self.found.own_met.spare.insert(key.clone());
            let finding = findings::types::two_types(key, &value.path.value, place);
            self.sink.push(finding.at(second.place.clone()));
        }
        let scalar = self.scalar_of(&ty);
        let is_text = value.conversion == Conversion::Text;
        if is_text && scalar.is_none() {
            let finding = findings::types::no_text(&value.path.value, key);
            self.sink.push(finding.at(place.clone()));
        }
        let id = match ty {
            Ty::Named(id) if self.arena.def(id).is_some_and(|it| it.pointer == *at) => id,
            ty => {
                let id = self.arena.reserve(at, facets.docs());
                self.arena.fill(id, TypeKind::Alias(ty));
                id
            }
        };
        let (is_number, absent) =
            scalar.map_or((false, Absent::Never), |it| (is_number(&it), absent(&it)));
        let own = Own {
            foreign: foreign(value, is_number, absent),
            place: place.clone(),
            name: value.name.clone(),
            after: None,
            example: value.example.clone(),
        };
        if let Some(def) = self.arena.def_mut(id) {
            def.own = Some(Box::new(own));
        }
        Ty::Named(id)
    }

    /// The setting for the schema at `at`, and further ones for the same.
    fn own_type(&self, at: &Pointer) -> (Option<&'a OwnSetting>, Vec<&'a OwnSetting>) {
        let settings: &'a [_] = &self.settings.types.schemas;
        if settings.is_empty() {
            return (None, Vec::new());
        }
        let called = Called::new(self.canonical, at);
        let mut found = settings.iter().filter(|(key, _)| called.by(key));
        (found.next(), found.collect())
    }

    /// The scalar that a type is, which an enumeration is too.
    fn scalar_of(&self, ty: &Ty) -> Option<Ty> {
        match ty {
            Ty::Nullable(ty) | Ty::Boxed(ty) => self.scalar_of(ty),
            Ty::Named(id) => match &self.arena.def(*id)?.kind {
                TypeKind::Alias(ty) => self.scalar_of(ty),
                TypeKind::Enumeration(_) => Some(Ty::String),
                TypeKind::IntegerEnumeration(_) => Some(Ty::I64),
                TypeKind::Record(_) | TypeKind::Union(_) | TypeKind::Foreign(_) => None,
            },
            Ty::Any => Some(Ty::String),
            ty if ty.is_text() || is_number(ty) => Some(ty.clone()),
            _ => None,
        }
    }

    /// The user's own type for a scalar's format; there is one definition for all strings of it, and one for all numbers.
    pub(super) fn own_format(&mut self, basic: Basic, facets: &Facets<'_>) -> Option<Ty> {
        let settings: &'a [_] = &self.settings.types.formats;
        let own = facets.format.as_deref().filter(|_| !settings.is_empty())?;
        self.found.own_met.known.insert(own.to_owned());
        let read_as = self.format(facets).to_owned();
        let of = |name: &str| settings.iter().find(|(key, _)| folded(key) == folded(name));
        let (key, Setting { value, place }) = of(own).or_else(|| of(&read_as))?;
        // A number of seconds is a time by its form, which its own type alone knows.
        let may_be = matches!(basic, Basic::String | Basic::Integer | Basic::Number);
        if Self::wired_ty(facets).is_some() || !may_be {
            return None;
        }
        self.found.own_met.formats.insert(key.clone());
        self.meet_format(basic, facets);
        let is_number = basic != Basic::String;
        let json = if is_number { "number" } else { "string" };
        let at = Pointer::root().child(FORMATS).child(key).child(json);
        if let Some(ty) = self.arena.by_pointer.get(&at) {
            return Some(ty.clone());
        }
        let described = formatted(basic, &read_as);
        let absent = match absent(&described) {
            Absent::Never => Absent::Empty,
            absent => absent,
        };
        let text = format!("A {json} of the format {}.", code(key));
        let docs = Docs { text: Some(text), ..Docs::default() };
        let id = self.arena.reserve(&at, docs);
        self.arena.fill(id, TypeKind::Alias(described));
        let path = value.path.value.split('<').next().unwrap_or_default();
        let named = path.rsplit("::").next().unwrap_or_default();
        // The text of a number, where that is what the format says.
        let in_text = find(basic, &read_as).is_some_and(|it| it.in_text);
        let own = Own {
            foreign: foreign(value, is_number, absent),
            place: place.clone(),
            name: value.name.clone(),
            after: Some(format!("{named}{}", if in_text { " Text" } else { "" })),
            example: value.example.clone().or_else(|| in_text.then(|| "12".into())),
        };
        if let Some(def) = self.arena.def_mut(id) {
            def.own = Some(Box::new(own));
        }
        Some(Ty::Named(id))
    }

    /// Says which settings nothing was found for, when all schemas are known.
    pub(super) fn report_idle_own_types(&mut self) {
        let settings = &self.settings.types;
        for (key, Setting { value, place }) in &settings.schemas {
            let met = &self.found.own_met;
            if !met.schemas.contains(key) && !met.spare.contains(key) {
                let finding = self.idle_schema(key, &value.path.value);
                self.sink.push(finding.at(place.clone()));
            }
        }
        for (key, Setting { value, place }) in &settings.formats {
            if !self.found.own_met.formats.contains(key) {
                let finding = self.idle_format(key, &value.path.value);
                self.sink.push(finding.at(place.clone()));
            }
        }
    }

    /// What is wrong with a type for a schema that the walk hasn't met.
    fn idle_schema(&mut self, key: &str, ty: &str) -> Finding {
        let is_known = self.resolver.schemas().any(|it| it.0 == key);
        if is_known {
            return findings::types::no_schema_of_its_own(key);
        }
        if !key.starts_with('/') {
            let near = self.sink.most_similar(key, self.resolver.schemas().map(|it| it.0.as_str()));
            return findings::types::unknown_schema(key, near);
        }
        let described = serde_json::to_value(self.api).unwrap_or_default();
        let there = described.pointer(key).and_then(Value::as_object);
        if there.is_some_and(|it| !it.contains_key("$ref")) {
            return findings::types::unused_type("schema", key, ty);
        }
        let near = self.sink.most_similar(key, self.arena.by_pointer.keys().map(Pointer::as_str));
        findings::types::no_schema_at(key, near)
    }

    /// What is wrong with a type for a format that the walk hasn't met.
    fn idle_format(&mut self, key: &str, ty: &str) -> Finding {
        let described = serde_json::to_value(self.api).unwrap_or_default();
        if has_format(&described, &folded(key)) {
            return findings::types::unused_type("format", key, ty);
        }
        let known = self.found.own_met.known.iter().map(String::as_str);
        findings::types::unknown_format(key, self.sink.most_similar(key, known))
    }
}

/// Whether a schema in `described` has the format `format`, in lower case.
fn has_format(described: &Value, format: &str) -> bool {
    match described {
        Value::Object(members) => {
            let own = members.get("format").and_then(Value::as_str);
            own.is_some_and(|it| folded(it) == format)
                || members.values().any(|it| has_format(it, format))
        }
        Value::Array(items) => items.iter().any(|it| has_format(it, format)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn foreign(own: &OwnType, is_number: bool, absent: Absent) -> Foreign {
    let conversion = match &own.conversion {
        Conversion::Serde => ir::Conversion::Serde,
        Conversion::SerdeWith(path) => ir::Conversion::SerdeWith(path.value.clone()),
        Conversion::Text if is_number => ir::Conversion::Number,
        Conversion::Text => ir::Conversion::Text,
        Conversion::Json => ir::Conversion::Json,
    };
    Foreign {
        path: own.path.value.clone(),
        conversion,
        placeholder: own.placeholder.as_ref().map(|it| it.value.clone()),
        absent,
    }
}

fn is_number(ty: &Ty) -> bool {
    matches!(ty, Ty::I32 | Ty::I64 | Ty::U64 | Ty::F64 | Ty::Decimal)
}

/// What servers send where there is no value, as the runtime reads it for this type.
fn absent(ty: &Ty) -> Absent {
    match ty {
        Ty::DateTime | Ty::Date => Absent::ZeroDate,
        Ty::String | Ty::Secret | Ty::Base64 | Ty::Base64Url => Absent::Never,
        ty if ty.is_text() || is_number(ty) => Absent::Empty,
        _ => Absent::Never,
    }
}

fn place(draft: &mut Draft) {
    if draft.types.iter().all(|it| it.own.is_none()) {
        return;
    }
    for def in &mut draft.types {
        if let Some(own) = &def.own {
            def.kind = TypeKind::Foreign(own.foreign.clone());
        }
    }
    draft.note_usage();
    drop_unused::drop_unused(draft);
}

/// Says which types of the user's own stand nowhere in what is sent and received, nor in another type.
fn report_unused(draft: &Draft, settings: &Types, sink: &mut Sink) {
    let mut mentioned = BTreeSet::new();
    for ty in draft.types.iter().flat_map(|it| it.kind.types()) {
        ty.each_named(&mut |id| {
            mentioned.insert(id);
        });
    }
    let is_used = |(index, def): &(usize, &Definition)| {
        def.usage.sent || def.usage.received || mentioned.contains(&TypeId(*index))
    };
    let used: BTreeSet<&Place> = draft
        .types
        .iter()
        .enumerate()
        .filter(is_used)
        .filter_map(|(_, it)| Some(&it.own.as_ref()?.place))
        .collect();
    let OwnMet { schemas, formats, spare: _, known: _ } = &draft.own_met;
    for (what, settings, met) in
        [("schema", &settings.schemas, schemas), ("format", &settings.formats, formats)]
    {
        for (key, Setting { value, place }) in settings {
            if met.contains(key) && !used.contains(place) {
                let finding = findings::types::unused_type(what, key, &value.path.value);
                sink.push(finding.at(place.clone()));
            }
        }
    }
}
