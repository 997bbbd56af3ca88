//! What the parts of a multipart form are: files, or values in a media type.

use openapiv3::{Encoding, Header, ParameterSchemaOrContent};
use serde_json::Value;

use crate::diagnostic::findings;
use crate::http::is_token;
use crate::ir::{Docs, Location, Ty, TypeKind};
use crate::lower::bodies::Media;
use crate::lower::facets::{Basic, Facets, Node};
use crate::lower::params::Sent;
use crate::lower::resolver::HEADERS;
use crate::lower::schemas::Member;
use crate::lower::walk::Walk;
use crate::markdown::{below, code};
use crate::pointer::Pointer;

/// Whether every part has this header anyway.
///
/// Source: OpenAPI 3.0.4, "Encoding Object", `headers`: `Content-Type` is described separately.
fn is_of_parts(name: &str) -> bool {
    ["content-type", "content-disposition"].iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// How far a type is looked into for objects.
const MOST_NESTED: usize = 16;

impl<'a> Walk<'a> {
    pub(super) fn part_location(&self, member: &Member<'a>, media_types: &[String]) -> Location {
        if let Some(location) = self.files(member.node, &member.at) {
            return location;
        }
        // OpenAPI 3.1 leaves the type of bytes out.
        let bytes = media_types.first().is_some_and(|it| Media::of(it) == Media::Bytes);
        let plain = self.resolver.resolve_value(member.node, &member.at).is_some_and(|it| {
            let facets = Facets::new(it.schema);
            let text = facets.basic == Some(Basic::String) && facets.values.is_empty();
            facets.says_nothing() || (text && facets.format.is_none())
        });
        if bytes && plain { Location::File } else { Location::Part }
    }

    /// Where a part goes, and as what: one of objects, whose media type isn't JSON's, is taken as the text or the bytes
    /// that are sent.
    pub(super) fn part_as_it_is(
        &mut self,
        member: &Member<'a>,
        media_types: &[String],
        sent: Sent,
    ) -> (Location, Sent) {
        let each: Vec<Media> = media_types.iter().map(|it| Media::of(it)).collect();
        let is_json = each.is_empty() || each.contains(&Media::Json);
        if is_json || !self.holds_objects(&sent.ty, MOST_NESTED) {
            return (Location::Part, sent);
        }
        let is_list = matches!(sent.ty, Ty::List(_));
        let is_text = matches!(each.first(), Some(Media::Text | Media::Xml));
        let finding = match each.first() {
            Some(Media::Xml) => findings::bodies::xml_part(),
            _ => findings::bodies::not_json(),
        };
        self.report(&member.at, finding);
        let location = match (is_text, is_list) {
            (true, _) => Location::Part,
            (false, true) => Location::Files,
            (false, false) => Location::File,
        };
        let ty = if is_list { Ty::List(Box::new(Ty::String)) } else { Ty::String };
        (location, Sent { ty, docs: sent.docs, ..Sent::default() })
    }

    /// The headers of a part that are sent with their one value, those of the Encoding Object at `at`.
    ///
    /// Of others a file's documentation says how they are set, and the values of other parts can't have them.
    pub(super) fn part_headers(
        &mut self,
        encoding: &'a Encoding,
        at: &Pointer,
        is_file: bool,
        docs: &mut Docs,
    ) -> Vec<(String, String)> {
        let mut sent = Vec::new();
        for (name, node) in encoding.headers.iter().filter(|(name, _)| !is_of_parts(name)) {
            let at = at.child("headers").child(name);
            let Some((header, at)) = self.follow(&HEADERS, node, &at) else { continue };
            if !is_token(name) {
                self.report(&at, findings::parameters::no_header_name(name));
                continue;
            }
            let (value, is_only) = self.fixed_value(header, &at);
            if !is_only && is_file {
                let may = if header.required { "has to" } else { "may" };
                let name = code(name);
                let line = format!("The file {may} have the header {name}: `FilePart::header`.");
                docs.text = Some(below(docs.text.take(), line));
            } else if !is_only {
                self.report(&at, findings::bodies::part_header(name, value.as_deref()));
            }
            sent.extend(value.map(|it| (name.clone(), it)));
        }
        sent
    }

    /// What a header has when nobody says: its only value, or the default of one that has to be there. And whether that
    /// is all there is.
    fn fixed_value(&self, header: &'a Header, at: &Pointer) -> (Option<String>, bool) {
        let ParameterSchemaOrContent::Schema(schema) = &header.format else { return (None, false) };
        let at = at.child("schema");
        let Some(part) = self.resolver.resolve_value(Node::from(schema), &at) else {
            return (None, false);
        };
        let facets = Facets::new(part.schema);
        let text = |it: &Value| match it {
            Value::String(text) if !text.contains(char::is_control) => Some(text.clone()),
            Value::Bool(_) | Value::Number(_) => Some(it.to_string()),
            _ => None,
        };
        if let [only] = facets.values.as_slice() {
            let value = text(only);
            let is_only = value.is_some();
            return (value, is_only);
        }
        let default = facets.data.default.as_ref().filter(|_| header.required);
        (default.and_then(text), false)
    }

    /// Whether values of a type are objects, or may be or hold some.
    fn holds_objects(&self, ty: &Ty, left: usize) -> bool {
        let Some(left) = left.checked_sub(1) else { return false };
        match ty {
            Ty::Map(_) | Ty::Tuple(_) => true,
            Ty::List(ty) | Ty::Nullable(ty) | Ty::Boxed(ty) => self.holds_objects(ty, left),
            Ty::Named(id) => match self.arena.def(*id).map(|it| &it.kind) {
                Some(TypeKind::Record(_)) => true,
                Some(TypeKind::Union(union)) => {
                    union.variants.iter().any(|it| self.holds_objects(&it.ty, left))
                }
                Some(TypeKind::Alias(ty)) => self.holds_objects(ty, left),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether a value is a file or several, or may be.
    pub(super) fn files(&self, node: Node<'a>, at: &Pointer) -> Option<Location> {
        if self.is_binary(node, at) {
            return Some(Location::File);
        }
        let part = self.resolver.resolve_value(node, at)?;
        let facets = Facets::new(part.schema);
        if let Some(items) = facets.items {
            return self.is_binary(items, &part.at.child("items")).then_some(Location::Files);
        }
        let below = [&facets.one_of, &facets.any_of, &facets.all_of].into_iter().flatten();
        let mut found = None;
        for node in below {
            let location = match node {
                Node::Ref(_) => self.is_binary(*node, at).then_some(Location::File),
                Node::Schema(_) => self.files(*node, at),
            };
            found = found.max(location);
        }
        found
    }
}
