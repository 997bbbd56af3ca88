//! What may stand where in a description: the one table that the walk and the repairs read.
//!
//! It knows OpenAPI 3.0, the `x-clientwright-…` extensions of the canonical form, and those members of 3.1 and 3.2 that
//! hold schemas or operations, so that passes reach them before they are rewritten.

use crate::extensions;

/// What an object is, told from where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// The document.
    Root,
    /// `info`.
    Info,
    /// `info.contact`.
    Contact,
    /// `info.license`.
    License,
    /// An element of `servers`.
    Server,
    /// A value of a server's `variables`.
    ServerVariable,
    /// `components`.
    Components,
    /// `paths`.
    Paths,
    /// One path, one webhook, one expression of a callback.
    PathItem,
    /// One method of a path.
    Operation,
    /// A parameter.
    Parameter,
    /// A request body.
    RequestBody,
    /// One media type of a `content`.
    MediaType,
    /// How one property of a form is encoded.
    Encoding,
    /// The responses of an operation.
    Responses,
    /// One response.
    Response,
    /// A header of a response or of a part.
    Header,
    /// The requests of a callback.
    Callback,
    /// A link.
    Link,
    /// An example with its wrapper.
    Example,
    /// A schema.
    Schema,
    /// A discriminator.
    Discriminator,
    /// A security scheme.
    SecurityScheme,
    /// The flows of an OAuth 2 scheme.
    Flows,
    /// One of them.
    Flow,
    /// One alternative of a `security`.
    Requirement,
    /// An element of the document's `tags`.
    Tag,
    /// `externalDocs`.
    ExternalDocs,
}

/// What a member's value has to look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Any JSON.
    Any,
    /// A string.
    Text,
    /// A boolean.
    Flag,
    /// A number.
    Number,
    /// An integer that isn't negative.
    Count,
    /// A list of anything.
    Values,
    /// A list of strings.
    Texts,
    /// An object whose values are strings.
    TextMap,
    /// An object whose values are anything.
    Object,
    /// One object.
    One(Kind),
    /// A list of objects.
    List(Kind),
    /// An object whose values are objects.
    Map(Kind),
    /// A schema, or a boolean that has a meaning of its own.
    SchemaOrFlag,
}

/// The methods that OpenAPI 3.0 knows.
pub(crate) const METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The keys of all objects that have fixed ones, but for extensions.
#[rustfmt::skip]
const KEYS: &[&str] = &[
    "$defs", "additionalOperations", "additionalProperties", "allOf", "allowEmptyValue", "allowReserved", "anyOf",
    "authorizationCode", "authorizationUrl", "bearerFormat", "callbacks", "clientCredentials", "components",
    "contact", "content", "contentType", "default", "definitions", "delete", "dependentSchemas", "deprecated",
    "description", "discriminator", "else", "email", "encoding", "enum", "example", "examples", "exclusiveMaximum", "exclusiveMinimum",
    "explode", "externalDocs", "externalValue", "flows", "format", "get", "head", "headers", "implicit", "in", "info",
    "itemSchema", "items", "jsonSchemaDialect", "license", "links", "mapping", "maxItems", "maxLength",
    "maxProperties", "maximum", "mediaTypes", "minItems", "minLength", "minProperties", "minimum", "multipleOf",
    "name", "not", "nullable", "oneOf", "openIdConnectUrl", "openapi", "operationId", "operationRef", "options",
    "parameters", "password", "patch", "pathItems", "paths", "pattern", "patternProperties", "post", "prefixItems",
    "properties", "propertyName", "put", "query", "readOnly", "refreshUrl", "requestBodies", "requestBody",
    "required", "responses", "schema", "schemas", "scheme", "scopes", "security", "securitySchemes", "server",
    "servers", "style", "summary", "tags", "termsOfService", "then", "title", "tokenUrl", "trace", "type", "uniqueItems",
    "url", "value", "variables", "version", "webhooks", "writeOnly", "xml",
];

