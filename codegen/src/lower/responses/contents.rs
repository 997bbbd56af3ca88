//! What a response may hold: the media type that is asked for, and those that may be asked for instead.

use openapiv3::{MediaType, Response};
use serde_json::Value;

use crate::diagnostic::findings;
use crate::extensions;
use crate::http::{essence, is_event_field, is_sequence};
use crate::ir::{Example, Payload, Ty};
use crate::lower::bodies::Media;
use crate::lower::facets::{Basic, Facets, Node};
use crate::lower::responses::content::{Content, Kind};
use crate::lower::responses::streams;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;
use crate::settings::Stream;

#[derive(Clone, Copy, Debug)]
struct Choice<'a> {
    kind: Kind,
    media: Media,
    name: &'a str,
    source: &'a MediaType,
}

impl<'a> Walk<'a> {
    /// The contents of a response: first what is asked for, then what may be asked for instead.
    ///
    /// The same in another writing, such as XML beside JSON, is none of these. `stream` is what was said of the response
    /// besides: then the first is one.
    pub(super) fn contents(
        &mut self,
        source: &'a Response,
        at: &Pointer,
        stream: Option<&Stream>,
    ) -> Vec<Content> {
        let mut choices: Vec<Choice<'a>> = source
            .content
            .iter()
            .map(|(name, it)| {
                let media = self.media(name, it, at);
                Choice { kind: kind(media, name), media, name, source: it }
            })
            .collect();
        if choices.iter().any(|it| it.name.contains('/')) {
            choices.retain(|it| it.name.contains('/'));
        }
        choices.sort_by_key(|it| (it.kind, it.name.contains('*')));
        // Where a content says itself that it is such a stream, that one is meant.
        match stream {
            Some(Stream::Events(_)) => choices.sort_by_key(|it| it.kind != Kind::Events),
            Some(Stream::Values(_)) => choices.sort_by_key(|it| it.kind != Kind::Items),
            Some(Stream::Off) | None => {}
        }
        let Some((first, others)) = choices.split_first() else {
            return stream.and_then(streams::undescribed).into_iter().collect();
        };
        let described = source.description.contains(streams::GATEWAY);
        let first_content = self.content(first, at, (stream, described));
        if !matches!(first_content.payload, Payload::Items(_) | Payload::Events(_)) {
            self.report_unread(first, at);
        }
        let mut contents = vec![first_content];
        // Of the others only what a schema says is a stream.
        let others_stream = stream.filter(|it| **it == Stream::Off);
        for choice in others.iter().filter(|it| !is_same(first, it)) {
            let content = self.content(choice, at, (others_stream, described));
            let known = contents.iter().any(|it| match content.payload {
                Payload::Json(_) => it.payload == content.payload,
                _ => it.media_type == content.media_type,
            });
            if !known {
                contents.push(content);
                if matches!(choice.media, Media::Text | Media::Bytes) {
                    self.report_unread(choice, at);
                }
            }
        }
        contents
    }

    /// Reports a schema that says more than is read of its media type.
    fn report_unread(&mut self, choice: &Choice<'a>, at: &Pointer) {
        let Some(schema) = choice.source.schema.as_ref().map(Node::from) else { return };
        let at = at.child(choice.name).child("schema");
        let finding = match (choice.media, choice.kind) {
            (Media::Xml, _) => findings::bodies::xml_received(),
            (Media::Form, _) => findings::bodies::url_encoded_received(),
            (Media::Multipart, _) => findings::bodies::multipart_received(),
            (Media::Text | Media::Bytes, Kind::Text | Kind::Bytes) => {
                return self.report_not_json(Some(schema), &at);
            }
            (Media::Json | Media::Text | Media::Bytes, _) => return,
        };
        if self.says_more_than_text(schema, &at) {
            self.report(&at, finding);
        }
    }

