//! What references lead to, once the document is canonical: components, each in its section.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use openapiv3::{
    Components, Example, Header, OpenAPI, Parameter, ReferenceOr, RequestBody, Response, Schema,
    SchemaKind, SecurityScheme,
};
use serde_json::Value;

use crate::canonical::Canonical;
use crate::extensions;
use crate::lower::draft::Access;
use crate::lower::facets::{Facets, Node, component, component_of};
use crate::lower::parsed::Parsed;
use crate::pointer::Pointer;

/// How many references one may lead to, by the other: what has more is a circle.
const MOST_REFERENCES: usize = 32;

/// A section of `components`.
pub(super) struct Section<T: 'static> {
    /// Its key.
    key: &'static str,
    /// What is in it.
    of: fn(&Components) -> &IndexMap<String, ReferenceOr<T>>,
}

pub(super) const PARAMETERS: Section<Parameter> =
    Section { key: "parameters", of: |it| &it.parameters };

pub(super) const BODIES: Section<RequestBody> =
    Section { key: "requestBodies", of: |it| &it.request_bodies };

pub(super) const RESPONSES: Section<Response> =
    Section { key: "responses", of: |it| &it.responses };

pub(super) const HEADERS: Section<Header> = Section { key: "headers", of: |it| &it.headers };

pub(super) const EXAMPLES: Section<Example> = Section { key: "examples", of: |it| &it.examples };

pub(super) const SECURITY_SCHEMES: Section<SecurityScheme> =
    Section { key: "securitySchemes", of: |it| &it.security_schemes };

pub(super) const SCHEMAS: Section<Schema> = Section { key: "schemas", of: |it| &it.schemas };

impl<T> Section<T> {
    /// The place of the component `name`.
    pub(super) fn at(&self, name: &str) -> Pointer {
        Pointer::root().child("components").child(self.key).child(name)
    }

    /// The name of the component that `node` refers to, if it is a reference.
    pub(super) fn name<'n>(&self, node: &'n ReferenceOr<T>) -> Option<&'n str> {
        match node {
            ReferenceOr::Item(_) => None,
            ReferenceOr::Reference { reference } => component_of(self.key, reference),
        }
    }
}

/// A schema with the references that lead to it followed.
#[derive(Debug)]
pub(super) struct Resolved<'a> {
    pub(super) schema: &'a Schema,
    pub(super) at: Pointer,
}

