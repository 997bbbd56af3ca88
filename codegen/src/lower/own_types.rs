//! Types of the user's own for schemas and formats.
//!
//! - In: `[types]` of the settings.
//! - Out: definitions that are marked with the user's type. The description's stays there until all passes are through,
//!   so that shapes, examples and names are as ever; the last of them puts the user's in its place.
//! - A schema or format that the description doesn't have, and a type that can't serve there, is an error at its line.

use crate::diagnostic::{Place, findings};
use crate::ir::{self, Absent, Docs, Foreign, Ty, TypeKind};
use crate::lower::draft::{Draft, Own};
use crate::lower::drop_unused;
use crate::lower::facets::{Basic, Facets};
use crate::lower::pass::Pass;
use crate::lower::schemas::formats::{find, folded, formatted};
use crate::lower::walk::Walk;
use crate::markdown::code;
use crate::pointer::Pointer;
use crate::settings::{Conversion, OwnType, Setting, Types};

/// Puts the user's own types in the places of the description's, and leaves out what these alone mentioned.
pub(super) const PASS: Pass = Pass { name: "place_own_types", run: |draft, _| place(draft) };

/// The pointers of types for formats begin with this, since they stand nowhere in the document.
pub(super) const FORMATS: &str = "formats";

impl<'a> Walk<'a> {
    /// The type of the schema at `at`, of which the description says `ty`: a definition, where a setting has a type for it.
    pub(super) fn with_own_type(&mut self, ty: Ty, facets: &Facets<'a>, at: &Pointer) -> Ty {
        let Some((key, Setting { value, place })) = self.own_type(at) else { return ty };
        // The user's type stands for all but `null`.
        if let Ty::Nullable(ty) = ty {
            return self.with_own_type(*ty, facets, at).nullable();
        }
        self.found.own_met.schemas.insert(key.clone());
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
            name: value.name.clone(),
            after: None,
            example: value.example.clone(),
        };
        if let Some(def) = self.arena.def_mut(id) {
            def.own = Some(Box::new(own));
        }
        Ty::Named(id)
    }

    /// The setting for the schema at `at`, by its name or pointer, here or as received.
    fn own_type(&self, at: &Pointer) -> Option<&'a (String, Setting<OwnType>)> {
        let settings: &'a [_] = &self.settings.types.schemas;
        if settings.is_empty() {
            return None;
        }
        let name = at.component_schema();
        let by_pointer = settings.iter().any(|(key, _)| key.starts_with('/'));
        let received = by_pointer.then(|| self.canonical.origins.place(at));
        settings.iter().find(|(key, _)| {
            name.as_ref() == Some(key)
                || key == at.as_str()
                || received.as_ref().is_some_and(|it| is_at(it, key))
        })
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
        let (key, Setting { value, place: _ }) = of(own).or_else(|| of(&read_as))?;
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
        let Types { schemas, formats, .. } = &self.settings.types;
        if schemas.is_empty() && formats.is_empty() {
            return;
        }
        let met = std::mem::take(&mut self.found.own_met);
        let known: Vec<String> = self.resolver.schemas().map(|it| it.0.clone()).collect();
        let places: Vec<&str> = self.arena.by_pointer.keys().map(Pointer::as_str).collect();
        for (key, Setting { place, .. }) in &self.settings.types.schemas {
            if met.schemas.contains(key) {
                continue;
            }
            let finding = if key.starts_with('/') {
                let near = self.sink.most_similar(key, places.iter().copied());
                findings::types::no_schema_at(key, near)
            } else if known.contains(key) {
                findings::types::no_schema_of_its_own(key)
            } else {
                let near = self.sink.most_similar(key, known.iter().map(String::as_str));
                findings::types::unknown_schema(key, near)
            };
            self.sink.push(finding.at(place.clone()));
        }
        for (key, Setting { place, .. }) in &self.settings.types.formats {
            if !met.formats.contains(key) {
                let near = self.sink.most_similar(key, met.known.iter().map(String::as_str));
                self.sink.push(findings::types::unknown_format(key, near).at(place.clone()));
            }
        }
    }
}

/// Whether a node as received, or as overlays see it, is the one at `pointer`.
pub(super) fn is_at(place: &Place, pointer: &str) -> bool {
    place.pointer.as_str() == pointer
        || place.target.as_ref().is_some_and(|it| it.as_str() == pointer)
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