impl Kind {
    /// The part of `components` that holds such objects.
    pub(crate) fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::Schema => "schemas",
            Self::Response => "responses",
            Self::Parameter => "parameters",
            Self::Example => "examples",
            Self::RequestBody => "requestBodies",
            Self::Header => "headers",
            Self::SecurityScheme => "securitySchemes",
            Self::Link => "links",
            Self::Callback => "callbacks",
            Self::PathItem => "pathItems",
            Self::MediaType => "mediaTypes",
            _ => return None,
        })
    }

    /// Whether 3.0 has no place for a reference to such objects, so that they are copied to where they are meant.
    pub(crate) fn is_copied(self) -> bool {
        matches!(self, Self::PathItem | Self::Callback | Self::MediaType)
    }

    /// What has to stand at the member `key`; `None` where no such member is known.
    pub(crate) fn member(self, key: &str) -> Option<Shape> {
        match self {
            Self::Schema => schema(key),
            Self::Parameter | Self::Header => parameter(self, key),
            Self::Operation => operation(key),
            Self::Paths | Self::Responses | Self::Callback => self.patterned(key),
            Self::Requirement => Some(Shape::Texts),
            _ => self.plain(key),
        }
    }

    /// The members that are known, but for patterned ones and extensions.
    pub(crate) fn members(self) -> impl Iterator<Item = &'static str> {
        KEYS.iter().copied().filter(move |it| self.member(it).is_some())
    }

    fn patterned(self, key: &str) -> Option<Shape> {
        if key.starts_with("x-") || key == "$ref" {
            return None;
        }
        Some(Shape::One(if self == Self::Responses { Self::Response } else { Self::PathItem }))
    }

    #[expect(clippy::match_same_arms, reason = "a table, one line an object")]
    fn plain(self, key: &str) -> Option<Shape> {
        use Shape::{Any, Flag, List, Map, Object, One, Text, TextMap, Texts};
        Some(match (self, key) {
            (_, "description")
                if !matches!(
                    self,
                    Self::Root | Self::Components | Self::Flows | Self::Flow | Self::Contact
                ) =>
            {
                Text
            }
            (Self::Root, "openapi" | "jsonSchemaDialect") => Text,
            (Self::Root, "info") => One(Self::Info),
            (Self::Root | Self::PathItem, "servers") => List(Self::Server),
            (Self::Root, "paths") => One(Self::Paths),
            (Self::Root, "components") => One(Self::Components),
            (Self::Root, "security") => List(Self::Requirement),
            (Self::Root, "tags") => List(Self::Tag),
            (Self::Root | Self::Tag, "externalDocs") => One(Self::ExternalDocs),
            (Self::Root, extensions::WEBHOOKS | "webhooks") => Map(Self::PathItem),
            (Self::Info, "title" | "termsOfService" | "version") => Text,
            (Self::Info, "contact") => One(Self::Contact),
            (Self::Info, "license") => One(Self::License),
            (Self::Contact, "name" | "url" | "email") | (Self::License, "name" | "url") => Text,
            (Self::Server, "url") => Text,
            (Self::Server, "variables") => Map(Self::ServerVariable),
            (Self::ServerVariable, "default") => Text,
            (Self::ServerVariable, "enum") => Texts,
            (Self::Components, _) => return section(key),
            (Self::PathItem, "summary") => Text,
            (Self::PathItem, "parameters") => List(Self::Parameter),
            (Self::PathItem, "query") => One(Self::Operation),
            (Self::PathItem, extensions::OPERATIONS | "additionalOperations") => {
                Map(Self::Operation)
            }
            (Self::PathItem, _) if METHODS.contains(&key) => One(Self::Operation),
            (Self::RequestBody | Self::Response, "content") => Map(Self::MediaType),
            (Self::RequestBody, "required") => Flag,
            (Self::MediaType, "schema" | "itemSchema" | extensions::ITEM_SCHEMA) => {
                One(Self::Schema)
            }
            (Self::MediaType, "example") => Any,
            (Self::MediaType, "examples") => Map(Self::Example),
            (Self::MediaType, "encoding") => Map(Self::Encoding),
            (Self::Encoding, "contentType" | "style") => Text,
            (Self::Encoding, "explode" | "allowReserved") => Flag,
            (Self::Encoding | Self::Response, "headers") => Map(Self::Header),
            (Self::Response, "links") => Map(Self::Link),
            (Self::Link, "operationRef" | "operationId") => Text,
            (Self::Link, "parameters") => Object,
            (Self::Link, "requestBody") | (Self::Example, "value") => Any,
            (Self::Link, "server") => One(Self::Server),
            (Self::Example, "summary" | "externalValue") => Text,
            (Self::Discriminator, "propertyName") => Text,
            (Self::Discriminator, "mapping") => TextMap,
            (
                Self::SecurityScheme,
                "type" | "name" | "in" | "scheme" | "bearerFormat" | "openIdConnectUrl",
            ) => Text,
            (Self::SecurityScheme, "flows") => One(Self::Flows),
            (Self::Flows, "implicit" | "password" | "clientCredentials" | "authorizationCode") => {
                One(Self::Flow)
            }
            (Self::Flow, "authorizationUrl" | "tokenUrl" | "refreshUrl") => Text,
            (Self::Flow, "scopes") => TextMap,
            (Self::Tag, "name") | (Self::ExternalDocs, "url") => Text,
            _ => return None,
        })
    }
}

