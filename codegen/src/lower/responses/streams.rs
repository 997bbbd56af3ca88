//! Responses that come value by value although their media types don't say so.
//!
//! - In: what a setting or an extension says of an operation, else how gRPC gateways describe what they stream.
//! - Out: the schema of an item, and what the values hold it in.

use crate::canonical::Endpoint;
use crate::diagnostic::findings;
use crate::extensions;
use crate::ir::{Envelope, Facts, Payload, Ty};
use crate::lower::facets::{Facets, Node};
use crate::lower::responses::content::{Content, Kind};
use crate::lower::walk::Walk;
use crate::pointer::Pointer;
use crate::settings::{Stream, StreamMembers};

/// What gRPC gateways write behind the description of a response that they stream.
pub(super) const GATEWAY: &str = "(streaming responses)";

/// A body that comes value by value.
#[derive(Debug)]
pub(super) struct Streamed<'a> {
    /// Items or events.
    pub(super) kind: Kind,
    /// The schema of an item, if there is one.
    pub(super) item: Option<(Node<'a>, Pointer)>,
    pub(super) envelope: Option<Envelope>,
}

/// A response of which nothing is described but that it is a stream.
pub(super) fn undescribed(stream: &Stream) -> Option<Content> {
    let (payload, media_type, members) = match stream {
        Stream::Off => return None,
        Stream::Values(it) => (Payload::Items(Ty::Any), "application/json", it),
        Stream::Events(it) => (Payload::Events(Ty::Any), "text/event-stream", it),
    };
    let (media_type, envelope) = (media_type.to_owned(), envelope(members));
    let facts = Facts::default();
    Some(Content { payload, media_type, examples: Vec::new(), facts, envelope })
}

/// The members of a stream that somebody has called one: an error in it is looked for unless that is ruled out.
fn envelope(members: &StreamMembers) -> Option<Envelope> {
    let item = members.item.clone().unwrap_or_default();
    let error = members.error.clone().unwrap_or_else(|| "/error".to_owned());
    (!item.is_empty() || !error.is_empty()).then_some(Envelope { item, error })
}

/// Reports operations of the settings that the description doesn't have.
pub(in crate::lower) fn report_unknown(walk: &mut Walk<'_>) {
    for (name, setting) in &walk.settings.streams.operations {
        if !walk.canonical.operations().any(|it| it.id() == *name) {
            let finding = findings::settings::unknown_stream(name);
            walk.sink.push(finding.at(setting.place.clone()));
        }
    }
}

/// How deep an `allOf` is looked into.
const DEPTH: usize = 4;

impl<'a> Walk<'a> {
    /// What a setting says of an operation's response, or else its extension.
    pub(super) fn said_of_stream(&mut self, endpoint: &Endpoint<'a>) -> Option<Stream> {
        if let Some(stream) = self.settings.streams.of(&endpoint.id()) {
            return Some(stream.clone());
        }
        let said = endpoint.source.extensions.get(extensions::STREAM)?;
        let stream = Stream::of_extension(said);
        if stream.is_none() {
            let at = endpoint.at().child(extensions::STREAM);
            self.report(&at, findings::members::malformed_value(extensions::STREAM));
        }
        stream
    }

    /// How a body streams whose media type is of this kind, and whose values have this schema; `None` where that is as
    /// the media type says.
    pub(super) fn streamed(
        &mut self,
        kind: Kind,
        value: Option<(Node<'a>, Pointer)>,
        stream: Option<&Stream>,
        described: bool,
    ) -> Option<Streamed<'a>> {
        let members = match stream {
            Some(Stream::Off) => return None,
            Some(Stream::Values(it) | Stream::Events(it)) => Some(it),
            None => None,
        };
        let is_sequence = matches!(kind, Kind::Items | Kind::Events);
        let said = match stream {
            Some(Stream::Events(_)) => Kind::Events,
            _ if kind == Kind::Events => kind,
            _ => Kind::Items,
        };
        let is_plain = members.is_none_or(|it| it.item.is_none());
        if is_plain && (is_sequence || kind == Kind::Json || members.is_some()) {
            let found = value.as_ref().and_then(|it| self.gateway_item(it, described));
            if let Some((item, mut envelope)) = found {
                if let Some(error) = members.and_then(|it| it.error.clone()) {
                    envelope.error = error;
                }
                return Some(Streamed { kind: said, item: Some(item), envelope: Some(envelope) });
            }
        }
        let members = members?;
        let item = match (&members.item, value) {
            (Some(pointer), Some(value)) => self.member_at(value, pointer, members.by_extension),
            (_, value) => value,
        };
        Some(Streamed { kind: said, item, envelope: envelope(members) })
    }

    /// The item in what a gRPC gateway streams, one `result` or `error` after the other.
    ///
    /// protoc-gen-swagger keeps the schemas of these in `x-stream-definitions`, and protoc-gen-openapiv2 writes each where
    /// it is used; both give it a title, and a description to the response.
    fn gateway_item(
        &self,
        (node, at): &(Node<'a>, Pointer),
        described: bool,
    ) -> Option<((Node<'a>, Pointer), Envelope)> {
        let resolved = self.resolver.resolve_node(*node, at)?;
        let facets = Facets::new(resolved.schema);
        let title = facets.data.title.as_deref().unwrap_or_default();
        let before = self.canonical.origins.place(&resolved.at).pointer;
        let is_stream = described
            || title.starts_with("Stream result of ")
            || before.tokens().any(|it| it == "x-stream-definitions");
        let is_envelope = facets.properties.iter().all(|(it, _)| ["result", "error"].contains(it));
        let result = facets.properties.iter().find(|(name, _)| *name == "result")?.1;
        let at = resolved.at.child("properties").child("result");
        let envelope = Envelope { item: "/result".to_owned(), error: "/error".to_owned() };
        (is_stream && is_envelope).then_some(((result, at), envelope))
    }

    /// The schema of the member at a JSON pointer; reports where none is described.
    fn member_at(
        &mut self,
        value: (Node<'a>, Pointer),
        pointer: &str,
        by_extension: bool,
    ) -> Option<(Node<'a>, Pointer)> {
        let whole = value.1.clone();
        let tokens = Pointer::parse(pointer).unwrap_or_default();
        let found =
            tokens.tokens().try_fold(value, |it, name| self.described_member(it, &name, DEPTH));
        if found.is_none() {
            // A setting is somebody's who relies on it; an extension may be the vendor's slip.
            let finding = if by_extension {
                findings::bodies::no_stream_item(pointer)
            } else {
                findings::settings::no_stream_item(pointer)
            };
            self.report(&whole, finding);
        }
        found
    }

    /// The schema of a member, wherever in an `allOf` it stands.
    fn described_member(
        &self,
        (node, at): (Node<'a>, Pointer),
        name: &str,
        depth: usize,
    ) -> Option<(Node<'a>, Pointer)> {
        let resolved = self.resolver.resolve_node(node, &at).filter(|_| depth > 0)?;
        let facets = Facets::new(resolved.schema);
        if let Some((_, member)) = facets.properties.iter().find(|(it, _)| *it == name) {
            return Some((*member, resolved.at.child("properties").child(name)));
        }
        facets.all_of.iter().enumerate().find_map(|(index, it)| {
            let at = resolved.at.child("allOf").index(index);
            self.described_member((*it, at), name, depth - 1)
        })
    }
}
