//! Request bodies: in which of the documented media types they are sent, and as what.

mod content_type;

use openapiv3::MediaType;
use serde_json::Value;

use crate::canonical::Endpoint;
use crate::diagnostic::findings;
use crate::extensions;
use crate::http::essence;
use crate::ir::{Body, BodyKind, Docs, MediaTypeChoice, Param, Ty};
use crate::lower::facets::{Basic, Facets, Node, provenance};
use crate::lower::names::{Called, Hold, Inside, SETTER_RESERVED, Scope};
use crate::lower::owner::Owner;
use crate::lower::resolver::BODIES;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

/// What the body of a request is called, unless a parameter had the name first.
pub(super) const BODY: &str = "body";

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
    /// What the method that sends such a body is called after it.
    fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Multipart => "multipart",
            Self::Form => "form",
            Self::Text => "text",
            Self::Bytes => "bytes",
            Self::Xml => "xml",
        }
    }

    pub(super) fn of(media_type: &str) -> Self {
        match essence(media_type).to_ascii_lowercase().as_str() {
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
            Self::Multipart if media_type.contains('*') => "multipart/form-data".to_owned(),
            _ => media_type.to_owned(),
        }
    }

    /// Which media type of a kind is sent rather than others.
    fn rank(media_type: &str) -> usize {
        match essence(media_type) {
            "application/json" | "multipart/form-data" => 0,
            it if it.contains('*') => 2,
            _ => 1,
        }
    }

    /// Whether it is JSON and says no more than that.
    fn is_plain_json(media_type: &str) -> bool {
        let essence = essence(media_type);
        matches!(essence, "application/json" | "text/json") || essence.contains('*')
    }
}

/// A way to send a body: a media type, and those that the same value may be sent in.
#[derive(Clone, Debug)]
pub(super) struct BodyVariant<'a> {
    media: Media,
    media_type: &'a str,
    content: &'a MediaType,
    others: Vec<&'a str>,
    /// The media type that is sent instead of that of the description, which can be any.
    preferred: Option<String>,
    /// Those that a parameter names.
    stated: Vec<String>,
}

impl BodyVariant<'_> {
    /// Whether the same value goes in this media type too.
    fn takes(&self, media: Media, content: &MediaType) -> bool {
        if self.media != media || [self.content, content].into_iter().any(is_described) {
            return false;
        }
        match media {
            // What these hold is for the user to know.
            Media::Text | Media::Bytes | Media::Xml => true,
            Media::Json | Media::Multipart | Media::Form => {
                content.schema.is_none() || self.content.schema == content.schema
            }
        }
    }

    /// Where the operation at `at` has this way, be the body a reference.
    pub(super) fn at(&self, at: &Pointer) -> Pointer {
        at.child("requestBody").child("content").child(self.media_type)
    }

    /// What the description says of the operation where its body is sent so, by the key that an operation has it under.
    pub(super) fn own(&self, key: &str) -> Option<&Value> {
        self.content.extensions.get(extensions::OPERATION)?.get(key)
    }

    /// The same where it is text.
    pub(super) fn own_text(&self, key: &str) -> Option<&str> {
        self.own(key)?.as_str().filter(|it| !it.trim().is_empty())
    }

    /// Whether the description says anything of the operation where its body is sent so.
    pub(super) fn is_described(&self) -> bool {
        is_described(self.content)
    }

    /// What a method is called after it, where an operation has several.
    pub(super) fn word(&self, first: &Self) -> String {
        if self.media != first.media {
            return self.media.word().to_owned();
        }
        let subtype = essence(self.media_type).split_once('/').map_or("", |it| it.1);
        subtype.strip_suffix("+json").unwrap_or(subtype).to_owned()
    }

    /// The media type that it is sent in unless another one is chosen.
    fn sent(&self) -> String {
        self.preferred.clone().unwrap_or_else(|| self.media.concrete(self.media_type))
    }

    /// The media types to choose from, where that says more than how the same text is written.
    fn choice(&self) -> Option<Vec<String>> {
        let first = std::iter::once(self.media_type);
        let stated = self.stated.iter().map(String::as_str);
        let all: Vec<&str> = first.chain(self.others.iter().copied()).chain(stated).collect();
        let is_choice = match self.media {
            Media::Json => all.len() > 1 && !all.iter().all(|it| Media::is_plain_json(it)),
            Media::Text | Media::Bytes => {
                all.len() > 1 || self.preferred.is_some() || self.media_type.contains('*')
            }
            Media::Multipart | Media::Form | Media::Xml => false,
        };
        let mut known = vec![self.sent()];
        for media_type in all {
            if known.iter().all(|it| it != media_type) {
                known.push(media_type.to_owned());
            }
        }
        is_choice.then_some(known)
    }
}

