//! What JSON values of a type look like, so that a union can tell its variants apart.
//!
//! - In: types that are done.
//! - Out: the `shapes` of the variants of every union that no tag tells.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{
    Field, JsonKind, Presence, Record, Scalar, Shape, Tagging, Ty, TypeId, TypeKind, Union,
};
use crate::lower::draft::Definition;
use crate::lower::pass::Pass;

/// How many shapes a type has at most; what more would say is left out.
const MOST: usize = 24;

/// How deep unions within unions are told apart.
const DEPTH: usize = 8;

/// Fills in what the variants of each union look like.
pub(in crate::lower) const PASS: Pass =
    Pass { name: "find_shapes", run: |draft, _| run(&mut draft.types) };

fn run(types: &mut [Definition]) {
    let mut shapes = Shapes::new(types);
    let found: Vec<_> = types.iter().map(|it| of_variants(it, &mut shapes)).collect();
    for (def, found) in types.iter_mut().zip(found) {
        let TypeKind::Union(union) = &mut def.kind else { continue };
        for (variant, shapes) in union.variants.iter_mut().zip(found) {
            variant.shapes = shapes;
        }
    }
}

/// What each variant of a union looks like, where values tell which it is.
fn of_variants(def: &Definition, shapes: &mut Shapes<'_>) -> Vec<Vec<Shape>> {
    let TypeKind::Union(union) = &def.kind else { return Vec::new() };
    let mut found: Vec<Vec<Shape>> = union.variants.iter().map(|it| shapes.of(&it.ty)).collect();
    match &union.tagging {
        Tagging::Untagged => {
            distinguish_by_values(shapes.types, union, &mut found);
            distinguish_enumerations(shapes.types, union, &mut found);
        }
        Tagging::Internal(property) => {
            for shapes in &mut found {
                *shapes = without_tag(property, shapes);
            }
        }
    }
    found
}

/// Those of the shapes that an object without the tag may have.
fn without_tag(property: &str, shapes: &[Shape]) -> Vec<Shape> {
    let may_lack = |it: &&Shape| {
        it.kind == JsonKind::Object && !it.required.iter().any(|name| name == property)
    };
    let lacking = shapes.iter().filter(may_lack).cloned().map(|mut shape| {
        shape.known.retain(|it| it != property);
        shape.constants.retain(|(name, _)| name != property);
        shape
    });
    lacking.collect()
}

/// What the values of types look like.
pub(in crate::lower) struct Shapes<'a> {
    types: &'a [Definition],
    /// Those of unions and aliases at each depth: unions that share variants would be read once for each way to them.
    known: BTreeMap<(TypeId, usize), Vec<Shape>>,
}

impl<'a> Shapes<'a> {
    pub(in crate::lower) fn new(types: &'a [Definition]) -> Self {
        Self { types, known: BTreeMap::new() }
    }

    /// Those of a type: one, but for unions.
    pub(in crate::lower) fn of(&mut self, ty: &Ty) -> Vec<Shape> {
        self.within(ty, 0)
    }

    fn within(&mut self, ty: &Ty, depth: usize) -> Vec<Shape> {
        let kind = match ty {
            Ty::Unit | Ty::Any => JsonKind::Any,
            Ty::Bool => JsonKind::Bool,
            Ty::I32 | Ty::I64 | Ty::U64 => JsonKind::Integer,
            Ty::F64 | Ty::Decimal => JsonKind::Number,
            Ty::String
            | Ty::Secret
            | Ty::Base64
            | Ty::Base64Url
            | Ty::DateTime
            | Ty::Date
            | Ty::Uuid
            | Ty::Ipv4
            | Ty::Ipv6
            | Ty::Ip => JsonKind::String,
            Ty::List(_) | Ty::Tuple(_) => JsonKind::Array,
            Ty::Map(_) => return vec![Shape { open: true, ..of(JsonKind::Object) }],
            Ty::Nullable(ty) | Ty::Boxed(ty) => return self.within(ty, depth),
            Ty::Named(id) => return self.named(*id, depth),
        };
        vec![of(kind)]
    }

