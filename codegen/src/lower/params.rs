//! Parameters: where they travel, how they are written, and what they are called.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{
    CookieStyle, HeaderStyle, MediaType, Parameter, ParameterData, ParameterSchemaOrContent,
    PathStyle, QueryStyle, ReferenceOr,
};
use serde_json::Value;

use crate::canonical::Endpoint;
use crate::diagnostic::findings;
use crate::extensions;
use crate::http::is_token;
use crate::ir::{Auth, AuthKind, Docs, Facts, Location, Param, ParamStyle, Place, Ty, Wire};
use crate::lower::bodies::{BODY, Media};
use crate::lower::docs::value_docs;
use crate::lower::facets::{Facets, Node, provenance};
use crate::lower::names::{
    Called, Hold, Inside, SETTER_RESERVED, Scope, is_as_written, member_name, snake,
};
use crate::lower::owner::Owner;
use crate::lower::resolver::{EXAMPLES, PARAMETERS};
use crate::lower::walk::Walk;
use crate::pointer::Pointer;

/// What is sent for a parameter or field.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) ty: Ty,
    pub(super) form: Wire,
    /// Whether the example is the only value.
    pub(super) constant: bool,
    pub(super) docs: Docs,
    /// What its schema says that the type doesn't show.
    pub(super) facts: Facts,
    pub(super) example: Option<Value>,
}

impl Default for Sent {
    fn default() -> Self {
        Self {
            ty: Ty::Any,
            form: Wire::default(),
            constant: false,
            docs: Docs::default(),
            facts: Facts::default(),
            example: None,
        }
    }
}

