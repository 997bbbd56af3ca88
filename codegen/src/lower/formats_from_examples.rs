//! What examples show of the scalars inside: a response's `"created": "12/31/2024"` speaks about the member's format.
//!
//! - In: the examples of parameters, bodies, responses and components.
//! - Out: for each scalar schema of a format, by its pointer, the values that are of it and those that aren't.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{MediaType, Parameter, ParameterSchemaOrContent, ReferenceOr, Schema};
use serde_json::{Map, Value};

use crate::canonical::Endpoint;
use crate::lower::facets::{Additional, Facets, Node};
use crate::lower::params;
use crate::lower::resolver::{BODIES, PARAMETERS, RESPONSES, Resolved, SCHEMAS};
use crate::lower::walk::{Evidence, Walk};
use crate::pointer::Pointer;

/// How deep examples are looked into.
const DEPTH: usize = 24;

/// How many items of a list are looked at: those that follow are like them.
const ITEMS: usize = 16;

/// What is found, by the pointer of the schema.
type Found = BTreeMap<Pointer, Evidence>;

impl Walk<'_> {
    /// What all examples of the document show.
    pub(super) fn find_formats_in_examples(&self) -> BTreeMap<Pointer, Evidence> {
        let mut search = Search { walk: self, found: Found::new(), depth: 0 };
        for endpoint in self.canonical.operations() {
            search.operation(&endpoint);
        }
        for (name, schema) in self.resolver.schemas() {
            search.own_example(schema, &SCHEMAS.at(name));
        }
        search.found
    }
}

struct Search<'s, 'a> {
    walk: &'s Walk<'a>,
    found: Found,
    depth: usize,
}

impl<'a> Search<'_, 'a> {
    fn operation(&mut self, endpoint: &Endpoint<'a>) {
        let of_item = (&endpoint.item.parameters, endpoint.item_at().child("parameters"));
        let own = (&endpoint.source.parameters, endpoint.at().child("parameters"));
        for (parameters, at) in [of_item, own] {
            for (index, parameter) in parameters.iter().enumerate() {
                if let Some((it, at)) =
                    self.walk.resolver.find(&PARAMETERS, parameter, &at.index(index))
                {
                    self.parameter(it, &at);
                }
            }
        }
        if let Some(body) = &endpoint.source.request_body
            && let Some((body, at)) =
                self.walk.resolver.find(&BODIES, body, &endpoint.at().child("requestBody"))
        {
            self.content(&body.content, &at);
        }
        let responses = &endpoint.source.responses;
        let coded = responses.responses.iter().map(|(code, it)| (code.to_string(), it));
        let default = responses.default.iter().map(|it| ("default".to_owned(), it));
        for (code, response) in coded.chain(default) {
            let at = endpoint.at().child("responses").child(&code);
            if let Some((response, at)) = self.walk.resolver.find(&RESPONSES, response, &at) {
                self.content(&response.content, &at);
            }
        }
    }

    fn parameter(&mut self, parameter: &'a Parameter, at: &Pointer) {
        let data = params::data(parameter);
        match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let examples = self.walk.example_values(&data.examples);
                for value in data.example.iter().chain(&examples) {
                    self.show(schema.into(), &at.child("schema"), value);
                }
            }
            ParameterSchemaOrContent::Content(content) => self.content(content, at),
        }
    }

    fn content(&mut self, content: &'a IndexMap<String, MediaType>, at: &Pointer) {
        for (media_type, media) in content {
            let Some(schema) = &media.schema else { continue };
            let at = at.child("content").child(media_type).child("schema");
            let examples = self.walk.example_values(&media.examples);
            for value in media.example.iter().chain(&examples) {
                self.show(schema.into(), &at, value);
            }
            self.own_example(schema, &at);
        }
    }

    /// Looks at the example of an object or list. That of a scalar is looked at where its type is made.
    fn own_example(&mut self, schema: &'a ReferenceOr<Schema>, at: &Pointer) {
        let own = schema.as_item().and_then(|it| it.schema_data.example.as_ref());
        if let Some(own) = own.filter(|it| it.is_object() || it.is_array()) {
            self.show(schema.into(), at, own);
        }
    }

    /// Notes what a value shows of the schema `node`, which stands at `at`, and of all inside.
    fn show(&mut self, node: Node<'a>, at: &Pointer, value: &Value) {
        let resolved = self.walk.resolver.resolve_node(node, at).filter(|_| self.depth < DEPTH);
        let Some(Resolved { schema, at }) = resolved.filter(|_| !value.is_null()) else { return };
        self.depth += 1;
        let facets = Facets::new(schema);
        for (index, part) in facets.all_of.iter().enumerate() {
            self.show(*part, &at.child("allOf").index(index), value);
        }
        match value {
            Value::Object(members) => self.members(&facets, &at, members),
            Value::Array(items) => {
                let node = facets.items.into_iter().flat_map(|it| std::iter::repeat_n(it, ITEMS));
                for (value, node) in items.iter().zip(node) {
                    self.show(node, &at.child("items"), value);
                }
            }
            scalar => match self.walk.is_odd(&facets, scalar) {
                Some(true) => self.found.entry(at).or_default().odd.push(scalar.clone()),
                Some(false) => self.found.entry(at).or_default().n_fitting += 1,
                None => {}
            },
        }
        self.depth -= 1;
    }

    fn members(&mut self, facets: &Facets<'a>, at: &Pointer, members: &Map<String, Value>) {
        let properties = at.child("properties");
        for (name, node) in &facets.properties {
            if let Some(value) = members.get(*name) {
                self.show(*node, &properties.child(name), value);
            }
        }
        let Additional::Schema(node) = facets.additional else { return };
        let at = at.child("additionalProperties");
        let known = |name: &str| facets.properties.iter().any(|it| it.0 == name);
        for (_, value) in members.iter().filter(|(name, _)| !known(name)) {
            self.show(node, &at, value);
        }
    }
}