    fn content(
        &mut self,
        choice: &Choice<'a>,
        at: &Pointer,
        (stream, described): (Option<&Stream>, bool),
    ) -> Content {
        let Choice { kind, media, name, source } = *choice;
        let content_at = at.child(name);
        let at = content_at.child("schema");
        let schema = source.schema.as_ref().map(Node::from);
        let value = self.stream_value(schema, &content_at);
        let streamed = self.streamed(kind, value.clone(), stream, described);
        let value_at = |it: &Option<(Node<'a>, Pointer)>| it.as_ref().map(|it| it.1.clone());
        let item_at = streamed.as_ref().map_or_else(|| value_at(&value), |it| value_at(&it.item));
        let (kind, payload, envelope) = match (streamed, kind) {
            (Some(it), _) => (it.kind, self.items(it.kind, it.item), it.envelope),
            (None, Kind::Json) => {
                (kind, Payload::Json(schema.map_or(Ty::Any, |it| self.ty(it, &at))), None)
            }
            (None, Kind::Text | Kind::Xml) => (kind, Payload::Text, None),
            (None, Kind::Bytes) => (kind, Payload::Bytes, None),
            (None, Kind::Items | Kind::Events) => (kind, self.items(kind, value), None),
        };
        let facts = match (&payload, &item_at) {
            (Payload::Items(ty) | Payload::Events(ty), Some(at)) => self.facts(at, ty),
            (Payload::Json(ty), _) => self.facts(&at, ty),
            (Payload::Bytes, _) => self.facts(&at, &Ty::Unit),
            _ => self.facts(&at, &Ty::String),
        };
        let mut values: Vec<Value> = source.example.iter().cloned().collect();
        values.extend(self.example_values(&source.examples));
        if values.is_empty() && matches!(payload, Payload::Json(_)) {
            values.extend(schema.and_then(|it| {
                self.resolver.resolve_node(it, &at)?.schema.schema_data.example.clone()
            }));
        }
        if matches!(payload, Payload::Items(_) | Payload::Events(_)) {
            let item = envelope.as_ref().map_or("", |it| it.item.as_str());
            let values_of = values.into_iter().flat_map(items_of_example);
            values = values_of.filter_map(|it| it.pointer(item).cloned()).collect();
        }
        let examples =
            values.into_iter().map(|value| Example { value, written: Value::Null }).collect();
        // What is only handed on may be asked for by a range: `image/*`.
        let media_type = match kind {
            Kind::Bytes => name.to_owned(),
            Kind::Events if sequence(name) != Some(Kind::Events) => "text/event-stream".to_owned(),
            _ => media.concrete(name),
        };
        Content { payload, media_type, examples, facts, envelope }
    }

    /// A value of a sequence: what the schema of 3.2 says, the items of a list, or what the schema is.
    fn stream_value(&self, schema: Option<Node<'a>>, at: &Pointer) -> Option<(Node<'a>, Pointer)> {
        let items_at = at.child(extensions::ITEM_SCHEMA);
        let own =
            self.resolver.parsed.item_schemas.get(&items_at).map(|it| (Node::from(it), items_at));
        own.or_else(|| {
            let (node, at) = (schema?, at.child("schema"));
            let resolved = self.resolver.resolve_node(node, &at)?;
            let facets = Facets::new(resolved.schema);
            match (facets.basic, facets.items) {
                (Some(Basic::Array), Some(items)) => Some((items, resolved.at.child("items"))),
                _ => Some((node, at)),
            }
        })
    }

    /// The items of a sequence.
    fn items(&mut self, kind: Kind, item: Option<(Node<'a>, Pointer)>) -> Payload {
        let Some((node, at)) = item else {
            return if kind == Kind::Events {
                Payload::Events(Ty::String)
            } else {
                Payload::Items(Ty::Any)
            };
        };
        if kind == Kind::Events {
            return self.events(node, &at);
        }
        match self.ty(node, &at) {
            // Said of the text as a whole: each line of it is JSON.
            Ty::String => Payload::Items(Ty::Any),
            ty => Payload::Items(ty),
        }
    }

    /// The schema of an event is that of its data, or has the event's fields for members.
    ///
    /// Source: OpenAPI 3.2.0, "Special Considerations for `text/event-stream` Content".
    fn events(&mut self, node: Node<'a>, at: &Pointer) -> Payload {
        if let Some((data, at)) = self.event_data(node, at) {
            return Payload::Events(self.ty(data, &at));
        }
        let whole = self.resolver.resolve_node(node, at).is_some_and(|it| {
            let facets = Facets::new(it.schema);
            let (variants, key) = if facets.one_of.is_empty() {
                (&facets.any_of, "anyOf")
            } else {
                (&facets.one_of, "oneOf")
            };
            let at = it.at.child(key);
            let is_event =
                |(index, it): (usize, &Node<'a>)| self.event_data(*it, &at.index(index)).is_some();
            !variants.is_empty() && variants.iter().enumerate().all(is_event)
        });
        let ty = self.ty(node, at);
        if whole { Payload::Items(ty) } else { Payload::Events(ty) }
    }

    /// The schema of the data, where a schema is that of an event.
    fn event_data(&self, node: Node<'a>, at: &Pointer) -> Option<(Node<'a>, Pointer)> {
        let resolved = self.resolver.resolve_node(node, at)?;
        let facets = Facets::new(resolved.schema);
        let is_event = facets.properties.iter().all(|(name, _)| is_event_field(name));
        let data = facets.properties.iter().find(|(name, _)| *name == "data")?.1;
        is_event.then(|| (data, resolved.at.child("properties").child("data")))
    }
}

fn kind(media: Media, media_type: &str) -> Kind {
    match (media, sequence(media_type)) {
        // The boundary between parts is a matter of bytes, and so may the parts be.
        (Media::Bytes | Media::Multipart, _) => Kind::Bytes,
        (_, Some(kind)) => kind,
        (Media::Json, None) => Kind::Json,
        (Media::Text | Media::Form, None) => Kind::Text,
        (Media::Xml, None) => Kind::Xml,
    }
}

/// The media types that are made for sequences.
fn sequence(media_type: &str) -> Option<Kind> {
    match essence(media_type).to_ascii_lowercase().as_str() {
        "text/event-stream" => Some(Kind::Events),
        it => is_sequence(it).then_some(Kind::Items),
    }
}

/// Whether two media types are two ways to write the same: they have the same schema, and it isn't that of bytes.
fn is_same(first: &Choice<'_>, other: &Choice<'_>) -> bool {
    let structured = matches!(first.kind, Kind::Json | Kind::Xml);
    let streams = matches!(other.kind, Kind::Items | Kind::Events);
    let schema = &first.source.schema;
    structured && !streams && schema.is_some() && *schema == other.source.schema
}

/// The items of an example, which is one of them or a list; a text of several lines isn't taken apart.
fn items_of_example(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        Value::String(_) => Vec::new(),
        value => vec![value],
    }
}