impl<'a> Walk<'a> {
    /// The parameters of an operation, its path's included, in the document's order.
    pub(super) fn params(
        &mut self,
        endpoint: &Endpoint<'a>,
        security: &[Vec<usize>],
        auths: &[Auth],
    ) -> Vec<Param> {
        let of_item = endpoint.item_at().child("parameters");
        let of_operation = endpoint.at().child("parameters");
        let (path, operation) = (endpoint.path.to_owned(), self.operation_name(&endpoint.at()));
        let item = endpoint.item.parameters.iter().enumerate();
        let item = item.map(|(i, it)| (it, of_item.index(i), &path));
        let own = endpoint
            .source
            .parameters
            .iter()
            .enumerate()
            .map(|(i, it)| (it, of_operation.index(i), &operation));
        let mut found: Vec<(&'a Parameter, Pointer, Option<Pointer>)> = Vec::new();
        let mut known = BTreeMap::new();
        for (n, (node, at, of)) in item.chain(own).enumerate() {
            let Some((parameter, at)) = self.follow(&PARAMETERS, node, &at) else { continue };
            let is_component = PARAMETERS.name(node).is_some();
            let is_of_path = n < endpoint.item.parameters.len();
            let shared_at = if is_component {
                Some(at.clone())
            } else {
                // Its number among those of the path is nothing that it keeps.
                is_of_path.then(|| endpoint.item_at())
            };
            let name = data(parameter).name.clone();
            let own = || Owner::Parameter { of: of.clone(), name };
            self.note_owner((&PARAMETERS, node), &at, Owner::Component, own);
            if !is_component {
                // Its number among others is nothing that it keeps.
                let call = parameter_key(location(parameter), &data(parameter).name);
                self.ledger.call(&at, &call);
            }
            let key = (location(parameter), data(parameter).name.as_str());
            if key.0 == Location::Header && !is_token(key.1) {
                self.report(&at, findings::parameters::no_header_name(key.1));
                continue;
            }
            // An operation's parameter takes the place of its path's.
            let index = *known.entry(key).or_insert(found.len());
            match found.get_mut(index) {
                Some(slot) => *slot = (parameter, at, shared_at),
                None => found.push((parameter, at, shared_at)),
            }
        }
        let credentials: Vec<&AuthKind> =
            security.iter().flatten().filter_map(|it| Some(&auths.get(*it)?.kind)).collect();
        found.retain(|(it, ..)| !is_set_otherwise(it, &credentials));
        let mut params = Vec::new();
        found.sort_by_key(|(it, ..)| !data(it).required);
        let all: Vec<&'a Parameter> = found.iter().map(|it| it.0).collect();
        let names = self.parameter_names(&all, endpoint);
        for (parameter, at, shared_at) in found {
            let key = (location(parameter), data(parameter).name.as_str());
            let name = names.get(&key).cloned().unwrap_or_default();
            params.push(Param { shared_at, ..self.param(parameter, name, &at) });
        }
        params
    }

    /// The names of the parameters of an operation, by their places and their names on the wire.
    ///
    /// Those of earlier runs are kept. Required ones have the first choice of others: they are arguments.
    fn parameter_names(
        &mut self,
        found: &[&'a Parameter],
        endpoint: &Endpoint<'a>,
    ) -> BTreeMap<(Location, &'a str), String> {
        let at = &endpoint.at();
        let mut scope = Scope::new(SETTER_RESERVED);
        let mut sounds: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for wire in found.iter().map(|it| data(it).name.as_str()) {
            sounds.entry(snake(wire)).or_default().insert(wire);
        }
        // Of two that sound alike the same one has the name, in whichever order they stand.
        let mut in_order = found.to_vec();
        let kept = self.ledger.inside(Inside::Parameter, at);
        in_order.sort_by_key(|it| {
            let (name, place) = (data(it).name.as_str(), location(it));
            let is_path = place == Location::Path && kept.is_noted();
            let is_query = place == Location::Query && kept.is_first(&snake(name), name);
            let comes_first = is_path || is_query;
            let is_new = kept.name(&parameter_key(place, name)).is_none();
            (is_new, !comes_first, !data(it).required, place, !is_as_written(name), name)
        });
        let has_body = self.has_whole_body(endpoint);
        let body = has_body.then(|| kept.name(BODY).unwrap_or(BODY));
        let mut names = BTreeMap::new();
        let mut others = kept.all().chain(body);
        for parameter in in_order {
            let wire = data(parameter).name.as_str();
            let place = location(parameter).name();
            let words = snake(wire);
            let known = kept.name(&parameter_key(location(parameter), wire));
            if known.is_none() {
                // What is new, which comes last, makes way for the body, for the fields of a form, and for what is gone.
                others.by_ref().for_each(|it| _ = scope.claim(it));
            }
            let name = if let Some(known) = known.filter(|it| scope.claim(it)) {
                known.to_owned()
            } else if sounds.get(&words).is_some_and(|it| it.len() > 1) {
                member_name(&mut scope, wire)
            } else {
                // One name in several places, or that of a method.
                let placed = format!("{}_{place}", words.trim_end_matches('_'));
                scope.take_with(&words, &[placed])
            };
            self.note_parameter(at, (location(parameter), wire), &name);
            names.insert((location(parameter), wire), name);
        }
        names
    }

    /// Notes what a parameter or field of the operation at `at` is called.
    pub(super) fn note_parameter(
        &mut self,
        at: &Pointer,
        (place, wire): (Location, &str),
        name: &str,
    ) {
        let hold = match place {
            // The body of the request may be new one day.
            _ if name == BODY => Hold::None,
            // A path has the parameters that it has.
            Location::Path => Hold::Alone,
            Location::Query => Hold::Spelling,
            // Any other place comes after the query.
            Location::Header
            | Location::Cookie
            | Location::Form
            | Location::Part
            | Location::File
            | Location::Files => Hold::None,
        };
        let (wire, name, plain) = (wire.to_owned(), name.to_owned(), snake(wire));
        let key = parameter_key(place, &wire);
        self.ledger.note((Inside::Parameter, at), key, Called { wire, plain, name, hold });
    }

    fn param(&mut self, parameter: &'a Parameter, name: String, at: &Pointer) -> Param {
        let data = data(parameter);
        let required = data.required || matches!(parameter, Parameter::Path { .. });
        let description = || data.description.clone().filter(|it| !it.trim().is_empty());
        let (value, json) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                (self.value(schema.into(), &at.child("schema"), required, description()), false)
            }
            ParameterSchemaOrContent::Content(content) => match content.iter().next() {
                Some((media_type, content)) => {
                    let at = at.child("content").child(media_type).child("schema");
                    let is_json = Media::of(media_type) == Media::Json;
                    (self.content_value(content, is_json, required, &at), is_json)
                }
                None => (Sent::default(), false),
            },
        };
        let Sent { ty, form, constant, docs: own_docs, facts, example } = value;
        let docs = Docs {
            text: own_docs.text.or_else(description),
            provenance: provenance(|name| data.extensions.get(name)).or(own_docs.provenance),
            deprecated: data.deprecated.unwrap_or(false) || own_docs.deprecated,
        };
        let allow_reserved = match parameter {
            Parameter::Query { allow_reserved, .. } => *allow_reserved,
            Parameter::Path { .. } => {
                extensions::is_on(data.extensions.get(extensions::ALLOW_RESERVED))
            }
            Parameter::Header { .. } | Parameter::Cookie { .. } => false,
        };
        let given = || data.example.clone().or_else(|| self.first_example(&data.examples));
        let example = if constant { example } else { given().or(example) };
        Param {
            name,
            wire: data.name.clone(),
            location: location(parameter),
            style: match style(parameter) {
                _ if json => ParamStyle::Json,
                // Other styles leave something of an empty value.
                ParamStyle::Default if !allow_reserved && self.may_be_empty(parameter, at) => {
                    ParamStyle::DefaultOrEmpty
                }
                style => style,
            },
            allow_reserved,
            ty,
            form,
            required,
            constant,
            media_types: Vec::new(),
            part_headers: Vec::new(),
            docs,
            facts,
            shared_at: None,
            example: example.unwrap_or(Value::Null),
        }
    }