/// Whether the description says what an operation is where it sends this.
fn is_described(content: &MediaType) -> bool {
    content.extensions.contains_key(extensions::OPERATION)
}

/// What is documented of a body in one media type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Content<'a, 'p> {
    /// The operation that sends it.
    pub(super) operation: &'p Pointer,
    pub(super) media: Media,
    pub(super) source: &'a MediaType,
    /// Where its schema is.
    pub(super) at: &'p Pointer,
    /// Whether a request without it can't be made.
    pub(super) required: bool,
}

impl<'a> Content<'a, '_> {
    pub(super) fn schema(&self) -> Option<Node<'a>> {
        self.source.schema.as_ref().map(Node::from)
    }

    /// Where the Encoding Object of a field is.
    pub(super) fn encoding_at(&self, field: &str) -> Pointer {
        let parent = self.at.split_last().map(|it| it.0).unwrap_or_default();
        parent.child("encoding").child(field)
    }
}

impl<'a> Walk<'a> {
    /// The ways to send the body of an operation, the preferred one first.
    pub(super) fn body_variants(&mut self, endpoint: &Endpoint<'a>) -> Vec<BodyVariant<'a>> {
        let Some(body) = endpoint.source.request_body.as_ref() else { return Vec::new() };
        let Some((source, at)) = self.follow(&BODIES, body, &endpoint.at().child("requestBody"))
        else {
            return Vec::new();
        };
        let content_at = at.child("content");
        let mut all: Vec<(Media, &'a str, &'a MediaType)> = source
            .content
            .iter()
            .map(|(name, it)| (self.media(name, it, &content_at), name.as_str(), it))
            .collect();
        all.sort_by_key(|(media, name, _)| (*media, Media::rank(name)));
        let mut body_variants: Vec<BodyVariant<'a>> = Vec::new();
        for (media, media_type, content) in all {
            if let Some(body_variant) = body_variants.iter_mut().find(|it| it.takes(media, content))
            {
                body_variant.others.push(media_type);
            } else if self.is_worth_it(
                &body_variants,
                media,
                content,
                &content_at.child(media_type),
            ) {
                body_variants.push(BodyVariant {
                    media,
                    media_type,
                    content,
                    others: Vec::new(),
                    preferred: None,
                    stated: Vec::new(),
                });
            }
        }
        self.add_stated_types(endpoint, &mut body_variants);
        body_variants
    }

    /// The name of the body of the operation at `at`: that of earlier runs, or one that no parameter has.
    fn body_name(&mut self, at: &Pointer, scope: &mut Scope) -> String {
        let kept = self.ledger.inside(Inside::Parameter, at);
        let known = kept.name(BODY).filter(|it| scope.claim(it)).map(str::to_owned);
        let name = known.unwrap_or_else(|| scope.take_with(BODY, &["request_body".to_owned()]));
        let [wire, plain] = [BODY, BODY].map(str::to_owned);
        let called = Called { wire, plain, name: name.clone(), hold: Hold::Alone };
        self.ledger.note((Inside::Parameter, at), BODY.to_owned(), called);
        name
    }

    /// Whether the body of an operation is sent as a whole in one of its ways, so that it has a name.
    pub(super) fn has_whole_body(&self, endpoint: &Endpoint<'a>) -> bool {
        let at = endpoint.at().child("requestBody");
        let node = endpoint.source.request_body.as_ref();
        let body = node.and_then(|it| self.resolver.find(&BODIES, it, &at));
        let is_form = |it: &String| matches!(Media::of(it), Media::Form | Media::Multipart);
        body.is_some_and(|(it, _)| !it.content.keys().all(is_form))
    }

    /// Whether a method of its own gives users something that those before it don't.
    fn is_worth_it(
        &mut self,
        body_variants: &[BodyVariant<'a>],
        media: Media,
        content: &'a MediaType,
        at: &Pointer,
    ) -> bool {
        if body_variants.is_empty() || is_described(content) {
            return true;
        }
        match media {
            // The same once more, in a form that this library doesn't write.
            Media::Xml => !body_variants
                .iter()
                .any(|it| it.media == Media::Json || it.content.schema == content.schema),
            // So is a text of which the schema of the JSON is written.
            Media::Text if self.shows_more_than_text(content, &at.child("schema")) => {
                !body_variants.iter().any(|it| it.content.schema == content.schema)
            }
            Media::Form | Media::Multipart if !self.is_form(content, &at.child("schema")) => {
                self.report(at, findings::bodies::form_not_sent());
                false
            }
            Media::Json | Media::Form | Media::Multipart | Media::Text | Media::Bytes => true,
        }
    }

    /// The body of an operation in one of its ways; the fields of a form are added to its parameters.
    ///
    /// Who calls an alternative has a body to send.
    pub(super) fn body(
        &mut self,
        endpoint: &Endpoint<'a>,
        body_variant: &BodyVariant<'a>,
        is_alternative: bool,
        params: &mut Vec<Param>,
    ) -> Option<Body> {
        let at = endpoint.at().child("requestBody");
        let node = endpoint.source.request_body.as_ref()?;
        let (source, at) = self.follow(&BODIES, node, &at)?;
        let of = self.operation_name(&endpoint.at());
        self.note_owner((&BODIES, node), &at, Owner::SharedBody, || Owner::Request { of });
        let shared_at = BODIES.name(node).is_some().then(|| at.clone());
        let at = at.child("content").child(body_variant.media_type).child("schema");
        let mut scope = Scope::new(SETTER_RESERVED);
        for param in params.iter() {
            scope.claim(&param.name);
        }
        let example = body_variant.content.example.clone();
        let example = example.or_else(|| self.first_example(&body_variant.content.examples));
        let required = source.required || is_alternative;
        let content = Content {
            operation: &endpoint.at(),
            media: body_variant.media,
            source: body_variant.content,
            at: &at,
            required,
        };
        let (kind, example) = self.body_kind(content, example, params, &mut scope);
        self.settle_fields(params, required, (&at, shared_at.as_ref()));
        let mut choice = body_variant.choice();
        let name = match &kind {
            // Nothing to send, and nothing that has to be.
            BodyKind::Form(extras) | BodyKind::Multipart(extras)
                if extras.is_empty()
                    && !required
                    && !params.iter().any(|it| it.location.is_field()) =>
            {
                return None;
            }
            BodyKind::Form(_) | BodyKind::Multipart(_) => String::new(),
            BodyKind::Json(_) | BodyKind::Text | BodyKind::Bytes => {
                self.body_name(&endpoint.at(), &mut scope)
            }
        };
        if body_variant.media == Media::Multipart && kind == BodyKind::Bytes {
            // The boundary is the user's, and so is the type that names it.
            choice = Some(vec![body_variant.media.concrete(body_variant.media_type)]);
        }
        let facts = match &kind {
            BodyKind::Json(ty) => self.facts(&at, ty),
            BodyKind::Text => self.facts(&at, &Ty::String),
            BodyKind::Bytes => self.facts(&at, &Ty::Unit),
            // What is said of the fields stands with these.
            BodyKind::Form(_) | BodyKind::Multipart(_) => {
                self.facts(&at, &Ty::Map(Box::new(Ty::Any)))
            }
        };
        Some(Body {
            kind,
            documented: source.content.keys().cloned().collect(),
            media_type: body_variant.sent(),
            choice: choice.map(|known| MediaTypeChoice {
                name: scope.take_with("content_type", &["body_content_type".to_owned()]),
                known,
            }),
            name,
            required,
            docs: Docs {
                text: source.description.clone().filter(|it| !it.trim().is_empty()),
                provenance: provenance(|name| source.extensions.get(name)),
                deprecated: false,
            },
            facts,
            shared_at,
            example: example.unwrap_or(Value::Null),
        })
    }

    /// Says of the fields of a body, whose schema is at `at`, where others have it too; reports that they are always sent.
    fn settle_fields(
        &mut self,
        params: &mut [Param],
        required: bool,
        (at, shared_at): (&Pointer, Option<&Pointer>),
    ) {
        let mut is_sent = false;
        for field in params.iter_mut().filter(|it| it.location.is_field()) {
            is_sent |= field.required;
            field.shared_at = shared_at.cloned();
        }
        if is_sent && !required {
            let at = at.ancestors().nth(3).unwrap_or_default();
            self.report(&at, findings::bodies::form_always_sent());
        }
    }

    fn body_kind(
        &mut self,
        content: Content<'a, '_>,
        example: Option<Value>,
        params: &mut Vec<Param>,
        scope: &mut Scope,
    ) -> (BodyKind, Option<Value>) {
        let (Content { media, at, .. }, schema) = (content, content.schema());
        let text = |example: Option<Value>| example.filter(Value::is_string);
        match media {
            Media::Json => {
                let ty = schema.map_or(Ty::Any, |it| self.ty(it, at));
                let own = || schema.and_then(|it| self.schema_docs(it, at, None).1);
                let example = example.or_else(own);
                (BodyKind::Json(ty), example)
            }
            Media::Form | Media::Multipart => {
                let form = media == Media::Form;
                if let Some(mut fields) = self.form_fields(content, scope) {
                    for param in &mut fields.params {
                        let given = example.as_ref().and_then(|it| it.get(&param.wire)).cloned();
                        param.example = given.unwrap_or_else(|| param.example.take());
                    }
                    params.append(&mut fields.params);
                    let extras = fields.extras;
                    let kind = if form { BodyKind::Form } else { BodyKind::Multipart };
                    return (kind(extras), None);
                }
                self.report(at, findings::bodies::form_without_fields());
                (if form { BodyKind::Text } else { BodyKind::Bytes }, None)
            }
            Media::Text => {
                self.report_not_json(schema, at);
                (BodyKind::Text, text(example))
            }
            Media::Xml => {
                // A text is what it is; of anything else the description says more than that.
                if schema.is_some_and(|it| self.says_more_than_text(it, at)) {
                    self.report(at, findings::bodies::xml_sent());
                }
                (BodyKind::Text, text(example))
            }
            Media::Bytes => {
                self.report_not_json(schema, at);
                (BodyKind::Bytes, None)
            }
        }
    }

    /// What a media type means here: anything whose schema is binary is bytes, and so is what may be of any media type
    /// where nothing is known of the content.
    pub(super) fn media(&self, media_type: &str, content: &'a MediaType, at: &Pointer) -> Media {
        let media = Media::of(media_type);
        let schema_at = at.child(media_type).child("schema");
        let schema = content.schema.as_ref().map(Node::from);
        let binary = schema.is_some_and(|it| self.is_binary(it, &schema_at));
        match media {
            Media::Json | Media::Text | Media::Xml if binary => Media::Bytes,
            Media::Json if media_type.contains('*') => {
                let is_unknown = schema.is_none_or(|it| self.says_nothing(it, &schema_at));
                let examples = content.example.iter().cloned();
                let examples = examples.chain(self.example_values(&content.examples));
                let shows_json = examples.into_iter().any(|it| it.is_object() || it.is_array());
                if is_unknown && !shows_json { Media::Bytes } else { Media::Json }
            }
            media => media,
        }
    }

    /// Whether a schema stands for raw bytes.
    ///
    /// Source: OpenAPI 3.0.4, "Considerations for File Uploads".
    pub(super) fn is_binary(&self, node: Node<'a>, at: &Pointer) -> bool {
        self.resolver.resolve_value(node, at).is_some_and(|it| {
            let facets = Facets::new(it.schema);
            facets.basic == Some(Basic::String)
                && matches!(facets.format.as_deref(), Some("binary" | "file"))
        })
    }

    /// Whether a schema says nothing of its values.
    pub(super) fn says_nothing(&self, node: Node<'a>, at: &Pointer) -> bool {
        self.resolver
            .resolve_value(node, at)
            .is_some_and(|it| Facets::new(it.schema).says_nothing())
    }

    /// Reports a schema with members or items under a media type whose values are handed on as they are.
    pub(super) fn report_not_json(&mut self, schema: Option<Node<'a>>, at: &Pointer) {
        if schema.is_some_and(|it| self.is_structured(it, at)) {
            self.report(at, findings::bodies::not_json());
        }
    }

    /// Whether a schema describes objects, arrays, or alternatives.
    pub(super) fn is_structured(&self, node: Node<'a>, at: &Pointer) -> bool {
        self.resolver.resolve_value(node, at).is_some_and(|it| {
            let facets = Facets::new(it.schema);
            let (_, alternatives) = facets.alternatives();
            matches!(facets.basic, Some(Basic::Array | Basic::Object))
                || !facets.properties.is_empty()
                || !facets.all_of.is_empty()
                || !alternatives.is_empty()
        })
    }

    fn shows_more_than_text(&self, content: &'a MediaType, at: &Pointer) -> bool {
        content.schema.as_ref().is_some_and(|it| self.says_more_than_text(Node::from(it), at))
    }

    /// Whether a schema says more of a text than that it is one.
    pub(super) fn says_more_than_text(&self, node: Node<'a>, at: &Pointer) -> bool {
        self.resolver.resolve_value(node, at).is_some_and(|it| {
            let facets = Facets::new(it.schema);
            facets.basic != Some(Basic::String) && !facets.says_nothing()
        })
    }
}