/// Follows references.
pub(super) struct Resolver<'a> {
    api: &'a OpenAPI,
    /// What the typed model has no place for.
    pub(super) parsed: Parsed,
    /// The references that schemas are no more than, each with that to the schema at the end of the chain.
    aliases: BTreeMap<&'a str, &'a str>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(canonical: &'a Canonical) -> Self {
        let api = &canonical.api;
        let schemas = api.components.as_ref().map(|it| &it.schemas);
        let aliases = schemas.map(aliases).unwrap_or_default();
        Self { api, parsed: Parsed::new(canonical), aliases }
    }

    /// The components of `components/schemas`, in the document's order.
    pub(super) fn schemas(&self) -> impl Iterator<Item = (&'a String, &'a ReferenceOr<Schema>)> {
        self.api.components.as_ref().into_iter().flat_map(|it| &it.schemas)
    }

    /// The component of `components/schemas` called `name`, where it isn't a reference.
    pub(super) fn schema(&self, name: &str) -> Option<&'a Schema> {
        self.api.components.as_ref()?.schemas.get(name)?.as_item()
    }

    /// The name that the description as received gives a component, which no reference may be able to spell.
    pub(super) fn given_name<'n>(&'n self, name: &'n str) -> &'n str {
        let extensions = self.schema(name).map(|it| &it.schema_data.extensions);
        extensions.and_then(|it| extensions::text(it, extensions::NAME)).unwrap_or(name)
    }

    /// Follows a reference to a schema, and those that it leads to.
    pub(super) fn resolve_schema(&self, reference: &str) -> Option<Resolved<'a>> {
        let name = component(reference)?;
        let name = match self.aliases.get(name) {
            Some(end) => component(end)?,
            None => name,
        };
        Some(Resolved { schema: self.schema(name)?, at: SCHEMAS.at(name) })
    }

    /// Follows `node` if it is a reference.
    pub(super) fn resolve_node(&self, node: Node<'a>, at: &Pointer) -> Option<Resolved<'a>> {
        match node {
            Node::Ref(reference) => self.resolve_schema(reference),
            Node::Schema(schema) => Some(Resolved { schema, at: at.clone() }),
        }
    }

    /// Does the same; and where a schema says no more of its values than another one, which is the only part of its `allOf`,
    /// it is seen as that. Before OpenAPI 3.1 this is how a text is written beside a reference.
    pub(super) fn resolve_value(&self, node: Node<'a>, at: &Pointer) -> Option<Resolved<'a>> {
        let mut found = self.resolve_node(node, at)?;
        for _ in 0..MOST_REFERENCES {
            let Schema { schema_data, schema_kind: SchemaKind::AllOf { all_of } } = found.schema
            else {
                break;
            };
            let ([part], false) = (all_of.as_slice(), schema_data.nullable) else { break };
            let at = found.at.child("allOf").index(0);
            found = self.resolve_node(part.into(), &at)?;
        }
        Some(found)
    }

    /// Whether the server alone sends a value, and whether the client alone does, as a schema or a part of it says.
    pub(super) fn access(&self, node: Node<'a>, at: &Pointer) -> Option<Access> {
        let (mut read_only, mut write_only) = (false, false);
        let mut open = vec![(node, at.clone())];
        for _ in 0..MOST_REFERENCES {
            let Some((node, at)) = open.pop() else { break };
            let Some(found) = self.resolve_node(node, &at) else { continue };
            read_only |= found.schema.schema_data.read_only;
            write_only |= found.schema.schema_data.write_only;
            let parts = found.at.child("allOf");
            let all_of = Facets::new(found.schema).all_of.into_iter().enumerate();
            open.extend(all_of.map(|(index, it)| (it, parts.index(index))));
        }
        match (read_only, write_only) {
            (true, false) => Some(Access::ReadOnly),
            (false, true) => Some(Access::WriteOnly),
            _ => None,
        }
    }

    /// What stands at `at`, or what it refers to, and where that is; `None` where it leads nowhere.
    pub(super) fn find<'n, T>(
        &self,
        section: &Section<T>,
        node: &'n ReferenceOr<T>,
        at: &Pointer,
    ) -> Option<(&'n T, Pointer)>
    where
        'a: 'n,
    {
        match node {
            ReferenceOr::Item(item) => Some((item, at.clone())),
            ReferenceOr::Reference { reference } => {
                let name = component_of(section.key, reference)?;
                let item = (section.of)(self.api.components.as_ref()?).get(name)?.as_item()?;
                Some((item, section.at(name)))
            }
        }
    }
}

/// The node of the document `root` that `node` is or refers to; `None` where it leads nowhere.
pub(crate) fn follow<'a>(root: &'a Value, node: &'a Value) -> Option<&'a Value> {
    let mut node = node;
    for _ in 0..MOST_REFERENCES {
        let Some(reference) = node.get("$ref") else { return Some(node) };
        node = Pointer::parse(reference.as_str()?.strip_prefix('#')?)?.get(root)?;
    }
    None
}

/// The references that components are no more than, each with that to the schema at the end of the chain.
fn aliases(schemas: &IndexMap<String, ReferenceOr<Schema>>) -> BTreeMap<&str, &str> {
    let mut ends: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for name in schemas.keys() {
        let (mut name, mut chain, mut end) = (name.as_str(), Vec::new(), None);
        // A component that is met again before the chain ends has no end: a circle.
        while let Some((key, ReferenceOr::Reference { reference })) = schemas.get_key_value(name) {
            if let Some(known) = ends.get(key.as_str()) {
                end = *known;
                break;
            }
            ends.insert(key, None);
            chain.push(key.as_str());
            end = Some(reference.as_str());
            let next = component(reference).and_then(|it| schemas.get_key_value(it));
            let Some((next, _)) = next else { break };
            name = next;
        }
        ends.extend(chain.into_iter().map(|it| (it, end)));
    }
    ends.into_iter().filter_map(|(name, end)| Some((name, end?))).collect()
}