    /// Whether a path may be sent with an empty value: an extension or a value of the description's own says so.
    fn may_be_empty(&self, parameter: &'a Parameter, at: &Pointer) -> bool {
        if !matches!(parameter, Parameter::Path { .. }) {
            return false;
        }
        let data = data(parameter);
        let mut shown: Vec<Value> = data.example.iter().cloned().collect();
        shown.extend(self.example_values(&data.examples));
        if let ParameterSchemaOrContent::Schema(schema) = &data.format
            && let Some(resolved) = self.resolver.resolve_value(schema.into(), &at.child("schema"))
        {
            let facets = Facets::new(resolved.schema);
            shown.extend(facets.data.example.iter().chain(&facets.data.default).cloned());
            shown.extend(facets.values);
        }
        extensions::is_on(data.extensions.get(extensions::ALLOW_EMPTY))
            || shown.iter().any(|it| it.as_str() == Some(""))
    }

    /// What is sent for a parameter with `content`: JSON, or a text in another media type.
    ///
    /// Styles are for parameters with a `schema` (OpenAPI 3.0.4, "Fixed Fields for use with `content`"), so that an
    /// object in another media type can't be sent by its members.
    fn content_value(
        &mut self,
        content: &'a MediaType,
        is_json: bool,
        required: bool,
        at: &Pointer,
    ) -> Sent {
        let schema = content.schema.as_ref().map(Node::from);
        let structured = schema.filter(|it| !is_json && self.is_structured(*it, at));
        let mut value = match (structured, schema) {
            (Some(schema), _) => {
                self.report_not_json(Some(schema), at);
                Sent { ty: Ty::String, ..Sent::default() }
            }
            (None, Some(schema)) => self.value(schema, at, required, None),
            (None, None) => Sent::default(),
        };
        let example = content.example.clone().or_else(|| self.first_example(&content.examples));
        value.example = example.or(value.example);
        if structured.is_some() {
            value.example = value.example.filter(Value::is_string);
        }
        value.docs = Docs::default();
        value
    }

