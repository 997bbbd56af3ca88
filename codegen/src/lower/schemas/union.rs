//! `oneOf` and `anyOf`: a value that is one of several types.

use openapiv3::Discriminator;
use serde_json::Value;

use crate::diagnostic::Code;
use crate::ir::{Choice, Constructor, Docs, Enumeration, Scalar, Ty, TypeKind, Union, Variant};
use crate::lower::Cx;
use crate::lower::facets::{Facets, Node};
use crate::lower::names::{MAKER_RESERVED, Scope, camel, few_words, snake};
use crate::pointer::Pointer;

use super::merge::is_union;
use super::{nullable, own_members};

impl<'a> Cx<'a> {
    pub(super) fn alternatives_ty(&mut self, facets: &Facets<'a>, at: &Pointer) -> Ty {
        if !is_union(facets) {
            // Alternatives that only say which members go together don't change the type.
            let plain = Facets { one_of: Vec::new(), any_of: Vec::new(), ..facets.clone() };
            return self.facets_ty(&plain, at);
        }
        if !facets.one_of.is_empty() && !facets.any_of.is_empty() {
            self.report(
                Code::TwoUnions,
                at,
                "both `oneOf` and `anyOf` say what this is; `anyOf` is left out",
            );
        }
        if !facets.properties.is_empty() {
            let members = own_members(facets, at);
            return self.distribute(facets, &members, &(facets.clone(), at.clone()), at);
        }
        let (keyword, nodes) = facets.alternatives();
        let requests = requests(facets, nodes.len());
        let mut null = false;
        let mut members: Vec<(Node<'a>, Ty)> = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let ty = match self.ty(*node, &at.child(keyword).index(index)) {
                Ty::Nullable(ty) => {
                    null = true;
                    *ty
                }
                ty => ty,
            };
            if requests.is_some() || !members.iter().any(|(_, known)| *known == ty) {
                members.push((*node, ty));
            }
        }
        let ty = match requests {
            Some(requests) => self.union_of_requests(facets, at, &requests, members),
            None => self.union_of(facets, at, keyword, members),
        };
        if null { nullable(ty) } else { ty }
    }

    fn union_of(
        &mut self,
        facets: &Facets<'a>,
        at: &Pointer,
        keyword: &str,
        mut members: Vec<(Node<'a>, Ty)>,
    ) -> Ty {
        drop_contained(&mut members);
        match members.as_slice() {
            [] => return Ty::Any,
            [(_, only)] => return only.clone(),
            _ => {}
        }
        if members.iter().any(|(_, ty)| *ty == Ty::Any) {
            return Ty::Any;
        }
        if let Some(values) = self.joined_values(&members) {
            return self.define(at, facets.docs(), TypeKind::Enumeration(values));
        }
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for (index, (node, ty)) in members.into_iter().enumerate() {
            let name = scope.take(&self.variant_name(node, &ty, index));
            let docs = match node {
                Node::Schema(schema) => Docs { provenance: None, ..Facets::new(schema).docs() },
                Node::Ref(_) => Docs::default(),
            };
            variants.push(self.variant(name, ty, docs));
        }
        let choice = self.tag_variants(facets, at, keyword, &mut variants);
        let unknown = scope.take_with("Unknown", &["Unrecognized".to_owned()]);
        self.define(at, facets.docs(), TypeKind::Union(Union { variants, choice, unknown }))
    }

    /// A variant for each request that sends such a body, also where two of them send the same type.
    fn union_of_requests(
        &mut self,
        facets: &Facets<'a>,
        at: &Pointer,
        requests: &[&str],
        members: Vec<(Node<'a>, Ty)>,
    ) -> Ty {
        let (mut names, mut makers) = (Scope::default(), Scope::new(MAKER_RESERVED));
        let mut variants = Vec::new();
        for ((_, ty), request) in members.into_iter().zip(requests) {
            let maker = snake(request);
            let other = format!("{}_request", maker.trim_end_matches('_'));
            variants.push(Variant {
                name: names.take(&camel(request)),
                shape: self.shape(&ty),
                ty,
                tags: Vec::new(),
                constructor: Some(Constructor {
                    name: makers.take_with(&maker, &[other]),
                    request: (*request).to_owned(),
                }),
                docs: Docs::default(),
            });
        }
        let unknown = names.take_with("Unknown", &["Unrecognized".to_owned()]);
        let union = Union { variants, choice: Choice::Shape, unknown };
        self.define(at, facets.docs(), TypeKind::Union(union))
    }

    /// String enumerations side by side, perhaps with a plain string, are one open enumeration.
    fn joined_values(&self, members: &[(Node<'a>, Ty)]) -> Option<Enumeration<String>> {
        let mut scope = Scope::default();
        let mut joined = Vec::new();
        for (node, ty) in members {
            let id = match ty {
                Ty::String => continue,
                Ty::Named(id) => *id,
                _ => return None,
            };
            let TypeKind::Enumeration(it) = &self.arena.def(id)?.kind else { return None };
            for value in &it.values {
                if !joined.iter().any(|known: &crate::ir::Value<String>| known.wire == value.wire) {
                    let mut value = value.clone();
                    value.name = scope.take(&value.name);
                    // A schema with one value is about that value.
                    if let (Node::Schema(schema), [_], None) =
                        (node, it.values.as_slice(), &value.docs.text)
                    {
                        value.docs = Facets::new(schema).docs();
                    }
                    joined.push(value);
                }
            }
        }
        let other = scope.take_with("Other", &["Unlisted".to_owned()]);
        (!joined.is_empty()).then_some(Enumeration { values: joined, other })
    }

    /// A variant that its shape tells.
    pub(super) fn variant(&self, name: String, ty: Ty, docs: Docs) -> Variant {
        let shape = self.shape(&ty);
        Variant { name, shape, ty, tags: Vec::new(), constructor: None, docs }
    }

    pub(super) fn variant_name(&self, node: Node<'a>, ty: &Ty, index: usize) -> String {
        if let Node::Ref(reference) = node
            && let Some((_, name)) =
                Pointer::parse(reference.trim_start_matches('#')).and_then(|it| it.split_last())
        {
            return camel(&name);
        }
        if let Node::Schema(schema) = node
            && let Some(title) = schema.schema_data.title.as_deref().filter(|it| it.len() <= 40)
        {
            return camel(title);
        }
        match ty {
            Ty::Named(id) => {
                self.definition_variant_name(*id).unwrap_or_else(|| format!("Variant{}", index + 1))
            }
            Ty::Boxed(ty) | Ty::Nullable(ty) => self.variant_name(node, ty, index),
            Ty::List(item) => format!("{}List", self.variant_name(node, item, index)),
            Ty::Bool => "Boolean".to_owned(),
            Ty::I32 | Ty::I64 | Ty::U64 => "Integer".to_owned(),
            Ty::F64 | Ty::Decimal => "Number".to_owned(),
            Ty::String => "Text".to_owned(),
            Ty::Base64 | Ty::Base64Url => "Bytes".to_owned(),
            Ty::DateTime => "DateTime".to_owned(),
            Ty::Date => "Date".to_owned(),
            Ty::Secret => "Secret".to_owned(),
            Ty::Uuid => "Uuid".to_owned(),
            Ty::Ipv4 => "Ipv4".to_owned(),
            Ty::Ipv6 => "Ipv6".to_owned(),
            Ty::Ip => "Ip".to_owned(),
            Ty::Map(_) => "Map".to_owned(),
            Ty::Tuple(_) => "Tuple".to_owned(),
            Ty::Unit | Ty::Any => "Value".to_owned(),
        }
    }

    /// A name for an inline variant: the component that it is, or the constant that marks it.
    fn definition_variant_name(&self, id: crate::ir::TypeId) -> Option<String> {
        let def = self.arena.def(id)?;
        let (parent, last) = def.pointer.split_last()?;
        if parent.as_str() == "/components/schemas" {
            return Some(camel(&last));
        }
        match &def.kind {
            TypeKind::Record(record) => {
                record.fields.iter().find_map(|it| match &it.constant.as_ref()?.value {
                    Scalar::String(value) => Some(camel(&few_words(value))),
                    Scalar::Bool(_) | Scalar::Integer(_) => None,
                })
            }
            TypeKind::Enumeration(it) => match it.values.as_slice() {
                [only] => Some(only.name.clone()),
                _ => Some("Text".to_owned()),
            },
            TypeKind::IntegerEnumeration(_) => Some("Integer".to_owned()),
            TypeKind::Union(_) | TypeKind::Alias(_) => None,
        }
    }

    /// Finds the values of the discriminator that mean each variant; without them all, shapes decide.
    pub(super) fn tag_variants(
        &mut self,
        facets: &Facets<'a>,
        at: &Pointer,
        keyword: &str,
        variants: &mut Vec<Variant>,
    ) -> Choice {
        let Some(discriminator) = facets.discriminator() else { return Choice::Shape };
        let nodes = if keyword == "oneOf" { &facets.one_of } else { &facets.any_of };
        let property = &discriminator.property_name;
        let mut tagged = Vec::new();
        for (index, variant) in variants.iter().enumerate() {
            let component = nodes.get(index).and_then(|node| match node {
                Node::Ref(reference) => reference.rsplit('/').next().map(str::to_owned),
                Node::Schema(_) => None,
            });
            let constant = variant.shape.constants.iter().find_map(|(name, value)| match value {
                Scalar::String(value) if name == property => Some(value.clone()),
                _ => None,
            });
            let mapped =
                component.as_deref().map(|it| mapped(discriminator, it)).unwrap_or_default();
            tagged.push(match (mapped.is_empty(), constant, component) {
                (false, _, _) => mapped,
                (true, Some(constant), _) => vec![constant],
                (true, None, Some(component)) => vec![component],
                (true, None, None) => Vec::new(),
            });
        }
        let objects = variants.iter().all(|it| {
            matches!(it.shape.kind, crate::ir::JsonKind::Object)
                || self.is_definition_of_union(&it.ty)
        });
        if !objects || nodes.len() != variants.len() || tagged.iter().any(Vec::is_empty) {
            self.report(
                Code::UnusableDiscriminator,
                at,
                format!(
                    "the discriminator `{property}` doesn't tell every variant; their shapes do"
                ),
            );
            return Choice::Shape;
        }
        for (variant, tags) in variants.iter_mut().zip(tagged) {
            variant.tags = tags;
        }
        split_tags(property, variants);
        Choice::Tag(property.clone())
    }

    fn is_definition_of_union(&self, ty: &Ty) -> bool {
        let def = ty.named().and_then(|id| self.arena.def(id));
        def.is_some_and(|it| matches!(it.kind, TypeKind::Union(_)))
    }

    /// The values of the discriminator that mean the component `name`.
    pub(super) fn tags(&self, discriminator: &Discriminator, name: &str) -> Vec<String> {
        let tags = mapped(discriminator, name);
        if !tags.is_empty() {
            return tags;
        }
        let schema =
            self.schemas().and_then(|it| it.get(name)).and_then(openapiv3::ReferenceOr::as_item);
        let stated =
            schema.and_then(|it| it.schema_data.extensions.get("x-discriminator-value")?.as_str());
        vec![stated.unwrap_or(name).to_owned()]
    }
}

/// The requests that send the variants, one for each, where the description names them.
fn requests<'a>(facets: &Facets<'a>, n_variants: usize) -> Option<Vec<&'a str>> {
    let names = facets.extension("x-clientwright-variants")?.as_array()?;
    let names: Vec<&str> = names.iter().map(Value::as_str).collect::<Option<_>>()?;
    (names.len() == n_variants && n_variants > 0).then_some(names)
}

/// The keys of the mapping that lead to the component `name`.
///
/// Source: OpenAPI 3.0.4, "Discriminator Object": a value is a component's name or a reference.
fn mapped(discriminator: &Discriminator, name: &str) -> Vec<String> {
    let target = |it: &str| {
        it.rsplit('/')
            .next()
            .map(|it| it.trim_end_matches(".json").trim_end_matches(".yaml").to_owned())
    };
    let keys = discriminator.mapping.iter().filter(|(_, to)| target(to).as_deref() == Some(name));
    keys.map(|(key, _)| key.clone()).collect()
}

/// Leaves out members whose every value another one takes as well.
fn drop_contained(members: &mut Vec<(Node<'_>, Ty)>) {
    let has = |wanted: &Ty, members: &[(Node<'_>, Ty)]| members.iter().any(|(_, ty)| ty == wanted);
    if has(&Ty::Decimal, members) {
        members.retain(|(_, ty)| !matches!(ty, Ty::I32 | Ty::I64 | Ty::U64 | Ty::F64));
    }
    if has(&Ty::F64, members) {
        members.retain(|(_, ty)| !matches!(ty, Ty::I32 | Ty::I64 | Ty::U64));
    }
    if has(&Ty::I64, members) {
        members.retain(|(_, ty)| !matches!(ty, Ty::I32));
    }
    if has(&Ty::String, members) {
        members.retain(|(_, ty)| !(ty.is_text() && *ty != Ty::String));
    }
}

/// Gives each value of the discriminator a variant of its own, where the value itself doesn't keep which one it was.
pub(super) fn split_tags(property: &str, variants: &mut Vec<Variant>) {
    let keeps =
        |it: &Variant| it.tags.len() < 2 || it.shape.required.iter().any(|it| it == property);
    let mut names = Scope::new(&["Unknown", "Unrecognized"]);
    for variant in variants.iter().filter(|it| keeps(it)) {
        names.claim(&variant.name);
    }
    let mut split = Vec::new();
    for variant in variants.drain(..) {
        if keeps(&variant) {
            split.push(variant);
            continue;
        }
        for tag in &variant.tags {
            let name = names.take(&camel(tag));
            split.push(Variant { name, tags: vec![tag.clone()], ..variant.clone() });
        }
    }
    *variants = split;
}
