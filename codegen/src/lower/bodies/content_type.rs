//! What a header parameter `Content-Type` says of the media type of the body.
//!
//! OpenAPI 3.0.4, "Parameter Object", `name`: the parameter itself is ignored. What it says of the body holds all the
//! same, where nothing else says it: an upload whose media type is the user's, the only value that a server takes.

use serde_json::Value;

use crate::canonical::Endpoint;
use crate::diagnostic::findings;
use crate::http::essence;
use crate::lower::bodies::{BodyVariant, Media};
use crate::lower::facets::{Facets, Node};
use crate::lower::params::data;
use crate::lower::resolver::PARAMETERS;
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

/// The media types that a parameter names.
#[derive(Debug, Default)]
struct Stated {
    at: Pointer,
    /// Those that are sent, the usual one first; with others than these where it is open.
    values: Vec<String>,
    /// Whether the first of the values is sent unless another one is chosen.
    has_default: bool,
    /// Values that are only shown.
    examples: Vec<String>,
    is_open: bool,
}

impl<'a> Walk<'a> {
    /// Adds to the ways to send a body the media types that a parameter names.
    pub(super) fn add_stated_types(
        &mut self,
        endpoint: &Endpoint<'a>,
        body_variants: &mut [BodyVariant<'a>],
    ) {
        if body_variants.is_empty() {
            return;
        }
        let Some(mut stated) = self.stated_types(endpoint) else { return };
        for media_type in std::mem::take(&mut stated.values) {
            if body_variants.iter().any(|it| it.has(&media_type)) {
                continue;
            }
            let media = Media::of(&media_type);
            let takes = |it: &&mut BodyVariant<'a>| {
                let is_raw = matches!(it.media, Media::Text | Media::Bytes | Media::Json);
                is_raw && (it.media == media || it.is_any())
            };
            if let Some(body_variant) = body_variants.iter_mut().find(takes) {
                if stated.has_default && body_variant.is_any() && body_variant.preferred.is_none() {
                    body_variant.preferred = Some(media_type);
                } else {
                    body_variant.stated.push(media_type);
                }
            } else {
                self.report(&stated.at, findings::parameters::undescribed_media_type(&media_type));
            }
            stated.has_default = false;
        }
        let Some(body_variant) = body_variants.iter_mut().find(|it| it.media == Media::Bytes)
        else {
            return;
        };
        if stated.is_open {
            let examples = stated.examples.into_iter().filter(|it| !body_variant.has(it));
            let examples: Vec<String> = examples.collect();
            body_variant.stated.extend(examples);
            if !body_variant.has("*/*") {
                body_variant.stated.push("*/*".to_owned());
            }
        }
    }

    fn stated_types(&mut self, endpoint: &Endpoint<'a>) -> Option<Stated> {
        let of_item = endpoint.item_at().child("parameters");
        let of_operation = endpoint.at().child("parameters");
        let own = endpoint.source.parameters.iter().enumerate();
        let item = endpoint.item.parameters.iter().enumerate();
        let own = own.map(|(index, it)| (it, of_operation.index(index)));
        let all = own.chain(item.map(|(index, it)| (it, of_item.index(index))));
        let (parameter, at) = all.into_iter().find_map(|(it, at)| {
            let (it, at) = self.resolver.find(&PARAMETERS, it, &at)?;
            let is_header = matches!(it, openapiv3::Parameter::Header { .. });
            (is_header && data(it).name.eq_ignore_ascii_case("content-type")).then_some((it, at))
        })?;
        let data = data(parameter);
        let mut examples: Vec<Value> = data.example.iter().cloned().collect();
        examples.extend(self.example_values(&data.examples));
        let mut stated = Stated { at: at.clone(), is_open: true, ..Stated::default() };
        if let openapiv3::ParameterSchemaOrContent::Schema(schema) = &data.format {
            let resolved = self.resolver.resolve_value(Node::from(schema), &at.child("schema"))?;
            let facets = Facets::new(resolved.schema);
            stated.is_open = facets.values.is_empty();
            stated.has_default = facets.data.default.is_some() || facets.values.len() == 1;
            stated.values = texts(facets.data.default.iter().chain(&facets.values));
            examples.extend(facets.data.example.clone());
        }
        stated.examples = texts(examples.iter());
        Some(stated)
    }
}

impl BodyVariant<'_> {
    fn has(&self, media_type: &str) -> bool {
        let is = |it: &str| essence(it).eq_ignore_ascii_case(essence(media_type));
        is(self.media_type)
            || self.others.iter().any(|it| is(it))
            || self.preferred.iter().chain(&self.stated).any(|it| is(it))
    }

    /// Whether the description names no media type in particular.
    fn is_any(&self) -> bool {
        let name = essence(self.media_type);
        self.media == Media::Bytes && (name == "application/octet-stream" || name.contains('*'))
    }
}

/// The media types among some values, each once.
fn texts<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for text in values.filter_map(Value::as_str).map(str::trim) {
        let is_media_type = text.split_once('/').is_some_and(|(_, name)| !name.is_empty());
        if is_media_type
            && !text.contains(['*', ',', '{', '<'])
            && !texts.iter().any(|it| it == text)
        {
            texts.push(text.to_owned());
        }
    }
    texts
}