    /// What is sent for a schema: an argument, or its only value where there is one and it has to be sent.
    pub(super) fn value(
        &mut self,
        node: Node<'a>,
        at: &Pointer,
        required: bool,
        description: Option<String>,
    ) -> Sent {
        let (docs, example) = self.schema_docs(node, at, description);
        let only = self.resolver.resolve_value(node, at).filter(|_| required).and_then(|it| {
            let facets = Facets::new(it.schema);
            let [only] = facets.values.as_slice() else { return None };
            (!it.schema.schema_data.nullable).then(|| only.clone())
        });
        let ty = match &only {
            Some(Value::String(text)) if !text.is_empty() => Some(Ty::String),
            Some(Value::Bool(_)) => Some(Ty::Bool),
            Some(Value::Number(it)) if it.is_i64() => Some(Ty::I64),
            _ => None,
        };
        if let Some(ty) = ty {
            let mut facts = self.facts(at, &ty);
            facts.take("enum");
            return Sent { ty, form: Wire::default(), constant: true, docs, facts, example: only };
        }
        let whole = self.ty(node, at);
        let is_nullable = matches!(whole, Ty::Nullable(_));
        let mut ty = argument_ty(whole);
        let form = self.wire(node, at, &mut ty, false);
        let mut facts = self.facts(at, &ty);
        if is_nullable {
            facts.set("nullable", true);
        }
        Sent { ty, form, constant: false, docs, facts, example }
    }

    /// What is said of a value where it is used, by `said` or else an inline schema, and its example; a component only
    /// adds its default.
    pub(super) fn schema_docs(
        &self,
        node: Node<'a>,
        at: &Pointer,
        description: Option<String>,
    ) -> (Docs, Option<Value>) {
        let Some(resolved) = self.resolver.resolve_node(node, at) else {
            return (Docs { text: description, ..Docs::default() }, None);
        };
        let data = &resolved.schema.schema_data;
        let docs = match node {
            Node::Schema(schema) => Facets::new(schema).docs(),
            Node::Ref(_) => Docs::default(),
        };
        let docs = Docs { text: value_docs(description.or(docs.text), resolved.schema), ..docs };
        (docs, data.example.clone().or_else(|| data.default.clone()))
    }

    /// The value of the first example that has one.
    pub(super) fn first_example(
        &self,
        examples: &indexmap::IndexMap<String, ReferenceOr<openapiv3::Example>>,
    ) -> Option<Value> {
        self.example_values(examples).into_iter().next()
    }

    /// The values of `examples`.
    pub(super) fn example_values(
        &self,
        examples: &indexmap::IndexMap<String, ReferenceOr<openapiv3::Example>>,
    ) -> Vec<Value> {
        let at = Pointer::root();
        let found = examples.values().filter_map(|it| self.resolver.find(&EXAMPLES, it, &at));
        found.filter_map(|it| it.0.value.clone()).collect()
    }
}

/// The type of a schema's value as an argument: one that isn't given isn't sent, and text is text.
pub(super) fn argument_ty(ty: Ty) -> Ty {
    match ty {
        Ty::Nullable(ty) => argument_ty(*ty),
        Ty::Secret => Ty::String,
        ty => ty,
    }
}

/// Whether something else says what goes there: the runtime, or a credential.
///
/// Source: OpenAPI 3.0.4, "Parameter Object", `name`: definitions of `Accept`, `Content-Type` and `Authorization` are
/// ignored. Where no credential goes to a header `Authorization`, a parameter is the only way to send one. How a body
/// is framed is the transport's (RFC 9112, section 6).
fn is_set_otherwise(parameter: &Parameter, credentials: &[&AuthKind]) -> bool {
    let name = data(parameter).name.as_str();
    let place = match parameter {
        Parameter::Query { .. } => Place::Query,
        Parameter::Header { .. } => Place::Header,
        Parameter::Cookie { .. } => Place::Cookie,
        Parameter::Path { .. } => return false,
    };
    let is_header = |it: &str| place == Place::Header && name.eq_ignore_ascii_case(it);
    let is_credential = credentials.iter().any(|it| goes_to(it, place, name));
    let of_runtime = ["accept", "content-type", "content-length", "transfer-encoding"];
    is_credential || of_runtime.into_iter().any(is_header)
}

/// Whether a credential is sent where a parameter of this name is.
fn goes_to(credential: &AuthKind, place: Place, name: &str) -> bool {
    let is_header = |it: &str| place == Place::Header && name.eq_ignore_ascii_case(it);
    match credential {
        AuthKind::ApiKey { place: of, name: key } => {
            *of == place && (key == name || is_header(key))
        }
        AuthKind::Bearer
        | AuthKind::Basic
        | AuthKind::Http { .. }
        | AuthKind::OAuth2
        | AuthKind::OpenIdConnect => is_header("authorization"),
    }
}

