//! The fields of forms: the members of their schema, whatever that is composed of, and how each is sent.
//!
//! Source: OpenAPI 3.0.4, "Encoding Object", "Support for x-www-form-urlencoded Request Bodies" and "Special
//! Considerations for multipart Content".

mod parts;

use std::collections::BTreeMap;

use openapiv3::{Discriminator, Encoding, MediaType, QueryStyle};
use serde_json::Value;

use crate::diagnostic::findings;
use crate::extensions;
use crate::ir::{Extra, Location, Param, ParamStyle, Ty, TypeKind, Wire};
use crate::lower::bodies::{Content, Media};
use crate::lower::draft::Access;
use crate::lower::facets::{Additional, Basic, Facets, Node};
use crate::lower::names::{Inside, Scope, snake};
use crate::lower::params::{Sent, argument_ty, parameter_key, query_style};
use crate::lower::resolver::{Resolved, SCHEMAS};
use crate::lower::schemas::union::tags;
use crate::lower::schemas::{Member, own_members};
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

/// How many schemas a form is read from at most, each as often as parts and alternatives lead to it.
const MOST_SCHEMAS: usize = 4096;

/// The schemas that are being read, one within the other, and how many more may be.
struct Reading {
    open: Vec<Pointer>,
    left: usize,
}

impl Default for Reading {
    fn default() -> Self {
        Self { open: Vec::new(), left: MOST_SCHEMAS }
    }
}

/// What the schema of a form comes to.
#[derive(Clone, Debug, Default)]
struct FormFields<'a> {
    /// The members, with the nodes of those that alternatives describe differently.
    members: Vec<(Member<'a>, Vec<Member<'a>>)>,
    /// Names that are required, listed or not.
    required: Vec<&'a str>,
    /// The values of members that discriminators name, one or several for each alternative.
    tags: BTreeMap<&'a str, Vec<String>>,
    additional: Option<Additional<'a>>,
    additional_at: Pointer,
    /// Where alternatives with other fields, or other required ones, come to one set.
    mixed: Vec<Pointer>,
}

/// What is known of the fields of a form.
#[derive(Debug)]
pub(super) struct Fields {
    pub(super) params: Vec<Param>,
    /// The setters for others that may come.
    pub(super) extras: Vec<Extra>,
}

impl<'a> Walk<'a> {
    /// Whether the fields of a form can be told: its schema is an object, or anything.
    pub(super) fn is_form(&self, content: &'a MediaType, at: &Pointer) -> bool {
        let schema = content.schema.as_ref().map(Node::from);
        schema.is_none_or(|it| self.form(it, at).is_some())
    }

    /// The fields of a form, whose names aren't those in `scope`; `None` where they can't be told.
    ///
    /// A required form of which nothing is known has fields that nobody names.
    pub(super) fn form_fields(
        &mut self,
        content: Content<'a, '_>,
        scope: &mut Scope,
    ) -> Option<Fields> {
        let Content { media, at, required, .. } = content;
        let Some(schema) = content.schema() else {
            return Some(Fields { params: Vec::new(), extras: unknown(media, scope) });
        };
        let shape = self.form(schema, at)?;
        for at in &shape.mixed {
            self.report(at, findings::bodies::form_alternatives());
        }
        let is_sent = |it: &&(Member<'a>, _)| {
            self.resolver.access(it.0.node, &it.0.at) != Some(Access::ReadOnly)
        };
        let sent: Vec<_> = shape.members.iter().filter(is_sent).collect();
        let members: Vec<&Member<'a>> = sent.iter().map(|it| &it.0).collect();
        let kept = self.ledger.inside(Inside::Parameter, content.operation);
        let kept = kept.of(&parameter_key(Location::Form, ""));
        let names = self.names_of(&members, &kept, scope, |scope, wire| {
            let words = snake(wire);
            scope.take_with(&words, &[format!("{}_field", words.trim_end_matches('_'))])
        });
        for (wire, name) in &names {
            self.note_parameter(content.operation, (Location::Form, wire), name);
        }
        let mut params = Vec::new();
        for (member, others) in sent {
            let name = names.get(member.wire).cloned().unwrap_or_default();
            let tags = shape.tags.get(member.wire).map(Vec::as_slice).unwrap_or_default();
            params.push(self.form_field(content, (member, others), tags, name));
        }
        let extras = match shape.additional {
            Some(Additional::Schema(node)) => {
                self.typed_extras(media, node, &shape.additional_at, scope)
            }
            Some(Additional::Any) => unknown(media, scope),
            Some(Additional::None) => Vec::new(),
            Some(Additional::Unstated) | None => {
                let nothing = required || self.says_nothing(schema, at);
                let nothing = nothing && shape.members.is_empty();
                if nothing { unknown(media, scope) } else { Vec::new() }
            }
        };
        Some(Fields { params, extras })
    }

