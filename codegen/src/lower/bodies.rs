//! Request bodies: which of the documented media types is sent, and as what.

use openapiv3::{Encoding, MediaType};
use serde_json::Value;

use crate::diagnostic::Code;
use crate::ir::{Body, BodyKind, Docs, Location, Param, ParamStyle, Ty};
use crate::lower::Cx;
use crate::lower::components::BODIES;
use crate::lower::facets::{Basic, Facets, Node, provenance};
use crate::lower::names::{SETTER_RESERVED, Scope, snake};
use crate::lower::operations::Site;
use crate::lower::params::{argument_ty, query_style};
use crate::pointer::Pointer;

/// What a media type means for a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Media {
    /// JSON, or anything, which is taken as JSON where there is a schema.
    Json,
    /// `multipart/form-data`
    Multipart,
    /// `application/x-www-form-urlencoded`
    Form,
    /// Text of any kind but XML.
    Text,
    /// Bytes of any kind.
    Bytes,
    /// XML, which goes as text.
    Xml,
}

impl Media {
    pub(super) fn of(media_type: &str) -> Self {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/x-www-form-urlencoded" => Self::Form,
            "*/*" | "application/*" | "text/json" => Self::Json,
            "application/x-ndjson"
            | "application/jsonl"
            | "application/json-seq"
            | "application/x-yaml"
            | "application/yaml"
            | "application/javascript"
            | "application/graphql" => Self::Text,
            it if it.ends_with("/xml") || it.ends_with("+xml") => Self::Xml,
            it if it.starts_with("multipart/") => Self::Multipart,
            it if it.ends_with("/json") || it.ends_with("+json") || it.contains("json") => {
                Self::Json
            }
            it if it.starts_with("text/") => Self::Text,
            _ => Self::Bytes,
        }
    }

    /// The media type to send: a wildcard becomes what it is taken for.
    pub(super) fn concrete(self, media_type: &str) -> String {
        match self {
            Self::Json if media_type.contains('*') => "application/json".to_owned(),
            Self::Text if media_type.contains('*') => "text/plain".to_owned(),
            Self::Bytes if media_type.contains('*') => "application/octet-stream".to_owned(),
            _ => media_type.to_owned(),
        }
    }
}

/// The media type that is sent, of those that the description offers.
#[derive(Debug)]
struct Chosen<'a> {
    media: Media,
    content: &'a MediaType,
    /// Where its schema is.
    at: Pointer,
    example: Option<Value>,
}

