//! A schema seen in one way, whichever of its variants the typed model chose.

use openapiv3::{
    AdditionalProperties, Discriminator, ExternalDocumentation, IntegerFormat, NumberFormat,
    ReferenceOr, Schema, SchemaData, SchemaKind, StringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use crate::extensions;
use crate::ir::{Docs, Provenance, ProvenanceKind};
use crate::markdown::{below, code};
use crate::pointer::Pointer;

/// A schema, or a reference to a component.
#[derive(Clone, Copy, Debug)]
pub(super) enum Node<'a> {
    /// The text of the reference.
    Ref(&'a str),
    /// The schema itself.
    Schema(&'a Schema),
}

/// The name of the schema that a reference leads to.
pub(super) fn component(reference: &str) -> Option<&str> {
    component_of("schemas", reference)
}

/// The name of the component in a section that a reference leads to; the canonical document has none that has to be
/// escaped.
pub(super) fn component_of<'r>(section: &str, reference: &'r str) -> Option<&'r str> {
    reference.strip_prefix("#/components/")?.strip_prefix(section)?.strip_prefix('/')
}

impl<'a> Node<'a> {
    /// The name of the component that it refers to.
    pub(super) fn component(self) -> Option<&'a str> {
        match self {
            Self::Ref(reference) => component(reference),
            Self::Schema(_) => None,
        }
    }
}