    /// The fields beside those that are named, of this type.
    fn typed_extras(
        &mut self,
        media: Media,
        node: Node<'a>,
        at: &Pointer,
        scope: &mut Scope,
    ) -> Vec<Extra> {
        if media == Media::Multipart && self.files(node, at) == Some(Location::File) {
            return vec![other_file(scope)];
        }
        match argument_ty(self.ty(node, at)) {
            Ty::Any => unknown(media, scope),
            ty => vec![other_field(media, ty, scope)],
        }
    }

    fn form_field(
        &mut self,
        content: Content<'a, '_>,
        (member, others): (&Member<'a>, &[Member<'a>]),
        tags: &[String],
        name: String,
    ) -> Param {
        let sent = self.tag_value(content, (member, others), tags);
        let sent = sent.unwrap_or_else(|| self.common_value(content, member, others));
        let encoding = content.source.encoding.get(member.wire);
        let media_types = media_types(encoding);
        let location = match content.media {
            Media::Form => Location::Form,
            _ => self.part_location(member, &media_types),
        };
        let (location, sent) = match location {
            Location::Part if encoding.is_some_and(|it| it.style.is_none()) => {
                self.part_as_it_is(member, &media_types, sent)
            }
            location => (location, sent),
        };
        let Sent { ty, form, constant, mut docs, facts, example } = sent;
        let is_file = matches!(location, Location::File | Location::Files);
        let part_headers = match encoding.filter(|_| content.media == Media::Multipart) {
            Some(it) => {
                self.part_headers(it, &content.encoding_at(member.wire), is_file, &mut docs)
            }
            None => Vec::new(),
        };
        let style = field_style(encoding, &media_types);
        let is_typed = is_file
            || (location == Location::Part
                && matches!(style, ParamStyle::Default | ParamStyle::Json));
        Param {
            name,
            wire: member.wire.to_owned(),
            location,
            style: if is_file { ParamStyle::Default } else { style },
            // Parts aren't escaped at all.
            allow_reserved: location == Location::Form
                && encoding.is_some_and(|it| it.allow_reserved),
            ty: if is_file { Ty::Unit } else { ty },
            form,
            required: member.required,
            constant: constant && !is_file,
            media_types: if is_typed { media_types } else { Vec::new() },
            part_headers,
            docs,
            facts,
            shared_at: None,
            example: example.unwrap_or(Value::Null),
        }
    }

    /// What is sent for a field that tells alternatives, where not all of these list the value that is theirs.
    fn tag_value(
        &mut self,
        content: Content<'a, '_>,
        (member, others): (&Member<'a>, &[Member<'a>]),
        tags: &[String],
    ) -> Option<Sent> {
        let first = tags.first()?;
        let is_plain = |it: &Member<'a>| {
            let facets =
                self.resolver.resolve_value(it.node, &it.at).map(|it| Facets::new(it.schema));
            facets.is_some_and(|it| {
                it.says_nothing() || (it.is_plain() && it.basic == Some(Basic::String))
            })
        };
        if !std::iter::once(member).chain(others).any(is_plain) {
            return None;
        }
        let (docs, example) = self.schema_docs(member.node, &member.at, None);
        if tags.len() == 1 && member.required {
            let example = Some(Value::from(first.as_str()));
            return Some(Sent { ty: Ty::String, constant: true, docs, example, ..Sent::default() });
        }
        let ty = self.texts_ty(tags, &content.at.child("properties").child(member.wire));
        let example = example.or_else(|| Some(Value::from(first.as_str())));
        let facts = self.facts_of_all(member.places(), &ty);
        Some(Sent { ty, docs, facts, example, ..Sent::default() })
    }

    /// What is sent for a field that several alternatives may describe: their type, text where all are, or anything.
    fn common_value(
        &mut self,
        content: Content<'a, '_>,
        member: &Member<'a>,
        others: &[Member<'a>],
    ) -> Sent {
        let whole = content.at.child("properties").child(member.wire);
        if let Some(sent) = self.listed_value(member, others, &whole) {
            return sent;
        }
        let first = self.value(member.node, &member.at, member.required && others.is_empty(), None);
        let mut all = vec![first.ty.clone()];
        for other in others {
            all.push(self.value(other.node, &other.at, false, None).ty);
        }
        if all.iter().all(|it| *it == first.ty) {
            return first;
        }
        let is_text = |it: &Ty| match it {
            Ty::Named(id) => {
                self.arena.def(*id).is_some_and(|it| matches!(it.kind, TypeKind::Enumeration(_)))
            }
            // In a text it would be printed.
            Ty::Secret => false,
            ty => ty.is_text(),
        };
        let ty = if all.iter().all(is_text) { Ty::String } else { Ty::Any };
        Sent { ty, form: Wire::default(), ..first }
    }

    /// What is sent for a field of which alternatives list values of their own: one of all of them.
    fn listed_value(
        &mut self,
        member: &Member<'a>,
        others: &[Member<'a>],
        whole: &Pointer,
    ) -> Option<Sent> {
        if others.is_empty() {
            return None;
        }
        let nodes: Vec<Node<'a>> =
            std::iter::once(member).chain(others).map(|it| it.node).collect();
        let values = |it: &Node<'a>| {
            self.resolver.resolve_value(*it, &member.at).map(|it| Facets::new(it.schema).values)
        };
        let first = values(&member.node)?;
        if nodes.iter().all(|it| values(it).is_some_and(|it| it == first)) {
            // They are one type, or the only value that there is.
            return (first.len() == 1)
                .then(|| self.value(member.node, &member.at, member.required, None));
        }
        let ty = self.listed_by_any(&nodes, whole)?;
        let (docs, example) = self.schema_docs(member.node, &member.at, None);
        let example = example.or_else(|| first.first().cloned());
        Some(Sent { ty, docs, example, ..Sent::default() })
    }

    /// What a form comes to; `None` where that can't be told, or only from more than [`MOST_SCHEMAS`].
    fn form(&self, node: Node<'a>, at: &Pointer) -> Option<FormFields<'a>> {
        let mut reading = Reading::default();
        let shape = self.form_shape(node, at, &mut reading)?;
        (reading.left > 0).then_some(shape)
    }

    /// The members of a schema that is an object with all its parts and alternatives, or nothing else.
    ///
    /// A form is flat, so that alternatives come to one set of fields: those are required that are in all of them.
    fn form_shape(
        &self,
        node: Node<'a>,
        at: &Pointer,
        reading: &mut Reading,
    ) -> Option<FormFields<'a>> {
        let part = self.resolver.resolve_node(node, at)?;
        if reading.open.contains(&part.at) {
            return Some(FormFields::default());
        }
        reading.left = reading.left.checked_sub(1)?;
        let depth = reading.open.len();
        reading.open.push(part.at.clone());
        let shape = self.shape_of_part(&part, reading);
        reading.open.truncate(depth);
        shape
    }

    fn shape_of_part(&self, part: &Resolved<'a>, reading: &mut Reading) -> Option<FormFields<'a>> {
        let facets = Facets::new(part.schema);
        if facets.basic.is_some_and(|it| it != Basic::Object) || !facets.values.is_empty() {
            return None;
        }
        let mut shape = FormFields::default();
        for (index, node) in facets.all_of.iter().enumerate() {
            shape.join(self.form_shape(*node, &part.at.child("allOf").index(index), reading)?);
        }
        shape.join(FormFields::own(&facets, &part.at));
        for (keyword, nodes) in [("oneOf", &facets.one_of), ("anyOf", &facets.any_of)] {
            let at = part.at.child(keyword);
            let each = nodes.iter().enumerate().filter_map(|(index, node)| {
                let mut shape = self.form_shape(*node, &at.index(index), reading)?;
                if let Some(discriminator) = facets.discriminator() {
                    self.tag(&mut shape, discriminator, node.component());
                }
                Some(shape)
            });
            let each: Vec<FormFields<'a>> = each.collect();
            if each.is_empty() && !nodes.is_empty() {
                return None;
            }
            if !is_alike(&each) {
                shape.mixed.push(at);
            }
            shape.join(alternatives(each));
        }
        self.add_children(&facets, &part.at, reading, &mut shape);
        for (member, _) in &mut shape.members {
            member.required |= shape.required.contains(&member.wire);
        }
        Some(shape)
    }

    /// Adds what those say that extend the component at `base`, and may stand in its place.
    fn add_children(
        &self,
        facets: &Facets<'a>,
        base: &Pointer,
        reading: &mut Reading,
        shape: &mut FormFields<'a>,
    ) {
        let (Some(discriminator), Some(children)) =
            (facets.discriminator(), self.known.subtypes.get(base))
        else {
            return;
        };
        // One of them that is being read has the base as a part, and a base has those that extend its children.
        let is_open = |it: &Pointer| self.known.subtypes.contains_key(it) && it != base;
        if children.iter().any(|it| reading.open.contains(&SCHEMAS.at(it)))
            || reading.open.iter().any(is_open)
        {
            return;
        }
        let own = FormFields { tags: BTreeMap::new(), mixed: Vec::new(), ..shape.clone() };
        let mut each = vec![own.clone()];
        for name in children {
            let schema = self.resolver.schema(name);
            let Some(node) = schema.map(Node::Schema) else { continue };
            let child = self.form_shape(node, &SCHEMAS.at(name), reading);
            let Some(added) = child else { continue };
            let mut child = own.clone();
            child.join(added);
            self.tag(&mut child, discriminator, Some(name));
            each.push(child);
        }
        if !is_alike(&each) {
            shape.mixed.push(base.clone());
        }
        shape.join(alternatives(each));
    }

    /// Adds what the discriminator says for an alternative, the component `name`: the values that it lists, else those of
    /// the mapping or its name.
    fn tag(
        &self,
        shape: &mut FormFields<'a>,
        discriminator: &'a Discriminator,
        name: Option<&str>,
    ) {
        let wire = discriminator.property_name.as_str();
        if shape.tags.contains_key(wire) {
            return;
        }
        let member = shape.members.iter().find(|(it, _)| it.wire == wire);
        let listed = member.and_then(|(it, _)| self.resolver.resolve_value(it.node, &it.at));
        let listed = listed.map(|it| Facets::new(it.schema).values).unwrap_or_default();
        let listed: Vec<String> =
            listed.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect();
        let tags = match name {
            Some(name) if listed.is_empty() => tags(discriminator, name, self.resolver),
            _ => listed,
        };
        shape.tags.insert(wire, tags);
    }
}

impl<'a> FormFields<'a> {
    /// What a schema says without its parts and alternatives.
    fn own(facets: &Facets<'a>, at: &Pointer) -> Self {
        let members = own_members(facets, at).into_iter().map(|it| (it, Vec::new()));
        let is_stated = !matches!(facets.additional, Additional::Unstated);
        Self {
            members: members.collect(),
            required: facets.required.iter().map(String::as_str).collect(),
            additional: is_stated.then_some(facets.additional),
            additional_at: at.child("additionalProperties"),
            ..Self::default()
        }
    }

    fn add_tags(&mut self, other: BTreeMap<&'a str, Vec<String>>) {
        for (wire, tags) in other {
            let known = self.tags.entry(wire).or_default();
            for tag in tags {
                if !known.contains(&tag) {
                    known.push(tag);
                }
            }
        }
    }

    /// Adds what another schema says that holds at the same time; the later one counts.
    fn join(&mut self, other: Self) {
        self.mixed.extend(other.mixed);
        self.add_tags(other.tags);
        self.required.extend(other.required);
        if other.additional.is_some() {
            self.additional = other.additional;
            self.additional_at = other.additional_at;
        }
        for (member, others) in other.members {
            match self.members.iter_mut().find(|(it, _)| it.wire == member.wire) {
                Some((known, known_others)) => {
                    let required = known.required || member.required;
                    if says_something(member.node) {
                        (*known, *known_others) = (member, others);
                    }
                    known.required = required;
                }
                None => self.members.push((member, others)),
            }
        }
    }
}

/// Whether a schema says more than documentation.
fn says_something(node: Node<'_>) -> bool {
    match node {
        Node::Ref(_) => true,
        Node::Schema(schema) => !Facets::new(schema).says_nothing(),
    }
}

/// Whether alternatives have the same fields, and require the same.
fn is_alike(each: &[FormFields<'_>]) -> bool {
    let fields = |shape: &FormFields<'_>| -> BTreeMap<String, bool> {
        shape.members.iter().map(|(it, _)| (it.wire.to_owned(), it.required)).collect()
    };
    let all: Vec<_> = each.iter().map(fields).collect();
    all.windows(2).all(|pair| matches!(pair, [one, other] if one == other))
}

/// What one or another of these schemas says.
fn alternatives(each: Vec<FormFields<'_>>) -> FormFields<'_> {
    let n_all = each.len();
    let mut shape = FormFields::default();
    let mut n_required: Vec<usize> = Vec::new();
    for one in each {
        shape.add_tags(one.tags);
        if one.additional.is_some() {
            shape.additional = one.additional;
            shape.additional_at = one.additional_at;
        }
        for (member, others) in one.members {
            let required = usize::from(member.required);
            let known = shape.members.iter().position(|(it, _)| it.wire == member.wire);
            let known =
                known.and_then(|it| Some((shape.members.get_mut(it)?, n_required.get_mut(it)?)));
            if let Some(((_, known_others), n_required)) = known {
                known_others.push(member);
                known_others.extend(others);
                *n_required += required;
            } else {
                shape.members.push((member, others));
                n_required.push(required);
            }
        }
    }
    for ((member, _), n_required) in shape.members.iter_mut().zip(n_required) {
        member.required = n_required == n_all;
    }
    shape
}

/// The setters for fields of which nothing is known: what a form holds is text, or a file.
fn unknown(media: Media, scope: &mut Scope) -> Vec<Extra> {
    let mut extras = vec![other_field(media, Ty::String, scope)];
    if media == Media::Multipart {
        extras.push(other_file(scope));
    }
    extras
}

fn other_field(media: Media, ty: Ty, scope: &mut Scope) -> Extra {
    let location = if media == Media::Form { Location::Form } else { Location::Part };
    let name = scope.take_with("field", &["other_field".to_owned()]);
    Extra { name, location, ty, example: Value::Null }
}

fn other_file(scope: &mut Scope) -> Extra {
    let name = scope.take_with("file", &["other_file".to_owned()]);
    Extra { name, location: Location::File, ty: Ty::Unit, example: Value::Null }
}

/// The media types of an Encoding Object, which is a list with commas.
fn media_types(encoding: Option<&Encoding>) -> Vec<String> {
    let text = encoding.and_then(|it| it.content_type.as_deref()).unwrap_or_default();
    text.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}

/// How the value of a field is written.
///
/// Source: OpenAPI 3.0.4, "Encoding Object": where `style`, `explode` or `allowReserved` is there, `contentType` is ignored.
fn field_style(encoding: Option<&Encoding>, media_types: &[String]) -> ParamStyle {
    let Some(encoding) = encoding else { return ParamStyle::Default };
    if extensions::text(&encoding.extensions, extensions::COLLECTION_FORMAT) == Some("tsv") {
        return ParamStyle::TabDelimited;
    }
    match &encoding.style {
        Some(QueryStyle::Form) if encoding.explode => ParamStyle::FormExplode,
        Some(style) => query_style(style, Some(encoding.explode)),
        None if media_types.first().is_some_and(|it| Media::of(it) == Media::Json)
            && !media_types.iter().any(|it| it.contains('*')) =>
        {
            ParamStyle::Json
        }
        None => ParamStyle::Default,
    }
}