/// Whether a credential is sent where one of these is.
pub(super) fn is_among(credential: &AuthKind, params: &[Param]) -> bool {
    params.iter().any(|param| {
        let place = match param.location {
            Location::Query => Place::Query,
            Location::Header => Place::Header,
            Location::Cookie => Place::Cookie,
            Location::Path | Location::Form | Location::Part | Location::File | Location::Files => {
                return false;
            }
        };
        goes_to(credential, place, &param.wire)
    })
}

pub(super) fn data(parameter: &Parameter) -> &ParameterData {
    match parameter {
        Parameter::Query { parameter_data, .. }
        | Parameter::Header { parameter_data, .. }
        | Parameter::Path { parameter_data, .. }
        | Parameter::Cookie { parameter_data, .. } => parameter_data,
    }
}

/// What tells a parameter or field from others of its operation.
pub(super) fn parameter_key(place: Location, wire: &str) -> String {
    let place = if place.is_field() { "field" } else { place.name() };
    format!("{place} {wire}")
}

fn location(parameter: &Parameter) -> Location {
    match parameter {
        Parameter::Query { .. } => Location::Query,
        Parameter::Header { .. } => Location::Header,
        Parameter::Path { .. } => Location::Path,
        Parameter::Cookie { .. } => Location::Cookie,
    }
}

fn style(parameter: &Parameter) -> ParamStyle {
    let data = data(parameter);
    match extensions::text(&data.extensions, extensions::COLLECTION_FORMAT) {
        Some("ssv") => return ParamStyle::SpaceDelimited,
        Some("tsv") => return ParamStyle::TabDelimited,
        Some("pipes") => return ParamStyle::PipeDelimited,
        _ => {}
    }
    let explode = data.explode;
    match parameter {
        // The members of a list have no names: what is repeated is its own, brackets included.
        Parameter::Query { style: QueryStyle::DeepObject, .. } if data.name.ends_with("[]") => {
            ParamStyle::Default
        }
        Parameter::Query { style, .. } => query_style(style, explode),
        Parameter::Header { style: HeaderStyle::Simple, .. } => match explode {
            Some(true) => ParamStyle::SimpleExplode,
            _ => ParamStyle::Default,
        },
        Parameter::Path { style, .. } => match (style, explode.unwrap_or(false)) {
            (PathStyle::Simple, false) => ParamStyle::Default,
            (PathStyle::Simple, true) => ParamStyle::SimpleExplode,
            (PathStyle::Label, false) => ParamStyle::Label,
            (PathStyle::Label, true) => ParamStyle::LabelExplode,
            (PathStyle::Matrix, false) => ParamStyle::Matrix,
            (PathStyle::Matrix, true) => ParamStyle::MatrixExplode,
        },
        Parameter::Cookie { style: CookieStyle::Form, .. } => {
            let raw = extensions::text(&data.extensions, extensions::STYLE) == Some("cookie");
            match (raw, explode.unwrap_or(true)) {
                (false, false) => ParamStyle::Form,
                (false, true) => ParamStyle::Default,
                (true, false) => ParamStyle::Cookie,
                (true, true) => ParamStyle::CookieExplode,
            }
        }
    }
}

/// The style of a query parameter or form field.
///
/// Source: OpenAPI 3.0.4, "Parameter Object", `explode`: true by default for `form`, false for the others, where an
/// exploded list is written as `form` would.
pub(super) fn query_style(style: &QueryStyle, explode: Option<bool>) -> ParamStyle {
    match (style, explode) {
        (QueryStyle::DeepObject, _) => ParamStyle::DeepObject,
        (QueryStyle::SpaceDelimited, None | Some(false)) => ParamStyle::SpaceDelimited,
        (QueryStyle::PipeDelimited, None | Some(false)) => ParamStyle::PipeDelimited,
        (QueryStyle::Form, Some(false)) => ParamStyle::Form,
        _ => ParamStyle::Default,
    }
}