impl<'a> From<&'a ReferenceOr<Schema>> for Node<'a> {
    fn from(it: &'a ReferenceOr<Schema>) -> Self {
        match it {
            ReferenceOr::Reference { reference } => Self::Ref(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

impl<'a> From<&'a ReferenceOr<Box<Schema>>> for Node<'a> {
    fn from(it: &'a ReferenceOr<Box<Schema>>) -> Self {
        match it {
            ReferenceOr::Reference { reference } => Self::Ref(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

/// The natural type where the alternatives are the forms of one value on the wire, which the extension says: the first.
fn natural<'a>(data: &SchemaData, any_of: &'a [ReferenceOr<Schema>]) -> Option<&'a Type> {
    let ReferenceOr::Item(first) = any_of.first()? else { return None };
    let SchemaKind::Type(ty) = &first.schema_kind else { return None };
    let is_scalar = !matches!(ty, Type::Array(_) | Type::Object(_));
    (is_scalar && data.extensions.contains_key(extensions::WIRE)).then_some(ty)
}

/// What `additionalProperties` says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Additional<'a> {
    /// Nothing: others may come, and are skipped.
    Unstated,
    /// There are none.
    None,
    /// Any.
    Any,
    /// Of this type.
    Schema(Node<'a>),
}

/// The basic type that a schema names or implies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basic {
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// A schema seen in one way.
#[derive(Clone, Debug)]
pub(super) struct Facets<'a> {
    pub(super) data: &'a SchemaData,
    pub(super) basic: Option<Basic>,
    pub(super) format: Option<String>,
    /// The least and the greatest integer.
    pub(super) bounds: (Option<i64>, Option<i64>),
    /// The allowed values without `null`.
    pub(super) values: Vec<Value>,
    pub(super) properties: Vec<(&'a str, Node<'a>)>,
    pub(super) required: &'a [String],
    pub(super) additional: Additional<'a>,
    pub(super) items: Option<Node<'a>>,
    /// Whether nothing but `items` says that it is an array.
    pub(super) may_be_list: bool,
    pub(super) all_of: Vec<Node<'a>>,
    pub(super) one_of: Vec<Node<'a>>,
    pub(super) any_of: Vec<Node<'a>>,
    /// Whether it is `{not: {}}`: nothing is allowed.
    pub(super) never: bool,
}

impl<'a> Facets<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        let mut facets = Self::empty(&schema.schema_data);
        match &schema.schema_kind {
            SchemaKind::Type(ty) => facets.typed(ty),
            SchemaKind::OneOf { one_of } => facets.one_of = nodes(one_of),
            SchemaKind::AllOf { all_of } => facets.all_of = nodes(all_of),
            SchemaKind::AnyOf { any_of } => match natural(&schema.schema_data, any_of) {
                Some(ty) => facets.typed(ty),
                None => facets.any_of = nodes(any_of),
            },
            SchemaKind::Not { .. } => facets.never = true,
            SchemaKind::Any(any) => facets.any(any),
        }
        facets
    }

    pub(super) fn empty(data: &'a SchemaData) -> Self {
        Self {
            data,
            basic: None,
            format: None,
            bounds: (None, None),
            values: Vec::new(),
            properties: Vec::new(),
            required: &[],
            additional: Additional::Unstated,
            items: None,
            may_be_list: false,
            all_of: Vec::new(),
            one_of: Vec::new(),
            any_of: Vec::new(),
            never: false,
        }
    }

    fn typed(&mut self, ty: &'a Type) {
        match ty {
            Type::String(it) => {
                self.basic = Some(Basic::String);
                self.format = string_format(&it.format);
                self.values =
                    it.enumeration.iter().flatten().map(|it| Value::from(it.as_str())).collect();
            }
            Type::Number(it) => {
                self.basic = Some(Basic::Number);
                self.format = match &it.format {
                    VariantOrUnknownOrEmpty::Item(NumberFormat::Float) => Some("float".to_owned()),
                    VariantOrUnknownOrEmpty::Item(NumberFormat::Double) => {
                        Some("double".to_owned())
                    }
                    VariantOrUnknownOrEmpty::Unknown(it) => Some(it.clone()),
                    VariantOrUnknownOrEmpty::Empty => None,
                };
                self.values = it.enumeration.iter().flatten().map(|it| Value::from(*it)).collect();
            }
            Type::Integer(it) => {
                self.basic = Some(Basic::Integer);
                self.bounds = (it.minimum, it.maximum);
                self.format = match &it.format {
                    VariantOrUnknownOrEmpty::Item(IntegerFormat::Int32) => Some("int32".to_owned()),
                    VariantOrUnknownOrEmpty::Item(IntegerFormat::Int64) => Some("int64".to_owned()),
                    VariantOrUnknownOrEmpty::Unknown(it) => Some(it.clone()),
                    VariantOrUnknownOrEmpty::Empty => None,
                };
                self.values = it.enumeration.iter().flatten().map(|it| Value::from(*it)).collect();
            }
            Type::Boolean(it) => {
                self.basic = Some(Basic::Boolean);
                self.values = it.enumeration.iter().flatten().map(|it| Value::from(*it)).collect();
            }
            Type::Object(it) => {
                self.basic = Some(Basic::Object);
                self.properties =
                    it.properties.iter().map(|(name, it)| (name.as_str(), it.into())).collect();
                self.required = &it.required;
                self.additional = additional(it.additional_properties.as_ref());
            }
            Type::Array(it) => {
                self.basic = Some(Basic::Array);
                self.items = it.items.as_ref().map(Node::from);
            }
        }
    }

    fn any(&mut self, any: &'a openapiv3::AnySchema) {
        self.basic = match any.typ.as_deref() {
            Some("string") => Some(Basic::String),
            Some("number") => Some(Basic::Number),
            Some("integer") => Some(Basic::Integer),
            Some("boolean") => Some(Basic::Boolean),
            Some("object") => Some(Basic::Object),
            Some("array") => Some(Basic::Array),
            _ if !any.properties.is_empty() || any.additional_properties.is_some() => {
                Some(Basic::Object)
            }
            _ if any.items.is_some() => Some(Basic::Array),
            _ => None,
        };
        self.format.clone_from(&any.format);
        self.values = any.enumeration.iter().filter(|it| !it.is_null()).cloned().collect();
        self.properties =
            any.properties.iter().map(|(name, it)| (name.as_str(), it.into())).collect();
        self.required = &any.required;
        self.additional = additional(any.additional_properties.as_ref());
        self.items = any.items.as_ref().map(Node::from);
        self.all_of = nodes(&any.all_of);
        self.one_of = nodes(&any.one_of);
        self.any_of = nodes(&any.any_of);
        self.may_be_list = any.typ.is_none() && self.basic == Some(Basic::Array);
        self.never = any.not.is_some() && self.basic.is_none();
    }

    /// Whether nothing but documentation stands beside the composition keywords.
    pub(super) fn only_composes(&self) -> bool {
        self.properties.is_empty()
            && self.items.is_none()
            && self.values.is_empty()
            && matches!(self.additional, Additional::Unstated)
            && self.required.is_empty()
    }

    /// Whether the schema says nothing about its values.
    pub(super) fn says_nothing(&self) -> bool {
        self.basic.is_none()
            && self.only_composes()
            && self.all_of.is_empty()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
    }

    /// Whether it says nothing but a type and its format.
    pub(super) fn is_bare(&self) -> bool {
        self.only_composes()
            && self.all_of.is_empty()
            && self.one_of.is_empty()
            && self.any_of.is_empty()
    }

    /// Whether it says nothing but a scalar type and its format, or nothing at all.
    pub(super) fn is_plain(&self) -> bool {
        self.is_bare() && !matches!(self.basic, Some(Basic::Array | Basic::Object))
    }

    /// The alternatives and the keyword that lists them.
    pub(super) fn alternatives(&self) -> (&'static str, &[Node<'a>]) {
        if self.one_of.is_empty() { ("anyOf", &self.any_of) } else { ("oneOf", &self.one_of) }
    }

    pub(super) fn discriminator(&self) -> Option<&'a Discriminator> {
        self.data.discriminator.as_ref()
    }

    /// An extension of the schema.
    pub(super) fn extension(&self, name: &str) -> Option<&'a Value> {
        self.data.extensions.get(name)
    }

    pub(super) fn docs(&self) -> Docs {
        let SchemaData { description, title, deprecated, extensions, external_docs, .. } =
            self.data;
        let text = description.clone().or_else(|| title.clone());
        Docs {
            text: with_link(text, external_docs.as_ref()),
            provenance: provenance(|name| extensions.get(name)),
            deprecated: *deprecated,
        }
    }
}

