//! A collection as all versions of the format mean it.

use crate::pointer::Pointer;

use super::variables::Variables;

/// A collection, read.
#[derive(Clone, Debug, Default)]
pub(super) struct Collection {
    /// Its name.
    pub name: String,
    /// What is written about it (Markdown).
    pub description: Option<String>,
    /// Its version, where it states one.
    pub version: Option<String>,
    /// The variables of the collection, of its folders and of the environments that came with it.
    pub variables: Variables,
    /// Every folder, parents before children, in the order of the collection; without those that hold no request.
    pub folders: Vec<Folder>,
    /// Every request, in the order of the collection.
    pub requests: Vec<Request>,
}

/// A folder.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    /// The names from the top folder down to this one.
    pub path: Vec<String>,
    /// What is written about it.
    pub description: Option<String>,
    /// Where the collection has it.
    pub at: Pointer,
}

/// A request that can be sent.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// Its name.
    pub name: String,
    /// The names of the folders that it is in, from the top.
    pub folder: Vec<String>,
    /// What is written about it.
    pub description: Option<String>,
    /// Where the collection has it: the item.
    pub at: Pointer,
    /// What is sent.
    pub sent: Sent,
    /// How it authenticates, inheritance resolved: its own, else that of the closest folder, else the collection's.
    pub auth: Auth,
    /// The saved responses.
    pub responses: Vec<Response>,
    /// The names of the variables that its scripts set.
    pub sets: Vec<String>,
}

/// What is sent: of a request, or of the request that a response was saved for.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent {
    /// The method, in capitals.
    pub method: String,
    /// Where to.
    pub url: Url,
    /// The headers.
    pub headers: Vec<Entry>,
    /// The body, if there is one with any content.
    pub body: Option<Body>,
}

/// An address, taken apart. Variables (`{{name}}`) stand in it unreplaced.
#[derive(Clone, Debug, Default)]
pub(super) struct Url {
    /// Scheme, host and port: `https://api.{{region}}.example.com:8443`, `{{baseUrl}}`; empty where there is none.
    pub base: String,
    /// The segments of the path: `users`, `:userId`, `{{userId}}`, `report-{{id}}.csv`.
    pub path: Vec<String>,
    /// The query.
    pub query: Vec<Entry>,
    /// What is known of the `:name` segments.
    pub variables: Vec<Entry>,
}

/// A key with a value: a header, a query parameter, a path variable, a form field.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    /// The key.
    pub key: String,
    /// The value, variables unreplaced; `None` where the collection has none, or `null`.
    pub value: Option<String>,
    /// What is written about it.
    pub description: Option<String>,
    /// Whether it isn't sent unless someone switches it on.
    pub disabled: bool,
    /// Whether it is a file (form fields only).
    pub is_file: bool,
    /// The media type of a form's part.
    pub content_type: Option<String>,
    /// Where the collection has it.
    pub at: Pointer,
}

/// A body.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// Text.
    Raw {
        /// The text, variables unreplaced.
        text: String,
        /// What the collection says it is: `json`, `xml`, `text`, `javascript`, `html`.
        language: Option<String>,
        /// Where the text is.
        at: Pointer,
    },
    /// `application/x-www-form-urlencoded`
    UrlEncoded(Vec<Entry>),
    /// `multipart/form-data`
    FormData(Vec<Entry>),
    /// A file as it is.
    File,
    /// A `GraphQL` query, sent as JSON.
    GraphQl {
        /// The query.
        query: String,
        /// The variables, a JSON text; empty where there are none.
        variables: String,
        /// Which operation of the query is meant, where it is said.
        operation: Option<String>,
        /// Where the query is.
        at: Pointer,
    },
}

/// A saved response.
#[derive(Clone, Debug)]
pub(super) struct Response {
    /// Its name.
    pub name: String,
    /// Its status, where one is saved that HTTP has.
    pub status: Option<u16>,
    /// Its headers.
    pub headers: Vec<Entry>,
    /// Its body; empty where there is none.
    pub body: String,
    /// What the collection says that the body is: `json`, `xml`, `text`, `html`.
    pub language: Option<String>,
    /// What was sent for it.
    pub original: Option<Sent>,
    /// Where the collection has it.
    pub at: Pointer,
}

/// How a request authenticates. Values have their variables unreplaced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Auth {
    /// The collection says nothing about it.
    #[default]
    Unsaid,
    /// `noauth`
    None,
    /// `bearer`, `jwt`
    Token(Carrier),
    /// `basic`
    Basic,
    /// `apikey`
    ApiKey {
        /// The name of the header or query parameter.
        name: String,
        /// Whether it goes to the query.
        in_query: bool,
    },
    /// `oauth2`
    OAuth2 {
        /// How tokens are sent.
        carrier: Carrier,
        /// `password_credentials`, `client_credentials`, `authorization_code`, …; empty where it isn't said.
        grant: String,
        /// Where tokens come from.
        token_url: String,
        /// Where users consent.
        authorization_url: String,
        /// The scopes, split at blanks.
        scopes: Vec<String>,
    },
    /// Any other type, by its name: `digest`, `hawk`, `awsv4`, `oauth1`, `ntlm`, `edgegrid`.
    Other {
        /// The type.
        name: String,
        /// Where the collection has it.
        at: Pointer,
    },
}

/// How a token is sent. Values have their variables unreplaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    /// In the header `Authorization`.
    Header {
        /// The word before it; empty for none.
        prefix: String,
    },
    /// In a query parameter.
    Query {
        /// Its name.
        name: String,
    },
}

impl Auth {
    /// The query parameter that it sends.
    pub(super) fn query_name(&self) -> Option<&str> {
        match self {
            Self::ApiKey { name, in_query: true }
            | Self::Token(Carrier::Query { name })
            | Self::OAuth2 { carrier: Carrier::Query { name }, .. } => Some(name),
            _ => None,
        }
    }

    /// The header that is no longer the request's own: Postman replaces it, or takes it out.
    pub(super) fn header_name(&self) -> Option<&str> {
        match self {
            Self::ApiKey { name, in_query: false } => Some(name),
            Self::Unsaid
            | Self::None
            | Self::ApiKey { in_query: true, .. }
            | Self::Token(Carrier::Query { .. }) => None,
            Self::Token(_) | Self::Basic | Self::OAuth2 { .. } | Self::Other { .. } => {
                Some("Authorization")
            }
        }
    }
}