    fn named(&mut self, id: TypeId, depth: usize) -> Vec<Shape> {
        let kind = match self.types.get(id.0).map(|it| &it.kind) {
            Some(TypeKind::Record(it)) => return vec![of_record(self.types, it)],
            Some(TypeKind::Enumeration(it)) => {
                let mut shape = of(JsonKind::String);
                if let Some(only) = it.only() {
                    shape.constants.push((String::new(), Scalar::String(only.wire.clone())));
                }
                return vec![shape];
            }
            Some(TypeKind::IntegerEnumeration(_)) => JsonKind::Integer,
            Some(TypeKind::Alias(ty)) if depth < DEPTH => {
                return self.once((id, depth), |it| it.within(ty, depth + 1));
            }
            Some(TypeKind::Union(union)) if depth < DEPTH => {
                return self.once((id, depth), |it| it.of_union(union, depth));
            }
            Some(TypeKind::Alias(_) | TypeKind::Union(_) | TypeKind::Foreign(_)) | None => {
                JsonKind::Any
            }
        };
        vec![of(kind)]
    }

    fn once(
        &mut self,
        key: (TypeId, usize),
        find: impl FnOnce(&mut Self) -> Vec<Shape>,
    ) -> Vec<Shape> {
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let found = find(self);
        self.known.insert(key, found.clone());
        found
    }

    /// Those of all variants, each with the tag that it has here.
    fn of_union(&mut self, union: &Union, depth: usize) -> Vec<Shape> {
        let mut all: Vec<Shape> = Vec::new();
        for variant in &union.variants {
            for shape in self.within(&variant.ty, depth + 1) {
                let Tagging::Internal(property) = &union.tagging else {
                    all.push(shape);
                    continue;
                };
                for tag in &variant.tags {
                    let mut shape = shape.clone();
                    shape.constants.retain(|(name, _)| name != property);
                    shape.constants.push((property.clone(), Scalar::String(tag.clone())));
                    if !shape.required.contains(property) {
                        shape.required.push(property.clone());
                    }
                    all.push(shape);
                }
            }
        }
        all.dedup();
        if all.len() > MOST { vec![shared(&all)] } else { all }
    }
}

fn of(kind: JsonKind) -> Shape {
    Shape {
        kind,
        required: Vec::new(),
        known: Vec::new(),
        constants: Vec::new(),
        nested: Vec::new(),
        open: false,
    }
}

fn of_record(types: &[Definition], record: &Record) -> Shape {
    let mut shape = Shape { open: record.extra.is_some(), ..of(JsonKind::Object) };
    for field in &record.fields {
        shape.known.push(field.wire.clone());
        if matches!(field.presence, Presence::Required | Presence::Nullable) {
            shape.required.push(field.wire.clone());
        }
        if let Some([only]) = field_values(types, field).as_deref() {
            shape.constants.push((field.wire.clone(), only.clone()));
        }
    }
    shape
}

/// The values of a member that lists them or has only one, be it one that may be missing.
fn field_values(types: &[Definition], field: &Field) -> Option<Vec<Scalar>> {
    match &field.constant {
        Some(constant) => Some(vec![constant.value.clone()]),
        None => enumerated(types, &field.ty),
    }
}

/// The values of an enumeration that has no others.
fn enumerated(types: &[Definition], ty: &Ty) -> Option<Vec<Scalar>> {
    let ty = match ty {
        Ty::Nullable(ty) => ty,
        ty => ty,
    };
    match &types.get(ty.named()?.0)?.kind {
        TypeKind::Enumeration(it) if !it.is_open => {
            Some(it.values.iter().map(|it| Scalar::String(it.wire.clone())).collect())
        }
        TypeKind::IntegerEnumeration(it) if !it.is_open => {
            Some(it.values.iter().map(|it| Scalar::Integer(it.wire)).collect())
        }
        TypeKind::Enumeration(_)
        | TypeKind::IntegerEnumeration(_)
        | TypeKind::Record(_)
        | TypeKind::Union(_)
        | TypeKind::Alias(_)
        | TypeKind::Foreign(_) => None,
    }
}

/// What several shapes have in common.
fn shared(all: &[Shape]) -> Shape {
    let Some((first, rest)) = all.split_first() else { return of(JsonKind::Any) };
    if rest.iter().any(|it| it.kind != first.kind) {
        return of(JsonKind::Any);
    }
    let mut shape = Shape { constants: Vec::new(), nested: Vec::new(), ..first.clone() };
    let mut known: BTreeSet<&String> = first.known.iter().collect();
    for other in rest {
        shape.required.retain(|it| other.required.contains(it));
        shape.known.extend(other.known.iter().filter(|it| known.insert(it)).cloned());
        shape.open |= other.open;
    }
    shape
}