fn section(key: &str) -> Option<Shape> {
    Some(Shape::Map(match key {
        "schemas" => Kind::Schema,
        "responses" => Kind::Response,
        "parameters" => Kind::Parameter,
        "examples" => Kind::Example,
        "requestBodies" => Kind::RequestBody,
        "headers" => Kind::Header,
        "securitySchemes" => Kind::SecurityScheme,
        "links" => Kind::Link,
        "callbacks" => Kind::Callback,
        "pathItems" => Kind::PathItem,
        "mediaTypes" => Kind::MediaType,
        _ => return None,
    }))
}

fn operation(key: &str) -> Option<Shape> {
    Some(match key {
        "tags" => Shape::Texts,
        "summary" | "description" | "operationId" => Shape::Text,
        "externalDocs" => Shape::One(Kind::ExternalDocs),
        "parameters" => Shape::List(Kind::Parameter),
        "requestBody" => Shape::One(Kind::RequestBody),
        "responses" => Shape::One(Kind::Responses),
        "callbacks" => Shape::Map(Kind::Callback),
        "deprecated" => Shape::Flag,
        "security" => Shape::List(Kind::Requirement),
        "servers" => Shape::List(Kind::Server),
        _ => return None,
    })
}

fn parameter(kind: Kind, key: &str) -> Option<Shape> {
    Some(match key {
        "name" | "in" if kind == Kind::Parameter => Shape::Text,
        "allowEmptyValue" | "allowReserved" if kind == Kind::Parameter => Shape::Flag,
        "description" | "style" => Shape::Text,
        "required" | "deprecated" | "explode" => Shape::Flag,
        "schema" => Shape::One(Kind::Schema),
        "content" => Shape::Map(Kind::MediaType),
        "example" => Shape::Any,
        "examples" => Shape::Map(Kind::Example),
        _ => return None,
    })
}

fn schema(key: &str) -> Option<Shape> {
    Some(match key {
        "title" | "description" | "format" | "pattern" | "type" => Shape::Text,
        "nullable"
        | "readOnly"
        | "writeOnly"
        | "deprecated"
        | "uniqueItems"
        | "exclusiveMinimum"
        | "exclusiveMaximum"
        | extensions::CLOSED_ITEMS => Shape::Flag,
        "multipleOf" | "minimum" | "maximum" => Shape::Number,
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            Shape::Count
        }
        "required" => Shape::Texts,
        "enum" => Shape::Values,
        "example" | "default" | "xml" => Shape::Any,
        "properties"
        | extensions::PATTERN_PROPERTIES
        | "patternProperties"
        | "$defs"
        | "definitions"
        | "dependentSchemas" => Shape::Map(Kind::Schema),
        "items" | "not" | "then" | "else" => Shape::One(Kind::Schema),
        "allOf" | "oneOf" | "anyOf" | extensions::PREFIX_ITEMS | "prefixItems" => {
            Shape::List(Kind::Schema)
        }
        "additionalProperties" => Shape::SchemaOrFlag,
        "discriminator" => Shape::One(Kind::Discriminator),
        "externalDocs" => Shape::One(Kind::ExternalDocs),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{KEYS, Kind};

    #[test]
    fn each_key_of_the_list_is_one_of_some_kind() {
        let of = |kind: Kind| kind.members().collect::<Vec<_>>();
        assert_eq!(
            of(Kind::Operation),
            [
                "callbacks",
                "deprecated",
                "description",
                "externalDocs",
                "operationId",
                "parameters",
                "requestBody",
                "responses",
                "security",
                "servers",
                "summary",
                "tags"
            ]
        );
        assert_eq!(of(Kind::Discriminator), ["description", "mapping", "propertyName"]);
        let kinds = [
            Kind::Root,
            Kind::Info,
            Kind::Contact,
            Kind::License,
            Kind::Server,
            Kind::ServerVariable,
            Kind::Components,
            Kind::PathItem,
            Kind::Operation,
            Kind::Parameter,
            Kind::RequestBody,
            Kind::MediaType,
            Kind::Encoding,
            Kind::Response,
            Kind::Example,
            Kind::Link,
            Kind::Schema,
            Kind::Discriminator,
            Kind::SecurityScheme,
            Kind::Flows,
            Kind::Flow,
            Kind::Tag,
            Kind::ExternalDocs,
        ];
        let unknown = KEYS.iter().filter(|key| kinds.iter().all(|it| it.member(key).is_none()));
        assert_eq!(unknown.collect::<Vec<_>>(), [&""; 0]);
        assert!(KEYS.is_sorted(), "in the order of the alphabet");
    }
}