/// The text with where more is written (`externalDocs`), unless it says that itself.
pub(super) fn with_link(
    text: Option<String>,
    more: Option<&ExternalDocumentation>,
) -> Option<String> {
    let text = text.filter(|it| !it.trim().is_empty());
    let Some(ExternalDocumentation { url, description, .. }) = more else { return text };
    let url = url.trim();
    if url.is_empty() || text.as_ref().is_some_and(|it| it.contains(url)) {
        return text;
    }
    let is_link =
        url.contains("://") && !url.contains(['<', '>']) && !url.contains(char::is_whitespace);
    let url = if is_link { format!("<{url}>") } else { code(url).to_string() };
    let about =
        description.iter().flat_map(|it| it.split_whitespace()).collect::<Vec<_>>().join(" ");
    let see = match about.trim_end_matches(['.', ':']) {
        "" => format!("See {url}."),
        about => format!("See {url}: {about}."),
    };
    Some(below(text, see))
}

/// The provenance that extensions state.
pub(super) fn provenance<'v>(extension: impl Fn(&str) -> Option<&'v Value>) -> Option<Provenance> {
    let kind = match extension("x-provenance")?.as_str()? {
        "web" => ProvenanceKind::Web,
        "inferred" => ProvenanceKind::Inferred,
        "observed" => ProvenanceKind::Observed,
        _ => return None,
    };
    let note = extension("x-provenance-note").and_then(Value::as_str).map(str::to_owned);
    Some(Provenance { kind, note })
}

fn nodes(schemas: &[ReferenceOr<Schema>]) -> Vec<Node<'_>> {
    schemas.iter().map(Node::from).collect()
}

fn additional(it: Option<&AdditionalProperties>) -> Additional<'_> {
    match it {
        None => Additional::Unstated,
        Some(AdditionalProperties::Any(true)) => Additional::Any,
        Some(AdditionalProperties::Any(false)) => Additional::None,
        Some(AdditionalProperties::Schema(schema)) => Additional::Schema(schema.as_ref().into()),
    }
}

fn string_format(format: &VariantOrUnknownOrEmpty<StringFormat>) -> Option<String> {
    let name = match format {
        VariantOrUnknownOrEmpty::Item(StringFormat::Date) => "date",
        VariantOrUnknownOrEmpty::Item(StringFormat::DateTime) => "date-time",
        VariantOrUnknownOrEmpty::Item(StringFormat::Password) => "password",
        VariantOrUnknownOrEmpty::Item(StringFormat::Byte) => "byte",
        VariantOrUnknownOrEmpty::Item(StringFormat::Binary) => "binary",
        VariantOrUnknownOrEmpty::Unknown(it) => it,
        VariantOrUnknownOrEmpty::Empty => return None,
    };
    Some(name.to_owned())
}

/// A schema and where it stands.
pub(super) type Placed<'a> = (Node<'a>, Pointer);

/// The alternatives of a schema, each where it stands.
pub(super) fn placed<'a>(facets: &Facets<'a>, at: &Pointer) -> Vec<Placed<'a>> {
    let (keyword, nodes) = facets.alternatives();
    let at = at.child(keyword);
    nodes
        .iter()
        .enumerate()
        .map(|(index, node): (usize, &Node<'a>)| (*node, at.index(index)))
        .collect()
}