impl<'a> Cx<'a> {
    /// The body of an operation; the fields of a form are added to its parameters.
    pub(super) fn body(&mut self, site: &Site<'a>, params: &mut Vec<Param>) -> Option<Body> {
        let at = site.at().child("requestBody");
        let (source, at) = self.follow(&BODIES, site.source.request_body.as_ref()?, &at)?;
        let content_at = at.child("content");
        let mut choices: Vec<(Media, &str, &'a MediaType)> = source
            .content
            .iter()
            .map(|(name, it)| (self.media(name, it, &content_at), name.as_str(), it))
            .collect();
        choices.sort_by_key(|(media, name, _)| (*media, name.contains('*')));
        let (media, media_type, content) = *choices.first()?;
        if let Some((other, name, _)) = choices.iter().find(|(other, ..)| *other != media) {
            let message = format!("a body may also be `{name}`; `{media_type}` is what is sent");
            if !matches!(other, Media::Xml) {
                self.report(Code::SeveralMediaTypes, &content_at, message);
            }
        }
        let chosen = Chosen {
            media,
            content,
            at: content_at.child(media_type).child("schema"),
            example: content.example.clone().or_else(|| self.first_example(&content.examples)),
        };
        let (kind, example) = self.body_kind(&chosen, params);
        let mut scope = Scope::new(SETTER_RESERVED);
        for param in params.iter() {
            scope.claim(&param.name);
        }
        let docs = Docs {
            text: source.description.clone().filter(|it| !it.trim().is_empty()),
            provenance: provenance(|name| source.extensions.get(name)),
            deprecated: false,
        };
        let name = match kind {
            BodyKind::Form | BodyKind::Multipart => String::new(),
            BodyKind::Json(_) | BodyKind::Text | BodyKind::Bytes => {
                scope.take_with("body", &["request_body".to_owned()])
            }
        };
        Some(Body {
            kind,
            media_type: media.concrete(media_type),
            name,
            required: source.required,
            docs,
            example: example.unwrap_or(Value::Null),
        })
    }

    /// What a media type means here: anything whose schema is binary is bytes.
    pub(super) fn media(&self, media_type: &str, content: &'a MediaType, at: &Pointer) -> Media {
        let media = Media::of(media_type);
        let schema_at = at.child(media_type).child("schema");
        let binary =
            content.schema.as_ref().is_some_and(|it| self.is_binary(it.into(), &schema_at));
        match media {
            Media::Json | Media::Text if binary => Media::Bytes,
            // Any media type at all, and nothing is known of the content.
            Media::Json if media_type == "*/*" && content.schema.is_none() => Media::Bytes,
            media => media,
        }
    }

    /// Whether a schema stands for raw bytes.
    ///
    /// Source: OpenAPI 3.0.4, "Considerations for File Uploads".
    pub(super) fn is_binary(&self, node: Node<'a>, at: &Pointer) -> bool {
        self.resolve_node(node, at).is_some_and(|it| {
            let facets = Facets::new(it.schema);
            facets.basic == Some(Basic::String)
                && matches!(facets.format.as_deref(), Some("binary" | "file"))
        })
    }

    fn body_kind(
        &mut self,
        chosen: &Chosen<'a>,
        params: &mut Vec<Param>,
    ) -> (BodyKind, Option<Value>) {
        let Chosen { media, content, at, example } = chosen;
        let schema = content.schema.as_ref().map(Node::from);
        let text = || example.clone().filter(Value::is_string);
        match media {
            Media::Json => {
                let ty = schema.map_or(Ty::Any, |it| self.ty(it, at));
                let own = || schema.and_then(|it| self.schema_docs(it, at).1);
                (BodyKind::Json(ty), example.clone().or_else(own))
            }
            Media::Form | Media::Multipart => {
                let form = *media == Media::Form;
                if self.form_fields(chosen, params) {
                    return (if form { BodyKind::Form } else { BodyKind::Multipart }, None);
                }
                let message =
                    "the fields of this form can't be told; the body is taken as it is to be sent";
                self.report(Code::FormWithoutFields, at, message);
                (if form { BodyKind::Text } else { BodyKind::Bytes }, None)
            }
            Media::Text => (BodyKind::Text, text()),
            Media::Xml => {
                self.report(Code::XmlBody, at, "an XML body is taken as text");
                (BodyKind::Text, text())
            }
            Media::Bytes => (BodyKind::Bytes, None),
        }
    }

    /// Adds the fields of a form to the parameters; says whether they can be told.
    fn form_fields(&mut self, chosen: &Chosen<'a>, params: &mut Vec<Param>) -> bool {
        let Chosen { media, content, at, example } = chosen;
        let Some(schema) = content.schema.as_ref() else { return false };
        let members = self.object_members(schema.into(), at).filter(|it| !it.is_empty());
        let Some(members) = members else { return false };
        let mut scope = Scope::new(SETTER_RESERVED);
        for param in params.iter() {
            scope.claim(&param.name);
        }
        for member in members {
            let data = self.resolve_node(member.node, &member.at).map(|it| &it.schema.schema_data);
            if data.is_some_and(|it| it.read_only) {
                continue;
            }
            let (docs, own_example) = self.schema_docs(member.node, &member.at);
            let location = self.field_location(*media, &member.node, &member.at);
            let ty = match (location, self.member_ty(&member)) {
                (Location::File | Location::Files, _) => Ty::Unit,
                (_, ty) => argument_ty(ty),
            };
            let words = snake(member.wire);
            let given = example.as_ref().and_then(|it| it.get(member.wire)).cloned();
            params.push(Param {
                name: scope.take_with(&words, &[format!("{}_field", words.trim_end_matches('_'))]),
                wire: member.wire.to_owned(),
                location,
                style: field_style(content.encoding.get(member.wire)),
                ty,
                required: member.required,
                docs,
                example: given.or(own_example).unwrap_or(Value::Null),
            });
        }
        true
    }

    fn field_location(&self, media: Media, node: &Node<'a>, at: &Pointer) -> Location {
        if media == Media::Form {
            return Location::Form;
        }
        if self.is_binary(*node, at) {
            return Location::File;
        }
        let items = self.resolve_node(*node, at).and_then(|it| {
            let items_at = it.at.child("items");
            Some((Facets::new(it.schema).items?, items_at))
        });
        match items {
            Some((items, at)) if self.is_binary(items, &at) => Location::Files,
            _ => Location::Part,
        }
    }
}

fn field_style(encoding: Option<&Encoding>) -> ParamStyle {
    let Some(encoding) = encoding else { return ParamStyle::Usual };
    if crate::lower::extension_text(&encoding.extensions, "x-clientwright-collection-format")
        == Some("tsv")
    {
        return ParamStyle::TabDelimited;
    }
    match &encoding.style {
        Some(style) => query_style(style, Some(encoding.explode), encoding.allow_reserved),
        None if encoding.content_type.as_deref().is_some_and(|it| it.contains("json")) => {
            ParamStyle::Json
        }
        None => ParamStyle::Usual,
    }
}