/// Tells records by a member that has other values in each of them: a shape for each value.
fn distinguish_by_values(types: &[Definition], union: &Union, found: &mut [Vec<Shape>]) {
    let records: Vec<Option<&Record>> =
        union.variants.iter().map(|it| record(types, &it.ty)).collect();
    let Some(property) = distinguishing_property(types, &records) else { return };
    for (shapes, record) in found.iter_mut().zip(records) {
        let Some(values) = record.and_then(|it| values(types, it, &property)) else { continue };
        let ([shape], [_, _, ..]) = (shapes.as_slice(), values.as_slice()) else { continue };
        let one = |value: &Scalar| {
            let mut shape = shape.clone();
            shape.constants.push((property.clone(), value.clone()));
            shape
        };
        *shapes = values.iter().map(one).collect();
    }
}

/// Tells enumerations from each other and from other scalars of their kind, of which each would keep the other's values:
/// a shape for each value, and the kind as such for the last of them, so that a new value is in one of them.
fn distinguish_enumerations(types: &[Definition], union: &Union, found: &mut [Vec<Shape>]) {
    for kind in [JsonKind::String, JsonKind::Integer] {
        let is_kind = |it: &Vec<Shape>| it.iter().all(|it| it.kind == kind);
        let of_kind: Vec<usize> =
            (0..found.len()).filter(|it| found.get(*it).is_some_and(is_kind)).collect();
        let values: Vec<Option<Vec<Scalar>>> =
            of_kind.iter().map(|it| enumerated(types, &union.variants.get(*it)?.ty)).collect();
        let n_values: usize = values.iter().flatten().map(Vec::len).sum();
        if of_kind.len() < 2 || n_values > MOST {
            continue;
        }
        let all_listed = values.iter().all(Option::is_some);
        for (nth, (index, values)) in of_kind.iter().zip(values).enumerate() {
            let (Some(shapes), Some(values)) = (found.get_mut(*index), values) else { continue };
            let listed = values.into_iter();
            *shapes = listed
                .map(|it| Shape { constants: vec![(String::new(), it)], ..of(kind) })
                .chain((all_listed && nth + 1 == of_kind.len()).then(|| of(kind)))
                .collect();
        }
    }
}

/// A member that all records have, each with values of its own, at least one of them with several; all are few.
fn distinguishing_property(types: &[Definition], records: &[Option<&Record>]) -> Option<String> {
    let records: Vec<&Record> = records.iter().flatten().copied().collect();
    let (first, [_, ..]) = records.split_first()? else { return None };
    // How many values tell the records apart.
    let n_values = |name: &str| {
        let mut seen: BTreeSet<Scalar> = BTreeSet::new();
        for record in &records {
            let values = values(types, record, name)?;
            if values.iter().any(|it| seen.contains(it)) {
                return None;
            }
            seen.extend(values);
            if seen.len() > MOST.max(records.len()) {
                return None;
            }
        }
        Some(seen.len())
    };
    let names = first.fields.iter().map(|it| &it.wire);
    let distinguishing = names.filter_map(|name| Some((n_values(name)?, name)));
    // A member with one value in each of them is a constant of its shape, and tells them already.
    let (fewest, name) = distinguishing.min_by_key(|it| it.0)?;
    (fewest > records.len()).then(|| name.clone())
}

/// Those of the member `name`.
fn values(types: &[Definition], record: &Record, name: &str) -> Option<Vec<Scalar>> {
    field_values(types, record.fields.iter().find(|it| it.wire == name)?)
}

/// The record that a type is, whatever it is called.
pub(in crate::lower) fn record<'a>(types: &'a [Definition], ty: &Ty) -> Option<&'a Record> {
    match &types.get(record_id(types, ty)?.0)?.kind {
        TypeKind::Record(it) => Some(it),
        _ => None,
    }
}

/// Where that is among the types.
pub(in crate::lower) fn record_id(types: &[Definition], ty: &Ty) -> Option<TypeId> {
    // A longer chain of aliases is a circle.
    let mut id = ty.named()?;
    for _ in 0..=types.len() {
        match &types.get(id.0)?.kind {
            TypeKind::Record(_) => return Some(id),
            TypeKind::Alias(ty) => id = ty.named()?,
            TypeKind::Enumeration(_)
            | TypeKind::IntegerEnumeration(_)
            | TypeKind::Union(_)
            | TypeKind::Foreign(_) => return None,
        }
    }
    None
}
